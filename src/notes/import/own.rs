//! Postil's own JSON: the array of `postil notes --json`, that of `postil notes --all --json`, the object of `postil export --format json`,
//! an array of such objects, and the lines of `postil export --format jsonl`.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, line, lines, moment, tags,
};
use super::json::{Frame, value};
use super::{IntakeError, within_limit};
use crate::analysis::EntityKind;
use crate::notes::{Annotation, AnnotationKind, Evidence, Speech, Stance, Status, Timestamp};

/// The schema of the export, without its version.
const SCHEMA: &str = "postil.notes/";
const VERSION: u32 = 1;
/// The schema of a line.
const LINE_SCHEMA: &str = "postil.note/";

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    id: String,
    kind: String,
    start: Option<usize>,
    end: Option<usize>,
    #[serde(default)]
    quote: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    verdict: Option<String>,
    status: Option<String>,
    speaker: Option<String>,
    cue: Option<String>,
    entity_kind: Option<String>,
    name: Option<String>,
    restatement: Option<String>,
    colour: Option<String>,
    #[serde(default)]
    evidence: Vec<EvidenceRecord>,
    note: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    author: Option<String>,
    created: Option<String>,
    updated: Option<String>,
    #[serde(default)]
    revisions: Vec<String>,
}

#[derive(Deserialize)]
struct EvidenceRecord {
    source: String,
    quote: Option<String>,
    #[serde(default)]
    stance: String,
    seen: Option<crate::document::Date>,
}

/// Whether a file is one of ours.
pub(super) fn is_own(frame: &Frame<'_>) -> bool {
    match frame {
        Frame::Object(_) => frame
            .field("schema")
            .as_str()
            .is_some_and(|s| s.starts_with(SCHEMA)),
        Frame::List(list) => list.first().is_some_and(|first| {
            let first = value(first).unwrap_or(Value::Null);
            first["state"].is_string() && first["quote"].is_string()
                || first["article"].is_object() && first["annotations"].is_array()
                || first["schema"].as_str().is_some_and(|s| s.starts_with(SCHEMA))
        }),
    }
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let frame = Frame::of(text)?;
    let schema = frame.field("schema");
    if let Some(schema) = schema.as_str() {
        let version = schema.strip_prefix(SCHEMA).and_then(|v| v.parse::<u32>().ok());
        if version.is_none_or(|v| v == 0 || v > VERSION) {
            return Err(IntakeError::Wrong(format!(
                "its schema is {}, and this version of Postil reads {SCHEMA}{VERSION}; a newer version may be able to read it",
                beginning(schema)
            )));
        }
    }
    let source = ItemSource {
        address: frame.field("url").as_str().and_then(line),
        title: frame.field("title").as_str().and_then(line),
    };
    let mut out = Vec::new();
    match &frame {
        Frame::Object(_) => {
            let Some(list) = frame.list("annotations") else {
                return Err(IntakeError::Wrong("it has no list of annotations".to_owned()));
            };
            add(&mut out, list, &source, now)?;
        }
        Frame::List(list) => {
            let mut annotations = Vec::new();
            for raw in list {
                match of_article(raw) {
                    Some((source, list)) => add(&mut out, list, &source, now)?,
                    None => annotations.push(*raw),
                }
            }
            add(&mut out, annotations, &source, now)?;
        }
    }
    Ok(out)
}

/// Whether a file consists of lines with annotations, like our export.
pub(super) fn is_lines(text: &str) -> bool {
    text.trim_start()
        .starts_with(&format!("{{\"schema\":\"{LINE_SCHEMA}"))
}

/// Each non-empty line is an item.
pub(super) fn read_lines(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let mut out = Vec::new();
    for (text, number) in text.lines().zip(1..).filter(|(text, _)| !text.trim().is_empty()) {
        within_limit(out.len())?;
        let spot = Spot::Line(number);
        let not_understood = |why: String| IntakeItem {
            spot,
            words: beginning(text),
            source: ItemSource::default(),
            content: Err(Reason::NotUnderstood(why)),
        };
        let Ok(raw) = serde_json::from_str::<&RawValue>(text) else {
            out.push(not_understood("it is not JSON".to_owned()));
            continue;
        };
        let said = match value(raw) {
            Ok(said) => said,
            Err(why) => {
                out.push(not_understood(why));
                continue;
            }
        };
        let schema = said["schema"].as_str().unwrap_or_default();
        let version = schema
            .strip_prefix(LINE_SCHEMA)
            .and_then(|v| v.parse::<u32>().ok());
        if version.is_none_or(|v| v == 0 || v > VERSION) {
            out.push(not_understood(format!(
                "its schema is not {LINE_SCHEMA}{VERSION}"
            )));
            continue;
        }
        let of_article = |key: &str| said["article"][key].as_str().and_then(line);
        let source = ItemSource {
            address: of_article("url"),
            title: of_article("title"),
        };
        out.push(item(raw, spot, source, now));
    }
    Ok(out)
}

