//! Everything kept on disk: the notes of each article in a RON file, the texts as read, the undo history, the archives of fact-checks, the
//! reading positions, the list of readings, the index of known articles, and the cached results of the analysis. Also files that the user
//! requests elsewhere: exports and other output.
//!
//! Invariants: reading never writes; a notes file is only replaced as a whole, after the new text was read back and found equal; a file
//! that cannot be parsed is never overwritten; changes of another instance are merged, never replaced; a failure leaves the notebook in
//! memory unchanged and can be retried.

pub mod analyses;
mod answers;
pub mod archives;
mod disk;
mod error;
pub mod exports;
pub mod format;
mod history;
mod identity;
pub mod library;
mod likeness;
mod lock;
pub mod models;
mod origin;
mod outputs;
pub mod pages;
mod paths;
mod pending;
pub mod places;
pub mod readings;
pub mod rescue;
mod session;
pub mod sources;
pub mod speakers;
pub mod texts;
pub mod typed;
pub mod vectors;

pub use error::{
    HistoryError, LibraryError, PagesError, PlacesError, ReadOnly, ReadingsError, StoreError, TextsError,
    WriteError,
};
pub use identity::{Answer, Choice, MatchReason};
pub use lock::{Heir, Hold};
pub use origin::{Cause, Origin, Reading};
pub use outputs::{OutputError, OutputFile, create_private};
pub use paths::Paths;
pub use session::{Access, Opened, Previous, Saved, Session};
