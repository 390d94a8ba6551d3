//! Writes `assets/LICENSES/crates.txt`: the crates that are compiled into the program, with their licences and copyright notices.
//!
//!     cargo run --example licences > assets/LICENSES/crates.txt
//!
//! Of several licences to choose from, MIT is chosen if it is one of them, because its text is the shortest. Equal texts are printed once.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde_json::Value;

/// Texts for crates that name a licence but contain no text of it.
const STANDARD: [(&str, &str); 2] = [
    ("MIT", include_str!("../LICENSE-MIT")),
    ("Apache-2.0", include_str!("../LICENSE-APACHE")),
];

fn main() -> anyhow::Result<()> {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .output()?;
    ensure!(
        output.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = array(&metadata["packages"])
        .map(|package| (text(&package["id"]), package))
        .collect::<HashMap<_, _>>();
    // Each text, by its words, with the crates that it belongs to.
    let mut texts: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    println!("The crates that are compiled into Postil, on any platform.\n");
    for id in compiled(&metadata)? {
        let package = packages[id.as_str()];
        let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
        let expression = text(&package["license"]);
        println!(
            "{name}: {}",
            if expression.is_empty() {
                "see below"
            } else {
                expression
            }
        );
        let folder = Path::new(text(&package["manifest_path"]))
            .parent()
            .context("no folder")?;
        let files = chosen(&licence_files(folder)?, expression);
        let mut found = files
            .iter()
            .map(std::fs::read_to_string)
            .collect::<Result<Vec<_>, _>>()?;
        if found.is_empty() {
            let standard = STANDARD.iter().find(|(id, _)| expression.contains(id));
            found.extend(standard.map(|(_, text)| without_notices(text)));
        }
        for found in found {
            for notice in notices(&found) {
                println!("    {notice}");
            }
            let body = without_notices(&found);
            let words = body.split_whitespace().collect::<Vec<_>>().join(" ");
            texts
                .entry(words)
                .or_insert((body, BTreeSet::new()))
                .1
                .insert(name.clone());
        }
    }
    for (body, names) in texts.into_values() {
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        println!("\n{}\n{names}\n\n{}", "-".repeat(72), body.trim_matches('\n'));
    }
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The ids of the packages that the program's code consists of, without itself, by name.
fn compiled(metadata: &Value) -> anyhow::Result<BTreeSet<String>> {
    let nodes = array(&metadata["resolve"]["nodes"])
        .map(|node| (text(&node["id"]), node))
        .collect::<HashMap<_, _>>();
    let root = text(&metadata["resolve"]["root"]);
    let mut todo = vec![root];
    let mut seen = BTreeSet::new();
    while let Some(id) = todo.pop() {
        for dependency in array(&nodes.get(id).context("unknown package")?["deps"]) {
            let is_linked = array(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null());
            let id = text(&dependency["pkg"]);
            if is_linked && id != root && seen.insert(id.to_owned()) {
                todo.push(id);
            }
        }
    }
    Ok(seen)
}

/// The files in `folder` that contain licences and notices, by name.
fn licence_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = file_name(&path);
        let is_one = ["licen", "copying", "notice", "unlicense", "copyright"]
            .iter()
            .any(|start| name.starts_with(start));
        if is_one && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase()
}

/// Those of `files` that the program must carry under the licence `expression`.
fn chosen(files: &[PathBuf], expression: &str) -> Vec<PathBuf> {
    let choices = expression
        .split(" OR ")
        .flat_map(|part| part.split('/'))
        .map(str::trim);
    let may_be_mit = !expression.contains(" AND ") && choices.into_iter().any(|choice| choice == "MIT");
    let mit = files
        .iter()
        .filter(|file| file_name(file).contains("mit") || file_name(file).starts_with("notice"))
        .cloned()
        .collect::<Vec<_>>();
    if may_be_mit && mit.iter().any(|file| file_name(file).contains("mit")) {
        mit
    } else {
        files.to_vec()
    }
}

/// Whether a line is a copyright notice, and not a sentence of a licence about notices.
fn is_notice(line: &str) -> bool {
    let line = line
        .trim()
        .trim_start_matches(['*', '#', '-', ' '])
        .to_lowercase();
    (line.starts_with("copyright") || line.starts_with("(c) ") || line.starts_with('©'))
        && line.contains(|c: char| c.is_ascii_digit() || c == '©' || c == '@')
        || line.starts_with("copyright (c) ") && !line.contains("yyyy")
}

fn notices(licence: &str) -> impl Iterator<Item = &str> {
    licence.lines().filter(|line| is_notice(line)).map(str::trim)
}

fn without_notices(licence: &str) -> String {
    let lines = licence.lines().filter(|line| !is_notice(line)).map(str::trim_end);
    lines.collect::<Vec<_>>().join("\n")
}
