//! Messages tell the model what happened; effects are requests to the outside world.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use super::arrival::Arrival;
use super::copies::KeptCopy;
use super::keys::Action;
use super::known::{ClaimsToLookUp, Elsewhere};
use super::ledger::{LedgerPage, LedgerQuery, LedgerScope, SpeakerChange};
use super::pictures::PictureFile;
use super::recall::TypedLine;
use super::sources::{CheckedSource, SourceQuery};
use super::status::Tone;

use crate::analysis::Analysis;
use crate::analysis::revision::Change;
use crate::config::Themes;
use crate::config::key::Key;
use crate::document::{Document, TextRange};
use crate::export::ExportRequest;
use crate::notes::import::{IntakeChoice, NotesImport};
use crate::notes::{Annotation, Id, Incoming, Inherited, Located, Lookalike, Notebook, Relation, Timestamp};
use crate::text::search::{Search, Tally};

/// A message.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// A mouse event.
    Mouse(Mouse),
    /// A key in the bottom line was clicked: its action.
    Clicked(Action),
    /// The terminal's new size in columns and rows.
    Resized(u16, u16),
    /// An article was opened.
    Loaded(Box<Loaded>),
    /// The analysis of the article of this generation has finished.
    Analysed(u64, Arc<Analysis>),
    /// The places of notes that were far from the reading position when the article of this generation was opened.
    Located(u64, Vec<(Id, Located)>),
    /// The text of the article of this generation differs from the one last read, at this time.
    Differs(u64, Timestamp),
    /// Known matches of passages of the article of this generation.
    Elsewhere(u64, Vec<(TextRange, Vec<Elsewhere>)>),
    /// What is kept of the sources of evidence of the article of this generation.
    Sources(u64, Vec<CheckedSource>),
    /// How far the analysis of the article of this generation is.
    Reached(u64, AnalysisProgress),
    /// A message about the user's extractor program, asked about the article of this generation.
    ExtractorTold(u64, String),
    /// A worker's result for the search with this number: a match, or none.
    Found(u64, Option<TextRange>),
    /// A worker's count of the matches of the search with this number; and whether it is complete.
    Counted(u64, Tally, bool),
    /// Notes were saved.
    Saved {
        /// The generation of the article.
        generation: u64,
        /// The number of saves requested when this one began.
        serial: u64,
        /// If another process changed the file: the changes.
        incoming: Option<RemoteChanges>,
        /// Messages for the reader.
        warnings: Vec<String>,
    },
    /// Notes could not be saved, and why.
    NotSaved {
        /// The generation of the article.
        generation: u64,
        /// The error: what, where and what to do next.
        why: String,
    },
    /// The notes file changed on disk.
    Followed {
        /// The generation of the article.
        generation: u64,
        /// The changes.
        incoming: RemoteChanges,
    },
    /// The other instance has left: from now on notes are saved here.
    Inherited {
        /// The generation of the article.
        generation: u64,
        /// The undo history.
        inherited: Inherited,
    },
    /// The result of writing the notes to a file chosen by the reader.
    SavedElsewhere(Result<PathBuf, String>),
    /// Rescue copies were found for the article of this generation.
    Kept(u64, Vec<KeptCopy>),
    /// An article with this name is being opened.
    Opening(String),
    /// The progress of opening the article, in words.
    OpeningAt(String),
    /// The requested article is ready, and is shown on command.
    OpeningReady,
    /// The article cannot be opened, and why.
    NotOpened(String),
    /// A message for the status line.
    Told(Tone, String),
    /// The text edited in `$EDITOR`.
    Edited(String),
    /// The result of comparing the article with an earlier text.
    Compared {
        /// The generation of the article.
        generation: u64,
        /// The comparison.
        result: Result<Comparison, String>,
    },
    /// Another person's notes, for the article of this generation, or why they cannot be read.
    OtherNotes(u64, Result<OtherNotes, String>),
    /// A file of annotations for the article of this generation, or why it cannot be read.
    ImportReady(u64, Result<ReadyImport, String>),
    /// The library is to be shown: there is no article to look at.
    ShowLibrary,
    /// Rows of the library, or why they cannot be listed.
    Library(Result<LibraryPage, String>),
    /// Rows of the ledger, or why they cannot be listed.
    Ledger(Result<LedgerPage, String>),
    /// What a search over all articles found, or why it cannot be done, with what was typed.
    FoundInLibrary(String, Result<Vec<FoundArticle>, String>),
    /// The output of the command with this number, or why it did not run.
    Printed(u64, Result<Printed, String>),
    /// The content of a folder whose name is being typed: the folder as typed, and its names.
    Folder(String, Vec<String>),
    /// The mouse is held where a drag scrolls.
    DragGoesOn,
    /// Another article with unchecked claims, if there is one.
    Unfinished(Option<LibraryEntry>),
    /// Themes on disk changed.
    Themes(Themes, Vec<String>),
    /// The result of preparing a picture.
    PictureReady(PictureFile, Result<(), String>),
    /// A request to end the program (SIGTERM, SIGHUP).
    Terminate,
}

