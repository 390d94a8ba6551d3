//! The lines that were typed after `:` and `/`, kept for the next session.
//!
//! Always true here: nobody but the owner may read them; no passwords or keys of addresses are kept; a file holds no more
//! than 500 lines. Losing them is no harm.

use std::path::PathBuf;

use super::{Paths, WriteError, disk};
use crate::files;
use crate::text::address::without_secrets;
use crate::text::clean::one_line;

/// Lines that are kept.
const LINES: usize = 500;

/// Bytes of the longest file that is read.
const LARGEST: u64 = 4 << 20;

/// The files of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// What was typed after `:`.
    Commands,
    /// What was typed after `/`.
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

/// The lines kept, the last one last; none where there are none or they cannot be read.
pub fn read(paths: &Paths, which: Lines) -> Vec<String> {
    let text = files::read_text(&which.path(paths), LARGEST).unwrap_or_default();
    let mut lines: Vec<String> = text.lines().map(one_line).filter(|l| !l.is_empty()).collect();
    lines.drain(..lines.len().saturating_sub(LINES));
    lines
}

/// Adds a line to those that other instances may have added meanwhile.
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

/// The line without what addresses in it keep secret.
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
