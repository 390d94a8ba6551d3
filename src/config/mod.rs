//! What the user can set: settings, keymap, themes.

pub mod key;
