//! The question what is to become of what an earlier run could not save.

use super::super::keys::{Action, Command};
use super::context::{Request, Response};

/// The question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Whether it was already said once that it is not wanted.
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
