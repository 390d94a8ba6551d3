//! The undo history, kept beside the notes so that undo works across restarts. It is a journal with one event per line; an unreadable line
//! costs only that line, and losing the journal costs only undo.
//!
//! Invariants: the steps of a save are written before the notes, followed by a line that identifies the resulting notes file. If the
//! program is killed between the two, the steps precede a line that identifies no existing file, and are ignored; the steps of the notes in
//! the file are never missing.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::format::{Fault, Scanner, annotation_on_one_line, quoted, read_annotation};
use super::{HistoryError, WriteError, disk};
use crate::notes::{Annotation, Change, Inherited, Notebook, Step};

/// The number of steps kept when the journal is rewritten, which happens when it holds twice as many.
const KEEP: usize = 1000;
/// The journal of one article, and what is known about its content.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The outermost of its folders.
    root: PathBuf,
    path: PathBuf,
    steps: Vec<Arc<Step>>,
    done: usize,
    /// The number of steps that are no longer in the file.
    dropped: usize,
    /// The length in bytes when last read or written; any other length means that another process wrote to it.
    length: Option<u64>,
    /// Whether it should be rewritten.
    stale: bool,
    /// The notes file that results from its steps.
    state: Option<State>,
    gap: bool,
}

/// Identifies the content of a notes file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State(String);

impl State {
    /// The state of a file with these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).to_hex().as_str().chars().take(32).collect())
    }
}

impl History {
    /// Reads the journal at `path`, below the folder `root`, up to the line that identifies the current notes file; without steps if there
    /// is no journal.
    pub(super) fn read(root: PathBuf, path: PathBuf, notes: Option<&State>) -> Self {
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
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let leads_to = |line: &&str| line.trim_end().strip_prefix("notes ").map(str::to_owned);
        let states: Vec<(usize, State)> = (0..)
            .zip(&lines)
            .filter_map(|(i, line)| Some((i, State(leads_to(line)?))))
            .collect();
        let here = states.iter().rev().find(|(_, state)| Some(state) == notes);
        let end = here.map_or(lines.len(), |(i, _)| i + 1);
        history.gap = here.is_none() && !states.is_empty();
        // The lines after it were never saved, or were reverted.
        history.stale = end < lines.len();
        history.state = here.map(|(_, state)| state.clone());
        for line in lines.iter().take(end) {
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
                "notes" => {}
                "done" => history.done = rest.parse().unwrap_or(history.done).min(history.steps.len()),
                _ => history.stale = true,
            }
        }
        // A truncated line would swallow the next one.
        history.stale |= !text.is_empty() && !text.ends_with('\n');
        history
    }

    /// The path of the journal.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The steps, for the notebook. There is a gap if the journal does not lead to the current notes file: another program changed that
    /// file, or the end of the journal is lost.
    pub(super) fn inherited(&self) -> Inherited {
        Inherited {
            steps: self.steps.clone(),
            done: self.done,
            gap: self.gap,
        }
    }

    /// Writes the new events of the notebook, before the resulting notes are written.
    pub(super) fn write(&mut self, notebook: &Notebook, notes: State) -> Result<(), HistoryError> {
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
            // A new step drops the steps after the cursor, so the cursor is first moved to where the two histories diverge.
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
            if !text.is_empty() || self.state.as_ref() != Some(&notes) {
                let _ = writeln!(text, "notes {}", notes.0);
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
            let _ = writeln!(text, "notes {}", notes.0);
            disk::replace_private(&self.root, &self.path, text.as_bytes()).map_err(HistoryError)?;
            self.length = Some(text.len() as u64);
            self.dropped = dropped;
            self.stale = false;
        }
        (self.steps, self.done) = (steps, done);
        self.state = Some(notes);
        Ok(())
    }

    fn append(&mut self, text: &str) -> Result<(), HistoryError> {
        let path = self.path.clone();
        let error = move |source| {
            HistoryError(WriteError {
                path: path.clone(),
                source,
            })
        };
        // If anything below fails, the state of the journal is unknown, so the next write rewrites it.
        self.stale = true;
        let mut file = disk::append_private(&self.root, &self.path).map_err(&error)?;
        file.write_all(text.as_bytes()).map_err(error)?;
        self.length = Some(self.length.unwrap_or(0) + text.len() as u64);
        self.stale = false;
        Ok(())
    }
}

/// The path of the journal for the notes at `notes`; `article` distinguishes articles that follow each other at one path.
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

    fn read(file: &Path, notes: Option<&State>) -> History {
        History::read(file.parent().unwrap().to_owned(), file.to_owned(), notes)
    }

    fn assert_same(file: &Path, notebook: &Notebook) {
        let Inherited { steps, done, .. } = read(file, None).inherited();
        let (past, undone) = steps.split_at(done);
        assert_eq!(past, notebook.history());
        assert_eq!(undone, notebook.undone());
    }

    #[test]
    fn every_event_survives_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.steps");
        let mut history = read(&file, None);
        let mut notebook = Notebook::default();
        for event in [1i32, 2, 3, 0, 0, -1, 4, 0, 5, 6, 0, 0, 0, 0, 7] {
            match event {
                0 => drop(notebook.undo(Timestamp::UNIX_EPOCH)),
                -1 => drop(notebook.redo(Timestamp::UNIX_EPOCH)),
                n => change(&mut notebook, u128::from(n.unsigned_abs())),
            }
            history.write(&notebook, State::of(b"")).unwrap();
            assert_same(&file, &notebook);
        }
        // Several events at once.
        for n in 10..15 {
            change(&mut notebook, n);
        }
        notebook.undo(Timestamp::UNIX_EPOCH);
        history.write(&notebook, State::of(b"")).unwrap();
        assert_same(&file, &notebook);
        // Another process wrote to it.
        std::fs::write(&file, "step (lab").unwrap();
        change(&mut notebook, 20);
        history.write(&notebook, State::of(b"")).unwrap();
        assert_same(&file, &notebook);
    }

    #[test]
    fn a_damaged_line_costs_that_line() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.steps");
        let mut notebook = Notebook::default();
        (1..4).for_each(|n| change(&mut notebook, n));
        read(&file, None).write(&notebook, State::of(b"")).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replacen("step (", "st\u{0}ep (", 1)).unwrap();
        assert_eq!(read(&file, None).inherited().steps.len(), 2);
    }

    #[test]
    fn steps_of_notes_that_were_not_written_are_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.steps");
        let state = |n: u8| State::of(&[n]);
        let mut history = read(&file, None);
        let mut notebook = Notebook::default();
        for n in 1..4 {
            change(&mut notebook, u128::from(n));
            history.write(&notebook, state(n)).unwrap();
        }
        let read = |notes: Option<State>| read(&file, notes.as_ref());
        for n in 1..4 {
            assert_eq!(read(Some(state(n))).inherited().done, usize::from(n));
        }
        // Unknown notes.
        assert!(read(Some(state(9))).inherited().gap && !read(Some(state(2))).inherited().gap);
        assert_eq!(read(Some(state(9))).inherited().done, 3);
        // New steps follow what was read.
        let mut history = read(Some(state(2)));
        let mut notebook = history.inherited().given_to(Notebook::default());
        change(&mut notebook, 7);
        history.write(&notebook, state(7)).unwrap();
        assert_same(&file, &notebook);
        assert_eq!(read(Some(state(7))).inherited().done, 3);
    }
}
