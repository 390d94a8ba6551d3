//! Lists who says what in all articles of a folder: `cargo run --example who_says_what FOLDER`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use postil::analysis::analyse;
use postil::import::{Options, import};

fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).context("usage: who_says_what FOLDER")?;
    // The statements of each speaker, each with the title of its article.
    let mut statements: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        if !path.is_file() {
            continue;
        }
        let options = Options {
            name: Some(path.clone()),
            ..Options::default()
        };
        // The format is detected by the content and the name.
        let document = match import(&std::fs::read(&path)?, &options) {
            Ok(imported) => imported.document,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                continue;
            }
        };
        let title = document.metadata().title.clone();
        for claim in analyse(&document).claims {
            if let Some(speaker) = claim.speaker {
                let words = document.slice(claim.range).replace('\n', " ");
                statements
                    .entry(speaker.name)
                    .or_default()
                    .push((title.clone(), words));
            }
        }
    }
    for (speaker, statements) in statements {
        println!("{speaker}");
        for (title, words) in statements {
            println!("    {words} ({title})");
        }
    }
    Ok(())
}
