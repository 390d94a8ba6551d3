//! Standard output and standard error: the only places where a command prints.

use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};

use super::Failure;
use crate::text::clean::{harmless, one_line};
use crate::text::grapheme::truncate;

/// Standard output, buffered. Nothing that steers a terminal gets through.
pub(super) struct Output {
    out: BufWriter<StdoutLock<'static>>,
}

impl Output {
    pub(super) fn new() -> Self {
        Self {
            out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
        }
    }

    /// Prints `text` as it is, but for what steers a terminal.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.out.write_all(harmless(text).as_bytes())?)
    }

    /// Prints the mark by which Excel knows UTF-8.
    pub(super) fn mark(&mut self) -> Result<(), Failure> {
        Ok(self.out.write_all("\u{feff}".as_bytes())?)
    }

    /// Prints `text` and a line feed.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.text(text)?;
        Ok(self.out.write_all(b"\n")?)
    }

    /// Sees to it that all is written.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }
}

/// Says on standard error why something could not be done.
pub(super) fn complain(message: &str) {
    say("postil: ", message);
}

/// Says on standard error what was done, where that is not what was printed.
pub(super) fn tell(message: &str) {
    say("postil: ", message);
}

/// Says on standard error what the reader should know.
pub(super) fn warn(message: &str) {
    say("postil: warning: ", message);
}

/// Shows on standard error, if it is a terminal, what goes on; the next word takes its place.
pub(super) fn passing(message: &str) {
    let mut out = io::stderr().lock();
    if out.is_terminal() {
        let message = truncate(&one_line(message), 78);
        let _ = write!(out, "\r\u{1b}[K{message}").and_then(|()| out.flush());
    }
}

fn say(before: &str, message: &str) {
    // There is nobody to tell if standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{before}{}", harmless(message).trim_end());
}
