//! The known articles: the data for lists, and the ways to look one up.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::{Index, IndexError, Passage};
use crate::document::Fingerprint;
use crate::notes::{Annotation, AnnotationKind, Status, Timestamp};
use crate::text::fold::{SEARCH, folded};

/// An article that was opened or has notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The title.
    pub title: String,
    /// Its address, if it has one.
    pub url: Option<String>,
    /// The publisher, if known.
    pub source: Option<String>,
    /// The date of publication, as `2026-09-26`, if known.
    pub date: Option<String>,
    /// Paths of its file, latest first.
    pub paths: Vec<PathBuf>,
    /// Fingerprint of the text last read.
    pub fingerprint: Option<Fingerprint>,
    /// Fingerprints of texts with which the notes were saved before.
    pub earlier: Vec<Fingerprint>,
    /// Fingerprint of a text of the article that this one is a new version of.
    pub version_of: Option<Fingerprint>,
    /// The notes file, if there is one.
    pub notes: Option<PathBuf>,
    /// Numbers of annotations in the notes file.
    pub counts: Counts,
    /// The progress of deciding on claims, including suggested ones, when the article was last closed.
    pub progress: Option<Progress>,
    /// When the article was last opened.
    pub opened: Option<Timestamp>,
    /// The article's own tags: those of notes on it as a whole.
    pub tags: Vec<String>,
}

/// The tags of an article: those of annotations on it as a whole.
pub fn article_tags<'a>(annotations: impl IntoIterator<Item = &'a Annotation>) -> Vec<String> {
    let whole = annotations
        .into_iter()
        .filter(|a| !a.deleted && a.anchor.is_whole());
    let mut tags: Vec<String> = whole.flat_map(|a| a.tags.iter().cloned()).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// The progress of work on an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Claims that were accepted or have a verdict.
    pub decided: usize,
    /// All claims, including suggested ones.
    pub claims: usize,
}

/// Numbers of annotations, not counting deleted ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Of all kinds except rejections.
    pub annotations: usize,
    /// Claims.
    pub claims: usize,
    /// Checked claims, except those carried over from an earlier version.
    pub checked: usize,
}

impl Counts {
    /// Counts the annotations.
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

/// Attributes that show whether a file changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Length in bytes.
    pub length: u64,
    /// Time of the last change, in nanoseconds since 1970.
    pub changed: u64,
    /// The inode number, if the system has one.
    pub inode: u64,
}

/// Attributes by which an article may be recognized.
#[derive(Clone, Debug, Default)]
pub struct Related<'a> {
    /// The fingerprint of its text.
    pub print: Option<Fingerprint>,
    /// Possible paths of its file.
    pub paths: &'a [PathBuf],
    /// Its address, [normalised](crate::text::page::page_of).
    pub address: Option<&'a str>,
}

/// The maximum number of stored paths of an article.
const PLACES: usize = 32;

/// The content of the column `record`.
#[derive(Serialize, Deserialize)]
struct Record {
    title: String,
    url: Option<String>,
    source: Option<String>,
    date: Option<String>,
    paths: Vec<PathBuf>,
    print: Option<[u8; 32]>,
    earlier: Vec<[u8; 32]>,
    version_of: Option<[u8; 32]>,
    notes: Option<PathBuf>,
    counts: Counts,
    progress: Option<Progress>,
    opened: Option<Timestamp>,
    tags: Vec<String>,
}

impl Record {
    fn of(entry: &Entry) -> Self {
        let Entry {
            title,
            url,
            source,
            date,
            paths,
            fingerprint,
            earlier,
            version_of,
            notes,
            counts,
            progress,
            opened,
            tags,
        } = entry.clone();
        let bytes = |print: Fingerprint| *print.bytes();
        let utf8 = |path: &PathBuf| path.to_str().is_some();
        Self {
            title,
            url,
            source,
            date,
            paths: paths.into_iter().filter(utf8).collect(),
            print: fingerprint.map(bytes),
            earlier: earlier.into_iter().map(bytes).collect(),
            version_of: version_of.map(bytes),
            notes: notes.filter(utf8),
            counts,
            progress,
            opened,
            tags,
        }
    }

