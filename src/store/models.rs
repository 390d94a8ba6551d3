//! The sentence encoder that was installed: one file.
//!
//! Invariants: the file is written completely or not at all; it is replaced only on request.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::lock::FolderLock;
use super::{Paths, WriteError, disk};
use crate::files::{self, FileError};

fn place(paths: &Paths) -> PathBuf {
    paths.models().join("sentences.model")
}

/// Whether a model is installed.
pub fn is_installed(paths: &Paths) -> bool {
    place(paths).exists()
}

/// Installs the bytes of a model, in place of the present one.
///
/// # Errors
/// When they cannot be written.
pub fn install(paths: &Paths, bytes: &[u8]) -> Result<(), WriteError> {
    if let Some(guard) = FolderLock::of(&paths.models(), Duration::ZERO)
        && guard.is_held()
    {
        disk::sweep_folder(&paths.models());
    }
    disk::replace_private(&paths.data, &place(paths), bytes)
}

/// The bytes of the installed model, of at most `largest` bytes; `None` if there is none.
///
/// # Errors
/// When they cannot be read.
pub fn read(paths: &Paths, largest: u64) -> Result<Option<Vec<u8>>, FileError> {
    let path = place(paths);
    if !path.exists() {
        return Ok(None);
    }
    files::read_up_to(&path, largest).map(Some)
}

/// Removes the installed model, even if it is damaged, and all vectors; whether there was one.
///
/// # Errors
/// When it cannot be removed.
pub fn remove(paths: &Paths) -> Result<bool, WriteError> {
    let path = place(paths);
    let was_there = match fs::remove_file(&path) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(source) => return Err(WriteError { path, source }),
    };
    // Vectors without their model are useless; if they cannot be removed, nothing is wrong.
    let _ = fs::remove_dir_all(paths.vectors());
    Ok(was_there)
}
