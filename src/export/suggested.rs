//! Undecided suggestions of the analysis: exported only on request.

use super::Selection;
use crate::analysis::{Analysis, EntityKind};
use crate::document::{Document, TextRange};
use crate::notes::{Annotation, AnnotationKind, Located, NamedEntity};
use crate::text::clean::{harmless, one_line};

/// Suggestions that no decision covers, in text order. All strings are sanitized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggested {
    /// Claims.
    pub(super) claims: Vec<SuggestedClaim>,
    /// Entities, grouped by kind.
    pub(super) entities: Vec<SuggestedEntity>,
}

/// An undecided claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SuggestedClaim {
    pub(super) range: TextRange,
    pub(super) quote: String,
    /// `None` for the author's own voice.
    pub(super) speaker: Option<String>,
}

/// An undecided entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SuggestedEntity {
    pub(super) kind: EntityKind,
    pub(super) name: String,
    pub(super) mentions: Vec<TextRange>,
}

impl Suggested {
    /// The suggestions of `analysis` that overlap no decision and are selected by `selection`. `annotations` are all of the article's,
    /// including those not selected.
    pub fn of(
        document: &Document,
        analysis: &Analysis,
        annotations: &[(Annotation, Located)],
        entities: &[NamedEntity],
        selection: &Selection,
    ) -> Self {
        let decided: Vec<TextRange> = annotations
            .iter()
            .filter(|(a, _)| !a.deleted && (a.kind == AnnotationKind::Claim || a.rejects_claim()))
            .filter_map(|(_, at)| at.range)
            .collect();
        let claims = analysis.claims.iter().filter(|claim| {
            let speaker = claim.speaker.as_ref().map_or("", |s| &s.name);
            selection.takes_suggested_claim(speaker) && !decided.iter().any(|d| d.overlaps(claim.range))
        });
        let entities = entities
            .iter()
            .filter(|e| e.tagged.is_empty() && selection.takes_suggested_entities());
        Self {
            claims: claims
                .map(|claim| SuggestedClaim {
                    range: claim.range,
                    quote: harmless(document.slice(claim.range)).into_owned(),
                    speaker: claim.speaker.as_ref().map(|s| one_line(&s.name)),
                })
                .collect(),
            entities: entities
                .map(|entity| SuggestedEntity {
                    kind: entity.kind,
                    name: one_line(&entity.name),
                    mentions: entity.mentions.clone(),
                })
                .collect(),
        }
    }
}
