//! Caches the results of the analysis, so that an article is not analysed again each time it is opened.
//!
//! Invariants: only results of this exact build for this exact text are returned; the cache may be lost or damaged without harm, and takes
//! at most [`MOST`] bytes.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::SystemTime;

use serde::Serialize;

use super::{Paths, disk};
use crate::analysis::{self, Analysis};
use crate::document::{BlockKind, Document, Metadata, TextRange};
use crate::files;

/// The maximum size of the cache over all articles in bytes (64 MB); the oldest entries are dropped first.
pub const MOST: u64 = 64 << 20;

/// Bytes of the checksum at the start of a cached result.
const SUM: usize = 16;

/// Everything that an analysis depends on.
#[derive(Serialize)]
struct Source<'a> {
    analysis: &'static str,
    text: &'a str,
    verbatim: bool,
    blocks: Vec<(BlockKind, TextRange, u8)>,
    metadata: &'a Metadata,
}

/// The file in which the analysis of a document is cached.
#[derive(Debug)]
pub struct Place {
    /// The outermost of its folders.
    root: PathBuf,
    file: PathBuf,
}

impl Place {
    /// The place for `document`, which may be a [part](Document::part) of an article.
    pub fn of(paths: &Paths, document: &Document) -> Option<Self> {
        let source = Source {
            analysis: analysis::STATE,
            text: document.text(),
            verbatim: document.is_verbatim(),
            blocks: document
                .blocks()
                .iter()
                .map(|b| (b.kind, b.range, b.level))
                .collect(),
            metadata: document.metadata(),
        };
        let hash = blake3::hash(&postcard::to_stdvec(&source).ok()?).to_hex();
        Some(Self {
            root: paths.cache.clone(),
            file: paths.analyses().join(hash.get(..32)?),
        })
    }

    /// The cached results for `document`, if they exist and are undamaged.
    pub fn read(&self, document: &Document) -> Option<Analysis> {
        let bytes = files::read(&self.file).ok()?;
        let (sum, kept) = bytes.split_at_checked(SUM)?;
        let undamaged = blake3::hash(kept).as_bytes().starts_with(sum);
        let analysis: Analysis = undamaged.then(|| postcard::from_bytes(kept).ok())??;
        analysis.fits(document).then_some(analysis)
    }

    /// Caches the results. Failure is ignored.
    pub fn keep(&self, analysis: &Analysis) {
        let Ok(found) = postcard::to_stdvec(analysis) else {
            return;
        };
        let Some(folder) = self.file.parent() else { return };
        let keep = || {
            disk::private_folder(&self.root, folder)?;
            // Created with access for the owner only.
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&blake3::hash(&found).as_bytes()[..SUM])?;
            file.write_all(&found)?;
            file.persist(&self.file).map_err(|e| e.error)
        };
        let _ = keep();
    }
}

/// Removes the oldest results until at most `most` bytes are used.
pub fn prune(paths: &Paths, most: u64) {
    let Ok(entries) = fs::read_dir(paths.analyses()) else {
        return;
    };
    let mut kept: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let metadata = entry.metadata().ok()?;
            Some((metadata.modified().ok()?, metadata.len(), entry.path()))
        })
        .collect();
    kept.sort();
    let mut taken: u64 = kept.iter().map(|(_, length, _)| length).sum();
    for (_, length, path) in kept {
        if taken <= most {
            return;
        }
        if fs::remove_file(path).is_ok() {
            taken -= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyse;
    use crate::document::Builder;

    fn article(date: Option<crate::document::Date>) -> Document {
        let mut b = Builder::new();
        b.metadata(Metadata {
            date,
            ..Metadata::default()
        });
        b.block(BlockKind::Title, "A bridge for Lund");
        b.block(
            BlockKind::Paragraph,
            "The mayor, Ida Lund, said yesterday that the bridge will cost 12 million euros. “We can afford it,” she said.",
        );
        b.finish()
    }

    #[test]
    fn what_was_found_is_read_back_equal() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let document = article(Some(crate::document::Date::constant(2026, 3, 14)));
        let place = Place::of(&paths, &document).unwrap();
        assert_eq!(place.read(&document), None);
        let found = analyse(&document);
        assert!(found.claims.len() > 1 && found.entities.iter().any(|e| e.value.is_some()));
        place.keep(&found);
        assert_eq!(place.read(&document), Some(found));
    }

    #[test]
    fn another_date_is_another_source() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let of = |document: &Document| Place::of(&paths, document).unwrap().file;
        let day = Some(crate::document::Date::constant(2026, 3, 14));
        assert_ne!(of(&article(None)), of(&article(day)));
        assert_eq!(of(&article(day)), of(&article(day)));
    }

    #[test]
    fn what_is_damaged_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let document = article(None);
        let place = Place::of(&paths, &document).unwrap();
        place.keep(&analyse(&document));
        let whole = fs::read(&place.file).unwrap();
        for cut in [0, SUM - 1, SUM, whole.len() / 2, whole.len() - 1] {
            fs::write(&place.file, &whole[..cut]).unwrap();
            assert_eq!(place.read(&document), None, "cut at {cut}");
        }
        let mut other = whole;
        *other.last_mut().unwrap() ^= 1;
        fs::write(&place.file, other).unwrap();
        assert_eq!(place.read(&document), None);
        // The results of a longer text under the name of this one.
        let mut longer = analyse(&document);
        longer.claims[0].range = TextRange::new(0, document.text().len() + 1);
        place.keep(&longer);
        assert_eq!(place.read(&document), None);
    }

    #[test]
    fn what_was_kept_first_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        fs::create_dir_all(paths.analyses()).unwrap();
        for (n, name) in ["a", "b", "c"].into_iter().enumerate() {
            let path = paths.analyses().join(name);
            fs::write(&path, [0; 10]).unwrap();
            let file = fs::File::options().write(true).open(&path).unwrap();
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1000 - n as u64);
            file.set_modified(time).unwrap();
        }
        prune(&paths, 25);
        let left = |name| paths.analyses().join(name).exists();
        assert!(left("a") && left("b") && !left("c"));
        prune(&paths, 25);
        assert!(left("a") && left("b"));
    }
}
