//! Files that others change: the user's themes, the notes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::run::Happened;

/// Files that are written in several steps are looked at once they rest.
const REST: Duration = Duration::from_millis(60);

/// Watches as long as it lives.
pub(super) struct Watch {
    _watcher: Option<RecommendedWatcher>,
}

impl Watch {
    /// Watches the folder of themes and the folder of the notes file, where they exist. A machine that cannot watch
    /// loses nothing but the live following.
    pub(super) fn start(themes: PathBuf, notes: PathBuf, to: Sender<Happened>) -> Self {
        let folders = [Some(themes.clone()), notes.parent().map(Path::to_owned)];
        let watched = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            if !matches!(
                event.kind,
                EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)
            ) {
                return;
            }
            if event.paths.iter().any(|p| p.starts_with(&themes)) {
                thread::sleep(REST);
                let _ = to.send(Happened::ThemesChanged);
            }
            if event.paths.contains(&notes) {
                let _ = to.send(Happened::NotesChanged);
            }
        });
        let Ok(mut watcher) = watched else {
            return Self { _watcher: None };
        };
        for folder in folders.into_iter().flatten().filter(|f| f.is_dir()) {
            let _ = watcher.watch(&folder, RecursiveMode::NonRecursive);
        }
        Self {
            _watcher: Some(watcher),
        }
    }
}
