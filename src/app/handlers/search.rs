//! Searching the text.

use super::super::keys::Command;
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::PromptKind;
use super::super::reading::{Sought, Then};
use super::super::status::{Outcome, decline, done};
use crate::layout::motion;
use crate::text::clean::one_line;

/// `/`, or `:search WORDS`.
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

/// `*`: the entity or the word under the cursor.
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
    done("search put away")
}

impl Model {
    /// Makes the first match at or after byte `from` the current one.
    pub(super) fn find(&mut self, needle: &str, from: usize, then: Then) -> Outcome {
        let sought = self.reading.find(needle, from, then);
        self.after_search(sought)
    }

    /// What a search came to: a worker is asked, the focus follows a jump.
    pub(in crate::app) fn after_search(&mut self, sought: Sought) -> Outcome {
        self.effects.extend(sought.look.map(Effect::Find));
        if sought.jumped {
            self.follow();
        }
        sought.outcome
    }
}
