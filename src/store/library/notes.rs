//! Takes notes files into the index.
//!
//! Invariants: a file is read again if its length, time or inode number changed. For a large folder, a checksum of the names and inode
//! numbers of its files first shows whether any was replaced; this needs no access to each file.

use std::ffi::OsStr;
use std::fs::DirEntry;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use super::super::format::{self, Article, NotesFile};
use super::super::{Paths, session};
use super::{TakingIn, Watch};
use crate::files;
use crate::index::{Counts, Entry, Index, IndexError, Stamp, article_tags};
use crate::text::clean::one_line;

/// With at most this many notes files, each of them is checked on every query.
const FEW: usize = 2000;
/// Files that are indexed in one transaction.
const BATCH: usize = 100;
/// The key under which the index stores the state of the notes folder.
const FOLDER: &str = "notes folder";
/// A folder that changed less than this time ago may change again without a new modification time.
const FRESH: Duration = Duration::from_millis(50);

/// The state of the notes folder when all its files were indexed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct FolderState {
    /// Its modification time in nanoseconds since 1970; 0 if it may change again without a new time.
    changed: u64,
    /// Checksum of the names and inode numbers of its notes files.
    sum: u64,
}

impl FolderState {
    fn kept(index: &Index) -> Result<Option<Self>, IndexError> {
        let kept = index.kept(FOLDER)?;
        let parse = |text: String| {
            let (changed, sum) = text.split_once(' ')?;
            Some(Self {
                changed: changed.parse().ok()?,
                sum: sum.parse().ok()?,
            })
        };
        Ok(kept.and_then(parse))
    }

    fn keep(self, index: &Index) -> Result<(), IndexError> {
        index.keep(FOLDER, &format!("{} {}", self.changed, self.sum))
    }
}

/// Takes in the changes of the notes files.
pub(super) fn take_in(index: &Index, paths: &Paths, watch: Watch<'_>) -> Result<(), IndexError> {
    let folder = paths.notes();
    let kept = FolderState::kept(index)?;
    let count = index.count()?;
    let quick = cfg!(unix) && count > FEW;
    let changed = changed(&folder);
    let is_same = |kept: &FolderState| kept.changed != 0 && kept.changed == changed;
    if quick && kept.as_ref().is_some_and(is_same) {
        return Ok(());
    }
    let (names, sum) = names(&folder);
    let state = FolderState { changed, sum };
    if quick && kept.is_some_and(|kept| kept.sum == sum) {
        // Only locks and other temporary files were added or removed.
        return index.change(|index| state.keep(index));
    }
    let mut known = index.stamps()?;
    let files = names.into_iter().map(|name| folder.join(name));
    let mut all: Vec<(PathBuf, Option<Stamp>)> = files
        .map(|file| {
            let stamp = known.remove(&file).flatten();
            (file, stamp)
        })
        .collect();
    // Those beside their articles, and those whose file is gone.
    all.extend(known);
    let differs: Vec<(PathBuf, Option<Stamp>)> = all
        .into_par_iter()
        .filter_map(|(file, old)| match stamp(&file) {
            Some(now) => (Some(now) != old).then_some((file, Some(now))),
            None => matches!(file.try_exists(), Ok(false)).then_some((file, None)),
        })
        .collect();
    take_in_files(index, &differs, watch)?;
    if kept == Some(state) {
        return Ok(());
    }
    index.change(|index| state.keep(index))
}

