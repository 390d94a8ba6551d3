//! The pieces of text that attribution works on: a sentence, or the sentences that one quotation holds together.
//!
//! Always true here: units are ordered, do not overlap, lie inside one block, and no quotation crosses their borders.

use std::ops::Range;

use super::quotation::Quotation;
use super::view::View;
use crate::document::BlockKind;
use crate::text::sentence::sentences;

/// A sentence, or several that a quotation holds together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentences, in tokens.
    pub sentences: Vec<Range<usize>>,
    /// Its quotations, as indices.
    pub quotations: Range<usize>,
    /// Index of its block.
    pub block: usize,
    /// The role of its block.
    pub kind: BlockKind,
}

/// The token ranges of all blocks of prose, with the index of each block.
pub(super) fn blocks(view: &View<'_>) -> Vec<(usize, Range<usize>)> {
    let all = view.document.blocks().iter().enumerate();
    all.filter(|(_, b)| b.kind.is_prose())
        .map(|(i, b)| (i, view.tokens_in(b.range)))
        .filter(|(_, t)| !t.is_empty())
        .collect()
}

/// The units of the given blocks.
pub(super) fn units(
    view: &View<'_>,
    blocks: &[(usize, Range<usize>)],
    quotations: &[Quotation],
) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::new();
    let mut q = 0;
    for (block, tokens) in blocks {
        let source = &view.document.blocks()[*block];
        let mut at = tokens.start;
        let mut start = at;
        let mut parts = Vec::new();
        for sentence in sentences(view.document.block_text(source)) {
            let end = source.range.start + sentence.end;
            let first = at;
            while at < tokens.end && view.tokens[at].range.start < end {
                at += 1;
            }
            parts.push(first..at);
            // A quotation that is still open here holds the next sentence too.
            let first = quotations[q..].iter().take_while(|c| c.close < at).count();
            let inside = quotations
                .get(q + first)
                .is_some_and(|c| c.open < at && c.close >= at);
            if inside && at < tokens.end {
                continue;
            }
            let last = q + quotations[q..].iter().take_while(|c| c.open < at).count();
            if at > start {
                let sentences = std::mem::take(&mut parts);
                out.push(Unit {
                    tokens: start..at,
                    sentences,
                    quotations: q..last,
                    block: *block,
                    kind: source.kind,
                });
            }
            q = last;
            start = at;
        }
    }
    out
}
