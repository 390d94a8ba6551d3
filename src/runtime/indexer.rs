//! Updates the index in the background while the reader runs.
//!
//! Invariants: nothing waits for it: no key, no save, and not the end of the program. The next query does the work that it did not reach.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::store::Paths;
use crate::store::library::{self, IndexExtent, TakingIn};

/// The pause between two steps, which leaves the disk to others.
const REST: Duration = Duration::from_millis(4);

enum IndexerCommand {
    /// Take in changes since the last update.
    BringUp,
    /// Take in a notes file that was saved.
    Saved(PathBuf),
}

/// The background thread. It starts with the first request.
pub(super) struct Indexer {
    paths: Paths,
    to: Option<Sender<IndexerCommand>>,
    ended: Arc<AtomicBool>,
}

impl Indexer {
    pub(super) fn new(paths: Paths) -> Self {
        Self {
            paths,
            to: None,
            ended: Arc::default(),
        }
    }

    /// Requests an update of the index.
    pub(super) fn bring_up(&mut self) {
        self.order(IndexerCommand::BringUp);
    }

    /// Requests that a saved notes file is indexed.
    pub(super) fn saved(&mut self, notes: PathBuf) {
        self.order(IndexerCommand::Saved(notes));
    }

    fn order(&mut self, order: IndexerCommand) {
        let to = self.to.get_or_insert_with(|| {
            let (to, orders) = channel();
            let (paths, ended) = (self.paths.clone(), self.ended.clone());
            // Without the thread the next query updates the index.
            let _ = thread::Builder::new()
                .name("indexer".into())
                .spawn(move || serve(&paths, &orders, &ended));
            to
        });
        let _ = to.send(order);
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

fn serve(paths: &Paths, orders: &Receiver<IndexerCommand>, ended: &AtomicBool) {
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
            IndexerCommand::BringUp => {
                let _ = library::bring_up_to_date(paths, IndexExtent::Texts, &mut watch);
            }
            IndexerCommand::Saved(notes) => library::saved(paths, &notes),
        }
    }
}
