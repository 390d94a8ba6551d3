//! Watches files that others change: the user's themes, and the notes.
//!
//! Invariants: the folder of the notes need not exist at the start. Until it exists, the nearest existing parent folder is watched, so that
//! the first notes are noticed too.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::run::ReaderEvent;

/// Files that are written in several steps are examined after this pause.
const REST: Duration = Duration::from_millis(60);

/// Watches until it is dropped.
pub(super) struct Watch {
    /// Tells the thread to end.
    end: Sender<Seen>,
}

/// A message to the thread.
enum Seen {
    Event(Event),
    End,
}

impl Watch {
    /// Watches the folder of themes, if it exists, and the notes file. If watching is not supported, only live updates are lost.
    pub(super) fn start(themes: PathBuf, notes: PathBuf, to: Sender<ReaderEvent>) -> Self {
        let (end, seen) = channel();
        let events = end.clone();
        let work = move || {
            let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
                if let Ok(event) = event {
                    let _ = events.send(Seen::Event(event));
                }
            });
            if let Ok(watcher) = watcher {
                watch(watcher, &themes, &notes, &seen, &to);
            }
        };
        let _ = thread::Builder::new().name("watch".into()).spawn(work);
        Self { end }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.end.send(Seen::End);
    }
}

fn watch(
    mut watcher: RecommendedWatcher,
    themes: &Path,
    notes: &Path,
    seen: &Receiver<Seen>,
    to: &Sender<ReaderEvent>,
) {
    if themes.is_dir() {
        let _ = watcher.watch(themes, RecursiveMode::NonRecursive);
    }
    let folder = notes.parent().unwrap_or(Path::new("/"));
    let mut watched = nearest(folder, &mut watcher);
    while let Ok(Seen::Event(event)) = seen.recv() {
        if !matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)
        ) {
            continue;
        }
        if event.paths.iter().any(|p| p.starts_with(themes)) {
            thread::sleep(REST);
            let _ = to.send(ReaderEvent::ThemesChanged);
        }
        let mut changed = event.paths.iter().any(|p| p == notes);
        if watched.as_deref() != existing(folder) {
            if let Some(before) = watched.take().filter(|before| before != themes) {
                let _ = watcher.unwatch(&before);
            }
            watched = nearest(folder, &mut watcher);
            // They may have been written before their folder was watched.
            changed |= watched.as_deref() == Some(folder);
        }
        if changed {
            let _ = to.send(ReaderEvent::NotesChanged);
        }
    }
}

/// `folder`, or its nearest existing parent.
fn existing(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.is_dir())
}

/// Watches `folder`, or its nearest existing parent, and returns which. If the folder appears between checking and watching, it tries
/// again.
fn nearest(folder: &Path, watcher: &mut RecommendedWatcher) -> Option<PathBuf> {
    let mut found = existing(folder)?;
    loop {
        watcher.watch(found, RecursiveMode::NonRecursive).ok()?;
        let now = existing(folder)?;
        if now == found {
            return Some(found.to_owned());
        }
        let _ = watcher.unwatch(found);
        found = now;
    }
}
