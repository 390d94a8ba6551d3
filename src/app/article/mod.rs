//! The open article and the work on it: its text, the results of the analysis, the reader's decisions.
//!
//! Invariants: opening an article replaces the whole [`Article`]; the lists of claims and entities match the current analysis and notebook;
//! the focus is a claim of the list. Nothing here knows the reading position.

mod claims;
mod editing;
mod elsewhere;
mod entities;
mod facts;
mod links;
mod pending;
mod sources;
mod steps;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use claims::{ClaimItem, ClaimSource, Tally};
pub use editing::Editing;
pub(super) use facts::{facts_of_annotation, facts_of_entity};
pub(super) use links::LinkTarget;
pub(super) use pending::Rest;
pub use steps::Target;
pub(super) use steps::{Author, Decision, Taken};

use super::message::{AnalysisProgress, Awaited, Loaded};
use crate::analysis::Analysis;
use crate::document::{Document, TextRange};
use crate::notes::{
    Anchor, AnchorState, Annotation, AnnotationKind, Conflict, Id, Incoming, Inherited, Located, Lookalike,
    NamedEntity, Notebook, Step, Timestamp,
};

/// Whether the notes are on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// Nothing to save yet.
    #[default]
    Clean,
    /// A save is in progress.
    Saving,
    /// Everything is on disk.
    Saved,
    /// The last save failed, and why. The changes are kept and saved with the next action.
    Failed(String),
    /// Nothing can be saved, and why.
    ReadOnly(String),
}

impl Saving {
    fn before_anything_changes(notebook: &Notebook) -> Self {
        if notebook.is_empty() {
            Self::Clean
        } else {
            Self::Saved
        }
    }
}

/// The open article, with everything that belongs to it.
#[derive(Debug, Default)]
pub struct Article {
    document: Arc<Document>,
    /// The number of articles opened so far; 0 before the first.
    generation: u64,
    path: Option<PathBuf>,
    label: String,
    minutes: usize,
    /// The missing part of the article or of the places of its notes, and what waits for it.
    rest: Option<Rest>,

    /// The results of the analysis; `None` while it has not finished.
    analysis: Option<Arc<Analysis>>,
    /// The progress of the analysis; `None` before it has begun.
    reach: Option<AnalysisProgress>,
    /// Whether the reader stopped it.
    stopped: bool,

    notebook: Notebook,
    /// The current place of each annotation; those made here are where they were made.
    located: HashMap<Id, Located>,
    /// The places of annotations, by anchors that steps have replaced since the article was opened.
    places: HashMap<Id, Vec<(Anchor, Located)>>,
    /// Whether the text differs from the one on which the notes were last saved.
    changed: bool,
    /// The reason, if it was made differently from the same source.
    made_otherwise: Option<String>,
    /// When a different text of it was last read, if it was.
    read_otherwise: Option<Timestamp>,
    /// Known articles that may be this one or another version of it, until the reader has decided.
    lookalikes: Vec<Lookalike>,
    saving: Saving,
    /// The number of saves requested.
    serial: u64,
    /// The number of done steps in the notebook when the article was opened.
    earlier_steps: usize,
    /// The number of the last save that is on disk.
    saved: u64,

    /// Suggested and decided claims, by start.
    claims: Vec<ClaimItem>,
    tally: Tally,
    /// The claim in focus, as an index.
    focus: Option<usize>,
    /// The start of the claim that was in focus when the article was closed, until it is listed or the focus moves.
    wanted_focus: Option<usize>,
    /// The entities, found and tagged.
    entities: Vec<NamedEntity>,
    /// The entity whose mentions are highlighted, as an index.
    chosen_entity: Option<usize>,
    /// Every mention with its entity, by start.
    mentions: Vec<(TextRange, usize)>,
    /// Passages of annotations, by start, and the length of the longest in bytes.
    annotated: (Vec<(TextRange, Id)>, usize),
    /// The passages that the reader tagged as entities, with the names.
    reader_names: Vec<(TextRange, String)>,
    elsewhere: elsewhere::KnownElsewhere,
    sources: sources::EvidenceSources,
}

impl Article {
    /// The article as it is opened.
    pub(super) fn new(loaded: Loaded) -> Self {
        let Loaded {
            generation,
            document,
            notebook,
            located,
            place: _,
            focus: wanted_focus,
            marks: _,
            read_only,
            warnings: _,
            path,
            label,
            minutes,
            tour: _,
            awaited,
            changed,
            made_otherwise,
            lookalikes,
            answered: _,
        } = loaded;
        let saving = match read_only {
            Some(why) => Saving::ReadOnly(why),
            None => Saving::before_anything_changes(&notebook),
        };
        Self {
            earlier_steps: notebook.history().len(),
            document,
            generation,
            path,
            label,
            minutes,
            rest: awaited.map(Rest::of),
            notebook,
            located: located.into_iter().collect(),
            changed,
            made_otherwise,
            lookalikes,
            saving,
            wanted_focus,
            ..Self::default()
        }
    }

