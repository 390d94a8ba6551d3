//! From a key to an action: first the overlay, then the keymap of the mode; counts, and actions that wait for a character.
//!
//! Digits while reading are a count (`5j`) and nothing else, unless the settings make them verdicts. In the queue and the sidebar digits
//! are verdicts at once. No meaning depends on time.

use super::handlers::handler;
use super::keys::action::{Action, Argument, Group, ModeSet};
use super::keys::keymap::{Command, Lookup};
use super::message::Awaited;
use super::model::Model;
use super::status::{Outcome, decline, done, quiet};
use crate::config::key::{Code, Key};
use crate::config::settings::Digits;

/// If no line can be typed, the text meant for one must not act letter by letter.
const UNHEARD: &str = "no line can be typed here: nothing is done until enter or esc";

impl Model {
    /// Handles a key: Esc stops a running command or opening, otherwise the key does what it is bound to.
    pub(super) fn take_key(&mut self, key: Key) {
        self.touched();
        if !self.esc_stops_pipe(key) && !self.esc_stops_opening(key) {
            self.press(key);
        }
    }

    /// Handles a key, and shows the outcome in the status line.
    pub(super) fn press(&mut self, key: Key) {
        if self.article.is_waited_for() {
            return self.press_while_waiting(key);
        }
        self.status.clear();
        if self.keys.unheard {
            self.keys.unheard = !matches!(key.code, Code::Enter | Code::Esc);
            let words = if self.keys.unheard {
                UNHEARD
            } else {
                "the typed text was ignored"
            };
            return self.status.show(decline(words));
        }
        if let Some(action) = self.keys.waiting.take() {
            let outcome = self.give(action, key);
            return self.status.show(outcome);
        }
        if let Some(outcome) = self.take_digit(key) {
            return self.status.show(outcome);
        }
        let modes = self.modes();
        self.keys.pending.push(key);
        let searching =
            modes == ModeSet::READ && self.reading.finding().is_some() && self.keys.pending.len() == 1;
        let found = match self.keys.map.lookup(ModeSet::MATCHES, &self.keys.pending) {
            Lookup::Found(command) if searching => Lookup::Found(command),
            _ => self.keys.map.lookup(modes, &self.keys.pending),
        };
        let outcome = match found {
            Lookup::Prefix => quiet(),
            Lookup::Found(mut command) => {
                self.keys.pending.clear();
                let digits = std::mem::take(&mut self.keys.digits);
                if command.action.takes_count() {
                    command.count = command.count.or(digits.parse().ok());
                }
                self.begin(&command)
            }
            Lookup::Nothing => self.unbound(modes),
        };
        self.status.show(outcome);
    }

    /// Runs an action whose key was clicked; pending keys are forgotten.
    pub(super) fn click(&mut self, action: Action) -> Outcome {
        self.touched();
        if self.article.is_waited_for() {
            return quiet();
        }
        self.status.clear();
        self.keys.waiting = None;
        self.keys.unheard = false;
        self.keys.pending.clear();
        self.keys.digits.clear();
        self.start(action)
    }

    /// Handles a key while a command before it waits for the rest of the article.
    fn press_while_waiting(&mut self, key: Key) {
        if key.code == Code::Esc {
            self.article.stop_waiting();
            self.status.show(decline("no longer waiting"));
        } else {
            self.article.hold_key(key);
        }
    }

    /// Handles a digit that is not bound in the mode: part of a count, or a verdict.
    fn take_digit(&mut self, key: Key) -> Option<Outcome> {
        let Key {
            code: Code::Char(digit @ '0'..='9'),
            ctrl: false,
            alt: false,
            ..
        } = key
        else {
            return None;
        };
        if !self.keys.pending.is_empty() {
            return None;
        }
        let counts = match self.modes() {
            ModeSet::SELECT => true,
            ModeSet::READ => self.settings.digits == Digits::Counts,
            ModeSet::QUEUE | ModeSet::LIST | ModeSet::CARD => false,
            _ => return None,
        };
        if counts && (digit != '0' || !self.keys.digits.is_empty()) {
            self.keys.digits.push(digit);
            return Some(done(&*self.keys.digits));
        }
        (!counts && digit != '0').then(|| self.run(&Command::with(Action::Verdict, digit)))
    }

    /// Runs a command, or waits for the character that it still needs.
    fn begin(&mut self, command: &Command) -> Outcome {
        match command.action.spec().argument {
            Argument::Character | Argument::Choice(_) if command.argument.is_none() => {
                self.wait_for_character(command.action)
            }
            _ => self.run(command),
        }
    }

    /// Starts an action as its keys would.
    pub(super) fn start(&mut self, action: Action) -> Outcome {
        self.begin(&Command::new(action))
    }

    /// Waits for the next character as the argument of `action`.
    fn wait_for_character(&mut self, action: Action) -> Outcome {
        // The target of a verdict is shown before the verdict is given.
        if action == Action::Verdict {
            self.expect_target()?;
        }
        self.keys.waiting = Some(action);
        quiet()
    }

