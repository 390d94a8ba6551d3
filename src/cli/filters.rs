//! Which annotations to take.

use clap::ValueEnum;

use crate::export::Selection;
use crate::notes::{Annotation, AnnotationKind, Located};

/// Which annotations to take.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct Filters {
    /// Only annotations of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,

    /// Only claims with this verdict
    #[arg(long, value_name = "NAME")]
    verdict: Option<String>,

    /// Only claims whose speaker's name holds this
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,

    /// Only annotations with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Claim,
    Highlight,
    Entity,
    Note,
}

impl Filters {
    /// Keeps the annotations that are asked for.
    pub(super) fn keep(&self, annotations: &mut Vec<(Annotation, Located)>) {
        let selection = self.selection();
        annotations.retain(|(a, _)| selection.takes(a));
    }

    fn selection(&self) -> Selection {
        let kind = self.kind.map(|kind| match kind {
            Kind::Claim => AnnotationKind::Claim,
            Kind::Highlight => AnnotationKind::Highlight,
            Kind::Entity => AnnotationKind::Entity,
            Kind::Note => AnnotationKind::Note,
        });
        Selection {
            kind,
            verdict: self.verdict.clone(),
            speaker: self.speaker.clone(),
            tag: self.tag.clone(),
        }
    }
}
