//! Locks between instances: those that an instance holds while it has an article open for writing, and one for the duration of a save.
//!
//! Invariants: the system releases a lock when its process ends in any way; a lock file without a holder blocks nobody; there is no lock
//! beside an article without notes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Paths;
use super::disk::{self, with_ending};
use crate::document::Fingerprint;
use crate::files;

/// A locked lock file, removed on release.
#[derive(Debug)]
struct Lock {
    file: File,
    path: PathBuf,
}

/// Why a lock was not obtained.
#[derive(Debug)]
pub(super) enum NoLock {
    /// Another instance holds it.
    Busy,
    /// It cannot be created.
    Failed(io::Error),
    /// The file system does not support locks.
    Unsupported,
}

/// What to do if another instance holds a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Busy {
    GiveUp,
    Wait,
}

impl Lock {
    fn of(path: &Path, busy: Busy) -> Result<Self, NoLock> {
        // A lock file that was removed between opening and locking it protects nothing: try again.
        for _ in 0..100 {
            let (file, _) = files::open(path, OpenOptions::new().create(true).append(true))
                .map_err(|error| NoLock::Failed(error.into()))?;
            let locked = match busy {
                Busy::GiveUp => file.try_lock(),
                Busy::Wait => file.lock().map_err(TryLockError::Error),
            };
            match locked {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(NoLock::Busy),
                Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {
                    let _ = fs::remove_file(path);
                    return Err(NoLock::Unsupported);
                }
                Err(TryLockError::Error(e)) => return Err(NoLock::Failed(e)),
            }
            if is_at(&file, path) {
                let path = path.to_owned();
                return Ok(Self { file, path });
            }
        }
        Err(NoLock::Busy)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Remove the name first, then release the lock: a process that opened the file before sees that it is gone and tries again.
        if is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The paths of the locks of a notes file.
#[derive(Clone, Debug)]
pub(super) struct LockPlaces {
    notes: PathBuf,
    /// The state folder.
    root: PathBuf,
    /// In the state folder, named by a hash of the path of the notes. It blocks every other reader of this user on this machine, even
    /// before there are notes.
    home: PathBuf,
    /// Beside the notes: blocks other users and machines, if the file system shares locks.
    beside: PathBuf,
}

impl LockPlaces {
    /// The locks of the notes file `notes`, a [resolved](super::disk::resolve) path.
    pub(super) fn of(paths: &Paths, notes: &Path) -> Self {
        let name = Fingerprint::of(&real(notes).to_string_lossy()).short();
        Self {
            notes: notes.to_owned(),
            root: paths.state.clone(),
            home: paths.locks().join(format!("{name}.lock")),
            beside: with_ending(notes, ".lock"),
        }
    }
}

/// One path for all paths that lead to the same file, whose folder need not exist yet.
fn real(path: &Path) -> PathBuf {
    let known = path
        .ancestors()
        .find_map(|folder| Some((folder, fs::canonicalize(folder).ok()?)));
    known.map_or_else(
        || path.to_owned(),
        |(folder, real)| match path.strip_prefix(folder) {
            Ok(rest) if rest.as_os_str().is_empty() => real,
            Ok(rest) => real.join(rest),
            Err(_) => path.to_owned(),
        },
    )
}

/// The locks held by the instance that may write the notes of an article.
#[derive(Debug)]
pub struct Hold {
    // The order of release: a process that waits for the lock in the state folder then finds the other one free.
    beside: Option<Lock>,
    _home: Option<Lock>,
}

impl Hold {
    /// Takes the locks if no other instance holds one of them. Without notes there is no lock beside them. If the state folder cannot be
    /// written, notes are still written.
    pub(super) fn take(places: &LockPlaces) -> Result<(Self, Locking), NoLock> {
        Self::get(places, Busy::GiveUp)
    }

    fn get(places: &LockPlaces, busy: Busy) -> Result<(Self, Locking), NoLock> {
        if let Some(folder) = places.home.parent() {
            let _ = disk::private_folder(&places.root, folder);
        }
        let home = match Lock::of(&places.home, busy) {
            Ok(lock) => Some(lock),
            Err(NoLock::Busy) => return Err(NoLock::Busy),
            Err(NoLock::Failed(_) | NoLock::Unsupported) => None,
        };
        let mut hold = Self {
            beside: None,
            _home: home,
        };
        let locking = if places.notes.exists() {
            hold.take_beside(places, busy)?
        } else {
            Locking::Works
        };
        Ok((hold, locking))
    }

    /// Call it after the first notes are written.
    pub(super) fn notes_exist(&mut self, places: &LockPlaces) -> Result<Locking, NoLock> {
        self.take_beside(places, Busy::GiveUp)
    }

    fn take_beside(&mut self, places: &LockPlaces, busy: Busy) -> Result<Locking, NoLock> {
        if self.beside.is_none() {
            match Lock::of(&places.beside, busy) {
                Ok(lock) => self.beside = Some(lock),
                Err(NoLock::Unsupported) => return Ok(Locking::Unsupported),
                Err(other) => return Err(other),
            }
        }
        Ok(Locking::Works)
    }
}

/// Whether the file system of the notes supports locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Locking {
    Works,
    Unsupported,
}

/// Waits until the writing instance has left.
#[derive(Debug)]
pub struct Heir {
    pub(super) places: LockPlaces,
}

impl Heir {
    /// The result of [`wait`](Heir::wait), if it need not wait.
    #[cfg(test)]
    pub(crate) fn no_wait(self) -> Result<Hold, Self> {
        Hold::take(&self.places).map(|(hold, _)| hold).map_err(|_| self)
    }

