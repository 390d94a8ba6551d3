//! Reads files with size limits, and defines all reasons why a file cannot be read.
//!
//! Invariants: only regular files are read (symbolic links are followed), and never more bytes than the limit; a pipe, socket or device is
//! refused immediately and never waited for, even if it replaces a file between the check and the open.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of the largest file that is read (512 MB).
pub const LIMIT: u64 = 512 * 1024 * 1024;

/// Why a file was not read or opened. Messages contain the path, sanitized and on one line.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is no such file.
    #[error("{}: no such file; check the name", shown(.path))]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// It is a folder.
    #[error("{}: this is a folder, not a file", shown(.path))]
    Folder {
        /// The path as given.
        path: PathBuf,
    },
    /// The system denies access.
    #[error("{}: permission denied; check who may use it (ls -l)", shown(.path))]
    Forbidden {
        /// The path as given.
        path: PathBuf,
    },
    /// A pipe, socket or device, which may never end.
    #[error("{}: this is {what}, not a file", shown(.path))]
    Special {
        /// The path as given.
        path: PathBuf,
        /// Its kind, with an article: "a pipe".
        what: &'static str,
    },
    /// Larger than the limit.
    #[error("{}: larger than {} MB", shown(.path), .limit / (1024 * 1024))]
    TooLarge {
        /// The path as given.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// Any other error of the system.
    #[error("{}: cannot be read: {error}", shown(.path))]
    Failed {
        /// The path as given.
        path: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
}

impl FileError {
    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. })
    }
}

impl From<FileError> for io::Error {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Failed { error, .. } => error,
            FileError::Missing { .. } => io::ErrorKind::NotFound.into(),
            FileError::Forbidden { .. } => io::ErrorKind::PermissionDenied.into(),
            FileError::Folder { .. } => Self::other("this is a folder, not a file"),
            FileError::Special { what, .. } => Self::other(format!("this is {what}, not a file")),
            FileError::TooLarge { limit, .. } => {
                Self::other(format!("larger than {} MB", limit / (1024 * 1024)))
            }
        }
    }
}

fn shown(path: &Path) -> String {
    crate::text::clean::one_line(&path.display().to_string())
}

/// Reads the file at `path`, at most [`LIMIT`] bytes.
///
/// # Errors
/// [`FileError`], which says why.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    read_up_to(path, LIMIT)
}

