//! The index of known articles. It is made from the notes files and from what was opened; it can be lost without harm,
//! and is read without being written.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::format::{self, Article};
use super::lock::FolderLock;
use super::{LibraryError, Paths, WriteError, disk};
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
    /// Who published it, where that is known.
    pub source: Option<String>,
    /// The day it was published, as `2026-09-26`, where that is known.
    pub date: Option<String>,
    /// Where its file lay, latest first.
    pub paths: Vec<PathBuf>,
    /// Of the text last read.
    pub fingerprint: Option<Fingerprint>,
    /// Of texts that the notes were saved with before.
    pub earlier: Vec<Fingerprint>,
    /// Of a text of the article that this one is a new version of.
    pub version_of: Option<Fingerprint>,
    /// The notes file, where there is one.
    pub notes: Option<PathBuf>,
    /// What the notes file holds.
    pub counts: Counts,
    /// How many of the article's claims, suggested ones too, were decided when it was left last.
    pub progress: Option<Progress>,
    /// When the article was last opened.
    pub opened: Option<Timestamp>,
}

/// How far the work on an article is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Claims that were accepted or have a verdict.
    pub decided: usize,
    /// All claims that were not rejected.
    pub claims: usize,
}

/// How many annotations there are, tombstones left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Of all kinds but rejections.
    pub annotations: usize,
    /// Claims.
    pub claims: usize,
    /// Claims that are checked; those carried over from an earlier version are not.
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
            let is_checked = a.status == Status::Checked && a.carried.is_none();
            counts.checked += usize::from(a.kind == AnnotationKind::Claim && is_checked);
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
    source: Option<String>,
    date: Option<String>,
    paths: Vec<String>,
    fingerprint: Option<String>,
    earlier: Vec<String>,
    version_of: Option<String>,
    notes: Option<String>,
    /// Length in bytes and time of change (nanoseconds since 1970) of the notes file that the counts are of.
    stamp: Option<(u64, u64)>,
    counts: Counts,
    progress: Option<Progress>,
    opened: Option<Timestamp>,
}

impl Record {
    fn entry(&self) -> Entry {
        Entry {
            title: self.title.clone(),
            url: self.url.as_deref().map(|url| without_secrets(url).into_owned()),
            source: self.source.clone(),
            date: self.date.clone(),
            paths: self.paths.iter().map(PathBuf::from).collect(),
            fingerprint: self.fingerprint.as_deref().and_then(Fingerprint::parse),
            earlier: self
                .earlier
                .iter()
                .filter_map(|e| Fingerprint::parse(e))
                .collect(),
            version_of: self.version_of.as_deref().and_then(Fingerprint::parse),
            notes: self.notes.as_ref().map(PathBuf::from),
            counts: self.counts,
            progress: self.progress,
            opened: self.opened,
        }
    }

    fn of(entry: &Entry) -> Self {
        let text = |p: &PathBuf| p.to_str().map(str::to_owned);
        Self {
            title: entry.title.clone(),
            url: entry.url.as_deref().map(|url| without_secrets(url).into_owned()),
            source: entry.source.clone(),
            date: entry.date.clone(),
            paths: entry.paths.iter().filter_map(text).collect(),
            fingerprint: entry.fingerprint.map(|f| f.to_string()),
            earlier: entry.earlier.iter().map(ToString::to_string).collect(),
            version_of: entry.version_of.map(|f| f.to_string()),
            notes: entry.notes.as_ref().and_then(text),
            stamp: entry.notes.as_deref().and_then(stamp),
            counts: entry.counts,
            progress: entry.progress,
            opened: entry.opened,
        }
    }
}

impl Record {
    /// Keeps what an older line of the same notes file knows besides.
    fn keep(&mut self, old: &Self) {
        add(&mut self.paths, &old.paths);
        self.paths.truncate(PLACES);
        add(&mut self.earlier, &old.earlier);
        if old.fingerprint != self.fingerprint {
            add(&mut self.earlier, old.fingerprint.as_slice());
        }
        self.earlier
            .retain(|text| Some(text) != self.fingerprint.as_ref());
        self.version_of = self.version_of.take().or_else(|| old.version_of.clone());
        self.source = self.source.take().or_else(|| old.source.clone());
        self.date = self.date.take().or_else(|| old.date.clone());
        let unchanged = old.progress.filter(|_| self.counts == old.counts);
        self.progress = self.progress.or(unchanged);
    }
}

/// Paths of an article that are remembered.
const PLACES: usize = 32;

