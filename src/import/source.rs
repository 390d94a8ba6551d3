//! The one place of the importers that touches the disk: a file read whole, with limits, and every reason why not.

use std::fs::{File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of the largest file that is read.
pub const LIMIT: u64 = 512 * 1024 * 1024;

/// Why a file was not read. Messages hold the path, harmless and on one line, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Nothing there.
    #[error("{}: no such file; check the name", shown(.path))]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder.
    #[error("{}: this is a folder; name a file in it", shown(.path))]
    Folder {
        /// The path as given.
        path: PathBuf,
    },
    /// The system forbids it.
    #[error("{}: permission denied; check who may read it (ls -l)", shown(.path))]
    Forbidden {
        /// The path as given.
        path: PathBuf,
    },
    /// A pipe, socket or device, which may never end.
    #[error("{}: this is {what}, not a file; pipe it in instead: postil - < FILE", shown(.path))]
    Special {
        /// The path as given.
        path: PathBuf,
        /// What it is, with its article.
        what: &'static str,
    },
    /// Larger than the limit.
    #[error("{}: larger than {} MB; split it first", shown(.path), .limit / (1024 * 1024))]
    TooLarge {
        /// The path as given.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// Something else that the system says.
    #[error("{}: cannot be read: {error}", shown(.path))]
    Failed {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

fn shown(path: &Path) -> String {
    crate::text::clean::one_line(&path.display().to_string())
}

/// The bytes of the file at `path` (symbolic links followed), at most [`LIMIT`].
///
/// # Errors
/// [`SourceError`], which says why.
pub fn read(path: &Path) -> Result<Vec<u8>, SourceError> {
    read_up_to(path, LIMIT)
}

/// [`read`] with a limit in bytes.
///
/// # Errors
/// [`SourceError`], which says why.
pub fn read_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, SourceError> {
    let failed = |error| failure(path, error);
    // Looked at before it is opened: opening a pipe without a writer would wait for ever.
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return Err(SourceError::Folder {
            path: path.to_owned(),
        });
    }
    if !metadata.is_file() {
        return Err(SourceError::Special {
            path: path.to_owned(),
            what: special(metadata.file_type()),
        });
    }
    let too_large = || SourceError::TooLarge {
        path: path.to_owned(),
        limit,
    };
    if metadata.len() > limit {
        return Err(too_large());
    }
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    // A file may grow while it is read, and some (in /proc) do not know their length.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The first `length` bytes of the file at `path`, if it is longer than `least` bytes. Why it cannot be read is for
/// [`read`] to say.
pub fn beginning(path: &Path, least: u64, length: usize) -> Option<Vec<u8>> {
    let metadata = std::fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() <= least || metadata.len() > LIMIT {
        return None;
    }
    let mut bytes = Vec::with_capacity(length);
    let file = File::open(path).ok()?;
    file.take(length as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// What `reader` (standard input) gives, at most `limit` bytes.
///
/// # Errors
/// [`SourceError::TooLarge`] or [`SourceError::Failed`], with `name` as the path.
pub fn read_stream(reader: impl Read, name: &Path, limit: u64) -> Result<Vec<u8>, SourceError> {
    let mut bytes = Vec::new();
    reader
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failure(name, error))?;
    if bytes.len() as u64 > limit {
        return Err(SourceError::TooLarge {
            path: name.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

fn failure(path: &Path, error: io::Error) -> SourceError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => SourceError::Missing { path },
        io::ErrorKind::PermissionDenied => SourceError::Forbidden { path },
        io::ErrorKind::IsADirectory => SourceError::Folder { path },
        _ => SourceError::Failed { path, error },
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
            Err(SourceError::TooLarge { limit: 4, .. })
        ));
        assert!(
            read(dir.path())
                .unwrap_err()
                .to_string()
                .ends_with("this is a folder; name a file in it")
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
            Err(SourceError::TooLarge { .. })
        ));
        assert_eq!(read_stream(&b"abc"[..], Path::new("-"), 3).unwrap(), b"abc");
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_refused_and_links_followed() {
        assert!(matches!(
            read(Path::new("/dev/zero")),
            Err(SourceError::Special { what: "a device", .. })
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
            Err(SourceError::Failed { .. })
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
        assert!(matches!(error, SourceError::Special { what: "a pipe", .. }));
        assert!(error.to_string().contains("postil - < FILE"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn what_may_not_be_read_says_so() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret.txt");
        std::fs::write(&file, "words").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o0)).unwrap();
        // The superuser may.
        match read(&file) {
            Ok(bytes) => assert_eq!(bytes, b"words"),
            Err(error) => assert!(
                error
                    .to_string()
                    .ends_with("permission denied; check who may read it (ls -l)")
            ),
        }
    }

    /// What is read is some state or a piece of one, never more than the limit, and never an endless wait.
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
                    Err(error) => assert!(matches!(error, SourceError::TooLarge { .. }), "{error}"),
                }
            }
            end.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}