/// The output of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// The output.
    pub text: String,
    /// How it ended, if that is notable.
    pub end: String,
}

/// The progress of an analysis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnalysisProgress {
    /// Percent of the article.
    pub percent: usize,
    /// Whether it will not continue by itself: an article of many megabytes is only analysed around the reading position.
    pub ended: bool,
    /// Whether only the answer of the user's extractor is missing.
    pub asks: bool,
}

/// The changes of another instance or program, and the places of its annotations.
#[derive(Debug)]
pub struct RemoteChanges {
    /// The changes.
    pub incoming: Box<Incoming>,
    /// The place of each annotation.
    pub located: Vec<(Id, Located)>,
}

/// Another person's notes on the article.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherNotes {
    /// The name of their file, on one line.
    pub name: String,
    /// The annotations, and the place of each in this text.
    pub annotations: Vec<(Annotation, Located)>,
}

/// A file of annotations to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRequest {
    /// The file, as typed; `None`: the comments and marks in the article's own file.
    pub file: Option<String>,
    /// What to do with annotations that are not on this text.
    pub choice: IntakeChoice,
}

/// A file of annotations that was read.
#[derive(Clone, Debug)]
pub struct ReadyImport {
    /// The request.
    pub request: ImportRequest,
    /// The name of the file, on one line.
    pub name: String,
    /// What happens to each annotation, and the changes to make.
    pub imported: NotesImport,
}

/// A search in a long text.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// The number of the search.
    pub ticket: u64,
    /// The document to search.
    pub document: Arc<Document>,
    /// The pattern.
    pub search: Arc<Search>,
    /// The byte to start from.
    pub from: usize,
    /// The direction.
    pub forward: bool,
    /// Whether to count the matches too.
    pub count: bool,
}

/// An article with everything that belongs to it, as it is opened.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is known of an article on its own"
)]
pub struct Loaded {
    /// The number of articles opened so far; results of workers carry it.
    pub generation: u64,
    /// The article.
    pub document: Arc<Document>,
    /// The reader's annotations.
    pub notebook: Notebook,
    /// Their places in this text.
    pub located: Vec<(Id, Located)>,
    /// The stored reading position, a byte offset.
    pub place: Option<usize>,
    /// The start of the claim that was in focus.
    pub focus: Option<usize>,
    /// The marks: positions by letter.
    pub marks: BTreeMap<char, usize>,
    /// Why notes cannot be saved, if they cannot.
    pub read_only: Option<String>,
    /// Messages for the reader.
    pub warnings: Vec<String>,
    /// The file it came from.
    pub path: Option<PathBuf>,
    /// A name for citations and the status line: the file's name, an address.
    pub label: String,
    /// The reading time in minutes.
    pub minutes: usize,
    /// Whether it is the built-in tour.
    pub tour: bool,
    /// What is not loaded yet.
    pub awaited: Option<Awaited>,
    /// Whether the text differs from the one on which the notes were last saved.
    pub changed: bool,
    /// The reason, as a clause, if it was made differently from the same source.
    pub made_otherwise: Option<String>,
    /// Known articles that may be this one or another version of it: the reader is asked.
    pub lookalikes: Vec<Lookalike>,
    /// The reader's answer, whose changes must be saved at once.
    pub answered: Option<Relation>,
}

impl Loaded {
    /// An article without notes or other data.
    pub fn new(generation: u64, document: Arc<Document>) -> Self {
        Self {
            generation,
            minutes: document.reading_minutes(),
            document,
            notebook: Notebook::default(),
            located: Vec::new(),
            place: None,
            focus: None,
            marks: BTreeMap::new(),
            read_only: None,
            warnings: Vec::new(),
            path: None,
            label: String::new(),
            tour: false,
            awaited: None,
            changed: false,
            made_otherwise: None,
            lookalikes: Vec::new(),
            answered: None,
        }
    }
}

