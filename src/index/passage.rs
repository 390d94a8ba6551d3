//! The searchable passages: the text of an article as a whole, each annotation, each suggested claim.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::words::body;
use super::{ClaimName, Index, IndexError};
use crate::document::{Fingerprint, TextRange};
use crate::notes::{Annotation, AnnotationKind, Evidence, Timestamp};
use crate::text::fold::{SEARCH, folded};

/// The kind of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PassageKind {
    /// An article's whole text.
    Text,
    /// An annotation.
    Annotation(AnnotationKind),
    /// An undecided claim found by the analysis.
    Suggestion,
}

impl PassageKind {
    /// The name used in filters and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Annotation(kind) => kind.name(),
            Self::Suggestion => "suggestion",
        }
    }
}

/// An annotation or a suggested claim, with the fields that lists and searches show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Its kind.
    pub kind: PassageKind,
    /// The annotation's id; `None` for a suggestion.
    pub id: Option<String>,
    /// Its place when it was last confirmed, in bytes of the text.
    pub range: TextRange,
    /// Its words.
    pub quote: String,
    /// The speaker; `None` for the author's own voice.
    pub speaker: Option<String>,
    /// The attributing words.
    pub cue: Option<String>,
    /// Its verdict.
    pub verdict: Option<String>,
    /// The progress of checking, in words.
    pub status: String,
    /// Whether it was decided on an earlier version of the article and not on the current one.
    pub carried: bool,
    /// The claim in self-contained words.
    pub restatement: Option<String>,
    /// Free text.
    pub note: Option<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// The evidence for or against it, [as typed](Evidence::typed).
    pub evidence: Vec<String>,
    /// When it was created and last changed; `None` for a suggestion.
    pub written: Option<(Timestamp, Timestamp)>,
}

impl Passage {
    /// The passage of an annotation; `None` for a removed one, and for a rejection.
    pub fn of(annotation: &Annotation) -> Option<Self> {
        let a = annotation;
        if a.deleted || a.kind == AnnotationKind::Rejection {
            return None;
        }
        let status = match a.kind {
            AnnotationKind::Claim => a.status.name(),
            _ => "",
        };
        let speech = a.speech.as_ref();
        Some(Self {
            kind: PassageKind::Annotation(a.kind),
            id: Some(a.id.to_string()),
            range: a.anchor.range,
            quote: a.anchor.quote.clone(),
            speaker: speech.map(|s| s.speaker.clone()).filter(|s| !s.is_empty()),
            cue: speech.and_then(|s| s.cue.clone()),
            verdict: a.verdict.clone(),
            status: status.to_owned(),
            carried: a.carried.is_some(),
            restatement: a.restatement.clone(),
            note: a.note.clone(),
            tags: a.tags.clone(),
            evidence: a.evidence.iter().map(Evidence::typed).collect(),
            written: Some((a.created, a.updated)),
        })
    }

    /// Its searchable texts.
    fn searched(&self) -> impl Iterator<Item = &str> {
        let texts = [&self.speaker, &self.restatement, &self.note];
        std::iter::once(self.quote.as_str())
            .chain(texts.into_iter().flatten().map(String::as_str))
            .chain(self.tags.iter().chain(&self.evidence).map(String::as_str))
    }
}

/// A text waiting to be indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// The article's number.
    pub article: i64,
    /// The fingerprint of the text.
    pub print: Option<Fingerprint>,
}

/// Written so that the index of `analysed` is used: with `IS NOT` every query would read the whole table of articles first.
const WITHOUT_SUGGESTIONS: &str =
    "notes IS NOT NULL AND (analysed IS NULL OR analysed < ?1 OR analysed > ?1)";

