//! Actions, and the keys that call them.

pub mod action;
pub mod keymap;

pub use action::{Action, Modes};
pub use keymap::{Command, Keymap};

/// What the keys do where nothing lies over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Reading.
    #[default]
    Read,
    /// One claim at a time.
    Queue,
    /// In the sidebar.
    List,
    /// On the card of one thing.
    Card,
}
