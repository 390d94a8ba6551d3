//! The content of a statement: the clause after or before a verb of speech, or the quotation beside it.

use std::ops::Range;

use super::cue::{Cue, CueClass};
use super::frame::Shape;
use super::grammar::{Sentence, is_auxiliary, is_day, is_pause};
use crate::analysis::constructions::Construction;
use crate::analysis::syntax::{Label, Tag};
use crate::lexicon::WordClass;

/// A token at which a clause may end because another statement begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub(super) at: usize,
    /// Whether the same speaker may continue: ', adding that', 'and said that'.
    same_speaker: bool,
    /// Whether a participle continues.
    participle: bool,
    /// The comma after which someone else reports.
    other_speaker: Option<usize>,
    /// Whether a colon introduces a quotation.
    quotation: bool,
}

/// What a verb attributes.
#[derive(Clone, Debug)]
pub(super) struct Content {
    /// Its words, in tokens of the sentence.
    pub(super) range: Range<usize>,
    pub(super) shape: Shape,
    pub(super) by: Construction,
}

/// The content in `found`, by that construction.
fn content(found: Option<(Range<usize>, Shape)>, by: Construction) -> Option<Content> {
    found.map(|(range, shape)| Content { range, shape, by })
}

impl Sentence<'_, '_> {
    /// The content attributed by the verb `v`, in tokens of the sentence.
    pub(super) fn content(&self, v: usize, cue: Cue, subject: Option<&Range<usize>>) -> Option<Content> {
        let head = subject.map_or(v, |s| if s.end <= v { s.start } else { v });
        let tail = subject.map_or(v + 1, |s| if s.start > v { s.end } else { v + 1 });
        let before = |by| match by {
            Construction::QuotationBefore => Some((self.before_quotation(head, tail, cue)?, Shape::Quoted)),
            Construction::AsClause => Some((self.as_clause(v, head)?, Shape::Trailing)),
            Construction::Interrupted => Some((self.interrupted(head, tail, cue)?, Shape::Trailing)),
            _ => Some((self.conceded(v, subject, head, tail)?, Shape::Trailing)),
        };
        let first = [
            Construction::QuotationBefore,
            Construction::AsClause,
            Construction::Interrupted,
            Construction::BeforeNarrator,
        ];
        let found = first
            .into_iter()
            .filter(|by| self.uses(*by))
            .find_map(|by| content(before(by), by));
        if found.is_some() {
            return found;
        }
        if self.uses(Construction::ThatClause)
            && let Some(that) = self.that_behind(tail, cue)
        {
            return content(
                self.clause(v, that + 1, Shape::ThatClause),
                Construction::ThatClause,
            );
        }
        let right = self
            .quotation_behind(v, tail, cue)
            .filter(|_| self.uses(Construction::QuotationAfter) || self.uses(Construction::MixedClause));
        let complements = || self.children(v).filter(|&c| self.is_complement(c, tail));
        let clausal = !matches!(cue.class, CueClass::Report);
        if let Some(c) = complements()
            .filter(|&c| c >= tail && self.uses(Construction::Complement))
            .max_by_key(|&c| self.reach(c).len())
        {
            let start = self.complement_start(v, self.reach(c).start.max(tail), cue);
            let starts_quoted = right.as_ref().is_some_and(|r| r.start <= start);
            // 'says witness lied': a past tense mistaken for a participle.
            let past = self.label(c) == Label::Complement
                && self.tag(c) == Tag::Participle
                && self.children(c).any(|k| self.label(k) == Label::Subject);
            let holds = self.has_clause(start..self.len()) || past;
            let clause = self.is_quoted(start) || clausal && holds && !self.takes_object(v, start);
            if clause && !starts_quoted {
                return content(self.clause(v, start, Shape::Clause), Construction::Complement);
            }
        }
        if cue.class == CueClass::Tell && right.is_none() && self.uses(Construction::AfterAddressee) {
            let start = self.addressee_end(tail);
            let holds = |i: usize| self.tag(i).is_finite() && (!self.is_quoted(i) || i < start + 8);
            let clause = start > tail && self.opens_clause(start) && (start..self.len()).any(holds);
            if clause && self.word(start) != "about" {
                return content(self.clause(v, start, Shape::Clause), Construction::AfterAddressee);
            }
        }
        if let Some(right) = right {
            // 'said the plan “is a gift” and would not …': a clause that began before the quotation.
            let start = if cue.class == CueClass::Tell {
                self.addressee_end(tail)
            } else {
                tail
            };
            let begun = matches!(cue.class, CueClass::Say | CueClass::Tell)
                && right.start > start
                && (start > tail || cue.class == CueClass::Say)
                && !is_pause(self.word(right.start - 1))
                && self.opens_clause(start);
            if begun && self.has_verb(right.clone()) && self.uses(Construction::MixedClause) {
                return content(self.clause(v, start, Shape::Clause), Construction::MixedClause);
            }
            if self.uses(Construction::QuotationAfter) {
                return content(Some((right, Shape::Quoted)), Construction::QuotationAfter);
            }
        }
        let before = complements()
            .filter(|&c| c < head)
            .max_by_key(|&c| self.reach(c).len());
        let reversed = self.label(v) == Label::Parataxis
            && self
                .tree
                .heads
                .get(v)
                .copied()
                .flatten()
                .is_some_and(|h| h < head);
        let comma = head > 0 && is_pause(self.word(head - 1));
        let alone = comma
            && (matches!(cue.class, CueClass::Say | CueClass::Show)
                || matches!(cue.class, CueClass::Tell | CueClass::Think) && self.closes(v))
            && (self.has_clause(0..head) && (!self.has_clause(tail..self.len()) || self.resumes(tail))
                || self.closes(v) && self.words(0..head) >= 4
                || self.closes(v) && self.is_clause(0..head - 1));
        // 'Speaking in Orlen, Keller said the dam …' has no content before its verb.
        let unsaid =
            || before.is_none_or(|c| self.label(c) != Label::Complement) || !self.has_clause(0..head);
        let adverbial = self.opens_adverbial() && unsaid() && self.has_clause(tail..self.len());
        // 'A day before he came, he warned', 'The hall is bright, and the mirrors add light'
        let stated = self.has_predicate(0..head) && !self.has_object(v, tail) || self.closes(v);
        if stated
            && clausal
            && subject.is_some()
            && (before.is_some() || reversed || alone)
            && comma
            && !adverbial
        {
            let leading = self
                .leading_clause(head, tail)
                .filter(|_| self.uses(Construction::ClauseBefore));
            return content(leading.map(|r| (r, Shape::Trailing)), Construction::ClauseBefore);
        }
        if !self.uses(Construction::BareClause) {
            return None;
        }
        content(self.plain_clause(v, tail, cue, subject), Construction::BareClause)
    }

