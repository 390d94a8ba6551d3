//! Web Annotations (<https://www.w3.org/TR/annotation-model/>), and the JSON of Hypothesis, from its API and from its Export button
//! (`JSONExportContent` of its client), which has the same selectors in another structure.

use serde_json::Value;
use serde_json::value::RawValue;

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Reply, Spot, beginning, id_of, joined, line,
    lines, moment, reply_text, status, tags,
};
use super::json::{Frame, value};
use super::{IntakeError, within_limit};
use crate::analysis::EntityKind;
use crate::notes::{Annotation, AnnotationKind, Evidence, Speech, Stance, Timestamp};
use crate::text::clean::harmless;

/// The fields that these formats can represent: all except the colour.
const TOLD: [Field; 11] = [
    Field::Kind,
    Field::Speech,
    Field::EntityKind,
    Field::Name,
    Field::Verdict,
    Field::Status,
    Field::Evidence,
    Field::Tags,
    Field::Note,
    Field::Restatement,
    Field::Author,
];
/// The fields that Hypothesis has.
const TOLD_BY_HYPOTHESIS: [Field; 3] = [Field::Tags, Field::Note, Field::Author];

/// The maximum nesting of selectors.
const DEPTH: usize = 8;

/// Whether a file has one of these formats.
pub(super) fn is_web(frame: &Frame<'_>) -> bool {
    match frame {
        Frame::List(_) => true,
        Frame::Object(_) => {
            ["items", "first", "rows", "target"]
                .iter()
                .any(|k| frame.raw(k).is_some())
                || frame.raw("annotations").is_some() && frame.raw("client_version").is_some()
        }
    }
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let frame = Frame::of(text)?;
    let title = title_of(&frame.field("label"));
    // A result or export of Hypothesis, a page, a collection with its first page, an array, or a single annotation.
    let first = frame.raw("first").and_then(|raw| Frame::of(raw.get()).ok());
    let list = ["rows", "annotations", "items"]
        .iter()
        .find_map(|key| frame.list(key))
        .or_else(|| first?.list("items"));
    let list: Vec<&RawValue> = match (list, frame) {
        (Some(list), _) | (None, Frame::List(list)) => list,
        (None, Frame::Object(fields)) if fields.contains_key("target") => {
            let one = serde_json::from_str(text);
            vec![one.map_err(|_| IntakeError::Wrong("not the JSON of annotations".to_owned()))?]
        }
        (None, Frame::Object(_)) => {
            return Err(IntakeError::Wrong(
                "no list of annotations in it: neither items nor rows nor annotations".to_owned(),
            ));
        }
    };
    within_limit(list.len())?;
    let items = list.into_iter().zip(1..);
    Ok(items
        .map(|(raw, n)| item(raw, Spot::Index(n), title.as_deref(), now))
        .collect())
}

