//! The reader without a screen: what it knows, what each key does, and what is to be done outside.
//!
//! Always true here: no ratatui (but for the text field's state, which `field` wraps), no terminal, no file, no clock;
//! [`update`] is the only place where a [`Model`] changes, and asks for all else by [`Effect`]s; every action that the
//! reader takes is answered in the status line, done or why not; what the view needs is laid out here, so that drawing
//! only reads.

pub mod action;
mod beginning;
mod claims;
mod decide;
mod diff;
mod entities;
pub mod field;
mod hints;
mod jumps;
pub mod keymap;
mod message;
mod model;
mod motion;
mod mouse;
pub mod page;
pub mod panes;
mod press;
mod prompt;
mod review;
mod search;
mod select;
pub mod sidebar;
mod steps;
mod tagging;
mod theme;
mod update;

pub use beginning::Rest;
pub use claims::{ClaimItem, ClaimSource, Tally};
pub use diff::Comparison;
pub use hints::HintLabel;
pub use message::{Brought, Effect, Look, Message, Mouse, MouseKind, Reach};
pub use model::{Loaded, Mode, Model, Notice, Over, Saving, Selection, SelectionKind, Stamps, Tone};
pub use page::Shelved;
pub use prompt::{Prompt, PromptKind, Proposal};
pub use review::Review;
pub use search::Finding;
pub use steps::Target;
pub use tagging::{KIND_LETTERS, kind_by_letter as kind_of_letter};
pub use update::update;
