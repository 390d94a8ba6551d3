//! Tasks of Label Studio (<https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks>): both the files that
//! `postil export` writes and Label Studio's own exports.
//!
//! Regions with the same id form one annotation: its label, its verdict (a choice) and its note (a text). What cannot be represented in
//! Postil's notes is reported: relations, choices about a whole text, predictions that nobody accepted.

use std::collections::HashMap;

use serde_json::Value;

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, line, lines, moment,
};
use super::json::{Frame, value};
use super::spans::SpanText;
use super::{IntakeError, within_limit};
use crate::notes::{AnnotationKind, Status, Timestamp};

/// Whether a file is an array of tasks.
pub(super) fn is_tasks(frame: &Frame<'_>) -> bool {
    let Frame::List(list) = frame else { return false };
    let first = list
        .first()
        .and_then(|raw| value(raw).ok())
        .unwrap_or(Value::Null);
    first["data"].is_object() && (first["annotations"].is_array() || first["predictions"].is_array())
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let Frame::List(tasks) = Frame::of(text)? else {
        return Err(IntakeError::Wrong("it is no list of tasks".to_owned()));
    };
    let mut out = Vec::new();
    for raw in tasks {
        match value(raw) {
            Ok(task) if task["data"].is_object() => of_task(&mut out, &task, now),
            Ok(_) => out.push(not_understood(out.len(), raw.get(), "it is no task")),
            Err(why) => out.push(not_understood(out.len(), raw.get(), &why)),
        }
        within_limit(out.len())?;
    }
    Ok(out)
}

fn not_understood(before: usize, text: &str, why: &str) -> IntakeItem {
    IntakeItem {
        spot: Spot::Index(before as u64 + 1),
        words: beginning(text),
        source: ItemSource::default(),
        content: Err(Reason::NotUnderstood(why.to_owned())),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn of_task(out: &mut Vec<IntakeItem>, task: &Value, now: Timestamp) {
    // The name of the text is chosen when the project is set up.
    let data = &task["data"];
    let texts = data.as_object().into_iter().flat_map(|data| data.values());
    let longest = || texts.filter_map(Value::as_str).max_by_key(|text| text.len());
    let text = data["text"].as_str().or_else(longest).unwrap_or_default();
    let of = SpanText::new(text, data);
    for annotation in list(&task["annotations"]) {
        of_annotation(out, annotation, &of, now);
    }
    for region in list(&task["predictions"]).iter().flat_map(|p| list(&p["result"])) {
        let why = "a prediction that nobody took over".to_owned();
        out.push(of.item(out.len(), words(region), region, Err(Reason::NotUnderstood(why))));
    }
}

/// The words of a region, as Label Studio keeps them.
fn words(region: &Value) -> &str {
    region["value"]["text"].as_str().unwrap_or_default()
}

fn of_annotation(out: &mut Vec<IntakeItem>, annotation: &Value, of: &SpanText<'_>, now: Timestamp) {
    let author = ["email", "username"]
        .iter()
        .find_map(|key| annotation["completed_by"][*key].as_str())
        .and_then(line);
    let moment_of = |key: &str| annotation[key].as_str().and_then(moment);
    let (created, updated) = (moment_of("created_at"), moment_of("updated_at"));
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    // Labels first, because the others refer to them.
    let results = list(&annotation["result"]);
    let (labels, others): (Vec<&Value>, Vec<&Value>) =
        results.iter().partition(|region| label(region).is_some());
    for region in labels {
        let content = of_label(region, of, now).map(|mut draft| {
            if let Some(created) = created {
                draft.annotation.created = created;
                draft.annotation.updated = updated.unwrap_or(created);
            }
            if author.is_some() {
                draft.annotation.author.clone_from(&author);
                draft.told.push(Field::Author);
            }
            Content::Passage(draft)
        });
        if let (Ok(_), Some(id)) = (&content, region["id"].as_str()) {
            by_id.insert(id, out.len());
        }
        out.push(of.item(out.len(), words(region), region, content));
    }
    for region in others {
        let about = region["id"].as_str().and_then(|id| by_id.get(id)).copied();
        let spot = about.and_then(|at| out.get(at)).map(|item| item.spot);
        let draft = about.and_then(|at| match &mut out.get_mut(at)?.content {
            Ok(Content::Passage(draft)) => Some(draft),
            Ok(_) | Err(_) => None,
        });
        let content = match (draft, spot) {
            (Some(draft), Some(spot)) => add(draft, region).map(|()| Content::PartOf(spot)),
            _ => of_whole(region, now),
        };
        out.push(of.item(
            out.len(),
            words(region),
            region,
            content.map_err(Reason::NotUnderstood),
        ));
    }
}

/// The label of a region.
fn label(region: &Value) -> Option<&str> {
    let value = &region["value"];
    ["labels", "hypertextlabels"]
        .iter()
        .find_map(|key| value[*key][0].as_str())
}

fn of_label(region: &Value, of: &SpanText<'_>, now: Timestamp) -> Result<Draft, Reason> {
    let value = &region["value"];
    let number = |key: &str| value[key].as_u64().and_then(|n| usize::try_from(n).ok());
    let (Some(start), Some(end)) = (number("start"), number("end")) else {
        return Err(Reason::NotUnderstood("its place is not two numbers".to_owned()));
    };
    // The region's own text takes precedence: its offsets count UTF-16 units.
    let quote = match words(region) {
        "" => of.words(start, end),
        words => words,
    };
    if quote.trim().is_empty() {
        return Err(Reason::WithoutPassage(
            "it gives a position and no words to search for",
        ));
    }
    let id = region["id"].as_str().unwrap_or_default();
    let mut draft = of.draft((start, end), quote, label(region).unwrap_or_default(), id, now);
    for note in strings(&region["meta"]["text"]) {
        draft.add_to_note(note);
    }
    Ok(draft)
}

/// One string or several.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(one) => vec![one],
        many => list(many).iter().filter_map(Value::as_str).collect(),
    }
}

/// Adds a result about a region to the region's annotation.
fn add(draft: &mut Draft, region: &Value) -> Result<(), String> {
    let said = &region["value"];
    if let Some(choice) = said["choices"][0].as_str() {
        if draft.annotation.kind != AnnotationKind::Claim {
            return Err("a choice about what is no claim cannot be stored in Postil's notes".to_owned());
        }
        draft.annotation.verdict = line(choice);
        draft.annotation.status = Status::Checked;
        if !draft.told.contains(&Field::Verdict) {
            draft.told.push(Field::Verdict);
        }
        return Ok(());
    }
    if region["type"] == "textarea" {
        for note in strings(&said["text"]) {
            draft.add_to_note(note);
        }
        return Ok(());
    }
    Err(format!(
        "its type is {}",
        beginning(region["type"].as_str().unwrap_or("missing"))
    ))
}

/// Converts a result about the whole text: only a note can be stored.
fn of_whole(region: &Value, now: Timestamp) -> Result<Content, String> {
    match region["type"].as_str() {
        Some("textarea") => {
            let note = strings(&region["value"]["text"]).join("\n\n");
            let mut draft = Draft::new(AnnotationKind::Note, &format!("whole {note}"), "", None, now);
            draft.annotation.note = lines(&note);
            draft.told = vec![Field::Note];
            Ok(Content::Page(draft))
        }
        Some("relation") => Err("a relation between spans cannot be stored in Postil's notes".to_owned()),
        Some("choices") => Err("a choice about a whole text cannot be stored in Postil's notes".to_owned()),
        kind => Err(format!("its type is {}", beginning(kind.unwrap_or("missing")))),
    }
}
