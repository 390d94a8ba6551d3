//! Keeps whatever is not on disk at the moment where every thread can reach it, and writes rescue copies when needed.
//!
//! Two things are written while the program runs: a note that is being typed (at most two seconds old), and notes that could not be saved.
//! When the program is about to end, everything that is not on disk is written.
//!
//! Invariants: nothing is written while nothing changes; the reader's own thread never waits for a disk; a copy is removed as soon as its
//! content is in the notes file; nothing here waits for a disk longer than stated.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use super::stamps::Clock;
use crate::app::{Message, Stamps as _};
use crate::notes::{Annotation, Change, Notebook, Step};
use crate::store::Paths;
use crate::store::rescue::{self, Cargo, Copy, Subject};
use crate::text::clean::one_line;

/// Typed text is written this long after the first key, together with everything typed since.
const REST: Duration = Duration::from_secs(1);
/// How long a final write to a folder may take before the next folder is tried.
const PATIENCE: Duration = Duration::from_millis(300);

/// Data that is not on disk.
#[derive(Clone)]
pub(super) struct Lifeboat {
    held: Arc<Mutex<Held>>,
    copies: Arc<Mutex<Copies>>,
    /// Whether a thread is already writing the last copy.
    last: Arc<AtomicBool>,
    /// Wakes the writing thread, once that was needed.
    wake: Arc<OnceLock<Sender<()>>>,
    paths: Paths,
}

#[derive(Default)]
struct Held {
    generation: u64,
    subject: Subject,
    /// The notes as last saved.
    saved: Notebook,
    /// The current notes, and the number of the save that writes them.
    unsaved: Option<(u64, Notebook)>,
    /// Whether the last save failed.
    failed: bool,
    /// The annotations that the typed text would become.
    draft: Vec<Annotation>,
}

impl Held {
    fn is_empty(&self) -> bool {
        self.unsaved.is_none() && self.draft.is_empty()
    }

    fn cargo(&self, draft: bool, notebook: Notebook) -> Cargo {
        Cargo {
            subject: self.subject.clone(),
            draft,
            at: Clock.now(),
            saved: self.saved.clone(),
            notebook,
        }
    }
}

