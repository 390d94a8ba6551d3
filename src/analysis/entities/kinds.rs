//! What kind of thing a name of the trained tagger's class names; the many kinds of [`Class::Other`] by rules.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::label::Class;
use super::lexicon::{COMPANY_ENDINGS, EVENT_HEADS, LAW_HEADS, ORGANIZATION_NOUNS, PRODUCT_NOUNS, has};
use super::rules::KNOWN;
use super::words::Words;
use crate::analysis::EntityKind;
use crate::analysis::token::Token;

/// The kinds of `names`.
pub(super) fn kinds(
    text: &str,
    tokens: &[Token],
    names: Vec<(Range<usize>, Class)>,
) -> Vec<(Range<usize>, EntityKind)> {
    let words = Words { text, tokens };
    let products = products(words, &names);
    names
        .into_iter()
        .map(|(span, class)| {
            let made = products.contains(words.range(&span).slice(text));
            let kind = if made {
                EntityKind::Product
            } else {
                kind(words, &span, class)
            };
            (span, kind)
        })
        .collect()
}

/// Names that the text treats as something made and used ('the Acme app', 'Acme, a mobile application', 'the firm's
/// Acme') more than once, and never as somebody who speaks.
fn products<'a>(words: Words<'a>, names: &[(Range<usize>, Class)]) -> HashSet<&'a str> {
    let mut votes: HashMap<&str, (usize, usize, usize)> = HashMap::new();
    let owners: HashSet<usize> = names
        .iter()
        .filter(|(_, c)| *c == Class::Organization)
        .map(|(s, _)| s.end)
        .collect();
    for (span, class) in names {
        if !matches!(class, Class::Organization | Class::Other) {
            continue;
        }
        let (made, acts, all) = votes.entry(words.range(span).slice(words.text)).or_default();
        *all += 1;
        *made += usize::from(is_made(words, span, &owners));
        let next = words.get(span.end);
        *acts += usize::from(
            matches!(
                next,
                "said"
                    | "says"
                    | "announced"
                    | "told"
                    | "declined"
                    | "added"
                    | "reported"
                    | "employs"
                    | "hired"
            ) || has(ORGANIZATION_NOUNS, words.before(span.start, 1))
                || has(COMPANY_ENDINGS, words.get(span.end - 1)),
        );
    }
    votes
        .into_iter()
        .filter(|(_, (made, acts, all))| *made >= 2 && *acts == 0 && made * 5 >= *all)
        .map(|(name, _)| name)
        .collect()
}

fn is_made(words: Words<'_>, span: &Range<usize>, owners: &HashSet<usize>) -> bool {
    let mut next = span.end;
    let described = words.get(next) == "," && matches!(words.get(next + 1), "a" | "an" | "the");
    next += if described { 2 } else { 0 };
    // Up to two words before the noun: 'a popular mobile application'.
    let reach = if described { 4 } else { 2 };
    for i in next..next + reach {
        let word = words.get(i);
        if has(PRODUCT_NOUNS, word) {
            return true;
        }
        if !word.bytes().all(|b| b.is_ascii_lowercase()) || !described && word != "mobile" {
            break;
        }
    }
    if matches!(
        words.before(span.start, 1),
        "download" | "downloading" | "downloaded" | "installed"
    ) {
        return true;
    }
    // 'Acme's Gadget', 'Acme's (native name) Gadget'.
    let mut back = span.start;
    if words.before(back, 1) == ")" && words.before(back, 3) == "(" {
        back -= 3;
    }
    matches!(words.before(back, 1), "'s" | "’s") && owners.contains(&(back - 1))
}

fn kind(words: Words<'_>, span: &Range<usize>, class: Class) -> EntityKind {
    match class {
        Class::Person => EntityKind::Person,
        Class::Organization => EntityKind::Organization,
        Class::Place => EntityKind::Place,
        Class::Other => other(words, span),
    }
}

fn other(words: Words<'_>, span: &Range<usize>) -> EntityKind {
    let whole = words.range(span).slice(words.text);
    let last = words.get(span.end - 1);
    let head = span
        .clone()
        .find(|&i| words.get(i + 1) == "of")
        .map_or(last, |i| words.get(i));
    let several = span.len() > 1;
    if KNOWN.groups.contains(whole) || KNOWN.groups.contains(last) && !several {
        EntityKind::Group
    } else if several && (has(LAW_HEADS, last) || has(LAW_HEADS, head)) {
        EntityKind::Law
    } else if has(EVENT_HEADS, last)
        || has(EVENT_HEADS, head)
        || several
            && span
                .clone()
                .any(|i| matches!(words.get(i), "War" | "Olympics" | "Olympic"))
    {
        EntityKind::Event
    } else if matches!(words.before(span.start, 1), "“" | "\"" | "‘" | "``") {
        EntityKind::Work
    } else if !several
        && (last.ends_with("ian")
            || last.ends_with("ians")
            || last.ends_with("ists")
            || last.ends_with("ese"))
    {
        EntityKind::Group
    } else {
        EntityKind::Product
    }
}
