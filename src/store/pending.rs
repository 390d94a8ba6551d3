//! Changes that were sent to the notebook of an open article and that it has not received yet.
//!
//! A session reads and writes the file on one thread while the notebook changes on another. So a notebook that is about to be saved may be
//! older than what the session last read or wrote. It must not be compared with the file as it is: it lacks the other instance's changes,
//! and they would look as if they had been undone here.
//!
//! Invariants: a [`Current`] contains everything that the session has sent, and only [`Pending`] makes one. Functions that merge with the
//! file or replace it take a [`Current`], never a notebook.

use std::collections::VecDeque;

use crate::notes::{Annotation, Conflict, Incoming, Notebook};

/// What was sent and the notebook may lack, in order.
#[derive(Debug, Default)]
pub(super) struct Pending {
    sent: u64,
    waiting: VecDeque<Incoming>,
}

/// The annotations of a notebook together with everything that it has not received yet.
#[derive(Debug)]
pub(super) struct Current {
    annotations: Vec<Annotation>,
    descends: bool,
}

impl Current {
    /// Whether they descend from the state that the session last read or wrote. If not (the notebook is older than one seen before), they
    /// are merged as if nothing were known of their past.
    pub(super) fn descends(&self) -> bool {
        self.descends
    }

    /// The annotations, in document order.
    pub(super) fn annotations(&self) -> &[Annotation] {
        &self.annotations
    }

    /// The annotations, in document order.
    pub(super) fn into_annotations(self) -> Vec<Annotation> {
        self.annotations
    }
}

impl Pending {
    /// Brings a notebook up to date with everything that was sent, and forgets what it has received.
    pub(super) fn bring_up(&mut self, notebook: &Notebook) -> Current {
        while self
            .waiting
            .front()
            .is_some_and(|first| first.number <= notebook.taken())
        {
            self.waiting.pop_front();
        }
        let first = self.waiting.front().map_or(self.sent + 1, |first| first.number);
        let descends = notebook.taken() + 1 >= first;
        let annotations = if self.waiting.is_empty() {
            notebook.all().cloned().collect()
        } else {
            let mut notebook = notebook.clone();
            for incoming in &self.waiting {
                // The notebook itself will find the same conflicts, and report them.
                let _ = notebook.receive(incoming);
            }
            notebook.all().cloned().collect()
        };
        Current {
            annotations,
            descends,
        }
    }

    /// Records a change to be sent to the notebook: `from` was merged to `to`.
    pub(super) fn send(
        &mut self,
        from: Vec<Annotation>,
        to: Vec<Annotation>,
        conflicts: Vec<Conflict>,
    ) -> Incoming {
        self.sent += 1;
        let incoming = Incoming {
            number: self.sent,
            from,
            to,
            conflicts,
        };
        self.waiting.push_back(incoming.clone());
        incoming
    }
}
