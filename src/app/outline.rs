//! The outline of an article: its headings, or, without headings, other points of orientation.

use crate::document::{Block, BlockKind, Document};

/// The kind of rows in an outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum OutlineKind {
    /// Title and headings.
    #[default]
    Headings,
    /// The questions of an interview.
    Questions,
    /// Tenths of the text.
    Parts,
    /// The text is too short for any of them.
    Nothing,
}

/// The rows of an outline: blocks, as indices, and for [`OutlineKind::Parts`] their position in the text, in percent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) kind: OutlineKind,
    pub(super) rows: Vec<(usize, u8)>,
}

/// The minimum number of questions in an interview.
const QUESTIONS: usize = 3;
/// The maximum length in bytes of a question.
const LONGEST: usize = 700;
/// The minimum number of blocks of an article that is divided into parts.
const BLOCKS: usize = 12;
/// The number of parts.
const PARTS: usize = 10;

impl Outline {
    /// The outline of a document.
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

    /// Whether it lists divisions of the article itself.
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
