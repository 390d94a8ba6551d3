//! Exports written with `-o`: which are replaced, updated, written beside, and refused.

use super::{Home, PIER};

/// A home with an article and a claim on it.
fn home() -> Home {
    let home = Home::new();
    home.write("pier.txt", PIER);
    claim(&home, "cracks in 14 of the 40 piles", "disputed");
    home
}

fn claim(home: &Home, quote: &str, verdict: &str) {
    home.ok(&[
        "annotate",
        "pier.txt",
        "--quote",
        quote,
        "--claim",
        "--verdict",
        verdict,
    ]);
}

impl Home {
    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The standard error of a command that succeeds.
    fn says(&self, args: &[&str]) -> String {
        let out = self.run(args);
        let said = String::from_utf8(out.stderr).unwrap();
        assert!(out.status.success(), "{args:?}: {said}");
        assert!(out.stdout.is_empty(), "{args:?}");
        said
    }
}

const TO_MD: &[&str] = &["export", "pier.txt", "-o", "out.md"];

#[test]
fn an_export_nobody_changed_is_replaced_without_a_word() {
    let home = home();
    for name in [
        "out.md",
        "out.html",
        "out.csv",
        "out.json",
        "out.jsonld",
        "out.ann",
    ] {
        let args = ["export", "pier.txt", "-o", name];
        assert_eq!(home.says(&args), "", "{name}");
        assert_eq!(home.says(&args), "", "{name}");
    }
    claim(&home, "3 million kronor", "refuted");
    for name in [
        "out.md",
        "out.html",
        "out.csv",
        "out.json",
        "out.jsonld",
        "out.ann",
    ] {
        assert_eq!(home.says(&["export", "pier.txt", "-o", name]), "", "{name}");
        assert!(home.read(name).contains("efuted"), "{name}");
    }
}

