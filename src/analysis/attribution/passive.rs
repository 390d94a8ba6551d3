//! Statements attributed by a passive: 'It was argued by engineers that …', 'The river, it is claimed by residents, has been brown',
//! 'Reporters were told by the minister that …', and, without a source, 'it is alleged that …'.
//!
//! Invariants: the source follows 'by'; without one, only 'it' and a verb of speech attribute.

use std::ops::Range;

use super::cue::{Cue, CueClass};
use super::frame::{Frame, Shape};
use super::grammar::{Sentence, is_be, is_pause};
use crate::analysis::constructions::Construction;
use crate::analysis::syntax::Tag;
use crate::lexicon::WordClass;

impl Sentence<'_, '_> {
    /// The statement attributed by the passive of the verb `v`.
    pub(super) fn passive(&self, v: usize, cue: Cue) -> Option<Frame> {
        let mut be = v;
        while be > 0
            && (is_be(self.word(be - 1)) || self.tag(be - 1) == Tag::Adverb || is_perfect(self.word(be - 1)))
        {
            be -= 1;
        }
        let before = be.checked_sub(1).filter(|_| be < v)?;
        let agent = self.agent(v);
        let tail = agent.as_ref().map_or(v + 1, |a| a.end);
        let impersonal = self.word(before).eq_ignore_ascii_case("it");
        let hears = cue.class == CueClass::Tell || self.word(v) == "warned";
        let (content, shape) =
            if impersonal && matches!(cue.class, CueClass::Say | CueClass::Think | CueClass::Show) {
                let content = self
                    .broken_by(before, tail)
                    .or_else(|| self.reported_behind(v, tail))?;
                let shape = if agent.is_some() {
                    Shape::Passive
                } else {
                    Shape::Impersonal
                };
                (content, shape)
            } else if agent.is_none() && WordClass::PassiveCue.has(self.word(v)) && self.word(v + 1) == "to" {
                (self.raised(v, before)?, Shape::Impersonal)
            } else if hears && agent.is_some() {
                (self.reported_behind(v, tail)?, Shape::Passive)
            } else {
                return None;
            };
        if shape == Shape::Impersonal && !WordClass::PassiveCue.has(self.word(v)) {
            return None;
        }
        let by = if shape == Shape::Impersonal {
            Construction::Impersonal
        } else {
            Construction::Passive
        };
        if !self.uses(by) {
            return None;
        }
        let at = self.from + v;
        Some(Frame {
            content: self.whole_quotations(&content, v),
            cue: at..at + 1,
            subject: agent.map(|a| self.global(&a)),
            shape,
            denies: cue.denies,
            by,
        })
    }

    /// The statement of 'The suspect is said to have fled', whose subject ends at `last`.
    fn raised(&self, v: usize, last: usize) -> Option<Range<usize>> {
        let subject = self.own_subject(v, Tag::Past).filter(|s| s.end == last + 1)?;
        let infinitive = self.tag(v + 2) == Tag::Base && self.words(subject.start..v) >= 1;
        let end = self.clause_end(v, v + 1);
        (infinitive && self.words(v..end) >= 4).then_some(subject.start..end)
    }

    /// The source after 'by', near the verb `v`: 'by the residents of Tarn'.
    fn agent(&self, v: usize) -> Option<Range<usize>> {
        let by = (v + 1..self.len().min(v + 6))
            .take_while(|&i| !is_pause(self.word(i)) && self.word(i) != "that" && !self.is_quoted(i))
            .find(|&i| self.word(i) == "by")?;
        let start = by + 1;
        let named = |&i: &usize| {
            let tag = self.tag(i);
            let joins = matches!(self.word(i), "of" | "for" | "from" | "and" | "in" | "at" | "with");
            !self.is_quoted(i)
                && self.word(i) != "that"
                && (self.is_nominal(i)
                    || joins && i > start
                    || matches!(
                        tag,
                        Tag::Determiner
                            | Tag::Adjective
                            | Tag::Possessive
                            | Tag::Number
                            | Tag::Genitive
                            | Tag::Adverb
                    ))
        };
        let end = (start..self.len()).take_while(named).last()? + 1;
        let noun = (start..end).any(|i| self.is_nominal(i));
        noun.then_some(start..end)
    }

    /// The statement that the source interrupts or ends, where the attribution starts at `it` and ends before `tail`: 'The river, it is
    /// claimed by residents, has been brown.'
    fn broken_by(&self, it: usize, tail: usize) -> Option<Range<usize>> {
        let pause = it.checked_sub(1).filter(|&i| is_pause(self.word(i)) && i > 0)?;
        let rest = tail + 1..self.len();
        if is_pause(self.word(tail))
            && self.clause_of([0..pause, rest]).is_some()
            && !self.is_clause(0..pause)
        {
            return Some(0..self.len());
        }
        (self.words(tail..self.len()) == 0 && self.is_clause(0..pause)).then_some(0..pause)
    }

    /// The content after the verb `v` and its source, which end before `tail`.
    fn reported_behind(&self, v: usize, tail: usize) -> Option<Range<usize>> {
        let that = (tail..self.len().min(tail + 8))
            .take_while(|&i| self.tag(i) != Tag::Stop)
            .find(|&i| self.word(i) == "that");
        let start = match that {
            Some(that) if !self.has_clause(tail..that) => that + 1,
            _ if self.is_clause(tail..self.len()) => tail,
            _ => return None,
        };
        Some(self.clause(v, start, Shape::ThatClause)?.0)
    }
}

/// Whether `word` may come between 'it' and the verb beside a form of 'be'.
fn is_perfect(word: &str) -> bool {
    matches!(word, "has" | "had" | "have")
}
