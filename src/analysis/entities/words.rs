//! Tokens with their text, by index; an index outside gives the empty string, so that rules need no bounds checks.

use crate::analysis::steps::step;
use crate::analysis::token::Token;
use crate::document::TextRange;

/// The tokens of a text, and the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
}

impl<'a> Words<'a> {
    /// The word at `i`; empty outside.
    pub(super) fn get(self, i: usize) -> &'a str {
        step();
        self.tokens
            .get(i)
            .map_or("", |t| &self.text[t.range.start..t.range.end])
    }

    /// The word `back` places before `i`; empty outside.
    pub(super) fn before(self, i: usize, back: usize) -> &'a str {
        i.checked_sub(back).map_or("", |i| self.get(i))
    }

    /// Whether 'the' precedes token `i`.
    pub(super) fn after_the(self, i: usize) -> bool {
        matches!(self.before(i, 1), "the" | "The")
    }

    /// Whether white space precedes token `i` (true outside).
    pub(super) fn spaced(self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(|t| t.spaced)
    }

    /// The byte range of the tokens `span`.
    pub(super) fn range(self, span: &std::ops::Range<usize>) -> TextRange {
        let start = self.tokens.get(span.start).map_or(0, |t| t.range.start);
        let end = span
            .end
            .checked_sub(1)
            .and_then(|i| self.tokens.get(i))
            .map_or(start, |t| t.range.end);
        TextRange::new(start, end)
    }

    /// The text of `span` if its tokens are not separated, otherwise the empty string.
    pub(super) fn joined(self, span: std::ops::Range<usize>) -> &'a str {
        if span.is_empty() || span.end > self.len() || span.clone().skip(1).any(|i| self.spaced(i)) {
            return "";
        }
        self.range(&span).slice(self.text)
    }

    pub(super) fn len(self) -> usize {
        self.tokens.len()
    }
}

/// Whether `word` begins with a capital.
pub(super) fn is_capital(word: &str) -> bool {
    word.as_bytes().first().is_some_and(|b| {
        b.is_ascii_uppercase() || *b >= 0x80 && word.chars().next().is_some_and(char::is_uppercase)
    })
}

/// Whether `word` begins with a digit.
pub(super) fn is_figure(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// Whether all letters of `word` are capitals, and there are at least two.
pub(super) fn is_upper(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.chars().any(char::is_lowercase)
}
