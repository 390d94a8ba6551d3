//! The known articles, and the index (`crate::index`) that finds them and their annotations.
//!
//! Invariants: the notes files, the kept texts and the list of opened articles are authoritative. Before a query, changes in them are taken
//! into the index. If the index cannot be written, one in memory is used, so that every query has an answer. Recording that an article was
//! opened only extends the list.

mod claims;
mod notes;
mod opened;
mod words;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::{LibraryError, Paths, disk, likeness};
use crate::document::Fingerprint;
use crate::index::{self, Index, IndexError, Related};

pub use claims::{LibraryClaims, claims};

pub use crate::index::{Counts, Entry, Progress, article_tags};

/// The data that a query needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexExtent {
    /// The articles with their annotations.
    Notes,
    /// Also their texts.
    Texts,
    /// Also the claims that the analysis suggests in them.
    Suggestions,
}

/// Progress of updating the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakingIn {
    /// The kind of data, in words: 'notes', 'texts'.
    pub what: &'static str,
    /// The number done.
    pub done: usize,
    /// The total number.
    pub all: usize,
}

/// Called with the progress of updating the index; returns whether to continue. Progress made until then is kept.
pub type Watch<'a> = &'a mut dyn FnMut(TakingIn) -> ControlFlow<()>;

/// A [`Watch`] that ignores the progress.
pub fn unwatched(_: TakingIn) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// The path of the index.
pub fn index_file(paths: &Paths) -> PathBuf {
    paths.cache.join("index.sqlite")
}

/// Updates the index and runs a query on it.
///
/// # Errors
/// When the watch cancels it, and when there is no memory for an index.
pub fn ask<T>(
    paths: &Paths,
    reach: IndexExtent,
    watch: Watch<'_>,
    question: impl Fn(&Index) -> Result<T, IndexError>,
) -> Result<T, IndexError> {
    let file = index_file(paths);
    let mut asked = || {
        let index = open(paths)?;
        bring_up(&index, paths, reach, watch)?;
        question(&index)
    };
    let mut answer = asked();
    if let Err(IndexError::Damaged(_)) = answer {
        answer = index::put_aside(&file).and_then(|()| asked());
    }
    match answer {
        Err(IndexError::Damaged(_) | IndexError::Failed(_)) => {
            let index = Index::in_memory(Some(&file))?;
            bring_up(&index, paths, reach, watch)?;
            question(&index)
        }
        answer => answer,
    }
}

/// The index as it was brought up to date last; one in memory where it cannot be opened for writing.
///
/// # Errors
/// When there is not even memory for an index.
pub fn as_it_is(paths: &Paths) -> Result<Index, IndexError> {
    open(paths).or_else(|_| {
        let index = Index::in_memory(Some(&index_file(paths)))?;
        bring_up(&index, paths, IndexExtent::Notes, &mut unwatched)?;
        Ok(index)
    })
}

fn open(paths: &Paths) -> Result<Index, IndexError> {
    let file = index_file(paths);
    if !file.exists() {
        // Readable by the owner only; the engine's additional files are as private as this one.
        disk::append_private(&paths.cache, &file)?;
    }
    Index::open(&file)
}

/// Takes in the changes since the last update.
fn bring_up(index: &Index, paths: &Paths, reach: IndexExtent, watch: Watch<'_>) -> Result<(), IndexError> {
    take_in_opened(index, paths)?;
    notes::take_in(index, paths, watch)?;
    if reach >= IndexExtent::Texts {
        words::take_in_texts(index, paths, watch)?;
    }
    if reach >= IndexExtent::Suggestions {
        words::take_in_suggestions(index, paths, watch)?;
    }
    index.settle();
    Ok(())
}

/// The key under which the index stores how much of the list of opened articles was read.
const OPENED: &str = "opened";
/// The key for the size of that list, in bytes, when it was last rewritten.
const WRITTEN: &str = "opened written";

