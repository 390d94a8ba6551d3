//! Recognizes lines by their words alone: the start of an item, a heading, a caption, a footnote.

pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end();
    let bare = text.trim_end_matches(['”', '’', '"', '\'', ')', ']', '»']);
    let bare = bare.trim_end_matches(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c));
    bare.ends_with(['.', '!', '?', ':', '。', '！', '？', '…'])
}

/// Whether it begins with the number or sign of a footnote.
pub(super) fn is_note(text: &str) -> bool {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    (1..=3).contains(&digits) && text.chars().nth(digits).is_some_and(|c| !c.is_ascii_digit())
        || text.starts_with(|c: char| "*†‡§¹²³⁴⁵⁶⁷⁸⁹".contains(c))
}

pub(super) fn is_caption(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let label = words.next().unwrap_or_default();
    let number = words.next().unwrap_or_default();
    let known = [
        "Figure",
        "Fig.",
        "FIGURE",
        "Table",
        "TABLE",
        "Abbildung",
        "Abb.",
        "Tabelle",
        "Chart",
        "Map",
    ];
    let counts = number
        .trim_end_matches(['.', ':', '|'])
        .split(['.', '-'])
        .all(|p| !p.is_empty() && p.len() <= 3 && p.bytes().all(|b| b.is_ascii_digit()));
    known.contains(&label) && counts && number.ends_with(['.', ':', '|'])
}

/// The number of an item and the text after it.
pub(super) fn item(text: &str) -> Option<(Option<u32>, &str)> {
    let signs = [
        '•', '◦', '▪', '■', '●', '○', '‣', '·', '–', '—', '*', '-', '➢', '✓',
    ];
    if let Some(rest) = text.strip_prefix(signs).and_then(|r| r.strip_prefix(' ')) {
        return Some((None, rest.trim_start()));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    let number = number.parse().ok().filter(|_| digits <= 2)?;
    let rest = rest.strip_prefix(['.', ')']).and_then(|r| r.strip_prefix(' '))?;
    (!is_numbered_heading(text)).then_some((Some(number), rest.trim_start()))
}

/// '2.1 Methods': short, and not a sentence.
pub(super) fn is_numbered_heading(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let number = words.next().unwrap_or_default();
    let levels = number.trim_end_matches('.').split('.');
    let counts = levels
        .clone()
        .all(|p| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()));
    let rest: Vec<&str> = words.collect();
    let named = rest
        .first()
        .is_some_and(|w| w.starts_with(char::is_uppercase) && w.chars().count() > 1);
    // A number with one part and a full stop may also be an item.
    let telling = levels.count() > 1 || !number.ends_with('.');
    counts && telling && named && rest.len() <= 9 && !text.ends_with(['.', ',', ';', ':', '?', '!'])
}

pub(super) fn is_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() >= 4
        && letters.clone().all(char::is_uppercase)
        && letters.clone().any(char::is_uppercase)
        && !text.ends_with(['.', ',', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_first_lines() {
        assert_eq!(item("• one"), Some((None, "one")));
        assert_eq!(item("12) two"), Some((Some(12), "two")));
        assert_eq!(item("1984. A year"), None);
        assert!(is_numbered_heading("2.1 Methods and data"));
        assert!(!is_numbered_heading("3 people were hurt."));
        assert!(is_caption("Figure 3: The bridge") && !is_caption("Figure 3 shows the bridge"));
        assert!(is_note("12 See above") && !is_note("2024"));
    }
}
