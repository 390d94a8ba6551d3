//! The target of a link, or the text of a footnote, before anything is opened.

use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::super::pictures::PictureFile;
use super::super::status::{decline, done, quiet};
use super::context::{Request, Response};
use super::leaving::Exit;
use crate::document::TextRange;

/// A link or a footnote that the reader picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its words in the text.
    pub words: String,
    /// Its target.
    pub leads: Leads,
}

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// A footnote: its text, and its place.
    Footnote(String, TextRange),
    /// A page or a file, by a name that the reader can open.
    Article(String),
    /// Something that another program opens.
    Program(String),
    /// To a picture.
    Picture {
        /// Its address or path; none if it is inside the article's file.
        target: Option<String>,
        /// The file, if it can be drawn.
        file: Option<PictureFile>,
    },
}

impl Link {
    /// Its target address; none for a footnote.
    fn target(&self) -> Option<&str> {
        match &self.leads {
            Leads::Footnote(..) => None,
            Leads::Article(target) | Leads::Program(target) => Some(target),
            Leads::Picture { target, file: _ } => target.as_deref(),
        }
    }

    /// Its complete text or address.
    pub fn shown(&self) -> &str {
        match &self.leads {
            Leads::Footnote(text, _) => text,
            Leads::Picture { target, file: _ } => target.as_deref().unwrap_or("It is kept inside the file."),
            Leads::Article(target) | Leads::Program(target) => target,
        }
    }

    /// The possible actions.
    pub fn answers(&self) -> Vec<(Action, &'static str)> {
        let open = match &self.leads {
            Leads::Footnote(..) => Some("go there"),
            Leads::Article(_) => Some("open it here"),
            Leads::Picture { file, target: _ } => file.as_ref().map(|_| "draw it here"),
            Leads::Program(_) => None,
        };
        let elsewhere = [
            (
                Action::BrowseLink,
                "open it with the program in the settings (opener)",
            ),
            (Action::CopyLink, "copy the address"),
        ];
        let elsewhere = self.target().map(|_| elsewhere).into_iter().flatten();
        open.map(|words| (Action::OpenLink, words))
            .into_iter()
            .chain(elsewhere)
            .chain([(Action::Cancel, "leave it")])
            .collect()
    }

    pub(super) fn handle(&self, command: &Command) -> Option<Response> {
        Some(match (command.action, &self.leads, self.target()) {
            (Action::Cancel, ..) => Response::close(quiet()),
            (Action::OpenLink, Leads::Footnote(_, range), _) => Response::close_and(Request::Jump(*range)),
            (Action::OpenLink, Leads::Article(name), _) => {
                Response::close_and(Request::Leave(Exit::Open(name.clone())))
            }
            (Action::OpenLink, Leads::Picture { file: Some(file), .. }, _) => {
                Response::close_and(Request::Draw(self.words.clone(), file.clone()))
            }
            (Action::OpenLink, Leads::Program(_) | Leads::Picture { .. }, _) => {
                Response::stay(decline("this cannot be opened here: another program can"))
            }

            (Action::BrowseLink, _, Some(target)) => {
                Response::close_and(Request::Perform(Effect::Browse(target.to_owned())))
            }
            (Action::CopyLink, _, Some(target)) => {
                Response::close_and(Request::Perform(Effect::Copy(target.to_owned())))
                    .saying(done("the address is copied"))
            }
            (Action::BrowseLink | Action::CopyLink, _, None) => {
                Response::stay(decline("this has no address"))
            }
            _ => return None,
        })
    }
}
