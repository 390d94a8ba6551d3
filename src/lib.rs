//! Postil reads an article in the terminal, shows the people and things that it names and who claims what, and stores what the reader
//! decides about each claim.
//!
//! # As a library
//!
//! Five modules can be used on their own: [`document`], [`import`], [`analysis`], [`notes`] and [`export`]. Their public items follow semantic
//! versioning; until 1.0 a change that breaks their users raises the minor version. Everything else is public only for the program, its
//! tests and its benchmarks, is hidden here, and may change at any time.
//!
//! ```
//! use postil::analysis::analyse;
//! use postil::import::{Options, import};
//!
//! let text = b"The bridge will open in May, Ana Ruiz said on Monday.";
//! let document = import(text, &Options::default())?.document;
//! let analysis = analyse(&document);
//! let claim = &analysis.claims[0];
//! assert_eq!(document.slice(claim.range), "The bridge will open in May");
//! assert_eq!(claim.speaker.as_ref().map(|speaker| &*speaker.name), Some("Ana Ruiz"));
//! # Ok::<(), postil::import::ImportError>(())
//! ```
//!
//! `examples/who_says_what.rs` lists who says what in a folder, and `examples/import_spreadsheet.rs` turns a table of annotations into notes.
//!
//! # Layers
//!
//! Each uses only those before it (a test checks the direction): `lexicon` ← `text` ← [`document`] ← { `files`, `fetch`, [`import`],
//! [`analysis`], `matching`, `meaning`, [`notes`], [`export`], `layout`, `config` } ← `index` ← `store` ← `app` ← `ui` ← `runtime` ← `cli`.
//! `ARCHITECTURE.md` lists the invariants of each.

pub mod analysis;
pub mod document;
pub mod export;
pub mod import;
pub mod notes;

#[doc(hidden)]
pub mod app;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod fetch;
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod index;
#[doc(hidden)]
pub mod layout;
#[doc(hidden)]
pub mod lexicon;
#[doc(hidden)]
pub mod matching;
#[doc(hidden)]
pub mod meaning;
#[doc(hidden)]
pub mod runtime;
#[doc(hidden)]
pub mod store;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod ui;
