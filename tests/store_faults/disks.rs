//! Disks with faults: a full one, one that becomes read-only, a slow one.
//!
//! The first two are small file systems in memory, each mounted in its own namespace, so that nothing is left behind whatever happens; if
//! neither the user nor a namespace may mount, the tests say so and are skipped. The slow disk is made by delaying the system calls of a
//! process (strace); without strace the test says so and is skipped.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::children::{add, child, document, kill_while_saving, open};

/// Runs a role on a small disk of `kilobytes`; `None` if there cannot be one.
fn play(role: &str, kilobytes: usize) -> Option<()> {
    let dir = tempfile::tempdir().unwrap();
    let plain = child(role, dir.path());
    let script = format!("mount -t tmpfs -o size={kilobytes}k tmpfs \"$0\" || exit 77; exec \"$@\"");
    // Root needs no user namespace; another user becomes root in one.
    for options in [&["-m"][..], &["-r", "-m"]] {
        let output = Command::new("unshare")
            .args(options)
            .args(["sh", "-c", &script])
            .arg(dir.path())
            .arg(plain.get_program())
            .args(plain.get_args())
            .env("POSTIL_CHILD", role)
            .env("POSTIL_CHILD_FOLDER", dir.path())
            .output();
        let Ok(Output {
            status,
            stdout,
            stderr,
        }) = output
        else {
            continue;
        };
        let text = [stdout, stderr].concat();
        let text = String::from_utf8_lossy(&text);
        if text.contains("1 passed") || text.contains("panicked") {
            assert!(status.success() && !text.contains("panicked"), "{text}");
            return Some(());
        }
    }
    eprintln!("skipped: no file system can be mounted here");
    None
}

fn remount(folder: &Path, how: &str) {
    let status = Command::new("mount")
        .args(["-o", &format!("remount,{how}")])
        .arg(folder)
        .status();
    assert!(status.unwrap().success());
}

