//! Checks the direction of the layers: each module uses only those that the design allows, only `ui` and `runtime` use ratatui, only
//! `runtime` uses crossterm, and pure layers use neither files nor clocks.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// Each layer and all layers that it may use. From the bottom up, so that no entry names a later one.
const LAYERS: &[(&str, &[&str])] = &[
    ("lexicon", &[]),
    ("text", &["lexicon"]),
    ("document", &["text"]),
    ("files", &["text"]),
    ("fetch", &["text"]),
    ("import", &["text", "document"]),
    ("analysis", &["lexicon", "text", "document"]),
    ("matching", &["text", "document", "analysis"]),
    ("meaning", &["text"]),
    ("layout", &["text", "document"]),
    ("config", &["text", "files", "document"]),
    ("notes", &["text", "document", "analysis"]),
    ("export", &["text", "document", "analysis", "config", "notes"]),
    ("index", &["text", "document", "notes"]),
    (
        "store",
        &[
            "text", "files", "document", "import", "analysis", "matching", "notes", "index",
        ],
    ),
    (
        "app",
        &[
            "text", "document", "analysis", "matching", "layout", "config", "notes", "export",
        ],
    ),
    (
        "ui",
        &["text", "document", "analysis", "layout", "config", "notes", "app"],
    ),
    (
        "runtime",
        &[
            "text", "files", "document", "fetch", "import", "analysis", "matching", "meaning", "layout",
            "config", "notes", "export", "index", "store", "app", "ui",
        ],
    ),
    (
        "cli",
        &[
            "text", "files", "document", "fetch", "import", "analysis", "matching", "meaning", "layout",
            "config", "notes", "export", "index", "store", "app", "ui", "runtime",
        ],
    ),
];

/// Crates that only some modules may use: the word in the code, and the files or folders.
const CRATES: &[(&str, &[&str])] = &[
    ("ratatui", &["ui/", "runtime/"]),
    ("ratatui_textarea", &["app/overlay/field.rs"]),
    ("crossterm", &["runtime/"]),
    ("terminal_colorsaurus", &["runtime/"]),
    ("signal_hook", &["runtime/"]),
    ("notify", &["runtime/"]),
    ("ureq", &["fetch/"]),
    (
        "hayro_interpret",
        &[
            "import/pdf/pages.rs",
            "import/pdf/letters.rs",
            "import/pdf/glyphs.rs",
            "import/pdf/marks.rs",
        ],
    ),
    ("clap", &["cli/"]),
    ("rust_stemmers", &["matching/words.rs"]),
    ("rusqlite", &["index/"]),
    ("ndarray", &["meaning/"]),
];

/// Layers that are pure functions of their input.
const PURE: &[&str] = &[
    "text", "document", "analysis", "matching", "layout", "notes", "export", "app", "ui",
];

/// Words that no pure layer may contain.
const OUTSIDE: &[&str] = &[
    r"std::fs",
    r"std::net",
    r"std::process",
    r"std::thread",
    r"std::env",
    r"SystemTime",
    r"Instant",
    r"Timestamp::now",
    r"Zoned::now",
    r"now_v7",
];

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

/// The code without comments, so that a word in prose does not count.
fn code(source: &str) -> String {
    static COMMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)(^|\s)//.*$|(?s)/\*.*?\*/"));
    COMMENT.replace_all(source, "").into_owned()
}

/// The modules of the crate that `source` uses: by `crate::…`, `crate::{…}`, or enough `super`s.
fn uses(source: &str) -> Vec<String> {
    static ROOT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:\bcrate|\bpostil|\bsuper::(?:super::)*super)::(?:(?<name>\w+)|\{(?<group>[^;]*?)\};)")
    });
    static FIRST: LazyLock<Regex> = LazyLock::new(|| pattern(r"\w+"));
    let code = code(source);
    let mut found = Vec::new();
    for caught in ROOT.captures_iter(&code) {
        if let Some(name) = caught.name("name") {
            found.push(name.as_str().to_owned());
        }
        if let Some(group) = caught.name("group") {
            // The first word of each item of the group; nested items belong to that word.
            let mut depth = 0;
            let mut item = String::new();
            for c in group.as_str().chars().chain([',']) {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.extend(FIRST.find(&item).map(|m| m.as_str().to_owned()));
                        item.clear();
                    }
                    _ => {}
                }
                item.push(c);
            }
        }
    }
    found
}

/// The violations in the file at `path` (below `src/`) with the contents `source`.
fn faults(path: &str, source: &str) -> Vec<String> {
    let Some((layer, _)) = path.split_once('/') else {
        return Vec::new();
    };
    let Some((_, below)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("{path}: ‘{layer}’ is no layer of the design")];
    };
    let mut out = Vec::new();
    for used in uses(source) {
        let is_layer = LAYERS.iter().any(|(name, _)| *name == used);
        if is_layer && used != layer && !below.contains(&used.as_str()) {
            out.push(format!("{path}: {layer} must not use {used}"));
        }
    }
    let code = code(source);
    for (name, homes) in CRATES {
        let at_home = homes.iter().any(|home| path.starts_with(home));
        if !at_home && pattern(&format!(r"\b{name}\b::|\buse {name}\b")).is_match(&code) {
            out.push(format!("{path}: {name} is known only to {}", homes.join(", ")));
        }
    }
    if PURE.contains(&layer) {
        for word in OUTSIDE {
            if pattern(&format!(r"\b{word}\b")).is_match(&code) {
                out.push(format!("{path}: {layer} is pure and must not name {word}"));
            }
        }
    }
    out
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn every_module_uses_only_what_lies_below() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&root, &mut all);
    assert!(all.len() > 80, "only {} files were found", all.len());
    let mut wrong = Vec::new();
    let mut edges = 0;
    for path in all {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let source = std::fs::read_to_string(&path).unwrap();
        edges += uses(&source).len();
        wrong.extend(faults(&name, &source));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        edges > 200,
        "only {edges} uses were found: the test no longer reads the code"
    );
}

