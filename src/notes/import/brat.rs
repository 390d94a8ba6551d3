//! The standoff format of brat: <https://brat.nlplab.org/standoff.html>. Each non-empty line is an item: a span is an annotation, its
//! attributes and notes become part of it, and other lines (relations, events, normalisations, equivalences) are not supported and are
//! reported.

use std::collections::HashMap;

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, line, lines, moment, status,
};
use super::own::evidence_list;
use super::{IntakeError, within_limit};
use crate::analysis::EntityKind;
use crate::notes::{AnnotationKind, Speech, Status, Timestamp};

/// Whether a file looks like this format: most of its first lines do.
pub(super) fn is_brat(text: &str) -> bool {
    let lines = text.lines().filter(|l| !l.trim().is_empty()).take(50);
    let (mut all, mut spans, mut like) = (0, 0, 0);
    for row in lines {
        all += 1;
        let name = row.split('\t').next().unwrap_or_default();
        let digits = name.get(1..).unwrap_or_default();
        let numbered = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let known = row.starts_with(['T', 'A', 'M', 'R', 'E', 'N', '#']) && numbered || name == "*";
        like += usize::from(known && row.contains('\t'));
        spans += usize::from(row.starts_with('T') && numbered);
    }
    spans > 0 && 2 * like > all
}

/// A line and its three fields.
struct Row<'a> {
    spot: Spot,
    name: &'a str,
    middle: &'a str,
    rest: &'a str,
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let rows: Vec<Row<'_>> = (1..)
        .zip(text.lines())
        .filter(|(_, row)| !row.trim().is_empty())
        .map(|(number, row)| {
            let mut fields = row.splitn(3, '\t').map(|f| f.trim_end_matches('\r'));
            let mut next = || fields.next().unwrap_or_default();
            Row {
                spot: Spot::Line(number),
                name: next(),
                middle: next(),
                rest: next(),
            }
        })
        .collect();
    within_limit(rows.len())?;
    let mut items: Vec<IntakeItem> = Vec::with_capacity(rows.len());
    let mut spans: HashMap<&str, usize> = HashMap::new();
    for row in &rows {
        let content = match kind_of(row.name) {
            LineKind::Span => span(row, now).map(Content::Passage),
            // Filled in below, because their annotation may come later.
            LineKind::Attribute | LineKind::Note => Ok(Content::PartOf(row.spot)),
            LineKind::Other(what) => Err(Reason::NotUnderstood(what.to_owned())),
        };
        if content.is_ok() && kind_of(row.name) == LineKind::Span {
            spans.entry(row.name).or_insert(items.len());
        }
        let words = if row.rest.trim().is_empty() {
            row.middle
        } else {
            row.rest
        };
        items.push(IntakeItem {
            spot: row.spot,
            words: beginning(if words.is_empty() { row.name } else { words }),
            source: ItemSource::default(),
            content,
        });
    }
    for (index, row) in rows.iter().enumerate() {
        let about = match kind_of(row.name) {
            LineKind::Attribute | LineKind::Note => row.middle.split(' ').nth(1),
            LineKind::Span | LineKind::Other(_) => continue,
        };
        let span = about.and_then(|of| spans.get(of)).copied();
        let spot = span.map(|at| items[at].spot);
        let added = match span.and_then(|at| draft_mut(&mut items[at])) {
            Some(draft) if kind_of(row.name) == LineKind::Note => {
                let kind = row.middle.split(' ').next().unwrap_or_default();
                note(draft, kind, row.rest)
            }
            Some(draft) => attribute(draft, row.middle),
            None => Err(format!(
                "it is about {}, which is not a span of this file",
                shown(about)
            )),
        };
        items[index].content = match (added, spot) {
            (Ok(()), Some(spot)) => Ok(Content::PartOf(spot)),
            (Ok(()), None) => Err(Reason::NotUnderstood("it is about nothing".to_owned())),
            (Err(why), _) => Err(Reason::NotUnderstood(why)),
        };
    }
    Ok(items)
}

fn shown(about: Option<&str>) -> String {
    match about.map(beginning) {
        Some(name) if !name.is_empty() => name,
        _ => "nothing".to_owned(),
    }
}

fn draft_mut(item: &mut IntakeItem) -> Option<&mut Draft> {
    match &mut item.content {
        Ok(Content::Passage(draft) | Content::Page(draft)) => Some(draft),
        Ok(Content::Reply(_) | Content::PartOf(_)) | Err(_) => None,
    }
}

/// The kind of a line, by the first letter of its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Span,
    Attribute,
    Note,
    Other(&'static str),
}

fn kind_of(name: &str) -> LineKind {
    match name.chars().next() {
        Some('T') => LineKind::Span,
        Some('A' | 'M') => LineKind::Attribute,
        Some('#') => LineKind::Note,
        Some('R') => LineKind::Other("a relation between spans cannot be stored in Postil's notes"),
        Some('E') => LineKind::Other("an event cannot be stored in Postil's notes"),
        Some('N') => LineKind::Other("a normalisation cannot be stored in Postil's notes"),
        Some('*') => LineKind::Other("an equivalence cannot be stored in Postil's notes"),
        _ => LineKind::Other("it is not a line of brat's standoff format"),
    }
}

fn span(row: &Row<'_>, now: Timestamp) -> Result<Draft, Reason> {
    let wrong = |what: &str| Reason::NotUnderstood(what.to_owned());
    let (label, places) = row
        .middle
        .split_once(' ')
        .ok_or_else(|| wrong("a span has a label and a place"))?;
    let at = places_of(places).ok_or_else(|| wrong("its place is not two numbers, as in 0 5"))?;
    if row.rest.trim().is_empty() {
        return Err(Reason::WithoutPassage(
            "it gives a position and no words to search for",
        ));
    }
    Ok(draft(label, at, row, now))
}

