//! Classifies lines and paragraphs by their shape alone: rules, list markers, headings.
//!
//! All functions are total and examine a bounded part of their text.

/// Words that may be in lower case in a capitalised headline.
pub(super) const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "de", "der", "des", "die", "du", "el", "et", "for", "from",
    "if", "in", "into", "is", "la", "le", "of", "on", "or", "over", "per", "so", "than", "the", "to", "und",
    "up", "v", "van", "via", "vom", "von", "vs", "with", "y",
];

/// 'Key: value', as in the header of a mail.
pub(super) fn is_field(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(key, value)| {
        (2..=24).contains(&key.len())
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !value.is_empty()
    })
}

/// A separator line: three or more of one of `* - _ = ~ # • · — –`, spaced or not.
pub(super) fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else { return false };
    if !"*-_=~#•·—–―─━⁂∗+".contains(first) || line.len() > 400 {
        return false;
    }
    first == '⁂' && line.chars().count() == 1 || marks.clone().all(|c| c == first) && marks.count() >= 2
}

/// The marker of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// The number, for a numbered list.
    pub(super) ordinal: Option<u32>,
    /// Bytes of the marker and the white space after it.
    pub(super) len: usize,
    /// Whether it is a dash that may also open direct speech.
    pub(super) doubtful: bool,
}

/// The list marker at the start of `line`.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let first = line.chars().next()?;
    let (mark, ordinal) = if "-*•‣▪▸►◦●○■–·+".contains(first) {
        (first.len_utf8(), None)
    } else if let Some(letter) = lettered(line) {
        return Some(letter);
    } else {
        let open = usize::from(first == '(');
        let digits = line.get(open..)?.bytes().take_while(u8::is_ascii_digit).count();
        let close = line.as_bytes().get(open + digits)?;
        if !(1..=3).contains(&digits) || !(*close == b')' || *close == b'.' && open == 0) {
            return None;
        }
        (
            open + digits + 1,
            Some(line.get(open..open + digits)?.parse().ok()?),
        )
    };
    let rest = line.get(mark..)?;
    let space = rest.len() - rest.trim_start().len();
    // '- 5' may be a figure in a column, '*word*' is emphasis.
    if space == 0 || rest.trim_start().is_empty() {
        return None;
    }
    Some(Marker {
        ordinal,
        len: mark + space,
        doubtful: matches!(first, '–' | '+' | '·'),
    })
}

/// 'a) ' and '(b) ': the letter stays part of the text, because other text refers to it.
fn lettered(line: &str) -> Option<Marker> {
    let bare = line.strip_prefix('(').unwrap_or(line);
    let mut chars = bare.chars();
    let fits = chars.next()?.is_ascii_lowercase() && chars.next()? == ')' && chars.next()? == ' ';
    fits.then_some(Marker {
        ordinal: None,
        len: 0,
        doubtful: false,
    })
}

/// Whether `text` ends like a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』', '*', '_']);
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', ':'])
}

/// The number of words, separated by white space; at most `limit` are counted.
pub(super) fn words(text: &str, limit: usize) -> usize {
    text.split_whitespace().take(limit).count()
}

/// Whether the words of `text` are capitalised like a title, or all in capitals.
pub(super) fn is_title_case(text: &str) -> bool {
    let (mut capital, mut counted) = (0, 0);
    for word in text.split_whitespace().take(40) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let Some(first) = word.chars().next() else {
            continue;
        };
        if SMALL.contains(&word) || !first.is_alphabetic() {
            continue;
        }
        counted += 1;
        capital += usize::from(first.is_uppercase());
    }
    counted > 0 && capital * 10 >= counted * 8
}

/// Whether `text` has letters and all cased letters are capitals.
pub(super) fn is_all_capitals(text: &str) -> bool {
    let letters = || text.chars().take(400).filter(|c| c.is_alphabetic());
    letters().filter(|c| c.is_uppercase()).count() >= 2 && !letters().any(char::is_lowercase)
}

/// The first letter or digit, after opening quotation marks and brackets.
pub(super) fn first_letter(text: &str) -> Option<char> {
    text.chars().take(8).find(|c| c.is_alphanumeric())
}

/// Whether `text`, alone on its line, may be a heading inside an article.
pub(super) fn may_be_heading(text: &str) -> bool {
    let count = words(text, 16);
    if text.len() > 120 || !(1..=14).contains(&count) {
        return false;
    }
    let Some(first) = first_letter(text) else {
        return false;
    };
    if first.is_lowercase()
        || text.starts_with(['(', '[', '@', '#', '—', '–', '-', '+'])
        || text.contains("://")
    {
        return false;
    }
    let end = text.trim_end_matches(['"', '”', '’', '\'', ')']);
    if end.ends_with(['.', ',', ';', ':', '…', '。', '，', '-', '—', '–', '/']) && !is_numbered(text)
    {
        return false;
    }
    // A question or exclamation is a heading only if it is capitalised.
    if end.ends_with(['!', '?', '！', '？']) {
        return is_title_case(text) && count > 2 || is_all_capitals(text);
    }
    // Someone speaks: “We won”
    if text.starts_with(['"', '“', '„', '«']) && end.len() < text.len() {
        return false;
    }
    !text
        .chars()
        .all(|c| c.is_numeric() || c.is_whitespace() || c.is_ascii_punctuation())
}

/// 'Chapter 3', 'IV.', '2.1 Methods'.
fn is_numbered(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let bare = first.trim_end_matches(['.', ')', ':']);
    let roman = !bare.is_empty() && bare.len() <= 6 && bare.chars().all(|c| "IVXLC".contains(c));
    let part = [
        "chapter", "part", "section", "book", "act", "scene", "appendix", "kapitel", "teil", "chapitre",
    ];
    (roman && first.len() <= bare.len() + 1 && words(text, 12) <= 10)
        || part.contains(&bare.to_lowercase().as_str()) && words(text, 12) <= 8
}

/// The heading level suggested by numbering or capitals.
pub(super) fn heading_level(text: &str) -> u8 {
    let number = text.split_whitespace().next().unwrap_or_default();
    if number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    {
        let dots = number.trim_end_matches('.').matches('.').count();
        return (2 + dots).min(6) as u8;
    }
    2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings() {
        for text in [
            "University exhibits",
            "On NATO",
            "WHAT COMES NEXT",
            "2.1 Methods",
            "Chapter 3",
            "Why Does It Matter?",
        ] {
            assert!(may_be_heading(text), "{text}");
        }
        for text in [
            "He left.",
            "Has it helped?",
            "and so on",
            "“We won”",
            "see https://a.b",
            "1999",
            "Dear Sir,",
            "(see below)",
        ] {
            assert!(!may_be_heading(text), "{text}");
        }
    }

    #[test]
    fn markers_and_rules() {
        assert_eq!(marker("- one").map(|m| (m.ordinal, m.len)), Some((None, 2)));
        assert_eq!(marker("12) one").map(|m| (m.ordinal, m.len)), Some((Some(12), 4)));
        assert_eq!(marker("(3) one").map(|m| m.ordinal), Some(Some(3)));
        assert!(
            marker("2020. It was").is_none() && marker("-5 degrees").is_none() && marker("*word*").is_none()
        );
        assert!(is_rule("* * *") && is_rule("-----") && is_rule("⁂") && !is_rule("--") && !is_rule("-- x"));
    }
}