/// The part of a visible article that is not loaded yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// Everything except its beginning: the whole article will replace it.
    Article,
    /// Its notes, which are still being located: it will be loaded again with them.
    Notes,
    /// The positions of the notes far from the reading position: [`Message::Located`](Message::Located) delivers them.
    Places,
}

/// An article in which a search over all articles found something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundArticle {
    /// Its title.
    pub title: String,
    /// Its publisher and date, as far as known.
    pub about: String,
    /// The name to open it: a path, an address.
    pub opens: String,
    /// The hits, the best first.
    pub hits: Vec<FoundPassage>,
}

/// A hit in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPassage {
    /// Its kind, in a word or two: 'text', 'claim', 'note'.
    pub what: String,
    /// The hit in its context, on one line.
    pub words: String,
    /// The hits in it, in bytes.
    pub marks: Vec<std::ops::Range<usize>>,
    /// The place to go to.
    pub arrival: Arrival,
}

/// By what the library is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LibraryColumn {
    /// When an article was opened last.
    #[default]
    Opened,
    /// Its title.
    Title,
    /// Who published it.
    Source,
    /// The day it was published.
    Date,
    /// Which part of its claims is decided.
    Decided,
}

/// How the library is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LibrarySort {
    /// By what.
    pub column: LibraryColumn,
    /// Whether the least comes first.
    pub ascending: bool,
}

/// Which rows of the library are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibraryQuery {
    /// Counts the questions of one opened library.
    pub number: u64,
    /// What articles must hold: words, loosely, and fields.
    pub filter: String,
    /// Their order.
    pub sort: LibrarySort,
    /// The first row that is wanted, from 0.
    pub from: usize,
    /// How many.
    pub rows: usize,
    /// The chosen row, from 0.
    pub chosen: usize,
    /// The next row after this one with claims to decide is to be chosen.
    pub unfinished_after: Option<usize>,
}

/// Rows of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibraryPage {
    /// The question that they answer.
    pub number: u64,
    /// The first of them, from 0.
    pub from: usize,
    /// The rows.
    pub rows: Vec<LibraryEntry>,
    /// How many there are in all.
    pub total: usize,
    /// The chosen row, from 0.
    pub chosen: usize,
    /// How far the work on the chosen article is, and the beginning of its text.
    pub preview: String,
    /// Whether all articles are counted, and not only the latest.
    pub whole: bool,
}

/// An entry of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibraryEntry {
    /// Its title.
    pub title: String,
    /// Whether it is a version, or another file, of the article in the line above.
    pub below: bool,
    /// Its publisher; empty if unknown.
    pub source: String,
    /// The date of publication, as `2026-09-26`; empty if unknown.
    pub date: String,
    /// The numbers of decided claims and of all claims; `None` if unknown.
    pub decided: Option<(usize, usize)>,
    /// When it was last opened, in words.
    pub opened: String,
    /// A remark: that its file is missing, that it is a version of another.
    pub remark: String,
    /// The name to open it: a path, an address.
    pub opens: String,
    /// Its number in the index.
    pub number: i64,
    /// Whether there are notes on it.
    pub has_notes: bool,
    /// Its tags.
    pub tags: Vec<String>,
}

impl LibraryEntry {
    /// The progress of work on it, in words.
    pub fn work(&self) -> String {
        match self.decided {
            None => "no notes yet".to_owned(),
            Some((decided, claims)) => format!("{decided} of {claims} claims decided"),
        }
    }
}

/// The comparison of the article with an earlier text of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The number of the earlier text, from 1, the last one read first.
    pub number: usize,
    /// The number of earlier texts.
    pub of: usize,
    /// What happened to every claim, in text order.
    pub changes: Vec<Change>,
}

/// A mouse event and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// The kind of event.
    pub kind: MouseKind,
    /// Column, from 0.
    pub x: u16,
    /// Row, from 0.
    pub y: u16,
    /// For a press: its number among presses in the same place within a short time, from 1.
    pub clicks: u8,
}

/// The kind of a mouse event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum MouseKind {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}

