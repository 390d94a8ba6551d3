//! Leaving with unsaved notes: by key, by signal, by a kill, with a disk that is full, fails or does not answer.

use std::path::Path;
use std::time::{Duration, Instant};

use super::run::{Run, files, home, until};

/// Makes every save fail: there is a file in the place of the data folder.
fn break_disk(home: &Path) {
    std::fs::write(home.join("data"), "").unwrap();
}

fn mend_disk(home: &Path) {
    std::fs::remove_file(home.join("data")).unwrap();
}

/// The output of `postil notes a.txt`, both streams.
fn notes(home: &Path) -> String {
    let mut list = Run::start(home, "\"$POSTIL\" notes a.txt; echo ended");
    list.wait("ended");
    list.end();
    list.screen.screen().contents()
}

/// Starts the reader, accepts a claim, and waits for the message that it is not saved.
fn with_unsaved(home: &Path) -> Run {
    let mut run = Run::start(home, "\"$POSTIL\" a.txt; echo ended with $?");
    run.wait("claim 1 of 2");
    break_disk(home);
    run.press("a");
    run.wait("NOT saved");
    run
}

#[test]
fn the_reader_asks_and_saves_elsewhere() {
    let home = home();
    std::fs::write(home.path().join("foreign.txt"), "mine").unwrap();
    let mut run = with_unsaved(home.path());
    run.press("q");
    run.wait("Not saved: 1 change of “A small title”");
    run.press("q\u{3}xqy\r");
    run.wait("leave and lose them");
    run.press("sforeign.txt\r");
    run.wait("foreign.txt: ");
    run.press("selsewhere.ron\r");
    run.wait("ended with 0");
    run.wait("the notes are in elsewhere.ron");
    assert!(run.gave_back());
    assert_eq!(
        std::fs::read_to_string(home.path().join("foreign.txt")).unwrap(),
        "mine"
    );
    mend_disk(home.path());
    assert_eq!(
        files(home.path(), "postil-unsaved"),
        [] as [std::path::PathBuf; 0]
    );
    let mut list = Run::start(home.path(), "\"$POSTIL\" notes a.txt --notes elsewhere.ron");
    list.wait("bridge will open");
}

#[test]
fn the_reader_loses_only_what_he_says() {
    let home = home();
    let mut run = with_unsaved(home.path());
    run.press("q");
    run.wait("leave and lose them");
    // A copy is already on disk in case of a kill; it is removed if the notes are discarded.
    until("the copy", || files(home.path(), "postil-unsaved").len() == 1);
    run.press("D");
    run.wait("ended with 4");
    run.wait("not saved, as you chose");
    assert!(files(home.path(), "postil-unsaved").is_empty());
}

#[test]
fn a_disk_that_is_well_again_takes_what_it_refused() {
    let home = home();
    let mut run = with_unsaved(home.path());
    run.press("q");
    run.wait("try again");
    mend_disk(home.path());
    run.press("r");
    run.wait("ended with 0");
    assert!(notes(home.path()).contains("bridge will open"));
    assert!(files(home.path(), "postil-unsaved").is_empty());
}

#[test]
fn a_signal_keeps_what_is_not_saved_and_the_next_start_takes_it_in() {
    use std::os::unix::fs::PermissionsExt as _;
    for signal in ["TERM", "HUP", "INT", "QUIT", "USR1"] {
        let home = home();
        let mut run = Run::reading(home.path());
        break_disk(home.path());
        run.press("a");
        run.wait("NOT saved");
        run.press("nso they say");
        run.wait("so they say");
        run.signal(signal);
        assert!(!run.end());
        assert!(run.gave_back());
        let said = run.screen.screen().contents().replace('\n', "");
        assert!(
            said.contains("postil-unsaved-") && said.contains("to restore it"),
            "{signal}: {said}"
        );
        let copies = files(home.path(), "postil-unsaved");
        assert_eq!(copies.len(), 1, "{signal}");
        let mode = std::fs::metadata(&copies[0]).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(files(home.path(), "postil-draft").is_empty());
        // Commands mention it.
        mend_disk(home.path());
        let said = notes(home.path()).replace('\n', "");
        assert!(
            said.contains("warning") && said.contains("could not be saved"),
            "{said}"
        );
        // The reader offers it; if postponed, it is kept.
        let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
        run.wait("Not in the notes yet");
        run.press("\u{1b}");
        run.wait(":restore brings it back");
        run.press("q");
        assert!(run.end());
        assert_eq!(files(home.path(), "postil-unsaved").len(), 1);
        let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
        run.wait("Not in the notes yet");
        run.press("r");
        run.wait("restored:");
        run.press("q");
        assert!(run.end());
        let said = notes(home.path());
        assert!(
            said.contains("bridge will open") && said.contains("so they say"),
            "{said}"
        );
        assert!(!said.contains("warning"), "{said}");
        assert!(files(home.path(), "postil-unsaved").is_empty());
    }
}

