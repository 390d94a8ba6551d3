//! Notes as JSON lines: one annotation per line, with its article and the text of its block.

use serde::Serialize;

use super::json::{FullRecord, records};
use super::{Form, Input, Join, Rendered};
use crate::document::Date;
use crate::text::clean::one_line;
use crate::text::scalar::ScalarIndex;

pub(super) const FORM: Form = Form {
    name: "jsonl",
    ending: "jsonl",
    about: "one annotation a line, with its article and paragraph",
    lacks: "",
    marked: false,
    join: Join::Lines { header: 0 },
    render: |input| Ok(Rendered::whole(render(input))),
};

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    article: LineArticle<'a>,
    #[serde(flatten)]
    full: FullRecord,
    /// The text of the block in which the passage begins, and where the block starts.
    block: Option<LineBlock<'a>>,
    open: Option<String>,
}

#[derive(Serialize)]
struct LineArticle<'a> {
    title: &'a str,
    source: Option<&'a str>,
    date: Option<Date>,
    url: Option<&'a str>,
    language: Option<&'a str>,
}

#[derive(Serialize)]
struct LineBlock<'a> {
    start: usize,
    text: &'a str,
}

fn render(input: &Input<'_>) -> String {
    let document = input.document;
    let (meta, text) = (document.metadata(), document.text());
    let index = ScalarIndex::new(text);
    let title = one_line(&meta.title);
    let mut out = String::new();
    for full in records(input) {
        let start = full.record.start.map(|s| index.byte(text, s));
        let block = start
            .and_then(|at| document.block_at(at))
            .and_then(|i| document.blocks().get(i));
        let open = full.record.id.parse().ok().and_then(|id| input.way_back(id));
        let line = Line {
            schema: "postil.note/1",
            article: LineArticle {
                title: &title,
                source: meta.source.as_deref(),
                date: meta.date,
                url: meta.url.as_deref(),
                language: meta.language.as_deref(),
            },
            block: block.map(|b| LineBlock {
                start: index.scalar(text, b.range.start),
                text: document.block_text(b),
            }),
            open,
            full,
        };
        // Serialising structs of strings and numbers into memory cannot fail.
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
    if out.is_empty() {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_line_is_an_annotation_in_its_paragraph() {
        let sample = sample::usual();
        let text = render(&sample.input());
        assert_eq!(text.lines().count(), sample.shown());
        for line in text.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let (Some(start), Some(block)) = (value["start"].as_u64(), value["block"]["start"].as_u64())
            else {
                assert_eq!(value["state"], "orphan");
                continue;
            };
            let words: String = value["block"]["text"]
                .as_str()
                .unwrap()
                .chars()
                .skip((start - block) as usize)
                .collect();
            assert!(words.starts_with(value["quote"].as_str().unwrap()));
        }
    }
}