fn add(to: &mut Vec<String>, from: &[String]) {
    for item in from {
        if !to.contains(item) {
            to.push(item.clone());
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

/// The known articles whose file lay at `path`, the one opened last first.
pub fn at(paths: &Paths, path: &Path) -> Vec<Entry> {
    let (resolved, given) = (disk::resolve(path), std::path::absolute(path).ok());
    let mut entries = entries(paths);
    entries.retain(|entry| {
        let lies = |at: &PathBuf| *at == resolved || Some(at) == given.as_ref();
        entry.paths.iter().any(lies)
    });
    entries
}

/// What the index holds, with what the notes files say now. An index that cannot be read holds nothing.
fn records(paths: &Paths) -> Vec<Record> {
    let bytes = files::read_up_to(&index(paths), LARGEST).ok();
    up_to_date(paths, bytes.and_then(|bytes| parse(&bytes)).unwrap_or_default())
}

/// [`records`], to be written again: an index that cannot be read is no index to write over, and one that cannot be
/// understood is kept as `library.ron.damaged`.
fn records_to_write(paths: &Paths) -> Result<Vec<Record>, LibraryError> {
    let path = index(paths);
    let records = match files::read_up_to(&path, LARGEST) {
        Ok(bytes) => parse(&bytes),
        Err(error) if error.is_missing() => Some(Vec::new()),
        Err(error) => return Err(LibraryError::Read(error)),
    };
    if records.is_none() {
        let aside = disk::with_ending(&path, ".damaged");
        disk::keep_as(&paths.state, &path, &aside)
            .map_err(|source| LibraryError::Write(WriteError { path, source }))?;
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
    let known: HashSet<String> = records.iter().filter_map(|r| r.notes.clone()).collect();
    for file in files.filter(|f| f.extension().is_some_and(|e| e == "ron")) {
        if let Some(name) = file.to_str().filter(|f| !known.contains(*f)) {
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
    joined(records)
}

/// What is known of a text from before there were notes on it goes to the line of its notes file, which may have been written
/// since by an instance that has not noted it yet.
fn joined(mut records: Vec<Record>) -> Vec<Record> {
    let (without, mut noted): (Vec<Record>, Vec<Record>) = records
        .drain(..)
        .partition(|record| record.notes.is_none() && record.fingerprint.is_some());
    let mut by_text: HashMap<String, usize> = HashMap::new();
    for (index, record) in noted.iter().enumerate() {
        if let Some(text) = record.fingerprint.clone().filter(|_| record.notes.is_some()) {
            by_text.entry(text).or_insert(index);
        }
    }
    for record in without {
        let text = record.fingerprint.as_ref();
        let known = text.and_then(|text| by_text.get(text));
        match known.and_then(|index| noted.get_mut(*index)) {
            Some(known) => {
                known.opened = known.opened.max(record.opened);
                known.keep(&record);
            }
            None => noted.push(record),
        }
    }
    noted
}

fn refresh(record: &mut Record, notes: &Path) {
    let Ok(text) = files::read_text(notes, format::LARGEST) else {
        return;
    };
    let Ok((file, _)) = format::read(&text) else {
        return;
    };
    let entry = entry(&file.article, notes, Counts::of(&file.annotations));
    let mut new = Record {
        opened: record.opened,
        ..Record::of(&entry)
    };
    new.keep(record);
    *record = new;
}

fn entry(article: &Article, notes: &Path, counts: Counts) -> Entry {
    let folder = notes.parent().unwrap_or(Path::new(""));
    Entry {
        title: article.title.clone(),
        url: article.url.clone(),
        source: None,
        date: None,
        paths: article.paths.iter().map(|p| folder.join(p)).collect(),
        fingerprint: article.fingerprint,
        earlier: article.earlier.clone(),
        version_of: article.version_of,
        notes: Some(notes.to_owned()),
        counts,
        // The notes were changed elsewhere since the article was left.
        progress: None,
        opened: None,
    }
}

/// Which of the `entries` are versions of one article: for each the number of the first one of its group.
pub fn versions(entries: &[Entry]) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..entries.len()).collect();
    let mut by_text: HashMap<Fingerprint, usize> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        let texts = entry
            .fingerprint
            .iter()
            .chain(&entry.earlier)
            .chain(&entry.version_of);
        for text in texts {
            let other = *by_text.entry(*text).or_insert(index);
            let (a, b) = (root(&groups, index), root(&groups, other));
            groups[a.max(b)] = a.min(b);
        }
    }
    (0..entries.len()).map(|index| root(&groups, index)).collect()
}

fn root(groups: &[usize], mut index: usize) -> usize {
    while groups[index] != index {
        index = groups[index];
    }
    index
}

/// Notes that an article was opened: `entry` takes the place of what the index holds for the same notes file, or, without
/// one, for the same text or path. Paths and texts that only the index knows stay: the notes file is first told of them when
/// notes are saved.
///
/// # Errors
/// When the state folder cannot be written.
pub fn record(paths: &Paths, entry: &Entry) -> Result<(), LibraryError> {
    disk::private_folder(&paths.state, &paths.state).map_err(|source| {
        LibraryError::Write(WriteError {
            path: index(paths),
            source,
        })
    })?;
    // Two instances that write at once would each drop what the other one adds.
    let _guard = FolderLock::of(&paths.state, PATIENCE);
    let mut records = records_to_write(paths)?;
    let mut new = Record::of(entry);
    if let Some(old) = records
        .iter()
        .find(|old| old.notes.is_some() && old.notes == new.notes)
    {
        new.keep(old);
    }
    records.retain(|old| match (&old.notes, &new.notes) {
        (Some(a), Some(b)) => a != b,
        (Some(_), None) => true,
        (None, _) => old.fingerprint != new.fingerprint && !old.paths.iter().any(|p| new.paths.contains(p)),
    });
    records.insert(0, new);
    let pretty = ron::ser::PrettyConfig::new().depth_limit(1);
    let text = ron::ser::to_string_pretty(&records, pretty).unwrap_or_default();
    disk::replace_private(&paths.state, &index(paths), text.as_bytes()).map_err(LibraryError::Write)
}
