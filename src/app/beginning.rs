//! Reading while only the beginning of a large article is there.
//!
//! Always true here: nothing is decided on a beginning; what needs the whole article waits for it, and so does every
//! key after it, so that all happens in the order in which it was pressed.

use super::action::Action;
use super::keymap::Command;
use super::model::Model;
use crate::config::key::{Code, Key};

/// What waits for the rest of the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    command: Option<Command>,
    keys: Vec<Key>,
}

impl Rest {
    /// Whether anything waits.
    pub(super) fn waits(&self) -> bool {
        self.command.is_some()
    }
}

impl Model {
    /// Keeps `key` back if one before it waits for the rest of the article.
    pub(super) fn key_waits(&mut self, key: Key) -> bool {
        let Some(rest) = self.rest.as_mut().filter(|rest| rest.waits()) else {
            return false;
        };
        if key.code == Code::Esc {
            *rest = Rest::default();
            self.why("not waited for");
        } else {
            rest.keys.push(key);
        }
        true
    }

    /// Keeps `command` back if it needs the rest of the article and that is not there yet.
    pub(super) fn command_waits(&mut self, command: &Command) -> bool {
        if self.rest.is_none() || self.is_free(command) {
            return false;
        }
        if let Some(rest) = &mut self.rest {
            rest.command = Some(command.clone());
        }
        self.done("waits until the whole article is read (Esc: do not wait)");
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
