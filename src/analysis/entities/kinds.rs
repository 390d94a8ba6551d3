//! Determines the kind of a name from its class by the trained tagger; the many kinds of [`Class::Other`] are found by rules.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::label::Class;
use super::nations::{GROUPS, PLACES};
use super::words::Words;
use crate::analysis::EntityKind;
use crate::analysis::token::Token;
use crate::lexicon::WordClass;

/// The kinds of `names`.
pub(super) fn kinds(
    text: &str,
    tokens: &[Token],
    names: Vec<(Range<usize>, Class)>,
) -> Vec<(Range<usize>, EntityKind)> {
    let words = Words { text, tokens };
    let names = trimmed(words, names);
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

/// The names without words that do not belong to them: offices mistaken for persons, and the country after 'of the' at the end of an
/// organization's name.
fn trimmed(words: Words<'_>, names: Vec<(Range<usize>, Class)>) -> Vec<(Range<usize>, Class)> {
    let mut out = Vec::with_capacity(names.len());
    for (mut span, mut class) in names {
        if is_thing(words, &span, class) {
            continue;
        }
        if class == Class::Other && is_ranked(words, &span) {
            class = Class::Person;
            span.start += 1;
        }
        // 'The Bank of Ruritania' at the start of a sentence; papers are called 'The Times'.
        let paper = WordClass::NewspaperEnding.has(words.get(span.end - 1));
        if span.len() > 2 && words.get(span.start) == "The" && class == Class::Organization && !paper {
            span.start += 1;
        }
        let titled = |span: &Range<usize>| {
            let (first, second) = (words.get(span.start), words.get(span.start + 1));
            (WordClass::Title.has(first) || WordClass::Office.has(first))
                && !(span.len() == 2 && (WordClass::Title.has(second) || WordClass::Office.has(second)))
        };
        while class == Class::Person && span.len() > 1 && titled(&span) {
            span.start += 1;
        }
        if class == Class::Organization && span.len() > 1 {
            while WordClass::LegalForm.has(words.get(span.end)) {
                span.end += 1;
            }
        }
        match class {
            Class::Person if span.len() > 1 && WordClass::Office.has(words.get(span.end - 1)) => {
                // 'State Department Spokesperson': the rest may be an organisation; it is not a person.
                let rest = span.start..span.end - 1;
                if WordClass::OrganizationHead.has(words.get(rest.end - 1)) && rest.len() > 1 {
                    out.push((rest, Class::Organization));
                }
            }
            Class::Organization => match country_behind(words, &span) {
                Some((end, country)) => {
                    out.push((span.start..end, class));
                    out.push((country, Class::Place));
                }
                None => out.push((span, class)),
            },
            _ => out.push((span, class)),
        }
    }
    out
}

/// Whether an abbreviated rank precedes a given name and a surname: 'Sgt Ida Marsh', but not 'Sgt. Pepper'.
fn is_ranked(words: Words<'_>, span: &Range<usize>) -> bool {
    let rank = WordClass::ShortRank.has(words.get(span.start).trim_end_matches('.'));
    let name = span.start + 1..span.end;
    let is_name = |i: usize| {
        let word = words.get(i);
        word.len() > 1 && word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase)
    };
    rank && (2..=3).contains(&name.len()) && name.clone().all(is_name)
}

/// Whether a supposed organization is an article, or short for something common: 'GDP'.
fn is_thing(words: Words<'_>, span: &Range<usize>, class: Class) -> bool {
    let word = words.get(span.start);
    span.len() == 1
        && class == Class::Organization
        && (word == "The" || WordClass::CommonAbbreviation.has(word))
}

/// The end of the name before 'of the Ruritania', and the position of Ruritania, if an 'of' occurs before too.
fn country_behind(words: Words<'_>, span: &Range<usize>) -> Option<(usize, Range<usize>)> {
    let last_of = span.clone().rev().find(|i| words.get(*i) == "of")?;
    let country = last_of + 1 + usize::from(words.get(last_of + 1) == "the")..span.end;
    let named = !country.is_empty() && PLACES.contains(words.range(&country).slice(words.text));
    let headed = (span.start..last_of).any(|i| words.get(i) == "of")
        || words.get(last_of + 1) == "the"
            && WordClass::OrganizationHead.has(words.get(last_of - 1))
            && last_of - span.start > 2;
    (named && headed && last_of > span.start + 1).then_some((last_of, country))
}