    /// The blocks and their text.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// The canonical text.
    pub fn text(&self) -> &str {
        self.document.text()
    }

    /// The number of articles opened so far; 0 before the first.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Its file.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Its name for citations.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The reading time in minutes.
    pub fn minutes(&self) -> usize {
        self.minutes
    }

    /// The results of the analysis; `None` while it has not finished.
    pub fn analysis(&self) -> Option<&Arc<Analysis>> {
        self.analysis.as_ref()
    }

    /// The progress of the analysis; `None` before it has begun.
    pub fn reach(&self) -> Option<AnalysisProgress> {
        self.reach
    }

    /// The reader's annotations.
    pub fn notebook(&self) -> &Notebook {
        &self.notebook
    }

    /// The number of steps that can be undone before one of an earlier session.
    pub(super) fn steps_of_this_session(&self) -> usize {
        self.notebook.history().len().saturating_sub(self.earlier_steps)
    }

    /// Known articles that may be this one or another version of it, until the reader has decided.
    pub fn lookalikes(&self) -> &[Lookalike] {
        &self.lookalikes
    }

    /// Whether the notes are on disk.
    pub fn saving(&self) -> &Saving {
        &self.saving
    }

    /// The number of saves requested.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// A permanent line above the status line: that the notes are read-only, and why.
    pub fn banner(&self) -> Option<String> {
        match &self.saving {
            Saving::ReadOnly(why) => Some(format!("read-only: {why}")),
            Saving::Clean | Saving::Saving | Saving::Saved | Saving::Failed(_) => None,
        }
    }

    /// The current place of an annotation.
    pub fn located(&self, annotation: &Annotation) -> Located {
        self.located.get(&annotation.id).copied().unwrap_or(Located {
            state: AnchorState::Ok,
            range: Some(annotation.anchor.range),
        })
    }

