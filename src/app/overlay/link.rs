//! Where a link leads, or what a footnote says, before anything is opened.

use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::super::status::{decline, done, quiet};
use super::context::{Request, Response};
use super::leaving::Exit;
use crate::document::TextRange;

/// A link or a footnote that the reader picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it stands on in the text.
    pub words: String,
    /// Where it leads.
    pub leads: Leads,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To a footnote: what it says, and where.
    Footnote(String, TextRange),
    /// To a page or a file, by the name that the reader can open.
    Article(String),
    /// To something that another program opens.
    Program(String),
    /// A picture, and where it is kept; nowhere else where it is inside the article's file.
    Picture(Option<String>),
}

impl Link {
    /// The address it leads to; none for a footnote.
    fn target(&self) -> Option<&str> {
        match &self.leads {
            Leads::Footnote(..) => None,
            Leads::Article(target) | Leads::Program(target) => Some(target),
            Leads::Picture(target) => target.as_deref(),
        }
    }

    /// What it says, or where it leads, in whole.
    pub fn shown(&self) -> &str {
        match &self.leads {
            Leads::Footnote(text, _) => text,
            Leads::Picture(target) => target.as_deref().unwrap_or("It is kept inside the file."),
            Leads::Article(target) | Leads::Program(target) => target,
        }
    }

    /// What can be done with it.
    pub fn answers(&self) -> Vec<(Action, &'static str)> {
        let leave = (Action::Cancel, "leave it");
        match &self.leads {
            Leads::Footnote(..) => vec![(Action::OpenLink, "go there"), leave],
            Leads::Article(_) => vec![
                (Action::OpenLink, "open it here"),
                (
                    Action::BrowseLink,
                    "give it to the program of the settings (opener)",
                ),
                (Action::CopyLink, "copy the address"),
                leave,
            ],
            Leads::Picture(None) => vec![leave],
            Leads::Program(_) | Leads::Picture(Some(_)) => vec![
                (
                    Action::BrowseLink,
                    "give it to the program of the settings (opener)",
                ),
                (Action::CopyLink, "copy the address"),
                leave,
            ],
        }
    }

    pub(super) fn handle(&self, command: &Command) -> Option<Response> {
        Some(match (command.action, &self.leads, self.target()) {
            (Action::Cancel, ..) => Response::close(quiet()),
            (Action::OpenLink, Leads::Footnote(_, range), _) => Response::close_and(Request::Jump(*range)),
            (Action::OpenLink, Leads::Article(name), _) => {
                Response::close_and(Request::Leave(Exit::Open(name.clone())))
            }
            (Action::OpenLink, Leads::Program(_) | Leads::Picture(_), _) => {
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
