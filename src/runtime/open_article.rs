//! An open article: its notes, the place of each annotation, and the threads that work for it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::analyst::Analyst;
use super::compare::Versions;
use super::elsewhere::Lookup;
use super::extractor::ExtractorCommand;
use super::keeper::SaverCommand;
use super::lifeboat::Lifeboat;
use super::open::{Article, ReadOptions, TOUR_NAME};
use super::run::{ReaderEvent, RunError};
use super::saver::Saver;
use super::stamps::Clock;
use super::watch::Watch;
use crate::app::{Awaited, KeptCopy, Loaded, Message, Stamps as _};
use crate::document::{Document, Fingerprint, TextRange};
use crate::fetch::Progress;
use crate::notes::{Anchor, Id, Located, Locator, Notebook, Relation};
use crate::store::{
    Access, Answer, Cause, Choice, MatchReason, Origin, Paths, ReadOnly, Reading, Session, places, readings,
    rescue, texts,
};
use crate::text::clean::one_line;

/// An article with its notes opened, ready to be shown.
pub(super) struct PreparedArticle {
    pub(super) loaded: Loaded,
    pub(super) session: Session,
    pub(super) article: Fingerprint,
    pub(super) source: Source,
}

impl PreparedArticle {
    /// Becomes the writer after the instance that wrote these notes has left, including that instance's last changes.
    pub(super) fn take_over(&mut self) {
        let Some((incoming, inherited)) = self.session.try_to_write() else {
            return;
        };
        let mut notebook = std::mem::take(&mut self.loaded.notebook);
        if let Some(incoming) = incoming {
            // Nothing in it has changed yet that could conflict.
            let _ = notebook.receive(&incoming);
            let new = incoming
                .to
                .iter()
                .filter(|a| !a.deleted && !incoming.from.contains(a));
            let new: Vec<Passage> = new.map(|a| (a.id, a.anchor.clone())).collect();
            let earlier = self.session.earlier_texts();
            let locator = Locator::with_earlier(&self.loaded.document, earlier.iter().map(String::as_str));
            self.loaded.located.extend(places_of(&locator, &new));
        }
        self.loaded.notebook = inherited.given_to(notebook);
        self.loaded.read_only = None;
    }
}

/// Where an article came from, and how its text was made.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) origin: Origin,
    pub(super) reading: Reading,
    /// Whether its file is missing.
    pub(super) is_gone: bool,
}

/// The beginning of an article, shown until the whole is prepared.
pub(super) fn begun(beginning: Article, generation: u64) -> Loaded {
    Loaded {
        path: beginning.origin.path().map(Path::to_owned),
        label: label(&beginning.origin),
        awaited: Some(Awaited::Article),
        ..Loaded::new(generation, beginning.document)
    }
}

/// Reads the whole article `name` and prepares it on a separate thread.
pub(super) fn prepare_aside(wanted: OpenRequest, to: Sender<ReaderEvent>) {
    let work = move || {
        let OpenRequest {
            name,
            how,
            choice,
            paths,
            generation,
            latest,
            shown,
        } = wanted;
        if let Some(longer) = (shown == Shown::Beginning)
            .then(|| Article::longer_beginning(&name, &how))
            .flatten()
        {
            let loaded = Box::new(begun(longer, 1));
            let _ = to.send(ReaderEvent::Begun(generation, loaded));
        }
        let mut told = Instant::now();
        let mut watch = |progress: Progress| {
            let asked = latest.load(Ordering::Relaxed) == generation;
            if asked && told.elapsed() > BEAT {
                told = Instant::now();
                let _ = to.send(ReaderEvent::Message(Message::OpeningAt(progress.to_string())));
            }
            asked
        };
        let article = if name == TOUR_NAME {
            Article::tour()
        } else {
            Article::read_or_kept(&name, &how, &mut watch)
        };
        let ready = |prepared: Result<PreparedArticle, RunError>| {
            let _ = to.send(ReaderEvent::Prepared(generation, prepared.map(Box::new)));
        };
        match article {
            Ok(article) => {
                let known = match shown {
                    Shown::Nothing | Shown::Beginning => {
                        let (read, known) = WithoutNotes::of(&article, &paths);
                        let _ = to.send(ReaderEvent::Read(generation, Box::new(read)));
                        Some(known)
                    }
                    Shown::Another => None,
                };
                let ready = |prepared| {
                    drop(known);
                    ready(prepared);
                };
                prepare(article, generation, &paths, &choice, ready, &to);
            }
            Err(error) => ready(Err(error.into())),
        }
    };
    // Without a thread no answer comes, and the open article stays.
    let _ = thread::Builder::new().name("open".into()).spawn(work);
}

