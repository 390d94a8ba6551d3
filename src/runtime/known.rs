//! Collects what is searched for earlier claims: the claims of the library's notes, and the added archives.
//!
//! Invariants: nothing is written; unreadable notes and archives are reported and left out.

use std::io;
use std::ops::ControlFlow;

use super::meanings::{Completion, Meanings};
use crate::analysis::{Analysis, EntityKind};
use crate::document::TextRange;
use crate::index::IndexedClaim;
use crate::matching::{Checked, Index, Match, MatchQuery, Matcher, Storage};
use crate::store::library::{LibraryClaims, Watch, claims};
use crate::store::{Paths, archives};

/// The source of a match.
#[derive(Clone, Debug, PartialEq)]
pub enum KnownFrom {
    /// A claim of an article of the library.
    Library(Box<IndexedClaim>),
    /// The archive of that name.
    Archive(String),
    /// An archive given without a name.
    Given,
}

/// The origin of an index that is searched.
enum SearchedIn {
    /// The library, by its place among the library's indexes.
    Library(usize),
    Archive(String),
    Given,
}

/// The searchable collection.
pub struct Known {
    matcher: Matcher,
    /// The origin of each index.
    of: Vec<SearchedIn>,
    library: Option<LibraryClaims>,
    meanings: Option<Meanings>,
    /// Errors of reading, one line each.
    pub problems: Vec<String>,
}

/// Collects the indexes to search.
#[derive(Default)]
pub struct KnownBuilder {
    indexes: Vec<Index>,
    of: Vec<SearchedIn>,
    library: Option<LibraryClaims>,
    meanings: Option<Meanings>,
    problems: Vec<String>,
}

impl KnownBuilder {
    /// An empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the claims of all articles with notes.
    pub fn library(&mut self, paths: &Paths, watch: Watch<'_>) {
        match claims(paths, watch) {
            Ok(mut library) => {
                for (number, index) in std::mem::take(&mut library.indexes).into_iter().enumerate() {
                    self.of.push(SearchedIn::Library(number));
                    self.indexes.push(index);
                }
                self.problems.append(&mut library.problems);
                self.library = Some(library);
            }
            Err(error) => self.problems.push(error.to_string()),
        }
    }

    /// Adds all archives of the library.
    pub fn archives(&mut self, paths: &Paths) {
        for archive in archives::open_all(paths) {
            match archive {
                Ok(archive) => self.index(archive.info.name, archive.index),
                Err(error) => self.problems.push(error.to_string()),
            }
        }
    }

    /// Compares by meaning too, if a model is installed. [`Known::compare_by_meaning`] then has to be called.
    pub fn meanings(&mut self, paths: &Paths) {
        match Meanings::installed(paths) {
            Ok(meanings) => self.meanings = meanings,
            Err(problem) => self.problems.push(problem),
        }
    }

    /// Adds an index under the name of its archive.
    pub fn index(&mut self, name: String, index: Index) {
        self.of.push(SearchedIn::Archive(name));
        self.indexes.push(index);
    }

    /// Adds the bytes of an index; a name marks it as an archive.
    pub fn add(&mut self, name: Option<String>, storage: Box<dyn Storage>) {
        match Index::open(storage) {
            Ok(index) => {
                self.of.push(name.map_or(SearchedIn::Given, SearchedIn::Archive));
                self.indexes.push(index);
            }
            Err(error) => self.problems.push(error.to_string()),
        }
    }

    /// The collection, ready to be searched.
    pub fn build(self) -> Known {
        Known {
            matcher: Matcher::new(self.indexes),
            of: self.of,
            library: self.library,
            meanings: self.meanings,
            problems: self.problems,
        }
    }
}

impl Known {
    /// Whether there is nothing to search.
    pub fn is_empty(&self) -> bool {
        self.matcher.is_empty()
    }