#[test]
fn a_half_typed_note_survives_a_kill() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home();
    let mut run = Run::reading(home.path());
    run.press("n");
    run.wait("Note on");
    assert!(files(home.path(), "postil-draft").is_empty());
    run.press("half a thought");
    run.wait("half a thought");
    let draft = || files(home.path(), "postil-draft").pop();
    let holds =
        |words: &str| draft().is_some_and(|d| std::fs::read_to_string(d).is_ok_and(|t| t.contains(words)));
    until("the draft", || holds("half a thought"));
    let mode = std::fs::metadata(draft().unwrap()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Another instance does not treat it as left behind.
    let mut second = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    second.wait("Claims 0/2");
    second.press("j");
    second.wait("READ");
    assert!(!second.screen.screen().contents().contains("was kept"));
    second.press("q");
    second.end();
    // Nothing is written while nothing is typed.
    let written = || std::fs::metadata(draft().unwrap()).unwrap().modified().unwrap();
    let before = written();
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(written(), before);
    run.press(" more");
    until("the draft again", || holds("half a thought more"));
    run.signal("KILL");
    run.end();
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    run.wait("a note you were typing on");
    run.press("r");
    run.wait("restored:");
    run.press("q");
    assert!(run.end());
    assert!(notes(home.path()).contains("half a thought more"));
    assert!(files(home.path(), "postil-draft").is_empty());
    // A saved note leaves no draft, and neither does a discarded one.
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    run.wait(" of 2");
    run.press("n!");
    until("its draft", || draft().is_some());
    run.press("\u{13}");
    run.wait("note saved");
    until("no draft", || draft().is_none());
    run.press("e+https://e.example/");
    until("the draft of evidence", || draft().is_some());
    run.press("\u{1b}");
    until("no draft", || draft().is_none());
    run.press("q");
    assert!(run.end());
}

#[test]
fn where_no_file_can_grow_that_is_said() {
    let home = home();
    let mut run = Run::start(home.path(), "ulimit -f 0; exec \"$POSTIL\" a.txt");
    run.wait("Claims 0/2");
    run.press("a");
    run.wait("NOT SAVED");
    run.press("q");
    run.wait("leave and lose them");
    run.signal("TERM");
    assert!(!run.end());
    assert!(run.gave_back());
    let said = run.screen.screen().contents().replace('\n', "");
    assert!(said.contains("no folder can be written to"), "{said}");
}

/// A disk of `kilobytes` in the place of the data folder; `None` if nothing can be mounted.
fn on_a_small_disk(home: &Path, then: &str) -> Option<Run> {
    std::fs::create_dir_all(home.join("data")).unwrap();
    let mount = "mount -t tmpfs -o size=200k tmpfs \"$HOME/data\"";
    for options in ["-m", "-r -m"] {
        let probe = format!("unshare {options} sh -c '{mount} && echo mounted'; echo probed");
        let mut run = Run::start(home, &probe);
        run.wait("probed");
        run.end();
        if run.screen.screen().contents().contains("mounted") {
            let command = format!("exec unshare {options} sh -c '{mount} && {then}'");
            return Some(Run::start(home, &command));
        }
    }
    eprintln!("skipped: no file system can be mounted here");
    None
}

#[test]
fn a_full_disk_costs_nothing() {
    let home = home();
    let fill =
        "mkdir -p data/postil/notes && { cat /dev/zero > data/filler 2>/dev/null; exec \"$POSTIL\" a.txt; }";
    let Some(mut run) = on_a_small_disk(home.path(), fill) else {
        return;
    };
    run.wait("claim 1 of 2");
    run.press("n");
    run.press(&"a long note ".repeat(400));
    run.press("\u{13}");
    run.wait("NOT saved");
    run.press("q");
    run.wait("No space left");
    run.signal("TERM");
    assert!(!run.end());
    let copies = files(home.path(), "postil-unsaved");
    assert_eq!(
        copies.len(),
        1,
        "on another disk: {}",
        run.screen.screen().contents()
    );
    assert!(copies[0].starts_with(home.path().join("state")));
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    run.wait("Not in the notes yet");
    run.press("r");
    run.wait("restored:");
    run.press("q");
    assert!(run.end());
    assert!(notes(home.path()).contains("a long note a long note"));
}

