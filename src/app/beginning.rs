//! Reading while not all of an article is there: only its beginning, or the places of only those notes that are near the
//! reading position.
//!
//! Always true here: nothing is decided before all is there; what needs the rest waits for it, and so does every key
//! after it, so that all happens in the order in which it was pressed.

use super::action::{Action, Group};
use super::keymap::Command;
use super::model::Model;
use crate::config::key::{Code, Key};
use crate::notes::Annotation;

/// What is not there yet, and what waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    pub(super) of: Awaited,
    command: Option<Command>,
    keys: Vec<Key>,
}

/// What is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Awaited {
    /// All of the article but its beginning.
    Article,
    /// Where the notes stand that are far from the reading position.
    Places,
}

impl Rest {
    pub(super) fn of(of: Awaited) -> Self {
        Self {
            of,
            command: None,
            keys: Vec::new(),
        }
    }

    /// Whether anything waits.
    pub(super) fn waits(&self) -> bool {
        self.command.is_some()
    }
}

impl Model {
    /// Whether only the beginning of the article is there.
    pub fn is_begun(&self) -> bool {
        self.awaits(Awaited::Article)
    }

    /// Whether something that was asked for waits for what is not there yet.
    pub fn is_waited_for(&self) -> bool {
        self.rest.as_ref().is_some_and(Rest::waits)
    }

    pub(super) fn awaits(&self, what: Awaited) -> bool {
        self.rest.as_ref().is_some_and(|rest| rest.of == what)
    }

    /// The annotations whose place was looked for: all, but for those far from the reading position in the moment after
    /// an article was opened.
    pub(super) fn placed(&self) -> impl Iterator<Item = &Annotation> {
        let sought = self.awaits(Awaited::Places);
        let known = move |a: &&Annotation| !sought || self.located.contains_key(&a.id);
        self.notebook.annotations().filter(known)
    }

    /// Keeps `key` back if one before it waits for the rest of the article.
    pub(super) fn key_waits(&mut self, key: Key) -> bool {
        let Some(rest) = self.rest.as_mut().filter(|rest| rest.waits()) else {
            return false;
        };
        if key.code == Code::Esc {
            *rest = Rest::of(rest.of);
            self.why("not waited for");
        } else {
            rest.keys.push(key);
        }
        true
    }

    /// Keeps `command` back if it needs what is not there yet.
    pub(super) fn command_waits(&mut self, command: &Command) -> bool {
        let Some(of) = self.rest.as_ref().map(|rest| rest.of) else {
            return false;
        };
        let moves = of == Awaited::Places && command.action.spec().group == Group::Move;
        if moves || self.is_free(command) {
            return false;
        }
        if let Some(rest) = &mut self.rest {
            rest.command = Some(command.clone());
        }
        self.done(match of {
            Awaited::Article => "waits until the whole article is read (Esc: do not wait)",
            Awaited::Places => "waits until all notes are found (Esc: do not wait)",
        });
        true
    }

    /// Whether the beginning is enough for `command`.
    fn is_free(&mut self, command: &Command) -> bool {
        use Action as A;
        let height = self.panes.text.height;
        let rows = match command.action {
            A::RowDown => 1,
            A::PageDown | A::HalfDown => usize::from(height),
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
            | A::Quit => 0,
            _ => return false,
        };
        let rows = rows * command.count.unwrap_or(1).min(100_000);
        rows == 0 || {
            let after = self
                .layout
                .scroll(&self.document, self.top, rows as isize, height);
            after != self.layout.bottom(&self.document, height)
        }
    }

    /// The rest is there: what waited for it is done.
    pub(super) fn resume(&mut self, rest: Rest) {
        if let Some(command) = rest.command {
            self.run(command);
        }
        for key in rest.keys {
            self.press(key);
        }
    }
}
