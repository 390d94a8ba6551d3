//! The event loop: messages in, frames out, effects performed.

mod articles;
mod effects;

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::colours::{Background, depth, pick_theme};
use super::errands::Errands;
use super::evidence::EvidenceKeeper;
use super::extractor::ExtractorCommand;
use super::finder::Finder;
use super::indexer::Indexer;
use super::input::{Input, gathered};
use super::keeper::{SaverCommand, Snapshot};
use super::ledger::Clerk;
use super::librarian::Librarian;
use super::lifeboat::Lifeboat;
use super::open::{Article, OpenError, ReadOptions};
use super::open_article::{
    OpenArticle, OpenRequest, PreparedArticle, Shown, WithoutNotes, begun, prepare_aside, prepare_first,
};
use super::pictures::{Drawable, Protocol};
use super::pipe::Pipe;
use super::searching::Searching;
use super::stamps::Clock;
use super::terminal::Guard;
use super::{pictures, signals, terminal};
use crate::app::overlay::PictureState;
use crate::app::panes::Area;
use crate::app::{
    Action, Loaded, Message, Model, MouseKind, Overlay, PictureFile, Recall, Stamps, Typing, update,
};
use crate::config::{Settings, Themes};
use crate::notes::Id;
use crate::store::{Choice, Paths, StoreError, typed};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;
use crate::ui;

/// Frames that only show background results are delayed until this long after the last key; the next key's frame shows them anyway.
const CALM: Duration = Duration::from_millis(100);

/// The interval at which the page scrolls by one row while the mouse is held past its edge.
const DRAG: Duration = Duration::from_millis(50);

/// What to show first.
#[derive(Debug)]
pub enum First {
    /// An article.
    Article(Box<Article>),
    /// The beginning of a long article, and its name: the rest is read in the background.
    Beginning(Box<Article>, OsString),
    /// An article by name: it is read while the user can cancel.
    Named(OsString),
    /// The list of articles opened before.
    Library,
}

/// What to read, and with which options.
#[derive(Debug)]
pub struct Reading {
    /// What to show first.
    pub first: First,
    /// Options for reading articles.
    pub how: ReadOptions,
    /// All articles named on the command line, if there are several; `first` is the first of them.
    pub files: Vec<String>,
    /// The notes of the first article, as far as the user specifies them.
    pub choice: Choice,
    /// An action to run when the first article is open, with its argument.
    pub arrival: Option<(Action, String)>,
    /// A program that also finds entities and claims.
    pub extractor: Option<ExtractorCommand>,
    /// Problems of the settings.
    pub problems: Vec<String>,
    /// The user's folders.
    pub paths: Paths,
    /// The user's settings.
    pub settings: Settings,
    /// The available themes.
    pub themes: Themes,
    /// A theme for this run only.
    pub theme: Option<String>,
    /// The terminal's background.
    pub background: Background,
}

/// Why the reader could not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Standard output is not a terminal.
    #[error("standard output is not a terminal; `postil extract` and `postil export` print without one")]
    NoTerminal,
    /// The terminal reported an error.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] std::io::Error),
    /// The article cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The notes cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Some notes could not be saved before the end.
    #[error("{0}")]
    NotSaved(String),
}

/// An event for the loop.
pub(super) enum ReaderEvent {
    /// The user's input, in order.
    Input(Vec<Message>),
    /// Any other message for the model.
    Message(Message),
    /// A signal asked the program to stop (suspend).
    Suspend,
    /// The program continues.
    Continued,
    /// Theme files changed.
    ThemesChanged,
    /// The notes file changed.
    NotesChanged,
    /// The requested picture is ready to be drawn in that area, or cannot be.
    PictureReady(PictureFile, Area, Result<Drawable, String>),
    /// The article that will have this generation was read, and its notes are looked for.
    Read(u64, Box<WithoutNotes>),
    /// A longer beginning of the article that will have this generation.
    Begun(u64, Box<Loaded>),
    /// The article of this generation is ready to be shown, or cannot be opened.
    Prepared(u64, Result<Box<PreparedArticle>, RunError>),
}

