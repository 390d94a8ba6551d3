//! All annotations of one article, with every step that was taken and the way back.
//!
//! Always true of a [`Notebook`]: an annotation that was taken back is a tombstone, without words of its own; the
//! steps behind the cursor are done, those before it undone; what another instance wrote is no step and cannot be
//! undone here, and undoing a step leaves alone what another instance changed meanwhile.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::merge::{Conflict, merge, reverted};
use super::{Annotation, Id, Timestamp};
use crate::document::TextRange;

/// All annotations of one article, tombstones included, with undo and redo. Cheap to clone.
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

/// One action of the reader: one step to undo.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// In words: 'accept claim'.
    pub label: String,
    /// When.
    pub at: Timestamp,
    /// What it did.
    pub changes: Vec<Change>,
}

/// What a step did to one annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which.
    pub id: Id,
    /// How it was; `None` when it was made.
    pub before: Option<Annotation>,
    /// How it is; `None` when it was taken back.
    pub after: Option<Annotation>,
}

/// Annotations as they are once those of another instance have been brought in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incoming {
    /// Counts, from 1, what one session sends to one notebook.
    pub number: u64,
    /// What this instance had when the other's changes were read.
    pub from: Vec<Annotation>,
    /// The two together.
    pub to: Vec<Annotation>,
    /// Where the two contradicted each other; both versions are kept.
    pub conflicts: Vec<Conflict>,
}

/// The steps of earlier runs, as they come to the instance that writes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inherited {
    /// All steps, oldest first.
    pub steps: Vec<Arc<Step>>,
    /// How many of them are done.
    pub done: usize,
    /// Whether the notes were changed since without a step: by hand, by another program, or the record of it is lost.
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
    /// A notebook with these annotations and nothing to undo. Of two with one id the last counts.
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

    /// Whether the notes were changed after the last step, before they were opened, in a way that no step tells of.
    pub fn has_gap(&self) -> bool {
        self.gap
    }

    /// The annotations without tombstones, in document order: by range, then by id.
    pub fn annotations(&self) -> impl Iterator<Item = &Annotation> {
        self.all().filter(|a| !a.deleted)
    }

    /// All annotations, tombstones included, in document order.
    pub fn all(&self) -> impl Iterator<Item = &Annotation> {
        self.order
            .iter()
            .filter_map(|(_, id)| self.by_id.get(id))
            .map(|a| &**a)
    }

    /// How many annotations there are, tombstones included.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is neither an annotation nor a tombstone.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The annotation with that id, be it a tombstone. One that became one with another is that other one.
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

    /// The same, unless it was taken back.
    pub fn live(&self, id: Id) -> Option<&Annotation> {
        self.get(id).filter(|a| !a.deleted)
    }

    /// Takes a step: each change's `after` becomes the annotation (`None`, or one marked as deleted, a tombstone).
    /// Whatever had been undone can no longer be redone.
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

    /// Takes the last step back and says which it was. What it made becomes a tombstone, what it removed comes back,
    /// and what it changed is as before, but for what another instance changed since. All that changes is stamped `now`.
    pub fn undo(&mut self, now: Timestamp) -> Option<Arc<Step>> {
        let step = self.last_done()?.clone();
        self.gap = false;
        self.done -= 1;
        for change in step.changes.iter().rev() {
            self.change(change.id, change.after.as_ref(), change.before.as_ref(), now);
        }
        Some(step)
    }

    /// Takes the step last undone once more and says which it was.
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

    /// When the annotation of that id was changed to what it was before it became what it is, the oldest moment first: by
    /// these a file tells which version it descends from.
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

    /// The steps that were undone, the one to redo first.
    pub fn undone(&self) -> &[Arc<Step>] {
        self.steps.get(self.done..).unwrap_or_default()
    }

    /// The label of the step that [`Notebook::undo`] would take back.
    pub fn can_undo(&self) -> Option<&str> {
        self.history().last().map(|s| s.label.as_str())
    }

    /// The step last done, for repeating it.
    pub fn last(&self) -> Option<&Step> {
        self.last_done().map(|s| &**s)
    }

    /// The number of the last [`Incoming`] that was received; 0 before the first. A session that gets this notebook to
    /// save knows by it what the notebook cannot know yet.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Brings in what another instance wrote, keeping what was done here since `incoming.from`. Says where the two
    /// contradict each other. What was received before is not received again.
    pub fn receive(&mut self, incoming: &Incoming) -> Vec<Conflict> {
        if incoming.number <= self.taken {
            return Vec::new();
        }
        // After a gap the session still has to bring the missing one in.
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
        // Another instance made it too: it neither goes nor comes with what was done here.
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
