//! Things in the place of a file, and permissions: the command line with pipes, devices, folders and damaged files, and the modes of all
//! files that it leaves behind.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ARTICLE: &str =
    "Harbour to close\n\nThe harbour will be closed for two years, the mayor said on Monday.\n";
const QUOTE: &str = "closed for two years";

/// A separate home for each test.
struct Home(tempfile::TempDir);

/// The result of a command.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Home {
    /// With an article in it.
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::write(home.at("a.txt"), ARTICLE).unwrap();
        home
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn notes(&self) -> PathBuf {
        self.at("a.txt.postil.ron")
    }

    fn state(&self, name: &str) -> PathBuf {
        self.at(".local/state/postil").join(name)
    }

    fn data(&self, name: &str) -> PathBuf {
        self.at(".local/share/postil").join(name)
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.run_under("022", args)
    }

    /// Runs the program with that umask, and kills it if it blocks.
    fn run_under(&self, umask: &str, args: &[&str]) -> Ran {
        let (out, err) = (self.at("stdout"), self.at("stderr"));
        let mut child = Command::new("sh")
            .args([
                "-c",
                &format!("umask {umask}; exec \"$0\" \"$@\""),
                env!("CARGO_BIN_EXE_postil"),
            ])
            .args(args)
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.0.path())
            .stdin(Stdio::null())
            .stdout(fs::File::create(&out).unwrap())
            .stderr(fs::File::create(&err).unwrap())
            .spawn()
            .unwrap();
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if started.elapsed() > Duration::from_mins(1) {
                child.kill().unwrap();
                panic!("{args:?} does not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let read = |path| fs::read_to_string(path).unwrap();
        Ran {
            code: status.code(),
            out: read(out),
            err: read(err),
        }
    }

    fn annotate(&self, umask: &str) {
        let ran = self.run_under(
            umask,
            &[
                "annotate", "a.txt", "--quote", QUOTE, "--claim", "--note", "ask Ann",
            ],
        );
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}

/// Puts something that is not a file at the given path.
type Make = fn(&Path);

const ODD: [(&str, Make); 5] = [
    ("a pipe", |at| {
        assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
    }),
    ("a device", |at| symlink("/dev/zero", at).unwrap()),
    ("a device", |at| symlink("/dev/full", at).unwrap()),
    ("a socket", |at| {
        // The path of a socket is limited to about a hundred bytes.
        let folder = tempfile::tempdir().unwrap();
        let short = folder.path().join("s");
        drop(std::os::unix::net::UnixListener::bind(&short).unwrap());
        fs::rename(short, at).unwrap();
    }),
    ("a folder", |at| fs::create_dir(at).unwrap()),
];

fn clear(at: &Path) {
    if fs::symlink_metadata(at).is_ok_and(|m| m.is_dir()) {
        fs::remove_dir(at).unwrap();
    } else {
        fs::remove_file(at).unwrap();
    }
}

/// The commands that answer from the notes of one article.
const READING: [&[&str]; 7] = [
    &["check", "a.txt"],
    &["check", "--json", "a.txt"],
    &["notes", "a.txt"],
    &["notes", "--json", "a.txt"],
    &["export", "a.txt"],
    &["export", "a.txt", "-o", "out.md"],
    &["annotate", "a.txt", "--quote", QUOTE, "--highlight"],
];

#[test]
fn what_is_no_file_is_refused_at_once_where_notes_should_be() {
    let home = Home::new();
    fs::write(home.at("from.json"), "[]").unwrap();
    for (what, make) in ODD {
        make(&home.notes());
        for args in READING
            .iter()
            .copied()
            .chain([&["import-notes", "a.txt", "from.json"] as &[&str]])
        {
            let ran = home.run(args);
            assert_eq!(ran.code, Some(3), "{what} {args:?}: {ran:?}");
            assert_eq!(ran.out, "", "{what} {args:?}");
            assert!(
                ran.err.contains(&format!("this is {what}, not a file")) || args[0] == "import-notes",
                "{args:?}: {ran:?}"
            );
        }
        assert!(!home.at("out.md").exists());
        clear(&home.notes());
        // By name.
        make(&home.at("named.ron"));
        let ran = home.run(&["check", "a.txt", "--notes", "named.ron"]);
        assert!(ran.code == Some(3) && ran.err.contains(what), "{ran:?}");
        let ran = home.run(&[
            "annotate",
            "a.txt",
            "--quote",
            QUOTE,
            "--claim",
            "--notes",
            "named.ron",
        ]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        let ran = home.run(&["merge", "named.ron", "named.ron", "named.ron"]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        clear(&home.at("named.ron"));
    }
}

#[test]
fn a_notes_file_that_is_too_large_is_refused() {
    let home = Home::new();
    let file = fs::File::create(home.notes()).unwrap();
    file.set_len(postil::store::format::LARGEST + 1).unwrap();
    let ran = home.run(&["check", "a.txt"]);
    assert!(
        ran.code == Some(3) && ran.err.contains("larger than 256 MB"),
        "{ran:?}"
    );
}

/// The folders of the program and its index, and the files that it opens there by name.
#[test]
fn what_is_no_file_among_the_programs_own_files_holds_nothing_up() {
    let home = Home::new();
    home.annotate("022");
    let own = |folder: PathBuf| {
        let mut files = Vec::new();
        walk(&folder, &mut files);
        files
    };
    let files: Vec<PathBuf> = [own(home.data("")), own(home.state(""))].concat();
    let files: Vec<PathBuf> = files
        .into_iter()
        .filter(|f| f.is_file() && f.parent().is_none_or(|p| !p.ends_with("notes")))
        .collect();
    assert!(files.len() >= 3, "{files:?}");
    let config = home.at(".config/postil");
    fs::create_dir_all(config.join("themes")).unwrap();
    for (what, make) in ODD {
        for file in files
            .iter()
            .chain([&config.join("config.ron"), &config.join("themes/x.ron")])
        {
            let _ = fs::remove_file(file);
            make(file);
        }
        for args in [
            &["check", "a.txt"] as &[&str],
            &["notes", "--all"],
            &["claims"],
            &["themes"],
            &["paths"],
        ] {
            let ran = home.run(args);
            assert_eq!(ran.code, Some(0), "{what} {args:?}: {ran:?}");
        }
        // Notes are saved, and whatever is in the place of a file stays there.
        let ran = home.run(&["annotate", "a.txt", "--quote", QUOTE, "--highlight"]);
        assert_eq!(ran.code, Some(0), "{what}: {ran:?}");
        let index = fs::symlink_metadata(home.state("library.log")).unwrap();
        assert!(!index.is_file(), "{what}");
        for file in &files {
            clear(file);
        }
        clear(&config.join("config.ron"));
        clear(&config.join("themes/x.ron"));
    }
}

#[test]
fn damaged_notes_are_no_answer_and_stay_as_they_are() {
    let home = Home::new();
    fs::rename(home.at("a.txt"), home.at("b.txt")).unwrap();
    fs::write(home.at("a.txt"), ARTICLE.replace("harbour", "bridge")).unwrap();
    for file in ["a.txt", "b.txt"] {
        let ran = home.run(&[
            "annotate",
            file,
            "--quote",
            QUOTE,
            "--claim",
            "--notes",
            &format!("{file}.postil.ron"),
        ]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let whole = fs::read_to_string(home.notes()).unwrap();
    let twice = whole.replace("    annotations: [", "    annotations: [],\n    annotations: [");
    let newer = whole.replace("version: 1", "version: 2");
    let article = whole.replace("        title:", "        title: \"x\",\n        title:");
    assert!(twice != whole && newer != whole && article != whole);
    for (text, why) in [
        ("garbage", ":1:8: expected `(`"),
        ("", "the file is empty"),
        (&whole[..whole.len() / 2], "is the file cut off?"),
        (&twice, "`annotations` occurs twice"),
        (&newer, "newer Postil"),
        (&article, "title"),
    ] {
        fs::write(home.notes(), text).unwrap();
        for args in READING {
            let ran = home.run(args);
            assert_eq!(ran.code, Some(3), "{why} {args:?}: {ran:?}");
            assert_eq!(ran.out, "", "{why} {args:?}");
            assert!(ran.err.contains(why), "{args:?}: {}", ran.err);
        }
        assert!(!home.at("out.md").exists());
        // Readable notes are still printed.
        for args in [
            &["notes", "--all"] as &[&str],
            &["claims"],
            &["search", "harbour"],
            &["search", "nowhere"],
        ] {
            let ran = home.run(args);
            assert_eq!(ran.code, Some(3), "{why} {args:?}: {ran:?}");
            assert_eq!(
                ran.out.contains("arbour"),
                args[1..] != ["nowhere"],
                "{why} {args:?}: {ran:?}"
            );
            assert!(ran.err.contains("a.txt.postil.ron"), "{ran:?}");
        }
        assert_eq!(fs::read_to_string(home.notes()).unwrap(), text);
    }
}

#[test]
fn the_backup_of_damaged_notes_is_named() {
    let home = Home::new();
    fs::write(home.notes(), "").unwrap();
    fs::remove_file(home.notes()).unwrap();
    for _ in 0..2 {
        let ran = home.run(&[
            "annotate",
            "a.txt",
            "--quote",
            QUOTE,
            "--claim",
            "--notes",
            "a.txt.postil.ron",
        ]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    fs::write(home.notes(), "(version: 1, annotations: [").unwrap();
    let ran = home.run(&["check", "a.txt"]);
    let backup = ran
        .err
        .split("or replace it with the backup: ")
        .nth(1)
        .expect(&ran.err)
        .trim();
    fs::copy(backup, home.notes()).unwrap();
    assert_eq!(home.run(&["check", "a.txt"]).code, Some(0));
}

fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
    out.push(folder.to_owned());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), out);
        } else {
            out.push(entry.path());
        }
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// No other user may enter the program's folders, and none of its files is accessible to others.
fn assert_private(home: &Home) {
    let mut all = Vec::new();
    for folder in [home.data(""), home.state(""), home.at(".cache/postil")] {
        if folder.exists() {
            walk(&folder, &mut all);
        }
    }
    assert!(all.len() > 8, "{all:?}");
    for path in all {
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&path), wanted, "{}", path.display());
    }
}

#[test]
fn what_is_kept_of_an_article_is_for_the_owner_alone_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let home = Home::new();
        home.annotate(umask);
        home.annotate(umask);
        assert_private(&home);
    }
}

