//! The real program on a real pseudo-terminal: vt100 draws its output, and every wait has a deadline.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub
)]

mod agreeing;
#[cfg(feature = "fetch")]
mod evidence;
mod extractors;
mod leaving;
mod ledger;
mod opening;
#[cfg(feature = "pictures")]
mod pictures;
mod run;
mod sharing;

use std::time::Duration;

use portable_pty::PtySize;

use run::{Run, cells, home};

#[test]
fn the_first_run_opens_the_tour_and_what_was_accepted_is_there_the_next_time() {
    let home = tempfile::tempdir().unwrap();
    let mut run = Run::start(home.path(), "\"$POSTIL\"");
    run.wait("claim 1 of");
    run.press("a");
    run.wait("accepted:");
    run.press("jj");
    run.wait("saved");
    run.press("q");
    assert!(run.end());
    assert!(run.gave_back(), "the terminal is unchanged");
    let notes: Vec<_> = std::fs::read_dir(home.path().join("data/postil/notes"))
        .unwrap()
        .flatten()
        .collect();
    assert!(
        notes
            .iter()
            .any(|f| f.file_name().to_string_lossy().ends_with(".ron"))
    );
    // When opened again, it is not analysed again: the cached results are shown.
    let kept = home.path().join("cache/postil/analyses");
    let files = || std::fs::read_dir(&kept).unwrap().flatten();
    let before: Vec<_> = files()
        .map(|f| f.metadata().unwrap().modified().unwrap())
        .collect();
    assert_eq!(before.len(), 1);
    let mut run = Run::start(home.path(), "\"$POSTIL\"");
    run.wait("Library");
    run.press("\r");
    run.wait("Authority · says");
    run.press("q");
    assert!(run.end());
    let after: Vec<_> = files()
        .map(|f| f.metadata().unwrap().modified().unwrap())
        .collect();
    assert_eq!(before, after);
}

#[test]
fn the_library_knows_how_far_the_open_article_is() {
    let home = home();
    let mut run = Run::reading(home.path());
    run.press("a");
    run.wait("saved");
    run.press("gl");
    run.wait("Library");
    run.wait("  1/2 ");
    run.press("\u{1b}");
    run.wait("READ");
    run.press("q");
    assert!(run.end());
}

#[test]
fn a_piped_article_is_read_with_keys_from_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(
        home.path().join("a.txt"),
        "A small title\n\nThe mayor said that the bridge will open in May.\n",
    )
    .unwrap();
    let mut run = Run::start(home.path(), "cat a.txt | \"$POSTIL\" -");
    run.wait("bridge will open");
    run.wait("claim 1 of 1");
    run.press("/bridge\r");
    run.wait("1 of 1");
    run.press("\x1bq");
    run.press("q");
    assert!(run.end());
    assert!(run.gave_back());
}

