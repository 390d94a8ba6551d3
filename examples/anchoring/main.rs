//! How well passages are found again in a text that changed. Two measurements:
//!
//! - `cargo run --release --example anchoring -- edits [OPTION…] ARTICLE…` edits articles in one of several ways at
//!   random, keeping track of where the passage went (`edits.rs`);
//! - `cargo run --release --example anchoring -- revisions [OPTION…] PAIRS` takes real revisions of texts, and judges by a
//!   comparison of its own (`revisions.rs`).
//!
//! Each prints a table in Markdown; the same seed gives the same figures. The modules tell their options.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod edits;
mod passage;
mod revisions;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("edits") => edits::run(arguments),
        Some("revisions") => revisions::run(arguments),
        _ => {
            eprintln!("usage: anchoring edits|revisions …");
            std::process::exit(2);
        }
    }
}
