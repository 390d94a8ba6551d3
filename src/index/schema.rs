//! The schema of the index.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::IndexError;

/// The version of the tables and their content. An index with another version is rebuilt.
pub(super) const VERSION: i32 = 5;

/// One row of `article` per article; one row of `passage` for its whole text, for each annotation, and for each suggested claim. `words`
/// holds the searchable words of a passage, under the number of the passage.
const TABLES: &str = r#"
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    -- The smallest number of the articles that are versions of one another.
    family INTEGER NOT NULL,
    notes TEXT UNIQUE,
    -- Of the notes file: bytes, time of change, inode.
    length INTEGER, changed INTEGER, inode INTEGER,
    -- Why it could not be read.
    problem TEXT,
    print TEXT,
    address TEXT,
    title TEXT NOT NULL,
    -- Folded, for filters.
    source TEXT,
    date TEXT,
    opened INTEGER,
    record BLOB NOT NULL,
    -- Which text is searched as the article's, and what made the suggestions.
    worded TEXT,
    analysed TEXT
);
CREATE INDEX article_print ON article (print);
CREATE INDEX article_address ON article (address);
CREATE INDEX article_title ON article (title);
CREATE INDEX article_opened ON article (opened);
CREATE INDEX article_family ON article (family);
CREATE INDEX article_unworded ON article (id) WHERE print IS NOT worded;
CREATE INDEX article_problem ON article (problem) WHERE problem IS NOT NULL;
-- With the notes, so that articles that wait for suggestions are found without reading the others.
CREATE INDEX article_analysed ON article (analysed, notes);
CREATE INDEX article_date ON article (date) WHERE date IS NOT NULL;

CREATE TABLE place (path TEXT, article INTEGER, PRIMARY KEY (path, article)) WITHOUT ROWID;
CREATE INDEX place_article ON place (article);
CREATE TABLE version (print TEXT, article INTEGER, PRIMARY KEY (print, article)) WITHOUT ROWID;
CREATE INDEX version_article ON version (article);

CREATE TABLE speaker (id INTEGER PRIMARY KEY, folded TEXT NOT NULL UNIQUE);
CREATE TABLE passage (
    -- Never used twice, so that it tells what was added since.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- The name of the annotation.
    annotation TEXT,
    speaker INTEGER,
    -- Folded, for filters.
    verdict TEXT,
    status TEXT,
    record BLOB NOT NULL
);
CREATE INDEX passage_article ON passage (article);
CREATE INDEX passage_annotation ON passage (annotation) WHERE annotation IS NOT NULL;
CREATE INDEX passage_speaker ON passage (speaker, kind) WHERE speaker IS NOT NULL;
CREATE INDEX passage_verdict ON passage (verdict, kind) WHERE verdict IS NOT NULL;
CREATE INDEX passage_kind ON passage (kind, status);
-- All that the ledger counts, so that it reads no records.
CREATE INDEX passage_said ON passage (kind, speaker, verdict, article);
CREATE TABLE tag (folded TEXT, passage INTEGER, PRIMARY KEY (folded, passage)) WITHOUT ROWID;
CREATE INDEX tag_passage ON tag (passage);

-- The people, organizations and things that claims name, by the form of the name that is compared across articles.
CREATE TABLE name (id INTEGER PRIMARY KEY, form TEXT NOT NULL, kind TEXT NOT NULL, shown TEXT NOT NULL, UNIQUE (form, kind));
CREATE TABLE named (name INTEGER, passage INTEGER, PRIMARY KEY (name, passage)) WITHOUT ROWID;
CREATE INDEX named_passage ON named (passage);
-- What each article calls them.
CREATE TABLE alias (name INTEGER, alias TEXT, article INTEGER, PRIMARY KEY (name, alias, article)) WITHOUT ROWID;
CREATE INDEX alias_article ON alias (article);
CREATE INDEX alias_short ON alias (alias) WHERE length(alias) <= 12 AND alias = upper(alias);

CREATE VIRTUAL TABLE words USING fts5 (
    body, content = '', contentless_delete = 1, prefix = '2 3', tokenize = "unicode61 remove_diacritics 0"
);
"#;

/// Creates the tables in an empty database.
pub(super) fn make(connection: &Connection, application: i32) -> Result<(), IndexError> {
    // Stored in the file: changes are appended to a log beside it, so that readers never wait for them.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let made = || {
        let empty = "SELECT count(*) = 0 FROM sqlite_schema";
        // Another process may have created them meanwhile.
        if connection.query_row(empty, [], |row| row.get(0))? {
            connection.execute_batch(TABLES)?;
            let name = uuid::Uuid::now_v7().to_string();
            connection.execute("INSERT INTO meta VALUES ('name', ?)", [name])?;
            connection.pragma_update(None, "application_id", application)?;
            connection.pragma_update(None, "user_version", VERSION)?;
        }
        connection.execute_batch("COMMIT")
    };
    made().map_err(|error| {
        let _ = connection.execute_batch("ROLLBACK");
        error.into()
    })
}

/// Settings of a connection.
pub(super) fn set_up(connection: &Connection) -> Result<(), IndexError> {
    // Closing does not wait for the disk: the log is moved into the file when it has grown long.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
