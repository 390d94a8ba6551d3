//! The command line as a script sees it: output and exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

#[path = "cli/annotating.rs"]
mod annotating;
#[path = "cli/diffing.rs"]
mod diffing;
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
#[path = "cli/ledger.rs"]
mod ledger;
#[path = "cli/library.rs"]
mod library;
#[path = "cli/matching.rs"]
mod matching;
#[path = "cli/model.rs"]
mod model;
#[path = "cli/over_all.rs"]
mod over_all;
#[path = "cli/refetching.rs"]
mod refetching;
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
