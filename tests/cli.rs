//! The command line as a script sees it: output and exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use jiff::Timestamp;
use postil::store::{Paths, pages};

#[path = "cli/annotating.rs"]
mod annotating;
#[path = "cli/exports.rs"]
mod exports;
#[path = "cli/extracting.rs"]
mod extracting;
#[cfg(unix)]
#[path = "cli/extractors.rs"]
mod extractors;
#[path = "cli/identity.rs"]
mod identity;
#[path = "cli/importing.rs"]
mod importing;
#[path = "cli/library.rs"]
mod library;
#[path = "cli/matching.rs"]
mod matching;
#[path = "cli/schema.rs"]
mod schema;
#[path = "cli/settings.rs"]
mod settings;
#[path = "cli/several.rs"]
mod several;

/// A separate home for each test, so that none sees another's notes.
struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    fn write_bytes(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn run_with(&self, args: &[&str], input: &str) -> Output {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// The output of a command that must succeed.
    fn ok(&self, args: &[&str]) -> String {
        let out = self.run(args);
        assert_eq!(
            out.status.code(),
            Some(0),
            "{args:?}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stdout).unwrap()
    }

    /// The exit code and the standard error of a command that must fail.
    fn fails(&self, args: &[&str]) -> (i32, String) {
        let out = self.run(args);
        assert!(!out.status.success(), "{args:?}");
        (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap())
    }

    fn json(&self, args: &[&str]) -> Vec<serde_json::Value> {
        let out = self.run(args);
        serde_json::from_slice(&out.stdout).unwrap()
    }
}

const PIER: &str = include_str!("cli/articles/pier.txt");

#[test]
fn commands_print_what_they_should() {
    let home = tempfile::tempdir().unwrap();
    trycmd::TestCases::new()
        .env("HOME", home.path().to_str().unwrap())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .case("tests/cli/*.trycmd");
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_cannot_be_written_is_told() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    // No user can create files there.
    let (code, said) = home.fails(&[
        "annotate",
        "pier.txt",
        "--quote",
        "winter",
        "--highlight",
        "--notes",
        "/proc/n.ron",
    ]);
    assert_eq!(code, 4, "{said}");
    assert!(
        said.contains("NOT saved") && said.contains("/proc/n.ron"),
        "{said}"
    );
    let (code, said) = home.fails(&["export", "pier.txt", "-o", "/proc/out.md"]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("/proc/out.md: cannot be written"), "{said}");
}

#[test]
fn settings_and_themes_that_are_wrong_are_told_with_their_place() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    std::fs::create_dir_all(home.path().join("conf/themes")).unwrap();
    home.write(
        "conf/config.ron",
        "(\n    measure: \"wide\",\n    author: \"A. Reader\",\n)\n",
    );
    home.write(
        "conf/themes/mine.ron",
        "(\n    inherits: \"ink\",\n    colours: {},\n)\n",
    );
    let out = home.run(&[
        "annotate",
        "pier.txt",
        "--quote",
        "winter",
        "--highlight",
        "--config",
        "conf",
    ]);
    assert_eq!(out.status.code(), Some(0));
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(said.contains("config.ron: line 2"), "{said}");
    assert_eq!(
        home.json(&["notes", "pier.txt", "--json"])[0]["author"],
        "A. Reader"
    );
    let out = home.run(&["themes", "--config", "conf"]);
    assert!(
        String::from_utf8(out.stderr)
            .unwrap()
            .contains("theme mine: line 3")
    );
    assert!(String::from_utf8(out.stdout).unwrap().contains("paper"));
}

#[test]
fn nothing_that_is_printed_steers_the_terminal() {
    let home = Home::new();
    home.write(
        "odd.txt",
        "A title\u{1b}]0;x\u{7}\n\nIda \u{1b}[31mLund\u{202e} said that \u{9b}2J boats came.\n",
    );
    home.write("o\u{1b}[2Jdd.txt", "Another\n\nIda Lund said so.\n");
    home.ok(&[
        "annotate",
        "odd.txt",
        "--quote",
        "boats came",
        "--claim",
        "--note",
        "a\u{1b}[31mb",
        "--tag",
        "t\u{7}",
    ]);
    let mut printed = Vec::new();
    for args in [
        &["extract", "odd.txt", "--format", "text"][..],
        &["extract", "odd.txt"],
        &["extract", "--plain", "odd.txt"],
        &["extract", "o\u{1b}[2Jdd.txt"],
        &["extract", "none\u{1b}[2J.txt"],
        &["extract", "odd.txt", "--encoding", "x\u{1b}[2J"],
        &["notes", "odd.txt"],
        &["notes", "odd.txt", "--json"],
        &["check", "odd.txt"],
        &["export", "odd.txt"],
        &[
            "annotate",
            "odd.txt",
            "--claim",
            "--quote",
            "boats",
            "--verdict",
            "v\u{1b}[2J",
        ],
        &["themes", "--config", "c\u{1b}[2J"],
        &["paths", "--config", "c\u{1b}[2J"],
    ] {
        let out = home.run(args);
        printed.extend(out.stdout);
        printed.extend(out.stderr);
    }
    let text = String::from_utf8(printed).unwrap();
    let steering = text.chars().find(|c| postil::text::clean::is_unsafe(*c));
    assert_eq!(steering, None, "{text:?}");
}

#[test]
fn the_ledger_spans_all_articles() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.write(
        "boat.txt",
        "A boat is late\n\nIda Lund said the boat would come on Friday. Nobody believed her.\n",
    );
    let claim = |file: &str, quote: &str, more: &[&str]| {
        home.ok(&[&["annotate", file, "--claim", "--quote", quote], more].concat())
    };
    claim(
        "pier.txt",
        "cracks in 14 of the 40 piles",
        &["--speaker", "Ida Lund", "--verdict", "disputed"],
    );
    claim(
        "boat.txt",
        "the boat would come on Friday",
        &["--speaker", "Ida Lund", "--tag", "boats"],
    );
    claim(
        "boat.txt",
        "Nobody believed her",
        &["--note", "Who was asked?", "--notes", "boat.txt.postil.ron"],
    );

    let text = home.ok(&["claims"]);
    assert_eq!(text.matches("Ida Lund\n").count(), 1, "{text}");
    assert!(
        text.contains("  disputed: cracks in 14 of the 40 piles\n    The pier at Säby closes for repairs\n"),
        "{text}"
    );
    let last = text.split("\n\n").last().unwrap();
    assert!(
        last.starts_with("in the author's own voice\n  to check: Nobody believed her"),
        "{text}"
    );

    let all = home.json(&["claims", "--json"]);
    assert_eq!(all.len(), 3);
    let disputed = home.json(&["claims", "--json", "--verdict", "disputed", "--speaker", "ida"]);
    assert_eq!(disputed.len(), 1);
    assert_eq!(
        disputed[0]["article"]["title"],
        "The pier at Säby closes for repairs"
    );
    assert!(
        disputed[0]["article"]["file"]
            .as_str()
            .unwrap()
            .ends_with("pier.txt")
    );
    let with_suggestions = home.json(&["claims", "--json", "--all"]);
    let suggested: Vec<&str> = with_suggestions
        .iter()
        .filter(|c| c["status"] == "suggested")
        .map(|c| c["quote"].as_str().unwrap())
        .collect();
    assert!(
        suggested.iter().any(|q| q.contains("close in March")),
        "{suggested:?}"
    );
    assert!(
        !suggested.iter().any(|q| q.contains("cracks")),
        "what was decided is not suggested: {suggested:?}"
    );

    let notes = home.json(&["notes", "--all", "--json"]);
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(
        notes.iter().all(|n| n["annotations"][0]["start"].is_u64()),
        "{notes:?}"
    );
    assert!(
        home.ok(&["notes", "--all", "--tag", "boats"])
            .contains("A boat is late")
    );
}

