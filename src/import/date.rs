//! Dates in the first lines of articles.
//!
//! This code runs at every start of the reader. So it uses `regex-lite`, and looks up month and weekday names outside the expressions:
//! `regex` takes four milliseconds to compile them, more than everything else before the first frame, and would save only microseconds on a
//! few short lines.
//! A day is one capture, because `regex-lite` reserves memory for every capture in every state: one capture for each number took
//! a millisecond.

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::document::Date;

/// A date found at the start or end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The date.
    pub date: Date,
    /// Byte offset of the start of the date, including its label, weekday and time.
    pub start: usize,
    /// Byte offset of its end.
    pub end: usize,
    /// Whether it has a label such as 'date' or 'published'.
    pub labelled: bool,
}

/// Longer lines are running text.
const LONGEST: usize = 400;

/// The digits of a date are within this many bytes of the end of the line at which it stands, with its label, weekday and time.
const NEAR: usize = 120;

const LABEL: &str = r"(?:(?:date|dated|published|updated|posted|created|modified|released|first\ published|last\ (?:updated|modified)
    |(?:release|publication|pub|issue)\ date|datum|stand|fecha|publié|mis\ à\ jour|veröffentlicht|aktualisiert|publicado|actualizado)(?:\s+(?:on|le|am|el))?\s*[:\-–]?\s*)";

/// A word that may be a weekday.
const WEEKDAY: &str = r"(?:(?P<weekday>[a-záé]{3,10})\.?,?\s+)";

/// English weekdays; an abbreviation has at least three letters.
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// Weekdays in other languages.
const WEEKDAYS_ABROAD: [&str; 21] = [
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];

/// Months; the first name of each is the English one, which may also be abbreviated.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "jänner", "janvier", "enero"],
    &["february", "februar", "février", "febrero"],
    &["march", "märz", "mars", "marzo"],
    &["april", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["june", "juni", "juin", "junio"],
    &["july", "juli", "juillet", "julio"],
    &["august", "août", "agosto"],
    &["september", "septembre", "septiembre"],
    &["october", "oktober", "octobre", "octubre"],
    &["november", "novembre", "noviembre"],
    &["december", "dezember", "décembre", "diciembre"],
];

/// A day, which [`date`] takes apart.
const DAY: &str = r"(?P<day>[0-9]{4}(?:-[0-9]{1,2}-|/[0-9]{1,2}/)[0-9]{1,2}
    |[0-9]{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:(?:of|de)\s+)?[a-zäéûü]{3,10}\.?,?\s+(?:del?\s+)?[0-9]{4}
    |[a-zäéûü]{3,10}\.?\s+[0-9]{1,2}(?:st|nd|rd|th)?,?\s+[0-9]{4}
    |[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4}
    |[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}
    |[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)";

const TIME: &str = r"(?:(?:t|[,\s]\s*(?:at\s+|\|\s*|-\s+)?)[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s*[ap]\.?m\b\.?)?
    (?:\s*(?:z\b|(?:utc|gmt|bst|ces?t|[ecmp][sd]?t)\b|[+-][0-9]{2}:?[0-9]{2}))?(?:\s*\([a-z]{3,4}\))?)";

static LEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(&format!(
        r"^\s*(?P<label>{LABEL})?{WEEKDAY}?{DAY}(?:{TIME}|\b|[^\w]|$)"
    ))
});
static TRAILING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(&format!(
        r"(?P<label>\b{LABEL})?\b{WEEKDAY}?\b{DAY}{TIME}?[\s.]*$"
    ))
});

fn compiled(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("(?x){pattern}")).ok()
}

/// The date that `line` begins with.
pub fn leading(line: &str) -> Option<Found> {
    let start = line.bytes().take(NEAR);
    let (found, sure) = has_digits(start).then(|| found(&LEADING, line))??;
    sure.then_some(found)
}

/// The date that `line` ends with.
pub fn trailing(line: &str) -> Option<Found> {
    let end = line.bytes().rev().take(NEAR);
    let (found, _) = has_digits(end).then(|| found(&TRAILING, line))??;
    Some(found)
}

