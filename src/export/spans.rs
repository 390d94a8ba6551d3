//! The article's text with labelled spans, on one line of JSON, in the formats of doccano, Prodigy and spaCy; and as a task of Label
//! Studio. Offsets count code points, as in Python, in which all four are written.
//!
//! A claim has the label `CLAIM`, or `CLAIM_` and its verdict; a highlight `HIGHLIGHT`, a note `NOTE`, an entity that of its kind.

use serde_json::{Value, json};

use super::json::{FullRecord, pretty, records};
use super::{Form, Input, Join, Rendered};
use crate::text::clean::one_line;

const LACKS: &str = "all but spans, their labels, verdicts and ids";

pub(super) const DOCCANO: Form = Form {
    name: "doccano",
    ending: "jsonl",
    about: "text and labels for doccano",
    lacks: LACKS,
    marked: false,
    join: Join::Lines { header: 0 },
    render: |input| Ok(line(&doccano(input))),
};

pub(super) const PRODIGY: Form = Form {
    name: "prodigy",
    ending: "jsonl",
    about: "text and spans for Prodigy",
    lacks: LACKS,
    marked: false,
    join: Join::Lines { header: 0 },
    render: |input| Ok(line(&prodigy(input))),
};

pub(super) const SPACY: Form = Form {
    name: "spacy",
    ending: "jsonl",
    about: "text, entities and spans for Example.from_dict of spaCy",
    lacks: LACKS,
    marked: false,
    join: Join::Lines { header: 0 },
    render: |input| Ok(line(&spacy(input))),
};

pub(super) const LABEL_STUDIO: Form = Form {
    name: "label-studio",
    ending: "json",
    about: "a task of Label Studio, suggestions as predictions",
    lacks: "all but spans, their labels, verdicts, notes and ids",
    marked: false,
    join: Join::Array,
    render: |input| Ok(Rendered::whole(pretty(&label_studio(input)))),
};

fn line(value: &Value) -> Rendered {
    Rendered::whole(format!("{value}\n"))
}

/// A span with its label.
struct Span {
    start: usize,
    end: usize,
    label: String,
    full: FullRecord,
}

fn spans(input: &Input<'_>) -> Vec<Span> {
    let span = |full: FullRecord| {
        let (start, end) = full.record.start.zip(full.record.end)?;
        let label = label(&full);
        (start < end && !full.record.quote.trim().is_empty()).then_some(Span {
            start,
            end,
            label,
            full,
        })
    };
    records(input).into_iter().filter_map(span).collect()
}

/// Capitals, digits and underscores.
fn label(full: &FullRecord) -> String {
    let record = &full.record;
    let words = match (record.kind, full.entity_kind, &record.verdict) {
        ("entity", Some(kind), _) => kind.name().to_owned(),
        ("claim", _, Some(verdict)) => format!("claim {verdict}"),
        (kind, _, _) => kind.to_owned(),
    };
    let words: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_uppercase)
        .collect();
    words.join("_")
}

fn meta(input: &Input<'_>) -> Value {
    let meta = input.document.metadata();
    json!({
        "title": one_line(&meta.title),
        "source": meta.source,
        "date": meta.date,
        "url": meta.url,
        "language": meta.language,
    })
}

/// A span as an object, with its id, and the verdict to the letter, which a label does not have.
fn object(span: &Span) -> Value {
    let record = &span.full.record;
    json!({"start": span.start, "end": span.end, "label": span.label, "id": record.id, "verdict": record.verdict})
}

fn doccano(input: &Input<'_>) -> Value {
    let spans = spans(input);
    let labels: Vec<Value> = spans.iter().map(|s| json!([s.start, s.end, s.label])).collect();
    let known: Vec<Value> = spans.iter().map(object).collect();
    // doccano keeps unknown fields as metadata of the text.
    json!({"text": input.document.text(), "label": labels, "meta": meta(input), "postil": known})
}

fn prodigy(input: &Input<'_>) -> Value {
    let spans: Vec<Value> = spans(input).iter().map(object).collect();
    json!({"text": input.document.text(), "spans": spans, "meta": meta(input), "answer": "accept"})
}

