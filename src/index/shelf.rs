//! The articles one by one, as a table that is sorted and filtered needs them.

use std::collections::HashSet;

use rusqlite::params_from_iter;

use super::article::decoded;
use super::{Entry, Index, IndexError, Query};

/// Which article of an index.
pub type ArticleNumber = i64;

/// An article with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedArticle {
    /// Its number.
    pub number: ArticleNumber,
    /// The same for all versions of one article.
    pub family: ArticleNumber,
    /// What is known of it.
    pub entry: Entry,
}

impl Index {
    /// Gives each article, the one opened last first, at most `most` of them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each_article(&self, most: usize, mut each: impl FnMut(NumberedArticle)) -> Result<(), IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT id, family, record FROM article ORDER BY opened DESC LIMIT ?")?;
        let mut rows = select.query([i64::try_from(most).unwrap_or(i64::MAX)])?;
        while let Some(row) = rows.next()? {
            each(NumberedArticle {
                number: row.get(0)?,
                family: row.get(1)?,
                entry: decoded(row.get_ref(2)?.as_blob().unwrap_or_default())?,
            });
        }
        Ok(())
    }

    /// The article of this number.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn article(&self, number: ArticleNumber) -> Result<Option<Entry>, IndexError> {
        Ok(self.row("id = ?", [number])?.map(|(_, entry)| entry))
    }

    /// The articles in which a passage has what the fields of a query ask for.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn articles_with(&self, query: &Query) -> Result<HashSet<ArticleNumber>, IndexError> {
        let (conditions, with) = query.conditions();
        let sql = format!(
            "SELECT DISTINCT p.article FROM passage p JOIN article a ON a.id = p.article WHERE {conditions}"
        );
        let mut select = self.connection().prepare(&sql)?;
        let rows = select.query_map(params_from_iter(with), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
