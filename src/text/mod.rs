//! Functions on plain text: graphemes and their width in cells, sentences, line breaks, folding for matching, language detection, and
//! sanitizing.
//!
//! Invariants: no other module of the project is used; every offset is a byte offset into the `&str` given, on a character boundary; every
//! function is total.

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