    /// Whether `v` has an object after `tail` that is no time: 'adds light to the hall'.
    fn has_object(&self, v: usize, tail: usize) -> bool {
        let object = |&c: &usize| c >= tail && self.label(c) == Label::Object;
        let time = |c: usize| {
            is_day(self.word(c))
                || matches!(
                    self.word(c),
                    "week" | "month" | "year" | "night" | "morning" | "afternoon" | "evening" | "weekend"
                )
        };
        let object = self.children(v).find(object);
        object.is_some_and(|c| !time(c) && self.cue(v).is_none_or(|cue| cue.class != CueClass::Tell))
    }

    /// Whether child `c` of a verb of speech is the content: its complement, or a clause with its own subject directly after the verb,
    /// whatever its relation in the parse.
    fn is_complement(&self, c: usize, tail: usize) -> bool {
        let own = |label| self.children(c).any(|k| self.label(k) == label);
        match self.label(c) {
            Label::Complement => true,
            Label::Adverbial | Label::Parataxis | Label::Object | Label::Open | Label::Relative => {
                self.reach(c).start == tail
                    && own(Label::Subject)
                    && !own(Label::Mark)
                    && self.has_clause(self.reach(c))
            }
            _ => false,
        }
    }

    /// Whether `v` is followed at `start` by a noun without a clause: 'warned the group not to try', 'claimed responsibility for'.
    fn takes_object(&self, v: usize, start: usize) -> bool {
        let mut at = start;
        while matches!(
            self.tag(at),
            Tag::Determiner | Tag::Possessive | Tag::Adjective | Tag::Number | Tag::Genitive
        ) || self.tag(at).is_noun()
        {
            at += 1;
        }
        if at == start {
            return false;
        }
        let warned = self.word(v).starts_with("warn")
            && (self.word(at) == "to" || self.word(at) == "not" && self.word(at + 1) == "to");
        let claimed = self.word(v).starts_with("claim")
            && matches!(
                self.word(start),
                "responsibility" | "credit" | "victory" | "asylum"
            );
        warned || claimed
    }

