//! Splits a text into the pieces of a vocabulary, as the tokenizer of BERT does without case: control characters are dropped, accents and
//! case are folded, punctuation and Chinese characters are words of their own, and each word becomes the longest pieces that the vocabulary
//! has (Wu et al., "Google's Neural Machine Translation System", 2016).

use std::collections::HashMap;

use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

use super::SentenceModelError;

/// The length in characters from which a word is unknown.
const LONGEST_WORD: usize = 100;
/// The maximum number of bytes of a text that are read for each piece that is taken.
const BYTES_PER_PIECE: usize = 64;

/// A vocabulary.
pub(super) struct WordPiece {
    /// The number of each piece; those inside a word begin with `##`.
    numbers: HashMap<String, u32>,
    unknown: u32,
    start: u32,
    end: u32,
    punctuation: Regex,
    dropped: Regex,
    marks: Regex,
}

impl WordPiece {
    /// A vocabulary with one piece a line.
    pub(super) fn read(vocabulary: &str) -> Result<Self, SentenceModelError> {
        let numbers: HashMap<String, u32> = vocabulary.split('\n').map(str::to_owned).zip(0..).collect();
        let number = |piece: &str| numbers.get(piece).copied().ok_or(SentenceModelError::Damaged);
        let class = |class: &str| Regex::new(class).map_err(|_| SentenceModelError::Damaged);
        Ok(Self {
            unknown: number("[UNK]")?,
            start: number("[CLS]")?,
            end: number("[SEP]")?,
            punctuation: class(r"^[\p{P}$+<=>^`|~]$")?,
            dropped: class(r"^[\p{C}\x{FFFD}]$")?,
            marks: class(r"^\p{Mn}$")?,
            numbers,
        })
    }

    /// The numbers of the pieces of `text`, between those of the start and the end; at most `most` in all.
    pub(super) fn pieces(&self, text: &str, most: usize) -> Vec<u32> {
        let text = text
            .get(..crate::text::grapheme::floor_char(text, most * BYTES_PER_PIECE))
            .unwrap_or(text);
        let mut out = vec![self.start];
        let mut word = String::new();
        for c in self.plain(text).chars() {
            let alone = is_chinese(c) || is(&self.punctuation, c);
            if alone || c.is_whitespace() {
                self.add(&std::mem::take(&mut word), &mut out);
            }
            if alone {
                self.add(c.encode_utf8(&mut [0; 4]), &mut out);
            } else if !c.is_whitespace() {
                word.push(c);
            }
            if out.len() >= most {
                break;
            }
        }
        self.add(&word, &mut out);
        out.truncate(most.saturating_sub(1));
        out.push(self.end);
        out
    }

    /// `text` without control characters, accents and case.
    fn plain(&self, text: &str) -> String {
        let shown = text.chars().filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            c if is(&self.dropped, c) => None,
            c => Some(c),
        });
        let letters = shown.nfd().filter(|c| !is(&self.marks, *c));
        letters.flat_map(char::to_lowercase).collect()
    }

    /// Adds the pieces of a word.
    fn add(&self, word: &str, out: &mut Vec<u32>) {
        if word.is_empty() {
            return;
        }
        let before = out.len();
        if word.chars().count() > LONGEST_WORD {
            out.push(self.unknown);
            return;
        }
        let mut rest = word;
        while !rest.is_empty() {
            let inside = if out.len() > before { "##" } else { "" };
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
            let found = ends.filter_map(|end| {
                let (piece, behind) = rest.split_at_checked(end)?;
                let number = if inside.is_empty() {
                    self.numbers.get(piece)
                } else {
                    self.numbers.get(&format!("{inside}{piece}"))
                };
                Some((*number?, behind))
            });
            let Some((number, behind)) = found.into_iter().next() else {
                out.truncate(before);
                out.push(self.unknown);
                return;
            };
            out.push(number);
            rest = behind;
        }
    }
}

/// Whether `c` is in that class.
fn is(class: &Regex, c: char) -> bool {
    // The common case needs no table.
    !c.is_ascii_alphanumeric() && c != ' ' && class.is_match(c.encode_utf8(&mut [0; 4]))
}

/// Whether `c` is in one of the blocks that BERT's tokenizer calls Chinese.
fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2b73f}'
        | '\u{2b740}'..='\u{2b81f}' | '\u{2b920}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nferry\n##men\nthe\n,\n$\n水\nelite\na\n##b";
        let words = WordPiece::read(vocabulary).unwrap();
        let all: Vec<&str> = vocabulary.split('\n').collect();
        let numbers = words.pieces(text, 12);
        numbers.into_iter().map(|n| all[n as usize].to_owned()).collect()
    }

    #[test]
    fn words_are_folded_and_split_into_the_longest_pieces() {
        assert_eq!(
            pieces("The Ferrymen,\u{1b} the"),
            ["[CLS]", "the", "ferry", "##men", ",", "the", "[SEP]"]
        );
        assert_eq!(pieces("Élite$水a"), ["[CLS]", "elite", "$", "水", "a", "[SEP]"]);
    }

    #[test]
    fn unknown_words_are_one_piece_and_long_texts_are_cut() {
        assert_eq!(pieces("ferryboat ab"), ["[CLS]", "[UNK]", "a", "##b", "[SEP]"]);
        assert_eq!(pieces(""), ["[CLS]", "[SEP]"]);
        assert_eq!(pieces(&"a".repeat(101)), ["[CLS]", "[UNK]", "[SEP]"]);
        assert_eq!(pieces(&"a ".repeat(5000)).len(), 12);
    }

    #[test]
    fn a_vocabulary_without_the_marks_is_an_error() {
        assert!(WordPiece::read("a\nb").is_err());
    }
}
