//! Front matter: the few fields that describe the article, in YAML or TOML, or in something close to it (`title: One: two`), which is read
//! line by line.

use super::value::{self, Value};
use crate::document::Metadata;
use crate::import::date;
use crate::text::clean::one_line;

/// The fields of front matter.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub(super) metadata: Metadata,
    pub(super) standfirst: Option<String>,
}

/// Longer front matter is treated as text.
const LONGEST: usize = 64 * 1024;

/// Front matter and the rest of `text`.
pub(super) fn split(text: &str) -> (Front, &str) {
    let body = text.trim_start_matches('\u{feff}');
    for (fence, separator) in [("---", ':'), ("+++", '=')] {
        let Some(inner) = body
            .strip_prefix(fence)
            .and_then(|t| t.trim_start_matches([' ', '\t']).strip_prefix('\n'))
        else {
            continue;
        };
        let closes = |line: &str| line.trim_end() == fence || (fence == "---" && line.trim_end() == "...");
        let mut at = 0;
        for line in inner.split_inclusive('\n') {
            if closes(line) {
                let fields = inner.get(..at).unwrap_or_default();
                // '---' may be a rule; front matter begins with a field.
                let first = fields
                    .lines()
                    .find(|l| !l.trim().is_empty() && !l.starts_with('#'));
                if first.is_some_and(|l| {
                    l.split_once(separator)
                        .is_none_or(|(k, _)| k.trim().contains(' '))
                }) {
                    break;
                }
                return (
                    read(fields, separator),
                    inner.get(at + line.len()..).unwrap_or_default(),
                );
            }
            at += line.len();
            if at > LONGEST {
                break;
            }
        }
    }
    (Front::default(), body)
}

fn read(fields: &str, separator: char) -> Front {
    let mut front = Front::default();
    let values = if separator == ':' {
        value::yaml(fields)
    } else {
        value::toml(fields)
    };
    match values {
        Some(values) => {
            for (key, value) in &values {
                match (key.as_str(), value) {
                    // Some programs nest the fields.
                    ("params" | "extra" | "metadata", Value::Map(inner)) => {
                        for (key, value) in inner {
                            front.set(key, value.text());
                        }
                    }
                    _ => front.set(key, value.text()),
                }
            }
        }
        None => read_lines(&mut front, fields, separator),
    }
    front
}

/// Reads invalid YAML or TOML as its author meant it.
fn read_lines(front: &mut Front, fields: &str, separator: char) {
    let mut lines = fields.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with([' ', '\t', '#', '-', '[']) {
            continue;
        }
        let Some((key, value)) = line.split_once(separator) else {
            continue;
        };
        let mut value = scalar(value);
        let folded = matches!(value.as_str(), "" | ">" | "|" | ">-" | "|-");
        if folded {
            // A list, or text on the following lines.
            value.clear();
            let mut parts = Vec::new();
            while let Some(more) = lines.next_if(|l| l.starts_with([' ', '\t', '-']) || l.is_empty()) {
                let more = more.trim();
                let item = more.strip_prefix("- ");
                let named = item.unwrap_or(more).strip_prefix("name:").map(str::trim);
                parts.push((
                    item.is_some() || named.is_some(),
                    scalar(named.or(item).unwrap_or(more)),
                ));
            }
            let list = parts.iter().any(|(item, _)| *item);
            let joined: Vec<String> = parts
                .into_iter()
                .filter(|(item, p)| !p.is_empty() && (*item || !list))
                .map(|(_, p)| p)
                .collect();
            value = joined.join(if list { ", " } else { " " });
        }
        front.set(key, Some(value).filter(|v| !v.is_empty()));
    }
}

impl Front {
    /// Stores the value of the field `key`, if it is relevant.
    fn set(&mut self, key: &str, value: Option<String>) {
        let Some(value) = value else { return };
        let metadata = &mut self.metadata;
        match key.trim().trim_matches('"').to_ascii_lowercase().as_str() {
            "title" | "headline" => metadata.title = one_line(&value),
            "author" | "authors" | "byline" | "creator" | "by" => metadata.byline = Some(one_line(&value)),
            "date" | "published" | "pubdate" | "date_published" | "publishdate" | "publish_date" => {
                metadata.date = metadata.date.or_else(|| date::machine(&value));
            }
            "source" | "publisher" | "publication" | "site" | "sitename" | "site_name" | "website" => {
                if value.starts_with("http") {
                    metadata.url.get_or_insert(value);
                } else {
                    metadata.source = Some(value);
                }
            }
            "url" | "link" | "canonical" | "canonical_url" | "source_url" | "permalink" => {
                metadata.url = Some(value);
            }
            "lang" | "language" | "locale" => {
                let tag = value
                    .split(['-', '_'])
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                metadata.language =
                    Some(tag).filter(|t| t.len() == 2 && t.bytes().all(|b| b.is_ascii_alphabetic()));
            }
            "description" | "subtitle" | "standfirst" | "summary" | "deck" | "dek" => {
                self.standfirst = Some(one_line(&value));
            }
            _ => {}
        }
    }
}

/// A value without quotation marks, brackets of a list on one line, and comment.
fn scalar(value: &str) -> String {
    let value = value.trim();
    if let Some(list) = value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
        return list
            .split(',')
            .map(scalar)
            .filter(|v| !v.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
    }
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value.strip_prefix(quote).and_then(|v| v.rsplit_once(quote)) {
            return inner.replace("\\\"", "\"").replace("''", "'");
        }
    }
    value.split(" #").next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_toml() {
        let (front, rest) = split(
            "---\ntitle: \"A: b\"\nauthor:\n  - Jane Doe\n  - John Roe\ndate: 2020-09-26T10:00:00Z # x\nlang: en-GB\nsource: https://e.org/a\ntags: [a, b]\ndescription: >\n  two\n  lines\n---\nbody\n",
        );
        assert_eq!(front.metadata.title, "A: b");
        assert_eq!(front.metadata.byline.as_deref(), Some("Jane Doe, John Roe"));
        assert_eq!(
            front.metadata.date.map(|d| d.to_string()).as_deref(),
            Some("2020-09-26")
        );
        assert_eq!(front.metadata.language.as_deref(), Some("en"));
        assert_eq!(front.metadata.url.as_deref(), Some("https://e.org/a"));
        assert_eq!(front.standfirst.as_deref(), Some("two lines"));
        assert_eq!(rest, "body\n");
        let (front, rest) = split("+++\ntitle = 'T'\nauthors = [\"A\", \"B\"]\n+++\nx");
        assert_eq!(
            (
                front.metadata.title.as_str(),
                front.metadata.byline.as_deref(),
                rest
            ),
            ("T", Some("A, B"), "x")
        );
        assert_eq!(split("---\n\nwords\n\n---\n").1, "---\n\nwords\n\n---\n");
        assert_eq!(
            split("---\ntitle: never closed\n").1,
            "---\ntitle: never closed\n"
        );
    }
}