    /// Handles the character that `action` waited for.
    fn give(&mut self, action: Action, key: Key) -> Outcome {
        match key.code {
            Code::Char(c) if !key.ctrl && !key.alt => self.run(&Command::with(action, c)),
            Code::Esc => quiet(),
            _ => decline(format!("{}: a letter was expected", action.spec().name)),
        }
    }

    /// Handles an unbound key: text for an overlay, otherwise a message that nothing happens.
    fn unbound(&mut self, modes: ModeSet) -> Outcome {
        let keys = std::mem::take(&mut self.keys.pending);
        let Some(&last) = keys.last() else {
            return quiet();
        };
        if let Some(mut overlay) = self.overlay.take() {
            if let Some(response) = overlay.type_key(last, &self.context()) {
                return self.respond(overlay, response);
            }
            self.overlay = Some(overlay);
            let opens_line = [Action::CommandLine, Action::Search, Action::Pipe];
            if let Lookup::Found(command) = self.keys.map.lookup(ModeSet::READ, &keys)
                && opens_line.contains(&command.action)
            {
                self.keys.unheard = true;
                return decline(UNHEARD);
            }
        }
        if last.code == Code::Esc {
            if self.tour().is_some_and(|tour| tour.task().is_none()) {
                self.run_tour(false);
            }
            self.keys.digits.clear();
            self.hand = None;
            self.peek = None;
            return quiet();
        }
        self.keys.digits.clear();
        decline(format!(
            "{} does nothing while in {} (? shows all keys)",
            Key::format_sequence(&keys),
            modes.name()
        ))
    }

    /// Handles pasted text.
    pub(super) fn paste(&mut self, text: &str) -> Outcome {
        if let Some(mut overlay) = self.overlay.take() {
            if let Some(response) = overlay.paste(text, &self.context()) {
                return self.respond(overlay, response);
            }
            self.overlay = Some(overlay);
        }
        decline("nothing is being typed: `n` opens a note, `/` a search")
    }

    /// Runs a command from a key, the command line or an overlay.
    pub(super) fn run(&mut self, command: &Command) -> Outcome {
        if let Some(awaited) = self.article.awaited()
            && !self.is_free(command, awaited)
        {
            self.article.hold_command(command);
            return done(match awaited {
                Awaited::Article => "waits until the whole article is read (Esc: do not wait)",
                Awaited::Notes => "waits until it is known which notes are the article's (Esc: do not wait)",
                Awaited::Places => "waits until all notes are found (Esc: do not wait)",
            });
        }
        if let Some(mut overlay) = self.overlay.take() {
            if let Some(response) = overlay.handle(command, &self.context()) {
                return self.respond(overlay, response);
            }
            self.overlay = Some(overlay);
        }
        if self.acting.is_none() && self.panes.is_too_small() && command.action.is_a_decision() {
            return decline("the window is too small: nothing is decided that is not visible");
        }
        self.lay_down(command.action);
        handler(command.action)(self, command)
    }

    /// Releases the claim in hand, except when something is added to it, and withdraws the question about a step of an earlier session.
    fn lay_down(&mut self, action: Action) {
        use Action as A;
        let adds = matches!(
            action,
            A::Evidence | A::Note | A::Tags | A::Speaker | A::Restate | A::Status
        );
        let looks = match action.spec().group {
            Group::Program | Group::Prompt => true,
            Group::View => matches!(
                action,
                A::Card
                    | A::Peek
                    | A::Help
                    | A::Theme
                    | A::History
                    | A::Wider
                    | A::Narrower
                    | A::ToggleSidebar
            ),
            Group::Move | Group::Hop | Group::Work | Group::Select | Group::Search => false,
        };
        if !adds && !looks {
            self.hand = None;
            self.peek = None;
        }
        if action != A::Undo {
            self.asked = None;
        }
    }

    /// Whether `command` can run with the part of the article that is there.
    fn is_free(&mut self, command: &Command, awaited: Awaited) -> bool {
        use Action as A;
        let all_text_is_there = match awaited {
            Awaited::Article => false,
            Awaited::Notes | Awaited::Places => true,
        };
        if all_text_is_there && command.action.spec().group == Group::Move {
            return true;
        }
        // What leads away from the article does not need its notes.
        let leads_away = matches!(
            command.action,
            A::CommandLine
                | A::Palette
                | A::Open
                | A::Library
                | A::Ledger
                | A::SearchLibrary
                | A::NextFile
                | A::PreviousFile
                | A::Files
                | A::Messages
        );
        if all_text_is_there && leads_away {
            return true;
        }
        let rows = match command.action {
            A::RowDown => 1,
            A::PageDown | A::HalfDown => usize::from(self.panes.text.height),
            A::RowUp
            | A::PageUp
            | A::HalfUp
            | A::Start
            | A::ToggleSidebar
            | A::Wider
            | A::Narrower
            | A::Help
            | A::ItemDown
            | A::ItemUp
            | A::FirstItem
            | A::LastItem
            | A::Cancel
            | A::Suspend
            | A::StopAnalysis
            | A::Redraw
            | A::TryAgain
            | A::SaveElsewhere
            | A::LoseNotes
            | A::Quit => return true,
            _ => return false,
        };
        self.reading.has_rows(rows * command.times())
    }
}