    /// 'X said …' without a complement in the parse.
    fn plain_clause(
        &self,
        v: usize,
        tail: usize,
        cue: Cue,
        subject: Option<&Range<usize>>,
    ) -> Option<(Range<usize>, Shape)> {
        let plain = WordClass::BareClause.has(self.word(v));
        let joined = cue.participle && v > 0 && is_pause(self.word(v - 1));
        let before = joined || subject.is_some_and(|s| s.end <= v);
        let tail = self.behind_time(tail);
        let opens = self.opens_clause(tail);
        // In a long enough text without a verb, the tagger missed it: 'says hackers stole data on three million users'.
        let says = self.says_much(v, tail..self.len());
        let thing = WordClass::NoClause.has(self.word(tail));
        let clause = self.has_clause(tail..self.len()) || says && !thing;
        let object = self.takes_object(v, tail);
        if plain && before && opens && clause && !object {
            return self.clause(v, tail, Shape::Clause);
        }
        // 'confirmed the contract had been signed': a clause by itself.
        let says = cue.class == CueClass::Say
            || self.word(v).starts_with("believe")
            || self.word(v).starts_with("fear");
        let asks = matches!(self.tag(tail), Tag::When | Tag::Who | Tag::Which | Tag::Whose);
        let past = self.tag(v).is_finite()
            || matches!(self.tag(v), Tag::Participle | Tag::Adjective)
                && self.is_nominal(v.saturating_sub(1));
        let may = says && past && before && opens && !object && !asks;
        let whole = may && !self.tag(tail).is_verb() && self.is_clause(tail..self.len());
        whole.then(|| self.clause(v, tail, Shape::Clause)).flatten()
    }

    /// The token after the day at token `i`, with or without 'on', 'last' or 'late': 'said Monday', 'said on Monday', 'said late Monday'.
    pub(super) fn behind_time(&self, i: usize) -> usize {
        let mut at = i;
        while matches!(
            self.word(at),
            "on" | "late" | "early" | "last" | "this" | "earlier" | "later"
        ) {
            at += 1;
        }
        if !is_day(self.word(at)) || self.tag(at + 1) == Tag::Genitive {
            return i;
        }
        at += 1;
        if matches!(self.word(at), "morning" | "afternoon" | "evening" | "night") {
            at += 1;
        }
        at
    }

    /// Whether `range` after 'said' at `v` is so long that it must be a clause.
    fn says_much(&self, v: usize, range: Range<usize>) -> bool {
        matches!(self.word(v), "said" | "says") && self.words(range) >= 6
    }

    /// Whether the sentence begins with a preposition, conjunction or participle.
    fn opens_adverbial(&self) -> bool {
        let first = usize::from(self.word(0).eq_ignore_ascii_case("not"));
        matches!(
            self.tag(first),
            Tag::Preposition | Tag::When | Tag::Gerund | Tag::To
        )
    }

    /// Whether a clause may start at token `i`.
    pub(super) fn opens_clause(&self, i: usize) -> bool {
        !matches!(
            self.tag(i),
            Tag::Preposition
                | Tag::To
                | Tag::Stop
                | Tag::Comma
                | Tag::Colon
                | Tag::Quote
                | Tag::And
                | Tag::Close
                | Tag::Particle
        ) && !self.word(i).ends_with("day")
    }

    /// The complement that starts at token `start`, up to where the outer sentence continues.
    pub(super) fn clause(&self, v: usize, start: usize, shape: Shape) -> Option<(Range<usize>, Shape)> {
        let mut start = start;
        while is_pause(self.word(start)) {
            start += 1;
        }
        let mut end = self.clause_end(v, start);
        let ends = |turn: &Turn| {
            let own = turn.same_speaker && (turn.participle || self.tag(turn.at) == self.tag(v));
            let other = || turn.other_speaker.filter(|&comma| comma > start);
            let quotation = || turn.quotation && (start..turn.at).any(|i| self.is_quoted(i));
            own.then(|| turn.at - 1)
                .or_else(other)
                .or_else(|| quotation().then_some(turn.at))
        };
        if let Some(turn) = self
            .turns(start + 1..end + 3)
            .iter()
            .filter_map(ends)
            .find(|&at| at < end)
        {
            end = turn;
        }
        end = self.before_narrator(v, start, end);
        while end > start && is_pause(self.word(end - 1)) && !self.is_quoted(end - 1) {
            end -= 1;
        }
        let shape = if self.is_quoted(start) {
            Shape::Quoted
        } else {
            shape
        };
        // 'promised a full inquiry' and 'knew all about it' state nothing that could be true or false, and 'what they say is a gift' lacks
        // its subject.
        let lacks = self.tag(start).is_finite() || matches!(self.word(start), "is" | "are" | "was" | "were");
        let about = self.word(start + 1) == "about" && self.words(start..start + 1) == 1;
        let seen = (start..end).any(|i| {
            self.tag(i).is_finite() || self.tag(i) == Tag::Participle && self.label(i) == Label::Complement
        }) || self.says_much(v, start..end);
        let said = shape != Shape::Clause || seen && !lacks && !about;
        (said && end > start && self.words(start..end) >= 2).then_some((start..end, shape))
    }

