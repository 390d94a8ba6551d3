//! The state of an article that is being opened.

use crate::config::key::{Code, Key};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// An article that was requested and is not shown yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// The requested name.
    name: String,
    /// Whether the reader did something since.
    touched: bool,
    /// Its progress, if it takes long.
    progress: Option<String>,
    /// Whether it is ready to be shown.
    ready: bool,
}

/// The maximum number of cells of a name in messages.
const NAME: usize = 60;

impl Opening {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            touched: false,
            progress: None,
            ready: false,
        }
    }

    /// Its name, shortened to one line.
    pub(super) fn name(&self) -> String {
        truncate(&one_line(&self.name), NAME)
    }

    /// Records that the reader did something.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    /// Whether the reader did something since.
    pub(super) fn is_touched(&self) -> bool {
        self.touched
    }

    /// Sets its progress, in words.
    pub(super) fn goes_on(&mut self, progress: String) {
        self.progress = Some(progress);
    }

    /// Marks it as ready.
    pub(super) fn is_ready_now(&mut self) {
        self.ready = true;
    }

    /// Whether it is ready.
    pub(super) fn is_ready(&self) -> bool {
        self.ready
    }

    /// Whether `key` cancels it.
    pub(super) fn is_stopped_by(&self, key: Key) -> bool {
        !self.ready && key == Key::plain(Code::Esc)
    }

    /// The text of the permanent line; `key` shows an article that is ready.
    pub(super) fn words(&self, key: &str) -> Option<String> {
        let name = self.name();
        match (&self.progress, self.ready) {
            (_, true) => Some(format!("{name} is ready: {key} or :open shows it")),
            (Some(progress), false) => Some(format!("opening {name}: {progress} (Esc stops it)")),
            // Until a key is pressed, the status line says it.
            (None, false) => self.touched.then(|| format!("opening {name}… (Esc stops it)")),
        }
    }
}
