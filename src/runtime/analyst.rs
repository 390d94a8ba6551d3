//! The thread that analyses an article: first the passage in view, then outwards. Results are cached.
//!
//! Invariants: at most [`MOST`] parts of a long article are held, those around the reading position; when the article is closed, the work
//! ends before the next part.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};

use super::extractor::{Extractor, ExtractorCommand, ExtractorError};
use super::run::ReaderEvent;
use crate::analysis::outside::{Said, joined};
use crate::analysis::{Analysis, PART, Parts, analyse_whole};
use crate::app::{AnalysisProgress, Message};
use crate::document::Document;
use crate::store::{Paths, analyses};

/// The maximum number of parts held: four megabytes of text, more than a long book.
const MOST: usize = 16;

/// The analysing thread of one article, and the thread that asks the user's extractor program.
pub(super) struct Analyst {
    /// `None` after it was stopped.
    orders: Option<Sender<AnalystCommand>>,
    stopped: Arc<AtomicBool>,
    asker: Option<JoinHandle<()>>,
    last: Option<usize>,
}

/// A message to the analysing thread.
enum AnalystCommand {
    /// The reading position is at this byte.
    Follow(usize),
    /// The answer of the extractor for a part.
    Said(usize, Result<Said, ExtractorError>),
    Stop,
}

impl Drop for Analyst {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Analyst {
    /// Starts the thread for `document`, opened as number `generation`; it begins when it is told the reading position. The program
    /// `extractor` is asked too.
    pub(super) fn start(
        document: Arc<Document>,
        generation: u64,
        paths: Paths,
        extractor: Option<ExtractorCommand>,
        to: Sender<ReaderEvent>,
    ) -> Self {
        let (orders, taken) = channel();
        let stopped = Arc::new(AtomicBool::new(false));
        let (asking, asker) = extractor
            .and_then(|command| Asking::start(command, stopped.clone(), orders.clone()))
            .unzip();
        let work = move || {
            let mut work = Work {
                parts: Parts::of(&document),
                document: &document,
                generation,
                paths: &paths,
                to: &to,
                asking,
                added: false,
            };
            work.run(&taken);
        };
        // Without the thread there are no suggestions; everything else works.
        let _ = thread::Builder::new().name("analysis".into()).spawn(work);
        Self {
            orders: Some(orders),
            stopped,
            asker,
            last: None,
        }
    }

    /// Ends the work before the next part, and kills the extractor at once.
    pub(super) fn stop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        if let Some(orders) = self.orders.take() {
            let _ = orders.send(AnalystCommand::Stop);
        }
    }

    /// [Stops](Analyst::stop), and waits until the extractor has ended.
    pub(super) fn finish(&mut self) {
        self.stop();
        if let Some(asker) = self.asker.take() {
            let _ = asker.join();
        }
    }

    /// The reading position is at byte `place`.
    pub(super) fn follow(&mut self, place: usize) {
        if self.last.is_none_or(|last| last.abs_diff(place) > PART / 2) {
            self.last = Some(place);
            let _ = self
                .orders
                .as_ref()
                .map(|orders| orders.send(AnalystCommand::Follow(place)));
        }
    }
}

/// The parts that the extractor was asked about and has answered, by number.
struct Asking {
    requests: Sender<(usize, Document)>,
    answered: HashSet<usize>,
}

