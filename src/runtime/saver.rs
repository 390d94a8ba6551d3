//! The thread that owns the notes file: saves in order, follows what others write.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use super::run::Happened;
use super::stamps::Clock;
use crate::app::{Brought, Message, Stamps as _, Tone};
use crate::document::Document;
use crate::notes::{Incoming, Locator, Notebook};
use crate::store::Session;

/// Why nothing is saved any more.
pub(super) const ENDED: &str = "notes are NOT saved: the thread that saves has ended";

/// Notes to be saved: of which article, and as which of its saves.
pub(super) struct Unsaved {
    pub(super) generation: u64,
    pub(super) serial: u64,
    pub(super) notebook: Box<Notebook>,
}

/// What the thread is asked to do.
pub(super) enum Order {
    /// Save this.
    Save(Unsaved),
    /// Remember that the article is read, and tell if it is another text than the last time; texts that are kept for
    /// that take up to so many bytes.
    Read { generation: u64, most: u64 },
    /// See whether another wrote the file, with what is known here.
    Look {
        generation: u64,
        notebook: Box<Notebook>,
    },
    /// Say why what was last to be saved is not on disk, after one more try; `None` if it is.
    Settle(Sender<Option<String>>),
}

/// The saving thread of one article.
pub(super) struct Saver {
    orders: Sender<Order>,
    thread: Option<JoinHandle<()>>,
}

impl Saver {
    /// Starts it.
    pub(super) fn start(session: Session, document: Arc<Document>, to: Sender<Happened>) -> Self {
        let (orders, waiting) = channel();
        let thread = thread::Builder::new()
            .name("saver".into())
            .spawn(move || serve(session, &document, &waiting, &to))
            .ok();
        Self { orders, thread }
    }

    /// Gives an order. Whether anybody is there to take it.
    pub(super) fn order(&self, order: Order) -> bool {
        self.thread.is_some() && self.orders.send(order).is_ok()
    }

    /// Waits until all that was ordered is done, and tries once more what failed: why it still fails, if it does.
    pub(super) fn settle(&self) -> Option<String> {
        let (answer, answered) = channel();
        if !self.order(Order::Settle(answer)) {
            return Some(ENDED.to_owned());
        }
        answered.recv().unwrap_or_else(|_| Some(ENDED.to_owned()))
    }

    /// Waits until all that was ordered is done, and lets go of the notes file.
    pub(super) fn finish(mut self) {
        drop(self.orders);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(mut session: Session, document: &Document, waiting: &Receiver<Order>, to: &Sender<Happened>) {
    let earlier = session.earlier_texts();
    let located = |incoming| located(document, &earlier, incoming);
    let tell = |message| {
        // Nobody listens any more when the program ends; the save is done all the same.
        let _ = to.send(Happened::Message(message));
    };
    let mut held: Option<Order> = None;
    // The last save, if it failed: what was to be saved, and why it was not.
    let mut failed: Option<(Unsaved, String)> = None;
    while let Some(mut order) = held.take().or_else(|| waiting.recv().ok()) {
        // Of saves that queued up only the newest is needed: it holds all of them.
        if matches!(order, Order::Save(_)) {
            for next in waiting.try_iter() {
                match next {
                    Order::Save(_) => order = next,
                    Order::Look { .. } => {}
                    Order::Settle(_) | Order::Read { .. } => {
                        held = Some(next);
                        break;
                    }
                }
            }
        }
        match order {
            Order::Save(unsaved) => {
                let generation = unsaved.generation;
                failed = save(&mut session, unsaved, &tell, &located);
                if let Some((_, why)) = &failed {
                    let why = why.clone();
                    tell(Message::NotSaved { generation, why });
                }
            }
            // That it failed was told when it did; whoever asked says what follows from it.
            Order::Settle(answer) => {
                failed = failed.and_then(|(unsaved, _)| save(&mut session, unsaved, &tell, &located));
                let _ = answer.send(failed.as_ref().map(|(_, why)| why.clone()));
            }
            Order::Read { generation, most } => match session.remember_reading(Clock.now(), most) {
                Ok(Some(read)) => tell(Message::Differs(generation, read)),
                Ok(None) => {}
                Err(error) => tell(Message::Told(
                    Tone::Failure,
                    format!("whether this text changes will not be known: {error}"),
                )),
            },
            Order::Look { generation, notebook } => match session.reload(&notebook) {
                Ok(Some(incoming)) => tell(Message::Followed {
                    generation,
                    incoming: located(incoming),
                }),
                Ok(None) => {}
                Err(e) => tell(Message::Told(Tone::Failure, e.to_string())),
            },
        }
    }
}

/// Saves and tells of it; what could not be saved comes back, with why.
fn save(
    session: &mut Session,
    unsaved: Unsaved,
    tell: &impl Fn(Message),
    located: &impl Fn(Incoming) -> Brought,
) -> Option<(Unsaved, String)> {
    let (generation, serial) = (unsaved.generation, unsaved.serial);
    match session.save(&unsaved.notebook) {
        Ok(saved) => {
            tell(Message::Saved {
                generation,
                serial,
                incoming: saved.merged.map(located),
                warnings: saved.warnings,
            });
            None
        }
        Err(e) => Some((unsaved, e.to_string())),
    }
}

/// What came in, with the places of its annotations.
fn located(document: &Document, earlier: &[String], incoming: Incoming) -> Brought {
    let locator = Locator::with_earlier(document, earlier.iter().map(String::as_str));
    let live = || incoming.to.iter().filter(|a| !a.deleted);
    let places = locator.locate_all(live().map(|a| &a.anchor));
    Brought {
        located: live().map(|a| a.id).zip(places).collect(),
        incoming: Box::new(incoming),
    }
}
