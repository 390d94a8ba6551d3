//! Known matches of a claim, and requests for them.

use std::collections::HashSet;
use std::sync::Arc;

use crate::analysis::Analysis;
use crate::document::TextRange;
use crate::notes::{Evidence, Id};

/// A match of a claim of the article.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// Its unique name, which rejections in the notes use.
    pub name: String,
    /// How the two claims are related.
    pub relation: ElsewhereRelation,
    /// The matching claim, on one line.
    pub claim: String,
    /// The article or the fact-check, in a few words.
    pub title: String,
    /// When it was checked, else when it was published, in words; empty if that is unknown.
    pub day: String,
    /// Its verdict.
    pub verdict: Option<String>,
    /// The evidence for or against it.
    pub evidence: Vec<Evidence>,
    /// Where it can be read.
    pub place: ElsewherePlace,
}

/// How a claim of the article is related to a match.
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

/// Where a match can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElsewherePlace {
    /// In another passage of the article.
    Here(TextRange),
    /// In another article: the name that opens it, and the id of the annotation.
    Article(String, String),
    /// On a web page.
    Page(String),
    /// Unknown.
    Nowhere,
}

impl Elsewhere {
    /// The sign of the relation, which needs no colour.
    pub fn sign(&self) -> &'static str {
        match self.relation {
            ElsewhereRelation::Same => "≈",
            ElsewhereRelation::Figures { .. } => "≠",
        }
    }

    /// The relation on one line, without the matching claim.
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

/// Claims of an article to look up.
#[derive(Clone, Debug)]
pub struct ClaimsToLookUp {
    /// The passages, those near the reading position first, each with its speaker.
    pub claims: Vec<(TextRange, Option<String>)>,
    /// The analysis of the article.
    pub analysis: Arc<Analysis>,
    /// The annotations of the article itself, which are not matches.
    pub own: HashSet<Id>,
}
