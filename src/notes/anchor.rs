//! Finding a passage again in a text that may have changed.

use super::{Anchor, AnchorState, Located};
use crate::document::{Document, TextRange, block_hash};
use crate::text::fold::{ANCHOR, Folded, fold, folded};

/// Characters of context kept on each side.
const CONTEXT: usize = 32;

/// The anchor of the passage `range` of `document`, cut to the text and to character borders.
pub fn anchor(document: &Document, range: TextRange) -> Anchor {
    let text = document.text();
    let quote = range.slice(text);
    let start = quote.as_ptr() as usize - text.as_ptr() as usize;
    let range = TextRange::new(start, start + quote.len());
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(i, _)| i);
    let to = behind
        .char_indices()
        .nth(CONTEXT)
        .map_or(behind.len(), |(i, _)| i);
    let block = document
        .block_at(range.start)
        .and_then(|i| document.blocks().get(i));
    Anchor {
        range,
        quote: quote.to_owned(),
        prefix: before[from..].to_owned(),
        suffix: behind[..to].to_owned(),
        block_hash: block.map_or(0, |b| block_hash(document.block_text(b))),
    }
}

/// A place that may be the passage of an anchor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Where, in bytes of the canonical text.
    pub range: TextRange,
    /// How alike the words are, 0 to 1.
    pub quote: f32,
    /// How alike the words before it are, 0 to 1.
    pub prefix: f32,
    /// How alike the words behind it are, 0 to 1.
    pub suffix: f32,
}

/// Looks for the passages of anchors in one document.
#[derive(Debug)]
pub struct Locator<'a> {
    document: &'a Document,
    folded: Folded,
}

impl<'a> Locator<'a> {
    /// Folds the document once, for any number of anchors.
    pub fn new(document: &'a Document) -> Self {
        Self {
            document,
            folded: fold(document.text(), ANCHOR),
        }
    }

    /// Where the passage of `anchor` stands now.
    pub fn locate(&self, anchor: &Anchor) -> Located {
        if self.document.slice(anchor.range) == anchor.quote && !anchor.quote.is_empty() {
            return Located {
                state: AnchorState::Ok,
                range: Some(anchor.range),
            };
        }
        match self.candidates(anchor).as_slice() {
            [] => Located {
                state: AnchorState::Orphan,
                range: None,
            },
            [one] => Located {
                state: AnchorState::Moved,
                range: Some(one.range),
            },
            [first, ..] => Located {
                state: AnchorState::Ambiguous,
                range: Some(first.range),
            },
        }
    }

    /// The places that may be the passage of `anchor`, best first.
    pub fn candidates(&self, anchor: &Anchor) -> Vec<Candidate> {
        let needle = folded(&anchor.quote, ANCHOR);
        if needle.trim().is_empty() {
            return Vec::new();
        }
        self.folded
            .text
            .match_indices(needle.as_str())
            .map(|(at, found)| Candidate {
                range: self.folded.source_range(at, at + found.len()).into(),
                quote: 1.0,
                prefix: 0.0,
                suffix: 0.0,
            })
            .collect()
    }
}
