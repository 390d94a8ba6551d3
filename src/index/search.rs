//! Queries of the index.

use std::ops::Range;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::article::decoded;
use super::words::{Snippet, snippets};
use super::{Entry, Index, IndexError, Passage, PassageKind, Query};

/// The part of an article that contains a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its text.
    Text,
    /// The passage of an annotation.
    Quote,
    /// A note.
    Note,
    /// A restated claim.
    Restatement,
    /// A tag.
    Tag,
    /// A piece of evidence.
    Evidence,
    /// The name of a speaker.
    Speaker,
}

impl Part {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Quote => "quote",
            Self::Note => "note",
            Self::Restatement => "restatement",
            Self::Tag => "tag",
            Self::Evidence => "evidence",
            Self::Speaker => "speaker",
        }
    }
}

/// A hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The part of the article.
    pub part: Part,
    /// The annotation or suggested claim; `None` for the text.
    pub passage: Option<Passage>,
    /// Its place in the text, in bytes, if known.
    pub range: Option<Range<usize>>,
    /// The hit in its context.
    pub snippet: Snippet,
}

/// The hits in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The article.
    pub article: Entry,
    /// The hits, the best first.
    pub hits: Vec<Hit>,
}

/// Passages with the words that are ranked at most; where there are more, those taken in last come first.
const RANKED: i64 = 2000;
/// The maximum number of passages examined for the result.
const LOOKED_AT: i64 = 250;
/// The maximum number of shown pieces of a text.
const PIECES: usize = 3;
/// Bytes shown on both sides of a hit.
const AROUND: usize = 60;

impl Index {
    /// The articles that match a query, the best first, at most `most` of them. `text_of` gives the text of an article, from
    /// which the words around a hit are shown. Words that occur in very many passages are not ranked: the latest entries come
    /// first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(
        &self,
        query: &Query,
        most: usize,
        mut text_of: impl FnMut(&Entry) -> Option<String>,
    ) -> Result<Vec<Found>, IndexError> {
        let mut found: Vec<(i64, Found)> = Vec::new();
        for (article, kind, passage) in self.passages(query)? {
            let at = match found.iter().position(|(id, _)| *id == article) {
                Some(at) => at,
                None if found.len() >= most => continue,
                None => {
                    let Some((_, entry)) = self.row("id = ?", [article])? else {
                        continue;
                    };
                    let hits = Vec::new();
                    found.push((article, Found { article: entry, hits }));
                    found.len() - 1
                }
            };
            let (_, of) = &mut found[at];
            match passage {
                Some(passage) => of.hits.push(hit_in(passage, query)),
                None if kind == PassageKind::Text.name() => {
                    let text = text_of(&of.article).unwrap_or_default();
                    of.hits.extend(hits_in_text(&text, query));
                }
                None => {}
            }
        }
        found.retain(|(_, found)| !found.hits.is_empty());
        Ok(found.into_iter().map(|(_, found)| found).collect())
    }

    /// The passages that match a query, the best first.
    fn passages(&self, query: &Query) -> Result<Vec<(i64, String, Option<Passage>)>, IndexError> {
        let (conditions, values) = query.conditions();
        let (sql, with) = match query.expression() {
            Some(words) => {
                // To rank a word the engine counts all passages that hold it.
                let order = if self.is_common(&words)? {
                    "words.rowid DESC"
                } else {
                    "words.rank"
                };
                let mut with = vec![Value::Text(words)];
                with.extend(values);
                let sql = format!(
                    "SELECT p.article, p.kind, p.record FROM words JOIN passage p ON p.id = words.rowid \
                     JOIN article a ON a.id = p.article \
                     WHERE words MATCH ? AND {conditions} ORDER BY {order} LIMIT {LOOKED_AT}"
                );
                (sql, with)
            }
            None => {
                // The latest of them are found by the indexes of the fields alone.
                let article = if query.asks_of_articles() {
                    "JOIN article a ON a.id = p.article"
                } else {
                    ""
                };
                let sql = format!(
                    "SELECT p.article, p.kind, p.record FROM passage p JOIN article a ON a.id = p.article \
                     WHERE p.id IN (SELECT p.id FROM passage p {article} WHERE {conditions} \
                     ORDER BY p.id DESC LIMIT {LOOKED_AT}) ORDER BY a.opened DESC, p.article, p.id"
                );
                (sql, values)
            }
        };
        let mut select = self.connection().prepare(&sql)?;
        let mut rows = select.query(params_from_iter(with))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let record = row.get_ref(2)?.as_blob().unwrap_or_default();
            let passage = match record {
                [] => None,
                record => Some(postcard::from_bytes(record)?),
            };
            out.push((row.get(0)?, row.get(1)?, passage));
        }
        Ok(out)
    }

    /// Whether more passages hold the words than are ranked.
    fn is_common(&self, words: &str) -> Result<bool, IndexError> {
        let mut select = self.connection().prepare_cached(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?",
        )?;
        Ok(select.exists(rusqlite::params![words, RANKED])?)
    }

    /// The claims that match a query, each with its article, ordered by the last opened article. Suggested ones only if `suggested` is set.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn claims(
        &self,
        query: Option<&Query>,
        suggested: bool,
    ) -> Result<Vec<(Entry, Vec<Passage>)>, IndexError> {
        let (conditions, with) = query.map_or_else(|| ("1".to_owned(), Vec::new()), Query::conditions);
        let kinds = if suggested {
            "('claim', 'suggestion')"
        } else {
            "('claim')"
        };
        // What is asked for is rarer than claims: its index is to be used, and not that of kinds.
        let of_kind = if query.is_some() { "+p.kind" } else { "p.kind" };
        let sql = format!(
            "SELECT p.article, p.record, a.record FROM passage p JOIN article a ON a.id = p.article \
             WHERE {of_kind} IN {kinds} AND {conditions} \
             ORDER BY a.opened DESC, a.title, p.article, p.kind = 'suggestion', p.id"
        );
        let mut select = self.connection().prepare(&sql)?;
        let mut rows = select.query(params_from_iter(with))?;
        let mut out: Vec<(Entry, Vec<Passage>)> = Vec::new();
        let mut last = None;
        while let Some(row) = rows.next()? {
            let article: i64 = row.get(0)?;
            if last != Some(article) {
                last = Some(article);
                let entry = decoded(row.get_ref(2)?.as_blob().unwrap_or_default())?;
                out.push((entry, Vec::new()));
            }
            let passage = postcard::from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default())?;
            if let Some((_, claims)) = out.last_mut() {
                claims.push(passage);
            }
        }
        Ok(out)
    }
}

