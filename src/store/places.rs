//! Where the reader was in each article: separate from the notes, and lost without harm.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Paths, StoreError, disk};
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

fn file(paths: &Paths, article: Fingerprint) -> PathBuf {
    paths
        .state
        .join("places")
        .join(format!("{}.ron", article.short()))
}

/// Where the reader was in the article with that text; `None` if nothing is known or the file is damaged.
pub fn read(paths: &Paths, article: Fingerprint) -> Option<Places> {
    ron::from_str(&std::fs::read_to_string(file(paths, article)).ok()?).ok()
}

/// Keeps where the reader was.
///
/// # Errors
/// When the state folder cannot be written.
pub fn write(paths: &Paths, article: Fingerprint, places: &Places) -> Result<(), StoreError> {
    let text = ron::to_string(places).unwrap_or_default();
    disk::replace(&disk::resolve(&file(paths, article)), text.as_bytes(), || {})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_kept_and_lost_without_harm() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let article = Fingerprint::of("text");
        assert_eq!(read(&paths, article), None);
        let mut places = Places {
            position: Position { block: 3, offset: 17 },
            ..Places::default()
        };
        places.marks.insert('a', Position { block: 1, offset: 0 });
        write(&paths, article, &places).unwrap();
        assert_eq!(read(&paths, article), Some(places));
        std::fs::write(file(&paths, article), [0xff, 0]).unwrap();
        assert_eq!(read(&paths, article), None);
    }
}
