//! Recases headlines as running text: 'POSTAL WORKERS BACK STRIKE IN TURIN' and 'Postal Workers Back Strike in Turin' are read as 'Postal
//! workers back strike in Turin', so that the tagger sees capitals only in names.
//!
//! Invariants: the resulting text has the same length in bytes and differs only in the case of letters, so every range means the same in
//! both; a sentence with mostly lower-case words is unchanged.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::calendar::{month, weekday};
use super::gazetteer::{Gazetteer, class};
use super::hash;
use super::words::{Words, is_capital, is_upper};
use crate::analysis::token::Token;
use crate::lexicon::WordClass;

/// How a sentence is capitalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting {
    Running,
    /// 'Most Words Begin With Capitals'.
    Title,
    /// 'ALL LETTERS ARE CAPITALS'.
    Capitals,
}

/// The capitalisation of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Lower,
    Initial,
    Upper,
}

/// How often each word occurs in each case in running text, not counting the first word of a sentence.
type Seen = HashMap<u64, [u16; 3], BuildHasherDefault<hash::Hashed>>;

/// `text` with its headlines recased.
pub fn running<'t>(
    text: &'t str,
    tokens: &[Token],
    sentences: &[Range<usize>],
    gazetteer: Gazetteer<'_>,
) -> Cow<'t, str> {
    let words = Words { text, tokens };
    let settings: Vec<Setting> = sentences.iter().map(|s| setting(words, s)).collect();
    if settings.iter().all(|s| *s == Setting::Running) {
        return Cow::Borrowed(text);
    }
    let seen = seen(words, sentences, &settings);
    let mut out = String::with_capacity(text.len());
    for (sentence, setting) in sentences.iter().zip(settings) {
        if setting == Setting::Running {
            continue;
        }
        for (i, case) in sentence
            .clone()
            .zip(cases(words, sentence, setting, &seen, gazetteer))
        {
            let range = tokens[i].range;
            if range.start >= out.len() {
                out.push_str(&text[out.len()..range.start]);
                recase(words.get(i), case, &mut out);
            }
        }
    }
    out.push_str(&text[out.len()..]);
    Cow::Owned(out)
}

fn setting(words: Words<'_>, sentence: &Range<usize>) -> Setting {
    let (mut all, mut capital, mut upper, mut long) = (0, 0, 0, 0);
    // A lower-case word that is not a function word does not occur in a headline in capitals.
    let mut running = false;
    for i in sentence.clone() {
        let word = words.get(i);
        if !is_word(word) {
            continue;
        }
        all += 1;
        let is_capital = is_capital(word);
        capital += usize::from(is_capital);
        let is_upper = is_upper(word);
        upper += usize::from(is_upper || word.len() == 1 && is_capital);
        // Abbreviations and initials are short.
        long += usize::from(is_upper && word.len() > 4);
        running |= !is_capital && !WordClass::FunctionWord.has(word) && words.before(i, 1) != "-";
    }
    if all >= 3 && upper * 10 > all * 8 && long * 3 >= all {
        Setting::Capitals
    } else if all > 3 && capital * 10 > all * 6 && !running {
        Setting::Title
    } else {
        Setting::Running
    }
}

fn is_word(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_alphabetic)
}

fn seen(words: Words<'_>, sentences: &[Range<usize>], settings: &[Setting]) -> Seen {
    let mut seen = Seen::default();
    for (sentence, _) in sentences
        .iter()
        .zip(settings)
        .filter(|(_, s)| **s == Setting::Running)
    {
        for word in sentence
            .clone()
            .skip(1)
            .map(|i| words.get(i))
            .filter(|w| is_word(w))
        {
            let counts = seen.entry(hash::lower(word)).or_default();
            let slot = &mut counts[case(word) as usize];
            *slot = slot.saturating_add(1);
        }
    }
    seen
}

fn case(word: &str) -> Case {
    if is_upper(word) {
        Case::Upper
    } else if is_capital(word) {
        Case::Initial
    } else {
        Case::Lower
    }
}

