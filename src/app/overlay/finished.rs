//! The page at the end of the queue: all claims are decided, and what can be done next.

use super::super::keys::{Action, Command};
use super::super::message::LibraryEntry;
use super::super::status::decline;
use super::context::{Context, Request, Response};
use super::leaving::Exit;

/// The page at the end of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    next: Option<LibraryEntry>,
    asked: bool,
}

/// The result of work on an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The number of claims in the list.
    pub claims: usize,
    /// Verdicts with their numbers, in the order of the settings; then those of other sets, by name.
    pub verdicts: Vec<(String, usize)>,
    /// The number of claims without a verdict.
    pub accepted: usize,
    /// The number of rejected suggestions.
    pub rejected: usize,
    /// The number of claims with a verdict but without evidence.
    pub lacking: usize,
}

impl Finished {
    /// Another article with unchecked claims: `None` until the library was asked, and if there is none.
    pub fn next(&self) -> Option<&LibraryEntry> {
        self.next.as_ref()
    }

    /// Whether the library was asked.
    pub fn was_asked(&self) -> bool {
        self.asked
    }

    /// Takes the library's answer.
    pub(in crate::app) fn take(&mut self, next: Option<LibraryEntry>) {
        self.next = next;
        self.asked = true;
    }

    pub(super) fn handle(&self, command: &Command) -> Option<Response> {
        match command.action {
            Action::OpenNext => Some(match &self.next {
                Some(next) => Response::close_and(Request::Leave(Exit::Open(next.opens.clone()))),
                None => Response::stay(decline("no other article is unfinished: gl shows the library")),
            }),
            Action::Cancel => Some(Response::close_and(Request::Run(Command::new(Action::Read)))),
            // An undone decision is open again, and a claim without evidence is gone to.
            action @ (Action::Undo | Action::NextLacking) => {
                Some(Response::close_and(Request::Run(Command::new(action))))
            }
            _ => None,
        }
    }
}

impl Summary {
    /// Counts the decisions.
    pub(in crate::app) fn of(context: &Context<'_>) -> Self {
        let article = context.article;
        let tally = &article.tally().verdicts;
        let settings = &context.settings.verdicts;
        let known = settings.iter().map(|v| v.name.clone());
        let mut others: Vec<String> = tally.keys().cloned().collect();
        others.retain(|name| settings.iter().all(|v| v.name != *name));
        others.sort();
        let verdicts: Vec<(String, usize)> = known
            .chain(others)
            .filter_map(|name| Some((name.clone(), *tally.get(&name)?)))
            .collect();
        let with_verdict: usize = verdicts.iter().map(|(_, n)| n).sum();
        let rejected = article.notebook().annotations();
        let rejected = rejected.filter(|a| a.rejects_claim());
        Self {
            claims: article.claims().len(),
            accepted: article.claims().len() - with_verdict.min(article.claims().len()),
            verdicts,
            rejected: rejected.count(),
            lacking: article.lacking_evidence().count(),
        }
    }
}
