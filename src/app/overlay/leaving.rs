//! The question what to do with notes that are not on disk, before the reader goes.

use super::super::keys::{Action, Command};
use super::context::{Request, Response};

/// Where the reader wants to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Out of the program.
    Quit,
    /// To the article of this name.
    Open(String),
    /// To the whole of the page that is open, or back to its article.
    Whole,
    /// To the article that was asked for earlier and is ready.
    Show,
}

/// Notes are not on disk, and the reader wants to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Where to.
    pub exit: Exit,
    /// Why the notes are not on disk; `None` as long as the disk is waited for.
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
