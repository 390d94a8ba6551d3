//! One row of the text column, and the mapping between its cells and the text.

use std::sync::Arc;

use crate::document::{Document, TextRange};
use crate::text::grapheme;

/// One row of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The bytes of the canonical text that are drawn. Empty for a rule and for an empty line.
    pub range: TextRange,
    /// The bytes that belong to the row: `range`, and the white space dropped by wrapping. The spans of a block's rows tile the block.
    pub span: TextRange,
    /// Cells before the text.
    pub indent: u16,
    /// What is drawn in the indent.
    pub marker: Option<Marker>,
    /// Cells from the left of the text column to the end of the text, including the indent and a hyphen.
    pub width: u16,
    /// Whether it is the first row of its block.
    pub first: bool,
    /// Whether it is the last row of its block.
    pub last: bool,
    /// Whether a hyphen that is not in the text is drawn after it.
    pub hyphen: bool,
    /// How white space in it is drawn.
    pub spacing: Spacing,
}

/// What is drawn in the indent of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Cells from the left of the text column.
    pub column: u16,
    /// The kind of marker.
    pub kind: MarkerKind,
}

/// The kind of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerKind {
    /// The bullet of an item at the given depth (0 outermost).
    Bullet(u8),
    /// The number of an item.
    Ordinal(u32),
    /// The bar beside a quote; on each of its rows.
    Bar,
    /// Marks a preformatted line continued from the row above.
    Continued,
    /// A rule over the whole row.
    Rule,
}

impl Marker {
    /// The text to draw; for a rule, the one character that is repeated over the measure.
    pub fn text(self) -> String {
        match self.kind {
            MarkerKind::Bullet(level) => ["•", "◦", "▪"][usize::from(level) % 3].to_owned(),
            MarkerKind::Ordinal(n) => format!("{n}."),
            MarkerKind::Bar => "▎".to_owned(),
            MarkerKind::Continued => "↪".to_owned(),
            MarkerKind::Rule => "─".to_owned(),
        }
    }
}

/// How white space inside a row is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// Prose: a run of white space is as wide as its first character.
    Collapsed,
    /// Justified prose: like collapsed, with extra cells spread over the first gaps.
    Spread {
        /// Runs of white space in the row.
        gaps: u16,
        /// Cells to spread.
        extra: u16,
    },
    /// Spaces are kept; tabs advance to the next multiple of this many cells, counted from the indent.
    Tabs(u16),
    /// A table row: each tab advances to its stop, in cells from the left of the text column. A tab without a stop, or already past it,
    /// takes two cells.
    Stops(Arc<[u16]>),
}

/// A grapheme of a row and the cells it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// Byte offset in the canonical text.
    pub offset: usize,
    /// The cluster; a white-space character that takes cells is drawn as that many spaces.
    pub text: &'a str,
    /// Cells from the left of the text column.
    pub column: u16,
    /// Cells: 0 if nothing is drawn (a soft hyphen, collapsed white space), otherwise 1 or 2, or more for a tab.
    pub width: u16,
}

impl Glyph<'_> {
    /// Whether it is drawn as blank cells.
    pub fn is_blank(&self) -> bool {
        is_space(self.text)
    }
}

/// Whether `c` is white space at which text wraps and runs of which collapse. No-break spaces count as letters.
pub(super) fn is_breaking_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Whether a cluster is one such character, without combining marks.
fn is_space(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    chars.next().is_some_and(is_breaking_space) && chars.next().is_none()
}

/// The number of runs of white space in `text`.
pub(super) fn gaps(text: &str) -> usize {
    let spaces: Vec<bool> = grapheme::graphemes(text).map(|g| is_space(g.text)).collect();
    let begins = spaces
        .iter()
        .enumerate()
        .filter(|(i, s)| **s && (*i == 0 || !spaces[i - 1]));
    begins.count()
}

