//! The event loop: messages in, frames out, effects performed.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::colours::{depth, pick_theme};
use super::open::{Article, How, OpenError, TOUR_NAME};
use super::saver::{ENDED, Order, Saver, Unsaved};
use super::stamps::Clock;
use super::terminal::Guard;
use super::watch::Watch;
use super::{clipboard, editor, exports, input, signals};
use crate::analysis::analyse;
use crate::app::{Effect, Loaded, Message, Model, Shelved, Stamps, update};
use crate::config::{Settings, Themes};
use crate::document::{Document, Fingerprint};
use crate::layout::Position;
use crate::notes::{AnchorState, Id, Located, Locator};
use crate::store::{Access, Origin, Paths, Session, StoreError, library, places};
use crate::text::clean::one_line;
use crate::ui;

/// How long digits wait for a motion before they are verdicts. Long enough to type `5j`, too short to wait for.
const PAUSE: Duration = Duration::from_millis(350);
/// Files that are written in several steps are looked at once they rest.
const REST: Duration = Duration::from_millis(60);

/// What to begin with.
#[derive(Debug)]
pub enum First {
    /// An article.
    Article(Box<Article>),
    /// The list of articles opened before.
    Library,
}

/// What to read, and with what.
#[derive(Debug)]
pub struct Reading {
    /// What to begin with.
    pub first: First,
    /// How articles are to be read.
    pub how: How,
    /// A notes file of the user's choice, for the first article.
    pub notes: Option<PathBuf>,
    /// What is wrong with the settings.
    pub problems: Vec<String>,
    /// The user's folders.
    pub paths: Paths,
    /// The user's settings.
    pub settings: Settings,
    /// A theme for this time only.
    pub theme: Option<String>,
}

/// Why the reader could not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Standard output is no terminal.
    #[error("standard output is no terminal; `postil extract` and `postil export` print without one")]
    NoTerminal,
    /// The terminal did something unexpected.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] std::io::Error),
    /// The notes cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There were notes that could not be saved to the end.
    #[error("{0}")]
    NotSaved(String),
}

/// What reaches the loop.
pub(super) enum Happened {
    /// What the reader did, in order.
    Input(Vec<Message>),
    /// Anything else that the model is told.
    Message(Message),
    /// Somebody asked the program to stop.
    Suspend,
    /// It goes on.
    Continued,
    /// Theme files changed.
    ThemesChanged,
    /// The notes file changed.
    NotesChanged,
    /// A worker has read the article that was asked for, by the number of the question.
    Read(u64, Box<Result<Article, OpenError>>),
}

/// Reads until the reader leaves.
///
/// # Errors
/// Without a terminal, when it fails, when notes cannot be read, and when notes are left that could not be saved.
pub fn run(reading: Reading) -> Result<(), RunError> {
    if !std::io::stdout().is_terminal() {
        return Err(RunError::NoTerminal);
    }
    let Reading {
        first,
        how,
        notes,
        mut problems,
        paths,
        settings,
        theme,
    } = reading;
    // What cannot be opened is said before the terminal is taken.
    let prepared = match first {
        First::Article(article) => Some(prepare(*article, 1, &paths, notes.as_deref())?),
        First::Library => None,
    };
    let themes_folder = paths.config.join(Themes::FOLDER);
    let (themes, wrong) = Themes::load_user(&themes_folder);
    problems.extend(wrong.iter().map(ToString::to_string));
    let monochrome = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let chosen = pick_theme(&settings, theme.as_deref(), &themes, &mut problems);
    let size = crossterm::terminal::size()?;
    let mouse = settings.mouse;
    let mut model = Model::new(size, settings, themes, chosen, Box::new(Clock));
    model.set_monochrome(monochrome);

    let (happenings, happened) = channel();
    signals::start(happenings.clone());
    let mut this = Loop {
        guard: Guard::take(mouse)?,
        terminal: ui::Terminal { depth: depth() },
        model,
        desk: None,
        go: input::start(happenings.clone()),
        happenings,
        how,
        opened: 1,
        asked: Arc::default(),
        paths,
        done: false,
        themes_folder,
    };
    match prepared {
        Some(mut prepared) => {
            prepared.loaded.warnings.splice(0..0, problems);
            this.place(prepared)?;
        }
        None => this.perform(Effect::ListLibrary)?,
    }
    this.draw()?;
    if let Some(desk) = &this.desk {
        desk.analyse(&this.happenings);
    }
    let served = this.serve(&happened);
    let Loop { guard, desk, .. } = this;
    // The terminal first: a slow disk must not hold it.
    drop(guard);
    let failed = desk.and_then(|desk| {
        let failed = desk.saver.settle();
        desk.saver.finish();
        failed
    });
    served?;
    failed.map_or(Ok(()), |why| Err(RunError::NotSaved(why)))
}