#[test]
fn an_edited_export_is_updated_around_the_edits() {
    let home = home();
    home.ok(TO_MD);
    let edited = home
        .read("out.md")
        .replace("## Claims\n", "My lead.\n\n## Claims\n")
        + "\nMy end.\n";
    home.write("out.md", &edited);
    let said = home.says(TO_MD);
    assert!(
        said.contains("out.md was edited, and there is nothing new"),
        "{said}"
    );
    assert_eq!(home.read("out.md"), edited);
    claim(&home, "3 million kronor", "refuted");
    let said = home.says(TO_MD);
    assert!(
        said.contains("updated: out.md; your edits in it are kept"),
        "{said}"
    );
    let text = home.read("out.md");
    for words in ["My lead.", "My end.", "3 million kronor", "refuted"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn an_edit_that_cannot_be_told_apart_is_left_and_both_files_are_named() {
    let home = home();
    for (name, beside, words, edit) in [
        ("out.md", "out 2.md", "claims: 1\n", "claims: one\n"),
        ("out.csv", "out 2.csv", "14 of the 40", "15 of the 40"),
    ] {
        let args = ["export", "pier.txt", "-o", name];
        home.ok(&args);
        let edited = home.read(name).replacen(words, edit, 1);
        home.write(name, &edited);
        claim(&home, "cracks in 14 of the 40 piles", "refuted");
        let said = home.says(&args);
        assert!(
            said.contains(&format!(
                "{name} was edited and is not changed; the new export is {beside}"
            )),
            "{said}"
        );
        assert_eq!(home.read(name), edited);
        assert!(home.read(beside).contains("14 of the 40 piles"));
        home.ok(&["export", "pier.txt", "-o", name, "--force"]);
        assert_eq!(home.read(name), home.read(beside));
    }
}

#[test]
fn a_foreign_file_is_refused_unless_one_insists() {
    let home = home();
    for (name, draft) in [
        ("draft.md", "# my draft\n"),
        (
            "quotes.draft.md",
            "They write\ngenerator: postil\nand \"postil.notes/1\".\n",
        ),
    ] {
        home.write(name, draft);
        let (code, said) = home.fails(&["export", "pier.txt", "-o", name]);
        assert_eq!(code, 4);
        assert!(
            said.contains("draft.md: there is a file that is not an export of Postil")
                && said.contains("--force"),
            "{said}"
        );
        assert_eq!(home.read(name), draft);
        home.ok(&["export", "pier.txt", "-o", name, "--force"]);
        assert!(
            home.read(name)
                .starts_with("---\ngenerator: postil\nchecksum: blake3-")
        );
    }
}

#[test]
fn the_article_and_its_notes_are_never_replaced() {
    let home = home();
    home.write("art.md", PIER);
    home.ok(&[
        "annotate",
        "art.md",
        "--quote",
        "3 million kronor",
        "--highlight",
        "--notes",
        "art.postil.ron",
    ]);
    let notes = home.read("art.postil.ron");
    let mut names = vec!["art.md", "./art.md", "art.postil.ron", "art.postil.ron.lock"];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("art.md", home.path().join("link.md")).unwrap();
        std::fs::hard_link(home.path().join("art.md"), home.path().join("hard.md")).unwrap();
        names.extend(["link.md", "hard.md"]);
    }
    for name in names {
        for force in [&[][..], &["--force"]] {
            let args = [
                "export",
                "art.md",
                "--format",
                "markdown",
                "--notes",
                "art.postil.ron",
                "-o",
                name,
            ];
            let (code, said) = home.fails(&[&args[..], force].concat());
            assert_eq!(code, 4, "{name}: {said}");
            assert!(said.contains("use another name"), "{name}: {said}");
            assert_eq!(
                (home.read("art.md").as_str(), home.read("art.postil.ron")),
                (PIER, notes.clone())
            );
        }
    }
    // Another article's notes too.
    let (_, said) = home.fails(&[
        "export",
        "pier.txt",
        "--format",
        "json",
        "-o",
        "art.postil.ron",
        "--force",
    ]);
    assert!(said.contains("this is a notes file"), "{said}");
}

#[test]
fn an_ending_that_names_no_format_is_wrong_usage() {
    let home = home();
    for name in ["x.docx", "x.txt", "x", "html"] {
        let (code, said) = home.fails(&["export", "pier.txt", "-o", name]);
        assert_eq!(code, 2, "{name}: {said}");
        assert!(
            said.contains(".md, .org, .html, .csv") && said.contains("obsidian"),
            "{said}"
        );
        assert!(!home.path().join(name).exists());
        home.ok(&["export", "pier.txt", "--format", "csv", "-o", name]);
    }
    home.ok(&["export", "pier.txt", "-o", "x.HTML"]);
    assert!(home.read("x.HTML").starts_with("<!doctype html>"));
}

#[test]
fn what_nobody_decided_is_exported_only_when_asked_for() {
    let home = home();
    for format in ["markdown", "obsidian", "logseq", "org", "html", "json"] {
        let plain = home.ok(&["export", "pier.txt", "--format", format]);
        assert!(!plain.contains("uggested"), "{plain}");
        let more = home.ok(&["export", "pier.txt", "--format", format, "--suggested"]);
        let at = more.rfind("uggested").unwrap();
        assert!(more[..at].contains("cracks in 14 of the 40 piles"), "{more}");
    }
    let entities = home.ok(&["export", "pier.txt", "--suggested", "--kind", "highlight"]);
    assert!(!entities.contains("\n- People"), "{entities}");
}

#[test]
fn filters_reach_every_section() {
    let home = home();
    home.ok(&[
        "annotate",
        "pier.txt",
        "--quote",
        "3 million kronor",
        "--entity",
        "money",
        "--tag",
        "sum",
    ]);
    let all = home.ok(&["export", "pier.txt"]);
    assert!(all.contains("## Entities") && all.contains("Tags: sum"), "{all}");
    for filter in [
        ["--kind", "claim"],
        ["--verdict", "disputed"],
        ["--status", "checked"],
    ] {
        let some = home.ok(&[&["export", "pier.txt"][..], &filter[..]].concat());
        assert!(
            some.contains("14 of the 40") && !some.contains("## Entities"),
            "{some}"
        );
    }
    let later = home.ok(&["export", "pier.txt", "--since", "9998-01-01"]);
    assert!(!later.contains("14 of the 40"), "{later}");
}

#[test]
fn a_template_is_filled_or_told_where_it_is_wrong() {
    let home = home();
    home.write("own.txt", "{{ article.title }}: {{ claims | length }}\n");
    let made = home.ok(&["export", "pier.txt", "--template", "own.txt"]);
    assert!(made.ends_with(": 1\n"), "{made}");
    home.write("bad.txt", "one\n{% for %}\n");
    let (code, said) = home.fails(&["export", "pier.txt", "--template", "bad.txt"]);
    assert_eq!(code, 3);
    assert!(said.contains("bad.txt:2:"), "{said}");
    let (code, said) = home.fails(&["export", "pier.txt", "--template", "nosuch.md"]);
    assert_eq!(code, 2);
    assert!(said.contains("article.md, cards.html, sources.txt"), "{said}");
    assert!(
        home.ok(&["export", "pier.txt", "--template", "article.md"])
            .starts_with("# Checked: ")
    );
    let list = home.ok(&["export", "--list"]);
    assert!(
        list.contains("obsidian") && list.contains("--template cards.html"),
        "{list}"
    );
}

#[test]
fn a_dash_is_standard_output() {
    let home = home();
    let printed = home.ok(&["export", "pier.txt", "--format", "csv", "-o", "-"]);
    assert!(printed.starts_with("title,url,date"), "{printed}");
    assert_eq!(
        home.ok(&["export", "pier.txt", "-o", "-"]),
        home.ok(&["export", "pier.txt"])
    );
    assert!(!home.path().join("-").exists());
}

#[cfg(unix)]
mod files {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::{Duration, Instant};

    #[test]
    fn what_is_no_file_is_refused_at_once() {
        let home = home();
        assert!(
            std::process::Command::new("mkfifo")
                .arg(home.path().join("pipe.md"))
                .status()
                .unwrap()
                .success()
        );
        std::fs::create_dir(home.path().join("folder.md")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(home.path().join("socket.md")).unwrap();
        std::os::unix::fs::symlink("pipe.md", home.path().join("link.md")).unwrap();
        for (name, what) in [
            ("pipe.md", "a pipe"),
            ("link.md", "a pipe"),
            ("socket.md", "a socket"),
            ("/dev/null", "a device"),
            ("/dev/zero", "a device"),
        ] {
            for force in [&[][..], &["--force"]] {
                let args = ["export", "pier.txt", "--format", "markdown", "-o", name];
                let mut child = home
                    .command(&[&args[..], force].concat())
                    .stderr(std::process::Stdio::piped())
                    .spawn()
                    .unwrap();
                let began = Instant::now();
                while child.try_wait().unwrap().is_none() {
                    if began.elapsed() > Duration::from_secs(20) {
                        child.kill().unwrap();
                        panic!("{name} is waited for");
                    }
                    std::thread::sleep(Duration::from_millis(5));
                }
                let out = child.wait_with_output().unwrap();
                let said = String::from_utf8(out.stderr).unwrap();
                assert_eq!(out.status.code(), Some(4), "{said}");
                assert!(said.contains(&format!("{name}: this is {what}")), "{said}");
            }
        }
        let (code, said) = home.fails(&["export", "pier.txt", "-o", "no/such/x.md"]);
        assert_eq!(code, 4);
        assert!(said.contains("no/such/x.md: there is no such folder"), "{said}");
    }

    #[test]
    fn a_link_stays_and_its_target_is_replaced() {
        let home = home();
        std::fs::create_dir(home.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real/out.md", home.path().join("out.md")).unwrap();
        home.ok(TO_MD);
        home.ok(TO_MD);
        let link = std::fs::symlink_metadata(home.path().join("out.md")).unwrap();
        assert!(link.is_symlink());
        assert!(home.read("real/out.md").contains("generator: postil"));
        // The same file is recognized under its other name.
        assert_eq!(home.says(&["export", "pier.txt", "-o", "real/out.md"]), "");
    }

    #[test]
    fn a_new_file_follows_the_umask_and_an_old_one_keeps_its_mode() {
        let home = home();
        let mode = |name: &str| {
            std::fs::metadata(home.path().join(name))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        for (umask, wanted) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
            let name = format!("u{umask}.md");
            let script = format!("umask {umask}; exec \"$0\" export pier.txt -o {name}");
            let done = std::process::Command::new("sh")
                .args(["-c", &script, env!("CARGO_BIN_EXE_postil")])
                .current_dir(home.path())
                .env("HOME", home.path())
                .status()
                .unwrap();
            assert!(done.success());
            assert_eq!(mode(&name), wanted, "{umask}");
        }
        std::fs::set_permissions(
            home.path().join("u022.md"),
            std::fs::Permissions::from_mode(0o640),
        )
        .unwrap();
        home.ok(&["export", "pier.txt", "-o", "u022.md"]);
        assert_eq!(mode("u022.md"), 0o640);
    }

    /// A limit on the size of files fails the write like a full disk.
    #[test]
    fn a_write_that_fails_leaves_the_old_file() {
        let home = home();
        home.ok(TO_MD);
        let before = home.read("out.md");
        claim(&home, "3 million kronor", "refuted");
        let script = "ulimit -f 0; exec \"$0\" export pier.txt -o out.md";
        let out = std::process::Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_postil")])
            .current_dir(home.path())
            .env("HOME", home.path())
            .output()
            .unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(4), "{said}");
        assert!(said.contains("out.md: cannot be written"), "{said}");
        assert_eq!(home.read("out.md"), before);
        let left = std::fs::read_dir(home.path()).unwrap().filter(|e| {
            e.as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .ends_with(".tmp")
        });
        assert_eq!(left.count(), 0);
    }
}
