//! Annotations as JSON: the output of `postil notes --json` and `postil check --json`, and the export format of that name.

use serde::Serialize;

use super::selection::in_order;
use super::{Form, Input, Join, Rendered};
use crate::analysis::EntityKind;
use crate::document::{Date, Document};
use crate::notes::{Annotation, AnnotationKind, Located};
use crate::text::clean::{harmless, one_line};
use crate::text::scalar::ScalarIndex;

pub(super) const FORM: Form = Form {
    name: "json",
    ending: "json",
    about: "all that is known, for programs",
    lacks: "",
    marked: true,
    join: Join::Objects,
    render: |input| Ok(Rendered::whole(export(input))),
};

/// An annotation, as every JSON output of Postil begins it. The fields and their order are fixed. All strings are sanitized.
#[derive(Debug, Serialize)]
pub struct Record {
    /// Its kind, for this program.
    #[serde(skip)]
    pub(super) of_kind: AnnotationKind,
    /// Its last change, for this program.
    #[serde(skip)]
    pub(super) changed: crate::notes::Timestamp,
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) state: &'static str,
    /// Scalar values; `null` for an orphan.
    pub(super) start: Option<usize>,
    pub(super) end: Option<usize>,
    pub(super) quote: String,
    pub(super) verdict: Option<String>,
    pub(super) status: Option<&'static str>,
    /// The same for people, mentioning earlier versions.
    #[serde(skip)]
    pub(super) standing: Option<&'static str>,
    pub(super) speaker: Option<String>,
    pub(super) note: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) author: Option<String>,
    /// The text on which it was decided, if that is an earlier version of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) carried: Option<String>,
    pub(super) created: String,
    pub(super) updated: String,
}

