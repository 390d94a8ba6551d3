//! All work on the notes file of the open article: saving, and following the changes of others.
//!
//! Invariants: it uses neither threads nor a clock, so a test can put any delay between any two steps; orders are carried out in the order
//! of arrival; of several snapshots only the newest is kept, because it contains the others.

#[cfg(test)]
mod interleavings;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::app::{Message, RemoteChanges, Tone};
use crate::document::Document;
use crate::notes::{Incoming, Locator, Notebook, Timestamp};
use crate::store::{Hold, Session};

/// The notes at one moment, the generation of their article, and the number of save requests so far.
pub(super) struct Snapshot {
    pub(super) generation: u64,
    pub(super) serial: u64,
    pub(super) notebook: Box<Notebook>,
}

/// An order to the keeper.
pub(super) enum SaverCommand {
    /// Save this snapshot.
    Save(Snapshot),
    /// Check whether another process changed the file, given the current notes.
    Look(Snapshot),
    /// Record that the article is read at this time, and report if its text differs from the last reading; kept texts take up to `most`
    /// bytes.
    Read {
        generation: u64,
        most: u64,
        now: Timestamp,
    },
    /// Retry a failed save, and answer why the last notes are not on disk; `None` if they are.
    Settle(Sender<Option<String>>),
    /// The writing instance has left; this one writes from now on.
    Inherit { generation: u64, hold: Hold },
}

/// Works on the notes of one article.
pub(super) struct Keeper {
    session: Session,
    document: Arc<Document>,
    /// The earlier texts on which the notes were made.
    earlier: Vec<String>,
    orders: VecDeque<SaverCommand>,
    /// The notes that could not be saved, and why.
    unsaved: Option<(Snapshot, String)>,
}

impl Keeper {
    pub(super) fn new(session: Session, document: Arc<Document>) -> Self {
        Self {
            earlier: session.earlier_texts(),
            session,
            document,
            orders: VecDeque::new(),
            unsaved: None,
        }
    }

    /// Queues an order. Of queued saves only the newest is carried out, because it contains the others. A save also sees the changes of
    /// others, so a separate look is not needed.
    pub(super) fn push(&mut self, order: SaverCommand) {
        match order {
            SaverCommand::Save(_) => {
                while let Some(SaverCommand::Save(_) | SaverCommand::Look(_)) = self.orders.back() {
                    self.orders.pop_back();
                }
            }
            SaverCommand::Look(_) => match self.orders.back() {
                Some(SaverCommand::Save(_)) => return,
                Some(SaverCommand::Look(_)) => drop(self.orders.pop_back()),
                _ => {}
            },
            SaverCommand::Read { .. } | SaverCommand::Settle(_) | SaverCommand::Inherit { .. } => {}
        }
        self.orders.push_back(order);
    }

    /// Carries out the next order, and returns messages for the reader; `None` if there is no order.
    pub(super) fn step(&mut self) -> Option<Vec<Message>> {
        let told = match self.orders.pop_front()? {
            SaverCommand::Save(snapshot) => {
                let generation = snapshot.generation;
                let saved = self.save(snapshot);
                let failed = self.unsaved.as_ref().map(|(_, why)| Message::NotSaved {
                    generation,
                    why: why.clone(),
                });
                saved.or(failed).into_iter().collect()
            }
            SaverCommand::Settle(answer) => {
                let saved = self.unsaved.take().and_then(|(snapshot, _)| self.save(snapshot));
                // The failure was reported when it happened; the caller reports the consequence.
                let _ = answer.send(self.unsaved.as_ref().map(|(_, why)| why.clone()));
                saved.into_iter().collect()
            }
            SaverCommand::Look(snapshot) => self.look(snapshot).into_iter().collect(),
            SaverCommand::Inherit { generation, hold } => {
                let (incoming, inherited) = self.session.inherit(hold);
                let followed = incoming.map(|incoming| Message::Followed {
                    generation,
                    incoming: self.located(incoming),
                });
                let inherited = Message::Inherited {
                    generation,
                    inherited,
                };
                followed.into_iter().chain([inherited]).collect()
            }
            SaverCommand::Read {
                generation,
                most,
                now,
            } => match self.session.remember_reading(now, most) {
                Ok(Some(read)) => vec![Message::Differs(generation, read)],
                Ok(None) => Vec::new(),
                Err(error) => {
                    vec![Message::Told(Tone::Failure, error.to_string())]
                }
            },
        };
        Some(told)
    }

    /// Saves; a snapshot that could not be saved is kept, with the reason.
    fn save(&mut self, snapshot: Snapshot) -> Option<Message> {
        match self.session.save(&snapshot.notebook) {
            Ok(saved) => {
                self.unsaved = None;
                Some(Message::Saved {
                    generation: snapshot.generation,
                    serial: snapshot.serial,
                    incoming: saved.merged.map(|incoming| self.located(incoming)),
                    warnings: saved.warnings,
                })
            }
            Err(error) => {
                self.unsaved = Some((snapshot, error.to_string()));
                None
            }
        }
    }

    fn look(&mut self, snapshot: Snapshot) -> Option<Message> {
        let found = self.session.reload(&snapshot.notebook);
        let generation = snapshot.generation;
        // What could not be saved is retried in its current state.
        if let Some((unsaved, _)) = &mut self.unsaved {
            *unsaved = snapshot;
        }
        match found {
            Ok(Some(incoming)) => Some(Message::Followed {
                generation,
                incoming: self.located(incoming),
            }),
            Ok(None) => None,
            Err(error) => Some(Message::Told(Tone::Failure, error.to_string())),
        }
    }

    /// The incoming changes, with the places of their annotations.
    fn located(&self, incoming: Incoming) -> RemoteChanges {
        let locator = Locator::with_earlier(&self.document, self.earlier.iter().map(String::as_str));
        let live = || incoming.to.iter().filter(|a| !a.deleted);
        let places = locator.locate_all(live().map(|a| &a.anchor));
        RemoteChanges {
            located: live().map(|a| a.id).zip(places).collect(),
            incoming: Box::new(incoming),
        }
    }
}
