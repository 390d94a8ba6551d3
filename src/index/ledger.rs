//! Who said what, over all articles: the claims in few bytes each, their speakers, and the names that they contain.
//!
//! Invariants: counting reads no records, so that it takes a fraction of a second for hundreds of thousands of claims; names come with the
//! suggested claims, so an article whose suggestions are not indexed yet has none.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

use super::{ArticleNumber, Index, IndexError, PassageNumber, Query};
use crate::document::Fingerprint;

/// The number of a speaker's name in an index. Names that differ only in case or accents have the same.
pub type SpeakerNumber = i64;
/// The number of a person, organization or thing in an index.
pub type NameNumber = i64;

/// A person, an organization or a thing that claims of one article contain or are made by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimName {
    /// The form that is compared across articles.
    pub form: String,
    /// The name of its kind.
    pub kind: &'static str,
    /// The fullest name in the article.
    pub shown: String,
    /// What the article calls it, including the fullest name.
    pub aliases: Vec<String>,
    /// The annotations that contain it, by their ids.
    pub annotations: Vec<String>,
    /// The suggested claims that contain it, by their place in the list of them.
    pub suggestions: Vec<usize>,
}

/// A person, an organization or a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownName {
    /// Its number.
    pub number: NameNumber,
    /// The form that is compared across articles.
    pub form: String,
    /// The name of its kind.
    pub kind: String,
    /// The name as one of the articles writes it.
    pub shown: String,
}

/// What articles call a person, an organization or a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAs {
    /// The name of its kind.
    pub kind: String,
    /// What they call it.
    pub alias: String,
    /// The number of articles.
    pub articles: usize,
}

/// The name of a speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidBy {
    /// Its number.
    pub number: SpeakerNumber,
    /// The name, folded.
    pub folded: String,
}

/// A claim or a suggested claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// Its number.
    pub number: PassageNumber,
    /// Its article.
    pub article: ArticleNumber,
    /// Its speaker; `None` for the author.
    pub speaker: Option<SpeakerNumber>,
    /// Its verdict, folded.
    pub verdict: Option<&'a str>,
}