/// Names that the text repeatedly treats as something made and used ('the Acme app', 'Acme, a mobile application', 'the firm's Acme'), and
/// never as a speaker.
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
            ) || WordClass::OrganizationNoun.has(words.before(span.start, 1))
                || WordClass::CompanyEnding.has(words.get(span.end - 1)),
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
        if WordClass::ProductNoun.has(word) {
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
        Class::Organization | Class::Place
            if span.len() == 1 && WordClass::Faith.has(words.get(span.start)) =>
        {
            EntityKind::Group
        }
        Class::Organization => EntityKind::Organization,
        Class::Place if is_office(words, span) => EntityKind::Organization,
        Class::Place => EntityKind::Place,
        Class::Other => other(words, span),
    }
}

/// Whether a name classified as a place has a head that no place has: 'Central Bank of Ruritania'.
fn is_office(words: Words<'_>, span: &Range<usize>) -> bool {
    let head = span
        .clone()
        .find(|&i| matches!(words.get(i + 1), "of" | "for") && span.contains(&(i + 1)))
        .unwrap_or(span.end - 1);
    let bank_of_river = words.get(head) == "Bank"
        && matches!(
            words.before(head, 1),
            "West" | "Left" | "Right" | "South" | "East" | "North" | "Outer" | "Dogger"
        );
    span.len() > 1 && WordClass::OfficeHead.has(words.get(head)) && !bank_of_river
}

fn other(words: Words<'_>, span: &Range<usize>) -> EntityKind {
    let whole = words.range(span).slice(words.text);
    let last = words.get(span.end - 1);
    let head = span
        .clone()
        .find(|&i| words.get(i + 1) == "of")
        .map_or(last, |i| words.get(i));
    let several = span.len() > 1;
    if GROUPS.contains(whole) || GROUPS.contains(last) && !several {
        EntityKind::Group
    } else if several && (WordClass::LawHead.has(last) || WordClass::LawHead.has(head)) {
        EntityKind::Law
    } else if WordClass::EventHead.has(last)
        || WordClass::EventHead.has(head)
        || several
            && span
                .clone()
                .any(|i| matches!(words.get(i), "War" | "Olympics" | "Olympic"))
    {
        EntityKind::Event
    } else if matches!(words.before(span.start, 1), "“" | "\"" | "‘" | "``")
        || WordClass::WorkNoun.has(words.before(span.start, 1))
        || words.get(span.end) == ","
            && matches!(words.get(span.end + 1), "a" | "an" | "the")
            && (WordClass::WorkNoun.has(words.get(span.end + 2))
                || WordClass::WorkNoun.has(words.get(span.end + 3)))
    {
        EntityKind::Work
    } else if several && WordClass::PlaceHead.has(last) {
        EntityKind::Place
    } else if several && WordClass::NewspaperEnding.has(last) {
        EntityKind::Organization
    } else if !several
        && (WordClass::Faith.has(last)
            || last.ends_with("ian")
            || last.ends_with("ians")
            || last.ends_with("ists")
            || last.ends_with("ese"))
    {
        EntityKind::Group
    } else if is_told_to_act(words, span) {
        EntityKind::Organization
    } else {
        EntityKind::Product
    }
}

