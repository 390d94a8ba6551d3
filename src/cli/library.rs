//! Reads the notes of all known articles.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::output::passing;
use super::{Failure, Outcome, output};
use crate::document::Document;
use crate::files;
use crate::index::{Index, IndexError};
use crate::notes::{AnchorState, Annotation, Located, Locator};
use crate::store::format::{self, NotesFile};
use crate::store::library::{self, Entry, IndexExtent, TakingIn, Watch, entries};
use crate::store::{Paths, texts};
use crate::text::clean::one_line;

/// A known article with its notes.
pub(super) struct Known {
    pub(super) entry: Entry,
    pub(super) notes: NotesFile,
}

/// How the JSON output names an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct ArticleName {
    pub(super) title: String,
    /// The last known path of its file.
    pub(super) file: Option<String>,
    pub(super) url: Option<String>,
}

/// How the JSON output names an article.
pub(super) fn name_of(entry: &Entry) -> ArticleName {
    ArticleName {
        title: one_line(&entry.title),
        file: entry.paths.first().map(|p| one_line(&p.display().to_string())),
        url: entry.url.as_deref().map(one_line),
    }
}

/// Asks the index. If it has much to read first, shows the progress on standard error.
pub(super) fn ask<T>(
    paths: &Paths,
    reach: IndexExtent,
    question: impl Fn(&Index) -> Result<T, IndexError>,
) -> Result<T, Failure> {
    showing_progress(|watch| library::ask(paths, reach, watch, &question))
        .map_err(|error| Failure::Input(error.to_string()))
}

/// Shows the progress of the index on standard error, if it has much to read.
pub(super) fn showing_progress<T>(ask: impl FnOnce(Watch<'_>) -> T) -> T {
    let begun = Instant::now();
    let mut shown = false;
    let mut watch = |TakingIn { what, done, all }| {
        if begun.elapsed() > SOON {
            shown = true;
            passing(&format!(
                "indexing {what}: {done} of {all} (Ctrl-C stops; the next time goes on from here)"
            ));
        }
        ControlFlow::Continue(())
    };
    let answer = ask(&mut watch);
    if shown {
        passing("");
    }
    answer
}

/// How long to wait before the progress is shown.
pub(super) const SOON: Duration = Duration::from_millis(300);

/// The outcome of a command that reads all notes: `found` says whether there is a result; `problems`, which are printed, say why some notes
/// could not be read.
pub(super) fn outcome(problems: &[String], found: bool) -> Outcome {
    for problem in problems {
        output::complain(problem);
    }
    match (problems.is_empty(), found) {
        (false, _) => Outcome::SomeUnread,
        (true, true) => Outcome::Done,
        (true, false) => Outcome::No,
    }
}

impl Known {
    pub(super) fn name(&self) -> ArticleName {
        name_of(&self.entry)
    }

    /// The text as it was last read, if it was stored.
    pub(super) fn document(&self, paths: &Paths) -> Option<Document> {
        texts::document(paths, self.entry.fingerprint?)
    }

    /// All annotations with their positions in `document`; without a document they have no position.
    pub(super) fn located(&self, document: Option<&Document>) -> Vec<(Annotation, Located)> {
        let locator = document.map(Locator::new);
        let nowhere = Located {
            state: AnchorState::Ok,
            range: None,
        };
        let place = |a: &Annotation| locator.as_ref().map_or(nowhere, |l| l.locate(&a.anchor));
        self.notes
            .annotations
            .iter()
            .map(|a| (a.clone(), place(a)))
            .collect()
    }
}

/// Every article with readable notes.
pub(super) struct Library {
    /// The most recently opened one first.
    pub(super) articles: Vec<Known>,
    /// Whether some notes could not be read; that was already reported on standard error.
    incomplete: bool,
}

impl Library {
    /// The outcome of a command that reads all notes: `found` says whether there is a result.
    pub(super) fn outcome(&self, found: bool) -> Outcome {
        match (self.incomplete, found) {
            (true, _) => Outcome::SomeUnread,
            (false, true) => Outcome::Done,
            (false, false) => Outcome::No,
        }
    }
}

/// Reads the notes of all known articles. Unreadable ones are reported on standard error and left out.
pub(super) fn known(paths: &Paths) -> Library {
    let (mut articles, mut incomplete) = (Vec::new(), false);
    for entry in entries(paths) {
        let Some(path) = &entry.notes else { continue };
        match read_notes(path) {
            Ok(notes) => articles.push(Known { entry, notes }),
            Err(failure) => {
                output::complain(&failure.to_string());
                incomplete = true;
            }
        }
    }
    Library { articles, incomplete }
}

/// Reads a notes file.
///
/// # Errors
/// If it cannot be read or parsed, with line and column.
pub(super) fn read_notes(path: &Path) -> Result<NotesFile, Failure> {
    parse(path, &read_bytes(path)?)
}

/// Reads a notes file that version control passes. An empty file holds no notes: version control uses one if the file is new on both sides.
///
/// # Errors
/// As [`read_notes`].
pub(super) fn read_version(path: &Path) -> Result<NotesFile, Failure> {
    let bytes = read_bytes(path)?;
    if bytes.trim_ascii().is_empty() {
        return Ok(NotesFile::default());
    }
    parse(path, &bytes)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    files::read_up_to(path, format::LARGEST).map_err(|error| Failure::Input(error.to_string()))
}

fn parse(path: &Path, bytes: &[u8]) -> Result<NotesFile, Failure> {
    let shown = one_line(&path.display().to_string());
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Failure::Input(format!("{shown}: not a notes file: not UTF-8")))?;
    let (file, problems) = format::read(text).map_err(|why| Failure::Input(format!("{shown}: {why}")))?;
    for problem in problems {
        let (line, column, what) = (problem.line, problem.column, problem.what);
        output::warn(&format!("{shown}:{line}:{column}: kept unchanged: {what}"));
    }
    Ok(file)
}
