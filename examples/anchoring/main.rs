//! Measures how well passages are found again in a changed text. There are two measurements:
//!
//! - `cargo run --release --example anchoring -- edits [OPTION…] ARTICLE…` edits articles randomly in one of several
//!   ways while tracking where the passage goes (`edits.rs`);
//! - `cargo run --release --example anchoring -- revisions [OPTION…] PAIRS` uses real revisions of texts, and judges with
//!   an independent comparison (`revisions.rs`).
//!
//! Each prints a table in Markdown; the same seed gives the same figures. The modules document their options.

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
