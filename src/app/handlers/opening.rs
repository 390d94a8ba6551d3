//! Opening another article: it can be cancelled, and it never replaces the current one while the reader is working.
//!
//! Invariant: an article replaces another only by a command of the reader, or if no key was pressed and nothing was pasted or clicked since
//! it was requested.

use super::super::keys::{Action, Command};
use super::super::message::{Arrival, Effect};
use super::super::model::Model;
use super::super::opening::Opening;
use super::super::overlay::Exit;
use super::super::status::{Outcome, Tone, decline, done, quiet};
use crate::config::key::Key;

/// `:open NAME`, or, without a name, shows the article that is ready.
pub(super) fn open(model: &mut Model, command: &Command) -> Outcome {
    match &command.argument {
        Some(name) => model.leave(Exit::Open(name.clone())),
        None if model.opening.as_ref().is_some_and(Opening::is_ready) => model.leave(Exit::Show),
        None => decline("which file? :open NAME"),
    }
}

/// The maximum number of articles on the way back.
const VISITS: usize = 50;

impl Model {
    /// Goes to a passage of an article; `jump-back` returns to the current place.
    pub(in crate::app) fn visit(&mut self, name: &str, arrival: Option<Arrival>) -> Outcome {
        let here = self.article.path().map(|path| path.display().to_string());
        if here.as_deref() == Some(name) {
            return match arrival {
                Some(arrival) => self.arrive(arrival),
                None => quiet(),
            };
        }
        let from = (self.article.generation() > 0).then(|| here.unwrap_or(self.article.label().to_owned()));
        let left = self.leave(Exit::Open(name.to_owned()));
        self.arrival = arrival;
        self.visited.extend(from);
        if self.visited.len() > VISITS {
            self.visited.remove(0);
        }
        left
    }

    /// Reopens the article from which the reader came to this one, at its stored place.
    pub(in crate::app) fn return_from_visit(&mut self) -> Option<Outcome> {
        let name = self.visited.pop()?;
        Some(self.leave(Exit::Open(name)))
    }

    /// Brings the requested passage into view.
    pub(in crate::app) fn arrive(&mut self, arrival: Arrival) -> Outcome {
        match arrival {
            Arrival::Annotation(id) => self.arrive(Arrival::Doing(Action::At, id)),
            Arrival::Doing(action, argument) => self.run(&Command {
                argument: Some(argument),
                ..Command::new(action)
            }),
            Arrival::Passage(range) => {
                // The text may have changed meanwhile.
                let length = self.article.document().text().len();
                if range.end <= length {
                    self.jump(range);
                }
                quiet()
            }
        }
    }

    /// Whether an article that becomes ready may be shown at once.
    pub fn may_show(&self) -> bool {
        let undisturbed = self.opening.as_ref().is_none_or(|o| !o.is_touched());
        self.article.generation() == 0 || undisturbed && self.article.unsaved() == 0
    }

    /// Records that the reader did something.
    pub(in crate::app) fn touched(&mut self) {
        self.at_work = true;
        self.article.settle_focus();
        if let Some(opening) = self.opening.as_mut().filter(|o| !o.is_touched()) {
            opening.touch();
            self.repane();
        }
    }

    pub(in crate::app) fn begin_opening(&mut self, name: String) -> Outcome {
        let opening = Opening::new(name);
        let words = format!("opening {}… (Esc stops it)", opening.name());
        self.opening = Some(opening);
        self.repane();
        done(words)
    }

    pub(in crate::app) fn opening_goes_on(&mut self, progress: String) {
        if let Some(opening) = &mut self.opening {
            opening.goes_on(progress);
        }
        self.repane();
    }

    /// Announces that the article is ready, because the reader continued working.
    pub(in crate::app) fn opening_is_ready(&mut self) {
        if let Some(opening) = &mut self.opening {
            opening.is_ready_now();
        }
        self.repane();
    }

    pub(in crate::app) fn not_opened(&mut self, why: String) {
        self.opening = None;
        self.repane();
        self.status.notify(Tone::Failure, why);
    }

    /// Esc cancels the opening, if nothing else handles that key first. Returns whether it did.
    pub(in crate::app) fn esc_stops_opening(&mut self, key: Key) -> bool {
        let free = self.overlay.is_none() && self.keys.is_idle() && self.reading.selection().is_none();
        let Some(opening) = self.opening.take_if(|o| free && o.is_stopped_by(key)) else {
            return false;
        };
        self.repane();
        let words = format!("stopped: {} is not opened", opening.name());
        self.status.show(decline(words));
        self.effects.push(Effect::StopOpening);
        true
    }
}
