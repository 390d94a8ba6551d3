//! The question which known article this is, and the result of the answer.

use super::super::keys::Command;
use super::super::model::Model;
use super::super::overlay::{Overlay, Question};
use super::super::status::{Outcome, decline, done, quiet};
use crate::notes::Relation;

pub(super) fn which_article(model: &mut Model, _: &Command) -> Outcome {
    if model.ask_identity() {
        quiet()
    } else {
        decline("it is already known which article this is")
    }
}

pub(super) fn answer(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being asked (:which-article)")
}

impl Model {
    /// Asks whether the article is a known one, unless that is certain; returns whether it asks.
    pub(in crate::app) fn ask_identity(&mut self) -> bool {
        let asks = !self.article.lookalikes().is_empty();
        if asks {
            // Keys pressed before the question do not answer it.
            self.keys.forget();
            self.overlay = Some(Overlay::Identity(Question::default()));
        }
        asks
    }

    /// Saves the changes caused by the reader's answer, and reports the result.
    pub(in crate::app) fn after_answer(&mut self, answered: Relation) {
        self.save();
        let states = self.article.states().join(", ");
        let outcome = match answered {
            // That the text differs is reported like any edit.
            Relation::Same if self.article.difference().is_some() => quiet(),
            Relation::Same => done("the same article: its notes are here"),
            Relation::Separate => done("a separate article: this is not asked again"),
            Relation::Version if states.is_empty() => quiet(),
            Relation::Version => done(format!(
                "carried over from the earlier version, and marked until you decide on it: {states} (:review)"
            )),
        };
        self.status.show(outcome);
    }
}
