//! The steps that can be undone, kept beside the notes so that undo works across restarts. A journal of one line an
//! event; a line that cannot be read costs that line. Losing all of it loses nothing but undo.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::format::{Fault, Scanner, annotation_on_one_line, quoted, read_annotation};
use super::{StoreError, disk};
use crate::notes::{Annotation, Change, Notebook, Step};

/// How many steps are kept when the journal is written anew, which it is when it holds twice as many.
const KEEP: usize = 1000;
/// The journal of one article, and what is known to stand in it.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The outermost of the folders that it lies in.
    root: PathBuf,
    path: PathBuf,
    steps: Vec<Arc<Step>>,
    done: usize,
    /// How many of the steps are no longer in the file.
    dropped: usize,
    /// Bytes in the file as last read or written; another length means that somebody else wrote.
    length: Option<u64>,
    /// Whether it should be written anew.
    stale: bool,
}

impl History {
    /// Reads the journal at `path`, below the folder `root`; without steps where there is none.
    pub(super) fn read(root: PathBuf, path: PathBuf) -> Self {
        let mut history = Self {
            root,
            path,
            ..Self::default()
        };
        let Ok(Some(bytes)) = disk::read(&history.path) else {
            return history;
        };
        history.length = Some(bytes.len() as u64);
        let text = String::from_utf8_lossy(&bytes);
        for line in text.split_inclusive('\n') {
            let (event, rest) = line.trim_end().split_once(' ').unwrap_or_default();
            match event {
                "step" => match step(rest) {
                    Ok(step) => {
                        history.steps.truncate(history.done);
                        history.steps.push(Arc::new(step));
                        history.done = history.steps.len();
                    }
                    Err(_) => history.stale = true,
                },
                "done" => history.done = rest.parse().unwrap_or(history.done).min(history.steps.len()),
                _ => history.stale = true,
            }
        }
        // A line that was cut off would swallow the next one.
        history.stale |= !text.is_empty() && !text.ends_with('\n');
        history
    }

    /// The steps, and how many of them are done.
    pub(super) fn steps(&self) -> (Vec<Arc<Step>>, usize) {
        (self.steps.clone(), self.done)
    }

    /// Writes what the notebook did since.
    pub(super) fn write(&mut self, notebook: &Notebook) -> Result<(), StoreError> {
        let steps: Vec<Arc<Step>> = notebook
            .history()
            .iter()
            .chain(notebook.undone())
            .cloned()
            .collect();
        let done = notebook.history().len();
        let same = self
            .steps
            .iter()
            .zip(&steps)
            .take_while(|(a, b)| Arc::ptr_eq(a, b))
            .count();
        let on_disk = std::fs::metadata(&self.path).map(|m| m.len()).ok();
        let goes_on =
            on_disk == self.length && !self.stale && steps.len() - self.dropped.min(steps.len()) < 2 * KEEP;
        if goes_on && same.min(done) >= self.dropped {
            let mut text = String::new();
            // A new step drops those behind the cursor, so the cursor is first set to where the two part.
            let mut cursor = self.done;
            if same < steps.len() {
                if cursor != same {
                    let _ = writeln!(text, "done {}", same - self.dropped);
                }
                steps
                    .get(same..)
                    .unwrap_or_default()
                    .iter()
                    .for_each(|step| line(&mut text, step));
                cursor = steps.len();
            }
            if cursor != done {
                let _ = writeln!(text, "done {}", done - self.dropped);
            }
            if !text.is_empty() {
                self.append(&text)?;
            }
        } else {
            let dropped = done.saturating_sub(KEEP);
            let mut text = String::new();
            steps
                .get(dropped..)
                .unwrap_or_default()
                .iter()
                .for_each(|step| line(&mut text, step));
            let _ = writeln!(text, "done {}", done - dropped);
            disk::replace_private(&self.root, &self.path, text.as_bytes())?;
            self.length = Some(text.len() as u64);
            self.dropped = dropped;
            self.stale = false;
        }
        (self.steps, self.done) = (steps, done);
        Ok(())
    }

    fn append(&mut self, text: &str) -> Result<(), StoreError> {
        let error = |source| StoreError::Write {
            path: self.path.clone(),
            source,
        };
        // Whatever fails below leaves the journal in doubt: the next write is a new one.
        self.stale = true;
        let mut file = disk::append_private(&self.root, &self.path).map_err(error)?;
        file.write_all(text.as_bytes()).map_err(error)?;
        self.length = Some(self.length.unwrap_or(0) + text.len() as u64);
        self.stale = false;
        Ok(())
    }
}