    /// The end of the statement from `start` to `end` after the verb `v`, before the narrator continues: ', but the work has not begun', ',
    /// without giving details', and, if the sentence begins with 'while', after the comma that ends its clause.
    fn before_narrator(&self, v: usize, start: usize, end: usize) -> usize {
        let commas = || (start + 2..end).filter(|&i| self.word(i) == "," && !self.is_quoted(i));
        if self.opens_concession(v) {
            let main = |&c: &usize| {
                let next = self.word(c + 1);
                let more = matches!(next, "and" | "or" | "which" | "who" | "whose" | "that");
                !more && self.words(start..c) >= 2 && self.is_clause(c + 1..self.len())
            };
            return commas().find(main).unwrap_or(end);
        }
        let past = self.tag(v) == Tag::Past || self.tag(v) == Tag::Participle;
        let narrates = |&c: &usize| {
            if self.word(c + 1) == "without" {
                return WordClass::DetailParticiple.has(self.word(c + 2));
            }
            // ', a figure that economists dispute'
            if matches!(self.word(c + 1), "a" | "an") {
                let comment = (c + 2..end.min(c + 4)).find(|&i| WordClass::CommentNoun.has(self.word(i)));
                return comment.is_some_and(|i| self.word(i + 1) != "of" && self.has_clause(i + 1..end));
            }
            if !matches!(
                self.word(c + 1),
                "but" | "though" | "although" | "yet" | "whereas"
            ) {
                return false;
            }
            let clause = self.clause_in(c + 2..self.len());
            clause.is_some_and(|clause| !(clause.pronoun || past && clause.shifted))
        };
        commas().find(narrates).unwrap_or(end)
    }

    /// Whether the verb `v` belongs to a clause with 'while' or 'although' at the start of the sentence.
    fn opens_concession(&self, v: usize) -> bool {
        let opener = ["While", "Although", "Though", "Whereas"].contains(&self.word(0));
        opener && v < 16 && !self.has_clause(1..v)
    }

    /// The end of a complement of `v` that starts at `start`: the last token that depends on the complements of `v`, or the end of the
    /// sentence if the complement would otherwise lack a verb.
    pub(super) fn clause_end(&self, v: usize, start: usize) -> usize {
        let last = self.len();
        let mut end = self
            .children(v)
            .filter(|&c| c >= start || self.reach(c).end > start)
            .filter(|&c| {
                matches!(
                    self.label(c),
                    Label::Complement | Label::Parataxis | Label::Open | Label::Object | Label::Adverbial
                )
            })
            .map(|c| self.reach(c).end)
            .max()
            .unwrap_or(last);
        if end <= start || !self.has_clause(start..end) && self.has_clause(end..last) {
            end = last;
        }
        if end < last && self.joins_clause(end) {
            end = last;
        }
        if self.words(end..last) <= 2 && !(end..last).any(|i| is_pause(self.word(i))) {
            end = last;
        }
        self.whole_phrase(start, end)
    }

    /// `end`, or the next pause if the parse ended the words from `start` in the middle of a phrase: 'depends on troops being able',
    /// 'invest a billion to rebuild'.
    pub(super) fn whole_phrase(&self, start: usize, end: usize) -> usize {
        let begins = self.tag(end) == Tag::Gerund && self.cue(end).is_none()
            || self.tag(end) == Tag::To && self.tag(end + 1) == Tag::Base;
        let within =
            end > start + 1 && end < self.len() && !is_pause(self.word(end - 1)) && !self.is_quoted(end);
        if !begins || !within {
            return end;
        }
        (end..self.len())
            .find(|&i| is_pause(self.word(i)) || self.tag(i) == Tag::Stop || self.is_quoted(i))
            .unwrap_or(self.len())
    }

