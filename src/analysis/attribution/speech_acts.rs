//! Promises, threats, denials, admissions and warnings without a clause of their own: 'vowed to cut taxes', 'denied taking money',
//! 'admitted to forging permits', 'warned of a recession'.
//!
//! Invariants: the subject can speak, the act is real (not 'if he promises to', 'must promise to'), and its content can be checked. Demands
//! and actions ('urged them to leave', 'agreed to share', 'refused to sign') do not count.

use std::ops::Range;

use super::content::Content;
use super::cue::{are_several, is_body, is_person, is_source_noun, pronoun};
use super::frame::Shape;
use super::grammar::{Sentence, is_day, is_pause};
use crate::analysis::EntityKind;
use crate::analysis::constructions::Construction;
use crate::analysis::syntax::{Label, Tag};
use crate::lexicon::{WordClass, WordClasses};

/// The speech act of a verb, which determines the construction after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SpeechAct {
    /// With 'to' and an infinitive.
    Promise,
    /// With a gerund, or a noun for participation.
    Denial,
    /// With a gerund, with or without 'to'.
    Admission,
    /// With 'of' and a noun.
    Warning,
    /// With a noun for a future event: 'predicts a mild winter'.
    Forecast,
    /// With an infinitive, with or without its subject: 'expects prices to fall', 'expects to open in May'.
    Expectation,
    /// With a noun phrase that contains a figure; the subject is a document: 'accounts show a loss of $2m'.
    Figure,
}

impl SpeechAct {
    fn construction(self) -> Construction {
        match self {
            Self::Promise => Construction::Promise,
            Self::Denial => Construction::Denial,
            Self::Admission => Construction::Admission,
            Self::Warning => Construction::Warning,
            Self::Forecast => Construction::Forecast,
            Self::Expectation => Construction::Expectation,
            Self::Figure => Construction::PaperFigure,
        }
    }
}

fn speech_act(verb: &str) -> Option<SpeechAct> {
    WordClasses::of(verb).first(&[
        (WordClass::Promise, SpeechAct::Promise),
        (WordClass::Denial, SpeechAct::Denial),
        (WordClass::Admission, SpeechAct::Admission),
        (WordClass::WarningVerb, SpeechAct::Warning),
        (WordClass::ForecastVerb, SpeechAct::Forecast),
        (WordClass::Expectation, SpeechAct::Expectation),
        (WordClass::FigureVerb, SpeechAct::Figure),
    ])
}

/// Whether `verb` with 'to' and an infinitive promises or threatens.
pub(super) fn promises(verb: &str) -> bool {
    speech_act(verb) == Some(SpeechAct::Promise)
}

/// Nouns for the people to whom something is promised.
fn is_told(word: &str) -> bool {
    are_several(word) || WordClass::Audience.has(word)
}

impl Sentence<'_, '_> {
    /// The content that the verb `v` promises, denies, admits or warns of, in tokens of the sentence.
    pub(super) fn act_content(&self, v: usize, subject: Option<&Range<usize>>) -> Option<Content> {
        let act = speech_act(self.word(v))?;
        let by = act.construction();
        let subject = subject.filter(|_| self.uses(by))?;
        if subject.end > v && subject.start > v || !self.in_earnest(v, subject) || !self.can_speak(v, subject)
        {
            return None;
        }
        let tail = v + 1;
        let done = |start: usize| start..self.act_end(v, start);
        let (content, least) = match act {
            SpeechAct::Promise => (done(self.infinitive(v).or_else(|| self.promised_noun(v))?), 3),
            SpeechAct::Denial | SpeechAct::Admission if self.gerund(tail) => (done(tail), 2),
            SpeechAct::Denial => (done(self.part_in(tail)?), 3),
            SpeechAct::Admission if self.word(tail) == "to" && self.gerund(tail + 1) => (done(tail + 1), 2),
            SpeechAct::Warning => (done(self.warned_of(tail)?), 3),
            SpeechAct::Forecast => (self.forecast(v)?, 3),
            SpeechAct::Expectation => {
                let start = self.expected(tail).or_else(|| self.infinitive(v))?;
                (start..self.outlook_end(v, start), 4)
            }
            SpeechAct::Figure => (self.figure(v, subject)?, 3),
            SpeechAct::Admission => return None,
        };
        let shape = match act {
            SpeechAct::Promise => Shape::Promise,
            SpeechAct::Warning => Shape::Warning,
            SpeechAct::Forecast | SpeechAct::Expectation => Shape::Forecast,
            SpeechAct::Figure => Shape::Figure,
            SpeechAct::Denial | SpeechAct::Admission => Shape::DenialOrAdmission,
        };
        let whole = self.is_quoted(content.start) && self.word(content.start).starts_with(['"', '“']);
        (!whole && self.words(content.clone()) >= least).then_some(Content {
            range: content,
            shape,
            by,
        })
    }

