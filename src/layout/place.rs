//! Places in an article, and what stands in a pane.

use super::row::Row;
use crate::document::{Document, TextRange};

/// A place in an article: the block and the byte offset (in the canonical text) inside it; never a row number of the
/// whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Index of the block.
    pub block: usize,
    /// Bytes from the start of the block's text.
    pub offset: usize,
}

impl Position {
    /// The place of byte `offset` of the canonical text; an offset between two blocks is the end of the one before.
    pub fn of(document: &Document, offset: usize) -> Self {
        let (block, offset) = document.in_block(offset);
        Self { block, offset }
    }

    /// The byte offset in the canonical text, cut to the block and the document.
    pub fn absolute(self, document: &Document) -> usize {
        document.in_text(self.block, self.offset)
    }

    /// The place inside the document nearest to it.
    #[must_use]
    pub fn within(self, document: &Document) -> Self {
        Self::of(document, self.absolute(document))
    }
}

/// What stands at the top of the pane: the row that holds `at`, preceded by `blank` of the empty rows that stand above
/// its block (only where that row is the block's first).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Top {
    /// A place in the first row of text.
    pub at: Position,
    /// Empty rows above it.
    pub blank: u16,
}

/// Which row: ordered as the rows of the article are, but good for one measure only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the block.
    pub block: usize,
    /// Index of the segment in the block.
    pub segment: usize,
    /// Index of the row in the segment.
    pub row: usize,
}

/// One row of a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Rows from the top of the pane.
    pub y: u16,
    /// What stands there.
    pub kind: LineKind,
}

/// What stands in a row of a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing: space between blocks.
    Blank,
    /// In the place of rows that are folded away.
    Fold {
        /// Their text.
        hidden: TextRange,
        /// How many blocks are hidden whole.
        blocks: usize,
    },
    /// A picture of the article, by its index.
    Picture(usize),
    /// A row of a block.
    Text {
        /// Index of the block.
        block: usize,
        /// The row.
        row: Row,
    },
}

impl Line {
    /// The row of text that stands there, if one does.
    pub fn row(&self) -> Option<&Row> {
        match &self.kind {
            LineKind::Text { row, .. } => Some(row),
            LineKind::Blank | LineKind::Fold { .. } | LineKind::Picture(_) => None,
        }
    }
}
