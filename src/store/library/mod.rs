//! The articles that are known, and the index (`crate::index`) by which they and all that is noted of them are found.
//!
//! Always true here: the notes files, the kept texts and the list of what was opened are the truth. Who asks
//! something takes in first what changed in them since the index was brought up to date. Where the index cannot be
//! written, one in memory answers, so that every question has an answer. To note that an article was opened touches the
//! list alone.

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

pub use crate::index::{Counts, Entry, Progress, versions};

/// How much of what the files say a question needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Which articles there are, with their annotations.
    Notes,
    /// Their texts too.
    Texts,
    /// The claims too that the analysis suggests in them.
    Suggestions,
}

/// What is being taken into the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakingIn {
    /// What it is, in words: 'notes', 'texts'.
    pub what: &'static str,
    /// How many are done.
    pub done: usize,
    /// Of how many.
    pub all: usize,
}

/// Is told how far the index is, and says whether to go on. What was taken in by then stays.
pub type Watch<'a> = &'a mut dyn FnMut(TakingIn) -> ControlFlow<()>;

/// For those who need not know how far it is.
pub fn unwatched(_: TakingIn) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Where the index lies.
pub fn index_file(paths: &Paths) -> PathBuf {
    paths.cache.join("index.sqlite")
}

/// Puts a question to the index, which is brought up to date first.
///
/// # Errors
/// When the watch calls it off, and when there is not even memory for an index.
pub fn ask<T>(
    paths: &Paths,
    reach: Reach,
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
fn as_it_is(paths: &Paths) -> Result<Index, IndexError> {
    open(paths).or_else(|_| {
        let index = Index::in_memory(Some(&index_file(paths)))?;
        bring_up(&index, paths, Reach::Notes, &mut unwatched)?;
        Ok(index)
    })
}

fn open(paths: &Paths) -> Result<Index, IndexError> {
    let file = index_file(paths);
    if !file.exists() {
        // For the owner alone; what the engine keeps beside it is as private as the file.
        disk::append_private(&paths.cache, &file)?;
    }
    Index::open(&file)
}

/// Takes in what changed since the index was brought up to date.
fn bring_up(index: &Index, paths: &Paths, reach: Reach, watch: Watch<'_>) -> Result<(), IndexError> {
    take_in_opened(index, paths)?;
    notes::take_in(index, paths, watch)?;
    if reach >= Reach::Texts {
        words::take_in_texts(index, paths, watch)?;
    }
    if reach >= Reach::Suggestions {
        words::take_in_suggestions(index, paths, watch)?;
    }
    Ok(())
}

/// Under which name it is kept how far the list of what was opened was read.
const OPENED: &str = "opened";
/// Under which name the bytes are kept that the list had when it was written whole.
const WRITTEN: &str = "opened written";

fn take_in_opened(index: &Index, paths: &Paths) -> Result<(), IndexError> {
    let kept = index.kept(OPENED)?;
    let mark = kept.as_deref().and_then(opened::Mark::parse);
    let added = opened::since(paths, mark.as_ref());
    // A list that cannot be read now says nothing.
    if mark.as_ref() == Some(&added.mark) || added.mark == opened::Mark::default() {
        return Ok(());
    }
    index.change(|index| {
        if added.anew && mark.is_some() {
            index.forget_opened()?;
        }
        for entry in &added.entries {
            index.note(entry)?;
        }
        index.keep(OPENED, &added.mark.to_string())
    })
}

/// Brings the index up to date where nobody waits for it, and writes the list of what was opened again where it has grown
/// long. A failure leaves it to whoever asks next.
///
/// # Errors
/// When the watch calls it off, and when the index cannot be written.
pub fn bring_up_to_date(paths: &Paths, reach: Reach, watch: Watch<'_>) -> Result<(), IndexError> {
    let noted = ask_file(paths, |index| {
        bring_up(index, paths, reach, watch)?;
        index.noted_texts()
    })?;
    if reach >= Reach::Texts {
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

/// Puts a question to the index in its file as it is; one that is damaged is put aside.
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

/// Takes in a notes file that was just saved. Nobody waits for it: a failure leaves it to whoever asks next.
pub fn saved(paths: &Paths, notes: &Path) {
    let _ = ask_file(paths, |index| notes::take_in_one(index, paths, notes));
}

/// Notes that an article was opened or left: `entry` takes the place of what is known for the same notes file, or, without
/// one, for the same text or path. Paths and texts that only the library knows stay: the notes file is first told of them
/// when notes are saved.
///
/// # Errors
/// When the state folder cannot be written.
pub fn record(paths: &Paths, entry: &Entry) -> Result<(), LibraryError> {
    opened::add(paths, entry)
}

/// Whether there is neither an index nor anything that one would be made of. A first run then makes none.
fn is_blank(paths: &Paths) -> bool {
    !index_file(paths).exists() && is_empty(paths)
}

/// What the index says of the articles; nothing where there is none.
fn articles<T: Default>(paths: &Paths, question: impl Fn(&Index) -> Result<T, IndexError>) -> T {
    if is_blank(paths) {
        return T::default();
    }
    ask(paths, Reach::Notes, &mut unwatched, question).unwrap_or_default()
}

/// All known articles, the one opened last first.
pub fn entries(paths: &Paths) -> Vec<Entry> {
    articles(paths, Index::entries)
}

/// Whether no article was ever opened, and there are no notes. The index is not asked: nothing waits for it here.
pub fn is_empty(paths: &Paths) -> bool {
    opened::is_missing(paths) && notes::is_missing(paths)
}

/// The known articles that have the text, lay at one of the paths, or have the address, the one opened last first.
pub fn related(paths: &Paths, to: &Related<'_>) -> Vec<Entry> {
    articles(paths, |index| index.related(to))
}

/// What is known of articles with notes that are not related to one by text, path or address.
#[derive(Debug, Default)]
pub struct Others {
    /// The texts that were last read of all articles with notes.
    pub texts: HashSet<Fingerprint>,
    /// Those with notes that have its title or its address.
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

/// [`related`]; where no article is, what is known of the others. The index is asked once.
pub fn related_or_others(paths: &Paths, to: &Related<'_>, title: &str) -> (Vec<Entry>, Option<Others>) {
    articles(paths, |index| {
        let related = index.related(to)?;
        let others = || Others::of(index, title, to.address);
        let others = related.is_empty().then(others).transpose()?;
        Ok((related, others))
    })
}

/// What is known of the articles with notes, for one with this title and address.
pub fn others(paths: &Paths, title: &str, address: Option<&str>) -> Others {
    articles(paths, |index| Others::of(index, title, address))
}

/// The known articles of which one of the texts was read last.
pub fn with_last_texts(paths: &Paths, texts: impl Iterator<Item = Fingerprint>) -> Vec<Entry> {
    let texts: Vec<Fingerprint> = texts.collect();
    if texts.is_empty() {
        return Vec::new();
    }
    articles(paths, |index| index.with_last_texts(&texts))
}

/// Whether there is an article whose notes lie, or are to lie, in this file.
pub fn is_known(paths: &Paths, notes: &Path) -> bool {
    articles(paths, |index| Ok(index.with_notes(notes)?.is_some()))
}

/// The known articles whose file lay at `path`, the one opened last first.
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

/// The known articles whose text this is, or was, the one opened last first.
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
