//! An open notes file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::disk::{self, Lasting, Readers};
use super::format::{self, Article, NotesFile, Problem, Unreadable, Verified};
use super::history::{self, History, State};
use super::identity::{self, Found};
use super::library::{self, Counts, Entry, article_tags};
use super::lock::{FolderLock, Heir, Hold, LockPlaces, Locking, NoLock};
use super::pending::{Current, Pending};
use super::rescue::Subject;
use super::{
    Cause, Choice, LibraryError, MatchReason, Origin, Paths, ReadOnly, Reading, ReadingsError, StoreError,
    WriteError, answers, readings, texts,
};
use crate::document::{Document, Fingerprint};
use crate::files::{self, FileError};
use crate::notes::{
    Annotation, Change, Conflict, Id, Incoming, Inherited, Lookalike, Notebook, Step, Timestamp, merge,
};
use crate::text::clean::harmless;

/// How long a save waits for another instance that is saving.
const PATIENCE: Duration = Duration::from_secs(3);

/// The notes of one article, open, with their lock.
#[derive(Debug)]
pub struct Session {
    paths: Paths,
    /// The resolved path, the target of any symlink.
    path: PathBuf,
    access: Access,
    locks: LockPlaces,
    /// The locks that keep other instances from writing while this session is open; `None` for a session that only reads, or is open for a
    /// moment.
    hold: Option<Hold>,
    /// Whether the disk did not confirm the last save: then the next save is written even if nothing changed.
    unconfirmed: bool,
    /// Whether temporary files of killed instances were removed.
    swept: bool,
    /// Whether the user was told that someone else has the notes open too.
    told_of_others: bool,
    /// The identity to be written, including the current text.
    article: Article,
    text: Arc<String>,
    /// The place of the article in the list of readings.
    place: Option<String>,
    /// Who may read the notes file.
    readers: Readers,
    /// The content of the file when last read or written.
    base: Base,
    /// Changes that were sent to the notebook and that it has not received yet.
    pending: Pending,
    history: History,
    verified: Verified,
}

/// The content of the file when last read or written.
#[derive(Debug, Default)]
struct Base {
    /// Its bytes, to compare them quickly with those on disk; `None` if there was no file.
    bytes: Option<Vec<u8>>,
    file: NotesFile,
}

impl Base {
    /// The file that `ours` descends from; `None` if its past is unknown.
    fn file_of(&self, ours: &Current) -> Option<&NotesFile> {
        ours.descends().then_some(&self.file)
    }

    /// Whether `ours` contains all of its annotations.
    fn is_within(&self, ours: &Current) -> bool {
        let ours: HashSet<Id> = ours.annotations().iter().map(|a| a.id).collect();
        self.file.annotations.iter().all(|a| ours.contains(&a.id))
    }
}

/// A notebook merged with the changes of another instance.
struct Merge {
    from: Vec<Annotation>,
    conflicts: Vec<Conflict>,
}

/// The opened notes of an article.
#[derive(Debug)]
pub struct Opened {
    /// The session, for saving.
    pub session: Session,
    /// The reader's decisions, with the steps of earlier runs.
    pub notebook: Notebook,
    /// Whether it may be saved.
    pub access: Access,
    /// Messages for the reader.
    pub warnings: Vec<String>,
    /// The text with which the notes were last saved, if it differs from the current one.
    pub previous: Option<Previous>,
    /// Why these notes belong to the article.
    pub why: MatchReason,
    /// Known articles that may be this one or another version of it, the likeliest first. The reader is asked, and [`Session::open_as`]
    /// takes the answer. Until then nothing can be saved.
    pub lookalikes: Vec<Lookalike>,
    /// Whether the answer changed the notes, so that they must be saved at once.
    pub unsaved: bool,
}

/// Whether notes may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// They may be saved.
    Write,
    /// They may not be saved, and why.
    ReadOnly(ReadOnly),
}

/// The text with which the notes were last saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// The canonical text, if it was kept and can still be read.
    pub text: Option<String>,
}

