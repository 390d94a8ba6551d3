//! What an earlier run could not save, or was still being typed when it ended, and how far it is taken care of.

use std::path::PathBuf;

use crate::notes::{Id, Located, Recovered};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// Cells of a passage that are repeated.
const ECHO: usize = 40;

/// A copy of what is not in the notes file.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptCopy {
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub recovered: Recovered,
    /// Where the annotations in it stand in this text.
    pub located: Vec<(Id, Located)>,
}

impl KeptCopy {
    /// What it is, in words.
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
    /// Those that hold something the notes do not.
    pub(super) all: Vec<KeptCopy>,
    /// Those whose content is in the notes, and by which save it reaches the disk.
    taken: Vec<(u64, PathBuf)>,
}

impl Copies {
    /// That there is something to take in, in words.
    pub(super) fn words(&self) -> Option<String> {
        let first = self.all.first()?;
        let more = match self.all.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        Some(format!("{}{more}: :restore takes it in", first.words()))
    }

    /// What this copy held reaches the disk with the save of that number.
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