#[test]
fn a_signal_ends_it_and_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(
        home.path().join("a.txt"),
        "A small title\n\nThe mayor said that the bridge will open in May.\n",
    )
    .unwrap();
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    run.wait("claim 1 of 1");
    run.press("a");
    run.wait("accepted:");
    let id = run.child.process_id().unwrap();
    let sent = std::process::Command::new("kill")
        .args(["-TERM", &id.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    run.end();
    assert!(run.gave_back(), "the terminal is unchanged");
    let mut list = Run::start(home.path(), "\"$POSTIL\" notes a.txt");
    list.wait("bridge will open");
    list.end();
}

#[test]
fn a_smaller_window_keeps_the_passage() {
    let home = tempfile::tempdir().unwrap();
    let mut run = Run::start(home.path(), "\"$POSTIL\"");
    run.wait("claim 1 of");
    let size = PtySize {
        rows: 20,
        cols: 60,
        pixel_width: 0,
        pixel_height: 0,
    };
    run.screen.set_size(cells(20), cells(60));
    run.master.resize(size).unwrap();
    run.press("j");
    run.wait("READ");
    run.press("q");
    assert!(run.end());
}

#[test]
fn the_terminal_has_its_lines_back_afterwards() {
    let home = home();
    // `stty` shows the modes that no escape sequence shows: line editing, echo, signals from keys.
    let modes = "stty -a | tr ' ;' '\\n\\n' | grep -cxE 'icanon|echo|isig|ixon|opost' ";
    let mut run = Run::start(
        home.path(),
        &format!("{modes}; \"$POSTIL\" a.txt && {modes}; echo ended"),
    );
    run.wait("claim 1 of 2");
    run.press("q");
    run.wait("ended");
    assert!(run.end());
    let counts: Vec<String> = run
        .screen
        .screen()
        .contents()
        .lines()
        .map(str::trim)
        .filter(|l| l.len() == 1)
        .map(str::to_owned)
        .collect();
    assert_eq!(counts, ["5", "5"], "{}", run.screen.screen().contents());
    assert!(run.gave_back());
}

#[test]
fn a_second_reader_of_one_article_only_reads_and_follows() {
    let home = home();
    let mut first = Run::start(home.path(), "\"$POSTIL\" a.txt");
    first.wait("claim 1 of 2");
    // The lock is taken with the first save at the latest, a moment after its message.
    first.press("a");
    first.wait("accepted:");
    first.press("jk");
    first.wait("saved");
    let mut second = Run::start(home.path(), "\"$POSTIL\" a.txt");
    second.wait("read-only");
    second.press("x");
    second.wait("nothing was changed");
    first.press(",2");
    second.wait("updated here");
    first.press("q");
    assert!(first.end());
    second.press("q");
    assert!(second.end());
    let mut list = Run::start(home.path(), "\"$POSTIL\" notes a.txt && echo ended");
    list.wait("ended");
    let shown = list.screen.screen().contents();
    assert!(shown.contains("disputed") && shown.contains("bridge"), "{shown}");
}

#[test]
fn it_stops_for_the_shell_and_comes_back() {
    let home = home();
    let mut run = Run::start(
        home.path(),
        "set -m; \"$POSTIL\" a.txt; echo stopped; read x; fg; echo ended",
    );
    run.wait("claim 1 of 2");
    run.press("\x1a");
    run.wait("stopped");
    assert!(run.gave_back(), "the shell has the terminal as it was");
    run.press("\r");
    run.wait("claim 1 of 2");
    assert!(run.screen.screen().alternate_screen());
    run.press("a");
    run.wait("accepted:");
    run.press("q");
    run.wait("ended");
    assert!(run.end());
    assert!(run.gave_back());
}

#[test]
fn a_light_terminal_gets_a_light_theme() {
    let home = home();
    let command = "unset COLORFGBG; COLORTERM=truecolor exec \"$POSTIL\" a.txt";
    // The answer has a tenth of a second to arrive, which a busy machine may miss sometimes.
    let light = (0..5).any(|_| {
        let mut run = Run::start(home.path(), command);
        run.wait_for_bytes(b"\x1b]11;?");
        run.press("\x1b]10;rgb:0000/0000/0000\x07\x1b]11;rgb:ffff/ffff/ffff\x07\x1b[?1;2c");
        run.wait("claim 1 of 2");
        let ground = run.screen.screen().cell(20, 50).unwrap().bgcolor();
        run.press("q");
        assert!(run.end());
        matches!(ground, vt100::Color::Rgb(r, g, b) if r > 200 && g > 200 && b > 200)
    });
    assert!(light);
}

#[test]
fn a_terminal_that_does_not_answer_is_not_waited_for() {
    let home = home();
    let mut run = Run::start(home.path(), "unset COLORFGBG; exec \"$POSTIL\" a.txt");
    run.wait("claim 1 of 2");
    run.press("q");
    assert!(run.end());
}

#[test]
fn a_note_is_written_in_the_readers_editor() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    let editor = home.path().join("editor");
    std::fs::write(&editor, "#!/bin/sh\necho 'from outside' > \"$1\"\n").unwrap();
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut run = Run::start(home.path(), "EDITOR=\"$HOME/editor\" exec \"$POSTIL\" a.txt");
    run.wait("claim 1 of 2");
    run.press("n");
    run.wait("Note on");
    run.press("\x0f");
    run.wait("from outside");
    run.press("\x13");
    run.wait("note saved");
    run.press("q");
    assert!(run.end());
    assert!(run.gave_back());
}

