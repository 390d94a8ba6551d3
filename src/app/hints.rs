//! Letters on the visible sentences: one letter picks a sentence, without counting or moving.

use super::action::Action;
use super::keymap::Command;
use super::model::{Model, Over, Selection, SelectionKind};
use crate::config::key::{Code, Key};
use crate::document::TextRange;
use crate::text::sentence::sentences;

/// A sentence and the letters that pick it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintLabel {
    /// One letter, or two where there are more sentences than letters.
    pub letters: String,
    /// The sentence, in bytes.
    pub range: TextRange,
    /// Which of its letters were pressed already.
    pub typed: usize,
}

/// Letters by how easily they are reached.
const LETTERS: &str = "asdfghjklqwertyuiopzxcvbnm";

impl Model {
    /// Shows a letter on each sentence that begins on the page (or reaches into its top).
    pub(super) fn open_hints(&mut self, then: Option<Command>) {
        let page = self.visible();
        let mut found: Vec<TextRange> = Vec::new();
        let first = self.document.block_at(page.start).unwrap_or(0);
        for block in self
            .document
            .blocks()
            .iter()
            .skip(first)
            .take_while(|b| b.range.start < page.end)
        {
            if !block.kind.is_prose() && block.kind != crate::document::BlockKind::Table {
                continue;
            }
            // Of a block larger than any page only the part around the page is split.
            let window = block
                .range
                .intersection(TextRange::new(page.start.saturating_sub(4000), page.end + 4000));
            let Some(window) = window else { continue };
            let text = self.document.slice(window);
            found.extend(
                sentences(text)
                    .into_iter()
                    .map(|s| TextRange::from(s).shifted(window.start))
                    .filter(|s| s.overlaps(page)),
            );
        }
        if found.is_empty() {
            return self.why("no sentence is in view");
        }
        let letters: Vec<char> = LETTERS.chars().collect();
        let single = found.len() <= letters.len();
        let label = |i: usize| {
            if single {
                letters[i].to_string()
            } else {
                [
                    letters[i / letters.len() % letters.len()],
                    letters[i % letters.len()],
                ]
                .iter()
                .collect()
            }
        };
        let labels = found
            .into_iter()
            .enumerate()
            .map(|(i, range)| HintLabel {
                letters: label(i),
                range,
                typed: 0,
            })
            .collect();
        self.over = Some(Over::Hint(labels, then));
    }

    pub(super) fn press_hint(&mut self, key: Key) {
        let Some(Over::Hint(mut labels, then)) = self.over.take() else {
            return;
        };
        let Code::Char(c) = key.code else {
            return self.why("nothing picked");
        };
        labels.retain(|l| l.letters.chars().nth(l.typed) == Some(c));
        for label in &mut labels {
            label.typed += 1;
        }
        match labels.as_slice() {
            [] => self.why(format!("no sentence has the letter {c}")),
            [label] if label.typed == label.letters.chars().count() => {
                let range = label.range;
                self.select_range(SelectionKind::Sentences, range);
                match then {
                    Some(command) => self.run(command),
                    None => self.done("sentence selected: c claim, m mark, n note, i entity"),
                }
            }
            _ => self.over = Some(Over::Hint(labels, then)),
        }
    }

    /// Selects `range` as it is.
    pub(super) fn select_range(&mut self, kind: SelectionKind, range: TextRange) {
        let head = crate::text::grapheme::previous(self.text(), range.end).max(range.start);
        self.selection = Some(Selection {
            kind,
            anchor: range.start,
            head,
            column: None,
        });
        self.cursor = range.start;
    }

    /// While reading, `c` picks a sentence and makes it a claim.
    pub(super) fn pick_claim(&mut self) {
        self.open_hints(Some(Command::new(Action::Claim)));
    }
}
