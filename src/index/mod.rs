//! The index: the content of the notes files, the kept texts and the list of opened articles, arranged for fast queries.
//!
//! Invariants: everything in the index is derived, so it can be deleted at any time; its caller is responsible for keeping it up to date
//! with the files. Several processes may use it at once: readers see the state before or after a change, and writers wait for others at
//! most [`PATIENCE`]. A file that is not an index, is damaged, or has another schema version is set aside or deleted, and made again.

mod article;
mod claims;
mod ledger;
mod passage;
mod query;
mod schema;
mod search;
mod shelf;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _};

pub use article::{Counts, Entry, Progress, Related, Stamp, article_tags};
pub use claims::{IndexedClaim, PassageNumber};
pub use ledger::{ClaimName, KnownName, NameNumber, NamedAs, Said, SaidBy, SpeakerNumber};
pub use passage::{Awaited, Passage, PassageKind};
pub use query::{NotAQuery, Query};
pub use search::{Found, Hit, Part};
pub use shelf::{ArticleNumber, NumberedArticle};
pub use words::{Snippet, snippets};

/// How long a change waits for another process that is changing the index.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// Bytes of a log that is worth being moved into the file.
const LONG_LOG: u64 = 8 << 20;

/// Identifies a file as an index of Postil (`PRAGMA application_id`): "PSTL".
const APPLICATION: i32 = 0x5053_544c;

/// Why a query failed.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file is damaged or not an index.
    #[error("the index is damaged: {0}")]
    Damaged(String),
    /// It cannot be opened, read or written: no permission, a full disk, a lock of another process.
    #[error("the index cannot be used: {0}")]
    Failed(String),
    /// The caller cancelled it.
    #[error("cancelled")]
    CalledOff,
}

impl From<rusqlite::Error> for IndexError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<postcard::Error> for IndexError {
    fn from(error: postcard::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<std::io::Error> for IndexError {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A connection to the index.
#[derive(Debug)]
pub struct Index {
    connection: Connection,
}

impl Index {
    /// Opens the index in `file`, creating it if it does not exist. One with another schema version is deleted first; a file that is not an
    /// index is kept as `FILE.damaged`.
    ///
    /// # Errors
    /// When it cannot be opened for writing, or is damaged.
    pub fn open(file: &Path) -> Result<Self, IndexError> {
        match Self::open_as_it_is(file)? {
            Form::Ours(index) => return Ok(index),
            Form::Other(index) => {
                drop(index);
                remove(file)?;
            }
            Form::Foreign(index) => {
                drop(index);
                put_aside(file)?;
            }
        }
        match Self::open_as_it_is(file)? {
            Form::Ours(index) => Ok(index),
            Form::Other(_) | Form::Foreign(_) => {
                Err(IndexError::Failed("another process replaced it".to_owned()))
            }
        }
    }

    fn open_as_it_is(file: &Path) -> Result<Form, IndexError> {
        let connection = Connection::open(file)?;
        connection.busy_timeout(PATIENCE)?;
        // Nothing waits for a slow disk. An index damaged by a power failure is made again.
        connection.pragma_update(None, "synchronous", "off")?;
        let index = Self { connection };
        let (application, version) = (index.pragma("application_id")?, index.pragma("user_version")?);
        let tables: i64 = index
            .connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables == 0 {
            schema::make(&index.connection, APPLICATION)?;
        } else if application != APPLICATION {
            return Ok(Form::Foreign(index));
        } else if version != schema::VERSION {
            return Ok(Form::Other(index));
        }
        schema::set_up(&index.connection)?;
        Ok(Form::Ours(index))
    }

    /// An index in memory, with the content of the index in `file` if that can be read.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn in_memory(file: Option<&Path>) -> Result<Self, IndexError> {
        let copied = file.and_then(|file| Self::copied(file).ok());
        let connection = match copied {
            Some(index) => index.connection,
            None => {
                let connection = Connection::open_in_memory()?;
                schema::make(&connection, APPLICATION)?;
                connection
            }
        };
        Ok(Self { connection })
    }

    /// A copy in memory of an index that cannot be written.
    fn copied(file: &Path) -> Result<Self, IndexError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let log = with_ending(file, "-wal");
        // Without a log nobody is writing: the file can be read without creating other files.
        let immutable = fs::metadata(&log).map_or(true, |log| log.len() == 0);
        let path = file.to_str().unwrap_or_default();
        let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let uri = format!("file:{path}?immutable={}", u8::from(immutable));
        let from = Self {
            connection: Connection::open_with_flags(uri, flags)?,
        };
        let form = (from.pragma("application_id")?, from.pragma("user_version")?);
        if form != (APPLICATION, schema::VERSION) {
            return Err(IndexError::Damaged("in another format".to_owned()));
        }
        let mut connection = Connection::open_in_memory()?;
        rusqlite::backup::Backup::new(&from.connection, &mut connection)?.step(-1)?;
        Ok(Self { connection })
    }

    /// Moves a log that has grown long into the file, unless another process reads or writes: the next one that opens the index reads
    /// the log first.
    pub fn settle(&self) {
        let log = self
            .connection
            .path()
            .map(|file| with_ending(Path::new(file), "-wal"));
        let length = log
            .and_then(|log| fs::metadata(log).ok())
            .map_or(0, |log| log.len());
        if length > LONG_LOG {
            let _ = self.connection.busy_timeout(Duration::ZERO);
            let moved = |_: &rusqlite::Row<'_>| Ok(());
            let _ = self
                .connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], moved);
            let _ = self.connection.busy_timeout(PATIENCE);
        }
    }

    fn pragma(&self, name: &str) -> Result<i32, IndexError> {
        Ok(self.connection.pragma_query_value(None, name, |row| row.get(0))?)
    }

    /// Combines several changes into a transaction: all of them are made, or none.
    ///
    /// # Errors
    /// Those of `change`, and when the change cannot be written.
    pub fn change<T>(&self, change: impl FnOnce(&Self) -> Result<T, IndexError>) -> Result<T, IndexError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = change(self).and_then(|done| {
            self.connection.execute_batch("COMMIT")?;
            Ok(done)
        });
        if done.is_err() {
            // Some errors have rolled it back already.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        done
    }

    /// The unique name of this index: a rebuilt one has another name.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn name(&self) -> Result<String, IndexError> {
        Ok(self.kept("name")?.unwrap_or_default())
    }

    /// The value that [`Index::keep`] stored under a name.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn kept(&self, name: &str) -> Result<Option<String>, IndexError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT value FROM meta WHERE name = ?")?;
        Ok(select.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Stores a value under a name: how much of a source has been indexed.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn keep(&self, name: &str, value: &str) -> Result<(), IndexError> {
        let mut insert = self
            .connection
            .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?, ?)")?;
        insert.execute([name, value])?;
        Ok(())
    }

    /// The connection, for several queries on one state.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// What a file turned out to be.
enum Form {
    /// An index with this schema version.
    Ours(Index),
    /// An index with an earlier or later schema version.
    Other(Index),
    /// A database of another program.
    Foreign(Index),
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The file and the additional files of the engine.
fn files_of(file: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|ending| with_ending(file, ending))
}

fn remove(file: &Path) -> std::io::Result<()> {
    for file in files_of(file) {
        match fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Moves the file in place of the index to `FILE.damaged`.
///
/// # Errors
/// When it cannot be moved.
pub fn put_aside(file: &Path) -> Result<(), IndexError> {
    let [main, log, shared] = files_of(file);
    fs::rename(&main, with_ending(file, ".damaged"))?;
    for left in [log, shared] {
        let _ = fs::remove_file(left);
    }
    Ok(())
}
