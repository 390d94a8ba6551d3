//! The reader's decisions: annotations, how each finds its passage again, and the history of changes with undo.
//!
//! Invariants: this module reads no clock, file or random source (ids and times are passed in); an annotation's quote and context are from
//! the text on which it was last confirmed, and are never changed by locating it.

mod agreement;
mod alignment;
mod anchor;
mod annotation;
mod entities;
pub mod import;
mod merge;
mod myers;
mod notebook;
mod recovered;
mod relation;
mod search;
mod settling;
mod symbols;

pub use agreement::{Agreement, speaker};
pub use anchor::{Candidate, Locator, anchor};
#[cfg(test)]
pub(crate) use annotation::sample_note;
pub use annotation::{
    Anchor, AnchorState, Annotation, AnnotationKind, Evidence, Id, Located, Speech, Stance, Status, Timestamp,
};
pub use entities::{NamedEntity, named};
pub use merge::{Conflict, Merged, merge};
pub use notebook::{Change, Incoming, Inherited, Notebook, Step};
pub use recovered::Recovered;
pub use relation::{Lookalike, Relation};
pub use settling::Settlement;
