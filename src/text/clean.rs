//! Sanitizing untrusted text: NFC, one kind of line end, and no characters that control a terminal.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::scan;

/// Whether `c` must not reach a terminal, an export or a file name: C0 (except line feed and tab), DEL, C1, the overrides, embeddings and
/// isolates of bidirectional text, interlinear anchors, line and paragraph separators, and tag characters (U+E0000 to U+E007F), which are
/// invisible and can carry any ASCII text.
///
/// The flags of England, Scotland and Wales are written with tag characters. [`has_unsafe`], [`harmless`] and [`marked`] allow these three;
/// this function sees only one character and cannot.
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
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// Whether `c` has neither width nor shape: joiners, direction marks, variation selectors, soft hyphens, fillers, tag characters and the
/// like. Text may contain most of them; a name that is compared or typed must not.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Waving black flag, the base of the flags below.
const BLACK_FLAG: char = '\u{1f3f4}';

/// The tag characters that follow the black flag in the flags of England, Scotland and Wales (`gbeng`, `gbsct`,
/// `gbwls`, each with CANCEL TAG). These are all the emoji tag sequences that Unicode recommends for interchange
/// (UTS #51, emoji-sequences.txt, `RGI_Emoji_Tag_Sequence`). Other sequences are well-formed too, but could hide text.
const FLAGS: [&str; 3] = [
    "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// The tag characters of a flag at the start of `rest`, which follows a black flag.
fn flag(rest: &str) -> Option<&'static str> {
    FLAGS.into_iter().find(|tags| rest.starts_with(tags))
}

/// The number of controls in `text` whose removal the reader should be told about: unsafe characters that are neither a form feed, a line
/// end, a byte order mark nor part of a flag.
pub fn steering(text: &str) -> usize {
    let mut count = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            BLACK_FLAG => skip_flag(&mut chars),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {}
            c => count += usize::from(is_unsafe(c)),
        }
    }
    count
}

/// Skips the tag characters of a flag.
fn skip_flag(chars: &mut Chars<'_>) {
    if let Some(tags) = flag(chars.as_str()) {
        *chars = chars.as_str()[tags.len()..].chars();
    }
}

/// Whether `text` contains an unsafe character; much faster than testing each character.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are compared at once"
)]
pub fn has_unsafe(text: &str) -> bool {
    // Covers the characters named below, and few others: C0 and DEL, C1, two rows of general punctuation, and first bytes of rare
    // characters.
    let suspect = |a: u8, b: u8, c: u8| {
        (a < 0x20) & (a != b'\n') & (a != b'\t')
            | (a == 0x7f)
            | (a == 0xc2) & (b < 0xa0)
            | (a == 0xe2) & (b <= 0x81) & (0xa6..=0xae).contains(&c)
            | (a == 0xef) & (b >= 0xbb)
            | (a == 0xf3)
    };
    let mut at = 0;
    while let Some(found) = scan::find(text.as_bytes(), at, suspect) {
        // All of them are first bytes of a character.
        let Some(c) = text.get(found..).and_then(|rest| rest.chars().next()) else {
            return false;
        };
        if is_unsafe(c) {
            let is_flag = text[..found].ends_with(BLACK_FLAG);
            let Some(tags) = flag(&text[found..]).filter(|_| is_flag) else {
                return true;
            };
            at = found + tags.len();
        } else {
            at = found + c.len_utf8();
        }
    }
    false
}

/// Frequent characters that never compose with the preceding character: Latin letters, punctuation, kana, Han and Hangul syllables (those
/// with Unicode's `NFC_Quick_Check=Yes` and combining class 0).
fn is_surely_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether all characters are [surely composed](is_surely_composed).
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are compared at once"
)]
fn all_surely_composed(text: &str) -> bool {
    // First bytes of characters from U+0300 on that are neither common punctuation (quotation marks, dashes) nor Han.
    let suspect = |a: u8, b: u8, c: u8| {
        (a >= 0xcc) & !((a == 0xe2) & (b == 0x80) & (0x90..=0xa7).contains(&c)) & !(0xe5..=0xe9).contains(&a)
    };
    let mut at = 0;
    while let Some(found) = scan::find(text.as_bytes(), at, suspect) {
        match text.get(found..).and_then(|rest| rest.chars().next()) {
            Some(c) if is_surely_composed(c) => at = found + c.len_utf8(),
            _ => return false,
        }
    }
    true
}