impl ReaderEvent {
    /// Whether this is a background result, whose frame can be delayed.
    fn can_wait(&self, model: &Model) -> bool {
        use Message::{Analysed, Counted, Differs, Elsewhere, Located, Reached, Sources};
        let rest = match self {
            Self::Message(
                Analysed(..) | Reached(..) | Counted(..) | Differs(..) | Elsewhere(..) | Sources(..),
            ) => {
                return true;
            }
            Self::Message(Located(..)) => true,
            Self::Begun(..) | Self::Prepared(_, Ok(_)) => model.article().is_begun(),
            _ => false,
        };
        rest && !model.article().is_waited_for()
    }
}

/// What is ready to be shown first.
enum Ready {
    Whole(Box<PreparedArticle>),
    Begun(Box<Loaded>, OsString),
    WithoutNotes(Box<Loaded>),
    Awaited(OsString),
    Nothing,
}

/// An article that is ready within this time is shown without a waiting screen, and an error within it is reported without taking the
/// terminal.
const SOON: Duration = Duration::from_millis(250);

/// How long the last output may wait for the terminal.
const FAREWELL: Duration = Duration::from_millis(200);

/// How long the last save may take after a signal.
const LAST_TRY: Duration = Duration::from_millis(350);
/// How long storing the reading position may take if the notes could not be saved.
const PLACE_TRY: Duration = Duration::from_millis(100);

/// Runs until the user leaves.
///
/// # Errors
/// When there is no terminal or it fails, when notes cannot be read, and when some notes could not be saved.
pub fn run(reading: Reading) -> Result<(), RunError> {
    if !std::io::stdout().is_terminal() {
        return Err(RunError::NoTerminal);
    }
    let Reading {
        first,
        how,
        files,
        choice,
        arrival,
        extractor,
        mut problems,
        paths,
        settings,
        themes,
        theme,
        background,
    } = reading;
    let (events, happened) = channel();
    let latest = Arc::new(AtomicU64::new(1));
    // Errors in opening are reported before the terminal is taken.
    let ready = match first {
        First::Article(article) => {
            let name = article.name.clone().into();
            prepare_first(*article, 1, paths.clone(), choice.clone(), events.clone())?;
            Ready::Awaited(name)
        }
        First::Beginning(article, name) => Ready::Begun(Box::new(begun(*article, 1)), name),
        First::Named(name) => {
            let wanted = OpenRequest {
                name: name.clone(),
                how: how.clone(),
                choice: choice.clone(),
                paths: paths.clone(),
                generation: 1,
                latest: latest.clone(),
                shown: Shown::Nothing,
            };
            prepare_aside(wanted, events.clone());
            Ready::Awaited(name)
        }
        First::Library => Ready::Nothing,
    };
    // While that thread reads the article, this one makes ready what else the first frame needs.
    let depth = depth(settings.colours);
    let protocol = pictures::protocol(settings.pictures, depth);
    let chosen = pick_theme(&settings, theme.as_deref(), background, &themes, &mut problems);
    let size = terminal::size()?;
    let frame = terminal::frame(size);
    let mouse = settings.mouse;
    let mut model = Model::new(size, settings, themes, chosen, Box::new(Clock));
    model.set_depth(depth);
    model.set_pictures(protocol.is_some());
    model.set_files(files);
    model.begin_with(arrival);
    model.set_recall(recall(&paths));
    let ready = soon(&happened, ready, &events)?;

    let lifeboat = Lifeboat::new(&paths);
    let at_last = lifeboat.clone();
    signals::start(events.clone(), move || last_resort(&at_last));
    let mut this = Loop {
        guard: Guard::take(frame, mouse)?,
        terminal: ui::Terminal { depth },
        buttons: Vec::new(),
        model,
        desk: None,
        input: Input::new(events.clone()),
        events,
        whole_page: how.whole_page,
        asked: (1, how.whole_page),
        left: None,
        how,
        latest,
        indexer: Indexer::new(paths.clone()),
        themes_folder: paths.config.join(Themes::FOLDER),
        paths,
        extractor,
        done: false,
        lifeboat,
        ready: None,
        named: matches!(ready, Ready::Awaited(_)),
        problems: Vec::new(),
        typing: None,
        lost: None,
        elsewhere: None,
        errands: Errands::default(),
        searching: Searching::default(),
        librarian: None,
        clerk: None,
        evidence: None,
        pipe: Pipe::default(),
        finder: Finder::default(),
        touched: None,
        protocol,
        drawable: None,
    };
    this.begin(ready, problems, choice)?;
    // A bug must not cost unsaved notes.
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
    // The terminal first: a slow disk must not keep it.
    drop(guard);
    let left = leave(desk, &lifeboat, lost);
    if left.is_err() {
        // The disk of the notes has failed, so that of the reading position may have failed too.
        errands.finish_within(PLACE_TRY);
    } else {
        errands.finish();
        if let Some(path) = elsewhere {
            let path = one_line(&path.display().to_string());
            let _ = writeln!(
                std::io::stderr(),
                "postil: the notes are in {path}; --notes {path} opens them"
            );
        }
    }
    outcome(served, left)
}

