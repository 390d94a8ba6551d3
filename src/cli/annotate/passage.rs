//! Finds a passage by its words or by its position.
//!
//! Invariants: a passage begins and ends at grapheme boundaries and contains more than white space; a quotation that occurs more than once
//! is refused.

use crate::document::TextRange;
use crate::text::clean::normalise;
use crate::text::grapheme::{floor, is_border, next};
use crate::text::scalar::ScalarIndex;

/// How a passage is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By its words, with the text before and after it if that is needed to tell equal quotations apart.
    Quote {
        quote: String,
        prefix: String,
        suffix: String,
    },
    /// By a half-open range of Unicode scalar values.
    Place(usize, usize),
}

impl Named {
    /// Finds the passage in `text`.
    ///
    /// # Errors
    /// A message that says why there is no such passage, or that there is more than one.
    pub(super) fn find(&self, text: &str) -> Result<TextRange, String> {
        match self {
            Self::Place(start, end) => by_place(text, *start, *end),
            Self::Quote {
                quote,
                prefix,
                suffix,
            } => by_words(text, &normalise(quote), &normalise(prefix), &normalise(suffix)),
        }
    }
}

fn by_words(text: &str, quote: &str, prefix: &str, suffix: &str) -> Result<TextRange, String> {
    if quote.trim().is_empty() {
        return Err("the quote is empty; give the words of the passage".to_owned());
    }
    let mut found = occurrences(text, quote);
    found.retain(|at| {
        let end = at + quote.len();
        is_border(text, *at)
            && is_border(text, end)
            && text[..*at].ends_with(prefix)
            && text[end..].starts_with(suffix)
    });
    match found.as_slice() {
        [one] => Ok(TextRange::new(*one, one + quote.len())),
        [] => Err("the quote does not occur in the article; give its words exactly as they are".to_owned()),
        many => Err(format!(
            "the quote occurs {} times; give more of the words around it, or its place",
            many.len()
        )),
    }
}

/// The passage between two offsets in scalar values, without the white space around it.
fn by_place(text: &str, start: usize, end: usize) -> Result<TextRange, String> {
    let index = ScalarIndex::new(text);
    if start >= end {
        return Err(format!("the end of {start}:{end} must be after its start"));
    }
    if end > index.len() {
        return Err(format!("the text ends at {}, before {end}", index.len()));
    }
    let (from, to) = (index.byte(text, start), index.byte(text, end));
    if !(is_border(text, from) && is_border(text, to)) {
        let to = if is_border(text, to) { to } else { next(text, to) };
        let whole = (index.scalar(text, floor(text, from)), index.scalar(text, to));
        return Err(format!(
            "the range {start}:{end} cuts through a character that is made of several; take {}:{}",
            whole.0, whole.1
        ));
    }
    let passage = &text[from..to];
    let from = to - passage.trim_start().len();
    let to = from + text[from..to].trim_end().len();
    if from >= to {
        return Err(format!("there is only white space at {start}:{end}"));
    }
    Ok(TextRange::new(from, to))
}

/// Byte offsets of all occurrences of `needle` in `text`, including overlapping ones.
fn occurrences(text: &str, needle: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(needle) {
        out.push(from + at);
        from += at + text[from + at..].chars().next().map_or(1, char::len_utf8);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_are_counted_with_those_that_overlap() {
        assert_eq!(occurrences("ananas", "ana"), [0, 2]);
        assert_eq!(occurrences("ééé", "éé"), [0, 2]);
        assert!(occurrences("a", "b").is_empty());
    }

    #[test]
    fn what_stands_around_tells_equal_words_apart() {
        let named = |prefix: &str, suffix: &str| Named::Quote {
            quote: "boat".into(),
            prefix: prefix.into(),
            suffix: suffix.into(),
        };
        let text = "A boat, and a boat.";
        assert_eq!(named("", ".").find(text), Ok(TextRange::new(14, 18)));
        assert_eq!(named("A ", "").find(text), Ok(TextRange::new(2, 6)));
        assert!(named("", "").find(text).unwrap_err().contains("2 times"));
    }
}
