//! Dates: 'Sept. 17', 'last Saturday', 'yesterday', '3 May 1998', '2020-09-26', 'early last month', '1990s'; resolved to a
//! day where the words and the article's own date say which.

use jiff::ToSpan;

use super::Found;
use super::lexicon::{month, weekday};
use super::words::Words;
use crate::analysis::{EntityKind, Value};
use crate::document::Date;

/// Every date of `words` in order; `published` is the day from which 'yesterday' counts.
pub(super) fn dates(words: Words<'_>, published: Option<Date>, out: &mut Vec<Found>) {
    let mut at = 0;
    while at < words.len() {
        if let Some((start, end, day)) = date(words, at, published) {
            out.push(Found {
                span: start..end,
                kind: EntityKind::Date,
                value: day.map(Value::Date),
            });
            at = end;
        } else {
            at += 1;
        }
    }
}

type Hit = (usize, usize, Option<Date>);

fn date(words: Words<'_>, at: usize, published: Option<Date>) -> Option<Hit> {
    let word = words.get(at);
    let first = *word.as_bytes().first()?;
    if first.is_ascii_digit() {
        return figures(words, at, published);
    }
    if first.is_ascii_uppercase() {
        if let Some(m) = month(word) {
            return month_first(words, at, m, published);
        }
        if let Some(d) = weekday(word) {
            return Some(day_of_week(words, at, d, published));
        }
    }
    relative(words, at, published)
}

fn year(word: &str) -> Option<i16> {
    (word.len() == 4)
        .then(|| word.parse::<i16>().ok())
        .flatten()
        .filter(|y| (1000..2200).contains(y))
}

fn day_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let ending = &word[digits.len()..];
    if !matches!(ending, "" | "st" | "nd" | "rd" | "th") || digits.len() > 2 {
        return None;
    }
    digits.parse::<i8>().ok().filter(|d| (1..=31).contains(d))
}

/// The day without a year that is nearest to the article's date, a quarter ahead at most.
fn near(month: i8, day: i8, published: Option<Date>) -> Option<Date> {
    let published = published?;
    let this = Date::new(published.year(), month, day).ok();
    let ahead = published.checked_add(92.days()).ok()?;
    match this {
        Some(d) if d <= ahead => {
            let back = published.checked_sub(274.days()).ok()?;
            if d < back {
                Date::new(published.year() + 1, month, day).ok()
            } else {
                Some(d)
            }
        }
        _ => Date::new(published.year() - 1, month, day).ok(),
    }
}

fn month_first(words: Words<'_>, at: usize, m: i8, published: Option<Date>) -> Option<Hit> {
    let next = words.get(at + 1);
    if let Some(d) = day_number(next) {
        let mut end = at + 2;
        let mut day = near(m, d, published);
        // 'Sept. 17-19': the first day stands for the span.
        if matches!(words.get(end), "-" | "–") && day_number(words.get(end + 1)).is_some() {
            end += 2;
        }
        let comma = usize::from(words.get(end) == ",");
        if let Some(y) = year(words.get(end + comma)) {
            day = Date::new(y, m, d).ok();
            end += comma + 1;
        }
        return Some((at, end, day));
    }
    let comma = usize::from(next == ",");
    if year(words.get(at + 1 + comma)).is_some() {
        return Some((at, at + 2 + comma, None));
    }
    // A month alone; 'May' and 'March' only behind a word that leads to a month.
    let before = words.before(at, 1);
    let led = matches!(
        before,
        "in" | "In"
            | "since"
            | "Since"
            | "until"
            | "Until"
            | "by"
            | "last"
            | "next"
            | "this"
            | "of"
            | "early"
            | "late"
            | "mid"
            | "from"
            | "through"
    );
    if matches!(
        words.get(at),
        "May" | "March" | "Mar" | "Jan" | "Dec" | "Jun" | "Jul" | "Apr" | "Sep" | "August" | "April" | "June"
    ) && !led
    {
        return None;
    }
    let start = if matches!(before, "last" | "next" | "this") {
        at - 1
    } else {
        at
    };
    Some((start, at + 1, None))
}

