//! The filter language of lists and folded articles: words, and fields as in `speaker:beeler verdict:none`.
//!
//! Invariants: all terms of a filter must match; one without terms matches everything. Case and accents are ignored. The result depends
//! only on the entry's [`Facts`], which each list provides.

use std::borrow::Cow;
use std::fmt;

use crate::text::clean::one_line;
use crate::text::fold::{SEARCH, folded};
use crate::text::terms::{TypedTerm, terms as typed_terms};

/// A field of the filter language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Speaker,
    Kind,
    Status,
    Tag,
    Verdict,
}

impl Field {
    const ALL: [Self; 5] = [Self::Speaker, Self::Kind, Self::Status, Self::Tag, Self::Verdict];

    /// The field with that name.
    fn named(name: &str) -> Result<Self, NotAFilter> {
        let is = |field: &Self| field.name().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(is).ok_or_else(|| NotAFilter {
            field: one_line(name),
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Tag => "tag",
            Self::Verdict => "verdict",
        }
    }

    /// Whether values match prefixes, rather than any part.
    fn is_begun(self) -> bool {
        match self {
            Self::Speaker | Self::Tag => false,
            Self::Kind | Self::Status | Self::Verdict => true,
        }
    }
}

/// The facts about an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts<'a> {
    /// Its text, in which words are searched.
    pub(super) words: Cow<'a, str>,
    /// Its speaker.
    pub(super) speaker: Option<&'a str>,
    /// Its kinds: a claim and its kind, a highlight, a person.
    pub(super) kinds: Vec<&'a str>,
    /// The progress of work on it.
    pub(super) status: Vec<&'a str>,
    /// Its tags.
    pub(super) tags: Vec<&'a str>,
    /// Its verdict.
    pub(super) verdict: Option<&'a str>,
}

impl Facts<'_> {
    fn values(&self, field: Field) -> Vec<&str> {
        match field {
            Field::Speaker => self.speaker.into_iter().collect(),
            Field::Kind => self.kinds.clone(),
            Field::Status => self.status.clone(),
            Field::Tag => self.tags.clone(),
            Field::Verdict => self.verdict.into_iter().collect(),
        }
    }
}

/// A condition on entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// As it was typed.
    typed: String,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    /// Whether it is negated.
    not: bool,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// One of the values, folded.
    Field(Field, Vec<String>),
    /// The word, folded.
    Word(String),
}

/// Why a filter is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotAFilter {
    /// The unknown field.
    field: String,
}

impl fmt::Display for NotAFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let likeness = |field: &Field| strsim::jaro(&self.field, field.name());
        let best = Field::ALL
            .into_iter()
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
            .filter(|field| likeness(field) > 0.7);
        write!(f, "there is no field ‘{}’", self.field)?;
        match best {
            Some(field) => write!(f, ": did you mean {}:?", field.name()),
            None => {
                let names = Field::ALL.map(|field| format!("{}:", field.name()));
                write!(f, ": {}", names.join(" "))
            }
        }
    }
}

/// The syntax of filters, for prompts.
pub(super) const SYNTAX: &str =
    "words, speaker: kind: status: tag: verdict: (none: without one; - before a term negates it)";

impl Filter {
    /// Parses a typed filter: words that must occur in an entry, and `field:value`. Several values are separated by commas, `none` matches
    /// entries without a value, and `-` before a term negates it. Quotation marks keep words together.
    ///
    /// # Errors
    /// The unknown field, and a suggestion.
    pub(super) fn parse(typed: &str) -> Result<Self, NotAFilter> {
        let mut terms = Vec::new();
        for TypedTerm {
            not,
            field,
            values,
            quoted: _,
        } in typed_terms(typed)
        {
            let folded = |value: &String| folded(value, SEARCH).trim().to_owned();
            let values: Vec<String> = values.iter().map(folded).filter(|v| !v.is_empty()).collect();
            // The field has no value yet.
            let Some(first) = values.first().cloned() else {
                if let Some(name) = &field {
                    Field::named(name)?;
                }
                continue;
            };
            let what = match field {
                Some(name) => What::Field(Field::named(&name)?, values),
                None => What::Word(first),
            };
            terms.push(Term { not, what });
        }
        Ok(Self {
            typed: one_line(typed.trim()),
            terms,
        })
    }

