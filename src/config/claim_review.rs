//! Who publishes fact-checks, where, and on which scale: data for the export as schema.org `ClaimReview` that the notes do not contain.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::text::clean::is_unsafe;

/// The setting `claim_review`. By default nothing is set, and the export reports what is missing.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimReviewSettings {
    /// The publisher of the reviews.
    pub publisher: Option<String>,
    /// The publisher's address.
    pub publisher_url: Option<String>,
    /// The address of a review; `{id}` stands for the id of the claim and `{article}` for the title of the article as a file name.
    pub address: Option<String>,
    /// The rating of each verdict, on the scale.
    pub ratings: BTreeMap<String, i32>,
    /// Verdicts without a rating; they are published by name only.
    pub unrated: Vec<String>,
    /// The worst and the best rating.
    pub scale: (i32, i32),
}

impl Default for ClaimReviewSettings {
    fn default() -> Self {
        Self {
            publisher: None,
            publisher_url: None,
            address: None,
            ratings: BTreeMap::new(),
            unrated: Vec::new(),
            scale: (1, 5),
        }
    }
}

impl ClaimReviewSettings {
    /// # Errors
    /// When a value cannot be published, with the reason.
    pub(super) fn check(&self) -> Result<(), String> {
        let Self {
            publisher,
            publisher_url,
            address,
            ratings,
            unrated,
            scale: (worst, best),
        } = self;
        if let Some(name) = publisher
            && (name.trim().is_empty() || name.contains('\n') || name.chars().any(is_unsafe))
        {
            return Err("the publisher must be one line of plain text".to_owned());
        }
        for (name, address) in [("publisher_url", publisher_url), ("address", address)] {
            let is_web = |a: &String| a.starts_with("https://") || a.starts_with("http://");
            if address.as_ref().is_some_and(|a| !is_web(a)) {
                return Err(format!("{name} must begin with https:// or http://"));
            }
        }
        if worst >= best {
            return Err("scale is the worst and the best rating, as in (1, 5)".to_owned());
        }
        for (verdict, rating) in ratings {
            if !(*worst..=*best).contains(rating) {
                return Err(format!(
                    "the rating of '{verdict}' must be between {worst} and {best}; widen scale, or list the verdict in unrated"
                ));
            }
            if unrated.contains(verdict) {
                return Err(format!("'{verdict}' is in ratings and in unrated"));
            }
        }
        Ok(())
    }
}
