//! Processes that change notes, and their actions.

use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use postil::document::{BlockKind, Builder, Document, TextRange};
use postil::notes::{Annotation, AnnotationKind, Change, Id, Notebook, Step, Timestamp, anchor};
use postil::store::{Opened, Origin, Paths, Session};

pub(crate) fn document() -> Document {
    let mut builder = Builder::new();
    for n in 0..50 {
        let text = format!(
            "Sentence number {n} says that the harbour will be closed for {n} years, the mayor said."
        );
        builder.block(BlockKind::Paragraph, &text);
    }
    builder.finish()
}

pub(crate) fn add(notebook: &mut Notebook, document: &Document, number: u128) {
    let start = (number as usize * 37) % (document.text().len() - 60);
    let now = Timestamp::from_second(1_790_000_000).unwrap();
    let place = anchor(document, TextRange::new(start, start + 50));
    let mut after = Annotation::new(
        Id(uuid::Uuid::from_u128(number)),
        AnnotationKind::Claim,
        place,
        now,
    );
    after.note = Some(format!("note {number}"));
    let changes = vec![Change {
        id: after.id,
        before: None,
        after: Some(after),
    }];
    notebook.apply(Step {
        label: "accept claim".into(),
        at: now,
        changes,
    });
}

pub(crate) fn number_from(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(otherwise)
}

/// This test program as a child process that works on the notes in a folder.
pub(crate) fn child(role: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "children::as_a_child", "--nocapture"]);
    command
        .env("POSTIL_CHILD", role)
        .env("POSTIL_CHILD_FOLDER", folder);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

pub(crate) fn open(folder: &Path, briefly: bool) -> Opened {
    let paths = Paths::under(folder);
    let open = if briefly {
        Session::open_briefly
    } else {
        Session::open
    };
    open(&paths, &document(), &Origin::BuiltIn("test".into()), None).unwrap()
}

pub(crate) fn notes_file(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(Paths::under(folder).notes()).ok()?;
    entries
        .flatten()
        .map(|e| e.path())
        .find(|p| p.extension().is_some_and(|e| e == "ron"))
}

/// Not a test: the work of the child processes.
#[test]
#[ignore = "run by the other tests"]
fn as_a_child() {
    let Ok(role) = std::env::var("POSTIL_CHILD") else {
        return;
    };
    let folder = PathBuf::from(std::env::var_os("POSTIL_CHILD_FOLDER").unwrap());
    let document = document();
    let say = |line: &str| {
        let mut out = std::io::stdout().lock();
        // If the parent has ended, that does not matter.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    };
    match role.as_str() {
        "save for ever" => {
            let Opened {
                mut session,
                mut notebook,
                ..
            } = open(&folder, false);
            say(&format!("saved {}", notebook.len()));
            loop {
                let number = notebook.len() as u128 + 1;
                add(&mut notebook, &document, number);
                while let Err(error) = session.save(&notebook) {
                    say(&format!("failed {error}"));
                }
                say(&format!("saved {}", notebook.len()));
            }
        }
        "save once" => {
            say("begun");
            let mut opened = open(&folder, false);
            let number = opened.notebook.len() as u128 + 1;
            add(&mut opened.notebook, &document, number);
            match opened.session.save(&opened.notebook) {
                Ok(_) => say("saved"),
                Err(error) => say(&format!("failed {error}")),
            }
        }
        #[cfg(target_os = "linux")]
        disk if disk.starts_with("on a disk") => crate::disks::on_a_disk(disk, &folder),
        script => {
            // Like a script that annotates: opens, changes and saves repeatedly.
            let first: u128 = script.parse().unwrap();
            for n in 0..10 {
                let mut opened = open(&folder, true);
                add(&mut opened.notebook, &document, first + n);
                opened.session.save(&opened.notebook).unwrap();
            }
        }
    }
}

/// Kills a process that saves repeatedly, `kills` times, each at a random moment; each time the state on disk must be that before or after
/// a save. Returns how many saves failed meanwhile, which they must have reported.
pub(crate) fn kill_while_saving(folder: &Path, kills: usize) -> usize {
    let (mut least, mut failures) = (0, 0);
    let mut seed = Instant::now().elapsed().as_nanos() as u64 | 1;
    for kill in 0..kills {
        let mut process = child("save for ever", folder).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut acknowledged = 0;
        let mut read = |lines: &mut std::io::Lines<BufReader<_>>| {
            let line = lines.next().and_then(Result::ok)?;
            failures += usize::from(line.contains("failed notes are NOT saved"));
            // The test harness also prints lines.
            let number = line
                .rsplit_once("saved ")
                .and_then(|(_, n)| n.parse::<usize>().ok());
            acknowledged = number.unwrap_or(acknowledged);
            Some(())
        };
        for _ in 0..4 {
            read(&mut lines);
        }
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros((seed >> 33) % 10_000));
        process.kill().unwrap();
        process.wait().unwrap();
        while read(&mut lines).is_some() {}
        let text = fs::read_to_string(notes_file(folder).unwrap()).unwrap();
        let (file, problems) =
            postil::store::format::read(&text).unwrap_or_else(|e| panic!("kill {kill}: {e}"));
        let count = file.annotations.len();
        assert!(problems.is_empty());
        assert!(
            count == acknowledged || count == acknowledged + 1,
            "kill {kill}: {count}, {acknowledged} acknowledged"
        );
        assert!(count >= least);
        for (n, a) in (1u128..).zip(
            file.annotations
                .iter()
                .map(|a| a.id.0.as_u128())
                .collect::<std::collections::BTreeSet<_>>(),
        ) {
            assert_eq!(n, a);
        }
        least = count;
        // Undo removes the last change, and nothing else.
        let opened = open(folder, true);
        assert!(!opened.notebook.has_gap());
        let last = opened.notebook.last().and_then(|step| step.changes.first());
        assert_eq!(
            last.map(|change| change.id.0.as_u128()),
            Some(count as u128).filter(|n| *n > 0),
            "kill {kill}"
        );
    }
    failures
}