/// The result of a save.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// If another process changed the file: the merge of that file and the notebook, which is what was saved. Pass it to
    /// [`Notebook::receive`].
    pub merged: Option<Incoming>,
    /// Messages for the reader.
    pub warnings: Vec<String>,
}

impl Saved {
    /// Contradicting decisions of two instances.
    pub fn conflicts(&self) -> &[Conflict] {
        self.merged.as_ref().map_or(&[], |m| &m.conflicts)
    }
}

impl Session {
    /// Opens the notes of `document` for as long as it is read. Another instance that opens them meanwhile only reads, even if there are no
    /// notes yet. Before the first save only lock files are written.
    ///
    /// # Errors
    /// When `notes` names an existing file that cannot be read at all.
    pub fn open(
        paths: &Paths,
        document: &Document,
        origin: &Origin,
        notes: Option<&Path>,
    ) -> Result<Opened, StoreError> {
        Self::open_as(paths, document, origin, &named(notes), true)
    }

    /// Opens the notes of `document` for a moment: to read them, or to change them once, even if they are open elsewhere. Takes no lock
    /// before it saves.
    ///
    /// # Errors
    /// When `notes` names an existing file that cannot be read at all.
    pub fn open_briefly(
        paths: &Paths,
        document: &Document,
        origin: &Origin,
        notes: Option<&Path>,
    ) -> Result<Opened, StoreError> {
        Self::open_as(paths, document, origin, &named(notes), false)
    }

    /// [`Session::open`] with the user's choice of notes, or, unless `lasting`, [`Session::open_briefly`]. An answer is stored.
    ///
    /// # Errors
    /// When the notes file exists but cannot be read at all.
    pub fn open_as(
        paths: &Paths,
        document: &Document,
        origin: &Origin,
        choice: &Choice,
        lasting: bool,
    ) -> Result<Opened, StoreError> {
        // Hashing a long text takes time, so it is done only once.
        let print = Fingerprint::of(document.text());
        let Found {
            path,
            beside,
            why,
            lookalikes,
            said,
            begins_with,
        } = identity::find(paths, (document, print), origin, choice);
        let mut session = Self {
            paths: paths.clone(),
            access: Access::Write,
            locks: LockPlaces::of(paths, &path),
            hold: None,
            unconfirmed: false,
            swept: false,
            told_of_others: false,
            article: Article::default(),
            text: document.shared_text(),
            place: readings::place(document, origin),
            readers: if path.starts_with(disk::resolve(&paths.notes())) || path.starts_with(paths.notes()) {
                Readers::Owner
            } else {
                Readers::Same(origin.path().and_then(disk::mode))
            },
            base: Base::default(),
            pending: Pending::default(),
            history: History::default(),
            verified: Verified::default(),
            path,
        };
        let mut warnings = Vec::new();
        if let Some(said) = &said
            && let Err(error) = answers::add(paths, &said.article, &said.others, said.relation, said.at)
        {
            warnings.push(format!("your answer was not saved: {error}"));
        }
        // Lock first: what is read under the lock stays true.
        if lasting {
            session.access = session.take_hold(&mut warnings);
        }
        match session.load() {
            // If the named file is not a notes file, this is an error and nothing is opened.
            Err(ReadOnly::Unreadable { .. }) if choice.notes.is_some() => {
                files::read_up_to(&session.path, format::LARGEST)?;
            }
            Ok((base, problems)) => {
                for problem in problems {
                    let (line, column, what) = (problem.line, problem.column, problem.what);
                    warnings.push(format!("{}:{line}:{column}: {what}", session.path.display()));
                }
                session.base = base;
            }
            Err(why) => {
                session.access = Access::ReadOnly(why);
                session.hold = None;
            }
        }
        if why == MatchReason::Undecided && session.access == Access::Write {
            session.access = Access::ReadOnly(ReadOnly::Undecided);
            session.hold = None;
        }
        let mut known = session.base.file.article.clone();
        // Another instance may have created them meanwhile.
        let begins_with = begins_with.filter(|_| session.base.bytes.is_none());
        known.version_of = known.version_of.or(begins_with.as_ref().map(|(_, text)| *text));
        session.article = identity::updated(&known, (document, print), origin, &session.path, beside);
        let previous = known.fingerprint.filter(|old| *old != print);
        let previous = previous.map(|fingerprint| Previous {
            fingerprint,
            text: texts::read(paths, fingerprint),
        });
        let first = session
            .article
            .earlier
            .last()
            .or(session.article.fingerprint.as_ref());
        let first = first.map_or(String::new(), ToString::to_string);
        let journal = history::path(&paths.history(), &session.path, &first);
        let notes = session.base.bytes.as_deref().map(State::of);
        session.history = History::read(paths.data.clone(), journal, notes.as_ref());
        let notebook = Notebook::new(session.base.file.annotations.iter().cloned());
        let mut notebook = session.history.inherited().given_to(notebook);
        if let Some(((notes, from), said)) = begins_with.zip(choice.answer.as_ref().map(|answer| answer.said))
        {
            notebook.apply(carried_over(&notes, from, print, said)?);
        }
        let unsaved = said.is_some() || why == MatchReason::SaidVersion && session.base.bytes.is_none();
        Ok(Opened {
            unsaved: unsaved && !notebook.is_empty(),
            access: session.access.clone(),
            session,
            notebook,
            warnings,
            previous,
            why,
            lookalikes,
        })
    }

