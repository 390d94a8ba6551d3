//! The article as a citation: CSL-JSON (<https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html>), which Zotero and pandoc read,
//! and BibTeX.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::json::pretty;
use super::{Form, Input, Join, Rendered};
use crate::text::clean::one_line;

const LACKS: &str = "everything but what is known of the article itself";

pub(super) const CSL: Form = Form {
    name: "csl",
    ending: "json",
    about: "the article as CSL-JSON, to cite it",
    lacks: LACKS,
    marked: false,
    join: Join::Array,
    render: |input| Ok(Rendered::whole(pretty(&json!([csl(input)])))),
};

pub(super) const BIBTEX: Form = Form {
    name: "bibtex",
    ending: "bib",
    about: "the article as BibTeX, to cite it",
    lacks: LACKS,
    marked: false,
    join: Join::Lines { header: 0 },
    render: |input| Ok(Rendered::whole(bibtex(input))),
};

/// The key of the entry: source, year, and a word of the title.
fn key(input: &Input<'_>) -> String {
    let meta = input.document.metadata();
    let plain = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase()
    };
    let source = plain(meta.source.as_deref().unwrap_or_default());
    let year = meta.date.map(|d| d.year().to_string()).unwrap_or_default();
    let word = meta
        .title
        .split_whitespace()
        .map(plain)
        .find(|w| w.len() > 3)
        .unwrap_or_default();
    let key = format!("{source}{year}{word}");
    if key.is_empty() { "article".to_owned() } else { key }
}

fn csl(input: &Input<'_>) -> Value {
    let meta = input.document.metadata();
    let mut out = Map::new();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(name.to_owned(), value);
        }
    };
    add("id", Some(json!(key(input))));
    let kind = match (&meta.source, &meta.url) {
        (Some(_), _) => "article-newspaper",
        (None, Some(_)) => "webpage",
        (None, None) => "document",
    };
    add("type", Some(json!(kind)));
    add("title", Some(json!(one_line(&meta.title))));
    let author = meta.byline.as_deref().map(one_line);
    add("author", author.map(|a| json!([{"literal": a}])));
    add(
        "container-title",
        meta.source.as_deref().map(|s| json!(one_line(s))),
    );
    add(
        "issued",
        meta.date
            .map(|d| json!({"date-parts": [[d.year(), d.month(), d.day()]]})),
    );
    add("URL", meta.url.as_deref().map(|u| json!(one_line(u))));
    add("language", meta.language.as_deref().map(|l| json!(one_line(l))));
    Value::Object(out)
}

fn bibtex(input: &Input<'_>) -> String {
    let meta = input.document.metadata();
    let mut out = format!("@misc{{{},\n", key(input));
    let day = meta.date.map(|d| d.to_string());
    let year = meta.date.map(|d| d.year().to_string());
    let month = meta.date.map(|d| d.strftime("%b").to_string().to_lowercase());
    for (name, value) in [
        ("title", Some(format!("{{{}}}", escape(&meta.title)))),
        (
            "author",
            meta.byline.as_deref().map(|a| format!("{{{}}}", escape(a))),
        ),
        ("howpublished", meta.source.as_deref().map(escape)),
        ("year", year),
        ("date", day),
        (
            "url",
            meta.url.as_deref().map(|u| super::iri::encoded(&one_line(u))),
        ),
        ("langid", meta.language.as_deref().map(escape)),
    ] {
        if let Some(value) = value {
            let _ = writeln!(out, "  {name} = {{{value}}},");
        }
    }
    if let Some(month) = month {
        // A macro, not a word.
        let _ = writeln!(out, "  month = {month},");
    }
    out.push_str("}\n");
    out
}

/// Escapes TeX's special characters.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        match c {
            '\\' => out.push_str("{\\textbackslash}"),
            '{' => out.push_str("{\\textbraceleft}"),
            '}' => out.push_str("{\\textbraceright}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_article_can_be_cited() {
        let mut sample = sample::usual();
        sample.rename("Ferry {stops} & 100% \\ more_");
        let csl = csl(&sample.input());
        assert_eq!(csl["issued"]["date-parts"], json!([[2026, 3, 14]]));
        assert_eq!(csl["container-title"], "The Harbour Post");
        let text = bibtex(&sample.input());
        assert!(
            text.starts_with("@misc{theharbourpost2026ferry,\n  title = {{Ferry {\\textbraceleft}stops"),
            "{text}"
        );
        assert!(text.contains("100\\% {\\textbackslash} more\\_}}"));
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
