//! The event loop: messages in, frames out, effects performed.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::colours::{Background, depth, pick_theme};
use super::desk::{Desk, Prepared, Wanted, begun, prepare_again, prepare_aside, prepare_first};
use super::errands::Errands;
use super::finder::Finder;
use super::keeper::{Order, Snapshot};
use super::lifeboat::Lifeboat;
use super::open::{Article, How, OpenError, TOUR_NAME};
use super::pipe::Pipe;
use super::saver::ENDED;
use super::stamps::Clock;
use super::terminal::Guard;
use super::{clipboard, editor, exports, folders, input, shelf, signals, terminal};
use crate::app::{Effect, Loaded, Message, Model, Overlay, Recall, Stamps, Tone, TypedLine, Typing, update};
use crate::config::{Settings, Themes};
use crate::notes::{Id, Notebook, Relation};
use crate::store::{Answer, Choice, Origin, Paths, StoreError, library, places, rescue, typed};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;
use crate::ui;

/// So long after a key nothing is drawn for what threads found meanwhile: the next key brings it along, and none waits
/// for a frame that it did not ask for.
const CALM: Duration = Duration::from_millis(100);

/// So often the page goes on by a row while the mouse is held past its edge.
const DRAG: Duration = Duration::from_millis(50);

/// What to begin with.
#[derive(Debug)]
pub enum First {
    /// An article.
    Article(Box<Article>),
    /// The beginning of a long article, and its name: the rest is read while one looks at it.
    Beginning(Box<Article>, OsString),
    /// What has this name: it is read while the reader can call it off.
    Named(OsString),
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
    /// All articles that were named, where these are several; `first` is the first of them.
    pub files: Vec<String>,
    /// Which notes the first article is to have, as far as the user says.
    pub choice: Choice,
    /// What is wrong with the settings.
    pub problems: Vec<String>,
    /// The user's folders.
    pub paths: Paths,
    /// The user's settings.
    pub settings: Settings,
    /// The themes at hand.
    pub themes: Themes,
    /// A theme for this time only.
    pub theme: Option<String>,
    /// The terminal's background.
    pub background: Background,
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
    /// The article cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
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
    /// More of the beginning of the article that will be of this generation.
    Begun(u64, Box<Loaded>),
    /// The article of this generation is ready to be opened, or cannot be.
    Prepared(u64, Result<Box<Prepared>, RunError>),
}

impl Happened {
    /// Whether it is no answer to what the reader did, and may be shown a little later.
    fn can_wait(&self, model: &Model) -> bool {
        use Message::{Analysed, Counted, Differs, Located, Reached};
        let rest = match self {
            Self::Message(Analysed(..) | Reached(..) | Counted(..) | Differs(..)) => return true,
            Self::Message(Located(..)) => true,
            Self::Begun(..) | Self::Prepared(_, Ok(_)) => model.article().is_begun(),
            _ => false,
        };
        rest && !model.article().is_waited_for()
    }
}

/// What there is to show first.
enum Ready {
    Whole(Box<Prepared>),
    Begun(Box<Loaded>, OsString),
    Awaited(OsString),
    Nothing,
}

/// What is ready so soon is shown as if it had not been waited for, and what cannot be opened is said so soon without the
/// screen being taken first.
const SOON: Duration = Duration::from_millis(250);

/// How long the terminal may take for what is written to it last.
const FAREWELL: Duration = Duration::from_millis(200);