/// The case of each token of `sentence`.
fn cases(
    words: Words<'_>,
    sentence: &Range<usize>,
    setting: Setting,
    seen: &Seen,
    gazetteer: Gazetteer<'_>,
) -> Vec<Case> {
    let known = known_phrases(words, sentence, gazetteer);
    let classes = |i: usize| gazetteer.get(hash::lower(words.get(i))).classes;
    let mut readings: Vec<Reading> = sentence
        .clone()
        .zip(&known)
        .map(|(i, known)| {
            let word = words.get(i);
            if setting == Setting::Title && (!is_capital(word) || is_upper(word)) {
                Reading::Sure(case(word))
            } else {
                reading(word, *known, seen, gazetteer)
            }
        })
        .collect();
    let is_name = |r: Option<&Reading>| matches!(r, Some(Reading::Sure(Case::Initial | Case::Upper)));
    for at in 0..readings.len() {
        let Reading::Open(class) = readings[at] else {
            continue;
        };
        let i = sentence.start + at;
        let before = at.checked_sub(1);
        let named_before = is_name(before.and_then(|b| readings.get(b)));
        let named_behind = is_name(readings.get(at + 1));
        let behind = if sentence.contains(&(i + 1)) {
            classes(i + 1)
        } else {
            0
        };
        let heads = matches!(words.get(i + 1).to_ascii_lowercase().as_str(), "of" | "for")
            && is_name(readings.get(at + 2));
        let first_before =
            before.is_some_and(|b| classes(sentence.start + b) & (class::FIRST | class::TITLE) != 0);
        let named = class & HEADS != 0 && (named_before || heads)
            || class & (class::FIRST | class::TITLE) != 0 && (named_behind || behind & class::SURNAME != 0)
            || class & class::SURNAME != 0 && named_before && first_before;
        readings[at] = Reading::Sure(if named { Case::Initial } else { Case::Lower });
    }
    readings
        .into_iter()
        .enumerate()
        .map(|(at, reading)| match reading {
            Reading::Sure(Case::Lower) | Reading::Open(_) if at == 0 => Case::Initial,
            Reading::Sure(case) => case,
            Reading::Open(_) => Case::Lower,
        })
        .collect()
}

/// What is known about a word's case before its neighbours are considered.
#[derive(Clone, Copy, Debug)]
enum Reading {
    Sure(Case),
    /// A dictionary word that also begins or ends names, with its classes.
    Open(u16),
}

/// Which tokens of `sentence` are part of a known name of several words.
fn known_phrases(words: Words<'_>, sentence: &Range<usize>, gazetteer: Gazetteer<'_>) -> Vec<bool> {
    let lowers: Vec<u64> = sentence.clone().map(|i| hash::lower(words.get(i))).collect();
    let mut known = vec![false; lowers.len()];
    for at in 0..lowers.len() {
        let first = gazetteer.get(lowers[at]);
        for (length, entry) in gazetteer.phrases(first, lowers[at..].iter().copied()) {
            if length > 1 && entry.classes & NAMES != 0 {
                known[at..at + length].fill(true);
            }
        }
    }
    known
}

/// Classes that are names by themselves.
const NAMES: u16 = class::COUNTRY
    | class::REGION
    | class::CITY
    | class::TOWN
    | class::FIRST
    | class::SURNAME
    | class::RARE_SURNAME
    | class::GROUP
    | class::PERSON
    | class::ORGANIZATION
    | class::OTHER;

/// Classes that end longer names, or begin them before 'of'.
const HEADS: u16 = class::COMPANY_ENDING | class::ORGANIZATION_HEAD | class::PLACE_HEAD;

/// The reading of `word` by itself; `known`: whether it is part of a known name.
fn reading(word: &str, known: bool, seen: &Seen, gazetteer: Gazetteer<'_>) -> Reading {
    if !is_word(word) {
        return Reading::Sure(case(word));
    }
    let lowered = word.to_lowercase();
    if WordClass::FunctionWord.has(&lowered) {
        return Reading::Sure(Case::Lower);
    }
    if let Some([lower, initial, upper]) = seen.get(&hash::lower(word)) {
        return Reading::Sure(if upper > initial && upper > lower {
            Case::Upper
        } else if initial >= lower {
            Case::Initial
        } else {
            Case::Lower
        });
    }
    let entry = gazetteer.get(hash::lower(word));
    let dictionary = entry.is_common() || describes(&lowered);
    let short = is_upper(word) && looks_short(&lowered);
    let place = entry.classes & (class::COUNTRY | class::REGION | class::GROUP) != 0;
    if short
        && entry.classes & (class::ORGANIZATION | class::COUNTRY | class::REGION) != 0
        && lowered.len() < 4
    {
        Reading::Sure(Case::Upper)
    } else if known || place || is_day(word) {
        Reading::Sure(Case::Initial)
    } else if dictionary {
        match entry.classes & (HEADS | class::FIRST | class::TITLE | class::SURNAME) {
            0 => Reading::Sure(Case::Lower),
            classes => Reading::Open(classes),
        }
    } else if short && entry.classes & NAMES == 0 {
        Reading::Sure(Case::Upper)
    } else {
        Reading::Sure(Case::Initial)
    }
}

