//! Which notes a command uses, what it prints about that, and the effect of `--as`.

use super::{Home, PIER};

/// The pier article as another paper prints it.
fn reprint() -> String {
    let changed = PIER.replace("14 of the 40", "16 of the 40");
    assert_ne!(changed, PIER);
    changed
}

/// A home with notes on the pier article and its reprint beside it.
fn home() -> Home {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.write("reprint.txt", &reprint());
    home.ok(&[
        "annotate", "pier.txt", "--quote", "Ida Lund", "--entity", "person",
    ]);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--quote",
        "cracks in 14 of the 40 piles",
        "--claim",
        "--verdict",
        "disputed",
    ]);
    home
}

/// Exit code, standard output and standard error.
fn run(home: &Home, args: &[&str]) -> (i32, String, String) {
    let out = home.run(args);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

#[test]
fn nothing_is_guessed_and_nothing_is_changed_before_it_is_said() {
    let home = home();
    let before = home.ok(&["notes", "pier.txt", "--json"]);
    for command in ["notes", "check", "export"] {
        let (code, out, err) = run(&home, &[command, "reprint.txt"]);
        assert_eq!(code, 1, "{command}: {err}");
        assert!(!out.contains("cracks in"), "{command}");
        assert!(
            err.contains("nearly all of the text is the same")
                || err.contains("most of the text is the same"),
            "{command}: {err}"
        );
        assert!(
            err.contains("pier.txt") && err.contains("--as same, --as version or --as separate"),
            "{err}"
        );
        assert_eq!(err.lines().count(), 1, "{err}");
    }
    let annotate = ["annotate", "reprint.txt", "--quote", "Ida Lund", "--highlight"];
    let (code, err) = home.fails(&annotate);
    assert_eq!(code, 2);
    for choice in ["--as same", "--as version", "--as separate"] {
        assert!(err.contains(choice), "{err}");
    }
    assert_eq!(home.ok(&["notes", "pier.txt", "--json"]), before);
}

#[test]
fn the_same_article_shares_the_notes_from_then_on() {
    let home = home();
    let (code, out, err) = run(&home, &["notes", "reprint.txt", "--as", "same"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("disputed") && err.contains("that you said is the same"),
        "{err}"
    );
    let ids = |file: &str| -> Vec<String> {
        let notes = home.json(&["notes", file, "--json"]);
        notes.iter().map(|n| n["id"].to_string()).collect()
    };
    home.ok(&[
        "annotate",
        "reprint.txt",
        "--quote",
        "16 of the 40",
        "--highlight",
    ]);
    assert_eq!(ids("reprint.txt").len(), 3);
    assert_eq!(ids("reprint.txt"), ids("pier.txt"));
    let (_, _, err) = run(&home, &["notes", "pier.txt"]);
    assert_eq!(err, "", "its own text and path: nothing to say");
}

#[test]
fn a_version_has_marked_copies_that_are_its_own() {
    let home = home();
    let before = home.ok(&["notes", "pier.txt", "--json"]);
    let quote = [
        "annotate",
        "reprint.txt",
        "--quote",
        "16 of the 40",
        "--highlight",
    ];
    let (code, _, err) = run(&home, &[&quote[..], &["--as", "version"]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("a copy of those of the earlier version"), "{err}");
    let notes = home.json(&["notes", "reprint.txt", "--json"]);
    let carried = |n: &&serde_json::Value| n["carried"].is_string();
    assert_eq!((notes.len(), notes.iter().filter(carried).count()), (3, 2));
    let listed = home.ok(&["notes", "reprint.txt"]);
    assert_eq!(listed.matches("carried over").count(), 2, "{listed}");
    let markdown = home.ok(&["export", "reprint.txt"]);
    assert!(
        markdown.contains("checked on an earlier version, not on this one"),
        "{markdown}"
    );
    assert_eq!(home.ok(&["notes", "pier.txt", "--json"]), before);
    // The library lists each under its own file.
    let claims = home.json(&["claims", "--json"]);
    let mut files: Vec<(bool, bool)> = claims
        .iter()
        .map(|c| {
            (
                c["article"]["file"].as_str().unwrap().ends_with("reprint.txt"),
                c["carried"] == true,
            )
        })
        .collect();
    files.sort_unstable();
    assert_eq!(files, [(false, false), (true, true)]);
    let (code, _, _) = run(&home, &["check", "reprint.txt"]);
    assert_eq!(code, 1, "the sentence that changed is in doubt");
}

#[test]
fn a_separate_article_is_not_asked_about_again() {
    let home = home();
    let (code, _, err) = run(&home, &["notes", "reprint.txt", "--as", "separate"]);
    assert_eq!((code, err.contains("no known notes")), (1, true), "{err}");
    let (_, _, err) = run(&home, &["notes", "reprint.txt"]);
    assert!(!err.contains("--as"), "{err}");
    home.ok(&["annotate", "reprint.txt", "--quote", "Ida Lund", "--highlight"]);
    assert_eq!(home.json(&["notes", "reprint.txt", "--json"]).len(), 1);
    assert_eq!(home.json(&["notes", "pier.txt", "--json"]).len(), 2);
}

#[test]
fn which_notes_were_taken_is_said_where_it_is_not_plain() {
    let home = home();
    let said = |file: &str| {
        let (code, _, err) = run(&home, &["notes", file]);
        assert_eq!(code, 0, "{err}");
        assert!(err.lines().count() <= 1, "{err}");
        err
    };
    assert_eq!(said("pier.txt"), "");
    home.write("copy.txt", PIER);
    assert!(said("copy.txt").contains("of this very text, whose file lay elsewhere"));
    home.write("pier.txt", &reprint());
    assert!(said("pier.txt").contains("of an earlier text at this path"));
    // An answer that changes nothing is reported.
    let (_, _, err) = run(&home, &["notes", "pier.txt", "--as", "separate"]);
    assert!(err.contains("--as has no effect"), "{err}");
    home.write(
        "other.txt",
        "Three sailors were rescued by a fishing boat before dawn.\n",
    );
    let (code, err) = home.fails(&[
        "annotate",
        "other.txt",
        "--quote",
        "rescued",
        "--highlight",
        "--as",
        "same",
    ]);
    assert_eq!(code, 2);
    assert!(err.contains("no article with notes"), "{err}");
}

#[test]
fn files_without_notes_say_so() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    for command in ["notes", "check"] {
        let (code, out, err) = run(&home, &[command, "pier.txt", "--json"]);
        assert_eq!(
            (code, out.trim(), err.trim()),
            (1, "[]", "postil: pier.txt: it has no known notes")
        );
    }
    let (code, _, err) = run(&home, &["export", "pier.txt"]);
    assert_eq!((code, err.trim()), (0, "postil: pier.txt: it has no known notes"));
    // Deleted notes are known notes.
    let id = home.ok(&["annotate", "pier.txt", "--quote", "Ida Lund", "--highlight"]);
    assert!(!id.is_empty());
    assert_eq!(run(&home, &["check", "pier.txt"]).0, 0);
}

#[test]
fn an_article_whose_file_is_gone_is_read_from_the_text_that_was_kept() {
    let home = home();
    let before = home.json(&["notes", "pier.txt", "--json"]);
    std::fs::remove_file(home.path().join("pier.txt")).unwrap();
    let missing = "postil: pier.txt: the file is missing; this is the text that was last read";
    let (code, out, err) = run(&home, &["notes", "pier.txt", "--json"]);
    assert_eq!((code, err.trim()), (0, missing));
    assert_eq!(
        serde_json::from_str::<Vec<serde_json::Value>>(&out).unwrap(),
        before
    );
    let (code, out, err) = run(&home, &["check", "pier.txt"]);
    assert_eq!((code, err.trim()), (1, missing));
    assert_eq!(out.matches("ok ").count(), 2, "{out}");
    let (code, out, _) = run(&home, &["export", "pier.txt"]);
    assert!(code == 0 && out.contains("cracks in 14 of the 40 piles"));
    let (code, err) = home.fails(&["annotate", "pier.txt", "--quote", "40 piles", "--highlight"]);
    assert_eq!(code, 3);
    assert!(err.contains("can be read, but not changed"), "{err}");
    assert_eq!(home.fails(&["notes", "never-there.txt"]).0, 3);
    // Without the text there is an error, which names the notes.
    std::fs::remove_dir_all(home.path().join(".local/share/postil/texts")).unwrap();
    let _ = std::fs::remove_dir_all(home.path().join(".local/state/postil/readings"));
    let (code, err) = home.fails(&["notes", "pier.txt"]);
    assert_eq!(code, 3);
    assert!(
        err.contains("the file is missing") && err.contains("its notes are in"),
        "{err}"
    );
}
