//! From an action to a step of the notebook: what the action works on, the annotation it makes or changes, the way back.
//!
//! Always true here: each action of the reader is one step of the notebook, saved at once and undone as one.

use super::claims::ClaimSource;
use super::message::Effect;
use super::model::{Mode, Model, Saving};
use super::sidebar::Row;
use crate::document::TextRange;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Change, Id, Located, Locator, Step, anchor};

/// What an action works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// What is selected.
    Selection(TextRange),
    /// A claim of the list, suggested or decided, by its source.
    Claim(ClaimSource),
    /// An annotation that is no claim.
    Annotation(Id),
}

impl Model {
    /// What an action works on: the selection, the annotation or claim chosen in the sidebar, the claim in focus.
    pub fn target(&self) -> Option<Target> {
        if let Some(range) = self.selected() {
            return Some(Target::Selection(range));
        }
        if self.mode == Mode::List {
            match self.sidebar.chosen_row() {
                Some(Row::Note(id)) => {
                    let claim = self.claims.iter().find(|c| c.id() == Some(*id));
                    return Some(claim.map_or(Target::Annotation(*id), |c| Target::Claim(c.source)));
                }
                Some(Row::Claim(_)) => {}
                _ => return None,
            }
        }
        self.focused().map(|c| Target::Claim(c.source))
    }

    pub(super) fn annotation_of(&self, target: Target) -> Option<&Annotation> {
        match target {
            Target::Claim(ClaimSource::Decided(id)) | Target::Annotation(id) => self.notebook.get(id),
            Target::Claim(ClaimSource::Suggested(_)) | Target::Selection(_) => None,
        }
    }

    pub(super) fn range_of(&self, target: Target) -> Option<TextRange> {
        match target {
            Target::Selection(range) => Some(range),
            Target::Claim(source) => self.claims.iter().find(|c| c.source == source).map(|c| c.range),
            Target::Annotation(id) => self.notebook.get(id).and_then(|a| self.located(a).range),
        }
    }

    /// The words that a target stands on.
    pub fn passage_of(&self, target: Target) -> String {
        match self.range_of(target) {
            Some(range) => self.document.slice(range).to_owned(),
            None => self
                .annotation_of(target)
                .map(|a| a.anchor.quote.clone())
                .unwrap_or_default(),
        }
    }

    /// The annotation to change for `target`: a copy of the one there is, or a new one.
    pub(super) fn draft(&mut self, target: Target, kind: AnnotationKind) -> Option<Annotation> {
        if let Some(annotation) = self.annotation_of(target) {
            return Some(annotation.clone());
        }
        let range = self.range_of(target)?;
        let mut new = self.new_annotation(kind, range);
        if let Target::Claim(source) = target {
            let item = self.claims.iter().find(|c| c.source == source)?;
            new.speech = self.speech_of(item);
        }
        Some(new)
    }

    pub(super) fn new_annotation(&mut self, kind: AnnotationKind, range: TextRange) -> Annotation {
        let now = self.stamps.now();
        let mut new = Annotation::new(self.stamps.id(), kind, anchor(&self.document, range), now);
        new.author.clone_from(&self.settings.author);
        new
    }

