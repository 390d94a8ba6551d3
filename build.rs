//! Names the state of the analysis, so that what one state of it found is never taken for what another would find.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::io;
use std::path::Path;

/// All that the analysis of a document depends on besides the document.
const SOURCES: [&str; 4] = ["src/analysis", "src/text", "src/document", "assets"];

fn main() -> io::Result<()> {
    let mut state = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        hash(Path::new(source), &mut state)?;
    }
    println!("cargo::rustc-env=POSTIL_ANALYSIS={:016x}", state.finish());
    Ok(())
}

fn hash(path: &Path, state: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        return entries.iter().try_for_each(|entry| hash(&entry.path(), state));
    }
    path.hash(state);
    fs::read(path)?.hash(state);
    Ok(())
}
