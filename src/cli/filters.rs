//! The options that select annotations.

use clap::ValueEnum;

use super::Failure;
use crate::config::Settings;
use crate::document::Date;
use crate::export::Selection;
use crate::notes::{Annotation, AnnotationKind, Located, Status};

/// Which annotations to select.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct Filters {
    /// Only annotations of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,

    /// Only claims with this verdict
    #[arg(long, value_name = "NAME", add = super::completions::verdicts())]
    verdict: Option<String>,

    /// Only claims whose speaker's name contains this text
    #[arg(long, value_name = "NAME", add = super::completions::speakers())]
    speaker: Option<String>,

    /// Only claims whose checking has this status
    #[arg(long, value_name = "STATUS")]
    status: Option<Progress>,

    /// Only annotations with this tag
    #[arg(long, value_name = "TAG", add = super::completions::tags())]
    tag: Option<String>,

    /// Only annotations made or changed on this day (2026-11-25, in UTC) or later
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
}

/// Which claims of the library to select.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ClaimFilters {
    /// Only claims whose speaker's name contains this text
    #[arg(long, value_name = "NAME", add = super::completions::speakers())]
    speaker: Option<String>,

    /// Only claims with this verdict
    #[arg(long, value_name = "NAME", add = super::completions::verdicts())]
    verdict: Option<String>,

    /// Only claims with this tag
    #[arg(long, value_name = "TAG", add = super::completions::tags())]
    tag: Option<String>,
}

impl ClaimFilters {
    /// The speaker, the verdict and the tag, as [`Query::about`](crate::index::Query::about) takes them.
    pub(super) fn parts(&self) -> (Option<&str>, Option<&str>, Option<&str>) {
        (
            self.speaker.as_deref(),
            self.verdict.as_deref(),
            self.tag.as_deref(),
        )
    }
}

/// How far the checking of a claim is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Progress {
    ToCheck,
    Checking,
    Checked,
}

impl From<Progress> for Status {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::ToCheck => Self::ToCheck,
            Progress::Checking => Self::Checking,
            Progress::Checked => Self::Checked,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Claim,
    Highlight,
    Entity,
    Note,
}

/// Checks that a verdict is in the settings or among the `given` ones.
///
/// # Errors
/// A message that lists the known verdicts.
pub(super) fn check_verdict<'a>(
    name: Option<&str>,
    settings: &Settings,
    given: impl IntoIterator<Item = &'a str>,
) -> Result<(), Failure> {
    let Some(name) = name.filter(|name| settings.verdict(name).is_none()) else {
        return Ok(());
    };
    let mut known: Vec<&str> = settings.verdicts.iter().map(|v| v.name.as_str()).collect();
    for used in given {
        if used == name {
            return Ok(());
        }
        if !known.contains(&used) {
            known.push(used);
        }
    }
    let known = known.join(", ");
    Err(Failure::Usage(format!(
        "there is no verdict '{name}'; use one of: {known}"
    )))
}

impl Filters {
    /// Checks that the filters can select something.
    ///
    /// # Errors
    /// If the verdict is neither in the settings nor given to any of `annotations`.
    pub(super) fn check<'a>(
        &self,
        settings: &Settings,
        annotations: impl IntoIterator<Item = &'a Annotation>,
    ) -> Result<(), Failure> {
        let given = annotations.into_iter().filter_map(|a| a.verdict.as_deref());
        check_verdict(self.verdict.as_deref(), settings, given)
    }

    /// Keeps only the selected annotations.
    pub(super) fn keep(&self, annotations: &mut Vec<(Annotation, Located)>) {
        let selection = self.selection();
        annotations.retain(|(a, _)| selection.takes(a));
    }

    /// The filters as a selection for exports.
    pub(super) fn selection(&self) -> Selection {
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
            status: self.status.map(Status::from),
            tag: self.tag.clone(),
            since: self.since,
        }
    }
}
