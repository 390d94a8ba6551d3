//! Rescue copies of an earlier run: offers them, restores them, or discards them.
//!
//! Invariants: restoring is one step, which `u` undoes, and overwrites nothing; a copy is removed only when its content is in the notes
//! file, or when the reader said twice that it is not wanted; copies are never offered to a reader who is already working.

use std::path::PathBuf;

use super::super::copies::KeptCopy;
use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::{Keeping, Overlay};
use super::super::status::{Outcome, decline, done, quiet};
use crate::notes::{Annotation, Change, Conflict, Id, Located, Notebook, Step};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// The maximum number of cells of a quoted passage.
const ECHO: usize = 40;

pub(super) fn ask(model: &mut Model, _: &Command) -> Outcome {
    model.article.can_change()?;
    if model.copies.all.is_empty() {
        return decline("there is nothing to restore: everything is in the notes");
    }
    model.overlay = Some(Overlay::Kept(Keeping::default()));
    quiet()
}

impl Model {
    /// The copies that can be restored.
    pub fn copies(&self) -> &[KeptCopy] {
        &self.copies.all
    }

    /// Takes the copies that were found: removes those without new content, and offers the others.
    pub(in crate::app) fn offer_copies(&mut self, copies: Vec<KeptCopy>) {
        let (all, known): (Vec<_>, Vec<_>) = copies
            .into_iter()
            .partition(|copy| !copy.recovered.missing_in(self.article.notebook()).0.is_empty());
        let known: Vec<PathBuf> = known.into_iter().map(|copy| copy.path).collect();
        // The notes are on disk, unless something was already changed.
        if !known.is_empty() && self.article.unsaved() == 0 {
            self.effects.push(Effect::RemoveCopies(known));
        }
        if all.is_empty() {
            return;
        }
        self.copies.all = all;
        if self.article.can_change().is_ok() && !self.at_work && self.overlay.is_none() {
            self.overlay = Some(Overlay::Kept(Keeping::default()));
        }
        self.repane();
    }

    pub(super) fn answer_about_copies(&mut self, action: Action) -> Outcome {
        let Some(Overlay::Kept(keeping)) = &mut self.overlay else {
            return quiet();
        };
        let outcome = match (action, keeping.discarding) {
            (Action::Restore, false) => self.take_copies_in(),
            (Action::Discard, false) => {
                keeping.discarding = true;
                quiet()
            }
            (Action::DiscardForGood, true) => {
                self.overlay = None;
                let paths = self.copies.all.drain(..).map(|copy| copy.path).collect();
                self.effects.push(Effect::RemoveCopies(paths));
                done("discarded")
            }
            (Action::Cancel, true) => {
                keeping.discarding = false;
                quiet()
            }
            (Action::Cancel, false) => {
                self.overlay = None;
                done("later: :restore offers it again")
            }
            _ => decline("choose: one of the keys above"),
        };
        self.repane();
        outcome
    }

    fn take_copies_in(&mut self) -> Outcome {
        self.overlay = None;
        let copies = std::mem::take(&mut self.copies.all);
        let at = self.stamps.now();
        let mut notebook = self.article.notebook().clone();
        let mut conflicts: Vec<Conflict> = Vec::new();
        let (mut changes, mut places) = (Vec::new(), Vec::new());
        for copy in &copies {
            let (missing, contradicting) = copy.recovered.missing_in(&notebook);
            conflicts.extend(contradicting);
            for new in missing {
                places.extend(place(&new, copy));
                let change = change(&new, &notebook);
                let step = |changes| Step {
                    label: String::new(),
                    at,
                    changes,
                };
                notebook.apply(step(vec![change.clone()]));
                changes.push(change);
            }
        }
        let count = changes.len();
        let last = changes.last().and_then(|c| c.after.as_ref());
        let last = last.map(|a| truncate(&one_line(&a.anchor.quote), ECHO));
        if count > 0 {
            let label = "restore what was not saved".to_owned();
            self.article.take_in(Step { label, at, changes }, places);
            self.refresh_lists();
            self.save();
        }
        for copy in copies {
            self.copies.taken_by(self.article.serial(), copy.path);
        }
        match (count, conflicts.first()) {
            (_, Some(conflict)) => decline(format!(
                "restored, and both versions of {} were kept: see the notes (u undoes it)",
                conflict.what
            )),
            (1, None) => done(format!("restored: {} (u undoes it)", last.unwrap_or_default())),
            (n, None) => done(format!("restored: {n} annotations (u undoes them)")),
        }
    }

    /// Removes copies whose content was saved by this save or earlier ones.
    pub(in crate::app) fn remove_copies_saved_by(&mut self, serial: u64) {
        let paths = self.copies.on_disk_by(serial);
        if !paths.is_empty() {
            self.effects.push(Effect::RemoveCopies(paths));
        }
    }
}

fn change(new: &Annotation, notebook: &Notebook) -> Change {
    Change {
        id: new.id,
        before: notebook.live(new.id).cloned(),
        after: (!new.deleted).then(|| new.clone()),
    }
}

/// The place of an annotation from a copy. Of two versions, one has the place of the other.
fn place(new: &Annotation, copy: &KeptCopy) -> Option<(Id, Located)> {
    let same_passage = |id: &Id| {
        let other = copy.recovered.changed.iter().find(|a| a.id == *id);
        other.is_some_and(|a| a.anchor == new.anchor)
    };
    let place = copy
        .located
        .iter()
        .find(|(id, _)| *id == new.id || same_passage(id));
    place.map(|(_, at)| (new.id, *at))
}
