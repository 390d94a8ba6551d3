//! Which annotations to take, by what the reader asks for.

use crate::notes::{Annotation, AnnotationKind, Located};

/// Which annotations to take. One that sets nothing takes all that can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only of this kind.
    pub kind: Option<AnnotationKind>,
    /// Only claims with this verdict.
    pub verdict: Option<String>,
    /// Only claims whose speaker's name holds this, whatever its case.
    pub speaker: Option<String>,
    /// Only with this tag.
    pub tag: Option<String>,
}

impl Selection {
    /// Whether `annotation` is taken. What was taken back and what was rejected never is.
    pub fn takes(&self, annotation: &Annotation) -> bool {
        let equal = |wanted: &Option<String>, has: Option<&str>| wanted.is_none() || wanted.as_deref() == has;
        let speaker = annotation
            .speech
            .as_ref()
            .map_or("", |s| s.speaker.as_str())
            .to_lowercase();
        !annotation.deleted
            && annotation.kind != AnnotationKind::Rejection
            && self.kind.is_none_or(|kind| kind == annotation.kind)
            && equal(&self.verdict, annotation.verdict.as_deref())
            && self
                .speaker
                .as_ref()
                .is_none_or(|wanted| speaker.contains(&wanted.to_lowercase()))
            && self
                .tag
                .as_ref()
                .is_none_or(|wanted| annotation.tags.iter().any(|t| t == wanted))
    }
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