/// Prepares the first article, which has already been read, on its own thread.
///
/// # Errors
/// If no thread can be started.
pub(super) fn prepare_first(
    article: Article,
    generation: u64,
    paths: Paths,
    choice: Choice,
    to: Sender<ReaderEvent>,
) -> std::io::Result<()> {
    let work = move || {
        let (read, known) = WithoutNotes::of(&article, &paths);
        let _ = to.send(ReaderEvent::Read(generation, Box::new(read)));
        let ready = |prepared: Result<PreparedArticle, RunError>| {
            drop(known);
            let _ = to.send(ReaderEvent::Prepared(generation, prepared.map(Box::new)));
        };
        prepare(article, generation, &paths, &choice, ready, &to);
    };
    thread::Builder::new().name("open".into()).spawn(work)?;
    Ok(())
}

/// How long the first frame of an article waits for its notes.
const NOTES_WAIT: Duration = Duration::from_millis(40);

/// An article that was read, while its notes are looked for: the index may have to be built first.
pub(super) struct WithoutNotes {
    document: Arc<Document>,
    path: Option<PathBuf>,
    label: String,
    paths: Paths,
    /// Disconnected when the notes are found.
    found: Receiver<()>,
    /// Until when its first frame waits for its notes.
    pub(super) until: Instant,
}

impl WithoutNotes {
    /// The article, and a value to be dropped when its notes are found.
    fn of(article: &Article, paths: &Paths) -> (Self, Sender<()>) {
        let (known, found) = channel();
        let this = Self {
            document: article.document.clone(),
            path: article.origin.path().map(Path::to_owned),
            label: label(&article.origin),
            paths: paths.clone(),
            found,
            until: Instant::now() + NOTES_WAIT,
        };
        (this, known)
    }

    /// Sends the article without its notes if they are not found in time.
    pub(super) fn show_in_time(self, generation: u64, to: Sender<ReaderEvent>) {
        let show = move || {
            let rest = self.until.saturating_duration_since(Instant::now());
            if self.found.recv_timeout(rest) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let left = places::read(&self.paths, Fingerprint::of(self.document.text()));
            let place = left.map(|left| left.position.in_its_text(&self.document));
            let loaded = Loaded {
                place: place.filter(|place| *place > 0),
                path: self.path,
                label: self.label,
                awaited: Some(Awaited::Notes),
                ..Loaded::new(1, self.document)
            };
            let _ = to.send(ReaderEvent::Begun(generation, Box::new(loaded)));
        };
        // Without the thread the first frame comes with the notes.
        let _ = thread::Builder::new().name("meanwhile".into()).spawn(show);
    }
}

/// Opens the notes of the open article again with the reader's answer, on a separate thread.
pub(super) fn prepare_again(
    article: Article,
    answer: Answer,
    generation: u64,
    paths: Paths,
    to: Sender<ReaderEvent>,
) {
    let work = move || {
        let choice = Choice {
            notes: None,
            answer: Some(answer),
        };
        let ready = |prepared: Result<PreparedArticle, RunError>| {
            let _ = to.send(ReaderEvent::Prepared(generation, prepared.map(Box::new)));
        };
        prepare(article, generation, &paths, &choice, ready, &to);
    };
    // Without a thread no answer comes, and the question can be asked again.
    let _ = thread::Builder::new().name("open".into()).spawn(work);
}

