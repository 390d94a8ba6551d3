//! The lines typed after `:` and `/`, kept for the next session.
//!
//! Invariants: only the owner may read them; passwords and keys of addresses are removed; a file holds at most 500 lines. Losing them does
//! no harm.

use std::path::PathBuf;

use super::{Paths, WriteError, disk};
use crate::files;
use crate::text::address::without_secrets;
use crate::text::clean::one_line;

/// The maximum number of lines.
const LINES: usize = 500;

/// The size limit of a file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The files of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Lines typed after `:`.
    Commands,
    /// Lines typed after `/`.
    Searches,
}

impl Lines {
    fn path(self, paths: &Paths) -> PathBuf {
        paths.state.join(match self {
            Self::Commands => "commands",
            Self::Searches => "searches",
        })
    }
}

/// The stored lines, the last one last; none if the file is missing or cannot be read.
pub fn read(paths: &Paths, which: Lines) -> Vec<String> {
    let text = files::read_text(&which.path(paths), LARGEST).unwrap_or_default();
    let mut lines: Vec<String> = text.lines().map(one_line).filter(|l| !l.is_empty()).collect();
    lines.drain(..lines.len().saturating_sub(LINES));
    lines
}

/// Appends a line to those that other instances may have added meanwhile.
///
/// # Errors
/// When the file cannot be written.
pub fn add(paths: &Paths, which: Lines, line: &str) -> Result<(), WriteError> {
    let line = harmless(line);
    let mut lines = read(paths, which);
    lines.retain(|known| *known != line);
    lines.push(line);
    lines.drain(..lines.len().saturating_sub(LINES));
    let text = lines.join("\n") + "\n";
    disk::replace_private(&paths.state, &which.path(paths), text.as_bytes())
}

/// The line without the secrets of its addresses.
fn harmless(line: &str) -> String {
    let line = one_line(line);
    let words: Vec<_> = line
        .split(' ')
        .map(|word| {
            if word.contains("://") {
                without_secrets(word)
            } else {
                word.into()
            }
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_once_and_without_secrets() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        assert!(read(&paths, Lines::Commands).is_empty());
        for line in [
            "theme ink",
            "open https://ann:pw@e.example/a?token=x",
            "theme ink",
        ] {
            add(&paths, Lines::Commands, line).unwrap();
        }
        let kept = read(&paths, Lines::Commands);
        assert_eq!(kept.len(), 2);
        assert_eq!(kept[1], "theme ink");
        assert!(
            kept[0].starts_with("open https://e.example/a") && !kept[0].contains("pw"),
            "{kept:?}"
        );
        assert!(read(&paths, Lines::Searches).is_empty());
        for i in 0..LINES + 20 {
            add(&paths, Lines::Searches, &format!("word {i}")).unwrap();
        }
        let kept = read(&paths, Lines::Searches);
        assert_eq!((kept.len(), kept[0].as_str()), (LINES, "word 20"));
    }
}
