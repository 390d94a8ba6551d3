//! Recognizes captions and credits of pictures by their shape and the words at their start or end.
//!
//! All functions are total and examine a bounded part of their text.

use super::byline::agency;
use super::shape::{ends_sentence, first_letter, is_title_case, words};

/// Words before the name of the author of a picture, film or sound.
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

/// Labels of captions.
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

/// Whether `text` is a caption: it credits a picture, or has a label (`Photo caption: The wall in January.`, `Figure 3: The wall.`).
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

/// The maximum length of a caption in bytes.
const CAPTION: usize = 800;

/// The name credited at the end (or start) of a caption. `None` if the text is not a caption.
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
        // A sentence of its own, or separated by a bar.
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
        // Any photographer and newspaper in brackets after a sentence: '(Lena Moss/Courier via Agency)'.
        let before = body.get(..body.len() - last.len()).unwrap_or_default();
        let before = before.trim_end_matches(['(', '[', ' ', '\u{a0}', '\n']);
        let names = || parts().all(|p| is_name(p, 4) && !p.chars().any(|c| c.is_ascii_digit()));
        let behind = closed && (before.is_empty() || ends_sentence(before) && before.len() < 400);
        return known.or_else(|| parts().next().filter(|_| behind && names()));
    }
    None
}

/// The text after the last full stop, bar, dash or opening bracket.
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
        // Nearly all spaces follow a letter, and no separator does.
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

/// Whether `text` may be names of people or firms: few words, mostly capitalised, not a sentence.
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
}
