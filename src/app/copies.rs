//! Rescue copies of an earlier run, and their progress: notes that could not be saved, or were still being typed.

use std::path::PathBuf;

use crate::notes::{Id, Located, Recovered};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// The maximum number of cells of a quoted passage.
const ECHO: usize = 40;

/// A rescue copy with content that is not in the notes file.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptCopy {
    /// Its path.
    pub path: PathBuf,
    /// Its content.
    pub recovered: Recovered,
    /// The places of its annotations in this text.
    pub located: Vec<(Id, Located)>,
}

impl KeptCopy {
    /// A description.
    pub fn words(&self) -> String {
        let when = self.recovered.at.strftime("%-d %b %Y, %H:%M UTC");
        let count = self.recovered.changed.len();
        match (self.recovered.draft, self.recovered.changed.first()) {
            (true, Some(first)) => {
                let passage = truncate(&one_line(&first.anchor.quote), ECHO);
                format!("a note you were typing on “{passage}” was kept ({when})")
            }
            (_, _) if count == 1 => format!("1 change that was not saved was kept ({when})"),
            (_, _) => format!("{count} changes that were not saved were kept ({when})"),
        }
    }
}

/// The copies of an article.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// Those with content that the notes lack.
    pub(super) all: Vec<KeptCopy>,
    /// Those whose content is in the notes, with the save that writes it to disk.
    taken: Vec<(u64, PathBuf)>,
}

impl Copies {
    /// A message that there is something to restore.
    pub(super) fn words(&self) -> Option<String> {
        let first = self.all.first()?;
        let more = match self.all.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        Some(format!("{}{more}: :restore brings it back", first.words()))
    }

    /// The content of this copy reaches the disk with the save of that number.
    pub(super) fn taken_by(&mut self, serial: u64, path: PathBuf) {
        self.taken.push((serial, path));
    }

    /// The copies whose content is on disk with that save.
    pub(super) fn on_disk_by(&mut self, serial: u64) -> Vec<PathBuf> {
        let (done, open): (Vec<_>, Vec<_>) = self.taken.drain(..).partition(|(at, _)| *at <= serial);
        self.taken = open;
        done.into_iter().map(|(_, path)| path).collect()
    }
}
