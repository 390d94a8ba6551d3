//! What can go wrong, in words that say what, where, and what to do next.

use std::io;
use std::path::PathBuf;

/// Why notes could not be read or saved. The state in memory is untouched, and the same call may be tried again.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Reading failed for a reason other than absence.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Writing failed: a full disk, no permission, a folder that is gone.
    #[error("notes are NOT saved: cannot write {path}: {source}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
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
    /// The file cannot be understood; it is kept as it is.
    #[error("{path}:{line}:{column}: {what}; the file is kept as it is{}", backup.as_ref().map_or(String::new(), |b| format!(", and a backup lies in {}", b.display())))]
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
    #[error("{path} has version {version}, this Postil writes version {known}; please update")]
    Newer {
        /// The notes file.
        path: PathBuf,
        /// Its version.
        version: u32,
        /// The newest version known here.
        known: u32,
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
