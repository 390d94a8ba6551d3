//! Runs the user's program that finds entities and claims: it receives documents, one line of JSON each, and answers with lines.
//! `docs/extractors.md` describes the protocol.
//!
//! Invariants: nobody waits longer than the configured time; at most [`ANSWER`] bytes are accepted for one document; a failed program is
//! killed with everything it started, and started again for the next document.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::child::{apart, kill};
use super::exports::expand;
use crate::analysis::outside::{Answer, Heard, Said};
use crate::document::Document;
use crate::export::extract::DocumentSent;
use crate::text::clean::one_line;
use crate::text::grapheme;

/// Size limit of an answer to one document in bytes (16 MB).
const ANSWER: usize = 16 << 20;
/// Size limit of a line in bytes (1 MB).
const LINE: u64 = 1 << 20;
/// The maximum number of unread lines.
const AHEAD: usize = 256;
/// How often to check whether the answer is still wanted.
const LOOK: Duration = Duration::from_millis(25);
/// How long a program may take to exit after its output or its input has ended.
const LINGER: Duration = Duration::from_millis(300);
/// The number of last bytes of standard error that are kept.
const ASIDE: usize = 4096;
/// Lines of standard error that are appended to an error message, and their maximum width in cells.
const LAST_WORDS: (usize, usize) = (3, 400);

/// The configured program, and its time limit per document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractorCommand {
    program: String,
    arguments: Vec<String>,
    patience: Duration,
}

/// Why a program gave no answer, with its last output.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtractorError {
    /// It cannot be started.
    #[error("the extractor {name} cannot be started: {why}")]
    NotStarted {
        /// The program.
        name: String,
        /// The reason.
        why: String,
    },
    /// It took too long.
    #[error(
        "the extractor {name} was ended: it gave no complete answer within {seconds} s (extractor_timeout){last_words}"
    )]
    TooLong {
        /// The program.
        name: String,
        /// The time limit.
        seconds: u64,
        /// Its last output on standard error, as the end of a sentence.
        last_words: String,
    },
    /// It exited.
    #[error(
        "the extractor {name} {how} before it had answered with a line {{\"type\": \"done\"}}{last_words}"
    )]
    Ended {
        /// The program.
        name: String,
        /// Its exit code or signal.
        how: String,
        /// Whether it exited without output.
        silent: bool,
        /// Its last output on standard error, as the end of a sentence.
        last_words: String,
    },
    /// Its answer is too long.
    #[error("the extractor {name} was ended: it answered one document with more than {} MB", ANSWER >> 20)]
    TooMuch {
        /// The program.
        name: String,
    },
    /// Its output does not follow the protocol.
    #[error("the extractor {name} was ended: {lines}")]
    NotUnderstood {
        /// The program.
        name: String,
        /// The number of invalid lines, and the first of them.
        lines: String,
    },
    /// It answered for another document.
    #[error(
        "the extractor {name} was ended: it answered document {answered} when asked about document {asked}"
    )]
    OtherDocument {
        /// The program.
        name: String,
        /// The number that it gave.
        answered: u64,
        /// The number of the document that it was sent.
        asked: u64,
    },
    /// It reported that it cannot process this document.
    #[error("the extractor {name} says: {message}")]
    Said {
        /// The program.
        name: String,
        /// Its message, on one line.
        message: String,
    },
    /// The answer is no longer wanted.
    #[error("cancelled")]
    CalledOff,
}

impl ExtractorCommand {
    /// Parses a command line, which is split into words like in a shell, but run without a shell. `~/` at the start of a word is the home
    /// folder.
    ///
    /// # Errors
    /// When quotation marks do not match, or it is empty.
    pub fn parse(line: &str, patience: Duration) -> Result<Self, String> {
        let words = shell_words::split(line).map_err(|_| {
            format!(
                "the extractor ‘{}’ cannot be split into words: a quotation mark is missing",
                one_line(line)
            )
        })?;
        let mut words = words.into_iter().map(|word| match word.strip_prefix("~/") {
            Some(_) => expand(Path::new(&word)).to_string_lossy().into_owned(),
            None => word,
        });
        let Some(program) = words.next() else {
            return Err("the extractor is empty: name a program".to_owned());
        };
        Ok(Self {
            program,
            arguments: words.collect(),
            patience,
        })
    }

