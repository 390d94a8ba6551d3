//! From a key to an action: by what lies on top, then by mode; counts, waiting characters and digits that may be verdicts.
//!
//! A digit while reading may begin a count (`5j`) or be a verdict (`2`). It is held until the next key: before an action
//! that takes a count it is one, before anything else, or after a short pause, it is a verdict. Several digits in a row
//! are then several verdicts, each on the next claim. In the queue and the sidebar digits are verdicts at once.

use super::action::{Action, Argument, Group, Modes};
use super::keymap::{Command, Lookup};
use super::message::Effect;
use super::model::{Mode, Model, Over};
use crate::config::key::{Code, Key};

impl Model {
    /// The mode by which keys are looked up.
    pub fn modes(&self) -> Modes {
        match (&self.over, self.mode) {
            (Some(Over::Prompt(_)), _) => Modes::PROMPT,
            (Some(Over::Editor(..)), _) => Modes::EDITOR,
            (Some(Over::Page(_)), _) => Modes::PAGE,
            (Some(Over::Review(_)), _) => Modes::REVIEW,
            (Some(Over::Diff(_)), _) => Modes::DIFF,
            _ if self.selection.is_some() => Modes::SELECT,
            (_, Mode::Read) => Modes::READ,
            (_, Mode::Queue) => Modes::QUEUE,
            (_, Mode::List) => Modes::LIST,
        }
    }

    pub(super) fn press(&mut self, key: Key) {
        if self.key_waits(key) {
            return;
        }
        self.notice = None;
        if let Some(action) = self.waiting.take() {
            return self.give(action, key);
        }
        if let Some(Over::Hint(..)) = self.over {
            return self.press_hint(key);
        }
        if self.takes_digit(key) {
            return;
        }
        let modes = self.modes();
        self.pending.push(key);
        let searching = modes == Modes::READ && self.finding.is_some() && self.pending.len() == 1;
        let found = match self.keymap.lookup(Modes::MATCHES, &self.pending) {
            Lookup::Found(command) if searching => Lookup::Found(command),
            _ => self.keymap.lookup(modes, &self.pending),
        };
        match found {
            Lookup::Prefix => {}
            Lookup::Found(mut command) => {
                self.pending.clear();
                if command.action.takes_count() {
                    command.count = command.count.or(self.digits.parse().ok());
                    self.digits.clear();
                } else {
                    self.settle_digits();
                }
                match command.action.spec().argument {
                    Argument::Character if command.argument.is_none() => self.waiting = Some(command.action),
                    _ => self.run(command),
                }
            }
            Lookup::Nothing => self.unbound(modes),
        }
    }

    /// A digit that no mode binds otherwise: held while reading, a verdict at once in the queue and the sidebar.
    fn takes_digit(&mut self, key: Key) -> bool {
        let Key {
            code: Code::Char(digit @ '0'..='9'),
            ctrl: false,
            alt: false,
            ..
        } = key
        else {
            return false;
        };
        if !self.pending.is_empty() {
            return false;
        }
        match self.modes() {
            Modes::READ | Modes::SELECT if digit != '0' || !self.digits.is_empty() => {
                self.digits.push(digit);
                if self.modes() == Modes::READ {
                    let name = self.verdict_by_digit(digit).map(|v| v.name.clone());
                    let as_verdict = name.filter(|_| self.focus.is_some() && self.digits.len() == 1);
                    self.done(as_verdict.map_or(self.digits.clone(), |v| format!("{digit}: {v}")));
                }
                true
            }
            Modes::QUEUE | Modes::LIST if digit != '0' => {
                self.run(Command::with(Action::Verdict, digit));
                true
            }
            _ => false,
        }
    }

    /// Digits that no motion followed are verdicts.
    pub(super) fn settle_digits(&mut self) {
        let digits = std::mem::take(&mut self.digits);
        if self.modes() != Modes::READ {
            return;
        }
        for digit in digits.chars() {
            self.run(Command::with(Action::Verdict, digit));
        }
    }

    /// The character that `action` waited for.
    fn give(&mut self, action: Action, key: Key) {
        match key.code {
            Code::Char(c) if !key.ctrl && !key.alt => self.run(Command::with(action, c)),
            _ => self.why(format!("{}: a letter was expected", action.spec().name)),
        }
    }

    /// A key that nothing is bound to: text for a field, otherwise a word why nothing happens.
    fn unbound(&mut self, modes: Modes) {
        let keys = std::mem::take(&mut self.pending);
        let Some(&last) = keys.last() else { return };
        match &mut self.over {
            Some(Over::Editor(field, _)) => {
                let typed = field.press(last);
                self.typed(typed);
            }
            Some(Over::Prompt(prompt)) => {
                let typed = prompt.field.press(last);
                self.typed(typed);
            }
            Some(Over::Page(page)) => {
                let typed = page.filter.press(last);
                self.typed(typed);
            }
            _ if last.code == Code::Esc => {
                self.digits.clear();
            }
            _ => {
                self.settle_digits();
                let (_, name) = Modes::NAMED
                    .iter()
                    .find(|(m, _)| *m == modes)
                    .copied()
                    .unwrap_or((modes, "here"));
                self.why(format!(
                    "{} does nothing while in {name} (? shows all keys)",
                    Key::format_sequence(&keys)
                ));
            }
        }
    }

