//! Front matter as values: YAML by `saphyr-parser`, TOML by `toml`. Scalars stay as written (`1984` as a title is not a number), and empty
//! values are dropped like in `PyYAML`: `~`, `null` and nothing.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

/// The maximum number of values, including those repeated by aliases.
const MOST: usize = 10_000;
const DEEPEST: usize = 40;

/// The fields of a YAML text; `None` if it is damaged, not a mapping, or too large for front matter.
pub(super) fn yaml(text: &str) -> Option<Vec<(String, Value)>> {
    let mut reader = YamlReader::default();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.ok()?;
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
                let nothing = matches!(&*value, "" | "~" | "null" | "Null" | "NULL");
                let value = if nothing && !is_text {
                    Value::Nothing
                } else {
                    Value::Text(value.into_owned())
                };
                reader.put(anchor, value)?;
            }
            Event::Alias(anchor) => {
                let value = reader.anchors.get(&anchor).cloned().unwrap_or(Value::Nothing);
                reader.put(0, value)?;
            }
            Event::SequenceStart(anchor, _) => reader.begin(anchor, Value::List(Vec::new()))?,
            Event::MappingStart(anchor, _) => reader.begin(anchor, Value::Map(Vec::new()))?,
            Event::SequenceEnd | Event::MappingEnd => reader.end()?,
            Event::DocumentEnd if reader.whole.is_some() => break,
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
    }
    match reader.whole? {
        Value::Map(fields) => Some(fields),
        Value::Nothing | Value::Text(_) | Value::List(_) => None,
    }
}

#[derive(Default)]
struct YamlReader {
    /// Open lists and mappings: each with its anchor, and the key of the next value.
    open: Vec<(usize, Value, Option<String>)>,
    anchors: HashMap<usize, Value>,
    count: usize,
    whole: Option<Value>,
}

impl YamlReader {
    fn begin(&mut self, anchor: usize, value: Value) -> Option<()> {
        (self.open.len() < DEEPEST).then(|| self.open.push((anchor, value, None)))
    }

    fn end(&mut self) -> Option<()> {
        let (anchor, value, _) = self.open.pop()?;
        self.put(anchor, value)
    }

    /// Inserts a complete value; `None` if there are too many.
    fn put(&mut self, anchor: usize, value: Value) -> Option<()> {
        self.count += size(&value);
        if self.count > MOST {
            return None;
        }
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut() {
            None => self.whole = Some(value),
            Some((_, Value::List(items), _)) => items.push(value),
            Some((_, Value::Map(fields), key)) => match key.take() {
                Some(name) => fields.push((name, value)),
                None => {
                    *key = Some(match value {
                        Value::Text(name) => name,
                        Value::Nothing | Value::List(_) | Value::Map(_) => String::new(),
                    });
                }
            },
            Some((_, Value::Nothing | Value::Text(_), _)) => {}
        }
        Some(())
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Nothing | Value::Text(_) => 1,
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Map(fields) => 1 + fields.iter().map(|(_, value)| size(value)).sum::<usize>(),
    }
}

/// The fields of a TOML text; `None` if it is damaged.
pub(super) fn toml(text: &str) -> Option<Vec<(String, Value)>> {
    let table: toml::Table = text.parse().ok()?;
    Some(
        table
            .into_iter()
            .map(|(key, value)| (key, of_toml(value)))
            .collect(),
    )
}

fn of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(text),
        toml::Value::Integer(number) => Value::Text(number.to_string()),
        toml::Value::Float(number) => Value::Text(number.to_string()),
        toml::Value::Boolean(is) => Value::Text(is.to_string()),
        toml::Value::Datetime(date) => Value::Text(date.to_string()),
        toml::Value::Array(items) => Value::List(items.into_iter().map(of_toml).collect()),
        toml::Value::Table(table) => Value::Map(
            table
                .into_iter()
                .map(|(key, value)| (key, of_toml(value)))
                .collect(),
        ),
    }
}

impl Value {
    /// The value as text: all items of a list, the name in a mapping.
    pub(super) fn text(&self) -> Option<String> {
        let text = match self {
            Self::Nothing => return None,
            Self::Text(text) => text.trim().to_owned(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().filter_map(Self::text).collect();
                items.join(", ")
            }
            Self::Map(fields) => {
                let named = ["name", "title", "text", "full", "literal", "main"]
                    .iter()
                    .find_map(|wanted| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)));
                match named {
                    Some((_, value)) => value.text()?,
                    // 'Jane Doe: {affiliation: …}'
                    None => fields.first()?.0.clone(),
                }
            }
        };
        Some(text).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn title(front: &str) -> Option<String> {
        let fields = yaml(front)?;
        fields.iter().find(|(key, _)| key == "title")?.1.text()
    }

    #[test]
    fn titles_are_those_of_yaml() {
        for (front, expected) in [
            ("title: \"caf\\u00e9 \\\"one\\\"\"", Some("café \"one\"")),
            ("title: \"line one\n  goes on\"", Some("line one goes on")),
            ("title: line one\n  goes on", Some("line one goes on")),
            ("title: &t Anchored\nother: *t", Some("Anchored")),
            ("title: !!str 12", Some("12")),
            ("title: ~", None),
            ("title: 'It''s'", Some("It's")),
            ("title: a#b # c", Some("a#b")),
            ("title: |\n  one\n  two\n", Some("one\ntwo")),
            ("title: >-\n  one\n  two\n\n  three\n", Some("one two\nthree")),
            ("title: 1984", Some("1984")),
            ("{title: Flow, date: 2020-01-02}", Some("Flow")),
            ("title: \"A: b\"\nauthor:\n- name: X\n", Some("A: b")),
            ("title: yes", Some("yes")),
        ] {
            assert_eq!(title(front).as_deref(), expected, "{front}");
        }
        assert!(yaml("title: A: b").is_none() && yaml("- a").is_none());
    }

    #[test]
    fn aliases_do_not_grow() {
        let mut front = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..30 {
            let last = format!("*a{}, ", i - 1).repeat(10);
            let _ = writeln!(front, "a{i}: &a{i} [{last}]");
        }
        assert!(yaml(&front).is_none());
        assert!(yaml(&"[".repeat(10_000)).is_none());
        assert!(yaml(&"a: {".repeat(10_000)).is_none());
    }
}
