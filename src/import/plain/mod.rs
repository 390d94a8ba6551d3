//! Plain text as it occurs in practice: wrapped by hand or one line per paragraph, with the usual first lines of articles; headings, items,
//! quotations, captions and tables are recognized by their shape.
//!
//! First [`split`] cuts the lines into pieces. [`head_line`] classifies the first ones by their shape, and [`head`] goes through these once
//! to find title, date, byline and standfirst; then [`roles`] finds headings and captions among the rest. The text is assembled last, so
//! the same pieces also serve as ranges when the text must not be changed.

mod byline;
mod caption;
mod head;
mod head_line;
mod join;
mod licence;
mod lines;
mod roles;
mod shape;
mod split;

pub(in crate::import) use join::{Hyphens, needs_space};
use split::{Flow, Piece};

use super::Warning;
use crate::document::{Block, BlockKind, Builder, Document, Metadata, TextRange};
use crate::text::clean::normalise;

/// The document made from `text`.
pub(super) fn document(text: &str, warnings: &mut Vec<Warning>) -> Document {
    let text = normalise(text);
    let article = licence::without_licence(&text, warnings);
    let (mut pieces, metadata) = understood(article.text, article.metadata);
    // A date, a sender or a label may precede the headline; the article begins with the headline.
    if let Some(above) = pieces
        .iter()
        .take(head::HEAD)
        .position(|p| p.kind == BlockKind::Title)
        && pieces
            .iter()
            .take(above)
            .all(|p| p.flow == Flow::Hidden || p.kind != BlockKind::Paragraph)
        && let Some(part) = pieces.get_mut(..=above)
    {
        part.rotate_right(1);
    }
    let mut out = Builder::of_about(article.text.len());
    out.metadata(metadata);
    let hyphens = join::Hyphens::of(article.text);
    for piece in &pieces {
        emit(&mut out, article.text, piece, &hyphens);
    }
    out.finish()
}

/// The document of `text` with no change except NFC and line ends.
pub(super) fn verbatim(text: &str) -> Document {
    let mut metadata = Metadata::default();
    Builder::verbatim(text, |text| {
        let (pieces, found) = understood(text, Metadata::default());
        metadata = found;
        pieces
            .iter()
            .map(|piece| block(text, piece))
            .filter(|b| !b.range.is_empty())
            .collect()
    })
    .with_metadata(metadata)
}

fn understood(text: &str, known: Metadata) -> (Vec<Piece>, Metadata) {
    let mut pieces = split::pieces(text);
    let metadata = head::find(text, &mut pieces, known);
    roles::assign(text, &mut pieces);
    (pieces, metadata)
}

fn block(text: &str, piece: &Piece) -> Block {
    let range = TextRange::new(piece.range.start, piece.range.end).trimmed(text);
    Block {
        kind: piece.kind,
        range,
        level: piece.level,
        ordinal: piece.ordinal,
    }
}

fn emit(out: &mut Builder, text: &str, piece: &Piece, hyphens: &join::Hyphens) {
    let source = piece.source(text);
    if piece.flow == Flow::Hidden {
        return;
    }
    out.begin(piece.kind, piece.level, piece.ordinal);
    if piece.kind == BlockKind::Rule {
        out.end();
        return;
    }
    match piece.flow {
        Flow::Exact => out.push(&join::unindented(source)),
        Flow::Lines => {
            for (i, line) in source.lines().enumerate() {
                if i > 0 {
                    out.line_break();
                }
                out.push(line);
            }
        }
        Flow::Cells => {
            for (i, cell) in source.split('\t').enumerate() {
                if i > 0 {
                    out.cell();
                }
                out.push(cell);
            }
        }
        Flow::Quoted => {
            let strip = |line: &'_ str| line.trim_start().trim_start_matches(['>', ' ']).len();
            let lines = source
                .lines()
                .map(|line| line.get(line.len() - strip(line)..).unwrap_or_default());
            join::push_lines(out, lines, hyphens);
        }
        Flow::Joined | Flow::Hidden => join::push_lines(out, source.lines(), hyphens),
    }
    out.end();
}

/// The role of a paragraph near the headline, by its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HeadRole {
    /// It ends with the credit of a picture.
    Caption,
    /// It is a date and nothing else.
    Date(crate::document::Date),
    /// It names the author.
    Byline {
        /// The names.
        name: Option<String>,
        /// The news agency among them.
        source: Option<String>,
        /// The date after the names.
        date: Option<crate::document::Date>,
    },
}

/// The role of `text`, a whole paragraph on one line.
pub(super) fn head_role(text: &str) -> Option<HeadRole> {
    if caption::is_caption(text) {
        return Some(HeadRole::Caption);
    }
    if let Some(found) = super::date::whole(text) {
        return Some(HeadRole::Date(found.date));
    }
    let (who, date) = head_line::signed(text)?;
    let (name, source) = head::names(who);
    Some(HeadRole::Byline { name, source, date })
}
