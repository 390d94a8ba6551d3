//! `KOReader`: the JSON of its exporter (`json/1.0.0`), of one book or several, and the file `metadata.….lua` beside a book.

use serde_json::Value;
use serde_json::value::RawValue;

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, line, lines, moment,
};
use super::json::{Frame, value};
use super::{IntakeError, lua, within_limit};
use crate::notes::{AnnotationKind, Timestamp};

/// Whether a JSON file has this format.
pub(super) fn is_koreader(frame: &Frame<'_>) -> bool {
    matches!(frame, Frame::Object(_))
        && (frame.raw("entries").is_some() || frame.raw("documents").is_some())
        && frame.raw("created_on").is_some()
}

/// Whether a file is a Lua table of `KOReader`.
pub(super) fn is_lua(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with("--"));
    lines.next().is_some_and(|l| l.starts_with("return {"))
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    if is_lua(text) {
        return read_lua(text, now);
    }
    let frame = Frame::of(text)?;
    let mut out = Vec::new();
    match frame.list("documents") {
        Some(documents) => {
            for raw in documents {
                if let Ok(document) = Frame::of(raw.get()) {
                    add_document(&mut out, &document, now)?;
                } else {
                    out.push(not_understood(out.len(), raw.get(), "it is not a document"));
                }
            }
        }
        None => add_document(&mut out, &frame, now)?,
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

fn add_document(out: &mut Vec<IntakeItem>, document: &Frame<'_>, now: Timestamp) -> Result<(), IntakeError> {
    let text = |key: &str| document.field(key).as_str().and_then(line);
    let source = ItemSource {
        address: text("file"),
        title: text("title"),
    };
    let entries: Vec<&RawValue> = document.list("entries").unwrap_or_default();
    within_limit(out.len() + entries.len())?;
    for raw in entries {
        match value(raw) {
            Ok(entry) => out.push(item(&entry, out.len(), &source, now)),
            Err(why) => out.push(not_understood(out.len(), raw.get(), &why)),
        }
    }
    Ok(())
}

fn read_lua(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let table = lua::parse(text).map_err(IntakeError::Wrong)?;
    let properties = &table["doc_props"];
    let title = properties["title"].as_str().or(table["stats"]["title"].as_str());
    let source = ItemSource {
        address: table["doc_path"].as_str().and_then(line),
        title: title.and_then(line),
    };
    // Newer versions store annotations, older ones bookmarks.
    let list = [&table["annotations"], &table["bookmarks"]]
        .into_iter()
        .find_map(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    within_limit(list.len())?;
    let items = list.iter().enumerate();
    Ok(items.map(|(n, entry)| item(entry, n, &source, now)).collect())
}

fn item(entry: &Value, before: usize, source: &ItemSource, now: Timestamp) -> IntakeItem {
    let text = |key: &str| entry[key].as_str().unwrap_or_default();
    // A bookmark of an older version has the quote in `notes` and the reader's note in `text`.
    let old = entry["notes"].is_string();
    let (quote, note) = match (old, text("text")) {
        (true, said) if is_made_up(said) => (text("notes"), ""),
        (true, said) => (text("notes"), said),
        (false, quote) => (quote, text("note")),
    };
    let seconds = entry["time"]
        .as_i64()
        .and_then(|s| Timestamp::from_second(s).ok());
    let created = seconds.or_else(|| moment(text("datetime")));
    let updated = moment(text("datetime_updated"));
    // A plain bookmark is on a page and contains no words of the book, though KOReader may fill in the heading.
    let is_page = entry["drawer"].is_null() && entry["pos0"].is_null() && entry["sort"].is_null() && !old
        || old && entry["highlighted"].is_null() && entry["pos0"].is_null();
    let place = if entry["page"].is_null() {
        String::new()
    } else {
        entry["page"].to_string()
    };
    let book = source.title.as_deref().unwrap_or_default();
    let name = format!("koreader {book}");
    let mut draft = Draft::new(AnnotationKind::Highlight, &name, quote, created, now);
    draft.told = vec![Field::Note, Field::Colour];
    draft.annotation.note = lines(note);
    draft.annotation.colour = line(text("color"));
    draft.annotation.updated = updated.unwrap_or(draft.annotation.updated);
    let content = if !entry.is_object() {
        Err(Reason::NotUnderstood("it is not an entry".to_owned()))
    } else if !is_page && !quote.trim().is_empty() {
        Ok(Content::Passage(draft))
    } else if !note.trim().is_empty() {
        let name = format!("koreader note {book} {place} {note}");
        let mut page = Draft::new(AnnotationKind::Note, &name, "", created, now);
        page.told = vec![Field::Note];
        let at = if place.is_empty() {
            String::new()
        } else {
            format!("At page {}: ", place.trim_matches('"'))
        };
        page.annotation.note = lines(&format!("{at}{note}"));
        Ok(Content::Page(page))
    } else {
        Err(Reason::WithoutPassage("a bookmark has no words"))
    };
    IntakeItem {
        spot: Spot::Index(before as u64 + 1),
        words: beginning(if quote.trim().is_empty() { note } else { quote }),
        source: source.clone(),
        content,
    }
}

/// Whether an older version generated the text of a bookmark: 'Page 12 … @ 2021-03-04 05:06:07'.
fn is_made_up(text: &str) -> bool {
    text.is_empty() || text.starts_with("Page ") && text.contains(" @ 20")
}
