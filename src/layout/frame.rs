//! The frame of each kind of block in the text column: indents, markers, the space above.

use super::row::{Marker, MarkerKind, Spacing};
use super::segment;
use crate::document::{BlockKind, Document};

/// How the rows of one block are placed.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// Cells before the text.
    pub indent: u16,
    /// Drawn on the first row.
    pub first: Option<Marker>,
    /// Drawn on the other rows.
    pub rest: Option<Marker>,
    pub spacing: Spacing,
    /// Whether a line feed in the text ends the row.
    pub hard_breaks: bool,
    pub setting: Setting,
    /// Whether the last row should be as wide as the others.
    pub balanced: bool,
    /// Whether words are hyphenated and rows justified here.
    pub prose: Prose,
}

/// How the text of a block is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// Lines break between words.
    Prose,
    /// White space is kept and lines break anywhere.
    Preformatted,
    /// Tabs stand between cells.
    Table,
}

/// The number of neighbours searched for the widest number of a list.
const NEIGHBOURS: usize = 100;

/// The reader's settings for prose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// Whether words are hyphenated (only in English, and not in headings).
    pub hyphenate: bool,
    /// Whether paragraphs, items and quotations are justified.
    pub justify: bool,
}

/// The frame of block `index` in a column of `measure` cells.
pub(super) fn frame(document: &Document, index: usize, measure: u16, setting: Prose) -> Frame {
    let mut frame = Frame {
        indent: 0,
        first: None,
        rest: None,
        spacing: Spacing::Collapsed,
        hard_breaks: true,
        setting: Setting::Prose,
        balanced: false,
        prose: Prose::default(),
    };
    let Some(block) = document.blocks().get(index) else {
        return frame;
    };
    frame.hard_breaks = segment::hard_breaks(document, block);
    let nested = 2 * u16::from(block.level.min(8));
    frame.balanced = matches!(block.kind, BlockKind::Title | BlockKind::Heading);
    match block.kind {
        BlockKind::Item => {
            let (kind, width) = match block.ordinal {
                Some(n) => (MarkerKind::Ordinal(n), ordinal_width(document, index)),
                None => (MarkerKind::Bullet(block.level), 2),
            };
            frame.indent = nested + width;
            // Numbers are right-aligned.
            let own = if let Some(n) = block.ordinal {
                digits(n) + 2
            } else {
                2
            };
            frame.first = Some(Marker {
                column: nested + width.saturating_sub(own),
                kind,
            });
        }
        BlockKind::Quote => {
            frame.indent = nested + 2;
            frame.first = Some(Marker {
                column: nested,
                kind: MarkerKind::Bar,
            });
            frame.rest = frame.first;
        }
        BlockKind::Preformatted => {
            frame.indent = 2;
            frame.rest = Some(Marker {
                column: 0,
                kind: MarkerKind::Continued,
            });
            frame.setting = Setting::Preformatted;
        }
        BlockKind::Table => frame.setting = Setting::Table,
        BlockKind::Rule => {
            frame.first = Some(Marker {
                column: 0,
                kind: MarkerKind::Rule,
            });
        }
        _ => {}
    }
    frame.prose.justify = setting.justify
        && matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::Item | BlockKind::Quote | BlockKind::Footnote
        );
    frame.prose.hyphenate = setting.hyphenate
        && block.kind.is_prose()
        && !matches!(
            block.kind,
            BlockKind::Title | BlockKind::Heading | BlockKind::Byline
        );
    if frame.setting == Setting::Preformatted {
        let room = measure.saturating_sub(frame.indent.min(measure / 4));
        frame.spacing = Spacing::Tabs(room.clamp(1, 8));
    }
    // A narrow column keeps most of its cells for text; a marker that does not fit in its indent is dropped.
    if frame.indent > measure / 4 {
        frame.indent = measure / 4;
        let fits = |m: &Marker| match m.kind {
            MarkerKind::Rule => true,
            MarkerKind::Ordinal(n) => m.column + digits(n) + 1 < measure / 4,
            _ => m.column + 1 < measure / 4,
        };
        frame.first = frame.first.filter(fits);
        frame.rest = frame.rest.filter(fits);
    }
    frame
}

fn digits(n: u32) -> u16 {
    n.checked_ilog10().map_or(1, |d| d as u16 + 1)
}

/// The cells needed for the numbers of the list that block `index` belongs to: digits, full stop and a space.
fn ordinal_width(document: &Document, index: usize) -> u16 {
    let blocks = document.blocks();
    let level = blocks[index].level;
    let same = |b: &&crate::document::Block| b.kind == BlockKind::Item && b.level >= level;
    let before = blocks[..index].iter().rev().take(NEIGHBOURS).take_while(same);
    let after = blocks[index..].iter().take(NEIGHBOURS).take_while(same);
    let numbers = before
        .chain(after)
        .filter(|b| b.level == level)
        .filter_map(|b| b.ordinal);
    numbers.map(digits).max().unwrap_or(1) + 2
}

/// Empty rows between the pictures above `block` and its first row of text: none above a caption, which belongs to its picture.
pub(super) fn space_below_pictures(document: &Document, block: usize) -> u16 {
    let caption = document
        .blocks()
        .get(block)
        .is_some_and(|b| b.kind == BlockKind::Caption);
    u16::from(!caption)
}

/// Rows between `block` and the one before it: empty ones, and one for each picture between them.
pub fn space_above(document: &Document, block: usize) -> u16 {
    let empty = empty_above(document, block);
    match document.pictures_above(block).len() {
        0 => empty,
        pictures => empty
            .saturating_add(space_below_pictures(document, block))
            .saturating_add(u16::try_from(pictures).unwrap_or(u16::MAX)),
    }
}

/// Empty rows between `block` and the one before it if no picture lies between them: none above the first block, nor between items of one
/// list or rows of one table, nor above a byline or the credit of a caption; two above a heading of the first two levels.
fn empty_above(document: &Document, block: usize) -> u16 {
    let blocks = document.blocks();
    let Some(this) = blocks.get(block) else { return 0 };
    let Some(before) = block.checked_sub(1).and_then(|i| blocks.get(i)) else {
        return 0;
    };
    match (before.kind, this.kind) {
        (BlockKind::Item, BlockKind::Item)
        | (BlockKind::Table, BlockKind::Table)
        | (BlockKind::Footnote, BlockKind::Footnote)
        | (BlockKind::Byline, BlockKind::Dateline) => 0,
        (BlockKind::Title | BlockKind::Heading, _) => 1,
        (_, BlockKind::Heading) if this.level <= 2 => 2,
        _ => 1,
    }
}