    /// Whether a clause with its own subject is joined at token `end`: ', and another 19 people are hospitalized', 'when authorities
    /// found'; the parser tends to attach those to the verb of speech.
    fn joins_clause(&self, end: usize) -> bool {
        let at = end + usize::from(self.word(end) == ",");
        // 'would hire more guards, as well as close two gates'
        if [0, 1, 2].map(|k| self.word(at + k)) == ["as", "well", "as"] && self.tag(at + 3).is_verb() {
            return true;
        }
        if !matches!(
            self.word(at),
            "and" | "but" | "or" | "when" | "because" | "if" | "unless" | "so"
        ) {
            return false;
        }
        let verb = (at + 1..self.len()).find(|&i| self.tag(i).is_finite() && !self.is_quoted(i));
        // A subject, or 'that', between the two.
        verb.is_some_and(|v| {
            self.cue(v).is_none()
                && (at + 1..v).any(|i| {
                    self.tag(i).is_noun()
                        || matches!(
                            self.tag(i),
                            Tag::Pronoun | Tag::There | Tag::Determiner | Tag::Number
                        )
                })
        })
    }

    /// 'that' after a cue that ends before `tail`, skipping the addressee and adverbials.
    fn that_behind(&self, tail: usize, cue: Cue) -> Option<usize> {
        let that =
            (tail..self.len().min(tail + 14)).find(|&i| self.word(i) == "that" && !self.is_quoted(i))?;
        let between = tail..that;
        let opens = self.tag(tail);
        // 'asked for silence so that they could listen'
        if that > 0 && self.word(that - 1) == "so" {
            return None;
        }
        let bridge = between.is_empty()
            || cue.class == CueClass::Tell
            || matches!(opens, Tag::Preposition | Tag::To | Tag::Adverb | Tag::Comma)
            || self.word(tail).ends_with("day")
            || matches!(
                self.word(tail),
                "last" | "this" | "late" | "early" | "earlier" | "later"
            );
        let clear = !self.has_clause(between.clone())
            && between.clone().all(|i| !self.is_quoted(i) && self.word(i) != ":");
        let clause = self.is_quoted(that + 1)
            || self.has_predicate(that + 1..self.len())
            || (that + 1..self.len()).any(|i| self.is_quoted(i));
        // 'said that was so': a pronoun, the subject of the clause.
        let pronoun = between.is_empty() && self.label(that) == Label::Subject;
        (bridge && clear && clause && !pronoun).then_some(that)
    }

    /// The start of the complement of `v`: `found`, or earlier if the words in between are neither addressee nor adverbial.
    fn complement_start(&self, v: usize, found: usize, cue: Cue) -> usize {
        if cue.class == CueClass::Tell {
            return found.max(self.addressee_end(v + 1));
        }
        let mut start = v + 1;
        let day = is_day(self.word(start))
            && !is_pause(self.word(start + 1))
            && self.tag(start + 1) != Tag::Genitive;
        if day && self.opens_clause(start + 1) && !self.tag(start + 1).is_verb() {
            return start + 1;
        }
        while start < found {
            let adverbial = self.children(v).find(|&c| {
                c > v
                    && matches!(
                        self.label(c),
                        Label::Oblique
                            | Label::Advmod
                            | Label::Adverbial
                            | Label::Indirect
                            | Label::Prt
                            | Label::Discourse
                    )
                    && self.reach(c).start == start
            });
            match adverbial {
                Some(c) => start = self.reach(c).end.max(start + 1),
                None if is_pause(self.word(start)) => start += 1,
                None => break,
            }
        }
        start.min(found)
    }

    /// The start of another statement at token `i`, if there is one.
    pub(super) fn turn(&self, i: usize) -> Option<Turn> {
        let turn = Turn {
            at: i,
            same_speaker: self.goes_on_reporting(i),
            participle: self.cue(i).is_some_and(|c| c.participle),
            other_speaker: self.another_reports(i),
            quotation: self.leads_to_quotation(i),
        };
        (turn.same_speaker || turn.other_speaker.is_some() || turn.quotation).then_some(turn)
    }

    /// Whether token `i` may begin a second statement of the same speaker: ', adding that', or, with the same form as the first verb, 'and
    /// said that'.
    fn goes_on_reporting(&self, i: usize) -> bool {
        let Some(next) = self.cue(i) else {
            return false;
        };
        if !matches!(next.class, CueClass::Say | CueClass::Tell) || i == 0 {
            return false;
        }
        let before = self.word(i - 1);
        if next.participle {
            return before == "," && WordClass::ReportingParticiple.has(self.word(i));
        }
        matches!(before, "and" | "but") && self.word(i + 1) == "that"
    }

