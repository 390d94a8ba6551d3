//! What the user said about the speakers of the library: which names are one speaker's, and which are not.
//!
//! It is `speakers.ron` in the data folder, and can be edited by hand. Invariants: a file that cannot be parsed is never overwritten; names
//! are compared by their [common form](crate::analysis::common_name), so a correction applies to every spelling.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::lock::FolderLock;
use super::{Paths, WriteError, disk};
use crate::document::Fingerprint;
use crate::files::FileError;
use crate::text::clean::one_line;

/// How long to wait for another instance that is writing the file.
const PATIENCE: Duration = Duration::from_secs(1);
/// The beginning of a written file.
const HEAD: &str = "// Which names are one speaker's, over all articles. Written by M and S in the ledger and by `postil ledger --merge`.\n";

/// The corrections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpeakerCorrections {
    /// Names that are another name's speaker.
    pub merged: Vec<MergedName>,
    /// Spellings that are no other name's speaker unless they are in `merged`.
    pub apart: Vec<String>,
    /// Speakers of single articles who only have the same name as another speaker.
    pub namesakes: Vec<Namesake>,
}

/// A name that is another name's speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergedName {
    /// The name.
    pub name: String,
    /// The name under which the speaker is listed.
    pub into: String,
}

/// A speaker of one article who only has the same name as another speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namesake {
    /// The name in the article.
    pub name: String,
    /// The fingerprint of a text of the article.
    pub text: String,
    /// The name under which this speaker is listed.
    pub shown: String,
}

impl Namesake {
    /// The text of the article.
    pub fn print(&self) -> Option<Fingerprint> {
        Fingerprint::parse(&self.text)
    }
}

/// Why the corrections cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SpeakersError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] FileError),
    /// The file cannot be parsed.
    #[error("{file}: {why}; mend it by hand or move it away, it is not overwritten")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong, with line and column.
        why: String,
    },
    /// Another instance is writing the file.
    #[error("another instance is writing {0}; try again")]
    Busy(String),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// The file of the corrections.
pub fn file(paths: &Paths) -> PathBuf {
    paths.data.join("speakers.ron")
}

/// Reads the corrections; none if there is no file.
///
/// # Errors
/// When the file cannot be read or parsed.
pub fn read(paths: &Paths) -> Result<SpeakerCorrections, SpeakersError> {
    let path = file(paths);
    let Some(bytes) = disk::read(&path)? else {
        return Ok(SpeakerCorrections::default());
    };
    let damaged = |why: String| SpeakersError::Damaged {
        file: one_line(&path.display().to_string()),
        why: one_line(&why),
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| damaged("not UTF-8".to_owned()))?;
    ron::from_str(text).map_err(|error| damaged(error.to_string()))
}

/// Changes the corrections, while no other instance does.
///
/// # Errors
/// When the file cannot be read, parsed or written.
pub fn change(paths: &Paths, change: impl FnOnce(&mut SpeakerCorrections)) -> Result<(), SpeakersError> {
    let path = file(paths);
    disk::private_folder(&paths.data, &paths.data).map_err(|source| WriteError {
        path: path.clone(),
        source,
    })?;
    let busy = || SpeakersError::Busy(one_line(&path.display().to_string()));
    let _guard = FolderLock::of(&paths.data, PATIENCE).ok_or_else(busy)?;
    let mut corrections = read(paths)?;
    let before = corrections.clone();
    change(&mut corrections);
    if corrections == before {
        return Ok(());
    }
    let pretty = ron::ser::PrettyConfig::default().new_line("\n".to_owned());
    let text = ron::ser::to_string_pretty(&corrections, pretty).map_err(|error| SpeakersError::Damaged {
        file: one_line(&path.display().to_string()),
        why: error.to_string(),
    })?;
    Ok(disk::replace_private(
        &paths.data,
        &path,
        format!("{HEAD}{text}\n").as_bytes(),
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_last_and_a_damaged_file_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        assert_eq!(read(&paths).unwrap(), SpeakerCorrections::default());
        let merged = MergedName {
            name: "Mayor \"Lund\"\u{1b}".into(),
            into: "Ida Lund".into(),
        };
        change(&paths, |c| c.merged.push(merged.clone())).unwrap();
        change(&paths, |c| c.apart.push("WHO".into())).unwrap();
        let both = SpeakerCorrections {
            merged: vec![merged],
            apart: vec!["WHO".into()],
            namesakes: Vec::new(),
        };
        assert_eq!(read(&paths).unwrap(), both);
        for damage in ["(merged: [(name: 1)])", "(unknown: 3)", "(merged", "\u{0}"] {
            std::fs::write(file(&paths), damage).unwrap();
            let why = change(&paths, |c| c.merged.clear()).unwrap_err().to_string();
            assert!(
                why.contains("speakers.ron") && why.contains("not overwritten"),
                "{why}"
            );
            assert_eq!(std::fs::read_to_string(file(&paths)).unwrap(), damage);
        }
    }
}
