//! A document prepared for attribution: its tokens by block, unit and quotation, and the entity that each names.

use std::borrow::Cow;
use std::ops::Range;

use super::cue::{Cue, cue};
use super::frame::may_end_subject;
use crate::analysis::Entity;
use crate::analysis::constructions::{Construction, Constructions};
use crate::analysis::entities::{built_in_gazetteer, casing};
use crate::analysis::steps::step;
use crate::analysis::token::Token;
use crate::document::{Document, TextRange};

/// The text of `document` with headlines in capitals recased as running text, block by block.
pub(super) fn running<'d>(document: &'d Document, tokens: &[Token]) -> Cow<'d, str> {
    let text = document.text();
    let Some(gazetteer) = built_in_gazetteer() else {
        return Cow::Borrowed(text);
    };
    let first = |offset: usize| tokens.partition_point(|t| t.range.start < offset);
    let blocks: Vec<Range<usize>> = document
        .blocks()
        .iter()
        .map(|b| first(b.range.start)..first(b.range.end))
        .collect();
    casing::running(text, tokens, &blocks, gazetteer)
}

/// The words and names of one document.
pub(super) struct View<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its text, with headlines in capitals recased.
    pub text: &'a str,
    /// All its tokens.
    pub tokens: &'a [Token],
    /// All its entities.
    pub entities: &'a [Entity],
    /// All mentions by start: the range and the index of the entity.
    pub mentions: Vec<(TextRange, usize)>,
    /// The cue at each token.
    cues: Vec<Option<Cue>>,
    /// For each token, the number of preceding tokens that are words, and the total: words are counted often and over long stretches.
    words: Vec<u32>,
    /// The same for tokens that may end the words that name a speaker.
    edges: Vec<u32>,
    /// The constructions in use.
    constructions: &'a Constructions,
}

impl<'a> View<'a> {
    /// The view of `document`, with words read from `text`, see [`running`].
    pub(super) fn new(
        document: &'a Document,
        text: &'a str,
        tokens: &'a [Token],
        entities: &'a [Entity],
        constructions: &'a Constructions,
    ) -> Self {
        let mut mentions: Vec<_> = entities
            .iter()
            .enumerate()
            .flat_map(|(e, entity)| entity.mentions.iter().map(move |m| (m.range, e)))
            .collect();
        mentions.sort_unstable();
        let cues = tokens.iter().map(|t| cue(t.range.slice(text))).collect();
        let words = before(
            tokens
                .iter()
                .map(|t| t.range.slice(text).starts_with(char::is_alphanumeric)),
        );
        let edges = before(
            tokens
                .iter()
                .map(|t| may_end_subject(&lowered(t.range.slice(text)))),
        );
        Self {
            document,
            text,
            tokens,
            entities,
            mentions,
            cues,
            words,
            edges,
            constructions,
        }
    }

    /// Whether `construction` is in use.
    pub(super) fn uses(&self, construction: Construction) -> bool {
        self.constructions.has(construction)
    }

    /// The text of token `i`; empty past the end.
    pub(super) fn word(&self, i: usize) -> &'a str {
        step();
        self.tokens.get(i).map_or("", |t| t.range.slice(self.text))
    }

    /// The text of token `i` in lower case.
    pub(super) fn lower(&self, i: usize) -> Cow<'a, str> {
        lowered(self.word(i))
    }

    /// The cue that token `i` is, if it is in lower case.
    pub(super) fn cue(&self, i: usize) -> Option<Cue> {
        step();
        self.cues.get(i).copied().flatten()
    }

    /// From the first to the last of `tokens`, in bytes.
    pub(super) fn range(&self, tokens: &Range<usize>) -> TextRange {
        match (
            self.tokens.get(tokens.start),
            self.tokens.get(tokens.end.wrapping_sub(1)),
        ) {
            (Some(a), Some(b)) => TextRange::new(a.range.start, b.range.end),
            _ => TextRange::default(),
        }
    }

    /// The tokens inside `range`.
    pub(super) fn tokens_in(&self, range: TextRange) -> Range<usize> {
        let start = self.tokens.partition_point(|t| t.range.start < range.start);
        let end = self.tokens.partition_point(|t| t.range.start < range.end);
        start..end.max(start)
    }

    /// The mentions completely inside `range`, in order.
    pub(super) fn mentions_in(
        &self,
        range: TextRange,
    ) -> impl DoubleEndedIterator<Item = (TextRange, usize)> + '_ {
        let start = self.mentions.partition_point(|m| m.0.start < range.start);
        let end = self.mentions.partition_point(|m| m.0.start < range.end);
        self.mentions[start..end]
            .iter()
            .copied()
            .filter(move |m| m.0.end <= range.end)
    }

    /// The text before token `at`, from the start of its block or of the block `back` blocks earlier; `None` past the end.
    pub(super) fn before(&self, at: usize, back: usize) -> Option<TextRange> {
        let end = self.tokens.get(at)?.range.start;
        let block = self.document.block_at(end)?.saturating_sub(back);
        let start = self.document.blocks().get(block)?.range.start;
        Some(TextRange::new(start, end))
    }

    /// Whether one of `tokens` may end the words that name a speaker.
    pub(super) fn has_edge(&self, tokens: &Range<usize>) -> bool {
        within(&self.edges, tokens) > 0
    }

    /// The number of words among `tokens`.
    pub(super) fn words(&self, tokens: &Range<usize>) -> usize {
        within(&self.words, tokens)
    }
}

/// `word` in lower case, borrowed if it already is.
fn lowered(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// Running counts: for each position from 0 to the end, how many of the preceding items are true.
pub(super) fn before(marked: impl Iterator<Item = bool>) -> Vec<u32> {
    let mut count = 0;
    let all = marked.map(|marked| {
        count += u32::from(marked);
        count
    });
    std::iter::once(0).chain(all).collect()
}

/// The number of true items in `range`, from counts made by [`before`]; 0 past the end.
pub(super) fn within(counts: &[u32], range: &Range<usize>) -> usize {
    let count = |i: usize| counts.get(i).or(counts.last()).map_or(0, |c| *c as usize);
    count(range.end).saturating_sub(count(range.start))
}