/// One value or a list, as everywhere in JSON-LD.
fn many(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// The first string of a title, which may be a list, or a map by language.
fn title_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => line(text),
        Value::Array(items) => items.iter().find_map(title_of),
        Value::Object(by_language) => by_language.values().find_map(title_of),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn item(raw: &RawValue, spot: Spot, title: Option<&str>, now: Timestamp) -> IntakeItem {
    let not_understood = |why: String| IntakeItem {
        spot,
        words: beginning(raw.get()),
        source: ItemSource::default(),
        content: Err(Reason::NotUnderstood(why)),
    };
    let item = match value(raw) {
        Ok(item) if item.is_object() => item,
        Ok(_) => return not_understood("it is not an object".to_owned()),
        Err(why) => return not_understood(why),
    };
    if item["target"].is_null() && item["uri"].is_null() {
        return not_understood("it has no target".to_owned());
    }
    let source = source(&item, title);
    let mut passages = many(&item["target"]).iter().filter_map(passage);
    let passage = passages.next();
    let mut draft = draft(&item, passage.as_ref(), now);
    // A Web Annotation may have several passages, ours has one: the others are listed in its note.
    for other in passages {
        draft.add_to_note(&format!("Also on: “{}”", other.exact.trim()));
    }
    let quoted = passage.as_ref().map(|p| p.exact.as_str()).unwrap_or_default();
    let note = draft.annotation.note.as_deref().unwrap_or_default();
    let words = beginning(if quoted.trim().is_empty() { note } else { quoted });
    let references: Vec<String> = strings(&item["references"]);
    let selected = many(&item["target"])
        .iter()
        .any(|t| !many(&t["selector"]).is_empty());
    let content = if !references.is_empty() {
        Ok(Content::Reply(reply(
            &draft,
            references,
            item["created"].as_str(),
        )))
    } else if !quoted.trim().is_empty() {
        Ok(Content::Passage(draft))
    } else if selected {
        Err(Reason::WithoutPassage(
            "it gives a position and no words to search for",
        ))
    } else {
        draft.annotation.kind = AnnotationKind::Note;
        Ok(Content::Page(draft))
    };
    IntakeItem {
        spot,
        words,
        source,
        content,
    }
}

fn strings(value: &Value) -> Vec<String> {
    many(value)
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// A reply as a paragraph of the note that it answers.
fn reply(draft: &Draft, references: Vec<String>, created: Option<&str>) -> Reply {
    let annotation = &draft.annotation;
    let author = annotation
        .author
        .as_deref()
        .map(|a| a.strip_prefix("acct:").unwrap_or(a));
    let at = created.and_then(moment);
    let said = annotation.note.as_deref().into_iter().map(str::to_owned);
    let tags = annotation.tags.iter().map(|tag| format!("#{tag}"));
    let words: Vec<String> = said.chain(tags).collect();
    Reply {
        // The first is the start of the thread.
        to: references,
        text: reply_text(author, at, &words.join(" ")),
        at,
    }
}

fn source(item: &Value, title: Option<&str>) -> ItemSource {
    let target = many(&item["target"]).first().unwrap_or(&Value::Null);
    let addresses = [
        &item["uri"],
        &target["source"],
        &target["source"]["id"],
        target,
        &target["id"],
    ];
    let own = title_of(&item["document"]["title"]).or_else(|| title_of(&target["source"]["title"]));
    ItemSource {
        address: addresses.into_iter().find_map(|a| line(a.as_str()?)),
        title: own.or_else(|| title.map(str::to_owned)),
    }
}

/// The passage quoted by the selectors of one target.
#[derive(Default)]
struct Passage {
    exact: String,
    prefix: String,
    suffix: String,
    at: Option<(usize, usize)>,
}

/// The passage quoted by a target; `None` if none of its selectors and refinements has a quote.
fn passage(target: &Value) -> Option<Passage> {
    let selectors = many(&target["selector"]);
    let mut quotes = Vec::new();
    for selector in selectors {
        gather_quotes(selector, 0, &mut quotes);
    }
    // A refinement of another selection is more precise.
    let (_, quote) = quotes.into_iter().max_by_key(|(depth, _)| *depth)?;
    let text = |key: &str| quote[key].as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
    let at = selectors
        .iter()
        .filter(|s| s["type"] == "TextPositionSelector")
        .find_map(|s| number(&s["start"]).zip(number(&s["end"])));
    Some(Passage {
        exact: text("exact"),
        prefix: text("prefix"),
        suffix: text("suffix"),
        at: at.filter(|(start, end)| start < end),
    })
}

/// The quotes among selectors, with their depth. Of equal depth, the first comes first.
fn gather_quotes<'a>(selector: &'a Value, depth: usize, out: &mut Vec<(usize, &'a Value)>) {
    if depth > DEPTH {
        return;
    }
    let is_quote = selector["type"] == "TextQuoteSelector"
        && selector["exact"]
            .as_str()
            .is_some_and(|exact| !exact.trim().is_empty());
    if is_quote && !out.iter().any(|(other, _)| *other == depth) {
        out.push((depth, selector));
    }
    for finer in many(&selector["refinedBy"]) {
        gather_quotes(finer, depth + 1, out);
    }
}

fn draft(item: &Value, passage: Option<&Passage>, now: Timestamp) -> Draft {
    let name = item["id"].as_str().unwrap_or_default().to_owned();
    let created = item["created"].as_str().and_then(moment);
    let exact = passage.map(|p| p.exact.as_str()).unwrap_or_default();
    let mut draft = Draft::new(AnnotationKind::Highlight, &name, exact, created, now);
    let updated = ["modified", "updated"]
        .iter()
        .find_map(|k| moment(item[*k].as_str()?));
    if let Some(passage) = passage {
        draft.at = passage.at;
        draft.annotation.anchor.prefix = harmless(&passage.prefix).into_owned();
        draft.annotation.anchor.suffix = harmless(&passage.suffix).into_owned();
    }
    let out = &mut draft.annotation;
    out.updated = updated.unwrap_or(out.created);
    let author = [
        &item["creator"]["name"],
        &item["creator"],
        &item["creator"]["id"],
        &item["user_info"]["display_name"],
        &item["user"],
    ];
    // For annotations without an author our own export writes an account, which Hypothesis requires.
    let is_made_up = |name: &str| name.starts_with("acct:") && name.ends_with("@postil");
    let named = author.into_iter().filter_map(|a| a.as_str());
    out.author = named.filter(|name| !is_made_up(name)).find_map(line);
    out.note = item["text"]
        .as_str()
        .or(item["bodyValue"].as_str())
        .and_then(lines);
    let mut all_tags = strings(&item["tags"]);
    for body in many(&item["body"]) {
        take_body(out, body, &mut all_tags);
    }
    out.tags = tags(all_tags.iter().map(String::as_str));
    out.kind = kind(item["motivation"].as_str(), out);
    // Without a name, one is made from the content.
    if name.is_empty() {
        let said = format!(
            "web {} {} {}",
            source(item, None).address.unwrap_or_default(),
            out.note.as_deref().unwrap_or_default(),
            out.tags.join(" ")
        );
        out.id = id_of(&said, exact, created);
    }
    draft.told = if item["body"].is_null() && item["bodyValue"].is_null() {
        TOLD_BY_HYPOTHESIS.to_vec()
    } else {
        TOLD.to_vec()
    };
    draft
}

/// Adds the content of one body.
fn take_body(out: &mut Annotation, body: &Value, all_tags: &mut Vec<String>) {
    let values = [&body["value"], body, &body["source"], &body["id"]];
    let value = values.into_iter().find_map(Value::as_str).unwrap_or_default();
    let purpose = body["purpose"].as_str().unwrap_or("commenting");
    match (purpose, body["label"].as_str()) {
        ("tagging", _) => all_tags.push(value.to_owned()),
        ("assessing", Some("status")) => out.status = status(value),
        ("assessing", _) => out.verdict = line(value),
        ("describing", Some("speaker")) => {
            out.speech = line(value).map(|speaker| Speech { speaker, cue: None });
        }
        ("describing", Some("cue")) => {
            if let Some(speech) = &mut out.speech {
                speech.cue = line(value);
            }
        }
        ("describing", Some("restatement")) => out.restatement = lines(value),
        ("classifying", _) if EntityKind::parse(value).is_some() => {
            out.entity_kind = EntityKind::parse(value);
        }
        ("identifying", _) => out.name = line(value),
        ("linking", Some("evidence")) => out.evidence.extend(evidence(value)),
        _ => out.note = joined(out.note.take(), value),
    }
}

fn kind(motivation: Option<&str>, annotation: &Annotation) -> AnnotationKind {
    match motivation {
        Some("assessing") => AnnotationKind::Claim,
        Some("identifying") if annotation.entity_kind.is_some() => AnnotationKind::Entity,
        Some("highlighting") => AnnotationKind::Highlight,
        Some("commenting") => AnnotationKind::Note,
        _ if annotation.verdict.is_some() || annotation.speech.is_some() => AnnotationKind::Claim,
        _ if annotation.note.is_some() => AnnotationKind::Note,
        _ => AnnotationKind::Highlight,
    }
}

/// The stance and the source, `refutes: https://x.example`, with a quote on the next line, as in our own export.
fn evidence(value: &str) -> Option<Evidence> {
    let (first, quote) = value.split_once('\n').unwrap_or((value, ""));
    let (stance, source) = stance(first);
    Some(Evidence {
        source: line(source)?,
        quote: lines(quote.trim().trim_matches(['“', '”'])),
        stance,
        seen: None,
    })
}

/// Splits off a stance: `refutes: https://x.example`.
pub(super) fn stance(text: &str) -> (Stance, &str) {
    let stances = [Stance::Supports, Stance::Refutes, Stance::Context];
    let said = |stance: &Stance| {
        text.strip_prefix(stance.name())
            .and_then(|rest| rest.strip_prefix(": "))
    };
    stances
        .into_iter()
        .find_map(|s| said(&s).map(|rest| (s, rest)))
        .unwrap_or((Stance::Context, text))
}
