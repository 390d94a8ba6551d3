//! Selection by keyboard: a fixed end, and a moving end.

use super::Reading;
use crate::document::{Document, TextRange};
use crate::layout::motion;
use crate::text::grapheme;

/// The unit of a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionKind {
    /// Characters.
    Characters,
    /// Sentences.
    Sentences,
}

/// A selection: the fixed end and the moving end, in bytes; both are inside the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Its unit.
    pub kind: SelectionKind,
    /// The fixed end.
    pub anchor: usize,
    /// The moving end: the start of its grapheme.
    pub head: usize,
    /// The column that vertical motions keep, in cells.
    pub column: Option<u16>,
}

/// A motion of the moving end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Motion {
    Left,
    Right,
    NextWord,
    PreviousWord,
    WordEnd,
    NextSentence,
    PreviousSentence,
    NextBlock,
    PreviousBlock,
    Start,
    End,
    RowStart,
    RowEnd,
    /// By rows, down or up; a selection of sentences moves by sentences.
    Rows(isize),
    /// By rows, whatever the unit: pages.
    Pages(isize),
    OtherEnd,
    Word,
    Sentence,
    Paragraph,
}

impl Reading {
    /// The selection, by its ends.
    pub fn selection(&self) -> Option<Selection> {
        self.selection
    }

    /// Selected bytes: including the graphemes at both ends; whole sentences if that is the unit.
    pub fn selected(&self) -> Option<TextRange> {
        let selection = self.selection?;
        let text = self.document.text();
        let first = selection.anchor.min(selection.head);
        let last = selection.anchor.max(selection.head);
        Some(match selection.kind {
            SelectionKind::Characters => TextRange::new(first, grapheme::next(text, last)),
            SelectionKind::Sentences => {
                let sentence = |at| {
                    motion::sentence_at(&self.document, at)
                        .unwrap_or(TextRange::new(at, grapheme::next(text, at)))
                };
                sentence(first).union(sentence(last))
            }
        })
    }

    /// Clears the selection.
    pub(in crate::app) fn clear_selection(&mut self) {
        self.selection = None;
    }

    /// Begins a selection at the reading position; returns whether any text is in view.
    pub(in crate::app) fn begin_selection(&mut self, kind: SelectionKind) -> bool {
        let text = self.document.text();
        // Nothing invisible is selected.
        if text.is_empty() || self.seen.stretches().is_empty() {
            return false;
        }
        let page = self.visible();
        let at = self.cursor.clamp(page.start, page.end.saturating_sub(1));
        let at = grapheme::floor(text, at);
        self.selection = Some(Selection {
            kind,
            anchor: at,
            head: at,
            column: None,
        });
        self.show_selected();
        true
    }

    /// Changes the unit to sentences; returns whether it was different.
    pub(in crate::app) fn select_sentences(&mut self) -> bool {
        match &mut self.selection {
            Some(selection) if selection.kind != SelectionKind::Sentences => {
                selection.kind = SelectionKind::Sentences;
                self.show_selected();
                true
            }
            _ => false,
        }
    }

    /// Selects `range`.
    pub(in crate::app) fn select_range(&mut self, kind: SelectionKind, range: TextRange) {
        let head = grapheme::previous(self.document.text(), range.end).max(range.start);
        self.selection = Some(Selection {
            kind,
            anchor: range.start,
            head,
            column: None,
        });
        self.cursor = range.start;
        self.show_selected();
    }

    /// Unfolds selected text.
    fn show_selected(&mut self) {
        let Some(range) = self.selected() else { return };
        if !self.seen.stretches().iter().any(|s| s.covers(range)) {
            self.layout.open(range);
        }
    }

    /// Selects from the start of the selection, or from the reading position, to byte `offset`.
    pub(in crate::app) fn select_to(&mut self, offset: usize) {
        let anchor = self.selection.map_or(self.cursor, |s| s.anchor);
        self.selection = Some(Selection {
            kind: SelectionKind::Characters,
            anchor,
            head: offset,
            column: None,
        });
        self.cursor = offset;
        self.show_selected();
    }

