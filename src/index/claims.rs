//! Iterates over the claims of the library, to compare them with others.

use rusqlite::OptionalExtension as _;

use super::article::decoded;
use super::{Entry, Index, IndexError, Passage};

/// The number of a passage in an index; later ones have larger numbers, and none is reused.
pub type PassageNumber = i64;

/// A claim that the reader created or accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexedClaim {
    /// Its number.
    pub number: PassageNumber,
    /// The claim.
    pub claim: Passage,
    /// The article.
    pub article: Entry,
}

impl Index {
    /// How many claims have a number above `last`, and the largest number.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn claims_above(&self, last: PassageNumber) -> Result<(usize, PassageNumber), IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT count(*), max(id) FROM passage WHERE id > ? AND kind = 'claim'")?;
        let (count, largest): (i64, Option<PassageNumber>) =
            select.query_row([last], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((count as usize, largest.unwrap_or(last)))
    }

    /// Calls `each` with every claim with a number above `last`, in order.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn each_claim(
        &self,
        last: PassageNumber,
        mut each: impl FnMut(IndexedClaim),
    ) -> Result<(), IndexError> {
        let mut select = self.connection().prepare_cached(
            "SELECT p.id, p.record, a.record FROM passage p JOIN article a ON a.id = p.article \
             WHERE p.id > ? AND p.kind = 'claim' ORDER BY p.id",
        )?;
        let mut rows = select.query([last])?;
        while let Some(row) = rows.next()? {
            each(claim(row.get(0)?, row)?);
        }
        Ok(())
    }

    /// The claim with this annotation id; if the notes of an article have copies, that of the first one read.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn claim(&self, annotation: &str) -> Result<Option<IndexedClaim>, IndexError> {
        let mut select = self.connection().prepare_cached(
            "SELECT p.id, p.record, a.record FROM passage p JOIN article a ON a.id = p.article \
             WHERE p.annotation = ? AND p.kind = 'claim' ORDER BY p.id LIMIT 1",
        )?;
        let mut rows = select.query([annotation])?;
        match rows.next()? {
            Some(row) => Ok(Some(claim(row.get(0)?, row)?)),
            None => Ok(None),
        }
    }

    /// The claim or suggested claim of this number.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn claim_numbered(&self, number: PassageNumber) -> Result<Option<IndexedClaim>, IndexError> {
        let mut select = self.connection().prepare_cached(
            "SELECT p.id, p.record, a.record FROM passage p JOIN article a ON a.id = p.article \
             WHERE p.id = ? AND p.kind IN ('claim', 'suggestion')",
        )?;
        let mut rows = select.query([number])?;
        match rows.next()? {
            Some(row) => Ok(Some(claim(row.get(0)?, row)?)),
            None => Ok(None),
        }
    }

    /// The number of the claim that [`Index::claim`] returns.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn claim_number(&self, annotation: &str) -> Result<Option<PassageNumber>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT min(id) FROM passage WHERE annotation = ? AND kind = 'claim'")?;
        let number = select.query_row([annotation], |row| row.get(0)).optional()?;
        Ok(number.flatten())
    }
}

fn claim(number: PassageNumber, row: &rusqlite::Row<'_>) -> Result<IndexedClaim, IndexError> {
    Ok(IndexedClaim {
        number,
        claim: postcard::from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default())?,
        article: decoded(row.get_ref(2)?.as_blob().unwrap_or_default())?,
    })
}
