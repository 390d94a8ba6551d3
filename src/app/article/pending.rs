//! Reading while not all of an article is there: only its beginning, only its text and not its notes, or the places of only
//! those notes that are near the reading position.
//!
//! Always true here: nothing is decided before all is there; what needs the rest waits for it, and so does every key
//! after it, so that all happens in the order in which it was pressed.

use super::super::keys::Command;
use super::super::message::Awaited;
use super::Article;
use crate::config::key::Key;
use crate::notes::Annotation;

/// What is not there yet, and what waits for it.
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

    /// What waited: a command, and the keys after it.
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

    /// Whether something that was asked for waits for what is not there yet.
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

    /// What waits, and for what: the article itself makes room for another.
    pub(in crate::app) fn into_rest(self) -> Option<Rest> {
        self.rest
    }

    /// Lets `command` wait for what is not there yet.
    pub(in crate::app) fn hold_command(&mut self, command: &Command) {
        if let Some(rest) = &mut self.rest {
            rest.command = Some(command.clone());
        }
    }

    /// Lets `key` wait if a command before it does; whether it waits.
    pub(in crate::app) fn hold_key(&mut self, key: Key) -> bool {
        let Some(rest) = self.rest.as_mut().filter(|rest| rest.waits()) else {
            return false;
        };
        rest.keys.push(key);
        true
    }

    /// Nothing waits any longer; whether anything did.
    pub(in crate::app) fn stop_waiting(&mut self) -> bool {
        let Some(rest) = self.rest.as_mut().filter(|rest| rest.waits()) else {
            return false;
        };
        *rest = Rest::of(rest.of);
        true
    }

    /// The annotations whose place was looked for: all, except those far from the reading position in the moment after
    /// an article was opened.
    pub(in crate::app) fn placed(&self) -> impl Iterator<Item = &Annotation> {
        let sought = self.awaits(Awaited::Places);
        let known = move |a: &&Annotation| !sought || self.located.contains_key(&a.id);
        self.notebook.annotations().filter(known)
    }
}