#[test]
fn search_finds_words_of_texts_and_notes() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--claim",
        "--quote",
        "cracks in 14 of the 40 piles",
        "--note",
        "Ask the diver.",
    ]);
    let hits = home.json(&["search", "harbour", "--json"]);
    assert_eq!(hits.len(), 1);
    let (start, end) = (
        hits[0]["start"].as_u64().unwrap() as usize,
        hits[0]["end"].as_u64().unwrap() as usize,
    );
    let text: serde_json::Value = serde_json::from_str(&home.ok(&["extract", "pier.txt"])).unwrap();
    let chars: Vec<char> = text["text"].as_str().unwrap().chars().collect();
    assert_eq!(chars[start..end].iter().collect::<String>(), "harbour");
    let found = home.ok(&["search", "DIVER"]);
    assert!(found.contains("[note] Ask the «diver»."), "{found}");
    assert_eq!(home.json(&["search", "\\vDIVER", "--json"]).len(), 0);
    assert_eq!(home.json(&["search", "\\vd.ver", "--json"]).len(), 1);
    let hit = &home.json(&["search", "cracks", "verdict:none", "--json"])[0];
    assert_eq!(
        (hit["kind"].as_str(), hit["part"].as_str()),
        (Some("claim"), Some("quote"))
    );
    assert_eq!(
        home.run(&["search", "cracks", "verdict:refuted"]).status.code(),
        Some(1)
    );
    assert!(
        home.fails(&["search", "speakr:x"])
            .1
            .contains("there is no field")
    );
    assert_eq!(home.run(&["search", "whale"]).status.code(), Some(1));
    assert_eq!(home.fails(&["search", "\\v("]).0, 2);
}