/// Starts the reader on a disk that takes `delay` milliseconds for each sync; `None` if that is not possible.
fn on_a_slow_disk(home: &Path, delay: u32) -> Option<Run> {
    let slow = format!("strace -f -qq -o /dev/null -e inject=fsync,fdatasync:delay_enter={delay}000");
    let mut probe = Run::start(home, &format!("{slow} echo traced; echo probed"));
    probe.wait("probed");
    probe.end();
    if !probe.screen.screen().contents().contains("traced") {
        eprintln!("skipped: strace may not trace here");
        return None;
    }
    Some(Run::start(home, &format!("exec {slow} \"$POSTIL\" a.txt")))
}

#[test]
fn a_slow_disk_is_waited_for_and_the_reader_answers_meanwhile() {
    let home = home();
    let Some(mut run) = on_a_slow_disk(home.path(), 1500) else {
        return;
    };
    run.wait("claim 1 of 2");
    run.press("aq");
    run.wait("saving before leaving");
    run.press("\u{1b}");
    run.wait("stays open");
    run.press("x");
    run.wait("rejected:");
    run.press("q");
    run.wait("saving before leaving");
    run.press("\u{3}");
    run.wait("the disk has not answered yet");
    // It answers after all.
    assert!(run.end());
    let said = notes(home.path());
    assert!(said.contains("bridge") && !said.contains("warning"), "{said}");
}

#[test]
fn a_disk_that_does_not_answer_does_not_hold_a_signal() {
    let home = home();
    let Some(mut run) = on_a_slow_disk(home.path(), 60_000) else {
        return;
    };
    run.wait("claim 1 of 2");
    run.press("a");
    run.wait("accepted:");
    let reader = reader_below(run.child.process_id().unwrap());
    let sent = Instant::now();
    kill("TERM", reader);
    run.wait("is kept in");
    // Without the load of other tests it takes less than a second; waiting for the disk would take a minute.
    assert!(sent.elapsed() < Duration::from_secs(20), "{:?}", sent.elapsed());
    assert_eq!(files(home.path(), "postil-unsaved").len(), 1);
    // strace would wait for the minute.
    run.signal("KILL");
    until("its end", || !Path::new(&format!("/proc/{reader}")).exists());
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    run.wait("Not in the notes yet");
    run.press("r");
    run.wait("restored:");
    run.press("q");
    assert!(run.end());
}

fn kill(signal: &str, id: u32) {
    let status = std::process::Command::new("kill")
        .args([&format!("-{signal}"), &id.to_string()])
        .status();
    assert!(status.unwrap().success());
}

/// The process named postil below another one.
fn reader_below(id: u32) -> u32 {
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
        if name.trim() == "postil" {
            return id;
        }
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        waiting.extend(children.split_whitespace().filter_map(|c| c.parse::<u32>().ok()));
    }
    panic!("no reader runs");
}

#[test]
fn a_busy_reader_is_ended_too_and_loses_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home();
    // While another program has the terminal, the reader's main thread does nothing else.
    let editor = home.path().join("editor");
    std::fs::write(&editor, "#!/bin/sh\necho busy\nexec sleep 30\n").unwrap();
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut run = Run::start(home.path(), "EDITOR=\"$HOME/editor\" exec \"$POSTIL\" a.txt");
    run.wait("claim 1 of 2");
    run.press("nhalf a thought");
    run.wait("half a thought");
    run.press("\u{f}");
    run.wait("busy");
    let sent = Instant::now();
    run.signal("TERM");
    until("its end", || run.child.try_wait().unwrap().is_some());
    assert!(sent.elapsed() < Duration::from_secs(20), "{:?}", sent.elapsed());
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    run.wait("a note you were typing on");
}

#[cfg(target_os = "linux")]
#[test]
fn it_does_not_outlive_its_terminal() {
    let home = home();
    for ignored in ["", "trap \"\" HUP; "] {
        // `script` gives the reader a terminal that closes when `script` is killed.
        let command = format!("exec script -qfc '{ignored}exec \"$POSTIL\" a.txt' /dev/null");
        let mut run = Run::start(home.path(), &command);
        // The second time it opens at the last position, if that could still be saved.
        run.wait(" of 2");
        break_disk(home.path());
        run.press("a");
        run.wait("NOT saved");
        let id = reader_below(run.child.process_id().unwrap());
        run.signal("KILL");
        let alive = || {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            !stat.is_empty() && !stat.contains(") Z ")
        };
        until("its end", || !alive());
        let copies = files(home.path(), "postil-unsaved");
        assert_eq!(copies.len(), 1);
        std::fs::remove_file(&copies[0]).unwrap();
        mend_disk(home.path());
    }
}