    /// The file name of the program; for an interpreter, that of the script.
    pub fn name(&self) -> String {
        let script = self.arguments.iter().find(|word| Path::new(word).is_file());
        let path = Path::new(script.unwrap_or(&self.program));
        let name = path.file_name().unwrap_or(path.as_os_str());
        one_line(&name.to_string_lossy())
    }
}

/// A running or startable program. It is started for the first document and then reused; dropping this kills it.
#[derive(Debug)]
pub struct Extractor {
    command: ExtractorCommand,
    process: Option<Process>,
    /// The number of documents sent.
    asked: u64,
}

impl Extractor {
    /// The program of `command`, not started yet.
    pub fn new(command: ExtractorCommand) -> Self {
        Self {
            command,
            process: None,
            asked: 0,
        }
    }

    /// Asks the program about `document`. Returns soon after `is_wanted` returns false.
    ///
    /// # Errors
    /// When the answer is incomplete. Invalid lines of an answer are not an error.
    pub fn ask(&mut self, document: &Document, is_wanted: &dyn Fn() -> bool) -> Result<Said, ExtractorError> {
        let used = self.process.is_some();
        match self.ask_once(document, is_wanted) {
            // A program that exits after each document is started again for the next.
            Err(ExtractorError::Ended { silent: true, .. }) if used => self.ask_once(document, is_wanted),
            answered => answered,
        }
    }

    fn ask_once(
        &mut self,
        document: &Document,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Said, ExtractorError> {
        self.asked += 1;
        let mut process = match self.process.take() {
            Some(process) => process,
            None => Process::start(&self.command)?,
        };
        let line = DocumentSent::new(self.asked, document).to_json_line();
        // The end of its output shows that a program has exited.
        process.idle = false;
        let _ = process.input.as_ref().map(|input| input.send(line.into_bytes()));
        let mut answer = Answer::new(document, &self.command.name());
        match process.hear(&mut answer, &self.command, self.asked, is_wanted) {
            Ok(()) => {
                process.idle = true;
                self.process = Some(process);
                Ok(answer.finish())
            }
            Err(error) => {
                if matches!(error, ExtractorError::Said { .. }) {
                    process.idle = true;
                    self.process = Some(process);
                }
                Err(error)
            }
        }
    }
}

/// Output from the program's standard output.
enum Output {
    Line(Vec<u8>),
    /// The beginning of a line that is too long and is dropped.
    TooLong,
    /// The number of further bytes of it.
    Rest(usize),
}

/// A running program.
#[derive(Debug)]
struct Process {
    child: Child,
    /// `None` after its input was closed.
    input: Option<Sender<Vec<u8>>>,
    /// Whether it has answered everything.
    idle: bool,
    output: Receiver<Output>,
    aside: Arc<Mutex<VecDeque<u8>>>,
    /// Receives a message when standard error has ended.
    aside_ended: Receiver<()>,
}

impl Drop for Process {
    fn drop(&mut self) {
        self.input = None;
        if self.idle {
            // It may exit by itself at the end of its input.
            self.how_it_ended();
        }
        kill(&mut self.child);
    }
}

impl Process {
    fn start(command: &ExtractorCommand) -> Result<Self, ExtractorError> {
        let failed = |error: std::io::Error| ExtractorError::NotStarted {
            name: command.name(),
            why: match error.kind() {
                std::io::ErrorKind::NotFound => {
                    format!("there is no program ‘{}’", one_line(&command.program))
                }
                _ => error.to_string(),
            },
        };
        let mut child = apart(Command::new(&command.program).args(&command.arguments))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (input, documents) = channel::<Vec<u8>>();
        let (to, output) = sync_channel(AHEAD);
        let (ended, aside_ended) = channel();
        let aside = Arc::new(Mutex::new(VecDeque::new()));
        let kept = aside.clone();
        let process = Self {
            child,
            input: Some(input),
            idle: false,
            output,
            aside,
            aside_ended,
        };
        let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            thread::Builder::new()
                .name(name.to_owned())
                .spawn(work)
                .map_err(failed)
        };
        // If the program does not read, this thread blocks until it is killed.
        let write = move || {
            let Some(mut stdin) = stdin else { return };
            for document in documents {
                if stdin.write_all(&document).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        };
        spawn("extractor-in", Box::new(write))?;
        spawn(
            "extractor-out",
            Box::new(move || {
                if let Some(out) = stdout {
                    read_lines(out, &to);
                }
            }),
        )?;
        let listen = move || {
            if let Some(out) = stderr {
                keep_last(out, &kept);
            }
            drop(ended);
        };
        spawn("extractor-aside", Box::new(listen))?;
        Ok(process)
    }

