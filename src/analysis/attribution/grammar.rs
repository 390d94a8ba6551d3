//! Finds statements by the grammar of a sentence: the verb's subject, its complement clause, the quotation beside it.
//!
//! Invariants: a sentence is parsed only if it contains a possible cue outside its quotations; if one statement reports another, the outer
//! one counts.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::content::{Content, Turn};
use super::cue::{Cue, CueClass, are_several, is_body, is_source_noun, may_be_person, pronoun};
use super::frame::{Frame, Shape, subject_after, subject_before};
use super::quotation::{Quotation, around, touching};
use super::unit::Unit;
use super::view::{View, before, within};
use crate::analysis::EntityKind;
use crate::analysis::constructions::Construction;
use crate::analysis::steps::step;
use crate::analysis::syntax::{Children, Label, Model, Tag, Tree};
use crate::lexicon::WordClass;

/// One parsed sentence of a unit. Its tokens are counted from 0; `from` is the first in the document.
pub(super) struct Sentence<'s, 'a> {
    pub(super) view: &'s View<'a>,
    pub(super) unit: &'s Unit,
    pub(super) quotations: &'s [Quotation],
    pub(super) from: usize,
    pub(super) tree: Tree,
    /// The extent of each token's subtree.
    reach: Vec<Range<usize>>,
    /// Which tokens are inside quotation marks.
    quoted: Vec<bool>,
    /// Counts of preceding tokens for each token: finite verbs, finite verbs outside quotations, and possible finite verbs outside
    /// quotations.
    verbs: Vec<u32>,
    clauses: Vec<u32>,
    predicates: Vec<u32>,
    /// Where a clause may end earlier than its grammar says, see [`Sentence::turns`].
    turns: OnceCell<Vec<Turn>>,
    children: Children,
    pub(super) model: &'s Model<'s>,
    /// The verbs of speech that end a statement before them, with the speaker after each, see [`Sentence::subject_turned`].
    turned: OnceCell<Vec<(usize, Range<usize>)>>,
    /// The number of partial parses, see [`Sentence::clause_of`].
    pub(super) parses: Cell<usize>,
}

/// All statements of one unit, only the outermost ones, in the order of their cues.
pub(super) fn frames(
    view: &View<'_>,
    unit: &Unit,
    quotations: &[Quotation],
    model: &Model<'_>,
) -> Vec<Frame> {
    let inside = quotations.get(unit.quotations.clone()).unwrap_or_default();
    let mut out: Vec<Frame> = Vec::new();
    for tokens in &unit.sentences {
        let inside = near(inside, tokens);
        let attributes = |&i: &usize| {
            let word = view.word(i);
            let noun = WordClass::ClaimNoun.has(word) && view.word(i + 1) == "that";
            (view.cue(i).is_some() || word.eq_ignore_ascii_case("according") || noun)
                && around(inside, i).is_none()
        };
        let cues: Vec<usize> = tokens
            .clone()
            .filter(attributes)
            .map(|i| i - tokens.start)
            .collect();
        if !cues.is_empty() || beside_quotation(view, tokens, inside) {
            Sentence::new(view, unit, inside, tokens, model).read(&cues, &mut out);
        }
    }
    for frame in super::frame::frames(view, unit, quotations) {
        let near = |f: &Frame| {
            let overlap = f.content.start < frame.content.end && frame.content.start < f.content.end;
            overlap
                || f.cue == frame.cue
                || f.content.contains(&frame.cue.start)
                || frame.content.contains(&f.cue.start)
        };
        if view.uses(Construction::WordOrder) && frame.is_plain(view) && !out.iter().any(near) {
            out.push(frame);
        }
    }
    out.sort_by_key(|f| f.cue.start);
    out
}

impl<'s, 'a> Sentence<'s, 'a> {
    fn new(
        view: &'s View<'a>,
        unit: &'s Unit,
        quotations: &'s [Quotation],
        tokens: &Range<usize>,
        model: &'s Model<'s>,
    ) -> Self {
        let words: Vec<&str> = tokens.clone().map(|i| view.word(i)).collect();
        let tree = model.parse(&words);
        let children = tree.all_children();
        let reach = tree.reach(&children);
        let quoted: Vec<bool> = tokens.clone().map(|i| around(quotations, i).is_some()).collect();
        let marked = || tree.tags.iter().zip(&quoted);
        let verbs = before(tree.tags.iter().map(|t| t.is_finite()));
        let clauses = before(marked().map(|(t, quoted)| t.is_finite() && !quoted));
        let predicates =
            before(marked().map(|(t, quoted)| (t.is_finite() || *t == Tag::Participle) && !quoted));
        Self {
            verbs,
            clauses,
            predicates,
            turns: OnceCell::new(),
            children,
            model,
            turned: OnceCell::new(),
            parses: Cell::new(0),
            view,
            unit,
            quotations,
            from: tokens.start,
            tree,
            reach,
            quoted,
        }
    }

