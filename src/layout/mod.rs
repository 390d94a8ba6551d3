//! Lays out blocks in rows of cells, and maps between rows, cells and byte offsets.
//!
//! Invariants: a position in an article is (block, offset), never a row number in the whole text. Nothing examines more text than the
//! requested rows and a bounded stretch around them. A long block is laid out in segments whose boundaries depend only on the text, so the
//! end of a line of 5 MB costs no more than its first page. The spans of a block's rows tile the block: every byte lies in exactly one row,
//! even if a [`Fold`] hides some rows. Everything is a pure function of (document, measure, settings, fold); the [`Layout`] only caches
//! results. Nothing is drawn here.

mod cache;
mod fold;
mod frame;
pub mod motion;
mod place;
mod row;
mod scroll;
mod segment;
mod table;
mod wrap;

pub use cache::{Layout, Wrapping};
pub use fold::Fold;
pub use frame::{Prose, space_above};
pub use place::{Line, LineKind, Place, Position, Top};
pub use row::{Glyph, Marker, MarkerKind, Row, Spacing, column_of, glyphs, offset_at};
pub use scroll::{at_fraction, fraction};
