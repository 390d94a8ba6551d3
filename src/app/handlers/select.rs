//! Selecting by keyboard, and copying.

use super::super::keys::Command;
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::{Hints, Overlay};
use super::super::reading::{Motion, SelectionKind};
use super::super::status::{Outcome, decline, done, quiet};
use crate::document::TextRange;
use crate::text::clean::one_line;

pub(super) fn select_characters(model: &mut Model, _: &Command) -> Outcome {
    model.begin_selection(SelectionKind::Characters)
}

pub(super) fn select_sentences(model: &mut Model, _: &Command) -> Outcome {
    if model.reading.selection().is_none() {
        return model.begin_selection(SelectionKind::Sentences);
    }
    if model.reading.select_sentences() {
        quiet()
    } else {
        decline("whole sentences already: esc leaves")
    }
}

pub(super) fn hint(model: &mut Model, _: &Command) -> Outcome {
    pick(model, None)
}

/// Shows a letter on each visible sentence; `then` is run with the one picked.
pub(super) fn pick(model: &mut Model, then: Option<Command>) -> Outcome {
    match Hints::on(model.article.document(), model.reading.seen().stretches(), then) {
        Some(hints) => {
            model.overlay = Some(Overlay::Hints(hints));
            quiet()
        }
        None => decline("no sentence is in view"),
    }
}

pub(super) fn left(model: &mut Model, command: &Command) -> Outcome {
    model.extend(Motion::Left, command.times())
}

pub(super) fn right(model: &mut Model, command: &Command) -> Outcome {
    model.extend(Motion::Right, command.times())
}

pub(super) fn word_forward(model: &mut Model, command: &Command) -> Outcome {
    model.extend(Motion::NextWord, command.times())
}

pub(super) fn word_back(model: &mut Model, command: &Command) -> Outcome {
    model.extend(Motion::PreviousWord, command.times())
}

pub(super) fn word_end(model: &mut Model, command: &Command) -> Outcome {
    model.extend(Motion::WordEnd, command.times())
}

pub(super) fn line_start(model: &mut Model, _: &Command) -> Outcome {
    model.extend(Motion::RowStart, 1)
}

pub(super) fn line_end(model: &mut Model, _: &Command) -> Outcome {
    model.extend(Motion::RowEnd, 1)
}

pub(super) fn swap_ends(model: &mut Model, _: &Command) -> Outcome {
    model.extend(Motion::OtherEnd, 1)
}

pub(super) fn take_word(model: &mut Model, _: &Command) -> Outcome {
    model.extend(Motion::Word, 1)
}

pub(super) fn take_sentence(model: &mut Model, _: &Command) -> Outcome {
    model.extend(Motion::Sentence, 1)
}

pub(super) fn take_paragraph(model: &mut Model, _: &Command) -> Outcome {
    model.extend(Motion::Paragraph, 1)
}

/// Copies the selection or the claim in focus, with its citation.
pub(super) fn copy(model: &mut Model, _: &Command) -> Outcome {
    let range = match model.target() {
        Some(_) => {
            let target = model.expect_target()?;
            model.article.range_of(target)
        }
        None => None,
    };
    let Some(range) = range.filter(|r| !r.is_empty()) else {
        return decline("nothing to copy: select with v or V");
    };
    let quote = one_line(model.article.document().slice(range));
    let bare = quote.trim_matches(['“', '”', '"']);
    let text = format!("“{bare}” ({})", model.citation(range));
    model.effects.push(Effect::Copy(text));
    model.reading.clear_selection();
    done("copied with its citation")
}

impl Model {
    /// Begins a selection at the reading position.
    fn begin_selection(&mut self, kind: SelectionKind) -> Outcome {
        if !self.reading.begin_selection(kind) {
            return decline("no text is in view");
        }
        done("h l w b e ( ) { } move the end, o the other one")
    }

    /// Title, author, source, date, page and origin of a passage, as far as known.
    fn citation(&self, range: TextRange) -> String {
        let document = self.article.document();
        let m = document.metadata();
        let label = self.article.label();
        let origin = m
            .url
            .clone()
            .or_else(|| (!label.is_empty()).then(|| label.to_owned()));
        let parts = [
            Some(m.title.clone()),
            m.byline.clone(),
            m.source.clone(),
            m.date.map(|d| d.to_string()),
            document.page_at(range.start).map(|page| format!("p. {page}")),
            origin,
        ];
        let known: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
        known.join(", ")
    }
}