    /// Whether `construction` is in use.
    pub(super) fn uses(&self, construction: Construction) -> bool {
        self.view.uses(construction)
    }

    /// The text of token `i`; empty outside the sentence.
    pub(super) fn word(&self, i: usize) -> &'a str {
        if i < self.len() {
            self.view.word(self.from + i)
        } else {
            ""
        }
    }

    /// The cue at token `i`.
    pub(super) fn cue(&self, i: usize) -> Option<Cue> {
        self.view.cue(self.from + i).filter(|_| i < self.len())
    }

    pub(super) fn len(&self) -> usize {
        self.quoted.len()
    }

    pub(super) fn tag(&self, i: usize) -> Tag {
        step();
        self.tree.tags.get(i).copied().unwrap_or(Tag::Other)
    }

    pub(super) fn label(&self, i: usize) -> Label {
        self.tree.labels.get(i).copied().unwrap_or(Label::Dep)
    }

    pub(super) fn reach(&self, i: usize) -> Range<usize> {
        self.reach.get(i).cloned().unwrap_or(i..i + 1)
    }

    pub(super) fn is_quoted(&self, i: usize) -> bool {
        self.quoted.get(i).copied().unwrap_or(false)
    }

    /// The quotation around token `i`: clipped to the sentence, and complete.
    pub(super) fn quotation(&self, i: usize) -> Option<(Range<usize>, &'s Quotation)> {
        let at = self.from + i;
        let q = around(self.quotations, at)?;
        let start = q.open.max(self.from) - self.from;
        Some((start..(q.close + 1 - self.from).min(self.len()), q))
    }

    /// The number of words in `range`.
    pub(super) fn words(&self, range: Range<usize>) -> usize {
        let end = range.end.min(self.len());
        self.view
            .words(&(self.from + range.start.min(end)..self.from + end))
    }

    /// The tokens that depend on `i`, in order.
    pub(super) fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children.of(i).iter().map(|c| *c as usize)
    }

    /// Positions in `range`, outside quotations, where a clause may end because another statement begins. These depend only on the
    /// sentence, so they are computed once and not for each clause.
    pub(super) fn turns(&self, range: Range<usize>) -> &[Turn] {
        let all = self.turns.get_or_init(|| {
            let outside = (0..self.len()).filter(|&i| !self.is_quoted(i));
            outside.filter_map(|i| self.turn(i)).collect()
        });
        let at = |i: usize| all.partition_point(|t| t.at < i);
        all.get(at(range.start)..at(range.end)).unwrap_or_default()
    }

    /// Whether `range` contains a finite verb, quoted or not.
    pub(super) fn has_verb(&self, range: Range<usize>) -> bool {
        within(&self.verbs, &range) > 0
    }

    /// Whether `range` contains a finite verb outside quotations.
    pub(super) fn has_clause(&self, range: Range<usize>) -> bool {
        within(&self.clauses, &range) > 0
    }

    /// Whether `range` contains a possible finite verb outside quotations; the tagger sometimes mistakes a past tense for a participle.
    pub(super) fn has_predicate(&self, range: Range<usize>) -> bool {
        within(&self.predicates, &range) > 0
    }

    fn depth(&self, i: usize) -> usize {
        std::iter::successors(Some(i), |&at| self.tree.heads.get(at).copied().flatten())
            .take(self.len())
            .count()
    }

    fn read(&self, cues: &[usize], out: &mut Vec<Frame>) {
        let mut order = cues.to_vec();
        // '…, X told Y, according to the complaint': the complaint says all of it.
        let unquoted = !self.quoted.contains(&true);
        let outer = |i: usize| {
            self.closes(i)
                || self.subject_turned(i).is_some()
                || unquoted && i > 0 && self.word(i) == "according" && is_pause(self.word(i - 1))
        };
        order.sort_by_cached_key(|&i| (!outer(i), self.depth(i), i));
        let mut found: Vec<Frame> = Vec::new();
        for i in order {
            let frame = match self.cue(i) {
                Some(cue) => self.verb(i, cue, &found),
                None => self.according(i),
            };
            let Some(frame) = frame else { continue };
            let at = self.from + i;
            let reported = found.iter().any(|f| f.content.contains(&at));
            let doubled = found.iter().any(|f| f.content == frame.content);
            // '“…,” said Ann, who has written': a statement that contains a quotation with its speaker adds nothing.
            let swallows = frame.shape == Shape::Trailing
                && found
                    .iter()
                    .any(|f| f.shape == Shape::Quoted && frame.content.contains(&f.cue.start));
            if !reported && !doubled && !swallows {
                found.push(frame);
            }
        }
        out.append(&mut found);
        let mut nouns = self.by_nouns(out);
        out.append(&mut nouns);
        let mut uncued = self.uncued_quotes(out);
        out.append(&mut uncued);
    }

    /// Whether a finite verb at `v` ends its sentence and so reports everything before it: '…, a document seen by the Courier shows.'
    pub(super) fn closes(&self, v: usize) -> bool {
        // '…, a person close to the talks told the Courier.'
        let behind = if self.word(v) == "told" {
            self.addressee_end(v + 1)
        } else {
            self.behind_time(v + 1)
        };
        let ends = self.words(behind..self.len()) == 0 && !self.is_quoted(v);
        ends && (self.tag(v).is_finite()
            || is_auxiliary(self.word(v.wrapping_sub(1)))
            || self.is_misread(v)
            || self.is_past(v))
    }

    /// Whether `v` was tagged as a noun but must be a verb: its clause has no other verb, and it ends the sentence or is followed by
    /// 'that': '…, a document seen by the Courier shows', 'the union claims, however, that'.
    fn is_misread(&self, v: usize) -> bool {
        if self.tag(v) != Tag::Nouns || self.is_quoted(v) || self.cue(v).is_none() || v == 0 {
            return false;
        }
        let start = (0..v).rfind(|&i| is_pause(self.word(i))).map_or(0, |i| i + 1);
        let noun = (self.tag(v - 1).is_noun() || is_source_noun(self.word(v - 1))) && start < v;
        let that = (v + 1..self.len().min(v + 5)).find(|&i| self.word(i) == "that");
        let led =
            that.is_some_and(|t| (v + 1..t).all(|i| is_pause(self.word(i)) || self.tag(i) == Tag::Adverb));
        let ends = self.words(v + 1..self.len()) == 0 && start > 0;
        noun && (led || ends) && !self.has_clause(start..v)
    }

    /// Whether `v` was tagged as an adjective, participle or noun but must be a verb: after the speaker, and before a clause, a pause or
    /// the end, as in 'the union stressed Monday wages will fall', 'officials insist'.
    fn is_past(&self, v: usize) -> bool {
        let Some(cue) = self.cue(v).filter(|c| c.class == CueClass::Say && !c.participle) else {
            return false;
        };
        let tag = self.tag(v);
        let past = matches!(tag, Tag::Adjective | Tag::Participle) && self.word(v).ends_with("ed");
        let several = || v > 0 && self.is_nominal(v - 1) && self.word(v - 1).ends_with('s');
        let present = tag == Tag::Noun && !cue.noun_like && several();
        let nominal = v > 0 && (self.is_nominal(v - 1) || self.word(v - 1) == ",") && !self.is_quoted(v);
        if !(past || present) || !nominal {
            return false;
        }
        let start = self.behind_time(v + 1);
        let pause = v > 1 && (is_pause(self.word(start)) || self.words(start..self.len()) == 0);
        pause || self.opens_clause(start) && !self.tag(start).is_verb() && self.is_clause(start..self.len())
    }

    fn verb(&self, v: usize, cue: Cue, found: &[Frame]) -> Option<Frame> {
        let past = self.subject_turned(v).is_some() || self.is_past(v);
        let misread = past || self.is_misread(v);
        let tag = match self.tag(v) {
            tag if past && !tag.is_finite() => Tag::Past,
            _ if misread => Tag::Third,
            tag => tag,
        };
        let within = matches!(
            self.label(v),
            Label::Amod | Label::Compound | Label::Case | Label::Fixed
        );
        if !tag.is_verb() || within && !misread {
            return None;
        }
        // 'media reports say'
        let next = self.cue(v + 1).is_some_and(|c| !c.participle);
        if cue.noun_like && next && self.tag(v + 1).is_finite() {
            return None;
        }
        // 'is said to', but 'was quoted as saying'.
        if tag == Tag::Participle
            && self
                .children(v)
                .any(|c| self.label(c) == Label::Aux && is_be(self.word(c)))
        {
            return self.passive(v, cue);
        }
        // 'said to be in force', but 'told to'
        if cue.class == CueClass::Say
            && self.word(v + 1) == "to"
            && self.tag(v + 2) == Tag::Base
            && tag != Tag::Base
            && !super::speech_acts::promises(self.word(v))
        {
            return None;
        }
        // 'her letters tell another story'
        let tale = |i: usize| {
            matches!(
                self.word(i),
                "story" | "stories" | "tale" | "truth" | "lie" | "lies" | "time" | "difference"
            )
        };
        if cue.class == CueClass::Tell && (v + 1..v + 4).any(tale) {
            return None;
        }
        // 'declined to say how many'
        if v > 1 && self.word(v - 1) == "to" && refuses(self.word(v - 2)) {
            return None;
        }
        // '…, adding that': the previous speaker.
        let goes_on = cue.participle && v > 0 && is_pause(self.word(v - 1));
        let before = found
            .iter()
            .rfind(|f| goes_on && f.cue.start < self.from + v && f.shape != Shape::According);
        // 'admitted that … and conceded that': the same speaker.
        let joined = v > 0 && matches!(self.word(v - 1), "and" | "but") && self.word(v + 1) == "that";
        let first = || {
            found
                .iter()
                .rfind(|f| joined && f.cue.start < self.from + v && matches!(f.shape, Shape::ThatClause))
        };
        let before = before
            .or_else(first)
            .and_then(|f| f.subject.clone())
            .filter(|s| s.start >= self.from);
        let borrowed = before.map(|s| s.start - self.from..s.end - self.from);
        let own = if borrowed.is_none() {
            self.own_subject(v, tag)
                .or_else(|| goes_on.then(|| self.subject_of_sentence(v)).flatten())
        } else {
            None
        };
        let own = own
            .map(|s| if s.contains(&v) { s.start..v } else { s })
            .map(|s| self.without_day(s))
            .filter(|s| !s.is_empty())
            .map(|s| self.behind_quotation(&s).unwrap_or(s));
        let subject = borrowed.or_else(|| own.clone());
        let speaks_itself = |i: usize| matches!(self.word(i), "I" | "we" | "We" | "you" | "You");
        if subject
            .as_ref()
            .is_some_and(|s| s.clone().next_back().is_some_and(speaks_itself))
        {
            return None;
        }
        let nobody = |s: &Range<usize>| {
            matches!(
                self.word(s.start),
                "No" | "no" | "Nobody" | "nobody" | "None" | "none"
            )
        };
        if subject.as_ref().is_some_and(nobody) {
            return None;
        }
        let act = self.act_content(v, subject.as_ref());
        let Content { range, shape, by } = match act {
            Some(act) => act,
            None => self.content(v, cue, own.as_ref())?,
        };
        if subject.is_none() && (shape != Shape::Quoted || cue.class == CueClass::Report) && !cue.participle {
            return None;
        }
        // 'did not say how many', 'has not confirmed that'
        let negated =
            (v.saturating_sub(3)..v).any(|i| matches!(self.word(i), "not" | "n't" | "n’t" | "never"));
        if negated
            && (matches!(
                self.tag(range.start),
                Tag::When | Tag::Who | Tag::Which | Tag::Whose
            ) || matches!(cue.class, CueClass::Say | CueClass::Tell) && shape != Shape::Quoted)
        {
            return None;
        }
        let at = self.from + v;
        Some(Frame {
            content: self.whole_quotations(&range, v),
            cue: at..at + 1,
            subject: subject.map(|s| self.global(&s)),
            shape,
            denies: cue.denies,
            by,
        })
    }

    /// `subject` without a day at its end: 'Officials on Tuesday said', 'the agency late Friday says'.
    fn without_day(&self, subject: Range<usize>) -> Range<usize> {
        let Range { start, mut end } = subject;
        if end > start + 1 && is_day(self.word(end - 1)) {
            end -= 1;
            while end > start + 1 && matches!(self.word(end - 1), "on" | "late" | "early" | "last") {
                end -= 1;
            }
        }
        start..end
    }

    /// Whom somebody quotes, where `v` is the 'saying' of 'quoted the minister as saying'.
    fn quoted_source(&self, v: usize) -> Option<Range<usize>> {
        let like = v.checked_sub(1).filter(|&i| self.word(i) == "as")?;
        let quotes = (like.saturating_sub(14)..like).rev().find(|&i| {
            matches!(
                self.word(i),
                "quoted" | "quotes" | "quoting" | "cited" | "cites" | "citing"
            )
        })?;
        let source = quotes + 1..like;
        let passive = quotes > 0 && is_be(self.word(quotes - 1));
        (!passive && !source.is_empty() && !self.has_clause(source.clone())).then_some(source)
    }

    /// The name right after a quotation, if `subject` is the end of a description of it: '“…,” Tom Birch, 54, a former miner, recalled'.
    fn behind_quotation(&self, subject: &Range<usize>) -> Option<Range<usize>> {
        let comma = subject.start.checked_sub(1).filter(|&i| self.word(i) == ",")?;
        let close = (comma.saturating_sub(24)..comma).rev().find(|&i| {
            self.quotation(i)
                .is_some_and(|(r, q)| r.end == i + 1 && ends_as_speech(self.view, q))
        })?;
        let start = (close + 1..comma).find(|&i| !is_pause(self.word(i)))?;
        let end = (start..=comma).find(|&i| self.word(i) == ",")?;
        let named = self.names_person(&(start..end)) && self.tag(start).is_noun();
        (named && !self.has_clause(start..comma)).then_some(start..end)
    }

    /// Converts tokens of the sentence to tokens of the document.
    pub(super) fn global(&self, range: &Range<usize>) -> Range<usize> {
        self.from + range.start..self.from + range.end
    }

    /// The subject of `v` by grammar, or by word order if the parse must be wrong.
    pub(super) fn own_subject(&self, v: usize, tag: Tag) -> Option<Range<usize>> {
        let own = self.children(v).any(|c| self.label(c) == Label::Subject);
        let near = (0..v)
            .rev()
            .find(|&i| !matches!(self.tag(i), Tag::Adverb | Tag::Modal) && !is_auxiliary(self.word(i)));
        let noun = near.is_some_and(|i| self.is_nominal(i) && !self.is_quoted(i));
        let tag = if tag == Tag::Participle && noun && near == v.checked_sub(1) {
            Tag::Past
        } else {
            tag
        };
        if let Some(source) = self.subject_turned(v).or_else(|| self.quoted_source(v)) {
            return Some(source);
        }
        let by_order = self.subject_by_order(v, tag);
        if !own && noun && tag.is_finite() && by_order.is_some() {
            return by_order;
        }
        let by_grammar = self.subject(v).filter(|s| !is_day(self.word(s.start)));
        match (&by_grammar, &by_order) {
            // 'Ruth Anand, the treasurer, confirmed'
            (_, Some(o)) if o.end <= v && self.is_named_and_told(o) => by_order,
            // '…, figures from the office showed': the whole run of words up to the comma.
            (Some(g), Some(o))
                if o.start < g.start && g.end == o.end && o.start > 0 && is_pause(self.word(o.start - 1)) =>
            {
                by_order
            }
            // '… 2 percent, the bank predicted': not an apposition, unless a comma closes it.
            (Some(g), Some(o)) if o.start > g.start && g.end == o.end && is_pause(self.word(o.start - 1)) => {
                by_order
            }
            // 'Ivar Holt, 54, a former miner, said'
            (Some(g), Some(o))
                if o.start < g.start
                    && g.end <= o.end
                    && self.tag(g.start) == Tag::Number
                    && self.word(g.start - 1) == "," =>
            {
                by_order
            }
            // 'a person familiar with the matter says': the complement of the adjective belongs to the subject.
            (Some(g), Some(o))
                if o.start <= g.start && g.end < o.end && self.tag(g.end - 1) == Tag::Adjective
                    || o.start == g.start && g.end < o.end && self.tag(g.end) == Tag::Adjective =>
            {
                by_order
            }
            // 'a study published in the journal Ice found': a noun after a preposition is not the subject.
            (Some(g), Some(o))
                if o.start < g.start && g.end == o.end && self.tag(g.start - 1) == Tag::Preposition =>
            {
                by_order
            }
            // 'the rebels, most of them from the north, argue': an apposition between commas.
            (Some(g), Some(o))
                if o.end < g.start && self.word(g.start - 1) == "," && self.word(g.end) == "," =>
            {
                by_order
            }
            // 'the board, which met on Monday, called': not a relative clause inside it.
            (Some(g), Some(o))
                if g.len() == 1
                    && matches!(self.word(g.start), "who" | "which")
                    && o.start + 1 < g.start
                    && self.word(v.wrapping_sub(1)) == "," =>
            {
                Some(o.start..o.end.min(g.start - 1))
            }
            // 'but its agency, citing a commander, reported': not the subject of the preceding clause.
            (Some(g), Some(o)) if !own && g.end < o.start && self.word(v.wrapping_sub(1)) == "," => by_order,
            // '“…,” Ana Petrov, told the paper': the noun after such a verb is its addressee.
            (Some(g), Some(o))
                if g.start > v && o.end <= v && self.cue(v).is_some_and(|c| c.class == CueClass::Tell) =>
            {
                by_order
            }
            (None, _) => by_order,
            _ => by_grammar,
        }
    }

    /// The speaker after the verb of speech at `v`, if it ends a statement without quotation marks: 'The dam will hold, warned the
    /// engineer.'
    pub(super) fn subject_turned(&self, v: usize) -> Option<Range<usize>> {
        let all = self.turned.get_or_init(|| {
            let behind_comma = (1..self.len()).filter(|&i| self.word(i - 1) == "," && self.cue(i).is_some());
            behind_comma
                .filter_map(|i| Some((i, self.find_turned(i)?)))
                .collect()
        });
        all.iter()
            .find(|(at, _)| *at == v)
            .map(|(_, subject)| subject.clone())
    }

    fn find_turned(&self, v: usize) -> Option<Range<usize>> {
        let comma = v
            .checked_sub(1)
            .filter(|&c| self.word(c) == "," && !self.is_quoted(c))?;
        let cue = self.cue(v)?;
        let form = self.tag(v).is_finite()
            || matches!(
                self.tag(v),
                Tag::Participle | Tag::Adjective | Tag::Nouns | Tag::Noun
            );
        let says = cue.class == CueClass::Say
            || matches!(self.word(v), "believes" | "thinks" | "agreed" | "replied");
        if !says || cue.participle || !form || (0..comma).any(|i| self.is_quoted(i)) {
            return None;
        }
        let in_quotes = |i: usize| around(self.quotations, i).is_some();
        let found = subject_after(self.view, self.unit, &in_quotes, self.from + v)?;
        let subject =
            found.start.checked_sub(self.from)?..(found.end.checked_sub(self.from)?).min(self.len());
        // Only a time, a place, or more about the speaker may follow.
        let next = self.word(subject.end);
        let ends = self.words(subject.end..self.len()) == 0
            || next == ","
            || is_day(next)
            || matches!(
                next,
                "in" | "on" | "at" | "during" | "after" | "last" | "who" | "as" | "(" | ";"
            );
        let clear = !self.has_clause(subject.clone()) && !subject.clone().any(|i| self.word(i) == "that");
        (ends && clear && self.is_source(&subject) && self.is_clause(0..comma)).then_some(subject)
    }

    /// Whether a range of tokens is the complete name of a person, a comma and a description.
    fn is_named_and_told(&self, range: &Range<usize>) -> bool {
        let tokens = self.global(range);
        let first = self.view.mentions_in(self.view.range(&tokens)).next();
        first.is_some_and(|(mention, e)| {
            let name = self.view.tokens_in(mention);
            let title = tokens.start..name.start;
            self.view.entities[e].kind == EntityKind::Person
                && title.len() <= 3
                && !title.clone().any(|i| is_pause(self.view.word(i)))
                && self.view.word(name.end) == ","
        })
    }

    /// Whether token `i` is a noun or pronoun, or a noun for people mistaken for a verb: 'witnesses said'.
    pub(super) fn is_nominal(&self, i: usize) -> bool {
        let word = self.word(i);
        // 'but relatives said'
        let several = || {
            let joined = i > 0
                && matches!(
                    self.word(i - 1),
                    "but" | "and" | "while" | "though" | "although" | ";"
                );
            joined && word.ends_with('s') && self.cue(i).is_none() && self.cue(i + 1).is_some()
        };
        self.tag(i).is_noun() || self.tag(i) == Tag::Pronoun || are_several(word) || several()
    }

    /// Whether `subject` can be a source: a name, or a noun for people, bodies or documents.
    pub(super) fn is_source(&self, subject: &Range<usize>) -> bool {
        let range = self.view.range(&self.global(subject));
        let named = self.view.mentions_in(range).any(|(_, e)| {
            matches!(
                self.view.entities[e].kind,
                EntityKind::Person | EntityKind::Organization | EntityKind::Group
            )
        });
        named
            || subject.clone().any(|i| {
                let word = self.view.lower(self.from + i);
                let one = word.strip_suffix('s').unwrap_or(&word);
                is_source_noun(&word) || is_body(&word) || are_several(&word) || may_be_person(one)
            })
            || subject.len() <= 4
                && subject
                    .clone()
                    .all(|i| self.word(i).starts_with(char::is_uppercase))
            || subject.len() == 1 && pronoun(&self.view.lower(self.from + subject.start)).is_some()
    }

    /// The speaker: the subject, or that of the governing verb.
    fn subject(&self, v: usize) -> Option<Range<usize>> {
        let mut at = v;
        for _ in 0..4 {
            let own = || {
                self.children(at)
                    .filter(|&c| self.label(c) == Label::Subject && !self.is_quoted(c))
            };
            let subject = if at == v {
                own().min_by_key(|&c| c.abs_diff(at))
            } else {
                own().rfind(|&c| c < at)
            };
            let above = self.tree.heads.get(at).copied().flatten();
            if let Some(s) = subject {
                let relative =
                    matches!(self.tag(s), Tag::Who | Tag::Which) && self.label(at) == Label::Relative;
                // 'who': its antecedent, or the nearest noun before it.
                let noun = || {
                    (0..s)
                        .rev()
                        .find(|&i| self.tag(i).is_noun() && !self.is_quoted(i))
                };
                return match above {
                    Some(h) if relative && h < s && !self.is_quoted(h) => Some(self.phrase(h, at)),
                    _ if self.tag(s) == Tag::Who => noun().map(|n| self.phrase(n, at)),
                    _ => Some(self.phrase(s, at)),
                };
            }
            // 'the government recommending “…”'
            let noun = v.checked_sub(1).filter(|&n| {
                at == v && self.tag(v) == Tag::Gerund && self.tag(n).is_noun() && !self.is_quoted(n)
            });
            if let Some(noun) = noun {
                return Some(self.issuer(noun).unwrap_or_else(|| self.phrase(noun, at)));
            }
            match self.label(at) {
                Label::Conj | Label::Open | Label::Adverbial | Label::Parataxis => at = above?,
                Label::Relative | Label::Adnominal => {
                    return above.filter(|h| !self.is_quoted(*h)).map(|h| self.phrase(h, at));
                }
                _ => return None,
            }
        }
        None
    }

    /// The subject of the main verb, if it is before `v`: 'The council has expressed doubts about the plan, saying …'.
    fn subject_of_sentence(&self, v: usize) -> Option<Range<usize>> {
        let root = (0..v).find(|&i| self.label(i) == Label::Root && self.tag(i).is_verb())?;
        let subject = self
            .children(root)
            .find(|&c| self.label(c) == Label::Subject && c < root && !self.is_quoted(c))?;
        Some(self.phrase(subject, root))
    }

    /// The issuer of the document at noun `n`: 'the company issued a statement saying'.
    fn issuer(&self, n: usize) -> Option<Range<usize>> {
        let verb = self.tree.heads.get(n).copied().flatten()?;
        let issued = matches!(
            self.word(verb),
            "issued" | "issues" | "released" | "published" | "posted" | "sent" | "wrote" | "made" | "read"
        );
        let paper = is_source_noun(self.word(n)) && self.label(n) == Label::Object && issued;
        let subject = self
            .children(verb)
            .find(|&c| self.label(c) == Label::Subject && c < verb && !self.is_quoted(c))?;
        paper.then(|| self.phrase(subject, verb))
    }

    /// The speaker by word order, if the parse is wrong.
    fn subject_by_order(&self, v: usize, tag: Tag) -> Option<Range<usize>> {
        if !tag.is_finite() && tag != Tag::Participle {
            return None;
        }
        let in_quotes = |i: usize| around(self.quotations, i).is_some();
        let after_quote =
            v > 0 && self.is_quoted(v - 1) || v > 1 && self.word(v - 1) == "," && self.is_quoted(v - 2);
        let find = if after_quote {
            subject_after
        } else {
            subject_before
        };
        let found = find(self.view, self.unit, &in_quotes, self.from + v)?;
        let inside = found.start >= self.from && found.end <= self.from + self.len();
        inside.then(|| found.start - self.from..found.end - self.from)
    }

    /// The noun phrase of `head` without anything that belongs to the clause `clause`: commas at its ends, quotations, a following relative
    /// clause, and the subject and verb of a predicate noun.
    pub(super) fn phrase(&self, head: usize, clause: usize) -> Range<usize> {
        let mut range = head..head + 1;
        let mut relative = self.len();
        for c in self.children(head).filter(|&c| c != clause && !self.is_quoted(c)) {
            let reach = self.reach(c);
            match self.label(c) {
                Label::Relative | Label::Adnominal if c > head => relative = relative.min(reach.start),
                Label::Det
                | Label::Amod
                | Label::Nmod
                | Label::Poss
                | Label::Compound
                | Label::Flat
                | Label::Appos
                | Label::Nummod
                | Label::Conj
                | Label::Cc
                | Label::Advmod
                | Label::Punct
                    if !reach.contains(&clause) =>
                {
                    range = range.start.min(reach.start)..range.end.max(reach.end);
                }
                _ => {}
            }
        }
        if relative > head {
            range.end = range.end.min(relative);
        }
        // 'analytics firms Apptopia': nouns and adjectives right before belong to it, even if the parse says otherwise.
        while let Some(before) = range
            .start
            .checked_sub(1)
            .filter(|&i| i != clause && !self.is_quoted(i))
        {
            let modifies = self.tag(before).is_noun()
                || matches!(
                    self.tag(before),
                    Tag::Adjective | Tag::Determiner | Tag::Possessive | Tag::Genitive | Tag::Number
                );
            let time = self.word(before).ends_with("day")
                || matches!(self.word(before), "week" | "month" | "year" | "that" | "this");
            if !modifies || time || matches!(self.tag(range.start), Tag::Pronoun | Tag::Determiner) {
                break;
            }
            range.start = before;
        }
        while range.len() > 1 && is_pause(self.word(range.end - 1)) {
            range.end -= 1;
        }
        while range.len() > 1 && is_pause(self.word(range.start)) {
            range.start += 1;
        }
        if let Some(mark) = range.clone().skip(1).find(|&i| self.is_quoted(i)) {
            range.end = range.end.min(mark.max(head + 1));
        }
        range
    }

    /// `content` in tokens of the document, extended to the quotations that it overlaps.
    pub(super) fn whole_quotations(&self, content: &Range<usize>, v: usize) -> Range<usize> {
        let mut out = self.global(content);
        let at = self.from + v;
        for q in touching(self.quotations, &out.clone()) {
            let touches = q.open < out.end && q.close >= out.start;
            if touches && !(q.open <= at && at <= q.close) {
                out = out.start.min(q.open)..out.end.max(q.close + 1);
            }
        }
        out
    }
}

