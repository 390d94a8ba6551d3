//! Splits RON text into fields and entries without interpreting them, so that each can be parsed, or kept, separately.

/// A position in a RON text that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Fault {
    /// Byte offset.
    pub(in crate::store) offset: usize,
    /// The error.
    pub(in crate::store) what: String,
}

/// A value in a RON text, unparsed, without the white space and comments around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Value<'a> {
    /// Byte offset in the whole text.
    pub(in crate::store) offset: usize,
    /// The text of the value.
    pub(in crate::store) text: &'a str,
}

/// Scans one RON text.
#[derive(Clone, Debug)]
pub(in crate::store) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// At the start of `text`.
    pub(in crate::store) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The one value of the text, after `#![enable(…)]` attributes.
    pub(in crate::store) fn document(mut self) -> Result<Value<'a>, Fault> {
        self.begin()?;
        let value = self.value()?;
        self.end()?;
        Ok(value)
    }

    /// Scans the fields of the one struct in the text, after attributes. `field` is called after each name, with the byte offset of the
    /// name, and must consume the value. This reads a long text only once.
    pub(in crate::store) fn document_fields(
        mut self,
        mut field: impl FnMut(&mut Self, &'a str, usize) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.begin()?;
        self.each('(', ')', |scanner| {
            let offset = scanner.at;
            let name = scanner.name()?;
            field(scanner, name, offset)
        })?;
        self.at += 1;
        self.end()
    }

    /// The entries of the next list.
    pub(in crate::store) fn list(&mut self) -> Result<Vec<Value<'a>>, Fault> {
        let items = self.each('[', ']', Self::value)?;
        self.at += 1;
        Ok(items)
    }

    fn begin(&mut self) -> Result<(), Fault> {
        self.at = if self.text.starts_with('\u{feff}') { 3 } else { 0 };
        self.trivia()?;
        while self.rest().starts_with("#!") {
            match self.rest().find(']') {
                Some(end) => self.at += end + 1,
                None => return Err(self.fault("an attribute that does not end")),
            }
            self.trivia()?;
        }
        if self.rest().is_empty() {
            Err(self.fault("the file is empty"))
        } else {
            Ok(())
        }
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.trivia()?;
        if self.rest().is_empty() {
            Ok(())
        } else {
            Err(self.fault("unexpected text after the end of the notes"))
        }
    }

    /// The fields of a struct, `Name( a: 1, b: 2 )`; the name of the struct is optional.
    pub(in crate::store) fn fields(value: Value<'a>) -> Result<Vec<(&'a str, Value<'a>)>, Fault> {
        let mut scanner = Scanner::new(value.text);
        let fields = scanner.each('(', ')', |scanner| {
            let name = scanner.name()?;
            Ok((name, scanner.value()?.behind(value.offset)))
        });
        fields.map_err(|fault| fault.behind(value.offset))
    }

    /// The entries of a list.
    pub(in crate::store) fn items(value: Value<'a>) -> Result<Vec<Value<'a>>, Fault> {
        let mut scanner = Scanner::new(value.text);
        let items = scanner.each('[', ']', |scanner| Ok(scanner.value()?.behind(value.offset)));
        items.map_err(|fault| fault.behind(value.offset))
    }

    /// Applies `one` repeatedly to items between brackets, separated by commas.
    fn each<T>(
        &mut self,
        open: char,
        close: char,
        mut one: impl FnMut(&mut Self) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        // The name of a struct.
        self.at += ident_len(self.rest());
        self.trivia()?;
        let begin = self.at;
        if !self.rest().starts_with(open) {
            return Err(self.fault(&format!("expected `{open}`")));
        }
        self.at += 1;
        let mut out = Vec::new();
        while !self.at_end(close)? {
            if self.rest().is_empty() {
                self.at = begin;
                return Err(self.fault(&format!("`{open}` is never closed: is the file cut off?")));
            }
            out.push(one(self)?);
            self.comma(close)?;
        }
        Ok(out)
    }

    /// The name of a field, with the colon after it.
    fn name(&mut self) -> Result<&'a str, Fault> {
        let start = self.at;
        let rest = self.rest();
        let name = &rest[..ident_len(rest)];
        self.at += name.len();
        self.trivia()?;
        if name.is_empty() || !self.rest().starts_with(':') {
            self.at = start;
            return Err(self.fault("expected a field, `name: value`"));
        }
        self.at += 1;
        self.trivia()?;
        Ok(name)
    }

    /// Whether the next token is the closing bracket.
    fn at_end(&mut self, close: char) -> Result<bool, Fault> {
        self.trivia()?;
        Ok(self.rest().starts_with(close))
    }

    fn comma(&mut self, close: char) -> Result<(), Fault> {
        self.trivia()?;
        if self.rest().starts_with(',') {
            self.at += 1;
            Ok(())
        } else if self.rest().starts_with(close) {
            Ok(())
        } else {
            Err(self.fault("expected `,`"))
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn fault(&self, what: &str) -> Fault {
        Fault {
            offset: self.at,
            what: what.to_owned(),
        }
    }

    /// Skips white space and comments.
    fn trivia(&mut self) -> Result<(), Fault> {
        loop {
            // Most of it is spaces and line ends.
            let bytes = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let plain = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
            self.at += plain;
            if bytes
                .get(plain)
                .is_none_or(|b| b.is_ascii_graphic() && *b != b'/')
            {
                return Ok(());
            }
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            if blank > 0 {
                self.at += blank;
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.block_comment()?;
            } else {
                return Ok(());
            }
        }
    }

    fn block_comment(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut depth = 0usize;
        while let Some(pair) = self.text.as_bytes().get(self.at..self.at + 2) {
            match pair {
                b"/*" => (depth, self.at) = (depth + 1, self.at + 2),
                b"*/" => (depth, self.at) = (depth - 1, self.at + 2),
                _ => self.at += 1,
            }
            if depth == 0 {
                return Ok(());
            }
        }
        self.at = start;
        Err(self.fault("a comment that does not end"))
    }

    /// Skips one value: up to the comma or closing bracket after it.
    pub(in crate::store) fn value(&mut self) -> Result<Value<'a>, Fault> {
        let start = self.at;
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut end = start;
        // Whether the last token was a word, which a bracket may follow.
        let mut named = false;
        loop {
            self.trivia()?;
            let Some(&byte) = self.text.as_bytes().get(self.at) else {
                break;
            };
            let bracket = matches!(byte, b'(' | b'[' | b'{');
            if open.is_empty() && end > start && !(bracket && named) {
                break;
            }
            named = !matches!(byte, b'"' | b'\'') && !bracket;
            match byte {
                b'(' | b'[' | b'{' => {
                    open.push((byte, self.at));
                    self.at += 1;
                }
                b')' | b']' | b'}' => {
                    let Some(&(bracket, _)) = open.last() else { break };
                    if !matches!((bracket, byte), (b'(', b')') | (b'[', b']') | (b'{', b'}')) {
                        let (bracket, byte) = (char::from(bracket), char::from(byte));
                        return Err(self.fault(&format!("`{bracket}` is closed by `{byte}`")));
                    }
                    open.pop();
                    self.at += 1;
                    named = false;
                }
                b',' if open.is_empty() => break,
                b'"' => self.string()?,
                b'\'' => self.character()?,
                b'r' if self.raw_string()? => {}
                _ => self.word(),
            }
            end = self.at;
        }
        if let Some(&(bracket, at)) = open.last() {
            let what = format!("`{}` is never closed: is the file cut off?", char::from(bracket));
            return Err(Fault { offset: at, what });
        }
        if end == start {
            return Err(self.fault("expected a value"));
        }
        Ok(Value {
            offset: start,
            text: &self.text[start..end],
        })
    }

    /// Skips an identifier or number, or one character of anything else.
    fn word(&mut self) {
        let rest = self.rest();
        self.at += ident_len(rest).max(rest.chars().next().map_or(1, char::len_utf8));
    }

    fn string(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(next) = bytes
            .get(self.at..)
            .and_then(|rest| memchr::memchr2(b'"', b'\\', rest))
        {
            self.at += next;
            if bytes.get(self.at) == Some(&b'"') {
                self.at += 1;
                return Ok(());
            }
            // A valid escape is ASCII; errors are found when the value is parsed.
            let escaped = self.text.get(self.at + 1..).and_then(|s| s.chars().next());
            self.at += 1 + escaped.map_or(1, char::len_utf8);
        }
        self.at = start;
        Err(self.fault("a string that does not end: is the file cut off?"))
    }

    fn character(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        let mut escaped = false;
        for (i, c) in rest.char_indices().skip(1) {
            match c {
                '\'' if !escaped => {
                    self.at += i + 1;
                    return Ok(());
                }
                '\n' => break,
                _ => escaped = c == '\\' && !escaped,
            }
        }
        Err(self.fault("a character that does not end"))
    }

    /// Skips `r"…"` or `r#"…"#`; returns whether there was one.
    fn raw_string(&mut self) -> Result<bool, Fault> {
        let rest = self.rest();
        let hashes = rest[1..].len() - rest[1..].trim_start_matches('#').len();
        if !rest[1 + hashes..].starts_with('"') {
            return Ok(false);
        }
        let end = format!("\"{}", "#".repeat(hashes));
        match rest[hashes + 2..].find(&end) {
            Some(at) => {
                self.at += hashes + 2 + at + end.len();
                Ok(true)
            }
            None => Err(self.fault("a string that does not end: is the file cut off?")),
        }
    }
}

