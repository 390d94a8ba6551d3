//! User configuration: settings, keymap, themes.
//!
//! Invariants: no content of a file is fatal. Errors are reported with line and column, and the previous value (at first the default) is
//! kept; every role of every theme has a style.

mod claim_review;
mod fields;
pub mod key;
pub mod settings;
pub mod table;
pub mod theme;
mod theme_file;
mod themes;

pub use claim_review::ClaimReviewSettings;
pub use fields::{Fault, Problem};
pub use key::Key;
pub use settings::{Colours, Label, PictureDrawing, Settings, ThemeChoice};
pub use theme::{Colour, Depth, Role, Style, Theme, Underline};
pub use theme_file::{ThemeError, parse as parse_theme};
pub use themes::Themes;
