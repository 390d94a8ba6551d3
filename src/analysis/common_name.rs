//! The form of a name by which it is compared across articles.
//!
//! Within one article the names of a person are merged by their context. Across articles there is none, so only what cannot mean somebody
//! else is left out: case, accents, full stops, a leading 'the', titles before a name of two words or more, and the endings of company
//! names. A surname alone is never taken for a full name, nor a name without a middle initial for one with it.
//!
//! Invariants: the form of a form is the form itself; a name that is only titles and endings keeps them.

use super::entities::nations::NATIONS;
use crate::lexicon::{WordClass, lines};
use crate::text::fold::{SEARCH, folded};

/// The form in which two names of one person, organization or thing are equal.
pub fn common_name(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut kept = words.as_slice();
    while let [first, rest @ ..] = kept
        && (first.eq_ignore_ascii_case("the") && !rest.is_empty() || rest.len() >= 2 && is_title(first))
    {
        kept = rest;
    }
    while let [rest @ .., last] = kept
        && !rest.is_empty()
        && WordClass::CompanyEnding.has(&capital(last.trim_matches(',')))
    {
        kept = rest;
    }
    let text = folded(&kept.join(" "), SEARCH);
    let mut plain = String::with_capacity(text.len());
    for word in text.split([' ', '.', ',']).filter(|word| !word.is_empty()) {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word.strip_suffix("'s").unwrap_or(word));
    }
    if plain.is_empty() { text } else { plain }
}

fn is_title(word: &str) -> bool {
    WordClass::Title.has(&capital(word))
}

/// As a name in the middle of a sentence is written, so that the word lists know it. Endings like 'LLC' are left in capitals.
fn capital(word: &str) -> String {
    let is_short = word.len() <= 4 && word.chars().all(char::is_uppercase);
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if !is_short => first.to_uppercase().chain(letters).collect(),
        _ => word.to_owned(),
    }
}

/// What short names of countries and acronyms of well-known organizations stand for, from form to form: `who` for `world health organization`.
pub fn well_known_names() -> impl Iterator<Item = (String, String)> {
    let nations = NATIONS.iter().filter_map(|nation| {
        let (usual, others) = nation.names.split_first()?;
        Some((*usual, others.to_vec()))
    });
    let organizations = lines(include_str!("../../assets/lang/en/acronyms.txt")).filter_map(|line| {
        let (name, acronyms) = line.split_once(';')?;
        Some((name, acronyms.split('|').collect()))
    });
    nations
        .chain(organizations)
        .flat_map(|(usual, others): (&str, Vec<&str>)| {
            let full = common_name(usual);
            others
                .into_iter()
                .map(move |other| (common_name(other), full.clone()))
        })
        .filter(|(short, full)| short != full)
}

/// Whether it is written as an acronym: 'WHO', 'U.N.', but not 'Ida' or 'X'.
pub fn is_acronym(name: &str) -> bool {
    let letters: Vec<char> = name.chars().filter(|c| *c != '.').collect();
    (2..=6).contains(&letters.len()) && letters.iter().all(|c| c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_are_equal() {
        for (a, b) in [
            ("Ida Lund", "ida lund"),
            ("Mayor Ida Lund", "Ida Lund"),
            ("Dr. Ida Lund", "Ida Lund"),
            ("J. K. Berg", "J.K. Berg"),
            ("The Ferry Authority", "Ferry Authority"),
            ("Apptopia Inc.", "Apptopia"),
            ("Apptopia, Inc.", "Apptopia"),
            ("Zoë Holm", "Zoe Holm"),
        ] {
            assert_eq!(common_name(a), common_name(b), "{a} and {b}");
        }
    }

    #[test]
    fn what_may_be_somebody_else_stays_apart() {
        for (a, b) in [
            ("Lund", "Ida Lund"),
            ("Mayor Lund", "Lund"),
            ("Ida M. Lund", "Ida Lund"),
            ("Mayor", "The Mayor of Ostby"),
            ("WHO", "World Health Organization"),
        ] {
            assert_ne!(common_name(a), common_name(b), "{a} and {b}");
        }
        assert!(is_acronym("WHO") && is_acronym("U.N.") && !is_acronym("Ida") && !is_acronym("X"));
    }

    #[test]
    fn well_known_short_names_stand_for_one_full_name() {
        let all: Vec<(String, String)> = well_known_names().collect();
        let full_of = |short: &str| {
            let found = all.iter().filter(|(name, _)| name == short);
            found.map(|(_, full)| full.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(full_of("who"), ["world health organization"]);
        assert_eq!(full_of("us"), ["united states"]);
        assert_eq!(full_of("usa"), ["united states"]);
        for (short, full) in &all {
            assert!(full_of(short).iter().all(|other| other == full), "{short}");
            assert!(full_of(full).is_empty(), "{full} is short for something");
        }
    }

    proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(name in "([A-Za-zé.]{1,6} ?){0,5}") {
            let once = common_name(&name);
            prop_assert_eq!(common_name(&once), once);
        }
    }
}
