//! The thread that owns the notes file. What it does, order by order, is [`Keeper`]'s.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::keeper::{Keeper, Order};
use super::lifeboat::Lifeboat;
use super::run::Happened;
use crate::app::Message;
use crate::document::Document;
use crate::store::Session;

/// Why nothing is saved any more.
pub(super) const ENDED: &str = "notes are NOT saved: the thread that saves has ended";

/// Why they may not be saved.
const NO_ANSWER: &str = "notes are NOT saved: the disk does not answer";

/// The saving thread of one article.
pub(super) struct Saver {
    orders: Sender<Given>,
    thread: Option<JoinHandle<()>>,
}

impl Saver {
    /// Starts it. Where another instance writes, it waits for that one to leave.
    pub(super) fn start(
        session: Session,
        document: Arc<Document>,
        generation: u64,
        lifeboat: Lifeboat,
        to: Sender<Happened>,
    ) -> Self {
        let (orders, waiting) = channel();
        if let Some(heir) = session.heir() {
            let orders = orders.clone();
            let wait = move || {
                if let Some(hold) = heir.wait() {
                    // Where the article is no longer open, the locks are let go.
                    let _ = orders.send(Given::Order(Order::Inherit { generation, hold }));
                }
            };
            // Without a thread the notes stay read only.
            let _ = thread::Builder::new().name("heir".into()).spawn(wait);
        }
        let thread = thread::Builder::new()
            .name("saver".into())
            .spawn(move || serve(Keeper::new(session, document), &waiting, &lifeboat, &to))
            .ok();
        Self { orders, thread }
    }

    /// Gives an order. Whether anybody is there to take it.
    pub(super) fn order(&self, order: Order) -> bool {
        self.thread.is_some() && self.orders.send(Given::Order(order)).is_ok()
    }

    /// Waits, so long at most, until all that was ordered is done, and what failed was tried once more: why something is
    /// still not saved, if it is not.
    pub(super) fn settle(&self, patience: Duration) -> Option<String> {
        let (answer, answered) = channel();
        if !self.order(Order::Settle(answer)) {
            return Some(ENDED.to_owned());
        }
        match answered.recv_timeout(patience) {
            Ok(why) => why,
            Err(RecvTimeoutError::Timeout) => Some(NO_ANSWER.to_owned()),
            Err(RecvTimeoutError::Disconnected) => Some(ENDED.to_owned()),
        }
    }

    /// Waits until all that was ordered is done, and lets go of the notes file.
    pub(super) fn finish(mut self) {
        let _ = self.orders.send(Given::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the thread is given.
enum Given {
    Order(Order),
    /// Nothing more comes.
    End,
}

fn serve(mut keeper: Keeper, waiting: &Receiver<Given>, lifeboat: &Lifeboat, to: &Sender<Happened>) {
    let mut ends = false;
    while !ends && let Ok(first) = waiting.recv() {
        let mut given = Some(first);
        loop {
            for next in given.take().into_iter().chain(waiting.try_iter()) {
                match next {
                    Given::Order(order) => keeper.push(order),
                    Given::End => ends = true,
                }
            }
            let Some(told) = keeper.step() else { break };
            for message in told {
                lifeboat.hear(&message);
                let inherited = matches!(message, Message::Inherited { .. });
                // Nobody listens any more when the program ends; the save is done all the same.
                let _ = to.send(Happened::Message(message));
                if inherited {
                    // What the other one wrote last may not have been seen yet.
                    let _ = to.send(Happened::NotesChanged);
                }
            }
        }
    }
}
