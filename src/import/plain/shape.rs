//! What a line or paragraph is by its shape alone: rules, list markers, credits, bylines, headings.
//!
//! Every function is total and looks at a bounded part of its text.

/// Words that do not count against capitals in a headline.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "de", "der", "des", "die", "du", "el", "et", "for", "from",
    "if", "in", "into", "is", "la", "le", "of", "on", "or", "over", "per", "so", "than", "the", "to", "und",
    "up", "v", "van", "via", "vom", "von", "vs", "with", "y",
];

/// News agencies: how they sign, and the name that stands for them.
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

/// The news agency that `name` is, if it is one and nothing else.
pub(super) fn agency(name: &str) -> Option<&'static str> {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let same = |known: &str| known == name || (known.len() > 4 && known.eq_ignore_ascii_case(name));
    AGENCIES
        .iter()
        .find(|(known, _)| same(known))
        .map(|(_, name)| *name)
}

/// 'Key: value', as in the header of a mail.
pub(super) fn is_field(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(key, value)| {
        (2..=24).contains(&key.len())
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !value.is_empty()
    })
}

/// A line that only parts: three or more of one of `* - _ = ~ # • · — –`, spaced or not.
pub(super) fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else { return false };
    if !"*-_=~#•·—–―─━⁂∗+".contains(first) || line.len() > 400 {
        return false;
    }
    first == '⁂' && line.chars().count() == 1 || marks.clone().all(|c| c == first) && marks.count() >= 2
}

/// What a list item begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// The number, for a numbered list.
    pub(super) ordinal: Option<u32>,
    /// Bytes of the marker with the white space behind it.
    pub(super) len: usize,
    /// Whether it is a dash that may as well open direct speech.
    pub(super) doubtful: bool,
}

/// The list marker that `line` begins with.
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

/// 'a) ' and '(b) ': the letter stays part of the text, for others refer to it.
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

/// Whether `text` ends as a sentence ends.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』', '*', '_']);
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', ':'])
}

/// Words, as white space parts them; at most `limit` are counted.
pub(super) fn words(text: &str, limit: usize) -> usize {
    text.split_whitespace().take(limit).count()
}

/// Whether the words of `text` are capitalised as in a title, or all in capitals.
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

/// Whether `text` has letters and all that have a case are capitals.
pub(super) fn is_all_capitals(text: &str) -> bool {
    let letters = || text.chars().take(400).filter(|c| c.is_alphabetic());
    letters().filter(|c| c.is_uppercase()).count() >= 2 && !letters().any(char::is_lowercase)
}

/// The first letter or digit, past opening quotation marks and brackets.
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
    // A question or a cry is a heading only where capitals say so.
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

/// The heading level that a numbering or capitals suggest.
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

/// Words that stand before the name of who made a picture, a film or a sound.
const CREDITS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "photography",
    "image",
    "images",
    "picture",
    "pictures",
    "pic",
    "video",
    "audio",
    "graphic",
    "graphics",
    "illustration",
    "cartoon",
    "map",
    "credit",
    "credits",
    "foto",
    "bild",
    "imagen",
    "screenshot",
    "screengrab",
    "file photo",
    "file",
];

/// Words with which a caption says that it is one.
const CAPTION_LABELS: &[&str] = &[
    "photo caption",
    "caption",
    "image caption",
    "picture caption",
    "photo",
    "photograph",
    "picture",
    "image",
    "pictured",
    "in the picture",
    "in this photo",
    "file photo",
    "file picture",
    "archive photo",
    "stock photo",
    "bildunterschrift",
    "bild",
    "foto",
    "légende",
    "pie de foto",
    "imagen",
    "didascalia",
];

/// Whether `text` is a caption: it names who made a picture, or says itself that it stands under one (`Photo caption: The
/// wall in January.`, `Figure 3: The wall.`).
pub(super) fn is_caption(text: &str) -> bool {
    credit(text).is_some() || is_labelled_caption(text)
}

fn is_labelled_caption(text: &str) -> bool {
    if text.len() > CAPTION {
        return false;
    }
    let bare = text.trim_start_matches(['(', '[']);
    let Some((label, said)) = bare.split_once(':') else {
        return false;
    };
    let label = label.trim().to_lowercase();
    let says = said.starts_with([' ', '\t', '\u{a0}', '\n']) && words(said, 3) == 3;
    let numbered = label
        .strip_prefix("figure ")
        .or_else(|| label.strip_prefix("fig. "))
        .or_else(|| label.strip_prefix("abbildung "))
        .is_some_and(|number| {
            !number.is_empty() && number.len() < 6 && number.starts_with(|c: char| c.is_ascii_digit())
        });
    let named = label.ends_with("caption") || label == "pictured";
    let sentence = ends_sentence(said.trim()) && first_letter(said).is_some_and(|c| !c.is_lowercase());
    says && (numbered || CAPTION_LABELS.contains(&label.as_str()) && (named || sentence))
}

