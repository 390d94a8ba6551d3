//! Names in scripts without capitals: Chinese, Japanese, Korean and Arabic, by what stands beside them.
//!
//! Always true here: a name is taken only where both its ends are sure, by punctuation, a small word, a title, a known name or
//! an ending; what merely might be one is left alone.

mod arabic;
mod chinese;
mod japanese;
mod korean;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::super::words::Words;
use crate::analysis::EntityKind;

pub(super) use korean::particle;

/// A list of words; see the comments in the file it is read from.
type List = HashSet<&'static str>;

static LISTS: LazyLock<HashMap<&'static str, List>> =
    LazyLock::new(|| read(include_str!("../../../../assets/names.scripts")));

/// The groups of a file: a line in brackets opens one, '#' a comment; words are parted by white space.
fn read(source: &'static str) -> HashMap<&'static str, List> {
    let mut out: HashMap<&str, List> = HashMap::new();
    let mut group = "";
    for line in source.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            Some(name) => group = name,
            None => out.entry(group).or_default().extend(line.split_whitespace()),
        }
    }
    out
}

/// Whether the list `group` holds `word`.
fn holds(group: &str, word: &str) -> bool {
    LISTS.get(group).is_some_and(|l| l.contains(word))
}

/// The names of one sentence in the language `code`, in no order; they may overlap, and those that come first count.
pub(super) fn names(code: &str, words: Words<'_>) -> Vec<(Range<usize>, EntityKind)> {
    match code {
        "zh" => chinese::names(words),
        "ja" => japanese::names(words),
        "ko" => korean::names(words),
        "ar" => arabic::names(words),
        _ => Vec::new(),
    }
}

/// Where the longest word of the list `group` ends that starts at token `at` and ends by `end`.
fn longest(words: Words<'_>, group: &str, at: usize, end: usize) -> Option<usize> {
    let list = LISTS.get(group)?;
    (at + 1..=end.min(at + 10))
        .rev()
        .find(|&to| list.contains(words.joined(at..to)))
}

/// Whether `word` is one Chinese sign.
fn is_sign(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| matches!(c, '\u{3005}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'))
        && chars.next().is_none()
}

/// Runs of unspaced tokens that `fits`.
fn runs(words: Words<'_>, fits: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for i in (0..words.len()).filter(|&i| fits(words.get(i))) {
        match out.last_mut() {
            Some(run) if run.end == i && !words.spaced(i) => run.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_read() {
        for group in [
            "zh surname",
            "zh place",
            "zh ending",
            "zh organisation",
            "zh generic",
            "zh title",
            "zh behind",
            "zh says",
            "zh bound",
            "zh other",
            "zh sound",
            "ja surname",
            "ja place",
            "ja ending",
            "ja organisation",
            "ja generic",
            "ja title",
            "ja other",
            "ja beside",
            "ja first",
            "ja thing",
            "ko surname",
            "ko place",
            "ko ending",
            "ko organisation",
            "ko generic",
            "ko title",
            "ko particle",
            "ar first",
            "ar second",
            "ar place",
            "ar head",
            "ar loose",
            "ar organisation",
            "ar title",
            "ar bound",
            "ar more",
        ] {
            assert!(LISTS.get(group).is_some_and(|l| l.len() > 1), "{group}");
        }
        assert_eq!(LISTS.len(), 37);
    }
}