/// An article with its notes open, ready to be read.
struct Prepared {
    loaded: Loaded,
    session: Session,
    article: Fingerprint,
}

/// Opens the notes of an article and finds where each stands.
fn prepare(
    article: Article,
    generation: u64,
    paths: &Paths,
    notes: Option<&Path>,
) -> Result<Prepared, RunError> {
    let Article {
        document,
        origin,
        mut warnings,
        ..
    } = article;
    let document = Arc::new(document);
    let opened = Session::open(paths, &document, &origin, notes)?;
    warnings.extend(opened.warnings);
    if let Some(doubt) = &opened.doubt {
        warnings.push(format!(
            "there are notes on ‘{}’ that may belong here ({}): --notes {} takes them",
            one_line(&doubt.title),
            doubt.why,
            one_line(&doubt.path.display().to_string())
        ));
    }
    let fingerprint = Fingerprint::of(document.text());
    let place = places::read(paths, fingerprint);
    let earlier = opened.session.earlier_texts();
    let locator = Locator::with_earlier(&document, earlier.iter().map(String::as_str));
    let located: Vec<(Id, Located)> = opened
        .notebook
        .annotations()
        .map(|a| (a.id, locator.locate(&a.anchor)))
        .collect();
    if opened.previous.is_some() {
        warnings.insert(0, changed(&located));
    }
    let absolute = |p: &places::Position| {
        Position {
            block: p.block,
            offset: p.offset,
        }
        .absolute(&document)
    };
    let path = origin.path().map(Path::to_owned);
    let loaded = Loaded {
        generation,
        document: document.clone(),
        notebook: opened.notebook,
        located,
        place: place.as_ref().map(|p| absolute(&p.position)).filter(|p| *p > 0),
        marks: place
            .map(|p| p.marks.iter().map(|(c, at)| (*c, absolute(at))).collect())
            .unwrap_or_default(),
        read_only: match opened.access {
            Access::Write => None,
            Access::ReadOnly(why) => Some(why.to_string()),
        },
        warnings,
        path,
        label: label(&origin),
    };
    Ok(Prepared {
        loaded,
        session: opened.session,
        article: fingerprint,
    })
}

/// How the annotations stand in a text that is not the one they were made on.
fn changed(located: &[(Id, Located)]) -> String {
    let count = |state| located.iter().filter(|(_, l)| l.state == state).count();
    let parts: Vec<String> = [
        (AnchorState::Ok, "where it was"),
        (AnchorState::Moved, "moved"),
        (AnchorState::Changed, "changed"),
        (AnchorState::Ambiguous, "ambiguous"),
        (AnchorState::Orphan, "gone"),
    ]
    .into_iter()
    .filter_map(|(state, words)| Some((count(state), words)).filter(|(n, _)| *n > 0))
    .map(|(n, words)| format!("{n} {words}"))
    .collect();
    format!(
        "the text is not the one last read; of its passages with notes: {} (:review looks through them)",
        parts.join(", ")
    )
}

/// The article's name for citations and the status line.
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

/// What belongs to the article that is open.
struct Desk {
    saver: Saver,
    document: Arc<Document>,
    article: Fingerprint,
    generation: u64,
    notes: PathBuf,
    _watch: Watch,
}

