//! Selecting by keyboard: an end that stays, an end that moves.

use super::action::Action;
use super::keymap::Command;
use super::model::{Model, Selection, SelectionKind};
use crate::document::{Document, TextRange};
use crate::layout::motion;
use crate::text::grapheme;

/// The bytes of a selection, both ends' graphemes included; whole sentences where it grows by sentences.
pub(super) fn range(model: &Model, selection: Selection) -> TextRange {
    let text = model.text();
    let (first, last) = (
        selection.anchor.min(selection.head),
        selection.anchor.max(selection.head),
    );
    match selection.kind {
        SelectionKind::Characters => TextRange::new(first, grapheme::next(text, last)),
        SelectionKind::Sentences => {
            let sentence = |at| {
                motion::sentence_at(&model.document, at)
                    .unwrap_or(TextRange::new(at, grapheme::next(text, at)))
            };
            sentence(first).union(sentence(last))
        }
    }
}

impl Model {
    /// Actions of the group that selects.
    pub(super) fn selecting(&mut self, command: &Command, times: usize) {
        match command.action {
            Action::SelectCharacters => self.begin_selection(SelectionKind::Characters),
            Action::SelectSentences if self.selection.is_some() => match &mut self.selection {
                Some(selection) if selection.kind != SelectionKind::Sentences => {
                    selection.kind = SelectionKind::Sentences;
                }
                _ => self.why("whole sentences already: esc leaves"),
            },
            Action::SelectSentences => self.begin_selection(SelectionKind::Sentences),
            Action::Hint => self.open_hints(None),
            Action::Claim | Action::Mark | Action::Identify => {
                self.tag_selection(command.action, command.argument.as_deref());
            }
            Action::Copy => self.copy(),
            action => {
                self.extend(action, times);
            }
        }
    }

    /// Where a selection begins: at the reading position, or at the claim in focus where that is on the same page.
    fn begin_selection(&mut self, kind: SelectionKind) {
        if self.text().is_empty() {
            return self.why("there is no text to select");
        }
        let page = self.visible();
        let at = self.cursor.clamp(page.start, page.end.saturating_sub(1));
        let at = grapheme::floor(self.text(), at);
        self.selection = Some(Selection {
            kind,
            anchor: at,
            head: at,
            column: None,
        });
        self.done(
            "move the end: h l w b e ( ) { } 0 $; o the other end; then c claim, i entity, m mark, n note",
        );
    }

