//! Standard output and standard error: the only place where commands print.

use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};

use super::Failure;
use crate::text::clean::{harmless, one_line};
use crate::text::grapheme::truncate;

/// Standard output, buffered. Characters that control a terminal are removed.
pub(super) struct Output {
    out: BufWriter<StdoutLock<'static>>,
}

impl Output {
    pub(super) fn new() -> Self {
        Self {
            out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
        }
    }

    /// Prints `text` as it is, without characters that control a terminal.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.out.write_all(harmless(text).as_bytes())?)
    }

    /// Prints the byte order mark that makes Excel read UTF-8.
    pub(super) fn mark(&mut self) -> Result<(), Failure> {
        Ok(self.out.write_all("\u{feff}".as_bytes())?)
    }

    /// Prints `text` and a line feed.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.text(text)?;
        Ok(self.out.write_all(b"\n")?)
    }

    /// Flushes the buffer.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }
}

/// Prints an error on standard error.
pub(super) fn complain(message: &str) {
    say("postil: ", message);
}

/// Prints on standard error what was done, if that is not the output itself.
pub(super) fn tell(message: &str) {
    say("postil: ", message);
}

/// Prints a warning on standard error.
pub(super) fn warn(message: &str) {
    say("postil: warning: ", message);
}

/// Shows progress on standard error, if that is a terminal; the next message overwrites it.
pub(super) fn passing(message: &str) {
    let mut out = io::stderr().lock();
    if out.is_terminal() {
        let message = truncate(&one_line(message), 78);
        let _ = write!(out, "\r\u{1b}[K{message}").and_then(|()| out.flush());
    }
}

fn say(before: &str, message: &str) {
    // If standard error is closed, nobody can be told.
    let _ = writeln!(io::stderr().lock(), "{before}{}", harmless(message).trim_end());
}