#[test]
fn exports_are_written_from_the_reader_and_never_wait_for_a_pipe() {
    let home = home();
    let pipe = home.path().join("a.notes.md");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let mut run = Run::reading(home.path());
    run.press("E");
    run.wait("a.notes.md: this is a pipe");
    run.press(":export csv\r");
    run.wait("written: a.notes.csv");
    run.press(":export csv\r");
    run.wait("a.notes.csv is up to date");
    std::fs::write(home.path().join("draft.md"), "my draft\n").unwrap();
    run.press(":export draft.md\r");
    run.wait("draft.md: there is a file that is not an export");
    run.press(":export x.xyz\r");
    run.wait("belongs to no format");
    run.press("q");
    assert!(run.end());
    let draft = std::fs::read_to_string(home.path().join("draft.md")).unwrap();
    assert_eq!(draft, "my draft\n");
}

#[test]
fn nothing_in_an_article_steers_the_terminal_and_an_idle_reader_is_silent() {
    let home = tempfile::tempdir().unwrap();
    let text = "A \u{1b}]0;owned\u{7}title\n\nThe mayor \u{1b}[2J\u{9b}31msaid that it \u{1b}[?1049l opens in May.\n";
    std::fs::write(home.path().join("a.txt"), text).unwrap();
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    run.wait("Claims 0/1");
    assert!(
        run.screen.screen().alternate_screen(),
        "the article did not leave it"
    );
    run.press("y");
    // Copying is the only way in which text of the article is sent, and it is base64.
    run.wait_for_bytes(b"\x1b]52;c;");
    for evil in [&b"]0;owned"[..], b"\x1b[2J\x1b[31m", b"\xc2\x9b"] {
        assert!(!run.written.windows(evil.len()).any(|w| w == evil));
    }
    run.wait("copied");
    while run.bytes.recv_timeout(Duration::from_millis(300)).is_ok() {}
    assert!(
        run.bytes.recv_timeout(Duration::from_millis(500)).is_err(),
        "nothing is written while nothing happens"
    );
    run.press("q");
    assert!(run.end());
}

#[test]
fn an_article_whose_notes_are_not_saved_stays_open() {
    let home = tempfile::tempdir().unwrap();
    let text = |what: &str| format!("A small title\n\nThe mayor said that the {what} will open in May.\n");
    std::fs::write(home.path().join("a.txt"), text("bridge")).unwrap();
    // Not similar to the other one, so that no question is asked.
    let other = "Nine boats left\n\nAll ferries left the harbour before noon, the office of the port said.\n";
    std::fs::write(home.path().join("b.txt"), other).unwrap();
    let mut run = Run::start(home.path(), "\"$POSTIL\" a.txt; echo ended with $?");
    run.wait("claim 1 of 1");
    // A file in the place of the notes folder: no save can succeed.
    std::fs::write(home.path().join("data"), "").unwrap();
    run.press("a");
    run.wait("NOT saved");
    run.press(":open b.txt\r");
    run.wait("Not saved: 1 change");
    assert!(
        run.screen.screen().contents().contains("bridge"),
        "what was decided is still there"
    );
    run.press("\u{1b}");
    run.wait("stays open");
    // The disk works again: the failed save is repeated before the other article is opened.
    std::fs::remove_file(home.path().join("data")).unwrap();
    run.press(":open b.txt\r");
    run.wait("harbour");
    run.press("q");
    run.wait("ended with 0");
    let mut list = Run::start(home.path(), "\"$POSTIL\" notes a.txt");
    list.wait("bridge will open");
}

