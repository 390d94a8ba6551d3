//! The comparison of the article with an earlier text, claim by claim.

use super::super::keys::{Action, Command};
use super::super::message::Comparison;
use super::super::status::{decline, quiet};
use super::context::{Request, Response};
use crate::analysis::compare::Fate;

/// An open comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff {
    comparison: Comparison,
    /// The current change.
    at: usize,
}

impl Diff {
    /// Starts at the first claim that differs.
    pub(in crate::app) fn new(comparison: Comparison) -> Self {
        let mut diff = Self { comparison, at: 0 };
        diff.at = diff.stops().first().copied().unwrap_or(0);
        diff
    }

    /// The comparison.
    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    /// The current change, as an index.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The numbers of claims kept, changed, removed and added.
    pub fn counts(&self) -> [(&'static str, usize); 4] {
        let changes = &self.comparison.changes;
        ["kept", "changed", "removed", "added"]
            .map(|name| (name, changes.iter().filter(|c| c.name() == name).count()))
    }

    /// The claims to step through: those that changed, or all if none did.
    fn stops(&self) -> Vec<usize> {
        let changes = &self.comparison.changes;
        let differs = |i: &usize| {
            changes
                .get(*i)
                .is_some_and(|c| !matches!(c.fate, Fate::Kept { .. }))
        };
        let some: Vec<usize> = (0..changes.len()).filter(differs).collect();
        if some.is_empty() {
            (0..changes.len()).collect()
        } else {
            some
        }
    }

    pub(super) fn handle(&mut self, command: &Command) -> Option<Response> {
        let times = command.times() as isize;
        let Comparison { number, of, .. } = self.comparison;
        Some(match command.action {
            Action::ItemDown => self.step(times),
            Action::ItemUp => self.step(-times),
            Action::FirstItem => self.step(isize::MIN / 2),
            Action::LastItem => self.step(isize::MAX / 2),
            Action::Choose => self.choose(),
            Action::Older if number < of => Response::ask(Request::Compare(number + 1)),
            Action::Newer if number > 1 => Response::ask(Request::Compare(number - 1)),
            Action::Older => Response::stay(decline("the oldest text that is kept")),
            Action::Newer => Response::stay(decline("the last text that was read")),
            Action::Cancel => Response::close(quiet()),
            _ => return None,
        })
    }

    /// Steps to the next changed claim, or the previous one.
    fn step(&mut self, by: isize) -> Response {
        let stops = self.stops();
        let here = stops.iter().position(|s| *s == self.at).unwrap_or(0);
        let next = here.saturating_add_signed(by).min(stops.len().saturating_sub(1));
        if next == here {
            let what = if by > 0 { "last" } else { "first" };
            return Response::stay(decline(format!("the {what} claim that has changed")));
        }
        self.at = stops.get(next).copied().unwrap_or(0);
        Response::stay(quiet())
    }

    /// Goes to the claim in the text; for a removed one, to the next one that still exists.
    fn choose(&self) -> Response {
        let here = self.comparison.changes.iter().skip(self.at);
        match here.filter_map(|c| c.new.as_ref()).map(|s| s.range).next() {
            Some(range) => Response::close_and(Request::Jump(range)),
            None => Response::stay(decline("nothing is there any more")),
        }
    }
}
