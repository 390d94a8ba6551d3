//! Blocks laid out in rows of cells, and the way between rows, cells and offsets.
//!
//! Always true here: a place in an article is (block, offset), never a row number of the whole; nothing looks at more
//! text than the rows asked for and a bounded stretch around them. A long block is laid out in segments
//! whose borders depend on the text alone, so that the end of one line of 5 MB costs what its first page costs. The
//! spans of a block's rows tile the block: every byte lies in exactly one row, also where a [`Fold`] keeps some of them from
//! being shown. Everything is a pure function of (document, measure, settings, fold); the [`Layout`] only remembers
//! results. Nothing draws.

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
