//! Dates: 'Sept. 17', 'last Saturday', 'yesterday', '3 May 1998', '2020-09-26', 'early last month', '1990s'; resolved to a day if the words
//! and the article's date determine it.

use jiff::ToSpan;

use super::Found;
use super::calendar::{month, weekday};
use super::words::Words;
use crate::analysis::{EntityKind, Value};
use crate::document::Date;

/// Finds every date of `words`, in order; `published` is the day relative to which 'yesterday' is resolved.
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
        // 'Sun Microsystems' is not a day.
        if let Some(d) = weekday(word)
            && !(word == "Sun"
                && super::words::is_capital(words.get(at + 1))
                && month(words.get(at + 1)).is_none())
        {
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

/// The day without a year that is nearest to the article's date, at most a quarter of a year later.
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
        // 'Sept. 17-19': the first day represents the range.
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
    // A month alone; 'May' and 'March' only after a word that introduces a month.
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

/// '17 September', '17th of September, 2020'.
fn day_first(words: Words<'_>, at: usize, published: Option<Date>) -> Option<Hit> {
    let d = day_number(words.get(at))?;
    let of = usize::from(words.get(at + 1) == "of");
    let m = month(words.get(at + 1 + of))?;
    let end = at + 2 + of;
    let comma = usize::from(words.get(end) == ",");
    Some(match year(words.get(end + comma)) {
        Some(y) => (at, end + comma + 1, Date::new(y, m, d).ok()),
        None => (at, end, near(m, d, published)),
    })
}

/// 'three days ago'; 'a week earlier' is relative to another day and has none.
fn ago(words: Words<'_>, at: usize, published: Option<Date>) -> Option<Hit> {
    if words.get(at + 2) != "ago" {
        return None;
    }
    let count: Option<i64> = match words.get(at) {
        "a" | "A" | "an" | "An" | "one" | "One" => Some(1),
        "two" | "Two" => Some(2),
        "three" | "Three" => Some(3),
        "four" | "Four" => Some(4),
        "five" | "Five" => Some(5),
        "six" | "Six" => Some(6),
        "seven" | "Seven" => Some(7),
        "eight" | "Eight" => Some(8),
        "nine" | "Nine" => Some(9),
        "ten" | "Ten" => Some(10),
        word => word.parse().ok().filter(|n| *n < 1000),
    };
    let days = match words.get(at + 1) {
        "day" | "days" => Some(1),
        "week" | "weeks" => Some(7),
        "month" | "months" | "year" | "years" | "decade" | "decades" | "century" | "centuries" => None,
        _ => return None,
    };
    let known = count.is_some() || matches!(words.get(at), "several" | "some" | "many" | "few");
    let day = count
        .zip(days)
        .zip(published)
        .and_then(|((n, d), p)| p.checked_sub((n * d).days()).ok());
    known.then_some((at, at + 3, day))
}

fn figures(words: Words<'_>, at: usize, published: Option<Date>) -> Option<Hit> {
    let word = words.get(at);
    if let Some(hit) = day_first(words, at, published) {
        return Some(hit);
    }
    if let Some(hit) = ago(words, at, published) {
        return Some(hit);
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
    if let Some((_, end, day @ Some(_))) = day_first(words, at + 1 + comma, published) {
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
    if let Some(hit) = ago(words, at, published) {
        return Some(hit);
    }
    let day = |offset: i64| published.and_then(|p| p.checked_add(offset.days()).ok());
    match word {
        "the" | "The" => match (words.get(at + 1), words.get(at + 2), words.get(at + 3)) {
            ("day", "before", "yesterday") => Some((at, at + 4, day(-2))),
            ("day", "after", "tomorrow") => Some((at, at + 4, day(2))),
            ("first" | "second" | "third" | "fourth", "quarter" | "half", "of")
                if year(words.get(at + 4)).is_some() =>
            {
                Some((at, at + 5, None))
            }
            _ => None,
        },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    /// The dates found in `text`, an article of Wednesday, 14 October 2020: the words, and the day.
    fn found(text: &str) -> Vec<String> {
        let tokens = tokenise(text);
        let words = Words {
            text,
            tokens: &tokens,
        };
        let mut out = Vec::new();
        dates(words, Date::new(2020, 10, 14).ok(), &mut out);
        out.into_iter()
            .map(|f| {
                let day = match f.value {
                    Some(Value::Date(day)) => format!("={day}"),
                    _ => String::new(),
                };
                format!("{}{day}", words.range(&f.span).slice(text))
            })
            .collect()
    }

    #[test]
    fn days_with_a_year() {
        for text in [
            "on Sept. 17, 2020, they",
            "on September 17 2020 they",
            "on September 17th, 2020 they",
            "on 17 September 2020 they",
            "on 17th September, 2020 they",
            "on the 17th of September 2020 they",
            "on 2020-09-17 they",
            "on Thursday, Sept. 17, 2020, they",
            "on Thursday 17 September 2020 they",
        ] {
            let all = found(text);
            assert!(
                all.len() == 1 && all[0].ends_with("=2020-09-17"),
                "{text}: {all:?}"
            );
        }
    }

    #[test]
    fn days_without_a_year_are_near_the_article() {
        assert_eq!(found("It closed on Sept. 17."), ["Sept. 17=2020-09-17"]);
        assert_eq!(found("It opens on Nov. 3."), ["Nov. 3=2020-11-03"]);
        assert_eq!(found("It began on 5 February."), ["5 February=2020-02-05"]);
        assert_eq!(found("It closed on Jan. 20."), ["Jan. 20=2020-01-20"]);
        assert_eq!(found("between Sept. 17-19 they met"), ["Sept. 17-19=2020-09-17"]);
    }

    #[test]
    fn weekdays_are_the_last_ones_unless_the_words_look_ahead() {
        assert_eq!(found("He said on Monday"), ["Monday=2020-10-12"]);
        assert_eq!(found("He said on Wednesday"), ["Wednesday=2020-10-14"]);
        assert_eq!(found("He said last Wednesday"), ["last Wednesday=2020-10-07"]);
        assert_eq!(found("They met last Saturday"), ["last Saturday=2020-10-10"]);
        assert_eq!(found("They meet next Friday"), ["next Friday=2020-10-16"]);
        assert_eq!(found("It will on Friday"), ["Friday=2020-10-16"]);
        assert_eq!(found("on Sundays he rests"), ["Sundays"]);
    }

    #[test]
    fn days_told_from_the_article() {
        assert_eq!(
            found("yesterday, today and tomorrow"),
            ["yesterday=2020-10-13", "today=2020-10-14", "tomorrow=2020-10-15"]
        );
        assert_eq!(
            found("the day before yesterday"),
            ["the day before yesterday=2020-10-12"]
        );
        assert_eq!(found("three days ago it fell"), ["three days ago=2020-10-11"]);
        assert_eq!(found("a week ago it fell"), ["a week ago=2020-10-07"]);
        assert_eq!(found("two weeks ago it fell"), ["two weeks ago=2020-09-30"]);
        assert_eq!(found("a decade ago it fell"), ["a decade ago"]);
    }

    #[test]
    fn spans_of_time_are_dates_without_a_day() {
        assert_eq!(found("early last month"), ["early last month"]);
        assert_eq!(found("sales rose this year"), ["this year"]);
        assert_eq!(found("in the 1990s and in 2008"), ["1990s", "2008"]);
        assert_eq!(found("since March 2019"), ["March 2019"]);
        assert_eq!(found("in mid-2015 it fell"), ["2015"]);
        assert_eq!(
            found("in the second quarter of 2019"),
            ["the second quarter of 2019"]
        );
        assert_eq!(found("in May they left"), ["May"]);
    }

    #[test]
    fn what_only_looks_like_a_date() {
        for text in [
            "he may march on the town",
            "Prime Minister May said so",
            "it cost $2000 to build",
            "1500 metres behind",
            "Sun Microsystems sold it",
            "room 2020b",
            "the 30th floor",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn without_a_date_of_the_article_nothing_is_guessed() {
        let text = "yesterday and on Monday";
        let tokens = tokenise(text);
        let mut out = Vec::new();
        dates(
            Words {
                text,
                tokens: &tokens,
            },
            None,
            &mut out,
        );
        assert_eq!(out.len(), 2);
        assert!(out.iter().all(|f| f.value.is_none()));
    }
}
