//! What can be known from elsewhere of a claim, and how that is asked for.

use std::collections::HashSet;
use std::sync::Arc;

use crate::analysis::Analysis;
use crate::document::TextRange;
use crate::notes::{Evidence, Id};

/// Something that is known from elsewhere of a claim of the article.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// By what it is told from all others, in the notes too.
    pub name: String,
    /// How the two claims stand to each other.
    pub relation: ElsewhereRelation,
    /// The claim there, on one line.
    pub claim: String,
    /// The article or the fact-check, in a few words.
    pub title: String,
    /// When it was checked, or else when it was published, in words; empty where that is not known.
    pub day: String,
    /// What it was found to be.
    pub verdict: Option<String>,
    /// What was found for or against it.
    pub evidence: Vec<Evidence>,
    /// Where it can be read.
    pub place: ElsewherePlace,
}

/// How a claim of the article stands to one that is known from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElsewhereRelation {
    /// Both say the same.
    Same,
    /// Both give a figure for the same thing, and the figures disagree.
    Figures {
        /// The figure in the article.
        here: String,
        /// The other one.
        there: String,
    },
}

/// Where something that is known from elsewhere can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElsewherePlace {
    /// In another passage of the article.
    Here(TextRange),
    /// In another article: by what that is opened, and the id of the annotation.
    Article(String, String),
    /// On a page of the web.
    Page(String),
    /// Nowhere that is known.
    Nowhere,
}

impl Elsewhere {
    /// The sign of how the two stand, which needs no colour.
    pub fn sign(&self) -> &'static str {
        match self.relation {
            ElsewhereRelation::Same => "≈",
            ElsewhereRelation::Figures { .. } => "≠",
        }
    }

    /// How the two stand, on one line; the claim there is not repeated.
    pub fn in_words(&self) -> String {
        let place = match (self.title.as_str(), self.day.as_str()) {
            ("", day) => day.to_owned(),
            (title, "") => title.to_owned(),
            (title, day) => format!("{title}, {day}"),
        };
        let known = match (&self.relation, &self.place) {
            (ElsewhereRelation::Figures { here, there }, ElsewherePlace::Here(_)) => {
                format!("{here} here, {there} further on in this article")
            }
            (ElsewhereRelation::Figures { here, there }, _) => {
                format!("{here} here, {there} there: {place}")
            }
            (ElsewhereRelation::Same, _) if self.verdict.is_some() => format!("checked: {place}"),
            (ElsewhereRelation::Same, _) => format!("said before: {place}"),
        };
        let sources = match self.evidence.len() {
            0 => None,
            1 => Some("1 source".to_owned()),
            n => Some(format!("{n} sources")),
        };
        let found: Vec<String> = self.verdict.clone().into_iter().chain(sources).collect();
        if found.is_empty() {
            known
        } else {
            format!("{known}: {}", found.join(", "))
        }
    }
}

/// Claims of an article about which it is asked what is known elsewhere.
#[derive(Clone, Debug)]
pub struct ClaimsToLookUp {
    /// The passages, those near the reader first, each with who says it.
    pub claims: Vec<(TextRange, Option<String>)>,
    /// What was found in the article.
    pub analysis: Arc<Analysis>,
    /// The annotations of the article, which are not known from elsewhere.
    pub own: HashSet<Id>,
}
