//! The child process that parses a PDF: Postil itself, called with [`ARGUMENT`]. It reads the file from standard input and is killed at its
//! time limit; its output until then is used.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::pages::Told;

/// The argument with which the program is called to parse a PDF.
pub const ARGUMENT: &str = "pdf-pages";

/// The maximum size of the output in bytes.
const LONGEST: u64 = 256 * 1024 * 1024;

/// The output of the process.
pub(super) struct Heard {
    pub(super) told: Vec<Told>,
    /// Whether it reached its time limit.
    pub(super) late: bool,
}

/// The CPU time, in seconds, allowed for a file of `size` bytes.
pub(super) fn seconds(size: usize) -> u64 {
    (2 + 2 * (size as u64 / (1024 * 1024))).min(120)
}

/// The wall-clock time allowed.
fn patience(size: usize) -> Duration {
    Duration::from_secs(4 * seconds(size))
}

/// Runs `program` to parse `bytes`.
///
/// # Errors
/// The system's error if the process cannot be started.
pub(super) fn parse(program: &Path, bytes: &[u8]) -> std::io::Result<Heard> {
    parse_within(program, bytes, patience(bytes.len()))
}

fn parse_within(program: &Path, bytes: &[u8], patience: Duration) -> std::io::Result<Heard> {
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(listen(&mut child, bytes, Instant::now() + patience))
}

fn listen(child: &mut Child, bytes: &[u8], end: Instant) -> Heard {
    let mut heard = Heard {
        told: Vec::new(),
        late: false,
    };
    let mut done = false;
    let (to, from) = channel();
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    thread::scope(|threads| {
        threads.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
        threads.spawn(move || {
            let lines = BufReader::new(stdout?.take(LONGEST)).split(b'\n');
            lines
                .map_while(Result::ok)
                .map_while(|line| serde_json::from_slice::<Told>(&line).ok())
                .try_for_each(|told| to.send(told).ok())
        });
        loop {
            match from.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Told::Done) => {
                    done = true;
                    break;
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Ok(told) => heard.told.push(told),
                Err(RecvTimeoutError::Timeout) => {
                    heard.late = true;
                    break;
                }
            }
        }
        // This also ends the threads, whose pipes it closes.
        let _ = child.kill();
    });
    heard.late |= child.wait().is_ok_and(ran_out) && !done;
    heard
}

/// Whether the system killed a process for exceeding its CPU time.
fn ran_out(status: ExitStatus) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        let cpu = rustix::process::Signal::XCPU.as_raw();
        status.signal() == Some(cpu)
    }
    #[cfg(not(unix))]
    {
        let _ = status;
        false
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn program(script: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("program");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        (dir, path)
    }

    #[test]
    fn a_process_that_hangs_is_ended_and_what_it_said_counts() {
        let (_dir, path) = program("echo '{\"Lost\":3}'; exec sleep 60");
        let started = Instant::now();
        let heard = parse_within(&path, &vec![0; 500_000], Duration::from_millis(300)).unwrap();
        assert!(heard.late && heard.told == [Told::Lost(3)]);
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_process_that_dies_or_babbles_is_heard_until_then() {
        let (_dir, path) = program("echo '\"Locked\"'; kill -9 $$");
        assert_eq!(parse(&path, b"x").unwrap().told, [Told::Locked]);
        let (_dir, path) = program("echo '{\"Lost\":3}'; echo nonsense; echo '{\"Lost\":4}'");
        let heard = parse(&path, b"x").unwrap();
        assert!(!heard.late && heard.told == [Told::Lost(3)]);
        assert!(parse(Path::new("/nowhere/at/all"), b"x").is_err());
    }
}
