//! Joins wrapped lines: a space between words, nothing between CJK characters, and line-end hyphens removed if the text itself or English
//! syllables show that they were inserted.

use std::borrow::Cow;
use std::collections::HashSet;

use super::lines::is_ideographic;
use crate::document::Builder;

/// Knowledge about the line-end hyphens of one text.
#[derive(Debug, Default)]
pub(in crate::import) struct Hyphens {
    /// Words of the text, in lower case, that a word broken at a line end may be: solid ('increase') and compound ('over-arching'). Empty
    /// for a text without line-end hyphens.
    words: HashSet<String>,
}

/// Longer words are not looked up.
const LONGEST: usize = 45;
/// The maximum word length in bytes for the syllable dictionary, which panics on more than 45.
const DIVIDED: usize = 40;
/// In a text with more line-end hyphens, only these are looked up.
const MOST: usize = 20_000;

impl Hyphens {
    /// Finds words broken at a line end, and whether they occur unbroken.
    pub(in crate::import) fn of(text: &str) -> Self {
        let mut wanted = HashSet::new();
        for at in memchr::memmem::find_iter(text.as_bytes(), b"-\n").take(MOST) {
            let (Some(before), Some(after)) = (text.get(..at), text.get(at + 2..)) else {
                continue;
            };
            if let Some((left, right)) = halves(before, after) {
                wanted.insert(format!("{left}{right}"));
                wanted.insert(format!("{left}-{right}"));
            }
        }
        if wanted.is_empty() {
            return Self::default();
        }
        let mut words = HashSet::new();
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '’')) {
            if word.len() <= LONGEST && word.len() > 3 {
                let lower = word.to_lowercase();
                if wanted.contains(&lower) {
                    words.insert(lower);
                }
            }
        }
        Self { words }
    }

    /// Whether the hyphen between `before` (which ends with it) and `after` is removed.
    pub(in crate::import) fn undone(&self, before: &str, after: &str) -> bool {
        let Some((left, right)) = before.strip_suffix('-').and_then(|b| halves(b, after)) else {
            return false;
        };
        let whole = format!("{left}{right}");
        if self.words.contains(&format!("{left}-{right}")) {
            return false;
        }
        self.words.contains(&whole) || is_syllable_border(&whole, left.len())
    }
}

/// The parts of a word before and after its hyphen, in lower case; `None` unless both consist of lower-case letters (the first may be a
/// capital).
fn halves(before: &str, after: &str) -> Option<(String, String)> {
    let left: String = before
        .chars()
        .rev()
        .take_while(|c| c.is_alphanumeric() || *c == '-')
        .collect();
    let left: String = left.chars().rev().collect();
    let after = after.trim_start();
    let right: String = after
        .chars()
        .take(LONGEST)
        .take_while(|c| c.is_alphabetic())
        .collect();
    let small = |s: &str, skip: usize| s.chars().skip(skip).all(char::is_lowercase);
    let fits = left.chars().count() >= 2 && right.chars().count() >= 2 && left.len() + right.len() <= LONGEST;
    (fits && small(&left, 1) && small(&right, 0)).then(|| (left.to_lowercase(), right.to_lowercase()))
}

/// Prefixes that usually keep their hyphen.
const COMPOUNDS: &[&str] = &[
    "all", "anti", "co", "cross", "ex", "far", "first", "full", "half", "high", "ill", "long", "low", "mid",
    "much", "multi", "non", "off", "one", "over", "part", "post", "pre", "pro", "quasi", "second", "self",
    "semi", "short", "so", "third", "two", "three", "ultra", "under", "vice", "well", "wide",
];

fn is_syllable_border(word: &str, at: usize) -> bool {
    let Some(left) = word.get(..at) else { return false };
    if COMPOUNDS.contains(&left) || word.len() > DIVIDED {
        return false;
    }
    let mut border = 0;
    for syllable in hypher::hyphenate(word, hypher::Lang::English) {
        border += syllable.len();
        if border == at {
            return true;
        }
    }
    false
}

/// Appends `lines` as one line.
pub(super) fn push_lines<'a>(out: &mut Builder, lines: impl Iterator<Item = &'a str>, hyphens: &Hyphens) {
    let mut before = "";
    for line in lines {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if before.is_empty() {
            before = line;
            continue;
        }
        // A soft hyphen at a line end is always removed.
        if let Some(cut) = before.strip_suffix('\u{ad}') {
            out.push(cut);
        } else if before.ends_with('-') && hyphens.undone(before, line) {
            out.push(before.get(..before.len() - 1).unwrap_or(before));
        } else {
            out.push(before);
            if needs_space(before, line) {
                out.push(" ");
            }
        }
        before = line;
    }
    out.push(before);
}

/// Whether a space is needed between two lines that are joined.
pub(in crate::import) fn needs_space(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    if is_ideographic(last) && is_ideographic(first) {
        return false;
    }
    // 'over-' + 'arching': the hyphen is between two words of one compound; a dash keeps its space.
    let compound = last == '-' && first.is_alphanumeric() && {
        let mut rest = before.chars().rev().skip(1);
        rest.next().is_some_and(char::is_alphanumeric)
    };
    // '50- to 60-year-old' is not a compound.
    !compound || after.starts_with("to ") || after.starts_with("and ") || after.starts_with("or ")
}

/// `block` without the common indent of its lines and without trailing white space.
pub(super) fn unindented(block: &str) -> Cow<'_, str> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let shared = block
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    let mut out = String::with_capacity(block.len());
    for (i, line) in block.lines().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out.push_str(line.get(shared..).unwrap_or_default().trim_end());
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        let mut out = Builder::new();
        push_lines(&mut out, text.lines(), &Hyphens::of(text));
        out.finish().text().to_owned()
    }

    #[test]
    fn hyphens_go_where_they_were_put_in() {
        assert_eq!(joined("the govern-\nment said"), "the government said");
        assert_eq!(joined("an over-\narching plan"), "an over-arching plan");
        assert_eq!(joined("a well-\nknown man"), "a well-known man");
        assert_eq!(joined("the Anglo-\nIrish treaty"), "the Anglo-Irish treaty");
        assert_eq!(joined("people of 50- \nto 60 years"), "people of 50- to 60 years");
        assert_eq!(joined("a wait -\nlong enough"), "a wait - long enough");
        assert_eq!(joined("co\u{ad}\noperate"), "cooperate");
        // The text itself decides.
        assert_eq!(joined("a re-\ncord, then a re-cord"), "a re-cord, then a re-cord");
        assert_eq!(joined("zxqv-\nwvq and zxqvwvq"), "zxqvwvq and zxqvwvq");
    }

    #[test]
    fn a_long_word_is_not_looked_up_in_the_dictionary() {
        for letters in 15..60 {
            let text = format!(
                "{}-\n{} and {}-\nx",
                "a".repeat(letters),
                "é".repeat(letters / 2),
                "İ".repeat(letters / 3)
            );
            assert!(joined(&text).starts_with('a'));
        }
    }

    #[test]
    fn east_asian_lines_need_no_space() {
        assert_eq!(joined("美国司法部昨天\n要求法官"), "美国司法部昨天要求法官");
        assert_eq!(joined("美国\nWeChat"), "美国 WeChat");
    }
}