    /// Moves the selection's end; returns whether anything changed. Does nothing without a selection.
    pub(in crate::app) fn extend(&mut self, motion: Motion, times: usize) -> bool {
        let Some(mut selection) = self.selection else {
            return false;
        };
        let document = self.document.clone();
        let by_sentences = selection.kind == SelectionKind::Sentences;
        let at = selection.head;
        let many = |step: fn(&Document, usize) -> usize| repeat(at, times, |h| step(&document, h));
        let mut column = None;
        let head = match motion {
            Motion::Left => many(motion::previous_grapheme),
            Motion::Right => many(motion::next_grapheme),
            Motion::NextWord => many(motion::next_word),
            Motion::PreviousWord => many(motion::previous_word),
            Motion::WordEnd => many(motion::word_end),
            Motion::NextSentence if by_sentences => many(motion::next_sentence),
            // The end moves to the end of the sentence first, so that `v)` selects the rest of it.
            Motion::NextSentence => many(sentence_end),
            Motion::PreviousSentence => many(motion::previous_sentence),
            Motion::NextBlock if by_sentences => many(motion::next_block),
            Motion::NextBlock => many(block_end),
            Motion::PreviousBlock => many(motion::previous_block),
            Motion::Start => 0,
            Motion::End => grapheme::previous(document.text(), document.text().len()),
            Motion::RowStart => motion::row_ends(&mut self.layout, &document, at).0,
            Motion::RowEnd => motion::row_ends(&mut self.layout, &document, at).1,
            Motion::Rows(rows) if by_sentences => {
                let step = if rows > 0 {
                    motion::next_sentence
                } else {
                    motion::previous_sentence
                };
                repeat(at, rows.unsigned_abs(), |h| step(&document, h))
            }
            Motion::Rows(rows) | Motion::Pages(rows) => {
                let kept = selection
                    .column
                    .unwrap_or_else(|| motion::column(&mut self.layout, &document, at));
                column = Some(kept);
                motion::vertical(&mut self.layout, &document, at, rows, kept)
            }
            Motion::OtherEnd => {
                std::mem::swap(&mut selection.anchor, &mut selection.head);
                selection.head
            }
            Motion::Word => take(&mut selection, &document, motion::word_at(&document, at)),
            Motion::Sentence => {
                let sentence = motion::sentence_at(&document, at).unwrap_or_default();
                take(&mut selection, &document, sentence)
            }
            Motion::Paragraph => take(&mut selection, &document, motion::block_range(&document, at)),
        };
        let last = grapheme::previous(document.text(), document.text().len());
        selection.head = head.min(last);
        selection.column = column;
        let moved = self.selection != Some(selection);
        self.selection = Some(selection);
        self.show_selected();
        self.go_to(TextRange::new(selection.head, selection.head + 1));
        moved
    }
}

/// Makes the selection just `range`; returns the moving end.
fn take(selection: &mut Selection, document: &Document, range: TextRange) -> usize {
    if range.is_empty() {
        return selection.head;
    }
    selection.kind = SelectionKind::Characters;
    selection.anchor = range.start;
    grapheme::previous(document.text(), range.end).max(range.start)
}

/// The last grapheme of the sentence, or of the next one if the end is already there.
fn sentence_end(document: &Document, at: usize) -> usize {
    let last = |range: Option<TextRange>| range.map(|r| grapheme::previous(document.text(), r.end));
    let here = last(motion::sentence_at(document, at)).filter(|end| *end > at);
    here.or_else(|| last(motion::sentence_at(document, motion::next_sentence(document, at))))
        .unwrap_or(at)
        .max(at)
}

/// The last grapheme of the block, or of the next one if the end is already there.
fn block_end(document: &Document, at: usize) -> usize {
    let last = |at| grapheme::previous(document.text(), motion::block_range(document, at).end);
    let here = last(at);
    if here > at {
        here
    } else {
        last(motion::next_block(document, at)).max(at)
    }
}

/// Repeats a step until it stops moving.
pub(super) fn repeat(mut at: usize, times: usize, step: impl Fn(usize) -> usize) -> usize {
    for _ in 0..times {
        let next = step(at);
        if next == at {
            break;
        }
        at = next;
    }
    at
}
