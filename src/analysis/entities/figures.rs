//! Sums of money, percentages and other figures, with their value and unit.

use super::Found;
use super::words::{Words, is_figure};
use crate::analysis::{EntityKind, Value};

/// Every sum and figure of `words` in order, none inside a token that `taken` marks.
pub(super) fn figures(words: Words<'_>, taken: &[bool], out: &mut Vec<Found>) {
    let mut at = 0;
    while at < words.len() {
        let word = words.get(at);
        let first = word.as_bytes().first().copied().unwrap_or(0);
        if !taken[at]
            && (first.is_ascii_digit() || first == b'$' || first >= 0x80 || spelled(word).is_some())
            && let Some(found) = figure(words, at)
        {
            let end = found.span.end;
            if !taken[at..end].iter().any(|t| *t) {
                out.push(found);
                at = end;
                continue;
            }
        }
        at += 1;
    }
}

fn figure(words: Words<'_>, at: usize) -> Option<Found> {
    let mut start = at;
    let mut next = at;
    let mut currency = symbol(words.get(at));
    if let Some(unit) = currency {
        // 'US$', 'NT$': the letters are a token of their own.
        let prefix = words.before(at, 1);
        if unit == "USD"
            && at > 0
            && !words.spaced(at)
            && prefix.len() <= 3
            && let Some(code) = dollar(prefix)
        {
            currency = Some(code);
            start = at - 1;
        }
        next += 1;
    } else if is_code(words.get(at)) {
        currency = Some(words.get(at));
        next += 1;
    }
    let word = words.get(next);
    let (mut number, spelled_out) = match number(word) {
        Some(n) => (n, false),
        None => (spelled(word)?, true),
    };
    next += 1;
    let mut scaled = false;
    while let Some(by) = scale(words.get(next)).filter(|_| !scaled) {
        number *= by;
        scaled = true;
        next += 1;
    }
    // '19-million'
    if !scaled
        && words.get(next) == "-"
        && !words.spaced(next)
        && scale(words.get(next + 1)).is_some_and(|s| s >= 1e3)
    {
        number *= scale(words.get(next + 1)).unwrap_or(1.0);
        scaled = true;
        next += 2;
    }
    if spelled_out
        && !scaled
        && currency.is_none()
        && unit_of(words.get(next)).is_none()
        && money_unit(words, next).is_none()
    {
        return None;
    }
    if let Some(code) = currency {
        return Some(Found {
            span: start..next,
            kind: EntityKind::Money,
            value: Some(Value::Number(number, code.to_owned())),
        });
    }
    if let Some((code, length)) = money_unit(words, next) {
        let span = start..next + length;
        return Some(Found {
            span,
            kind: EntityKind::Money,
            value: Some(Value::Number(number, code.to_owned())),
        });
    }
    let unit = unit_of(words.get(next));
    let mut end = next + usize::from(unit.is_some());
    if unit == Some("percent") && words.get(next) == "per" {
        if words.get(next + 1) != "cent" {
            return None;
        }
        end += 1;
    }
    let value = Some(Value::Number(number, unit.unwrap_or("").to_owned()));
    Some(Found {
        span: start..end,
        kind: EntityKind::Quantity,
        value,
    })
}

/// The number that `word` writes in figures: '20,000', '3.5', '1st' is none.
fn number(word: &str) -> Option<f64> {
    if !is_figure(word) {
        return None;
    }
    let (digits, by) = match word.as_bytes().last()? {
        b'm' | b'M' => (&word[..word.len() - 1], 1e6),
        b'k' | b'K' => (&word[..word.len() - 1], 1e3),
        b'b' | b'B' => (word.strip_suffix("bn").unwrap_or(&word[..word.len() - 1]), 1e9),
        b'n' => (
            word.strip_suffix("bn").or_else(|| word.strip_suffix("mn"))?,
            if word.ends_with("bn") { 1e9 } else { 1e6 },
        ),
        _ => (word, 1.0),
    };
    if !digits
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
    {
        return None;
    }
    digits.replace(',', "").parse::<f64>().ok().map(|n| n * by)
}

