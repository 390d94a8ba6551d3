//! The index brought up to date while one reads, on a thread of its own.
//!
//! Always true here: nobody waits for it, neither a key nor a save nor the end of the program; what it does not get to is
//! done by whoever asks the index next.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::store::Paths;
use crate::store::library::{self, Reach, TakingIn};

/// Between two steps the thread rests so long, so that reader and disk are free for others.
const REST: Duration = Duration::from_millis(4);

enum Order {
    /// Take in what changed since the index was brought up to date.
    BringUp,
    /// Take in a notes file that was saved.
    Saved(PathBuf),
}

/// The thread that does it.
pub(super) struct Indexer {
    to: Sender<Order>,
    ended: Arc<AtomicBool>,
}

impl Indexer {
    pub(super) fn start(paths: Paths) -> Self {
        let (to, orders) = channel();
        let ended = Arc::new(AtomicBool::new(false));
        let ends = ended.clone();
        // Without the thread the index is brought up to date by whoever asks.
        let _ = thread::Builder::new()
            .name("indexer".into())
            .spawn(move || serve(&paths, &orders, &ends));
        Self { to, ended }
    }

    /// Lets the index be brought up to date.
    pub(super) fn bring_up(&self) {
        let _ = self.to.send(Order::BringUp);
    }

    /// Lets a notes file be taken in that was saved.
    pub(super) fn saved(&self, notes: PathBuf) {
        let _ = self.to.send(Order::Saved(notes));
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

fn serve(paths: &Paths, orders: &Receiver<Order>, ended: &AtomicBool) {
    while let Ok(order) = orders.recv() {
        let mut watch = |_: TakingIn| {
            thread::sleep(REST);
            if ended.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        match order {
            Order::BringUp => {
                let _ = library::bring_up_to_date(paths, Reach::Texts, &mut watch);
            }
            Order::Saved(notes) => library::saved(paths, &notes),
        }
    }
}