/// The date that makes up the whole of `line`, ignoring white space, a final full stop, the page of a newspaper, and a reading time. If the
/// line has a date of publication and one of a change (`Updated 12 March 2024 | Published 11 March 2024`), it is the date of publication;
/// the range covers both.
pub fn whole(line: &str) -> Option<Found> {
    let mut found = leading(line)?;
    let published = |part: &str| {
        let part = part.to_lowercase();
        let signs = ["publi", "posted", "created", "released", "veröffentlicht"];
        signs.iter().any(|sign| part.contains(sign)) && !part.contains("updated")
    };
    let mut sure = published(line.get(found.start..found.end)?);
    for _ in 0..2 {
        let rest = line.get(found.end..)?;
        let bare =
            rest.trim_start_matches([' ', '\t', '.', ',', '|', '-', '–', '—', '(', ';', '•', '·', '/']);
        let Some(other) = leading(bare) else { break };
        let start = found.end + (rest.len() - bare.len());
        let is_published = published(bare.get(other.start..other.end)?);
        if is_published && !sure || is_published == sure && other.date < found.date {
            found.date = other.date;
            sure |= is_published;
        }
        found.end = start + other.end;
        found.labelled |= other.labelled;
    }
    let rest = line
        .get(found.end..)?
        .trim_matches([' ', '\t', '.', ',', '|', '-', '–', '—', ')', '•', '·'])
        .to_ascii_lowercase();
    let number = ["page ", "p. ", "p "]
        .iter()
        .find_map(|p| rest.strip_prefix(p))
        .or_else(|| {
            let read = rest.strip_suffix(" read")?;
            [" min", "-min", " minute", " minutes", " mins"]
                .iter()
                .find_map(|unit| read.strip_suffix(unit))
        });
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (rest.is_empty() || number.is_some_and(is_number)).then_some(found)
}

/// The date in a machine format (`2020-09-26T10:00:00Z`, a mail's date), or the whole of a line.
pub fn machine(value: &str) -> Option<Date> {
    leading(value).map(|f| f.date)
}

/// The date that `regex` finds, and whether the words before it are a weekday or nothing.
fn found(regex: &LazyLock<Option<Regex>>, line: &str) -> Option<(Found, bool)> {
    if line.len() > LONGEST {
        return None;
    }
    let small = small(line);
    let captures = regex.as_ref()?.captures(&small)?;
    let whole = captures.get(0)?;
    let word = captures.name("weekday");
    let sure = word.is_none_or(|word| is_weekday(word.as_str()));
    let mut start = whole.start();
    if let Some(word) = word.filter(|_| !sure) {
        let after = small.get(word.end()..)?;
        start = word.end() + (after.len() - after.trim_start_matches(['.', ',']).len());
    }
    let text = small.get(start..whole.end())?;
    start += text.len() - text.trim_start().len();
    let found = Found {
        date: date(captures.name("day")?.as_str())?,
        start,
        end: whole.end(),
        labelled: sure && captures.name("label").is_some(),
    };
    Some((found, sure))
}

/// Whether these bytes contain the digits of a year and a day. Compiling an expression takes longer than reading a short article, so it is
/// compiled only if they do.
fn has_digits(bytes: impl Iterator<Item = u8>) -> bool {
    let (mut run, mut count, mut year) = (0, 0, false);
    for byte in bytes {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        count += usize::from(run > 0);
        year |= run == 4;
    }
    year && count > 4
}

fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|name| name.starts_with(word)) || WEEKDAYS_ABROAD.contains(&word)
}

/// `line` in lower case and with plain spaces, with the same byte positions; `regex-lite` knows case and spaces only for ASCII.
fn small(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            _ if c.is_whitespace() => out.extend(std::iter::repeat_n(' ', c.len_utf8())),
            (Some(lower), None) if lower.len_utf8() == c.len_utf8() => out.push(lower),
            _ => out.push(c),
        }
    }
    out
}

/// The date that `text` gives, which [`DAY`] matched.
fn date(text: &str) -> Option<Date> {
    let mut runs = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty());
    let mut number = || runs.next().and_then(|run| run.parse::<i16>().ok());
    let (first, second) = (number()?, number()?);
    // The other words have two letters: '1st', 'of', 'de'.
    let name = text
        .split(|c: char| !c.is_alphabetic())
        .find(|word| word.chars().count() > 2);
    let (year, month, day) = match (name, number()) {
        (Some(name), _) => (second, month(name)?, first),
        (None, Some(third)) if first > 31 => (first, second, third),
        // 09/26/2020 and 26/09/2020 are unambiguous, 05/06/2020 is not.
        (None, Some(year)) if text.contains('/') => match (first, second) {
            (1..=12, 13..) => (year, first, second),
            (13.., 1..=12) => (year, second, first),
            _ if first == second => (year, first, second),
            _ => return None,
        },
        (None, Some(year)) => (year, second, first),
        (None, None) => return None,
    };
    if !(1500..2200).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The month, 1 to 12, for its name or English abbreviation.
