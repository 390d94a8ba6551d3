//! The question whether an article is a known one: asked once, if its text is similar to that of an article with notes under another path
//! or address.
//!
//! Invariants: until it is answered nothing can be decided, so that no note ends up in the wrong place; the answer is carried out by the
//! runtime, which opens the article again with the right notes.

use super::super::article::Article;
use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::super::status::{decline, quiet};
use super::context::{Context, Request, Response};
use crate::notes::{Lookalike, Relation};

/// The question, about one of the similar known articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Its index.
    at: usize,
}

impl Question {
    /// The index of the known article in question.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The known article in question.
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
                "read-only until you say which article this is: :which-article asks again",
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
