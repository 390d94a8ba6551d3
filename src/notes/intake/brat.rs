//! The standoff format of brat: <https://brat.nlplab.org/standoff.html>. Spans, the attribute Verdict, and notes; other
//! lines are left aside.

use std::collections::HashMap;

use super::{Draft, IntakeError, line};
use crate::analysis::EntityKind;
use crate::notes::{AnnotationKind, Speech, Status, Timestamp};

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<Draft>, IntakeError> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    for (number, row) in text.lines().enumerate() {
        let wrong = |what: &str| IntakeError::Wrong(format!("line {}: {what}", number + 1));
        let mut fields = row.splitn(3, '\t');
        let (name, middle, rest) = (
            fields.next().unwrap_or(""),
            fields.next().unwrap_or(""),
            fields.next().unwrap_or(""),
        );
        match name.chars().next() {
            Some('T') => {
                let (label, places) = middle
                    .split_once(' ')
                    .ok_or_else(|| wrong("a span has a label and a place"))?;
                let at = span(places).ok_or_else(|| wrong("a place is two numbers, as in 0 5"))?;
                by_name.insert(name, drafts.len());
                drafts.push(draft(label, at, rest, name, now));
            }
            Some('A' | 'M') => {
                let mut words = middle.splitn(3, ' ');
                let (attribute, of, value) = (words.next(), words.next(), words.next());
                if let (Some("Verdict"), Some(index)) = (attribute, of.and_then(|of| by_name.get(of))) {
                    let annotation = &mut drafts[*index].annotation;
                    annotation.verdict = value.and_then(line);
                    annotation.status = Status::Checked;
                }
            }
            Some('#') => {
                let of = middle.split_once(' ').map_or("", |(_, of)| of);
                if let Some(index) = by_name.get(of) {
                    note(&mut drafts[*index], rest);
                }
            }
            _ => {}
        }
    }
    Ok(drafts)
}

/// From the first to the last place of a span, which may be in pieces: '0 5;6 10'.
fn span(places: &str) -> Option<(usize, usize)> {
    let mut whole: Option<(usize, usize)> = None;
    for piece in places.split(';') {
        let (start, end) = piece.trim().split_once(' ')?;
        let (start, end): (usize, usize) = (start.parse().ok()?, end.parse().ok()?);
        whole = Some(whole.map_or((start, end), |(s, e)| (s.min(start), e.max(end))));
    }
    whole.filter(|(start, end)| start < end)
}

fn draft(label: &str, at: (usize, usize), words: &str, name: &str, now: Timestamp) -> Draft {
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
    // A span in pieces is quoted with spaces for the line feeds between them: there the place decides.
    let mut out = Draft::new(kind, &format!("brat {name} {at:?}"), words, now);
    out.at = Some(at);
    out.annotation.entity_kind = entity_kind;
    out.annotation.name = entity_kind.and_then(|_| line(words));
    if kind == AnnotationKind::Highlight && label != "highlight" {
        out.annotation.tags.extend(line(&label));
    }
    out
}

/// A note of brat, or one of what our own export puts into notes.
fn note(draft: &mut Draft, text: &str) {
    let annotation = &mut draft.annotation;
    match text.split_once(": ") {
        Some(("id", id)) => {
            if let Ok(id) = id.trim().parse() {
                annotation.id = id;
            }
        }
        Some(("speaker", name)) => {
            annotation.speech = line(name).map(|speaker| Speech { speaker, cue: None });
        }
        Some(("name", name)) => annotation.name = line(name),
        Some(("note", note)) => annotation.note = line(note),
        _ => annotation.note = line(text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, now, place};
    use super::super::{Format, read};
    use super::*;

    #[test]
    fn spans_are_found_by_place_and_words() {
        let text = "T1\tPER 16 24\tIda Lund\nT2\tClaim 30 61\tthe ferry lost 4 million kronor\nA1\tVerdict T2 refuted\n#1\tAnnotatorNotes T2\tspeaker: Ida Lund\n#2\tAnnotatorNotes T2\twhy?\nR1\tx Arg1:T1 Arg2:T2\n";
        assert_eq!(Format::detect(text), Some(Format::Brat));
        let document = document();
        let placed = place(read(Format::Brat, text, now()).unwrap(), &document);
        assert_eq!(placed.len(), 2);
        let (person, claim) = (&placed[0].0, &placed[1].0);
        assert_eq!(document.slice(person.anchor.range), "Ida Lund");
        assert_eq!(
            (person.kind, person.entity_kind),
            (AnnotationKind::Entity, Some(EntityKind::Person))
        );
        assert_eq!(
            document.slice(claim.anchor.range),
            "the ferry lost 4 million kronor"
        );
        assert_eq!(claim.verdict.as_deref(), Some("refuted"));
        assert_eq!(claim.note.as_deref(), Some("why?"));
        assert_eq!(claim.speech.as_ref().unwrap().speaker, "Ida Lund");
        assert!(
            read(Format::Brat, "T1\tPER x y\tz", now())
                .unwrap_err()
                .to_string()
                .starts_with("line 1")
        );
    }
}
