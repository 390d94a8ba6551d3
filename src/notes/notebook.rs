//! All annotations of one article, with the history of steps for undo and redo.
//!
//! Invariants of a [`Notebook`]: a removed annotation is a tombstone, without its words; the steps before the cursor are done, those after
//! it undone; changes of another instance are not steps and cannot be undone here, and undoing a step does not affect what another instance
//! changed meanwhile.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::merge::{Conflict, merge, reverted};
use super::{Annotation, Id, Timestamp};
use crate::document::TextRange;

/// All annotations of one article, including tombstones, with undo and redo. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Notebook {
    by_id: HashMap<Id, Arc<Annotation>>,
    order: BTreeSet<(TextRange, Id)>,
    steps: Vec<Arc<Step>>,
    done: usize,
    /// The number of the last [`Incoming`] that was received.
    taken: u64,
    gap: bool,
}

/// One action of the reader, undone as a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// In words: 'accept claim'.
    pub label: String,
    /// When it was done.
    pub at: Timestamp,
    /// Its changes.
    pub changes: Vec<Change>,
}

/// The change of one annotation in a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The annotation.
    pub id: Id,
    /// Its former state; `None` if it was created.
    pub before: Option<Annotation>,
    /// Its new state; `None` if it was removed.
    pub after: Option<Annotation>,
}

/// The annotations after merging the changes of another instance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incoming {
    /// The sequence number, from 1, of what one session sends to one notebook.
    pub number: u64,
    /// The annotations here when the other's changes were read.
    pub from: Vec<Annotation>,
    /// The merged annotations.
    pub to: Vec<Annotation>,
    /// Conflicts between the two; both versions are kept.
    pub conflicts: Vec<Conflict>,
}

/// The steps of earlier runs, passed to the instance that writes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inherited {
    /// All steps, oldest first.
    pub steps: Vec<Arc<Step>>,
    /// The number of steps that are done.
    pub done: usize,
    /// Whether the notes were changed without a step since then: by hand, by another program, or because the record is lost.
    pub gap: bool,
}

impl Inherited {
    /// The notebook with these steps.
    #[must_use]
    pub fn given_to(self, notebook: Notebook) -> Notebook {
        Notebook {
            gap: self.gap,
            ..notebook.with_history(self.steps, self.done)
        }
    }
}

impl Notebook {
    /// A notebook with these annotations and no history. Of two with the same id, the last counts.
    pub fn new(annotations: impl IntoIterator<Item = Annotation>) -> Self {
        let mut notebook = Self::default();
        for annotation in annotations {
            notebook.put(annotation);
        }
        notebook
    }

    /// The same notebook with the history of an earlier run: all steps, of which the first `done` are done.
    #[must_use]
    pub fn with_history(mut self, steps: Vec<Arc<Step>>, done: usize) -> Self {
        self.done = done.min(steps.len());
        self.steps = steps;
        self
    }

    /// Whether the notes were changed after the last step, before they were opened, in a way that no step records.
    pub fn has_gap(&self) -> bool {
        self.gap
    }

    /// The annotations without tombstones, in document order: by range, then by id.
    pub fn annotations(&self) -> impl Iterator<Item = &Annotation> {
        self.all().filter(|a| !a.deleted)
    }

    /// All annotations, including tombstones, in document order.
    pub fn all(&self) -> impl Iterator<Item = &Annotation> {
        self.order
            .iter()
            .filter_map(|(_, id)| self.by_id.get(id))
            .map(|a| &**a)
    }

    /// The number of annotations, including tombstones.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are neither annotations nor tombstones.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The annotation with that id, even a tombstone. For one that was merged into another, the other one.
    pub fn get(&self, id: Id) -> Option<&Annotation> {
        let mut found = self.by_id.get(&id)?;
        // Every step leads to a smaller id.
        while let Some(into) = found.into.filter(|into| found.deleted && *into < found.id)
            && let Some(next) = self.by_id.get(&into)
        {
            found = next;
        }
        Some(found)
    }

    /// The same, unless it was removed.
    pub fn live(&self, id: Id) -> Option<&Annotation> {
        self.get(id).filter(|a| !a.deleted)
    }

    /// Applies a step: each change's `after` becomes the annotation (`None`, or one marked as deleted, becomes a tombstone). Undone steps
    /// can no longer be redone.
    pub fn apply(&mut self, step: Step) {
        for change in &step.changes {
            match (&change.after, self.get(change.id)) {
                (Some(after), _) if !after.deleted => self.put(after.clone()),
                (_, Some(current)) => self.put(current.tombstone(step.at)),
                (Some(after), None) => self.put(after.tombstone(step.at)),
                (None, None) => {}
            }
        }
        self.gap = false;
        self.steps.truncate(self.done);
        self.steps.push(Arc::new(step));
        self.done = self.steps.len();
    }

