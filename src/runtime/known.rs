//! What is known from before, made ready to be searched: the claims of the library's notes, and the archives that were added.
//!
//! Always true here: nothing is written; notes and archives that cannot be read are told and left out.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::analysis::{Analysis, EntityKind};
use crate::document::TextRange;
use crate::files;
use crate::matching::{Checked, Index, IndexBuilder, Match, MatchQuery, Matcher, Storage};
use crate::notes::{Annotation, AnnotationKind, Evidence, Id, Timestamp, speaker};
use crate::store::format;
use crate::store::library::{Entry, entries};
use crate::store::{Paths, archives};
use crate::text::clean::one_line;

/// A claim that somebody decided on in some article.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlierClaim {
    /// The annotation.
    pub id: Id,
    /// Where the article's file lay last.
    pub file: Option<PathBuf>,
    /// What was found for or against it.
    pub evidence: Vec<Evidence>,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// Where a match comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum KnownFrom {
    /// An article of the library.
    Library(Box<EarlierClaim>),
    /// The archive of that name.
    Archive(String),
}

/// What is known from before.
pub struct Known {
    matcher: Matcher,
    /// For each index that is searched: the name of the archive, none for the library.
    names: Vec<Option<String>>,
    claims: HashMap<String, EarlierClaim>,
    /// What could not be read, one line each.
    pub problems: Vec<String>,
}

/// Collects what is to be searched.
#[derive(Default)]
pub struct KnownBuilder {
    indexes: Vec<Index>,
    names: Vec<Option<String>>,
    claims: HashMap<String, EarlierClaim>,
    problems: Vec<String>,
}

impl KnownBuilder {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the claims of all articles that there are notes of.
    pub fn library(&mut self, paths: &Paths) {
        let mut index = IndexBuilder::new();
        for article in entries(paths) {
            let Some(path) = &article.notes else { continue };
            let annotations = files::read_text(path, format::LARGEST)
                .map_err(|error| error.to_string())
                .and_then(|text| format::read(&text).map_err(|why| why.to_string()));
            match annotations {
                Ok((file, _)) => self.notes(&article, &file.annotations, &mut index),
                Err(why) => self
                    .problems
                    .push(format!("{}: {why}", one_line(&path.display().to_string()))),
            }
        }
        if !index.is_empty() {
            self.add(None, Box::new(index.finish("")));
        }
    }

    fn notes(&mut self, article: &Entry, annotations: &[Annotation], index: &mut IndexBuilder) {
        let is_claim =
            |a: &&Annotation| a.kind == AnnotationKind::Claim && !a.deleted && !a.anchor.is_whole();
        for claim in annotations.iter().filter(is_claim) {
            let earlier = EarlierClaim {
                id: claim.id,
                file: article.paths.first().cloned(),
                evidence: claim.evidence.clone(),
                updated: claim.updated,
            };
            if self.claims.insert(claim.id.to_string(), earlier).is_some() {
                // A copy of the notes of one article.
                continue;
            }
            index.add(Checked {
                id: claim.id.to_string(),
                claim: claim
                    .restatement
                    .clone()
                    .unwrap_or_else(|| claim.anchor.quote.clone()),
                title: Some(article.title.clone()),
                url: article.url.clone(),
                verdict: claim.verdict.clone(),
                publisher: article.source.clone(),
                date: article.date.clone(),
                speaker: speaker(claim),
            });
        }
    }

    /// Adds all archives that were added to the library.
    pub fn archives(&mut self, paths: &Paths) {
        for archive in archives::open_all(paths) {
            match archive {
                Ok(archive) => {
                    self.names.push(Some(archive.info.name));
                    self.indexes.push(archive.index);
                }
                Err(error) => self.problems.push(error.to_string()),
            }
        }
    }

    /// Adds an index under the name of its archive.
    pub fn index(&mut self, name: String, index: Index) {
        self.names.push(Some(name));
        self.indexes.push(index);
    }

    /// Adds the bytes of an index; a name says that it is an archive.
    pub fn add(&mut self, name: Option<String>, storage: Box<dyn Storage>) {
        match Index::open(storage) {
            Ok(index) => {
                self.names.push(name);
                self.indexes.push(index);
            }
            Err(error) => self.problems.push(error.to_string()),
        }
    }

    /// All of it, ready to be searched.
    pub fn build(self) -> Known {
        Known {
            matcher: Matcher::new(self.indexes),
            names: self.names,
            claims: self.claims,
            problems: self.problems,
        }
    }
}

impl Known {
    /// Whether there is nothing to search.
    pub fn is_empty(&self) -> bool {
        self.matcher.is_empty()
    }

    /// At most `count` matches of `query`, best first, with where each comes from; claims of the library whose id `skips` names
    /// are left out.
    ///
    /// # Errors
    /// When an archive cannot be read.
    pub fn find(
        &self,
        query: MatchQuery<'_>,
        count: usize,
        skips: impl Fn(&str) -> bool,
    ) -> std::io::Result<Vec<(Match, KnownFrom)>> {
        let of_library = |archive: usize| self.names.get(archive).is_some_and(Option::is_none);
        let takes = |archive: usize, entry: &Checked| !(of_library(archive) && skips(&entry.id));
        let found = self.matcher.find(query, count, takes)?;
        let from = |found: &Match| match self.names.get(found.archive)? {
            Some(name) => Some(KnownFrom::Archive(name.clone())),
            None => Some(KnownFrom::Library(Box::new(
                self.claims.get(&found.entry.id)?.clone(),
            ))),
        };
        Ok(found
            .into_iter()
            .filter_map(|f| from(&f).map(|from| (f, from)))
            .collect())
    }
}

/// Full names of the people, organizations and things that the text names otherwise within `range`.
pub fn full_names(analysis: &Analysis, text: &str, range: TextRange) -> Vec<String> {
    let is_name =
        |kind: EntityKind| !matches!(kind, EntityKind::Date | EntityKind::Money | EntityKind::Quantity);
    let named = analysis.entities.iter().filter(|entity| {
        let otherwise = |at: TextRange| range.covers(at) && at.slice(text) != entity.name;
        is_name(entity.kind) && entity.mentions.iter().any(|mention| otherwise(mention.range))
    });
    named.map(|entity| entity.name.clone()).collect()
}
