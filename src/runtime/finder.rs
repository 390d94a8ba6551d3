//! Looking for a match in a long text, and counting all of them, on a thread that is called off by the next look.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::thread;

use super::run::Happened;
use crate::app::{Look, Message};
use crate::document::TextRange;
use crate::text::search::Tally;

/// Chunks of a quarter of a megabyte between two words about the count.
const TELLS: usize = 64;

/// Bytes that are looked through before it is seen whether the match is still wanted.
const STEP: usize = 4 << 20;

/// Starts looks, one after the other.
#[derive(Debug, Default)]
pub(super) struct Finder {
    newest: Arc<AtomicU64>,
}

impl Finder {
    pub(super) fn look(&self, look: Look, to: Sender<Happened>) {
        self.newest.store(look.ticket, Ordering::Relaxed);
        let newest = self.newest.clone();
        let wanted = move |ticket| newest.load(Ordering::Relaxed) == ticket;
        let work = move || seek(&look, &wanted, &to);
        let _ = thread::Builder::new().name("search".into()).spawn(work);
    }
}

fn seek(look: &Look, wanted: &impl Fn(u64) -> bool, to: &Sender<Happened>) {
    let tell = |message| to.send(Happened::Message(message)).is_ok();
    let text = look.document.text();
    let found = if look.forward {
        // In steps, so that the next letter that is typed need not wait for the end of this look.
        let steps = |range: Range<usize>| {
            let end = range.end;
            range.step_by(STEP).map(move |at| at..(at + STEP).min(end))
        };
        let from = look.from.min(text.len());
        steps(from..text.len())
            .chain(steps(0..from))
            .take_while(|_| wanted(look.ticket))
            .find_map(|step| look.search.first_in(text, step))
    } else {
        look.search.seek(text, look.from, false)
    };
    let found = found.map(TextRange::from);
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
