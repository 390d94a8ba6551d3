//! Blocks, and the inline marks inside them.

use serde::{Deserialize, Serialize};

use super::TextRange;

/// The role of a block; the names are those of `postil extract`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// The headline.
    Title,
    /// The lines under the headline that summarize the article.
    Standfirst,
    /// The author line.
    Byline,
    /// The place and date of writing, on a line of their own.
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
    /// The text under a picture.
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
    /// The name used in JSON and exports.
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

    /// Whether its text is split into sentences.
    pub fn is_prose(self) -> bool {
        !matches!(self, Self::Preformatted | Self::Table | Self::Rule)
    }
}

/// A part of the canonical text with one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its role.
    pub kind: BlockKind,
    /// The bytes of its text.
    pub range: TextRange,
    /// Depth of a heading (1 to 6) or of nesting in lists and quotes (0 outermost).
    pub level: u8,
    /// The number of an item in a numbered list.
    pub ordinal: Option<u32>,
}

/// An inline mark: a range inside one block, and its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The marked bytes.
    pub range: TextRange,
    /// The kind of mark.
    pub kind: MarkKind,
    /// Byte offset of the start of its block.
    pub(super) block_start: usize,
}

/// The kind of an inline mark.
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
    /// A link, with its target as written in the source.
    Link(String),
}
