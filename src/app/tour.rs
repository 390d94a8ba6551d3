//! The tour: tasks that the built-in article sets. It waits for each, ticks it off however it was done, and ends after the last one.
//!
//! Invariants: a task is recognized by its effect, not by the key; the named keys come from the current keymap.

use super::keys::{Action, Keymap, Mode, ModeSet};
use crate::config::settings::{Digits, Settings};
use crate::notes::{AnnotationKind, Notebook};

/// The tasks of the tour, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TourTask {
    /// Turn a page.
    Page,
    /// Accept a claim.
    Accept,
    /// Undo a step.
    Reject,
    /// Take a step back.
    Undo,
    /// Add evidence to the claim that was judged.
    Verdict,
    /// Enter the list and return.
    Evidence,
    /// Go into the list and back.
    List,
    /// Decide on a claim in the queue.
    Queue,
}

impl TourTask {
    /// All tasks, in order.
    pub const ALL: [Self; 8] = [
        Self::Page,
        Self::Accept,
        Self::Reject,
        Self::Undo,
        Self::Verdict,
        Self::Evidence,
        Self::List,
        Self::Queue,
    ];
}

/// The state from which completed tasks are recognized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// The start of the page, in bytes.
    pub(super) top: usize,
    /// The mode.
    pub(super) mode: Mode,
    claims: usize,
    rejections: usize,
    verdicts: usize,
    evidence: usize,
    steps: usize,
}

impl Standing {
    pub(super) fn of(notebook: &Notebook, top: usize, mode: Mode) -> Self {
        let mut standing = Self {
            top,
            mode,
            steps: notebook.history().len(),
            ..Self::default()
        };
        for annotation in notebook.annotations() {
            standing.claims += usize::from(annotation.kind == AnnotationKind::Claim);
            standing.rejections += usize::from(annotation.rejects_claim());
            standing.verdicts += usize::from(annotation.verdict.is_some());
            standing.evidence += annotation.evidence.len();
        }
        standing
    }

    /// Whether the reader has already done all this in the article.
    pub(super) fn knows_the_work(self) -> bool {
        self.verdicts > 0 && self.evidence > 0
    }

    fn decisions(self) -> usize {
        self.claims + self.rejections + self.verdicts
    }
}

/// The progress of the tour.
#[derive(Clone, Debug)]
pub struct Tour {
    done: [bool; TourTask::ALL.len()],
    before: Standing,
    /// Whether the keys were in the list.
    in_list: bool,
}

impl Tour {
    /// A tour without completed tasks.
    pub(super) fn new(now: Standing) -> Self {
        Self {
            done: [false; TourTask::ALL.len()],
            before: now,
            in_list: false,
        }
    }

    /// Ticks off the tasks completed since the last call.
    pub(super) fn look(&mut self, now: Standing) {
        let before = std::mem::replace(&mut self.before, now);
        let back_from_list = self.in_list && now.mode == Mode::Read;
        self.in_list = now.mode == Mode::List || self.in_list && !back_from_list;
        for (task, done) in TourTask::ALL.into_iter().zip(&mut self.done) {
            *done |= match task {
                // A decision turns the page too.
                TourTask::Page => now.top > before.top && now.decisions() == before.decisions(),
                // A verdict is more than accepting.
                TourTask::Accept => now.claims > before.claims && now.verdicts == before.verdicts,
                TourTask::Reject => now.rejections > before.rejections,
                TourTask::Undo => now.steps < before.steps,
                TourTask::Verdict => now.verdicts > before.verdicts,
                TourTask::Evidence => now.evidence > before.evidence,
                TourTask::List => back_from_list,
                TourTask::Queue => now.mode == Mode::Queue && now.decisions() > before.decisions(),
            };
        }
    }

    /// Which tasks are completed, in order.
    pub fn done(&self) -> &[bool] {
        &self.done
    }

    /// The current task; `None` after the last one.
    pub fn task(&self) -> Option<TourTask> {
        let next = self.done.iter().position(|done| !done)?;
        TourTask::ALL.get(next).copied()
    }

    /// The instruction for the current task, with its keys in `mode`.
    pub fn words(&self, mode: ModeSet, keymap: &Keymap, settings: &Settings) -> String {
        let key_in = |mode: ModeSet, action: Action| {
            let key = keymap.keys_for(mode, action);
            key.unwrap_or_else(|| format!(":{}", action.spec().name))
        };
        let key = |action| key_in(ModeSet::READ, action);
        let Some(task) = self.task() else {
            return format!(
                "Done: {} writes a note, {} shows all keys, {} exports, {} leaves; esc ends this.",
                key(Action::Note),
                key(Action::Help),
                key(Action::Export),
                key(Action::Quit)
            );
        };
        match (task, mode) {
            // For a half-completed task, its second half.
            (TourTask::Evidence, ModeSet::PROMPT) => {
                "Type a link, or anything: enter adds it to the claim named here.".to_owned()
            }
            (TourTask::List, ModeSet::LIST) => format!(
                "{} goes to the next list: entities, notes, outline. {} returns.",
                key_in(mode, Action::NextTab),
                key_in(mode, Action::Read)
            ),
            (TourTask::Queue, ModeSet::QUEUE) => format!(
                "Decide: {}, {}, or a digit for a verdict. {} returns to the text.",
                key_in(mode, Action::Accept),
                key_in(mode, Action::Reject),
                key_in(mode, Action::Read)
            ),
            (_, ModeSet::QUEUE | ModeSet::LIST | ModeSet::CARD) => {
                format!("{} returns to the text.", key_in(mode, Action::Read))
            }
            (TourTask::Page, _) => format!(
                "{} turns the page, {} moves down by a row. Turn a page.",
                key(Action::PageDown),
                key(Action::RowDown)
            ),
            (TourTask::Accept, _) => format!(
                "The claim in bold is in focus. {} accepts it: yes, somebody claims this.",
                key(Action::Accept)
            ),
            (TourTask::Reject, _) => format!(
                "{} rejects a suggestion. Try it; you can undo it.",
                key(Action::Reject)
            ),
            (TourTask::Undo, _) => format!("{} undoes the last step, whatever it was.", key(Action::Undo)),
            (TourTask::Verdict, _) => {
                let verdicts = &settings.verdicts;
                let verdict = verdicts.get(2).or(verdicts.first());
                let (digit, name) = verdict.map_or(('1', "a verdict"), |v| (v.key, v.name.as_str()));
                let keys = match settings.digits {
                    Digits::Counts => format!("{}{digit}", key(Action::Verdict)),
                    Digits::Verdicts => digit.to_string(),
                };
                format!("Judge the claim in focus: {keys} says {name}. Any digit will do.")
            }
            (TourTask::Evidence, _) => format!(
                "A verdict needs evidence: {} adds a link to the claim just judged.",
                key(Action::Evidence)
            ),
            (TourTask::List, _) => format!(
                "{} moves to the list beside the text; the claims come first.",
                key(Action::Sidebar)
            ),
            (TourTask::Queue, _) => format!(
                "{} shows one claim at a time, where a digit alone is a verdict.",
                key(Action::Queue)
            ),
        }
    }
}
