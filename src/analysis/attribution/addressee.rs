//! The addressee: the words between 'told' and the content.

use super::grammar::Sentence;
use crate::analysis::syntax::Tag;
use crate::document::TextRange;
use crate::lexicon::WordClass;

impl Sentence<'_, '_> {
    /// The end of the addressee that starts at token `i`: a name or pronoun after 'told'; `i` if there is none.
    pub(super) fn addressee_end(&self, i: usize) -> usize {
        let article = usize::from(matches!(self.word(i), "the" | "The"));
        let at = self.from + i + article;
        let Some(token) = self.view.tokens.get(at) else {
            return i;
        };
        let named = self
            .view
            .mentions_in(TextRange::new(token.range.start, self.view.text.len()))
            .next();
        if let Some((mention, _)) = named.filter(|(m, _)| m.start == token.range.start) {
            let end = (i + article + self.view.tokens_in(mention).len()).min(self.len());
            if !matches!(self.tag(end), Tag::Noun | Tag::Nouns) {
                return end;
            }
        }
        if WordClass::Addressee.has(self.word(i)) {
            return self.behind_place(i + 1);
        }
        // 'told the meeting there is', 'told Russian television the new missile is', 'told reporters his country would'
        let mut end = i;
        while matches!(self.tag(end), Tag::Determiner | Tag::Possessive) && end < i + 2 {
            end += 1;
        }
        while matches!(self.tag(end), Tag::Adjective | Tag::Number) {
            end += 1;
        }
        let nouns = (end..self.len())
            .take_while(|&k| self.tag(k).is_noun())
            .collect::<Vec<_>>();
        let common = nouns
            .iter()
            .rposition(|&k| matches!(self.tag(k), Tag::Noun | Tag::Nouns));
        // A name after a common noun begins the content: 'told reporters Iran would'.
        let last = match common {
            Some(c) => Some(nouns[c]),
            None => nouns.last().copied(),
        };
        last.map_or(i, |last| self.behind_place(last + 1))
    }

    /// The end of a place and time that start at token `i`, after an addressee: 'in Moscow', 'on Monday'.
    fn behind_place(&self, i: usize) -> usize {
        let mut at = i;
        while matches!(self.word(at), "in" | "on" | "at" | "during" | "after") {
            let noun = (at + 1..self.len().min(at + 6))
                .take_while(|&k| {
                    self.tag(k).is_noun()
                        || matches!(self.tag(k), Tag::Determiner | Tag::Adjective | Tag::Number)
                })
                .last();
            let Some(noun) = noun.filter(|&n| self.tag(n).is_noun()) else {
                return i;
            };
            at = noun + 1;
        }
        at + usize::from(self.word(at).ends_with("day") && self.tag(at).is_noun())
    }
}
