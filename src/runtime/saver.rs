//! The thread that owns the notes file: saves in order, follows what others write.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use super::run::Happened;
use crate::app::{Brought, Message};
use crate::document::Document;
use crate::notes::{Incoming, Locator, Notebook};
use crate::store::Session;

/// What the thread is asked to do.
pub(super) enum Order {
    /// Save this.
    Save {
        generation: u64,
        serial: u64,
        notebook: Box<Notebook>,
    },
    /// See whether another wrote the file, with what is known here.
    Look {
        generation: u64,
        notebook: Box<Notebook>,
    },
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

    /// Waits until all that was ordered is done.
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
    while let Ok(mut order) = waiting.recv() {
        // Of saves that queued up only the newest is needed: it holds all of them.
        if matches!(order, Order::Save { .. }) {
            while let Ok(next) = waiting.try_recv() {
                match next {
                    Order::Save { .. } => order = next,
                    Order::Look { .. } => {}
                }
            }
        }
        let message = match order {
            Order::Save {
                generation,
                serial,
                notebook,
            } => match session.save(&notebook) {
                Ok(saved) => {
                    let incoming = saved.merged.map(located);
                    Some(Message::Saved {
                        generation,
                        serial,
                        incoming,
                        warnings: saved.warnings,
                    })
                }
                Err(e) => Some(Message::NotSaved {
                    generation,
                    why: e.to_string(),
                }),
            },
            Order::Look { generation, notebook } => match session.reload(&notebook) {
                Ok(Some(incoming)) => Some(Message::Followed {
                    generation,
                    incoming: located(incoming),
                }),
                Ok(None) => None,
                Err(e) => Some(Message::Told(e.to_string(), true)),
            },
        };
        if let Some(message) = message {
            // Nobody listens any more when the program ends; the save is done all the same.
            let _ = to.send(Happened::Message(message));
        }
    }
}

/// What came in, with the places of its annotations.
fn located(document: &Document, earlier: &[String], incoming: Incoming) -> Brought {
    let locator = Locator::with_earlier(document, earlier.iter().map(String::as_str));
    let places = incoming
        .to
        .iter()
        .filter(|a| !a.deleted)
        .map(|a| (a.id, locator.locate(&a.anchor)))
        .collect();
    Brought {
        incoming: Box::new(incoming),
        located: places,
    }
}
