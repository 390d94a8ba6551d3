//! The store under real faults: killed at a random moment, a full disk, folders that cannot be written, many at once.
//!
//! The ordinary run is short. `POSTIL_KILLS=500 cargo test --test store_faults` kills that often; `POSTIL_LARGE=100000`
//! tries that many annotations. What an environment cannot do is skipped with a message.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use postil::document::{BlockKind, Builder, Document, TextRange};
use postil::notes::{Annotation, AnnotationKind, Change, Id, Notebook, Step, Timestamp, anchor};
use postil::store::{Opened, Origin, Paths, Session};

fn document() -> Document {
    let mut builder = Builder::new();
    for n in 0..50 {
        let text = format!(
            "Sentence number {n} says that the harbour will be closed for {n} years, the mayor said."
        );
        builder.block(BlockKind::Paragraph, &text);
    }
    builder.finish()
}

fn add(notebook: &mut Notebook, document: &Document, number: u128) {
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

fn number_from(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(otherwise)
}

/// This test program as a child that works on the notes in a folder.
fn child(role: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "as_a_child", "--nocapture"]);
    command
        .env("POSTIL_CHILD", role)
        .env("POSTIL_CHILD_FOLDER", folder);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn open(folder: &Path, briefly: bool) -> Opened {
    let paths = Paths::under(folder);
    let open = if briefly {
        Session::open_briefly
    } else {
        Session::open
    };
    open(&paths, &document(), &Origin::BuiltIn("test".into()), None).unwrap()
}

fn notes_file(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(Paths::under(folder).notes()).ok()?;
    entries
        .flatten()
        .map(|e| e.path())
        .find(|p| p.extension().is_some_and(|e| e == "ron"))
}

/// Not a test: what the children of the others do.
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
        // A parent that is gone does not matter.
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
                session.save(&notebook).unwrap();
                say(&format!("saved {}", notebook.len()));
            }
        }
        "save once" => {
            let mut opened = open(&folder, false);
            let number = opened.notebook.len() as u128 + 1;
            add(&mut opened.notebook, &document, number);
            match opened.session.save(&opened.notebook) {
                Ok(_) => say("saved"),
                Err(error) => say(&format!("failed {error}")),
            }
        }
        script => {
            // Like a script that annotates: opens, changes, saves, again and again.
            let first: u128 = script.parse().unwrap();
            for n in 0..10 {
                let mut opened = open(&folder, true);
                add(&mut opened.notebook, &document, first + n);
                opened.session.save(&opened.notebook).unwrap();
            }
        }
    }
}

#[test]
fn killed_at_any_moment_the_file_is_that_before_or_after() {
    let dir = tempfile::tempdir().unwrap();
    let mut least = 0;
    let mut seed = Instant::now().elapsed().as_nanos() as u64 | 1;
    for kill in 0..number_from("POSTIL_KILLS", 25) {
        let mut process = child("save for ever", dir.path()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut acknowledged = 0;
        let mut read = |lines: &mut std::io::Lines<BufReader<_>>| {
            let line = lines.next().and_then(Result::ok)?;
            // The test harness writes lines of its own.
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
        let text = fs::read_to_string(notes_file(dir.path()).unwrap()).unwrap();
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
    }
    // What the killed ones left is swept with the next save, and undo still works.
    let mut opened = open(dir.path(), false);
    assert!(opened.warnings.is_empty(), "{:?}", opened.warnings);
    assert_eq!(opened.notebook.can_undo(), Some("accept claim"));
    add(&mut opened.notebook, &document(), 1 << 20);
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    assert_eq!(fs::read_dir(Paths::under(dir.path()).notes()).unwrap().count(), 1);
}

#[test]
fn scripts_and_readers_at_once_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut reader = open(dir.path(), false);
    add(&mut reader.notebook, &document(), 1);
    reader.session.save(&reader.notebook).unwrap();
    let mut scripts: Vec<_> = [100, 200, 300]
        .map(|n| child(&n.to_string(), dir.path()).spawn().unwrap())
        .into();
    for n in 2..12 {
        add(&mut reader.notebook, &document(), n);
        let saved = reader.session.save(&reader.notebook).unwrap();
        assert!(saved.conflicts().is_empty());
        if let Some(incoming) = saved.merged {
            reader.notebook.receive(&incoming);
        }
    }
    for script in &mut scripts {
        assert!(script.wait().unwrap().success());
    }
    drop(reader);
    assert_eq!(open(dir.path(), false).notebook.len(), 11 + 30);
}

#[test]
fn a_save_waits_for_the_save_of_another() {
    let dir = tempfile::tempdir().unwrap();
    let mut opened = open(dir.path(), false);
    add(&mut opened.notebook, &document(), 1);
    opened.session.save(&opened.notebook).unwrap();
    let folder = fs::File::open(Paths::under(dir.path()).notes()).unwrap();
    if folder.try_lock().is_err() {
        eprintln!("skipped: folders cannot be locked here");
        return;
    }
    let other = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(60));
        drop(folder);
    });
    add(&mut opened.notebook, &document(), 2);
    opened.session.save(&opened.notebook).unwrap();
    other.join().unwrap();
    assert_eq!(open(dir.path(), true).notebook.len(), 2);
}