    /// The path of the notes file, which need not exist yet.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The identity of these notes, for a rescue copy.
    pub fn subject(&self) -> Subject {
        Subject::new(&self.path, &self.article)
    }

    /// The fingerprint of the article's text.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.article.fingerprint
    }

    /// The fingerprints of the texts with which the notes were saved before, latest first.
    pub fn earlier(&self) -> &[Fingerprint] {
        &self.article.earlier
    }

    /// The texts with which the notes were saved before, latest first, as far as they were kept: the argument of
    /// [`Locator::with_earlier`](crate::notes::Locator::with_earlier). Reads from disk.
    pub fn earlier_texts(&self) -> Vec<String> {
        self.article
            .earlier
            .iter()
            .chain(&self.article.version_of)
            .filter_map(|print| texts::read(&self.paths, *print))
            .collect()
    }

    /// Sets how the current text was made, to be recorded by the next save. If it is not the text with which the notes were last saved,
    /// returns why.
    pub fn read_as(&mut self, reading: Reading) -> Option<Cause> {
        self.article.reading = Some(reading);
        let last = &self.base.file.article;
        let differs = last.fingerprint.is_some() && last.fingerprint != self.article.fingerprint;
        differs.then(|| Cause::between(last.reading, reading))
    }

    /// Records that the article is read, with or without notes, and keeps its text for the next time, all texts together taking up to
    /// `most` bytes; with 0 none is kept. Returns the time when another text of it was last read, if that was the last reading. A text
    /// whose file is gone does not count as read at its place.
    ///
    /// # Errors
    /// When the state folder cannot be written.
    pub fn remember_reading(&self, now: Timestamp, most: u64) -> Result<Option<Timestamp>, ReadingsError> {
        let is_gone = matches!(self.access, Access::ReadOnly(ReadOnly::Gone { .. }));
        let place = self.place.as_ref().filter(|_| !is_gone);
        let (Some(place), Some(print)) = (place, self.article.fingerprint) else {
            return Ok(None);
        };
        let read = readings::TextRead {
            print,
            words: &self.text,
            source: self.article.reading.map(|reading| reading.source),
        };
        let last = readings::record(&self.paths, place, read, now, most)?;
        Ok(last.map(|reading| reading.read))
    }

    /// The place under which [`readings::of`] knows the article; `None` for standard input and built-in articles.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// Makes the session read-only, for this reason; another instance may write.
    pub fn only_look(&mut self, why: ReadOnly) {
        self.access = Access::ReadOnly(why);
        self.hold = None;
    }

    /// Whether notes may be saved.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// For an instance that only reads because another one writes: tries to become the writer.
    pub fn try_to_write(&mut self) -> Option<(Option<Incoming>, Inherited)> {
        if self.access != Access::ReadOnly(ReadOnly::OtherInstance) {
            return None;
        }
        let (hold, _) = Hold::take(&self.locks).ok()?;
        Some(self.inherit(hold))
    }

    /// For an instance that only reads because another one writes: waits for that one to leave.
    pub fn heir(&self) -> Option<Heir> {
        let follows = self.access == Access::ReadOnly(ReadOnly::OtherInstance);
        follows.then(|| Heir {
            places: self.locks.clone(),
        })
    }

    /// Becomes the writer. The last changes of the other instance come before its steps: a notebook must never have steps to undo whose
    /// annotations it lacks. If the file cannot be read now, the next save or reload reports why.
    pub fn inherit(&mut self, hold: Hold) -> (Option<Incoming>, Inherited) {
        let last = self.base.file.annotations.clone();
        let incoming = match self.load() {
            Ok((theirs, _)) if theirs.bytes != self.base.bytes => {
                self.base = theirs;
                let to = self.base.file.annotations.clone();
                Some(self.pending.send(last, to, Vec::new()))
            }
            Ok(_) | Err(_) => None,
        };
        self.hold = Some(hold);
        self.access = Access::Write;
        let notes = disk::read(&self.path).ok().flatten();
        let notes = notes.as_deref().map(State::of);
        let journal = self.history.path().to_owned();
        self.history = History::read(self.paths.data.clone(), journal, notes.as_ref());
        (incoming, self.history.inherited())
    }

    /// Saves the notebook and its history. First, changes sent by this session that the notebook has not [taken in](Notebook::taken) are
    /// merged into it. If the file on disk is no longer what was read, the two are merged and the result is saved. An annotation is removed
    /// from the file only by its tombstone.
    ///
    /// # Errors
    /// When anything fails; then the file is unchanged, and the save may be retried.
    pub fn save(&mut self, notebook: &Notebook) -> Result<Saved, StoreError> {
        if let Access::ReadOnly(why) = &self.access {
            return Err(StoreError::ReadOnly(why.clone()));
        }
        let mut saved = Saved::default();
        if notebook.is_empty() && self.base.bytes.is_none() && !self.path.exists() {
            return Ok(saved);
        }
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let made = match self.readers {
            Readers::Owner => disk::private_folder(&self.paths.data, folder),
            Readers::Same(_) => std::fs::create_dir_all(folder),
        };
        made.map_err(|source| {
            StoreError::Write(WriteError {
                path: self.path.clone(),
                source,
            })
        })?;
        let Some(guard) = FolderLock::of(folder, PATIENCE) else {
            return Err(StoreError::Locked {
                path: self.path.clone(),
            });
        };
        if !self.swept && guard.is_held() {
            disk::sweep(&self.path);
            self.swept = true;
        }
        let ours = self.pending.bring_up(notebook);
        let (file, merge) = self.together(ours, &mut saved.warnings)?;
        let text = self.verified.write(&file).map_err(|what| StoreError::Mismatch {
            path: self.path.clone(),
            what,
        })?;
        if let Some(print) = self.article.fingerprint
            && let Err(error) = texts::keep(&self.paths, print, &self.text)
        {
            saved.warnings.push(error.to_string());
        }
        // Before the notes: a step that leads to no existing notes is ignored, but a missing step would be lost.
        if let Err(error) = self.history.write(notebook, State::of(text.as_bytes())) {
            saved.warnings.push(error.to_string());
        }
        let same = self.base.bytes.as_deref() == Some(text.as_bytes());
        if !same || merge.is_some() || self.unconfirmed || !self.path.exists() {
            let mut warning = None;
            let lasting = disk::replace(&self.path, text.as_bytes(), self.readers, || {
                warning = self.rotate_backup().err();
            })
            .map_err(StoreError::Write)?;
            saved
                .warnings
                .extend(warning.map(|e| format!("no backup could be kept: {e}")));
            self.unconfirmed = match lasting {
                Lasting::Yes => false,
                Lasting::Unconfirmed(error) => {
                    let path = self.path.display();
                    let text = format!(
                        "saved, but it may not survive a power failure: the disk did not confirm {path}: {error}"
                    );
                    saved.warnings.push(text);
                    true
                }
            };
        }
        drop(guard);
        self.article.clone_from(&file.article);
        saved.merged = merge.map(|merge| {
            let to = file.annotations.clone();
            self.pending.send(merge.from, to, merge.conflicts)
        });
        self.base = Base {
            bytes: Some(text.into_bytes()),
            file,
        };
        // The first notes: from now on other machines can see that this instance writes them.
        if let Some(hold) = &mut self.hold
            && let Err(NoLock::Busy) = hold.notes_exist(&self.locks)
            && !std::mem::replace(&mut self.told_of_others, true)
        {
            let text = "somebody else has these notes open too; what both write is merged";
            saved.warnings.push(text.to_owned());
        }
        Ok(saved)
    }

    /// Reads the file again, for an instance that follows another one. Returns the changes, or `None` if there are none.
    ///
    /// # Errors
    /// When the file cannot be read or parsed; then nothing changes.
    pub fn reload(&mut self, notebook: &Notebook) -> Result<Option<Incoming>, StoreError> {
        let bytes = disk::read(&self.path)?;
        if bytes == self.base.bytes {
            return Ok(None);
        }
        let (theirs, _) = self.load().map_err(StoreError::Follow)?;
        let ours = self.pending.bring_up(notebook);
        let base = self.base.file_of(&ours).map_or(&[][..], |file| &file.annotations);
        let merged = merge(base, ours.annotations(), &theirs.file.annotations);
        self.base = theirs;
        let from = ours.into_annotations();
        Ok(Some(self.pending.send(
            from,
            merged.annotations,
            merged.conflicts,
        )))
    }

    /// Moves a damaged notes file aside, to `FILE.damaged` or a similar name, and returns that path; the next save writes the notes in
    /// memory. With `backup`, the backup is restored first: open the article again to see it.
    ///
    /// # Errors
    /// When files cannot be moved; then nothing is lost, but a file may already be moved aside.
    pub fn set_aside(&mut self, backup: bool) -> Result<PathBuf, StoreError> {
        let error = |source| {
            StoreError::Write(WriteError {
                path: self.path.clone(),
                source,
            })
        };
        let Access::ReadOnly(ReadOnly::Damaged { .. }) = &self.access else {
            return Err(error(std::io::Error::other("the file is not damaged")));
        };
        let names = (0..1000).map(|n| {
            if n == 0 {
                ".damaged".to_owned()
            } else {
                format!(".damaged-{n}")
            }
        });
        let aside = names
            .map(|ending| disk::with_ending(&self.path, &ending))
            .find(|path| !path.exists());
        let aside = aside.ok_or_else(|| error(std::io::Error::other("too many damaged files")))?;
        let found = backup.then(|| self.readable_backup()).flatten();
        std::fs::rename(&self.path, &aside).map_err(error)?;
        if let Some(backup) = found {
            let bytes = files::read_up_to(&backup, format::LARGEST)?;
            disk::replace(&self.path, &bytes, self.readers, || {}).map_err(StoreError::Write)?;
        }
        self.base = Base::default();
        self.access = Access::Write;
        Ok(aside)
    }

    /// Records in the list of known articles that this one is open, with a summary of its notes.
    ///
    /// # Errors
    /// When the state folder cannot be written.
    pub fn record(&self, notebook: &Notebook, now: Timestamp) -> Result<(), LibraryError> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        library::record(
            &self.paths,
            &Entry {
                title: self.article.title.clone(),
                url: self.article.url.clone(),
                // Facts that only the reader knows stay as recorded.
                source: None,
                date: None,
                progress: None,
                paths: self.article.paths.iter().map(|p| folder.join(p)).collect(),
                fingerprint: self.article.fingerprint,
                earlier: self.article.earlier.clone(),
                version_of: self.article.version_of,
                notes: self.path.exists().then(|| self.path.clone()),
                counts: Counts::of(notebook.all()),
                opened: Some(now),
                tags: article_tags(notebook.all()),
            },
        )
    }

    /// Reads the file.
    fn load(&self) -> Result<(Base, Vec<Problem>), ReadOnly> {
        let Some(bytes) = self.read()? else {
            return Ok((Base::default(), Vec::new()));
        };
        let (file, problems) = parse(&bytes).map_err(|why| self.unreadable(why))?;
        let bytes = Some(bytes);
        Ok((Base { bytes, file }, problems))
    }

    /// The bytes of the file; `None` if it does not exist.
    fn read(&self) -> Result<Option<Vec<u8>>, ReadOnly> {
        disk::read(&self.path).map_err(|error| ReadOnly::Unreadable {
            why: error.to_string(),
        })
    }

    /// The notes to be written: ours, merged with the changes that others made since the file was last read.
    fn together(
        &self,
        ours: Current,
        warnings: &mut Vec<String>,
    ) -> Result<(NotesFile, Option<Merge>), StoreError> {
        let disk = self.read().map_err(StoreError::ReadOnly)?;
        if disk.is_none() && self.base.bytes.is_some() {
            warnings.push(format!(
                "{} was missing and is written again",
                self.path.display()
            ));
        }
        let theirs = match disk {
            Some(bytes) if self.base.bytes.as_ref() != Some(&bytes) => {
                let (theirs, _) = parse(&bytes).map_err(|why| StoreError::ReadOnly(self.unreadable(why)))?;
                Some(theirs)
            }
            _ => None,
        };
        let unknown = NotesFile::default();
        let base = self.base.file_of(&ours).unwrap_or(&unknown);
        let whole = ours.descends() && self.base.is_within(&ours);
        let mut file = NotesFile {
            article: self.article.clone(),
            annotations: ours.into_annotations(),
            foreign: self.base.file.foreign.clone(),
            unknown: self.base.file.unknown.clone(),
        };
        if theirs.is_none() && whole {
            file.put_in_order();
            return Ok((file, None));
        }
        let theirs = theirs.as_ref().unwrap_or(&self.base.file);
        let (merged, conflicts) = NotesFile::merged(base, &file, theirs);
        let from = file.annotations;
        Ok((merged, Some(Merge { from, conflicts })))
    }

    fn take_hold(&mut self, warnings: &mut Vec<String>) -> Access {
        match Hold::take(&self.locks) {
            Ok((hold, locking)) => {
                self.hold = Some(hold);
                if locking == Locking::Unsupported {
                    warnings.push("this file system has no locks: use one Postil at a time".to_owned());
                }
                Access::Write
            }
            Err(NoLock::Busy) => Access::ReadOnly(ReadOnly::OtherInstance),
            Err(NoLock::Unsupported) => Access::Write,
            Err(NoLock::Failed(error)) => {
                let (path, why) = (self.path.clone(), error.to_string());
                Access::ReadOnly(ReadOnly::NoPermission { path, why })
            }
        }
    }

    fn unreadable(&self, why: Unreadable) -> ReadOnly {
        let path = self.path.clone();
        match why {
            Unreadable::Newer(version) => ReadOnly::Newer {
                path,
                version,
                known: format::VERSION,
            },
            Unreadable::Damaged { line, column, what } => ReadOnly::Damaged {
                path,
                line,
                column,
                what,
                backup: self.readable_backup(),
            },
        }
    }

    fn backup(&self, generation: usize) -> PathBuf {
        let key = Fingerprint::of(&self.path.to_string_lossy()).short();
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        self.paths
            .data
            .join("backups")
            .join(format!("{name}.{key}.{generation}"))
    }

    /// The latest backup that can be parsed.
    fn readable_backup(&self) -> Option<PathBuf> {
        let mut backups = (1..=BACKUPS).map(|n| self.backup(n));
        backups
            .find(|path| disk::read(path).is_ok_and(|bytes| bytes.is_some_and(|bytes| parse(&bytes).is_ok())))
    }

    /// Backs up the file on disk: always as the first backup, and as the second and third if those are an hour and a day older than the
    /// file.
    fn rotate_backup(&self) -> std::io::Result<()> {
        let changed = |path: &Path| std::fs::metadata(path).and_then(|m| m.modified());
        let Ok(current) = changed(&self.path) else {
            return Ok(());
        };
        for (generation, age) in [(3, 24 * 3600), (2, 3600)] {
            let backup = self.backup(generation);
            let old = changed(&backup).ok().is_none_or(|at| {
                // If the clock went backwards, it counts as no younger.
                current
                    .duration_since(at)
                    .is_ok_and(|d| d > Duration::from_secs(age))
            });
            if old {
                disk::keep_as(&self.paths.data, &self.path, &backup)?;
            }
        }
        disk::keep_as(&self.paths.data, &self.path, &self.backup(1))
    }
}

