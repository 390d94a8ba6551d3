//! Names in scripts without capitals (Chinese, Japanese, Korean and Arabic), by their context.
//!
//! Invariant: a name is taken only if both its ends are certain, by punctuation, a small word, a title, a known name or an ending;
//! uncertain ones are left alone.

mod arabic;
mod chinese;
mod japanese;
mod korean;

use std::ops::Range;

use super::super::words::Words;
use super::lists::{LISTS, holds};
use crate::analysis::EntityKind;

pub(in crate::analysis) use korean::particle;

/// The names of one sentence in the language `code`, unordered; they may overlap, and earlier ones take precedence.
pub(super) fn names(code: &str, words: Words<'_>) -> Vec<(Range<usize>, EntityKind)> {
    match code {
        "zh" => chinese::names(words),
        "ja" => japanese::names(words),
        "ko" => korean::names(words),
        "ar" => arabic::names(words),
        _ => Vec::new(),
    }
}

/// The end of the longest word of the list `group` that starts at token `at` and ends by `end`.
fn longest(words: Words<'_>, group: &str, at: usize, end: usize) -> Option<usize> {
    let list = LISTS.get(group)?;
    (at + 1..=end.min(at + 10))
        .rev()
        .find(|&to| list.contains(words.joined(at..to)))
}

/// Whether `word` is one Chinese character.
fn is_sign(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| matches!(c, '\u{3005}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'))
        && chars.next().is_none()
}

/// Runs of unspaced tokens that satisfy `fits`.
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
