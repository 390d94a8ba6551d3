//! The state of reading: the page in view, the reading position, the selection, the search.
//!
//! Invariants: the reading position is a byte offset on a visible row once the rows are [laid out](Reading::lay_out); positions refer to
//! the text, so a change of the window's size keeps them. Nothing here knows claims.

mod jumps;
mod search;
mod seen;
mod selection;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use search::Finding;
pub(super) use search::{Sought, Then};
pub use seen::Seen;
pub(super) use selection::Motion;
pub use selection::{Selection, SelectionKind};

use crate::document::{Document, TextRange};
use crate::layout::{Fold, Layout, Line, Position, Prose, Top, at_fraction, column_of};
use jumps::Jumps;

/// Rows between the target of a jump and the page's edge, if the page has them.
const MARGIN: u16 = 3;

/// The state of reading.
#[derive(Debug)]
pub struct Reading {
    document: Arc<Document>,
    layout: Layout,
    /// Rows of the page.
    height: u16,
    /// The top row of the page.
    top: Top,
    /// The visible rows.
    lines: Vec<Line>,
    /// The visible text.
    seen: Seen,
    /// The reading position, a byte offset.
    cursor: usize,
    selection: Option<Selection>,
    jumps: Jumps,
    /// Marks, as byte offsets by letter.
    marks: BTreeMap<char, usize>,
    finding: Option<Finding>,
    /// The number of searches given to a worker.
    looks: u64,
}

/// A row of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageRow {
    Top,
    Middle,
    Bottom,
}

impl Reading {
    /// The start of `document`, in a column of `measure` cells.
    pub(super) fn new(document: Arc<Document>, measure: u16, prose: Prose) -> Self {
        let mut layout = Layout::new(measure);
        layout.set_prose(prose);
        Self {
            document,
            layout,
            height: 0,
            top: Top::default(),
            lines: Vec::new(),
            seen: Seen::default(),
            cursor: 0,
            selection: None,
            jumps: Jumps::default(),
            marks: BTreeMap::new(),
            finding: None,
            looks: 0,
        }
    }

    /// Continues with the whole text, of which this is the beginning; if `stays`, at the same place.
    pub(super) fn continued(self, document: Arc<Document>, stays: bool) -> Self {
        let new = Self::new(document, self.layout.measure(), self.layout.prose());
        Self {
            top: if stays { self.top } else { new.top },
            cursor: if stays { self.cursor } else { new.cursor },
            jumps: self.jumps,
            looks: self.looks,
            ..new
        }
    }

    /// The top row of the page.
    pub fn top(&self) -> Top {
        self.top
    }

    /// The visible rows.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The reading position, a byte offset.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Marks, as byte offsets by letter.
    pub fn marks(&self) -> &BTreeMap<char, usize> {
        &self.marks
    }

    pub(super) fn set_marks(&mut self, marks: BTreeMap<char, usize>) {
        self.marks = marks;
    }

    pub(super) fn set_mark(&mut self, name: char) {
        self.marks.insert(name, self.cursor);
    }

    /// The bytes from the first visible row to the last, including text folded away between them.
    pub fn visible(&self) -> TextRange {
        self.seen.hull()
    }

    /// The visible text.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The progress through the article, 0 to 1: 1 if its end is in view.
    pub fn fraction(&self) -> f64 {
        let length = self.document.text().len();
        let visible = self.visible();
        if visible.end >= length {
            return 1.0;
        }
        if visible.start == 0 {
            0.0
        } else {
            visible.end as f64 / length as f64
        }
    }

    /// Row of the page and column of the text, in cells, of byte `offset`, if it is in view.
    pub fn cell_of(&self, offset: usize) -> Option<(u16, u16)> {
        self.lines.iter().find_map(|line| {
            let row = line
                .row()
                .filter(|r| r.span.contains(offset) || r.span.is_empty() && r.span.start == offset)?;
            Some((line.y, column_of(&self.document, row, offset)))
        })
    }

