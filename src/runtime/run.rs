//! The event loop: messages in, frames out, effects performed.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::saver::{Order, Saver};
use super::stamps::Clock;
use super::terminal::Guard;
use super::watch::Watch;
use super::{clipboard, editor, exports, input, signals};
use crate::analysis::analyse;
use crate::app::{Effect, Loaded, Message, Model, Saving, update};
use crate::config::Themes;
use crate::config::settings::Settings;
use crate::document::{Document, Fingerprint};
use crate::layout::Position;
use crate::notes::{Id, Located, Locator, Notebook};
use crate::store::{Access, Origin, Paths, Session, StoreError, places};
use crate::ui;

/// How long digits wait for a motion before they are verdicts. Long enough to type `5j`, too short to wait for.
const PAUSE: Duration = Duration::from_millis(350);
/// How long the terminal may take to tell its background.
const BACKGROUND: Duration = Duration::from_millis(120);
/// Files that are written in several steps are looked at once they rest.
const REST: Duration = Duration::from_millis(60);

/// An article to read, and with what.
#[derive(Debug)]
pub struct Reading {
    /// The article.
    pub document: Document,
    /// Where it came from.
    pub origin: Origin,
    /// A notes file of the user's choice.
    pub notes: Option<PathBuf>,
    /// What the import has to say.
    pub warnings: Vec<String>,
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
    #[error("notes could not be saved: {0}")]
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
}

/// Reads an article until the reader leaves.
///
/// # Errors
/// Without a terminal, when it fails, when notes cannot be read, and when notes are left that could not be saved.
pub fn run(reading: Reading) -> Result<(), RunError> {
    if !std::io::stdout().is_terminal() {
        return Err(RunError::NoTerminal);
    }
    let Reading {
        document,
        origin,
        notes,
        mut warnings,
        paths,
        settings,
        theme,
    } = reading;
    let document = Arc::new(document);
    let opened = Session::open(&paths, &document, &origin, notes.as_deref())?;
    warnings.extend(opened.warnings.iter().cloned());
    if let Some(doubt) = &opened.doubt {
        warnings.push(format!(
            "there are notes on ‘{}’ that may belong here ({}): --notes {} takes them",
            crate::text::clean::one_line(&doubt.title),
            doubt.why,
            doubt.path.display()
        ));
    }
    let themes_folder = paths.config.join("themes");
    let (themes, problems) = Themes::load_user(&themes_folder);
    warnings.extend(problems.iter().map(ToString::to_string));

    let monochrome = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let chosen = pick_theme(&settings, theme.as_deref(), &themes, &mut warnings);
    let size = crossterm::terminal::size()?;
    let mouse = settings.mouse;
    let mut model = Model::new(size, settings, themes, chosen, Box::new(Clock));
    model.set_monochrome(monochrome);

    let (to_loop, happened) = channel();
    let notes_file = opened.session.path().to_owned();
    let article = Fingerprint::of(document.text());
    let place = places::read(&paths, article);
    let loaded = load(
        &document,
        &origin,
        &opened.notebook,
        &opened.access,
        place,
        warnings,
    );
    let saver = Saver::start(opened.session, document.clone(), to_loop.clone());
    signals::start(to_loop.clone());
    let mut this = Loop {
        guard: Guard::take(mouse)?,
        terminal: ui::Terminal { depth: depth() },
        model,
        saver,
        go: input::start(to_loop.clone()),
        paths,
        article,
        done: false,
        _watch: Watch::start(themes_folder.clone(), notes_file, to_loop.clone()),
        themes_folder,
    };
    let generation = loaded.generation;
    this.take(Message::Loaded(Box::new(loaded)))?;
    this.draw()?;
    let analysed = to_loop;
    let _ = thread::Builder::new().name("analysis".into()).spawn(move || {
        let analysis = Arc::new(analyse(&document));
        let _ = analysed.send(Happened::Message(Message::Analysed(generation, analysis)));
    });
    let served = this.serve(&happened);
    let failed = match &this.model.saving {
        Saving::Failed(why) => Some(why.clone()),
        _ => None,
    };
    let Loop { guard, saver, .. } = this;
    // The terminal first: a slow disk must not hold it.
    drop(guard);
    saver.finish();
    served?;
    // What the saver said last may still wait.
    let mut last = failed;
    while let Ok(Happened::Message(message)) = happened.try_recv() {
        match message {
            Message::NotSaved { why, .. } => last = Some(why),
            Message::Saved { .. } => last = None,
            _ => {}
        }
    }
    last.map_or(Ok(()), |why| Err(RunError::NotSaved(why)))
}