/// An annotation with all its fields.
#[derive(Debug, Serialize)]
pub(super) struct FullRecord {
    #[serde(flatten)]
    pub(super) record: Record,
    pub(super) cue: Option<String>,
    pub(super) entity_kind: Option<EntityKind>,
    pub(super) name: Option<String>,
    pub(super) restatement: Option<String>,
    pub(super) colour: Option<String>,
    pub(super) evidence: Vec<EvidenceRecord>,
    pub(super) prefix: String,
    pub(super) suffix: String,
    /// The times of its earlier versions, the oldest first.
    pub(super) revisions: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct EvidenceRecord {
    pub(super) source: String,
    pub(super) quote: Option<String>,
    pub(super) stance: &'static str,
    pub(super) seen: Option<Date>,
}

/// The schema of the JSON export, with its version.
pub(super) const SCHEMA: &str = "postil.notes/1";

#[derive(Debug, Serialize)]
struct Export {
    schema: &'static str,
    checksum: &'static str,
    title: String,
    byline: Option<String>,
    source: Option<String>,
    date: Option<Date>,
    url: Option<String>,
    language: Option<String>,
    annotations: Vec<FullRecord>,
    /// Undecided suggestions, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggested: Option<SuggestedRecord>,
}

#[derive(Debug, Serialize)]
struct SuggestedRecord {
    claims: Vec<SuggestedClaimRecord>,
    entities: Vec<SuggestedEntityRecord>,
}

#[derive(Debug, Serialize)]
struct SuggestedClaimRecord {
    start: usize,
    end: usize,
    quote: String,
    speaker: Option<String>,
}

#[derive(Debug, Serialize)]
struct SuggestedEntityRecord {
    kind: &'static str,
    name: String,
    mentions: Vec<(usize, usize)>,
}

fn suggested(input: &Input<'_>) -> Option<SuggestedRecord> {
    let from = input.suggested?;
    let text = input.document.text();
    let index = ScalarIndex::new(text);
    let place = |r: crate::document::TextRange| (index.scalar(text, r.start), index.scalar(text, r.end));
    Some(SuggestedRecord {
        claims: from
            .claims
            .iter()
            .map(|claim| SuggestedClaimRecord {
                start: place(claim.range).0,
                end: place(claim.range).1,
                quote: claim.quote.clone(),
                speaker: claim.speaker.clone(),
            })
            .collect(),
        entities: from
            .entities
            .iter()
            .map(|entity| SuggestedEntityRecord {
                kind: entity.kind.name(),
                name: entity.name.clone(),
                mentions: entity.mentions.iter().map(|m| place(*m)).collect(),
            })
            .collect(),
    })
}

/// The array of annotations of `postil notes --json`, in document order.
pub fn notes(document: &Document, annotations: &[(Annotation, Located)]) -> String {
    pretty(&array(document, annotations))
}

/// The same array before serialisation.
pub fn array(document: &Document, annotations: &[(Annotation, Located)]) -> Vec<Record> {
    let index = ScalarIndex::new(document.text());
    in_order(annotations)
        .into_iter()
        .map(|(a, at)| record(document, &index, a, at))
        .collect()
}

/// The article's notes with all their fields.
pub(super) fn export(input: &Input<'_>) -> String {
    let meta = input.document.metadata();
    pretty(&Export {
        schema: SCHEMA,
        checksum: super::rendered::NO_CHECKSUM,
        title: meta.title.clone(),
        byline: meta.byline.clone(),
        source: meta.source.clone(),
        date: meta.date,
        url: meta.url.clone(),
        language: meta.language.clone(),
        annotations: records(input),
        suggested: suggested(input),
    })
}

/// All annotations that can be shown, in document order.
pub(super) fn records(input: &Input<'_>) -> Vec<FullRecord> {
    let index = ScalarIndex::new(input.document.text());
    in_order(input.annotations)
        .into_iter()
        .map(|(a, at)| full(input, &index, a, at))
        .collect()
}

fn record(document: &Document, index: &ScalarIndex, annotation: &Annotation, at: &Located) -> Record {
    let scalar = |offset: usize| index.scalar(document.text(), offset);
    let is_claim = annotation.kind == AnnotationKind::Claim;
    let speaker = annotation.speech.as_ref().map(|s| one_line(&s.speaker));
    Record {
        of_kind: annotation.kind,
        changed: annotation.updated,
        id: annotation.id.to_string(),
        kind: annotation.kind.name(),
        state: at.state.name(),
        start: at.range.map(|r| scalar(r.start)),
        end: at.range.map(|r| scalar(r.end)),
        quote: clean(&annotation.anchor.quote),
        verdict: annotation.verdict.as_deref().map(one_line),
        status: is_claim.then(|| annotation.status.name()),
        standing: is_claim.then(|| annotation.standing()),
        speaker: speaker.filter(|s| !s.is_empty()),
        note: annotation.note.as_deref().map(clean),
        tags: annotation.tags.iter().map(|t| one_line(t)).collect(),
        author: annotation.author.as_deref().map(one_line),
        carried: annotation.carried.map(|text| text.to_string()),
        created: seconds(annotation.created),
        updated: seconds(annotation.updated),
    }
}

fn full(input: &Input<'_>, index: &ScalarIndex, annotation: &Annotation, at: &Located) -> FullRecord {
    // Every field is named, so that a new one cannot be forgotten.
    let Annotation {
        id,
        anchor,
        speech,
        entity_kind,
        name,
        evidence,
        restatement,
        colour,
        // These are in the record.
        kind: _,
        verdict: _,
        status: _,
        tags: _,
        note: _,
        author: _,
        carried: _,
        created: _,
        updated: _,
        // These are not exported.
        deleted: _,
        into: _,
        unknown: _,
    } = annotation;
    let evidence = evidence.iter().map(|e| EvidenceRecord {
        source: one_line(&e.source),
        quote: e.quote.as_deref().map(clean),
        stance: e.stance.name(),
        seen: e.seen,
    });
    FullRecord {
        record: record(input.document, index, annotation, at),
        cue: speech.as_ref().and_then(|s| s.cue.as_deref()).map(one_line),
        entity_kind: *entity_kind,
        name: name.as_deref().map(one_line),
        restatement: restatement.as_deref().map(clean),
        colour: colour.as_deref().map(one_line),
        evidence: evidence.collect(),
        prefix: clean(&anchor.prefix),
        suffix: clean(&anchor.suffix),
        revisions: input.notebook.revisions(*id).into_iter().map(seconds).collect(),
    }
}

fn clean(text: &str) -> String {
    harmless(text).into_owned()
}

/// A time to the second: `2026-11-25T03:21:00Z`.
pub fn seconds(at: crate::notes::Timestamp) -> String {
    format!("{at:.0}")
}

/// `value` on several lines, ending in a line feed.
pub fn pretty(value: &impl Serialize) -> String {
    // Serialising structs of strings and numbers into memory cannot fail.
    let mut out = serde_json::to_string_pretty(value).unwrap_or_default();
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_array_has_the_fields_of_the_design_in_their_order() {
        let sample = sample::usual();
        let text = notes(&sample.document, &sample.annotations);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let first = value
            .as_array()
            .unwrap()
            .iter()
            .find(|a| a["verdict"] == "refuted")
            .unwrap();
        let keys = [
            "id", "kind", "state", "start", "end", "quote", "verdict", "status", "speaker", "note", "tags",
            "author", "created", "updated",
        ];
        let found: Vec<&String> = first.as_object().unwrap().keys().collect();
        assert_eq!(found.len(), keys.len());
        let mut last = 0;
        for key in keys {
            let at = text.find(&format!("\"{key}\":")).unwrap();
            assert!(at >= last, "{key} is out of order");
            last = at;
        }
        let chars: Vec<char> = sample.document.text().chars().collect();
        let (start, end) = (
            first["start"].as_u64().unwrap() as usize,
            first["end"].as_u64().unwrap() as usize,
        );
        assert_eq!(
            chars[start..end].iter().collect::<String>(),
            first["quote"].as_str().unwrap()
        );
        assert_eq!(first["created"], "2026-11-25T03:21:00Z");
        assert_eq!(first["status"], "checked");
        let orphan = value.as_array().unwrap().last().unwrap();
        assert_eq!(
            (&orphan["state"], &orphan["start"]),
            (&"orphan".into(), &serde_json::Value::Null)
        );
        assert_eq!(value.as_array().unwrap().len(), sample.shown());
    }

    #[test]
    fn the_export_names_the_versions_that_an_annotation_had() {
        let mut sample = sample::usual();
        let first = sample.annotations[0].0.clone();
        let at = |second: i64| crate::notes::Timestamp::from_second(second).unwrap();
        let version = |second: i64| Annotation {
            updated: at(second),
            ..first.clone()
        };
        let step = |before: Option<i64>, after: i64| crate::notes::Step {
            label: String::new(),
            at: at(after),
            changes: vec![crate::notes::Change {
                id: first.id,
                before: before.map(version),
                after: Some(version(after)),
            }],
        };
        sample.notebook.apply(step(None, 1_790_000_000));
        sample.notebook.apply(step(Some(1_790_000_000), 1_790_000_060));
        sample.notebook.apply(step(Some(1_790_000_060), 1_790_000_120));
        let value: serde_json::Value = serde_json::from_str(&export(&sample.input())).unwrap();
        let all = value["annotations"].as_array().unwrap();
        let changed = all.iter().find(|a| a["id"] == first.id.to_string()).unwrap();
        assert_eq!(
            changed["revisions"],
            serde_json::json!(["2026-09-21T14:13:20Z", "2026-09-21T14:14:20Z"])
        );
        let others: Vec<_> = all.iter().filter(|a| a["id"] != changed["id"]).collect();
        assert!(!others.is_empty() && others.iter().all(|a| a["revisions"] == serde_json::json!([])));
    }

    #[test]
    fn the_export_adds_what_else_is_known() {
        let sample = sample::usual();
        let value: serde_json::Value = serde_json::from_str(&export(&sample.input())).unwrap();
        assert_eq!(value["schema"], "postil.notes/1");
        assert_eq!(value["date"], "2026-03-14");
        let claim = value["annotations"]
            .as_array()
            .unwrap()
            .iter()
            .find(|a| a["verdict"] == "refuted")
            .unwrap();
        assert_eq!(claim["evidence"][0]["stance"], "refutes");
        assert_eq!(claim["cue"], "said");
    }
}
