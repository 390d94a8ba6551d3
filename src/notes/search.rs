//! A text prepared for locating passages in it: exactly, by their context, or approximately.

use std::cell::OnceCell;
use std::ops::Deref;
use std::sync::OnceLock;

use super::Anchor;
use super::anchor::CONTEXT;
use super::myers::{Match, Pattern};
use super::symbols::{GRAM, Grams, Symbols};
use crate::document::TextRange;
use crate::text::fold::{ANCHOR, Folded, fold};

/// Texts up to this many characters are searched completely for similar passages; longer ones only where enough groups of four characters
/// agree.
const SHORT_TEXT: usize = 1 << 15;
/// The maximum number of similar places examined more closely.
const MOST: usize = 16;

/// The value of a passage being at the same end of the text as before.
const AT_END: f32 = 0.6;

/// A text prepared for searching. Places are indices of characters of the folded text.
#[derive(Debug)]
pub(super) struct Search {
    folded: Folded,
    symbols: Symbols,
    grams: OnceLock<Grams>,
    /// The starts of lines, except the first.
    lines: Vec<usize>,
}

/// An anchor prepared for searching.
#[derive(Debug)]
pub(super) struct Needle {
    /// The passage, folded, without white space at its ends.
    pub(super) quote: Sought,
    pub(super) prefix: Sought,
    pub(super) suffix: Sought,
    /// Whether the context is short because the text began or ended there.
    at_start: bool,
    at_end: bool,
}

/// Characters to search for, with patterns for both directions, which are built on demand because most passages are found exactly.
#[derive(Debug)]
pub(super) struct Sought {
    symbols: Vec<char>,
    forth: OnceCell<Pattern>,
    back: OnceCell<Pattern>,
}

impl Sought {
    fn of(symbols: Vec<char>) -> Self {
        Self {
            symbols,
            forth: OnceCell::new(),
            back: OnceCell::new(),
        }
    }

    fn forth(&self) -> &Pattern {
        self.forth
            .get_or_init(|| Pattern::new(self.symbols.iter().copied()))
    }

    fn back(&self) -> &Pattern {
        self.back
            .get_or_init(|| Pattern::new(self.symbols.iter().rev().copied()))
    }

    /// Their distance from a prefix of a text, whichever is nearest.
    fn to_beginning(&self, text: &[char]) -> usize {
        if text.starts_with(self) {
            return 0;
        }
        self.forth().to_beginning(text.iter().copied())
    }

    /// Their distance from a suffix of a text, whichever is nearest.
    fn to_end(&self, text: &[char]) -> usize {
        if text.ends_with(self) {
            return 0;
        }
        self.back().to_beginning(text.iter().rev().copied())
    }
}

impl Deref for Sought {
    type Target = [char];

    fn deref(&self) -> &[char] {
        &self.symbols
    }
}

/// A possible place of the passage, with the similarity of the passage and its context, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) quote: f32,
    pub(super) prefix: f32,
    pub(super) suffix: f32,
}

impl Needle {
    pub(super) fn of(anchor: &Anchor) -> Self {
        let encode = |text: &str| -> Vec<char> { fold(text, ANCHOR).text.chars().collect() };
        let (quote, prefix, suffix) = (
            encode(&anchor.quote),
            encode(&anchor.prefix),
            encode(&anchor.suffix),
        );
        Self {
            at_start: anchor.prefix.chars().count() < CONTEXT,
            at_end: anchor.suffix.chars().count() < CONTEXT,
            quote: Sought::of(trimmed(&quote).to_vec()),
            prefix: Sought::of(prefix),
            suffix: Sought::of(suffix),
        }
    }

    /// Whether the passage begins and ends with whole words, as most do.
    fn whole_words(&self) -> (bool, bool) {
        let split = |a: Option<&char>, b: Option<&char>| {
            a.copied().is_some_and(in_word) && b.copied().is_some_and(in_word)
        };
        (
            !split(self.prefix.last(), self.quote.first()),
            !split(self.quote.last(), self.suffix.first()),
        )
    }
}

/// The characters without white space at the ends.
fn trimmed(symbols: &[char]) -> &[char] {
    let blank = |s: &&char| **s == ' ';
    let front = symbols.iter().take_while(blank).count();
    let back = symbols.iter().rev().take_while(blank).count();
    symbols
        .get(front..symbols.len().saturating_sub(back))
        .unwrap_or_default()
}

