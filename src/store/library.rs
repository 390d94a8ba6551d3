//! The index of known articles, made from the notes files.

use std::path::PathBuf;

use super::Paths;
use crate::document::Fingerprint;
use crate::notes::Timestamp;

/// An article that there are notes of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The article's title.
    pub title: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Where its file lay, latest first.
    pub paths: Vec<PathBuf>,
    /// Of the text that the notes were last saved with.
    pub fingerprint: Option<Fingerprint>,
    /// The notes file.
    pub notes: PathBuf,
    /// How many claims it holds.
    pub claims: usize,
    /// How many of these are checked.
    pub checked: usize,
    /// How many annotations of all kinds it holds.
    pub annotations: usize,
    /// When the article was last opened.
    pub opened: Option<Timestamp>,
}

/// All known articles, the one opened last first.
pub fn entries(paths: &Paths) -> Vec<Entry> {
    let _ = paths;
    Vec::new()
}
