//! The archives of fact-checks that were added: one searchable file each.
//!
//! Invariants: a file is written completely or not at all; an archive is replaced only on request; only what a search needs is held in
//! memory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::lock::FolderLock;
use super::{Paths, WriteError, disk};
use crate::files;
use crate::matching::{Index, IndexBuilder, Storage};
use crate::notes::Timestamp;
use crate::text::clean::one_line;
use crate::text::file_name;

/// Facts about an archive other than its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveInfo {
    /// Its name.
    pub name: String,
    /// The file it was made from, as named by the user.
    pub source: String,
    /// When it was added.
    pub added: Timestamp,
    /// The number of entries added.
    pub entries: usize,
    /// The number of entries that were rejected.
    pub left_out: usize,
}

/// An open archive.
pub struct StoredArchive {
    /// Facts about it.
    pub info: ArchiveInfo,
    /// Its entries.
    pub index: Index,
}

/// Why an archive cannot be added, opened or removed, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There already is an archive of that name.
    #[error(
        "there is an archive called '{0}'; --replace puts this one in its place, --name gives it another name"
    )]
    Exists(String),
    /// There is no archive of that name.
    #[error("there is no archive called '{0}'; postil archive list shows them")]
    Unknown(String),
    /// Its file cannot be read.
    #[error("{}: the archive cannot be read: {source}; remove it with postil archive remove and add it again", one_line(&.path.display().to_string()))]
    Read {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// Its file cannot be written.
    #[error("{0}; nothing was changed: make room or check who may write there, then add it again")]
    Add(#[source] WriteError),
    /// Another process adds an archive.
    #[error("another archive is being added; try again when that is done")]
    Busy,
    /// Its file cannot be removed.
    #[error(transparent)]
    Remove(#[from] WriteError),
}

const ENDING: &str = "archive";
/// How long to wait for another process that writes an archive.
const PATIENCE: Duration = Duration::from_mins(1);

/// The default name of an archive made from the file `source`.
pub fn name_of(source: &Path) -> String {
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    file_name::of_stem(&one_line(&stem)).into_owned()
}

fn place(paths: &Paths, name: &str) -> PathBuf {
    paths
        .archives()
        .join(format!("{}.{ENDING}", file_name::of_stem(name)))
}

/// Adds an archive under `info.name`.
///
/// # Errors
/// When an archive of that name exists and must not be replaced, while another one is added, and when it cannot be written.
pub fn add(
    paths: &Paths,
    info: &ArchiveInfo,
    index: IndexBuilder,
    replace: bool,
) -> Result<(), ArchiveError> {
    let path = place(paths, &info.name);
    let about = serde_json::to_string(info).unwrap_or_default();
    let bytes = index.finish(&about);
    let folder = paths.archives();
    let failed = |source| {
        let path = path.clone();
        ArchiveError::Add(WriteError { path, source })
    };
    disk::private_folder(&paths.data, &folder).map_err(failed)?;
    let guard = FolderLock::of(&folder, PATIENCE).ok_or(ArchiveError::Busy)?;
    if guard.is_held() {
        disk::sweep_folder(&folder);
    }
    if path.exists() && !replace {
        return Err(ArchiveError::Exists(info.name.clone()));
    }
    disk::replace_private(&paths.data, &path, &bytes).map_err(ArchiveError::Add)
}

/// Whether there is an archive of that name.
pub fn exists(paths: &Paths, name: &str) -> bool {
    place(paths, name).exists()
}

/// Opens all archives, ordered by name; those that cannot be opened are returned with the reason.
pub fn open_all(paths: &Paths) -> Vec<Result<StoredArchive, ArchiveError>> {
    let entries = fs::read_dir(paths.archives()).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        .collect();
    files.sort();
    files.iter().map(|path| open_at(path)).collect()
}

/// Opens the archive of that name.
///
/// # Errors
/// When it does not exist, and when it cannot be read.
pub fn open(paths: &Paths, name: &str) -> Result<StoredArchive, ArchiveError> {
    let path = place(paths, name);
    if !path.exists() {
        return Err(ArchiveError::Unknown(name.to_owned()));
    }
    open_at(&path)
}

fn open_at(path: &Path) -> Result<StoredArchive, ArchiveError> {
    let failed = |source: io::Error| ArchiveError::Read {
        path: path.to_owned(),
        source,
    };
    let (file, _) = files::open(path, OpenOptions::new().read(true)).map_err(|e| failed(e.into()))?;
    let index = Index::open(Box::new(ArchiveFile::new(file))).map_err(failed)?;
    let info = serde_json::from_str(index.about()).map_err(|e| failed(e.into()))?;
    Ok(StoredArchive { info, index })
}

/// Removes the archive of that name, even if it is damaged.
///
/// # Errors
/// When it does not exist, and when its file cannot be removed.
pub fn remove(paths: &Paths, name: &str) -> Result<(), ArchiveError> {
    let path = place(paths, name);
    match fs::remove_file(&path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ArchiveError::Unknown(name.to_owned())),
        Err(source) => Err(WriteError { path, source }.into()),
    }
}

/// A file that is read where it is needed.
pub(super) struct ArchiveFile(Mutex<File>);

impl ArchiveFile {
    pub(super) fn new(file: File) -> Self {
        Self(Mutex::new(file))
    }
}

impl Storage for ArchiveFile {
    fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::{Checked, MatchQuery, Matcher};

    fn add_one(paths: &Paths, name: &str, claim: &str, replace: bool) -> Result<(), ArchiveError> {
        let mut index = IndexBuilder::new();
        index.add(Checked {
            id: "1".into(),
            claim: claim.into(),
            ..Checked::default()
        });
        let info = ArchiveInfo {
            name: name.to_owned(),
            source: "checks.jsonl".to_owned(),
            added: Timestamp::UNIX_EPOCH,
            entries: 1,
            left_out: 0,
        };
        add(paths, &info, index, replace)
    }

    fn found(paths: &Paths, text: &str) -> Vec<String> {
        let archives = open_all(paths).into_iter().map(|archive| archive.unwrap().index);
        let query = MatchQuery {
            text,
            ..MatchQuery::default()
        };
        let found = Matcher::new(archives.collect())
            .find(query, 5, |_, _| true)
            .unwrap();
        found.into_iter().map(|m| m.entry.claim).collect()
    }

    #[test]
    fn an_archive_is_found_again_replaced_when_asked_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        add_one(&paths, "a/b", "Nine boats were lost", false).unwrap();
        assert_eq!(found(&paths, "the nine lost boats"), ["Nine boats were lost"]);
        assert!(matches!(
            add_one(&paths, "a/b", "Ten boats", false),
            Err(ArchiveError::Exists(_))
        ));
        add_one(&paths, "a/b", "Ten boats", true).unwrap();
        assert_eq!(found(&paths, "boats"), ["Ten boats"]);
        assert_eq!(open(&paths, "a/b").unwrap().info.entries, 1);
        remove(&paths, "a/b").unwrap();
        assert!(matches!(remove(&paths, "a/b"), Err(ArchiveError::Unknown(_))));
        assert!(open_all(&paths).is_empty());
    }

    #[test]
    fn what_a_killed_process_left_is_removed_by_the_next_addition() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        add_one(&paths, "kept", "Nine boats were lost", false).unwrap();
        fs::write(paths.archives().join(".cut.archive.x1y2z3.tmp"), "half").unwrap();
        assert_eq!(open_all(&paths).len(), 1);
        add_one(&paths, "cut", "Ten boats", false).unwrap();
        let mut files: Vec<_> = fs::read_dir(paths.archives())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        assert_eq!(files, ["cut.archive", "kept.archive"]);
    }

    #[test]
    #[cfg(unix)]
    fn an_addition_that_cannot_be_written_changes_nothing_and_says_what_to_do() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        add_one(&paths, "one", "Nine boats were lost", false).unwrap();
        // Nothing may be put where a folder is, even by root.
        fs::create_dir(paths.archives().join("two.archive")).unwrap();
        fs::set_permissions(&paths.data, fs::Permissions::from_mode(0o700)).unwrap();
        let error = add_one(&paths, "two", "Ten boats", true).unwrap_err();
        assert!(error.to_string().contains("then add it again"), "{error}");
        assert_eq!(open(&paths, "one").unwrap().info.entries, 1);
        assert_eq!(fs::read_dir(paths.archives()).unwrap().count(), 2);
    }

    #[test]
    fn a_damaged_archive_is_told_and_can_be_removed() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        add_one(&paths, "cut", "Nine boats were lost", false).unwrap();
        let path = place(&paths, "cut");
        let bytes = fs::read(&path).unwrap();
        for length in 0..bytes.len() {
            fs::write(&path, bytes.get(..length).unwrap()).unwrap();
            // If only the end is missing, it can be opened, but its entry cannot be read.
            for archive in open_all(&paths).into_iter().flatten() {
                let query = MatchQuery {
                    text: "boats",
                    ..MatchQuery::default()
                };
                assert!(
                    Matcher::new(vec![archive.index])
                        .find(query, 5, |_, _| true)
                        .is_err()
                );
            }
        }
        remove(&paths, "cut").unwrap();
    }
}
