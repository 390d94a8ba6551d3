//! The reader as a whole: scripts of (article, keys, expectations) against `app::update`, without a terminal.
//!
//! `script` explains the notation; articles and their analysis are made by hand in `article`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::semicolon_if_nothing_returned,
    clippy::assigning_clones,
    missing_docs,
    unreachable_pub,
    dead_code
)]

mod article;
mod script;

mod beginning;
mod boundaries;
mod cards;
mod comparing;
mod deciding;
mod elsewhere;
mod files;
mod finding;
mod finishing;
mod folding;
mod footers;
mod history;
mod identity;
mod importing;
mod kept;
mod keys;
mod known;
mod leaving;
mod ledger;
mod library;
mod links;
mod lists;
mod mouse;
mod moving;
mod opening;
mod piping;
mod placing;
mod prompts;
mod random;
mod restarting;
mod reviewing;
mod searching;
mod selecting;
mod settling;
mod sources;
mod surroundings;
mod touring;
mod written;
