//! Chooses random passages for both measurements.

use std::ops::Range;

use postil::document::TextRange;
use postil::text::sentence::sentences;

/// The length of a passage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Length {
    Words,
    Sentence,
    Sentences,
}

impl Length {
    pub(crate) const ALL: [Self; 3] = [Self::Words, Self::Sentence, Self::Sentences];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Words => "1-3 words",
            Self::Sentence => "a sentence",
            Self::Sentences => "2-4 sentences",
        }
    }

    /// A passage of this length in the text of one block; `None` if the random choice is one that nobody would annotate: without letters
    /// ('…', '12'), or a single sentence instead of several.
    pub(crate) fn choose(self, text: &str, random: &mut Random) -> Option<Range<usize>> {
        let (all, more) = match self {
            Self::Words => (words(text), random.below(3)),
            Self::Sentence => (sentences(text), 0),
            Self::Sentences => (sentences(text), 1 + random.below(3)),
        };
        let first = random.below(all.len());
        let last = (first + more).min(all.len().checked_sub(1)?);
        let passage = all.get(first)?.start..all.get(last)?.end;
        let letters = text.get(passage.clone())?.chars().filter(|c| c.is_alphabetic());
        let usual = letters.count() >= 2 && (self != Self::Sentences || last > first);
        usual.then_some(passage)
    }
}

/// Words with their punctuation, separated by white space.
pub(crate) fn words(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace()
        .map(|w| start(w)..start(w) + w.len())
        .collect()
}

/// Whether two ranges share at least half of the bytes that either covers.
pub(crate) fn alike(a: TextRange, b: TextRange) -> bool {
    a.intersection(b)
        .is_some_and(|shared| 2 * shared.len() >= a.union(b).len())
}

/// Pseudorandom numbers (xorshift64*; Vigna 2016).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: usize) -> Self {
        Self((seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize) % limit.max(1)
    }
}
