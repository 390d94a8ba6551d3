//! Search queries: words, phrases in quotation marks, prefixes (`word*`), and fields.
//!
//! Invariants: all terms must match; a minus before a term negates it. Case and accents are ignored.

use std::fmt;

use rusqlite::types::Value;

use super::words::Phrase;
use crate::text::clean::one_line;
use crate::text::fold::{SEARCH, folded};
use crate::text::nearest::did_you_mean;
use crate::text::terms::{TypedTerm, terms};

/// A searchable field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Speaker,
    Verdict,
    Tag,
    Kind,
    Status,
    Source,
    Before,
    After,
}

impl Field {
    const ALL: [Self; 8] = [
        Self::Speaker,
        Self::Verdict,
        Self::Tag,
        Self::Kind,
        Self::Status,
        Self::Source,
        Self::Before,
        Self::After,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Verdict => "verdict",
            Self::Tag => "tag",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Source => "source",
            Self::Before => "before",
            Self::After => "after",
        }
    }

    /// Whether it belongs to the article, not to a passage.
    fn is_of_article(self) -> bool {
        match self {
            Self::Source | Self::Before | Self::After => true,
            Self::Speaker | Self::Verdict | Self::Tag | Self::Kind | Self::Status => false,
        }
    }

    /// The SQL condition for one value, with its parameters; for `none`, that the field is empty.
    fn condition(self, value: &str) -> (&'static str, Vec<Value>) {
        let text = |text: &str| Value::Text(text.to_owned());
        let begun = || vec![text(value), text(value)];
        match (self, value) {
            (Self::Speaker, "none") => ("p.speaker IS NULL", Vec::new()),
            (Self::Verdict, "none") => ("p.verdict IS NULL", Vec::new()),
            (Self::Tag, "none") => ("NOT EXISTS (SELECT 1 FROM tag WHERE passage = p.id)", Vec::new()),
            (Self::Status, "none") => ("p.status IS NULL", Vec::new()),
            (Self::Source, "none") => ("a.source IS NULL", Vec::new()),
            (Self::Speaker, _) => (
                "p.speaker IN (SELECT id FROM speaker WHERE instr(folded, ?))",
                vec![text(value)],
            ),
            (Self::Tag, _) => (
                "p.id IN (SELECT passage FROM tag WHERE instr(folded, ?))",
                vec![text(value)],
            ),
            (Self::Source, _) => ("instr(a.source, ?)", vec![text(value)]),
            (Self::Verdict, _) => ("p.verdict BETWEEN ? AND ? || char(1114111)", begun()),
            (Self::Kind, _) => ("p.kind BETWEEN ? AND ? || char(1114111)", begun()),
            (Self::Status, _) => ("p.status BETWEEN ? AND ? || char(1114111)", begun()),
            (Self::Before, _) => ("a.date < ?", vec![text(value)]),
            (Self::After, _) => ("a.date >= ?", vec![text(value)]),
        }
    }
}

/// A parsed query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    typed: String,
    pub(super) phrases: Vec<Phrase>,
    unwanted: Vec<Phrase>,
    fields: Vec<(bool, Field, Vec<String>)>,
}

/// Why a query is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAQuery {
    /// It is empty.
    Empty,
    /// The field does not exist.
    NoField(String),
    /// It needs a date in the form 2026-03-14, or the beginning of one.
    NoDay(String),
}

impl fmt::Display for NotAQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing to search for"),
            Self::NoField(name) => {
                let names = Field::ALL.map(Field::name);
                write!(f, "there is no field ‘{name}’{}", did_you_mean(name, names))
            }
            Self::NoDay(value) => write!(f, "‘{value}’ is not a day: write 2026-03-14, 2026-03 or 2026"),
        }
    }
}

impl std::error::Error for NotAQuery {}

impl Query {
    /// Parses a typed query.
    ///
    /// # Errors
    /// When it is empty, or has an unknown field or an invalid date.
    pub fn parse(typed: &str) -> Result<Self, NotAQuery> {
        let mut query = Self {
            typed: one_line(typed.trim()),
            ..Self::default()
        };
        for TypedTerm {
            not, field, values, ..
        } in terms(typed)
        {
            let Some(name) = field else {
                let phrases = values.iter().filter_map(|value| Phrase::of(value));
                let to = if not {
                    &mut query.unwanted
                } else {
                    &mut query.phrases
                };
                to.extend(phrases);
                continue;
            };
            let is = |field: &Field| field.name().eq_ignore_ascii_case(&name);
            let field = Field::ALL.into_iter().find(is);
            let field = field.ok_or_else(|| NotAQuery::NoField(one_line(&name)))?;
            let values: Vec<String> = values.iter().map(|value| folded(value, SEARCH)).collect();
            if let Field::Before | Field::After = field
                && let Some(value) = values.iter().find(|value| !is_day(value))
            {
                return Err(NotAQuery::NoDay(one_line(value)));
            }
            // A field without a value is still being typed.
            if !values.is_empty() {
                query.fields.push((not, field, values));
            }
        }
        if query.phrases.is_empty() && query.unwanted.is_empty() && query.fields.is_empty() {
            return Err(NotAQuery::Empty);
        }
        Ok(query)
    }

