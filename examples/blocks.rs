//! Prints how a file is imported, block by block: `cargo run --example blocks FILE…`; with `--json` one object a file, to compare with the
//! expected one.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;

use postil::files;
use postil::import::{Imported, Options, import};

fn main() -> anyhow::Result<()> {
    let (flags, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let has = |flag: &str| flags.iter().any(|f| f == flag);
    for path in paths.iter().map(PathBuf::from) {
        let bytes = files::read(&path)?;
        let options = Options {
            name: Some(path.clone()),
            plain: has("--plain"),
            ..Options::default()
        };
        let imported = match import(&bytes, &options) {
            Ok(imported) => imported,
            Err(error) => {
                println!("!! {}: {error}", path.display());
                continue;
            }
        };
        if has("--json") {
            println!("{}", json(&path.display().to_string(), &imported));
        } else {
            print(&path.display().to_string(), &imported);
        }
    }
    Ok(())
}

fn json(path: &str, imported: &Imported) -> serde_json::Value {
    let document = &imported.document;
    let blocks = document.blocks().iter();
    let blocks: Vec<_> = blocks.map(|b| (b.kind.name(), document.block_text(b))).collect();
    serde_json::json!({ "file": path, "metadata": document.metadata(), "blocks": blocks })
}

fn print(path: &str, imported: &Imported) {
    let document = &imported.document;
    println!("== {path} {:?}", document.metadata());
    imported.warnings.iter().for_each(|w| println!("!! {w}"));
    for block in document.blocks() {
        let number = block.ordinal.map_or(String::new(), |n| format!(" {n}."));
        println!(
            "{:>12} {}{number} {}",
            block.kind.name(),
            block.level,
            document.block_text(block)
        );
        for mark in document.marks_in(block.range) {
            println!("{:>16} {:?} {:?}", "", mark.kind, document.slice(mark.range));
        }
    }
}
