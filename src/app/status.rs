//! The status line: the last message to the reader.
//!
//! Invariants: an operation returns its result as an [`Outcome`]; only the outermost caller, which handled the key or the message, shows
//! it. Nothing reads a notice to find out what happened.

use std::collections::VecDeque;

/// The tone of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It was done.
    Done,
    /// Nothing was done, and why.
    Declined,
    /// The text of the status line until the next key.
    Failure,
}

/// What the status line says until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line.
    pub text: String,
    /// Its tone.
    pub tone: Tone,
}

/// The result of an operation.
pub(super) type Outcome = Result<Done, Declined>;

/// Something was done, with an optional message. The screen shows the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Done(Option<String>);

/// Nothing was done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declined(String);

impl Done {
    /// The same with an additional text.
    pub(super) fn and(self, more: &str) -> Self {
        Self(Some(match self.0 {
            Some(words) => format!("{words} · {more}"),
            None => more.to_owned(),
        }))
    }
}

/// Done, with a message.
#[allow(
    clippy::unnecessary_wraps,
    reason = "it ends an operation, which returns an outcome"
)]
pub(super) fn done(words: impl Into<String>) -> Outcome {
    Ok(Done(Some(words.into())))
}

/// Done, and the screen shows it.
#[allow(
    clippy::unnecessary_wraps,
    reason = "it ends an operation, which returns an outcome"
)]
pub(super) fn quiet() -> Outcome {
    Ok(Done(None))
}

/// Not done, and `words` say why.
pub(super) fn decline(words: impl Into<String>) -> Outcome {
    Err(declined(words))
}

/// The reason why nothing was done.
pub(super) fn declined(words: impl Into<String>) -> Declined {
    Declined(words.into())
}

/// The maximum number of stored notices.
const KEPT: usize = 200;

/// The current notice, and earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Status {
    notice: Option<Notice>,
    earlier: VecDeque<Notice>,
}

impl Status {
    /// The current notice.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// The notices, newest first.
    pub fn earlier(&self) -> impl Iterator<Item = &Notice> {
        self.earlier.iter()
    }

    /// Shows a message until the next key.
    pub(super) fn notify(&mut self, tone: Tone, text: impl Into<String>) {
        let notice = Notice {
            text: text.into(),
            tone,
        };
        self.earlier.push_front(notice.clone());
        self.earlier.truncate(KEPT);
        self.notice = Some(notice);
    }

    /// Shows the first of several problems; the others are stored.
    pub(super) fn notify_all(&mut self, problems: &[String]) {
        let Some((first, more)) = problems.split_first() else {
            return;
        };
        for problem in more.iter().rev() {
            self.notify(Tone::Failure, problem);
        }
        self.notify(Tone::Failure, first);
        if let (Some(notice), true) = (&mut self.notice, !more.is_empty()) {
            notice.text = format!("{first} (and {} more: :messages)", more.len());
        }
    }

    /// Shows the result of an operation.
    pub(super) fn show(&mut self, outcome: Outcome) {
        match outcome {
            Ok(Done(Some(words))) => self.notify(Tone::Done, words),
            Ok(Done(None)) => {}
            Err(Declined(words)) => self.notify(Tone::Declined, words),
        }
    }

    /// Clears the status line.
    pub(super) fn clear(&mut self) {
        self.notice = None;
    }

    /// Removes a displayed failure, to show it again together with something else.
    pub(super) fn take_failure(&mut self) -> Option<Notice> {
        self.notice.take().filter(|n| n.tone == Tone::Failure)
    }
}
