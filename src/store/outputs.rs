//! Output files outside Postil's own folders: their present content, and their replacement.
//!
//! Invariants: only regular files are examined and replaced, never a pipe, socket, device or folder, and without waiting for one; a file is
//! replaced completely or not at all; a symbolic link is kept, and its target is replaced; an existing file keeps its mode, and a new one
//! follows the umask.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{self, Lasting, Readers};
use super::{Paths, WriteError};
use crate::files::{self, FileError};
use crate::text::clean::one_line;

/// The size limit of a file that is examined, in bytes. No export is larger.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Why nothing was written. The existing file is unchanged.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", one_line(&.path.display().to_string()))]
pub struct OutputError {
    path: PathBuf,
    why: String,
}

impl OutputError {
    /// An error about `path` with its reason.
    pub fn new(path: &Path, why: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            why: why.into(),
        }
    }
}

/// Writes a new file into `folder`, one of the program's own, which is created if necessary. Only the owner may read the file.
///
/// # Errors
/// When the file already exists, or it cannot be written.
pub fn create_private(folder: &Path, path: &Path, content: &[u8]) -> Result<(), OutputError> {
    let error = |e: &io::Error| {
        OutputError::new(
            path,
            match e.kind() {
                io::ErrorKind::AlreadyExists => "already exists; it was not changed".to_owned(),
                _ => e.to_string(),
            },
        )
    };
    disk::private_folder(folder, folder).map_err(|e| error(&e))?;
    let mut how = fs::OpenOptions::new();
    how.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    let mut file = how.open(path).map_err(|e| error(&e))?;
    io::Write::write_all(&mut file, content)
        .and_then(|()| file.sync_all())
        .map_err(|e| error(&e))
}

/// An output file, with its state when it was examined.
#[derive(Debug)]
pub struct OutputFile {
    /// The path as given.
    path: PathBuf,
    /// The resolved path.
    real: PathBuf,
    before: Option<Vec<u8>>,
}

impl OutputFile {
    /// Examines `path`, which need not exist yet.
    ///
    /// # Errors
    /// When it is not a regular file, or cannot be read or written.
    pub fn at(path: &Path) -> Result<Self, OutputError> {
        let real = disk::resolve(path);
        let error = |why: String| OutputError::new(path, why);
        let folder = real.parent().unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(error("there is no such folder; make it first".into()));
        }
        // Permission for the folder would be enough to replace a file, but a write-protected file means to protect its content.
        let before = match files::open(&real, fs::OpenOptions::new().write(true)) {
            Err(e) if e.is_missing() => None,
            Err(FileError::Special { what, .. }) => {
                return Err(error(format!("this is {what}; name a file")));
            }
            Err(FileError::Folder { .. }) => return Err(error("this is a folder; name a file".into())),
            Err(e) => return Err(error(format!("cannot be written: {}", io::Error::from(e)))),
            Ok((_, length)) if length > LARGEST => {
                return Err(error(
                    "there is a large file that is not an export; use another name".into(),
                ));
            }
            Ok(_) => {
                let bytes = files::read_up_to(&real, LARGEST);
                Some(bytes.map_err(|e| error(format!("cannot be read: {}", io::Error::from(e))))?)
            }
        };
        Ok(Self {
            path: path.to_owned(),
            real,
            before,
        })
    }

    /// The path as given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The resolved path: absolute, without symbolic links.
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// The present content; `None` if the file does not exist.
    pub fn before(&self) -> Option<&[u8]> {
        self.before.as_deref()
    }

    /// Whether it is the same file as `other` under any name: a link to it, or another letter case on a case-insensitive file system.
    pub fn is(&self, other: &Path) -> bool {
        self.real == disk::resolve(other) || is_same(&self.real, other)
    }

    /// Whether it is in one of Postil's own folders, among notes, texts and backups.
    pub fn is_within(&self, paths: &Paths) -> bool {
        // Settings are the user's own files, and their folder can be anywhere.
        [&paths.data, &paths.state, &paths.cache]
            .into_iter()
            .any(|folder| self.real.starts_with(disk::resolve(folder)))
    }

    /// Replaces its content with `content`, if the file has not changed since it was examined.
    ///
    /// # Errors
    /// When it cannot be written, is not certain to last, or another process changed it meanwhile.
    pub fn replace(&self, content: &[u8]) -> Result<(), OutputError> {
        let now = Self::at(&self.path)?;
        if now.before != self.before {
            return Err(OutputError::new(
                &self.path,
                "was written by another program just now; try again",
            ));
        }
        let why = match disk::replace(&self.real, content, Readers::Same(None), || {}) {
            Ok(Lasting::Yes) => return Ok(()),
            Ok(Lasting::Unconfirmed(error)) => {
                format!(
                    "is written, but may not survive a power failure: the disk did not confirm it: {error}"
                )
            }
            Err(WriteError { source, .. }) => format!("cannot be written: {source}"),
        };
        Err(OutputError::new(&self.path, why))
    }
}

#[cfg(unix)]
fn is_same(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}