    /// Reads an answer to its end.
    fn hear(
        &mut self,
        answer: &mut Answer<'_>,
        command: &ExtractorCommand,
        asked: u64,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<(), ExtractorError> {
        let name = || command.name();
        let end = Instant::now() + command.patience;
        let mut taken = 0;
        loop {
            if !is_wanted() {
                return Err(ExtractorError::CalledOff);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ExtractorError::TooLong {
                    name: name(),
                    seconds: command.patience.as_secs(),
                    last_words: self.last_words(Duration::ZERO),
                });
            }
            match self.output.recv_timeout(left.min(LOOK)) {
                Ok(Output::Line(line)) => {
                    taken += line.len() + 1;
                    match answer.line(&line) {
                        Heard::More => {}
                        Heard::Done(Some(answered)) if answered != asked => {
                            return Err(ExtractorError::OtherDocument {
                                name: name(),
                                answered,
                                asked,
                            });
                        }
                        Heard::Done(_) => return Ok(()),
                        Heard::Failed(message) => {
                            return Err(ExtractorError::Said {
                                name: name(),
                                message,
                            });
                        }
                    }
                }
                Ok(Output::TooLong) => {
                    taken += LINE as usize;
                    answer.too_long();
                }
                Ok(Output::Rest(bytes)) => taken += bytes,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(ExtractorError::Ended {
                        name: name(),
                        how: self.how_it_ended(),
                        silent: taken == 0,
                        last_words: self.last_words(LINGER),
                    });
                }
            }
            if taken > ANSWER {
                return Err(ExtractorError::TooMuch { name: name() });
            }
            if let Some(lines) = answer.is_lost() {
                return Err(ExtractorError::NotUnderstood { name: name(), lines });
            }
        }
    }

    fn how_it_ended(&mut self) -> String {
        let end = Instant::now() + LINGER;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => {
                    return match status.code() {
                        Some(code) => format!("ended with {code}"),
                        None => "was ended by a signal".to_owned(),
                    };
                }
                Ok(None) if Instant::now() < end => thread::sleep(LOOK),
                _ => return "closed its output".to_owned(),
            }
        }
    }

    /// The last lines of standard error, as the end of a sentence. Waits up to `patience` for the program's final output.
    fn last_words(&self, patience: Duration) -> String {
        let _ = self.aside_ended.recv_timeout(patience);
        let bytes: Vec<u8> = match self.aside.lock() {
            Ok(kept) => kept.iter().copied().collect(),
            Err(_) => return String::new(),
        };
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<String> = text.lines().map(one_line).filter(|l| !l.is_empty()).collect();
        let (most, cells) = LAST_WORDS;
        let last = lines[lines.len().saturating_sub(most)..].join(" · ");
        if last.is_empty() {
            return String::new();
        }
        format!("; it said: {}", grapheme::truncate(&last, cells))
    }
}

/// Sends the lines of `out` to `to`, without line ends, until there is no receiver.
fn read_lines(out: ChildStdout, to: &SyncSender<Output>) {
    let mut out = BufReader::new(out);
    let mut too_long = false;
    loop {
        let mut line = Vec::new();
        match out.by_ref().take(LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let ended = line.last() == Some(&b'\n');
        let full = line.len() as u64 == LINE;
        let output = if too_long {
            Output::Rest(line.len())
        } else if full && !ended {
            Output::TooLong
        } else {
            // The last line may lack a line end.
            line.truncate(line.len() - usize::from(ended));
            Output::Line(line)
        };
        too_long = !ended && (too_long || full);
        if to.send(output).is_err() {
            return;
        }
    }
}

/// Keeps the last bytes of `out`.
fn keep_last(mut out: ChildStderr, kept: &Mutex<VecDeque<u8>>) {
    let mut bytes = [0; 1024];
    while let Ok(n @ 1..) = out.read(&mut bytes) {
        let Ok(mut kept) = kept.lock() else { return };
        kept.extend(&bytes[..n]);
        let over = kept.len().saturating_sub(ASIDE);
        kept.drain(..over);
    }
}
