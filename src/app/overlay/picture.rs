//! A picture of the article, drawn over the page if the terminal supports it.

use super::super::keys::{Action, Command};
use super::super::pictures::PictureFile;
use super::super::status::quiet;
use super::context::Response;

/// The view of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureView {
    /// Its description in the article.
    pub words: String,
    /// Where it is kept.
    pub file: PictureFile,
    /// Its progress.
    pub state: PictureState,
}

/// The progress of drawing a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureState {
    /// It is being read.
    Awaited,
    /// It is on the screen, over the cells.
    Drawn,
    /// It cannot be drawn, and why.
    Failed(String),
}

impl PictureView {
    pub(super) fn handle(command: &Command) -> Option<Response> {
        match command.action {
            Action::Cancel | Action::OpenLink => Some(Response::close(quiet())),
            _ => None,
        }
    }
}
