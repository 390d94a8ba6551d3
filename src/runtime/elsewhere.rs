//! Looks up known matches of the claims of the open article, on its own thread.
//!
//! Invariants: nothing waits for it; it ends between two claims when the article is closed; the claims of the library and the archives are
//! opened for the first lookup, and not at all for an article without claims; when all known claims have a vector, the claims of the article
//! are looked up again.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use super::known::{Known, KnownBuilder, KnownFrom, full_names};
use super::meanings::Completion;
use super::run::ReaderEvent;
use crate::app::{ClaimsToLookUp, Elsewhere, ElsewherePlace, ElsewhereRelation, Message};
use crate::document::{Document, TextRange};
use crate::files;
use crate::index::IndexedClaim;
use crate::matching::{
    Checked, FigureRelation, IndexBuilder, Match, MatchQuery, compare_figures, has_figures,
};
use crate::notes::{Annotation, Timestamp};
use crate::store::{Paths, format};
use crate::text::clean::one_line;

/// Claims whose results are sent together.
const BATCH: usize = 16;
/// Entries that a claim is compared with.
const COMPARED: usize = 20;
/// The number of claims that are encoded before the first lookup; more are encoded beside it.
const FEW: usize = 64;
/// The maximum number of matches shown for one claim.
const SHOWN: usize = 4;

/// The pause before asking again whether another process has computed the missing vectors.
const PATIENCE: Duration = Duration::from_secs(10);

/// The thread that looks up the claims of one article.
pub(super) struct Lookup {
    orders: Sender<LookupOrder>,
    ended: Arc<AtomicBool>,
}

/// What the thread is to do.
enum LookupOrder {
    /// Look up claims.
    Claims(ClaimsToLookUp),
    /// Look all of them up again: everything that is searched has a vector now.
    Again(Box<Known>),
    /// End.
    End,
}

impl Lookup {
    /// Starts it for `document`, which was opened as number `generation`.
    pub(super) fn start(
        document: Arc<Document>,
        generation: u64,
        paths: Paths,
        to: Sender<ReaderEvent>,
    ) -> Self {
        let (orders, taken) = channel();
        let ended = Arc::new(AtomicBool::new(false));
        let mut work = Work {
            document,
            paths,
            ended: ended.clone(),
            orders: orders.clone(),
            notes: HashMap::new(),
            claims: Vec::new(),
        };
        // Without the thread there are no matches.
        let _ = thread::Builder::new()
            .name("elsewhere".into())
            .spawn(move || work.run(&taken, generation, &to));
        Self { orders, ended }
    }

    /// Requests a lookup of claims.
    pub(super) fn look_up(&self, claims: ClaimsToLookUp) {
        let _ = self.orders.send(LookupOrder::Claims(claims));
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = self.orders.send(LookupOrder::End);
    }
}

/// A claim of the article.
#[derive(Clone, Copy)]
struct ClaimHere<'a> {
    range: TextRange,
    speaker: Option<&'a str>,
    /// The vector of its words, if claims are compared by their meaning.
    vector: Option<&'a [f32]>,
}

/// The work for one article.
struct Work {
    document: Arc<Document>,
    paths: Paths,
    ended: Arc<AtomicBool>,
    /// For the thread that computes vectors.
    orders: Sender<LookupOrder>,
    /// The annotations of notes files that have been read.
    notes: HashMap<PathBuf, Vec<Annotation>>,
    /// The claims of the article that have been looked up.
    claims: Vec<TextRange>,
}

impl Work {
    fn run(&mut self, orders: &Receiver<LookupOrder>, generation: u64, to: &Sender<ReaderEvent>) {
        let mut known: Option<Known> = None;
        let mut done: Vec<ClaimsToLookUp> = Vec::new();
        for order in orders {
            match order {
                LookupOrder::Claims(claims) => {
                    let known = known.get_or_insert_with(|| self.known());
                    self.claims.extend(claims.claims.iter().map(|(range, _)| *range));
                    if self.look_up(&claims, known, generation, to).is_break() {
                        return;
                    }
                    done.push(claims);
                }
                LookupOrder::Again(all) => {
                    let known = known.insert(*all);
                    for claims in &done {
                        if self.look_up(claims, known, generation, to).is_break() {
                            return;
                        }
                    }
                }
                LookupOrder::End => return,
            }
        }
    }

