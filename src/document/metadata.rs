//! Facts about an article that are not part of its text.

use serde::{Deserialize, Serialize};

/// A calendar date.
pub type Date = jiff::civil::Date;

/// Facts about an article that are not part of its text. All strings are on one line and safe to print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The headline; without one, the first words of the text.
    pub title: String,
    /// The author.
    pub byline: Option<String>,
    /// The date of publication.
    pub date: Option<Date>,
    /// The publisher: 'Reuters'.
    pub source: Option<String>,
    /// ISO 639-1 code of the language, declared or detected.
    pub language: Option<String>,
    /// The web address it came from, without user name and password.
    pub url: Option<String>,
}
