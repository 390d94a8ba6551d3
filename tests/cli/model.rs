//! `postil model`, and what an installed model changes.
#![cfg(feature = "semantic")]

use serde_json::Value;

use super::Home;

const CHECKS: &str = include_str!("../fixtures/matching/checks.jsonl");
/// Random weights: what it finds means nothing, but it goes the whole way.
const TINY: &[u8] = include_bytes!("../fixtures/matching/tiny.model");

fn home() -> Home {
    let home = Home::new();
    home.write("checks.jsonl", CHECKS);
    home.write_bytes("tiny.model", TINY);
    home
}

/// Exit code, output and messages.
fn run(home: &Home, args: &[&str]) -> (i32, String, String) {
    let line = r#"{"id": 1, "text": "nine boats were lost last night"}"#;
    let out = if args[0] == "match" {
        home.run_with(args, line)
    } else {
        home.run(args)
    };
    (
        out.status.code().unwrap(),
        String::from_utf8(out.stdout).unwrap(),
        String::from_utf8(out.stderr).unwrap(),
    )
}

const MATCH: [&str; 7] = [
    "match",
    "--against",
    "checks.jsonl",
    "--input",
    "jsonl",
    "-k",
    "4",
];

#[test]
fn a_model_is_added_listed_and_removed() {
    let home = home();
    assert_eq!(run(&home, &["model", "list"]).0, 1);
    let (code, _, said) = run(&home, &["model", "add", "tiny.model"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("all-MiniLM-L6-v2: vectors of 8"), "{said}");
    let (code, listed, _) = run(&home, &["model", "list", "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!((code, &listed[0]["licence"]), (0, &"Apache-2.0".into()));
    let (code, _, said) = run(&home, &["model", "add", "tiny.model"]);
    assert!(code == 2 && said.contains("--replace"), "{said}");
    assert_eq!(run(&home, &["model", "add", "tiny.model", "--replace"]).0, 0);
    assert_eq!(run(&home, &["model", "remove", "other"]).0, 2);
    assert_eq!(run(&home, &["model", "remove", "all-MiniLM-L6-v2"]).0, 0);
    assert_eq!(run(&home, &["model", "list"]).0, 1);
    assert_eq!(run(&home, &["model", "remove"]).0, 2);
}

#[test]
fn what_is_no_model_is_not_added() {
    let home = home();
    home.write_bytes("cut.model", &TINY[..900]);
    let other = String::from_utf8_lossy(TINY).replace("all-MiniLM-L6-v2", "all-MiniLM-L6-v9");
    home.write("text.model", &other);
    for (file, why) in [
        ("checks.jsonl", "make_model.py"),
        ("cut.model", "damaged"),
        ("text.model", "damaged"),
        ("missing.model", "no such file"),
    ] {
        let (code, _, said) = run(&home, &["model", "add", file]);
        assert!(code == 3 && said.contains(why), "{file}: {said}");
    }
    assert_eq!(run(&home, &["model", "list"]).0, 1);
}

#[test]
fn words_only_is_what_is_printed_without_a_model() {
    let home = home();
    let without = run(&home, &MATCH);
    run(&home, &["model", "add", "tiny.model"]);
    let with = run(&home, &MATCH);
    let only = run(&home, &[&MATCH[..], &["--words-only"]].concat());
    assert_eq!(without, only);
    assert_eq!((with.0, with.2.as_str()), (0, ""));
    assert_ne!(without.1, with.1);
    // The vectors are kept, and computed again if they were removed or damaged.
    let cache = home.path().join(".cache/postil/vectors");
    let files = || {
        std::fs::read_dir(&cache)
            .unwrap()
            .map(|file| file.unwrap().path())
    };
    let file = files().next().expect("vectors are kept");
    let kept = std::fs::read(&file).unwrap();
    assert_eq!(run(&home, &MATCH), with);
    assert_eq!(std::fs::read(&file).unwrap(), kept);
    std::fs::write(&file, &kept[..kept.len() / 2]).unwrap();
    assert_eq!(run(&home, &MATCH), with);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(run(&home, &MATCH), with);
    run(&home, &["model", "remove"]);
    assert!(!cache.exists());
    assert_eq!(run(&home, &MATCH), without);
}

#[test]
fn a_damaged_model_is_reported_and_words_are_compared() {
    let home = home();
    let without = run(&home, &MATCH);
    run(&home, &["model", "add", "tiny.model"]);
    let installed = home.path().join(".local/share/postil/models/sentences.model");
    std::fs::write(&installed, &TINY[..2000]).unwrap();
    let with = run(&home, &MATCH);
    assert_eq!((with.0, &with.1), (without.0, &without.1));
    assert!(with.2.contains("compared by their words only"), "{}", with.2);
    let (code, _, said) = run(&home, &["model", "list"]);
    assert!(code == 3 && said.contains("postil model remove"), "{said}");
    assert_eq!(run(&home, &["model", "remove"]).0, 0);
}
