//! Leaving, or going to another article, while notes are not on disk: waiting for the disk, and the question what to do
//! when it does not take them.
//!
//! Always true here: nothing that is not on disk is let go unless the reader presses a key that means only that; while
//! the disk is waited for the reader can stay, or ask for the question.

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
    decline("nothing waits to be saved")
}

impl Model {
    /// The changes that are not on disk, in words.
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

    /// Leaves the program; what is being typed as a note is kept first.
    pub(in crate::app) fn quit(&mut self) -> Outcome {
        self.keep_what_is_typed();
        self.leave(Exit::Quit)
    }

    /// Leaves at once: nobody can answer a question. What is not saved by then is kept by the runtime.
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

    /// Goes where the reader wants to go, once all is on disk. What failed is tried once more before anything is asked.
    pub(in crate::app) fn leave(&mut self, exit: Exit) -> Outcome {
        // What was to be shown of another article is not to be shown of this one.
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

    /// The same changes once more, not another one.
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

    /// All that was asked to be saved is on disk: if the reader waits to leave, they leave.
    pub(in crate::app) fn all_is_saved(&mut self) -> Outcome {
        match &self.overlay {
            Some(Overlay::Leaving(leaving)) => {
                let exit = leaving.exit.clone();
                self.depart(exit)
            }
            _ => quiet(),
        }
    }

    /// A save failed: if the reader waits to leave, they are asked.
    pub(in crate::app) fn save_failed(&mut self, why: &str) {
        if let Some(Overlay::Leaving(leaving)) = &mut self.overlay {
            leaving.why = Some(why.to_owned());
            self.status.clear();
        }
    }

    /// What the reader pressed while waiting or asked.
    pub(super) fn answer(&mut self, action: Action) -> Outcome {
        let Some(Overlay::Leaving(leaving)) = &mut self.overlay else {
            return decline("nothing waits to be saved");
        };
        match (action, &leaving.why) {
            (Action::Cancel, _) => {
                self.overlay = None;
                done("stays open; what is not saved is tried again with the next action")
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

    /// The prompt for a file was put away: the question is asked again, if it still is one.
    pub(super) fn ask_again(&mut self, leaving: Leaving) -> Outcome {
        if self.article.unsaved() == 0 {
            return done("all is saved by now");
        }
        self.overlay = Some(Overlay::Leaving(leaving));
        quiet()
    }

    /// The name of the file was typed to which the notes go.
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

    /// The notes were written elsewhere, or why they were not.
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
