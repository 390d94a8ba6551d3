//! Notes as a page of Web Annotations: <https://www.w3.org/TR/annotation-model/>, 23 February 2017.
//!
//! The positions count Unicode scalar values of the canonical text (section 4.2.5 counts code points).

use serde_json::{Value, json};

use super::json::{FullRecord, pretty, records};
use super::{Form, Input, Join, Rendered};
use crate::document::Fingerprint;

pub(super) const FORM: Form = Form {
    name: "w3c",
    ending: "jsonld",
    about: "Web Annotations as JSON-LD",
    lacks: "colours and earlier versions",
    marked: false,
    join: Join::Apart,
    render: |input| Ok(Rendered::whole(render(input))),
};

fn render(input: &Input<'_>) -> String {
    let meta = input.document.metadata();
    // Without an address the text itself is the target, by its hash.
    let text = format!("urn:blake3:{}", Fingerprint::of(input.document.text()));
    let address = meta
        .url
        .as_deref()
        .map(|url| super::iri::encoded(&crate::text::clean::one_line(url)));
    let source = address.unwrap_or_else(|| text.clone());
    let items: Vec<Value> = records(input)
        .iter()
        .map(|record| annotation(record, &source))
        .collect();
    let collection = format!("{text}#notes");
    // A page has at least one annotation (section 5.2); a collection may be empty.
    pretty(&if items.is_empty() {
        json!({
            "@context": CONTEXT,
            "id": collection,
            "type": "AnnotationCollection",
            "label": meta.title,
            "total": 0,
        })
    } else {
        json!({
            "@context": CONTEXT,
            "id": format!("{text}#page-1"),
            "type": "AnnotationPage",
            "partOf": {
                "id": collection,
                "type": "AnnotationCollection",
                "label": meta.title,
                "total": items.len(),
            },
            "startIndex": 0,
            "items": items,
        })
    })
}

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

fn annotation(full: &FullRecord, source: &str) -> Value {
    let record = &full.record;
    let motivation = match record.kind {
        "claim" => "assessing",
        "entity" => "identifying",
        "note" => "commenting",
        _ => "highlighting",
    };
    let mut selectors = vec![json!({
        "type": "TextQuoteSelector",
        "exact": record.quote,
        "prefix": full.prefix,
        "suffix": full.suffix,
    })];
    if let (Some(start), Some(end)) = (record.start, record.end) {
        selectors.push(json!({"type": "TextPositionSelector", "start": start, "end": end}));
    }
    // A note on the article as a whole targets its source without a selector.
    let target = if record.quote.trim().is_empty() {
        json!({"source": source})
    } else {
        json!({"source": source, "selector": selectors})
    };
    let mut out = json!({
        "id": format!("urn:uuid:{}", record.id),
        "type": "Annotation",
        "motivation": motivation,
        "created": record.created,
        "modified": record.updated,
        "target": target,
    });
    if let Some(object) = out.as_object_mut() {
        let bodies = bodies(full);
        // An annotation without a body is a plain highlight (section 3.2.1); an empty list does not count as absent.
        if !bodies.is_empty() {
            object.insert("body".to_owned(), Value::Array(bodies));
        }
        if let Some(author) = &record.author {
            object.insert("creator".to_owned(), json!({"type": "Person", "name": author}));
        }
    }
    out
}

/// One body per field, distinguished by its purpose and, if the standard has no purpose for it, a label.
fn bodies(full: &FullRecord) -> Vec<Value> {
    let record = &full.record;
    let text =
        |purpose: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "value": value});
    let labelled = |purpose: &str, label: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "label": label, "value": value});
    let mut out = Vec::new();
    out.extend(record.verdict.iter().map(|v| labelled("assessing", "verdict", v)));
    out.extend(record.standing.map(|s| labelled("assessing", "status", s)));
    out.extend(
        record
            .speaker
            .iter()
            .map(|s| labelled("describing", "speaker", s)),
    );
    out.extend(full.cue.iter().map(|c| labelled("describing", "cue", c)));
    out.extend(
        full.restatement
            .iter()
            .map(|r| labelled("describing", "restatement", r)),
    );
    out.extend(full.entity_kind.map(|k| text("classifying", k.name())));
    out.extend(full.name.iter().map(|n| text("identifying", n)));
    out.extend(record.tags.iter().map(|t| text("tagging", t)));
    out.extend(record.note.iter().map(|n| text("commenting", n)));
    for evidence in &full.evidence {
        let mut value = format!("{}: {}", evidence.stance, evidence.source);
        if let Some(quote) = &evidence.quote {
            value = format!("{value}\n“{quote}”");
        }
        out.push(labelled("linking", "evidence", &value));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn an_annotation_has_quote_and_position() {
        let sample = sample::usual();
        let page: Value = serde_json::from_str(&render(&sample.input())).unwrap();
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), sample.shown());
        assert!(page["id"].is_string() && page["partOf"]["total"] == sample.shown());
        assert!(items.iter().all(|i| i["body"] != serde_json::json!([])));
        let claim = items.iter().find(|i| i["body"][0]["value"] == "refuted").unwrap();
        assert_eq!(claim["motivation"], "assessing");
        assert_eq!(claim["target"]["source"], "https://example.org/a");
        let [quote, position] = claim["target"]["selector"].as_array().unwrap().as_slice() else {
            panic!()
        };
        let text: Vec<char> = sample.document.text().chars().collect();
        let (start, end) = (
            position["start"].as_u64().unwrap() as usize,
            position["end"].as_u64().unwrap() as usize,
        );
        assert_eq!(
            text[start..end].iter().collect::<String>(),
            quote["exact"].as_str().unwrap()
        );
        let before: String = text[..start].iter().collect();
        assert!(before.ends_with(quote["prefix"].as_str().unwrap()));
        let orphan = items.last().unwrap();
        assert_eq!(orphan["target"]["selector"].as_array().unwrap().len(), 1);
    }
}
