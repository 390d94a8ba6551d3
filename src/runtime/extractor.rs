//! A program of the reader's that finds entities and claims: it is sent documents, one line of JSON each, and answers with
//! lines. `docs/extractors.md` has the protocol.
//!
//! Always true here: nobody waits longer than the time that was set; no more than [`ANSWER`] bytes are taken for one
//! document; a program that failed is ended, with all that it started, and started again for the next document.

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

/// Bytes of an answer to one document that are taken (16 MB).
const ANSWER: usize = 16 << 20;
/// Bytes of a line that are taken (1 MB).
const LINE: u64 = 1 << 20;
/// Lines that may wait to be read.
const AHEAD: usize = 256;
/// How often somebody who waits is asked whether the answer is still wanted.
const LOOK: Duration = Duration::from_millis(25);
/// How long a program may take to end once its output has ended, or its input.
const LINGER: Duration = Duration::from_millis(300);
/// Bytes of the program's standard error that are kept: the last.
const ASIDE: usize = 4096;
/// Lines of the program's standard error that an error message ends with, and the most cells of them.
const LAST_WORDS: (usize, usize) = (3, 400);

/// A program as the reader named it, and how long it may take for a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractorCommand {
    program: String,
    arguments: Vec<String>,
    patience: Duration,
}

/// Why a program gave no answer; says what happened and what the program said last.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtractorError {
    /// It cannot be started.
    #[error("the extractor {name} cannot be started: {why}")]
    NotStarted {
        /// The program.
        name: String,
        /// Why.
        why: String,
    },
    /// It took too long.
    #[error(
        "the extractor {name} was ended: it gave no complete answer within {seconds} s (extractor_timeout){last_words}"
    )]
    TooLong {
        /// The program.
        name: String,
        /// The time that it had.
        seconds: u64,
        /// What it said on standard error, as the end of a sentence.
        last_words: String,
    },
    /// It ended.
    #[error(
        "the extractor {name} {how} before it had answered with a line {{\"type\": \"done\"}}{last_words}"
    )]
    Ended {
        /// The program.
        name: String,
        /// With which exit code, or by a signal.
        how: String,
        /// Whether it did so without a word.
        silent: bool,
        /// What it said on standard error, as the end of a sentence.
        last_words: String,
    },
    /// It said too much.
    #[error("the extractor {name} was ended: it answered one document with more than {} MB", ANSWER >> 20)]
    TooMuch {
        /// The program.
        name: String,
    },
    /// It does not speak the protocol.
    #[error("the extractor {name} was ended: {lines}")]
    NotUnderstood {
        /// The program.
        name: String,
        /// How many lines could not be taken, and the first of them.
        lines: String,
    },
    /// It answered for another document.
    #[error(
        "the extractor {name} was ended: it answered document {answered} when asked about document {asked}"
    )]
    OtherDocument {
        /// The program.
        name: String,
        /// The number that it said.
        answered: u64,
        /// The number of the document that it was sent.
        asked: u64,
    },
    /// It says itself that it cannot work on this document.
    #[error("the extractor {name} says: {message}")]
    Said {
        /// The program.
        name: String,
        /// Its message, on one line.
        message: String,
    },
    /// Nobody wants the answer any more.
    #[error("called off")]
    CalledOff,
}

impl ExtractorCommand {
    /// The program of `line`, which is split into words as a shell does, but runs without a shell. `~/` at the beginning of
    /// a word is the home folder.
    ///
    /// # Errors
    /// When quotation marks do not match, or there is no word in it.
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

    /// The file name of the program; of an interpreter that of the script.
    pub fn name(&self) -> String {
        let script = self.arguments.iter().find(|word| Path::new(word).is_file());
        let path = Path::new(script.unwrap_or(&self.program));
        let name = path.file_name().unwrap_or(path.as_os_str());
        one_line(&name.to_string_lossy())
    }
}

/// A program that can be asked. It is started for the first document and goes on with the next; dropping this ends it.
#[derive(Debug)]
pub struct Extractor {
    command: ExtractorCommand,
    process: Option<Process>,
    /// How many documents it was sent.
    asked: u64,
}

impl Extractor {
    /// The program of `command`, which is not started yet.
    pub fn new(command: ExtractorCommand) -> Self {
        Self {
            command,
            process: None,
            asked: 0,
        }
    }

    /// What the program says of `document`. Returns soon after `is_wanted` says no.
    ///
    /// # Errors
    /// When it gives no complete answer. Lines of an answer that cannot be taken are no error.
    pub fn ask(&mut self, document: &Document, is_wanted: &dyn Fn() -> bool) -> Result<Said, ExtractorError> {
        let used = self.process.is_some();
        match self.ask_once(document, is_wanted) {
            // A program that answers one document and ends is started again for the next.
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
        // A program that has ended is told by the end of its output.
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

/// What comes from a program's standard output.
enum Output {
    Line(Vec<u8>),
    /// The beginning of a line that is not kept.
    TooLong,
    /// So many more bytes of it.
    Rest(usize),
}

/// A program that runs.
#[derive(Debug)]
struct Process {
    child: Child,
    /// `None` once its input is closed.
    input: Option<Sender<Vec<u8>>>,
    /// Whether it has answered all that it was asked.
    idle: bool,
    output: Receiver<Output>,
    aside: Arc<Mutex<VecDeque<u8>>>,
    /// Hears when standard error has ended.
    aside_ended: Receiver<()>,
}

impl Drop for Process {
    fn drop(&mut self) {
        self.input = None;
        if self.idle {
            // At the end of its input it may end by itself.
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
        // A program that does not read leaves this thread waiting until the program is ended.
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

    /// The last lines of standard error, as the end of a sentence. What the program writes in its last moments is waited for
    /// so long.
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

/// Gives the lines of `out` to `to`, without their ends, until nobody takes them.
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
            // The last line may have no end.
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
