//! Files outside Postil's own folders, where a person wants something written: what is there, and its replacement.
//!
//! Always true here: only plain files are looked at and replaced, never a pipe, socket, device or folder, and without
//! waiting for one; a file is replaced whole or not at all; a symbolic link stays, and what it leads to is replaced; an
//! existing file keeps its mode, and a new one follows the umask.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{self, Lasting, Readers};
use super::{Paths, WriteError};
use crate::files::{self, FileError};
use crate::text::clean::one_line;

/// Bytes of the largest file that is looked at. No export is larger.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Why nothing was written. What was there is untouched.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", one_line(&.path.display().to_string()))]
pub struct OutputError {
    path: PathBuf,
    why: String,
}

impl OutputError {
    /// Says why nothing was written to `path`.
    pub fn new(path: &Path, why: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            why: why.into(),
        }
    }
}

/// Writes a new file into `folder`, which is one of the program's own and is made if need be. Nobody but the owner may
/// read it.
///
/// # Errors
/// When there is something already, or it cannot be written.
pub fn create_private(folder: &Path, path: &Path, content: &[u8]) -> Result<(), OutputError> {
    let error = |e: &io::Error| {
        OutputError::new(
            path,
            match e.kind() {
                io::ErrorKind::AlreadyExists => "is there already; it was left as it is".to_owned(),
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

/// A place to write to, as it was when it was looked at.
#[derive(Debug)]
pub struct OutputFile {
    /// As it was named.
    path: PathBuf,
    /// Where it leads to.
    real: PathBuf,
    before: Option<Vec<u8>>,
}

impl OutputFile {
    /// Looks at `path`, where there may be nothing yet.
    ///
    /// # Errors
    /// When it is no plain file, or cannot be read or written.
    pub fn at(path: &Path) -> Result<Self, OutputError> {
        let real = disk::resolve(path);
        let error = |why: String| OutputError::new(path, why);
        let folder = real.parent().unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(error("there is no such folder; make it first".into()));
        }
        // To replace a file it is enough to have the folder; who protects a file means its content.
        let before = match files::open(&real, fs::OpenOptions::new().write(true)) {
            Err(e) if e.is_missing() => None,
            Err(FileError::Special { what, .. }) => {
                return Err(error(format!("this is {what}; name a file")));
            }
            Err(FileError::Folder { .. }) => return Err(error("this is a folder; name a file".into())),
            Err(e) => return Err(error(format!("cannot be written: {}", io::Error::from(e)))),
            Ok((_, length)) if length > LARGEST => {
                return Err(error(
                    "a large file is there that no export made; take another name".into(),
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

    /// As it was named.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where it leads to: without symbolic links, from the root.
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// What is there; `None` where there is nothing.
    pub fn before(&self) -> Option<&[u8]> {
        self.before.as_deref()
    }

    /// Whether it is the same file as `other`, by whatever name: a link to it, or one in other letter case where the
    /// file system does not tell them apart.
    pub fn is(&self, other: &Path) -> bool {
        self.real == disk::resolve(other) || is_same(&self.real, other)
    }

    /// Whether it lies in one of Postil's own folders, among notes, texts and backups.
    pub fn is_within(&self, paths: &Paths) -> bool {
        // Settings are the person's own files, and their folder can be any.
        [&paths.data, &paths.state, &paths.cache]
            .into_iter()
            .any(|folder| self.real.starts_with(disk::resolve(folder)))
    }

    /// Puts `content` in its place, if that is still as it was when it was looked at.
    ///
    /// # Errors
    /// When it cannot be written, or is not certain to last, or somebody else wrote it meanwhile.
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
                format!("is written, but may not outlast a power cut: the disk did not confirm it: {error}")
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