/// `text` in NFC, with `\r\n` and `\r` replaced by `\n`, and nothing else changed.
pub fn normalise(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    if all_surely_composed(&text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// `text` without whole terminal escape sequences (CSI, OSC, DCS and the like) and without any unsafe character; a line separator becomes a
/// line feed. Borrowed if nothing had to be removed.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !has_unsafe(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            BLACK_FLAG => {
                out.push(c);
                if let Some(tags) = flag(chars.as_str()) {
                    out.push_str(tags);
                    skip_flag(&mut chars);
                }
            }
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_csi(&mut chars),
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => out.push('\n'),
            '\r' if peek(&chars) != Some('\n') => out.push('\n'),
            c if is_unsafe(c) => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// [`harmless`], on one line: for names, titles and anything shown beside other text.
pub fn one_line(text: &str) -> String {
    harmless(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` with U+FFFD in place of each unsafe character, so that the number of scalar values does not change.
pub fn marked(text: &str) -> Cow<'_, str> {
    if !has_unsafe(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if is_unsafe(c) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        });
        if c == BLACK_FLAG
            && let Some(tags) = flag(chars.as_str())
        {
            out.push_str(tags);
            skip_flag(&mut chars);
        }
    }
    Cow::Owned(out)
}

type Chars<'a> = std::str::Chars<'a>;

/// The next character, without consuming it.
fn peek(chars: &Chars<'_>) -> Option<char> {
    chars.clone().next()
}

/// After ESC: a CSI, a string (OSC, DCS, SOS, PM, APC) up to its terminator on the same line, or a two-character sequence.
fn skip_escape(chars: &mut Chars<'_>) {
    match peek(chars) {
        Some('[') => {
            chars.next();
            skip_csi(chars);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            chars.next();
            while let Some(c) = peek(chars) {
                if c == '\n' {
                    return;
                }
                chars.next();
                if c == '\u{7}' || c == '\u{9c}' {
                    return;
                }
                if c == '\u{1b}' {
                    if peek(chars) == Some('\\') {
                        chars.next();
                    }
                    return;
                }
            }
        }
        Some(' '..='/') => {
            chars.next();
            if peek(chars).is_some_and(|c| ('0'..='~').contains(&c)) {
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
    while let Some(c) = peek(chars) {
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
        assert_eq!(harmless("one\rtwo\r\nthree"), "one\ntwo\nthree");
        assert_eq!(harmless("unterminated \u{1b}]0;abc\nnext"), "unterminated \nnext");
    }

    #[test]
    fn tag_characters_go_and_three_flags_stay() {
        let tags = |text: &str| -> String {
            text.chars()
                .map(|c| char::from_u32(0xe0000 + u32::from(c)).unwrap())
                .collect()
        };
        for nation in ["gbeng", "gbsct", "gbwls"] {
            let flag = format!("\u{1f3f4}{}\u{e007f}", tags(nation));
            let text = format!("a {flag}{flag} b");
            assert!(!has_unsafe(&text));
            assert_eq!(harmless(&text), text);
            assert_eq!(
                (harmless(&format!("{text}\u{7}")).as_ref(), steering(&text)),
                (text.as_str(), 0)
            );
            assert_eq!(marked(&format!("{text}\u{7}")), format!("{text}\u{fffd}"));
        }
        for (hidden, shown) in [
            (tags("ignore all that was said"), String::new()),
            (
                format!("\u{1f3f4}{}\u{e007f}", tags("ustx")),
                "\u{1f3f4}".to_owned(),
            ),
            (format!("\u{1f3f4}{}", tags("gbeng")), "\u{1f3f4}".to_owned()),
            (
                format!("\u{1f600}{}\u{e007f}", tags("gbeng")),
                "\u{1f600}".to_owned(),
            ),
            ("\u{e0001}\u{e0000}".to_owned(), String::new()),
        ] {
            let text = format!("x{hidden}y");
            assert!(has_unsafe(&text), "{text:?}");
            assert_eq!(harmless(&text), format!("x{shown}y"));
            let tags = text.chars().filter(|c| is_unsafe(*c)).count();
            assert_eq!(steering(&text), tags);
            assert_eq!(marked(&text).chars().count(), text.chars().count());
            assert!(!marked(&text).chars().any(is_unsafe));
        }
    }

    #[test]
    fn fast_ways_agree_with_slow_ones() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}");
            assert_eq!(has_unsafe(&text), is_unsafe(c), "{c:?}");
            assert_eq!(all_surely_composed(&text), is_surely_composed(c), "{c:?}");
            if is_surely_composed(c) {
                assert_eq!(is_nfc_quick(text.chars()), IsNormalized::Yes, "{c:?}");
            }
        }
    }

    #[test]
    fn normalising_changes_composition_and_line_ends_only() {
        assert_eq!(normalise("e\u{301}\r\nb\rc"), "é\nb\nc");
        assert!(matches!(normalise("plain"), Cow::Borrowed(_)));
    }
}