/// Whether a quotation ends like speech within a sentence: with punctuation before its closing mark, or a comma after it.
pub(super) fn ends_as_speech(view: &View<'_>, q: &Quotation) -> bool {
    q.close > q.open && matches!(view.word(q.close - 1), "," | "?" | "!" | "—" | "…" | "...")
        || view.word(q.close + 1) == ","
}

/// The `quotations` that overlap a sentence, and a few before it that it may continue.
fn near<'q>(quotations: &'q [Quotation], sentence: &Range<usize>) -> &'q [Quotation] {
    let first = quotations.partition_point(|q| q.close < sentence.start);
    let end = quotations.partition_point(|q| q.open < sentence.end);
    quotations.get(first.saturating_sub(8)..end).unwrap_or_default()
}

/// Whether a sentence contains a longer quotation next to words that may name its speaker.
fn beside_quotation(view: &View<'_>, tokens: &Range<usize>, quotations: &[Quotation]) -> bool {
    quotations.iter().any(|q| {
        let long = view.words(&q.tokens()) >= 1;
        let before =
            q.open > tokens.start + 1 && q.open < tokens.end && matches!(view.word(q.open - 1), ":" | ",");
        let behind = q.close >= tokens.start && q.close + 2 < tokens.end && ends_as_speech(view, q);
        long && (before || behind)
    })
}

/// Whether `word` is a comma, dash or colon.
pub(super) fn is_pause(word: &str) -> bool {
    matches!(word, "," | "—" | "–" | "--" | ";" | ":" | "-" | "，" | "：")
}

pub(super) fn is_auxiliary(word: &str) -> bool {
    is_be(word) || WordClass::Auxiliary.has(word)
}

/// Whether `word` is the name of a day, which may follow 'said'.
pub(super) fn is_day(word: &str) -> bool {
    WordClass::DayOfSpeech.has(word)
}

/// Whether `word` with 'to' means that something was not said.
fn refuses(word: &str) -> bool {
    WordClass::Refusal.has(word)
}

pub(super) fn is_be(word: &str) -> bool {
    WordClass::Be.has(word)
}
