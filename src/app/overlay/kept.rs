//! The question what to do with rescue copies of an earlier run.

use super::super::keys::{Action, Command};
use super::context::{Request, Response};

/// The question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Whether the reader has already said once that they are not wanted.
    pub discarding: bool,
}

impl Keeping {
    pub(super) fn handle(command: &Command) -> Option<Response> {
        match command.action {
            action @ (Action::Restore | Action::Discard | Action::DiscardForGood | Action::Cancel) => {
                Some(Response::ask(Request::AnswerAboutCopies(action)))
            }
            _ => None,
        }
    }
}