/// Where the journal of the notes at `notes` lies; `article` tells articles apart that follow each other at one path.
pub(super) fn path(folder: &Path, notes: &Path, article: &str) -> PathBuf {
    let key = format!("{}\n{article}", notes.display());
    folder.join(format!(
        "{}.steps",
        crate::document::Fingerprint::of(&key).short()
    ))
}

fn line(out: &mut String, step: &Step) {
    let _ = write!(
        out,
        "step (label: {}, at: \"{}\", changes: [",
        quoted(&step.label),
        step.at
    );
    for change in &step.changes {
        let _ = write!(out, "(id: \"{}\", ", change.id);
        for (name, state) in [("before", &change.before), ("after", &change.after)] {
            if let Some(annotation) = state {
                let _ = write!(out, "{name}: {}, ", annotation_on_one_line(annotation));
            }
        }
        out.push_str("), ");
    }
    out.push_str("])\n");
}

fn step(text: &str) -> Result<Step, Fault> {
    let fault = |offset: usize| Fault {
        offset,
        what: "no step".to_owned(),
    };
    let mut label = None;
    let mut at = None;
    let mut changes = Vec::new();
    for (name, value) in Scanner::fields(Scanner::new(text).document()?)? {
        match name {
            "label" => label = ron::from_str(value.text).ok(),
            "at" => {
                at = ron::from_str::<String>(value.text)
                    .ok()
                    .and_then(|s| s.parse().ok());
            }
            "changes" => {
                for item in Scanner::items(value)? {
                    let mut id = None;
                    let (mut before, mut after): (Option<Annotation>, Option<Annotation>) = (None, None);
                    for (name, value) in Scanner::fields(item)? {
                        match name {
                            "id" => {
                                id = ron::from_str::<String>(value.text)
                                    .ok()
                                    .and_then(|s| s.parse().ok());
                            }
                            "before" => before = Some(read_annotation(value)?),
                            "after" => after = Some(read_annotation(value)?),
                            _ => {}
                        }
                    }
                    changes.push(Change {
                        id: id.ok_or_else(|| fault(item.offset))?,
                        before,
                        after,
                    });
                }
            }
            _ => {}
        }
    }
    match (label, at) {
        (Some(label), Some(at)) => Ok(Step { label, at, changes }),
        _ => Err(fault(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::{Anchor, AnnotationKind, Id, Timestamp};

    fn change(notebook: &mut Notebook, n: u128) {
        let id = Id(uuid::Uuid::from_u128(n));
        let mut after = Annotation::new(id, AnnotationKind::Note, Anchor::default(), Timestamp::UNIX_EPOCH);
        after.note = Some(format!("note {n}\n\"\u{1b}"));
        let changes = vec![Change {
            id,
            before: None,
            after: Some(after),
        }];
        notebook.apply(Step {
            label: format!("step {n}"),
            at: Timestamp::UNIX_EPOCH,
            changes,
        });
    }

    fn assert_same(file: &Path, notebook: &Notebook) {
        let (steps, done) = History::read(file.parent().unwrap().to_owned(), file.to_owned()).steps();
        let (past, undone) = steps.split_at(done);
        assert_eq!(past, notebook.history());
        assert_eq!(undone, notebook.undone());
    }

    #[test]
    fn every_event_survives_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.steps");
        let mut history = History::read(dir.path().to_owned(), file.clone());
        let mut notebook = Notebook::default();
        for event in [1i32, 2, 3, 0, 0, -1, 4, 0, 5, 6, 0, 0, 0, 0, 7] {
            match event {
                0 => drop(notebook.undo(Timestamp::UNIX_EPOCH)),
                -1 => drop(notebook.redo(Timestamp::UNIX_EPOCH)),
                n => change(&mut notebook, u128::from(n.unsigned_abs())),
            }
            history.write(&notebook).unwrap();
            assert_same(&file, &notebook);
        }
        // Several events at once.
        for n in 10..15 {
            change(&mut notebook, n);
        }
        notebook.undo(Timestamp::UNIX_EPOCH);
        history.write(&notebook).unwrap();
        assert_same(&file, &notebook);
        // Somebody else wrote.
        std::fs::write(&file, "step (lab").unwrap();
        change(&mut notebook, 20);
        history.write(&notebook).unwrap();
        assert_same(&file, &notebook);
    }

    #[test]
    fn a_damaged_line_costs_that_line() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.steps");
        let mut notebook = Notebook::default();
        (1..4).for_each(|n| change(&mut notebook, n));
        History::read(dir.path().to_owned(), file.clone())
            .write(&notebook)
            .unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replacen("step (", "st\u{0}ep (", 1)).unwrap();
        let (steps, _) = History::read(dir.path().to_owned(), file).steps();
        assert_eq!(steps.len(), 2);
    }
}