impl Index {
    /// Articles whose text is not searchable yet, at most `most` of them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn without_words(&self, most: usize) -> Result<Vec<Awaited>, IndexError> {
        self.awaited(
            "SELECT id, print FROM article WHERE print IS NOT worded LIMIT ?",
            params![most as i64],
        )
    }

    /// The number of articles whose text is not searchable yet.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count_without_words(&self) -> Result<usize, IndexError> {
        self.number("SELECT count(*) FROM article WHERE print IS NOT worded")
    }

    fn awaited(&self, sql: &str, with: impl rusqlite::Params) -> Result<Vec<Awaited>, IndexError> {
        let mut select = self.connection().prepare_cached(sql)?;
        let rows = select.query_map(with, |row| {
            let print: Option<String> = row.get(1)?;
            Ok(Awaited {
                article: row.get(0)?,
                print: print.as_deref().and_then(Fingerprint::parse),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes in the text of an article; a text that was not kept is not searchable.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn put_text(&self, awaited: Awaited, text: Option<&str>) -> Result<(), IndexError> {
        self.remove_passages(awaited.article, "kind = 'text'")?;
        if let Some(text) = text {
            let id = self.put_row(awaited.article, "text", None)?;
            self.put_words(id, std::iter::once(text))?;
        }
        let print = awaited.print.map(|print| print.to_string());
        self.connection()
            .prepare_cached("UPDATE article SET worded = ? WHERE id = ?")?
            .execute(params![print, awaited.article])?;
        Ok(())
    }

    /// Articles with notes for which the engine version `engine` has not suggested claims yet, with their notes file and text.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn without_suggestions(
        &self,
        engine: &str,
        most: usize,
    ) -> Result<Vec<(i64, super::Entry)>, IndexError> {
        let sql = format!("SELECT id, record FROM article WHERE {WITHOUT_SUGGESTIONS} LIMIT ?2");
        let mut select = self.connection().prepare_cached(&sql)?;
        let mut rows = select.query(params![engine, most as i64])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let record = row.get_ref(1)?.as_blob().unwrap_or_default();
            found.push((row.get(0)?, super::article::decoded(record)?));
        }
        Ok(found)
    }

    /// The number of articles with notes for which `engine` has not suggested claims yet.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count_without_suggestions(&self, engine: &str) -> Result<usize, IndexError> {
        let sql = format!("SELECT count(*) FROM article WHERE {WITHOUT_SUGGESTIONS}");
        let mut select = self.connection().prepare_cached(&sql)?;
        let count: i64 = select.query_row([engine], |row| row.get(0))?;
        Ok(count as usize)
    }

    /// Takes in the undecided claims of an article that `engine` suggests, and the names that its claims contain.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn put_suggestions(
        &self,
        article: i64,
        engine: &str,
        claims: &[Passage],
        names: &[ClaimName],
    ) -> Result<(), IndexError> {
        self.remove_passages(article, "kind = 'suggestion'")?;
        let mut numbers = Vec::with_capacity(claims.len());
        for claim in claims {
            let id = self.put_row(article, claim.kind.name(), Some(claim))?;
            self.put_words(id, claim.searched())?;
            numbers.push(id);
        }
        self.put_names(article, &numbers, names)?;
        self.connection()
            .prepare_cached("UPDATE article SET analysed = ? WHERE id = ?")?
            .execute(params![engine, article])?;
        Ok(())
    }

    pub(super) fn put_annotations(
        &self,
        article: i64,
        annotations: impl Iterator<Item = Passage>,
    ) -> Result<(), IndexError> {
        self.remove_passages(article, "kind NOT IN ('text', 'suggestion')")?;
        for passage in annotations {
            let id = self.put_row(article, passage.kind.name(), Some(&passage))?;
            self.put_words(id, passage.searched())?;
        }
        Ok(())
    }

    fn put_words<'a>(&self, id: i64, texts: impl Iterator<Item = &'a str>) -> Result<(), IndexError> {
        self.connection()
            .prepare_cached("INSERT INTO words (rowid, body) VALUES (?, ?)")?
            .execute(params![id, body(texts)])?;
        Ok(())
    }

    fn put_row(&self, article: i64, kind: &str, passage: Option<&Passage>) -> Result<i64, IndexError> {
        let connection = self.connection();
        let fold = |text: &str| folded(text, SEARCH);
        let speaker = match passage.and_then(|p| p.speaker.as_deref()).map(fold) {
            Some(speaker) => {
                connection
                    .prepare_cached("INSERT OR IGNORE INTO speaker (folded) VALUES (?)")?
                    .execute([&speaker])?;
                let mut select = connection.prepare_cached("SELECT id FROM speaker WHERE folded = ?")?;
                Some(select.query_row([&speaker], |row| row.get::<_, i64>(0))?)
            }
            None => None,
        };
        let annotation = passage.and_then(|p| p.id.as_deref());
        let verdict = passage.and_then(|p| p.verdict.as_deref()).map(fold);
        let status = passage.map(|p| p.status.as_str()).filter(|s| !s.is_empty());
        let record = passage.map(postcard::to_stdvec).transpose()?.unwrap_or_default();
        connection
            .prepare_cached(
                "INSERT INTO passage (article, kind, annotation, speaker, verdict, status, record) \
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                article, kind, annotation, speaker, verdict, status, record
            ])?;
        let id = connection.last_insert_rowid();
        for tag in passage.map(|p| p.tags.as_slice()).unwrap_or_default() {
            connection
                .prepare_cached("INSERT OR IGNORE INTO tag VALUES (?, ?)")?
                .execute(params![fold(tag), id])?;
        }
        Ok(id)
    }

    /// Removes the passages of an article that satisfy a condition.
    pub(super) fn remove_passages(&self, article: i64, condition: &str) -> Result<(), IndexError> {
        let of = format!("SELECT id FROM passage WHERE article = ? AND {condition}");
        for sql in [
            format!("DELETE FROM words WHERE rowid IN ({of})"),
            format!("DELETE FROM tag WHERE passage IN ({of})"),
            format!("DELETE FROM named WHERE passage IN ({of})"),
            format!("DELETE FROM passage WHERE id IN ({of})"),
        ] {
            self.connection().prepare_cached(&sql)?.execute([article])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every query over the library asks these first, so they must not grow with the library.
    #[test]
    fn what_waits_to_be_taken_in_is_found_without_reading_all_articles() {
        let index = Index::in_memory(None).unwrap();
        for condition in [WITHOUT_SUGGESTIONS, "print IS NOT worded", "problem IS NOT NULL"] {
            let sql = format!("EXPLAIN QUERY PLAN SELECT id, record FROM article WHERE {condition}");
            let mut select = index.connection().prepare(&sql).unwrap();
            let values = vec!["engine"; select.parameter_count()];
            let steps = select
                .query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))
                .unwrap();
            let steps: Vec<String> = steps.map(Result::unwrap).collect();
            let uses_index = |step: &String| {
                step.contains("USING INDEX article_")
                    || step.contains("MULTI-INDEX")
                    || step.starts_with("INDEX")
            };
            assert!(steps.iter().all(uses_index), "{condition}: {steps:?}");
        }
    }
}
