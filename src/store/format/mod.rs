//! The notes file: RON, one file an article, one field a line, made to be read, compared and committed.
//!
//! Always true here: what [`write()`] writes, [`read`] reads back equal; fields and entries that this version does not
//! know survive both, at their place; every complaint names line and column; nothing panics, whatever the text.
//! `docs/notes-file.md` describes the format for others.

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

/// The version of the format that this Postil writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// Bytes of the largest notes file that is read (256 MB, some 400,000 annotations).
pub const LARGEST: u64 = 256 << 20;

/// All that a notes file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NotesFile {
    /// Which article the notes are of.
    pub article: Article,
    /// In document order, tombstones included, no two with one id.
    pub annotations: Vec<Annotation>,
    /// Entries that this version does not know.
    pub foreign: Vec<Foreign>,
    /// Fields of the file that this version does not know: name and RON text.
    pub unknown: Vec<(String, String)>,
}

impl NotesFile {
    /// Brings the annotations into document order, and what this version does not know behind the annotations that it
    /// stood behind: as it will be read back.
    pub fn put_in_order(&mut self) {
        self.annotations.sort_by_key(|a| (a.anchor.range, a.id));
        if self.foreign.is_empty() {
            return;
        }
        let places: HashMap<Id, usize> = self.annotations.iter().zip(1..).map(|(a, i)| (a.id, i)).collect();
        // An entry whose neighbour is gone goes to the front, where it is seen.
        let place = |entry: &Foreign| entry.after.and_then(|id| places.get(&id).copied()).unwrap_or(0);
        self.foreign.sort_by_key(place);
        for entry in &mut self.foreign {
            entry.after = entry.after.filter(|id| places.contains_key(id));
        }
    }
}

/// By what an article is known again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its title.
    pub title: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Where its file was found, latest first: absolute, or relative to the folder of the notes file.
    pub paths: Vec<String>,
    /// Of the text with which the notes were last saved.
    pub fingerprint: Option<Fingerprint>,
    /// Of texts with which they were saved before, latest first.
    pub earlier: Vec<Fingerprint>,
    /// Of a text of the article that this one is a new version of. That one has notes of its own.
    pub version_of: Option<Fingerprint>,
    /// How the text with which the notes were last saved was read.
    pub reading: Option<Reading>,
    /// Fields that this version does not know: name and RON text.
    pub unknown: Vec<(String, String)>,
}

/// An entry that this version does not know, kept as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The annotation it stood behind; `None` for the start of the list.
    pub after: Option<Id>,
    /// Its RON text.
    pub text: String,
}
