//! Half-open ranges of bytes in the canonical text.

use serde::{Deserialize, Serialize};

/// Byte offsets into the canonical text, half-open, on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextRange {
    /// First byte.
    pub start: usize,
    /// One past the last byte; never before `start`.
    pub end: usize,
}

impl TextRange {
    /// `start..end`; if `end` is before `start`, the range is empty at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds nothing.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether byte `offset` lies inside.
    pub fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether `other` lies completely inside.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes that both contain, if any.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// The size of the intersection divided by the size of the union (Jaccard), 0 to 1.
    pub fn likeness(self, other: Self) -> f64 {
        let shared = self.intersection(other).map_or(0, Self::len);
        shared as f64 / (self.len() + other.len() - shared).max(1) as f64
    }

    /// The smallest range that contains both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The range moved `by` bytes to the right.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
        }
    }

    /// The part of `text` that it denotes, clipped to the text; an end inside a character moves to the start of that character.
    pub fn slice(self, text: &str) -> &str {
        let floor = |mut i: usize| {
            i = i.min(text.len());
            while !text.is_char_boundary(i) {
                i -= 1;
            }
            i
        };
        &text[floor(self.start)..floor(self.end.max(self.start))]
    }

    /// The range without white space at either end.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let slice = self.slice(text);
        let start = self.start + (slice.len() - slice.trim_start().len());
        Self::new(start, start + slice.trim().len())
    }
}

impl From<std::ops::Range<usize>> for TextRange {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl From<TextRange> for std::ops::Range<usize> {
    fn from(range: TextRange) -> Self {
        range.start..range.end
    }
}
