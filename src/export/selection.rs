//! Selects the annotations to export.

use crate::document::Date;
use crate::notes::{Annotation, AnnotationKind, Located, Status};

/// A filter for annotations. The default selects everything that can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only of this kind.
    pub kind: Option<AnnotationKind>,
    /// Only claims with this verdict.
    pub verdict: Option<String>,
    /// Only claims with this status of checking.
    pub status: Option<Status>,
    /// Only claims whose speaker's name contains this, in any case.
    pub speaker: Option<String>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only created or changed on or after this day (UTC).
    pub since: Option<Date>,
}

impl Selection {
    /// Whether `annotation` is selected. Removed and rejected ones never are.
    pub fn takes(&self, annotation: &Annotation) -> bool {
        let Self {
            kind,
            verdict,
            status,
            speaker,
            tag,
            since,
        } = self;
        let spoken = annotation.speech.as_ref().map_or("", |s| s.speaker.as_str());
        !annotation.deleted
            && annotation.kind != AnnotationKind::Rejection
            && kind.is_none_or(|kind| kind == annotation.kind)
            && (verdict.is_none() || *verdict == annotation.verdict)
            && status.is_none_or(|s| annotation.kind == AnnotationKind::Claim && s == annotation.status)
            && speaker.as_ref().is_none_or(|wanted| holds(spoken, wanted))
            && tag
                .as_ref()
                .is_none_or(|wanted| annotation.tags.iter().any(|t| t == wanted))
            && since.is_none_or(|since| super::report::day_of(annotation.updated) >= since)
    }

    /// Whether an undecided suggested claim is selected.
    pub(super) fn takes_suggested_claim(&self, speaker: &str) -> bool {
        self.takes_undecided(AnnotationKind::Claim)
            && self.speaker.as_ref().is_none_or(|wanted| holds(speaker, wanted))
    }

    /// Whether undecided entities are selected.
    pub(super) fn takes_suggested_entities(&self) -> bool {
        self.takes_undecided(AnnotationKind::Entity) && self.speaker.is_none()
    }

    /// Whether an item of that kind without verdict, status, tag or date is selected, for any speaker.
    fn takes_undecided(&self, of: AnnotationKind) -> bool {
        let Self {
            kind,
            verdict,
            status,
            speaker: _,
            tag,
            since,
        } = self;
        kind.is_none_or(|kind| kind == of)
            && verdict.is_none()
            && status.is_none()
            && tag.is_none()
            && since.is_none()
    }
}

fn holds(name: &str, wanted: &str) -> bool {
    name.to_lowercase().contains(&wanted.to_lowercase())
}

/// The annotations that can be shown, in document order; orphans at the end, in their former order.
pub(super) fn in_order(annotations: &[(Annotation, Located)]) -> Vec<&(Annotation, Located)> {
    let all = Selection::default();
    let mut out: Vec<_> = annotations
        .iter()
        .filter(|(annotation, _)| all.takes(annotation))
        .collect();
    out.sort_by_key(|(a, at)| (at.range.is_none(), at.range.unwrap_or(a.anchor.range), a.id));
    out
}
