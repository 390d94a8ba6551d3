//! Postil reads an article in the terminal, shows the people and things that it names and who claims what, and stores what the reader
//! decides about each claim.
//!
//! The layers, each using only those before it (a test checks the direction): [`lexicon`] ← [`text`] ← [`document`] ← { [`files`], [`fetch`], [`import`],
//! [`analysis`], [`matching`], [`notes`], [`export`], [`layout`], [`config`] } ← [`index`] ← [`store`] ← [`app`] ← [`ui`] ← [`runtime`] ←
//! [`cli`]. `ARCHITECTURE.md` lists the invariants of each.

pub mod analysis;
pub mod app;
pub mod cli;
pub mod config;
pub mod document;
pub mod export;
pub mod fetch;
pub mod files;
pub mod import;
pub mod index;
pub mod layout;
pub mod lexicon;
pub mod matching;
pub mod notes;
pub mod runtime;
pub mod store;
pub mod text;
pub mod ui;
