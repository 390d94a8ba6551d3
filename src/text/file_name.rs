//! File names made from untrusted words: titles, labels, names of other files.
//!
//! Invariants of a name made from a title: it consists of letters, digits, combining marks and single dashes (and an underscore before a
//! name that Windows reserves), so it contains no control, escape sequence, line break, invisible character, separator or space; it neither
//! begins nor ends with a dash, dot or space; it is no longer than requested. It is empty if the title contains no letter or digit.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use super::clean::{harmless, has_unsafe, is_invisible};
use super::grapheme::graphemes;

/// The maximum length of a name's stem in bytes. File systems allow 255 bytes per name, and extensions, a number and the suffix of a
/// temporary file must fit after it.
pub const STEM: usize = 180;

/// Names that Windows reserves for devices, with any extension. <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>
const RESERVED: [&str; 6] = ["aux", "con", "conin", "conout", "nul", "prn"];

/// Characters inside a word that do not divide it: apostrophes, the signs that are typed for one, and the dot of Catalan.
const INSIDE_WORDS: [char; 10] = [
    '\'', '\u{2019}', '\u{2018}', '\u{201b}', '\u{2bc}', '\u{2bb}', '\u{ff07}', '\u{b4}', '`', '\u{b7}',
];

/// The words of `title` as a file name, joined by dashes, in at most `most` bytes. Apostrophes vanish: `Warhol's`
/// becomes `Warhols`.
pub fn of_title(title: &str, most: usize) -> String {
    let title = harmless(title);
    let mut name = String::new();
    let mut apart = false;
    // A sign that would stand inside a word if a letter followed.
    let mut inside = false;
    for cluster in graphemes(&title) {
        let visible = || cluster.text.chars().filter(|c| !is_invisible(*c));
        if visible().next().is_none() {
            continue;
        }
        let kept: String = visible()
            .filter(|c| (c.is_alphanumeric() && !INSIDE_WORDS.contains(c)) || is_combining_mark(*c))
            .collect();
        if !kept.starts_with(char::is_alphanumeric) {
            inside = !apart && !inside && cluster.text.chars().all(|c| INSIDE_WORDS.contains(&c));
            apart = !inside;
            continue;
        }
        inside = false;
        let joint = usize::from(apart && !name.is_empty());
        if name.len() + joint + kept.len() > most {
            break;
        }
        name.push_str(&"-"[..joint]);
        name.push_str(&kept);
        apart = false;
    }
    if is_reserved(&name) {
        name.insert(0, '_');
    }
    if name.len() > most { String::new() } else { name }
}

/// `stem`, a file name without its extension, for a file next to that one: unchanged if it is safe everywhere, otherwise treated like a
/// title.
pub fn of_stem(stem: &str) -> Cow<'_, str> {
    let bad = |c: char| c.is_control() || is_invisible(c) || "<>:\"/\\|?*\u{fffd}".contains(c);
    let ends_badly = stem.starts_with(['-', '.', ' ']) || stem.ends_with(['.', ' ']) || stem.is_empty();
    if ends_badly || has_unsafe(stem) || stem.chars().any(bad) || is_reserved(stem) || stem.len() > STEM {
        Cow::Owned(of_title(stem, STEM))
    } else {
        Cow::Borrowed(stem)
    }
}

/// Whether Windows would treat `stem`, or the part before its first dot, as a device.
fn is_reserved(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or(stem).trim_end().to_lowercase();
    // Windows also treats the superscripts ¹ ² ³ as digits here.
    let port = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    RESERVED.contains(&name.trim_end_matches('$'))
        || port.is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(char::is_numeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_become_names() {
        for (title, name) in [
            ("The ferry: to Säby?", "The-ferry-to-Säby"),
            ("../../A  \u{1b}]0;x\u{7}title: \"x\"/y", "A-title-x-y"),
            ("e\u{1b}]0;x\u{7}\u{1b}[31m", "e"),
            ("-rf .hidden..", "rf-hidden"),
            ("line\nbreak\r\nhere\u{2028}x", "line-break-here-x"),
            ("a\u{e0041}\u{e0042}b\u{202e}c\u{200b}d", "abcd"),
            (
                "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} England",
                "England",
            ),
            ("क्षेत्र की ख़बर", "क्षेत्र-की-ख़बर"),
            ("東京都知事", "東京都知事"),
            (
                "Warhol's and Warhol’s, 'quoted' word",
                "Warhols-and-Warhols-quoted-word",
            ),
            (
                "L\u{2bc}Aquila d＇Or O`Neil Paral·lel",
                "LAquila-dOr-ONeil-Parallel",
            ),
            ("boats' and rock 'n' roll", "boats-and-rock-n-roll"),
            ("CON", "_CON"),
            ("com¹", "_com¹"),
            ("con artists", "con-artists"),
            ("--- ... ///", ""),
            ("", ""),
        ] {
            assert_eq!(of_title(title, 60), name, "{title:?}");
        }
        assert_eq!(of_title(&"äb ".repeat(100), 10), "äb-äb-ä");
    }

    #[test]
    fn stems_stay_where_they_are_harmless() {
        for stem in ["wechat", "my article (v1.2)", "a--b", "été"] {
            assert_eq!(of_stem(stem), stem);
        }
        for (stem, name) in [
            ("e\u{1b}]0;x\u{7}\u{1b}[31m", "e"),
            ("two\nlines", "two-lines"),
            (".hidden", "hidden"),
            ("-x", "x"),
            ("nul.old", "nul-old"),
            ("a\u{200b}\u{e0041}b", "ab"),
            ("a:b", "a-b"),
        ] {
            assert_eq!(of_stem(stem), name, "{stem:?}");
        }
    }

    proptest! {
        #[test]
        fn no_name_holds_what_could_act(
            title in "(\\PC|[\\x00-\\x20\\x7f-\\u{9f}]|[./\\\\:*?<>|\"-]|[\u{200b}-\u{202e}\u{2066}-\u{2069}]|[\u{e0000}-\u{e01ef}]|con|nul){0,40}",
            most in 0..60_usize,
        ) {
            let name = of_title(&title, most);
            prop_assert!(name.len() <= most);
            prop_assert!(name.chars().all(|c| c.is_alphanumeric() || is_combining_mark(c) || c == '-' || c == '_'), "{name:?}");
            prop_assert!(!name.contains("--") && !name.starts_with('-') && !name.ends_with('-'));
            prop_assert!(!is_reserved(&name) && !has_unsafe(&name));
            let stem = of_stem(&title);
            let acts = ['/', '\n', '\u{1b}', '\0', ':'];
            prop_assert!(!stem.starts_with(['.', '-']) && !stem.contains(acts) && stem.len() <= STEM);
            prop_assert!(!is_reserved(&stem) && !has_unsafe(&stem) && !stem.chars().any(is_invisible));
        }
    }
}