/// The result of a run: of serving the reader, and of leaving. A bug is passed on after what leaving failed at was reported.
fn outcome(
    served: std::thread::Result<Result<(), RunError>>,
    left: Result<(), RunError>,
) -> Result<(), RunError> {
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

/// The lines typed in earlier sessions.
fn recall(paths: &Paths) -> Recall {
    let [commands, searches] =
        [typed::Lines::Commands, typed::Lines::Searches].map(|which| typed::read(paths, which));
    Recall::new(commands, searches)
}

/// A name for display: an address without its secrets.
fn shown(name: &OsStr) -> String {
    one_line(&without_secrets(&name.to_string_lossy()))
}

/// What there is of an awaited article before the screen is taken.
fn soon(
    happened: &Receiver<ReaderEvent>,
    ready: Ready,
    events: &Sender<ReaderEvent>,
) -> Result<Ready, RunError> {
    let Ready::Awaited(name) = ready else {
        return Ok(ready);
    };
    let end = Instant::now() + SOON;
    let mut read: Option<Box<WithoutNotes>> = None;
    loop {
        let until = read.as_ref().map_or(end, |read| read.until.min(end));
        match happened.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(ReaderEvent::Prepared(_, prepared)) => return Ok(Ready::Whole(prepared?)),
            Ok(ReaderEvent::Begun(_, loaded)) => return Ok(Ready::WithoutNotes(loaded)),
            Ok(ReaderEvent::Read(_, article)) => read = Some(article),
            // How far it is.
            Ok(_) => {}
            Err(_) => match read.take() {
                Some(article) => article.show_in_time(1, events.clone()),
                None => return Ok(Ready::Awaited(name)),
            },
        }
    }
}

/// Makes sure that all changes are on disk or kept elsewhere, and closes the notes.
fn leave(mut desk: Option<OpenArticle>, lifeboat: &Lifeboat, lost: Option<String>) -> Result<(), RunError> {
    if let Some(desk) = &mut desk {
        desk.finish_analysis();
    }
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

/// Called when the program is about to be killed, whatever the main thread is doing.
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
    // A blocked terminal must not block the program either.
    let _ = thread::Builder::new().name("farewell".into()).spawn(farewell);
    let _ = is_done.recv_timeout(FAREWELL);
    if unsaved {
        // The exit code for unsaved notes.
        std::process::exit(4);
    }
}

struct Loop {
    guard: Guard,
    terminal: ui::Terminal,
    /// The clickable areas of the last frame.
    buttons: Vec<ui::Button>,
    model: Model,
    desk: Option<OpenArticle>,
    input: Input,
    events: Sender<ReaderEvent>,
    how: ReadOptions,
    /// Whether the open article shows all of its web page.
    whole_page: bool,
    /// The generation of the last requested article, and whether it shows all of its web page.
    asked: (u64, bool),
    /// The article on the screen, if another one was requested before its own notes were found.
    left: Option<OsString>,
    /// Counts the requested articles; threads that read for an earlier one stop.
    latest: Arc<AtomicU64>,
    paths: Paths,
    extractor: Option<ExtractorCommand>,
    done: bool,
    themes_folder: PathBuf,
    finder: Finder,
    /// The picture protocol, if pictures are drawn.
    protocol: Option<Protocol>,
    /// The last prepared picture.
    drawable: Option<Drawable>,
    /// The time of the user's last input.
    touched: Option<Instant>,
    /// Data that is not on disk, accessible to other threads.
    lifeboat: Lifeboat,
    /// An article that became ready while the user continued working.
    ready: Option<Box<PreparedArticle>>,
    /// Whether the program was started for one article that is not open yet.
    named: bool,
    /// Problems of the settings, to be shown with the first article.
    problems: Vec<String>,
    /// The text being typed, and the id under which it is kept.
    typing: Option<(Typing, Id)>,
    /// The changes that the user chose to discard.
    lost: Option<String>,
    /// The file to which the user had the unsaved notes written.
    elsewhere: Option<PathBuf>,
    errands: Errands,
    indexer: Indexer,
    searching: Searching,
    /// Lists the library, while it is looked at.
    librarian: Option<Librarian>,
    /// The thread of the ledger, while that is on the screen.
    clerk: Option<Clerk>,
    /// The threads that keep the texts of evidence.
    evidence: Option<EvidenceKeeper>,
    /// The user's running command.
    pipe: Pipe,
}

