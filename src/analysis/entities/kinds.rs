//! What kind of thing a name of the trained tagger's class names; the many kinds of [`Class::Other`] by rules.

use std::ops::Range;

use super::label::Class;
use super::lexicon::{EVENT_HEADS, LAW_HEADS, has};
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
    names
        .into_iter()
        .map(|(span, class)| {
            let kind = kind(words, &span, class);
            (span, kind)
        })
        .collect()
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
