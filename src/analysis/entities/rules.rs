//! A tagger of rules alone: runs of capitals, told apart by the words at their heads and around them. It serves texts in
//! languages that the trained model does not know.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::Tagger;
use super::lexicon::{
    COMPANY_ENDINGS, EVENT_HEADS, INNER, LAW_HEADS, ORGANIZATION_HEADS, PLACE_HEADS, TITLES, has,
};
use super::nations::{GROUPS, NATIONS};
use super::words::{Words, is_capital, is_upper};
use crate::analysis::EntityKind;
use crate::analysis::token::Token;

/// Finds names by shape.
#[derive(Clone, Copy, Debug, Default)]
pub struct RuleTagger;

/// Names of countries, and of peoples and faiths.
pub(super) struct Known {
    pub(super) places: HashSet<&'static str>,
    pub(super) groups: HashSet<&'static str>,
}

pub(super) static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known {
        places: HashSet::new(),
        groups: GROUPS.split('|').collect(),
    };
    for line in NATIONS.lines() {
        let (places, groups) = line.split_once(';').unwrap_or((line, ""));
        known.places.extend(places.split('|'));
        known.groups.extend(groups.split('|').filter(|g| !g.is_empty()));
    }
    known.places.extend([
        "U.S.",
        "U.S",
        "U.K.",
        "U.S.A.",
        "Washington",
        "London",
        "Paris",
        "Moscow",
        "Beijing",
        "Tokyo",
    ]);
    known
});

impl Tagger for RuleTagger {
    fn tag(&self, text: &str, sentence: &[Token]) -> Vec<(Range<usize>, EntityKind)> {
        let words = Words {
            text,
            tokens: sentence,
        };
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            if !starts_name(words, at) {
                at += 1;
                continue;
            }
            let end = run_end(words, at);
            let start = (at..end)
                .find(|&i| !has(TITLES, words.get(i)) || i + 1 == end)
                .unwrap_or(at);
            let titled = start > at || has(TITLES, words.before(at, 1));
            let bare_title = end - at == 1 && has(TITLES, words.get(at));
            if !bare_title && let Some(kind) = kind(words, start, end, titled) {
                out.push((start..end, kind));
            }
            at = end;
        }
        out
    }
}

fn starts_name(words: Words<'_>, at: usize) -> bool {
    let word = words.get(at);
    if !is_capital(word) {
        return false;
    }
    let opens = at == 0 || matches!(words.before(at, 1), "“" | "\"" | "‘" | ":" | "—" | "(" | "``");
    if !opens {
        return word != "I"
            && super::lexicon::month(word).is_none()
            && super::lexicon::weekday(word).is_none();
    }
    // At the start of a sentence a word counts if what follows goes on with a capital, or if it is known.
    let next = words.get(at + 1);
    let common = COMMON_OPENERS
        .binary_search(&word.to_ascii_lowercase().as_str())
        .is_ok();
    !common
        && (is_capital(next)
            || is_upper(word)
            || KNOWN.places.contains(word)
            || KNOWN.groups.contains(word)
            || matches!(next, "'s" | "’s"))
}

fn run_end(words: Words<'_>, at: usize) -> usize {
    let mut end = at + 1;
    loop {
        let word = words.get(end);
        let goes_on = is_capital(words.get(end + 1));
        let inner = has(INNER, word) && !matches!(word, "'s" | "’s" | "the" | "and" | "on" | "for" | "-");
        let hyphen = word == "-" && !words.spaced(end) && !words.spaced(end + 1);
        if is_capital(word) && super::lexicon::weekday(word).is_none() {
            end += 1;
        } else if goes_on && (inner || hyphen) {
            end += 2;
        } else {
            return end;
        }
    }
}

fn kind(words: Words<'_>, start: usize, end: usize, titled: bool) -> Option<EntityKind> {
    let (first, last) = (words.get(start), words.get(end - 1));
    let whole = super::words::Words::range(words, &(start..end)).slice(words.text);
    let head = (start..end)
        .find(|&i| words.get(i + 1) == "of")
        .map_or(last, |i| words.get(i));
    Some(if KNOWN.groups.contains(whole) {
        EntityKind::Group
    } else if KNOWN.places.contains(whole) {
        EntityKind::Place
    } else if end - start > 1 && (has(COMPANY_ENDINGS, last) || has(ORGANIZATION_HEADS, head)) {
        EntityKind::Organization
    } else if end - start > 1 && has(LAW_HEADS, last) {
        EntityKind::Law
    } else if end - start > 1 && has(EVENT_HEADS, head) {
        EntityKind::Event
    } else if end - start > 1 && (has(PLACE_HEADS, last) || has(PLACE_HEADS, first)) {
        EntityKind::Place
    } else if titled {
        EntityKind::Person
    } else if is_upper(whole) {
        EntityKind::Organization
    } else if matches!(words.before(start, 1), "in" | "at" | "near" | "In") {
        EntityKind::Place
    } else if (2..=4).contains(&(end - start)) || matches!(words.get(end), "said" | "says" | "told" | "wrote")
    {
        EntityKind::Person
    } else if start == 0 {
        return None;
    } else {
        EntityKind::Organization
    })
}

/// Words that open sentences without being names, lower case, sorted.
static COMMON_OPENERS: &[&str] = &[
    "a",
    "about",
    "according",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "any",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "despite",
    "during",
    "each",
    "earlier",
    "even",
    "every",
    "few",
    "finally",
    "for",
    "from",
    "further",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "instead",
    "it",
    "its",
    "last",
    "later",
    "many",
    "meanwhile",
    "more",
    "most",
    "much",
    "my",
    "never",
    "no",
    "not",
    "nothing",
    "now",
    "officials",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "over",
    "people",
    "police",
    "she",
    "since",
    "so",
    "some",
    "soon",
    "still",
    "such",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "thus",
    "to",
    "today",
    "two",
    "under",
    "unlike",
    "until",
    "we",
    "what",
    "when",
    "where",
    "while",
    "who",
    "why",
    "with",
    "without",
    "yes",
    "yesterday",
    "yet",
    "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openers_are_sorted() {
        assert!(COMMON_OPENERS.is_sorted());
    }
}
