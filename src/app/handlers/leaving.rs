//! Leaving, or opening another article, while notes are not on disk: waits for the disk, and asks what to do when it rejects them.
//!
//! Invariants: unsaved changes are discarded only by a key that means nothing else; while waiting for the disk the reader can stay, or ask
//! for the question.

use std::path::PathBuf;

use super::super::article::Saving;
use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::{Exit, Leaving, Overlay, PromptKind};
use super::super::status::{Outcome, Tone, decline, done, quiet};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

pub(super) fn nothing_to_answer(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is waiting to be saved")
}

impl Model {
    /// The unsaved changes, in words.
    pub fn unsaved_words(&self) -> String {
        let what = match self.article.unsaved() {
            1 => "1 change".to_owned(),
            n => format!("{n} changes"),
        };
        let title = &self.article.document().metadata().title;
        let title = if title.is_empty() {
            self.article.label()
        } else {
            title
        };
        format!("{what} of “{}”", truncate(&one_line(title), 60))
    }

    /// Leaves the program; a note being typed is kept first.
    pub(in crate::app) fn quit(&mut self) -> Outcome {
        self.keep_what_is_typed();
        self.leave(Exit::Quit)
    }

    /// Leaves at once without a question. The runtime keeps what is not saved by then.
    pub(in crate::app) fn terminate(&mut self) -> Outcome {
        self.keep_what_is_typed();
        self.effects.extend([Effect::RememberPlace, Effect::Quit]);
        quiet()
    }

    fn keep_what_is_typed(&mut self) {
        if let Some(Overlay::Editor(editor)) = &self.overlay {
            let request = editor.keep();
            self.overlay = None;
            let said = self.carry_out(request);
            self.status.show(said);
        }
    }

    /// Leaves when everything is on disk. A failed save is retried before asking.
    pub(in crate::app) fn leave(&mut self, exit: Exit) -> Outcome {
        // The place to show in another article does not apply to this one.
        self.arrival = None;
        match self.article.saving() {
            Saving::Clean | Saving::Saved | Saving::ReadOnly(_) => return self.depart(exit),
            Saving::Saving => {}
            Saving::Failed(_) => self.try_again(),
        }
        self.overlay = Some(Overlay::Leaving(Leaving { exit, why: None }));
        self.tell_waiting()
    }

    fn tell_waiting(&self) -> Outcome {
        let (stay, ask) = (self.key_of("cancel"), self.key_of("quit"));
        done(format!(
            "saving before leaving… ({ask}: do not wait, {stay}: stay)"
        ))
    }

    /// Requests the same save again, not a new one.
    fn try_again(&mut self) {
        let before = self.article.unsaved();
        self.save();
        self.article.still_unsaved(before);
    }

    fn depart(&mut self, exit: Exit) -> Outcome {
        self.overlay = None;
        match exit {
            Exit::Quit => self.effects.extend([Effect::RememberPlace, Effect::Quit]),
            Exit::Open(name) => self.effects.push(Effect::Open(name)),
            Exit::Whole => self.effects.push(Effect::Whole),
            Exit::Show => self.effects.push(Effect::ShowReady),
        }
        quiet()
    }

    /// Everything is on disk: leaves if the reader is waiting to.
    pub(in crate::app) fn all_is_saved(&mut self) -> Outcome {
        match &self.overlay {
            Some(Overlay::Leaving(leaving)) => {
                let exit = leaving.exit.clone();
                self.depart(exit)
            }
            _ => quiet(),
        }
    }

    /// A save failed: asks if the reader is waiting to leave.
    pub(in crate::app) fn save_failed(&mut self, why: &str) {
        if let Some(Overlay::Leaving(leaving)) = &mut self.overlay {
            leaving.why = Some(why.to_owned());
            self.status.clear();
        }
    }

    /// Handles the reader's answer while waiting or asked.
    pub(super) fn answer(&mut self, action: Action) -> Outcome {
        let Some(Overlay::Leaving(leaving)) = &mut self.overlay else {
            return decline("nothing is waiting to be saved");
        };
        match (action, &leaving.why) {
            (Action::Cancel, _) => {
                self.overlay = None;
                done("stays open; unsaved changes are saved again with the next action")
            }
            (Action::Quit, None) => {
                leaving.why = Some("the disk has not answered yet".to_owned());
                quiet()
            }
            (Action::TryAgain, _) => {
                leaving.why = None;
                if matches!(self.article.saving(), Saving::Failed(_)) {
                    self.try_again();
                }
                self.tell_waiting()
            }
            (Action::SaveElsewhere, Some(_)) => {
                let leaving = leaving.clone();
                self.open_prompt(PromptKind::Elsewhere(leaving), "")
            }
            (Action::LoseNotes, Some(_)) => {
                let exit = leaving.exit.clone();
                self.effects.push(Effect::LoseNotes(self.unsaved_words()));
                self.article.nothing_to_save();
                self.depart(exit)
            }
            (_, None) => self.tell_waiting(),
            (_, Some(_)) => decline("choose: one of the keys above"),
        }
    }

    /// The prompt for a file was cancelled: asks again, if still necessary.
    pub(super) fn ask_again(&mut self, leaving: Leaving) -> Outcome {
        if self.article.unsaved() == 0 {
            return done("everything is saved now");
        }
        self.overlay = Some(Overlay::Leaving(leaving));
        quiet()
    }

    /// Takes the typed name of the file for the notes.
    pub(super) fn save_elsewhere(&mut self, leaving: Leaving, name: &str) -> Outcome {
        self.overlay = Some(Overlay::Leaving(leaving));
        if name.is_empty() {
            return decline("no name, so nothing was written");
        }
        self.effects.push(Effect::SaveElsewhere {
            path: PathBuf::from(name),
            notebook: Box::new(self.article.notebook().clone()),
        });
        done(format!("writing {}…", one_line(name)))
    }

    /// Takes the result of writing the notes elsewhere.
    pub(in crate::app) fn saved_elsewhere(&mut self, result: Result<PathBuf, String>) -> Outcome {
        match (result, &self.overlay) {
            (Ok(_), Some(Overlay::Leaving(leaving))) => {
                let exit = leaving.exit.clone();
                self.article.nothing_to_save();
                self.depart(exit)
            }
            (Ok(path), _) => done(format!("written: {}", one_line(&path.to_string_lossy()))),
            (Err(why), _) => {
                self.status.notify(Tone::Failure, why);
                quiet()
            }
        }
    }
}