/// The actions on a small disk mounted at `disk`.
pub(crate) fn on_a_disk(role: &str, disk: &Path) {
    let folder = disk.join("home");
    let fill = |room: usize| {
        let mut file = fs::File::create(disk.join("filler")).unwrap();
        while file.write_all(&[0; 1024]).is_ok() {}
        let size = file.metadata().unwrap().len();
        file.set_len(size.saturating_sub(room as u64)).unwrap();
    };
    match role {
        "on a disk that is full" => {
            let mut opened = open(&folder, false);
            add(&mut opened.notebook, &document(), 1);
            opened.session.save(&opened.notebook).unwrap();
            fill(0);
            add(&mut opened.notebook, &document(), 2);
            for _ in 0..3 {
                let error = opened.session.save(&opened.notebook).unwrap_err().to_string();
                assert!(error.starts_with("notes are NOT saved"), "{error}");
                assert_eq!(open(&folder, true).notebook.len(), 1);
            }
            fs::remove_file(disk.join("filler")).unwrap();
            opened.session.save(&opened.notebook).unwrap();
            assert_eq!(open(&folder, true).notebook.len(), 2);
        }
        "on a disk that fills up" => {
            let mut opened = open(&folder, false);
            add(&mut opened.notebook, &document(), 1);
            opened.session.save(&opened.notebook).unwrap();
            drop(opened);
            fill(100 << 10);
            let failures = kill_while_saving(&folder, 25);
            assert!(failures > 0, "it filled up while it was killed");
            // The open reader continues as soon as there is room.
            fs::remove_file(disk.join("filler")).unwrap();
            let mut opened = open(&folder, false);
            assert!(opened.warnings.is_empty(), "{:?}", opened.warnings);
            let count = opened.notebook.len();
            add(&mut opened.notebook, &document(), 1 << 20);
            opened.session.save(&opened.notebook).unwrap();
            assert_eq!(open(&folder, true).notebook.len(), count + 1);
        }
        "on a disk that turns read-only" => {
            // Without the permanent lock, which would keep the file system writable.
            let mut reader = open(&folder, true);
            add(&mut reader.notebook, &document(), 1);
            reader.session.save(&reader.notebook).unwrap();
            remount(disk, "ro");
            // The open one reports that it cannot save, and keeps its state.
            add(&mut reader.notebook, &document(), 2);
            let error = reader.session.save(&reader.notebook).unwrap_err().to_string();
            assert!(error.starts_with("notes are NOT saved"), "{error}");
            assert_eq!(reader.notebook.len(), 2);
            // The existing notes can be read.
            assert_eq!(open(&folder, true).notebook.len(), 1);
            remount(disk, "rw");
            reader.session.save(&reader.notebook).unwrap();
            assert_eq!(open(&folder, true).notebook.len(), 2);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_full_disk_is_told() {
    play("on a disk that is full", 64);
}

#[test]
fn killed_while_the_disk_fills_up_the_file_is_that_before_or_after() {
    play("on a disk that fills up", 1024);
}

#[test]
fn a_file_system_that_turns_read_only_is_told() {
    play("on a disk that turns read-only", 1024);
}

#[test]
fn on_a_slow_disk_every_save_is_whole_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let mut reader = open(dir.path(), false);
    add(&mut reader.notebook, &document(), 1);
    reader.session.save(&reader.notebook).unwrap();
    // A script that saves ten times; each sync and each rename takes long.
    let plain = child("100", dir.path());
    let delayed = "inject=fsync,fdatasync,rename,renameat,renameat2:delay_enter=4ms";
    let mut slow = Command::new("strace");
    slow.args(["-f", "-qq", "-o", "/dev/null", "-e", delayed])
        .arg(plain.get_program())
        .args(plain.get_args())
        .env("POSTIL_CHILD", "100")
        .env("POSTIL_CHILD_FOLDER", dir.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let started = Instant::now();
    let Ok(mut slow) = slow.spawn() else {
        eprintln!("skipped: there is no strace here");
        return;
    };
    let mut number = 2;
    let success = loop {
        add(&mut reader.notebook, &document(), number);
        number += 1;
        let saved = reader.session.save(&reader.notebook).unwrap();
        assert!(saved.conflicts().is_empty());
        if let Some(incoming) = saved.merged {
            reader.notebook.receive(&incoming);
        }
        assert!(
            open(dir.path(), true).notebook.len() >= reader.notebook.len(),
            "the script may have gone on"
        );
        if let Some(status) = slow.try_wait().unwrap() {
            break status.success();
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    if !success && number < 4 {
        eprintln!("skipped: strace may not trace here");
        return;
    }
    assert!(success);
    assert!(
        started.elapsed() > Duration::from_millis(10 * 2 * 4),
        "it was slow"
    );
    drop(reader);
    assert_eq!(open(dir.path(), true).notebook.len(), number as usize - 1 + 10);
}

/// The system calls with which a save writes to the disk.
const WRITING: [&str; 11] = [
    "openat",
    "write",
    "fsync",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "unlink",
    "mkdir",
    "fchmod",
    "flock",
];
/// The system calls with which it reads.
const READING: [&str; 5] = ["read", "statx", "lseek", "fcntl", "getdents64"];

/// Each system call of a save fails once, and is once the point of a kill: the file is that before or after, everything reported as saved
/// is there, and the next save works.
///
/// The ordinary run tries every fortieth point; `POSTIL_FAULTS=1` tries each.
#[test]
fn whichever_call_fails_or_is_the_last_nothing_is_lost() {
    let step = crate::children::number_from("POSTIL_FAULTS", 40);
    let dir = tempfile::tempdir().unwrap();
    let at_path = |name: &str| dir.path().join(name);
    let (folder, before, log) = (at_path("home"), at_path("before"), at_path("log"));
    let mut opened = open(&folder, false);
    add(&mut opened.notebook, &document(), 1);
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    fs::rename(&folder, &before).unwrap();
    let (mut tried, mut at) = (0, 0);
    let writing = WRITING.map(|call| (call, ["error=EIO", "error=ENOSPC", "signal=KILL"]));
    let reading = READING.map(|call| (call, ["error=EIO", "error=EACCES", "signal=KILL"]));
    for (call, effects) in writing.into_iter().chain(reading) {
        for effect in effects {
            for when in 1.. {
                at += 1;
                if at % step != 0 && when > 1 {
                    if when > 400 {
                        break;
                    }
                    continue;
                }
                let _ = fs::remove_dir_all(&folder);
                let copied = Command::new("cp").arg("-a").args([&before, &folder]).status();
                assert!(copied.unwrap().success());
                let child = child("save once", &folder);
                let output = Command::new("strace")
                    .args(["-f", "-qq", "-o"])
                    .arg(&log)
                    .args(["-e", &format!("trace={call}")])
                    .args(["-e", &format!("inject={call}:{effect}:when={when}")])
                    .arg(child.get_program())
                    .args(child.get_args())
                    .env("POSTIL_CHILD", "save once")
                    .env("POSTIL_CHILD_FOLDER", &folder)
                    .output();
                let Ok(output) = output else {
                    eprintln!("skipped: there is no strace here");
                    return;
                };
                let traced = fs::read_to_string(&log).unwrap_or_default();
                if !traced.contains("INJECTED") && !traced.contains("killed by SIGKILL") {
                    break;
                }
                let said = String::from_utf8_lossy(&output.stdout);
                // The calls before are the start of the process.
                tried += usize::from(said.contains("begun"));
                let count = open(&folder, true).notebook.len();
                let point = format!("{call} {effect} {when}: {said}");
                assert!((1..=2).contains(&count), "{count} after {point}");
                assert!(
                    !said.lines().any(|line| line.ends_with("saved")) || count == 2,
                    "{point}"
                );
                // Undo knows the state on disk, and the next save works.
                let mut opened = open(&folder, false);
                let last = opened.notebook.last().and_then(|step| step.changes.first());
                assert!(
                    last.is_none_or(|change| change.id.0.as_u128() <= count as u128),
                    "{point}"
                );
                add(&mut opened.notebook, &document(), 99);
                opened.session.save(&opened.notebook).unwrap();
                drop(opened);
                assert_eq!(open(&folder, true).notebook.len(), count + 1, "{point}");
            }
        }
    }
    println!("{tried} fault points");
}
