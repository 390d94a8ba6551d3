//! The status line: what the reader was told last.
//!
//! Always true here: an operation returns what it came to, an [`Outcome`]; only the outermost caller, which took the key
//! or the message, shows it. Nothing reads a notice to learn what happened.

use std::collections::VecDeque;

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It was done.
    Done,
    /// Nothing was done, and why.
    Declined,
    /// Something went wrong.
    Failure,
}

/// What the status line says until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// What an operation came to.
pub(super) type Outcome = Result<Done, Declined>;

/// Something was done, and what there is to say about it. The screen itself says the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Done(Option<String>);

/// Nothing was done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declined(String);

impl Done {
    /// The same with something to add.
    pub(super) fn and(self, more: &str) -> Self {
        Self(Some(match self.0 {
            Some(words) => format!("{words} · {more}"),
            None => more.to_owned(),
        }))
    }
}

/// Done, and `words` say what.
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

/// Why something is not done.
pub(super) fn declined(words: impl Into<String>) -> Declined {
    Declined(words.into())
}

/// How many notices are kept to be read again.
const KEPT: usize = 200;

/// The notice on the screen, and those before it.
#[derive(Clone, Debug, Default)]
pub struct Status {
    notice: Option<Notice>,
    earlier: VecDeque<Notice>,
}

impl Status {
    /// What is on the screen.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// What was said, newest first.
    pub fn earlier(&self) -> impl Iterator<Item = &Notice> {
        self.earlier.iter()
    }

    /// Says something until the next key.
    pub(super) fn notify(&mut self, tone: Tone, text: impl Into<String>) {
        let notice = Notice {
            text: text.into(),
            tone,
        };
        self.earlier.push_front(notice.clone());
        self.earlier.truncate(KEPT);
        self.notice = Some(notice);
    }

    /// Says the first of several things that went wrong; the others can be read again.
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

    /// Shows what an operation came to.
    pub(super) fn show(&mut self, outcome: Outcome) {
        match outcome {
            Ok(Done(Some(words))) => self.notify(Tone::Done, words),
            Ok(Done(None)) => {}
            Err(Declined(words)) => self.notify(Tone::Declined, words),
        }
    }

    /// Nothing is said any more.
    pub(super) fn clear(&mut self) {
        self.notice = None;
    }

    /// Takes back a failure that is being said, to say it again together with something else.
    pub(super) fn take_failure(&mut self) -> Option<Notice> {
        self.notice.take().filter(|n| n.tone == Tone::Failure)
    }
}
