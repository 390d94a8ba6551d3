//! Disk work that nobody waits for, done on a separate thread in order, and finished before the program ends. The thread starts with the
//! first errand, so that it delays no first frame.

use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

type Errand = Box<dyn FnOnce() + Send>;

/// The work, and the thread that does it.
#[derive(Default)]
pub(super) struct Errands {
    thread: Option<(Sender<Errand>, JoinHandle<()>)>,
}

impl Errands {
    /// Adds work. Without the thread it is done at once.
    pub(super) fn add(&mut self, errand: impl FnOnce() + Send + 'static) {
        if self.thread.is_none() {
            let (to, errands) = channel::<Errand>();
            let work = move || errands.iter().for_each(|errand| errand());
            let thread = thread::Builder::new().name("errands".into()).spawn(work);
            self.thread = thread.ok().map(|thread| (to, thread));
        }
        let errand: Errand = Box::new(errand);
        match &self.thread {
            Some((to, _)) => {
                if let Err(refused) = to.send(errand) {
                    (refused.0)();
                }
            }
            None => errand(),
        }
    }

    /// Waits until all work is done.
    pub(super) fn finish(self) {
        if let Some((to, thread)) = self.thread {
            drop(to);
            let _ = thread.join();
        }
    }

    /// Waits until all work is done, at most for `patience`.
    pub(super) fn finish_within(mut self, patience: Duration) {
        if self.thread.is_none() {
            return;
        }
        let (done, is_done) = channel();
        self.add(move || {
            let _ = done.send(());
        });
        let _ = is_done.recv_timeout(patience);
    }
}
