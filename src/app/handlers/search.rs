//! Searches the text, and the notes on it.

use super::super::keys::Command;
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::PromptKind;
use super::super::reading::{Sought, Then};
use super::super::status::{Outcome, decline, done};
use crate::document::TextRange;
use crate::layout::motion;
use crate::notes::{Annotation, AnnotationKind, Id};
use crate::text::clean::one_line;
use crate::text::search::Search;

/// `/`, or `:find WORDS`.
pub(super) fn search(model: &mut Model, command: &Command) -> Outcome {
    let from = model.reading.cursor();
    match &command.argument {
        Some(needle) => model.find(needle, from, Then::Jump(from)),
        None => {
            let top = model.reading.top();
            model.open_prompt(PromptKind::Search { from, top }, "")
        }
    }
}

pub(super) fn next_match(model: &mut Model, command: &Command) -> Outcome {
    let sought = model.reading.next_match(command.times(), true)?;
    model.after_search(sought)
}

pub(super) fn previous_match(model: &mut Model, command: &Command) -> Outcome {
    let sought = model.reading.next_match(command.times(), false)?;
    model.after_search(sought)
}

/// `*`: searches for the entity or the word under the cursor.
pub(super) fn search_word(model: &mut Model, _: &Command) -> Outcome {
    let cursor = model.reading.cursor();
    let named = model.article.entity_at(cursor).and_then(|(entity, mention)| {
        let entity = model.article.entities().get(entity)?;
        entity.mentions.get(mention).copied()
    });
    let document = model.article.document();
    let range = named.unwrap_or_else(|| motion::word_at(document, cursor));
    let word = one_line(document.slice(range));
    if !word.contains(char::is_alphanumeric) {
        return decline("no word under the cursor");
    }
    let sought = model.reading.find_word(&word, range.end);
    model.after_search(sought)
}

pub(super) fn clear_search(model: &mut Model, _: &Command) -> Outcome {
    model.reading.end_search();
    done("search cleared")
}

impl Model {
    /// Makes the first match at or after byte `from` the current one.
    pub(super) fn find(&mut self, needle: &str, from: usize, then: Then) -> Outcome {
        let noted = self.notes_with(needle);
        let sought = self.reading.find(needle, from, then, noted);
        self.after_search(sought)
    }

    /// Handles the result of a search: asks a worker, moves the focus after a jump.
    pub(in crate::app) fn after_search(&mut self, sought: Sought) -> Outcome {
        self.effects.extend(sought.look.map(Effect::Find));
        if sought.jumped {
            self.follow();
        }
        if let Some(id) = sought.noted {
            self.show_written(id, "found in a note");
        }
        sought.outcome
    }

    /// Annotations whose note, evidence, tags or restatement contain `needle`, with their passages, by position.
    fn notes_with(&self, needle: &str) -> Vec<(TextRange, Id)> {
        let Ok(search) = Search::new(needle) else {
            return Vec::new();
        };
        let holds = |text: &str| search.find_all(text).next().is_some();
        let written = |a: &Annotation| {
            let own = [&a.note, &a.restatement, &a.name];
            own.into_iter().flatten().any(|text| holds(text))
                || a.tags.iter().any(|tag| holds(tag))
                || a.evidence
                    .iter()
                    .any(|e| holds(&e.source) || e.quote.as_deref().is_some_and(holds))
        };
        let annotations = self.article.notebook().annotations();
        let wanted = annotations.filter(|a| a.kind != AnnotationKind::Rejection && written(a));
        let mut out: Vec<(TextRange, Id)> = wanted
            .filter_map(|a| Some((self.article.located(a).range?, a.id)))
            .collect();
        out.sort_unstable();
        out
    }
}
