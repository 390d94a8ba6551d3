//! Statements reported by a noun, and accusations: 'his claim that …', 'Ruiz’s warning that …', 'rejected suggestions that …', 'accused the
//! board of …'.
//!
//! Invariant: the text names who holds, repeats, denies or makes the claim; others are ignored.

use std::ops::Range;

use super::cue::possessor;
use super::frame::{Frame, Shape};
use super::grammar::{Sentence, is_auxiliary};
use crate::analysis::constructions::Construction;
use crate::analysis::syntax::{Label, Tag};
use crate::document::TextRange;
use crate::lexicon::WordClass;

impl Sentence<'_, '_> {
    /// Statements by nouns and accusations that are not in `found`, in order.
    pub(super) fn by_nouns(&self, found: &[Frame]) -> Vec<Frame> {
        let mut out: Vec<Frame> = Vec::new();
        for i in (0..self.len()).filter(|&i| !self.is_quoted(i)) {
            let held = WordClass::ClaimNoun.has(self.word(i)) && self.word(i + 1) == "that";
            let frame = if held && self.uses(Construction::NounClaim) {
                self.held(i)
            } else if WordClass::Accusation.has(self.word(i)) && self.uses(Construction::Accusation) {
                self.accusation(i)
            } else {
                None
            };
            let Some(frame) = frame else { continue };
            let apart = |f: &Frame| {
                f.content.end <= frame.content.start && f.cue != frame.cue
                    || frame.content.end <= f.content.start
            };
            if found.iter().chain(&out).all(apart) {
                out.push(frame);
            }
        }
        out
    }

    /// The statement of the noun at `n` with the clause after it, if the text names who holds or denies it.
    fn held(&self, n: usize) -> Option<Frame> {
        let start = n + 2;
        let reach = self
            .children(n)
            .filter(|&c| c >= start)
            .map(|c| self.reach(c).end)
            .max();
        let content = start..reach.unwrap_or(self.len());
        if !self.has_verb(content.clone()) || self.words(content.clone()) < 3 {
            return None;
        }
        let above = self.tree.heads.get(n).copied().flatten();
        let verb = above.filter(|&v| v < n && self.label(n) == Label::Object && self.tag(v).is_verb());
        let word = verb.map_or("", |v| self.word(v));
        let by_verb = || {
            let v = verb?;
            self.own_subject(v, self.tag(v))
        };
        let (subject, cue, denies) = if let Some(owner) = self.owner(n) {
            (owner, n, false)
        } else if WordClass::Rejection.has(word) {
            (by_verb()?, verb?, true)
        } else if WordClass::Repetition.has(word) {
            (by_verb()?, n, false)
        } else {
            return None;
        };
        Some(Frame {
            denies,
            ..self.frame_of(subject, cue, content, Construction::NounClaim)
        })
    }

    /// The possessor of the noun at `n`: 'his', 'Ruiz’s', 'the board’s'.
    fn owner(&self, n: usize) -> Option<Range<usize>> {
        let before = n.checked_sub(1)?;
        if possessor(&self.word(before).to_lowercase()).is_some() {
            return Some(before..n);
        }
        if !matches!(self.word(before), "'s" | "’s") {
            return None;
        }
        let end = self.view.tokens.get(self.from + before)?.range.start;
        let named = self
            .view
            .mentions_in(TextRange::new(self.view.tokens.get(self.from)?.range.start, end))
            .next_back()
            .filter(|(m, _)| m.end == end);
        match named {
            Some((mention, _)) => {
                let tokens = self.view.tokens_in(mention);
                Some(tokens.start.checked_sub(self.from)?..before)
            }
            None => Some(self.phrase(before.checked_sub(1)?, before)),
        }
    }

    /// 'accused the board of hiding the report': the accused and the accusation.
    fn accusation(&self, v: usize) -> Option<Frame> {
        let of = (v + 2..self.len().min(v + 12)).find(|&i| self.word(i) == "of")?;
        let passive = v > 0
            && (is_auxiliary(self.word(v - 1))
                && !matches!(self.word(v - 1), "has" | "have" | "had" | "also"));
        let whom = (v + 1..of).any(|i| self.tag(i).is_noun() || self.tag(i) == Tag::Pronoun);
        let plain = !(v + 1..of).any(|i| self.tag(i).is_verb() || self.is_quoted(i));
        let accused_of = self.tag(of + 1) == Tag::Gerund || self.words(of + 1..self.len()) >= 2;
        if passive || !whom || !plain || !accused_of || !self.tag(v).is_verb() {
            return None;
        }
        let subject = self.own_subject(v, self.tag(v))?;
        let end = self
            .children(v)
            .filter(|&c| c > v && !matches!(self.label(c), Label::Conj | Label::Punct))
            .map(|c| self.reach(c).end)
            .max()
            .filter(|&end| end > of + 1)?;
        Some(Frame {
            shape: Shape::Clause,
            ..self.frame_of(subject, v, v + 1..end, Construction::Accusation)
        })
    }

    fn frame_of(&self, subject: Range<usize>, cue: usize, content: Range<usize>, by: Construction) -> Frame {
        let at = self.from + cue;
        Frame {
            content: self.whole_quotations(&content, cue),
            cue: at..at + 1,
            subject: Some(self.global(&subject)),
            shape: Shape::ThatClause,
            denies: false,
            by,
        }
    }
}