fn month(name: &str) -> Option<i16> {
    let name = name.to_lowercase();
    let at = MONTHS.iter().position(|names| {
        names.contains(&name.as_str())
            || (name.len() <= 4 && names.first().is_some_and(|n| n.starts_with(&name)))
    })?;
    i16::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_dates() {
        let expected = Date::new(2020, 9, 26).unwrap();
        for line in [
            "2020-09-26",
            " date 2020-09-26",
            "Date: Sat, 26 Sep 2020 10:11:12 +0200 (CEST)",
            "Saturday, September 26, 2020",
            "Sept. 26, 2020",
            "SEPTEMBER 26, 2020.",
            "26th September 2020",
            "26 September 2020, 10:30 GMT",
            "Published: September 26, 2020 at 10:30 a.m. EDT",
            "Samstag, 26. September 2020",
            "26 de septiembre de 2020",
            "26.09.2020",
            "Sat, Sep 26, 2020 page 8",
            "Publié le 26 septembre 2020",
            "PUBLIÉ LE 26\u{a0}SEPTEMBRE 2020",
            "09/26/2020 10:15 PM",
            "2020/09/26",
            "2020年9月26日",
            "2020-09-26T10:11:12.123Z",
        ] {
            assert_eq!(whole(line).map(|f| f.date), Some(expected), "{line}");
        }
        for line in [
            "05/06/2020",
            "2020-13-40",
            "26 words 2020",
            "In 2020",
            "Version 1.2.2020.4",
            "",
            "9999-01-01",
        ] {
            assert_eq!(whole(line), None, "{line}");
        }
    }

    #[test]
    fn of_two_days_the_first_counts() {
        for line in [
            "Updated March 12, 2024 at 4:15 p.m. EDT | Published March 11, 2024",
            "Published 11 March 2024, last updated 12 March 2024",
            "11 March 2024 (updated 12 March 2024)",
            "Posted: Mar. 11, 2024 10:15 AM; Updated: Mar. 12, 2024 9:00 AM",
            "First published: 2024-03-11 - Last modified: 2024-03-12",
            "March 11, 2024 · 4 min read",
        ] {
            let found = whole(line).map(|f| (f.date.to_string(), f.start));
            assert_eq!(found, Some(("2024-03-11".to_owned(), 0)), "{line}");
        }
        for line in [
            "March 11, 2024 and March 12, 2024 were cold",
            "11 March 2024 4 men",
        ] {
            assert!(whole(line).is_none(), "{line}");
        }
    }

    #[test]
    fn at_either_end_of_a_headline() {
        let found = leading(" date 2020-09-26 US tries to bar WeChat").unwrap();
        assert!(found.labelled);
        assert_eq!(
            &" date 2020-09-26 US tries to bar WeChat"[found.end..],
            " US tries to bar WeChat"
        );
        let line = "Brotherhood of Magicians Wednesday, October 9, 2013";
        assert_eq!(
            &line[trailing(line).unwrap().start..],
            "Wednesday, October 9, 2013"
        );
        assert!(trailing("What we learned in 2013").is_none());
        for (line, start, labelled) in [
            ("The magicians October 9, 2013", "October 9, 2013", false),
            ("News, Wed., 9 October 2013", "Wed., 9 October 2013", false),
            ("A bridge. Updated: 2013-10-09", "Updated: 2013-10-09", true),
            (
                "A bridge updated yesterday, 9 October 2013",
                "9 October 2013",
                false,
            ),
        ] {
            let found = trailing(line).unwrap();
            assert_eq!(
                (&line[found.start..], found.labelled),
                (start, labelled),
                "{line}"
            );
        }
        assert!(leading("Magicians October 9, 2013").is_none());
        assert!(whole("26 people 2020").is_none() && trailing("It took 26 years 2020").is_none());
    }
}