    /// The start of a clause in which someone else reports at token `i`: ', though the utility maintains …'
    fn another_reports(&self, i: usize) -> Option<usize> {
        let next = self
            .cue(i)
            .filter(|c| matches!(c.class, CueClass::Say | CueClass::Tell))?;
        // 'but witnesses said': a past tense mistaken for a participle.
        let past = self.tag(i) == Tag::Participle && i > 0 && self.is_nominal(i - 1);
        if next.participle || !self.tag(i).is_finite() && !past {
            return None;
        }
        let subject = self
            .children(i)
            .find(|&c| self.label(c) == Label::Subject && c < i);
        let nominal = |k: &usize| {
            self.is_nominal(*k)
                || matches!(
                    self.tag(*k),
                    Tag::Determiner | Tag::Adjective | Tag::Possessive | Tag::Number | Tag::Genitive
                )
        };
        let run = (0..i).rev().take(6).take_while(nominal).last();
        let start = subject.map(|s| self.phrase(s, i).start).or(run)?;
        let before = start.checked_sub(1)?;
        if matches!(self.word(before), ";" | "—" | "–" | "--") {
            return Some(before);
        }
        let joins = matches!(
            self.word(before),
            "though" | "although" | "but" | "while" | "and" | "whereas" | "yet"
        );
        let comma = before.checked_sub(1)?;
        if joins && self.word(comma) == "," {
            return Some(comma);
        }
        // 'said two were hurt but witnesses said': no comma is needed if the second source cannot be part of the first clause.
        let own = matches!(self.word(before), "but" | "while" | "whereas") && self.has_clause(0..before);
        own.then_some(before)
    }

    /// Whether a colon at token `i` introduces a longer quotation, which may follow a statement with quoted words: 'said it “must stop”:
    /// “We have …”'.
    fn leads_to_quotation(&self, i: usize) -> bool {
        let long = || {
            let (range, _) = self.quotation(i + 1)?;
            Some(self.words(range) >= 4)
        };
        self.word(i) == ":" && long() == Some(true)
    }

    /// A statement interrupted before its verb by the speaker at `head` and the cue before `tail`: 'The amendment, a whip said, would be
    /// talked out'; or after its opening words: 'Instead, the authors suggest, the warmth lets them swarm'.
    fn interrupted(&self, head: usize, tail: usize, cue: Cue) -> Option<Range<usize>> {
        if cue.participle || head < 2 || tail <= head + 1 || self.is_quoted(head - 1) {
            return None;
        }
        // The interruption is between commas, dashes or brackets.
        let open = self.word(head - 1);
        let close = match open {
            "," | "—" | "–" | "--" => open,
            "(" => ")",
            _ => return None,
        };
        // 'said in opening statements last week,'
        let comma =
            (tail..self.len().min(tail + 8)).find(|&i| self.word(i) == close && !self.is_quoted(i))?;
        if matches!(cue.class, CueClass::Report) && comma > tail
            || self.has_predicate(tail..comma)
            || (0..comma).any(|i| self.is_quoted(i))
            || self.has_predicate(0..head - 1)
                && !matches!(self.tag(head - 2), Tag::Modal)
                && !is_auxiliary(self.word(head - 2))
        {
            return None;
        }
        let rest = comma + 1..self.len();
        let verb = (rest.start..self.len().min(rest.start + 3)).find(|&i| self.tag(i) != Tag::Adverb)?;
        let predicate =
            self.tag(verb).is_finite() || is_auxiliary(self.word(verb)) && self.word(verb) != "also";
        // 'Prices, the bank said, rose': both parts together.
        let predicate = predicate
            || !self.opens_adverbial()
                && !self.is_clause(rest.clone())
                && self.clause_of([0..head - 1, rest.clone()]).is_some();
        let subject = (0..head - 1)
            .any(|i| self.tag(i).is_noun() || matches!(self.tag(i), Tag::Pronoun | Tag::Determiner));
        if predicate && subject && !self.opens_adverbial() && self.words(rest.clone()) >= 2 {
            return Some(0..self.len());
        }
        let opening = comma == tail && self.words(0..head) <= 4 && !subject;
        let clause =
            self.opens_clause(rest.start) && self.has_clause(rest.clone()) && cue.class != CueClass::Report;
        // 'Within a year, the authors suggest, the ice will be gone.'
        let whole = if self.tag(0) == Tag::Preposition {
            0..self.len()
        } else {
            rest.clone()
        };
        (opening && clause && self.words(rest) >= 4).then_some(whole)
    }