/// What is on the screen when an article is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// No article.
    Nothing,
    /// The beginning of the article.
    Beginning,
    /// Another article, or the same one read with other options.
    Another,
}

/// An article to be opened.
pub(super) struct OpenRequest {
    pub(super) name: OsString,
    pub(super) how: ReadOptions,
    pub(super) choice: Choice,
    pub(super) paths: Paths,
    pub(super) generation: u64,
    pub(super) shown: Shown,
    /// The last requested generation; fetching for an earlier one stops.
    pub(super) latest: Arc<AtomicU64>,
}

/// The interval of progress messages while a page is fetched.
const BEAT: Duration = Duration::from_millis(300);

/// With fewer notes than this, all are located at once.
const MANY: usize = 200;
/// Bytes before and after the reading position in which notes are located first: some screens.
const NEAR: (usize, usize) = (16 << 10, 32 << 10);

/// Opens the notes of an article, locates those near the reading position, and passes the result to `ready`; then locates the others and
/// sends their places.
pub(super) fn prepare(
    article: Article,
    generation: u64,
    paths: &Paths,
    choice: &Choice,
    ready: impl FnOnce(Result<PreparedArticle, RunError>),
    to: &Sender<ReaderEvent>,
) {
    let Article {
        document,
        origin,
        reading,
        mut warnings,
        name: _,
        gone,
    } = article;
    let mut opened = match Session::open_as(paths, &document, &origin, choice, gone.is_none()) {
        Ok(opened) => opened,
        Err(error) => return ready(Err(error.into())),
    };
    warnings.extend(opened.warnings);
    let said = choice.answer.as_ref().map(|answer| answer.relation);
    let answered = said.filter(|said| match said {
        Relation::Same => opened.why == MatchReason::SaidSame,
        Relation::Version => opened.why == MatchReason::SaidVersion,
        Relation::Separate => opened.why == MatchReason::New,
    });
    if opened.why == MatchReason::New && said.is_some_and(|said| said != Relation::Separate) {
        warnings.push("no known article with notes is like this one: --as has no effect".to_owned());
    }
    if let (Some(gone), Some(path)) = (gone, origin.path()) {
        let (path, what) = (path.to_owned(), gone.what());
        opened.session.only_look(ReadOnly::Gone { path, what });
    }
    let known = opened.session.fingerprint();
    let fingerprint = known.unwrap_or_else(|| Fingerprint::of(document.text()));
    let earlier = opened.session.earlier_texts();
    let locator = Locator::with_earlier(&document, earlier.iter().map(String::as_str));
    let Left {
        position,
        focus,
        marks,
    } = places_in(&document, fingerprint, &opened.session, &locator, paths);
    let (near, far) = by_distance(&opened.notebook, position);
    let cause = opened.session.read_as(reading);
    let loaded = Loaded {
        notebook: opened.notebook,
        located: places_of(&locator, &near),
        place: Some(position).filter(|p| *p > 0),
        focus,
        marks,
        read_only: match opened.session.access() {
            Access::Write => None,
            Access::ReadOnly(why) => Some(why.to_string()),
        },
        warnings,
        path: origin.path().map(Path::to_owned),
        label: label(&origin),
        tour: matches!(origin, Origin::BuiltIn(_)),
        awaited: (!far.is_empty()).then_some(Awaited::Places),
        changed: cause.is_some(),
        made_otherwise: cause.filter(|c| *c != Cause::Source).map(|c| c.to_string()),
        lookalikes: if gone.is_none() {
            opened.lookalikes
        } else {
            Vec::new()
        },
        answered,
        ..Loaded::new(generation, document.clone())
    };
    ready(Ok(PreparedArticle {
        loaded,
        session: opened.session,
        article: fingerprint,
        source: Source {
            origin,
            reading,
            is_gone: gone.is_some(),
        },
    }));
    if !far.is_empty() {
        let located = places_of(&locator, &far);
        let _ = to.send(ReaderEvent::Message(Message::Located(generation, located)));
    }
}

