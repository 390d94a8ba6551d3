//! Parses the Lua tables written by `KOReader` as JSON: strings, numbers, booleans and tables; nothing is executed.
//! <https://www.lua.org/manual/5.1/manual.html#2.1>

use serde_json::{Map, Value};

/// The maximum nesting of tables.
const DEPTH: usize = 64;

/// Parses `return { … }`. A table with the keys 1, 2, 3 … becomes an array.
///
/// # Errors
/// The line number and the error.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut reader = Reader { text, at: 0 };
    reader.blank();
    if !reader.take("return") {
        return Err(reader.wrong("a table begins with 'return {'"));
    }
    let value = reader.value(0)?;
    reader.blank();
    if reader.at < text.len() {
        return Err(reader.wrong("the table has ended before"));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn wrong(&self, what: &str) -> String {
        let lines = memchr::memchr_iter(b'\n', &self.text.as_bytes()[..self.at]).count();
        format!("line {}: {what}", lines + 1)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Skips white space and comments.
    fn blank(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            if !self.rest().starts_with("--") {
                return;
            }
            let end = self.rest().find('\n').unwrap_or(self.rest().len());
            self.at += end;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        self.blank();
        let next = self.rest().chars().next();
        match next {
            Some('{') => self.table(depth),
            Some('"' | '\'') => self.string().map(Value::String),
            Some(c) if c.is_ascii_digit() || c == '-' || c == '.' => self.number(),
            _ => {
                for (word, value) in [
                    ("true", Value::Bool(true)),
                    ("false", Value::Bool(false)),
                    ("nil", Value::Null),
                ] {
                    if self.take(word) {
                        return Ok(value);
                    }
                }
                Err(self.wrong("neither a string, a number nor a table"))
            }
        }
    }

    fn number(&mut self) -> Result<Value, String> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let number = word
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_| word.parse::<f64>().map(Value::from));
        let number = number.map_err(|_| self.wrong("not a number"))?;
        self.at += end;
        Ok(number)
    }

    fn string(&mut self) -> Result<String, String> {
        let open = self.rest().chars().next().unwrap_or('"');
        self.at += 1;
        let mut out: Vec<u8> = Vec::new();
        let bytes = self.text.as_bytes();
        loop {
            let Some(byte) = bytes.get(self.at).copied() else {
                return Err(self.wrong("a string that does not end"));
            };
            self.at += 1;
            match byte {
                b if b == open as u8 => return Ok(String::from_utf8_lossy(&out).into_owned()),
                b'\\' => self.escape(&mut out),
                b => out.push(b),
            }
        }
    }

    /// Parses the escape after a backslash.
    fn escape(&mut self, out: &mut Vec<u8>) {
        let bytes = self.text.as_bytes();
        let digits = bytes[self.at..]
            .iter()
            .take(3)
            .take_while(|b| b.is_ascii_digit())
            .count();
        if digits > 0 {
            let code = self.text[self.at..self.at + digits]
                .parse::<u16>()
                .unwrap_or(u16::MAX);
            out.push(u8::try_from(code).unwrap_or(b'?'));
            self.at += digits;
            return;
        }
        if let Some(byte) = bytes.get(self.at).copied() {
            out.push(match byte {
                b'n' => b'\n',
                b't' => b'\t',
                b'r' => b'\r',
                other => other,
            });
            self.at += 1;
        }
    }

    fn table(&mut self, depth: usize) -> Result<Value, String> {
        if depth >= DEPTH {
            return Err(self.wrong("tables are nested too deeply"));
        }
        self.at += 1;
        let mut list: Vec<Value> = Vec::new();
        let mut fields = Map::new();
        loop {
            self.blank();
            if self.take("}") {
                break;
            }
            match self.key()? {
                Some(key) if key == (list.len() + 1).to_string() => list.push(self.value(depth + 1)?),
                Some(key) => {
                    let value = self.value(depth + 1)?;
                    fields.insert(key, value);
                }
                None => list.push(self.value(depth + 1)?),
            }
            self.blank();
            if !self.take(",") && !self.take(";") && !self.rest().starts_with('}') {
                return Err(self.wrong("fields are separated by commas"));
            }
        }
        if fields.is_empty() && !list.is_empty() {
            return Ok(Value::Array(list));
        }
        for (n, value) in (1..).zip(list) {
            fields.insert(format!("{n}"), value);
        }
        Ok(Value::Object(fields))
    }

    /// The key of a field: `["title"] =`, `[1] =` or `title =`; `None` if there is only a value.
    fn key(&mut self) -> Result<Option<String>, String> {
        let key = if self.take("[") {
            self.blank();
            let key = if self.rest().starts_with(['"', '\'']) {
                self.string()?
            } else {
                self.number()?.to_string()
            };
            self.blank();
            if !self.take("]") {
                return Err(self.wrong("a key ends with ']'"));
            }
            key
        } else {
            let rest = self.rest();
            let end = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            let word = rest[..end].to_owned();
            if end == 0 || !rest[end..].trim_start().starts_with('=') {
                return Ok(None);
            }
            self.at += end;
            word
        };
        self.blank();
        if !self.take("=") {
            return Err(self.wrong("a key is followed by '='"));
        }
        Ok(Some(key))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tables_are_read_as_json() {
        let text = "-- made by a reader\nreturn {\n  [\"a\"] = { [1] = \"x\\\"y\\\nz\\226\\128\\156\", [2] = -1.5, },\n  b = true, ['c'] = { 1, 2 };\n  [\"d\"] = {}, e = nil }\n";
        let value = parse(text).unwrap();
        assert_eq!(value["a"][0], "x\"y\nz“");
        assert_eq!(value["a"][1], -1.5);
        assert_eq!(value["b"], true);
        assert_eq!(value["c"], serde_json::json!([1, 2]));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line) in [
            ("return {\n os.exit() }", 2),
            ("return {\n[\"a\"] = \"x", 2),
            ("x = 1", 1),
            ("return {} {}", 1),
            ("return {1 2}", 1),
            ("return {[1 = 2}", 1),
        ] {
            let why = parse(text).unwrap_err();
            assert!(why.starts_with(&format!("line {line}:")), "{text}: {why}");
        }
        assert!(
            parse(&format!("return {}", "{".repeat(100_000)))
                .unwrap_err()
                .contains("deeply")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "return (\\PC|[{}\\[\\]=\"\\\\,0-9 -]){0,60}") {
            let _ = parse(&text);
        }
    }
}
