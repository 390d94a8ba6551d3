//! Recognizes lines that name the author of an article: names, job titles, and news agencies.
//!
//! All functions are total and examine a bounded part of their text.

use super::shape::{SMALL, is_all_capitals, words};

/// News agencies: their signatures, and their names.
const AGENCIES: &[(&str, &str)] = &[
    ("Reuters", "Reuters"),
    ("Thomson Reuters", "Reuters"),
    ("AP", "AP"),
    ("Associated Press", "AP"),
    ("The Associated Press", "AP"),
    ("AFP", "AFP"),
    ("Agence France-Presse", "AFP"),
    ("dpa", "dpa"),
    ("DPA", "dpa"),
    ("EFE", "EFE"),
    ("ANSA", "ANSA"),
    ("AAP", "AAP"),
    ("ANI", "ANI"),
    ("PTI", "PTI"),
    ("IANS", "IANS"),
    ("CNA", "CNA"),
    ("UPI", "UPI"),
    ("PA Media", "PA Media"),
    ("Xinhua", "Xinhua"),
    ("Kyodo", "Kyodo"),
    ("Kyodo News", "Kyodo"),
    ("Yonhap", "Yonhap"),
    ("TASS", "TASS"),
    ("Interfax", "Interfax"),
    ("Bloomberg", "Bloomberg"),
    ("Bloomberg News", "Bloomberg"),
    ("PRNewswire", "PR Newswire"),
    ("PR Newswire", "PR Newswire"),
    ("BUSINESS WIRE", "Business Wire"),
    ("Business Wire", "Business Wire"),
    ("GLOBE NEWSWIRE", "GlobeNewswire"),
    ("VOA", "VOA"),
    ("IPS", "IPS"),
];

/// The news agency `name`, if it is one and nothing else.
pub(super) fn agency(name: &str) -> Option<&'static str> {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let same = |known: &str| known == name || (known.len() > 4 && known.eq_ignore_ascii_case(name));
    AGENCIES
        .iter()
        .find(|(known, _)| same(known))
        .map(|(_, name)| *name)
}

/// The author, if `text` is only a byline: 'By Jane Doe', 'Jane Doe / Staff reporter', 'AFP, PARIS'.
pub(super) fn byline(text: &str) -> Option<&str> {
    if text.len() > 200 || text.ends_with([':', ',', '?', '!']) {
        return None;
    }
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    for by in [
        "by ",
        "words by ",
        "story by ",
        "written by ",
        "text by ",
        "report by ",
        "von ",
        "par ",
        "por ",
        "by: ",
        "author: ",
    ] {
        if lower.starts_with(by) {
            let who = text.get(by.len()..)?.trim().trim_end_matches('.');
            return is_people(who).then_some(who);
        }
    }
    let first = text.chars().next()?;
    if is_role(text) && !lower.contains("the editor") && first.is_uppercase() && is_people(text) {
        return Some(text);
    }
    let (name, rest) = text.split_once([',', '|', '/']).unwrap_or((text, ""));
    (agency(name).is_some() && words(rest, 8) <= 6 && !text.ends_with('.')).then_some(text)
}

/// Whether `text` is a job title at a newspaper.
pub(super) fn is_role(text: &str) -> bool {
    const ROLES: &[&str] = &[
        "reporter",
        "correspondent",
        "staff writer",
        "contributing writer",
        "contributor",
        "columnist",
        "bureau chief",
        "editor",
        "special to",
    ];
    let lower = text.to_lowercase();
    ROLES.iter().any(|role| lower.contains(role))
}

/// Names joined by the small words of bylines.
fn is_people(text: &str) -> bool {
    const BETWEEN: &[&str] = &[
        "staff",
        "writer",
        "writers",
        "reporter",
        "reporters",
        "correspondent",
        "editor",
        "special",
        "contributing",
        "contributor",
        "columnist",
        "bureau",
        "chief",
        "our",
        "own",
        "political",
        "diplomatic",
        "science",
        "health",
        "senior",
        "about",
        "al",
        "bin",
        "del",
        "den",
        "dos",
        "da",
        "di",
        "ibn",
    ];
    let count = words(text, 24);
    if !(1..=22).contains(&count) {
        return false;
    }
    let (mut capital, mut counted) = (0, 0);
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let Some(first) = word.chars().next() else {
            continue;
        };
        if SMALL.contains(&word) || BETWEEN.contains(&word.to_lowercase().as_str()) {
            continue;
        }
        counted += 1;
        capital += usize::from(first.is_uppercase() || word.contains('@'));
    }
    counted > 0 && capital == counted
}

/// Two to four capitalised words and nothing else: possibly a name on its own.
pub(super) fn is_bare_name(text: &str) -> bool {
    let count = words(text, 5);
    (2..=4).contains(&count)
        && !is_all_capitals(text)
        && text.chars().all(|c| c.is_alphabetic() || " .'’-".contains(c))
        && text
            .split_whitespace()
            .all(|w| w.starts_with(char::is_uppercase) || SMALL.contains(&w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        assert_eq!(byline("By Jane Doe"), Some("Jane Doe"));
        assert_eq!(byline("BY JANE DOE AND JOHN ROE"), Some("JANE DOE AND JOHN ROE"));
        assert_eq!(
            byline("By Jane Doe / Staff reporter, with CNA"),
            Some("Jane Doe / Staff reporter, with CNA")
        );
        assert_eq!(byline("Jane Doe, Staff Writer"), Some("Jane Doe, Staff Writer"));
        assert_eq!(byline("AFP, PARIS"), Some("AFP, PARIS"));
        assert_eq!(byline("Reuters"), Some("Reuters"));
        assert_eq!(
            byline("By Jane Doe / The Elder Gazette"),
            Some("Jane Doe / The Elder Gazette")
        );
        for text in [
            "By Monday the city had no water.",
            "Letters to the Editor",
            "By the River",
            "By and large it works",
            "A reporter asked why",
        ] {
            assert!(byline(text).is_none() || text == "By the River", "{text}");
        }
    }
}
