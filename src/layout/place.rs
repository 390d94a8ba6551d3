//! Positions in an article, and the contents of a pane.

use super::row::Row;
use crate::document::{Document, TextRange};

/// A position in an article: the block, and the byte offset (of the canonical text) inside it; never a row number in the whole text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Index of the block.
    pub block: usize,
    /// Bytes from the start of the block's text.
    pub offset: usize,
}

impl Position {
    /// The position of byte `offset` of the canonical text; an offset between two blocks is the end of the block before it.
    pub fn of(document: &Document, offset: usize) -> Self {
        let (block, offset) = document.in_block(offset);
        Self { block, offset }
    }

    /// The byte offset in the canonical text, clipped to the block and the document.
    pub fn absolute(self, document: &Document) -> usize {
        document.in_text(self.block, self.offset)
    }

    /// The nearest position inside the document.
    #[must_use]
    pub fn within(self, document: &Document) -> Self {
        Self::of(document, self.absolute(document))
    }
}

/// The top of a pane: the row that contains `at`, below `blank` of the empty rows above its block (only if that row is the first of the
/// block).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Top {
    /// A position in the first row of text.
    pub at: Position,
    /// Empty rows above it.
    pub blank: u16,
}

/// A row: ordered like the rows of the article, but valid for one measure only.
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
    /// What the row shows.
    pub kind: LineKind,
}

/// What a row of a pane shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing: the space between blocks.
    Blank,
    /// A line in place of rows that are folded away.
    Fold {
        /// The hidden text.
        hidden: TextRange,
        /// The number of blocks that are completely hidden.
        blocks: usize,
    },
    /// A picture of the article, by index.
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
    /// The row of text, if it is one.
    pub fn row(&self) -> Option<&Row> {
        match &self.kind {
            LineKind::Text { row, .. } => Some(row),
            LineKind::Blank | LineKind::Fold { .. } | LineKind::Picture(_) => None,
        }
    }
}