    /// Changes the size of the page, in cells; the passage in view stays.
    pub(super) fn resize(&mut self, measure: u16, height: u16) {
        let at = self.top.at;
        self.height = height;
        if self.layout.measure() != measure {
            self.layout.set_measure(measure);
            self.top = self.layout.place_top(&self.document, at);
        }
        self.top = self.settled(self.top);
        // The exact position is kept, not the start of its row: while a window is resized, it passes through many widths, and each would
        // move the page a little further back.
        if self.layout.place_top(&self.document, at).at == self.top.at {
            self.top.at = at;
        }
    }

    /// Lays out the visible rows, up to the last row that begins before byte `end`, and puts the reading position on one of them.
    pub(super) fn lay_out(&mut self, end: Option<usize>) {
        self.lines = self.layout.window(&self.document, self.top, self.height);
        if let Some(end) = end {
            let past = |l: &Line| l.row().is_some_and(|r| r.range.start > end);
            // A reader who pages past it still sees the text.
            let cut = self.lines.iter().position(past);
            if let Some(cut) = cut.filter(|cut| self.lines[..*cut].iter().any(|l| l.row().is_some())) {
                self.lines.truncate(cut);
                while self.lines.last().is_some_and(|l| l.row().is_none()) {
                    self.lines.pop();
                }
            }
        }
        self.seen = Seen::of(&self.lines);
        let visible = self.visible();
        if self.selection.is_none() {
            if self.cursor < visible.start {
                self.cursor = visible.start;
            } else if self.cursor >= visible.end.max(visible.start + 1) {
                self.cursor = self.last_row().unwrap_or(visible.start);
            } else if self.is_folded() && self.cell_of(self.cursor).is_none() {
                let below = self.seen.stretches().iter().find(|s| s.start > self.cursor);
                self.cursor = below.map_or(visible.start, |s| s.start);
            }
        }
        self.mark_matches();
    }

    /// The start of the last visible row, in bytes.
    fn last_row(&self) -> Option<usize> {
        let row = self.lines.iter().rev().find_map(Line::row);
        row.map(|row| row.range.start)
    }

    /// The fold; `None` if all of the text is shown.
    pub fn fold(&self) -> Option<&Fold> {
        self.layout.fold()
    }

    fn is_folded(&self) -> bool {
        self.layout.fold().is_some()
    }

    /// Folds the text, or shows all of it. The reading position stays, or moves to the nearest visible passage.
    pub(super) fn set_fold(&mut self, fold: Option<Fold>) {
        self.layout.set_fold(fold);
        self.keep_place();
    }

    /// The fold, even if it is suspended.
    pub(super) fn whole_fold(&self) -> Option<&Fold> {
        self.layout.whole_fold()
    }

    /// Shows more passages of the folded text; the page stays.
    pub(super) fn replace_fold(&mut self, fold: Fold) {
        self.layout.set_fold(Some(fold));
        self.top = self.settled(self.top);
    }

    /// Suspends the fold, or applies it again.
    pub(super) fn lay_fold_aside(&mut self, aside: bool) {
        self.layout.lay_fold_aside(aside);
    }

    /// Shows a passage that may be folded away.
    fn open(&mut self, range: TextRange) {
        if self.is_folded() && !self.layout.shows(&self.document, range.start) {
            self.layout.open(range);
        }
    }

    /// Shows more around the reading position: one more block before and after.
    pub(super) fn open_around(&mut self, times: usize) {
        for _ in 0..times {
            let here = TextRange::new(self.cursor, self.cursor + 1);
            let shown = self.fold().and_then(|f| f.holding(self.cursor)).unwrap_or(here);
            let blocks = self.document.blocks();
            let block = |offset| self.document.block_at(offset).unwrap_or(0);
            let first = blocks.get(block(shown.start).saturating_sub(1));
            let last = block(shown.end.saturating_sub(1));
            let last = blocks.get(last + 1).or(blocks.get(last));
            let (Some(first), Some(last)) = (first, last) else {
                return;
            };
            self.layout
                .open(TextRange::new(first.range.start, last.range.end));
        }
        self.keep_place();
    }

