//! Compiles the word lists, and computes a hash of the analysis, so that cached results of one version are never used for another.

#[path = "src/lexicon/hash.rs"]
mod hash;
#[path = "build/lexicon.rs"]
mod lexicon;

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use lexicon::Lexicon;

/// Everything that the analysis of a document depends on besides the document.
const SOURCES: [&str; 5] = [
    "src/analysis",
    "src/lexicon",
    "src/text",
    "src/document",
    "assets",
];

/// The weights of the tagger of names.
const WEIGHTS: &str = "assets/names.weights";

/// Set while the tagger is trained with other word lists than those of its current weights.
const RETRAIN: &str = "POSTIL_RETRAIN";

/// The folder of the word lists.
const LISTS: &str = "assets/lang/en";

fn main() -> io::Result<()> {
    let mut state = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        hash(Path::new(source), &mut state)?;
    }
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-env-changed={RETRAIN}");
    println!("cargo::rustc-env=POSTIL_ANALYSIS={:016x}", state.finish());

    match compiled() {
        Ok(code) => {
            let folder = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
            fs::write(folder.join("lexicon.rs"), code)
        }
        Err(wrong) => {
            println!("cargo::error={wrong}");
            Ok(())
        }
    }
}

/// The table of all word lists as Rust code. The error is a message.
fn compiled() -> Result<String, String> {
    let mut lexicon = Lexicon::default();
    for path in entries(Path::new(LISTS)).map_err(|e| format!("{LISTS}: {e}"))? {
        if path.extension().is_some_and(|e| e == "lex") {
            let file = path.display().to_string();
            let source = fs::read_to_string(&path).map_err(|e| format!("{file}: {e}"))?;
            lexicon.read(&file, &source)?;
        }
    }
    lexicon.finish()?;
    let weights = fs::read(WEIGHTS).map_err(|e| format!("{WEIGHTS}: {e}"))?;
    let trained = weights
        .get(12..16)
        .and_then(|bytes| Some(u32::from_le_bytes(bytes.try_into().ok()?)));
    if trained != Some(lexicon.fingerprint()) && std::env::var_os(RETRAIN).is_none() {
        return Err(format!(
            "{WEIGHTS} was trained with other words than trained.lex and calendar.lex list: take the change of the \
             lists back, or train again with {RETRAIN}=1 (see docs/lexicon.md)"
        ));
    }
    Ok(lexicon.code())
}

/// The entries of `folder`, sorted by name.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn hash(path: &Path, state: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        return entries(path)?.iter().try_for_each(|entry| hash(entry, state));
    }
    path.hash(state);
    fs::read(path)?.hash(state);
    Ok(())
}
