//! Turns a spreadsheet of annotations into notes on an article: `cargo run --example import_spreadsheet ARTICLE TABLE.csv > notes.json`.
//!
//! The table needs a column `quote`; `docs/formats.md` lists the other columns. `postil import-notes ARTICLE notes.json` adds the result to
//! the article's notes.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::Path;

use anyhow::bail;
use postil::export::json;
use postil::import::{Options, import};
use postil::notes::import::{ArticleNames, IntakeChoice, IntakeFormat, Placing, account, read};
use postil::notes::{Locator, Notebook, Step, Timestamp};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [article, table] = arguments.as_slice() else {
        bail!("usage: import_spreadsheet ARTICLE TABLE.csv");
    };
    let path = Path::new(article);
    let options = Options {
        name: Some(path.to_owned()),
        ..Options::default()
    };
    let document = import(&std::fs::read(path)?, &options)?.document;

    let now = Timestamp::now();
    let rows = read(IntakeFormat::Csv, &std::fs::read_to_string(table)?, now)?;
    let names = ArticleNames::new(&document, None, Some(path));
    let mut notebook = Notebook::default();
    // Finds the passage of each row, and says what happened to it.
    let intake = account(
        rows,
        &names,
        &Placing::new(&document),
        &notebook,
        IntakeChoice::default(),
    );
    for item in intake.items.iter().filter(|item| item.class.is_left_out()) {
        eprintln!(
            "{}: {} {}: {}",
            item.spot,
            item.class.words(),
            item.why,
            item.words
        );
    }
    notebook.apply(Step {
        label: "bring in a spreadsheet".to_owned(),
        at: now,
        changes: intake.changes,
    });

    let locator = Locator::new(&document);
    let annotations: Vec<_> = notebook
        .annotations()
        .map(|annotation| (annotation.clone(), locator.locate(&annotation.anchor)))
        .collect();
    println!("{}", json::notes(&document, &annotations));
    Ok(())
}
