//! The review of annotations whose passage has changed: one at a time, old words beside new ones, and the reader decides.

use super::super::article::Article;
use super::super::keys::{Action, Command};
use super::super::status::{decline, quiet};
use super::context::{Context, Request, Response};
use crate::document::TextRange;
use crate::notes::{Annotation, Id, Notebook};

/// A review of uncertain annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The annotations at the start of the review, in document order.
    ids: Vec<Id>,
    /// The current one.
    at: usize,
}

impl Review {
    /// A review of these; `None` if there are none.
    pub(in crate::app) fn of(ids: Vec<Id>) -> Option<Self> {
        (!ids.is_empty()).then_some(Self { ids, at: 0 })
    }

    /// The number of the current one, from 1, and the total.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.ids.len())
    }

    /// The current annotation.
    pub fn annotation<'a>(&self, notebook: &'a Notebook) -> Option<&'a Annotation> {
        self.ids.get(self.at).and_then(|id| notebook.get(*id))
    }

    /// The candidate passage of the current annotation.
    pub(in crate::app) fn candidate(&self, article: &Article) -> Option<TextRange> {
        let annotation = self.annotation(article.notebook())?;
        article.located(annotation).range.filter(|r| !r.is_empty())
    }

    /// Continues with those that are still uncertain; returns whether there are any.
    pub(in crate::app) fn go_on(&mut self, in_doubt: &[Id]) -> bool {
        self.ids.retain(|id| in_doubt.contains(id));
        self.at = self.at.min(self.ids.len().saturating_sub(1));
        !self.ids.is_empty()
    }

    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        let times = command.times() as isize;
        let id = self.annotation(context.article.notebook()).map(|a| a.id);
        Some(match (command.action, id) {
            (Action::ItemDown, _) => self.step(times, context),
            (Action::ItemUp, _) => self.step(-times, context),
            (Action::Cancel, _) => Response::close(quiet()),
            (Action::TakeIt, Some(id)) => match self.candidate(context.article) {
                Some(range) => Response::ask(Request::Attach(id, range)),
                None => Response::stay(decline("no passage is shown: n detaches it, r selects one")),
            },
            (Action::Detach, Some(id)) => Response::ask(Request::Detach(id)),
            (Action::Reattach, Some(id)) => Response::close_and(Request::SelectFor(id)),
            (Action::TakeIt | Action::Detach | Action::Reattach, None) => Response::stay(quiet()),
            _ => return None,
        })
    }

    fn step(&mut self, by: isize, context: &Context<'_>) -> Response {
        let last = self.ids.len().saturating_sub(1);
        let next = self.at.saturating_add_signed(by).min(last);
        if next == self.at {
            return Response::stay(decline(if by > 0 {
                "the last one in doubt"
            } else {
                "the first one in doubt"
            }));
        }
        self.at = next;
        let id = self.annotation(context.article.notebook()).map(|a| a.id);
        match id.zip(self.candidate(context.article)) {
            Some((id, range)) => Response::ask(Request::Show(id, range)),
            None => Response::stay(quiet()),
        }
    }
}
