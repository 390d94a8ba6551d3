//! What the analysis suggests and nobody has decided on: exports show it only where it is asked for.

use super::Selection;
use crate::analysis::{Analysis, EntityKind};
use crate::document::{Document, TextRange};
use crate::notes::{Annotation, AnnotationKind, Located, NamedEntity};
use crate::text::clean::{harmless, one_line};

/// Suggestions that stand beside no decision, in the order of the article. All strings are harmless.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggested {
    /// Claims.
    pub(super) claims: Vec<SuggestedClaim>,
    /// Entities, those of a kind together.
    pub(super) entities: Vec<SuggestedEntity>,
}

/// A claim that nobody has decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SuggestedClaim {
    pub(super) range: TextRange,
    pub(super) quote: String,
    /// `None` for the author's own voice.
    pub(super) speaker: Option<String>,
}

/// An entity that nobody has decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SuggestedEntity {
    pub(super) kind: EntityKind,
    pub(super) name: String,
    pub(super) mentions: Vec<TextRange>,
}

impl Suggested {
    /// What of `analysis` touches no decision and is taken by `selection`. `annotations` are all of the article, also those
    /// that the selection leaves out.
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