    /// Moves the selection's end; whether the action is one that does.
    pub(super) fn extend(&mut self, action: Action, times: usize) -> bool {
        let Some(mut selection) = self.selection else {
            return false;
        };
        let document = self.document.clone();
        let page = self.panes.text.height.max(1) as usize;
        let mut head = selection.head;
        let mut column = None;
        match action {
            Action::Left => head = repeat(head, times, |h| motion::previous_grapheme(&document, h)),
            Action::Right => head = repeat(head, times, |h| motion::next_grapheme(&document, h)),
            Action::WordForward => head = repeat(head, times, |h| motion::next_word(&document, h)),
            Action::WordBack => head = repeat(head, times, |h| motion::previous_word(&document, h)),
            Action::WordEnd => head = repeat(head, times, |h| motion::word_end(&document, h)),
            Action::NextSentence if selection.kind == SelectionKind::Characters => {
                // The end goes to the end of the sentence first, so that `v)` takes what is left of it.
                head = repeat(head, times, |h| sentence_end(&document, h));
            }
            Action::NextSentence => head = repeat(head, times, |h| motion::next_sentence(&document, h)),
            Action::PreviousSentence => {
                head = repeat(head, times, |h| motion::previous_sentence(&document, h));
            }
            Action::NextBlock if selection.kind == SelectionKind::Characters => {
                head = repeat(head, times, |h| block_end(&document, h));
            }
            Action::NextBlock => head = repeat(head, times, |h| motion::next_block(&document, h)),
            Action::PreviousBlock => head = repeat(head, times, |h| motion::previous_block(&document, h)),
            Action::Start => head = 0,
            Action::End => head = grapheme::previous(document.text(), document.text().len()),
            Action::LineStart => head = motion::row_ends(&mut self.layout, &document, head).0,
            Action::LineEnd => head = motion::row_ends(&mut self.layout, &document, head).1,
            Action::RowDown
            | Action::RowUp
            | Action::PageDown
            | Action::PageUp
            | Action::HalfDown
            | Action::HalfUp => {
                let rows = match action {
                    Action::RowDown | Action::RowUp => times,
                    Action::HalfDown | Action::HalfUp => times * (page / 2).max(1),
                    _ => times * page,
                } as isize;
                let down = matches!(action, Action::RowDown | Action::PageDown | Action::HalfDown);
                let rows = if down { rows } else { -rows };
                if selection.kind == SelectionKind::Sentences
                    && matches!(action, Action::RowDown | Action::RowUp)
                {
                    let by = if down {
                        motion::next_sentence
                    } else {
                        motion::previous_sentence
                    };
                    head = repeat(head, times, |h| by(&document, h));
                } else {
                    let kept = selection
                        .column
                        .unwrap_or_else(|| motion::column(&mut self.layout, &document, head));
                    head = motion::vertical(&mut self.layout, &document, head, rows, kept);
                    column = Some(kept);
                }
            }
            Action::SwapEnds => {
                std::mem::swap(&mut selection.anchor, &mut selection.head);
                head = selection.head;
            }
            Action::TakeWord | Action::TakeSentence | Action::TakeParagraph => {
                let taken = match action {
                    Action::TakeWord => motion::word_at(&document, head),
                    Action::TakeSentence => motion::sentence_at(&document, head).unwrap_or_default(),
                    _ => motion::block_range(&document, head),
                };
                if !taken.is_empty() {
                    selection.kind = SelectionKind::Characters;
                    selection.anchor = taken.start;
                    head = grapheme::previous(document.text(), taken.end).max(taken.start);
                }
            }
            _ => return false,
        }
        let last = grapheme::previous(document.text(), document.text().len());
        selection.head = head.min(last);
        selection.column = column;
        let moved = self.selection != Some(selection);
        self.selection = Some(selection);
        self.cursor = selection.head;
        self.reveal(TextRange::new(selection.head, selection.head + 1));
        if !moved {
            self.why(if action == Action::SwapEnds {
                "both ends stand in the same place"
            } else {
                "no further"
            });
        }
        true
    }

    fn copy(&mut self) {
        let range = self
            .selected()
            .or_else(|| self.focused().map(|c| c.range))
            .filter(|r| !r.is_empty());
        let Some(range) = range else {
            return self.why("nothing to copy: select with v or V");
        };
        let quote = crate::text::clean::one_line(self.document.slice(range));
        let m = self.document.metadata();
        let date = m.date.map(|d| d.to_string());
        let origin = m
            .url
            .clone()
            .or_else(|| (!self.label.is_empty()).then(|| self.label.clone()));
        let parts: Vec<String> = [
            Some(m.title.clone()),
            m.byline.clone(),
            m.source.clone(),
            date,
            self.document
                .page_at(range.start)
                .map(|page| format!("p. {page}")),
            origin,
        ]
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty())
        .collect();
        let bare = quote.trim_matches(['“', '”', '"']);
        self.effects.push(super::message::Effect::Copy(format!(
            "“{bare}” ({})",
            parts.join(", ")
        )));
        self.selection = None;
        self.done("copied with its citation");
    }
}

/// The last grapheme of the sentence, or of the next one where the end stands there already.
fn sentence_end(document: &Document, at: usize) -> usize {
    let last = |range: Option<TextRange>| range.map(|r| grapheme::previous(document.text(), r.end));
    let here = last(motion::sentence_at(document, at)).filter(|end| *end > at);
    here.or_else(|| last(motion::sentence_at(document, motion::next_sentence(document, at))))
        .unwrap_or(at)
        .max(at)
}

/// The last grapheme of the block, or of the next one where the end stands there already.
fn block_end(document: &Document, at: usize) -> usize {
    let last = |at| grapheme::previous(document.text(), motion::block_range(document, at).end);
    let here = last(at);
    if here > at {
        here
    } else {
        last(motion::next_block(document, at)).max(at)
    }
}

fn repeat(mut at: usize, times: usize, step: impl Fn(usize) -> usize) -> usize {
    for _ in 0..times {
        let next = step(at);
        if next == at {
            break;
        }
        at = next;
    }
    at
}
