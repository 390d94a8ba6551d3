//! Splits text into words for the index, with their positions.
//!
//! Invariants: a word is a run of letters and digits, folded; a character of a script without spaces between words is a word by itself, so
//! that any run of them is found as a phrase. Texts and queries are split by the same rule.

use std::ops::Range;

use crate::text::fold::{SEARCH, folded};
use crate::text::grapheme;

/// Consecutive words. The last one may be the prefix of a longer word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) words: Vec<String>,
    pub(super) begun: bool,
}

impl Phrase {
    /// Parses typed text; `None` if it contains no word.
    pub(super) fn of(typed: &str) -> Option<Self> {
        let words: Vec<String> = words(typed).map(|(_, word)| word).collect();
        let begun = typed.ends_with('*');
        (!words.is_empty()).then_some(Self { words, begun })
    }

    /// The phrase as an expression of the engine.
    pub(super) fn expression(&self) -> String {
        let star = if self.begun { "*" } else { "" };
        format!("\"{}\"{star}", self.words.join(" "))
    }
}

/// Whether words of its script are written without spaces between them.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of a text, folded, with their byte ranges.
pub(super) fn words(text: &str) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(char::is_alphanumeric)?;
        let first = text[start..].chars().next()?;
        let end = if stands_alone(first) {
            start + first.len_utf8()
        } else {
            let goes_on = |c: char| (c.is_alphanumeric() && !stands_alone(c)) || is_mark(c);
            let rest = &text[start..];
            start + rest.find(|c| !goes_on(c)).unwrap_or(rest.len())
        };
        at = end;
        let word = &text[start..end];
        let word = if word.is_ascii() {
            word.to_ascii_lowercase()
        } else {
            folded(word, SEARCH)
        };
        Some((start..end, word))
    })
    .filter(|(_, word)| !word.is_empty())
}

/// Whether it is a combining mark.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && (unicode_normalization::char::is_combining_mark(c) || c == '\u{ad}' || c == '\u{200d}')
}

/// The words of texts separated by spaces, as input for the engine.
pub(super) fn body<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut body = String::new();
    for text in texts {
        for (_, word) in words(text) {
            body.push_str(&word);
            body.push(' ');
        }
        // Prevents phrases across two texts.
        body.push_str("\u{e000} ");
    }
    body
}

/// A piece of a text with hits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The place of the first hit in the whole text, in bytes.
    pub at: Range<usize>,
    /// The hit and its context.
    pub text: String,
    /// The hits in it, in bytes of `text`.
    pub hits: Vec<Range<usize>>,
    /// Whether the text continues before and after it.
    pub cut: (bool, bool),
}

/// The maximum number of bytes searched for snippets.
const LOOKED_THROUGH: usize = 4 << 20;

/// Pieces of `text` with hits of a query, at most `most`, in text order. Pieces with more of the phrases are preferred. A piece contains
/// about `around` bytes on both sides of its hit.
pub fn snippets(text: &str, query: &super::Query, around: usize, most: usize) -> Vec<Snippet> {
    let hits = hits(text, &query.phrases, most.saturating_mul(64).max(64));
    let mut pieces: Vec<Piece> = Vec::new();
    for (hit, phrase) in hits {
        match pieces.last_mut() {
            Some(piece) if hit.start < piece.range.end => {
                piece.range.end = piece.range.end.max(hit.end);
                piece.hits.push((hit, phrase));
            }
            _ => pieces.push(Piece {
                range: hit.start.saturating_sub(around)..hit.end.saturating_add(around),
                hits: vec![(hit, phrase)],
            }),
        }
    }
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(pieces[*i].distinct()));
    order.truncate(most);
    order.sort_unstable();
    order.into_iter().map(|i| snippet(text, &pieces[i])).collect()
}

/// A stretch of a text with hits, each with the number of its phrase.
struct Piece {
    range: Range<usize>,
    hits: Vec<(Range<usize>, usize)>,
}

impl Piece {
    /// The number of different phrases in it.
    fn distinct(&self) -> usize {
        let mut phrases: Vec<usize> = self.hits.iter().map(|(_, phrase)| *phrase).collect();
        phrases.sort_unstable();
        phrases.dedup();
        phrases.len()
    }
}

