//! The differences with another person's notes: one claim at a time, with both people's words, and the reader settles it.

use super::super::article::Article;
use super::super::keys::{Action, Command};
use super::super::message::OtherNotes;
use super::super::status::{decline, quiet};
use super::context::{Context, Request, Response};
use crate::document::TextRange;
use crate::notes::{Agreement, Annotation, Id, Located, Settlement};

/// The differences with one notes file.
#[derive(Clone, Debug, PartialEq)]
pub struct Settling {
    /// The name of the other person's notes, on one line.
    name: String,
    differences: Vec<Difference>,
    /// The current one.
    at: usize,
    /// The first line shown of it.
    scroll: usize,
    /// Settled differences, in order, and whether each made a step of the notebook.
    settled: Vec<(usize, bool)>,
}

/// A claim on which the two differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The reader's annotation, if there is one.
    pub mine: Option<Id>,
    /// The other's annotation, if there is one, and its place in this text.
    pub theirs: Option<(Annotation, Located)>,
    /// The place of the claim in this text.
    pub range: Option<TextRange>,
    /// How it was settled.
    pub answer: Option<Settlement>,
}

impl Settling {
    /// The differences between the notes of `article` and the other ones; `None` if there are none.
    pub(in crate::app) fn of(article: &Article, other: OtherNotes) -> Option<Self> {
        let OtherNotes { name, annotations } = other;
        // Both are compared by their places in this text.
        let placed = |annotation: &Annotation, at: Located| {
            let mut placed = annotation.clone();
            placed.anchor.range = at.range.unwrap_or_default();
            placed
        };
        let mine: Vec<Annotation> = article
            .notebook()
            .annotations()
            .map(|a| placed(a, article.located(a)))
            .collect();
        let theirs: Vec<Annotation> = annotations.iter().map(|(a, at)| placed(a, *at)).collect();
        let found = Agreement::of(&mine, &theirs, true);
        let differences: Vec<Difference> = found
            .differences()
            .into_iter()
            .map(|(mine, theirs)| Difference {
                mine: mine.map(|a| a.id),
                range: mine
                    .or(theirs)
                    .map(|a| a.anchor.range)
                    .filter(|range| !range.is_empty()),
                theirs: theirs.and_then(|t| annotations.iter().find(|(a, _)| a.id == t.id).cloned()),
                answer: None,
            })
            .collect();
        (!differences.is_empty()).then_some(Self {
            name,
            differences,
            at: 0,
            scroll: 0,
            settled: Vec::new(),
        })
    }

    /// The name of the other person's notes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of the current difference, from 1, the total, and how many are settled.
    pub fn place(&self) -> (usize, usize, usize) {
        (self.at + 1, self.differences.len(), self.settled.len())
    }

    /// The first line shown of the current difference.
    pub fn scroll(&self) -> usize {
        self.scroll
    }

    /// The current difference.
    pub fn difference(&self) -> Option<&Difference> {
        self.differences.get(self.at)
    }

    /// Records an answer, with or without a step of the notebook, and moves to the next unsettled one. Returns whether there is one.
    pub(in crate::app) fn answered(&mut self, answer: Settlement, by_step: bool) -> bool {
        if let Some(difference) = self.differences.get_mut(self.at) {
            difference.answer = Some(answer);
        }
        self.settled.push((self.at, by_step));
        let open = |i: &usize| self.differences.get(*i).is_some_and(|d| d.answer.is_none());
        let all = 0..self.differences.len();
        let next = all
            .clone()
            .skip(self.at)
            .find(open)
            .or_else(|| all.clone().find(open));
        self.show(next.unwrap_or(self.at));
        next.is_some()
    }

    /// Takes the last answer back; returns whether it was a step of the notebook. `None` if there is no answer.
    pub(in crate::app) fn take_back(&mut self) -> Option<bool> {
        let (at, by_step) = self.settled.pop()?;
        if let Some(difference) = self.differences.get_mut(at) {
            difference.answer = None;
        }
        self.show(at);
        Some(by_step)
    }

    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        let times = command.times() as isize;
        let settled = self.difference().is_some_and(|d| d.answer.is_some());
        Some(match command.action {
            Action::ItemDown => self.step(times),
            Action::ItemUp => self.step(-times),
            Action::PageDown => self.page(times, context),
            Action::PageUp => self.page(-times, context),
            Action::FirstItem => self.step(isize::MIN / 2),
            Action::LastItem => self.step(isize::MAX / 2),
            Action::TakeMine | Action::TakeTheirs | Action::KeepBoth if settled => {
                Response::stay(decline("this one is settled: u undoes the last answer"))
            }
            Action::TakeMine => Response::ask(Request::Settle(Settlement::Mine)),
            Action::TakeTheirs => Response::ask(Request::Settle(Settlement::Theirs)),
            Action::KeepBoth => Response::ask(Request::Settle(Settlement::Both)),
            Action::Undo => Response::ask(Request::Unsettle),
            Action::Choose => match self.difference().and_then(|d| d.range) {
                Some(range) => Response::close_and(Request::Jump(range)),
                None => Response::stay(decline("its passage is not in this text")),
            },
            Action::Cancel => Response::close(quiet()),
            _ => return None,
        })
    }

    fn step(&mut self, by: isize) -> Response {
        let last = self.differences.len().saturating_sub(1);
        let next = self.at.saturating_add_signed(by).min(last);
        if next == self.at {
            let what = if by > 0 { "last" } else { "first" };
            return Response::stay(decline(format!("the {what} difference")));
        }
        self.show(next);
        Response::stay(quiet())
    }

    /// Makes a difference the current one, from its first line on.
    fn show(&mut self, at: usize) {
        (self.at, self.scroll) = (at, 0);
    }

    /// Scrolls the current difference by pages of the screen.
    fn page(&mut self, by: isize, context: &Context<'_>) -> Response {
        let (wide, rows) = Self::room(context.panes, context.settings);
        let lines = self.lines(context.article, context.settings, (wide, rows)).len();
        let last = lines.saturating_sub(usize::from(rows));
        let page = isize::try_from(rows).unwrap_or(1).max(2) - 1;
        let next = self
            .scroll
            .saturating_add_signed(by.saturating_mul(page))
            .min(last);
        if next == self.scroll {
            let what = if by > 0 { "last" } else { "first" };
            return Response::stay(decline(format!("the {what} line of this difference is shown")));
        }
        self.scroll = next;
        Response::stay(quiet())
    }
}