    /// A query for passages by a speaker whose name contains a word, with a verdict, or with a tag; it may also return verdicts and tags
    /// that begin with or contain the value. `None` if nothing is given.
    pub fn about(speaker: Option<&str>, verdict: Option<&str>, tag: Option<&str>) -> Option<Self> {
        let fields = [
            (Field::Speaker, speaker),
            (Field::Verdict, verdict),
            (Field::Tag, tag),
        ];
        let fields: Vec<_> = fields
            .into_iter()
            .filter_map(|(field, value)| Some((false, field, vec![folded(value?, SEARCH)])))
            // Here 'none' is an ordinary value.
            .filter(|(_, _, values)| values != &["none"])
            .collect();
        (!fields.is_empty()).then(|| Self {
            fields,
            ..Self::default()
        })
    }

    /// A query for what both ask for.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let Self {
            typed,
            phrases,
            unwanted,
            fields,
        } = other;
        self.typed = [self.typed, typed].join(" ");
        self.phrases.extend(phrases);
        self.unwanted.extend(unwanted);
        self.fields.extend(fields);
        self
    }

    /// The query as typed, on one line.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether a field of articles is asked for.
    pub(super) fn asks_of_articles(&self) -> bool {
        self.fields.iter().any(|(_, field, _)| field.is_of_article())
    }

    /// The words as an expression of the engine; `None` if there are only fields.
    pub(super) fn expression(&self) -> Option<String> {
        let all: Vec<String> = self.phrases.iter().map(Phrase::expression).collect();
        (!all.is_empty()).then(|| all.join(" AND "))
    }

    /// The other conditions for a passage `p` of an article `a`: SQL, and its parameters.
    pub(super) fn conditions(&self) -> (String, Vec<Value>) {
        let (mut all, with) = self.field_conditions();
        let asks = |field: Field| self.fields.iter().any(|(_, f, _)| *f == field);
        let of_passage = self.fields.iter().any(|(_, field, _)| !field.is_of_article());
        if of_passage && !asks(Field::Kind) {
            // An article's text has neither speaker nor verdict.
            all.push("p.kind != 'text'".to_owned());
        } else if !of_passage {
            all.push("p.kind != 'suggestion'".to_owned());
            if self.phrases.is_empty() {
                all.push("p.kind = 'text'".to_owned());
            }
        }
        all.push("1".to_owned());
        (all.join(" AND "), with)
    }

    /// The same for claims only.
    pub(super) fn claim_conditions(&self) -> (String, Vec<Value>) {
        let (mut all, with) = self.field_conditions();
        all.push("1".to_owned());
        (all.join(" AND "), with)
    }

    fn field_conditions(&self) -> (Vec<String>, Vec<Value>) {
        let mut all: Vec<String> = Vec::new();
        let mut with = Vec::new();
        for phrase in &self.unwanted {
            all.push("p.id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)".to_owned());
            with.push(Value::Text(phrase.expression()));
        }
        for (not, field, values) in &self.fields {
            let mut any = Vec::new();
            for value in values {
                let (sql, values) = field.condition(value);
                any.push(sql);
                with.extend(values);
            }
            let any = any.join(" OR ");
            // An unknown value does not match.
            all.push(if *not {
                format!("NOT coalesce({any}, 0)")
            } else {
                format!("({any})")
            });
        }
        (all, with)
    }
}

/// Whether it is the beginning of a date in the form 2026-03-14.
fn is_day(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let lengths = [4, 2, 2];
    parts.len() <= 3
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_words_phrases_beginnings_and_fields() {
        let query = Query::parse("\"Nine boats\" ferr* -harbour speaker:beeler").unwrap();
        assert_eq!(
            query.expression().as_deref(),
            Some("\"nine boats\" AND \"ferr\"*")
        );
        let (sql, with) = query.conditions();
        assert!(sql.contains("NOT IN") && sql.contains("p.speaker IN"), "{sql}");
        assert_eq!(with.len(), 2);
        // Operators of the engine are ordinary words here.
        let query = Query::parse("a AND (b OR NEAR").unwrap();
        assert_eq!(
            query.expression().as_deref(),
            Some("\"a\" AND \"and\" AND \"b\" AND \"or\" AND \"near\"")
        );
    }

    #[test]
    fn what_is_no_query_says_why() {
        let why = |typed: &str| Query::parse(typed).unwrap_err().to_string();
        assert_eq!(why("  "), "nothing to search for");
        assert_eq!(why("... *"), "nothing to search for");
        assert!(
            why("speakr:x").starts_with("there is no field ‘speakr’"),
            "{}",
            why("speakr:x")
        );
        assert!(why("before:march").contains("2026-03-14"));
        assert!(Query::parse("after:2026 before:2026-03").is_ok());
    }
}
