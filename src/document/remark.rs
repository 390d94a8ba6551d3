//! Marks and notes that other programs made inside the file of a document.

use serde::{Deserialize, Serialize};

/// A mark or a comment inside a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// Its kind.
    pub kind: RemarkKind,
    /// The words of the passage; `None` if unknown.
    pub quote: Option<String>,
    /// The range of the passage in the text of the document, in bytes, if known.
    pub at: Option<(usize, usize)>,
    /// The text before the passage.
    pub before: String,
    /// The text after the passage.
    pub after: String,
    /// The comment; may be empty.
    pub text: String,
    /// Its author.
    pub author: Option<String>,
    /// Its date: as written in the document, or in ISO 8601.
    pub date: Option<String>,
    /// The date of its last change, in the same form.
    pub changed: Option<String>,
    /// The name of the colour of a highlight.
    pub colour: Option<String>,
    /// Its permanent name in the file, if it has one.
    pub name: Option<String>,
    /// The handle by which other remarks of the file refer to it; empty if they cannot.
    pub handle: String,
    /// The handles of the remarks that it replies to, the nearest first; empty if it is not a reply.
    pub answers: Vec<String>,
    /// Its page, from 1, in documents that have pages.
    pub page: Option<u32>,
}

/// The kind of a remark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RemarkKind {
    /// A comment on a passage or a place.
    #[default]
    Comment,
    /// A highlighted passage.
    Highlight,
    /// An underlined passage.
    Underline,
    /// A passage that is struck out.
    StrikeOut,
    /// A passage with a wavy underline.
    Squiggly,
    /// A shape, a stamp or an attached file, which may have a comment.
    Drawing,
}