    /// Waits as long as necessary, without using CPU time. `None` if the locks can no longer be obtained.
    pub fn wait(self) -> Option<Hold> {
        Hold::get(&self.places, Busy::Wait).ok().map(|(hold, _)| hold)
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// The lock of a save: on the folder itself, so that no lock file is left behind. Held from reading the file on disk until the new file is
/// in place.
#[derive(Debug)]
pub(super) struct FolderLock {
    folder: Option<File>,
}

impl FolderLock {
    /// Whether it blocks others; it does not if folders cannot be locked.
    pub(super) fn is_held(&self) -> bool {
        self.folder.is_some()
    }

    /// Waits up to `patience` for the lock; `None` if another instance holds it all that time. If folders cannot be locked, it continues
    /// without a lock.
    pub(super) fn of(folder: &Path, patience: Duration) -> Option<Self> {
        let Ok(folder) = File::open(folder) else {
            return Some(Self { folder: None });
        };
        let step = Duration::from_millis(5);
        let mut waited = Duration::ZERO;
        loop {
            match folder.try_lock() {
                Ok(()) => {
                    return Some(Self { folder: Some(folder) });
                }
                Err(TryLockError::Error(_)) => return Some(Self { folder: None }),
                Err(TryLockError::WouldBlock) if waited >= patience => return None,
                Err(TryLockError::WouldBlock) => {
                    std::thread::sleep(step);
                    waited += step;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(dir: &Path, notes: &str) -> LockPlaces {
        LockPlaces::of(&Paths::under(&dir.join("home")), &dir.join(notes))
    }

    #[test]
    fn one_at_a_time_and_nothing_is_left_behind() {
        let dir = tempfile::tempdir().unwrap();
        let places = places(dir.path(), "a.ron");
        let busy = || matches!(Hold::take(&places), Err(NoLock::Busy));
        let (mut first, _) = Hold::take(&places).unwrap();
        assert!(!places.beside.exists() && busy());
        fs::write(&places.notes, "").unwrap();
        first.notes_exist(&places).unwrap();
        assert!(places.beside.exists() && busy());
        drop(first);
        assert!(!places.beside.exists() && !places.home.exists());
        drop(Hold::take(&places).unwrap());
        // Another machine, or an older version, only knows the lock beside the notes.
        let other = Lock::of(&places.beside, Busy::GiveUp).unwrap();
        assert!(busy());
        drop(other);
        assert!(!busy());
    }

    #[test]
    fn who_waits_gets_the_lock_once_the_other_has_left() {
        let dir = tempfile::tempdir().unwrap();
        let places = places(dir.path(), "no/folder/yet/a.ron");
        let (first, _) = Hold::take(&places).unwrap();
        let heirs = [0, 1].map(|_| {
            let heir = Heir {
                places: places.clone(),
            };
            std::thread::spawn(move || heir.wait().is_some())
        });
        std::thread::sleep(Duration::from_millis(20));
        drop(first);
        for heir in heirs {
            assert!(heir.join().unwrap());
        }
    }

    #[cfg(unix)]
    #[test]
    fn all_ways_to_a_file_have_one_lock() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", dir.path().join("link")).unwrap();
        let before = places(dir.path(), "link/new/a.ron").home;
        assert_eq!(before, places(dir.path(), "real/new/a.ron").home);
        fs::create_dir(dir.path().join("real/new")).unwrap();
        assert_eq!(before, places(dir.path(), "link/new/a.ron").home);
    }

    #[test]
    fn saves_wait_for_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let first = FolderLock::of(dir.path(), Duration::ZERO).unwrap();
        if first.is_held() {
            assert!(FolderLock::of(dir.path(), Duration::from_millis(10)).is_none());
        }
        drop(first);
        assert!(FolderLock::of(dir.path(), Duration::ZERO).is_some());
    }
}
