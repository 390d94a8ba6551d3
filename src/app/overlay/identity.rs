//! The question whether an article is one that is known already: asked once, when its text is like that of an article with
//! notes under another path or address.
//!
//! Always true here: until it is answered nothing can be decided, so that no note goes where it does not belong; the answer
//! is carried out outside, and the article comes back with the notes that are its own.

use super::super::article::Article;
use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::super::status::{decline, quiet};
use super::context::{Context, Request, Response};
use crate::notes::{Lookalike, Relation};

/// The question, about one of the known articles that the article at hand is like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Which one, as an index.
    at: usize,
}

impl Question {
    /// Which of the known articles it is about, as an index.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The known article that it is about.
    pub fn known<'a>(&self, article: &'a Article) -> Option<&'a Lookalike> {
        article.lookalikes().get(self.at)
    }

    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        let times = command.times() as isize;
        Some(match command.action {
            Action::ItemDown => self.step(times, context),
            Action::ItemUp => self.step(-times, context),
            Action::SameArticle => self.answer(Relation::Same, context),
            Action::NewVersion => self.answer(Relation::Version, context),
            Action::SeparateArticle => self.answer(Relation::Separate, context),
            Action::Cancel => Response::close(decline(
                "read only until you say which article this is: :which-article asks again",
            )),
            _ => return None,
        })
    }

    fn step(&mut self, by: isize, context: &Context<'_>) -> Response {
        let last = context.article.lookalikes().len().saturating_sub(1);
        let next = self.at.saturating_add_signed(by).min(last);
        if next == self.at {
            return Response::stay(decline("no other known article is like this one"));
        }
        self.at = next;
        Response::stay(quiet())
    }

    fn answer(&self, relation: Relation, context: &Context<'_>) -> Response {
        let Some(known) = self.known(context.article) else {
            return Response::close(quiet());
        };
        Response::close_and(Request::Perform(Effect::Identify {
            generation: context.article.generation(),
            relation,
            notes: known.notes.clone(),
        }))
    }
}
