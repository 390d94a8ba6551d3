//! A folded article: only the rows that touch certain passages are visible, each passage with one row of context before and after it in its
//! block.
//!
//! Invariants: the passages are sorted, none is empty, and no two touch.

use crate::document::TextRange;

/// The passages that a folded article shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    shown: Vec<TextRange>,
}

impl Fold {
    /// Takes passages in any order; empty ones are dropped.
    pub fn new(mut passages: Vec<TextRange>) -> Self {
        passages.retain(|p| !p.is_empty());
        passages.sort_unstable_by_key(|p| (p.start, p.end));
        let mut shown: Vec<TextRange> = Vec::with_capacity(passages.len());
        for passage in passages {
            match shown.last_mut() {
                Some(last) if last.end >= passage.start => last.end = last.end.max(passage.end),
                _ => shown.push(passage),
            }
        }
        Self { shown }
    }

    /// Whether nothing would be visible.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The passages, in order.
    pub fn passages(&self) -> &[TextRange] {
        &self.shown
    }

    /// Makes another passage visible.
    pub fn add(&mut self, passage: TextRange) {
        if passage.is_empty() {
            return;
        }
        let from = self.shown.partition_point(|s| s.end < passage.start);
        let to = self.shown.partition_point(|s| s.start <= passage.end);
        let touched = self.shown[from..to].iter();
        let all = touched.fold(passage, |all, s| {
            TextRange::new(all.start.min(s.start), all.end.max(s.end))
        });
        self.shown.splice(from..to, [all]);
    }

    /// Whether `range` overlaps a passage.
    pub(super) fn touches(&self, range: TextRange) -> bool {
        let next = self.shown.partition_point(|s| s.end <= range.start);
        self.shown.get(next).is_some_and(|s| s.start < range.end)
    }

    /// The passage that contains byte `offset`, or ends there.
    pub fn holding(&self, offset: usize) -> Option<TextRange> {
        let next = self.shown.partition_point(|s| s.end < offset);
        self.shown.get(next).copied().filter(|s| s.start <= offset)
    }

    /// The first passage that ends after byte `offset`.
    pub(super) fn from(&self, offset: usize) -> Option<TextRange> {
        let next = self.shown.partition_point(|s| s.end <= offset);
        self.shown.get(next).copied()
    }

    /// The last passage that begins before byte `offset`.
    pub(super) fn before(&self, offset: usize) -> Option<TextRange> {
        let count = self.shown.partition_point(|s| s.start < offset);
        self.shown[..count].last().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ranges() -> impl Strategy<Value = Vec<TextRange>> {
        let range = (0usize..60, 0usize..12).prop_map(|(start, len)| TextRange::new(start, start + len));
        proptest::collection::vec(range, 0..12)
    }

    proptest! {
        #[test]
        fn adding_one_by_one_is_as_all_at_once(ranges in ranges()) {
            let mut fold = Fold::default();
            for range in &ranges {
                fold.add(*range);
            }
            prop_assert_eq!(&fold, &Fold::new(ranges.clone()));
            for pair in fold.passages().windows(2) {
                prop_assert!(pair[0].end < pair[1].start);
            }
            for offset in 0..80 {
                let in_one = ranges.iter().any(|r| r.contains(offset));
                prop_assert_eq!(fold.touches(TextRange::new(offset, offset + 1)), in_one);
            }
        }
    }
}