/// The modules of `app`, from the bottom up: each may use only those before it.
const APP: &[&str] = &[
    "clock",
    "filter",
    "outline",
    "pictures",
    "status",
    "keys",
    "arrival",
    "ledger",
    "tour",
    "copies",
    "recall",
    "known",
    "sources",
    "message",
    "opening",
    "panes",
    "article",
    "fold",
    "reading",
    "sidebar",
    "card",
    "overlay",
    "model",
    "card_lines",
    "handlers",
    "dispatch",
    "mouse",
    "update",
];

/// The modules of `app` that the file at `path` (below `src/app/`) uses.
fn modules_of_app(path: &str, source: &str) -> Vec<String> {
    let inside = path.contains('/') && !path.ends_with("/mod.rs");
    let root = if inside { r"super::super" } else { r"super" };
    let named = pattern(&format!(r"\b(?:{root}|crate::app)::(\w+)"));
    let code = code(source);
    let names = named.captures_iter(&code).map(|c| c[1].to_owned());
    names.filter(|name| name != "super").collect()
}

#[test]
fn the_modules_of_the_app_form_no_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app");
    let mut all = Vec::new();
    files(&root, &mut all);
    let mut edges = 0;
    for path in all {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let module = name.split('/').next().unwrap().trim_end_matches(".rs");
        if module == "mod" {
            continue;
        }
        let place = |module: &str| APP.iter().position(|m| *m == module);
        let own = place(module).unwrap_or_else(|| panic!("{module} has no place among the modules of app"));
        for used in modules_of_app(&name, &std::fs::read_to_string(&path).unwrap()) {
            let Some(other) = place(&used) else { continue };
            edges += 1;
            assert!(other <= own, "app/{name} must not use {used}");
        }
    }
    assert!(edges > 60, "only {edges} uses were found");
}

#[test]
fn every_layer_exists_and_rests_on_earlier_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (i, (layer, below)) in LAYERS.iter().enumerate() {
        assert!(root.join(layer).is_dir(), "{layer}");
        for name in *below {
            assert!(
                LAYERS[..i].iter().any(|(earlier, _)| earlier == name),
                "{layer}: {name}"
            );
        }
    }
}

#[test]
fn a_use_upwards_is_found_however_it_is_written() {
    for source in [
        "use crate::app::Model;",
        "use crate::{\n    document::Document,\n    app::{Model, Mode},\n};",
        "pub(crate) use crate::ui;",
        "fn f(m: &crate::runtime::Clock) {}",
        "mod a { use super::super::store::Session; }",
        "#[cfg(test)] mod tests { use crate::cli::Cli; }",
    ] {
        assert_eq!(faults("layout/a.rs", source).len(), 1, "{source}");
    }
    assert_eq!(faults("notes/a.rs", "use crate::export::Format;").len(), 1);
    assert_eq!(faults("analysis/a.rs", "use crate::import::import;").len(), 1);
    assert_eq!(faults("app/a.rs", "use crate::store::Session;").len(), 1);
    assert_eq!(faults("elsewhere/a.rs", "").len(), 1);
}

#[test]
fn a_use_downwards_and_a_word_in_prose_are_let_pass() {
    for source in [
        "use crate::document::{Document, TextRange};",
        "//! Unlike crate::app::Model this knows nothing; ratatui::Frame is far away.",
        "fn f() { crate::text::fold::fold() } // crate::ui::view",
        "use super::super::row::Row;",
        "use crate::layout::{self, app};",
    ] {
        assert_eq!(faults("layout/a.rs", source), Vec::<String>::new(), "{source}");
    }
    assert_eq!(faults("lib.rs", "pub mod app;"), Vec::<String>::new());
}

#[test]
fn a_crate_out_of_place_and_a_clock_are_found() {
    for (path, source) in [
        ("app/model.rs", "use ratatui::Frame;"),
        ("app/model.rs", "use ratatui_textarea::TextArea;"),
        ("app/model.rs", "fn f() { let now = std::time::Instant::now(); }"),
        ("ui/mod.rs", "use crossterm::event::Event;"),
        ("ui/mod.rs", "use ratatui::crossterm::event::Event;"),
        ("notes/anchor.rs", "fn f() { std::fs::read(\"\"); }"),
        ("store/disk.rs", "use clap::Parser;"),
    ] {
        assert_eq!(faults(path, source).len(), 1, "{path}: {source}");
    }
    assert!(faults("app/overlay/field.rs", "use ratatui_textarea::TextArea;").is_empty());
    assert!(faults("ui/mod.rs", "use ratatui::Frame;").is_empty());
    assert!(faults("runtime/run.rs", "use crossterm::event::Event;").is_empty());
}
