//! The list of opened articles: `library.log` in the state folder, with a line for each time an article was opened or closed.
//!
//! Invariants: lines are only appended, so recording an article costs the same no matter how many there are; a line truncated by a full
//! disk or a killed process is skipped. When the list has grown to several times its necessary size, it is rewritten without obsolete
//! lines. The first line names the list; another name means that lines read before may be gone.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::lock::FolderLock;
use super::super::{LibraryError, Paths, WriteError, disk};
use crate::document::Fingerprint;
use crate::files;
use crate::index::{Counts, Entry, Progress};
use crate::notes::Timestamp;
use crate::text::address::without_secrets;

/// How long appending a line waits for another instance that is appending.
const PATIENCE: Duration = Duration::from_secs(1);
/// The size limit of a list that is read, in bytes.
const LARGEST: u64 = 1 << 30;
/// The start of the first line; the name of the list follows.
const FIRST_LINE: &str = "postil library 1 ";
/// Bytes by which the list may grow before it is rewritten.
const SLACK: u64 = 4 << 20;

/// A line of the list.
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
    counts: Counts,
    progress: Option<Progress>,
    opened: Option<Timestamp>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    /// Whether the article is to be forgotten, and not opened.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    forgotten: bool,
}

/// What a line of the list tells.
#[derive(Debug)]
pub(super) enum Told {
    /// An article was opened or left.
    Opened(Entry),
    /// The reader wants it forgotten.
    Forgotten(Entry),
}

impl Record {
    fn told(&self) -> Told {
        if self.forgotten {
            Told::Forgotten(self.entry())
        } else {
            Told::Opened(self.entry())
        }
    }

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
            tags: self.tags.clone(),
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
            counts: entry.counts,
            progress: entry.progress,
            opened: entry.opened,
            tags: entry.tags.clone(),
            forgotten: false,
        }
    }

    fn line(&self) -> String {
        let mut line = ron::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// How much of the list was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    list: String,
    offset: u64,
}

impl Mark {
    /// The number of bytes read.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let (list, offset) = text.rsplit_once(' ')?;
        Some(Self {
            list: list.to_owned(),
            offset: offset.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.list, self.offset)
    }
}

/// New lines of the list.
#[derive(Debug, Default)]
pub(super) struct Added {
    pub(super) told: Vec<Told>,
    /// How much of the list is now read.
    pub(super) mark: Mark,
    /// Whether this is not the list that was read before.
    pub(super) is_new: bool,
}

fn list(paths: &Paths) -> PathBuf {
    paths.state.join("library.log")
}

/// The list of earlier versions of the program, which was rewritten each time.
fn old_list(paths: &Paths) -> PathBuf {
    paths.state.join("library.ron")
}

/// Whether no article was ever opened, as far as is known.
pub(super) fn is_missing(paths: &Paths) -> bool {
    !list(paths).exists() && !old_list(paths).exists()
}

/// The lines added since the list was read up to `mark`. A list that cannot be read counts as empty.
pub(super) fn since(paths: &Paths, mark: Option<&Mark>) -> Added {
    match files::open(&list(paths), OpenOptions::new().read(true)) {
        Ok((file, length)) => read_since(file, length, mark).unwrap_or_default(),
        Err(error) if error.is_missing() => from_old(paths, mark),
        Err(_) => Added::default(),
    }
}

fn read_since(mut file: File, length: u64, mark: Option<&Mark>) -> std::io::Result<Added> {
    let mut first = [0; FIRST_LINE.len() + 33];
    let name = match file.read_exact(&mut first) {
        Ok(()) => std::str::from_utf8(&first)
            .ok()
            .and_then(|line| line.strip_prefix(FIRST_LINE)?.strip_suffix('\n')),
        Err(_) => None,
    };
    // A list without a name is read from the start whenever its length changes.
    let (name, begins) = match name {
        Some(name) => (name.to_owned(), first.len() as u64),
        None => (format!("unnamed{length}"), 0),
    };
    let known = mark.filter(|mark| mark.list == name && mark.offset <= length);
    let from = known.map_or(begins, |mark| mark.offset);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    // The last line may be incomplete because it is being written.
    let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |end| end + 1);
    let lines = bytes[..whole].split(|b| *b == b'\n');
    let parse = |line: &[u8]| ron::from_str::<Record>(std::str::from_utf8(line).ok()?).ok();
    Ok(Added {
        told: lines.filter_map(parse).map(|record| record.told()).collect(),
        mark: Mark {
            list: name,
            offset: from + whole as u64,
        },
        is_new: known.is_none(),
    })
}

