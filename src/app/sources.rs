//! The sources of evidence: pages and files whose texts are kept, so that one can see whether the quoted words are in them.

use crate::notes::Timestamp;
use crate::text::clean::one_line;

/// A piece of evidence whose source is looked for among the kept texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceQuery {
    /// An address, a path, or a reference in words, as in the annotation.
    pub source: String,
    /// The words quoted from it.
    pub quote: Option<String>,
    /// Who named it, if its text is to be kept unless it is kept already; `None` only looks.
    pub keep: Option<NamedBy>,
}

/// Who named a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// The reader typed it.
    Reader,
    /// It came with an annotation or an archive: no request is sent to a private network.
    Others,
}

/// What is kept of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceText {
    /// It is neither an address nor a file.
    Reference,
    /// It is not kept.
    NotKept,
    /// It is being read.
    Reading,
    /// It could not be read or kept, and why.
    Failed(String),
    /// It is kept.
    Kept {
        /// When this text was first seen.
        seen: Timestamp,
        /// Whether the quoted words are in it; `None` without a quote.
        found: Option<bool>,
    },
}

/// What is kept of the source of a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSource {
    /// The piece of evidence.
    pub query: SourceQuery,
    /// What is kept.
    pub text: SourceText,
}

impl CheckedSource {
    /// What the reader should know about a source that was to be kept, on one line.
    pub(super) fn problem(&self) -> Option<String> {
        self.query.keep?;
        let source = one_line(&self.query.source);
        match &self.text {
            SourceText::Failed(why) => Some(format!("the evidence is not kept: {}", one_line(why))),
            SourceText::Kept {
                seen: _,
                found: Some(false),
            } => Some(format!("the quoted words are not in {source}")),
            SourceText::Kept { .. } | SourceText::Reference | SourceText::NotKept | SourceText::Reading => {
                None
            }
        }
    }
}

impl SourceText {
    /// Its line on a card; `keep` is how the command that keeps it is given. `None` if there is nothing to say.
    pub(super) fn in_words(&self, keep: &str) -> Option<String> {
        let day = |seen: &Timestamp| seen.strftime("%-d %b %Y").to_string();
        match self {
            Self::Reference => None,
            Self::NotKept => Some(format!("not kept yet · {keep} keeps it")),
            Self::Reading => Some("its text is being read…".to_owned()),
            Self::Failed(why) => Some(format!("not kept yet: {}", one_line(why))),
            Self::Kept { seen, found: None } => Some(format!("kept on {}", day(seen))),
            Self::Kept {
                seen,
                found: Some(found),
            } => {
                let found = if *found { "found" } else { "not found" };
                Some(format!("{found} in the text kept on {}", day(seen)))
            }
        }
    }
}