/// The length in bytes of the white space at the start of `text`, in whole clusters.
pub(super) fn opening_space(text: &str) -> usize {
    if text.starts_with(is_breaking_space) {
        let clusters = grapheme::graphemes(text).take_while(|g| is_space(g.text));
        clusters.map(|g| g.text.len()).sum()
    } else {
        0
    }
}

/// `text` without the white space at its end, in whole clusters: some letters form a cluster with a following space.
pub(super) fn without_space(text: &str) -> &str {
    let drawn = text.trim_end_matches(is_breaking_space).len();
    if grapheme::is_border(text, drawn) {
        &text[..drawn]
    } else {
        &text[..grapheme::next(text, drawn)]
    }
}

/// The current cell while text is laid out, and the state that determines the width of the next grapheme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub column: usize,
    indent: usize,
    /// Tabs, or runs of white space, so far.
    tabs: usize,
    after_space: bool,
}

impl Pen {
    pub(super) fn new(indent: u16) -> Self {
        Self {
            column: usize::from(indent),
            indent: usize::from(indent),
            tabs: 0,
            after_space: false,
        }
    }

    /// Returns the cells that `cluster` takes at this position, and moves past it.
    pub(super) fn advance(&mut self, cluster: &str, spacing: &Spacing) -> usize {
        let space = is_space(cluster);
        let width = match spacing {
            Spacing::Collapsed | Spacing::Spread { .. } if space && self.after_space => 0,
            Spacing::Collapsed if space => grapheme::cells(cluster).max(1),
            Spacing::Spread { gaps, extra } if space => {
                let share = |gaps_before: usize| {
                    (usize::from(*extra) * gaps_before).div_ceil(usize::from(*gaps).max(1))
                };
                let before = self.tabs.min(usize::from(*gaps));
                let after = (self.tabs + 1).min(usize::from(*gaps));
                self.tabs += 1;
                grapheme::cells(cluster).max(1) + share(after) - share(before)
            }
            Spacing::Tabs(every) if cluster == "\t" => {
                let every = usize::from(*every).max(1);
                every - (self.column - self.indent) % every
            }
            Spacing::Stops(stops) if cluster == "\t" => {
                let stop = stops.get(self.tabs).map_or(0, |s| usize::from(*s));
                self.tabs += 1;
                stop.checked_sub(self.column).filter(|w| *w > 0).unwrap_or(2)
            }
            _ if cluster == "\n" => 1,
            _ => grapheme::cells(cluster),
        };
        self.after_space = space;
        self.column += width;
        width
    }
}

/// The graphemes of `row` in order, with their cells.
pub fn glyphs<'a>(document: &'a Document, row: &'a Row) -> impl Iterator<Item = Glyph<'a>> {
    let mut pen = Pen::new(row.indent);
    grapheme::graphemes(document.slice(row.range)).map(move |g| {
        let column = pen.column as u16;
        let width = pen.advance(g.text, &row.spacing) as u16;
        Glyph {
            offset: row.range.start + g.offset,
            text: g.text,
            column,
            width,
        }
    })
}

/// Cells from the left of the text column (including the indent) to the grapheme that contains byte `offset` of the canonical text; for an
/// offset past the row, the end of its text.
pub fn column_of(document: &Document, row: &Row, offset: usize) -> u16 {
    let mut column = row.indent;
    for glyph in glyphs(document, row) {
        if glyph.offset + glyph.text.len() > offset {
            return glyph.column;
        }
        column = glyph.column + glyph.width;
    }
    column
}

/// The byte offset of the grapheme drawn at cell `column` of `row`: the first one for a cell in the indent, the last one for a cell after
/// the text, and the start of the row's span if nothing is drawn.
pub fn offset_at(document: &Document, row: &Row, column: u16) -> usize {
    let mut last = row.range.start;
    for glyph in glyphs(document, row).filter(|g| g.width > 0) {
        last = glyph.offset;
        if glyph.column + glyph.width > column {
            break;
        }
    }
    last
}
