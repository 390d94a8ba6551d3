//! Text from outside, made harmless: NFC, one kind of line end, and none of the characters that steer a terminal.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Whether `c` may reach neither a terminal, an export nor a file name: C0 (except line feed and tab), DEL, C1, the
/// overrides, embeddings and isolates of bidirectional text, interlinear anchors, line and paragraph separators, and
/// tag characters.
pub fn is_unsafe(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0001}' => true,
        _ => false,
    }
}

/// Whether `c` is a control that a reader should hear of when it is taken out: of the unsafe characters those that are
/// neither a form feed, a line end nor a byte order mark.
pub fn is_steering(c: char) -> bool {
    is_unsafe(c)
        && !matches!(
            c,
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
        )
}

/// `text` in NFC with `\r\n` and `\r` as `\n` and nothing else changed.
pub fn normalise(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// `text` without whole terminal escape sequences (CSI, OSC, DCS and the like) and without any unsafe character;
/// what is left of a line separator is a line feed. Borrowed when there was nothing to remove.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_csi(&mut chars),
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => out.push('\n'),
            c if is_unsafe(c) => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// [`harmless`], on one line: for names, titles and anything that is shown beside other text.
pub fn one_line(text: &str) -> String {
    harmless(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// After ESC: a CSI, a string (OSC, DCS, SOS, PM, APC) up to its terminator on the same line, or a two-character sequence.
fn skip_escape(chars: &mut Chars<'_>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            skip_csi(chars);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            chars.next();
            while let Some(&c) = chars.peek() {
                if c == '\n' {
                    return;
                }
                chars.next();
                if c == '\u{7}' || c == '\u{9c}' {
                    return;
                }
                if c == '\u{1b}' {
                    if chars.peek() == Some(&'\\') {
                        chars.next();
                    }
                    return;
                }
            }
        }
        Some(' '..='/') => {
            chars.next();
            if chars.peek().is_some_and(|c| ('0'..='~').contains(c)) {
                chars.next();
            }
        }
        Some('0'..='~') => {
            chars.next();
        }
        _ => {}
    }
}

fn skip_csi(chars: &mut Chars<'_>) {
    while let Some(&c) = chars.peek() {
        match c {
            '0'..='?' | ' '..='/' => {
                chars.next();
            }
            '@'..='~' => {
                chars.next();
                return;
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_leave_no_trace() {
        assert_eq!(harmless("a\u{1b}[31mred\u{1b}[0m b"), "ared b");
        assert_eq!(harmless("\u{1b}]0;title\u{7}x\u{1b}]8;;http://e\u{1b}\\y"), "xy");
        assert_eq!(harmless("\u{9b}2Jz\u{202e}evil"), "zevil");
        assert_eq!(harmless("unterminated \u{1b}]0;abc\nnext"), "unterminated \nnext");
    }

    #[test]
    fn normalising_changes_composition_and_line_ends_only() {
        assert_eq!(normalise("e\u{301}\r\nb\rc"), "é\nb\nc");
        assert!(matches!(normalise("plain"), Cow::Borrowed(_)));
    }
}
