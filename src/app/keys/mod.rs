//! Actions, and the keys that call them.

pub mod action;
pub mod keymap;

pub use action::{Action, ModeSet};
pub use keymap::{Command, Keymap};

/// The mode that determines the keys when there is no overlay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Reading.
    #[default]
    Read,
    /// One claim at a time.
    Queue,
    /// In the sidebar.
    List,
    /// On a card.
    Card,
}
