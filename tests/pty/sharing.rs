//! The real program while others change the same notes: scripts on a slow disk, and a second reader.
//!
//! `POSTIL_ROUNDS=20 cargo test --test pty slow_disk` runs the test on the slow disk that often; the ordinary run, twice.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::run::Run;

const ARTICLE: &str = "The harbour\n\nThe harbour will be closed for two years, the mayor said on Monday. \
    “Nobody asked us,” Ann Lee told reporters. The port authority said that the work costs 19 million crowns. \
    Critics said that the harbour was not the problem.\n";

/// The library that makes a disk slow or makes it fail; `None` if it cannot be built.
fn shim(folder: &Path) -> Option<PathBuf> {
    let library = folder.join("slow_disk.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pty/slow_disk.c");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .status();
    if !cfg!(target_os = "linux") || !compiled.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no C compiler here, or no LD_PRELOAD");
        return None;
    }
    Some(library)
}

/// The program without a terminal.
fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
    command.current_dir(home).env("HOME", home);
    for (name, folder) in [
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        command.env(name, home.join(folder));
    }
    command
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("a.txt"), ARTICLE).unwrap();
    home
}

fn annotate(home: &Path, quote: &str) -> Output {
    command(home)
        .args(["annotate", "a.txt", "--claim", "--quote", quote])
        .output()
        .unwrap()
}

fn notes(home: &Path) -> String {
    let folder = std::fs::read_dir(home.join("data/postil/notes"));
    let files = folder.into_iter().flatten().flatten().map(|e| e.path());
    files
        .filter(|p| p.extension().is_some_and(|e| e == "ron"))
        .map(|p| std::fs::read_to_string(p).unwrap())
        .collect()
}

#[test]
fn on_a_slow_disk_a_script_and_a_reader_lose_nothing_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let Some(shim) = shim(folder.path()) else { return };
    let rounds = std::env::var("POSTIL_ROUNDS").map_or(2, |n| n.parse().unwrap());
    let slow = format!(
        "LD_PRELOAD={} POSTIL_SYNC_DELAY=30 \"$POSTIL\" a.txt",
        shim.display()
    );
    let mut kept = 0;
    for round in 0..rounds {
        let home = home();
        let mut reader = Run::start(home.path(), &slow);
        reader.wait("claim 1 of");
        reader.press("a");
        reader.wait("saved");
        let saved = annotate(home.path(), "harbour was not the problem");
        assert!(saved.status.success(), "{saved:?}");
        reader.press("a");
        // While the first of the two is being saved.
        std::thread::sleep(Duration::from_millis(8 * (round % 3)));
        reader.press("a");
        reader.wait("saved");
        reader.press("q");
        assert!(reader.end());
        let id = String::from_utf8(saved.stdout).unwrap();
        kept += u64::from(notes(home.path()).contains(id.trim()));
    }
    println!("{kept} of {rounds} kept");
    assert_eq!(kept, rounds);
}

#[test]
fn a_folder_that_the_disk_does_not_confirm_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let Some(shim) = shim(folder.path()) else { return };
    let home = home();
    let output = command(home.path())
        .args([
            "annotate",
            "a.txt",
            "--claim",
            "--quote",
            "harbour was not the problem",
        ])
        .env("LD_PRELOAD", shim)
        .env("POSTIL_SYNC_FOLDER_FAILS", "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("may not survive a power failure"), "{told}");
    assert!(!told.contains("NOT saved"), "{told}");
}

#[test]
fn the_second_reader_of_an_article_without_notes_says_so_follows_and_writes_when_it_is_alone() {
    let home = home();
    let mut first = Run::start(home.path(), "\"$POSTIL\" a.txt");
    first.wait("claim 1 of");
    let started = Instant::now();
    let mut second = Run::start(home.path(), "\"$POSTIL\" a.txt");
    second.wait("another Postil has these notes open");
    println!("said after {:?}", started.elapsed());
    second.wait("claim 1 of");
    let beside: Vec<_> = std::fs::read_dir(home.path())
        .unwrap()
        .flatten()
        .map(|e| e.file_name())
        .filter(|name| name.to_string_lossy().contains(".lock"))
        .collect();
    assert!(beside.is_empty(), "{beside:?}");
    second.press("a");
    second.wait("read-only");
    // The second one sees the decisions of the first, although there was not even a folder for notes.
    first.press("a");
    first.wait("saved");
    second.wait("updated here");
    first.press("q");
    assert!(first.end());
    second.wait("the other Postil has ended");
    second.press("]c");
    second.press("a");
    second.wait("saved");
    second.press("q");
    assert!(second.end());
    assert_eq!(notes(home.path()).matches("kind: Claim").count(), 2);
}