fn figures(words: Words<'_>, at: usize, published: Option<Date>) -> Option<Hit> {
    let word = words.get(at);
    if let (Some(d), Some(m)) = (day_number(word), month(words.get(at + 1))) {
        let comma = usize::from(words.get(at + 2) == ",");
        return Some(match year(words.get(at + 2 + comma)) {
            Some(y) => (at, at + 3 + comma, Date::new(y, m, d).ok()),
            None => (at, at + 2, near(m, d, published)),
        });
    }
    if let (Some(d), "of", Some(m)) = (day_number(word), words.get(at + 1), month(words.get(at + 2))) {
        return Some(match year(words.get(at + 3)) {
            Some(y) => (at, at + 4, Date::new(y, m, d).ok()),
            None => (at, at + 3, near(m, d, published)),
        });
    }
    if let Some(y) = year(word) {
        // 2020-09-26
        let parts = [1, 3].map(|i| (words.get(at + i), words.spaced(at + i), words.get(at + i + 1)));
        if parts
            .iter()
            .all(|(sign, spaced, _)| matches!(*sign, "-" | "/") && !spaced)
            && parts.iter().all(|p| p.2.len() <= 2)
        {
            let (m, d) = (parts[0].2.parse().ok()?, parts[1].2.parse().ok()?);
            return Some((at, at + 5, Some(Date::new(y, m, d).ok()?)));
        }
        let counted = matches!(words.before(at, 1), "$" | "£" | "€" | "." | "#" | "No.");
        let joined = !words.spaced(at) && !matches!(words.before(at, 1), "(" | "-" | "–" | "/" | "“" | "\"");
        let unit =
            words.get(at + 1).ends_with('s') && words.get(at + 1).len() > 3 || words.get(at + 1) == "%";
        let led = matches!(
            words.before(at, 1),
            "in" | "In"
                | "since"
                | "Since"
                | "until"
                | "by"
                | "of"
                | "from"
                | "before"
                | "after"
                | "early"
                | "late"
                | "mid"
                | "("
                | "to"
                | "and"
                | "-"
                | "–"
                | "the"
        );
        if (1700..2100).contains(&y) && !counted && !joined && (led || !unit) {
            return Some((at, at + 1, None));
        }
        return None;
    }
    // '1990s'
    let decade = word.strip_suffix('s').and_then(year);
    decade.is_some().then_some((at, at + 1, None))
}

fn day_of_week(words: Words<'_>, at: usize, wanted: i8, published: Option<Date>) -> Hit {
    let before = words.before(at, 1);
    // 'Saturday, Sept. 17[, 2020]'
    let comma = usize::from(words.get(at + 1) == ",");
    if let Some(m) = month(words.get(at + 1 + comma))
        && let Some((_, end, day @ Some(_))) = month_first(words, at + 1 + comma, m, published)
    {
        return (at, end, day);
    }
    let ahead = before == "next" || words.before(at, 2) == "will" || words.before(at, 3) == "will";
    let day = published.and_then(|p| {
        let here = p.weekday().to_monday_one_offset();
        if before == "next" {
            let step = i64::from((wanted - here).rem_euclid(7));
            return p.checked_add((if step == 0 { 7 } else { step }).days()).ok();
        }
        let step = i64::from((here - wanted).rem_euclid(7));
        if before == "last" && step == 0 {
            return p.checked_sub(7.days()).ok();
        }
        if ahead && step != 0 {
            return p.checked_add((7 - step).days()).ok();
        }
        p.checked_sub(step.days()).ok()
    });
    let start = if matches!(before, "last" | "next" | "this") {
        at - 1
    } else {
        at
    };
    (
        start,
        at + 1,
        if words.get(at).ends_with("days") {
            None
        } else {
            day
        },
    )
}

fn relative(words: Words<'_>, at: usize, published: Option<Date>) -> Option<Hit> {
    let word = words.get(at);
    let day = |offset: i64| published.and_then(|p| p.checked_add(offset.days()).ok());
    match word {
        "yesterday" | "Yesterday" => Some((at, at + 1, day(-1))),
        "today" | "Today" | "tonight" | "Tonight" => Some((at, at + 1, day(0))),
        "tomorrow" | "Tomorrow" => Some((at, at + 1, day(1))),
        "last" | "Last" | "next" | "Next" | "this" | "This" => {
            let unit = words.get(at + 1);
            if matches!(word, "this" | "This") && !matches!(unit, "week" | "month" | "year" | "weekend") {
                return None;
            }
            let known = matches!(
                unit,
                "week"
                    | "month"
                    | "year"
                    | "weekend"
                    | "night"
                    | "spring"
                    | "summer"
                    | "autumn"
                    | "fall"
                    | "winter"
                    | "decade"
                    | "century"
            );
            if !known {
                return None;
            }
            let start = if matches!(
                words.before(at, 1),
                "early" | "late" | "earlier" | "Early" | "Late" | "Earlier"
            ) {
                at - 1
            } else {
                at
            };
            Some((start, at + 2, None))
        }
        _ => None,
    }
}