#[test]
fn an_article_that_was_edited_since_it_was_read_says_so() {
    let home = tempfile::tempdir().unwrap();
    let article = home.path().join("a.txt");
    let text = "A small title\n\nThe mayor said that the bridge will open in May.\n\nIt cost 19 million crowns, Ann Lee of the harbour office said on Monday.\n";
    let read = |text: &str, expected: &str| {
        std::fs::write(&article, text).unwrap();
        let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
        run.wait("million crowns");
        if !expected.is_empty() {
            run.wait("the text is not the one read on");
            run.press("gd");
            run.wait(expected);
            run.press("q");
        }
        run.press("q");
        assert!(run.end());
    };
    read(text, "");
    read(&text.replace("19 million", "91 million"), "1 changed");
    assert!(
        !home.path().join("data/postil/notes").exists(),
        "no notes were needed"
    );
    // With `kept_texts: 0` nothing is stored.
    std::fs::create_dir_all(home.path().join("config/postil")).unwrap();
    std::fs::write(home.path().join("config/postil/config.ron"), "(kept_texts: 0)").unwrap();
    read(text, "");
    assert!(!home.path().join("state/postil/readings").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_pasted_costs_no_more_than_its_length() {
    let home = home();
    let mut run = Run::reading(home.path());
    let before = run.cpu();
    // The key that opens the prompt and its text arrive together.
    for prompt in ["/", ":", "s", "e", "t"] {
        run.press(&format!("{prompt}{}", "bridge ".repeat(700)));
        run.wait("no more than 4 KB");
        run.press("\u{3}");
        run.wait("READ");
    }
    run.press("n");
    run.wait("Note on");
    run.press("\u{1b}[200~");
    run.press(&"bridge and harbour\r\n".repeat(5_000));
    run.press("\u{1b}[201~");
    run.wait("bridge and harbour");
    run.press("\u{13}");
    run.wait("note saved");
    // In a build without optimisation.
    let used = run.cpu() - before;
    assert!(used < 60.0, "{used} s of processor time");
    run.press("q");
    assert!(run.end());
    let notes = std::fs::read_dir(home.path().join("data/postil/notes")).unwrap();
    let file = notes
        .flatten()
        .map(|f| f.path())
        .find(|p| p.extension().is_some_and(|e| e == "ron"))
        .unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains("harbour\\nbridge"), "line breaks stay line breaks");
}

#[test]
fn a_terminal_of_absurd_size_is_drawn_in_part() {
    let home = home();
    let mut run = Run::reading(home.path());
    run.master
        .resize(PtySize {
            rows: 65535,
            cols: 65535,
            pixel_width: 0,
            pixel_height: 0,
        })
        .unwrap();
    run.press("?");
    run.wait("type to search");
    run.press("\u{3}q");
    assert!(run.end());
    assert!(run.gave_back());
    let mut run = Run::start(home.path(), "stty cols 65535 rows 65535; exec \"$POSTIL\" a.txt");
    run.wait("bridge will open");
    run.press("q");
    assert!(run.end());
    assert!(run.gave_back());
}

#[test]
fn every_signal_that_kills_gives_the_terminal_back() {
    let home = home();
    for signal in [
        "QUIT", "ABRT", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "XCPU", "SYS", "TRAP", "TERM", "HUP", "INT",
    ] {
        let mut run = Run::reading(home.path());
        run.signal(signal);
        run.end();
        assert!(run.gave_back(), "{signal}");
        for sequence in [&b"\x1b[?1049l"[..], b"\x1b[?1000l", b"\x1b[?2004l"] {
            let written = run.written.windows(sequence.len()).any(|w| w == sequence);
            assert!(written, "{signal}: {sequence:?}");
        }
    }
}

#[test]
fn ctrl_c_in_the_editor_is_not_meant_for_the_reader() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    let editor = home.path().join("editor");
    std::fs::write(
        &editor,
        "#!/bin/sh\ntrap 'echo interrupted > \"$1\"; exit 0' INT\necho editing\nwhile :; do sleep 0.1; done\n",
    )
    .unwrap();
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut run = Run::start(home.path(), "EDITOR=\"$HOME/editor\" exec \"$POSTIL\" a.txt");
    run.wait("claim 1 of 2");
    run.press("n");
    run.wait("Note on");
    run.press("\u{f}");
    run.wait("editing");
    run.press("\u{3}");
    run.wait("interrupted");
    run.press("\u{13}");
    run.wait("note saved");
    run.press("q");
    assert!(run.end());
}
