//! The texts of evidence and of articles as they were fetched again: for each address and file the list of its states over time.
//!
//! Invariants: a state is added only if the text differs from the last one; the texts themselves are stored with those of the articles.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Paths, TextsError, disk, texts};
use crate::document::{Document, Fingerprint};
use crate::files;
use crate::notes::Timestamp;
use crate::text::fold::{SEARCH, folded};

/// The size limit of a list of states that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// A state of the text of an address or a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// The address without passwords, or the absolute path.
    pub source: String,
    /// When this state was first seen.
    pub seen: Timestamp,
    /// The fingerprint of the text.
    pub text: String,
}

impl SourceState {
    /// The fingerprint of the text.
    pub fn print(&self) -> Option<Fingerprint> {
        Fingerprint::parse(&self.text)
    }
}

/// The file with the states of one source, the oldest first, one JSON object per line.
fn list(paths: &Paths, source: &str) -> PathBuf {
    let name = blake3::hash(source.as_bytes()).to_hex();
    let name = name.as_str().get(..32).unwrap_or_default().to_owned();
    paths.data.join("sources").join(format!("{name}.jsonl"))
}

/// The states of a source, the oldest first; lines that cannot be parsed are skipped.
pub fn states(paths: &Paths, source: &str) -> Vec<SourceState> {
    let text = files::read_text(&list(paths, source), LARGEST).unwrap_or_default();
    let states = text.lines().filter_map(|line| serde_json::from_str(line).ok());
    states
        .filter(|state: &SourceState| state.source == source)
        .collect()
}

/// The last state of a source.
pub fn last(paths: &Paths, source: &str) -> Option<SourceState> {
    states(paths, source).pop()
}

/// Keeps the text of a source, seen at `seen`, unless its last state is the same.
///
/// # Errors
/// When the data folder cannot be written.
pub fn keep(paths: &Paths, source: &str, document: &Document, seen: Timestamp) -> Result<(), TextsError> {
    let print = Fingerprint::of(document.text());
    let mut known = states(paths, source);
    if known.last().and_then(SourceState::print) == Some(print) && texts::is_kept(paths, print) {
        return Ok(());
    }
    texts::keep(paths, print, document.text())?;
    known.push(SourceState {
        source: source.to_owned(),
        seen,
        text: print.to_string(),
    });
    let mut lines = String::new();
    for state in &known {
        lines.push_str(&serde_json::to_string(state).unwrap_or_default());
        lines.push('\n');
    }
    disk::replace_private(&paths.data, &list(paths, source), lines.as_bytes()).map_err(TextsError)
}

/// Whether the quoted words stand in a text; case, accents, quotation marks, dashes and line breaks do not matter.
pub fn stands_in(quote: &str, text: &str) -> bool {
    let quote = folded(quote.trim(), SEARCH);
    !quote.is_empty() && folded(text, SEARCH).contains(&quote)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Builder};

    #[test]
    fn a_source_has_a_state_for_each_text_that_it_had() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let document = |text: &str| {
            let mut builder = Builder::new();
            builder.block(BlockKind::Paragraph, text);
            builder.finish()
        };
        let source = "https://paper.example/a";
        assert_eq!(last(&paths, source), None);
        for text in ["one", "one", "two", "one"] {
            keep(&paths, source, &document(text), Timestamp::UNIX_EPOCH).unwrap();
        }
        assert_eq!(states(&paths, source).len(), 3);
        let print = last(&paths, source).unwrap().print().unwrap();
        assert_eq!(texts::read(&paths, print).unwrap().trim(), "one");
        assert_eq!(last(&paths, "https://paper.example/b"), None);
    }

    #[test]
    fn quoted_words_stand_in_a_text_whatever_the_signs_around_them() {
        assert!(stands_in(
            " “19.2 million” users",
            "there are \"19.2\nMILLION\" users"
        ));
        assert!(!stands_in("19.2 million", "19.3 million") && !stands_in("  ", "text"));
    }
}