fn take_in_files(
    index: &Index,
    files: &[(PathBuf, Option<Stamp>)],
    watch: Watch<'_>,
) -> Result<(), IndexError> {
    for (number, batch) in files.chunks(BATCH).enumerate() {
        let done = TakingIn {
            what: "notes",
            done: number * BATCH,
            all: files.len(),
        };
        if let ControlFlow::Break(()) = watch(done) {
            return Err(IndexError::CalledOff);
        }
        let read: Vec<Result<(Entry, NotesFile), String>> =
            batch.par_iter().map(|(file, _)| read(file)).collect();
        index.change(|index| {
            for ((file, now), read) in batch.iter().zip(&read) {
                match now {
                    Some(now) => {
                        let read = read.as_ref().map(|(e, file)| (e, file.annotations.as_slice()));
                        index.read_notes(file, *now, read.map_err(String::as_str))?;
                    }
                    None => index.forget_notes(file)?,
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Takes in one notes file that was saved, if the index knows the others.
pub(super) fn take_in_one(index: &Index, paths: &Paths, notes: &Path) -> Result<(), IndexError> {
    let Some(kept) = FolderState::kept(index)? else {
        return Ok(());
    };
    let Some(now) = stamp(notes) else { return Ok(()) };
    let Ok((entry, file)) = read(notes) else {
        return Ok(());
    };
    index.change(|index| {
        let old = index.stamp(notes)?;
        index.read_notes(notes, now, Ok((&entry, &file.annotations)))?;
        let name = notes
            .file_name()
            .filter(|_| notes.parent() == Some(&paths.notes()));
        let Some(name) = name else { return Ok(()) };
        let without = old.map_or(0, |old| hash(name, old.inode));
        let state = FolderState {
            changed: 0,
            sum: kept.sum ^ without ^ hash(name, now.inode),
        };
        state.keep(index)
    })
}

/// The content of a notes file.
///
/// # Errors
/// Why it cannot be read, in words that name it.
fn read(notes: &Path) -> Result<(Entry, NotesFile), String> {
    let bytes = files::read_up_to(notes, format::LARGEST).map_err(|error| error.to_string())?;
    let name = || one_line(&notes.display().to_string());
    let (file, _) = session::parse(&bytes).map_err(|why| format!("{}: {why}", name()))?;
    let counts = Counts::of(&file.annotations);
    let entry = Entry {
        tags: article_tags(&file.annotations),
        ..entry(&file.article, notes, counts)
    };
    Ok((entry, file))
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
        // The notes were changed elsewhere since the article was closed.
        progress: None,
        opened: None,
        tags: Vec::new(),
    }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(file).ok()?;
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
    #[cfg(not(unix))]
    let inode = 0;
    Some(Stamp {
        length: metadata.len(),
        changed: nanoseconds(metadata.modified().ok()?),
        inode,
    })
}

fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos() as u64)
}

/// The modification time of a folder; 0 if it has none, or is so recent that another change may go unnoticed.
fn changed(folder: &Path) -> u64 {
    let changed = std::fs::metadata(folder).and_then(|m| m.modified());
    let Ok(changed) = changed else { return 0 };
    let settled = SystemTime::now()
        .duration_since(changed)
        .is_ok_and(|age| age > FRESH);
    if settled { nanoseconds(changed) } else { 0 }
}

fn hash(name: &OsStr, inode: u64) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one((name, inode))
}

/// The notes files of a folder.
fn listed(folder: &Path) -> impl Iterator<Item = DirEntry> {
    let all = std::fs::read_dir(folder).into_iter().flatten().flatten();
    all.filter(|entry| Path::new(&entry.file_name()).extension() == Some(OsStr::new("ron")))
}

/// Whether there are no notes files.
pub(super) fn is_missing(paths: &Paths) -> bool {
    listed(&paths.notes()).next().is_none()
}

/// The names of the notes files of a folder, and the checksum of their names and inode numbers.
fn names(folder: &Path) -> (Vec<std::ffi::OsString>, u64) {
    let mut names = Vec::new();
    let mut sum = 0;
    for entry in listed(folder) {
        let name = entry.file_name();
        #[cfg(unix)]
        let inode = std::os::unix::fs::DirEntryExt::ino(&entry);
        #[cfg(not(unix))]
        let inode = 0;
        sum ^= hash(&name, inode);
        names.push(name);
    }
    (names, sum)
}
