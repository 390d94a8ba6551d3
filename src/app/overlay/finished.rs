//! The page at the end of the queue: every claim is decided, and what can be done next.

use super::super::keys::{Action, Command};
use super::super::message::LibraryEntry;
use super::super::status::decline;
use super::context::{Context, Request, Response};
use super::leaving::Exit;

/// The end of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    next: Option<LibraryEntry>,
    asked: bool,
}

/// What a finished article came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Claims of the list.
    pub claims: usize,
    /// Verdicts with their number, in the order of the settings; then those of other sets, by name.
    pub verdicts: Vec<(String, usize)>,
    /// Claims without a verdict.
    pub accepted: usize,
    /// Suggestions that were rejected.
    pub rejected: usize,
    /// Claims with a verdict and without evidence.
    pub lacking: usize,
}

impl Finished {
    /// Another article whose claims are not all checked: `None` until the library was asked, and if it has no such article.
    pub fn next(&self) -> Option<&LibraryEntry> {
        self.next.as_ref()
    }

    /// Whether the library was asked for it.
    pub fn was_asked(&self) -> bool {
        self.asked
    }

    /// The library knows of this one, or of none.
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
            // What is taken back is no longer decided, and what lacks evidence is gone to.
            action @ (Action::Undo | Action::NextLacking) => {
                Some(Response::close_and(Request::Run(Command::new(action))))
            }
            _ => None,
        }
    }
}

impl Summary {
    /// Counts what was decided.
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
