//! The thread that owns the notes file. What it does, order by order, is [`Keeper`]'s.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use super::keeper::{Keeper, Order};
use super::run::Happened;
use crate::document::Document;
use crate::store::Session;

/// Why nothing is saved any more.
pub(super) const ENDED: &str = "notes are NOT saved: the thread that saves has ended";

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
            .spawn(move || serve(Keeper::new(session, document), &waiting, &to))
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

fn serve(mut keeper: Keeper, waiting: &Receiver<Order>, to: &Sender<Happened>) {
    while let Ok(order) = waiting.recv() {
        keeper.push(order);
        loop {
            for order in waiting.try_iter() {
                keeper.push(order);
            }
            let Some(told) = keeper.step() else { break };
            for message in told {
                // Nobody listens any more when the program ends; the save is done all the same.
                let _ = to.send(Happened::Message(message));
            }
        }
    }
}
