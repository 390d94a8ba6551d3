//! The claims of the library, indexed for matching.
//!
//! Most are in a cache file; claims decided since it was written are added in memory. Invariants: the file is built from the index, and
//! only used with the index of that name; the older form of a claim that was changed since is not returned.

use std::fs::OpenOptions;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::archives::ArchiveFile;
use super::super::lock::FolderLock;
use super::super::{Paths, disk};
use super::{IndexExtent, Watch, ask};
use crate::files;
use crate::index::{Index, IndexError, IndexedClaim, PassageNumber};
use crate::matching::{self, Checked, IndexBuilder};

/// The number of claims decided since the file was written that are added in memory. With more, and more than a quarter of those in the
/// file, the file is rewritten.
const FEW: usize = 2000;

/// The header of the file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct About {
    /// The index from which it was built.
    index: String,
    /// The largest number of a claim in it.
    last: PassageNumber,
}

/// The claims of the library.
pub struct LibraryClaims {
    /// The indexes to search; the first one is that of the file, if there is one.
    pub indexes: Vec<matching::Index>,
    /// Why notes could not be read, with the name of the file.
    pub problems: Vec<String>,
    index: Mutex<Index>,
    /// The largest number in the file; 0 without a file.
    last: PassageNumber,
}

impl LibraryClaims {
    /// Whether the match `annotation` in index `of` of [`LibraryClaims::indexes`] is the current form of that annotation.
    pub fn is_present(&self, of: usize, annotation: &str) -> bool {
        let from_file = self.last > 0 && of == 0;
        let number = self.locked().claim_number(annotation).ok().flatten();
        number.is_some_and(|number| !from_file || number <= self.last)
    }

    /// The claim with this annotation id.
    pub fn claim(&self, annotation: &str) -> Option<IndexedClaim> {
        self.locked().claim(annotation).ok().flatten()
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn file(paths: &Paths) -> PathBuf {
    paths.cache.join("claims")
}

/// All claims of the library. The index is updated first.
///
/// # Errors
/// Those of [`ask`].
pub fn claims(paths: &Paths, watch: Watch<'_>) -> Result<LibraryClaims, IndexError> {
    let (base, delta, problems) = ask(paths, IndexExtent::Notes, watch, |index| {
        let base = of_file(paths, &index.name()?);
        let last = base.as_ref().map_or(0, |(_, last)| *last);
        let (added, largest) = index.claims_above(last)?;
        let held = base.as_ref().map_or(0, |(base, _)| base.len());
        if added <= FEW.max(held / 4) {
            return Ok((base, built(index, last)?, index.problems()?));
        }
        let about = About {
            index: index.name()?,
            last: largest,
        };
        let about = serde_json::to_string(&about).unwrap_or_default();
        let bytes = built(index, 0)?.finish(&about);
        // What a killed process left is removed.
        if FolderLock::of(&paths.cache, Duration::ZERO).is_some_and(|guard| guard.is_held()) {
            disk::sweep(&file(paths));
        }
        // If it cannot be written, it is used from memory.
        let written = disk::replace_private(&paths.cache, &file(paths), &bytes);
        let kept = written.ok().and_then(|()| of_file(paths, &index.name().ok()?));
        let base = match kept {
            Some(base) => Some(base),
            None => Some((matching::Index::open(Box::new(bytes))?, largest)),
        };
        Ok((base, IndexBuilder::new(), index.problems()?))
    })?;
    let (base, last) = base.unzip();
    let delta = (!delta.is_empty()).then(|| matching::Index::open(Box::new(delta.finish(""))));
    Ok(LibraryClaims {
        indexes: base.into_iter().chain(delta.transpose()?).collect(),
        problems,
        index: Mutex::new(super::as_it_is(paths)?),
        last: last.unwrap_or(0),
    })
}

/// The claims of the file and the largest number of them, if it was built from the index of that name.
fn of_file(paths: &Paths, name: &str) -> Option<(matching::Index, PassageNumber)> {
    let (file, _) = files::open(&file(paths), OpenOptions::new().read(true)).ok()?;
    let index = matching::Index::open(Box::new(ArchiveFile::new(file))).ok()?;
    let about: About = serde_json::from_str(index.about()).ok()?;
    (about.index == name).then_some((index, about.last))
}

/// The claims with numbers above `last`.
fn built(index: &Index, last: PassageNumber) -> Result<IndexBuilder, IndexError> {
    let mut builder = IndexBuilder::new();
    index.each_claim(last, |claim| {
        // A claim on the whole article has no text to compare.
        if !claim.claim.quote.trim().is_empty() {
            builder.add(checked(claim));
        }
    })?;
    Ok(builder)
}

fn checked(IndexedClaim { claim, article, .. }: IndexedClaim) -> Checked {
    Checked {
        id: claim.id.unwrap_or_default(),
        claim: claim.restatement.unwrap_or(claim.quote),
        title: Some(article.title),
        url: article.url,
        verdict: claim.verdict,
        publisher: article.source,
        date: article.date,
        speaker: claim.speaker,
    }
}