/// spaCy entities must not overlap: of overlapping ones the first and longest is kept; all are in the span group.
fn spacy(input: &Input<'_>) -> Value {
    let spans = spans(input);
    let mut entities: Vec<&Span> = spans.iter().filter(|s| s.full.record.kind == "entity").collect();
    entities.sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    let mut end = 0;
    entities.retain(|s| {
        let free = s.start >= end;
        end = if free { s.end } else { end };
        free
    });
    let triple = |s: &Span| json!([s.start, s.end, s.label]);
    let entities: Vec<Value> = entities.into_iter().map(triple).collect();
    let all: Vec<Value> = spans.iter().map(triple).collect();
    let known: Vec<Value> = spans.iter().map(object).collect();
    json!({
        "text": input.document.text(),
        "entities": entities,
        "spans": {"sc": all},
        "meta": meta(input),
        "postil": known,
    })
}

fn label_studio(input: &Input<'_>) -> Value {
    let text = input.document.text();
    let mut data = meta(input);
    if let Some(data) = data.as_object_mut() {
        data.insert("text".to_owned(), json!(text));
    }
    let mut result = Vec::new();
    for span in spans(input) {
        let record = &span.full.record;
        let mut region = |kind: &str, from: &str, field: &str, value: Value| {
            let mut of = json!({"start": span.start, "end": span.end, "text": record.quote});
            if let Some(of) = of.as_object_mut() {
                of.insert(field.to_owned(), value);
            }
            result.push(
                json!({"id": record.id, "type": kind, "from_name": from, "to_name": "text", "value": of}),
            );
        };
        region("labels", "label", "labels", json!([span.label]));
        if let Some(verdict) = &record.verdict {
            region("choices", "verdict", "choices", json!([verdict]));
        }
        if let Some(note) = &record.note {
            region("textarea", "note", "text", json!([note]));
        }
    }
    json!([{
        "data": data,
        "annotations": [{"result": result}],
        "predictions": predictions(input),
    }])
}

/// Undecided suggestions, if requested.
fn predictions(input: &Input<'_>) -> Vec<Value> {
    let Some(suggested) = input.suggested else {
        return Vec::new();
    };
    let text = input.document.text();
    let index = crate::text::scalar::ScalarIndex::new(text);
    let region = |n: usize, range: crate::document::TextRange, label: &str| {
        let (start, end) = (index.scalar(text, range.start), index.scalar(text, range.end));
        json!({"id": format!("suggested-{n}"), "type": "labels", "from_name": "label", "to_name": "text",
               "value": {"start": start, "end": end, "text": range.slice(text), "labels": [label]}})
    };
    let claims = suggested.claims.iter().map(|c| (c.range, "CLAIM".to_owned()));
    let names = suggested
        .entities
        .iter()
        .flat_map(|e| e.mentions.iter().map(|m| (*m, e.kind.name().to_uppercase())));
    let result: Vec<Value> = (1..)
        .zip(claims.chain(names))
        .map(|(n, (range, label))| region(n, range, &label))
        .collect();
    vec![json!({"model_version": "postil, suggested", "result": result})]
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn offsets_give_the_words_in_all_spellings() {
        let sample = sample::usual();
        let input = sample.input();
        let quotes: Vec<String> = spans(&input)
            .iter()
            .map(|s| s.full.record.quote.clone())
            .collect();
        assert_eq!(quotes.len(), sample.shown() - 1);
        let chars: Vec<char> = sample.document.text().chars().collect();
        let words = |start: &Value, end: &Value| -> String {
            chars[start.as_u64().unwrap() as usize..end.as_u64().unwrap() as usize]
                .iter()
                .collect()
        };
        let of = |value: &Value| -> Vec<String> {
            value
                .as_array()
                .unwrap()
                .iter()
                .map(|s| words(&s[0], &s[1]))
                .collect()
        };
        assert_eq!(of(&doccano(&input)["label"]), quotes);
        assert_eq!(of(&spacy(&input)["spans"]["sc"]), quotes);
        assert_eq!(of(&spacy(&input)["entities"]), ["Ida Lund"]);
        let value = prodigy(&input);
        let found = value["spans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| words(&s["start"], &s["end"]));
        assert_eq!(found.collect::<Vec<_>>(), quotes);
        assert!(
            doccano(&input)["label"]
                .as_array()
                .unwrap()
                .iter()
                .any(|l| l[2] == "CLAIM_REFUTED")
        );
        let task = label_studio(&input);
        let regions = task[0]["annotations"][0]["result"].as_array().unwrap();
        assert!(regions.iter().any(|r| r["value"]["choices"][0] == "refuted"));
        assert!(task[0]["predictions"].as_array().unwrap().is_empty());
    }
}