    /// Looks up claims and sends what is known about them; breaks if nobody wants it any more.
    fn look_up(
        &mut self,
        claims: &ClaimsToLookUp,
        known: &Known,
        generation: u64,
        to: &Sender<ReaderEvent>,
    ) -> ControlFlow<()> {
        let here = self.claims_here();
        for batch in claims.claims.chunks(BATCH) {
            let words: Vec<&str> = batch
                .iter()
                .map(|(range, _)| self.document.slice(*range))
                .collect();
            let vectors = in_background(|| known.encode(&words)).unwrap_or_default();
            let mut found = Vec::new();
            for (number, (range, speaker)) in batch.iter().enumerate() {
                going_on(&self.ended)?;
                let claim = ClaimHere {
                    range: *range,
                    speaker: speaker.as_deref(),
                    vector: vectors.get(number).map(Vec::as_slice),
                };
                let of_claim = self.of_claim(claim, claims, (known, &here));
                if !of_claim.is_empty() {
                    found.push((*range, of_claim));
                }
            }
            if !found.is_empty()
                && to
                    .send(ReaderEvent::Message(Message::Elsewhere(generation, found)))
                    .is_err()
            {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    /// The claims of the library, and the added archives. If a model is installed, they are compared by their meaning too; if many claims are
    /// not encoded yet, that is done on a thread of its own, and until then they are compared by their words.
    fn known(&self) -> Known {
        let mut known = opened(&self.paths, &self.ended);
        let encoded = in_background(|| known.compare_by_meaning(FEW, &mut |_, _| going_on(&self.ended)));
        if matches!(encoded, Some(Ok(Completion::Interrupted | Completion::Elsewhere))) {
            let (paths, ended, orders) = (self.paths.clone(), self.ended.clone(), self.orders.clone());
            // Without the thread, claims are compared by their words.
            let _ = thread::Builder::new().name("meanings".into()).spawn(move || {
                if let Some(known) = with_all_vectors(&paths, &ended) {
                    let _ = orders.send(LookupOrder::Again(Box::new(known)));
                }
            });
        }
        known
    }

    /// The claims of the article itself that contain figures.
    fn claims_here(&self) -> Known {
        let mut index = IndexBuilder::new();
        for (number, range) in self.claims.iter().enumerate() {
            let claim = self.document.slice(*range);
            if has_figures(claim) {
                index.add(Checked {
                    id: number.to_string(),
                    claim: claim.to_owned(),
                    ..Checked::default()
                });
            }
        }
        let mut here = KnownBuilder::new();
        if !index.is_empty() {
            here.add(None, Box::new(index.finish("")));
        }
        here.build()
    }

    fn of_claim(
        &mut self,
        claim: ClaimHere<'_>,
        order: &ClaimsToLookUp,
        (known, here): (&Known, &Known),
    ) -> Vec<Elsewhere> {
        let ClaimHere {
            range,
            speaker,
            vector,
        } = claim;
        let document = self.document.clone();
        let words = document.slice(range);
        let figures = has_figures(words);
        let mut out = Vec::new();
        if figures {
            let query = MatchQuery {
                text: words,
                ..MatchQuery::default()
            };
            for (found, _) in here.find(query, COMPARED, |_| false).unwrap_or_default() {
                let there = found
                    .entry
                    .id
                    .parse()
                    .ok()
                    .and_then(|n: usize| self.claims.get(n));
                let Some(there) = there.filter(|there| !there.overlaps(range)) else {
                    continue;
                };
                if let Some(relation) = disagreement(words, &found.entry.claim) {
                    out.push(Elsewhere {
                        name: format!("here:{}", one_line(&found.entry.claim)),
                        relation,
                        claim: one_line(&found.entry.claim),
                        title: String::new(),
                        day: String::new(),
                        verdict: None,
                        evidence: Vec::new(),
                        place: ElsewherePlace::Here(*there),
                    });
                }
            }
        }
        if known.is_empty() {
            out.truncate(SHOWN);
            return out;
        }
        let names = full_names(&order.analysis, document.text(), range);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let date = document.metadata().date.map(|date| date.to_string());
        let query = MatchQuery {
            text: words,
            speaker,
            names: &names,
            date: date.as_deref(),
            vector,
        };
        let is_own = |id: &str| id.parse().is_ok_and(|id| order.own.contains(&id));
        let mut shown: Vec<Match> = Vec::new();
        for (found, from) in known.find(query, COMPARED, is_own).unwrap_or_default() {
            let disagrees = figures.then(|| disagreement(words, &found.entry.claim)).flatten();
            let relation = match disagrees {
                Some(relation) => relation,
                None if found.is_shown => ElsewhereRelation::Same,
                None => continue,
            };
            // Of archives, nothing twice.
            let repeats = |other: &Match| other.archive == found.archive && other.repeats(&found);
            if !matches!(from, KnownFrom::Library(_)) && shown.iter().any(repeats) {
                continue;
            }
            out.push(self.elsewhere(relation, &found.entry, from));
            shown.push(found);
            if out.len() >= SHOWN {
                break;
            }
        }
        out.truncate(SHOWN);
        out
    }

    fn elsewhere(&mut self, relation: ElsewhereRelation, entry: &Checked, from: KnownFrom) -> Elsewhere {
        match from {
            KnownFrom::Library(known) => self.in_library(relation, &known),
            KnownFrom::Archive(name) => Elsewhere {
                name: format!("{name}:{}", entry.id),
                title: line(entry.publisher.as_deref())
                    .or_else(|| line(entry.title.as_deref()))
                    .unwrap_or_else(|| one_line(&name)),
                ..given(relation, entry)
            },
            KnownFrom::Given => given(relation, entry),
        }
    }

    fn in_library(&mut self, relation: ElsewhereRelation, known: &IndexedClaim) -> Elsewhere {
        let article = &known.article;
        let id = known.claim.id.clone().unwrap_or_default();
        // The notes file is authoritative.
        let annotation = article.notes.as_deref().and_then(|notes| {
            let all = self
                .notes
                .entry(notes.to_owned())
                .or_insert_with(|| annotations(notes));
            all.iter().find(|a| a.id.to_string() == id && !a.deleted)
        });
        let verdict = match annotation {
            Some(annotation) => annotation.verdict.clone(),
            None => known.claim.verdict.clone(),
        };
        let day = match (&verdict, known.claim.written) {
            (Some(_), Some((_, updated))) => day(updated),
            _ => article.date.clone().unwrap_or_default(),
        };
        let there = article.paths.iter().find(|path| path.exists());
        let path = there
            .or(article.paths.first())
            .map(|path| path.display().to_string());
        let source = article.source.as_deref().unwrap_or_default();
        let title = if source.is_empty() { &article.title } else { source };
        Elsewhere {
            name: id.clone(),
            relation,
            claim: one_line(known.claim.restatement.as_ref().unwrap_or(&known.claim.quote)),
            title: one_line(title),
            day: one_line(&day),
            verdict: verdict.as_deref().map(one_line),
            evidence: annotation.map(|a| a.evidence.clone()).unwrap_or_default(),
            place: match path.or_else(|| article.url.clone()) {
                Some(opens) => ElsewherePlace::Article(opens, id),
                None => ElsewherePlace::Nowhere,
            },
        }
    }
}

fn going_on(ended: &AtomicBool) -> ControlFlow<()> {
    if ended.load(Ordering::Relaxed) {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}

/// Everything that is searched, after its missing vectors were computed; `None` if they cannot be, or the article was closed meanwhile.
fn with_all_vectors(paths: &Paths, ended: &AtomicBool) -> Option<Known> {
    let mut known = opened(paths, ended);
    loop {
        let done = in_background(|| known.compare_by_meaning(usize::MAX, &mut |_, _| going_on(ended)))?;
        match done.ok()? {
            Completion::Complete => return Some(known),
            Completion::Interrupted => return None,
            Completion::Elsewhere => thread::sleep(PATIENCE),
        }
        if going_on(ended).is_break() {
            return None;
        }
    }
}

/// The claims of the library, the added archives and the installed model.
fn opened(paths: &Paths, ended: &AtomicBool) -> Known {
    let mut known = KnownBuilder::new();
    known.library(paths, &mut |_| going_on(ended));
    known.archives(paths);
    known.meanings(paths);
    known.build()
}

/// Runs `work` on one thread of low priority, so that no key waits for it; `None` if there is no such thread.
fn in_background<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).start_handler(|_| {
        // On Linux, this is the priority of a thread; elsewhere, that of the process.
        #[cfg(target_os = "linux")]
        let _ = rustix::process::setpriority_process(None, 10);
    });
    Some(pool.build().ok()?.install(work))
}

/// A text on one line, if anything is left of it.
fn line(text: Option<&str>) -> Option<String> {
    text.map(one_line).filter(|line| !line.is_empty())
}

fn given(relation: ElsewhereRelation, entry: &Checked) -> Elsewhere {
    Elsewhere {
        name: entry.id.clone(),
        relation,
        claim: one_line(&entry.claim),
        title: line(entry.title.as_deref()).unwrap_or_default(),
        day: line(entry.date.as_deref()).unwrap_or_default(),
        verdict: line(entry.verdict.as_deref()),
        evidence: Vec::new(),
        place: line(entry.url.as_deref()).map_or(ElsewherePlace::Nowhere, ElsewherePlace::Page),
    }
}

/// The first pair of figures in two statements that measure the same thing and disagree.
fn disagreement(here: &str, there: &str) -> Option<ElsewhereRelation> {
    let pairs = compare_figures(here, there);
    let pair = pairs
        .iter()
        .find(|pair| pair.relation == FigureRelation::Disagree)?;
    Some(ElsewhereRelation::Figures {
        here: one_line(pair.first.slice(here)),
        there: one_line(pair.second.slice(there)),
    })
}

fn annotations(notes: &Path) -> Vec<Annotation> {
    let text = files::read_text(notes, format::LARGEST).unwrap_or_default();
    format::read(&text).map_or_else(|_| Vec::new(), |(file, _)| file.annotations)
}

fn day(at: Timestamp) -> String {
    at.strftime("%-d %b %Y").to_string()
}

#[cfg(feature = "semantic")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analysis;
    use crate::document::{BlockKind, Builder};
    use crate::matching::{ClaimKey, IndexBuilder};
    use crate::store::archives::{self, ArchiveInfo};
    use crate::store::{models, vectors};

    /// Random weights: what is near means nothing, but everything gets a vector.
    const TINY: &[u8] = include_bytes!("../../tests/fixtures/matching/tiny.model");
    const CLAIM: &str = "nine boats were lost near the old harbour last night";

    fn add_archive(paths: &Paths, entries: usize) {
        let mut index = IndexBuilder::new();
        for number in 0..entries {
            let claim = match number {
                0 => CLAIM.to_owned(),
                n => format!("town {n} has {} houses", n * 7),
            };
            index.add(Checked {
                id: number.to_string(),
                claim,
                ..Checked::default()
            });
        }
        let info = ArchiveInfo {
            name: "checks".to_owned(),
            source: String::new(),
            added: Timestamp::UNIX_EPOCH,
            entries,
            left_out: 0,
        };
        archives::add(paths, &info, index, false).unwrap();
    }

    /// What is known about the claim, in the order in which it is sent.
    fn answers(from: &Receiver<ReaderEvent>, most: usize) -> Vec<(TextRange, Vec<Elsewhere>)> {
        let mut out = Vec::new();
        while out.len() < most {
            match from.recv_timeout(Duration::from_mins(1)) {
                Ok(ReaderEvent::Message(Message::Elsewhere(3, found))) => out.extend(found),
                Ok(_) => {}
                Err(why) => panic!("{} of {most} answers came: {why}", out.len()),
            }
        }
        out
    }

    #[test]
    fn claims_are_looked_up_again_when_everything_has_a_vector() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        models::install(&paths, TINY).unwrap();
        // More than are encoded before the first lookup.
        add_archive(&paths, FEW + 20);
        let mut builder = Builder::new();
        builder.block(BlockKind::Paragraph, CLAIM);
        let document = Arc::new(builder.finish());
        let range = TextRange::new(0, CLAIM.len());
        let (to, from) = channel();
        let lookup = Lookup::start(document, 3, paths.clone(), to);
        lookup.look_up(ClaimsToLookUp {
            claims: vec![(range, None)],
            analysis: Arc::new(Analysis::default()),
            own: std::collections::HashSet::new(),
        });
        let answers = answers(&from, 2);
        assert!(
            answers
                .iter()
                .all(|(at, known)| *at == range && known[0].claim == CLAIM)
        );
        let encoder = crate::meaning::SentenceEncoder::read(TINY).unwrap();
        let of = vectors::VectorsOf {
            checksum: encoder.info().checksum,
            size: encoder.info().size,
        };
        assert!(vectors::read(&paths, of).unwrap().has(ClaimKey::of(CLAIM)));
        // The thread ends with the article, although it could be told more.
        drop(lookup);
        assert!(from.recv_timeout(Duration::from_secs(20)).is_err());
    }
}
