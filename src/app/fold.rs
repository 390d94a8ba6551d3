//! Which passages a folded article shows.

use super::article::{Article, facts_of_annotation};
use super::filter::Filter;
use crate::document::TextRange;
use crate::notes::AnnotationKind;

/// The content of a folded article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Passages that the reader marked: accepted claims, highlights, notes.
    Marked,
    /// Claims without a verdict.
    Unchecked,
    /// Claims and marked passages that match a filter.
    Matching(Filter),
}

impl Kept {
    /// A description of what is shown.
    pub fn words(&self) -> String {
        match self {
            Self::Marked => "what is marked".to_owned(),
            Self::Unchecked => "what is unchecked".to_owned(),
            Self::Matching(filter) => filter.typed().to_owned(),
        }
    }

    /// The passages, in any order.
    pub(super) fn passages(&self, article: &Article) -> Vec<TextRange> {
        let claims = article.claims().iter();
        let marked = article
            .placed()
            .filter(|a| !matches!(a.kind, AnnotationKind::Rejection | AnnotationKind::Entity));
        let mut passages: Vec<TextRange> = match self {
            Self::Marked => marked.filter_map(|a| article.located(a).range).collect(),
            Self::Unchecked => claims.filter(|c| c.is_unchecked()).map(|c| c.range).collect(),
            Self::Matching(filter) => {
                let claims = claims.filter(|c| filter.passes(&article.facts_of_claim(c)));
                let others = marked.filter(|a| a.kind != AnnotationKind::Claim);
                let others = others.filter(|a| filter.passes(&facts_of_annotation(a)));
                let others = others.filter_map(|a| article.located(a).range);
                claims.map(|c| c.range).chain(others).collect()
            }
        };
        passages.retain(|p| !p.is_empty());
        passages
    }
}
