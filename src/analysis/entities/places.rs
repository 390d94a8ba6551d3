//! Recognizes places by their context: 'the mayor of Kilbrannan', 'Kilbrannan has 40,000 inhabitants', 'the storm reached Kilbrannan',
//! 'KILBRANNAN, May 4 (Wire) - The ferry sank'.
//!
//! Invariant: only the words around a name count, never its own words; its capitals count in a dateline.

use std::ops::Range;

use super::words::{Words, is_capital, is_figure};
use crate::lexicon::WordClass;

/// Evidence that nearly always means a place, in the unit of the weights.
const STRONG: i32 = 160;
/// Evidence that means a place more often than a person or an organization.
const WEAK: i32 = 80;

/// The evidence around the name at `span` for a place; 0 if there is none.
pub(super) fn place_evidence(words: Words<'_>, span: &Range<usize>) -> i32 {
    before(words, span).max(behind(words, span))
}

/// The evidence of the words that end before `span`.
fn before(words: Words<'_>, span: &Range<usize>) -> i32 {
    let back = |n: usize| words.before(span.start, n);
    match back(1) {
        "of" if WordClass::PartOfPlace.has(back(2)) => STRONG,
        "from" | "to" if WordClass::WayBetweenPlaces.has(back(2)) => WEAK,
        "in" | "outside" | "near" if WordClass::SiteInPlace.has(back(2)) => WEAK,
        verb if WordClass::StrikeVerb.has(verb) && WordClass::StrikingForce.has(&back(2).to_lowercase()) => {
            STRONG
        }
        _ => 0,
    }
}

/// The evidence of the words that begin after `span`.
fn behind(words: Words<'_>, span: &Range<usize>) -> i32 {
    let at = |n: usize| words.get(span.end + n);
    let counted = matches!(at(0), "has" | "had" | "with")
        && (1..4).any(|n| is_figure(at(n)))
        && (2..6).any(|n| matches!(at(n), "inhabitants" | "residents"));
    if counted || opens_dateline(words, span) {
        return STRONG;
    }
    match at(0) {
        "'s" | "’s" if WordClass::OwnedByPlace.has(at(1)) => WEAK,
        "police" | "airport" | "harbour" | "harbor" if words.after_the(span.start) => WEAK,
        "—" | "–" | "--" if opens_text(words, span) && words.spaced(span.end + 1) && is_capital(at(1)) => {
            STRONG
        }
        _ => 0,
    }
}

/// Whether a name of one or two words opens a paragraph, like that of a dateline.
fn opens_text(words: Words<'_>, span: &Range<usize>) -> bool {
    span.len() <= 2 && opens_paragraph(words, span)
}

fn opens_paragraph(words: Words<'_>, span: &Range<usize>) -> bool {
    let before = words.text.get(..words.range(span).start);
    before.is_some_and(|before| before.is_empty() || before.ends_with('\n'))
}

/// The maximum number of tokens in a dateline after its place: country, day and agency.
const DATELINE: usize = 14;

/// Whether a name in capitals is the place of a dateline: 'PORT ELLIS, Ohio (Wire) - The ferry sank'.
fn opens_dateline(words: Words<'_>, span: &Range<usize>) -> bool {
    let shouted = |i: usize| words.get(i).chars().all(|c| !c.is_lowercase());
    let long = span.clone().any(|i| words.get(i).chars().count() > 2);
    if !long || !span.clone().all(shouted) || !opens_paragraph(words, span) {
        return false;
    }
    let dash = (span.end..span.end + DATELINE)
        .find(|&i| matches!(words.get(i), "-" | "—" | "–" | "--") && words.spaced(i) && words.spaced(i + 1));
    let part = |i: usize| words.get(i).len() < 4 || !words.get(i).starts_with(char::is_lowercase);
    let follows = matches!(words.get(span.end), "," | "(") || dash == Some(span.end);
    follows && dash.is_some_and(|dash| (span.end..dash).all(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    #[test]
    fn neighbours_tell_places() {
        let told = |text: &str| {
            let tokens = tokenise(text);
            let words = Words {
                text,
                tokens: &tokens,
            };
            let named = |i: &usize| words.get(*i).eq_ignore_ascii_case("Ellensay");
            let at = (0..words.len()).find(named).unwrap();
            place_evidence(words, &(at..at + 1)) > 0
        };
        for text in [
            "The mayor of Ellensay has resigned.",
            "Ellensay has 900 inhabitants.",
            "The flood hit Ellensay at noon.",
            "Troops entered Ellensay on Friday.",
            "Ellensay — Two men were held on Friday.",
            "The road to Ellensay is closed.",
            "Most of Ellensay's streets are dark.",
            "The Ellensay police know nothing.",
            "ELLENSAY, Sept. 4 (Northern Wire) - Two men were held.",
            "ELLENSAY (Wire) – The ferry sank on Friday.",
            "ELLENSAY - The ferry sank on Friday.",
        ] {
            assert!(told(text), "{text}");
        }
        for text in [
            "A book by Ellensay was published.",
            "The judge hit Ellensay with a fine.",
            "He said Ellensay — the man he knew — had left.",
            "Ellensay has two sons.",
            "ELLENSAY, who wrote the book, has left - for good.",
            "ELLENSAY: The ferry is late - again.",
        ] {
            assert!(!told(text), "{text}");
        }
    }
}
