//! Blocks and the inline marks inside them.

use serde::{Deserialize, Serialize};

use super::TextRange;

/// What a block is; the names are those of `postil extract`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// The headline.
    Title,
    /// The lines under the headline that sum the article up.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// Where and when it was written, on a line of its own.
    Dateline,
    /// A heading inside the article; its depth is [`Block::level`].
    Heading,
    /// Running text.
    #[default]
    Paragraph,
    /// An item of a list; its depth is [`Block::level`], its number [`Block::ordinal`].
    Item,
    /// A block set off as a quotation.
    Quote,
    /// What stands under a picture.
    Caption,
    /// Text whose line breaks and spaces are kept.
    Preformatted,
    /// One row of a table; cells are separated by a tab.
    Table,
    /// A footnote.
    Footnote,
    /// A rule between parts; it has no text.
    Rule,
}

impl BlockKind {
    /// The name that JSON and exports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Standfirst => "standfirst",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::Item => "item",
            Self::Quote => "quote",
            Self::Caption => "caption",
            Self::Preformatted => "preformatted",
            Self::Table => "table",
            Self::Footnote => "footnote",
            Self::Rule => "rule",
        }
    }

    /// Whether sentences are looked for in it.
    pub fn is_prose(self) -> bool {
        !matches!(self, Self::Preformatted | Self::Table | Self::Rule)
    }
}

/// A piece of the canonical text with one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its role.
    pub kind: BlockKind,
    /// Where its text stands.
    pub range: TextRange,
    /// Depth of a heading (1 to 6) or of nesting in lists and quotes (0 outermost).
    pub level: u8,
    /// The number of an item of a numbered list.
    pub ordinal: Option<u32>,
}

/// An inline mark: a range of one block and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub range: TextRange,
    /// What.
    pub kind: MarkKind,
    /// Byte offset at which its block starts.
    pub(super) block_start: usize,
}

/// What an inline mark is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Usually italic.
    Emphasis,
    /// Usually bold.
    Strong,
    /// Code.
    Code,
    /// Struck out.
    Struck,
    /// A link, with its target as it stood.
    Link(String),
}