fn load(
    document: &Arc<Document>,
    origin: &Origin,
    notebook: &Notebook,
    access: &Access,
    place: Option<places::Places>,
    warnings: Vec<String>,
) -> Loaded {
    let locator = Locator::new(document);
    let located: Vec<(Id, Located)> = notebook
        .annotations()
        .map(|a| (a.id, locator.locate(&a.anchor)))
        .collect();
    let absolute = |p: &places::Position| {
        Position {
            block: p.block,
            offset: p.offset,
        }
        .absolute(document)
    };
    Loaded {
        generation: 1,
        document: document.clone(),
        notebook: notebook.clone(),
        located,
        place: place.as_ref().map(|p| absolute(&p.position)).filter(|p| *p > 0),
        marks: place
            .map(|p| p.marks.iter().map(|(c, at)| (*c, absolute(at))).collect())
            .unwrap_or_default(),
        read_only: match access {
            Access::Write => None,
            Access::ReadOnly(why) => Some(why.to_string()),
        },
        warnings,
        path: origin.path().map(std::path::Path::to_owned),
        label: label(origin),
    }
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
    crate::text::clean::one_line(&name)
}

/// The theme that was asked for, or the one for the terminal's background.
fn pick_theme(
    settings: &Settings,
    wanted: Option<&str>,
    themes: &Themes,
    warnings: &mut Vec<String>,
) -> crate::config::theme::Theme {
    use crate::config::settings::ThemeChoice;
    let fixed = wanted.or(match &settings.theme {
        ThemeChoice::Named(name) => Some(name.as_str()),
        ThemeChoice::Auto | ThemeChoice::Pair { .. } => None,
    });
    let light = fixed.is_none() && is_light();
    let name = fixed.unwrap_or_else(|| settings.theme.name(light));
    themes.get(name).cloned().unwrap_or_else(|| {
        let names: Vec<&str> = themes.names().collect();
        warnings.push(format!("no theme is called ‘{name}’: {}", names.join(", ")));
        themes.default_for(light)
    })
}

/// Whether the terminal's background is light; dark where it does not tell.
fn is_light() -> bool {
    // rxvt and others tell by the environment, which costs nothing: 'foreground;background' of the sixteen colours.
    if let Ok(colours) = std::env::var("COLORFGBG")
        && let Some(Ok(background)) = colours.rsplit(';').next().map(str::parse::<u8>)
    {
        return matches!(background, 7 | 9..=15);
    }
    if std::env::var("TERM").is_ok_and(|t| t == "dumb" || t == "linux") {
        return false;
    }
    let mut options = terminal_colorsaurus::QueryOptions::default();
    options.timeout = BACKGROUND;
    matches!(
        terminal_colorsaurus::theme_mode(options),
        Ok(terminal_colorsaurus::ThemeMode::Light)
    )
}

/// How many colours the terminal says it shows.
fn depth() -> ui::Depth {
    let says =
        |name: &str, words: &[&str]| std::env::var(name).is_ok_and(|v| words.iter().any(|w| v.contains(w)));
    let true_colour = says("COLORTERM", &["truecolor", "24bit"])
        || says(
            "TERM",
            &["direct", "kitty", "alacritty", "ghostty", "foot", "wezterm"],
        )
        || std::env::var_os("WT_SESSION").is_some();
    if true_colour {
        ui::Depth::True
    } else {
        ui::Depth::Indexed
    }
}

struct Loop {
    guard: Guard,
    terminal: ui::Terminal,
    model: Model,
    saver: Saver,
    go: Sender<()>,
    paths: Paths,
    article: Fingerprint,
    done: bool,
    _watch: Watch,
    themes_folder: PathBuf,
}

impl Loop {
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
                self.saver.order(Order::Look { generation, notebook });
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
                if !self.saver.order(Order::Save {
                    generation,
                    serial,
                    notebook,
                }) {
                    let why =
                        "the thread that saves has ended; what you did is kept until you leave".to_owned();
                    self.take(Message::NotSaved { generation, why })?;
                }
            }
            Effect::Copy(text) => clipboard::copy(&text, self.guard.raw())?,
            Effect::Export(path) => {
                let (text, failed) = match exports::write(&self.model, path) {
                    Ok(path) => (
                        format!(
                            "written: {}",
                            crate::text::clean::one_line(&path.display().to_string())
                        ),
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
        let _ = places::write(&self.paths, self.article, &places::Places { position, marks });
    }
}