impl Desk {
    /// Lets a worker analyse the article.
    fn analyse(&self, to: &Sender<Happened>) {
        let (document, generation, to) = (self.document.clone(), self.generation, to.clone());
        let _ = thread::Builder::new().name("analysis".into()).spawn(move || {
            let analysis = Arc::new(analyse(&document));
            let _ = to.send(Happened::Message(Message::Analysed(generation, analysis)));
        });
    }
}

struct Loop {
    guard: Guard,
    terminal: ui::Terminal,
    model: Model,
    desk: Option<Desk>,
    go: Sender<()>,
    happenings: Sender<Happened>,
    how: How,
    opened: u64,
    /// Counts the questions for articles; an answer to an earlier one is dropped, and its fetching ends.
    asked: Arc<AtomicU64>,
    paths: Paths,
    done: bool,
    themes_folder: PathBuf,
}

impl Loop {
    /// Puts an article on the desk.
    fn place(&mut self, prepared: Prepared) -> Result<(), RunError> {
        let Prepared {
            loaded,
            session,
            article,
        } = prepared;
        let (document, generation) = (loaded.document.clone(), loaded.generation);
        let notes = session.path().to_owned();
        let watch = Watch::start(self.themes_folder.clone(), notes.clone(), self.happenings.clone());
        let saver = Saver::start(session, document.clone(), self.happenings.clone());
        self.desk = Some(Desk {
            saver,
            document,
            article,
            generation,
            notes,
            _watch: watch,
        });
        self.take(Message::Loaded(Box::new(loaded)))?;
        self.record();
        Ok(())
    }

    /// Notes in the library that the article is open, and how far the work on it is.
    fn record(&self) -> Option<JoinHandle<()>> {
        let desk = self.desk.as_ref()?;
        let m = self.model.document.metadata();
        let entry = library::Entry {
            title: m.title.clone(),
            url: m.url.clone(),
            paths: self
                .model
                .path
                .iter()
                .filter_map(|p| std::path::absolute(p).ok())
                .collect(),
            fingerprint: Some(desk.article),
            notes: Some(desk.notes.clone()).filter(|p| p.exists()),
            counts: library::Counts::of(self.model.notebook.annotations()),
            opened: Some(Clock.now()),
            ..library::Entry::default()
        };
        let paths = self.paths.clone();
        // The index is a convenience: a folder that cannot be written costs nothing but it. A slow one costs no key.
        let write = move || {
            let _ = library::record(&paths, &entry);
        };
        thread::Builder::new().name("library".into()).spawn(write).ok()
    }

    /// Opens another article in place of the one on the desk.
    fn open(&mut self, name: &str) -> Result<(), RunError> {
        let question = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        if name == TOUR_NAME {
            return self.opened(Article::tour());
        }
        let path = exports::expand(Path::new(name));
        if Article::is_slow(path.as_os_str()) {
            return self.read_apart(question, name, path);
        }
        self.opened(Article::read(path.as_os_str(), &self.how))
    }

    /// Lets a worker read what takes long.
    fn read_apart(&mut self, question: u64, name: &str, path: PathBuf) -> Result<(), RunError> {
        let (to, asked, how) = (self.happenings.clone(), self.asked.clone(), self.how.clone());
        let shown = one_line(name);
        let started = Message::Told(format!("reading {shown} …"), false);
        let work = move || {
            let mut told = Instant::now();
            let read = Article::read_watched(path.as_os_str(), &how, &mut |progress| {
                if told.elapsed() > PAUSE {
                    told = Instant::now();
                    let text = format!("reading {shown}: {progress}");
                    let _ = to.send(Happened::Message(Message::Told(text, false)));
                }
                asked.load(Ordering::Relaxed) == question
            });
            let _ = to.send(Happened::Read(question, Box::new(read)));
        };
        match thread::Builder::new().name("reading".into()).spawn(work) {
            Ok(_) => self.take(started),
            Err(why) => self.take(Message::Told(format!("no worker can be started: {why}"), true)),
        }
    }