fn take_in_opened(index: &Index, paths: &Paths) -> Result<(), IndexError> {
    let kept = index.kept(OPENED)?;
    let mark = kept.as_deref().and_then(opened::Mark::parse);
    let added = opened::since(paths, mark.as_ref());
    // A list that cannot be read now adds nothing.
    if mark.as_ref() == Some(&added.mark) || added.mark == opened::Mark::default() {
        return Ok(());
    }
    index.change(|index| {
        if added.is_new && mark.is_some() {
            index.forget_opened()?;
        }
        for told in &added.told {
            match told {
                opened::Told::Opened(entry) => index.note(entry)?,
                opened::Told::Forgotten(entry) => index.forget(entry)?,
            }
        }
        index.keep(OPENED, &added.mark.to_string())
    })
}

/// Updates the index in the background, and rewrites the list of opened articles if it has grown long. After a failure the next query tries
/// again.
///
/// # Errors
/// When the watch cancels it, and when the index cannot be written.
pub fn bring_up_to_date(paths: &Paths, reach: IndexExtent, watch: Watch<'_>) -> Result<(), IndexError> {
    let noted = ask_file(paths, |index| {
        bring_up(index, paths, reach, watch)?;
        index.noted_texts()
    })?;
    if reach >= IndexExtent::Texts {
        let noted: Vec<Fingerprint> = noted.into_iter().collect();
        likeness::bring_up(paths, &noted, |done, all| {
            let what = "texts";
            watch(TakingIn { what, done, all }).is_continue()
        });
    }
    ask_file(paths, |index| {
        let written = index.kept(WRITTEN)?.and_then(|bytes| bytes.parse().ok());
        if opened::grown(paths, written.unwrap_or(0)).is_none() {
            return Ok(());
        }
        let all = || {
            take_in_opened(index, paths).ok()?;
            let mut entries = index.entries().ok()?;
            entries.retain(|entry| entry.opened.is_some() || entry.notes.is_none());
            Some(entries)
        };
        match opened::write_again(paths, all) {
            Ok(mark) => index.change(|index| {
                index.keep(OPENED, &mark.to_string())?;
                index.keep(WRITTEN, &mark.offset().to_string())
            }),
            Err(_) => Ok(()),
        }
    })
}

/// Runs a query on the index file as it is; a damaged index is set aside.
fn ask_file<T>(
    paths: &Paths,
    question: impl FnOnce(&Index) -> Result<T, IndexError>,
) -> Result<T, IndexError> {
    let answer = open(paths).and_then(|index| question(&index));
    if let Err(IndexError::Damaged(_)) = answer {
        index::put_aside(&index_file(paths))?;
    }
    answer
}

/// Takes in a notes file that was just saved, in the background; after a failure the next query tries again.
pub fn saved(paths: &Paths, notes: &Path) {
    let _ = ask_file(paths, |index| notes::take_in_one(index, paths, notes));
}

/// Records that an article was opened or closed: `entry` replaces what is known for the same notes file, or, without one, for the same text
/// or path. Paths and texts that only the library knows are kept: the notes file does not have them until notes are saved.
///
/// # Errors
/// When the state folder cannot be written.
pub fn record(paths: &Paths, entry: &Entry) -> Result<(), LibraryError> {
    opened::add(paths, entry)
}

/// Forgets an article. One that there are notes of is not known any more once its notes file is put away: it is kept as
/// `FILE.forgotten`, whose name this gives.
///
/// # Errors
/// When the notes cannot be put away, or the state folder cannot be written.
pub fn forget(paths: &Paths, entry: &Entry) -> Result<Option<PathBuf>, LibraryError> {
    let mut put_away = None;
    if let Some(notes) = &entry.notes {
        let names = std::iter::once(".forgotten".to_owned()).chain((2..).map(|n| format!(".forgotten-{n}")));
        let mut free = names.map(|ending| disk::with_ending(notes, &ending));
        let free = free.find(|path| !path.exists()).unwrap_or_default();
        let failed = |source| {
            LibraryError(super::WriteError {
                path: notes.clone(),
                source,
            })
        };
        std::fs::rename(notes, &free).map_err(failed)?;
        put_away = Some(free);
    }
    opened::forget(paths, entry)?;
    Ok(put_away)
}

