//! The fields of an annotation as scripts give them: as options, or in a line of JSON.
//!
//! Invariants: a field that the kind of annotation cannot have is an error, and so is an unknown verdict or kind of highlight; no field is
//! dropped silently.

use clap::ValueEnum as _;
use serde::Deserialize;

use crate::analysis::EntityKind;
use crate::cli::filters::{Progress, check_verdict};
use crate::config::Settings;
use crate::document::Date;
use crate::notes::{Annotation, AnnotationKind, Evidence, Speech, Stance, Status, Timestamp};
use crate::text::clean::{harmless, one_line};
use crate::text::nearest::did_you_mean;

/// The fields to set. A field that is not given keeps its value; an empty text clears it.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "What is said of it")]
pub(super) struct Fields {
    /// The verdict on the claim
    #[arg(long, value_name = "NAME", add = crate::cli::completions::verdicts())]
    pub(super) verdict: Option<String>,

    /// How far the checking of the claim has come; a verdict makes it checked
    #[arg(long, value_name = "STATUS")]
    pub(super) status: Option<Progress>,

    /// Who makes the claim
    #[arg(long, value_name = "NAME", add = crate::cli::completions::speakers())]
    pub(super) speaker: Option<String>,

    /// The words that attribute the claim to the speaker: said, warned
    #[arg(long, value_name = "WORDS")]
    pub(super) cue: Option<String>,

    /// The claim reworded so that it is clear without its context
    #[arg(long, value_name = "TEXT")]
    pub(super) restatement: Option<String>,

    /// Evidence for or against the claim: + (for) or - (against) if it is either, the source, and a quotation in quotation marks, as in
    /// '-report.pdf "a loss of 3 million"'; or a JSON object as in exports. May be given more than once
    #[arg(long, value_name = "EVIDENCE", allow_hyphen_values = true)]
    pub(super) evidence: Vec<String>,

    /// The kind of a highlight
    #[arg(long, value_name = "NAME", add = crate::cli::completions::colours())]
    pub(super) colour: Option<String>,

    /// The full name of an entity
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,

    /// A note
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,

    /// A tag; may be given more than once
    #[arg(long = "tag", value_name = "TAG", add = crate::cli::completions::tags())]
    pub(super) tags: Vec<String>,
}

/// Evidence as a JSON object, the same as in exports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceSaid {
    source: String,
    #[serde(default)]
    quote: Option<String>,
    #[serde(default)]
    stance: Option<String>,
    #[serde(default)]
    seen: Option<Date>,
}

impl EvidenceSaid {
    pub(super) fn evidence(self) -> Result<Evidence, String> {
        let all = [Stance::Supports, Stance::Refutes, Stance::Context];
        let stance = match self.stance {
            None => Stance::default(),
            Some(name) => *all.iter().find(|s| s.name() == name).ok_or_else(|| {
                format!(
                    "there is no stance '{}'; use supports, refutes or context",
                    one_line(&name)
                )
            })?,
        };
        let source = one_line(&self.source);
        if source.is_empty() {
            return Err("evidence has a source".to_owned());
        }
        Ok(Evidence {
            source,
            quote: self
                .quote
                .map(|q| harmless(&q).trim().to_owned())
                .filter(|q| !q.is_empty()),
            stance,
            seen: self.seen,
        })
    }
}

/// Parses evidence: a JSON object, or the syntax of the reader's prompt.
fn typed(text: &str, now: Timestamp) -> Result<Evidence, String> {
    if text.trim_start().starts_with('{') {
        let said: EvidenceSaid =
            serde_json::from_str(text).map_err(|e| format!("the evidence is not JSON: {e}"))?;
        return said.evidence();
    }
    let evidence = Evidence::parse(text, now);
    if evidence.source.is_empty() {
        return Err("evidence has a source".to_owned());
    }
    Ok(evidence)
}

