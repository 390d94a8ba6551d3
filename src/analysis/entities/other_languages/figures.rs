//! Money and other figures in several languages: '3,5 Millionen Euro', '12 %', '500 млн рублей', '3亿元'.

use super::super::Found;
use super::super::words::{Words, is_figure};
use crate::analysis::{EntityKind, Value};

/// Finds every amount and figure of `words`, in order.
pub(super) fn figures(words: Words<'_>, decimal_comma: bool, taken: &[bool], out: &mut Vec<Found>) {
    let mut at = 0;
    while at < words.len() {
        let found = if taken.get(at) == Some(&false) {
            figure(words, at, decimal_comma)
        } else {
            None
        };
        match found.filter(|f| !taken.get(f.span.clone()).is_none_or(|t| t.contains(&true))) {
            Some(found) => {
                at = found.span.end;
                out.push(found);
            }
            None => at += 1,
        }
    }
}

fn figure(words: Words<'_>, at: usize, decimal_comma: bool) -> Option<Found> {
    let mut next = at;
    let mut currency = currency(words.get(next)).filter(|_| is_figure(words.get(at + 1)));
    let of_signs = |next: usize| {
        (1..=3)
            .rev()
            .find_map(|n| Some((self::currency(words.joined(next..next + n))?, n)))
    };
    next += usize::from(currency.is_some());
    let mut number = number(words.get(next), decimal_comma)?;
    next += 1;
    while let Some(by) = scale(words.get(next)) {
        number *= by;
        next += 1;
    }
    // 'un million d'euros', '3 millones de euros'
    let of = usize::from(matches!(words.get(next), "de" | "di"));
    if currency.is_none()
        && let Some((code, length)) = of_signs(next + of)
    {
        currency = Some(code);
        next += of + length;
    }
    if let Some(code) = currency {
        return Some(Found {
            span: at..next,
            kind: EntityKind::Money,
            value: Some(Value::Number(number, code.to_owned())),
        });
    }
    let (unit, length) = match (words.get(next), words.get(next + 1)) {
        ("%" | "Prozent" | "procent" | "процентов" | "процента" | "процент", _) => {
            ("percent", 1)
        }
        ("pour" | "por" | "per", "cent" | "ciento" | "cento") => ("percent", 2),
        ("km" | "Kilometer" | "kilomètres" | "kilómetros" | "километров", _) => ("kilometre", 1),
        ("kg" | "Kilogramm", _) => ("kilogram", 1),
        ("公", "里") => ("kilometre", 2),
        ("公", "斤") => ("kilogram", 2),
        ("Tonnen" | "tonnes" | "toneladas" | "тонн" | "吨", _) => ("tonne", 1),
        ("Jahre" | "Jahren" | "ans" | "años" | "anni" | "anos" | "jaar" | "лет", _) => ("year", 1),
        _ => ("", 0),
    };
    Some(Found {
        span: at..next + length,
        kind: EntityKind::Quantity,
        value: Some(Value::Number(number, unit.to_owned())),
    })
}

/// The number that `word` writes in digits.
fn number(word: &str, decimal_comma: bool) -> Option<f64> {
    if !is_figure(word)
        || !word
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
    {
        return None;
    }
    let groups = |sign: char| word.split(sign).skip(1).all(|g| g.len() == 3) && word.contains(sign);
    let plain = match (word.contains(','), word.contains('.')) {
        (true, true) if decimal_comma => word.replace('.', "").replace(',', "."),
        // A single separator before three digits marks thousands, unless it is the language's decimal separator.
        (true, false) if decimal_comma => word.replace(',', "."),
        (true, _) => word.replace(',', ""),
        (false, true) if decimal_comma && groups('.') => word.replace('.', ""),
        _ => word.to_owned(),
    };
    plain.parse().ok()
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "Tausend" | "tausend" | "mille" | "mil" | "тысяч" | "тысячи" | "тыс" | "千" => 1e3,
        "万" | "萬" | "만" => 1e4,
        "Million" | "Millionen" | "Mio" | "million" | "millions" | "millón" | "millones" | "milioni"
        | "milhões" | "miljoen" | "миллион" | "миллиона" | "миллионов" | "млн" => {
            1e6
        }
        "亿" | "億" | "억" => 1e8,
        "Milliarde"
        | "Milliarden"
        | "Mrd"
        | "milliard"
        | "milliards"
        | "miliardi"
        | "miljard"
        | "миллиард"
        | "миллиарда"
        | "миллиардов"
        | "млрд" => 1e9,
        _ => return None,
    })
}

fn currency(word: &str) -> Option<&'static str> {
    let word = word
        .strip_prefix(['d', 'D'])
        .and_then(|w| w.strip_prefix(['\'', '’']))
        .unwrap_or(word);
    Some(match word {
        "€" | "Euro" | "euro" | "euros" | "евро" | "欧元" | "EUR" => "EUR",
        "$" | "Dollar" | "dollars" | "dólares" | "dollari" | "долларов" | "доллара" | "美元" | "USD" => {
            "USD"
        }
        "£" | "Pfund" | "livres" | "libras" => "GBP",
        "₽" | "рублей" | "рубля" | "рубль" => "RUB",
        "元" | "人民币" | "¥" => "CNY",
        "円" | "日元" => "JPY",
        "원" => "KRW",
        "Franken" | "CHF" => "CHF",
        _ => return None,
    })
}
