//! Money, percentages and other figures, with their value and unit.

use super::Found;
use super::words::{Words, is_figure};
use crate::analysis::{EntityKind, Value};

/// Finds every amount and figure of `words`, in order, except inside tokens marked by `taken`.
pub(super) fn figures(words: Words<'_>, taken: &[bool], out: &mut Vec<Found>) {
    let mut at = 0;
    while at < words.len() {
        let word = words.get(at);
        let first = word.as_bytes().first().copied().unwrap_or(0);
        if !taken[at]
            && (first.is_ascii_digit()
                || matches!(first, b'$' | b'-')
                || first >= 0x80
                || is_code(word)
                || spelled(word).is_some()
                || matches!(word, "a" | "A" | "half" | "Half" | "minus" | "Minus"))
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
    // 'a million', 'half a billion'.
    let (share, article) = match (words.get(at), words.get(at + 1)) {
        ("a" | "A", scaled) if scale(scaled).is_some_and(|s| s >= 1e3) => (1.0, 1),
        ("half" | "Half", "a") if scale(words.get(at + 2)).is_some() => (0.5, 2),
        _ => (0.0, 0),
    };
    if article > 0 {
        let by = scale(words.get(at + article))?;
        return Some(measured(words, at, at + article + 1, share * by, None, true));
    }
    if matches!(words.get(at), "minus" | "Minus" | "−" | "-") {
        let spelled = words.get(at).len() == 5;
        let joined = !words.spaced(at + 1) && words.spaced(at) || spelled;
        // Not more than 'minus -5': lines of dashes are not figures.
        let next = words.get(at + 1);
        let again = matches!(next, "minus" | "Minus") || !spelled && matches!(next, "−" | "-");
        if !joined || again {
            return None;
        }
        let mut found = figure(words, at + 1).filter(|f| f.span.start == at + 1)?;
        if let Some(Value::Number(n, _)) = &mut found.value {
            *n = -*n;
        }
        found.span.start = at;
        return Some(found);
    }
    let mut start = at;
    let mut next = at;
    let mut currency = symbol(words.get(at));
    if let Some(unit) = currency {
        // 'US$', 'NT$': the letters are a separate token.
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
    // 'twenty-five'
    let joined = words.get(next) == "-" && !words.spaced(next);
    if spelled_out
        && (20.0..=90.0).contains(&number)
        && joined
        && let Some(ones) = spelled(words.get(next + 1)).filter(|n| *n < 10.0)
    {
        number += ones;
        next += 2;
    }
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
        && unit_of(words.get(next + usize::from(words.get(next) == "-"))).is_none()
        && !matches!(words.get(next), "square" | "cubic")
        && money_unit(words, next).is_none()
    {
        return None;
    }
    if currency.is_none() && words.get(next) == "per" && words.get(next + 1) != "cent" {
        return Some(plain(start..next, number));
    }
    Some(measured(words, start, next, number, currency, scaled))
}

/// The figure `number` written by the tokens from `start` to `next`, with the unit after it or the currency before it.
fn measured(
    words: Words<'_>,
    start: usize,
    next: usize,
    number: f64,
    currency: Option<&str>,
    scaled: bool,
) -> Found {
    let money = |end: usize, number: f64, code: &str| Found {
        span: start..end,
        kind: EntityKind::Money,
        value: Some(Value::Number(number, code.to_owned())),
    };
    if let Some(code) = currency {
        return money(next, number, code);
    }
    match money_unit(words, next) {
        Some(("cent", length)) => return money(next + length, number / 100.0, "USD"),
        Some((code, length)) => return money(next + length, number, code),
        None => {}
    }
    // In news, millions of pounds are money, not weights.
    if scaled && words.get(next) == "pounds" {
        return money(next + 1, number, "GBP");
    }
    let hyphen = usize::from(words.get(next) == "-" && !words.spaced(next) && !words.spaced(next + 1));
    let square = usize::from(matches!(words.get(next), "square" | "cubic"));
    let at = next + hyphen + square;
    let Some(unit) = unit_of(words.get(at)).filter(|_| square == 0 || !scaled || hyphen == 0) else {
        return plain(start..next, number);
    };
    if words.get(at) == "per" && words.get(at + 1) != "cent" {
        return plain(start..next, number);
    }
    let end = at + 1 + usize::from(words.get(at) == "per");
    let unit = if square > 0 {
        format!("{} {unit}", words.get(next))
    } else {
        unit.to_owned()
    };
    Found {
        span: start..end,
        kind: EntityKind::Quantity,
        value: Some(Value::Number(number, unit)),
    }
}

fn plain(span: std::ops::Range<usize>, number: f64) -> Found {
    Found {
        span,
        kind: EntityKind::Quantity,
        value: Some(Value::Number(number, String::new())),
    }
}

/// The number that `word` writes in digits: '20,000', '3.5'; '1st' is not one.
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
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    /// The figures found in `text`: the words, the value, and the unit; money is marked by '$'.
    fn found(text: &str) -> Vec<String> {
        let tokens = tokenise(text);
        let words = Words {
            text,
            tokens: &tokens,
        };
        let mut out = Vec::new();
        figures(words, &vec![false; tokens.len()], &mut out);
        out.into_iter()
            .map(|f| {
                let mark = if f.kind == EntityKind::Money { "$" } else { "" };
                let Some(Value::Number(n, unit)) = f.value else {
                    return String::new();
                };
                format!("{} = {mark}{n} {unit}", words.range(&f.span).slice(text))
                    .trim_end()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn sums() {
        assert_eq!(found("a fine of $20,000 in all"), ["$20,000 = $20000 USD"]);
        assert_eq!(found("a fine of US$20,000 in all"), ["US$20,000 = $20000 USD"]);
        assert_eq!(found("US$ 20,000 in all"), ["US$ 20,000 = $20000 USD"]);
        assert_eq!(found("NT$300 million"), ["NT$300 million = $300000000 TWD"]);
        assert_eq!(found("€3.5bn for the bank"), ["€3.5bn = $3500000000 EUR"]);
        assert_eq!(found("3.5 million euros"), ["3.5 million euros = $3500000 EUR"]);
        assert_eq!(found("£12m"), ["£12m = $12000000 GBP"]);
        assert_eq!(
            found("2 billion US dollars"),
            ["2 billion US dollars = $2000000000 USD"]
        );
        assert_eq!(found("40 million pounds"), ["40 million pounds = $40000000 GBP"]);
        assert_eq!(found("EUR 40 million"), ["EUR 40 million = $40000000 EUR"]);
        assert_eq!(found("six thousand rupees"), ["six thousand rupees = $6000 INR"]);
        assert_eq!(found("50 cents"), ["50 cents = $0.5 USD"]);
        assert_eq!(found("$5-million"), ["$5-million = $5000000 USD"]);
        assert_eq!(found("a million dollars"), ["a million dollars = $1000000 USD"]);
        assert_eq!(
            found("800 Hong Kong dollars"),
            ["800 Hong Kong dollars = $800 HKD"]
        );
    }

    #[test]
    fn quantities() {
        assert_eq!(found("10% of it"), ["10% = 10 percent"]);
        assert_eq!(found("about 10 percent of"), ["10 percent = 10 percent"]);
        assert_eq!(found("ten per cent of"), ["ten per cent = 10 percent"]);
        assert_eq!(found("19 million users"), ["19 million = 19000000"]);
        assert_eq!(found("19-million users"), ["19-million = 19000000"]);
        assert_eq!(found("60 kilometres off"), ["60 kilometres = 60 kilometre"]);
        assert_eq!(found("120 pounds of rice"), ["120 pounds = 120 pound"]);
        assert_eq!(found("fourteen years in jail"), ["fourteen years = 14 year"]);
        assert_eq!(
            found("twenty-five years in jail"),
            ["twenty-five years = 25 year"]
        );
        assert_eq!(found("a 10-year plan"), ["10-year = 10 year"]);
        assert_eq!(found("half a million people"), ["half a million = 500000"]);
        assert_eq!(found("2.5 degrees"), ["2.5 degrees = 2.5 degree"]);
        assert_eq!(found("4,500 people and 12 dogs"), ["4,500 = 4500", "12 = 12"]);
        assert_eq!(
            found("16 square kilometres"),
            ["16 square kilometres = 16 square kilometre"]
        );
        assert_eq!(found("minus five degrees"), ["minus five degrees = -5 degree"]);
        assert_eq!(found("−3%"), ["−3% = -3 percent"]);
    }

    #[test]
    fn what_is_no_figure() {
        assert_eq!(found("one of them won the race"), Vec::<String>::new());
        assert_eq!(found("the 30th floor, the 2nd time"), Vec::<String>::new());
        assert_eq!(found("a Boeing B52"), Vec::<String>::new());
        assert_eq!(found("version 2.3.1.4"), Vec::<String>::new());
    }
}
