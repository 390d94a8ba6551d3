//! What is kept on disk: the notes of each article in a RON file, the text as it was read, the steps that can be
//! undone, the archives of fact-checks, the reading positions, what was read where, and the index of known articles; and, in the cache, what the
//! analysis found. And the files that a person asks for elsewhere: exports and other output.
//!
//! Always true here: reading never writes; a notes file is only ever replaced whole, after what is to be written has
//! been read back and found equal; a file that cannot be understood is never overwritten; what another instance wrote
//! is merged, never replaced; a failure leaves the notebook in memory as it was and can be retried.

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
mod origin;
mod outputs;
pub mod pages;
mod paths;
mod pending;
pub mod places;
pub mod readings;
pub mod rescue;
mod session;
pub mod texts;
pub mod typed;

pub use error::{
    HistoryError, LibraryError, PagesError, PlacesError, ReadOnly, ReadingsError, StoreError, TextsError,
    WriteError,
};
pub use identity::{Answer, Choice, Why};
pub use lock::{Heir, Hold};
pub use origin::{Cause, Origin, Reading};
pub use outputs::{OutputError, OutputFile, create_private};
pub use paths::Paths;
pub use session::{Access, Opened, Previous, Saved, Session};
