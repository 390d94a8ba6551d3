//! The note editor.

use super::super::article::Editing;
use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::super::status::decline;
use super::context::{Request, Response};
use super::field::Field;
use crate::config::key::Key;

/// A note that is being written, and its subject.
#[derive(Clone, Debug)]
pub struct NoteEditor {
    field: Field,
    editing: Box<Editing>,
    /// Whether the reader was asked if the typed text should be discarded.
    asked: bool,
}

impl NoteEditor {
    pub(in crate::app) fn new(editing: Editing, text: &str) -> Self {
        Self {
            field: Field::lines(text),
            editing: Box::new(editing),
            asked: false,
        }
    }

    /// The typed text.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// The subject of the note, in its state when the editor was opened.
    pub fn editing(&self) -> &Editing {
        &self.editing
    }

    /// Replaces the typed text by text from another editor.
    pub(in crate::app) fn replace(&mut self, text: &str) {
        self.field.set(text.trim_end());
    }

    /// Makes the typed text the note.
    pub(in crate::app) fn keep(&self) -> Request {
        Request::WriteNote(self.editing.clone(), self.field.text().trim().to_owned())
    }

    pub(super) fn handle(&mut self, command: &Command) -> Option<Response> {
        let asked = std::mem::take(&mut self.asked);
        match command.action {
            Action::KeepNote => Some(Response::close_and(self.keep())),
            Action::GiveUp if asked || self.field.revision() == 0 => {
                Some(Response::close(decline("the note is unchanged")))
            }
            Action::GiveUp => {
                self.asked = true;
                Some(Response::stay(decline(
                    "discard what you typed? Press the same key again; any other key continues",
                )))
            }
            Action::ExternalEditor => {
                let edit = Effect::Edit(self.field.text());
                Some(Response::ask(Request::Perform(edit)))
            }
            _ => None,
        }
    }

    pub(super) fn type_key(&mut self, key: Key) -> Response {
        self.asked = false;
        Response::typed(self.field.press(key))
    }

    pub(super) fn paste(&mut self, text: &str) -> Response {
        self.asked = false;
        Response::typed(self.field.paste(text))
    }
}
