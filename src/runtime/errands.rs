//! Disk work that nobody waits for, done on a separate thread in order, and finished before the program ends.

use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

type Errand = Box<dyn FnOnce() + Send>;

/// The thread that does the work.
pub(super) struct Errands {
    to: Sender<Errand>,
    thread: Option<JoinHandle<()>>,
}

impl Errands {
    pub(super) fn start() -> Self {
        let (to, errands) = channel::<Errand>();
        let work = move || errands.iter().for_each(|errand| errand());
        let thread = thread::Builder::new().name("errands".into()).spawn(work).ok();
        Self { to, thread }
    }

    /// Adds work. Without the thread it is done at once.
    pub(super) fn add(&self, errand: impl FnOnce() + Send + 'static) {
        if let Err(refused) = self.to.send(Box::new(errand)) {
            (refused.0)();
        }
    }

    /// Waits until all work is done.
    pub(super) fn finish(self) {
        drop(self.to);
        if let Some(thread) = self.thread {
            let _ = thread.join();
        }
    }

    /// Waits until all work is done, at most for `patience`.
    pub(super) fn finish_within(self, patience: Duration) {
        let (done, is_done) = channel();
        self.add(move || {
            let _ = done.send(());
        });
        let _ = is_done.recv_timeout(patience);
    }
}
