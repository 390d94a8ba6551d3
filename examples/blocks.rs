//! Prints how a file is imported, block by block: `cargo run --example blocks FILE…`.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;

use postil::import::{Options, import, source};

fn main() -> anyhow::Result<()> {
    let plain = std::env::args().any(|a| a == "--plain");
    for path in std::env::args_os()
        .skip(1)
        .filter(|a| a != "--plain")
        .map(PathBuf::from)
    {
        let bytes = source::read(&path)?;
        let imported = import(
            &bytes,
            &Options {
                name: Some(path.clone()),
                plain,
                ..Options::default()
            },
        )?;
        let document = &imported.document;
        println!("== {} {:?}", path.display(), document.metadata());
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
    Ok(())
}
