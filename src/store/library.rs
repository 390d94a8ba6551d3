//! The index of known articles. It is made from the notes files and from what was opened; it can be lost without harm,
//! and is read without being written.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::format::{self, Article};
use super::{Paths, StoreError, disk};
use crate::document::Fingerprint;
use crate::notes::{Annotation, AnnotationKind, Status, Timestamp};

/// An article that was opened or that there are notes of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The article's title.
    pub title: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Where its file lay, latest first.
    pub paths: Vec<PathBuf>,
    /// Of the text last read.
    pub fingerprint: Option<Fingerprint>,
    /// Of texts that the notes were saved with before.
    pub earlier: Vec<Fingerprint>,
    /// The notes file, where there is one.
    pub notes: Option<PathBuf>,
    /// What the notes file holds.
    pub counts: Counts,
    /// When the article was last opened.
    pub opened: Option<Timestamp>,
}

/// How many annotations there are, tombstones left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Of all kinds but rejections.
    pub annotations: usize,
    /// Claims.
    pub claims: usize,
    /// Claims that are checked.
    pub checked: usize,
}

impl Counts {
    /// Counts.
    pub fn of<'a>(annotations: impl IntoIterator<Item = &'a Annotation>) -> Self {
        let mut counts = Self::default();
        for a in annotations
            .into_iter()
            .filter(|a| !a.deleted && a.kind != AnnotationKind::Rejection)
        {
            counts.annotations += 1;
            counts.claims += usize::from(a.kind == AnnotationKind::Claim);
            counts.checked += usize::from(a.kind == AnnotationKind::Claim && a.status == Status::Checked);
        }
        counts
    }
}

/// A line of the index.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Record {
    title: String,
    url: Option<String>,
    paths: Vec<String>,
    fingerprint: Option<String>,
    earlier: Vec<String>,
    notes: Option<String>,
    /// Length in bytes and time of change (nanoseconds since 1970) of the notes file that the counts are of.
    stamp: Option<(u64, u64)>,
    counts: Counts,
    opened: Option<Timestamp>,
}

impl Record {
    fn entry(&self) -> Entry {
        Entry {
            title: self.title.clone(),
            url: self.url.clone(),
            paths: self.paths.iter().map(PathBuf::from).collect(),
            fingerprint: self.fingerprint.as_deref().and_then(Fingerprint::parse),
            earlier: self
                .earlier
                .iter()
                .filter_map(|e| Fingerprint::parse(e))
                .collect(),
            notes: self.notes.as_ref().map(PathBuf::from),
            counts: self.counts,
            opened: self.opened,
        }
    }

    fn of(entry: &Entry) -> Self {
        let text = |p: &PathBuf| p.to_str().map(str::to_owned);
        Self {
            title: entry.title.clone(),
            url: entry.url.clone(),
            paths: entry.paths.iter().filter_map(text).collect(),
            fingerprint: entry.fingerprint.map(|f| f.to_string()),
            earlier: entry.earlier.iter().map(ToString::to_string).collect(),
            notes: entry.notes.as_ref().and_then(text),
            stamp: entry.notes.as_deref().and_then(stamp),
            counts: entry.counts,
            opened: entry.opened,
        }
    }
}

fn index(paths: &Paths) -> PathBuf {
    paths.state.join("library.ron")
}

fn stamp(path: &Path) -> Option<(u64, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    let changed = metadata
        .modified()
        .ok()?
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    Some((metadata.len(), changed.as_nanos() as u64))
}

/// All known articles, the one opened last first. Notes files that the index does not know, or knows otherwise, are read.
pub fn entries(paths: &Paths) -> Vec<Entry> {
    let mut entries: Vec<Entry> = records(paths).iter().map(Record::entry).collect();
    entries.sort_by(|a, b| b.opened.cmp(&a.opened).then_with(|| a.title.cmp(&b.title)));
    entries
}

fn records(paths: &Paths) -> Vec<Record> {
    let text = std::fs::read_to_string(index(paths)).unwrap_or_default();
    let mut records: Vec<Record> = ron::from_str(&text).unwrap_or_default();
    let files = std::fs::read_dir(paths.notes())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    for file in files.filter(|f| f.extension().is_some_and(|e| e == "ron")) {
        if let Some(name) = file
            .to_str()
            .filter(|f| !records.iter().any(|r| r.notes.as_deref() == Some(f)))
        {
            records.push(Record {
                notes: Some(name.to_owned()),
                ..Record::default()
            });
        }
    }
    records.retain_mut(|record| {
        let Some(notes) = record.notes.clone() else {
            return true;
        };
        let now = stamp(Path::new(&notes));
        if now.is_some() && now != record.stamp {
            // Reading may fail for a damaged file: what was known of it stays.
            refresh(record, Path::new(&notes));
            record.stamp = now;
        }
        now.is_some()
    });
    records
}

fn refresh(record: &mut Record, notes: &Path) {
    let Ok(text) = std::fs::read_to_string(notes) else {
        return;
    };
    let Ok((file, _)) = format::read(&text) else {
        return;
    };
    let entry = entry(&file.article, notes, Counts::of(&file.annotations));
    *record = Record {
        opened: record.opened,
        ..Record::of(&entry)
    };
}

fn entry(article: &Article, notes: &Path, counts: Counts) -> Entry {
    let folder = notes.parent().unwrap_or(Path::new(""));
    Entry {
        title: article.title.clone(),
        url: article.url.clone(),
        paths: article.paths.iter().map(|p| folder.join(p)).collect(),
        fingerprint: article.fingerprint,
        earlier: article.earlier.clone(),
        notes: Some(notes.to_owned()),
        counts,
        opened: None,
    }
}

/// Notes that an article was opened: `entry` replaces what the index holds for the same notes file, or, without one,
/// for the same text or path.
///
/// # Errors
/// When the state folder cannot be written.
pub fn record(paths: &Paths, entry: &Entry) -> Result<(), StoreError> {
    let mut records = records(paths);
    let new = Record::of(entry);
    records.retain(|old| match (&old.notes, &new.notes) {
        (Some(a), Some(b)) => a != b,
        (Some(_), None) => true,
        (None, _) => old.fingerprint != new.fingerprint && !old.paths.iter().any(|p| new.paths.contains(p)),
    });
    records.insert(0, new);
    let pretty = ron::ser::PrettyConfig::new().depth_limit(1);
    let text = ron::ser::to_string_pretty(&records, pretty).unwrap_or_default();
    disk::replace(&disk::resolve(&index(paths)), text.as_bytes(), || {})
}