/// An article of `notes --all --json` or `export --all --format json`, with its annotations.
fn of_article(raw: &RawValue) -> Option<(ItemSource, Vec<&RawValue>)> {
    if !raw.get().contains("\"annotations\"") {
        return None;
    }
    let frame = Frame::of(raw.get()).ok()?;
    let article = frame.field("article");
    let list = frame.list("annotations")?;
    // In the array of `notes --all` the article is a field, in that of `export --all` it is the object itself.
    let text = |key: &str| article[key].as_str().or(frame.field(key).as_str()).and_then(line);
    let source = ItemSource {
        address: text("url").or_else(|| text("file")),
        title: text("title"),
    };
    Some((source, list))
}

fn add(
    out: &mut Vec<IntakeItem>,
    list: Vec<&RawValue>,
    source: &ItemSource,
    now: Timestamp,
) -> Result<(), IntakeError> {
    within_limit(out.len() + list.len())?;
    for raw in list {
        let spot = Spot::Index(out.len() as u64 + 1);
        out.push(item(raw, spot, source.clone(), now));
    }
    Ok(())
}

fn item(raw: &RawValue, spot: Spot, source: ItemSource, now: Timestamp) -> IntakeItem {
    let read = value(raw).and_then(|value| {
        // The short form of `notes --json` lacks fields; these are unknown, not empty.
        let told: Vec<Field> = Field::ALL
            .into_iter()
            .filter(|f| value.get(key(*f)).is_some())
            .collect();
        let record: Record = serde_json::from_value(value).map_err(|e| e.to_string())?;
        let kind = kind(&record.kind).ok_or_else(|| format!("its kind is {}", beginning(&record.kind)))?;
        Ok((record, kind, told))
    });
    let (record, kind, told) = match read {
        Ok(read) => read,
        Err(why) => {
            return IntakeItem {
                spot,
                words: beginning(raw.get()),
                source,
                content: Err(Reason::NotUnderstood(beginning(&why))),
            };
        }
    };
    let mut draft = draft(&record, kind, now);
    draft.told = told;
    let note = record.note.as_deref().unwrap_or_default();
    let on_passage = !record.quote.trim().is_empty();
    let words = beginning(if on_passage { &record.quote } else { note });
    let content = match kind {
        _ if on_passage => Ok(Content::Passage(draft)),
        AnnotationKind::Note => Ok(Content::Page(draft)),
        _ => Err(Reason::WithoutPassage("it quotes no words to search for")),
    };
    IntakeItem {
        spot,
        words,
        source,
        content,
    }
}

fn kind(name: &str) -> Option<AnnotationKind> {
    let all = [
        AnnotationKind::Claim,
        AnnotationKind::Highlight,
        AnnotationKind::Entity,
        AnnotationKind::Note,
    ];
    all.into_iter().find(|k| k.name() == name)
}

/// The JSON key of a field.
fn key(field: Field) -> &'static str {
    match field {
        Field::Kind => "kind",
        Field::Speech => "speaker",
        Field::EntityKind => "entity_kind",
        Field::Name => "name",
        Field::Verdict => "verdict",
        Field::Status => "status",
        Field::Evidence => "evidence",
        Field::Tags => "tags",
        Field::Note => "note",
        Field::Restatement => "restatement",
        Field::Colour => "colour",
        Field::Author => "author",
    }
}

fn draft(record: &Record, kind: AnnotationKind, now: Timestamp) -> Draft {
    let one = |text: &Option<String>| text.as_deref().and_then(line);
    let created = record.created.as_deref().and_then(moment);
    let mut draft = Draft::new(kind, &record.id, &record.quote, created, now);
    draft.at = record.start.zip(record.end).filter(|(start, end)| start < end);
    draft.revisions = record.revisions.iter().filter_map(|r| moment(r)).collect();
    let out: &mut Annotation = &mut draft.annotation;
    out.anchor.prefix = spaces_kept(&record.prefix);
    out.anchor.suffix = spaces_kept(&record.suffix);
    out.updated = record.updated.as_deref().and_then(moment).unwrap_or(out.created);
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
    draft
}

/// Evidence in JSON, as in a cell of our table.
pub(super) fn evidence_list(json: &str) -> Option<Vec<Evidence>> {
    let records: Vec<EvidenceRecord> = serde_json::from_str(json).ok()?;
    Some(records.iter().filter_map(evidence).collect())
}

fn evidence(record: &EvidenceRecord) -> Option<Evidence> {
    let stance = match record.stance.as_str() {
        "supports" => Stance::Supports,
        "refutes" => Stance::Refutes,
        _ => Stance::Context,
    };
    Some(Evidence {
        source: line(&record.source)?,
        quote: record.quote.as_deref().and_then(lines),
        stance,
        seen: record.seen,
    })
}

/// The spaces at the ends of context are significant.
fn spaces_kept(text: &str) -> String {
    crate::text::clean::harmless(text).into_owned()
}
