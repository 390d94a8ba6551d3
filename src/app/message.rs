//! Messages are facts that reach the reader; effects are commands for the world outside.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::copies::KeptCopy;
use super::keys::Action;
use super::known::{ClaimsToLookUp, Elsewhere};
use super::pictures::PictureFile;
use super::recall::TypedLine;
use super::status::Tone;

use crate::analysis::Analysis;
use crate::analysis::revision::Change;
use crate::config::Themes;
use crate::config::key::Key;
use crate::document::{Document, TextRange};
use crate::export::ExportRequest;
use crate::notes::{Annotation, Id, Incoming, Inherited, Located, Lookalike, Notebook, Relation, Timestamp};
use crate::text::search::{Search, Tally};

/// Something that happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// A key in the bottom line was clicked: what it does.
    Clicked(Action),
    /// The terminal has this many columns and rows now.
    Resized(u16, u16),
    /// An article was opened.
    Loaded(Box<Loaded>),
    /// The analysis of the article of this generation is done.
    Analysed(u64, Arc<Analysis>),
    /// Where the notes stand that were far from the reading position when the article of this generation was opened.
    Located(u64, Vec<(Id, Located)>),
    /// The text of the article of this generation is not the one that was last read, at this moment.
    Differs(u64, Timestamp),
    /// What is known from elsewhere of passages of the article of this generation.
    Elsewhere(u64, Vec<(TextRange, Vec<Elsewhere>)>),
    /// How far the analysis of the article of this generation is.
    Reached(u64, Reach),
    /// What is to be told of the reader's own extractor, asked about the article of this generation.
    ExtractorTold(u64, String),
    /// A worker found what the look of this number was for, or that it is not there.
    Found(u64, Option<TextRange>),
    /// A worker counted the matches of the look of this number; whether these are all.
    Counted(u64, Tally, bool),
    /// Notes were saved.
    Saved {
        /// Of which article.
        generation: u64,
        /// How many saves had been asked for when this one began.
        serial: u64,
        /// Where the file had been changed by another: what was brought in.
        incoming: Option<Brought>,
        /// What the reader should be told.
        warnings: Vec<String>,
    },
    /// Notes could not be saved, and why.
    NotSaved {
        /// Of which article.
        generation: u64,
        /// What, where and what to do next.
        why: String,
    },
    /// The notes file changed on disk.
    Followed {
        /// Of which article.
        generation: u64,
        /// What was brought in.
        incoming: Brought,
    },
    /// The other instance has left: from now on notes are saved here.
    Inherited {
        /// Of which article.
        generation: u64,
        /// The steps that can be undone.
        inherited: Inherited,
    },
    /// The notes were written to a file of the reader's choice, or why they were not.
    SavedElsewhere(Result<PathBuf, String>),
    /// Copies of what is not in the notes of the article of this generation were found.
    Kept(u64, Vec<KeptCopy>),
    /// An article is being opened, by this name.
    Opening(String),
    /// How far the article that is being opened is, in words.
    OpeningAt(String),
    /// The article that is being opened is ready, and is shown when the reader says so.
    OpeningReady,
    /// The article cannot be opened, and why.
    NotOpened(String),
    /// Something to say in the status line.
    Told(Tone, String),
    /// The text that was written in `$EDITOR`.
    Edited(String),
    /// The article was compared with an earlier text of it, or why it could not be.
    Compared {
        /// Which article.
        generation: u64,
        /// What the comparison came to.
        result: Result<Comparison, String>,
    },
    /// Another person's notes, compared with those of the article of this generation, or why they cannot be read.
    OtherNotes(u64, Result<OtherNotes, String>),
    /// The articles of the library, or why they cannot be listed.
    Library(Result<Vec<LibraryEntry>, String>),
    /// What a search over all articles found, or why it cannot be done, with what was typed.
    FoundInLibrary(String, Result<Vec<FoundArticle>, String>),
    /// What the command of this number printed, or why it did not run.
    Printed(u64, Result<Printed, String>),
    /// What is in a folder whose name is being typed: the folder as it was typed, and the names in it.
    Folder(String, Vec<String>),
    /// The mouse is held where a drag goes on by itself.
    DragGoesOn,
    /// Another article whose claims are not all checked, if there is one.
    Unfinished(Option<LibraryEntry>),
    /// Themes on disk changed.
    Themes(Themes, Vec<String>),
    /// A picture is ready to be drawn, or why it cannot be.
    PictureReady(PictureFile, Result<(), String>),
    /// Someone wants the program to end (SIGTERM, SIGHUP).
    Terminate,
}

