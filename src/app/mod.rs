//! The reader without a screen: its state, the effect of each key, and the requests to the outside world.
//!
//! Invariants: no ratatui (except the state of text fields, which `overlay/field` wraps), no terminal, no file; time and ids come only from
//! [`Stamps`]; only [`update()`] changes a [`Model`], and it requests everything else by [`Effect`]s; every action is answered in the status
//! line, with its result or why nothing was done; everything the view needs is laid out here, so that drawing only reads.
//!
//! From the bottom up: `keys` (actions and their keys), `article`, `reading` and `sidebar` (the owners of the state), `overlay` (what
//! covers them), `model` (all of them together), `card_lines` (the text of a card), `handlers` (the functions of actions), `dispatch` (from
//! a key to a handler), `update` (from a message to the model).

mod arrival;
mod article;
mod card;
mod card_lines;
mod clock;
mod copies;
mod dispatch;
mod filter;
mod fold;
mod handlers;
pub mod keys;
mod known;
mod ledger;
mod message;
mod model;
mod mouse;
mod opening;
mod outline;
pub mod overlay;
pub mod panes;
mod pictures;
mod reading;
mod recall;
pub mod sidebar;
mod sources;
mod status;
mod tour;
mod update;

pub use article::{Article, ClaimItem, ClaimSource, Editing, Saving, Tally, Target};
pub use card::{Card, CardLine, Part, Subject};
pub use clock::Stamps;
pub use copies::KeptCopy;
pub use filter::Filter;
pub use fold::Kept;
pub use handlers::{KIND_LETTERS, Typing, kind_by_letter as kind_of_letter};
pub use keys::{Action, Mode};
pub use known::{ClaimsToLookUp, Elsewhere, ElsewherePlace, ElsewhereRelation};
pub use ledger::{
    LedgerClaim, LedgerGroup, LedgerPage, LedgerQuery, LedgerRow, LedgerScope, LedgerSort, LedgerView,
    SpeakerChange,
};
pub use message::{
    AnalysisProgress, Arrival, Awaited, Comparison, Effect, FoundArticle, FoundPassage, ImportRequest,
    LibraryColumn, LibraryEntry, LibraryPage, LibraryQuery, LibrarySort, Loaded, Message, Mouse, MouseKind,
    OtherNotes, Printed, ReadyImport, RemoteChanges, SearchRequest,
};
pub use model::{InHand, Keys, Model};
pub use overlay::{
    Exit, Finished, Keeping, Leaving, Ledger, LedgerTyping, LibraryScreen, Overlay, Prompt, PromptKind,
    Proposal, Question, Review,
};
pub use pictures::PictureFile;
pub use reading::{Finding, Reading, Seen, Selection, SelectionKind};
pub use recall::{Recall, TypedLine};
pub use sources::{CheckedSource, NamedBy, SourceQuery, SourceText};
pub use status::{Notice, Status, Tone};
pub use tour::{Tour, TourTask};
pub use update::update;