    /// Shows the text folded away at a line of the page.
    pub(super) fn open_at(&mut self, hidden: TextRange) {
        self.layout.open(hidden);
        self.keep_place();
    }

    /// After the fold changed: keeps the reading position on the page.
    fn keep_place(&mut self) {
        let y = self.cell_of(self.cursor).map_or(0, |(y, _)| y);
        let at = Position::of(&self.document, self.cursor);
        let top = self.layout.place_top(&self.document, at);
        // The row being read stays in place on the screen.
        self.top = self
            .layout
            .scroll(&self.document, top, -(y as isize), self.height);
        self.lay_out(None);
    }

    fn settled(&mut self, top: Top) -> Top {
        self.layout.scroll(&self.document, top, 0, self.height)
    }

    /// Scrolls by rows. At an end of the article, where the page cannot move, the reading position moves by as many rows. Returns whether
    /// anything moved.
    pub(super) fn scroll(&mut self, rows: isize) -> bool {
        let before = self.top;
        self.top = self.scrolled(rows);
        let mut moved = self.top != before;
        if !moved {
            let starts: Vec<usize> = self
                .lines
                .iter()
                .filter_map(Line::row)
                .map(|r| r.range.start)
                .collect();
            let here = starts
                .partition_point(|start| *start <= self.cursor)
                .saturating_sub(1);
            let last = starts.len().saturating_sub(1);
            let row = here.saturating_add_signed(rows).min(last);
            moved = row != here;
            if let Some(start) = starts.get(row).filter(|_| moved) {
                self.cursor = *start;
            }
        }
        self.lay_out(None);
        moved
    }

    /// The top of the page after scrolling by rows.
    fn scrolled(&mut self, rows: isize) -> Top {
        self.layout.scroll(&self.document, self.top, rows, self.height)
    }

    /// Whether the end of the text stays out of view after scrolling by this many rows.
    pub(super) fn has_rows(&mut self, rows: usize) -> bool {
        let after = self.scrolled(rows as isize);
        after != self.layout.bottom(&self.document, self.height)
    }

    /// Brings a passage into view with as little scrolling as possible.
    pub(super) fn reveal(&mut self, range: TextRange) {
        self.open(range);
        let margin = MARGIN.min(self.height.saturating_sub(1) / 3);
        self.top = self
            .layout
            .show(&self.document, self.top, self.height, range, margin);
        self.lay_out(None);
    }

    /// Brings a passage into view and moves the reading position to it.
    pub(super) fn go_to(&mut self, range: TextRange) {
        self.reveal(range);
        self.cursor = range.start;
    }

    /// The same for one byte.
    pub(super) fn land(&mut self, offset: usize) {
        let offset = offset.min(self.document.text().len());
        self.go_to(TextRange::new(offset, offset + 1));
    }

    /// Moves the reading position to a visible byte.
    pub(super) fn place_cursor(&mut self, offset: usize) {
        self.cursor = offset;
    }

    /// Adds the reading position to the jump list.
    pub(super) fn remember(&mut self) {
        self.jumps.push(self.cursor);
    }

    /// Adds another position to the jump list.
    pub(super) fn remember_place(&mut self, offset: usize) {
        self.jumps.push(offset);
    }

    /// Clears the jump list.
    pub(super) fn forget_jumps(&mut self) {
        self.jumps = Jumps::default();
    }

    /// The previous position in the jump list.
    pub(super) fn jump_back(&mut self) -> Option<usize> {
        self.jumps.back(self.cursor)
    }

    /// The next position in the jump list.
    pub(super) fn jump_forward(&mut self) -> Option<usize> {
        self.jumps.forward()
    }

