//! Two people's notes files, and settling their differences in the reader.

use std::process::Command;

use super::run::{Run, home};

#[test]
fn the_differences_of_two_notes_files_are_walked_in_the_reader() {
    let home = home();
    let path = |name: &str| home.path().join(name);
    std::fs::write(
        path("b.txt"),
        "The ferry\n\nThe ferry costs 3 million, Ida Lund said on Monday.\n",
    )
    .unwrap();
    let postil = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        command
            .args(args)
            .current_dir(home.path())
            .env("HOME", home.path());
        for (name, folder) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(name, path(folder));
        }
        let out = command.output().unwrap();
        assert!(
            out.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
    };
    for (notes, verdict) in [("ann.ron", "refuted"), ("ben.ron", "disputed")] {
        let quote = [
            "--quote",
            "The ferry costs 3 million",
            "--claim",
            "--verdict",
            verdict,
            "--notes",
            notes,
        ];
        postil(&[&["annotate", "b.txt"], &quote[..]].concat());
    }
    let theirs = std::fs::read(path("ben.ron")).unwrap();
    let mut run = Run::start(
        home.path(),
        "\"$POSTIL\" agree --walk ann.ron ben.ron; echo ended with $?",
    );
    run.wait("difference 1 of 1 · 0 settled · ben.ron");
    run.wait("refuted");
    run.wait("disputed");
    run.press("t");
    run.wait("all differences are settled");
    run.press("\u{1b}");
    run.wait("saved");
    run.press("q");
    run.wait("ended with 0");
    let mine = std::fs::read_to_string(path("ann.ron")).unwrap();
    assert!(mine.contains("disputed"), "{mine}");
    assert_eq!(
        std::fs::read(path("ben.ron")).unwrap(),
        theirs,
        "the other's file is only read"
    );
}