fn snippet(text: &str, piece: &Piece) -> Snippet {
    let hits = &piece.hits;
    let from = grapheme::floor(text, piece.range.start);
    let to = grapheme::floor(text, piece.range.end.min(text.len()));
    // Words are not cut in two, unless they are lines of ideographs.
    let from = match text[from..hits[0].0.start].find(char::is_whitespace) {
        Some(blank) if from > 0 && blank < 24 => from + blank,
        _ => from,
    };
    let last = hits[hits.len() - 1].0.end;
    let to = match text[last..to.max(last)].rfind(char::is_whitespace) {
        Some(blank) if to < text.len() && to - (last + blank) < 24 => last + blank,
        _ => to.max(last),
    };
    // On one line, with each white-space character replaced by a space.
    let shown: String = text[from..to]
        .chars()
        .map(|c| {
            if c.is_whitespace() && c.len_utf8() == 1 {
                ' '
            } else {
                c
            }
        })
        .collect();
    Snippet {
        at: hits[0].0.clone(),
        hits: hits
            .iter()
            .map(|(hit, _)| hit.start - from..hit.end - from)
            .collect(),
        text: shown,
        cut: (from > 0, to < text.len()),
    }
}

/// The hits of phrases in a text, each with the number of its phrase, at most `most` of them.
fn hits(text: &str, phrases: &[Phrase], most: usize) -> Vec<(Range<usize>, usize)> {
    let longest = phrases.iter().map(|p| p.words.len()).max().unwrap_or(0);
    let mut last: Vec<(Range<usize>, String)> = Vec::new();
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    let looked = &text[..grapheme::floor_char(text, LOOKED_THROUGH)];
    for word in words(looked) {
        if last.len() >= longest.max(1) {
            last.remove(0);
        }
        last.push(word);
        for (number, phrase) in phrases.iter().enumerate() {
            let Some(from) = last.len().checked_sub(phrase.words.len()) else {
                continue;
            };
            let is = |(at, wanted): (usize, &String)| {
                let word = &last[from + at].1;
                word == wanted
                    || phrase.begun && at + 1 == phrase.words.len() && word.starts_with(wanted.as_str())
            };
            if phrase.words.iter().enumerate().all(is) {
                let range = last[from].0.start..last[last.len() - 1].0.end;
                let overlaps = |(other, _): &(Range<usize>, usize)| range.start < other.end;
                if !found.last().is_some_and(overlaps) {
                    found.push((range, number));
                }
            }
        }
        if found.len() >= most {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Query;
    use super::*;

    fn of(text: &str) -> Vec<String> {
        words(text).map(|(_, word)| word).collect()
    }

    #[test]
    fn texts_are_cut_into_words() {
        assert_eq!(of("Zoë’s CAFÉ, 19,5%"), ["zoe", "s", "cafe", "19", "5"]);
        assert_eq!(of("騰訊 WeChat微信"), ["騰", "訊", "wechat", "微", "信"]);
        assert_eq!(of("cafe\u{301} na\u{ad}ive"), ["cafe", "naive"]);
        assert_eq!(of(" -- "), Vec::<String>::new());
    }

    #[test]
    fn a_snippet_marks_its_hits_and_cuts_no_word() {
        let text = "The harbour at the old town\nwill close in March, said the ferry company, which runs nine boats.";
        let query = Query::parse("\"ferry company\" march").unwrap();
        let found = snippets(text, &query, 20, 3);
        assert_eq!(found.len(), 1, "{found:?}");
        let marked: Vec<&str> = found[0].hits.iter().map(|h| &found[0].text[h.clone()]).collect();
        assert_eq!(marked, ["March", "ferry company"]);
        assert!(found[0].text.starts_with(" town will close in"), "{found:?}");
        assert_eq!(found[0].cut, (true, true));
        assert_eq!(&text[found[0].at.clone()], "March");
        let query = Query::parse("訊微*").unwrap();
        assert_eq!(snippets("騰訊微信", &query, 3, 1)[0].hits.first(), Some(&(3..9)));
    }
}