/// Fails, says so, leaves what is on disk alone and nothing lying about; succeeds once there is room.
fn assert_told(folder: &Path, output: &str) {
    assert!(output.contains("failed notes are NOT saved"), "{output}");
    assert_eq!(open(folder, true).notebook.len(), 1, "the file is as it was");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_grow_no_further_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut opened = open(dir.path(), false);
    add(&mut opened.notebook, &document(), 1);
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    // No file of more than 512 bytes: writing more fails like on a full disk.
    let script = "trap '' XFSZ; ulimit -f 1 && exec \"$0\" \"$@\"";
    let plain = child("save once", dir.path());
    let mut limited = Command::new("sh");
    limited
        .arg("-c")
        .arg(script)
        .arg(plain.get_program())
        .args(plain.get_args());
    limited
        .env("POSTIL_CHILD", "save once")
        .env("POSTIL_CHILD_FOLDER", dir.path());
    let output = limited.output().unwrap();
    assert_told(dir.path(), &String::from_utf8_lossy(&output.stdout));
    let output = child("save once", dir.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("saved"));
    assert_eq!(open(dir.path(), true).notebook.len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
        .arg(dir.path())
        .stderr(Stdio::null())
        .status();
    if !mount.is_ok_and(|s| s.success()) {
        eprintln!("skipped: no file system can be mounted here");
        return;
    }
    let result = std::panic::catch_unwind(|| {
        let folder = dir.path().join("home");
        let mut opened = open(&folder, false);
        add(&mut opened.notebook, &document(), 1);
        opened.session.save(&opened.notebook).unwrap();
        // Fill it to the last byte.
        let filler = dir.path().join("filler");
        let mut file = fs::File::create(&filler).unwrap();
        while file.write_all(&[0; 1024]).is_ok() {}
        drop(file);
        add(&mut opened.notebook, &document(), 2);
        let error = opened.session.save(&opened.notebook).unwrap_err().to_string();
        assert!(error.starts_with("notes are NOT saved"), "{error}");
        assert_eq!(open(&folder, true).notebook.len(), 1);
        fs::remove_file(filler).unwrap();
        opened.session.save(&opened.notebook).unwrap();
        assert_eq!(open(&folder, true).notebook.len(), 2);
    });
    Command::new("umount").arg(dir.path()).status().unwrap();
    result.unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_system_that_turns_read_only_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mount = |options: &str| {
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(dir.path())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|s| s.success())
    };
    if !mount("size=1m") {
        eprintln!("skipped: no file system can be mounted here");
        return;
    }
    let result = std::panic::catch_unwind(|| {
        let folder = dir.path().join("home");
        // Without the lasting lock, which would keep the file system writable.
        let mut reader = open(&folder, true);
        add(&mut reader.notebook, &document(), 1);
        reader.session.save(&reader.notebook).unwrap();
        assert!(mount("remount,ro"));
        // The one that is open says that it cannot save, and keeps what it has.
        add(&mut reader.notebook, &document(), 2);
        let error = reader.session.save(&reader.notebook).unwrap_err().to_string();
        assert!(error.starts_with("notes are NOT saved"), "{error}");
        assert_eq!(reader.notebook.len(), 2);
        // What is there can be read.
        assert_eq!(open(&folder, true).notebook.len(), 1);
        assert!(mount("remount,rw"));
        reader.session.save(&reader.notebook).unwrap();
        assert_eq!(open(&folder, true).notebook.len(), 2);
    });
    Command::new("umount").arg(dir.path()).status().unwrap();
    result.unwrap();
}

