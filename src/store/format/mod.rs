//! The notes file: RON, one file per article, one field per line, made to be read, compared and committed.
//!
//! Invariants: [`read()`] returns exactly what [`write()`] wrote; fields and entries that this version does not know survive both, at their
//! position; every error names a line and column; no text causes a panic. `docs/notes-file.md` describes the format for users.

mod combine;
mod read;
mod scan;
mod write;

use std::collections::HashMap;

use super::Reading;
use crate::document::Fingerprint;
use crate::notes::{Annotation, Id};

pub use combine::merge_texts;
pub use read::{Problem, Unreadable, read};
pub use write::{FIRST_LINE, write};

pub(super) use read::read_annotation;
pub(super) use scan::{Fault, Scanner};
pub(super) use write::{Verified, annotation_on_one_line, quoted};

/// The format version that this Postil writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// The size limit of a notes file that is read, in bytes (256 MB, some 400,000 annotations).
pub const LARGEST: u64 = 256 << 20;

/// The content of a notes file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NotesFile {
    /// The article that the notes belong to.
    pub article: Article,
    /// In document order, including tombstones; ids are unique.
    pub annotations: Vec<Annotation>,
    /// Entries that this version cannot parse.
    pub foreign: Vec<Foreign>,
    /// Fields of the file that this version does not know: name and RON text.
    pub unknown: Vec<(String, String)>,
}

impl NotesFile {
    /// Sorts the annotations into document order, with unknown entries after the annotations that they followed: the order in which they
    /// will be read back.
    pub fn put_in_order(&mut self) {
        self.annotations.sort_by_key(|a| (a.anchor.range, a.id));
        if self.foreign.is_empty() {
            return;
        }
        let places: HashMap<Id, usize> = self.annotations.iter().zip(1..).map(|(a, i)| (a.id, i)).collect();
        // An entry whose neighbour is gone moves to the front, where it will be noticed.
        let place = |entry: &Foreign| entry.after.and_then(|id| places.get(&id).copied()).unwrap_or(0);
        self.foreign.sort_by_key(place);
        for entry in &mut self.foreign {
            entry.after = entry.after.filter(|id| places.contains_key(id));
        }
    }
}

/// The identity of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its title.
    pub title: String,
    /// Its address, if it has one.
    pub url: Option<String>,
    /// Paths of its file, latest first: absolute, or relative to the folder of the notes file.
    pub paths: Vec<String>,
    /// Fingerprint of the text with which the notes were last saved.
    pub fingerprint: Option<Fingerprint>,
    /// Fingerprints of the texts with which they were saved before, latest first.
    pub earlier: Vec<Fingerprint>,
    /// Fingerprint of a text of the article that this one is a new version of. That article has its own notes.
    pub version_of: Option<Fingerprint>,
    /// How that text was made from its source.
    pub reading: Option<Reading>,
    /// Fields that this version does not know: name and RON text.
    pub unknown: Vec<(String, String)>,
}

/// An entry that this version cannot parse, kept unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The annotation that it follows; `None` at the start of the list.
    pub after: Option<Id>,
    /// Its RON text.
    pub text: String,
}
