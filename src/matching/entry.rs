//! A checked claim: an entry of an archive, or an earlier claim of the library.

use serde::{Deserialize, Serialize};

/// A claim about which something is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Its id, unique in its archive; for a claim of the library, that of the annotation.
    pub id: String,
    /// The claim.
    pub claim: String,
    /// The headline of the fact-check or of the article.
    pub title: Option<String>,
    /// The address of the fact-check or the article.
    pub url: Option<String>,
    /// The result of the check, in the publisher's own words.
    pub verdict: Option<String>,
    /// The publisher of the fact-check; for a claim of the library, of the article.
    pub publisher: Option<String>,
    /// The date of the fact-check or the article, as given.
    pub date: Option<String>,
    /// Who makes the claim.
    pub speaker: Option<String>,
}