    /// Undoes the last step and returns it. Annotations that it made become tombstones, those that it removed come back, and changes are
    /// reverted, except what another instance changed since. Everything that changes gets the time `now`.
    pub fn undo(&mut self, now: Timestamp) -> Option<Arc<Step>> {
        let step = self.last_done()?.clone();
        self.gap = false;
        self.done -= 1;
        for change in step.changes.iter().rev() {
            self.change(change.id, change.after.as_ref(), change.before.as_ref(), now);
        }
        Some(step)
    }

    /// Redoes the step undone last and returns it.
    pub fn redo(&mut self, now: Timestamp) -> Option<Arc<Step>> {
        let step = self.steps.get(self.done)?.clone();
        self.done += 1;
        for change in &step.changes {
            self.change(change.id, change.before.as_ref(), change.after.as_ref(), now);
        }
        Some(step)
    }

    /// The steps that are done, oldest first.
    pub fn history(&self) -> &[Arc<Step>] {
        self.steps.get(..self.done).unwrap_or_default()
    }

    /// The times of earlier versions of the annotation with that id, the oldest first. A file uses them to say which version it descends
    /// from.
    pub fn revisions(&self, id: Id) -> Vec<Timestamp> {
        let changes = self.steps.iter().flat_map(|step| &step.changes);
        let versions = changes.filter(|c| c.id == id).flat_map(|c| [&c.before, &c.after]);
        let mut moments: Vec<Timestamp> = versions.flatten().map(|a| a.updated).collect();
        let now = self.live(id).map(|a| a.updated);
        moments.retain(|at| now.is_none_or(|now| *at < now));
        moments.sort();
        moments.dedup_by_key(|at| at.as_second());
        moments
    }

    /// The undone steps, the next one to redo first.
    pub fn undone(&self) -> &[Arc<Step>] {
        self.steps.get(self.done..).unwrap_or_default()
    }

    /// The label of the step that [`Notebook::undo`] would undo.
    pub fn can_undo(&self) -> Option<&str> {
        self.history().last().map(|s| s.label.as_str())
    }

    /// The step last done, for repeating it.
    pub fn last(&self) -> Option<&Step> {
        self.last_done().map(|s| &**s)
    }

    /// The number of the last [`Incoming`] that was received; 0 before the first. A session that saves this notebook knows by it what the
    /// notebook lacks.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Merges the changes of another instance, keeping what was done here since `incoming.from`. Returns the conflicts. What was received
    /// before is ignored.
    pub fn receive(&mut self, incoming: &Incoming) -> Vec<Conflict> {
        if incoming.number <= self.taken {
            return Vec::new();
        }
        // After a gap the session still has to merge the missing one.
        if incoming.number == self.taken + 1 {
            self.taken = incoming.number;
        }
        let ours: Vec<Annotation> = self.all().cloned().collect();
        let merged = merge(&incoming.from, &ours, &incoming.to);
        self.by_id.clear();
        self.order.clear();
        for annotation in merged.annotations {
            self.put(annotation);
        }
        let mut conflicts = incoming.conflicts.clone();
        conflicts.extend(merged.conflicts);
        conflicts
    }

    fn last_done(&self) -> Option<&Arc<Step>> {
        self.history().last()
    }

    fn change(&mut self, asked: Id, from: Option<&Annotation>, to: Option<&Annotation>, now: Timestamp) {
        let current = self.get(asked);
        let id = current.map_or(asked, |current| current.id);
        let united = id != asked;
        // Another instance made it too: it is neither removed nor added with the step done here.
        if united && (from.is_none() || to.is_none()) {
            return;
        }
        let changed = match (current, to.filter(|a| !a.deleted)) {
            (Some(current), None) => current.tombstone(now),
            (Some(current), Some(to)) if !current.deleted => Annotation {
                updated: now,
                ..reverted(from, current, to)
            },
            (_, Some(to)) => Annotation {
                id,
                updated: now,
                ..to.clone()
            },
            (None, None) => return,
        };
        self.put(changed);
    }

    fn put(&mut self, annotation: Annotation) {
        let (range, id) = (annotation.anchor.range, annotation.id);
        if let Some(old) = self.by_id.insert(id, Arc::new(annotation)) {
            self.order.remove(&(old.anchor.range, id));
        }
        self.order.insert((range, id));
    }
}
