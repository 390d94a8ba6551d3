//! Escapes text so that it reads unchanged in Markdown.

use std::fmt::Write as _;

use crate::text::clean::{harmless, one_line};

/// `text` as paragraphs, each line after `prefix`; line breaks inside a paragraph are kept.
pub(in crate::export) fn quote(out: &mut String, prefix: &str, text: &str) {
    let text = harmless(text);
    let lines: Vec<String> = text.lines().map(inline).collect();
    let first = lines.iter().position(|l| !l.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|l| !l.is_empty()).map_or(first, |l| l + 1);
    let lines = lines.get(first..last).unwrap_or_default();
    for (i, line) in lines.iter().enumerate() {
        out.push_str(if line.is_empty() {
            prefix.trim_end()
        } else {
            prefix
        });
        out.push_str(line);
        // A backslash at the end of a line is a line break.
        if !line.is_empty() && lines.get(i + 1).is_some_and(|next| !next.is_empty()) {
            out.push('\\');
        }
        out.push('\n');
    }
    if lines.is_empty() {
        let _ = writeln!(out, "{prefix}…");
    }
}

/// `text` on one line, with a backslash before everything that Markdown would interpret. Web addresses become links.
pub(in crate::export) fn inline(text: &str) -> String {
    escaped(text, true)
}

/// The same for text that does not begin a line, where a number or a dash is no item of a list.
pub(in crate::export) fn within(text: &str) -> String {
    escaped(text, false)
}

fn escaped(text: &str, starts_line: bool) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len() + 8);
    for (i, word) in line.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        match address(word) {
            Some(end) => {
                let _ = write!(out, "<{}>", &word[..end]);
                escape(&mut out, &word[end..], false);
            }
            None => escape(&mut out, word, starts_line && i == 0),
        }
    }
    out
}

/// The end of the web address at the start of `word`, without punctuation after it.
fn address(word: &str) -> Option<usize> {
    if !(word.starts_with("https://") || word.starts_with("http://")) || word.contains(['<', '>', '\\', '`'])
    {
        return None;
    }
    let end = word
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’'])
        .len();
    (end > "https://".len()).then_some(end)
}

fn escape(out: &mut String, word: &str, starts_line: bool) {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    for (i, c) in word.char_indices() {
        let next = word[i + c.len_utf8()..].chars().next();
        let acts = match c {
            // `$` and `^` mark mathematics and superscripts in many dialects.
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '^' | '$' => true,
            // Only if it would be read as a character reference.
            '&' => next.is_some_and(|c| c == '#' || c.is_ascii_alphabetic()),
            // A heading, or a tag.
            '#' => i == 0,
            '+' | '-' => starts_line && i == 0,
            // A definition; a field of Dataview.
            ':' => starts_line && i == 0 || next == Some(':'),
            // A heading; highlights and comments of Obsidian.
            '=' => starts_line && i == 0 || next == Some('='),
            '%' => next == Some('%'),
            '.' | ')' => starts_line && digits > 0 && i == digits,
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
    }
}

/// `text` as a double-quoted YAML string, whose escapes are those of JSON.
pub(in crate::export) fn yaml(text: &str) -> String {
    serde_json::to_string(&one_line(text)).unwrap_or_else(|_| "\"\"".to_owned())
}
