//! What is done with the notes file of the open article, order by order: saving, and following what others write.
//!
//! Always true here: no thread and no clock, so that a test can put any delay between any two steps; orders are carried
//! out in the order in which they came; of snapshots only the newest is kept, for each holds all that those before it
//! hold.

#[cfg(test)]
mod interleavings;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::app::{Brought, Message, Tone};
use crate::document::Document;
use crate::notes::{Incoming, Locator, Notebook, Timestamp};
use crate::store::{Hold, Session};

/// The notes as they were at one moment: of which article, and after how many requests to save.
pub(super) struct Snapshot {
    pub(super) generation: u64,
    pub(super) serial: u64,
    pub(super) notebook: Box<Notebook>,
}

/// What is to be done.
pub(super) enum Order {
    /// Save this.
    Save(Snapshot),
    /// See whether another wrote the file, with what is known here.
    Look(Snapshot),
    /// Remember that the article is read, at this moment, and tell if it is another text than the last time; texts that
    /// are kept for that take up to so many bytes.
    Read {
        generation: u64,
        most: u64,
        now: Timestamp,
    },
    /// Say why what was last to be saved is not on disk, after one more try; `None` if it is.
    Settle(Sender<Option<String>>),
    /// The instance that wrote until now has left; this one writes from now on.
    Inherit { generation: u64, hold: Hold },
}

/// Keeps the notes of one article.
pub(super) struct Keeper {
    session: Session,
    document: Arc<Document>,
    /// The texts that the notes were made on before.
    earlier: Vec<String>,
    orders: VecDeque<Order>,
    /// What could not be saved, and why.
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

    /// Takes an order. Of saves that queue up only the newest is carried out, for it holds all of them; and a save sees
    /// what others wrote, so that nobody needs to look beside it.
    pub(super) fn push(&mut self, order: Order) {
        match order {
            Order::Save(_) => {
                while let Some(Order::Save(_) | Order::Look(_)) = self.orders.back() {
                    self.orders.pop_back();
                }
            }
            Order::Look(_) => match self.orders.back() {
                Some(Order::Save(_)) => return,
                Some(Order::Look(_)) => drop(self.orders.pop_back()),
                _ => {}
            },
            Order::Read { .. } | Order::Settle(_) | Order::Inherit { .. } => {}
        }
        self.orders.push_back(order);
    }

    /// Carries out the next order, and gives what the reader is to be told; `None` when there is no order.
    pub(super) fn step(&mut self) -> Option<Vec<Message>> {
        let told = match self.orders.pop_front()? {
            Order::Save(snapshot) => {
                let generation = snapshot.generation;
                let saved = self.save(snapshot);
                let failed = self.unsaved.as_ref().map(|(_, why)| Message::NotSaved {
                    generation,
                    why: why.clone(),
                });
                saved.or(failed).into_iter().collect()
            }
            Order::Settle(answer) => {
                let saved = self.unsaved.take().and_then(|(snapshot, _)| self.save(snapshot));
                // That it failed was told when it did; who asks says what follows from it.
                let _ = answer.send(self.unsaved.as_ref().map(|(_, why)| why.clone()));
                saved.into_iter().collect()
            }
            Order::Look(snapshot) => self.look(snapshot).into_iter().collect(),
            Order::Inherit { generation, hold } => {
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
            Order::Read {
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

    /// Saves; what could not be saved is kept, with why.
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
        // What could not be saved is tried again as it is now.
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

    /// What came in, with the places of its annotations.
    fn located(&self, incoming: Incoming) -> Brought {
        let locator = Locator::with_earlier(&self.document, self.earlier.iter().map(String::as_str));
        let live = || incoming.to.iter().filter(|a| !a.deleted);
        let places = locator.locate_all(live().map(|a| &a.anchor));
        Brought {
            located: live().map(|a| a.id).zip(places).collect(),
            incoming: Box::new(incoming),
        }
    }
}