    /// Computes the missing vectors of at most `most` entries and compares by meaning from now on, if all entries have one. `watch` is told
    /// how many of how many are done. Does nothing without a model.
    ///
    /// # Errors
    /// When an archive cannot be read, or the vectors cannot be stored: claims are then compared by their words.
    pub fn compare_by_meaning(
        &mut self,
        most: usize,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> io::Result<Completion> {
        let Some(meanings) = self.meanings.as_ref().filter(|_| !self.matcher.is_empty()) else {
            return Ok(Completion::Complete);
        };
        let mut vectors = meanings.vectors()?;
        let missing = self.matcher.without_vector(&vectors)?;
        if missing.len() > most {
            return Ok(Completion::Interrupted);
        }
        if !missing.is_empty() {
            let mut watch = |done| watch(done, missing.len());
            let completion = meanings.complete(&self.matcher, &missing, &mut watch)?;
            if completion != Completion::Complete {
                return Ok(completion);
            }
            vectors = meanings.vectors()?;
        }
        self.matcher.use_vectors(vectors)?;
        Ok(Completion::Complete)
    }

    /// The vectors for queries with these texts; none if claims are compared by their words. Many together take less time than one by one.
    pub fn encode(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        match &self.meanings {
            Some(meanings) if self.matcher.has_vectors() => meanings.of_queries(texts),
            _ => Vec::new(),
        }
    }

    /// At most `count` matches of `query`, the best first, with their origin. Leaves out claims of the library and given entries whose id
    /// `skips` names.
    ///
    /// # Errors
    /// If an archive cannot be read.
    pub fn find(
        &self,
        query: MatchQuery<'_>,
        count: usize,
        skips: impl Fn(&str) -> bool,
    ) -> io::Result<Vec<(Match, KnownFrom)>> {
        let takes = |archive: usize, entry: &Checked| match self.of.get(archive) {
            Some(SearchedIn::Library(of)) => {
                let library = self.library.as_ref();
                !skips(&entry.id) && library.is_some_and(|library| library.is_present(*of, &entry.id))
            }
            Some(SearchedIn::Given) => !skips(&entry.id),
            Some(SearchedIn::Archive(_)) => true,
            None => false,
        };
        let vector = match query.vector {
            Some(_) => None,
            None => self.encode(&[query.text]).pop(),
        };
        let query = MatchQuery {
            vector: query.vector.or(vector.as_deref()),
            ..query
        };
        let found = self.matcher.find(query, count, takes)?;
        let from = |found: &Match| match self.of.get(found.archive)? {
            SearchedIn::Library(_) => {
                let claim = self.library.as_ref()?.claim(&found.entry.id)?;
                Some(KnownFrom::Library(Box::new(claim)))
            }
            SearchedIn::Archive(name) => Some(KnownFrom::Archive(name.clone())),
            SearchedIn::Given => Some(KnownFrom::Given),
        };
        let mut out: Vec<(Match, KnownFrom)> = Vec::new();
        for found in found {
            let Some(from) = from(&found) else { continue };
            // One of several copies of the notes of an article is enough.
            if !out
                .iter()
                .any(|(_, other)| matches!(from, KnownFrom::Library(_)) && from == *other)
            {
                out.push((found, from));
            }
        }
        Ok(out)
    }
}

/// Full names of the people, organizations and things that the text in `range` mentions by a pronoun or a short name.
pub fn full_names(analysis: &Analysis, text: &str, range: TextRange) -> Vec<String> {
    let is_name =
        |kind: EntityKind| !matches!(kind, EntityKind::Date | EntityKind::Money | EntityKind::Quantity);
    let named = analysis.entities.iter().filter(|entity| {
        let otherwise = |at: TextRange| range.covers(at) && at.slice(text) != entity.name;
        is_name(entity.kind) && entity.mentions.iter().any(|mention| otherwise(mention.range))
    });
    named.map(|entity| entity.name.clone()).collect()
}
