//! Another article on its way.

use crate::config::key::{Code, Key};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// An article that was asked for and is not shown yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// By what it was asked for.
    name: String,
    /// Whether the reader did something since.
    touched: bool,
    /// How far it is, where that takes long.
    progress: Option<String>,
    /// Whether it is ready and waits to be shown.
    ready: bool,
}

/// Cells of a name in the line that tells of it.
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

    /// Its name, on one short line.
    pub(super) fn name(&self) -> String {
        truncate(&one_line(&self.name), NAME)
    }

    /// The reader did something.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    /// Whether the reader did something since.
    pub(super) fn is_touched(&self) -> bool {
        self.touched
    }

    /// How far it is, in words.
    pub(super) fn goes_on(&mut self, progress: String) {
        self.progress = Some(progress);
    }

    /// It waits to be shown.
    pub(super) fn is_ready_now(&mut self) {
        self.ready = true;
    }

    /// Whether it waits to be shown.
    pub(super) fn is_ready(&self) -> bool {
        self.ready
    }

    /// Whether `key` calls it off.
    pub(super) fn is_stopped_by(&self, key: Key) -> bool {
        !self.ready && key == Key::plain(Code::Esc)
    }

    /// What the lasting line says of it; `key` shows what is ready.
    pub(super) fn words(&self, key: &str) -> Option<String> {
        let name = self.name();
        match (&self.progress, self.ready) {
            (_, true) => Some(format!("{name} is ready: {key} or :open shows it")),
            (Some(progress), false) => Some(format!("opening {name}: {progress} (Esc stops it)")),
            // Until something is pressed the status line says it.
            (None, false) => self.touched.then(|| format!("opening {name}… (Esc stops it)")),
        }
    }
}