/// Whether there is neither an index nor anything to make one from. Then a first run makes none.
fn is_blank(paths: &Paths) -> bool {
    !index_file(paths).exists() && is_empty(paths)
}

/// The articles in the index; none if it does not exist.
fn articles<T: Default>(paths: &Paths, question: impl Fn(&Index) -> Result<T, IndexError>) -> T {
    if is_blank(paths) {
        return T::default();
    }
    ask(paths, IndexExtent::Notes, &mut unwatched, question).unwrap_or_default()
}

/// All known articles, the last opened first.
pub fn entries(paths: &Paths) -> Vec<Entry> {
    articles(paths, Index::entries)
}

/// Whether no article was ever opened, and there are no notes. The index is not asked, because this must not wait.
pub fn is_empty(paths: &Paths) -> bool {
    opened::is_missing(paths) && notes::is_missing(paths)
}

/// The known articles that have the text, had one of the paths, or have the address, the last opened first.
pub fn related(paths: &Paths, to: &Related<'_>) -> Vec<Entry> {
    articles(paths, |index| index.related(to))
}

/// Information on articles with notes that are not related to a given one by text, path or address.
#[derive(Debug, Default)]
pub struct Others {
    /// The last texts of all articles with notes.
    pub texts: HashSet<Fingerprint>,
    /// Articles with notes and the same title or address.
    pub named: Vec<Entry>,
}

impl Others {
    fn of(index: &Index, title: &str, address: Option<&str>) -> Result<Self, IndexError> {
        Ok(Self {
            texts: index.noted_texts()?,
            named: index.named(title, address)?,
        })
    }
}

/// [`related`]; if no article is, information on the others. The index is asked once.
pub fn related_or_others(paths: &Paths, to: &Related<'_>, title: &str) -> (Vec<Entry>, Option<Others>) {
    articles(paths, |index| {
        let related = index.related(to)?;
        let others = || Others::of(index, title, to.address);
        let others = related.is_empty().then(others).transpose()?;
        Ok((related, others))
    })
}

/// Information on the articles with notes, for an article with this title and address.
pub fn others(paths: &Paths, title: &str, address: Option<&str>) -> Others {
    articles(paths, |index| Others::of(index, title, address))
}

/// The known articles for which one of the texts is the last one read.
pub fn with_last_texts(paths: &Paths, texts: impl Iterator<Item = Fingerprint>) -> Vec<Entry> {
    let texts: Vec<Fingerprint> = texts.collect();
    if texts.is_empty() {
        return Vec::new();
    }
    articles(paths, |index| index.with_last_texts(&texts))
}

/// Whether there is an article whose notes are, or will be, in this file.
pub fn is_known(paths: &Paths, notes: &Path) -> bool {
    articles(paths, |index| Ok(index.with_notes(notes)?.is_some()))
}

/// The known articles whose file was at `path`, the most recently opened one first.
pub fn at(paths: &Paths, path: &Path) -> Vec<Entry> {
    let places: Vec<PathBuf> = std::iter::once(disk::resolve(path))
        .chain(std::path::absolute(path))
        .collect();
    related(
        paths,
        &Related {
            paths: &places,
            ..Related::default()
        },
    )
}

/// The known articles with this present or former text, the last opened first.
pub fn with_text(paths: &Paths, print: Fingerprint) -> Vec<Entry> {
    let mut found = related(
        paths,
        &Related {
            print: Some(print),
            ..Related::default()
        },
    );
    found.sort_by_key(|entry| entry.fingerprint != Some(print));
    found
}
