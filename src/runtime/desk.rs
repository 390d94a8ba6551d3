//! One article on the desk: its notes opened, the place of each found, and the threads that work for it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::analyst::Analyst;
use super::compare::Versions;
use super::open::{Article, How, TOUR_NAME};
use super::run::{Happened, RunError};
use super::saver::Saver;
use super::watch::Watch;
use crate::app::{Loaded, Message};
use crate::document::Fingerprint;
use crate::fetch::Progress;
use crate::layout::Position;
use crate::notes::{AnchorState, Annotation, Id, Located, Locator};
use crate::store::{Access, Cause, Origin, Paths, Session, places};
use crate::text::clean::one_line;

/// An article with its notes open, ready to be read.
pub(super) struct Prepared {
    pub(super) loaded: Loaded,
    pub(super) session: Session,
    pub(super) article: Fingerprint,
}

/// The beginning of an article, to be looked at until the whole is prepared.
pub(super) fn begun(beginning: Article, generation: u64) -> Loaded {
    Loaded {
        path: beginning.origin.path().map(Path::to_owned),
        label: label(&beginning.origin),
        begun: true,
        ..Loaded::new(generation, Arc::new(beginning.document))
    }
}

/// Reads the article `name` whole and prepares it, on a thread of its own.
pub(super) fn prepare_aside(wanted: Wanted, to: Sender<Happened>) {
    let work = move || {
        let Wanted {
            name,
            how,
            notes,
            paths,
            generation,
            latest,
        } = wanted;
        let mut told = Instant::now();
        let mut watch = |progress: Progress| {
            let asked = latest.load(Ordering::Relaxed) == generation;
            if asked && told.elapsed() > BEAT {
                told = Instant::now();
                let text = format!("opening {}: {progress}", one_line(&name.to_string_lossy()));
                let _ = to.send(Happened::Message(Message::Told(text, false)));
            }
            asked
        };
        let article = if name == TOUR_NAME {
            Article::tour()
        } else {
            Article::read_watched(&name, &how, &mut watch)
        };
        let prepared = article
            .map_err(RunError::from)
            .and_then(|article| prepare(article, generation, &paths, notes.as_deref()));
        let _ = to.send(Happened::Prepared(generation, prepared.map(Box::new)));
    };
    // Without a thread nothing comes, and the article that is open stays.
    let _ = thread::Builder::new().name("open".into()).spawn(work);
}

/// An article to be opened.
pub(super) struct Wanted {
    pub(super) name: OsString,
    pub(super) how: How,
    pub(super) notes: Option<PathBuf>,
    pub(super) paths: Paths,
    pub(super) generation: u64,
    /// The generation asked for last; fetching for an earlier one ends.
    pub(super) latest: Arc<AtomicU64>,
}

/// How often the reader is told how far the fetching of a page is.
const BEAT: Duration = Duration::from_millis(300);

/// From so many annotations on starting threads to look for them pays.
const MANY: usize = 200;

/// Opens the notes of an article and finds where each stands.
pub(super) fn prepare(
    article: Article,
    generation: u64,
    paths: &Paths,
    notes: Option<&Path>,
) -> Result<Prepared, RunError> {
    let Article {
        document,
        origin,
        reading,
        mut warnings,
        ..
    } = article;
    let document = Arc::new(document);
    let mut opened = Session::open(paths, &document, &origin, notes)?;
    warnings.extend(opened.warnings);
    if let Some(doubt) = &opened.doubt {
        warnings.push(format!(
            "there are notes on ‘{}’ that may belong here ({}): --notes {} takes them",
            one_line(&doubt.title),
            doubt.why,
            one_line(&doubt.path.display().to_string())
        ));
    }
    let known = opened.session.fingerprint();
    let fingerprint = known.unwrap_or_else(|| Fingerprint::of(document.text()));
    let place = places::read(paths, fingerprint);
    let earlier = opened.session.earlier_texts();
    let locator = Locator::with_earlier(&document, earlier.iter().map(String::as_str));
    let annotations: Vec<&Annotation> = opened.notebook.annotations().collect();
    let locate = |a: &Annotation| (a.id, locator.locate(&a.anchor));
    let located: Vec<(Id, Located)> = if annotations.len() < MANY {
        annotations.into_iter().map(locate).collect()
    } else {
        annotations.into_par_iter().map(locate).collect()
    };
    if let Some(cause) = opened.session.read_as(reading) {
        warnings.insert(0, changed(cause, &located));
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
        ..Loaded::new(generation, document.clone())
    };
    Ok(Prepared {
        loaded,
        session: opened.session,
        article: fingerprint,
    })
}

/// How the annotations stand in a text that is not the one they were made on.
fn changed(cause: Cause, located: &[(Id, Located)]) -> String {
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
        "{cause}: :diff shows what changed; of the passages with notes {} (:review)",
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
pub(super) struct Desk {
    pub(super) saver: Saver,
    analyst: Analyst,
    pub(super) versions: Versions,
    pub(super) article: Fingerprint,
    pub(super) notes: PathBuf,
    _watch: Watch,
}

impl Desk {
    /// Starts what works for an article: saving, and watching its notes and the `themes`.
    pub(super) fn set(
        prepared: Prepared,
        themes: PathBuf,
        paths: &Paths,
        to: Sender<Happened>,
    ) -> (Self, Loaded) {
        let Prepared {
            loaded,
            session,
            article,
        } = prepared;
        let (document, generation) = (loaded.document.clone(), loaded.generation);
        let notes = session.path().to_owned();
        let watch = Watch::start(themes, notes.clone(), to.clone());
        let versions = Versions {
            document: document.clone(),
            earlier: session.earlier().to_vec(),
        };
        let analyst = Analyst::start(document.clone(), generation, paths.clone(), to.clone());
        let saver = Saver::start(session, document, to);
        let desk = Self {
            saver,
            analyst,
            versions,
            article,
            notes,
            _watch: watch,
        };
        (desk, loaded)
    }

    /// Lets the analysis begin, or go on, where the reader is: at byte `place`.
    pub(super) fn analyse(&mut self, place: usize) {
        self.analyst.follow(place);
    }
}