/// A request to the outside world.
#[derive(Debug)]
pub enum Effect {
    /// Save the notes; every save has its own serial number.
    Save {
        /// The generation of the article.
        generation: u64,
        /// The number of the save.
        serial: u64,
        /// The notes.
        notebook: Box<Notebook>,
    },
    /// Put text on the clipboard of the terminal (OSC 52).
    Copy(String),
    /// Write the notes to a file.
    Export(ExportRequest),
    /// Open an article by its name: a path, or the tour.
    Open(String),
    /// Read the open web page again: all of it, or only its article, whichever is not shown now.
    Whole,
    /// Open the article again with the notes that the reader chose: its relation to the known article with these notes.
    Identify {
        /// The generation of the article.
        generation: u64,
        /// The relation to the known article.
        relation: Relation,
        /// The notes file of the known article.
        notes: PathBuf,
    },
    /// Cancel the opening of an article.
    StopOpening,
    /// Show the article that was announced with [`Message::OpeningReady`].
    ShowReady,
    /// Write the notes to a new file chosen by the reader.
    SaveElsewhere {
        /// The file.
        path: PathBuf,
        /// The notes.
        notebook: Box<Notebook>,
    },
    /// Discard the unsaved changes, as the reader chose; described in words.
    LoseNotes(String),
    /// Remove rescue copies whose content is in the notes, or is not wanted.
    RemoveCopies(Vec<PathBuf>),
    /// Search for a match on a thread; an earlier search is cancelled.
    Find(SearchRequest),
    /// Compare the article with an earlier text of it.
    Compare {
        /// The generation of the article.
        generation: u64,
        /// The number of the earlier text, from 1, the last one read first.
        number: usize,
        /// The results of the analysis; `None` while it has not finished.
        analysis: Option<Arc<Analysis>>,
    },
    /// Read another person's notes.
    ReadOtherNotes {
        /// The generation of the article.
        generation: u64,
        /// Their file, as typed.
        file: String,
    },
    /// Read a file of annotations and decide what happens to each.
    ImportNotes {
        /// The generation of the article.
        generation: u64,
        /// The file.
        request: ImportRequest,
        /// The notes as they are now.
        notebook: Box<Notebook>,
    },
    /// Look up known matches of claims of an article.
    LookElsewhere {
        /// The article.
        generation: u64,
        /// The claims.
        claims: ClaimsToLookUp,
    },
    /// Look for the kept texts of sources of evidence, and keep those that are to be kept.
    CheckSources {
        /// The article.
        generation: u64,
        /// The sources.
        sources: Vec<SourceQuery>,
    },
    /// Ask for rows of the library.
    ListLibrary(LibraryQuery),
    /// Give an article of the library these tags, and then ask.
    TagArticle {
        /// By its number.
        article: i64,
        /// All its tags.
        tags: Vec<String>,
        /// What is asked then.
        then: LibraryQuery,
    },
    /// Forget an article of the library, and then ask.
    ForgetArticle {
        /// By its number.
        article: i64,
        /// What is asked then.
        then: LibraryQuery,
    },
    /// Ask for rows of the ledger.
    ListLedger(LedgerQuery),
    /// Correct the speakers, for the library, and then ask.
    ChangeSpeakers {
        /// The correction.
        change: SpeakerChange,
        /// What is asked then.
        then: LedgerQuery,
    },
    /// Write what the ledger shows to a file, named as typed.
    ExportLedger(LedgerScope, String),
    /// Search the library for another article with unchecked claims.
    FindUnfinished,
    /// Search all articles for the typed query.
    SearchLibrary(String),
    /// Open this text in `$EDITOR`.
    Edit(String),
    /// Store the reading position: block and byte offset.
    RememberPlace,
    /// Store a typed line for the next session.
    Remember(TypedLine, String),
    /// Run a command with a text on its standard input; a running one is killed.
    Pipe {
        /// The number of the command.
        number: u64,
        /// The command for the shell.
        command: String,
        /// Its input.
        input: String,
    },
    /// Kill the running command.
    StopPipe,
    /// Pass a link to the program named in the settings.
    Browse(String),
    /// Prepare a picture to be drawn in [`Panes::picture`](super::panes::Panes::picture).
    DrawPicture(PictureFile),
    /// List a folder, named as typed.
    ListFolder(String),
    /// Suspend the program and return to the shell.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Stop the analysis of the article.
    StopAnalysis,
    /// Leave the program.
    Quit,
}