/// The positions where reading stopped, in bytes of the text.
#[derive(Default)]
struct Left {
    /// The reading position.
    position: usize,
    /// The start of the claim in focus.
    focus: Option<usize>,
    /// The marks, by letter.
    marks: BTreeMap<char, usize>,
}

/// The reading position, the claim in focus and the marks: as stored for this text, or, if this text was not read before, the places of the
/// words at the positions stored for the text that was read last.
fn places_in(
    document: &Document,
    print: Fingerprint,
    session: &Session,
    locator: &Locator<'_>,
    paths: &Paths,
) -> Left {
    if let Some(left) = places::read(paths, print) {
        let marks = left.marks.iter().map(|(c, at)| (*c, at.in_its_text(document)));
        return Left {
            position: left.position.in_its_text(document),
            focus: left.focus.as_ref().map(|at| at.in_its_text(document)),
            marks: marks.collect(),
        };
    }
    let texts = readings::known(paths, session.place(), session.earlier());
    let Some(left) = texts.iter().find_map(|text| places::read(paths, *text)) else {
        return Left::default();
    };
    let found = |at: &places::Position| at.in_another(document, locator);
    let marks = left.marks.iter().filter_map(|(c, at)| Some((*c, found(at)?)));
    Left {
        position: found(&left.position).unwrap_or(0),
        focus: left.focus.as_ref().and_then(&found),
        marks: marks.collect(),
    }
}

/// The part of an annotation that is needed to locate it.
type Passage = (Id, Anchor);

/// The passages of a notebook: those near byte `position`, and, if there are many, those that can wait.
fn by_distance(notebook: &Notebook, position: usize) -> (Vec<Passage>, Vec<Passage>) {
    let all = notebook.annotations().map(|a| (a.id, a.anchor.clone()));
    let around = TextRange::new(position.saturating_sub(NEAR.0), position + NEAR.1);
    let (near, far): (Vec<_>, Vec<_>) = all.partition(|(_, anchor)| anchor.range.overlaps(around));
    if far.len() < MANY {
        return ([near, far].concat(), Vec::new());
    }
    (near, far)
}

fn places_of(locator: &Locator<'_>, passages: &[Passage]) -> Vec<(Id, Located)> {
    let located = locator.locate_all(passages.iter().map(|(_, anchor)| anchor));
    passages.iter().map(|(id, _)| *id).zip(located).collect()
}

/// The article's name in citations and the status line.
fn label(origin: &Origin) -> String {
    let name = match origin {
        Origin::File(path) => path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned(),
        Origin::Url(url) => url.clone(),
        Origin::Stdin => String::new(),
        Origin::BuiltIn(name) => name.clone(),
    };
    one_line(&name)
}

/// Everything that belongs to the open article.
pub(super) struct OpenArticle {
    pub(super) saver: Saver,
    analyst: Analyst,
    pub(super) lookup: Lookup,
    pub(super) versions: Versions,
    pub(super) article: Fingerprint,
    pub(super) notes: PathBuf,
    pub(super) source: Source,
    generation: u64,
    /// Whether the reading was recorded.
    noted: bool,
    _watch: Watch,
}

impl OpenArticle {
    /// Starts the threads of an article: saving, and watching its notes and the `themes`.
    pub(super) fn set(
        session: Session,
        (article, source): (Fingerprint, Source),
        document: Arc<Document>,
        generation: u64,
        themes: PathBuf,
        (paths, extractor): (&Paths, Option<ExtractorCommand>),
        (lifeboat, to): (Lifeboat, Sender<ReaderEvent>),
    ) -> Self {
        look_for_copies(&session, document.clone(), generation, paths, to.clone());
        let notes = session.path().to_owned();
        let watch = Watch::start(themes, notes.clone(), to.clone());
        let versions = Versions {
            document: document.clone(),
            print: article,
            place: session.place().map(str::to_owned),
            earlier: session.earlier().to_vec(),
        };
        let analyst = Analyst::start(document.clone(), generation, paths.clone(), extractor, to.clone());
        let lookup = Lookup::start(document.clone(), generation, paths.clone(), to.clone());
        let saver = Saver::start(session, document, generation, lifeboat, to);
        Self {
            saver,
            analyst,
            lookup,
            versions,
            article,
            notes,
            source,
            generation,
            noted: false,
            _watch: watch,
        }
    }