    /// Puts an article that was read in place of the one on the desk.
    fn opened(&mut self, article: Result<Article, OpenError>) -> Result<(), RunError> {
        let article = match article {
            Ok(article) => article,
            Err(why) => return self.take(Message::Told(why.to_string(), true)),
        };
        // Nothing is let go before the other article is there, and nothing that is not on disk.
        if let Some(why) = self.desk.as_ref().and_then(|d| d.saver.settle()) {
            let text = format!("this article stays open: {why}");
            return self.take(Message::Told(text, true));
        }
        let mut prepared = match prepare(article, self.opened + 1, &self.paths, None) {
            Ok(prepared) => prepared,
            Err(why) => return self.take(Message::Told(why.to_string(), true)),
        };
        self.opened += 1;
        self.remember_place();
        if let Some(desk) = self.desk.take() {
            desk.saver.finish();
            // The same article anew: it was read only because it was open here.
            if desk.notes == prepared.session.path() && *prepared.session.try_to_write() == Access::Write {
                prepared.loaded.read_only = None;
            }
        }
        self.place(prepared)?;
        if let Some(desk) = &self.desk {
            desk.analyse(&self.happenings);
        }
        Ok(())
    }

    /// The articles opened before, as the library shows them.
    fn shelf(&self) -> Vec<Shelved> {
        let shelved = |e: library::Entry| {
            let file = e.paths.first().map(|p| p.display().to_string());
            let opens = file.or(e.url);
            let about = match (e.counts.claims, e.counts.annotations) {
                (_, 0) => "no notes yet".to_owned(),
                (claims, notes) => format!(
                    "{}/{claims} claims checked · {notes} annotations",
                    e.counts.checked
                ),
            };
            let day = e
                .opened
                .map(|t| t.strftime(" · %Y-%m-%d").to_string())
                .unwrap_or_default();
            Shelved {
                title: e.title,
                about: format!("{about}{day}"),
                opens: opens.unwrap_or_else(|| TOUR_NAME.into()),
            }
        };
        let mut shelf: Vec<Shelved> = Vec::new();
        for entry in library::entries(&self.paths) {
            let entry = shelved(entry);
            // One article may have an entry by its notes and one by its opening: the first, which is the latest, counts.
            if !shelf.iter().any(|s| s.opens == entry.opens) {
                shelf.push(entry);
            }
        }
        shelf
    }

    fn serve(&mut self, happened: &Receiver<Happened>) -> Result<(), RunError> {
        let _ = self.go.send(());
        while !self.done {
            let waits = !self.model.digits.is_empty();
            let first = if waits {
                match happened.recv_timeout(PAUSE) {
                    Ok(first) => first,
                    Err(RecvTimeoutError::Timeout) => Happened::Message(Message::Pause),
                    Err(RecvTimeoutError::Disconnected) => return Ok(()),
                }
            } else {
                match happened.recv() {
                    Ok(first) => first,
                    Err(_) => return Ok(()),
                }
            };
            self.handle(first, happened)?;
            while !self.done
                && let Ok(next) = happened.try_recv()
            {
                self.handle(next, happened)?;
            }
            if !self.done {
                self.draw()?;
            }
        }
        Ok(())
    }

    fn handle(&mut self, first: Happened, happened: &Receiver<Happened>) -> Result<(), RunError> {
        match first {
            Happened::Input(batch) => {
                for message in batch {
                    self.take(message)?;
                    if self.done {
                        return Ok(());
                    }
                }
                // Only now may the next key be read: an editor or a shell may have had the terminal meanwhile.
                let _ = self.go.send(());
                Ok(())
            }
            Happened::Message(message) => self.take(message),
            Happened::Read(question, read) => {
                if question == self.asked.load(Ordering::Relaxed) {
                    return self.opened(*read);
                }
                Ok(())
            }
            Happened::Suspend => self.suspend(),
            Happened::Continued => {
                self.guard.redraw()?;
                Ok(())
            }
            Happened::ThemesChanged => {
                thread::sleep(REST);
                let (themes, problems) = Themes::load_user(&self.themes_folder);
                let problems = problems.iter().map(ToString::to_string).collect();
                // The many events of one change are answered once.
                self.drain(happened, |h| matches!(h, Happened::ThemesChanged))?;
                self.take(Message::Themes(themes, problems))
            }
            Happened::NotesChanged => {
                self.drain(happened, |h| matches!(h, Happened::NotesChanged))?;
                let (generation, notebook) = (self.model.generation, Box::new(self.model.notebook.clone()));
                if let Some(desk) = &self.desk {
                    desk.saver.order(Order::Look { generation, notebook });
                }
                Ok(())
            }
        }
    }

