//! The store under real faults: killed at a random moment, a full disk, folders that cannot be written, concurrent writers.
//!
//! The ordinary run is short. `POSTIL_KILLS=500 cargo test --test store_faults` kills that often; `POSTIL_LARGE=100000` tries that many
//! annotations. Tests that the environment does not support are skipped with a message.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod children;
#[cfg(target_os = "linux")]
mod disks;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use children::{add, child, document, kill_while_saving, number_from, open};
use postil::store::{Origin, Paths, Session};

#[test]
fn killed_at_any_moment_the_file_is_that_before_or_after() {
    let dir = tempfile::tempdir().unwrap();
    kill_while_saving(dir.path(), number_from("POSTIL_KILLS", 25));
    // Files left by the killed processes are removed by the next save, and undo still works.
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

/// Checks that a save fails, reports it, leaves the disk unchanged and no temporary file; and that it succeeds once there is room.
fn assert_told(folder: &Path, output: &str) {
    assert!(output.contains("failed notes are NOT saved"), "{output}");
    assert_eq!(open(folder, true).notebook.len(), 1, "the file is unchanged");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_grow_no_further_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut opened = open(dir.path(), false);
    add(&mut opened.notebook, &document(), 1);
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    // No file of more than 512 bytes: writing more fails as on a full disk.
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

/// A folder that answers slowly, as over a network: saves take their time, and each is complete.
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
    // Another process locks the folder repeatedly, for longer than it leaves it unlocked.
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
    // A place where nobody may create files.
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
