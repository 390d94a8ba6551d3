//! Errors, whose messages say what went wrong, where, and what to do next.

use std::io;
use std::path::PathBuf;

use crate::files::FileError;
use crate::text::clean::one_line;

/// A file could not be written: a full disk, no permission, a missing folder. The consequence depends on the kind of file, so each has its
/// own error; only that of the notes says that notes are not saved.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {source}")]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// The reason.
    pub source: io::Error,
}

/// The list of opened articles could not be extended.
#[derive(Debug, thiserror::Error)]
#[error("the library was not updated: {0}")]
pub struct LibraryError(#[source] pub(super) WriteError);

/// The undo history could not be written.
#[derive(Debug, thiserror::Error)]
#[error("undo will not survive a restart: {0}")]
pub struct HistoryError(#[source] pub(super) WriteError);

/// The list of readings could not be written.
#[derive(Debug, thiserror::Error)]
#[error("later changes of this text will not be noticed: {0}")]
pub struct ReadingsError(#[source] pub(super) WriteError);

/// The text that notes refer to could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("the text is not stored: {0}")]
pub struct TextsError(#[source] pub(super) WriteError);

/// A page could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("the page is not stored: {0}")]
pub struct PagesError(#[source] pub(super) WriteError);

/// The reading position could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the reading position is not saved: {0}")]
pub struct PlacesError(#[source] pub(super) WriteError);

/// Why notes could not be read or saved. The state in memory is unchanged, and the same call may be retried.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Reading failed for a reason other than absence.
    #[error(transparent)]
    Read(#[from] FileError),
    /// Writing failed: a full disk, no permission, a missing folder.
    #[error("notes are NOT saved: {0}")]
    Write(#[source] WriteError),
    /// The changes of another instance cannot be parsed. Nothing needed to be saved.
    #[error("changes made elsewhere cannot be read: {0}")]
    Follow(ReadOnly),
    /// The text to be written did not parse back to the same notes, so nothing was written.
    #[error(
        "notes are NOT saved: what would be written to {path} does not read back equal ({what}); the file is untouched"
    )]
    Mismatch {
        /// The file.
        path: PathBuf,
        /// The difference.
        what: String,
    },
    /// The notes are read-only.
    #[error("notes are NOT saved: {0}")]
    ReadOnly(ReadOnly),
    /// Another instance is saving and does not finish.
    #[error("notes are NOT saved: another instance holds {path}")]
    Locked {
        /// The notes file.
        path: PathBuf,
    },
}

/// Why notes are read-only.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnly {
    /// Another instance has them open for writing.
    #[error("another Postil has these notes open; they are followed here")]
    OtherInstance,
    /// The file cannot be read at all: no permission, too large, or not a regular file.
    #[error(
        "{why}; the notes cannot be read, and nothing is written there: repair it, or name other notes with --notes"
    )]
    Unreadable {
        /// The file and the reason, in words.
        why: String,
    },
    /// The file cannot be parsed; it is kept unchanged.
    #[error("{}:{line}:{column}: {what}; the file is not changed: repair it{}", one_line(&path.display().to_string()), backup.as_ref().map_or_else(String::new, |b| format!(", or replace it with the backup: {}", one_line(&b.display().to_string()))))]
    Damaged {
        /// The notes file.
        path: PathBuf,
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault in scalar values, from 1.
        column: usize,
        /// What is wrong.
        what: String,
        /// The backup that could replace it, if one can be read.
        backup: Option<PathBuf>,
    },
    /// The file was written by a newer Postil.
    #[error("{}: written by a newer Postil (version {version} of the format, here {known}); update Postil to read it", one_line(&path.display().to_string()))]
    Newer {
        /// The notes file.
        path: PathBuf,
        /// Its version.
        version: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The text resembles that of an article with notes, and the reader has not said whether it is the same.
    #[error("it is not decided yet whether this is a known article")]
    Undecided,
    /// The file of the article is gone: its last known text is shown.
    #[error("{} {what}; this is the text that was last read", path.display())]
    Gone {
        /// The former path of the article.
        path: PathBuf,
        /// What happened to the file, as a clause: 'is missing'.
        what: &'static str,
    },
    /// The file or its folder cannot be written.
    #[error("{path} cannot be written: {why}")]
    NoPermission {
        /// The notes file.
        path: PathBuf,
        /// The reason given by the system.
        why: String,
    },
}