    /// The address that the article was fetched from.
    pub(super) fn address(&self) -> Option<String> {
        match &self.source.origin {
            Origin::Url(address) => Some(address.clone()),
            Origin::File(_) | Origin::Stdin | Origin::BuiltIn(_) => None,
        }
    }

    /// As which number the article was opened.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Records, once, that the article is being read; stored texts take up to `most` bytes. To be called after the first frame, because
    /// neither it nor a key should wait for this.
    pub(super) fn note_reading(&mut self, most: u64) {
        if !std::mem::replace(&mut self.noted, true) {
            let generation = self.generation;
            let now = Clock.now();
            self.saver.order(SaverCommand::Read {
                generation,
                most,
                now,
            });
        }
    }

    /// Stops the analysis.
    pub(super) fn stop_analysis(&mut self) {
        self.analyst.stop();
    }

    /// [Stops the analysis](OpenArticle::stop_analysis), and waits until the extractor has ended.
    pub(super) fn finish_analysis(&mut self) {
        self.analyst.finish();
    }

    /// Starts the analysis, or moves it, to the reading position, byte `place`.
    pub(super) fn analyse(&mut self, place: usize) {
        self.analyst.follow(place);
    }
}

/// Searches, on a thread, for copies of notes that earlier runs could not save, and locates their annotations.
fn look_for_copies(
    session: &Session,
    document: Arc<Document>,
    generation: u64,
    paths: &Paths,
    to: Sender<ReaderEvent>,
) {
    let (subject, earlier) = (session.subject(), session.earlier().to_vec());
    let paths = paths.clone();
    let work = move || {
        let copies = rescue::find(&paths, &subject);
        if copies.is_empty() {
            return;
        }
        let earlier: Vec<String> = earlier
            .iter()
            .filter_map(|print| texts::read(&paths, *print))
            .collect();
        let locator = Locator::with_earlier(&document, earlier.iter().map(String::as_str));
        let copies = copies.into_iter().map(|rescue::Rescued { path, recovered }| {
            let live: Vec<Passage> = recovered
                .changed
                .iter()
                .filter(|a| !a.deleted)
                .map(|a| (a.id, a.anchor.clone()))
                .collect();
            KeptCopy {
                path,
                located: places_of(&locator, &live),
                recovered,
            }
        });
        let _ = to.send(ReaderEvent::Message(Message::Kept(generation, copies.collect())));
    };
    // Without the thread nothing is offered, and the copies are kept.
    let _ = thread::Builder::new().name("copies".into()).spawn(work);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::{Annotation, AnnotationKind, Timestamp, anchor};

    fn article(first: &str, file: &Path) -> Article {
        let lines: Vec<String> = (0..2000)
            .map(|n| format!("Paragraph {n} tells of harbour number {n} and no other one."))
            .collect();
        let text = format!("{first}\n\n{}\n", lines.join("\n\n"));
        let mut article = Article::of_text(&text, "a".into(), &ReadOptions::default()).unwrap();
        article.origin = Origin::File(file.to_owned());
        article
    }

    /// Everything sent so far.
    fn sent(from: &std::sync::mpsc::Receiver<ReaderEvent>) -> Vec<(Id, Located)> {
        let places = |happened| match happened {
            ReaderEvent::Message(Message::Located(4, places)) => places,
            _ => Vec::new(),
        };
        from.try_iter().flat_map(places).collect()
    }

    #[test]
    fn the_passages_near_the_reading_position_are_found_before_the_others() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, file) = (Paths::under(dir.path()), dir.path().join("a.txt"));
        std::fs::write(&file, "").unwrap();
        let old = article("The first words.", &file);
        let text = old.document.text();
        let notes = (0..2000).map(|n| {
            let start = text.find(&format!("harbour number {n} ")).unwrap();
            let place = anchor(&old.document, TextRange::new(start, start + 14));
            let id = Id(uuid::Uuid::from_u128(n + 1));
            Annotation::new(id, AnnotationKind::Highlight, place, Timestamp::UNIX_EPOCH)
        });
        let notebook = Notebook::new(notes);
        let mut session = Session::open(&paths, &old.document, &old.origin, None)
            .unwrap()
            .session;
        session.save(&notebook).unwrap();
        session.record(&notebook, Timestamp::UNIX_EPOCH).unwrap();
        drop(session);

        let new = article("The first words, of which there are more than there were.", &file);
        let document = new.document.clone();
        let print = Fingerprint::of(document.text());
        let kept = places::Places {
            position: places::Position {
                block: 1000,
                ..places::Position::default()
            },
            ..places::Places::default()
        };
        places::write(&paths, print, &kept).unwrap();
        let (to, from) = channel();
        let mut first = None;
        let ready = |prepared: Result<PreparedArticle, RunError>| {
            assert!(sent(&from).is_empty(), "nothing comes before what is shown");
            first = prepared.ok();
        };
        prepare(new, 4, &paths, &Choice::default(), ready, &to);
        let loaded = first.unwrap().loaded;
        assert!(loaded.awaited == Some(Awaited::Places) && loaded.changed);
        let place = loaded.place.unwrap();
        let view = TextRange::new(place - 4000, place + 8000);
        let in_view = document.slice(view).matches("harbour number").count();
        let found = |all: &[(Id, Located)]| {
            all.iter()
                .filter_map(|(_, l)| l.range)
                .filter(|r| view.overlaps(*r))
                .count()
        };
        assert!(in_view > 100 && found(&loaded.located) >= in_view);
        assert!(loaded.located.len() < 1500, "and not all");
        let others = sent(&from);
        assert_eq!(found(&others), 0);
        assert_eq!(loaded.located.len() + others.len(), 2000);
        let moved = |(_, at): &(Id, Located)| at.range.is_some_and(|r| document.slice(r) == "harbour number");
        assert!(loaded.located.iter().chain(&others).all(moved));
    }

    #[test]
    fn reading_goes_on_at_the_same_words_in_a_changed_text() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, file) = (Paths::under(dir.path()), dir.path().join("a.txt"));
        std::fs::write(&file, "").unwrap();
        let open = |article, to: &Sender<ReaderEvent>| {
            let mut loaded = None;
            let ready = |prepared: Result<PreparedArticle, RunError>| loaded = prepared.ok();
            prepare(article, 4, &paths, &Choice::default(), ready, to);
            loaded.unwrap()
        };
        let (to, _from) = channel();
        let at = |document: &Document, n: u32| document.text().find(&format!("harbour number {n} ")).unwrap();
        let old = article("The first words.", &file);
        let document = old.document.clone();
        let read = open(old, &to);
        read.session
            .remember_reading(Timestamp::UNIX_EPOCH, u64::MAX)
            .unwrap();
        let left = places::Places {
            focus: None,
            position: places::Position::of(&document, at(&document, 1200)),
            marks: [('a', places::Position::of(&document, at(&document, 7)))].into(),
        };
        places::write(&paths, read.article, &left).unwrap();
        let again = open(article("The first words.", &file), &to).loaded;
        assert_eq!(again.place, Some(at(&document, 1200)));

        let new = article("The first words, and a paragraph that was not there.", &file);
        let document = new.document.clone();
        let loaded = open(new, &to).loaded;
        assert_eq!(loaded.place, Some(at(&document, 1200)));
        assert_eq!(loaded.marks[&'a'], at(&document, 7));
        let mut other = Article::of_text(
            "Something else.\n\nEntirely.\n",
            "a".into(),
            &ReadOptions::default(),
        )
        .unwrap();
        other.origin = Origin::File(file.clone());
        assert_eq!(open(other, &to).loaded.place, None);
    }
}