    /// A filter of words only, for a page whose lines have no fields.
    pub(super) fn words(typed: &str) -> Self {
        let words = typed.split_whitespace().map(|word| folded(word, SEARCH));
        let terms = words.map(|word| Term {
            not: false,
            what: What::Word(word.trim().to_owned()),
        });
        Self {
            typed: one_line(typed.trim()),
            terms: terms.collect(),
        }
    }

    /// The filter as typed, on one line.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether it matches everything.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether an entry matches.
    pub(super) fn passes(&self, facts: &Facts<'_>) -> bool {
        if self.is_empty() {
            return true;
        }
        let words = folded(&facts.words, SEARCH);
        self.terms.iter().all(|term| {
            let holds = match &term.what {
                What::Word(word) => holds_word(&words, word),
                What::Field(field, values) => {
                    let own: Vec<String> = facts.values(*field).iter().map(|v| folded(v, SEARCH)).collect();
                    values.iter().any(|value| match value.as_str() {
                        "none" => own.is_empty(),
                        value if field.is_begun() => own.iter().any(|v| v.starts_with(value)),
                        value => own.iter().any(|v| v.contains(value)),
                    })
                }
            };
            holds != term.not
        })
    }
}

/// Whether `words` contain the searched word, or a very similar one.
fn holds_word(words: &str, wanted: &str) -> bool {
    let letters = wanted.chars().count();
    words.contains(wanted)
        || letters >= 4
            && words
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| is_like(word, wanted, letters))
}

/// Whether a word is similar to the searched one: one edit away, or at most twice as long with the letters in order.
fn is_like(word: &str, wanted: &str, letters: usize) -> bool {
    let count = word.chars().count();
    if word.chars().next() != wanted.chars().next() || count + 1 < letters || count > 2 * letters {
        return false;
    }
    let mut rest = word.chars();
    wanted.chars().all(|c| rest.any(|w| w == c)) || strsim::osa_distance(word, wanted) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claim() -> Facts<'static> {
        Facts {
            words: "WeChat has an average of 19 million daily users · Zoë Beeler".into(),
            speaker: Some("Laurel Beeler"),
            kinds: vec!["claim", "quantity"],
            status: vec!["checked"],
            tags: vec!["users", "app store"],
            verdict: Some("refuted"),
        }
    }

    #[test]
    fn all_terms_must_hold() {
        for typed in [
            "",
            "  ",
            "million",
            "MILLION users",
            "zoe",
            "\"19 million\"",
            "speaker:beeler",
            "Speaker:BEEL million",
            "speaker:",
            "kind:quant",
            "kind:law,quantity",
            "status:checked",
            "tag:users tag:\"app st\"",
            "verdict:refuted",
            "verdict:disputed,refuted",
            "-verdict:supported",
            "-ferry",
            "avrage",
            "averge",
            "“daily users”",
        ] {
            assert!(Filter::parse(typed).unwrap().passes(&claim()), "{typed}");
        }
        for typed in [
            "ferry",
            "million ferry",
            "\"million 19\"",
            "speaker:none",
            "verdict:none",
            "verdict:futed",
            "-million",
            "-verdict:refuted",
            "kind:person",
            "status:to",
            "tag:law",
            "wrongly",
        ] {
            assert!(!Filter::parse(typed).unwrap().passes(&claim()), "{typed}");
        }
        let nothing = Facts::default();
        for typed in ["speaker:none verdict:none tag:none", "-million"] {
            assert!(Filter::parse(typed).unwrap().passes(&nothing), "{typed}");
        }
    }

    #[test]
    fn a_field_that_there_is_not_is_answered_with_the_nearest() {
        let why = |typed: &str| Filter::parse(typed).unwrap_err().to_string();
        assert_eq!(
            why("speakr:beeler"),
            "there is no field ‘speakr’: did you mean speaker:?"
        );
        assert_eq!(
            why("-verdct:none"),
            "there is no field ‘verdct’: did you mean verdict:?"
        );
        assert_eq!(
            why("zzz:1"),
            "there is no field ‘zzz’: speaker: kind: status: tag: verdict:"
        );
        for typed in ["10:30", "\"note: this\"", ":", "-", "\""] {
            assert!(Filter::parse(typed).is_ok(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_has_an_answer(typed in "[a-z:\" ,“-]{0,24}") {
            if let Ok(filter) = Filter::parse(&typed) {
                let facts = claim();
                prop_assert!(!filter.is_empty() || filter.passes(&facts));
            }
        }
    }
}
