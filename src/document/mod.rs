//! The imported article: metadata, and blocks over one canonical text.
//!
//! Invariants of a [`Document`]: its text is NFC and holds no character that [`has_unsafe`](crate::text::clean::has_unsafe) finds; blocks
//! are in order, do not overlap, are not empty (except a rule) and lie on character boundaries, with only white space between them; a mark
//! lies inside one block. A [`Builder`] is the only way to make one, and these hold by construction.

mod block;
mod builder;
mod fingerprint;
mod metadata;
mod picture;
mod range;
mod remark;

use std::sync::Arc;

pub use block::{Block, BlockKind, Mark, MarkKind};
pub use builder::Builder;
pub use fingerprint::{Fingerprint, block_hash};
pub use metadata::{Date, Metadata};
pub use picture::{Picture, PicturePlace};
pub use range::TextRange;
pub use remark::{Remark, RemarkKind};

/// An imported article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    metadata: Metadata,
    text: Arc<String>,
    blocks: Vec<Block>,
    marks: Vec<Mark>,
    /// For each page of the original: the byte where it begins, and its number.
    pages: Vec<(usize, u32)>,
    /// In text order.
    pictures: Vec<Picture>,
    verbatim: bool,
}

impl Document {
    /// Facts about the article that are not part of its text.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The canonical text, title and standfirst included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// [`Document::text`] without copying it, for callers that keep it longer than the document.
    pub fn shared_text(&self) -> Arc<String> {
        self.text.clone()
    }

    /// Whether the text is exactly that of its file. Then a line feed inside a paragraph is where the file wrapped its line, and reads as a
    /// space; otherwise it is a line break that belongs to the text.
    pub fn is_verbatim(&self) -> bool {
        self.verbatim
    }

    /// The given blocks as a separate document with the same metadata, and the byte at which its text begins in this one. It has no marks,
    /// pages or pictures.
    pub fn part(&self, blocks: std::ops::Range<usize>) -> (Self, usize) {
        let blocks = self.blocks.get(blocks).unwrap_or_default();
        let base = blocks.first().map_or(0, |b| b.range.start);
        let end = blocks.last().map_or(base, |b| b.range.end);
        let moved = |block: &Block| Block {
            range: TextRange::new(block.range.start - base, block.range.end - base),
            ..*block
        };
        let part = Self {
            metadata: self.metadata.clone(),
            text: Arc::new(self.slice(TextRange::new(base, end)).to_owned()),
            blocks: blocks.iter().map(moved).collect(),
            verbatim: self.verbatim,
            ..Self::default()
        };
        (part, base)
    }

    /// The text of `range`, clipped to the document and to character boundaries.
    pub fn slice(&self, range: TextRange) -> &str {
        range.slice(&self.text)
    }

    /// The blocks in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The text of one block.
    pub fn block_text(&self, block: &Block) -> &str {
        self.slice(block.range)
    }

    /// All inline marks, ordered by start.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The marks that touch `range`.
    pub fn marks_in(&self, range: TextRange) -> impl Iterator<Item = &Mark> {
        // Marks never leave their block, and a block has few: step back over those that may overlap the range.
        let first = self.marks.partition_point(|m| m.range.start < range.start);
        let back = self.marks[..first]
            .iter()
            .rev()
            .take_while(move |m| m.block_start >= self.block_floor(range.start));
        let start = first - back.count();
        self.marks[start..]
            .iter()
            .take_while(move |m| m.range.start < range.end)
            .filter(move |m| m.range.end > range.start)
    }

    fn block_floor(&self, offset: usize) -> usize {
        self.block_at(offset).map_or(0, |i| self.blocks[i].range.start)
    }

    /// The index of the block that contains byte `offset`; for an offset between blocks, the block before it; `None` before the first
    /// block.
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        self.blocks
            .partition_point(|b| b.range.start <= offset)
            .checked_sub(1)
    }

    /// The block of byte `offset`, and the number of bytes from the start of that block. An offset between two blocks is the end of the
    /// block before it.
    pub fn in_block(&self, offset: usize) -> (usize, usize) {
        let block = self.block_at(offset).unwrap_or(0);
        let range = self.blocks.get(block).map_or(TextRange::default(), |b| b.range);
        (block, offset.clamp(range.start, range.end) - range.start)
    }

    /// The byte of the canonical text that is `offset` bytes after the start of a block, clipped to the block and the document.
    pub fn in_text(&self, block: usize, offset: usize) -> usize {
        match self.blocks.get(block) {
            Some(block) => (block.range.start + offset).min(block.range.end),
            None => self.text().len(),
        }
    }

    /// The page of the original that contains byte `offset`, if the original has pages.
    pub fn page_at(&self, offset: usize) -> Option<u32> {
        let at = self.pages.partition_point(|(start, _)| *start <= offset);
        self.pages.get(at.checked_sub(1)?).map(|(_, number)| *number)
    }

    /// Where the text of a page of the original begins, in bytes, and the page's number from 1, in the order of the text; a page
    /// whose footnotes come later begins more than once.
    pub fn pages(&self) -> &[(usize, u32)] {
        &self.pages
    }

    /// The pictures, in text order.
    pub fn pictures(&self) -> &[Picture] {
        &self.pictures
    }

    /// The indexes of the pictures above a block.
    pub fn pictures_above(&self, block: usize) -> std::ops::Range<usize> {
        let of = |block| self.pictures.partition_point(|p| p.block < block);
        of(block)..of(block + 1)
    }

    /// The number of words, counted by runs of white space (in CJK text two characters count as one word).
    pub fn words(&self) -> usize {
        // U+2E80 to U+9FFF take three bytes, the first of which is E2 (from BA on) to E9. White space other than that of ASCII does not
        // separate words here.
        let (mut words, mut wide, mut space) = (0, 0, true);
        let mut before = 0;
        for byte in self.text.bytes() {
            let blank = byte.is_ascii_whitespace();
            words += usize::from(space && !blank);
            wide += usize::from(matches!(byte, 0xe3..=0xe9) || before == 0xe2 && byte >= 0xba);
            (space, before) = (blank, byte);
        }
        words + wide / 2
    }

    /// Minutes to read the text at 230 words per minute (Brysbaert 2019 gives 238 for non-fiction), at least one.
    pub fn reading_minutes(&self) -> usize {
        self.words().div_ceil(230).max(1)
    }
}