#[test]
fn folders_and_files_of_an_older_version_are_closed_and_those_above_are_not() {
    let home = Home::new();
    home.annotate("022");
    let mut all = Vec::new();
    walk(&home.at(".local"), &mut all);
    for path in &all {
        let open = if path.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(path, fs::Permissions::from_mode(open)).unwrap();
    }
    home.annotate("022");
    for root in [home.data(""), home.state("")] {
        assert_eq!(mode(&root), 0o700);
        assert_eq!(mode(root.parent().unwrap()), 0o755);
    }
    assert_eq!(mode(&home.state("library.log")), 0o600);
}

#[test]
fn notes_beside_an_article_are_never_more_readable_than_it() {
    for (umask, article, expected) in [
        ("022", 0o644, 0o644),
        ("022", 0o600, 0o600),
        ("000", 0o640, 0o640),
        ("077", 0o644, 0o600),
        ("022", 0o400, 0o600),
    ] {
        let home = Home::new();
        fs::set_permissions(home.at("a.txt"), fs::Permissions::from_mode(article)).unwrap();
        let args = [
            "annotate",
            "a.txt",
            "--quote",
            QUOTE,
            "--claim",
            "--notes",
            "a.txt.postil.ron",
        ];
        let ran = home.run_under(umask, &args);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(mode(&home.notes()), expected, "{umask} {article:o}");
        // The permissions of the notes are the user's choice.
        fs::set_permissions(home.notes(), fs::Permissions::from_mode(0o664)).unwrap();
        home.annotate(umask);
        assert_eq!(mode(&home.notes()), 0o664);
    }
}