    /// Whether the verb `v` states a real act, not a possible, required or negated one.
    fn in_earnest(&self, v: usize, subject: &Range<usize>) -> bool {
        let before = |words: &[&str], from: usize, to: usize| {
            (from..to).any(|i| words.iter().any(|w| self.word(i).eq_ignore_ascii_case(w)))
        };
        let since = subject.end.min(v).max(v.saturating_sub(5));
        let modal = (since..v).any(|i| matches!(self.tag(i), Tag::Modal | Tag::To));
        let negated = before(&["not", "n't", "n’t", "never", "neither"], since, v);
        let opener = subject.start.saturating_sub(2);
        let supposed = before(&["if", "unless", "whether", "until"], opener, subject.start);
        let form = match self.tag(v) {
            Tag::Gerund => {
                let goes_on = v > 0 && is_pause(self.word(v - 1));
                goes_on || before(&["is", "are", "was", "were", "been", "'s", "’s"], since, v)
            }
            Tag::Base => before(&["did", "do", "does"], since, v),
            _ => true,
        };
        form && !modal && !negated && !supposed
    }

    /// Whether `subject` can speak, if `v` is a verb that things are often the subject of.
    fn can_speak(&self, v: usize, subject: &Range<usize>) -> bool {
        let verb = self.word(v);
        if !WordClass::ThingsToo.has(verb) {
            return true;
        }
        let named = self
            .view
            .mentions_in(self.view.range(&self.global(subject)))
            .any(|(_, e)| {
                let entity = &self.view.entities[e];
                match entity.kind {
                    EntityKind::Person | EntityKind::Organization | EntityKind::Group => true,
                    // A state speaks, a river does not.
                    EntityKind::Place => !entity.name.split(' ').any(|w| WordClass::PlaceHead.has(w)),
                    _ => false,
                }
            });
        let past = matches!(self.tag(v), Tag::Past | Tag::Participle);
        named
            || subject.clone().any(|i| {
                let word = self.word(i).to_lowercase();
                let one = word.strip_suffix('s').unwrap_or(&word);
                let it = word == "it";
                it && past && !self.word(v).starts_with("threat")
                    || !it && pronoun(&word).is_some_and(|p| p != super::cue::Pronoun::Who)
                    || self.tag(i).is_noun()
                        && (is_person(one)
                            || is_body(one)
                            || are_several(&word)
                            || is_source_noun(&word)
                            || WordClass::AttackerNoun.has(word.as_str()))
            })
    }

    /// The start of 'to' and an infinitive that depend on `v`, after it, a day, or the addressee.
    fn infinitive(&self, v: usize) -> Option<usize> {
        let mut at = v + 1;
        if is_told(self.word(at)) || self.tag(at) == Tag::Pronoun {
            at += 1;
        } else if self.word(at) == "on" && is_day(self.word(at + 1)) {
            at += 2;
        } else if is_day(self.word(at)) || self.tag(at) == Tag::Adverb && self.word(at) != "not" {
            at += 1;
        } else if self.tag(at) == Tag::Name {
            at = self.addressee_end(at);
        }
        let to = at + usize::from(matches!(self.word(at), "not" | "never"));
        let verb = (to + 1..self.len().min(to + 4))
            .find(|&i| self.tag(i) != Tag::Adverb && self.tag(i) != Tag::Quote)?;
        (self.word(to) == "to" && self.tag(verb) == Tag::Base).then_some(at)
    }

    /// Whether there is a gerund at token `i`: 'taking', 'ever having met'.
    fn gerund(&self, i: usize) -> bool {
        let at = i + usize::from(self.tag(i) == Tag::Adverb);
        let object = matches!(self.tag(at + 1), Tag::Stop);
        self.tag(at) == Tag::Gerund && self.word(at).ends_with("ing") && !object
    }

    /// The noun phrase predicted by the verb `v`, if it has no clause.
    fn forecast(&self, v: usize) -> Option<Range<usize>> {
        let start = v + 1;
        let noun = self.noun_in(start)?;
        let content = start..self.outlook_end(v, start);
        let plain = !self.has_clause(content.clone()) && self.label(v) != Label::Compound;
        (content.contains(&noun) && plain).then_some(content)
    }

    /// The noun phrase with a figure after the verb `v`, whose `subject` is a document.
    fn figure(&self, v: usize, subject: &Range<usize>) -> Option<Range<usize>> {
        let content = self.forecast(v)?;
        let paper = subject.clone().any(|i| {
            let word = self.word(i).to_lowercase();
            is_source_noun(&word) || matches!(word.as_str(), "accounts" | "papers" | "polls" | "surveys")
        });
        let figure = content.clone().any(|i| self.tag(i) == Tag::Number);
        (paper && figure).then_some(content)
    }

    /// The end of the prediction of `v` from `start` on: the last token that depends on the verb, unless that is a preposition without its
    /// noun.
    fn outlook_end(&self, v: usize, start: usize) -> usize {
        let pause = |from: usize| {
            (from..self.len())
                .find(|&i| matches!(self.word(i), "," | ";" | "—" | "–") || self.tag(i) == Tag::Stop)
                .unwrap_or(self.len())
        };
        let hangs = self
            .children(v)
            .filter(|&c| {
                c >= start && !matches!(self.label(c), Label::Punct | Label::Parataxis | Label::Adverbial)
            })
            .map(|c| self.reach(c).end)
            .max()
            .unwrap_or(start);
        let mut end = self.before_more(start..hangs, Tag::is_finite);
        if end > start
            && matches!(
                self.tag(end - 1),
                Tag::Preposition | Tag::Adverb | Tag::Determiner
            )
        {
            end = pause(end);
        }
        self.without_stops(start, end)
    }

