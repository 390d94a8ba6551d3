//! The layout of a document at one measure, computed on demand and cached.

use std::collections::HashMap;
use std::sync::Arc;

use super::fold::Fold;
use super::frame::{Frame, Prose, Setting, frame};
use super::place::{Place, Position};
use super::row::Row;
use super::table::{self, Columns};
use super::{segment, wrap};
use crate::document::{Document, TextRange};

/// How rows are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wrapping {
    /// Each row takes as much as fits.
    Greedy,
    /// The rows of a paragraph have similar widths.
    #[default]
    Even,
}

/// The approximate maximum number of cached rows (a row takes some hundred bytes).
const KEPT: usize = 16 * 1024;

/// The maximum number of table parts whose columns are cached.
const TABLES: usize = 64;

/// The rows of one document at one measure: a cache. Call [`Layout::forget`] when the document changes.
#[derive(Debug)]
pub struct Layout {
    measure: u16,
    wrapping: Wrapping,
    prose: Prose,
    fold: Option<Fold>,
    /// Whether the fold is suspended.
    unfolded: bool,
    /// The columns of each part of a table, by its first block.
    tables: HashMap<usize, Option<Arc<Columns>>>,
    segments: HashMap<(usize, usize), Kept>,
    rows: usize,
    clock: u64,
    laid_out: usize,
}

#[derive(Debug)]
struct Kept {
    rows: Arc<[Row]>,
    used: u64,
}

impl Layout {
    /// A layout for a text column of `measure` cells.
    pub fn new(measure: u16) -> Self {
        Self {
            measure,
            wrapping: Wrapping::default(),
            prose: Prose::default(),
            fold: None,
            unfolded: false,
            tables: HashMap::new(),
            segments: HashMap::new(),
            rows: 0,
            clock: 0,
            laid_out: 0,
        }
    }

    /// The width of the text column in cells.
    pub fn measure(&self) -> u16 {
        self.measure
    }

    /// Sets the width of the text column in cells.
    pub fn set_measure(&mut self, measure: u16) {
        if self.measure != measure {
            self.measure = measure;
            self.forget();
        }
    }

    /// Sets how rows are filled.
    pub fn set_wrapping(&mut self, wrapping: Wrapping) {
        if self.wrapping != wrapping {
            self.wrapping = wrapping;
            self.forget();
        }
    }

    /// Sets how prose is laid out. By default it is neither hyphenated nor justified.
    pub fn set_prose(&mut self, prose: Prose) {
        if self.prose != prose {
            self.prose = prose;
            self.forget();
        }
    }

    /// How prose is laid out.
    pub fn prose(&self) -> Prose {
        self.prose
    }

    /// Folds the text to the passages of `fold`, or shows all of it. A fold without passages also shows everything.
    pub fn set_fold(&mut self, fold: Option<Fold>) {
        self.fold = fold.filter(|f| !f.is_empty());
    }

    /// Suspends the fold, or applies it again.
    pub fn lay_fold_aside(&mut self, aside: bool) {
        self.unfolded = aside;
    }

    /// The fold, even if it is suspended.
    pub fn whole_fold(&self) -> Option<&Fold> {
        self.fold.as_ref()
    }

    /// The fold that is in effect.
    pub fn fold(&self) -> Option<&Fold> {
        self.fold.as_ref().filter(|_| !self.unfolded)
    }

    /// Shows a passage that may be folded away.
    pub fn open(&mut self, passage: TextRange) {
        if let Some(fold) = self.fold.as_mut().filter(|_| !self.unfolded) {
            fold.add(passage);
        }
    }

    /// Whether the row that contains byte `offset` is visible.
    pub fn shows(&mut self, document: &Document, offset: usize) -> bool {
        if self.fold().is_none() {
            return true;
        }
        let place = self.place(document, Position::of(document, offset));
        self.is_shown(document, place)
    }

    /// The number of bytes laid out since the layout was made, including forgotten rows: the cost of all calls so far, independent of the
    /// machine.
    pub fn laid_out(&self) -> usize {
        self.laid_out
    }

    /// Clears the cache, before the next call with another document.
    pub fn forget(&mut self) {
        self.segments.clear();
        self.tables.clear();
        self.rows = 0;
    }

    /// All rows of a block; at least one for a block that exists. This lays out the whole block and caches nothing. To draw or to move, use
    /// the other functions, which never need all of a long block.
    pub fn rows(&mut self, document: &Document, block: usize) -> Arc<[Row]> {
        let segments = segments_in(document, block);
        if segments == 1 {
            return self.segment(document, block, 0);
        }
        (0..segments)
            .flat_map(|s| self.lay_out(document, block, s))
            .collect()
    }

