//! Opens an article whose file is gone from the text that was kept when it was last read.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::open::{Article, OpenError, ReadOptions};
use crate::document::{Fingerprint, Metadata};
use crate::fetch::Progress;
use crate::import;
use crate::store::library::{self, Entry};
use crate::store::{Origin, Paths, Reading, texts};
use crate::text::clean::one_line;

/// With this prefix and its fingerprint, the library opens a text whose file now contains another article.
pub(super) const KEPT: &str = "kept:";

/// What happened to the file of an article that is read from its kept text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingSource {
    /// The file no longer exists.
    Missing,
    /// The file contains another article.
    Replaced,
}

impl MissingSource {
    /// A clause to follow the path.
    pub fn what(self) -> &'static str {
        match self {
            Self::Missing => "is missing",
            Self::Replaced => "holds another article now",
        }
    }
}

impl Article {
    /// [`Article::read_watched`]; if the file is gone but was read before, its last text.
    ///
    /// # Errors
    /// [`OpenError`]; [`OpenError::Gone`] if the text was not kept either.
    pub fn read_or_kept(
        name: &OsStr,
        how: &ReadOptions,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Self, OpenError> {
        let Some(paths) = &how.paths else {
            return Self::read_watched(name, how, progress);
        };
        let print = name.to_str().and_then(|name| name.strip_prefix(KEPT));
        if let Some(print) = print.and_then(Fingerprint::parse) {
            let entries = library::with_text(paths, print);
            let entry = entries.first();
            return entry
                .and_then(|entry| kept(entry, paths, MissingSource::Replaced))
                .ok_or_else(|| gone(name, entry));
        }
        match Self::read_watched(name, how, progress) {
            Err(error) if error.is_missing() => {
                let entries = library::at(paths, Path::new(name));
                if entries.is_empty() {
                    return Err(error);
                }
                let found = entries
                    .iter()
                    .find_map(|entry| kept(entry, paths, MissingSource::Missing));
                let mut article = found.ok_or_else(|| gone(name, entries.first()))?;
                article.name = one_line(&name.to_string_lossy());
                article.origin = Origin::File(name.into());
                Ok(article)
            }
            read => read,
        }
    }
}

fn gone(name: &OsStr, entry: Option<&Entry>) -> OpenError {
    let notes = entry.and_then(|entry| entry.notes.as_ref());
    OpenError::Gone {
        name: one_line(&name.to_string_lossy()),
        notes: notes.map_or(String::new(), |notes| {
            format!("; its notes are in {}", one_line(&notes.display().to_string()))
        }),
    }
}

/// The article of a library entry, from its kept text.
fn kept(entry: &Entry, paths: &Paths, gone: MissingSource) -> Option<Article> {
    let print = entry.fingerprint?;
    let document = texts::document(paths, print)?;
    let metadata = Metadata {
        title: entry.title.clone(),
        url: entry.url.clone(),
        ..document.metadata().clone()
    };
    let path = entry.paths.first()?;
    Some(Article {
        document: Arc::new(document.with_metadata(metadata)),
        origin: Origin::File(path.clone()),
        reading: Reading {
            importer: import::IMPORTER_VERSION,
            source: print,
        },
        name: one_line(&path.display().to_string()),
        warnings: Vec::new(),
        gone: Some(gone),
    })
}