/// Whether `word` is a month or a weekday, in any case.
fn is_day(word: &str) -> bool {
    let mut named = String::with_capacity(word.len());
    recase(word, Case::Initial, &mut named);
    month(&named).is_some() || weekday(&named).is_some()
}

/// Whether `word` looks like an adjective or adverb.
pub(super) fn describes(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "able", "al", "ary", "ed", "est", "ful", "ible", "ic", "ing", "ive", "less", "ly", "ous",
    ];
    word.len() > 5 && ENDINGS.iter().any(|e| word.ends_with(e))
}

/// Whether `word` may be an abbreviation: at most five letters, with few vowels.
fn looks_short(word: &str) -> bool {
    let vowels = word.chars().filter(|c| "aeiouy".contains(*c)).count();
    let letters = word.chars().count();
    letters <= 3 || letters <= 5 && vowels <= 1
}

/// Writes `word` in `case`, except letters whose other case has a different length.
fn recase(word: &str, case: Case, out: &mut String) {
    let mut first = true;
    for c in word.chars() {
        let mut lower = c.to_lowercase();
        let small = lower
            .next()
            .filter(|l| lower.next().is_none() && l.len_utf8() == c.len_utf8());
        match case {
            Case::Initial if first => out.push(c),
            Case::Upper => out.push(c),
            Case::Initial | Case::Lower => out.push(small.unwrap_or(c)),
        }
        first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::entities::built_in_gazetteer;
    use crate::analysis::token::tokenise;

    fn run(lines: &[&str]) -> String {
        let text = lines.join("\n");
        let tokens = tokenise(&text);
        let mut sentences = Vec::new();
        let mut at = 0;
        for line in lines {
            let start = tokens.partition_point(|t| t.range.start < at);
            at += line.len() + 1;
            sentences.push(start..tokens.partition_point(|t| t.range.start < at));
        }
        let out = running(&text, &tokens, &sentences, built_in_gazetteer().unwrap()).into_owned();
        assert_eq!(out.len(), text.len());
        assert_eq!(out.to_lowercase(), text.to_lowercase());
        out
    }

    #[test]
    fn headlines_are_read_as_running_text() {
        assert_eq!(
            run(&["POSTAL WORKERS BACK STRIKE IN TURIN"]),
            "Postal workers back strike in Turin"
        );
        assert_eq!(
            run(&["Postal Workers Back Strike in Turin, Police Say"]),
            "Postal workers back strike in Turin, police say"
        );
        assert_eq!(
            run(&["MINISTER TELLS EU TO ACT ON ÉTIENNE"]),
            "Minister tells EU to act on Étienne"
        );
    }

    #[test]
    fn what_the_text_writes_decides() {
        let text = run(&[
            "Fuse Opens Bright Plant as Sales Rise",
            "The maker of kettles, which Lena Marsh runs, said Fuse had bright prospects.",
        ]);
        assert!(
            text.starts_with("Fuse opens bright plant as sales rise\n"),
            "{text}"
        );
    }

    #[test]
    fn running_text_and_lists_of_names_stay() {
        for text in [
            "The minister told the EU to act.",
            "NATO, EU",
            "Helen Okafor, Peter Lindqvist, Marta Kowalczyk",
        ] {
            assert_eq!(run(&[text]), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn only_the_case_of_letters_changes(lines in proptest::collection::vec("[A-Z\u{c0}-\u{17f}İßŉΣǅ]{0,9}( [A-Za-zÀ-ſΑ-ω'’-]{1,9}){0,7}[.!]?", 1..5)) {
            let text = lines.join("\n");
            let tokens = tokenise(&text);
            let sentences = [0..tokens.len() / 2, tokens.len() / 2..tokens.len()];
            let out = running(&text, &tokens, &sentences, built_in_gazetteer().unwrap());
            proptest::prop_assert_eq!(out.len(), text.len());
            for (a, b) in text.chars().zip(out.chars()) {
                let small = a.to_lowercase().eq(std::iter::once(b));
                proptest::prop_assert!(a == b || small, "{a} became {b}");
            }
            for token in &tokens {
                proptest::prop_assert!(out.is_char_boundary(token.range.start) && out.is_char_boundary(token.range.end));
            }
        }
    }
}
