//! Builds the files in `assets/` for recognizing names. `docs/analysis-names.md` lists the sources.
//!
//! ```text
//! cargo run --release --example train_names -- gazetteer --sources DIR --out assets/names.gazetteer
//! cargo run --release --example train_names -- weights --corpora DIR --gazetteer assets/names.gazetteer --out assets/names.weights
//!     [--without CORPUS]… [--share CORPUS=FACTOR]… [--epochs N] [--buckets N] [--seed N] [--rate X] [--decay X] [--drop X] [--noise X] [--least N] [--own N,…] [--trust CORPUS=WEIGHT]…
//! ```
//!
//! The same sources, options and seed give the same bytes.

#![allow(clippy::print_stderr, clippy::needless_for_each, clippy::needless_range_loop)] // a program for the terminal, with matrices

mod corpus;
mod crf;
mod sources;

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Context as _, bail};

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_default();
    let mut options = Options::default();
    while let Some(flag) = args.next() {
        let value = args.next().with_context(|| format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--sources" => options.sources = value.into(),
            "--corpora" => options.corpora = value.into(),
            "--gazetteer" => options.gazetteer = value.into(),
            "--out" => options.out = value.into(),
            "--without" => options.without.push(value),
            "--share" => {
                let (name, factor) = value.split_once('=').context("--share CORPUS=FACTOR")?;
                options.shares.insert(name.to_owned(), factor.parse()?);
            }
            "--trust" => {
                let (name, weight) = value.split_once('=').context("--trust CORPUS=WEIGHT")?;
                options.trusts.insert(name.to_owned(), weight.parse()?);
            }
            "--epochs" => options.epochs = value.parse()?,
            "--buckets" => options.buckets = value.parse()?,
            "--seed" => options.seed = value.parse()?,
            "--rate" => options.rate = value.parse()?,
            "--decay" => options.decay = value.parse()?,
            "--drop" => options.drop = value.parse()?,
            "--noise" => options.noise = value.parse()?,
            "--own" => {
                options.owns = value.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            "--least" => options.least = value.parse()?,
            _ => bail!("unknown option {flag}"),
        }
    }
    match what.as_str() {
        "gazetteer" => sources::build(&options.sources, &options.out),
        "weights" => crf::train(&options),
        _ => bail!("say 'gazetteer' or 'weights'"),
    }
}

/// The command line options.
struct Options {
    sources: PathBuf,
    corpora: PathBuf,
    gazetteer: PathBuf,
    out: PathBuf,
    without: Vec<String>,
    shares: HashMap<String, f32>,
    /// The weight of a corpus's own copies in the average of all.
    trusts: HashMap<String, f32>,
    epochs: usize,
    buckets: usize,
    seed: u64,
    rate: f32,
    decay: f32,
    /// How often the features of the word itself are hidden, so that its context is learnt too.
    drop: f32,
    /// The share of all features hidden in each step (Wang, Wang, Wager, Liang, Manning 2013).
    noise: f32,
    /// The minimum frequency of a feature.
    least: u32,
    /// One run for each: the frequency from which a feature has its own copy in each corpus; 0 for none, 1 for all. The weights are the
    /// mean of the runs.
    owns: Vec<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sources: PathBuf::new(),
            corpora: PathBuf::new(),
            gazetteer: "assets/names.gazetteer".into(),
            out: PathBuf::new(),
            without: Vec::new(),
            shares: HashMap::new(),
            trusts: HashMap::new(),
            epochs: 14,
            buckets: 78_000,
            seed: 20_260_926,
            rate: 0.01,
            decay: 1e-5,
            drop: 0.2,
            noise: 0.0,
            least: 2,
            owns: vec![0, 300],
        }
    }
}
