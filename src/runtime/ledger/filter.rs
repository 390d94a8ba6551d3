//! What is typed to filter the ledger: words, the fields of a search, and `is:contradicting`.

use crate::index::{NotAQuery, Query};
use crate::text::terms::{TypedTerm, terms};

/// A parsed filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// What names of groups must contain.
    pub words: String,
    /// What claims must have.
    pub query: Option<Query>,
    /// Whether only what contradicts something else is wanted.
    pub contradicting: bool,
}

impl LedgerFilter {
    /// Parses a filter of groups: its words are looked for in their names.
    ///
    /// # Errors
    /// Why it is not a filter, in words.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let (mut filter, fields, words) = Self::split(typed)?;
        filter.words = words.join(" ");
        filter.set_query(&fields)
    }

    /// Parses a filter of claims: its words are looked for in them.
    ///
    /// # Errors
    /// Why it is not a filter, in words.
    pub fn of_claims(typed: &str) -> Result<Self, String> {
        let (filter, mut fields, words) = Self::split(typed)?;
        fields.extend(words.into_iter().map(|word| {
            // While it is typed, a word is a beginning.
            if word.ends_with(['*', '"']) {
                word
            } else {
                format!("{word}*")
            }
        }));
        filter.set_query(&fields)
    }

    /// Parses a complete query of claims.
    ///
    /// # Errors
    /// Why it is not a filter, in words.
    pub fn of_query(typed: &str) -> Result<Self, String> {
        let (filter, mut fields, words) = Self::split(typed)?;
        fields.extend(words);
        filter.set_query(&fields)
    }

    fn split(typed: &str) -> Result<(Self, Vec<String>, Vec<String>), String> {
        let (mut fields, mut words) = (Vec::new(), Vec::new());
        let mut filter = Self::default();
        for TypedTerm {
            not,
            field,
            values,
            quoted,
        } in terms(typed)
        {
            let sign = if not { "-" } else { "" };
            match field.as_deref() {
                Some("is") => match values.first().map(String::as_str) {
                    Some(value) if !not && "contradicting".starts_with(value) => filter.contradicting = true,
                    Some(value) => return Err(format!("‘is:{value}’ is unknown; there is is:contradicting")),
                    None => {}
                },
                Some(name) => {
                    let values: Vec<String> = values.iter().map(|v| format!("\"{v}\"")).collect();
                    fields.push(format!("{sign}{name}:{}", values.join(",")));
                }
                None if quoted => words.extend(values.iter().map(|value| format!("{sign}\"{value}\""))),
                None => words.extend(values.iter().map(|value| format!("{sign}{value}"))),
            }
        }
        Ok((filter, fields, words))
    }

    fn set_query(mut self, terms: &[String]) -> Result<Self, String> {
        self.query = match Query::parse(&terms.join(" ")) {
            Ok(query) => Some(query),
            Err(NotAQuery::Empty) => None,
            Err(why) => return Err(why.to_string()),
        };
        Ok(self)
    }

    /// The fields, to compare two filters.
    pub(super) fn fields(&self) -> &str {
        self.query.as_ref().map_or("", Query::typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_of_names_and_fields_of_claims() {
        let filter =
            LedgerFilter::parse("ida verdict:refuted lund is:contra source:\"the courier\"").unwrap();
        assert_eq!((filter.words.as_str(), filter.contradicting), ("ida lund", true));
        assert_eq!(filter.fields(), "verdict:\"refuted\" source:\"the courier\"");
        assert_eq!(LedgerFilter::parse("").unwrap(), LedgerFilter::default());
        let claims = LedgerFilter::of_claims("ferr -boat").unwrap();
        assert_eq!((claims.words.as_str(), claims.fields()), ("", "ferr* -boat*"));
        for wrong in ["is:red", "speakr:x", "before:monday"] {
            assert!(LedgerFilter::parse(wrong).is_err(), "{wrong}");
        }
    }
}