/// Whether the name at `span` is asked or forbidden to act, and so is an agent: 'bar Google from offering', 'asked Google to remove'.
fn is_told_to_act(words: Words<'_>, span: &Range<usize>) -> bool {
    let (next, second) = (words.get(span.end), words.get(span.end + 1));
    let asked = matches!(
        words.before(span.start, 1),
        "ask" | "asked" | "forced" | "order" | "ordered" | "require" | "required" | "told" | "urged"
    );
    next == "from" && second.len() > 4 && second.ends_with("ing") || next == "to" && asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    #[test]
    fn a_rank_stands_before_a_whole_name() {
        for (text, ranked) in [
            ("Sgt Ida Marsh", true),
            ("Capt. Jo van Berg", false),
            ("Lt. Ida May Brandt", true),
            ("Sgt. Pepper", false),
            ("Marsh Ida Brandt", false),
        ] {
            let tokens = tokenise(text);
            let words = Words {
                text,
                tokens: &tokens,
            };
            assert_eq!(is_ranked(words, &(0..tokens.len())), ranked, "{text}");
        }
    }

    /// The names in brackets in `marked`, all of `class`: each name and its kind.
    fn kinds_of(marked: &str, class: Class) -> Vec<String> {
        let mut text = String::new();
        let mut spans = Vec::new();
        for piece in marked.split_inclusive(['[', ']']) {
            text.push_str(piece.trim_end_matches(['[', ']']));
            if piece.ends_with(['[', ']']) {
                spans.push(text.len());
            }
        }
        let tokens = tokenise(&text);
        let at = |offset: usize| tokens.partition_point(|t| t.range.start < offset);
        let names = spans.chunks(2).map(|s| (at(s[0])..at(s[1]), class)).collect();
        let words = Words {
            text: &text,
            tokens: &tokens,
        };
        kinds(&text, &tokens, names)
            .into_iter()
            .map(|(span, kind)| format!("{} {}", kind.name(), words.range(&span).slice(&text)))
            .collect()
    }

    #[test]
    fn other_names_get_their_kind_from_their_words() {
        let one = |marked: &str| kinds_of(marked, Class::Other).join("; ");
        assert_eq!(one("many [Muslims] and others"), "group Muslims");
        assert_eq!(one("the [Bosnian] army"), "group Bosnian");
        assert_eq!(one("the [Clean Water Act] of 1972"), "law Clean Water Act");
        assert_eq!(one("the [Treaty of Ghent]"), "law Treaty of Ghent");
        assert_eq!(one("after the [Crimean War] ended"), "event Crimean War");
        assert_eq!(one("the [Battle of Hastings]"), "event Battle of Hastings");
        assert_eq!(one("won the [Winter Olympics]"), "event Winter Olympics");
        assert_eq!(one("sang “[Yellow Boat]” twice"), "work Yellow Boat");
        assert_eq!(one("in the journal [Polar Notes] on Monday"), "work Polar Notes");
        assert_eq!(one("wrote [Cold Harbour], a novel about"), "work Cold Harbour");
        assert_eq!(
            one("told the [Ellery Courier] that"),
            "organization Ellery Courier"
        );
        assert_eq!(one("turned to [Islam] in prison"), "group Islam");
        assert_eq!(one("flew a [Falcon 9] to orbit"), "product Falcon 9");
        assert_eq!(
            one("bar Norvale Inc’s [Google] from offering it"),
            "organization Google"
        );
    }

    #[test]
    fn faiths_and_common_abbreviations_are_no_organizations() {
        assert_eq!(
            kinds_of("[Islam] and [GDP] and the [RFU]", Class::Organization),
            ["group Islam", "organization RFU"]
        );
    }

    #[test]
    fn what_is_made_and_used_is_a_product() {
        let text = "The [Quillo] app was banned. [Quillo], a mobile application, has 5 million users. [Quillo] is free.";
        assert_eq!(
            kinds_of(text, Class::Organization),
            ["product Quillo", "product Quillo", "product Quillo"]
        );
        let firm = "[Quillo] said it would appeal. [Quillo] announced layoffs. The [Quillo] app was banned.";
        assert_eq!(kinds_of(firm, Class::Organization)[0], "organization Quillo");
    }

    #[test]
    fn offices_are_no_persons_and_countries_no_part_of_an_organisation() {
        assert_eq!(
            kinds_of("a [State Department Spokesperson] said", Class::Person),
            ["organization State Department"]
        );
        assert!(kinds_of("the [Shadow Home Secretary] said", Class::Person).is_empty());
        assert_eq!(
            kinds_of("said [Helen Okafor] on", Class::Person),
            ["person Helen Okafor"]
        );
        assert_eq!(
            kinds_of("said Chief [Engineer Ida Marsh] on", Class::Person),
            ["person Ida Marsh"]
        );
        assert_eq!(
            kinds_of(
                "the [University of Sheffield of the UK] found",
                Class::Organization
            ),
            ["organization University of Sheffield", "place UK"]
        );
        assert_eq!(
            kinds_of("the [Bank of England] held", Class::Organization),
            ["organization Bank of England"]
        );
    }
}
