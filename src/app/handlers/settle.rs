//! Settles differences with another person's notes.

use super::super::keys::{Action, Command};
use super::super::message::{Effect, OtherNotes};
use super::super::model::Model;
use super::super::overlay::{Overlay, Settling};
use super::super::status::{Outcome, decline, declined, done, quiet};
use crate::notes::{Annotation, AnnotationKind, Settlement, anchor};

pub(super) fn agree(model: &mut Model, command: &Command) -> Outcome {
    let Some(file) = command
        .argument
        .as_deref()
        .map(str::trim)
        .filter(|f| !f.is_empty())
    else {
        return decline("`:agree` needs the notes file of another person: `:agree theirs.postil.ron`");
    };
    model.effects.push(Effect::ReadOtherNotes {
        generation: model.article.generation(),
        file: file.to_owned(),
    });
    done(format!("reading {file}…"))
}

pub(super) fn settle(_: &mut Model, _: &Command) -> Outcome {
    decline("no difference is shown (:agree FILE)")
}

impl Model {
    /// Takes another person's notes and shows the differences.
    pub(in crate::app) fn take_other_notes(&mut self, other: Result<OtherNotes, String>) -> Outcome {
        let other = other.map_err(declined)?;
        let name = other.name.clone();
        let claims = other.annotations.iter();
        let claims = claims.filter(|(a, _)| a.kind == AnnotationKind::Claim).count();
        let Some(settling) = Settling::of(&self.article, other) else {
            return done(match claims {
                0 => format!("{name} holds no claims"),
                n => format!("{name} holds {n} claims, and agrees with you on all"),
            });
        };
        if self.overlay.is_some() {
            return decline("something else was opened meanwhile: `:agree` again shows the differences");
        }
        self.overlay = Some(Overlay::Settle(settling));
        self.status.clear();
        quiet()
    }

    /// Settles the current difference this way.
    pub(super) fn settle(&mut self, answer: Settlement) -> Outcome {
        let Some(Overlay::Settle(settling)) = &self.overlay else {
            return quiet();
        };
        let by = settling.name().to_owned();
        let Some(difference) = settling.difference().cloned() else {
            return quiet();
        };
        let mine = difference
            .mine
            .and_then(|id| self.article.notebook().live(id))
            .cloned();
        let settled = match (mine, difference.theirs) {
            (Some(mine), Some((theirs, _))) => {
                let by = theirs.author.clone().unwrap_or(by);
                answer.of(&mine, &theirs, &by)
            }
            (Some(mine), None) => (answer == Settlement::Theirs).then_some(Annotation {
                deleted: true,
                ..mine
            }),
            (None, Some((theirs, at))) => (answer != Settlement::Mine).then(|| {
                let mut new = theirs;
                if self.article.notebook().live(new.id).is_some() {
                    // A claim that was taken over before and moved since.
                    new.id = self.stamps.id();
                }
                if let Some(range) = at.range.filter(|range| !range.is_empty()) {
                    new.anchor = anchor(self.article.document(), range);
                } else {
                    new.anchor.detached = true;
                }
                new
            }),
            (None, None) => None,
        };
        let by_step = settled.is_some();
        let words = match (answer, by_step) {
            (_, false) => "settled: yours is unchanged".to_owned(),
            (answer, true) => format!("settled: {}", answer.name()),
        };
        let said = match settled {
            Some(settled) => self.take_step("settle a difference", vec![settled], words)?,
            None => done(words)?,
        };
        let Some(Overlay::Settle(settling)) = &mut self.overlay else {
            return Ok(said);
        };
        if settling.answered(answer, by_step) {
            return Ok(said);
        }
        Ok(said.and("all differences are settled (esc leaves)"))
    }

    /// Undoes the last answer and its changes.
    pub(super) fn unsettle(&mut self) -> Outcome {
        let Some(Overlay::Settle(settling)) = &mut self.overlay else {
            return quiet();
        };
        match settling.take_back() {
            None => decline("nothing was settled here yet"),
            Some(false) => done("open again"),
            Some(true) => super::history::undo(self, &Command::new(Action::Undo)),
        }
    }
}