#[test]
fn merge_keeps_what_both_sides_did() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.write("base.ron", "");
    let annotate = |notes: &str, quote: &str| {
        home.ok(&[
            "annotate",
            "pier.txt",
            "--highlight",
            "--quote",
            quote,
            "--notes",
            notes,
        ]);
    };
    annotate("ours.ron", "Nobody swims there");
    std::fs::copy(home.path().join("ours.ron"), home.path().join("base.ron")).unwrap();
    std::fs::copy(home.path().join("ours.ron"), home.path().join("theirs.ron")).unwrap();
    annotate("ours.ron", "cracks in 14");
    annotate("theirs.ron", "3 million kronor");
    home.ok(&["merge", "base.ron", "ours.ron", "theirs.ron"]);
    let quotes = |notes: &str| -> Vec<String> {
        let notes = home.json(&["notes", "pier.txt", "--json", "--notes", notes]);
        notes
            .iter()
            .map(|n| n["quote"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        quotes("ours.ron"),
        ["cracks in 14", "3 million kronor", "Nobody swims there"]
    );
    assert_eq!(quotes("theirs.ron").len(), 2);

    // Both change one note, each differently: both versions are kept, and the exit code says so.
    let edit = |file: &str, note: &str| {
        let path = home.path().join(file);
        let text = std::fs::read_to_string(home.path().join("base.ron")).unwrap();
        let at = text.find("kind: Highlight,").unwrap();
        let text = format!("{}note: \"{note}\", {}", &text[..at], &text[at..]);
        std::fs::write(path, text).unwrap();
    };
    edit("ours.ron", "one");
    edit("theirs.ron", "two");
    let out = home.run(&["merge", "base.ron", "ours.ron", "theirs.ron", "-o", "out.ron"]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("both versions are kept"), "{said}");
    assert_eq!(quotes("out.ron").len(), 2);

    home.write("broken.ron", "(version: 1,\n  oops");
    let before = std::fs::read_to_string(home.path().join("ours.ron")).unwrap();
    let (code, said) = home.fails(&["merge", "base.ron", "ours.ron", "broken.ron"]);
    assert_eq!(code, 3);
    assert!(said.contains("broken.ron: line "), "{said}");
    assert_eq!(
        std::fs::read_to_string(home.path().join("ours.ron")).unwrap(),
        before
    );
}

/// The article did not change, but the importer did: the message says which.
#[test]
fn notes_of_a_text_that_another_importer_made_say_so() {
    let home = Home::new();
    home.write(
        "bridge.html",
        "<title>Bridge</title><p>The mayor said the repair would cost 12 million pounds.</p>",
    );
    let notes = ["--notes", "bridge.ron"];
    home.ok(&[
        "annotate",
        "bridge.html",
        "--quote",
        "12 million pounds",
        "--highlight",
        notes[0],
        notes[1],
    ]);
    let file = home.path().join("bridge.ron");
    let kept = std::fs::read_to_string(&file).unwrap();
    let now = format!("importer: {},", postil::import::IMPORTER_VERSION);
    assert!(kept.contains(&now) && kept.contains("source: \""), "{kept}");
    let says = |change: &dyn Fn(&str) -> String| {
        std::fs::write(&file, change(&kept)).unwrap();
        let out = home.run(&["check", "bridge.html", notes[0], notes[1]]);
        String::from_utf8(out.stderr).unwrap()
    };
    let other = |text: &str, field: &str| {
        let at = text.find(field).unwrap() + field.len() + 3;
        format!("{}{}{}", &text[..at], "0".repeat(64), &text[at + 64..])
    };
    assert_eq!(says(&str::to_owned), "");
    // The text is different now; the file is not.
    let another = says(&|kept| other(&kept.replace(&now, "importer: 1,"), "fingerprint"));
    assert!(
        another.contains("the article is the same") && another.contains("version 1, now"),
        "{another}"
    );
    let otherwise = says(&|kept| other(kept, "fingerprint"));
    assert!(otherwise.contains("--plain"), "{otherwise}");
    let both = says(&|kept| {
        other(
            &other(&kept.replace(&now, "importer: 1,"), "fingerprint"),
            "source",
        )
    });
    assert!(both.contains("so did the importer"), "{both}");
    // A new version of the importer with the same text is not mentioned.
    assert_eq!(says(&|kept| kept.replace(&now, "importer: 1,")), "");
}

#[test]
fn diff_compares_states_of_a_page_that_were_kept() {
    let home = Home::new();
    let paths = Paths {
        data: home.path().join(".local/share/postil"),
        ..Paths::under(home.path())
    };
    let address = "https://gazette.example/bridge";
    let keep = |second: i64, number: &str| {
        let page = format!(
            "<title>Bridge</title><p>The mayor said the repair would cost {number} million pounds this year.</p>"
        );
        let visit = pages::Visit {
            named: address.into(),
            url: address.into(),
            seen: Timestamp::from_second(second).unwrap(),
            media: Some("text/html".into()),
            charset: None,
            hash: String::new(),
        };
        pages::keep(&paths, page.as_bytes(), visit).unwrap();
    };
    let (code, message) = home.fails(&["diff", address]);
    assert!(code == 3 && message.contains("no state"), "{message}");
    keep(1_700_000_000, "12");
    assert!(home.fails(&["diff", address]).1.contains("only one state"));
    keep(1_700_100_000, "12");
    keep(1_700_200_000, "19");
    keep(1_700_300_000, "20");
    let listed = String::from_utf8(home.run(&["diff", address, "--states"]).stdout).unwrap();
    assert_eq!(
        listed.lines().map(|l| l.get(..28).unwrap()).collect::<Vec<_>>(),
        [
            "  1  2023-11-14 22:13 UTC  h",
            "  2  2023-11-17 05:46 UTC  h",
            "  3  2023-11-18 09:33 UTC  h"
        ]
    );
    let last = home.run(&["diff", address]);
    let text = String::from_utf8(last.stdout).unwrap();
    assert!(
        last.status.code() == Some(1) && text.contains("19 million") && text.contains("20 million"),
        "{text}"
    );
    let chosen = home.run(&["diff", address, "--between", "1", "2", "--json"]);
    let diff: serde_json::Value = serde_json::from_slice(&chosen.stdout).unwrap();
    assert!(
        diff["old"].as_str().unwrap().contains("2023-11-14")
            && diff["claims"][0]["come"][0].as_str().unwrap().contains("19")
    );
    assert_eq!(home.fails(&["diff", address, "--between", "1", "9"]).0, 2);
    assert_eq!(home.fails(&["diff", "bridge.html"]).0, 2);
}

#[test]
fn diff_tells_what_became_of_each_claim() {
    let home = Home::new();
    home.write("old.txt", PIER);
    home.write(
        "new.txt",
        &PIER.replace("14 of the 40 piles", "19 of the 40 piles"),
    );
    assert_eq!(home.run(&["diff", "old.txt", "old.txt"]).status.code(), Some(0));
    let out = home.run(&["diff", "old.txt", "new.txt", "--json"]);
    assert_eq!(out.status.code(), Some(1));
    let diff: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(diff["schema"], "postil.diff/1");
    let claims = diff["claims"].as_array().unwrap();
    let changed: Vec<_> = claims.iter().filter(|c| c["change"] == "changed").collect();
    assert_eq!(changed.len(), 1, "{diff}");
    assert!(changed[0]["old"]["text"].as_str().unwrap().contains("14"));
    assert!(changed[0]["new"]["text"].as_str().unwrap().contains("19"));
    assert!(changed[0]["gone"][0].as_str().unwrap().contains("14"), "{diff}");
    assert!(changed[0]["come"][0].as_str().unwrap().contains("19"), "{diff}");
    assert!(claims.iter().any(|c| c["change"] == "kept"));
    let text = String::from_utf8(home.run(&["diff", "old.txt", "new.txt"]).stdout).unwrap();
    assert!(
        text.starts_with("changed\n  - Ida Lund: “We found cracks in 14"),
        "{text}"
    );
    assert_eq!(home.fails(&["diff", "-", "-"]).0, 2);
}

#[test]
fn every_command_has_a_manual_page() {
    let home = Home::new();
    assert!(home.ok(&["man"]).starts_with(".ie \\n(.g"));
    let page = home.ok(&["man", "annotate"]);
    assert!(
        page.contains("postil\\-annotate") && page.contains("\\-\\-quote"),
        "{page}"
    );
    let (code, said) = home.fails(&["man", "nothing"]);
    assert_eq!(code, 2);
    assert!(said.contains("annotate"), "{said}");
    assert!(home.ok(&["completions", "zsh"]).contains("COMPLETE"));
}