impl Fault {
    fn behind(self, offset: usize) -> Self {
        Self {
            offset: self.offset + offset,
            ..self
        }
    }
}

impl Value<'_> {
    fn behind(self, offset: usize) -> Self {
        Self {
            offset: self.offset + offset,
            ..self
        }
    }
}

/// The length in bytes of the identifier or number at the start.
fn ident_len(text: &str) -> usize {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.');
    let len = text.bytes().take_while(|b| plain(b)).count();
    match text.as_bytes().get(len) {
        Some(b) if !b.is_ascii() => text.find(|c: char| !is_ident(c)).unwrap_or(text.len()),
        _ => len,
    }
}

fn is_ident(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.')
}

/// Line and column, both from 1, the column in scalar values, of byte `offset` of `text`.
pub(in crate::store) fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn takes_structs_and_lists_apart_through_strings_and_comments() {
        let text = "#![enable(implicit_some)]\n(a: 1, // (\n b: \"),\\\"\", /* [ /* ( */ */ c: [(x: r#\"\")\"#), Some('\\''),], d: Foo)";
        let document = Scanner::new(text).document().unwrap();
        let fields = Scanner::fields(document).unwrap();
        let names: Vec<_> = fields.iter().map(|(n, v)| (*n, v.text)).collect();
        assert_eq!(names[0], ("a", "1"));
        assert_eq!(names[1], ("b", "\"),\\\"\""));
        assert_eq!(names[3], ("d", "Foo"));
        let items = Scanner::items(fields[2].1).unwrap();
        assert_eq!(
            items.iter().map(|i| i.text).collect::<Vec<_>>(),
            ["(x: r#\"\")\"#)", "Some('\\'')"]
        );
        for item in items {
            assert_eq!(&text[item.offset..item.offset + item.text.len()], item.text);
        }
    }

    #[test]
    fn faults_name_their_place() {
        let fault = |text: &str| {
            let fault = Scanner::new(text).document().unwrap_err();
            line_column(text, fault.offset)
        };
        assert_eq!(fault("(a: [1, 2"), (1, 5));
        assert_eq!(fault("(a: \"x"), (1, 5));
        assert_eq!(fault("(\n  a: [1)\n)"), (2, 8));
        assert_eq!(fault(""), (1, 1));
        assert_eq!(fault("() ()"), (1, 4));
    }

    proptest! {
        #[test]
        fn never_panics_and_values_lie_where_they_say(text in "[(){}\\[\\]a-c:,\"'r#/*\\\\ é\\n]{0,40}") {
            if let Ok(value) = Scanner::new(&text).document() {
                prop_assert_eq!(&text[value.offset..value.offset + value.text.len()], value.text);
                if let Ok(fields) = Scanner::fields(value) {
                    for (_, v) in fields {
                        prop_assert_eq!(&text[v.offset..v.offset + v.text.len()], v.text);
                    }
                }
                if let Ok(items) = Scanner::items(value) {
                    for v in items {
                        prop_assert_eq!(&text[v.offset..v.offset + v.text.len()], v.text);
                    }
                }
            }
        }
    }
}
