//! The index of known articles. It is made from the notes files and from what was opened; it can be lost without harm,
//! and is read without being written.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::format::{self, Article};
use super::lock::FolderLock;
use super::{Paths, StoreError, disk};
use crate::document::Fingerprint;
use crate::files;
use crate::notes::{Annotation, AnnotationKind, Status, Timestamp};
use crate::text::address::without_secrets;

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

/// Bytes of the longest index that is read.
const LARGEST: u64 = 64 << 20;
/// How long writing the index waits for another instance that writes it.
const PATIENCE: Duration = Duration::from_secs(1);

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
            url: self.url.as_deref().map(|url| without_secrets(url).into_owned()),
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
            url: entry.url.as_deref().map(|url| without_secrets(url).into_owned()),
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

/// What the index holds, with what the notes files say now. An index that cannot be read holds nothing.
fn records(paths: &Paths) -> Vec<Record> {
    let bytes = files::read_up_to(&index(paths), LARGEST).ok();
    up_to_date(paths, bytes.and_then(|bytes| parse(&bytes)).unwrap_or_default())
}

/// [`records`], to be written again: an index that cannot be read is no index to write over, and one that cannot be
/// understood is kept as `library.ron.damaged`.
fn records_to_write(paths: &Paths) -> Result<Vec<Record>, StoreError> {
    let path = index(paths);
    let records = match files::read_up_to(&path, LARGEST) {
        Ok(bytes) => parse(&bytes),
        Err(error) if error.is_missing() => Some(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    if records.is_none() {
        let aside = disk::with_ending(&path, ".damaged");
        disk::keep_as(&paths.state, &path, &aside).map_err(|source| StoreError::Write { path, source })?;
    }
    Ok(up_to_date(paths, records.unwrap_or_default()))
}

/// `None` where it cannot be understood.
fn parse(bytes: &[u8]) -> Option<Vec<Record>> {
    ron::from_str(std::str::from_utf8(bytes).ok()?).ok()
}

/// `records` with what the notes files say now.
fn up_to_date(paths: &Paths, mut records: Vec<Record>) -> Vec<Record> {
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
        let gone = now.is_none() && matches!(Path::new(&notes).try_exists(), Ok(false));
        if now.is_some() && now != record.stamp {
            // Reading may fail for a damaged file: what was known of it stays.
            refresh(record, Path::new(&notes));
            record.stamp = now;
        }
        !gone
    });
    records
}

fn refresh(record: &mut Record, notes: &Path) {
    let Ok(text) = files::read_text(notes, format::LARGEST) else {
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
    disk::private_folder(&paths.state, &paths.state).map_err(|source| StoreError::Write {
        path: index(paths),
        source,
    })?;
    // Two instances that write at once would each drop what the other one adds.
    let _guard = FolderLock::of(&paths.state, PATIENCE);
    let mut records = records_to_write(paths)?;
    let new = Record::of(entry);
    records.retain(|old| match (&old.notes, &new.notes) {
        (Some(a), Some(b)) => a != b,
        (Some(_), None) => true,
        (None, _) => old.fingerprint != new.fingerprint && !old.paths.iter().any(|p| new.paths.contains(p)),
    });
    records.insert(0, new);
    let pretty = ron::ser::PrettyConfig::new().depth_limit(1);
    let text = ron::ser::to_string_pretty(&records, pretty).unwrap_or_default();
    disk::replace_private(&paths.state, &index(paths), text.as_bytes())
}
