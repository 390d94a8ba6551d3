//! What can go wrong, in words that say what, where, and what to do next.

use std::io;
use std::path::PathBuf;

use crate::files::FileError;
use crate::text::clean::one_line;

/// A file could not be written: a full disk, no permission, a folder that is gone. It says nothing of what that means: each
/// kind of file has an error of its own for that, and only that of the notes says that notes are not saved.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {source}")]
pub struct WriteError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// The list of opened articles was not added to.
#[derive(Debug, thiserror::Error)]
#[error("the library does not know of it: {0}")]
pub struct LibraryError(#[source] pub(super) WriteError);

/// The steps that can be undone were not written.
#[derive(Debug, thiserror::Error)]
#[error("undo will not survive a restart: {0}")]
pub struct HistoryError(#[source] pub(super) WriteError);

/// What was read where was not written.
#[derive(Debug, thiserror::Error)]
#[error("whether this text changes will not be known: {0}")]
pub struct ReadingsError(#[source] pub(super) WriteError);

/// The text that notes stand on was not kept.
#[derive(Debug, thiserror::Error)]
#[error("the text as read is not kept: {0}")]
pub struct TextsError(#[source] pub(super) WriteError);

/// A page was not kept.
#[derive(Debug, thiserror::Error)]
#[error("the page is not kept: {0}")]
pub struct PagesError(#[source] pub(super) WriteError);

/// The reading position was not written.
#[derive(Debug, thiserror::Error)]
#[error("where you are in the text is not kept: {0}")]
pub struct PlacesError(#[source] pub(super) WriteError);

/// Why notes could not be read or saved. The state in memory is untouched, and the same call may be tried again.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Reading failed for a reason other than absence.
    #[error(transparent)]
    Read(#[from] FileError),
    /// Writing failed: a full disk, no permission, a folder that is gone.
    #[error("notes are NOT saved: {0}")]
    Write(#[source] WriteError),
    /// What another instance wrote cannot be understood. Nothing was to be saved.
    #[error("what was changed elsewhere cannot be taken in: {0}")]
    Follow(ReadOnly),
    /// What was to be written did not read back as it was: nothing was written.
    #[error(
        "notes are NOT saved: what would be written to {path} does not read back equal ({what}); the file is untouched"
    )]
    Mismatch {
        /// Which file.
        path: PathBuf,
        /// What differs.
        what: String,
    },
    /// The notes are open for reading only.
    #[error("notes are NOT saved: {0}")]
    ReadOnly(ReadOnly),
    /// Another instance is saving and does not end.
    #[error("notes are NOT saved: another instance holds {path}")]
    Locked {
        /// The notes file.
        path: PathBuf,
    },
}

/// Why notes are open for reading only.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnly {
    /// Another instance has them open for writing.
    #[error("another Postil has these notes open; they are followed here")]
    OtherInstance,
    /// The file cannot be read at all: no permission, too large, or something else than a file in its place.
    #[error(
        "{why}; the notes cannot be read, and nothing is written there: mend it, or name other notes with --notes"
    )]
    Unreadable {
        /// The file and why, in words.
        why: String,
    },
    /// The file cannot be understood; it is kept as it is.
    #[error("{}:{line}:{column}: {what}; the file is kept as it is: mend it{}", one_line(&path.display().to_string()), backup.as_ref().map_or_else(String::new, |b| format!(", or put the backup in its place: {}", one_line(&b.display().to_string()))))]
    Damaged {
        /// The notes file.
        path: PathBuf,
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault in scalar values, from 1.
        column: usize,
        /// What is wrong.
        what: String,
        /// The backup that could be put in its place, if it can be read.
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
    /// The text is like that of an article with notes, and nobody has said whether it is the same.
    #[error("nobody has said yet whether this is an article that you know")]
    Undecided,
    /// The file of the article is gone: what is shown is its text as it was last read.
    #[error("{} {what}; this is the text as it was last read", path.display())]
    Gone {
        /// Where the article lay.
        path: PathBuf,
        /// What became of the file, as a clause: 'is missing'.
        what: &'static str,
    },
    /// The file or its folder may not be written.
    #[error("{path} cannot be written: {why}")]
    NoPermission {
        /// The notes file.
        path: PathBuf,
        /// Why, in the system's words.
        why: String,
    },
}