/// What a command printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// Its output.
    pub text: String,
    /// How it ended, where that is worth saying.
    pub end: String,
}

/// How far an analysis is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Hundredths of the article.
    pub percent: usize,
    /// Whether it does not go further by itself: an article of many megabytes is analysed around the reading position.
    pub ended: bool,
    /// Whether nothing but the answer of the reader's own extractor is missing.
    pub asks: bool,
}

/// What another instance or program wrote, and where its annotations stand.
#[derive(Debug)]
pub struct Brought {
    /// What was brought in.
    pub incoming: Box<Incoming>,
    /// Where each annotation stands.
    pub located: Vec<(Id, Located)>,
}

/// Another person's notes on the article.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherNotes {
    /// The name of their file, on one line.
    pub name: String,
    /// The annotations, and where each stands in this text.
    pub annotations: Vec<(Annotation, Located)>,
}

/// What to look for in a long text.
#[derive(Clone, Debug)]
pub struct Look {
    /// Counts the looks.
    pub ticket: u64,
    /// Where.
    pub document: Arc<Document>,
    /// What.
    pub search: Arc<Search>,
    /// From which byte on.
    pub from: usize,
    /// Towards the end, or back.
    pub forward: bool,
    /// Whether the matches are to be counted too.
    pub count: bool,
}

/// An article with all that belongs to it, as it is opened.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is known of an article on its own"
)]
pub struct Loaded {
    /// Counts the articles opened; what comes back from workers carries it.
    pub generation: u64,
    /// The article.
    pub document: Arc<Document>,
    /// The reader's annotations.
    pub notebook: Notebook,
    /// Where they stand in this text.
    pub located: Vec<(Id, Located)>,
    /// The byte offset at which reading was left.
    pub place: Option<usize>,
    /// Where the claim began that was in focus.
    pub focus: Option<usize>,
    /// Places under letters.
    pub marks: BTreeMap<char, usize>,
    /// Why notes cannot be saved, where they cannot.
    pub read_only: Option<String>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// The file it came from.
    pub path: Option<PathBuf>,
    /// A name for citations and the status line: the file's name, an address.
    pub label: String,
    /// Minutes to read it.
    pub minutes: usize,
    /// Whether it is the tour that comes with the program.
    pub tour: bool,
    /// What is not there yet.
    pub awaited: Option<Awaited>,
    /// Whether the text is another one than that on which the notes were last saved.
    pub changed: bool,
    /// Why, as a clause, where it was made of the same article in another way.
    pub made_otherwise: Option<String>,
    /// Known articles that may be this one or another version of it: the reader is asked.
    pub lookalikes: Vec<Lookalike>,
    /// What the reader answered: what it changed is to be saved at once.
    pub answered: Option<Relation>,
}

impl Loaded {
    /// An article without notes or anything else known.
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

/// What is not there yet of an article that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// All of it except its beginning: the whole will be loaded in its place.
    Article,
    /// Its notes, which are still being looked for: it will be loaded again with them.
    Notes,
    /// Where the notes are that are far from the reading position: [`Message::Located`](Message::Located)
    /// brings them.
    Places,
}

/// An article in which a search over all articles found something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundArticle {
    /// Its title.
    pub title: String,
    /// Who published it and when, as far as that is known.
    pub about: String,
    /// By what it is opened: a path, an address.
    pub opens: String,
    /// Where something was found, the best first.
    pub hits: Vec<FoundPassage>,
}

/// A place in an article where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPassage {
    /// What it is, in a word or two: 'text', 'claim', 'note'.
    pub what: String,
    /// What was found with what stands around it, on one line.
    pub words: String,
    /// The hits in it, in bytes.
    pub marks: Vec<std::ops::Range<usize>>,
    /// Where the reader arrives.
    pub arrival: Arrival,
}

/// Where the reader arrives in an article that is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// At the annotation of this id.
    Annotation(String),
    /// At this passage.
    Passage(TextRange),
    /// Where this leads, done with its argument.
    Doing(Action, String),
}

