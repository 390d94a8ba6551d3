//! What the outline of an article lists: its headings, or where it has none, something else by which a reader finds the
//! way.

use crate::document::{Block, BlockKind, Document};

/// What the rows of an outline are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum OutlineKind {
    /// Title and headings.
    #[default]
    Headings,
    /// The questions of an interview.
    Questions,
    /// Where every tenth part of the text begins.
    Parts,
    /// Too short for any of them.
    Nothing,
}

/// The rows of an outline: blocks, as indices, and how far through the text those of [`OutlineKind::Parts`] are, in percent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) kind: OutlineKind,
    pub(super) rows: Vec<(usize, u8)>,
}

/// Questions from which on an article reads as an interview.
const QUESTIONS: usize = 3;
/// Bytes of the longest paragraph that reads as a question.
const LONGEST: usize = 700;
/// Blocks of text from which on an article has parts.
const BLOCKS: usize = 12;
/// How many parts.
const PARTS: usize = 10;

impl Outline {
    /// Of a document.
    pub(super) fn of(document: &Document) -> Self {
        let blocks = document.blocks();
        let those = |wanted: &dyn Fn(&Block) -> bool| -> Vec<(usize, u8)> {
            let found = blocks.iter().enumerate().filter(|(_, block)| wanted(block));
            found.map(|(index, _)| (index, 0)).collect()
        };
        let is_title = |block: &Block| block.kind == BlockKind::Title;
        let is_heading = |block: &Block| block.kind == BlockKind::Heading;
        let is_question = |block: &Block| {
            let says = matches!(
                block.kind,
                BlockKind::Paragraph | BlockKind::Quote | BlockKind::Item
            );
            says && block.range.len() <= LONGEST && asks(document.block_text(block))
        };
        if blocks.iter().any(is_heading) {
            return Self {
                kind: OutlineKind::Headings,
                rows: those(&|b| is_title(b) || is_heading(b)),
            };
        }
        if blocks.iter().filter(|b| is_question(b)).take(QUESTIONS).count() == QUESTIONS {
            return Self {
                kind: OutlineKind::Questions,
                rows: those(&|b| is_title(b) || is_question(b)),
            };
        }
        let prose: Vec<usize> = (0..blocks.len()).filter(|i| blocks[*i].kind.is_prose()).collect();
        if prose.len() < BLOCKS {
            return Self {
                kind: OutlineKind::Nothing,
                rows: Vec::new(),
            };
        }
        let length = document.text().len();
        let part = |n: usize| {
            let start = length / PARTS * n;
            let at = prose.partition_point(|i| blocks[*i].range.start < start);
            prose.get(at).map(|i| (*i, (100 / PARTS * n) as u8))
        };
        let mut rows: Vec<(usize, u8)> = (0..PARTS).filter_map(part).collect();
        rows.dedup_by_key(|(block, _)| *block);
        Self {
            kind: OutlineKind::Parts,
            rows,
        }
    }

    /// Whether it lists what the article itself is divided by.
    pub(super) fn is_of_the_text(&self) -> bool {
        matches!(self.kind, OutlineKind::Headings | OutlineKind::Questions) && self.rows.len() > 1
    }

    /// The line above the rows, if they are not headings.
    pub(super) fn remark(&self) -> Option<&'static str> {
        match self.kind {
            OutlineKind::Headings | OutlineKind::Nothing => None,
            OutlineKind::Questions => Some("no headings: the questions"),
            OutlineKind::Parts => Some("no headings: the text by tenths"),
        }
    }
}

/// Whether a paragraph ends in a question.
fn asks(text: &str) -> bool {
    let end = text.trim_end().trim_end_matches(['"', '”', '’', '»', ')']);
    end.ends_with(['?', '？', '؟'])
}