/// A folder from which the answer is long in coming, as over a network: saves take their time, and each is whole.
#[test]
fn saves_into_a_busy_folder_wait_their_turn() {
    let dir = tempfile::tempdir().unwrap();
    let mut opened = open(dir.path(), false);
    add(&mut opened.notebook, &document(), 1);
    opened.session.save(&opened.notebook).unwrap();
    let path = Paths::under(dir.path()).notes();
    if fs::File::open(&path).unwrap().try_lock().is_err() {
        eprintln!("skipped: folders cannot be locked here");
        return;
    }
    // Another holds the folder again and again, for longer than it leaves it.
    let other = std::thread::spawn(move || {
        for _ in 0..20 {
            let folder = fs::File::open(&path).unwrap();
            if folder.try_lock().is_ok() {
                std::thread::sleep(Duration::from_millis(15));
            }
            drop(folder);
            std::thread::sleep(Duration::from_millis(6));
        }
    });
    for n in 2..8 {
        add(&mut opened.notebook, &document(), n);
        opened.session.save(&opened.notebook).unwrap();
        assert_eq!(open(dir.path(), true).notebook.len() as u128, n);
    }
    other.join().unwrap();
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let mut opened = open(dir.path(), false);
    add(&mut opened.notebook, &document(), 1);
    opened.session.save(&opened.notebook).unwrap();
    let folder = Paths::under(dir.path()).notes();
    drop(opened);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        let _ = fs::remove_file(folder.join("probe"));
    } else {
        let mut opened = open(dir.path(), false);
        assert!(matches!(opened.access, postil::store::Access::ReadOnly(_)));
        assert_eq!(opened.notebook.len(), 1);
        assert!(opened.session.save(&opened.notebook).is_err());
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    // Where nobody may make files.
    let place = Path::new("/proc/postil-notes.ron");
    let paths = Paths::under(dir.path());
    let mut opened = Session::open(&paths, &document(), &Origin::Stdin, Some(place)).unwrap();
    add(&mut opened.notebook, &document(), 2);
    let error = opened.session.save(&opened.notebook).unwrap_err().to_string();
    assert!(
        error.contains("NOT saved") && error.contains("/proc/postil-notes.ron"),
        "{error}"
    );
}

#[test]
fn many_annotations_are_kept() {
    let count = number_from("POSTIL_LARGE", 500) as u128;
    let dir = tempfile::tempdir().unwrap();
    let mut opened = open(dir.path(), false);
    let document = document();
    (1..=count).for_each(|n| add(&mut opened.notebook, &document, n));
    let started = Instant::now();
    opened.session.save(&opened.notebook).unwrap();
    let saved = started.elapsed();
    drop(opened);
    let started = Instant::now();
    let opened = open(dir.path(), false);
    println!(
        "{count} annotations: saved in {saved:?}, opened in {:?}",
        started.elapsed()
    );
    assert_eq!(opened.notebook.len() as u128, count);
}