    /// A clause before the speaker at `head`, including the text after the cue if the sentence continues there.
    fn leading_clause(&self, head: usize, tail: usize) -> Option<Range<usize>> {
        let mut end = head;
        while end > 0 && is_pause(self.word(end - 1)) {
            end -= 1;
        }
        if self.words(0..end) < 2 {
            return None;
        }
        Some(0..if self.resumes(tail) { self.len() } else { end })
    }

    /// The statement before the speaker at `head`, ended by the verb `v` and its speaker, if the narrator then continues or gives a time:
    /// 'Prices rose, the bank said, while its rival sold less', 'Prices rose, warned the bank, which …'.
    fn conceded(
        &self,
        v: usize,
        subject: Option<&Range<usize>>,
        head: usize,
        tail: usize,
    ) -> Option<Range<usize>> {
        let comma = head
            .checked_sub(1)
            .filter(|&c| self.word(c) == "," && !self.is_quoted(c))?;
        if comma == 0 || self.is_quoted(comma - 1) {
            return None;
        }
        let turned = subject.is_some_and(|s| s.start > v) && self.subject_turned(v).is_some();
        let narrated = (tail..self.len().min(tail + 7))
            .find(|&i| self.word(i) == ",")
            .is_some_and(|c| self.concedes(c + 1));
        let clause = turned || narrated && !self.opens_adverbial() && self.is_clause(0..comma);
        if !clause {
            return None;
        }
        if narrated {
            return Some(0..comma);
        }
        self.leading_clause(head, tail)
    }

    /// Whether the narrator continues at token `i` with 'while', 'but' or the like and a clause with another subject.
    fn concedes(&self, i: usize) -> bool {
        matches!(self.word(i), "while" | "although" | "though" | "but" | "whereas")
            && self
                .clause_in(i + 1..self.len())
                .is_some_and(|clause| !clause.pronoun && !clause.shifted)
    }

    /// Whether a statement continues after the cue that interrupted it: ', the bank said in a statement, while wages …'
    fn resumes(&self, tail: usize) -> bool {
        let Some(comma) = (tail..self.len().min(tail + 7)).find(|&i| self.word(i) == ",") else {
            return false;
        };
        let next = self.word(comma + 1);
        let outer = matches!(
            next,
            "after"
                | "when"
                | "before"
                | "during"
                | "following"
                | "citing"
                | "according"
                | "in"
                | "on"
                | "at"
                | "as"
                | "a"
                | "an"
                | "the"
                | "who"
                | "which"
                | "referring"
        );
        let direct = comma == tail;
        let joined = matches!(
            next,
            "while" | "although" | "though" | "and" | "but" | "because" | "even"
        );
        let rest = self.words(comma..self.len());
        // 'Prices rose, the bank said, while its rival sold less': the narrator continues.
        if self.concedes(comma + 1) {
            return false;
        }
        let goes_on =
            joined && rest >= 3 || rest > 4 && (direct || !outer && self.has_clause(comma..self.len()));
        goes_on && !self.has_clause(tail..comma) && self.cue(comma + 1).is_none()
    }

    /// A quotation that ends right before the speaker at `head`, with preceding words of its sentence, and the rest of a quotation that
    /// continues after the cue.
    fn before_quotation(&self, head: usize, tail: usize, cue: Cue) -> Option<Range<usize>> {
        let mut edge = head.checked_sub(1)?;
        let mut comma = false;
        if is_pause(self.word(edge)) && !self.is_quoted(edge) {
            comma = true;
            edge = edge.checked_sub(1)?;
        }
        if !self.is_quoted(edge) {
            return None;
        }
        let (range, q) = self.quotation(edge)?;
        comma |= edge > 0
            && matches!(
                self.word(edge - 1),
                "," | "?" | "!" | "." | "…" | "..." | "—" | "-" | "--" | "，" | "。" | "！" | "？"
            )
            || q.close > self.from + edge;
        if !comma && (range.start > 0 || self.words(range.clone()) < 4) {
            return None;
        }
        // Words before it belong to it ('The move is “a disaster,” he said'), unless a colon separates them.
        let lead = range.start.checked_sub(1).map_or("", |i| self.word(i));
        // 'a project called “Dawn Patrol,” said': a name.
        if matches!(
            lead,
            "called" | "named" | "titled" | "entitled" | "dubbed" | "nicknamed"
        ) && cue.class != CueClass::Report
        {
            return None;
        }
        let apart = range.start == 0 || lead == ":";
        let start = if apart { range.start } else { 0 };
        // 'said the works were “lawful”, saying he trusted the courts': a participle reports the following text.
        if !apart && (cue.class == CueClass::Report || cue.participle) {
            return None;
        }
        let next = (tail..self.len().min(tail + 12))
            .find(|&i| self.is_quoted(i))
            .and_then(|i| self.quotation(i));
        let end = match next {
            Some((r, _))
                if self.words(tail..r.start) <= 4
                    && !self.has_clause(tail..r.start)
                    && !self.leans(tail, r.start)
                    && !(tail..r.start).any(|i| self.word(i) == ";") =>
            {
                r.end
            }
            _ => range.end,
        };
        Some(start..end)
    }

