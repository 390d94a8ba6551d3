//! The question what to do with unsaved notes before leaving.

use super::super::keys::{Action, Command};
use super::context::{Request, Response};

/// Where the reader is going.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Out of the program.
    Quit,
    /// To the article of this name.
    Open(String),
    /// To all of the open web page, or back to its article.
    Whole,
    /// To the article that was requested earlier and is ready.
    Show,
}

/// The reader wants to leave with unsaved notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The destination.
    pub exit: Exit,
    /// Why the notes are not on disk; `None` while waiting for the disk.
    pub why: Option<String>,
}

impl Leaving {
    pub(super) fn handle(command: &Command) -> Option<Response> {
        match command.action {
            action @ (Action::TryAgain
            | Action::SaveElsewhere
            | Action::LoseNotes
            | Action::Quit
            | Action::Cancel) => Some(Response::ask(Request::Answer(action))),
            _ => None,
        }
    }
}
