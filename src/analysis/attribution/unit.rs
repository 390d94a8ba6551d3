//! The units of attribution: a sentence, or several sentences inside one quotation.
//!
//! Invariants: units are ordered, do not overlap, lie inside one block, and no quotation crosses their boundaries.

use std::ops::Range;

use super::quotation::Quotation;
use super::turns::SpokenTurn;
use super::view::View;
use crate::analysis::syntax::is_quotation_mark;
use crate::document::BlockKind;
use crate::text::sentence::sentences;

/// The maximum number of tokens in a sentence. A longer one is speech without full stops, or a list: its parse would be unreliable and
/// disproportionately slow.
const LONGEST: usize = 400;

/// A sentence, or several inside one quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentences, in tokens.
    pub sentences: Vec<Range<usize>>,
    /// Its quotations, as a range of indices.
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

/// The sentences of a block, in tokens. An attribution belongs to the quotation before it: '“Stop!” Ruiz shouted.'
fn sentence_tokens(view: &View<'_>, block: usize, tokens: &Range<usize>) -> Vec<Range<usize>> {
    let source = &view.document.blocks()[block];
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = tokens.start;
    for sentence in sentences(view.document.block_text(source)) {
        let end = source.range.start + sentence.end;
        let first = at;
        while at < tokens.end && view.tokens[at].range.start < end {
            at += 1;
        }
        match out.last_mut() {
            Some(last) if shouts(view, last) && tells_who(view, &(first..at)) => last.end = at,
            _ => out.extend(
                (first..at)
                    .step_by(LONGEST)
                    .map(|start| start..at.min(start + LONGEST)),
            ),
        }
    }
    out
}

/// Whether `sentence` ends with a quoted question or exclamation.
fn shouts(view: &View<'_>, sentence: &Range<usize>) -> bool {
    sentence.len() > 2
        && is_quotation_mark(view.word(sentence.end - 1))
        && matches!(view.word(sentence.end - 2), "?" | "!" | "？" | "！")
}

/// Whether `sentence` is only an attribution: 'Ruiz shouted.', 'the mayor asked the council.'
fn tells_who(view: &View<'_>, sentence: &Range<usize>) -> bool {
    let verb = sentence.clone().skip(1).take(6).find(|&i| view.cue(i).is_some());
    let plain = |i: usize| {
        let word = view.word(i);
        !is_quotation_mark(word) && !matches!(word, "," | ":" | ";" | "that" | "the" | "a")
    };
    match verb {
        Some(v) => {
            (sentence.start..v).all(|i| plain(i) || i == sentence.start) && {
                let rest = v + 1..sentence.end;
                rest.len() <= 8
                    && !rest
                        .clone()
                        .any(|i| matches!(view.word(i), "that" | "nothing" | ":"))
            }
        }
        // Any other verb, if it stands alone.
        None => {
            sentence.len() == 3
                && view.word(sentence.start).starts_with(char::is_uppercase)
                && view
                    .word(sentence.start + 1)
                    .starts_with(|c: char| c.is_ascii_lowercase())
        }
    }
}

/// The units of the given blocks, without the labels of `turns`.
pub(super) fn units(
    view: &View<'_>,
    blocks: &[(usize, Range<usize>)],
    quotations: &[Quotation],
    turns: &[SpokenTurn],
) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::new();
    let mut q = 0;
    for (block, tokens) in blocks {
        let kind = view.document.blocks()[*block].kind;
        // The label of a turn is not part of its content.
        let turn = turns.partition_point(|t| t.label.start < tokens.start);
        let labelled = turns.get(turn).filter(|t| t.label.start == tokens.start);
        let label = labelled.map_or(tokens.start, |t| t.label.end.min(tokens.end));
        let mut start = label;
        let mut parts = Vec::new();
        for sentence in sentence_tokens(view, *block, tokens) {
            let at = sentence.end;
            let sentence = sentence.start.max(label)..at;
            if sentence.is_empty() {
                continue;
            }
            parts.push(sentence);
            // A quotation that is still open here includes the next sentence too.
            let first = q.max(quotations.partition_point(|c| c.close < at));
            let inside = quotations
                .get(first)
                .is_some_and(|c| c.open < at && c.close >= at);
            if inside && at < tokens.end {
                continue;
            }
            let last = q.max(quotations.partition_point(|c| c.open < at));
            if at > start {
                let sentences = std::mem::take(&mut parts);
                out.push(Unit {
                    tokens: start..at,
                    sentences,
                    quotations: q..last,
                    block: *block,
                    kind,
                });
            }
            q = last;
            start = at;
        }
    }
    out
}