/// Captions are not longer.
const CAPTION: usize = 800;

/// The credit at the end (or start) of a caption: who is credited. `None` for a text that is no caption.
pub(super) fn credit(text: &str) -> Option<&str> {
    if text.len() > CAPTION {
        return None;
    }
    let body = text.trim_end_matches(['.', ')', ']', ' ', '”', '"']);
    labelled_credit(body)
        .or_else(|| credit_by(body))
        .or_else(|| slashed_credit(text))
}

/// 'Photo: Reuters', 'Image credit: X'.
fn labelled_credit(body: &str) -> Option<&str> {
    let (before, who) = body.rsplit_once(':')?;
    let who = who.trim();
    let label = last_clause(before);
    let mut label = label.trim().trim_start_matches(['(', '[']).to_lowercase();
    for more in [" credit", " credits", " courtesy", " source", " by"] {
        if let Some(short) = label.strip_suffix(more) {
            label.truncate(short.len());
        }
    }
    (CREDITS.contains(&label.as_str()) && is_name(who, 8)).then_some(who)
}

/// 'Photo by X', '(Photograph courtesy of X)'.
fn credit_by(body: &str) -> Option<&str> {
    let last = last_clause(body).trim().trim_start_matches(['(', '[']);
    let lower = last.to_ascii_lowercase();
    for joint in [" by ", " courtesy of ", " courtesy "] {
        if let Some((label, who)) = lower.split_once(joint) {
            let who = last.get(last.len() - who.len()..)?;
            if CREDITS.contains(&label.trim()) && is_name(who, 10) {
                return Some(who);
            }
        }
    }
    let who = ["courtesy of ", "courtesy "]
        .iter()
        .find_map(|c| lower.strip_prefix(c))?;
    let who = last.get(last.len() - who.len()..)?;
    (last.len() < body.len() && is_name(who, 10)).then_some(who)
}

/// '(AP Photo/Jane Doe)', 'Jane Doe/Reuters', 'REUTERS/Jane Doe', 'AFP via Getty Images', '© Jane Doe'.
fn slashed_credit(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let closed = text.ends_with([')', ']']);
    let body = text.trim_end_matches(['.', ')', ']']);
    let last = if closed {
        body.rfind(['(', '[']).and_then(|i| body.get(i + 1..))?
    } else {
        let clause = last_clause(body);
        // A sentence of its own, or set off by a bar.
        if clause.len() == body.len() {
            return None;
        }
        clause.trim()
    };
    if words(last, 10) > 8 || !is_name(last.trim_start_matches(['©', ' ']), 8) {
        return None;
    }
    if last.starts_with('©') {
        return Some(last.trim_start_matches(['©', ' ']));
    }
    let lower = last.to_ascii_lowercase();
    if lower.contains("getty images") || lower.contains("shutterstock") || lower.contains("wikimedia commons")
    {
        return Some(last);
    }
    let parts = || {
        last.split(['/', '|'])
            .flat_map(|p| p.split(" via "))
            .map(str::trim)
    };
    if parts().count() > 1 {
        let mut known = parts().map(|p| p.strip_suffix(" Photo").unwrap_or(p));
        let known = known.find(|p| agency(p).is_some() || p.contains("Photo"));
        // A photographer and a paper in brackets behind a sentence, whichever they are: '(Lena Moss/Courier via Agency)'.
        let before = body.get(..body.len() - last.len()).unwrap_or_default();
        let before = before.trim_end_matches(['(', '[', ' ', '\u{a0}', '\n']);
        let names = || parts().all(|p| is_name(p, 4) && !p.chars().any(|c| c.is_ascii_digit()));
        let behind = closed && (before.is_empty() || ends_sentence(before) && before.len() < 400);
        return known.or_else(|| parts().next().filter(|_| behind && names()));
    }
    None
}

