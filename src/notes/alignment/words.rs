//! Splits a text into words; every character that is not part of a word is a word by itself.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::notes::search::{Search, in_word};

/// The numbers of words: equal words have the same number.
pub(super) type Numbers<'t> = HashMap<&'t str, u32, RandomState>;

/// The words of a text. Places are indices of characters of the folded text.
#[derive(Debug)]
pub(super) struct Words {
    /// Their numbers.
    pub(super) ids: Vec<u32>,
    /// The start and end of each.
    spans: Vec<(u32, u32)>,
    /// The starts of lines, and one past the last word.
    lines: Vec<usize>,
    /// How plausible a cut before each word is: 0 inside a clause to 3 at the start of a line.
    seams: Vec<u8>,
}

impl Words {
    /// The words of a text; new words are added to `numbers`.
    pub(super) fn of<'t>(text: &'t Search, numbers: &mut Numbers<'t>) -> Self {
        let all = text.folded_text();
        let mut ids = Vec::with_capacity(all.len() / 5);
        let mut spans = Vec::with_capacity(all.len() / 5);
        let mut seams = Vec::with_capacity(all.len() / 5);
        let (mut rest, mut at, mut seam) = (all, 0, 3);
        while let Some(first) = rest.chars().next() {
            let len = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(if len == 0 { first.len_utf8() } else { len });
            let end = at
                + if word.is_ascii() {
                    word.len()
                } else {
                    word.chars().count()
                };
            if first != ' ' {
                let next = numbers.len() as u32;
                ids.push(*numbers.entry(word).or_insert(next));
                spans.push((at as u32, end as u32));
                seams.push(seam);
                seam = match first {
                    '.' | '!' | '?' => 2,
                    // Closing punctuation after a sentence.
                    '"' | ')' | '\'' if seam == 2 => 2,
                    ',' | ';' | ':' | '-' => 1,
                    _ => 0,
                };
            }
            (rest, at) = (behind, end);
        }
        let first_in = |place: &usize| spans.partition_point(|s: &(u32, u32)| (s.0 as usize) < *place);
        let mut lines: Vec<usize> = std::iter::once(0)
            .chain(text.lines().iter().map(first_in))
            .chain([ids.len()])
            .collect();
        lines.dedup();
        for line in &lines {
            if let Some(seam) = seams.get_mut(*line) {
                *seam = 3;
            }
        }
        Self {
            ids,
            spans,
            lines,
            seams,
        }
    }

    /// The number of words.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The words that overlap the characters `places`.
    pub(super) fn touching(&self, places: Range<usize>) -> Range<usize> {
        let from = self.spans.partition_point(|s| s.1 as usize <= places.start);
        let to = self.spans.partition_point(|s| (s.0 as usize) < places.end);
        from..to.max(from)
    }

    /// The start and end of a word.
    pub(super) fn span(&self, word: usize) -> (usize, usize) {
        self.spans
            .get(word)
            .map_or((0, 0), |s| (s.0 as usize, s.1 as usize))
    }

    /// The words of each line.
    pub(super) fn lines(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.lines.windows(2).filter_map(|line| match line {
            [start, end] => Some(*start..*end),
            _ => None,
        })
    }

    /// The words of the line that contains a word.
    pub(super) fn line_of(&self, word: usize) -> Range<usize> {
        let next = self.lines.partition_point(|l| *l <= word);
        let end = self.lines.get(next).copied().unwrap_or(self.len());
        self.lines.get(next.wrapping_sub(1)).copied().unwrap_or(0)..end
    }

    /// How plausible a cut before a word is, 0 to 3.
    pub(super) fn seam(&self, word: usize) -> u8 {
        self.seams.get(word).copied().unwrap_or(3)
    }
}
