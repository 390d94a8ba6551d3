//! Reading positions in each article: separate from the notes, and lost without harm.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Paths, PlacesError, disk};
use crate::document::{Document, Fingerprint, TextRange};
use crate::files;
use crate::notes::{Anchor, Locator, anchor};
use crate::text::grapheme;

/// Bytes of the words stored to find a position again, about two lines.
const WORDS: usize = 160;
/// The size limit of a file of positions that is read, in bytes.
const LARGEST: u64 = 1 << 20;
/// Longer texts, in bytes, are not searched for a position.
const LONGEST: usize = 8 << 20;

/// A position in an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Index of the block.
    pub block: usize,
    /// Byte offset inside that block.
    pub offset: usize,
    /// The words at this position, to find it in a changed text of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Anchor>,
}

impl Position {
    /// The position of byte `offset` of the canonical text.
    pub fn of(document: &Document, offset: usize) -> Self {
        let (block, offset) = document.in_block(offset);
        let text = document
            .blocks()
            .get(block)
            .map_or("", |b| document.block_text(b));
        let start = document.in_text(block, offset);
        let end = grapheme::floor(text, offset + WORDS).max(offset);
        let words = TextRange::new(start, start + end - offset);
        Self {
            block,
            offset,
            words: (!words.is_empty()).then(|| anchor(document, words)),
        }
    }

    /// The byte of the text that it was made in, clipped to the text.
    pub fn in_its_text(&self, document: &Document) -> usize {
        document.in_text(self.block, self.offset)
    }

    /// The byte at which its words are now, in another text of the article; `None` if they are gone.
    pub fn in_another(&self, document: &Document, locator: &Locator<'_>) -> Option<usize> {
        let words = self.words.as_ref().filter(|_| document.text().len() <= LONGEST)?;
        locator.locate(words).range.map(|range| range.start)
    }
}

/// Reading positions in one article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Places {
    /// The reading position.
    pub position: Position,
    /// The start of the claim in focus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<Position>,
    /// The marks set with `m`, by letter.
    pub marks: BTreeMap<char, Position>,
}

fn file(paths: &Paths, article: Fingerprint) -> PathBuf {
    paths
        .state
        .join("places")
        .join(format!("{}.ron", article.short()))
}

/// The positions in the article with that text; `None` if there are none or the file is damaged.
pub fn read(paths: &Paths, article: Fingerprint) -> Option<Places> {
    ron::from_str(&files::read_text(&file(paths, article), LARGEST).ok()?).ok()
}

/// Stores the positions.
///
/// # Errors
/// When the state folder cannot be written.
pub fn write(paths: &Paths, article: Fingerprint, places: &Places) -> Result<(), PlacesError> {
    let text = ron::to_string(places).unwrap_or_default();
    disk::replace_private(&paths.state, &file(paths, article), text.as_bytes()).map_err(PlacesError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Builder};

    #[test]
    fn are_kept_and_lost_without_harm() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let article = Fingerprint::of("text");
        assert_eq!(read(&paths, article), None);
        let mut places = Places {
            position: Position {
                block: 3,
                offset: 17,
                words: None,
            },
            ..Places::default()
        };
        let mut document = Builder::new();
        document.block(BlockKind::Paragraph, "A line.");
        document.block(BlockKind::Paragraph, "Another line.");
        places.marks.insert('a', Position::of(&document.finish(), 12));
        write(&paths, article, &places).unwrap();
        assert_eq!(read(&paths, article), Some(places));
        std::fs::write(file(&paths, article), [0xff, 0]).unwrap();
        assert_eq!(read(&paths, article), None);
    }
}