    fn entry(self) -> Entry {
        let Self {
            title,
            url,
            source,
            date,
            paths,
            print,
            earlier,
            version_of,
            notes,
            counts,
            progress,
            opened,
            tags,
        } = self;
        let print_of = |bytes: [u8; 32]| Fingerprint::from_bytes(bytes);
        Entry {
            title,
            url,
            source,
            date,
            paths,
            fingerprint: print.map(print_of),
            earlier: earlier.into_iter().map(print_of).collect(),
            version_of: version_of.map(print_of),
            notes,
            counts,
            progress,
            opened,
            tags,
        }
    }
}

pub(super) fn decoded(bytes: &[u8]) -> Result<Entry, IndexError> {
    Ok(postcard::from_bytes::<Record>(bytes)?.entry())
}

fn add<T: PartialEq + Clone>(to: &mut Vec<T>, from: &[T]) {
    for item in from {
        if !to.contains(item) {
            to.push(item.clone());
        }
    }
}

impl Entry {
    /// Adds what an earlier entry of the same article knows.
    pub fn keep(&mut self, old: &Self) {
        add(&mut self.paths, &old.paths);
        self.paths.truncate(PLACES);
        add(&mut self.earlier, &old.earlier);
        if old.fingerprint != self.fingerprint {
            add(&mut self.earlier, old.fingerprint.as_slice());
        }
        self.earlier.retain(|text| Some(*text) != self.fingerprint);
        self.version_of = self.version_of.or(old.version_of);
        self.source = self.source.take().or_else(|| old.source.clone());
        self.date = self.date.take().or_else(|| old.date.clone());
        // Notes and tags change nothing of it.
        let decisions = |counts: Counts| (counts.claims, counts.checked);
        let unchanged = decisions(self.counts) == decisions(old.counts);
        self.progress = self.progress.or(old.progress.filter(|_| unchanged));
    }

    /// The progress on its claims; `None` for an article without notes that was never analysed completely.
    pub fn decided(&self) -> Option<Progress> {
        let counted = || Progress {
            decided: self.counts.checked,
            claims: self.counts.claims,
        };
        self.progress
            .or_else(|| (self.counts.annotations > 0).then(counted))
    }

    /// Whether work on it was begun and some claims are undecided.
    pub fn is_unfinished(&self) -> bool {
        self.counts.annotations > 0 && self.decided().is_some_and(|p| p.decided < p.claims)
    }

    /// The normalised address for comparison.
    fn address(&self) -> Option<String> {
        let url = self.url.as_deref()?;
        Some(crate::text::page::plain(url))
    }
}

fn text_of(path: &Path) -> Option<&str> {
    path.to_str()
}