fn spelled(word: &str) -> Option<f64> {
    let lower = word
        .strip_prefix(|c: char| c.is_ascii_uppercase())
        .map(|_| word.to_ascii_lowercase());
    let n = match lower.as_deref().unwrap_or(word) {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "fifteen" => 15,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    };
    Some(f64::from(n))
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "lakh" => 1e5,
        "million" | "mn" => 1e6,
        "crore" => 1e7,
        "billion" | "bn" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

fn symbol(word: &str) -> Option<&'static str> {
    Some(match word {
        "$" => "USD",
        "€" => "EUR",
        "£" => "GBP",
        "¥" | "￥" => "JPY",
        "₹" => "INR",
        "₩" => "KRW",
        "₽" => "RUB",
        "₴" => "UAH",
        "₺" => "TRY",
        "₪" => "ILS",
        "₦" => "NGN",
        _ => return None,
    })
}

fn dollar(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "US" | "U.S." => "USD",
        "A" | "AU" => "AUD",
        "C" | "CA" => "CAD",
        "NT" => "TWD",
        "HK" => "HKD",
        "NZ" => "NZD",
        "S" => "SGD",
        "R" => "BRL",
        _ => return None,
    })
}

fn is_code(word: &str) -> bool {
    matches!(
        word,
        "USD" | "EUR" | "GBP" | "JPY" | "CNY" | "RMB" | "INR" | "AUD" | "CAD" | "CHF" | "Rs" | "Rs."
    )
}

fn money_unit(words: Words<'_>, at: usize) -> Option<(&'static str, usize)> {
    let (word, after) = (words.get(at), words.get(at + 1));
    let two = match (word, after) {
        ("US" | "U.S." | "American", "dollars" | "dollar") => "USD",
        ("Canadian", "dollars") => "CAD",
        ("Australian", "dollars") => "AUD",
        ("Hong", "Kong") if words.get(at + 2).starts_with("dollar") => return Some(("HKD", 3)),
        ("pounds", "sterling") => "GBP",
        ("Swiss", "francs") => "CHF",
        _ => "",
    };
    if !two.is_empty() {
        return Some((two, 2));
    }
    let one = match word {
        "dollars" | "dollar" | "USD" => "USD",
        "euros" | "euro" | "EUR" | "€" => "EUR",
        "cents" => "cent",
        "yuan" | "renminbi" | "RMB" | "CNY" => "CNY",
        "yen" | "JPY" => "JPY",
        "rupees" | "rupee" | "INR" => "INR",
        "rubles" | "roubles" => "RUB",
        "francs" => "francs",
        "pesos" => "pesos",
        "won" if after != "the" && after != "a" => "KRW",
        "rand" => "ZAR",
        "naira" => "NGN",
        "shekels" => "ILS",
        "hryvnia" => "UAH",
        "lira" => "TRY",
        "GBP" => "GBP",
        _ => return None,
    };
    Some((one, 1))
}

fn unit_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "%" | "percent" | "pct" | "per" => "percent",
        "km" | "kilometres" | "kilometers" | "kilometre" | "kilometer" => "kilometre",
        "m" | "metres" | "meters" | "metre" | "meter" => "metre",
        "cm" | "centimetres" | "centimeters" => "centimetre",
        "mm" | "millimetres" | "millimeters" => "millimetre",
        "miles" | "mile" => "mile",
        "feet" | "foot" | "ft" => "foot",
        "inches" | "inch" => "inch",
        "yards" => "yard",
        "kg" | "kilograms" | "kilogrammes" | "kilos" => "kilogram",
        "grams" | "grammes" => "gram",
        "tonnes" | "tonne" => "tonne",
        "tons" | "ton" => "ton",
        "pounds" | "pound" | "lb" | "lbs" => "pound",
        "litres" | "liters" => "litre",
        "gallons" => "gallon",
        "barrels" => "barrel",
        "hectares" => "hectare",
        "acres" => "acre",
        "mph" => "mile per hour",
        "kph" => "kilometre per hour",
        "megawatts" | "MW" => "megawatt",
        "gigawatts" | "GW" => "gigawatt",
        "degrees" => "degree",
        "seconds" => "second",
        "minutes" | "minute" => "minute",
        "hours" | "hour" => "hour",
        "days" | "day" => "day",
        "weeks" | "week" => "week",
        "months" | "month" => "month",
        "years" | "year" => "year",
        _ => return None,
    })
}
