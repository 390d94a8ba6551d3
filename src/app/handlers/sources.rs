//! Keeping the texts of evidence.

use super::super::keys::Command;
use super::super::model::Model;
use super::super::status::{Outcome, decline, done};

/// Keeps the texts of all pages and files that the evidence of the article names.
pub(super) fn keep(model: &mut Model, _: &Command) -> Outcome {
    let sources = model.article.name_all_sources();
    model.check_sources();
    match sources {
        0 => decline("there is no evidence whose text is not kept"),
        1 => done("reading the source of the evidence that is not kept yet…"),
        n => done(format!("reading {n} sources of evidence that are not kept yet…")),
    }
}
