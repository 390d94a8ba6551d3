//! Web Annotations (<https://www.w3.org/TR/annotation-model/>), and the JSON of the API of Hypothesis, which has the same
//! selectors in another frame.

use serde_json::Value;

use super::{Draft, IntakeError, line, lines, moment, tags, wrong_json};
use crate::analysis::EntityKind;
use crate::notes::{AnnotationKind, Evidence, Speech, Stance, Status, Timestamp};
use crate::text::clean::harmless;

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<Draft>, IntakeError> {
    let value: Value = serde_json::from_str(text).map_err(|e| wrong_json(&e))?;
    // A page, a collection with its first page, what Hypothesis finds, an array, or one annotation alone.
    let frames = [&value["items"], &value["first"]["items"], &value["rows"], &value];
    let list = frames
        .into_iter()
        .find_map(Value::as_array)
        .map_or(std::slice::from_ref(&value), Vec::as_slice);
    let drafts: Vec<Draft> = list.iter().filter_map(|item| draft(item, now)).collect();
    if drafts.is_empty() && !list.is_empty() {
        return Err(IntakeError::Wrong(
            "no annotation in it quotes a passage".to_owned(),
        ));
    }
    Ok(drafts)
}

/// One or many, as JSON-LD has it everywhere.
fn many(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

fn draft(item: &Value, now: Timestamp) -> Option<Draft> {
    let selectors: Vec<&Value> = many(&item["target"])
        .iter()
        .flat_map(|target| many(&target["selector"]))
        .collect();
    let of_type = |name: &str| selectors.iter().find(|s| s["type"] == name);
    let quote = of_type("TextQuoteSelector")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let created = item["created"].as_str().and_then(moment).unwrap_or(now);
    let mut draft = Draft::new(
        AnnotationKind::Highlight,
        &text(&item["id"]),
        &text(&quote["exact"]),
        created,
    );
    let number = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
    draft.at = of_type("TextPositionSelector").and_then(|s| number(&s["start"]).zip(number(&s["end"])));
    let out = &mut draft.annotation;
    out.anchor.prefix = harmless(&text(&quote["prefix"])).into_owned();
    out.anchor.suffix = harmless(&text(&quote["suffix"])).into_owned();
    out.updated = ["modified", "updated"]
        .iter()
        .find_map(|k| moment(item[*k].as_str()?))
        .unwrap_or(created);
    let author = [
        &item["creator"]["name"],
        &item["creator"],
        &item["user_info"]["display_name"],
        &item["user"],
    ];
    out.author = author.into_iter().find_map(|a| line(a.as_str()?));
    out.note = item["text"]
        .as_str()
        .or(item["bodyValue"].as_str())
        .and_then(lines);
    let mut all_tags: Vec<&str> = many(&item["tags"]).iter().filter_map(Value::as_str).collect();
    for body in many(&item["body"]) {
        let value = body["value"].as_str().or(body.as_str()).unwrap_or_default();
        match (
            body["purpose"].as_str().unwrap_or("commenting"),
            body["label"].as_str(),
        ) {
            ("tagging", _) => all_tags.push(value),
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
            ("classifying", _) => out.entity_kind = EntityKind::parse(value),
            ("identifying", _) => out.name = line(value),
            ("linking", _) => out.evidence.extend(evidence(value)),
            _ => out.note = joined(out.note.take(), value),
        }
    }
    out.tags = tags(all_tags);
    out.kind = kind(item["motivation"].as_str(), out);
    Some(draft)
}

fn kind(motivation: Option<&str>, annotation: &crate::notes::Annotation) -> AnnotationKind {
    match motivation {
        Some("assessing") => AnnotationKind::Claim,
        Some("identifying") if annotation.entity_kind.is_some() => AnnotationKind::Entity,
        Some("highlighting") => AnnotationKind::Highlight,
        _ if annotation.verdict.is_some() || annotation.speech.is_some() => AnnotationKind::Claim,
        _ if annotation.note.is_some() => AnnotationKind::Note,
        _ => AnnotationKind::Highlight,
    }
}

fn status(value: &str) -> Status {
    let all = [Status::ToCheck, Status::Checking, Status::Checked];
    all.into_iter().find(|s| s.name() == value).unwrap_or_default()
}

/// The stance and the source, `refutes: https://x.example`, with a quote on the next line, as our own export has it.
fn evidence(value: &str) -> Option<Evidence> {
    let (first, quote) = value.split_once('\n').unwrap_or((value, ""));
    let stances = [Stance::Supports, Stance::Refutes, Stance::Context];
    let said = |stance: &Stance| {
        first
            .strip_prefix(stance.name())
            .and_then(|rest| rest.strip_prefix(": "))
    };
    let (stance, source) = stances
        .into_iter()
        .find_map(|s| said(&s).map(|rest| (s, rest)))
        .unwrap_or((Stance::Context, first));
    let quote = lines(quote.trim().trim_matches(['“', '”']));
    Some(Evidence {
        source: line(source)?,
        quote,
        stance,
        seen: None,
    })
}

fn joined(before: Option<String>, more: &str) -> Option<String> {
    match (before, lines(more)) {
        (Some(before), Some(more)) => Some(format!("{before}\n\n{more}")),
        (before, more) => before.or(more),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, now, place};
    use super::super::{Format, read};
    use crate::notes::AnnotationKind;

    #[test]
    fn hypothesis_gives_quote_text_and_tags() {
        let text = r#"{"total": 1, "rows": [{"id": "AbC", "created": "2026-01-02T03:04:05.678901+00:00", "user": "acct:ida@hypothes.is",
            "uri": "https://x.example", "text": "Who counts?", "tags": ["sea"], "target": [{"source": "https://x.example", "selector": [
            {"type": "RangeSelector"}, {"type": "TextPositionSelector", "start": 900, "end": 910},
            {"type": "TextQuoteSelector", "exact": "Nobody swims there", "prefix": "kronor. ", "suffix": "."}]}]},
            {"id": "page note", "target": [{"source": "x"}]}]}"#;
        assert_eq!(Format::detect(text), Some(Format::Web));
        let document = document();
        let placed = place(read(Format::Web, text, now()).unwrap(), &document);
        assert_eq!(placed.len(), 1, "a note on the page as a whole has no passage");
        let note = &placed[0].0;
        assert_eq!(document.slice(note.anchor.range), "Nobody swims there");
        assert_eq!(
            (note.kind, note.note.as_deref()),
            (AnnotationKind::Note, Some("Who counts?"))
        );
        assert_eq!(note.author.as_deref(), Some("acct:ida@hypothes.is"));
        assert_eq!(note.tags, ["sea"]);
    }

    #[test]
    fn one_web_annotation_with_bodies_is_a_claim() {
        let text = r#"{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://x.example/1", "type": "Annotation",
            "motivation": "assessing", "creator": {"type": "Person", "name": "A. Reader"}, "body": [
            {"type": "TextualBody", "purpose": "assessing", "label": "verdict", "value": "refuted"},
            {"type": "TextualBody", "purpose": "describing", "label": "speaker", "value": "Ida Lund"},
            {"type": "TextualBody", "purpose": "linking", "label": "evidence", "value": "refutes: https://y.example\n“a loss”"},
            {"type": "TextualBody", "value": "one"}, {"type": "TextualBody", "purpose": "commenting", "value": "two"}],
            "target": {"source": "x", "selector": {"type": "TextQuoteSelector", "exact": "the ferry lost 4 million kronor"}}}"#;
        let placed = place(read(Format::Web, text, now()).unwrap(), &document());
        let claim = &placed[0].0;
        assert_eq!(claim.kind, AnnotationKind::Claim);
        assert_eq!(claim.verdict.as_deref(), Some("refuted"));
        assert_eq!(claim.speech.as_ref().unwrap().speaker, "Ida Lund");
        assert_eq!(claim.evidence[0].source, "https://y.example");
        assert_eq!(claim.evidence[0].quote.as_deref(), Some("a loss"));
        assert_eq!(claim.note.as_deref(), Some("one\n\ntwo"));
    }
}