    /// The start of the last jump.
    pub(super) fn last_jump(&self) -> Option<usize> {
        self.jumps.last()
    }

    /// Puts the row that contains byte `offset` at the top of the page.
    pub(super) fn put_at_top(&mut self, offset: usize) {
        self.open(TextRange::new(offset, offset + 1));
        let at = Position::of(&self.document, offset);
        let top = self.layout.place_top(&self.document, at);
        self.top = self.settled(top);
        self.cursor = at.absolute(&self.document);
    }

    /// Puts the block that contains byte `offset` at the top of the page, below the block before it.
    pub(super) fn put_block_at_top(&mut self, offset: usize) {
        let block = self.document.block_at(offset).unwrap_or(0).saturating_sub(1);
        let start = self.document.blocks().get(block).map_or(0, |b| b.range.start);
        self.top = self
            .layout
            .place_top(&self.document, Position::of(&self.document, start));
    }

    /// Restores the page and the reading position.
    pub(super) fn put_back(&mut self, top: Top, cursor: usize) {
        self.top = top;
        self.cursor = cursor;
        self.lay_out(None);
    }

    /// Byte `offset`, or if that is folded away the next visible position, forward or backward.
    fn shown_beyond(&mut self, offset: usize, forward: bool) -> Option<usize> {
        if self.layout.shows(&self.document, offset) {
            return Some(offset);
        }
        let passages = self.fold()?.passages();
        let beyond = if forward {
            passages.iter().find(|p| p.start >= offset)
        } else {
            passages.iter().rev().find(|p| p.start <= offset)
        };
        beyond.map(|p| p.start)
    }

    /// Scrolls until the row of the reading position is at that place on the page.
    pub(super) fn put_row(&mut self, row: PageRow) {
        let at = Position::of(&self.document, self.cursor);
        let above = match row {
            PageRow::Top => 0,
            PageRow::Middle => self.height / 2,
            PageRow::Bottom => self.height.saturating_sub(1),
        };
        self.top = self.layout.put(&self.document, at, above, self.height);
    }

    /// Jumps to the start of the text; returns whether anything moved.
    pub(super) fn jump_to_start(&mut self) -> bool {
        self.jump_top(Top::default())
    }

    /// Jumps to the end: the reading position moves to the last row. Returns whether anything moved.
    pub(super) fn jump_to_end(&mut self) -> bool {
        let before = (self.top, self.cursor);
        let bottom = self.layout.bottom(&self.document, self.height);
        self.jump_top(bottom);
        if let Some(row) = self.last_row() {
            self.cursor = row;
        }
        before != (self.top, self.cursor)
    }

    /// Jumps to a fraction of the text, 0 to 1; returns whether anything moved.
    pub(super) fn jump_to_fraction(&mut self, fraction: f64) -> bool {
        let at = at_fraction(&self.document, fraction);
        let top = self.layout.place_top(&self.document, at);
        self.jump_top(top)
    }

    fn jump_top(&mut self, top: Top) -> bool {
        let before = (self.top, self.cursor);
        let top = self.settled(top);
        let cursor = top.at.absolute(&self.document);
        if before == (top, cursor) {
            return false;
        }
        self.remember();
        self.top = top;
        self.cursor = cursor;
        self.lay_out(None);
        true
    }

    /// Moves the reading position with a motion and keeps it in view; returns whether it moved.
    pub(super) fn step(&mut self, times: usize, motion: impl Fn(&Document, usize) -> usize) -> bool {
        let start = self.cursor;
        let mut end = start;
        for _ in 0..times {
            let next = selection::repeat(end, 1, |at| motion(&self.document, at));
            if next == end {
                break;
            }
            // Text folded away is skipped.
            match self.shown_beyond(next, next > end) {
                Some(shown) => end = shown,
                None => break,
            }
        }
        if end == start {
            return false;
        }
        self.cursor = end;
        self.reveal(TextRange::new(end, end + 1));
        self.cursor = end;
        true
    }
}
