//! The running reader: owns the terminal, runs input and workers on threads, and performs effects.
//!
//! Invariants: the terminal is restored to its former state, even after a panic or a signal; only changes are drawn; all waiting messages
//! are handled before a frame is drawn; while nothing happens, nothing is written and no time is used; notes are saved in the order of
//! their changes, by one thread that owns the notes file.

mod analyst;
mod child;
mod clipboard;
mod colours;
mod compare;
mod editor;
mod elsewhere;
mod encoder;
mod errands;
mod evidence;
mod exports;
mod extractor;
mod finder;
mod folders;
mod import_notes;
mod indexer;
mod input;
mod keeper;
mod kept;
mod known;
mod ledger;
mod librarian;
mod lifeboat;
mod meanings;
mod open;
mod open_article;
mod pictures;
mod pipe;
mod run;
mod saver;
mod searching;
mod shelf;
mod signals;
mod stamps;
mod terminal;
mod watch;

pub use colours::{Background, colour_words};
pub use encoder::Encoder;
pub use evidence::{ReadSource, is_quoted_from, name_of_source, place_of_source, read_source};
pub use exports::{ExportError, Exporting, Written, evidence_titles, path_in};
pub use extractor::{Extractor, ExtractorCommand, ExtractorError};
pub use import_notes::{NOTES_LIMIT, annotations_in};
pub use kept::MissingSource;
pub use known::{Known, KnownBuilder, KnownFrom, full_names};
pub use ledger::{
    LedgerFilter, LedgerFormat, LedgerTable, TableGroup, VerdictSides, merge, separate, write_groups,
};
pub use meanings::Completion;
pub use open::{Article, KeptCopyUse, OpenError, ReadOptions, Requests, TOUR_NAME};
pub use pictures::picture_words;
pub use run::{First, Reading, RunError, run};
pub use signals::let_large_writes_fail;
pub use stamps::Clock;
pub use terminal::terminal_size;