/// Like [`read`], with a limit in bytes.
///
/// # Errors
/// [`FileError`], which says why.
pub fn read_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let too_large = || FileError::TooLarge {
        path: path.to_owned(),
        limit,
    };
    let (file, length) = open(path, OpenOptions::new().read(true))?;
    if length > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    // A file may grow while it is read, and some files (in /proc) report no length.
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failure(path, error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Like [`read_up_to`] for text; a file that is not UTF-8 is an error.
///
/// # Errors
/// [`FileError`], which says why.
pub fn read_text(path: &Path, limit: u64) -> Result<String, FileError> {
    String::from_utf8(read_up_to(path, limit)?)
        .map_err(|_| failure(path, io::Error::new(io::ErrorKind::InvalidData, "not UTF-8")))
}

/// The first `length` bytes of the file at `path`, if it is longer than `least` bytes; `None` also if it cannot be read: [`read`] reports
/// the reason.
pub fn beginning(path: &Path, least: u64, length: usize) -> Option<Vec<u8>> {
    let (file, all) = open(path, OpenOptions::new().read(true)).ok()?;
    if all <= least || all > LIMIT {
        return None;
    }
    let mut bytes = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Opens a regular file, or creates one if `how` says so, without blocking. Also returns its length in bytes.
///
/// # Errors
/// [`FileError`], which says why.
pub fn open(path: &Path, how: &mut OpenOptions) -> Result<(File, u64), FileError> {
    let failed = |error| failure(path, error);
    // Merely opening a device can have side effects, so check before opening.
    match fs::metadata(path) {
        Ok(metadata) => regular(path, &metadata)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // If the file has been replaced by a pipe since, opening it must not block.
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        how.custom_flags(flags.bits().cast_signed());
    }
    let file = how.open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    regular(path, &metadata)?;
    Ok((file, metadata.len()))
}

/// Checks that a file may be written to `path`: either nothing or a regular file is there.
///
/// # Errors
/// [`FileError`], which says what is there instead.
pub fn may_replace(path: &Path) -> Result<(), FileError> {
    match fs::metadata(path) {
        Ok(metadata) => regular(path, &metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failure(path, error)),
    }
}

fn regular(path: &Path, metadata: &fs::Metadata) -> Result<(), FileError> {
    let path = || path.to_owned();
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err(FileError::Folder { path: path() })
    } else {
        let what = special(metadata.file_type());
        Err(FileError::Special { path: path(), what })
    }
}

/// Reads `reader` (standard input), at most `limit` bytes.
///
/// # Errors
/// [`FileError::TooLarge`] or [`FileError::Failed`], with `name` as the path.
pub fn read_stream(reader: impl Read, name: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    reader
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failure(name, error))?;
    if bytes.len() as u64 > limit {
        return Err(FileError::TooLarge {
            path: name.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

fn failure(path: &Path, error: io::Error) -> FileError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => FileError::Missing { path },
        io::ErrorKind::PermissionDenied => FileError::Forbidden { path },
        io::ErrorKind::IsADirectory => FileError::Folder { path },
        _ => FileError::Failed { path, error },
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_kind: FileType) -> &'static str {
    "a device"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_message() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        std::fs::write(&file, "words").unwrap();
        assert_eq!(read(&file).unwrap(), b"words");
        assert!(matches!(
            read_up_to(&file, 4),
            Err(FileError::TooLarge { limit: 4, .. })
        ));
        assert!(
            read(dir.path())
                .unwrap_err()
                .to_string()
                .ends_with("this is a folder, not a file")
        );
        let missing = read(&dir.path().join("none\u{1b}[2J.txt"))
            .unwrap_err()
            .to_string();
        assert!(
            missing.ends_with("none.txt: no such file; check the name"),
            "{missing}"
        );
        assert!(matches!(
            read_stream(&b"abc"[..], Path::new("-"), 2),
            Err(FileError::TooLarge { .. })
        ));
        assert_eq!(read_stream(&b"abc"[..], Path::new("-"), 3).unwrap(), b"abc");
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_refused_and_links_followed() {
        assert!(matches!(
            read(Path::new("/dev/zero")),
            Err(FileError::Special { what: "a device", .. })
        ));
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        std::fs::write(&file, "words").unwrap();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(read(&link).unwrap(), b"words");
        std::os::unix::fs::symlink(dir.path().join("loop"), dir.path().join("loop")).unwrap();
        assert!(matches!(
            read(&dir.path().join("loop")),
            Err(FileError::Failed { .. })
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_nobody_writes_to_is_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        let error = read(&pipe).unwrap_err();
        assert!(matches!(error, FileError::Special { what: "a pipe", .. }));
        assert!(
            error.to_string().ends_with("pipe: this is a pipe, not a file"),
            "{error}"
        );
        assert!(matches!(may_replace(&pipe), Err(FileError::Special { .. })));
        let mut append = OpenOptions::new();
        assert!(open(&pipe, append.append(true).create(true)).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_may_not_be_read_says_so() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret.txt");
        std::fs::write(&file, "words").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o0)).unwrap();
        // The superuser may read it.
        match read(&file) {
            Ok(bytes) => assert_eq!(bytes, b"words"),
            Err(error) => assert!(
                error
                    .to_string()
                    .ends_with("permission denied; check who may use it (ls -l)")
            ),
        }
    }

    /// The result is one of the states or a part of one, never more than the limit, and reading never blocks.
    #[test]
    fn a_file_that_changes_while_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("log.txt");
        std::fs::write(&file, "line\n").unwrap();
        let end = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|threads| {
            threads.spawn(|| {
                let mut size = 1;
                while !end.load(std::sync::atomic::Ordering::Relaxed) {
                    size = if size > 60_000 { 1 } else { size * 3 };
                    std::fs::write(&file, "line\n".repeat(size)).unwrap();
                }
            });
            for _ in 0..300 {
                match read_up_to(&file, 100_000) {
                    Ok(bytes) => {
                        assert!(bytes.len() <= 100_000 && bytes.iter().all(|b| b"line\n".contains(b)));
                    }
                    Err(error) => assert!(matches!(error, FileError::TooLarge { .. }), "{error}"),
                }
            }
            end.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}
