//! Prints the vector of each line of standard input, as JSON: `encode MODEL < lines`. To compare an encoder with its original.
#![allow(clippy::print_stdout, reason = "a program for the console")]

use std::io::BufRead as _;

use anyhow::Context as _;
use postil::meaning::SentenceEncoder;

fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).context("usage: encode MODEL < lines")?;
    let encoder = SentenceEncoder::read(&std::fs::read(path)?)?;
    for line in std::io::stdin().lock().lines() {
        let vector = encoder.encode(&[&line?]).pop().unwrap_or_default();
        println!("{}", serde_json::to_string(&vector)?);
    }
    Ok(())
}