/// How long the last save may take when a signal asks for the end.
const LAST_TRY: Duration = Duration::from_millis(350);

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
        files,
        choice,
        mut problems,
        paths,
        settings,
        themes,
        theme,
        background,
    } = reading;
    let (happenings, happened) = channel();
    let latest = Arc::new(AtomicU64::new(1));
    // What cannot be opened is said before the terminal is taken.
    let ready = match first {
        First::Article(article) => {
            let prepared = prepare_first(*article, 1, &paths, choice.clone(), happenings.clone())?;
            Ready::Whole(Box::new(prepared))
        }
        First::Beginning(article, name) => Ready::Begun(Box::new(begun(*article, 1)), name),
        First::Named(name) => {
            let wanted = Wanted {
                name: name.clone(),
                how: how.clone(),
                choice: choice.clone(),
                paths: paths.clone(),
                generation: 1,
                latest: latest.clone(),
                begun: false,
            };
            prepare_aside(wanted, happenings.clone());
            match soon(&happened) {
                Some(prepared) => Ready::Whole(prepared?),
                None => Ready::Awaited(name),
            }
        }
        First::Library => Ready::Nothing,
    };
    let named = matches!(ready, Ready::Awaited(_));
    let themes_folder = paths.config.join(Themes::FOLDER);
    let depth = depth(settings.colours);
    let chosen = pick_theme(&settings, theme.as_deref(), background, &themes, &mut problems);
    let size = terminal::size()?;
    let mouse = settings.mouse;
    let mut model = Model::new(size, settings, themes, chosen, Box::new(Clock));
    model.set_depth(depth);

    model.set_files(files);
    let lines = [typed::Lines::Commands, typed::Lines::Searches].map(|which| typed::read(&paths, which));
    let [commands, searches] = lines;
    model.set_recall(Recall::new(commands, searches));

    let lifeboat = Lifeboat::start(&paths);
    let at_last = lifeboat.clone();
    signals::start(happenings.clone(), move || last_resort(&at_last));
    let mut this = Loop {
        guard: Guard::take(mouse)?,
        terminal: ui::Terminal { depth },
        model,
        desk: None,
        go: input::start(happenings.clone()),
        happenings,
        whole_page: how.whole_page,
        asked: (1, how.whole_page),
        how,
        latest,
        paths,
        done: false,
        lifeboat,
        ready: None,
        named,
        problems: Vec::new(),
        typing: None,
        lost: None,
        elsewhere: None,
        errands: Errands::start(),
        pipe: Pipe::default(),
        themes_folder,
        finder: Finder::default(),
        touched: None,
    };
    this.begin(ready, problems, choice)?;
    this.draw()?;
    // A fault of the program must not cost what is not saved.
    let served = catch_unwind(AssertUnwindSafe(|| this.serve(&happened)));
    this.note_typing();
    let Loop {
        guard,
        desk,
        lifeboat,
        lost,
        elsewhere,
        errands,
        ..
    } = this;
    // The terminal first: a slow disk must not hold it.
    drop(guard);
    let left = leave(desk, &lifeboat, lost);
    if left.is_ok() {
        errands.finish();
        if let Some(path) = elsewhere {
            let path = one_line(&path.display().to_string());
            let _ = writeln!(
                std::io::stderr(),
                "postil: the notes are in {path}; --notes {path} opens them"
            );
        }
    }
    match served {
        Ok(served) => left.and(served),
        Err(fault) => {
            if let Err(why) = left {
                let _ = writeln!(std::io::stderr(), "postil: {why}");
            }
            resume_unwind(fault)
        }
    }
}

/// A name as it is shown: an address without what it keeps secret.
fn shown(name: &OsStr) -> String {
    one_line(&without_secrets(&name.to_string_lossy()))
}

/// What is prepared before the screen is taken; `None` where it takes longer.
fn soon(happened: &Receiver<Happened>) -> Option<Result<Box<Prepared>, RunError>> {
    let end = Instant::now() + SOON;
    loop {
        match happened.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(Happened::Prepared(_, prepared)) => return Some(prepared),
            // How far it is.
            Ok(_) => {}
            Err(_) => return None,
        }
    }
}

/// Sees to it that what was done is on disk, or kept elsewhere; lets go of the notes.
fn leave(desk: Option<Desk>, lifeboat: &Lifeboat, lost: Option<String>) -> Result<(), RunError> {
    if let Some(what) = lost {
        lifeboat.clear();
        return Err(RunError::NotSaved(format!("{what} not saved, as you chose")));
    }
    let mut why = None;
    if !lifeboat.is_empty() {
        why = desk.as_ref().and_then(|desk| desk.saver.settle(LAST_TRY));
    }
    if lifeboat.is_empty() {
        if let Some(desk) = desk {
            desk.saver.finish();
        }
        lifeboat.clear();
        return Ok(());
    }
    let told: Vec<String> = why.into_iter().chain(lifeboat.abandon_ship()).collect();
    Err(RunError::NotSaved(told.join("; ")))
}

