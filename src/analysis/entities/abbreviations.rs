//! Abbreviations that a document introduces in brackets: 'Ruritanian Farmers Union (RFU)', 'sea level rise (SLR)', 'SLR (sea level rise)'.
//! A name and its abbreviation have one class; an abbreviation of common words is not a name.

use std::ops::Range;

use super::words::{Words, is_capital};
use crate::lexicon::WordClass;

/// An abbreviation and its expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Abbreviation {
    /// The token of the abbreviation.
    pub(super) short: usize,
    /// The words that it stands for.
    pub(super) long: Range<usize>,
}

impl Abbreviation {
    /// Whether it stands for a name rather than for common words: its first and last word are capitalised.
    pub(super) fn is_named(&self, words: Words<'_>) -> bool {
        is_capital(words.get(self.long.start)) && is_capital(words.get(self.long.end - 1))
    }

    /// The head of the common words: 'rise' in 'rise of sea levels'.
    pub(super) fn head(&self, words: Words<'_>) -> usize {
        let preposition = |i: &usize| {
            matches!(
                words.get(*i),
                "of" | "for" | "in" | "on" | "to" | "at" | "against"
            )
        };
        self.long
            .clone()
            .skip(1)
            .find(preposition)
            .unwrap_or(self.long.end)
            - 1
    }
}

/// The maximum number of tokens examined after a bracket.
const LONGEST: usize = 32;

/// The abbreviations that `sentences` of `words` introduce.
pub(super) fn introduced(
    words: Words<'_>,
    sentences: impl Iterator<Item = Range<usize>>,
) -> Vec<Abbreviation> {
    let mut out = Vec::new();
    for sentence in sentences {
        for open in sentence.clone() {
            if !matches!(words.get(open), "(" | "[") {
                continue;
            }
            let inside = open + 1..sentence.end.min(open + LONGEST);
            let close = inside
                .clone()
                .find(|i| matches!(words.get(*i), ")" | "]"))
                .unwrap_or(inside.end);
            let quotes = inside
                .take_while(|i| matches!(words.get(*i), "\"" | "“" | "the"))
                .count();
            let short = open + 1 + quotes;
            if let Some(long) = letters(words, short).and_then(|l| spelt(words, &l, sentence.start..open)) {
                out.push(Abbreviation { short, long });
            } else if let Some(short) = open.checked_sub(1)
                && let Some(long) = letters(words, short).and_then(|l| spelt(words, &l, open + 1..close))
                && long.start == open + 1
            {
                out.push(Abbreviation { short, long });
            }
        }
    }
    out
}

/// The letters of an abbreviation in lower case, if the token may be one: two to eight letters, at least two of them capitals.
fn letters(words: Words<'_>, token: usize) -> Option<Vec<u8>> {
    let word = words.get(token).as_bytes();
    let short = (2..=8).contains(&word.len())
        && word.iter().all(u8::is_ascii_alphabetic)
        && word.iter().filter(|b| b.is_ascii_uppercase()).count() >= 2;
    short.then(|| word.to_ascii_lowercase())
}

/// The words at the end of `within` whose initials are `letters`; small words may be skipped.
fn spelt(words: Words<'_>, letters: &[u8], within: Range<usize>) -> Option<Range<usize>> {
    let mut left = letters.len();
    let mut from = within.end;
    while left > 0 {
        from = from.checked_sub(1).filter(|i| within.contains(i))?;
        let word = words.get(from);
        let first = word.bytes().next()?.to_ascii_lowercase();
        let last = from + 1 == within.end;
        if first == letters[left - 1] {
            left -= 1;
        } else if last
            || !(WordClass::FunctionWord.has(&word.to_ascii_lowercase())
                || matches!(word, "-" | "&" | "'s" | "’s" | "'" | "’" | ","))
        {
            return None;
        }
    }
    Some(from..within.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    /// Each abbreviation introduced by `text`, one sentence, with its expansion and whether that is a name.
    fn abbreviations(text: &str) -> Vec<String> {
        let tokens = tokenise(text);
        let words = Words {
            text,
            tokens: &tokens,
        };
        introduced(words, std::iter::once(0..tokens.len()))
            .into_iter()
            .map(|s| {
                let kind = if s.is_named(words) { "name" } else { "words" };
                format!(
                    "{} = {} ({kind})",
                    words.get(s.short),
                    words.range(&s.long).slice(text)
                )
            })
            .collect()
    }

    #[test]
    fn short_forms_stand_in_brackets_behind_or_before_what_they_are_short_for() {
        assert_eq!(
            abbreviations("the Ruritanian Farmers Union (RFU) met"),
            ["RFU = Ruritanian Farmers Union (name)"]
        );
        assert_eq!(
            abbreviations("the Ministry of Posts and Roads (\"MPR\") met"),
            ["MPR = Ministry of Posts and Roads (name)"]
        );
        for text in ["the sea level rise (SLR) is", "SLR (sea level rise) is"] {
            assert_eq!(abbreviations(text), ["SLR = sea level rise (words)"]);
        }
        assert_eq!(
            abbreviations("the centre of mass (CoM) is"),
            ["CoM = centre of mass (words)"]
        );
        assert!(abbreviations("the minister from Graustark (RFU) and the town (see SLR)").is_empty());
    }

    #[test]
    fn the_head_says_what_common_words_denote() {
        let text = "level of the sea (LOTS)";
        let tokens = tokenise(text);
        let words = Words {
            text,
            tokens: &tokens,
        };
        let found = introduced(words, std::iter::once(0..tokens.len()));
        assert_eq!(
            found.iter().map(|s| words.get(s.head(words))).collect::<Vec<_>>(),
            ["level"]
        );
    }
}