impl Fields {
    /// Whether no field is set.
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            verdict,
            status,
            speaker,
            cue,
            restatement,
            evidence,
            colour,
            name,
            note,
            tags,
        } = self;
        let texts = [verdict, speaker, cue, restatement, colour, name, note];
        texts.into_iter().all(Option::is_none) && status.is_none() && evidence.is_empty() && tags.is_empty()
    }

    /// Sets the fields of an annotation.
    ///
    /// # Errors
    /// A message that names the field that this kind cannot have, or the unknown name.
    pub(super) fn apply(
        &self,
        to: &mut Annotation,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<(), String> {
        self.check_kind(to.kind)?;
        let line = |text: &String| Some(one_line(text)).filter(|t| !t.is_empty());
        let lines = |text: &String| Some(harmless(text).trim().to_owned()).filter(|t| !t.is_empty());
        if let Some(verdict) = &self.verdict {
            let verdict = line(verdict);
            check_verdict(verdict.as_deref(), settings, []).map_err(|e| e.to_string())?;
            to.status = if verdict.is_some() {
                Status::Checked
            } else {
                Status::ToCheck
            };
            to.verdict = verdict;
        }
        if let Some(status) = self.status {
            to.status = status.into();
        }
        if let Some(speaker) = &self.speaker {
            let cue = to.speech.take().and_then(|speech| speech.cue);
            to.speech = line(speaker).map(|speaker| Speech { speaker, cue });
        }
        if let Some(cue) = &self.cue {
            let speech = to
                .speech
                .as_mut()
                .ok_or("a cue belongs to a speaker: give the speaker too")?;
            speech.cue = line(cue);
        }
        if let Some(restatement) = &self.restatement {
            to.restatement = lines(restatement);
        }
        if let Some(colour) = &self.colour {
            let colour = line(colour);
            check_colour(colour.as_deref(), settings)?;
            to.colour = colour;
        }
        if let Some(name) = &self.name {
            to.name = Some(line(name).ok_or("an entity has a name")?);
        }
        if let Some(note) = &self.note {
            to.note = lines(note);
        }
        for tag in self.tags.iter().filter_map(line) {
            if !to.tags.contains(&tag) {
                to.tags.push(tag);
            }
        }
        for text in &self.evidence {
            to.evidence.push(typed(text, now)?);
        }
        if to.kind == AnnotationKind::Note && to.note.is_none() {
            return Err("a note has words".to_owned());
        }
        Ok(())
    }

    fn check_kind(&self, kind: AnnotationKind) -> Result<(), String> {
        let is_claim = kind == AnnotationKind::Claim;
        let said = [
            ("a verdict", "claims", self.verdict.is_some(), is_claim),
            ("a status", "claims", self.status.is_some(), is_claim),
            ("a speaker", "claims", self.speaker.is_some(), is_claim),
            ("a cue", "claims", self.cue.is_some(), is_claim),
            ("a restatement", "claims", self.restatement.is_some(), is_claim),
            ("evidence", "claims", !self.evidence.is_empty(), is_claim),
            (
                "a colour",
                "highlights",
                self.colour.is_some(),
                kind == AnnotationKind::Highlight,
            ),
            (
                "a name",
                "entities",
                self.name.is_some(),
                kind == AnnotationKind::Entity,
            ),
        ];
        match said.into_iter().find(|(_, _, given, fits)| *given && !fits) {
            Some((what, whose, _, _)) => Err(format!("{what} is for {whose}, and this is: {}", kind.name())),
            None => Ok(()),
        }
    }
}

fn check_colour(name: Option<&str>, settings: &Settings) -> Result<(), String> {
    let Some(name) = name.filter(|name| settings.highlight(name).is_none()) else {
        return Ok(());
    };
    let known: Vec<&str> = settings.highlights.iter().map(|h| h.name.as_str()).collect();
    Err(format!(
        "there is no kind of highlight '{name}'; use one of: {}{}",
        known.join(", "),
        did_you_mean(name, known.iter().copied())
    ))
}

/// Parses the names of the kind of annotation and of the kind of entity.
///
/// # Errors
/// A message that lists the valid names.
pub(super) fn kind(name: &str, entity: Option<&str>) -> Result<(AnnotationKind, Option<EntityKind>), String> {
    let all = [
        AnnotationKind::Claim,
        AnnotationKind::Highlight,
        AnnotationKind::Entity,
        AnnotationKind::Note,
    ];
    let kind = all.into_iter().find(|k| k.name() == name).ok_or_else(|| {
        let known = all.map(AnnotationKind::name).join(", ");
        format!("there is no kind '{}'; use one of: {known}", one_line(name))
    })?;
    let entity = match (kind, entity) {
        (AnnotationKind::Entity, Some(name)) => Some(EntityKind::parse(name).ok_or_else(|| {
            let known = EntityKind::ALL.map(EntityKind::name).join(", ");
            format!(
                "there is no kind of entity '{}'; use one of: {known}",
                one_line(name)
            )
        })?),
        (AnnotationKind::Entity, None) => return Err("an entity has a kind: entity_kind".to_owned()),
        (_, Some(_)) => {
            return Err(format!(
                "a kind of entity is for entities, and this is: {}",
                kind.name()
            ));
        }
        (_, None) => None,
    };
    Ok((kind, entity))
}

/// Parses the name of a status as exports and options spell it.
pub(super) fn status(name: &str) -> Result<Progress, String> {
    Progress::from_str(&name.replace(' ', "-"), false).map_err(|_| {
        format!(
            "there is no status '{}'; use to check, checking or checked",
            one_line(name)
        )
    })
}