    /// Takes what waits, and drops what `same` says is answered already.
    fn drain(
        &mut self,
        happened: &Receiver<Happened>,
        same: impl Fn(&Happened) -> bool,
    ) -> Result<(), RunError> {
        let waiting: Vec<Happened> = happened.try_iter().filter(|h| !same(h)).collect();
        for h in waiting {
            self.handle(h, happened)?;
        }
        Ok(())
    }

    fn take(&mut self, message: Message) -> Result<(), RunError> {
        for effect in update(&mut self.model, message) {
            self.perform(effect)?;
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<(), RunError> {
        let (model, terminal) = (&self.model, self.terminal);
        self.guard.draw(|frame| ui::view(model, terminal, frame))?;
        Ok(())
    }

    fn perform(&mut self, effect: Effect) -> Result<(), RunError> {
        match effect {
            Effect::Save {
                generation,
                serial,
                notebook,
            } => {
                let order = Order::Save(Unsaved {
                    generation,
                    serial,
                    notebook,
                });
                if !self.desk.as_ref().is_some_and(|d| d.saver.order(order)) {
                    let why = format!("{ENDED}; what you did is kept until you leave");
                    self.take(Message::NotSaved { generation, why })?;
                }
            }
            Effect::Copy(text) => clipboard::copy(&text, self.guard.raw())?,
            Effect::Export(path) => {
                let (text, failed) = match exports::write(&self.model, path) {
                    Ok(path) => (
                        format!("written: {}", one_line(&path.display().to_string())),
                        false,
                    ),
                    Err(why) => (why, true),
                };
                self.take(Message::Told(text, failed))?;
            }
            Effect::Edit(text) => {
                let configured = self.model.settings.editor.clone();
                let written = self.guard.lend(|| editor::edit(&text, configured.as_deref()))?;
                self.take(match written {
                    Ok(text) => Message::Edited(text),
                    Err(why) => Message::Told(why, true),
                })?;
                self.resized()?;
            }
            Effect::Open(name) => self.open(&name)?,
            Effect::ListLibrary => {
                let shelf = self.shelf();
                self.take(Message::Library(shelf))?;
            }
            Effect::RememberPlace => self.remember_place(),
            Effect::Suspend => self.suspend()?,
            Effect::Redraw => self.guard.redraw()?,
            Effect::Quit => self.done = true,
        }
        Ok(())
    }

    fn suspend(&mut self) -> Result<(), RunError> {
        self.guard.lend(signals::stop_here)?;
        self.resized()
    }

    /// The terminal may have another size after somebody else had it.
    fn resized(&mut self) -> Result<(), RunError> {
        let (width, height) = crossterm::terminal::size()?;
        self.take(Message::Resized(width, height))
    }

    /// Where reading goes on next time. A place that cannot be kept is no harm.
    fn remember_place(&self) {
        if let Some(recording) = self.record() {
            let _ = recording.join();
        }
        let Some(desk) = &self.desk else { return };
        let document = &self.model.document;
        let of = |offset| {
            let p = Position::of(document, offset);
            places::Position {
                block: p.block,
                offset: p.offset,
            }
        };
        let top = self.model.top.at;
        let marks: BTreeMap<char, places::Position> =
            self.model.marks.iter().map(|(c, at)| (*c, of(*at))).collect();
        let position = places::Position {
            block: top.block,
            offset: top.offset,
        };
        let _ = places::write(&self.paths, desk.article, &places::Places { position, marks });
    }
}
