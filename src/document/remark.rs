//! What other programs noted inside the file of a document.

/// A comment inside a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// The passage that it is on; `None` where that is not known.
    pub quote: Option<String>,
    /// What stands before the passage.
    pub before: String,
    /// What stands behind it.
    pub after: String,
    /// What was written; may be empty.
    pub text: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When, as the document has it.
    pub date: Option<String>,
}
