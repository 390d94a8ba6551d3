//! What Postil itself writes as JSON: the array of `postil notes --json`, and the object of `postil export`.

use serde::Deserialize;
use serde_json::Value;

use super::{Draft, IntakeError, line, lines, moment, tags, wrong_json};
use crate::analysis::EntityKind;
use crate::notes::{AnnotationKind, Evidence, Speech, Stance, Status, Timestamp};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Record {
    id: String,
    kind: String,
    start: Option<usize>,
    end: Option<usize>,
    quote: String,
    prefix: String,
    suffix: String,
    verdict: Option<String>,
    status: Option<String>,
    speaker: Option<String>,
    cue: Option<String>,
    entity_kind: Option<String>,
    name: Option<String>,
    restatement: Option<String>,
    colour: Option<String>,
    evidence: Vec<EvidenceRecord>,
    note: Option<String>,
    tags: Vec<String>,
    author: Option<String>,
    created: Option<String>,
    updated: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct EvidenceRecord {
    source: String,
    quote: Option<String>,
    stance: String,
    seen: Option<crate::document::Date>,
}

#[derive(Deserialize)]
struct Export {
    annotations: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Notes(Vec<Record>),
    Export(Export),
}

/// Whether `value` is one of the two.
pub(super) fn is_own(value: &Value) -> bool {
    let own_schema = value["schema"]
        .as_str()
        .is_some_and(|s| s.starts_with("postil.notes/"));
    own_schema || value[0]["state"].is_string() && value[0]["quote"].is_string()
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<Draft>, IntakeError> {
    let records = match serde_json::from_str(text).map_err(|e| wrong_json(&e))? {
        File::Notes(records) | File::Export(Export { annotations: records }) => records,
    };
    Ok(records.iter().filter_map(|record| draft(record, now)).collect())
}

fn draft(record: &Record, now: Timestamp) -> Option<Draft> {
    let kind = match record.kind.as_str() {
        "claim" => AnnotationKind::Claim,
        "highlight" => AnnotationKind::Highlight,
        "entity" => AnnotationKind::Entity,
        "note" => AnnotationKind::Note,
        _ => return None,
    };
    let one = |text: &Option<String>| text.as_deref().and_then(line);
    let created = record.created.as_deref().and_then(moment).unwrap_or(now);
    let mut draft = Draft::new(kind, &record.id, &record.quote, created);
    draft.at = record.start.zip(record.end);
    let out = &mut draft.annotation;
    out.anchor.prefix = lines_kept(&record.prefix);
    out.anchor.suffix = lines_kept(&record.suffix);
    out.updated = record.updated.as_deref().and_then(moment).unwrap_or(created);
    out.verdict = one(&record.verdict);
    out.status = match record.status.as_deref() {
        Some("checked") => Status::Checked,
        Some("checking") => Status::Checking,
        _ => Status::ToCheck,
    };
    out.speech = one(&record.speaker).map(|speaker| Speech {
        speaker,
        cue: one(&record.cue),
    });
    out.entity_kind = record.entity_kind.as_deref().and_then(EntityKind::parse);
    out.name = one(&record.name);
    out.restatement = record.restatement.as_deref().and_then(lines);
    out.colour = one(&record.colour);
    out.note = record.note.as_deref().and_then(lines);
    out.tags = tags(record.tags.iter().map(String::as_str));
    out.author = one(&record.author);
    out.evidence = record.evidence.iter().filter_map(evidence).collect();
    Some(draft)
}

fn evidence(record: &EvidenceRecord) -> Option<Evidence> {
    let stance = match record.stance.as_str() {
        "supports" => Stance::Supports,
        "refutes" => Stance::Refutes,
        _ => Stance::Context,
    };
    let quote = record.quote.as_deref().and_then(lines);
    Some(Evidence {
        source: line(&record.source)?,
        quote,
        stance,
        seen: record.seen,
    })
}

/// Context counts with the spaces at its ends.
fn lines_kept(text: &str) -> String {
    crate::text::clean::harmless(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, now, place};
    use super::super::{Format, read};

    #[test]
    fn what_was_exported_comes_back() {
        let text = r#"{"schema": "postil.notes/1", "annotations": [{
            "id": "01a210d4-f420-73cf-b1f5-111893843627", "kind": "claim", "state": "ok", "start": 30, "end": 60,
            "quote": "the ferry lost 4 million kronor", "verdict": "refuted", "status": "checked", "speaker": "Ida Lund",
            "note": "no", "tags": ["a", "a"], "author": null, "created": "2026-11-25T03:21:00Z",
            "updated": "2026-11-25T03:22:00Z", "cue": "said",
            "evidence": [{"source": "https://x.example", "quote": null, "stance": "refutes", "seen": "2026-01-02"}]
        }, {"kind": "rejection", "quote": "x"}]}"#;
        assert_eq!(Format::detect(text), Some(Format::Postil));
        let document = document();
        let placed = place(read(Format::Postil, text, now()).unwrap(), &document);
        assert_eq!(placed.len(), 1);
        let claim = &placed[0].0;
        assert_eq!(claim.id.to_string(), "01a210d4-f420-73cf-b1f5-111893843627");
        assert_eq!(
            document.slice(claim.anchor.range),
            "the ferry lost 4 million kronor",
            "wrong places are mended"
        );
        assert_eq!(claim.verdict.as_deref(), Some("refuted"));
        assert_eq!(claim.tags, ["a"]);
        assert_eq!(claim.evidence[0].stance.name(), "refutes");
        assert_eq!(claim.updated.to_string(), "2026-11-25T03:22:00Z");
    }

    #[test]
    fn broken_json_is_told_with_its_place() {
        let error = read(Format::Postil, "[\n{,", now()).unwrap_err();
        assert!(error.to_string().starts_with("line 2"), "{error}");
    }
}
