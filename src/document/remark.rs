//! What other programs marked and noted inside the file of a document.

use serde::{Deserialize, Serialize};

/// A mark or a comment inside a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// What it is.
    pub kind: RemarkKind,
    /// The passage that it is on; `None` where that is not known.
    pub quote: Option<String>,
    /// Where the passage begins and ends in the text of the document, in bytes, if that is known.
    pub at: Option<(usize, usize)>,
    /// What stands before the passage.
    pub before: String,
    /// The text after the passage.
    pub after: String,
    /// The comment; may be empty.
    pub text: String,
    /// The author.
    pub author: Option<String>,
    /// When, as the document has it, or in the form of ISO 8601.
    pub date: Option<String>,
    /// When it was changed last, in the same form.
    pub changed: Option<String>,
    /// The name of the colour of a highlight.
    pub colour: Option<String>,
    /// The name that the file gives it for good, if it gives one.
    pub name: Option<String>,
    /// What others of the same file call it; empty where they cannot.
    pub handle: String,
    /// The handles of those that it is a reply to, the nearest first; empty for what is no reply.
    pub answers: Vec<String>,
    /// The page on which it stands, from 1, in documents that have pages.
    pub page: Option<u32>,
}

/// What a remark is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RemarkKind {
    /// Words about a passage or a place.
    #[default]
    Comment,
    /// A passage with a coloured ground.
    Highlight,
    /// A passage with a line under it.
    Underline,
    /// A passage that is struck out.
    StrikeOut,
    /// A passage with a wavy line under it.
    Squiggly,
    /// A shape, a stamp or a file, which may have words beside it.
    Drawing,
}