    /// Annotations whose passage overlaps `range`, with the passage, by its start.
    pub fn annotated_in(&self, range: TextRange) -> impl Iterator<Item = (TextRange, &Annotation)> + '_ {
        let (all, longest) = &self.annotated;
        let from = all.partition_point(|(r, _)| r.start + longest < range.start);
        all[from..]
            .iter()
            .take_while(move |(r, _)| r.start < range.end)
            .filter(move |(r, _)| r.overlaps(range))
            .filter_map(|(r, id)| Some((*r, self.notebook.live(*id)?)))
    }

    /// Why the text differs from the one read before, as a clause; `None` if it does not.
    pub(super) fn difference(&self) -> Option<String> {
        match (&self.made_otherwise, self.read_otherwise) {
            (Some(clause), _) => Some(clause.clone()),
            (None, Some(read)) => Some(format!(
                "the text is not the one read on {}",
                read.strftime("%Y-%m-%d %H:%M")
            )),
            (None, None) => self
                .changed
                .then(|| "the text is not the one on which the notes were last saved".to_owned()),
        }
    }

    /// The numbers of passages of notes in each state, in words; empty if the text is the one of the notes.
    pub(super) fn states_in_words(&self) -> Vec<String> {
        if self.changed { self.states() } else { Vec::new() }
    }

    /// The numbers of passages of notes in each state, in words.
    pub(super) fn states(&self) -> Vec<String> {
        let count = |state| {
            let all = self.notebook.annotations();
            all.filter(|a| self.located(a).state == state).count()
        };
        [
            (AnchorState::Ok, "where it was"),
            (AnchorState::Moved, "moved"),
            (AnchorState::Changed, "changed"),
            (AnchorState::Ambiguous, "ambiguous"),
            (AnchorState::Orphan, "gone"),
        ]
        .into_iter()
        .filter_map(|(state, words)| Some((count(state), words)).filter(|(n, _)| *n > 0))
        .map(|(n, words)| format!("{n} {words}"))
        .collect()
    }

    /// Records when a different text was last read.
    pub(super) fn was_read_otherwise(&mut self, read: Timestamp) {
        self.read_otherwise = Some(read);
    }

    /// Takes the results of the analysis, of the article or of a part.
    pub(super) fn take_analysis(&mut self, analysis: Arc<Analysis>) {
        self.analysis = Some(analysis);
    }

    /// Takes the progress of the analysis.
    pub(super) fn take_reach(&mut self, reach: AnalysisProgress) {
        // A part may still arrive that was being analysed when the analysis was stopped.
        let ended = reach.ended || self.stopped;
        let asks = reach.asks && !ended;
        self.reach = Some(AnalysisProgress { ended, asks, ..reach });
    }

    /// Stops the analysis; returns its progress in percent, or `None` if it had ended.
    pub(super) fn stop_analysis(&mut self) -> Option<usize> {
        let reach = self.reach.unwrap_or_default();
        if reach.ended || self.stopped {
            return None;
        }
        self.reach = Some(AnalysisProgress {
            ended: true,
            asks: false,
            ..reach
        });
        self.stopped = true;
        Some(reach.percent)
    }

    /// The number of changes that are not on disk.
    pub fn unsaved(&self) -> u64 {
        match self.saving {
            Saving::Saving | Saving::Failed(_) => self.serial - self.saved,
            Saving::Clean | Saving::Saved | Saving::ReadOnly(_) => 0,
        }
    }

    /// The save with that number is on disk. Returns whether everything is.
    pub(super) fn saved(&mut self, serial: u64) -> bool {
        self.saved = self.saved.max(serial);
        let all = serial == self.serial;
        if all {
            self.saving = Saving::Saved;
        }
        all
    }

    /// The last save repeated changes of an earlier one: this many are not on disk.
    pub(super) fn still_unsaved(&mut self, changes: u64) {
        self.saved = self.serial.saturating_sub(changes.max(1));
    }

    /// Unsaved changes are discarded, or kept elsewhere.
    pub(super) fn nothing_to_save(&mut self) {
        self.saving = Saving::Clean;
    }

    /// Sets the places of annotations.
    pub(super) fn put_at(&mut self, places: Vec<(Id, Located)>) {
        self.located.extend(places);
    }

    /// Applies a step whose annotations have these places. Call [`refresh`](Article::refresh) afterwards.
    pub(super) fn take_in(&mut self, step: Step, places: Vec<(Id, Located)>) {
        self.located.extend(places);
        self.notebook.apply(step);
    }

    /// The last save failed.
    pub(super) fn not_saved(&mut self, why: String) {
        self.saving = Saving::Failed(why);
    }

    /// The number of a new save; `None` if nothing can be saved.
    pub(super) fn begin_save(&mut self) -> Option<u64> {
        if matches!(self.saving, Saving::ReadOnly(_)) {
            return None;
        }
        self.serial += 1;
        self.saving = Saving::Saving;
        Some(self.serial)
    }

    /// Merges changes of another instance or program. Returns the conflicts.
    pub(super) fn receive(&mut self, incoming: &Incoming, located: Vec<(Id, Located)>) -> Vec<Conflict> {
        let conflicts = self.notebook.receive(incoming);
        self.located.extend(located);
        conflicts
    }

    /// The other instance has left: decisions made here are saved from now on.
    pub(super) fn inherit(&mut self, inherited: Inherited) {
        let notebook = std::mem::take(&mut self.notebook);
        self.notebook = inherited.given_to(notebook);
        self.saving = Saving::before_anything_changes(&self.notebook);
    }

    /// Takes the places of notes far from the reading position; returns what waited for them.
    pub(super) fn take_places(&mut self, located: Vec<(Id, Located)>) -> Option<Rest> {
        let rest = self.rest.take_if(|rest| rest.of == Awaited::Places)?;
        for (id, at) in located {
            // Places that arrived meanwhile are more recent.
            self.located.entry(id).or_insert(at);
        }
        Some(rest)
    }

    /// Updates the lists of claims and entities from the analysis and the notebook. Suggestions below `floor` (0 to 1) are left out. If the
    /// claim in focus is gone, the focus moves to the next open claim from byte `from` on.
    pub(super) fn refresh(&mut self, floor: f32, from: usize) {
        self.reader_names = self
            .placed()
            .filter(|a| a.kind == AnnotationKind::Entity)
            .filter_map(|a| Some((self.located(a).range?, a.name.clone()?)))
            .collect();
        self.refresh_claims(floor, from);
        self.refresh_entities();
        self.refresh_elsewhere();
        let mut annotated: Vec<_> = self
            .placed()
            .filter_map(|a| Some((self.located(a).range?, a.id)))
            .collect();
        annotated.sort_by_key(|(r, _)| (r.start, r.end));
        let longest = annotated.iter().map(|(r, _)| r.len()).max().unwrap_or(0);
        self.annotated = (annotated, longest);
    }
}
