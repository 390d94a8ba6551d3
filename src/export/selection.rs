//! Which annotations to take, by what the reader asks for.

use crate::document::Date;
use crate::notes::{Annotation, AnnotationKind, Located, Status};

/// Which annotations to take. One that sets nothing takes all that can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only of this kind.
    pub kind: Option<AnnotationKind>,
    /// Only claims with this verdict.
    pub verdict: Option<String>,
    /// Only claims whose checking has come this far.
    pub status: Option<Status>,
    /// Only claims whose speaker's name holds this, whatever its case.
    pub speaker: Option<String>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only made or changed on this day (UTC) or later.
    pub since: Option<Date>,
}

impl Selection {
    /// Whether `annotation` is taken. What was taken back and what was rejected never is.
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

    /// Whether a claim is taken that was suggested and not decided.
    pub(super) fn takes_suggested_claim(&self, speaker: &str) -> bool {
        self.takes_undecided(AnnotationKind::Claim)
            && self.speaker.as_ref().is_none_or(|wanted| holds(speaker, wanted))
    }

    /// Whether entities are taken that were found and not decided on.
    pub(super) fn takes_suggested_entities(&self) -> bool {
        self.takes_undecided(AnnotationKind::Entity) && self.speaker.is_none()
    }

    /// Whether something of that kind of any speaker is taken that has no verdict, status, tag or day.
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

/// The annotations that can be shown, in document order; orphans after the rest, in the order in which they stood.
pub(super) fn in_order(annotations: &[(Annotation, Located)]) -> Vec<&(Annotation, Located)> {
    let all = Selection::default();
    let mut out: Vec<_> = annotations
        .iter()
        .filter(|(annotation, _)| all.takes(annotation))
        .collect();
    out.sort_by_key(|(a, at)| (at.range.is_none(), at.range.unwrap_or(a.anchor.range), a.id));
    out
}
