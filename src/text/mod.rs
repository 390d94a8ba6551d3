//! What text is before it is a document: graphemes and their widths in cells, sentences, places where a line may
//! break, folding for matching, the language it is in, and the removal of what must never reach a terminal.
//!
//! Always true here: no other module of the project is used; every offset is a byte offset into the `&str` given,
//! and lies on a character border; every function is total.

pub mod address;
pub mod clean;
pub mod file_name;
pub mod fold;
pub mod formula;
pub mod grapheme;
pub mod language;
pub mod linebreak;
pub mod nearest;
pub mod page;
pub(crate) mod percent;
pub mod scalar;
pub mod scan;
pub mod search;
pub mod sentence;
pub mod terms;
pub mod wrap;
