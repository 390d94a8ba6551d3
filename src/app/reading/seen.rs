//! The visible text.

use crate::document::TextRange;
use crate::layout::{Line, LineKind};

/// The visible stretches of text: one, unless something between the rows is folded away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// In order, in bytes.
    stretches: Vec<TextRange>,
}

impl Seen {
    /// The text shown by the rows of a page.
    pub(super) fn of(lines: &[Line]) -> Self {
        let mut stretches: Vec<TextRange> = Vec::new();
        let mut goes_on = false;
        for line in lines {
            match (&line.kind, stretches.last_mut()) {
                (LineKind::Fold { .. }, _) => goes_on = false,
                (LineKind::Blank | LineKind::Picture(_), _) => {}
                (LineKind::Text { row, .. }, Some(last)) if goes_on => last.end = row.range.end,
                (LineKind::Text { row, .. }, _) => {
                    stretches.push(row.range);
                    goes_on = true;
                }
            }
        }
        Self { stretches }
    }

    /// The stretches, in order.
    pub fn stretches(&self) -> &[TextRange] {
        &self.stretches
    }

    /// Whether a part of `range` is in view.
    pub fn overlaps(&self, range: TextRange) -> bool {
        self.stretches.iter().any(|s| s.overlaps(range))
    }

    /// Whether byte `offset` is in view.
    pub fn contains(&self, offset: usize) -> bool {
        self.stretches.iter().any(|s| s.contains(offset))
    }

    /// The first byte of `range` that is in view.
    pub fn first_of(&self, range: TextRange) -> Option<usize> {
        let stretch = self.stretches.iter().find(|s| s.overlaps(range))?;
        Some(range.start.max(stretch.start))
    }

    /// From the first visible byte to the last.
    pub fn hull(&self) -> TextRange {
        match (self.stretches.first(), self.stretches.last()) {
            (Some(first), Some(last)) => TextRange::new(first.start, last.end),
            _ => TextRange::default(),
        }
    }
}