impl Index {
    /// Calls `each` with every claim that matches `query`. Suggested ones only if `suggested` is set.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn each_said(
        &self,
        query: Option<&Query>,
        suggested: bool,
        mut each: impl FnMut(Said<'_>),
    ) -> Result<(), IndexError> {
        let kinds = if suggested {
            "('claim', 'suggestion')"
        } else {
            "('claim')"
        };
        let columns = "SELECT p.id, p.article, p.speaker, p.verdict FROM passage p";
        let (sql, with) = match query {
            None => (format!("{columns} WHERE p.kind IN {kinds}"), Vec::new()),
            Some(query) => {
                let (conditions, mut with) = query.claim_conditions();
                let words = query.expression().map(|words| {
                    with.insert(0, Value::Text(words));
                    "p.id IN (SELECT rowid FROM words WHERE words MATCH ?) AND"
                });
                // The article is joined only where something of it is asked for.
                let article = if query.asks_of_articles() {
                    "JOIN article a ON a.id = p.article"
                } else {
                    ""
                };
                let words = words.unwrap_or_default();
                (
                    format!("{columns} {article} WHERE {words} p.kind IN {kinds} AND {conditions}"),
                    with,
                )
            }
        };
        let mut select = self.connection().prepare(&sql)?;
        let mut rows = select.query(params_from_iter(with))?;
        while let Some(row) = rows.next()? {
            each(Said {
                number: row.get(0)?,
                article: row.get(1)?,
                speaker: row.get(2)?,
                verdict: row.get_ref(3)?.as_str_or_null().unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// The names of all speakers.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn speakers(&self) -> Result<Vec<SaidBy>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT id, folded FROM speaker")?;
        let rows = select.query_map([], |row| {
            Ok(SaidBy {
                number: row.get(0)?,
                folded: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The days of publication, as far as they are known.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn days(&self) -> Result<HashMap<ArticleNumber, String>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT id, date FROM article WHERE date IS NOT NULL")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The articles that have or had this text.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn articles_with_text(&self, text: Fingerprint) -> Result<Vec<ArticleNumber>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT article FROM version WHERE print = ?")?;
        let rows = select.query_map([text.to_string()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The people, organizations and things that claims contain or are made by.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn known_names(&self) -> Result<Vec<KnownName>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT id, form, kind, shown FROM name WHERE id IN (SELECT name FROM alias)")?;
        let rows = select.query_map([], |row| {
            Ok(KnownName {
                number: row.get(0)?,
                form: row.get(1)?,
                kind: row.get(2)?,
                shown: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Calls `each` with every short name in capitals, which may be an acronym, and the form of the full name that it stands for.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn each_short_alias(&self, mut each: impl FnMut(&str, &str)) -> Result<(), IndexError> {
        let mut select = self.connection().prepare_cached(
            "SELECT DISTINCT a.alias, n.form FROM alias a JOIN name n ON n.id = a.name \
             WHERE length(a.alias) <= 12 AND a.alias = upper(a.alias) AND n.kind != 'person'",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            each(
                row.get_ref(0)?.as_str().unwrap_or_default(),
                row.get_ref(1)?.as_str().unwrap_or_default(),
            );
        }
        Ok(())
    }

    /// The kinds of the names with that form and what articles call them, each with the number of those articles.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn aliases(&self, form: &str) -> Result<Vec<NamedAs>, IndexError> {
        let mut select = self.connection().prepare_cached(
            "SELECT n.kind, a.alias, count(*) FROM name n JOIN alias a ON a.name = n.id WHERE n.form = ? \
             GROUP BY n.kind, a.alias",
        )?;
        let rows = select.query_map([form], |row| {
            let articles: i64 = row.get(2)?;
            Ok(NamedAs {
                kind: row.get(0)?,
                alias: row.get(1)?,
                articles: articles as usize,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Calls `each` with every name and a claim that contains it.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn each_named(&self, mut each: impl FnMut(NameNumber, PassageNumber)) -> Result<(), IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT name, passage FROM named")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }

    /// Takes in the names of an article, whose suggested claims have these numbers.
    pub(super) fn put_names(
        &self,
        article: ArticleNumber,
        suggestions: &[PassageNumber],
        names: &[ClaimName],
    ) -> Result<(), IndexError> {
        let connection = self.connection();
        connection
            .prepare_cached("DELETE FROM alias WHERE article = ?")?
            .execute([article])?;
        connection
            .prepare_cached("DELETE FROM named WHERE passage IN (SELECT id FROM passage WHERE article = ?)")?
            .execute([article])?;
        for name in names {
            connection
                .prepare_cached("INSERT OR IGNORE INTO name (form, kind, shown) VALUES (?, ?, ?)")?
                .execute(params![name.form, name.kind, name.shown])?;
            let number: NameNumber = connection
                .prepare_cached("SELECT id FROM name WHERE form = ? AND kind = ?")?
                .query_row(params![name.form, name.kind], |row| row.get(0))?;
            for alias in &name.aliases {
                connection
                    .prepare_cached("INSERT OR IGNORE INTO alias VALUES (?, ?, ?)")?
                    .execute(params![number, alias, article])?;
            }
            for passage in name.suggestions.iter().filter_map(|at| suggestions.get(*at)) {
                connection
                    .prepare_cached("INSERT OR IGNORE INTO named VALUES (?, ?)")?
                    .execute(params![number, passage])?;
            }
            for annotation in &name.annotations {
                connection
                    .prepare_cached(
                        "INSERT OR IGNORE INTO named SELECT ?, id FROM passage WHERE article = ? AND annotation = ?",
                    )?
                    .execute(params![number, article, annotation])?;
            }
        }
        Ok(())
    }
}
