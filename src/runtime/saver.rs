//! The thread that owns the notes file. Its work is done by [`Keeper`].

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::keeper::{Keeper, SaverCommand};
use super::lifeboat::Lifeboat;
use super::run::ReaderEvent;
use crate::app::Message;
use crate::document::Document;
use crate::store::Session;

/// The error when nothing can be saved any more.
pub(super) const ENDED: &str = "notes are NOT saved: the thread that saves has ended";

/// The error when the state of the notes is unknown.
const NO_ANSWER: &str = "notes are NOT saved: the disk does not answer";

/// The saving thread of one article.
pub(super) struct Saver {
    orders: Sender<Given>,
    thread: Option<JoinHandle<()>>,
}

impl Saver {
    /// Starts the thread. If another instance writes, it waits for that one to leave.
    pub(super) fn start(
        session: Session,
        document: Arc<Document>,
        generation: u64,
        lifeboat: Lifeboat,
        to: Sender<ReaderEvent>,
    ) -> Self {
        let (orders, waiting) = channel();
        if let Some(heir) = session.heir() {
            let orders = orders.clone();
            let wait = move || {
                if let Some(hold) = heir.wait() {
                    // If the article is no longer open, the locks are released.
                    let _ = orders.send(Given::Command(SaverCommand::Inherit { generation, hold }));
                }
            };
            // Without a thread the notes stay read-only.
            let _ = thread::Builder::new().name("heir".into()).spawn(wait);
        }
        let thread = thread::Builder::new()
            .name("saver".into())
            .spawn(move || serve(Keeper::new(session, document), &waiting, &lifeboat, &to))
            .ok();
        Self { orders, thread }
    }

    /// Sends an order. Returns whether it could be sent.
    pub(super) fn order(&self, order: SaverCommand) -> bool {
        self.thread.is_some() && self.orders.send(Given::Command(order)).is_ok()
    }

    /// Waits, at most for `patience`, until all orders are done and a failed save was retried. Returns why something is still not saved.
    pub(super) fn settle(&self, patience: Duration) -> Option<String> {
        let (answer, answered) = channel();
        if !self.order(SaverCommand::Settle(answer)) {
            return Some(ENDED.to_owned());
        }
        match answered.recv_timeout(patience) {
            Ok(why) => why,
            Err(RecvTimeoutError::Timeout) => Some(NO_ANSWER.to_owned()),
            Err(RecvTimeoutError::Disconnected) => Some(ENDED.to_owned()),
        }
    }

    /// Waits until all orders are done, and closes the notes file.
    pub(super) fn finish(mut self) {
        let _ = self.orders.send(Given::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A message to the thread.
enum Given {
    Command(SaverCommand),
    /// No more orders will come.
    End,
}

fn serve(mut keeper: Keeper, waiting: &Receiver<Given>, lifeboat: &Lifeboat, to: &Sender<ReaderEvent>) {
    let mut ends = false;
    while !ends && let Ok(first) = waiting.recv() {
        let mut given = Some(first);
        loop {
            for next in given.take().into_iter().chain(waiting.try_iter()) {
                match next {
                    Given::Command(order) => keeper.push(order),
                    Given::End => ends = true,
                }
            }
            let Some(told) = keeper.step() else { break };
            for message in told {
                lifeboat.hear(&message);
                let inherited = matches!(message, Message::Inherited { .. });
                // At the end of the program there is no receiver; the save is done anyway.
                let _ = to.send(ReaderEvent::Message(message));
                if inherited {
                    // The last changes of the other instance may not have been seen yet.
                    let _ = to.send(ReaderEvent::NotesChanged);
                }
            }
        }
    }
}
