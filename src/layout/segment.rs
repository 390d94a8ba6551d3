//! Splits long blocks into segments that are laid out independently.
//!
//! The boundaries depend only on the text (not on the measure, nor on earlier layouts), and each is found by examining a bounded stretch of
//! text. In prose a boundary ends a row early, about once in two hundred rows; it is placed after a sentence if possible, so that it looks
//! like the end of a paragraph.

use crate::document::{Block, BlockKind, Document, TextRange};
use crate::text::{grapheme, linebreak};

/// The approximate size of a segment in bytes. At worst, a page costs the layout of two segments.
pub(super) const SEGMENT: usize = 8 * 1024;
/// Bytes after the intended boundary that are searched for a better one.
const REACH: usize = 1024;

/// Whether a line feed in `block` is a line break of the text, not a line end of a wrapped file.
pub(super) fn hard_breaks(document: &Document, block: &Block) -> bool {
    !document.is_verbatim() || block.kind == BlockKind::Preformatted
}

/// The number of segments of a block of `len` bytes; at least one.
pub(super) fn count(len: usize) -> usize {
    ((len + SEGMENT / 2) / SEGMENT).max(1)
}

/// The byte range of segment `index` of `block` (the text of one block).
pub(super) fn range(block: &str, index: usize, hard_breaks: bool) -> TextRange {
    let n = count(block.len());
    let border = |i: usize| match i {
        0 => 0,
        i if i >= n => block.len(),
        i => cut(block, i * SEGMENT, hard_breaks),
    };
    TextRange::new(border(index), border(index + 1))
}

/// The segment that contains byte `offset` of `block`; the last one for its end.
pub(super) fn holding(block: &str, offset: usize, hard_breaks: bool) -> usize {
    let i = (offset / SEGMENT).min(count(block.len()) - 1);
    if i > 0 && offset < cut(block, i * SEGMENT, hard_breaks) {
        i - 1
    } else {
        i
    }
}

/// The boundary found from byte `from` on, within [`REACH`].
fn cut(block: &str, from: usize, hard_breaks: bool) -> usize {
    let start = grapheme::floor_char(block, from);
    let window = &block[start..grapheme::floor_char(block, from + REACH)];
    if hard_breaks && let Some(i) = window.find('\n') {
        return start + i + 1;
    }
    let mut word = None;
    let bytes = window.as_bytes();
    for (i, pair) in bytes.windows(2).enumerate().skip(1) {
        if pair[0] == b' ' && pair[1].is_ascii_alphanumeric() {
            word = word.or(Some(i + 1));
            if matches!(bytes[i - 1], b'.' | b'!' | b'?' | b'"') {
                return start + i + 1;
            }
        }
    }
    if let Some(i) = word {
        return start + i;
    }
    let break_at = linebreak::breaks(window)
        .map(|b| start + b.offset)
        .find(|&at| at > from && at < start + window.len() && grapheme::is_border(block, at));
    // If there is none, between two graphemes; and if no grapheme ends within reach, inside one.
    let border =
        || (from..from + 64).find(|&at| block.is_char_boundary(at) && grapheme::is_border(block, at));
    let character = || (from..from + 4).find(|&at| block.is_char_boundary(at));
    break_at.or_else(border).or_else(character).unwrap_or(block.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_tile_the_block_and_hold_their_offsets() {
        for text in [
            "A sentence that is read. ".repeat(2000),
            "騰訊控股".repeat(5000),
            "x".repeat(40_000),
            format!("e{}", "\u{301}".repeat(20_000)),
            String::new(),
        ] {
            let mut end = 0;
            for i in 0..count(text.len()) {
                let range = range(&text, i, false);
                assert_eq!(range.start, end);
                assert!(text.is_char_boundary(range.end));
                assert!(range.len() <= 2 * SEGMENT);
                for offset in [range.start, range.end.saturating_sub(1)] {
                    assert_eq!(holding(&text, offset, false), i);
                }
                end = range.end;
            }
            assert_eq!(end, text.len());
        }
    }
}
