//! Reading while not all of an article is there: only its beginning, only its text and not its notes, or the places of only
//! those notes that are near the reading position.
//!
//! Invariants: nothing is decided before everything is there; a command that needs the rest waits for it, and so does every key after it,
//! so that all are handled in order.

use super::super::keys::Command;
use super::super::message::Awaited;
use super::Article;
use crate::config::key::Key;
use crate::notes::Annotation;

/// The missing part, and what waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) struct Rest {
    pub(in crate::app) of: Awaited,
    command: Option<Command>,
    keys: Vec<Key>,
}

impl Rest {
    pub(in crate::app) fn of(of: Awaited) -> Self {
        Self {
            of,
            command: None,
            keys: Vec::new(),
        }
    }

    /// Whether anything waits.
    pub(in crate::app) fn waits(&self) -> bool {
        self.command.is_some()
    }

    /// A waiting command, and the keys after it.
    pub(in crate::app) fn into_waiting(self) -> (Option<Command>, Vec<Key>) {
        (self.command, self.keys)
    }
}

impl Article {
    /// Whether it is shown before all of it and its notes are there, so that it will be loaded again.
    pub fn is_begun(&self) -> bool {
        match self.awaited() {
            Some(Awaited::Article | Awaited::Notes) => true,
            Some(Awaited::Places) | None => false,
        }
    }

    /// Whether a command waits for the missing part.
    pub fn is_waited_for(&self) -> bool {
        self.rest.as_ref().is_some_and(Rest::waits)
    }

    pub(in crate::app) fn awaits(&self, what: Awaited) -> bool {
        self.awaited() == Some(what)
    }

    /// What is not there yet.
    pub fn awaited(&self) -> Option<Awaited> {
        self.rest.as_ref().map(|rest| rest.of)
    }

    /// The missing part and what waits for it, when the article is replaced.
    pub(in crate::app) fn into_rest(self) -> Option<Rest> {
        self.rest
    }

    /// Makes `command` wait for the missing part.
    pub(in crate::app) fn hold_command(&mut self, command: &Command) {
        if let Some(rest) = &mut self.rest {
            rest.command = Some(command.clone());
        }
    }

    /// Makes `key` wait if a command before it does; returns whether it waits.
    pub(in crate::app) fn hold_key(&mut self, key: Key) -> bool {
        let Some(rest) = self.rest.as_mut().filter(|rest| rest.waits()) else {
            return false;
        };
        rest.keys.push(key);
        true
    }

    /// Cancels all waiting; returns whether anything waited.
    pub(in crate::app) fn stop_waiting(&mut self) -> bool {
        let Some(rest) = self.rest.as_mut().filter(|rest| rest.waits()) else {
            return false;
        };
        *rest = Rest::of(rest.of);
        true
    }

    /// The annotations that have been located: all, except those far from the reading position just after an article was opened.
    pub(in crate::app) fn placed(&self) -> impl Iterator<Item = &Annotation> {
        let sought = self.awaits(Awaited::Places);
        let known = move |a: &&Annotation| !sought || self.located.contains_key(&a.id);
        self.notebook.annotations().filter(known)
    }
}
