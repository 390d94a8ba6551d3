//! The thread that analyses an article: the passage in view first, then outwards. What it finds is kept, and not looked
//! for again.
//!
//! Always true here: no more than [`MOST`] parts of a long article are held, those around where the reader is; the work
//! ends between two parts when the article is put away.

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;

use super::run::Happened;
use crate::analysis::{Analysis, PART, Parts, analyse_whole};
use crate::app::{Message, Reach};
use crate::document::Document;
use crate::store::{Paths, analyses};

/// Parts that are held at a time: four megabytes of text, more than a long book.
const MOST: usize = 16;

/// The analysing thread of one article.
pub(super) struct Analyst {
    /// `None` once it was stopped.
    places: Option<Sender<usize>>,
    last: Option<usize>,
}

impl Analyst {
    /// Starts to analyse `document`, which was opened as number `generation`, once it is told where the reader is.
    pub(super) fn start(
        document: Arc<Document>,
        generation: u64,
        paths: Paths,
        to: Sender<Happened>,
    ) -> Self {
        let (places, waiting) = channel();
        let work = move || work(&document, generation, &paths, &waiting, &to);
        // Without the thread there are no suggestions, and nothing else is missing.
        let _ = thread::Builder::new().name("analysis".into()).spawn(work);
        Self {
            places: Some(places),
            last: None,
        }
    }

    /// Ends the work between two parts.
    pub(super) fn stop(&mut self) {
        self.places = None;
    }

    /// The reader is at byte `place`.
    pub(super) fn follow(&mut self, place: usize) {
        if self.last.is_none_or(|last| last.abs_diff(place) > PART / 2) {
            self.last = Some(place);
            let _ = self.places.as_ref().map(|places| places.send(place));
        }
    }
}

fn work(
    document: &Document,
    generation: u64,
    paths: &Paths,
    places: &Receiver<usize>,
    to: &Sender<Happened>,
) {
    let Ok(mut place) = places.recv() else { return };
    let mut parts = Parts::of(document);
    // Joining costs as much as there is to join: it is done each time that twice as much is there.
    let (mut told, mut fresh) = (0, 0);
    // Whether something was added to what is kept.
    let mut added = false;
    loop {
        loop {
            match places.try_recv() {
                Ok(newer) => place = newer,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return,
            }
        }
        let centre = parts.at(document, place);
        let wanted = around(centre, parts.count());
        let held = parts.analysed();
        parts.keep(|index| wanted.contains(&index));
        if parts.analysed() < held {
            (told, fresh) = (0, 1);
        }
        let next = wanted
            .clone()
            .filter(|index| !parts.is_analysed(*index))
            .min_by_key(|index| index.abs_diff(centre));
        if let Some(next) = next {
            parts.find(document, next, |part| known_or_found(part, paths, &mut added));
            fresh += 1;
        }
        let ended = parts.analysed() == wanted.len();
        let reach = Reach {
            percent: parts.analysed() * 100 / parts.count(),
            ended,
        };
        if fresh > 0 && (ended || fresh >= told) {
            let analysis = Arc::new(parts.joined(document));
            let message = Message::Analysed(generation, analysis);
            if to.send(Happened::Message(message)).is_err() {
                return;
            }
            (told, fresh) = (parts.analysed(), 0);
        }
        let _ = to.send(Happened::Message(Message::Reached(generation, reach)));
        if ended {
            if std::mem::take(&mut added) {
                analyses::prune(paths, analyses::MOST);
            }
            match places.recv() {
                Ok(newer) => place = newer,
                Err(_) => return,
            }
        }
    }
}

fn known_or_found(part: &Document, paths: &Paths, added: &mut bool) -> Analysis {
    let place = analyses::Place::of(paths, part);
    if let Some(known) = place.as_ref().and_then(|place| place.read(part)) {
        return known;
    }
    let found = analyse_whole(part);
    if let Some(place) = place {
        place.keep(&found);
        *added = true;
    }
    found
}

/// The parts around `centre` that are held, of `all`.
fn around(centre: usize, all: usize) -> Range<usize> {
    let first = centre.saturating_sub(MOST / 2).min(all.saturating_sub(MOST));
    first..(first + MOST).min(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_is_held_at_the_ends_as_in_the_middle() {
        assert_eq!(around(0, 4), 0..4);
        assert_eq!(around(0, 400), 0..16);
        assert_eq!(around(200, 400), 192..208);
        assert_eq!(around(399, 400), 384..400);
    }
}