/// The start and end of a span, which may be discontinuous: '0 5;6 10'.
fn places_of(places: &str) -> Option<(usize, usize)> {
    let mut whole: Option<(usize, usize)> = None;
    for piece in places.split(';') {
        let (start, end) = piece.trim().split_once(' ')?;
        let (start, end): (usize, usize) = (start.parse().ok()?, end.parse().ok()?);
        whole = Some(whole.map_or((start, end), |(s, e)| (s.min(start), e.max(end))));
    }
    whole.filter(|(start, end)| start < end)
}

fn draft(label: &str, at: (usize, usize), row: &Row<'_>, now: Timestamp) -> Draft {
    let label = label.to_lowercase();
    let short = match label.as_str() {
        "per" => "person",
        "org" => "organization",
        "loc" | "gpe" | "location" => "place",
        other => other,
    };
    let entity_kind = EntityKind::parse(short);
    let kind = match (label.as_str(), entity_kind) {
        (_, Some(_)) => AnnotationKind::Entity,
        ("claim", _) => AnnotationKind::Claim,
        ("note", _) => AnnotationKind::Note,
        _ => AnnotationKind::Highlight,
    };
    let name = format!("brat {} {at:?}", row.name);
    let mut out = Draft::new(kind, &name, row.rest, None, now);
    out.at = Some(at);
    out.told = vec![Field::Kind, Field::EntityKind];
    out.annotation.entity_kind = entity_kind;
    out.annotation.name = entity_kind.and_then(|_| line(row.rest));
    if kind == AnnotationKind::Highlight && label != "highlight" {
        add_tag(&mut out, &label);
    }
    out
}

fn add_tag(draft: &mut Draft, tag: &str) {
    let Some(tag) = line(tag) else { return };
    if !draft.annotation.tags.contains(&tag) {
        draft.annotation.tags.push(tag);
    }
    tell(draft, Field::Tags);
}

fn tell(draft: &mut Draft, field: Field) {
    if !draft.told.contains(&field) {
        draft.told.push(field);
    }
}

/// Adds `NAME SPAN [VALUE]`. Our own verdict becomes a verdict again, any other attribute a tag.
fn attribute(draft: &mut Draft, middle: &str) -> Result<(), String> {
    let mut words = middle.splitn(3, ' ');
    let (name, _, value) = (words.next().unwrap_or_default(), words.next(), words.next());
    match (name, value.and_then(line)) {
        ("", _) => return Err("an attribute has a name".to_owned()),
        ("Verdict", Some(verdict)) => {
            draft.annotation.verdict = Some(verdict);
            if !draft.told.contains(&Field::Status) {
                draft.annotation.status = Status::Checked;
            }
            tell(draft, Field::Verdict);
        }
        ("Verdict", None) => return Err("its verdict is missing".to_owned()),
        (name, Some(value)) => add_tag(draft, &format!("{name}:{value}")),
        (name, None) => add_tag(draft, name),
    }
    Ok(())
}

/// Adds a note of a span. Each of our note kinds holds one field, so brat's editor, which only knows `AnnotatorNotes`, changes only the
/// note. Files of earlier versions have a name before each.
fn note(draft: &mut Draft, kind: &str, text: &str) -> Result<(), String> {
    let (kind, text) = match (kind, text.split_once(": ")) {
        ("AnnotatorNotes", Some(("id", id))) => ("PostilId", id),
        ("AnnotatorNotes", Some(("speaker", name))) => ("Speaker", name),
        ("AnnotatorNotes", Some(("name", name))) => ("Name", name),
        ("AnnotatorNotes", Some(("note", note))) => ("AnnotatorNotes", note),
        _ => (kind, text),
    };
    let out = &mut draft.annotation;
    let field = match kind {
        "PostilId" => {
            out.id = text
                .trim()
                .parse()
                .map_err(|_| "its id is not one of Postil's".to_owned())?;
            return Ok(());
        }
        "Created" => {
            out.created = moment(text).ok_or("its time of creation cannot be read")?;
            return Ok(());
        }
        "Updated" => {
            out.updated = moment(text).ok_or("its time of change cannot be read")?;
            return Ok(());
        }
        "Speaker" => {
            out.speech = line(text).map(|speaker| Speech { speaker, cue: None });
            Field::Speech
        }
        "Cue" => {
            if let Some(speech) = &mut out.speech {
                speech.cue = line(text);
            }
            Field::Speech
        }
        "Name" => {
            out.name = line(text);
            Field::Name
        }
        "Status" => {
            out.status = status(text.trim());
            Field::Status
        }
        "Restatement" => {
            out.restatement = lines(text);
            Field::Restatement
        }
        "Colour" => {
            out.colour = line(text);
            Field::Colour
        }
        "Author" => {
            out.author = line(text);
            Field::Author
        }
        "Evidence" => {
            out.evidence = evidence_list(text).ok_or("its evidence is not the list that Postil writes")?;
            Field::Evidence
        }
        "Tags" => {
            let tags: Vec<String> =
                serde_json::from_str(text).map_err(|_| "its tags are not the list that Postil writes")?;
            for tag in &tags {
                add_tag(draft, tag);
            }
            Field::Tags
        }
        _ => {
            draft.add_to_note(text);
            return Ok(());
        }
    };
    tell(draft, field);
    Ok(())
}