/// Whether a character belongs to a word separated by spaces: scripts without spaces are beyond U+2E80.
pub(super) fn in_word(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2e80}'
}

/// The weight of a context of `len` characters that is short because the text ended there, as shown by the `other` side, which is not
/// short: a word or two mean little at a place with more context, namely `here`.
fn weight(len: usize, other: bool, here: usize) -> f32 {
    if other || here <= len + 8 {
        1.0
    } else {
        (len as f32 / (CONTEXT / 2) as f32).min(1.0)
    }
}

fn likeness(distance: usize, len: usize) -> f32 {
    (1.0 - distance as f32 / len.max(1) as f32).max(0.0)
}

impl Search {
    pub(super) fn of(text: &str) -> Self {
        let folded = fold(text, ANCHOR);
        let symbols = Symbols::of(&folded.text);
        let mut lines: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes())
            .map(|at| symbols.index(folded.folded(at + 1)))
            .collect();
        lines.dedup();
        Self {
            folded,
            symbols,
            grams: OnceLock::new(),
            lines,
        }
    }

    /// Builds the index, which otherwise its first user would build.
    pub(super) fn make_ready(&self) {
        self.grams();
    }

    /// The index, built on demand.
    fn grams(&self) -> &Grams {
        self.grams.get_or_init(|| Grams::of(&self.symbols.all))
    }

    /// The length of the text in characters.
    pub(super) fn len(&self) -> usize {
        self.symbols.all.len()
    }

    /// The text, folded.
    pub(super) fn folded_text(&self) -> &str {
        &self.folded.text
    }

    /// The starts of lines, except the first: of blocks, and of lines inside some.
    pub(super) fn lines(&self) -> &[usize] {
        &self.lines
    }

    /// A place, with the similarity of the passage and its context.
    pub(super) fn place_at(&self, needle: &Needle, start: usize, end: usize) -> Place {
        let words = self.between(start, end);
        let distance = if *words == *needle.quote {
            0
        } else {
            // Words that are equal except for spaces do not count as unchanged.
            needle.quote.to_beginning(words).max(1)
        };
        self.surroundings(needle, Match { start, end, distance })
    }

    /// The index of byte `offset` of the text.
    pub(super) fn place(&self, offset: usize) -> usize {
        self.symbols.index(self.folded.folded(offset))
    }

    /// The byte range between two places.
    pub(super) fn source(&self, start: usize, end: usize) -> TextRange {
        let bytes = self.symbols.bytes(start, end);
        self.folded.source_range(bytes.start, bytes.end).into()
    }

    /// The characters between two places, clipped to the text.
    pub(super) fn between(&self, start: usize, end: usize) -> &[char] {
        let end = end.min(self.len());
        self.symbols.all.get(start.min(end)..end).unwrap_or_default()
    }

    /// The places of the passage between the words of its context. Spaces at the far ends of the context are ignored, because there are
    /// none at an end of the text.
    pub(super) fn with_context(&self, anchor: &Anchor) -> Vec<(usize, usize)> {
        let (prefix, suffix) = (anchor.prefix.trim_start(), anchor.suffix.trim_end());
        let whole = fold(&format!("{prefix}{}{suffix}", anchor.quote), ANCHOR);
        let characters = |bytes: usize| {
            let to = whole.folded(bytes);
            whole.text.get(..to).map_or(0, |s| s.chars().count())
        };
        let start = characters(prefix.len());
        let end = characters(prefix.len() + anchor.quote.len());
        let needle: Vec<char> = whole.text.chars().collect();
        self.exact(&needle)
            .into_iter()
            .map(|at| (at + start, at + end))
            .collect()
    }

    /// The exact occurrences of the needle.
    pub(super) fn exact(&self, needle: &[char]) -> Vec<usize> {
        let text = &self.symbols.all;
        if needle.len() < GRAM {
            let all = text.windows(needle.len().max(1)).enumerate();
            return all.filter(|(_, w)| *w == needle).map(|(i, _)| i).collect();
        }
        let grams = self.grams();
        let last = needle.len() - GRAM;
        let rarest = (0..=last)
            .min_by_key(|&j| grams.places(&needle[j..]).len())
            .unwrap_or(0);
        let places = grams.places(&needle[rarest..]).iter();
        let starts = places.filter_map(|&at| (at as usize).checked_sub(rarest));
        starts
            .filter(|&at| text.get(at..at + needle.len()) == Some(needle))
            .collect()
    }

    /// The exact occurrences of the passage, as whole words if it consisted of whole words.
    pub(super) fn quotes(&self, needle: &Needle) -> Vec<Place> {
        let (left, right) = needle.whole_words();
        let len = needle.quote.len();
        let inside = |at: usize| {
            at > 0
                && self
                    .between(at - 1, at + 1)
                    .iter()
                    .filter(|c| in_word(**c))
                    .count()
                    == 2
        };
        let all = self.exact(&needle.quote).into_iter();
        let whole = all.filter(|&at| !(left && inside(at) || right && inside(at + len)));
        whole
            .map(|at| {
                self.surroundings(
                    needle,
                    Match {
                        start: at,
                        end: at + len,
                        distance: 0,
                    },
                )
            })
            .collect()
    }

    /// Whether the two contexts of the passage are adjacent: it was cut.
    pub(super) fn is_closed(&self, needle: &Needle) -> bool {
        let (before, behind) = (trimmed(&needle.prefix), trimmed(&needle.suffix));
        let told = before.len().min(behind.len()) >= CONTEXT / 2;
        told && [&[][..], &[' ']]
            .iter()
            .any(|gap| !self.exact(&[before, gap, behind].concat()).is_empty())
    }

    /// A match with its context.
    fn surroundings(&self, needle: &Needle, m: Match) -> Place {
        let slack = 8;
        // Without any context, the position at an end of the text is meaningless.
        let at_end = if needle.prefix.is_empty() && needle.suffix.is_empty() {
            0.0
        } else {
            AT_END
        };
        let before = self.between(m.start.saturating_sub(needle.prefix.len() + slack), m.start);
        let behind = self.between(m.end, m.end + needle.suffix.len() + slack);
        Place {
            start: m.start,
            end: m.end,
            quote: likeness(m.distance, needle.quote.len()),
            prefix: match needle.prefix.len() {
                // Being at the start of the text, as before, is evidence, but not proof.
                0 => {
                    if m.start == 0 {
                        at_end
                    } else {
                        0.0
                    }
                }
                len => {
                    let distance = needle.prefix.to_end(before);
                    likeness(distance, len) * weight(len, needle.at_end, m.start)
                }
            },
            suffix: match needle.suffix.len() {
                0 => {
                    if m.end == self.len() {
                        at_end
                    } else {
                        0.0
                    }
                }
                len => {
                    let distance = needle.suffix.to_beginning(behind);
                    likeness(distance, len) * weight(len, needle.at_start, self.len() - m.end)
                }
            },
        }
    }

    /// Places that differ from the passage in up to `limit` characters inserted, deleted or replaced.
    pub(super) fn alike(&self, needle: &Needle, limit: usize) -> Vec<Place> {
        let found = self.resemblances(&needle.quote, limit);
        found
            .into_iter()
            .map(|m| self.surroundings(needle, self.whole_words(m)))
            .collect()
    }

    /// Places with `lengths` between words similar to the context of the passage, in which up to one in four characters may be inserted,
    /// deleted or replaced.
    pub(super) fn gaps(&self, needle: &Needle, lengths: std::ops::RangeInclusive<usize>) -> Vec<Place> {
        let (before, behind) = (self.befores(needle), self.behinds(needle));
        let mut out = Vec::new();
        for b in &before {
            for a in behind
                .iter()
                .filter(|a| a.start > b.end && lengths.contains(&(a.start - b.end)))
            {
                let gap = self.between(b.end, a.start);
                let blank = |c: &&char| **c == ' ';
                let left = gap.iter().take_while(blank).count();
                let right = gap.iter().rev().take_while(blank).count();
                if left + right < gap.len() {
                    let distance = needle.quote.to_beginning(gap);
                    out.push(Place {
                        start: b.end + left,
                        end: a.start - right,
                        quote: likeness(distance, needle.quote.len()),
                        prefix: likeness(b.distance, needle.prefix.len()),
                        suffix: likeness(a.distance, needle.suffix.len()),
                    });
                }
            }
        }
        out
    }

    /// Places similar to the words before the passage.
    fn befores(&self, needle: &Needle) -> Vec<Match> {
        let len = needle.prefix.len();
        let mut found = if len >= CONTEXT / 2 {
            self.resemblances(&needle.prefix, len / 4)
        } else {
            Vec::new()
        };
        if needle.at_start {
            let start = self.between(0, len + len / 4);
            let distance = needle.prefix.to_beginning(start);
            if distance <= len / 4 {
                found.push(Match {
                    start: 0,
                    end: len.min(self.len()),
                    distance,
                });
            }
        }
        found
    }

    /// Places similar to the words after the passage.
    fn behinds(&self, needle: &Needle) -> Vec<Match> {
        let len = needle.suffix.len();
        let mut found = if len >= CONTEXT / 2 {
            self.resemblances(&needle.suffix, len / 4)
        } else {
            Vec::new()
        };
        if needle.at_end {
            let end = self.between(self.len().saturating_sub(len + len / 4), self.len());
            let distance = needle.suffix.to_end(end);
            if distance <= len / 4 {
                found.push(Match {
                    start: self.len().saturating_sub(len),
                    end: self.len(),
                    distance,
                });
            }
        }
        found
    }

    fn resemblances(&self, needle: &Sought, limit: usize) -> Vec<Match> {
        let text = &self.symbols.all;
        if text.len() <= SHORT_TEXT {
            return needle.forth().search(needle.back(), text, limit, MOST);
        }
        let mut out = Vec::new();
        for (from, to) in self.likely(needle, limit) {
            let found = needle.forth().search(needle.back(), &text[from..to], limit, MOST);
            out.extend(found.into_iter().map(|m| Match {
                start: m.start + from,
                end: m.end + from,
                ..m
            }));
        }
        out.sort_by_key(|m| (m.distance, m.start));
        out.truncate(MOST);
        out
    }

    /// The parts of the text with the most groups of four characters in common with the needle.
    fn likely(&self, needle: &[char], limit: usize) -> Vec<(usize, usize)> {
        let width = (needle.len() / 2).max(32);
        let grams = self.grams();
        let mut votes = vec![0u32; (self.len() + needle.len()) / width + 2];
        for j in 0..needle.len().saturating_sub(GRAM - 1) {
            let places = grams.places(&needle[j..]);
            // Groups that occur everywhere are not distinctive.
            if places.len() > 64 + self.len() / 256 {
                continue;
            }
            for &at in places {
                // Starts before the beginning of the text count as 0.
                votes[(at as usize).saturating_sub(j) / width] += 1;
            }
        }
        let pair = |i: usize| votes[i] + votes[i + 1];
        let mut best: Vec<usize> = (0..votes.len() - 1).filter(|&i| pair(i) >= 2).collect();
        if best.len() > MOST {
            best.select_nth_unstable_by_key(MOST, |&i| (std::cmp::Reverse(pair(i)), i));
            best.truncate(MOST);
        }
        best.sort_unstable();
        let mut out: Vec<(usize, usize)> = Vec::new();
        for bucket in best {
            let from = (bucket * width).saturating_sub(limit);
            let to = ((bucket + 2) * width + needle.len() + limit).min(self.len());
            match out.last_mut() {
                Some(last) if from <= last.1 => last.1 = to,
                _ if from < to => out.push((from, to)),
                _ => {}
            }
        }
        out
    }

    /// The match extended to whole words at its ends, unless they are very long.
    fn whole_words(&self, m: Match) -> Match {
        let text = &self.symbols.all;
        let longest = 24;
        let run = |n: usize| if n < longest { n } else { 0 };
        let word = |c: &&char| in_word(**c);
        let (mut start, mut end) = (m.start, m.end);
        if text.get(start).as_ref().is_some_and(word) {
            start -= run(text[..start].iter().rev().take(longest).take_while(word).count());
        }
        if end > start && text.get(end - 1).as_ref().is_some_and(word) {
            end += run(text[end..].iter().take(longest).take_while(word).count());
        }
        Match { start, end, ..m }
    }

    /// The number of characters before and after a passage of this text that equal those around one of another text, each up to `most`.
    pub(super) fn runs(
        &self,
        here: (usize, usize),
        other: &Self,
        there: (usize, usize),
        most: usize,
    ) -> (usize, usize) {
        let before = |s: &Self, at: usize| at.saturating_sub(most)..at.min(s.len());
        let (a, b) = (before(self, here.0), before(other, there.0));
        let (a, b) = (self.between(a.start, a.end), other.between(b.start, b.end));
        let equal_before = a
            .iter()
            .rev()
            .zip(b.iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        let (a, b) = (
            self.between(here.1, here.1 + most),
            other.between(there.1, there.1 + most),
        );
        (equal_before, a.iter().zip(b).take_while(|(a, b)| a == b).count())
    }
}
