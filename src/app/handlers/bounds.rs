//! Moves the bounds of the claim in focus. Moving the bounds of a suggestion accepts it.

use super::super::keys::Command;
use super::super::model::Model;
use super::super::status::{Outcome, decline};
use crate::document::{Document, TextRange};
use crate::layout::motion;
use crate::notes::{AnnotationKind, anchor};

pub(super) fn start_back(model: &mut Model, command: &Command) -> Outcome {
    model.move_bounds(motion::move_start, -(command.times() as isize))
}

pub(super) fn start_forward(model: &mut Model, command: &Command) -> Outcome {
    model.move_bounds(motion::move_start, command.times() as isize)
}

pub(super) fn end_back(model: &mut Model, command: &Command) -> Outcome {
    model.move_bounds(motion::move_end, -(command.times() as isize))
}

pub(super) fn end_forward(model: &mut Model, command: &Command) -> Outcome {
    model.move_bounds(motion::move_end, command.times() as isize)
}

/// Extends the claim to whole sentences.
pub(super) fn snap(model: &mut Model, _: &Command) -> Outcome {
    model.move_bounds(|document, range, _| motion::snap_to_sentences(document, range), 1)
}

impl Model {
    fn move_bounds(
        &mut self,
        change: impl Fn(&Document, TextRange, isize) -> TextRange,
        words: isize,
    ) -> Outcome {
        let target = self.expect_target()?;
        let range = self.article.range_of(target).filter(|r| !r.is_empty());
        let Some(range) = range else {
            return decline("its passage is not in this text");
        };
        let document = self.article.document().clone();
        let moved = change(&document, range, words);
        if moved == range || moved.is_empty() {
            return decline("it cannot move further that way");
        }
        let mut new = self.draft(target, AnnotationKind::Claim)?;
        new.anchor = anchor(&document, moved);
        let id = new.id;
        let mut words = document.slice(moved).split_whitespace();
        let first = words.next().unwrap_or_default();
        let last = words.next_back().unwrap_or(first);
        let said = self.take_step("move bounds", vec![new], format!("claim: {first} … {last}"))?;
        if let Some(index) = self.article.claim_of(id) {
            self.set_focus(index);
        }
        Ok(said)
    }
}