fn named(notes: Option<&Path>) -> Choice {
    Choice {
        notes: notes.map(Path::to_owned),
        answer: None,
    }
}

/// The first step of the notes of a new version, whose text is `to`: all decisions on the version whose text is `from` and whose notes are
/// at `notes`.
fn carried_over(notes: &Path, from: Fingerprint, to: Fingerprint, at: Timestamp) -> Result<Step, StoreError> {
    let read = |what: String| FileError::Failed {
        path: notes.to_owned(),
        error: std::io::Error::other(what),
    };
    let bytes = disk::read(notes)?.unwrap_or_default();
    let (file, _) = parse(&bytes).map_err(|why| read(why.to_string()))?;
    let live = file.annotations.iter().filter(|a| !a.deleted);
    let change = |copy: Annotation| Change {
        id: copy.id,
        before: None,
        after: Some(copy),
    };
    Ok(Step {
        label: "bring over from the earlier version".to_owned(),
        at,
        changes: live.map(|a| change(a.carried_over(from, to))).collect(),
    })
}

/// The number of backups.
const BACKUPS: usize = 3;

/// Parses a notes file and sanitizes every string.
pub(super) fn parse(bytes: &[u8]) -> Result<(NotesFile, Vec<Problem>), Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Unreadable::Damaged {
            line,
            column,
            what: "not UTF-8".to_owned(),
        }
    })?;
    let (mut file, problems) = format::read(text)?;
    if !text.contains('\\') {
        return Ok((file, problems));
    }
    file.annotations.iter_mut().for_each(clean);
    Ok((file, problems))
}

fn clean(annotation: &mut Annotation) {
    let one = |text: &mut String| {
        if let std::borrow::Cow::Owned(clean) = harmless(text) {
            *text = clean;
        }
    };
    // Every field is named, so that a new one cannot be forgotten. `unknown` is written back unchanged and never shown.
    let Annotation {
        id: _,
        kind: _,
        anchor,
        speech,
        entity_kind: _,
        name,
        verdict,
        status: _,
        evidence,
        tags,
        note,
        restatement,
        colour,
        author,
        carried: _,
        created: _,
        updated: _,
        deleted: _,
        into: _,
        unknown: _,
    } = annotation;
    one(&mut anchor.quote);
    one(&mut anchor.prefix);
    one(&mut anchor.suffix);
    tags.iter_mut().for_each(one);
    let optional = [name, verdict, note, restatement, colour, author];
    optional.into_iter().flatten().for_each(one);
    if let Some(speech) = speech {
        one(&mut speech.speaker);
        speech.cue.as_mut().map(one);
    }
    for item in evidence {
        one(&mut item.source);
        item.quote.as_mut().map(one);
    }
}
