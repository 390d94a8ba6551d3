//! Arabic: a first name is followed by words with the article, a father's name or another name; the head of an organization by a word with
//! the article.

use std::ops::Range;

use super::holds;
use crate::analysis::EntityKind;
use crate::analysis::entities::words::Words;

/// The maximum number of words in a name.
const LONGEST: usize = 5;

pub(super) fn names(words: Words<'_>) -> Vec<(Range<usize>, EntityKind)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let found = person(words, at)
            .map(|end| (end, EntityKind::Person))
            .or_else(|| organisation(words, at).map(|end| (end, EntityKind::Organization)))
            .or_else(|| known(words, at).map(|end| (end, EntityKind::Organization)))
            .or_else(|| place(words, at).map(|end| (end, EntityKind::Place)));
        match found {
            Some((end, kind)) => {
                out.push((at..end, kind));
                at = end;
            }
            None => at += 1,
        }
    }
    out
}

/// The end of the place that starts at `at`: 'America', 'South America'.
fn place(words: Words<'_>, at: usize) -> Option<usize> {
    holds("ar place", words.get(at)).then(|| at + 1 + usize::from(holds("ar more", words.get(at + 1))))
}

/// Whether `word` has the article and may be part of a name.
fn has_article(word: &str) -> bool {
    word.starts_with("ال") && word.chars().count() >= 5 && !holds("ar bound", word)
}

fn is_name(word: &str) -> bool {
    holds("ar first", word) || holds("ar second", word)
}

/// The end of the person's name that starts at `at`.
fn person(words: Words<'_>, at: usize) -> Option<usize> {
    let titled = at > 0 && holds("ar title", words.get(at - 1));
    let servant = |i: usize| words.get(i) == "عبد" && has_article(words.get(i + 1));
    let first = holds("ar first", words.get(at)) || titled && holds("ar second", words.get(at));
    if !first && !servant(at) {
        return None;
    }
    let mut end = at + if servant(at) { 2 } else { 1 };
    while end < at + LONGEST {
        let word = words.get(end);
        let father = matches!(word, "بن" | "بنت" | "أبو" | "آل")
            && words.get(end + 1).starts_with(char::is_alphabetic);
        if servant(end) || father {
            end += 2;
        } else if is_name(word) {
            end += 1;
        } else {
            // The surname ends the name.
            end += usize::from(has_article(word) && !holds("ar title", word));
            break;
        }
    }
    (end > at + 1).then_some(end)
}

/// The end of the organization with its head at `at`: 'the ministry of foreign affairs', with the adjective of a nation.
fn organisation(words: Words<'_>, at: usize) -> Option<usize> {
    let (head, name) = (words.get(at), words.get(at + 1));
    let loose = holds("ar loose", head);
    let place = holds("ar place", name);
    if !(loose || holds("ar head", head)) || !(has_article(name) || place) {
        return None;
    }
    let adjective = words.get(at + 2);
    let more = has_article(adjective) && (adjective.ends_with("ية") || adjective.ends_with('ي'));
    // A party is often named for two things.
    let joined = head == "حزب" && adjective.strip_prefix('و').is_some_and(has_article);
    (!loose || more || place).then_some(at + 2 + usize::from(more || joined))
}

/// The end of the organization that starts at `at` and needs no head; in the list '_' separates its words.
fn known(words: Words<'_>, at: usize) -> Option<usize> {
    let two = || format!("{}_{}", words.get(at), words.get(at + 1));
    if holds("ar organisation", words.get(at)) {
        return Some(at + 1);
    }
    holds("ar organisation", &two()).then_some(at + 2)
}