impl Index {
    /// Records that an article was opened. An entry without notes is merged with the notes on the same text, if there are some; otherwise
    /// it replaces one with the same text or path. Data older than the known one only fills gaps.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn note(&self, entry: &Entry) -> Result<(), IndexError> {
        let Some(notes) = entry.notes.as_deref().and_then(text_of) else {
            return self.note_without_notes(entry);
        };
        let mut new = entry.clone();
        match self.row("notes = ?", [notes])? {
            Some((id, old)) => {
                if new.opened < old.opened {
                    let mut known = old;
                    known.keep(&new);
                    new = known;
                } else {
                    new.keep(&old);
                }
                self.absorb(&mut new)?;
                self.write(Some(id), &new)
            }
            // The notes file may be gone by now; checking the files will show that.
            None => {
                self.absorb(&mut new)?;
                self.write(None, &new)
            }
        }
    }

    fn note_without_notes(&self, entry: &Entry) -> Result<(), IndexError> {
        let print = entry.fingerprint.map(|print| print.to_string());
        let of_text = self.row("print = ? AND notes IS NOT NULL", [&print])?;
        if let Some((id, mut known)) = of_text {
            known.opened = known.opened.max(entry.opened);
            known.keep(entry);
            return self.write(Some(id), &known);
        }
        let mut same = self.rows("notes IS NULL AND print = ?", [&print])?;
        for path in entry.paths.iter().filter_map(|path| text_of(path)) {
            same.extend(self.rows(
                "notes IS NULL AND id IN (SELECT article FROM place WHERE path = ?)",
                [path],
            )?);
        }
        if same.iter().any(|(_, old)| old.opened > entry.opened) {
            return Ok(());
        }
        let mut ids: Vec<i64> = same.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        let kept = ids.pop();
        for id in ids {
            self.remove(id)?;
        }
        self.write(kept, entry)
    }

    /// Forgets an article without notes. What is known of articles with notes is what the notes say.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn forget(&self, entry: &Entry) -> Result<(), IndexError> {
        let print = entry.fingerprint.map(|print| print.to_string());
        let mut same = self.rows("notes IS NULL AND print = ?", [&print])?;
        for path in entry.paths.iter().filter_map(|path| text_of(path)) {
            same.extend(self.rows(
                "notes IS NULL AND id IN (SELECT article FROM place WHERE path = ?)",
                [path],
            )?);
        }
        same.extend(self.rows("notes IS NULL AND address = ?", [entry.address()])?);
        same.iter().try_for_each(|(id, _)| self.remove(*id))
    }

    /// Adds to `entry`, which has notes, what was known about its text before there were any.
    fn absorb(&self, entry: &mut Entry) -> Result<(), IndexError> {
        let print = entry.fingerprint.map(|print| print.to_string());
        for (id, old) in self.rows("notes IS NULL AND print = ?", [&print])? {
            entry.opened = entry.opened.max(old.opened);
            entry.keep(&old);
            self.remove(id)?;
        }
        Ok(())
    }

    /// Takes in the current state of a notes file: its article and annotations, or why it could not be read; then the known data is kept.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn read_notes(
        &self,
        notes: &Path,
        stamp: Stamp,
        read: Result<(&Entry, &[Annotation]), &str>,
    ) -> Result<(), IndexError> {
        let Some(name) = text_of(notes) else { return Ok(()) };
        let known = self.row("notes = ?", [name])?;
        if let Ok((entry, annotations)) = read {
            let mut new = entry.clone();
            if let Some((_, old)) = &known {
                new.opened = old.opened;
                new.keep(old);
            }
            self.absorb(&mut new)?;
            self.write(known.as_ref().map(|(id, _)| *id), &new)?;
            if let Some((id, _)) = self.row("notes = ?", [name])? {
                self.put_annotations(id, annotations.iter().filter_map(Passage::of))?;
            }
        } else if known.is_none() {
            let entry = Entry {
                notes: Some(notes.to_owned()),
                ..Entry::default()
            };
            self.write(None, &entry)?;
        }
        let mut update = self.connection().prepare_cached(
            "UPDATE article SET length = ?, changed = ?, inode = ?, problem = ?, analysed = NULL WHERE notes = ?",
        )?;
        update.execute(params![
            stamp.length as i64,
            stamp.changed as i64,
            stamp.inode as i64,
            read.err(),
            name
        ])?;
        Ok(())
    }

    /// Why notes files could not be read, with the name of the file.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn problems(&self) -> Result<Vec<String>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT problem FROM article WHERE problem IS NOT NULL ORDER BY notes")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Removes an article whose notes file is gone.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn forget_notes(&self, notes: &Path) -> Result<(), IndexError> {
        match self.row("notes = ?", [text_of(notes)])? {
            Some((id, _)) => self.remove(id),
            None => Ok(()),
        }
    }

    /// Removes everything that comes only from the list of opened articles, because the list was replaced.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn forget_opened(&self) -> Result<(), IndexError> {
        for (id, entry) in self.rows("1", [])? {
            if entry.notes.is_none() {
                self.remove(id)?;
                continue;
            }
            let known = Entry {
                source: None,
                date: None,
                progress: None,
                opened: None,
                ..entry.clone()
            };
            if known != entry {
                self.write(Some(id), &known)?;
            }
        }
        Ok(())
    }

    /// The known notes files, with their attributes when they were read.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stamps(&self) -> Result<HashMap<PathBuf, Option<Stamp>>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT notes, length, changed, inode FROM article WHERE notes IS NOT NULL")?;
        let rows = select.query_map([], stamp_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The attributes of a notes file when it was read.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stamp(&self, notes: &Path) -> Result<Option<Stamp>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT notes, length, changed, inode FROM article WHERE notes = ?")?;
        let stamp = select.query_row([text_of(notes)], stamp_of).optional()?;
        Ok(stamp.and_then(|(_, stamp)| stamp))
    }

    /// All articles, the last opened first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, IndexError> {
        self.latest(usize::MAX)
    }

    /// The last opened articles, at most `most` of them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn latest(&self, most: usize) -> Result<Vec<Entry>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT record FROM article ORDER BY opened DESC LIMIT ?")?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut entries = decoded_rows(select.query([most])?)?;
        entries.sort_by(|a, b| b.opened.cmp(&a.opened).then_with(|| a.title.cmp(&b.title)));
        Ok(entries)
    }

    /// The last opened articles that satisfy a condition, at most `most` of them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn latest_where(
        &self,
        holds: impl Fn(&Entry) -> bool,
        most: usize,
    ) -> Result<Vec<Entry>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT record FROM article ORDER BY opened DESC")?;
        let mut rows = select.query([])?;
        let mut found = Vec::new();
        while found.len() < most
            && let Some(row) = rows.next()?
        {
            let entry = decoded(row.get_ref(0)?.as_blob().unwrap_or_default())?;
            if holds(&entry) {
                found.push(entry);
            }
        }
        Ok(found)
    }

    /// The number of known articles.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count(&self) -> Result<usize, IndexError> {
        self.number("SELECT count(*) FROM article")
    }

    pub(super) fn number(&self, sql: &str) -> Result<usize, IndexError> {
        let mut select = self.connection().prepare_cached(sql)?;
        let count: i64 = select.query_row([], |row| row.get(0))?;
        Ok(count as usize)
    }

    /// The articles that have the text, had one of the paths, or have the address, the last opened first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn related(&self, to: &Related<'_>) -> Result<Vec<Entry>, IndexError> {
        let print = to.print.map(|print| print.to_string());
        let mut found = self.rows("id IN (SELECT article FROM version WHERE print = ?)", [&print])?;
        found.extend(self.rows("address = ?", [to.address])?);
        for path in to.paths.iter().filter_map(|path| text_of(path)) {
            found.extend(self.rows("id IN (SELECT article FROM place WHERE path = ?)", [path])?);
        }
        Ok(latest_first(found))
    }

    /// The last texts of all articles with notes.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn noted_texts(&self) -> Result<HashSet<Fingerprint>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT print FROM article WHERE notes IS NOT NULL AND print IS NOT NULL")?;
        let mut rows = select.query([])?;
        let mut texts = HashSet::new();
        while let Some(row) = rows.next()? {
            texts.extend(row.get_ref(0)?.as_str().ok().and_then(Fingerprint::parse));
        }
        Ok(texts)
    }

    /// The articles with notes that have this title or this address, the one opened last first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn named(&self, title: &str, address: Option<&str>) -> Result<Vec<Entry>, IndexError> {
        let mut found = self.rows("notes IS NOT NULL AND title = ? AND title != ''", [title])?;
        found.extend(self.rows("notes IS NOT NULL AND address = ?", [address])?);
        Ok(latest_first(found))
    }

    /// The articles of which one of the texts was read last, the one opened last first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn with_last_texts(&self, texts: &[Fingerprint]) -> Result<Vec<Entry>, IndexError> {
        let mut found = Vec::new();
        for print in texts {
            found.extend(self.rows("print = ?", [print.to_string()])?);
        }
        Ok(latest_first(found))
    }

    /// The article with this notes file.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn with_notes(&self, notes: &Path) -> Result<Option<Entry>, IndexError> {
        Ok(self.row("notes = ?", [text_of(notes)])?.map(|(_, entry)| entry))
    }

    pub(super) fn row(
        &self,
        condition: &str,
        with: impl rusqlite::Params,
    ) -> Result<Option<(i64, Entry)>, IndexError> {
        let sql = format!("SELECT id, record FROM article WHERE {condition} LIMIT 1");
        let mut select = self.connection().prepare_cached(&sql)?;
        let found = select.query_row(with, id_and_record).optional()?;
        found.map(|(id, record)| Ok((id, decoded(&record)?))).transpose()
    }

    fn rows(&self, condition: &str, with: impl rusqlite::Params) -> Result<Vec<(i64, Entry)>, IndexError> {
        let sql = format!("SELECT id, record FROM article WHERE {condition}");
        let mut select = self.connection().prepare_cached(&sql)?;
        let mut rows = select.query(with)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, record) = id_and_record(row)?;
            found.push((id, decoded(&record)?));
        }
        Ok(found)
    }

    /// Writes an entry; its searchable passages are kept.
    fn write(&self, id: Option<i64>, entry: &Entry) -> Result<(), IndexError> {
        let record = postcard::to_stdvec(&Record::of(entry))?;
        let print = entry.fingerprint.map(|print| print.to_string());
        let notes = entry.notes.as_deref().and_then(text_of);
        let source = entry.source.as_deref().map(|source| folded(source, SEARCH));
        let opened = entry.opened.map(Timestamp::as_millisecond);
        let connection = self.connection();
        let id = match id {
            Some(id) => id,
            None => {
                connection
                    .prepare_cached("INSERT INTO article (family, title, record) VALUES (0, '', x'')")?
                    .execute([])?;
                connection.last_insert_rowid()
            }
        };
        connection
            .prepare_cached(
                "UPDATE article SET notes = ?, print = ?, address = ?, title = ?, source = ?, date = ?, opened = ?, \
                 record = ? WHERE id = ?",
            )?
            .execute(params![
                notes,
                print,
                entry.address(),
                entry.title,
                source,
                entry.date,
                opened,
                record,
                id
            ])?;
        connection
            .prepare_cached("DELETE FROM place WHERE article = ?")?
            .execute([id])?;
        for path in entry.paths.iter().filter_map(|path| text_of(path)) {
            connection
                .prepare_cached("INSERT OR IGNORE INTO place VALUES (?, ?)")?
                .execute(params![path, id])?;
        }
        self.join_family(id, entry)
    }

    /// Joins an article with those that share a text with it.
    fn join_family(&self, id: i64, entry: &Entry) -> Result<(), IndexError> {
        let connection = self.connection();
        connection
            .prepare_cached("DELETE FROM version WHERE article = ?")?
            .execute([id])?;
        let mut families = vec![id];
        let texts = entry
            .fingerprint
            .iter()
            .chain(&entry.earlier)
            .chain(&entry.version_of);
        for print in texts.map(ToString::to_string) {
            let mut others = connection.prepare_cached(
                "SELECT family FROM article WHERE id IN (SELECT article FROM version WHERE print = ?)",
            )?;
            let mut rows = others.query([&print])?;
            while let Some(row) = rows.next()? {
                families.push(row.get(0)?);
            }
            connection
                .prepare_cached("INSERT OR IGNORE INTO version VALUES (?, ?)")?
                .execute(params![print, id])?;
        }
        let first = families.iter().min().copied().unwrap_or(id);
        connection
            .prepare_cached("UPDATE article SET family = ? WHERE id = ?")?
            .execute([first, id])?;
        for other in families.into_iter().filter(|family| *family != first) {
            connection
                .prepare_cached("UPDATE article SET family = ? WHERE family = ?")?
                .execute([first, other])?;
        }
        Ok(())
    }

    /// Removes an article with its searchable passages.
    pub(super) fn remove(&self, id: i64) -> Result<(), IndexError> {
        self.remove_passages(id, "1")?;
        for sql in [
            "DELETE FROM alias WHERE article = ?",
            "DELETE FROM place WHERE article = ?",
            "DELETE FROM version WHERE article = ?",
            "DELETE FROM article WHERE id = ?",
        ] {
            self.connection().prepare_cached(sql)?.execute([id])?;
        }
        Ok(())
    }
}