    /// The rows of one segment.
    pub(super) fn segment(&mut self, document: &Document, block: usize, index: usize) -> Arc<[Row]> {
        self.clock += 1;
        if let Some(kept) = self.segments.get_mut(&(block, index)) {
            kept.used = self.clock;
            return Arc::clone(&kept.rows);
        }
        let rows: Arc<[Row]> = self.lay_out(document, block, index).into();
        self.rows += rows.len();
        self.segments.insert(
            (block, index),
            Kept {
                rows: Arc::clone(&rows),
                used: self.clock,
            },
        );
        if self.rows > KEPT {
            self.drop_oldest();
        }
        rows
    }

    fn lay_out(&mut self, document: &Document, block: usize, index: usize) -> Vec<Row> {
        let Some(range) = document.blocks().get(block).map(|b| b.range) else {
            return Vec::new();
        };
        let frame = self.frame(document, block);
        let text = document.slice(range);
        let part = segment::range(text, index, frame.hard_breaks);
        let columns = if frame.setting == Setting::Table && segment::count(text.len()) == 1 {
            self.columns(document, block)
        } else {
            None
        };
        let (text, base) = (part.slice(text), range.start + part.start);
        self.laid_out += part.len();
        let mut rows = wrap::wrap(
            text,
            base,
            &frame,
            self.measure,
            self.wrapping,
            columns.as_deref(),
        );
        if index > 0
            && let Some(row) = rows.first_mut()
        {
            row.first = false;
            // A preformatted line may begin here; everything else continues.
            let begins = frame.setting == Setting::Preformatted && document.text()[..base].ends_with('\n');
            row.marker = frame.rest.filter(|_| !begins);
        }
        if part.end < range.len()
            && let Some(row) = rows.last_mut()
        {
            row.last = false;
        }
        rows
    }

    /// The columns of the table to which the row `block` belongs.
    fn columns(&mut self, document: &Document, block: usize) -> Option<Arc<Columns>> {
        let part = table::part(document, block);
        if self.tables.len() > TABLES {
            self.tables.clear();
        }
        let measure = self.measure;
        let known = self.tables.entry(part.start);
        known
            .or_insert_with(|| Columns::of(document, part, measure).map(Arc::new))
            .clone()
    }

    fn frame(&self, document: &Document, block: usize) -> Frame {
        frame(
            document,
            block,
            self.measure,
            Prose {
                hyphenate: self.prose.hyphenate && is_english(document),
                ..self.prose
            },
        )
    }

    /// Drops the half of the cache that was not used for the longest time.
    fn drop_oldest(&mut self) {
        let mut used: Vec<u64> = self.segments.values().map(|k| k.used).collect();
        let half = used.len() / 2;
        let (_, &mut median, _) = used.select_nth_unstable(half);
        self.segments.retain(|_, k| k.used >= median);
        self.rows = self.segments.values().map(|k| k.rows.len()).sum();
    }

    /// The row that contains `at`.
    pub(super) fn place(&mut self, document: &Document, at: Position) -> Place {
        let at = at.within(document);
        let Some(block) = document.blocks().get(at.block) else {
            return Place::default();
        };
        let hard_breaks = self.frame(document, at.block).hard_breaks;
        let segment = segment::holding(document.slice(block.range), at.offset, hard_breaks);
        let rows = self.segment(document, at.block, segment);
        let offset = block.range.start + at.offset;
        let row = rows.partition_point(|r| r.span.start <= offset).saturating_sub(1);
        Place {
            block: at.block,
            segment,
            row,
        }
    }

    /// The row at `place`, if it exists.
    pub(super) fn row(&mut self, document: &Document, place: Place) -> Option<Row> {
        if place.segment >= segments_in(document, place.block) {
            return None;
        }
        self.segment(document, place.block, place.segment)
            .get(place.row)
            .cloned()
    }

    /// Whether the row at `place`, or a row next to it in its block, touches a passage of the fold.
    pub(super) fn is_shown(&mut self, document: &Document, place: Place) -> bool {
        if self.fold().is_none() {
            return true;
        }
        let Some(row) = self.row(document, place) else {
            return false;
        };
        let before = self.row_before(document, place);
        let after = self.row_after(document, place);
        let mut around = row.span;
        if let Some(row) = self.beside(document, place, before) {
            around.start = row.span.start;
        }
        if let Some(row) = self.beside(document, place, after) {
            around.end = row.span.end;
        }
        self.fold().is_none_or(|fold| fold.touches(around))
    }

