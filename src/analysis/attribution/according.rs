//! 'According to X, …' and '…, according to X': the source is a noun phrase, the statement is the rest of the sentence.

use super::frame::{Frame, Shape};
use super::grammar::{Sentence, is_pause};
use crate::analysis::constructions::Construction;
use crate::analysis::syntax::Tag;
use crate::lexicon::WordClass;

impl Sentence<'_, '_> {
    /// 'According to X, …', '…, according to X'
    pub(super) fn according(&self, i: usize) -> Option<Frame> {
        if self.word(i + 1) != "to" || !self.uses(Construction::AccordingTo) {
            return None;
        }
        let heads =
            || std::iter::successors(Some(i), |&at| self.tree.heads.get(at).copied().flatten()).take(4);
        let name = heads()
            .skip(1)
            .find(|&h| h > i + 1)
            .filter(|&h| !self.tag(h).is_verb());
        let last = if self.tag(self.len().saturating_sub(1)) == Tag::Stop {
            self.len() - 1
        } else {
            self.len()
        };
        let subject = match name {
            Some(head) => {
                let phrase = self.phrase(head, i);
                // 'According to the report, costs doubled': not an apposition, unless a comma closes it; 'According to the Courier, Ana
                // Petrov, the mayor, said' would then lack its subject.
                let comma = (i + 2..phrase.end).find(|&k| self.word(k) == ",");
                let closed = self.word(phrase.end) == "," && !self.tag(phrase.end + 1).is_finite();
                let open = comma.filter(|_| i == 0 && !closed);
                phrase.start.max(i + 2)..open.unwrap_or(phrase.end)
            }
            None => {
                i + 2
                    ..(i + 2..self.len())
                        .find(|&k| matches!(self.word(k), "," | "." | ";") || self.is_quoted(k))?
            }
        };
        // 'according to prison records': nouns that the parser attached elsewhere.
        let mut end = subject.end;
        while end > subject.start
            && self.tag(end).is_noun()
            && self.tag(end - 1).is_noun()
            && !self.is_quoted(end)
        {
            end += 1;
        }
        let subject = subject.start..end;
        let named = subject.clone().next_back().map_or("", |k| self.word(k));
        let asks = matches!(
            self.tag(subject.start),
            Tag::When | Tag::Who | Tag::Which | Tag::Whose
        );
        if subject.is_empty() || asks || WordClass::MeasureNoun.has(named) || self.is_quoted(subject.start) {
            return None;
        }
        let leading = i == 0 || i <= 2 && (is_pause(self.word(i - 1)) || self.tag(i - 1) == Tag::And);
        let content = if leading {
            let mut start = subject.end;
            while start < last && is_pause(self.word(start)) {
                start += 1;
            }
            // 'According to Karin Boyle, who leads the inquiry, …': more about the source.
            if matches!(
                self.word(start),
                "who" | "which" | "whose" | "a" | "an" | "the" | "now" | "then"
            ) {
                let told = !self.is_clause(start..last);
                let behind = (start..self.len().min(start + 16))
                    .find(|&k| told && self.word(k) == "," && self.is_clause(k + 1..last));
                start = behind.map_or(start, |k| k + 1);
            }
            start..self.len()
        } else {
            let end = if is_pause(self.word(i - 1)) { i - 1 } else { i };
            // 'a policy which, according to X, both have criticised': only the relative clause.
            let inner = end > 0
                && (matches!(self.tag(end - 1), Tag::Which | Tag::Who) || self.word(end - 1) == "that");
            if inner && self.word(subject.end) == "," && self.has_clause(subject.end..last) {
                let at = self.from + i;
                return Some(Frame {
                    content: self.global(&(subject.end + 1..self.len())),
                    cue: at..at + 2,
                    subject: Some(self.global(&subject)),
                    shape: Shape::According,
                    denies: false,
                    by: Construction::AccordingTo,
                });
            }
            let relative = matches!(self.tag(subject.end + 1), Tag::Which | Tag::Who | Tag::Whose);
            let resumes = self.word(subject.end) == ","
                && !relative
                && (self.words(subject.end..last) > 4
                    || is_pause(self.word(i - 1))
                        && self.clause_of([0..i - 1, subject.end + 1..last]).is_some());
            0..if resumes { self.len() } else { end }
        };
        if self.words(content.clone()) < 2 {
            return None;
        }
        let content = self.whole_quotations(&content, i);
        let at = self.from + i;
        Some(Frame {
            content,
            cue: at..at + 2,
            subject: Some(self.global(&subject)),
            shape: Shape::According,
            denies: false,
            by: Construction::AccordingTo,
        })
    }
}