/// The rescue copies on disk.
#[derive(Default)]
struct Copies {
    draft: Option<Copy>,
    unsaved: Option<Copy>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lifeboat {
    /// Nothing is held yet. The writing thread starts when there is something to write.
    pub(super) fn new(paths: &Paths) -> Self {
        Self {
            held: Arc::default(),
            copies: Arc::default(),
            last: Arc::default(),
            wake: Arc::default(),
            paths: paths.clone(),
        }
    }

    /// Wakes the writing thread.
    fn wake(&self) {
        let wake = self.wake.get_or_init(|| {
            let (wake, woken) = channel();
            let scribe = self.scribe();
            // Without the thread a half-typed note does not survive a kill; everything else works.
            let _ = thread::Builder::new()
                .name("drafts".into())
                .spawn(move || scribe.serve(&woken));
            wake
        });
        let _ = wake.send(());
    }

    fn scribe(&self) -> Scribe {
        Scribe {
            held: self.held.clone(),
            copies: self.copies.clone(),
            last: self.last.clone(),
            paths: self.paths.clone(),
        }
    }

    /// Another article was opened, with these notes.
    pub(super) fn board(&self, generation: u64, subject: Subject, saved: Notebook) {
        *lock(&self.held) = Held {
            generation,
            subject,
            saved,
            ..Held::default()
        };
        if self.wake.get().is_some() {
            self.wake();
        }
    }

    /// These notes are about to be saved.
    pub(super) fn changed(&self, generation: u64, serial: u64, notebook: Notebook) {
        let mut held = lock(&self.held);
        if held.generation == generation {
            held.unsaved = Some((serial, notebook));
        }
    }

    /// Takes note of the saving thread's messages: whether notes are on disk.
    pub(super) fn hear(&self, message: &Message) {
        match message {
            Message::Saved {
                generation, serial, ..
            } => self.saved(*generation, *serial),
            Message::NotSaved { generation, .. } => self.failed(*generation),
            _ => {}
        }
    }

    /// The notes of that save are on disk.
    fn saved(&self, generation: u64, serial: u64) {
        let mut held = lock(&self.held);
        if held.generation != generation {
            return;
        }
        held.failed = false;
        if let Some((_, notebook)) = held.unsaved.take_if(|(newest, _)| *newest <= serial) {
            held.saved = notebook;
        }
        drop(held);
        self.tidy();
    }

    /// A save failed.
    pub(super) fn failed(&self, generation: u64) {
        let mut held = lock(&self.held);
        if held.generation == generation {
            held.failed = true;
            drop(held);
            self.wake();
        }
    }

    /// The typed text would become these annotations; none if nothing is being typed.
    pub(super) fn typing(&self, draft: Vec<Annotation>) {
        lock(&self.held).draft = draft;
        self.wake();
    }

    /// The identity of the open notes, and whether all of them are on disk.
    pub(super) fn subject(&self) -> Subject {
        lock(&self.held).subject.clone()
    }

    /// Whether everything is on disk.
    pub(super) fn is_empty(&self) -> bool {
        lock(&self.held).is_empty()
    }

    /// The user discards the unsaved changes, or has them elsewhere.
    pub(super) fn forget(&self) {
        let mut held = lock(&self.held);
        held.unsaved = None;
        held.draft.clear();
        held.failed = false;
        drop(held);
        self.wake();
    }

    fn tidy(&self) {
        // Only if there are copies on disk; otherwise no thread needs to wake up.
        if self
            .copies
            .try_lock()
            .is_ok_and(|c| c.draft.is_some() || c.unsaved.is_some())
        {
            self.wake();
        }
    }

    /// At the end, when everything is on disk: removes the copies.
    pub(super) fn clear(&self) {
        if let Some(mut copies) = self.copies_soon() {
            let Copies { draft, unsaved } = &mut *copies;
            [draft, unsaved]
                .into_iter()
                .filter_map(Option::take)
                .for_each(Copy::remove);
        }
    }

    /// The copies, when the writing thread has finished with them; `None` if its disk does not respond.
    fn copies_soon(&self) -> Option<MutexGuard<'_, Copies>> {
        for _ in 0..20 {
            if let Ok(copies) = self.copies.try_lock() {
                return Some(copies);
            }
            thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Writes everything that is not on disk for the last time, and returns the place in words; `None` if everything is on disk, or another
    /// thread is already doing this.
    pub(super) fn abandon_ship(&self) -> Option<String> {
        let (cargo, changes) = {
            let held = lock(&self.held);
            if held.is_empty() || self.last.swap(true, Ordering::SeqCst) {
                return None;
            }
            let mut notebook = match &held.unsaved {
                Some((_, notebook)) => notebook.clone(),
                None => held.saved.clone(),
            };
            for draft in &held.draft {
                put(&mut notebook, draft.clone());
            }
            let changes = notebook.all().filter(|a| held.saved.get(a.id) != Some(a)).count();
            (held.cargo(held.unsaved.is_none(), notebook), changes)
        };
        let what = match (cargo.draft, changes) {
            (true, _) => "what you were typing is".to_owned(),
            (false, 1) => "1 annotation that is not saved is".to_owned(),
            (false, n) => format!("{n} annotations that are not saved are"),
        };
        let folders = rescue::folders(&self.paths);
        let (last, all) = (folders.iter().rev().take(1).cloned().collect(), folders);
        // A disk that does not respond must not block the program: the temporary folder is often on another disk. From here on no other
        // copy is written.
        let mut copies = self.copies_soon();
        let before = copies
            .as_ref()
            .and_then(|copies| Some(copies.unsaved.as_ref()?.path().to_owned()));
        let kept = in_time(all, cargo.clone(), before).or_else(|| in_time(last, cargo, None));
        if let (Some(Ok(path)), Some(copies)) = (&kept, &mut copies) {
            // The new copy contains their content.
            let Copies { draft, unsaved } = &mut **copies;
            let old = [draft, unsaved].into_iter().filter_map(Option::take);
            old.filter(|copy| copy.path() != path).for_each(Copy::remove);
        }
        Some(match kept {
            Some(Ok(path)) => format!(
                "{what} kept in {}; open the article with postil again to restore it",
                one_line(&path.display().to_string())
            ),
            Some(Err(why)) => format!("{what} lost, as no folder can be written to: {why}"),
            None => format!("{what} lost, as no folder can be written to: no disk answers"),
        })
    }

    /// Whether the last copy is being written.
    pub(super) fn is_abandoned(&self) -> bool {
        self.last.load(Ordering::SeqCst)
    }
}

/// Writes a copy on a thread, replacing `before`; `None` if that takes too long.
fn in_time(folders: Vec<PathBuf>, cargo: Cargo, before: Option<PathBuf>) -> Option<Result<PathBuf, String>> {
    let (answer, answered) = channel();
    let work = move || {
        let kept = rescue::keep(&folders, &cargo, before.as_deref(), false);
        let _ = answer.send(kept.map(|copy| copy.path().to_owned()).map_err(|e| e.to_string()));
    };
    thread::Builder::new().name("rescue".into()).spawn(work).ok()?;
    answered.recv_timeout(PATIENCE).ok()
}

/// Inserts `annotation` into the notebook.
fn put(notebook: &mut Notebook, annotation: Annotation) {
    notebook.apply(Step {
        label: String::new(),
        at: annotation.updated,
        changes: vec![Change {
            id: annotation.id,
            before: None,
            after: Some(annotation),
        }],
    });
}

/// The thread that writes copies while the program runs.
struct Scribe {
    held: Arc<Mutex<Held>>,
    copies: Arc<Mutex<Copies>>,
    /// See [`Lifeboat::last`].
    last: Arc<AtomicBool>,
    paths: Paths,
}

impl Scribe {
    fn serve(&self, woken: &Receiver<()>) {
        while woken.recv().is_ok() {
            let (drafts, failed) = {
                let held = lock(&self.held);
                (!held.draft.is_empty(), held.failed)
            };
            if drafts && !failed {
                thread::sleep(REST);
            }
            while woken.try_recv().is_ok() {}
            self.write_down();
        }
    }

    /// Updates the copies on disk.
    fn write_down(&self) {
        let mut copies = lock(&self.copies);
        // The last copy contains everything.
        if self.last.load(Ordering::SeqCst) {
            return;
        }
        let (clean, draft, unsaved) = {
            let held = lock(&self.held);
            let draft =
                (!held.draft.is_empty()).then(|| held.cargo(true, Notebook::new(held.draft.iter().cloned())));
            let unsaved = held.unsaved.as_ref().filter(|_| held.failed);
            let unsaved = unsaved.map(|(_, notebook)| held.cargo(false, notebook.clone()));
            (held.unsaved.is_none(), draft, unsaved)
        };
        let Copies {
            draft: draft_copy,
            unsaved: unsaved_copy,
        } = &mut *copies;
        for (cargo, copy) in [(draft, draft_copy), (unsaved, unsaved_copy)] {
            match cargo {
                Some(cargo) => {
                    let before = copy.as_ref().map(|c| c.path().to_owned());
                    let kept = rescue::keep(&rescue::folders(&self.paths), &cargo, before.as_deref(), false);
                    if let Ok(kept) = kept {
                        let old = copy.replace(kept);
                        let moved = |old: &Copy| copy.as_ref().is_some_and(|new| new.path() != old.path());
                        if let Some(old) = old.filter(moved) {
                            old.remove();
                        }
                    }
                }
                // The typed text has become a note, but until that is saved the copy is all there is.
                None if clean => {
                    if let Some(copy) = copy.take() {
                        copy.remove();
                    }
                }
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::sample_note as note;
    use std::time::Instant;

    fn files(paths: &Paths) -> Vec<String> {
        let entries = std::fs::read_dir(paths.data.join("rescue"));
        let names = entries.into_iter().flatten().flatten();
        names
            .map(|e| std::fs::read_to_string(e.path()).unwrap_or_default())
            .collect()
    }

    /// Waits until the copies on disk satisfy `is`.
    fn until(paths: &Paths, what: &str, is: impl Fn(&[String]) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !is(&files(paths)) {
            assert!(Instant::now() < end, "{what}: {:?}", files(paths));
            thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn what_is_typed_is_on_disk_within_two_seconds_and_goes_when_it_is_saved() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let boat = Lifeboat::new(&paths);
        boat.board(1, Subject::default(), Notebook::default());
        let started = Instant::now();
        boat.typing(vec![note(1, "half")]);
        until(&paths, "the draft", |f| f.len() == 1 && f[0].contains("half"));
        assert!(started.elapsed() < Duration::from_secs(15));
        boat.typing(vec![note(1, "half a thought")]);
        until(&paths, "its next state", |f| {
            f.len() == 1 && f[0].contains("half a thought")
        });
        // It was submitted as a note: until that is saved the draft stays.
        boat.changed(1, 1, Notebook::new([note(1, "half a thought")]));
        boat.typing(Vec::new());
        thread::sleep(Duration::from_millis(200));
        assert_eq!(files(&paths).len(), 1);
        boat.saved(1, 1);
        until(&paths, "nothing", <[String]>::is_empty);
        assert!(boat.is_empty() && boat.abandon_ship().is_none());
    }

    #[test]
    fn notes_that_could_not_be_saved_are_kept_until_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let boat = Lifeboat::new(&paths);
        boat.board(1, Subject::default(), Notebook::default());
        boat.changed(1, 1, Notebook::new([note(1, "one")]));
        boat.failed(1);
        until(&paths, "the copy", |f| f.len() == 1 && f[0].contains("one"));
        boat.changed(1, 2, Notebook::new([note(1, "one"), note(2, "two")]));
        boat.failed(1);
        until(&paths, "both", |f| f.len() == 1 && f[0].contains("two"));
        boat.saved(1, 2);
        until(&paths, "nothing", <[String]>::is_empty);
    }

    #[test]
    fn at_the_end_all_that_is_not_on_disk_is_kept_once() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let boat = Lifeboat::new(&paths);
        boat.board(1, Subject::default(), Notebook::new([note(1, "saved")]));
        assert!(boat.abandon_ship().is_none());
        boat.changed(1, 7, Notebook::new([note(1, "saved"), note(2, "two")]));
        lock(&boat.held).draft = vec![note(3, "half")];
        let told = boat.abandon_ship().unwrap();
        assert!(
            told.starts_with("2 annotations") && told.contains("postil-unsaved"),
            "{told}"
        );
        assert!(boat.abandon_ship().is_none(), "another thread did it");
        // A regular copy comes too late.
        lock(&boat.held).failed = true;
        boat.scribe().write_down();
        let kept = files(&paths);
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert!(kept[0].contains("two") && kept[0].contains("half"), "{kept:?}");
    }

    #[test]
    fn an_article_that_is_no_longer_open_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let boat = Lifeboat::new(&Paths::under(dir.path()));
        boat.board(2, Subject::default(), Notebook::default());
        boat.changed(1, 1, Notebook::new([note(1, "one")]));
        boat.failed(1);
        assert!(boat.is_empty());
        boat.changed(2, 1, Notebook::new([note(1, "one")]));
        boat.saved(1, 5);
        assert!(!boat.is_empty());
        boat.forget();
        assert!(boat.is_empty());
    }
}