/// What stands behind the last full stop, bar, dash or opening bracket of `text`.
fn last_clause(text: &str) -> &str {
    let tail = text.char_indices().rev().nth(120).map_or(0, |(i, _)| i);
    let body = text.get(tail..).unwrap_or(text);
    let borders = [
        ". ", ".) ", ".” ", ".\" ", "? ", "! ", "| ", " — ", " – ", " - ", " (", " [", "… ", ".\u{a0}",
    ];
    let is_border = |end: usize| {
        let before = body.get(..end).unwrap_or_default();
        borders.iter().any(|border| {
            before
                .strip_suffix(border)
                // 'Jane A. Doe' is one name.
                .is_some_and(|before| *border != ". " || !is_initial(before))
        })
    };
    let start = body
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, ' ' | '(' | '[' | '\u{a0}'))
        // Nearly all spaces stand behind a letter, and no border does.
        .filter(|(i, _)| {
            body.as_bytes()
                .get(i.wrapping_sub(1))
                .is_some_and(|b| !b.is_ascii_alphanumeric())
        })
        .map(|(i, c)| i + c.len_utf8())
        .find(|end| is_border(*end));
    match start {
        Some(start) => body.get(start..).unwrap_or(body),
        None if tail == 0 => body,
        None => "",
    }
}

fn is_initial(before: &str) -> bool {
    let mut chars = before.chars().rev();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

/// Whether `text` may be the names of people or firms: few words, mostly capitalised, no sentence.
fn is_name(text: &str, most: usize) -> bool {
    let text = text.strip_prefix("the ").unwrap_or(text);
    let count = words(text, most + 1);
    if count == 0 || count > most || text.ends_with([',', ';', '?', '!']) {
        return false;
    }
    let Some(first) = text.chars().find(|c| c.is_alphanumeric()) else {
        return false;
    };
    (!first.is_lowercase() || text.starts_with('@') || count == 1 || agency(text).is_some())
        && (is_title_case(text) || count == 1 || text.starts_with('@'))
}

/// Who wrote it, when `text` says no more than that: 'By Jane Doe', 'Jane Doe / Staff reporter', 'AFP, PARIS'.
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

/// Whether `text` names what someone is at a paper.
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

/// Names with the small words of bylines between them.
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

/// Two to four capitalised words and nothing else: it may be a name on its own.
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
    fn credits_make_captions() {
        for (text, who) in [
            ("Flags of two nations on Aug. 7. Photo: Reuters", "Reuters"),
            ("Hopper in a still from 1969. Image: Andy Warhol.", "Andy Warhol"),
            (
                "Opening night at the gallery. Video: Miharris & Acphillips.",
                "Miharris & Acphillips",
            ),
            ("The bridge at dawn. (Photo by Jane A. Doe)", "Jane A. Doe"),
            ("The bridge at dawn. Photo credit: Jane Doe", "Jane Doe"),
            ("Voters queue in the rain. (AP Photo/Jane Doe)", "AP"),
            ("Voters queue in the rain. Jane Doe/Reuters", "Reuters"),
            ("Voters queue in the rain. REUTERS/Jane Doe", "REUTERS"),
            ("Voters queue | AFP via Getty Images", "AFP via Getty Images"),
            ("Photo: Jane Doe", "Jane Doe"),
            (
                "The lake. Courtesy of the National Park Service",
                "the National Park Service",
            ),
        ] {
            assert_eq!(credit(text), Some(who), "{text}");
        }
        for text in [
            "He held up a photo: it showed nothing.",
            "The picture by the door was gone.",
            "The minister said the image: a symbol of hope, would stay with him.",
            "Shares rose 3 percent, according to (Reuters) data.",
            "She asked and/or demanded an answer. He did not give one.",
            "Video: what happened next",
        ] {
            assert_eq!(credit(text), None, "{text}");
        }
    }

    #[test]
    fn captions_say_what_they_are() {
        for text in [
            "The wall in January. (Lena Moss/Courier via Agency)",
            "Boats at rest. (Lena Moss / The Courier)",
            "Photo caption: The northern wall in January.",
            "Caption: Boats on the quay",
            "Pictured: boats on the quay at noon",
            "Photo: The northern wall in January.",
            "Figure 3: Boats by year",
            "Bildunterschrift: Die Mauer im Januar.",
        ] {
            assert!(is_caption(text), "{text}");
        }
        for text in [
            "Video: what happened next",
            "The picture: a wall.",
            "He had a choice (and/or a chance)",
            "The two met in 1990. (See also Smith/Jones 1991)",
            "A figure 3: boats by year",
        ] {
            assert!(!is_caption(text), "{text}");
        }
    }

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