/// The program is about to be ended, whatever the reader's own thread is doing.
fn last_resort(lifeboat: &Lifeboat) {
    let told = lifeboat.abandon_ship();
    let unsaved = lifeboat.is_abandoned();
    let (done, is_done) = channel();
    let farewell = move || {
        terminal::give_back();
        if let Some(told) = told {
            let _ = writeln!(std::io::stderr(), "postil: {told}");
        }
        let _ = done.send(());
    };
    // A terminal that takes nothing must not hold the program either.
    let _ = thread::Builder::new().name("farewell".into()).spawn(farewell);
    let _ = is_done.recv_timeout(FAREWELL);
    if unsaved {
        // The exit code for notes that are not saved.
        std::process::exit(4);
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
    /// Whether the article on the desk is shown with all of its page.
    whole_page: bool,
    /// The generation of the article that was asked for last, and whether that is shown with all of its page.
    asked: (u64, bool),
    /// Counts the articles asked for; threads that read for an earlier one end.
    latest: Arc<AtomicU64>,
    paths: Paths,
    done: bool,
    themes_folder: PathBuf,
    finder: Finder,
    /// When the reader last did something.
    touched: Option<Instant>,
    /// What is not on disk, where other threads reach it.
    lifeboat: Lifeboat,
    /// An article that is ready, for a reader who went on working meanwhile.
    ready: Option<Box<Prepared>>,
    /// Whether the program was started for one article that is not open yet.
    named: bool,
    /// What is wrong with the settings, to be told with the first article.
    problems: Vec<String>,
    /// What is being typed, and under which id it is kept.
    typing: Option<(Typing, Id)>,
    /// What the reader chose to lose.
    lost: Option<String>,
    /// Where the reader had the notes written that cannot be saved.
    elsewhere: Option<PathBuf>,
    errands: Errands,
    /// The command that the reader runs.
    pipe: Pipe,
}

impl Loop {
    /// Shows what there is first.
    fn begin(&mut self, ready: Ready, problems: Vec<String>, choice: Choice) -> Result<(), RunError> {
        match ready {
            Ready::Whole(mut prepared) => {
                prepared.loaded.warnings.splice(0..0, problems);
                self.place(*prepared)?;
            }
            Ready::Begun(mut loaded, name) => {
                loaded.warnings = problems;
                self.take(Message::Loaded(loaded))?;
                // Before the rest is read: both take what the other needs, a core and the memory of the process.
                self.draw()?;
                self.make_ready(name, self.how.clone(), choice);
            }
            Ready::Awaited(name) => {
                self.problems = problems;
                self.take(Message::Opening(shown(&name)))?;
            }
            Ready::Nothing => {
                self.problems = problems;
                self.perform(Effect::ListLibrary)?;
            }
        }
        Ok(())
    }

    /// Puts an article on the desk.
    fn place(&mut self, prepared: Prepared) -> Result<(), RunError> {
        let Prepared {
            mut loaded,
            session,
            article,
            source,
        } = prepared;
        loaded.warnings.splice(0..0, std::mem::take(&mut self.problems));
        self.lifeboat
            .board(loaded.generation, session.subject(), loaded.notebook.clone());
        let (document, generation) = (loaded.document.clone(), loaded.generation);
        if self.asked.0 == generation {
            self.whole_page = self.asked.1;
        }
        let loaded = Message::Loaded(Box::new(loaded));
        // Nothing can wait for an article that is the first thing to be shown.
        let first = generation == 1;
        let set = |this: &mut Self| {
            let (themes, to) = (this.themes_folder.clone(), this.happenings.clone());
            let lifeboat = this.lifeboat.clone();
            let set = Desk::set(
                session,
                (article, source),
                document,
                generation,
                themes,
                &this.paths,
                (lifeboat, to),
            );
            this.desk = Some(set);
        };
        if first {
            // It is seen before the threads for it are started.
            self.take(loaded)?;
            self.draw()?;
            set(self);
        } else {
            // What waited for it may be something to save.
            set(self);
            self.take(loaded)?;
        }
        if let Some(entry) = self.entry() {
            let paths = self.paths.clone();
            // The index is a convenience: a folder that cannot be written costs nothing but it. A slow one costs no key.
            self.errands.add(move || {
                let _ = library::record(&paths, &entry);
            });
        }
        Ok(())
    }

    /// What the library is to know: that the article is open, and how far the work on it is.
    fn entry(&self) -> Option<library::Entry> {
        let desk = self.desk.as_ref().filter(|desk| !desk.source.is_gone)?;
        let m = self.model.article().document().metadata();
        Some(library::Entry {
            title: m.title.clone(),
            url: m.url.clone(),
            paths: self
                .model
                .article()
                .path()
                .iter()
                .filter_map(|p| std::path::absolute(p).ok())
                .collect(),
            fingerprint: Some(desk.article),
            notes: Some(desk.notes.clone()).filter(|p| p.exists()),
            counts: library::Counts::of(self.model.article().notebook().annotations()),
            opened: Some(Clock.now()),
            ..library::Entry::default()
        })
    }

    /// Lets another article be made ready to take the place of the one on the desk.
    fn open(&mut self, name: &str) -> Result<(), RunError> {
        let name = if name == TOUR_NAME {
            name.into()
        } else {
            exports::expand(Path::new(name)).into_os_string()
        };
        self.ready = None;
        self.take(Message::Opening(shown(&name)))?;
        self.make_ready(name, self.how.clone(), Choice::default());
        Ok(())
    }

    /// Lets the page on the desk be read again: all of it, or its article alone. Its notes stay with it.
    fn toggle_whole(&mut self) -> Result<(), RunError> {
        let name = match self.desk.as_ref().map(|desk| &desk.source.origin) {
            Some(Origin::Url(url)) => Some(url.into()),
            Some(Origin::File(path)) if Article::is_page(path) => Some(path.clone().into_os_string()),
            Some(Origin::File(_) | Origin::Stdin | Origin::BuiltIn(_)) | None => None,
        };
        let Some(name): Option<OsString> = name else {
            let why = "only of a web page, in a file or fetched, can more be shown than its article";
            return self.take(Message::Told(Tone::Failure, why.into()));
        };
        let whole_page = !self.whole_page;
        let told = if whole_page {
            "reading the whole page… (:whole shows its article alone again)"
        } else {
            "reading the article alone…"
        };
        self.ready = None;
        self.take(Message::Opening(shown(&name)))?;
        self.take(Message::Told(Tone::Done, told.into()))?;
        let how = How {
            whole_page,
            kept: true,
            ..self.how.clone()
        };
        let notes = self.desk.as_ref().map(|desk| desk.notes.clone());
        let choice = Choice {
            notes: notes.filter(|notes| notes.exists()),
            answer: None,
        };
        self.make_ready(name, how, choice);
        Ok(())
    }

    /// Lets an article be read and its notes be opened, on a thread; the last one asked for is shown.
    fn make_ready(&mut self, name: OsString, how: How, choice: Choice) {
        let generation = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        self.asked = (generation, how.whole_page);
        let wanted = Wanted {
            name,
            how,
            choice,
            paths: self.paths.clone(),
            generation,
            latest: self.latest.clone(),
            begun: self.model.article().is_begun(),
        };
        prepare_aside(wanted, self.happenings.clone());
    }

    /// Puts an article that is ready in place of the one on the desk, of which all is on disk.
    fn exchange(&mut self, mut prepared: Prepared) -> Result<(), RunError> {
        self.remember_place();
        if let Some(desk) = self.desk.take() {
            // The same article anew: it was read only because it was open here, and what was decided meanwhile is looked for.
            if desk.notes == prepared.session.path() {
                desk.saver.finish();
                prepared.take_over();
            } else {
                self.errands.add(move || desk.saver.finish());
            }
        }
        self.place(prepared)?;
        self.look();
        Ok(())
    }

    /// Lets the article have the notes that the reader says are its own.
    fn identify(&mut self, relation: Relation, notes: PathBuf) {
        let Some(desk) = &self.desk else { return };
        let source = desk.source.clone();
        let article = Article {
            document: (**self.model.article().document()).clone(),
            origin: source.origin,
            reading: source.reading,
            name: self.model.article().label().to_owned(),
            warnings: Vec::new(),
            gone: None,
        };
        let answer = Answer {
            relation,
            of: Some(notes),
            said: Clock.now(),
        };
        let generation = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        self.asked = (generation, self.whole_page);
        prepare_again(
            article,
            answer,
            generation,
            self.paths.clone(),
            self.happenings.clone(),
        );
    }

    /// Lets the notes file be looked at: another may have written it.
    fn look(&self) {
        let article = self.model.article();
        let snapshot = Snapshot {
            generation: article.generation(),
            serial: article.serial(),
            notebook: Box::new(article.notebook().clone()),
        };
        if let Some(desk) = &self.desk {
            desk.saver.order(Order::Look(snapshot));
        }
    }

    fn serve(&mut self, happened: &Receiver<Happened>) -> Result<(), RunError> {
        let _ = self.go.send(());
        // What was found and is not drawn yet.
        let mut owed = false;
        while !self.done {
            let calm = owed.then(|| self.rest_of(CALM));
            // A drag past the edge goes on while the mouse does not move.
            let drag = self.model.drag_scrolls().then_some(DRAG);
            let first = match calm.into_iter().chain(drag).min() {
                None => happened.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(wait) => happened.recv_timeout(wait),
            };
            match first {
                Ok(first) => {
                    let mut waits = first.can_wait(&self.model);
                    self.handle(first, happened)?;
                    while !self.done
                        && let Ok(next) = happened.try_recv()
                    {
                        waits &= next.can_wait(&self.model);
                        self.handle(next, happened)?;
                    }
                    owed = waits && !self.rest_of(CALM).is_zero();
                }
                Err(RecvTimeoutError::Timeout) => {
                    owed = false;
                    if drag.is_some() {
                        self.take(Message::DragGoesOn)?;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            self.note_typing();
            if !self.done && !owed {
                self.draw()?;
            }
        }
        Ok(())
    }

    /// Lets what is being typed be kept safe, if it changed.
    fn note_typing(&mut self) {
        let typing = self.model.typing();
        if typing == self.typing.map(|(typing, _)| typing) {
            return;
        }
        self.typing = typing.map(|now| match self.typing {
            Some((before, id)) if before.is_same_text(&now) => (now, id),
            _ => (now, Clock.id()),
        });
        let draft = self.typing.map(|(_, id)| self.model.as_typed(id, Clock.now()));
        self.lifeboat.typing(draft.unwrap_or_default());
    }

    /// What is left of a time that began when the reader last did something.
    fn rest_of(&self, time: Duration) -> Duration {
        self.touched
            .map_or(Duration::ZERO, |at| time.saturating_sub(at.elapsed()))
    }

    fn handle(&mut self, first: Happened, happened: &Receiver<Happened>) -> Result<(), RunError> {
        match first {
            Happened::Input(batch) => {
                self.touched = Some(Instant::now());
                self.take_typed(batch)?;
                if self.done {
                    return Ok(());
                }
                // Only now may the next key be read: an editor or a shell may have had the terminal meanwhile.
                let _ = self.go.send(());
                Ok(())
            }
            Happened::Message(message) => {
                if let Message::SavedElsewhere(Ok(path)) = &message {
                    self.elsewhere = Some(path.clone());
                }
                self.take(message)
            }
            Happened::Suspend => self.suspend(),
            Happened::Continued => {
                self.guard.redraw()?;
                Ok(())
            }
            Happened::ThemesChanged => {
                let (themes, problems) = Themes::load_user(&self.themes_folder);
                let problems = problems.iter().map(ToString::to_string).collect();
                // The many events of one change are answered once.
                self.drain(happened, |h| matches!(h, Happened::ThemesChanged))?;
                self.take(Message::Themes(themes, problems))
            }
            Happened::NotesChanged => {
                self.drain(happened, |h| matches!(h, Happened::NotesChanged))?;
                self.look();
                Ok(())
            }
            // Of several that were asked for only the last is opened.
            Happened::Begun(ticket, _) if ticket != self.latest.load(Ordering::Relaxed) => Ok(()),
            Happened::Begun(_, loaded) => self.take(Message::Loaded(loaded)),
            Happened::Prepared(ticket, _) if ticket != self.latest.load(Ordering::Relaxed) => Ok(()),
            Happened::Prepared(_, Ok(prepared))
                if self.model.article().is_begun() || self.model.may_show() =>
            {
                self.exchange(*prepared)
            }
            Happened::Prepared(_, Ok(prepared)) => {
                self.ready = Some(prepared);
                self.take(Message::OpeningReady)
            }
            // There is nothing else to look at.
            Happened::Prepared(_, Err(why))
                if self.model.article().is_begun()
                    || self.named && self.model.article().generation() == 0 =>
            {
                Err(why)
            }
            Happened::Prepared(_, Err(why)) => {
                if self.model.article().generation() == 0 {
                    self.perform(Effect::ListLibrary)?;
                }
                self.take(Message::NotOpened(why.to_string()))
            }
        }
    }

    /// Takes what the reader did. What is typed into a field comes as one paste where it came all at once, also when the key
    /// that opened the field came with it.
    fn take_typed(&mut self, batch: Vec<Message>) -> Result<(), RunError> {
        let mut batch = VecDeque::from(batch);
        let mut field = None;
        loop {
            let lines = self.takes_lines();
            if lines != field
                && let Some(lines) = lines
            {
                batch = input::gathered(batch.into(), lines).into();
            }
            field = lines;
            let Some(message) = batch.pop_front() else {
                return Ok(());
            };
            self.take(message)?;
            if self.done {
                return Ok(());
            }
        }
    }

    /// Whether the field that is typed in takes line breaks; `None` where nothing is typed in.
    fn takes_lines(&self) -> Option<bool> {
        match self.model.overlay()? {
            Overlay::Editor(..) => Some(true),
            Overlay::Prompt(_) | Overlay::Page(_) => Some(false),
            Overlay::Hints(_)
            | Overlay::Review(_)
            | Overlay::Diff(_)
            | Overlay::Identity(_)
            | Overlay::Leaving(_)
            | Overlay::Kept(_)
            | Overlay::Finished(_)
            | Overlay::Link(_) => None,
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
        if let Some(desk) = &mut self.desk {
            desk.analyse(
                self.model
                    .reading()
                    .top()
                    .at
                    .absolute(self.model.article().document()),
            );
            desk.note_reading(self.model.settings().kept_bytes());
        }
        Ok(())
    }

    fn perform(&mut self, effect: Effect) -> Result<(), RunError> {
        match effect {
            Effect::Save {
                generation,
                serial,
                notebook,
            } => {
                self.elsewhere = None;
                self.lifeboat.changed(generation, serial, (*notebook).clone());
                let order = Order::Save(Snapshot {
                    generation,
                    serial,
                    notebook,
                });
                if !self.desk.as_ref().is_some_and(|d| d.saver.order(order)) {
                    self.lifeboat.failed(generation);
                    let why = format!("{ENDED}; what you did is kept until you leave");
                    self.take(Message::NotSaved { generation, why })?;
                }
            }
            Effect::Copy(text) => clipboard::copy(&text, self.guard.raw())?,
            Effect::Export(request) => {
                let Some(desk) = &self.desk else {
                    let text = "no article is open yet".to_owned();
                    return self.take(Message::Told(Tone::Failure, text));
                };
                let told = match exports::write(&self.model, request, &self.paths, &desk.notes) {
                    Ok(written) => Message::Told(Tone::Done, written.to_string()),
                    Err(why) => Message::Told(Tone::Failure, why.to_string()),
                };
                self.take(told)?;
            }
            Effect::Edit(text) => {
                let configured = self.model.settings().editor.clone();
                let written = self.guard.lend(|| editor::edit(&text, configured.as_deref()))?;
                self.take(match written {
                    Ok(text) => Message::Edited(text),
                    Err(why) => Message::Told(Tone::Failure, why),
                })?;
                self.resized()?;
            }
            Effect::Open(name) => {
                self.lost = None;
                self.open(&name)?;
            }
            Effect::Whole => {
                self.lost = None;
                self.toggle_whole()?;
            }
            Effect::Identify {
                generation,
                relation,
                notes,
            } => {
                if generation == self.model.article().generation() {
                    self.identify(relation, notes);
                }
            }
            Effect::StopOpening => {
                self.latest.fetch_add(1, Ordering::Relaxed);
                self.ready = None;
                match (self.model.article().generation(), self.named) {
                    (0, true) => self.done = true,
                    (0, false) => self.perform(Effect::ListLibrary)?,
                    _ => {}
                }
            }
            Effect::ShowReady => {
                self.lost = None;
                if let Some(prepared) = self.ready.take() {
                    self.exchange(*prepared)?;
                }
            }
            Effect::SaveElsewhere { path, notebook } => self.save_elsewhere(&path, notebook),
            Effect::LoseNotes(what) => {
                self.lifeboat.forget();
                self.lost = Some(what);
            }
            Effect::RemoveCopies(paths) => self.errands.add(move || rescue::remove(&paths)),
            Effect::Find(look) => self.finder.look(look, self.happenings.clone()),
            Effect::ListLibrary => {
                let shelf = shelf::shelf(library::entries(&self.paths), &self.paths);
                self.take(Message::Library(shelf))?;
            }
            Effect::FindUnfinished => self.find_unfinished(),
            Effect::Compare {
                generation,
                number,
                analysis,
            } => {
                if let Some(desk) = &self.desk {
                    let versions = &desk.versions;
                    versions.compare(generation, number, analysis, &self.paths, &self.happenings);
                }
            }
            Effect::RememberPlace => self.remember_place(),
            Effect::Remember(kind, line) => self.remember_line(kind, line),
            Effect::Pipe {
                number,
                command,
                input,
            } => self.pipe.start(number, &command, input, self.happenings.clone()),
            Effect::StopPipe => self.pipe.stop(),
            Effect::Browse(target) => self.browse(&target),
            Effect::ListFolder(folder) => self.list_folder(folder),
            Effect::Suspend => self.suspend()?,
            Effect::StopAnalysis => {
                if let Some(desk) = &mut self.desk {
                    desk.stop_analysis();
                }
            }
            Effect::Redraw => self.guard.redraw()?,
            Effect::Quit => {
                if self.elsewhere.is_some() {
                    self.lifeboat.forget();
                }
                self.done = true;
            }
        }
        Ok(())
    }

    /// Writes the notes to a file of the reader's choice.
    fn save_elsewhere(&self, path: &Path, notebook: Box<Notebook>) {
        let (path, subject) = (exports::expand(path), self.lifeboat.subject());
        let to = self.happenings.clone();
        let write = move || {
            let saved = rescue::save_elsewhere(&path, &subject, &notebook);
            let saved = saved.map(|()| path).map_err(|e| e.to_string());
            let _ = to.send(Happened::Message(Message::SavedElsewhere(saved)));
        };
        // On a thread of its own: what else is to be done may wait for the disk that takes nothing.
        let _ = thread::Builder::new().name("elsewhere".into()).spawn(write);
    }

    /// Keeps a line that was typed. One that cannot be kept is no harm.
    fn remember_line(&self, kind: TypedLine, line: String) {
        let paths = self.paths.clone();
        let which = match kind {
            TypedLine::Command => typed::Lines::Commands,
            TypedLine::Search => typed::Lines::Searches,
        };
        self.errands.add(move || {
            let _ = typed::add(&paths, which, &line);
        });
    }

    /// Gives a link to the program of the settings.
    fn browse(&self, target: &str) {
        let to = self.happenings.clone();
        editor::browse(target, self.model.settings().opener.as_deref(), move |told| {
            let _ = to.send(Happened::Message(told));
        });
    }

    /// Tells what is in a folder, on a thread of its own: it may be on a disk that takes its time.
    fn list_folder(&self, folder: String) {
        let to = self.happenings.clone();
        let list = move || {
            let names = folders::names(&folder);
            let _ = to.send(Happened::Message(Message::Folder(folder, names)));
        };
        let _ = thread::Builder::new().name("folder".into()).spawn(list);
    }

    fn suspend(&mut self) -> Result<(), RunError> {
        self.guard.lend(signals::stop_here)?;
        self.resized()
    }

    /// The terminal may have another size after somebody else had it.
    fn resized(&mut self) -> Result<(), RunError> {
        let (width, height) = terminal::size()?;
        self.take(Message::Resized(width, height))
    }

    /// Looks in the library for the article to go on with.
    fn find_unfinished(&self) {
        let (paths, to) = (self.paths.clone(), self.happenings.clone());
        let open = self.model.article().path().map(std::path::Path::to_owned);
        self.errands.add(move || {
            let next = shelf::unfinished(library::entries(&paths), open.as_deref());
            let _ = to.send(Happened::Message(Message::Unfinished(next)));
        });
    }

    /// Where reading goes on next time. A place that cannot be kept is no harm.
    fn remember_place(&mut self) {
        let (Some(entry), Some(desk)) = (self.entry(), &self.desk) else {
            return;
        };
        let document = self.model.article().document();
        let of = |offset| places::Position::of(document, offset);
        let places = places::Places {
            position: of(self.model.reading().top().at.absolute(document)),
            focus: self
                .model
                .article()
                .focused()
                .filter(|c| !c.range.is_empty())
                .map(|c| of(c.range.start)),
            marks: self
                .model
                .reading()
                .marks()
                .iter()
                .map(|(c, at)| (*c, of(*at)))
                .collect(),
        };
        let (paths, article) = (self.paths.clone(), desk.article);
        self.errands.add(move || {
            let _ = places::write(&paths, article, &places);
            let _ = library::record(&paths, &entry);
        });
    }
}