    /// The row at `other`, if it is in the same block as `place`.
    fn beside(&mut self, document: &Document, place: Place, other: Option<Place>) -> Option<Row> {
        let other = other.filter(|other| other.block == place.block)?;
        self.row(document, other)
    }

    /// The first visible row at or below `place`.
    fn shown_from(&mut self, document: &Document, place: Place) -> Option<Place> {
        if self.is_shown(document, place) {
            return Some(place);
        }
        let mut at = self.start_of(document, place).absolute(document);
        loop {
            let passage = self.fold()?.from(at)?;
            let mut found = self.place(document, Position::of(document, passage.start));
            // A passage may begin in the white space between two blocks.
            if !self.is_shown(document, found) {
                found = self.row_after(document, found)?;
            }
            if self.is_shown(document, found) {
                let context = self.row_before(document, found);
                let first = context.filter(|c| c.block == found.block).unwrap_or(found);
                return Some(first.max(place));
            }
            at = passage.end;
        }
    }

    /// The last visible row at or above `place`.
    fn shown_to(&mut self, document: &Document, place: Place) -> Option<Place> {
        if self.is_shown(document, place) {
            return Some(place);
        }
        let mut at = self.start_of(document, place).absolute(document);
        loop {
            let passage = self.fold()?.before(at)?;
            let found = self.place(document, Position::of(document, passage.end - 1));
            if self.is_shown(document, found) {
                let context = self.row_after(document, found);
                let last = context.filter(|c| c.block == found.block).unwrap_or(found);
                return Some(last.min(place));
            }
            at = passage.start;
        }
    }

    /// The row that contains `at`; if it is folded away, the next visible one, or the last.
    pub(super) fn shown_place(&mut self, document: &Document, at: Position) -> Place {
        let place = self.place(document, at);
        if let Some(shown) = self.shown_from(document, place) {
            return shown;
        }
        self.shown_to(document, place).unwrap_or(place)
    }

    /// The visible row after `place`.
    pub(super) fn after(&mut self, document: &Document, place: Place) -> Option<Place> {
        let next = self.row_after(document, place)?;
        self.shown_from(document, next)
    }

    /// The visible row before `place`.
    pub(super) fn before(&mut self, document: &Document, place: Place) -> Option<Place> {
        let next = self.row_before(document, place)?;
        self.shown_to(document, next)
    }

    /// The row after `place`, possibly in the next block.
    pub(super) fn row_after(&mut self, document: &Document, place: Place) -> Option<Place> {
        let Place { block, segment, row } = place;
        if row + 1 < self.segment(document, block, segment).len() {
            return Some(Place {
                row: row + 1,
                ..place
            });
        }
        if segment + 1 < segments_in(document, block) {
            return Some(Place {
                block,
                segment: segment + 1,
                row: 0,
            });
        }
        (block + 1 < document.blocks().len()).then_some(Place {
            block: block + 1,
            segment: 0,
            row: 0,
        })
    }

    /// The row before `place`.
    pub(super) fn row_before(&mut self, document: &Document, place: Place) -> Option<Place> {
        let Place { block, segment, row } = place;
        if row > 0 {
            return Some(Place {
                row: row - 1,
                ..place
            });
        }
        let (block, segment) = match (block, segment) {
            (0, 0) => return None,
            (block, 0) => (block - 1, segments_in(document, block - 1).saturating_sub(1)),
            (block, segment) => (block, segment - 1),
        };
        Some(Place {
            block,
            segment,
            row: self.segment(document, block, segment).len().saturating_sub(1),
        })
    }

    /// The row that contains `at`, and its place. `None` for a document without blocks.
    pub fn row_of(&mut self, document: &Document, at: Position) -> Option<(Place, Row)> {
        let place = self.place(document, at);
        Some((place, self.row(document, place)?))
    }

    /// The position of the start of the row at `place`.
    pub(super) fn start_of(&mut self, document: &Document, place: Place) -> Position {
        let start = document
            .blocks()
            .get(place.block)
            .map_or(TextRange::default(), |b| b.range)
            .start;
        let offset = self
            .row(document, place)
            .map_or(0, |r| r.span.start.saturating_sub(start));
        Position {
            block: place.block,
            offset,
        }
    }
}

fn is_english(document: &Document) -> bool {
    document
        .metadata()
        .language
        .as_deref()
        .is_none_or(|l| l.starts_with("en"))
}

/// The number of segments of the block; 0 if it does not exist.
fn segments_in(document: &Document, block: usize) -> usize {
    document
        .blocks()
        .get(block)
        .map_or(0, |b| segment::count(b.range.len()))
}
