//! What was checked: an entry of an archive, or an earlier claim of the library.

use serde::{Deserialize, Serialize};

/// A claim of which something is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Its name, unique in its archive; for a claim of the library that of the annotation.
    pub id: String,
    /// What is claimed.
    pub claim: String,
    /// The headline of the fact-check or of the article.
    pub title: Option<String>,
    /// Where the fact-check or the article is.
    pub url: Option<String>,
    /// What the check came to, in the publisher's own words.
    pub verdict: Option<String>,
    /// Who checked it; for a claim of the library who published the article.
    pub publisher: Option<String>,
    /// The day of the fact-check or of the article, as it was given.
    pub date: Option<String>,
    /// Who claims it.
    pub speaker: Option<String>,
}