    /// Whether the text at token `i` belongs to the word before it, after a cue that ends before `tail`: '“…,” the firm says on “The
    /// Countdown”'.
    fn leans(&self, tail: usize, i: usize) -> bool {
        i > tail
            && matches!(
                self.tag(i - 1),
                Tag::Preposition | Tag::Determiner | Tag::Possessive
            )
    }

    /// A quotation introduced by the verb `v`: 'said: “…”', 'told reporters in Paris, “…”'.
    fn quotation_behind(&self, v: usize, tail: usize, cue: Cue) -> Option<Range<usize>> {
        let open = (tail..self.len().min(tail + 18)).find(|&i| self.is_quoted(i))?;
        let (range, q) = self.quotation(open)?;
        let between = tail.max(v + 1)..open;
        let colon =
            self.word(open.wrapping_sub(1)) == ":" && matches!(cue.class, CueClass::Say | CueClass::Tell);
        if self.has_clause(between.clone()) && !colon || between.clone().any(|i| self.word(i) == ";") {
            return None;
        }
        let lead = open.checked_sub(1).map_or("", |i| self.word(i));
        let words = self.view.words(&q.tokens());
        let clause = range.clone().any(|i| self.tag(i).is_finite());
        let marked = matches!(lead, "," | ":");
        let capital = self.word(open + 1).starts_with(char::is_uppercase);
        let reaches = match cue.class {
            CueClass::Report if self.names_thing(v) => !capital && between.len() <= 12,
            CueClass::Report => {
                (marked || clause || words >= 4 && !between.clone().any(|i| self.tag(i) == Tag::To))
                    && between.len() <= 8
            }
            CueClass::Think | CueClass::Show => (between.is_empty() || marked) && clause,
            CueClass::Say | CueClass::Tell => {
                if between.is_empty() {
                    clause || words >= 4 || !capital && words >= 2
                } else {
                    marked || lead == "that" || clause && words >= 5 && !matches!(lead, "the" | "a" | "an")
                }
            }
        };
        let short = words < 2 && !marked;
        // 'called the plan “a gift”': a few words mean nothing without the thing they describe.
        let bare = words < 4 || self.words(between.clone()) >= words;
        let start = if self.names_thing(v) && !marked && bare {
            between.start
        } else {
            range.start
        };
        (reaches && !short).then_some(start..range.end)
    }

    /// Whether `v` names or describes its object: 'called the plan “a gift”', 'described it as “a gift”'.
    fn names_thing(&self, v: usize) -> bool {
        WordClass::Naming.has(self.word(v)) && !matches!(self.word(v + 1), "for" | "on" | "upon")
    }

    /// 'As X said, …': everything except the clause of the cue.
    fn as_clause(&self, v: usize, head: usize) -> Option<Range<usize>> {
        // 'As Ana Petrov, the mayor, said, …': even if the parse found only a part of its speaker.
        let opener = if self.word(0) == "As" && head > 1 && !self.has_clause(1..v) {
            0
        } else {
            head.checked_sub(1)?
        };
        if !self.word(opener).eq_ignore_ascii_case("as") || matches!(self.label(v), Label::Root) && opener > 0
        {
            return None;
        }
        if opener == 0 {
            let comma = (v..self.len().min(v + 12)).find(|&i| self.word(i) == "," && !self.is_quoted(i))?;
            return (self.words(comma..self.len()) > 2 && self.has_clause(comma..self.len()))
                .then_some(comma + 1..self.len());
        }
        let ends = self.words(v + 1..self.len()) <= 3 && self.word(opener - 1) == ",";
        ends.then_some(0..opener - 1)
    }
}
