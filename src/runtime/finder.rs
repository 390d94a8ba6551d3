//! Finds and counts matches in a long text, on a thread that the next search cancels.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::thread;

use super::run::ReaderEvent;
use crate::app::{Message, SearchRequest};
use crate::document::TextRange;
use crate::text::search::Tally;

/// Chunks of a quarter of a megabyte between two progress messages.
const TELLS: usize = 64;

/// Starts searches, one at a time.
#[derive(Debug, Default)]
pub(super) struct Finder {
    newest: Arc<AtomicU64>,
}

impl Finder {
    pub(super) fn look(&self, look: SearchRequest, to: Sender<ReaderEvent>) {
        self.newest.store(look.ticket, Ordering::Relaxed);
        let newest = self.newest.clone();
        let wanted = move |ticket| newest.load(Ordering::Relaxed) == ticket;
        let work = move || seek(&look, &wanted, &to);
        let _ = thread::Builder::new().name("search".into()).spawn(work);
    }
}

fn seek(look: &SearchRequest, wanted: &impl Fn(u64) -> bool, to: &Sender<ReaderEvent>) {
    let tell = |message| to.send(ReaderEvent::Message(message)).is_ok();
    let text = look.document.text();
    let still = || wanted(look.ticket);
    let found = look
        .search
        .seek(text, look.from, look.forward, still)
        .map(TextRange::from);
    if !wanted(look.ticket) || !tell(Message::Found(look.ticket, found)) || !look.count {
        return;
    }
    let mut tally = Tally::default();
    for chunk in 1.. {
        let more = tally.advance(&look.search, text);
        if !wanted(look.ticket) {
            return;
        }
        if (!more || chunk % TELLS == 0) && !tell(Message::Counted(look.ticket, tally.clone(), !more)) {
            return;
        }
        if !more {
            return;
        }
    }
}