    /// Takes a step over annotations as they are to be, saves, and says `done`.
    pub(super) fn take_step(&mut self, label: &str, after: Vec<Annotation>, done: String) {
        if let Saving::ReadOnly(why) = &self.saving {
            let why = format!("nothing changed, for the notes are read only: {why}");
            return self.why(why);
        }
        let at = self.stamps.now();
        let changes = after
            .into_iter()
            .map(|mut new| {
                let before = self.notebook.get(new.id).filter(|a| !a.deleted).cloned();
                new.updated = at.max(new.created);
                if let Some(before) = before.as_ref().filter(|b| b.anchor != new.anchor) {
                    let place = (before.anchor.clone(), self.located(before));
                    self.places.entry(new.id).or_default().push(place);
                }
                if new.anchor.detached {
                    let gone = Located {
                        state: AnchorState::Orphan,
                        range: None,
                    };
                    self.located.insert(new.id, gone);
                } else if let Some(range) =
                    Some(new.anchor.range).filter(|_| before.as_ref().is_none_or(|b| b.anchor != new.anchor))
                {
                    self.located.insert(
                        new.id,
                        Located {
                            state: AnchorState::Ok,
                            range: Some(range),
                        },
                    );
                }
                Change {
                    id: new.id,
                    before,
                    after: (!new.deleted).then_some(new),
                }
            })
            .collect();
        self.notebook.apply(Step {
            label: label.to_owned(),
            at,
            changes,
        });
        self.refresh_lists();
        self.save();
        self.done(done);
    }

    /// Asks for the notes to be saved.
    pub(super) fn save(&mut self) {
        if matches!(self.saving, Saving::ReadOnly(_)) {
            return;
        }
        self.serial += 1;
        self.saving = Saving::Saving;
        let (generation, serial) = (self.generation, self.serial);
        self.effects.push(Effect::Save {
            generation,
            serial,
            notebook: Box::new(self.notebook.clone()),
        });
    }

    pub(super) fn undo(&mut self, times: usize) {
        if let Saving::ReadOnly(why) = &self.saving {
            let why = format!("the notes are read only: {why}");
            return self.why(why);
        }
        let mut undone = None;
        for _ in 0..times {
            let now = self.stamps.now();
            let Some(step) = self.notebook.undo(now) else {
                break;
            };
            undone = Some(step);
        }
        match undone {
            Some(step) => self.after_history(&step, "taken back"),
            None => self.why("nothing to take back (half a page up is Ctrl-u)"),
        }
    }

    pub(super) fn redo(&mut self, times: usize) {
        if let Saving::ReadOnly(why) = &self.saving {
            let why = format!("the notes are read only: {why}");
            return self.why(why);
        }
        let mut redone = None;
        for _ in 0..times {
            let now = self.stamps.now();
            let Some(step) = self.notebook.redo(now) else {
                break;
            };
            redone = Some(step);
        }
        match redone {
            Some(step) => self.after_history(&step, "done again"),
            None => self.why("nothing to do again"),
        }
    }

    /// After undo or redo: lists, disk, and the eye goes to where it happened.
    pub(super) fn after_history(&mut self, step: &Step, what: &str) {
        // A passage is looked for anew only where the step gave it another anchor, and not even then where that one's
        // place is known: the texts that anchors were made on, which tell more, are not at hand here.
        let locator = Locator::new(&self.document);
        for change in &step.changes {
            let Some(annotation) = self.notebook.get(change.id) else {
                continue;
            };
            let anchor = |a: &Option<Annotation>| a.as_ref().map(|a| a.anchor.clone());
            let moved = anchor(&change.before)
                .zip(anchor(&change.after))
                .is_some_and(|(a, b)| a != b);
            if !moved && self.located.contains_key(&annotation.id) {
                continue;
            }
            let known = self.places.get(&annotation.id).into_iter().flatten();
            let known = known
                .rev()
                .find(|(anchor, _)| *anchor == annotation.anchor)
                .map(|(_, at)| *at);
            let located = known.unwrap_or_else(|| locator.locate(&annotation.anchor));
            self.located.insert(annotation.id, located);
        }
        self.refresh_lists();
        self.save();
        let place = step
            .changes
            .iter()
            .find_map(|c| c.after.as_ref().or(c.before.as_ref()))
            .and_then(|a| self.located(a).range);
        if let Some(range) = place.filter(|r| !r.is_empty()) {
            match self.claims.iter().position(|c| c.range.overlaps(range)) {
                Some(index) => self.set_focus(index),
                None => self.reveal(range),
            }
        }
        self.done(format!("{what}: {}", step.label));
    }
}
