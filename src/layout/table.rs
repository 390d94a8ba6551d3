//! Columns of tables. Each row of a table is a block of its own, with tabs between the cells; the rows share the positions of their
//! columns.
//!
//! Columns are as wide as their widest cell. If they do not fit in the measure, the last one is wrapped in the remaining room; if that is
//! too little, each row is laid out as running text.

use std::ops::Range;
use std::sync::Arc;

use crate::document::{BlockKind, Document};
use crate::text::grapheme;

/// The maximum number of rows aligned with each other. A longer table is aligned in parts, so that one of its rows can be laid out without
/// reading the whole table.
const PART: usize = 256;
/// The maximum number of columns, and of bytes of a cell, that are measured.
const COLUMNS: usize = 64;
const CELL: usize = 1024;
/// Cells between two columns.
const GAP: usize = 2;

/// The column positions of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    columns: Vec<Column>,
    /// Cells before the last column, if that one is wrapped.
    pub hang: Option<u16>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Column {
    width: usize,
    /// Cells that contain figures, and cells that contain something else, not counting the first row.
    figures: usize,
    words: usize,
}

impl Column {
    fn is_of_figures(self) -> bool {
        self.figures > 0 && self.words == 0
    }
}

/// The blocks whose cells are aligned with those of block `index`.
pub(super) fn part(document: &Document, index: usize) -> Range<usize> {
    let blocks = document.blocks();
    let floor = index - index % PART;
    let ceiling = (floor + PART).min(blocks.len());
    let is_row = |i: &usize| blocks[*i].kind == BlockKind::Table;
    let before = (floor..index).rev().take_while(is_row).count();
    let after = (index..ceiling).take_while(is_row).count();
    index - before..index + after
}

impl Columns {
    /// The columns of the rows in `part`; `None` if they do not fit side by side in `measure` cells.
    pub(super) fn of(document: &Document, part: Range<usize>, measure: u16) -> Option<Self> {
        let mut columns: Vec<Column> = Vec::new();
        for block in part.clone() {
            let row = document.block_text(document.blocks().get(block)?);
            if row.contains('\n') {
                continue;
            }
            for (i, cell) in row.split('\t').take(COLUMNS).enumerate() {
                if columns.len() == i {
                    columns.push(Column::default());
                }
                let column = &mut columns[i];
                column.width = column.width.max(width(cell));
                if block > part.start && !cell.is_empty() {
                    *(if is_figure(cell) {
                        &mut column.figures
                    } else {
                        &mut column.words
                    }) += 1;
                }
            }
        }
        let measure = usize::from(measure);
        let before = columns.iter().rev().skip(1).map(|c| c.width + GAP).sum::<usize>();
        let last = columns.last()?.width;
        let wraps = before + last > measure;
        if wraps && (columns.len() < 2 || measure < before + 16.max(measure / 3)) {
            return None;
        }
        Some(Self {
            columns,
            hang: wraps.then_some(before as u16),
        })
    }

    /// The number of columns.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The tab stops of one row. Figures are right-aligned.
    pub(super) fn stops(&self, row: &str) -> Arc<[u16]> {
        let mut left = 0;
        let mut stops = Vec::new();
        for (i, cell) in row.split('\t').take(self.columns.len()).enumerate() {
            let column = self.columns[i];
            if i > 0 {
                let flush = column.is_of_figures() && !(self.hang.is_some() && i + 1 == self.columns.len());
                let pushed = if flush {
                    column.width.saturating_sub(width(cell))
                } else {
                    0
                };
                stops.push((left + pushed).min(usize::from(u16::MAX)) as u16);
            }
            left += column.width + GAP;
        }
        stops.into()
    }
}

fn width(cell: &str) -> usize {
    grapheme::width(&cell[..grapheme::floor_char(cell, CELL)])
}

/// Whether a cell contains a figure: digits, and the signs used with them.
fn is_figure(cell: &str) -> bool {
    let cell = cell.trim();
    let signs = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ',' | '%' | '+' | '-' | '–' | '−' | '$' | '€' | '£' | '(' | ')' | ':'
            )
    };
    cell.chars().any(|c| c.is_ascii_digit()) && cell.chars().all(|c| c.is_ascii_digit() || signs(c))
}
