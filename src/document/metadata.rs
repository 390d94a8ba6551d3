//! What is known about an article besides its text.

use serde::{Deserialize, Serialize};

/// A calendar date of the article.
pub type Date = jiff::civil::Date;

/// What is known about an article besides its text. All strings are on one line and harmless to a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The headline; for an article without one, its first words.
    pub title: String,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// Who published it: 'Reuters'.
    pub source: Option<String>,
    /// ISO 639-1 code of the language, as declared or recognised.
    pub language: Option<String>,
    /// Where it came from, if it was the web; without the name and password of a user.
    pub url: Option<String>,
}