impl Asking {
    /// Starts the thread that asks. Without the thread the program is not asked.
    fn start(
        command: ExtractorCommand,
        stopped: Arc<AtomicBool>,
        to: Sender<AnalystCommand>,
    ) -> Option<(Self, JoinHandle<()>)> {
        let (requests, asked) = channel::<(usize, Document)>();
        let ask = move || {
            let mut extractor = Extractor::new(command);
            let is_wanted = || !stopped.load(Ordering::Relaxed);
            for (part, document) in asked {
                let said = extractor.ask(&document, &is_wanted);
                if !is_wanted() || to.send(AnalystCommand::Said(part, said)).is_err() {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("extractor".into()).spawn(ask).ok()?;
        let answered = HashSet::new();
        Some((Self { requests, answered }, thread))
    }
}

/// The running analysis of one article.
struct Work<'a> {
    document: &'a Document,
    generation: u64,
    paths: &'a Paths,
    to: &'a Sender<ReaderEvent>,
    parts: Parts,
    /// `None` without a program, and after it has failed.
    asking: Option<Asking>,
    /// Whether something was added to the cache.
    added: bool,
}

impl Work<'_> {
    fn run(&mut self, orders: &Receiver<AnalystCommand>) {
        let mut place = None;
        // Merging takes time proportional to the result, so it is done each time the result has doubled.
        let (mut told, mut fresh) = (0, 0);
        loop {
            let mut waiting = loop {
                match orders.try_recv() {
                    Ok(order) => match self.take(order, &mut place) {
                        Some(new) => fresh += new,
                        None => return,
                    },
                    Err(TryRecvError::Empty) => break place.is_none(),
                    Err(TryRecvError::Disconnected) => return,
                }
            };
            if let Some(place) = place {
                let centre = self.parts.at(self.document, place);
                let wanted = around(centre, self.parts.count());
                if self.let_go(&wanted) {
                    (told, fresh) = (0, 1);
                }
                let next = wanted
                    .clone()
                    .filter(|index| !self.parts.is_analysed(*index))
                    .min_by_key(|index| index.abs_diff(centre));
                if let Some(next) = next {
                    self.analyse(next);
                    fresh += 1;
                }
                let ended = self.parts.analysed() == wanted.len();
                if fresh > 0 && (ended || fresh >= told) {
                    let analysis = Arc::new(self.parts.joined(self.document));
                    if !self.tell(Message::Analysed(self.generation, analysis)) {
                        return;
                    }
                    (told, fresh) = (self.parts.analysed(), 0);
                }
                self.tell(Message::Reached(self.generation, self.reach(&wanted)));
                if ended && std::mem::take(&mut self.added) {
                    analyses::prune(self.paths, analyses::MOST);
                }
                waiting = ended;
            }
            if waiting {
                let taken = orders.recv().ok();
                match taken.and_then(|order| self.take(order, &mut place)) {
                    Some(new) => fresh += new,
                    None => return,
                }
            }
        }
    }

    /// The number of parts to report after an order; `None` ends the work.
    fn take(&mut self, order: AnalystCommand, place: &mut Option<usize>) -> Option<usize> {
        match order {
            AnalystCommand::Stop => None,
            AnalystCommand::Follow(newer) => {
                *place = Some(newer);
                Some(0)
            }
            AnalystCommand::Said(part, Ok(said)) => {
                if let Some(words) = said.left_out.in_words() {
                    let by = said.engines.first().map_or("the extractor", String::as_str);
                    self.tell(Message::ExtractorTold(self.generation, format!("{by}: {words}")));
                }
                // It may have been dropped meanwhile.
                let asking = self.asking.as_mut().filter(|_| self.parts.is_analysed(part));
                let Some(asking) = asking else { return Some(0) };
                asking.answered.insert(part);
                let (paths, added) = (self.paths, &mut self.added);
                self.parts.find(self.document, part, |document| {
                    joined(known_or_found(document, paths, added), &said, document)
                });
                Some(1)
            }
            AnalystCommand::Said(_, Err(why)) => {
                self.asking = None;
                let told = format!("{why}; the claims and names are Postil’s own");
                self.tell(Message::ExtractorTold(self.generation, told));
                Some(0)
            }
        }
    }

    /// Drops the parts outside `wanted`. Returns whether any was dropped.
    fn let_go(&mut self, wanted: &Range<usize>) -> bool {
        let held = self.parts.analysed();
        self.parts.keep(|index| wanted.contains(&index));
        if let Some(asking) = &mut self.asking {
            asking.answered.retain(|index| wanted.contains(index));
        }
        self.parts.analysed() < held
    }

    fn analyse(&mut self, part: usize) {
        let (paths, added, asking) = (self.paths, &mut self.added, &self.asking);
        self.parts.find(self.document, part, |document| {
            if let Some(asking) = asking {
                let _ = asking.requests.send((part, document.clone()));
            }
            known_or_found(document, paths, added)
        });
    }

    fn reach(&self, wanted: &Range<usize>) -> AnalysisProgress {
        let ended = self.parts.analysed() == wanted.len();
        let (done, engines, asks) = match &self.asking {
            Some(asking) => {
                let asks = asking.answered.len() < wanted.len();
                (self.parts.analysed() + asking.answered.len(), 2, asks)
            }
            None => (self.parts.analysed(), 1, false),
        };
        AnalysisProgress {
            percent: done * 100 / (self.parts.count() * engines),
            ended: ended && !asks,
            asks: ended && asks,
        }
    }

    /// Returns whether there is still a receiver.
    fn tell(&self, message: Message) -> bool {
        self.to.send(ReaderEvent::Message(message)).is_ok()
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

/// The range of parts around `centre` that are held, of `all`.
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
