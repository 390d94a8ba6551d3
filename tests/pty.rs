//! The real program on a real pseudo-terminal: what it writes is drawn by vt100, and every wait ends at a deadline.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Long enough for a busy machine; a test that waits so long fails.
const DEADLINE: Duration = Duration::from_secs(40);

fn cells(n: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(n).unwrap()
}

struct Run {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    written: Vec<u8>,
}

impl Run {
    fn start(home: &Path, command: &str) -> Self {
        let pty = native_pty_system();
        let size = PtySize {
            rows: 30,
            cols: 100,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = pty.openpty(size).unwrap();
        let mut builder = CommandBuilder::new("sh");
        builder.args(["-c", command]);
        builder.cwd(home);
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("COLORFGBG", "15;0"),
            ("POSTIL", env!("CARGO_BIN_EXE_postil")),
        ] {
            builder.env(name, value);
        }
        for (name, folder) in [
            ("HOME", ""),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CONFIG_HOME", "config"),
        ] {
            builder.env(name, home.join(folder));
        }
        let child = pair.slave.spawn_command(builder).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (to, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || to.send(buffer[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self {
            child,
            master: pair.master,
            keys,
            bytes,
            screen: vt100::Parser::new(cells(30), cells(100), 0),
            written: Vec::new(),
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Reads until the screen holds `text`.
    fn wait(&mut self, text: &str) {
        let end = Instant::now() + DEADLINE;
        while !self.screen.screen().contents().contains(text) {
            match self.bytes.recv_timeout(Duration::from_millis(50)) {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.written.extend(bytes);
                }
                Err(_) => assert!(
                    Instant::now() < end,
                    "‘{text}’ did not come:\n{}",
                    self.screen.screen().contents()
                ),
            }
        }
    }

    /// Waits for the end, and gives whether it was a success.
    fn end(&mut self) -> bool {
        let end = Instant::now() + DEADLINE;
        loop {
            while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(20)) {
                self.screen.process(&bytes);
                self.written.extend(bytes);
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            assert!(
                Instant::now() < end,
                "it did not end:\n{}",
                self.screen.screen().contents()
            );
        }
    }

    /// Whether the terminal was given back: no alternate screen, a cursor, no mouse, no bracketed paste.
    fn gave_back(&self) -> bool {
        let s = self.screen.screen();
        !s.alternate_screen()
            && !s.hide_cursor()
            && !s.bracketed_paste()
            && s.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

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
    assert!(run.gave_back(), "the terminal is as it was");
    let notes: Vec<_> = std::fs::read_dir(home.path().join("data/postil/notes"))
        .unwrap()
        .flatten()
        .collect();
    assert!(
        notes
            .iter()
            .any(|f| f.file_name().to_string_lossy().ends_with(".ron"))
    );
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
    assert!(run.gave_back(), "the terminal is as it was");
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
