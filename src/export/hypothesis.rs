//! Notes as the file that Hypothesis' Export button writes and its Import button reads (`JSONExportContent` of its client).
//!
//! Hypothesis finds passages by their words; positions in the canonical text are meaningless on the page, and are omitted.

use serde_json::{Value, json};

use super::json::{FullRecord, pretty, records};
use super::{Form, Input, Join, NotExported, Rendered};

pub(super) const FORM: Form = Form {
    name: "hypothesis",
    ending: "json",
    about: "annotations that the Import button of Hypothesis reads",
    lacks: "all but passage, note, tags and author",
    marked: false,
    join: Join::Apart,
    render,
};

fn render(input: &Input<'_>) -> Result<Rendered, NotExported> {
    let meta = input.document.metadata();
    let Some(address) = meta.url.as_deref().filter(|u| !u.trim().is_empty()) else {
        return Err(NotExported(
            "Hypothesis knows an article by its address, and this one has none; export it as w3c, or read it from the web"
                .to_owned(),
        ));
    };
    let address = super::iri::encoded(&crate::text::clean::one_line(address));
    let annotations: Vec<Value> = records(input)
        .iter()
        .map(|full| {
            annotation(
                full,
                &address,
                &crate::text::clean::one_line(&meta.title),
                input.checker,
            )
        })
        .collect();
    Ok(Rendered::whole(pretty(&json!({
        "export_date": super::selection::in_order(input.annotations)
            .iter()
            .map(|(a, _)| super::json::seconds(a.updated))
            .max(),
        "export_userid": user(input.checker),
        "client_version": "postil",
        "annotations": annotations,
    }))))
}

fn user(name: Option<&str>) -> String {
    let name = crate::text::clean::one_line(name.unwrap_or("reader"));
    let account: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '_'
            }
        })
        .collect();
    format!("acct:{account}@postil")
}

fn annotation(full: &FullRecord, address: &str, title: &str, checker: Option<&str>) -> Value {
    let record = &full.record;
    let author = record.author.as_deref().or(checker);
    let user = user(author);
    // A note on the article as a whole targets its address without a selector.
    let target = if record.quote.trim().is_empty() {
        json!([{"source": address}])
    } else {
        json!([{"source": address, "selector": [{
            "type": "TextQuoteSelector",
            "exact": record.quote,
            "prefix": full.prefix,
            "suffix": full.suffix,
        }]}])
    };
    json!({
        "id": record.id,
        "created": record.created,
        "updated": record.updated,
        "user": user,
        "user_info": {"display_name": author.map(crate::text::clean::one_line)},
        "uri": address,
        "text": record.note.as_deref().unwrap_or_default(),
        "tags": record.tags,
        "group": "__world__",
        // The client reads them at import and makes an annotation without any an error. Only the importing user sees these until they are shared.
        "permissions": {"read": [user], "update": [user], "delete": [user], "admin": [user]},
        "document": {"title": [title]},
        "target": target,
        "references": [],
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::notes::import::{IntakeFormat, read};

    #[test]
    fn what_goes_out_comes_in() {
        let sample = sample::usual();
        let rendered = render(&sample.input()).unwrap();
        let value: Value = serde_json::from_str(rendered.text()).unwrap();
        assert_eq!(value["annotations"].as_array().unwrap().len(), sample.shown());
        assert_eq!(value["annotations"][0]["uri"], "https://example.org/a");
        for annotation in value["annotations"].as_array().unwrap() {
            assert_eq!(
                annotation["permissions"]["read"],
                json!([annotation["user"]]),
                "private"
            );
        }
        let now = crate::notes::Timestamp::UNIX_EPOCH;
        let items = read(IntakeFormat::Hypothesis, rendered.text(), now).unwrap();
        assert_eq!(items.len(), sample.shown());
        assert!(items.iter().all(|i| i.content.is_ok()));
    }
}
