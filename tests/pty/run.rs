//! The program on a pseudo-terminal, and its output.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Long enough for a busy machine; a test that waits this long fails.
pub const DEADLINE: Duration = Duration::from_secs(40);

pub fn cells(n: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(n).unwrap()
}

pub struct Run {
    pub child: Box<dyn Child + Send + Sync>,
    pub master: Box<dyn MasterPty + Send>,
    pub keys: Box<dyn Write + Send>,
    pub bytes: Receiver<Vec<u8>>,
    pub screen: vt100::Parser,
    pub written: Vec<u8>,
}

impl Run {
    pub fn start(home: &Path, command: &str) -> Self {
        std::fs::create_dir_all(home.join("tmp")).unwrap();
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
            ("XDG_CACHE_HOME", "cache"),
            ("TMPDIR", "tmp"),
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

    /// The reader on the article, with its two claims found.
    pub fn reading(home: &Path) -> Self {
        let mut run = Self::start(home, "exec \"$POSTIL\" a.txt");
        run.wait("claim 1 of 2");
        run
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Reads until the screen contains `text`.
    pub fn wait(&mut self, text: &str) {
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

    /// Waits for the end; returns whether it was a success.
    pub fn end(&mut self) -> bool {
        let end = Instant::now() + DEADLINE;
        loop {
            while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(20)) {
                self.screen.process(&bytes);
                self.written.extend(bytes);
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                // Its last output may still be in transit.
                while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_secs(2)) {
                    self.screen.process(&bytes);
                    self.written.extend(bytes);
                }
                return status.success();
            }
            assert!(
                Instant::now() < end,
                "it did not end:\n{}",
                self.screen.screen().contents()
            );
        }
    }

    /// Whether the terminal was restored: no alternate screen, a cursor, no mouse, no bracketed paste.
    pub fn gave_back(&self) -> bool {
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

impl Run {
    /// Reads until the output contains `bytes`.
    pub fn wait_for_bytes(&mut self, bytes: &[u8]) {
        let end = Instant::now() + DEADLINE;
        while !self.written.windows(bytes.len()).any(|w| w == bytes) {
            if let Ok(more) = self.bytes.recv_timeout(Duration::from_millis(50)) {
                self.screen.process(&more);
                self.written.extend(more);
            } else {
                assert!(
                    Instant::now() < end,
                    "{:?} did not come",
                    String::from_utf8_lossy(bytes)
                );
            }
        }
    }
}

#[cfg(target_os = "linux")]
impl Run {
    /// Seconds of processor time used by the program, or by the shell that started it.
    pub fn cpu(&self) -> f64 {
        let id = self.child.process_id().unwrap();
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        ticks / 100.0
    }
}

impl Run {
    /// Sends a signal to the program, which must have been started with `exec`.
    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap();
        let mut kill = std::process::Command::new("kill");
        assert!(
            kill.args([&format!("-{name}"), &id.to_string()])
                .status()
                .unwrap()
                .success()
        );
    }
}

/// A folder with an article of two claims.
pub fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let text = "A small title\n\nThe mayor said that the bridge will open in May.\n\nThe firm said that it costs 4 million.\n";
    std::fs::write(home.path().join("a.txt"), text).unwrap();
    home
}

/// All files below `folder` whose name contains `part`.
pub fn files(folder: &Path, part: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, part));
        } else if entry.file_name().to_string_lossy().contains(part) {
            found.push(path);
        }
    }
    found
}

/// Waits until `is` returns true.
pub fn until(what: &str, mut is: impl FnMut() -> bool) {
    let end = Instant::now() + DEADLINE;
    while !is() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