    /// Does a command, whoever asked for it.
    pub(super) fn run(&mut self, command: Command) {
        use Action as A;
        if self.command_waits(&command) {
            return;
        }
        let times = command.count.unwrap_or(1).clamp(1, 100_000);
        if let Some(Over::Page(page)) = &mut self.over {
            let rows = isize::try_from(self.panes.screen.height).unwrap_or(1).max(4) - 3;
            match command.action {
                A::ItemDown => return page.scroll(times as isize),
                A::ItemUp => return page.scroll(-(times as isize)),
                A::PageDown => return page.scroll(rows),
                A::PageUp => return page.scroll(-rows),
                A::FirstItem => return page.scroll(isize::MIN / 2),
                A::LastItem => return page.scroll(isize::MAX / 2),
                _ => {}
            }
        }
        match command.action {
            A::ItemDown if self.modes() == Modes::REVIEW => self.step_review(times as isize),
            A::ItemUp if self.modes() == Modes::REVIEW => self.step_review(-(times as isize)),
            A::ItemDown if self.modes() == Modes::DIFF => self.step_diff(times as isize),
            A::ItemUp if self.modes() == Modes::DIFF => self.step_diff(-(times as isize)),
            A::FirstItem if self.modes() == Modes::DIFF => self.step_diff(isize::MIN / 2),
            A::LastItem if self.modes() == Modes::DIFF => self.step_diff(isize::MAX / 2),
            A::Choose if self.modes() == Modes::DIFF => self.in_diff(command.action),
            A::Older | A::Newer => self.in_diff(command.action),
            A::Diff => self.ask_diff(command.argument.as_deref()),
            A::Review => self.open_review(),
            A::TakeIt | A::Detach | A::Reattach => self.settle_review(command.action),
            A::AttachHere => self.attach_here(),
            A::Queue => self.enter_queue(),
            A::Read => self.back_to_reading(),
            A::Sidebar => self.enter_sidebar(),
            A::NextTab => self.turn_tab(1),
            A::PreviousTab => self.turn_tab(-1),
            A::ShowClaims | A::ShowEntities | A::ShowNotes | A::ShowOutline => self.show_list(command.action),
            A::ToggleSidebar => self.toggle_sidebar(),
            A::ItemDown => self.move_item(times as isize),
            A::ItemUp => self.move_item(-(times as isize)),
            A::FirstItem => self.move_item(isize::MIN / 2),
            A::LastItem => self.move_item(isize::MAX / 2),
            A::Choose => self.choose_item(),
            A::Wider => self.change_measure(2 * times as isize),
            A::Narrower => self.change_measure(-2 * times as isize),
            A::Theme => self.set_theme(command.argument.as_deref()),
            A::History => self.open_history(),
            A::Help => self.open_help(),
            A::CommandLine => self.open_prompt(super::prompt::PromptKind::Command, ""),
            A::Submit => self.submit(),
            A::Cancel => self.cancel(),
            A::Complete => self.complete(1),
            A::CompleteBack => self.complete(-1),
            A::ExternalEditor => {
                if let Some(Over::Editor(field, _)) = &self.over {
                    self.effects.push(Effect::Edit(field.text()));
                }
            }
            A::Open => match command.argument {
                Some(name) => self.effects.push(Effect::Open(name)),
                None => self.why("which file? :open NAME"),
            },
            A::Library => self.effects.push(Effect::ListLibrary),
            A::Export => {
                let path = command.argument.map(std::path::PathBuf::from);
                self.effects.push(Effect::Export(path));
            }
            A::Suspend => self.effects.push(Effect::Suspend),
            A::StopAnalysis => self.stop_analysis(),
            A::Redraw => self.effects.push(Effect::Redraw),
            A::Quit => self.quit(),
            A::Search => self.begin_search(command.argument.as_deref()),
            A::NextMatch => self.next_match(times, true),
            A::PreviousMatch => self.next_match(times, false),
            A::SearchWord => self.search_word(),
            A::ClearSearch => {
                self.finding = None;
                self.done("search put away");
            }
            action => match action.spec().group {
                Group::Move | Group::Hop => self.travel(&command, times),
                Group::Select => self.selecting(&command, times),
                _ => self.work(&command, times),
            },
        }
    }

    fn enter_queue(&mut self) {
        if self.claims.is_empty() {
            let running = self.analysis.is_none();
            return self.why(if running {
                "the article is still being analysed"
            } else {
                "no claims here: V selects a sentence, c makes it one"
            });
        }
        let open = self.focused().is_some_and(|c| !c.is_decided());
        let from = self.focused().map_or(0, |c| c.range.start);
        self.mode = Mode::Queue;
        self.repane();
        let next = if open {
            self.focus
        } else {
            self.undecided_from(from).or(self.focus)
        };
        if let Some(next) = next {
            self.set_focus(next);
        }
    }

    fn back_to_reading(&mut self) {
        self.selection = None;
        self.reattaching = None;
        if self.mode == Mode::List {
            // The text followed the list: it stays where it is.
            self.leave_sidebar();
        } else if self.mode == Mode::Queue {
            self.mode = Mode::Read;
            self.repane();
            if let Some(range) = self.focused().map(|c| c.range).filter(|r| !r.is_empty()) {
                self.reveal(range);
            }
        }
    }

    fn change_measure(&mut self, by: isize) {
        let measure = self
            .settings
            .measure
            .saturating_add_signed(by.clamp(-300, 300) as i16)
            .clamp(20, 200);
        self.settings.measure = measure;
        self.repane();
        let shown = self.panes.text.width;
        self.done(if shown < measure {
            format!("{shown} columns, as wide as the screen lets it be")
        } else {
            format!("{measure} columns")
        });
    }
}
