//! Records what was exported where, so that the next export knows whether the file was edited since, and what was changed.
//!
//! One record per exported file, in the state folder, under a hash of its path. A record may be lost; then a file without Postil's own mark
//! counts as someone else's.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Paths, WriteError, disk};
use crate::document::Fingerprint;
use crate::files;

/// What was exported to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The checksum of the whole file.
    pub checksum: String,
    /// Key and text of each section, if the format has sections.
    pub sections: Vec<(String, String)>,
    /// The notes file it was made from.
    #[serde(default)]
    pub notes: String,
}

/// The last export to `file`, an absolute path without symbolic links.
pub fn read(paths: &Paths, file: &Path) -> Option<Exported> {
    serde_json::from_slice(&files::read(&place(paths, file)).ok()?).ok()
}

/// Records an export to `file`. Only the owner can read the record.
///
/// # Errors
/// When it cannot be written.
pub fn write(paths: &Paths, file: &Path, exported: &Exported) -> Result<(), WriteError> {
    let place = place(paths, file);
    let text = serde_json::to_vec(exported).map_err(|error| WriteError {
        path: place.clone(),
        source: error.into(),
    })?;
    disk::replace_private(&paths.state, &place, &text)
}

fn place(paths: &Paths, file: &Path) -> PathBuf {
    let key = Fingerprint::of(&file.to_string_lossy()).short();
    paths.state.join("exports").join(format!("{key}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_exported_is_remembered_by_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let (one, other) = (Path::new("/a/x.csv"), Path::new("/b/x.csv"));
        assert_eq!(read(&paths, one), None);
        let exported = Exported {
            checksum: "blake3-1".into(),
            sections: vec![("title".into(), "# A\n".into())],
            notes: "/a/x.ron".into(),
        };
        write(&paths, one, &exported).unwrap();
        assert_eq!(read(&paths, one), Some(exported));
        assert_eq!(read(&paths, other), None);
        std::fs::write(place(&paths, one), "{").unwrap();
        assert_eq!(read(&paths, one), None);
    }
}
