//! Comments that other programs stored inside a document file.

/// A comment inside a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// The passage that it comments on, if known.
    pub quote: Option<String>,
    /// The text before the passage.
    pub before: String,
    /// The text after the passage.
    pub after: String,
    /// The comment; may be empty.
    pub text: String,
    /// The author.
    pub author: Option<String>,
    /// The date, as written in the document.
    pub date: Option<String>,
}
