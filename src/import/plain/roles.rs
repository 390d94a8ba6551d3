//! Finds headings and captions among the pieces of the body.

use super::split::{Flow, Piece};
use super::{caption, shape};
use crate::document::BlockKind;

/// Assigns their role to body pieces that are headings or captions.
pub(super) fn assign(text: &str, pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        let Some(piece) = pieces.get(at) else { break };
        let source = piece.source(text);
        match (piece.kind, piece.flow) {
            (BlockKind::Paragraph | BlockKind::Quote, Flow::Joined) if caption::is_caption(source) => {
                kind(pieces, at, BlockKind::Caption);
            }
            (BlockKind::Paragraph, Flow::Joined) if is_heading(text, pieces, at) => {
                let level = shape::heading_level(source);
                kind(pieces, at, BlockKind::Heading);
                if let Some(piece) = pieces.get_mut(at) {
                    piece.level = level;
                }
            }
            (BlockKind::Item, _) if is_numbered_heading(text, pieces, at) => {
                if let Some(piece) = pieces.get_mut(at) {
                    piece.kind = BlockKind::Heading;
                    piece.level = 2;
                    piece.ordinal = None;
                    piece.body = piece.range.start;
                }
            }
            _ => {}
        }
    }
}

fn kind(pieces: &mut [Piece], at: usize, kind: BlockKind) {
    if let Some(piece) = pieces.get_mut(at) {
        piece.kind = kind;
    }
}

/// A short line on its own without a full stop, followed by longer text.
fn is_heading(text: &str, pieces: &[Piece], at: usize) -> bool {
    let Some(piece) = pieces
        .get(at)
        .filter(|p| p.alone && shape::may_be_heading(p.source(text)))
    else {
        return false;
    };
    let source = piece.source(text);
    let after = || {
        pieces
            .iter()
            .skip(at + 1)
            .filter(|p| !matches!(p.kind, BlockKind::Rule | BlockKind::Caption))
    };
    let Some(next) = after().next() else { return false };
    let below = next.source(text);
    let strict =
        shape::is_all_capitals(source) || shape::is_title_case(source) && shape::words(source, 12) <= 10;
    match next.kind {
        // Two headings may follow each other; three short lines are something else.
        BlockKind::Paragraph if next.alone && shape::may_be_heading(below) => {
            strict
                && after()
                    .nth(1)
                    .is_some_and(|p| p.source(text).len() > source.len())
        }
        _ if next.flow == Flow::Lines => strict && shape::words(source, 2) == 2,
        BlockKind::Paragraph | BlockKind::Quote => {
            let caption = caption::is_caption(below);
            caption || below.len() > source.len() && (strict || shape::words(source, 12) <= 9)
        }
        BlockKind::Item | BlockKind::Table | BlockKind::Preformatted => {
            strict || shape::words(source, 12) <= 6
        }
        _ => false,
    }
}

/// '1. Introduction' with a paragraph after it and no item next to it.
fn is_numbered_heading(text: &str, pieces: &[Piece], at: usize) -> bool {
    let Some(piece) = pieces.get(at).filter(|p| p.alone && p.ordinal.is_some()) else {
        return false;
    };
    let beside = |i: Option<usize>| {
        i.and_then(|i| pieces.get(i))
            .is_some_and(|p| p.kind == BlockKind::Item)
    };
    let below = pieces
        .get(at + 1)
        .is_some_and(|p| p.kind == BlockKind::Paragraph && p.range.len() > 80);
    let source = piece.source(text);
    below && !beside(at.checked_sub(1)) && shape::may_be_heading(source) && shape::words(source, 12) <= 8
}
