//! Locks between instances: one for as long as an article is open, one for the moment of a save.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::disk::with_ending;
use crate::files;

/// The lock of the instance that has a notes file open for writing: `FILE.lock` beside it, removed when it is let go.
/// The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum NoLock {
    /// Another instance has it.
    Busy,
    /// It cannot be made.
    Failed(io::Error),
    /// The file system has no locks.
    Unsupported,
}

impl Lock {
    /// Takes the lock of the notes file `notes` if nobody has it.
    pub(super) fn of(notes: &Path) -> Result<Self, NoLock> {
        let path = with_ending(notes, ".lock");
        // A lock file that was removed between opening and locking locks nothing: look again.
        for _ in 0..100 {
            let (file, _) = files::open(&path, OpenOptions::new().create(true).append(true))
                .map_err(|error| NoLock::Failed(error.into()))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(NoLock::Busy),
                Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {
                    let _ = fs::remove_file(&path);
                    return Err(NoLock::Unsupported);
                }
                Err(TryLockError::Error(e)) => return Err(NoLock::Failed(e)),
            }
            if is_at(&file, &path) {
                return Ok(Self { file, path });
            }
        }
        Err(NoLock::Busy)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // First the name, then the lock: who opened the file before finds it gone from its place and looks again.
        if is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
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

/// The lock of a save: on the folder itself, so that nothing lies about. Held from reading what is on disk until the
/// new file is in its place.
#[derive(Debug)]
pub(super) struct FolderLock {
    folder: Option<File>,
}

impl FolderLock {
    /// Whether it keeps others out, which it does not where folders cannot be locked.
    pub(super) fn is_held(&self) -> bool {
        self.folder.is_some()
    }

    /// Waits up to `patience` for the lock; `None` when another instance holds it all that time. Where folders cannot
    /// be locked, goes on without.
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

    #[test]
    fn one_at_a_time_and_nothing_is_left_behind() {
        let dir = tempfile::tempdir().unwrap();
        let notes = dir.path().join("a.ron");
        let first = Lock::of(&notes).unwrap();
        assert!(matches!(Lock::of(&notes), Err(NoLock::Busy)));
        drop(first);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        drop(Lock::of(&notes).unwrap());
        assert!(matches!(
            Lock::of(&dir.path().join("no/such/folder")),
            Err(NoLock::Failed(_))
        ));
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