impl Index {
    /// All verdicts in use.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn verdicts(&self) -> Result<Vec<String>, IndexError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT record FROM passage WHERE verdict IS NOT NULL GROUP BY verdict")?;
        let mut rows = select.query([])?;
        let mut verdicts = Vec::new();
        while let Some(row) = rows.next()? {
            let passage: Passage = postcard::from_bytes(row.get_ref(0)?.as_blob().unwrap_or_default())?;
            verdicts.extend(passage.verdict);
        }
        Ok(verdicts)
    }
}

impl Index {
    /// All tags in use, each in one of its spellings.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn tags(&self) -> Result<Vec<String>, IndexError> {
        self.of_passages("SELECT min(passage) FROM tag GROUP BY folded", |passage| {
            passage.tags
        })
    }

    /// The speakers of all claims except suggested ones, each in one of its spellings.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn claim_speakers(&self) -> Result<Vec<String>, IndexError> {
        self.of_passages(
            "SELECT min(id) FROM passage WHERE kind = 'claim' AND speaker IS NOT NULL GROUP BY speaker",
            |passage| passage.speaker.into_iter().collect(),
        )
    }

    /// What `of` gives for the passages with these numbers.
    fn of_passages(
        &self,
        numbers: &str,
        of: impl Fn(Passage) -> Vec<String>,
    ) -> Result<Vec<String>, IndexError> {
        let sql = format!("SELECT record FROM passage WHERE id IN ({numbers})");
        let mut select = self.connection().prepare_cached(&sql)?;
        let mut rows = select.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.extend(of(postcard::from_bytes(
                row.get_ref(0)?.as_blob().unwrap_or_default(),
            )?));
        }
        Ok(found)
    }
}

/// The hits in a text; for a query with only fields, its beginning.
fn hits_in_text(text: &str, query: &Query) -> Vec<Hit> {
    let of = |snippet: Snippet| Hit {
        part: Part::Text,
        passage: None,
        range: Some(snippet.at.clone()),
        snippet,
    };
    if query.phrases.is_empty() {
        return vec![of(beginning(text))];
    }
    let found = snippets(text, query, AROUND, PIECES);
    found.into_iter().map(of).collect()
}

fn beginning(text: &str) -> Snippet {
    let end = crate::text::grapheme::floor(text, 2 * AROUND);
    Snippet {
        at: 0..0,
        text: crate::text::clean::one_line(&text[..end]),
        hits: Vec::new(),
        cut: (false, end < text.len()),
    }
}

/// The hit in an annotation: in the first of its parts that matches.
fn hit_in(passage: Passage, query: &Query) -> Hit {
    let (tags, evidence) = (passage.tags.join(", "), passage.evidence.join(" · "));
    let parts = [
        (Part::Note, passage.note.as_deref()),
        (Part::Restatement, passage.restatement.as_deref()),
        (Part::Evidence, Some(evidence.as_str())),
        (Part::Quote, Some(passage.quote.as_str())),
        (Part::Tag, Some(tags.as_str())),
        (Part::Speaker, passage.speaker.as_deref()),
    ];
    let found = parts
        .into_iter()
        .find_map(|(part, text)| Some((part, snippets(text?, query, AROUND, 1).pop()?)));
    let (part, snippet) = found.unwrap_or_else(|| (Part::Quote, beginning(&passage.quote)));
    let range = passage.range;
    let range = (!range.is_empty()).then_some(range.start..range.end);
    Hit {
        part,
        range,
        snippet,
        passage: Some(passage),
    }
}