impl Loop {
    /// Checks the notes file for changes by another process.
    fn look(&self) {
        let article = self.model.article();
        let snapshot = Snapshot {
            generation: article.generation(),
            serial: article.serial(),
            notebook: Box::new(article.notebook().clone()),
        };
        if let Some(desk) = &self.desk {
            desk.saver.order(SaverCommand::Look(snapshot));
        }
    }

    fn serve(&mut self, happened: &Receiver<ReaderEvent>) -> Result<(), RunError> {
        self.indexer.bring_up();
        self.input.next();
        // Whether a background result is not drawn yet.
        let mut owed = false;
        while !self.done {
            let calm = owed.then(|| self.rest_of(CALM));
            // A drag past the edge continues while the mouse does not move.
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

    /// Passes the typed text to the lifeboat, if it changed.
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

    /// The rest of a duration that began with the user's last input.
    fn rest_of(&self, time: Duration) -> Duration {
        self.touched
            .map_or(Duration::ZERO, |at| time.saturating_sub(at.elapsed()))
    }

    fn handle(&mut self, first: ReaderEvent, happened: &Receiver<ReaderEvent>) -> Result<(), RunError> {
        match first {
            ReaderEvent::Input(batch) => {
                self.touched = Some(Instant::now());
                self.take_typed(batch)?;
                if self.done {
                    return Ok(());
                }
                // Only now may the next key be read: an editor or a shell may have used the terminal meanwhile.
                self.input.next();
                Ok(())
            }
            ReaderEvent::Message(message) => {
                if let Message::SavedElsewhere(Ok(path)) = &message {
                    self.elsewhere = Some(path.clone());
                }
                if let (Message::Saved { .. }, Some(desk)) = (&message, &self.desk) {
                    self.indexer.saved(desk.notes.clone());
                }
                self.take(message)
            }
            ReaderEvent::Suspend => self.suspend(),
            ReaderEvent::Continued => {
                self.guard.redraw()?;
                Ok(())
            }
            ReaderEvent::ThemesChanged => {
                let (themes, problems) = Themes::load_user(&self.themes_folder);
                let problems = problems.iter().map(ToString::to_string).collect();
                // The many events of one change are handled once.
                self.drain(happened, |h| matches!(h, ReaderEvent::ThemesChanged))?;
                self.take(Message::Themes(themes, problems))
            }
            ReaderEvent::NotesChanged => {
                self.drain(happened, |h| matches!(h, ReaderEvent::NotesChanged))?;
                self.look();
                Ok(())
            }
            // The window has a different size now, and the picture was requested again.
            ReaderEvent::PictureReady(_, area, _) if area != self.model.panes().picture() => Ok(()),
            ReaderEvent::PictureReady(file, _, drawable) => {
                let told = drawable.map(|drawable| self.drawable = Some(drawable));
                self.take(Message::PictureReady(file, told))
            }
            ReaderEvent::Read(ticket, article) => {
                article.show_in_time(ticket, self.events.clone());
                Ok(())
            }
            // Of several requested articles only the last is opened.
            ReaderEvent::Begun(ticket, _) if ticket != self.latest.load(Ordering::Relaxed) => Ok(()),
            ReaderEvent::Begun(_, loaded) if self.takes_beginnings() => self.take(Message::Loaded(loaded)),
            // Everything has been loaded by now.
            ReaderEvent::Begun(..) => Ok(()),
            ReaderEvent::Prepared(ticket, _) if ticket != self.latest.load(Ordering::Relaxed) => Ok(()),
            ReaderEvent::Prepared(_, Ok(prepared))
                if self.model.article().is_begun() || self.model.may_show() =>
            {
                self.exchange(*prepared)
            }
            ReaderEvent::Prepared(_, Ok(prepared)) => {
                self.ready = Some(prepared);
                self.take(Message::OpeningReady)
            }
            // The one on the screen still has to find its notes.
            ReaderEvent::Prepared(_, Err(why)) if self.left.is_some() => {
                self.take(Message::NotOpened(why.to_string()))?;
                self.back_to_the_left();
                Ok(())
            }
            // There is nothing else to show.
            ReaderEvent::Prepared(_, Err(why))
                if self.model.article().is_begun()
                    || self.named && self.model.article().generation() == 0 =>
            {
                Err(why)
            }
            ReaderEvent::Prepared(_, Err(why)) => {
                if self.model.article().generation() == 0 {
                    self.take(Message::ShowLibrary)?;
                }
                self.take(Message::NotOpened(why.to_string()))
            }
        }
    }

    /// Whether there is only the beginning of an article, or none.
    fn takes_beginnings(&self) -> bool {
        let article = self.model.article();
        article.is_begun() || article.generation() == 0
    }

    /// Handles input. Text typed into a field is treated as one paste if it arrived all at once, even together with the key that opened the
    /// field.
    fn take_typed(&mut self, batch: Vec<Message>) -> Result<(), RunError> {
        let mut batch = VecDeque::from(batch);
        let mut field = None;
        loop {
            let lines = self.takes_lines();
            if lines != field
                && let Some(lines) = lines
            {
                batch = gathered(batch.into(), lines).into();
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

    /// Whether the active field accepts line breaks; `None` if there is no active field.
    fn takes_lines(&self) -> Option<bool> {
        match self.model.overlay()? {
            Overlay::Editor(..) => Some(true),
            Overlay::Prompt(_) | Overlay::Page(_) | Overlay::Library(_) => Some(false),
            Overlay::Ledger(ledger) => ledger.typing().map(|_| false),
            Overlay::Hints(_)
            | Overlay::Review(_)
            | Overlay::Diff(_)
            | Overlay::Identity(_)
            | Overlay::Leaving(_)
            | Overlay::Kept(_)
            | Overlay::Finished(_)
            | Overlay::Link(_)
            | Overlay::Picture(_)
            | Overlay::Settle(_) => None,
        }
    }

    /// Handles waiting events, and drops those for which `same` says that they are already handled.
    fn drain(
        &mut self,
        happened: &Receiver<ReaderEvent>,
        same: impl Fn(&ReaderEvent) -> bool,
    ) -> Result<(), RunError> {
        let waiting: Vec<ReaderEvent> = happened.try_iter().filter(|h| !same(h)).collect();
        for h in waiting {
            self.handle(h, happened)?;
        }
        Ok(())
    }

    fn take(&mut self, message: Message) -> Result<(), RunError> {
        let message = match message {
            Message::Mouse(mouse) if mouse.kind == MouseKind::Press => {
                let button = self.buttons.iter().find(|b| b.area.contains(mouse.x, mouse.y));
                button.map_or(Message::Mouse(mouse), |b| Message::Clicked(b.action))
            }
            message => message,
        };
        for effect in update(&mut self.model, message) {
            self.perform(effect)?;
        }
        if !matches!(self.model.overlay(), Some(Overlay::Library(_))) {
            self.librarian = None;
        }
        if !matches!(self.model.overlay(), Some(Overlay::Ledger(_))) {
            self.clerk = None;
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<(), RunError> {
        let (model, terminal) = (&self.model, self.terminal);
        let buttons = &mut self.buttons;
        let is_drawn =
            matches!(model.overlay(), Some(Overlay::Picture(view)) if view.state == PictureState::Drawn);
        let screen = model.panes().screen;
        self.guard.draw(
            (screen.width, screen.height),
            |frame| {
                let drawn = ui::view(model, terminal, frame);
                *buttons = drawn.buttons;
                drawn.cursor
            },
            self.drawable.as_ref().filter(|_| is_drawn),
        )?;
        self.follow_reading();
        Ok(())
    }

    /// Analyses the article from the reading position on, and notes how far it was read.
    fn follow_reading(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        let top = self.model.reading().top();
        desk.analyse(top.at.absolute(self.model.article().document()));
        desk.note_reading(self.model.settings().kept_bytes());
    }

    fn suspend(&mut self) -> Result<(), RunError> {
        self.guard.lend(signals::stop_here)?;
        self.resized()
    }

    /// The terminal may have a different size after another program used it.
    fn resized(&mut self) -> Result<(), RunError> {
        let (width, height) = terminal::size()?;
        self.take(Message::Resized(width, height))
    }
}
