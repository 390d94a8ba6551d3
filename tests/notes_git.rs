//! `postil merge` as a merge driver, with real git: two branches that annotate one article are merged.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

const ARTICLE: &str = "The pier\n\n“We found cracks in 14 of the 40 piles,” said Ida Lund of the harbour office.\n\nThe work will cost 3 million crowns, Mayor Per Holm said.\n";

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let out = run(folder, "git", arguments);
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(out.stdout).unwrap()
}

fn postil(folder: &Path, arguments: &[&str]) {
    let out = run(folder, env!("CARGO_BIN_EXE_postil"), arguments);
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{arguments:?}: {said}");
}

/// A repository with an article, notes beside it with one claim, and the driver from the documentation.
fn repository() -> Option<tempfile::TempDir> {
    if Command::new("git").arg("--version").output().is_err() {
        eprintln!("skipped: there is no git here");
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    std::fs::write(folder.join("pier.txt"), ARTICLE).unwrap();
    std::fs::write(folder.join("pier.txt.postil.ron"), "(version: 1)").unwrap();
    std::fs::write(folder.join(".gitattributes"), "*.postil.ron merge=postil\n").unwrap();
    std::fs::write(folder.join(".gitignore"), ".local\n.config\n.cache\n*.lock\n").unwrap();
    git(folder, &["init", "-q", "-b", "main"]);
    git(folder, &["config", "user.name", "A Reader"]);
    git(folder, &["config", "user.email", "reader@example.org"]);
    let driver = format!("'{}' merge %O %A %B", env!("CARGO_BIN_EXE_postil"));
    git(folder, &["config", "merge.postil.driver", &driver]);
    claim(folder, "cracks in 14 of the 40 piles", "disputed");
    commit(folder, "a claim");
    Some(dir)
}

fn claim(folder: &Path, quote: &str, verdict: &str) {
    postil(
        folder,
        &[
            "annotate",
            "pier.txt",
            "--quote",
            quote,
            "--claim",
            "--verdict",
            verdict,
        ],
    );
}

fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "."]);
    git(folder, &["commit", "-q", "-m", message]);
}

fn notes(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("pier.txt.postil.ron")).unwrap()
}

#[test]
fn what_two_branches_annotated_comes_together() {
    let Some(dir) = repository() else { return };
    let folder = dir.path();
    git(folder, &["checkout", "-q", "-b", "other"]);
    claim(folder, "The work will cost 3 million crowns", "refuted");
    commit(folder, "their claim");
    git(folder, &["checkout", "-q", "main"]);
    claim(folder, "Ida Lund of the harbour office", "supported");
    // A field of the claim that both know.
    let changed = notes(folder).replacen("verdict: \"disputed\"", "verdict: \"misleading\"", 1);
    std::fs::write(folder.join("pier.txt.postil.ron"), changed).unwrap();
    commit(folder, "our claim");
    git(folder, &["merge", "-q", "--no-edit", "other"]);
    let merged = notes(folder);
    for words in ["\"misleading\"", "\"refuted\"", "\"supported\""] {
        assert!(merged.contains(words), "{words} is lost from {merged}");
    }
    assert!(
        !merged.contains("<<<<") && !merged.contains("\"disputed\""),
        "{merged}"
    );
    // git shows only the changed line.
    let diff = git(
        folder,
        &["show", "--format=", "main~1", "--", "pier.txt.postil.ron"],
    );
    assert!(diff.contains("-            verdict: \"disputed\","), "{diff}");
    assert!(diff.contains("+            verdict: \"misleading\","), "{diff}");
}

#[test]
fn a_contradiction_stops_the_merge_with_both_versions_in_the_file() {
    let Some(dir) = repository() else { return };
    let folder = dir.path();
    let with = |verdict: &str| {
        let text = notes(folder).replacen("verdict: \"disputed\"", &format!("verdict: \"{verdict}\""), 1);
        std::fs::write(folder.join("pier.txt.postil.ron"), text).unwrap();
        commit(folder, verdict);
    };
    git(folder, &["checkout", "-q", "-b", "other"]);
    with("refuted");
    git(folder, &["checkout", "-q", "main"]);
    with("supported");
    let out = run(folder, "git", &["merge", "-q", "--no-edit", "other"]);
    assert!(!out.status.success(), "git is told that somebody should look");
    let said = String::from_utf8_lossy(&out.stderr) + String::from_utf8_lossy(&out.stdout);
    assert!(said.contains("both versions are kept"), "{said}");
    let merged = notes(folder);
    assert!(
        merged.contains("\"refuted\"") && merged.contains("\"supported\""),
        "{merged}"
    );
    assert!(
        postil::store::format::read(&merged).is_ok(),
        "and the file can be read: {merged}"
    );
    commit(folder, "merged");
}
