//! Turns actions into steps of the notebook: the target of an action, the annotation it makes or changes, and undo.
//!
//! Invariant: each action of the reader is one step of the notebook, undone as a unit.

use std::sync::Arc;

use super::super::clock::Stamps;
use super::super::status::{Declined, declined};
use super::claims::ClaimSource;
use super::{Article, Saving};
use crate::document::TextRange;
use crate::notes::{
    AnchorState, Annotation, AnnotationKind, Change, Id, Located, Locator, Notebook, Step, Timestamp, anchor,
};

/// The target of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The selection.
    Selection(TextRange),
    /// A claim of the list, suggested or decided, by its source.
    Claim(ClaimSource),
    /// An annotation other than a claim.
    Annotation(Id),
    /// The entity named in this passage.
    Entity(TextRange),
}

/// A decision that `.` can repeat on another claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) enum Decision {
    /// Accept.
    Accept,
    /// Reject.
    Reject,
    /// This verdict.
    Verdict(String),
    /// These tags.
    Tags(String),
    /// This speaker.
    Speaker(String),
    /// This evidence.
    Evidence(String),
}

/// The author of new annotations, with their time and ids.
pub(in crate::app) struct Author<'a> {
    /// The author's name, from the settings.
    pub(in crate::app) name: &'a Option<String>,
    /// The source of times and ids.
    pub(in crate::app) stamps: &'a mut dyn Stamps,
}

/// The result of undo or redo: the label of the step, and its place.
pub(in crate::app) struct Taken {
    pub(in crate::app) label: String,
    pub(in crate::app) range: Option<TextRange>,
}

impl Article {
    /// The annotation of `target`, if there is one and it was not removed.
    pub fn annotation_of(&self, target: Target) -> Option<&Annotation> {
        match target {
            Target::Claim(ClaimSource::Decided(id)) | Target::Annotation(id) => self.notebook.live(id),
            Target::Entity(mention) => {
                let (entity, _) = self.entity_at(mention.start)?;
                let tagged = self.entities().get(entity)?.tagged.first()?;
                self.notebook.live(*tagged)
            }
            Target::Claim(ClaimSource::Suggested(_)) | Target::Selection(_) => None,
        }
    }

    /// The place of `target`, in bytes.
    pub fn range_of(&self, target: Target) -> Option<TextRange> {
        match target {
            Target::Selection(range) | Target::Entity(range) => Some(range),
            Target::Claim(source) => self.claims.iter().find(|c| c.source == source).map(|c| c.range),
            Target::Annotation(id) => self.notebook.live(id).and_then(|a| self.located(a).range),
        }
    }

    /// The words of `target`.
    pub fn passage_of(&self, target: Target) -> String {
        match self.range_of(target) {
            Some(range) => self.document.slice(range).to_owned(),
            None => self
                .annotation_of(target)
                .map(|a| a.anchor.quote.clone())
                .unwrap_or_default(),
        }
    }

    /// The annotation to change for `target`: a copy of the existing one, or a new one of that kind.
    pub(in crate::app) fn draft(
        &self,
        target: Target,
        kind: AnnotationKind,
        author: &mut Author<'_>,
    ) -> Result<Annotation, Declined> {
        if let Some(annotation) = self.annotation_of(target) {
            return Ok(annotation.clone());
        }
        let range = self
            .range_of(target)
            .ok_or_else(|| declined("its passage is not in this text"))?;
        let mut new = self.new_annotation(kind, range, author);
        if let Target::Claim(source) = target {
            let item = self.claims.iter().find(|c| c.source == source);
            new.speech = item.and_then(|item| self.speech_of(item));
        }
        self.name_entity(target, &mut new);
        Ok(new)
    }

    /// Sets which entity a new annotation is on.
    pub(super) fn name_entity(&self, target: Target, new: &mut Annotation) {
        if let Target::Entity(mention) = target
            && let Some((entity, _)) = self.entity_at(mention.start)
            && let Some(entity) = self.entities().get(entity)
        {
            new.kind = AnnotationKind::Entity;
            new.name = Some(entity.name.clone());
            new.entity_kind = Some(entity.kind);
        }
    }

    /// A new annotation of that kind on a passage.
    pub(in crate::app) fn new_annotation(
        &self,
        kind: AnnotationKind,
        range: TextRange,
        author: &mut Author<'_>,
    ) -> Annotation {
        let now = author.stamps.now();
        let mut new = Annotation::new(author.stamps.id(), kind, anchor(&self.document, range), now);
        new.author.clone_from(author.name);
        new
    }

    /// Fails if notes cannot be changed.
    pub(in crate::app) fn can_change(&self) -> Result<(), Declined> {
        match &self.saving {
            Saving::ReadOnly(why) => Err(declined(format!(
                "nothing was changed, as the notes are read-only: {why}"
            ))),
            Saving::Clean | Saving::Saving | Saving::Saved | Saving::Failed(_) => Ok(()),
        }
    }

