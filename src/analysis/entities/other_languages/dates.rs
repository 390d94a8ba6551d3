//! Dates in several languages: '17. September 2020', 'le 3 mai', '17 de septiembre de 2020', '17 сентября 2020 года', '2020年9月17日'.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::Found;
use super::super::words::Words;
use crate::analysis::{EntityKind, Value};
use crate::document::Date;

/// Months from January on in German, French, Spanish, Italian, Portuguese, Dutch, Russian (as in dates), Polish (as in dates), Swedish.
const MONTHS: &str = "\
januar jänner janvier enero gennaio janeiro januari января stycznia
februar février febrero febbraio fevereiro februari февраля lutego
märz mars marzo março maart марта marca
april avril abril aprile апреля kwietnia
mai mayo maggio maio mei мая maja maj
juni juin junio giugno junho июня czerwca
juli juillet julio luglio julho июля lipca
august août agosto augustus августа sierpnia augusti
september septembre septiembre settembre setembro сентября września
oktober octobre octubre ottobre outubro октября października
november novembre noviembre novembro ноября listopada
dezember décembre diciembre dicembre dezembro december декабря grudnia";

static MONTH_OF: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| {
    MONTHS
        .lines()
        .zip(1..)
        .flat_map(|(line, month)| line.split(' ').map(move |name| (name, month)))
        .collect()
});

/// Every date of `words` in order.
pub(super) fn dates(words: Words<'_>, out: &mut Vec<Found>) {
    let mut at = 0;
    while at < words.len() {
        let Some((end, day)) = date(words, at) else {
            at += 1;
            continue;
        };
        out.push(Found {
            span: at..end,
            kind: EntityKind::Date,
            value: day.map(Value::Date),
        });
        at = end;
    }
}

fn date(words: Words<'_>, at: usize) -> Option<(usize, Option<Date>)> {
    let word = words.get(at);
    if let Some(month) = month(word) {
        // 'septembre 2020'
        let of = usize::from(is_of(words.get(at + 1)));
        let year = year(words.get(at + 1 + of))?;
        return Some((at + 2 + of, None)).filter(|_| Date::new(year, month, 1).is_ok());
    }
    if !word.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    eastern(words, at).or_else(|| day_first(words, at)).or_else(|| {
        // '2020-09-17', '17.09.2020', a year alone.
        let parts: Vec<&str> = word.split('.').collect();
        if let [d, m, y] = parts.as_slice() {
            let day = Date::new(year(y)?, m.parse().ok()?, d.parse().ok()?).ok()?;
            return Some((at + 1, Some(day)));
        }
        let y = year(word)?;
        if words.get(at + 1) == "-" && words.get(at + 3) == "-" && !words.spaced(at + 1) {
            let day = Date::new(
                y,
                words.get(at + 2).parse().ok()?,
                words.get(at + 4).parse().ok()?,
            )
            .ok()?;
            return Some((at + 5, Some(day)));
        }
        let counted =
            !matches!(words.get(at + 1), "" | "." | "," | ")" | ";" | ":") && !is_small(words.get(at + 1));
        (!counted && (1800..2100).contains(&y)).then_some((at + 1, None))
    })
}

/// '2020年9月17日', '9月17日', '9月'.
fn eastern(words: Words<'_>, at: usize) -> Option<(usize, Option<Date>)> {
    let unit = |i: usize, signs: [&str; 2]| signs.contains(&words.get(i)).then_some(());
    let number = |i: usize| words.get(i).parse::<i16>().ok();
    let (mut at, mut of_year) = (at, None);
    if let (Some(y), Some(())) = (year(words.get(at)), unit(at + 1, ["年", "년"])) {
        of_year = Some(y);
        at += 2;
    }
    let month = number(at).filter(|m| (1..=12).contains(m) && unit(at + 1, ["月", "월"]).is_some());
    let Some(month) = month else {
        return of_year.map(|_| (at, None));
    };
    at += 2;
    let day = number(at).filter(|d| (1..=31).contains(d) && unit(at + 1, ["日", "일"]).is_some());
    let Some(day) = day else {
        return Some((at, None));
    };
    let date = of_year.and_then(|y| Date::new(y, month as i8, day as i8).ok());
    Some((at + 2, date))
}

/// '17. September 2020', '17 de septiembre de 2020'.
fn day_first(words: Words<'_>, at: usize) -> Option<(usize, Option<Date>)> {
    let day: i8 = words
        .get(at)
        .trim_end_matches(['.', 'º', 'e', 'r'])
        .parse()
        .ok()?;
    let mut next = at + 1;
    next += usize::from(words.get(next) == ".");
    next += usize::from(is_of(words.get(next)));
    let month = month(words.get(next))?;
    next += 1;
    let of = usize::from(is_of(words.get(next)));
    Some(match year(words.get(next + of)) {
        Some(year) => (next + of + 1, Date::new(year, month, day).ok()),
        None => (next, None),
    })
    .filter(|_| (1..=31).contains(&day))
}

fn is_of(word: &str) -> bool {
    matches!(word, "de" | "del" | "di")
}

fn is_small(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

fn month(word: &str) -> Option<i8> {
    if word.len() > 24 {
        return None;
    }
    MONTH_OF
        .get(word)
        .or_else(|| MONTH_OF.get(word.to_lowercase().as_str()))
        .copied()
}

fn year(word: &str) -> Option<i16> {
    (word.len() == 4)
        .then(|| word.parse::<i16>().ok())
        .flatten()
        .filter(|y| (1000..2200).contains(y))
}