    /// The end of `range` before the speaker continues, or the sentence continues with a verb that `joins`: ', saying', 'and said'.
    fn before_more(&self, range: Range<usize>, joins: impl Fn(Tag) -> bool) -> usize {
        let more = (range.start + 1..range.end).find(|&i| {
            let gerund = self.word(i) == "," && self.cue(i + 1).is_some_and(|c| c.participle);
            let joined =
                matches!(self.word(i), "and" | "but") && joins(self.tag(i + 1)) && !self.is_quoted(i);
            gerund || joined
        });
        more.unwrap_or(range.end)
    }

    /// `end` moved before trailing commas and full stops, but not before `start`.
    fn without_stops(&self, start: usize, mut end: usize) -> usize {
        while end > start
            && (is_pause(self.word(end - 1)) || self.word(end - 1) == ".")
            && !self.is_quoted(end - 1)
        {
            end -= 1;
        }
        end
    }

    /// The start of an expectation: a noun phrase followed by 'to' and an infinitive.
    fn expected(&self, start: usize) -> Option<usize> {
        let noun = self
            .noun_in(start)
            .or_else(|| (self.tag(start) == Tag::Pronoun).then_some(start))?;
        let to = (noun + 1..self.len().min(noun + 12)).find(|&i| self.word(i) == "to")?;
        let infinitive = self.tag(to + 1) == Tag::Base || self.tag(to + 2) == Tag::Base;
        (infinitive
            && !(start..to).any(|i| is_pause(self.word(i)) && self.word(i) != ",")
            && !self.has_clause(start..to))
        .then_some(start)
    }

    /// The first noun of the noun phrase that starts at `start`.
    fn noun_in(&self, start: usize) -> Option<usize> {
        let opens = |i: usize| {
            matches!(
                self.tag(i),
                Tag::Determiner
                    | Tag::Adjective
                    | Tag::Possessive
                    | Tag::Number
                    | Tag::Superlative
                    | Tag::Adverb
                    | Tag::Comma
            )
        };
        let noun = (start..self.len().min(start + 7)).find(|&i| !opens(i))?;
        (self.tag(noun).is_noun() && self.tag(start) != Tag::Comma).then_some(noun)
    }

    /// The start of a noun phrase for participation: 'any involvement in the fire'.
    fn part_in(&self, start: usize) -> Option<usize> {
        let noun = (start..self.len().min(start + 5)).take_while(|&i| {
            self.tag(i).is_noun() || matches!(self.tag(i), Tag::Adjective | Tag::Determiner | Tag::Possessive)
        });
        let noun = noun.last()?;
        let more = matches!(self.tag(noun + 1), Tag::Preposition | Tag::To);
        (WordClass::Involvement.has(self.word(noun)) && more).then_some(start)
    }

    /// The start of what somebody warns of, about or against, with or without an addressee.
    fn warned_of(&self, tail: usize) -> Option<usize> {
        let of = |i: usize| matches!(self.word(i), "of" | "about" | "against");
        [tail, self.addressee_end(tail)]
            .into_iter()
            .find(|&i| of(i))
            .map(|i| i + 1)
    }

    /// The start of the noun phrase of ', promising more money for schools'.
    fn promised_noun(&self, v: usize) -> Option<usize> {
        let goes_on = self.tag(v) == Tag::Gerund && v > 0 && is_pause(self.word(v - 1));
        self.noun_in(v + 1).filter(|_| goes_on).map(|_| v + 1)
    }

    /// The end of the content at `start` after the verb `v`.
    fn act_end(&self, v: usize, start: usize) -> usize {
        let reach = self
            .children(v)
            .filter(|&c| c >= start || self.reach(c).end > start)
            .filter(|&c| {
                self.reach(c).contains(&start)
                    || matches!(self.label(c), Label::Adverbial)
                        && (self.reach(c).start..c)
                            .any(|i| matches!(self.word(i), "if" | "unless" | "until" | "before" | "by"))
                    || matches!(self.label(c), Label::Oblique)
            })
            .map(|c| self.reach(c).end)
            .max()
            .unwrap_or(start);
        // The parse attached none of it to the verb: 'She denies being pushed'.
        let pause = || (start..self.len()).find(|&i| is_pause(self.word(i)) || self.tag(i) == Tag::Stop);
        let reach = if reach <= start {
            pause().unwrap_or(self.len())
        } else {
            reach
        };
        let joins = |tag: Tag| tag.is_finite() && tag != Tag::Present;
        let end = self.without_stops(start, self.before_more(start..reach, joins));
        self.whole_phrase(start, end)
    }
}