/// An article of the library, as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibraryEntry {
    /// Its title.
    pub title: String,
    /// Whether it is a version, or another file, of the article in the line above.
    pub below: bool,
    /// Who published it; empty where that is not known.
    pub source: String,
    /// The day it was published, as `2026-09-26`; empty where that is not known.
    pub date: String,
    /// How many of how many claims are decided; `None` where that is not known.
    pub decided: Option<(usize, usize)>,
    /// When it was opened last, in words.
    pub opened: String,
    /// What else is to be known: that its file is missing, that it is a version of another.
    pub remark: String,
    /// By what it is opened: a path, an address.
    pub opens: String,
}

impl LibraryEntry {
    /// How far the work on it is, in words.
    pub fn work(&self) -> String {
        match self.decided {
            None => "no notes yet".to_owned(),
            Some((decided, claims)) => format!("{decided} of {claims} claims decided"),
        }
    }
}

/// The article compared with an earlier text of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Which of the earlier texts, from 1, the last one read first.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// What became of every claim, in the order of the article.
    pub changes: Vec<Change>,
}

/// What the mouse did, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// Column, from 0.
    pub x: u16,
    /// Row, from 0.
    pub y: u16,
    /// For a press: the how manieth in the same place within a short time, from 1.
    pub clicks: u8,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum MouseKind {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}

/// Something to be done outside.
#[derive(Debug)]
pub enum Effect {
    /// Save the notes; every save has a serial number of its own.
    Save {
        /// Of which article.
        generation: u64,
        /// Counts the saves.
        serial: u64,
        /// What to save.
        notebook: Box<Notebook>,
    },
    /// Put text on the clipboard of the reader's terminal (OSC 52).
    Copy(String),
    /// Write the notes to a file.
    Export(ExportRequest),
    /// Open an article by its name: a path, or the tour.
    Open(String),
    /// Read the page that is open again: all of it, or its article alone, whichever is not shown now.
    Whole,
    /// Let the article have the notes that the reader says are its own: how it stands to the known article whose notes
    /// these are.
    Identify {
        /// Which article.
        generation: u64,
        /// How it stands to the known one.
        relation: Relation,
        /// The notes file of the known one.
        notes: PathBuf,
    },
    /// Call off the opening of an article.
    StopOpening,
    /// Show the article that was announced with [`Message::OpeningReady`].
    ShowReady,
    /// Write the notes to a file of the reader's choice, if there is no file yet.
    SaveElsewhere {
        /// The file.
        path: PathBuf,
        /// The notes.
        notebook: Box<Notebook>,
    },
    /// Forget what is not on disk, as the reader chose: what it is, in words.
    LoseNotes(String),
    /// Remove copies of what is in the notes by now, or is not wanted.
    RemoveCopies(Vec<PathBuf>),
    /// Look for a match, on a thread of its own; an earlier look that has not ended is called off.
    Find(Look),
    /// Compare the article with an earlier text of it.
    Compare {
        /// Which article.
        generation: u64,
        /// With which text, from 1, the last one read first.
        number: usize,
        /// What was found in the article; `None` while the analysis runs.
        analysis: Option<Arc<Analysis>>,
    },
    /// Read another person's notes.
    ReadOtherNotes {
        /// Of which article.
        generation: u64,
        /// Their file, as it was typed.
        file: String,
    },
    /// Look for what is known from elsewhere of claims of an article.
    LookElsewhere {
        /// Which article.
        generation: u64,
        /// Which claims.
        claims: ClaimsToLookUp,
    },
    /// Ask for the articles of the library.
    ListLibrary,
    /// Look in the library for another article whose claims are not all checked.
    FindUnfinished,
    /// What was typed is looked for in all articles.
    SearchLibrary(String),
    /// Let the reader write in `$EDITOR`, beginning with this text.
    Edit(String),
    /// Remember the place: block and byte offset.
    RememberPlace,
    /// Keep a line that was typed for the next session.
    Remember(TypedLine, String),
    /// Run a command with a text on its standard input; one that runs is ended.
    Pipe {
        /// Counts the commands.
        number: u64,
        /// As the shell reads it.
        command: String,
        /// What it reads.
        input: String,
    },
    /// End the command that runs.
    StopPipe,
    /// Give a link to the program that the settings name.
    Browse(String),
    /// Make a picture ready to be drawn in [`Panes::picture`](super::panes::Panes::picture).
    DrawPicture(PictureFile),
    /// Tell what is in a folder, named as it was typed.
    ListFolder(String),
    /// Hold the program and give the terminal to the shell.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Analyse no more of the article.
    StopAnalysis,
    /// Ring no bell; leave.
    Quit,
}