    /// Makes a step with the new states of annotations. Call [`refresh`](Article::refresh) afterwards.
    pub(in crate::app) fn take_step(
        &mut self,
        label: &str,
        after: Vec<Annotation>,
        stamps: &mut dyn Stamps,
    ) -> Result<(), Declined> {
        self.can_change()?;
        let at = stamps.now();
        let mut changes = Vec::with_capacity(after.len());
        for mut new in after {
            let before = self.notebook.live(new.id).cloned();
            new.updated = at.max(new.created);
            // Every decision is made on the current version.
            new.carried = None;
            let moved = before.as_ref().is_none_or(|b| b.anchor != new.anchor);
            if let Some(before) = before.as_ref().filter(|_| moved) {
                let place = (before.anchor.clone(), self.located(before));
                self.places.entry(new.id).or_default().push(place);
            }
            if new.anchor.detached {
                let gone = Located {
                    state: AnchorState::Orphan,
                    range: None,
                };
                self.located.insert(new.id, gone);
            } else if moved {
                let here = Located {
                    state: AnchorState::Ok,
                    range: Some(new.anchor.range),
                };
                self.located.insert(new.id, here);
            }
            changes.push(Change {
                id: new.id,
                before,
                after: (!new.deleted).then_some(new),
            });
        }
        self.notebook.apply(Step {
            label: label.to_owned(),
            at,
            changes,
        });
        Ok(())
    }

    /// Makes a step of changes that were prepared elsewhere, and that keep their times. Call [`refresh`](Article::refresh) afterwards.
    pub(in crate::app) fn take_changes(
        &mut self,
        label: &str,
        changes: Vec<Change>,
        stamps: &mut dyn Stamps,
    ) -> Result<(), Declined> {
        self.can_change()?;
        for before in changes.iter().filter_map(|change| change.before.as_ref()) {
            let place = (before.anchor.clone(), self.located(before));
            self.places.entry(before.id).or_default().push(place);
        }
        let step = Step {
            label: label.to_owned(),
            at: stamps.now(),
            changes,
        };
        self.notebook.apply(step.clone());
        self.place_changes(&step);
        Ok(())
    }

    /// Undoes steps; `None` if there is none. Refresh the lists afterwards.
    pub(in crate::app) fn undo(
        &mut self,
        times: usize,
        stamps: &mut dyn Stamps,
    ) -> Result<Option<Taken>, Declined> {
        self.go_through_history(times, stamps, Notebook::undo)
    }

    /// Redoes steps; `None` if there is none. Refresh the lists afterwards.
    pub(in crate::app) fn redo(
        &mut self,
        times: usize,
        stamps: &mut dyn Stamps,
    ) -> Result<Option<Taken>, Declined> {
        self.go_through_history(times, stamps, Notebook::redo)
    }

    fn go_through_history(
        &mut self,
        times: usize,
        stamps: &mut dyn Stamps,
        one: impl Fn(&mut Notebook, Timestamp) -> Option<Arc<Step>>,
    ) -> Result<Option<Taken>, Declined> {
        self.can_change()?;
        let mut last = None;
        for _ in 0..times {
            let Some(step) = one(&mut self.notebook, stamps.now()) else {
                break;
            };
            last = Some(step);
        }
        // A step of an earlier session that is undone and redone belongs to this session.
        self.earlier_steps = self.earlier_steps.min(self.notebook.history().len());
        Ok(last.map(|step| self.place_changes(&step)))
    }

    /// Updates the places of the step's annotations after undo or redo.
    fn place_changes(&mut self, step: &Step) -> Taken {
        // A passage is located again only if the step changed its anchor, and even then not if the place of that anchor is known: the
        // earlier texts, which allow better results, are not available here.
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
        let first = step
            .changes
            .iter()
            .find_map(|c| c.after.as_ref().or(c.before.as_ref()));
        Taken {
            label: step.label.clone(),
            range: first
                .and_then(|a| self.located(a).range)
                .filter(|r| !r.is_empty()),
        }
    }

    /// Annotations that rename the mentions of an entity: all of them, or those with the same words as `like`. The name is stored as a tag
    /// on each mention, so that it also holds in a changed text.
    pub(in crate::app) fn renamed(
        &self,
        entity: usize,
        like: Option<TextRange>,
        name: &str,
        author: &mut Author<'_>,
    ) -> Vec<Annotation> {
        let Some(item) = self.entities.get(entity) else {
            return Vec::new();
        };
        let known = self.entities.iter().find(|e| e.name == name);
        let kind = known.map_or(item.kind, |e| e.kind);
        let words = |m: TextRange| crate::text::clean::one_line(self.document.slice(m));
        let text = like.map(words);
        let tagged: Vec<(TextRange, &Annotation)> = item
            .tagged
            .iter()
            .filter_map(|id| self.notebook.get(*id))
            .filter_map(|a| Some((self.located(a).range?, a)))
            .collect();
        let mut after = Vec::new();
        for mention in &item.mentions {
            if text.as_ref().is_some_and(|t| words(*mention) != *t) {
                continue;
            }
            let own = tagged.iter().find(|(range, _)| range == mention);
            let mut new = match own {
                Some((_, annotation)) => (*annotation).clone(),
                None => self.new_annotation(AnnotationKind::Entity, *mention, author),
            };
            new.name = Some(name.to_owned());
            new.entity_kind = Some(kind);
            after.push(new);
        }
        after
    }
}