/// The list of an earlier version, ordered with the last opened article last.
fn from_old(paths: &Paths, mark: Option<&Mark>) -> Added {
    let old = old_list(paths);
    let changed = std::fs::metadata(&old).and_then(|m| m.modified()).ok();
    let mark_now = Mark {
        list: format!("old{changed:?}").replace(' ', ""),
        offset: std::fs::metadata(&old).map_or(0, |m| m.len()),
    };
    if mark == Some(&mark_now) {
        return Added {
            mark: mark_now,
            ..Added::default()
        };
    }
    Added {
        told: old_entries(&old)
            .unwrap_or_default()
            .into_iter()
            .map(Told::Opened)
            .collect(),
        mark: mark_now,
        is_new: true,
    }
}

/// `None` if the list cannot be parsed.
fn old_entries(old: &Path) -> Option<Vec<Entry>> {
    let text = match files::read_text(old, LARGEST) {
        Ok(text) => text,
        Err(error) if error.is_missing() => return Some(Vec::new()),
        Err(_) => return None,
    };
    let records: Vec<Record> = ron::from_str(&text).ok()?;
    Some(records.iter().rev().map(Record::entry).collect())
}

/// Appends a line to the list. The list of an earlier version is converted first, and kept as `library.ron.old`.
///
/// # Errors
/// When the state folder cannot be written.
pub(super) fn add(paths: &Paths, entry: &Entry) -> Result<(), LibraryError> {
    add_record(paths, &Record::of(entry))
}

/// Adds a line that says that an article is to be forgotten.
///
/// # Errors
/// When the state folder cannot be written.
pub(super) fn forget(paths: &Paths, entry: &Entry) -> Result<(), LibraryError> {
    let forgotten = true;
    add_record(
        paths,
        &Record {
            forgotten,
            ..Record::of(entry)
        },
    )
}

fn add_record(paths: &Paths, record: &Record) -> Result<(), LibraryError> {
    let path = list(paths);
    let failed = |source| {
        LibraryError(WriteError {
            path: path.clone(),
            source,
        })
    };
    disk::private_folder(&paths.state, &paths.state).map_err(failed)?;
    // Two instances that create a list at the same time would each drop the other's line.
    let _guard = FolderLock::of(&paths.state, PATIENCE);
    if !path.exists() {
        take_over(paths)?;
    }
    let append = || {
        let mut file = disk::append_private(&paths.state, &path)?;
        let mut line = record.line();
        if !ends_with_a_line(&path)? {
            line.insert(0, '\n');
        }
        file.write_all(line.as_bytes())
    };
    append().map_err(failed)
}

/// Whether the last line of the list is complete.
fn ends_with_a_line(list: &Path) -> std::io::Result<bool> {
    let (mut file, length) = files::open(list, OpenOptions::new().read(true))?;
    let Some(last) = length.checked_sub(1) else {
        return Ok(true);
    };
    file.seek(SeekFrom::Start(last))?;
    let mut byte = [0];
    file.read_exact(&mut byte)?;
    Ok(byte == *b"\n")
}

fn take_over(paths: &Paths) -> Result<(), LibraryError> {
    let old = old_list(paths);
    let entries = old_entries(&old);
    let ending = if entries.is_some() { ".old" } else { ".damaged" };
    write(paths, &entries.unwrap_or_default())?;
    if old.exists() {
        std::fs::rename(&old, disk::with_ending(&old, ending))
            .map_err(|source| LibraryError(WriteError { path: old, source }))?;
    }
    Ok(())
}

/// Starts a new list with these lines; returns its end.
fn write(paths: &Paths, entries: &[Entry]) -> Result<Mark, LibraryError> {
    let name = uuid::Uuid::now_v7().simple();
    let mut text = format!("{FIRST_LINE}{name}\n");
    for entry in entries {
        text.push_str(&Record::of(entry).line());
    }
    disk::replace_private(&paths.state, &list(paths), text.as_bytes()).map_err(LibraryError)?;
    Ok(Mark {
        list: name.to_string(),
        offset: text.len() as u64,
    })
}

/// The size of the list in bytes, if it has grown so far beyond `written`, its size when it was last rewritten, that rewriting it is
/// worthwhile.
pub(super) fn grown(paths: &Paths, written: u64) -> Option<u64> {
    let length = std::fs::metadata(list(paths)).ok()?.len();
    (length > SLACK + 4 * written).then_some(length)
}

/// Rewrites the list with the entries that `all` returns for the current list, while other instances append nothing. Returns its end.
///
/// # Errors
/// When the state folder cannot be written, or another instance is writing to the list.
pub(super) fn write_again(
    paths: &Paths,
    all: impl FnOnce() -> Option<Vec<Entry>>,
) -> Result<Mark, LibraryError> {
    let busy = || {
        LibraryError(WriteError {
            path: list(paths),
            source: std::io::ErrorKind::ResourceBusy.into(),
        })
    };
    let guard = FolderLock::of(&paths.state, PATIENCE).ok_or_else(busy)?;
    let mut entries = all().ok_or_else(busy)?;
    entries.sort_by_key(|entry| entry.opened);
    let mark = write(paths, &entries)?;
    drop(guard);
    Ok(mark)
}
