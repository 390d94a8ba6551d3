//! The note editor.

use super::super::article::Editing;
use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::context::{Request, Response};
use super::field::Field;
use crate::config::key::Key;

/// A note that is being written, and what it belongs to.
#[derive(Clone, Debug)]
pub struct NoteEditor {
    field: Field,
    editing: Box<Editing>,
}

impl NoteEditor {
    pub(in crate::app) fn new(editing: Editing, text: &str) -> Self {
        Self {
            field: Field::lines(text),
            editing: Box::new(editing),
        }
    }

    /// What is typed.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// What the note belongs to, as it was when the editor was opened.
    pub fn editing(&self) -> &Editing {
        &self.editing
    }

    /// The text that was written elsewhere takes the place of what was typed.
    pub(in crate::app) fn replace(&mut self, text: &str) {
        self.field.set(text.trim_end());
    }

    /// What was typed becomes the note.
    pub(in crate::app) fn keep(&self) -> Request {
        Request::WriteNote(self.editing.clone(), self.field.text().trim().to_owned())
    }

    pub(super) fn handle(&mut self, command: &Command) -> Option<Response> {
        match command.action {
            Action::Submit | Action::Cancel => Some(Response::close_and(self.keep())),
            Action::ExternalEditor => {
                let edit = Effect::Edit(self.field.text());
                Some(Response::ask(Request::Perform(edit)))
            }
            _ => None,
        }
    }

    pub(super) fn type_key(&mut self, key: Key) -> Response {
        Response::typed(self.field.press(key))
    }

    pub(super) fn paste(&mut self, text: &str) -> Response {
        Response::typed(self.field.paste(text))
    }
}
