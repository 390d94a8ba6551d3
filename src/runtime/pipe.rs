//! Runs a command of the user with text on its standard input, and collects its output.
//!
//! Invariants: the loop never waits for it; at most [`LARGEST`] bytes of its output are kept; it is killed with everything it started when
//! it is cancelled, takes longer than [`PATIENCE`], or the program ends.

use std::io::{Read as _, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::child::{self, kill};
use super::run::ReaderEvent;
use crate::app::{Message, Printed};

/// The maximum output that is shown, in bytes.
const LARGEST: usize = 256 * 1024;

/// The time limit of a command.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long processes left by the command may keep its output open.
const LINGER: Duration = Duration::from_millis(200);

/// The polling interval for the end of a command.
const LOOK: Duration = Duration::from_millis(20);

/// The running command, if there is one. Dropping it kills the command.
#[derive(Default)]
pub(super) struct Pipe {
    stop: Option<Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Pipe {
    /// Starts a command; a running one is killed first.
    pub(super) fn start(&mut self, number: u64, command: &str, input: String, to: Sender<ReaderEvent>) {
        self.stop();
        let (stop, stopped) = channel();
        let command = command.to_owned();
        let work = move || {
            let result = run(&command, input, &stopped, PATIENCE);
            let _ = to.send(ReaderEvent::Message(Message::Printed(number, result)));
        };
        self.stop = Some(stop);
        self.thread = thread::Builder::new().name("pipe".into()).spawn(work).ok();
    }

    /// Kills the running command, and waits until it has ended.
    pub(super) fn stop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The command as run by the shell, with its errors in its output.
#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1\n{command}")]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

/// How the command ended.
enum Ended {
    Itself(ExitStatus),
    CalledOff,
    TooLong,
    TooMuch,
}

fn run(command: &str, input: String, stopped: &Receiver<()>, patience: Duration) -> Result<Printed, String> {
    let failed = |e: std::io::Error| format!("the command cannot be run: {e}");
    let mut child = child::apart(&mut shell(command))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // If a command does not read its input, this thread blocks until the command ends.
        let write = move || {
            let _ = stdin.write_all(input.as_bytes());
        };
        let _ = thread::Builder::new().name("pipe-in".into()).spawn(write);
    }
    let (to, output) = channel();
    if let Some(stdout) = child.stdout.take() {
        let read = move || {
            let mut bytes = Vec::new();
            let _ = stdout.take(LARGEST as u64 + 1).read_to_end(&mut bytes);
            let _ = to.send(bytes);
        };
        let _ = thread::Builder::new().name("pipe-out".into()).spawn(read);
    }
    let mut bytes: Option<Vec<u8>> = None;
    let end = Instant::now() + patience;
    let ended = loop {
        match stopped.recv_timeout(LOOK) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => break Ended::CalledOff,
        }
        bytes = bytes.or_else(|| output.try_recv().ok());
        if bytes.as_ref().is_some_and(|b| b.len() > LARGEST) {
            break Ended::TooMuch;
        }
        match child.try_wait() {
            Ok(Some(status)) => break Ended::Itself(status),
            Ok(None) if Instant::now() < end => {}
            Ok(None) => break Ended::TooLong,
            Err(e) => {
                kill(&mut child);
                return Err(failed(e));
            }
        }
    };
    let bytes = bytes.or_else(|| output.recv_timeout(LINGER).ok());
    // No process of it outlives the answer.
    kill(&mut child);
    let bytes = bytes
        .or_else(|| output.recv_timeout(LINGER).ok())
        .unwrap_or_default();
    let cut = bytes.len() > LARGEST;
    let shown = &bytes[..bytes.len().min(LARGEST)];
    let end = match ended {
        Ended::Itself(status) => match status.code() {
            Some(0) => String::new(),
            Some(code) => format!("ended with {code}"),
            None => "was ended by a signal".to_owned(),
        },
        Ended::CalledOff => return Err("cancelled".to_owned()),
        Ended::TooLong => format!("was ended after {} seconds", patience.as_secs()),
        Ended::TooMuch => String::new(),
    };
    Ok(Printed {
        text: String::from_utf8_lossy(shown).into_owned(),
        end: if cut {
            format!("only the first {} KB are shown", LARGEST / 1024)
        } else {
            end
        },
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn quick(command: &str, input: &str) -> Result<Printed, String> {
        let (_stop, stopped) = channel();
        run(command, input.to_owned(), &stopped, Duration::from_secs(20))
    }

    #[test]
    fn a_command_reads_the_text_and_its_output_is_taken() {
        let printed = quick("tr a-z A-Z; echo aside >&2; exit 3", "words").unwrap();
        assert_eq!(
            (printed.text.as_str(), printed.end.as_str()),
            ("WORDSaside\n", "ended with 3")
        );
        assert_eq!(quick("true", &"x".repeat(1 << 20)).unwrap().end, "");
        assert!(
            quick("no-such-command-at-all", "")
                .unwrap()
                .text
                .contains("not found")
        );
    }

    #[test]
    fn what_prints_without_end_or_lingers_is_ended() {
        let begun = Instant::now();
        let printed = quick("yes", "").unwrap();
        assert_eq!(printed.text.len(), LARGEST);
        assert!(printed.end.contains("256 KB"), "{}", printed.end);
        assert_eq!(quick("echo a; sleep 600 &", "").unwrap().text, "a\n");
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn it_is_called_off_and_does_not_take_for_ever() {
        let (stop, stopped) = channel();
        drop(stop);
        assert_eq!(
            run("sleep 600", String::new(), &stopped, PATIENCE).unwrap_err(),
            "cancelled"
        );
        let (_stop, stopped) = channel();
        let printed = run("sleep 600", String::new(), &stopped, Duration::from_millis(50)).unwrap();
        assert!(printed.end.starts_with("was ended after"), "{}", printed.end);
    }
}