/// Each article once, the most recently opened first.
fn latest_first(mut found: Vec<(i64, Entry)>) -> Vec<Entry> {
    found.sort_by_key(|(id, entry)| (std::cmp::Reverse(entry.opened), *id));
    found.dedup_by_key(|(id, _)| *id);
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// The stamp in a row of notes file, length, time and inode.
fn stamp_of(row: &Row<'_>) -> rusqlite::Result<(PathBuf, Option<Stamp>)> {
    let number = |at| row.get::<_, Option<i64>>(at);
    let stamp = match (number(1)?, number(2)?, number(3)?) {
        (Some(length), Some(changed), Some(inode)) => Some(Stamp {
            length: length as u64,
            changed: changed as u64,
            inode: inode as u64,
        }),
        _ => None,
    };
    Ok((PathBuf::from(row.get::<_, String>(0)?), stamp))
}

fn id_and_record(row: &Row<'_>) -> rusqlite::Result<(i64, Vec<u8>)> {
    Ok((row.get(0)?, row.get(1)?))
}

pub(super) fn decoded_rows(mut rows: rusqlite::Rows<'_>) -> Result<Vec<Entry>, IndexError> {
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(decoded(row.get_ref(0)?.as_blob().unwrap_or_default())?);
    }
    Ok(entries)
}
