//! Removes Project Gutenberg's licence from a book, and reads its metadata.

use crate::document::Metadata;
use crate::import::Warning;

/// A text without a library's wrapper.
pub(super) struct Article<'a> {
    pub(super) text: &'a str,
    pub(super) metadata: Metadata,
}

/// Removes Project Gutenberg's licence from a book, after reading title, author and language from it.
pub(super) fn without_licence<'a>(text: &'a str, warnings: &mut Vec<Warning>) -> Article<'a> {
    let whole = Article {
        text,
        metadata: Metadata::default(),
    };
    let mut window = text.len().min(40_000);
    while !text.is_char_boundary(window) {
        window -= 1;
    }
    let Some(start) = text.get(..window).and_then(|t| marker_line(t, "*** START OF")) else {
        return whole;
    };
    let head = text.get(..start.0).unwrap_or_default();
    let body = text.get(start.1..).unwrap_or_default();
    let end = body.rfind("*** END OF").unwrap_or(body.len());
    let field = |name: &str| {
        let line = head
            .lines()
            .find_map(|l| l.trim_start().strip_prefix(name)?.strip_prefix(':'))?;
        Some(line.trim().to_owned()).filter(|l| !l.is_empty())
    };
    let language = field("Language").and_then(|name| language_code(&name).map(str::to_owned));
    let metadata = Metadata {
        title: field("Title").unwrap_or_default(),
        byline: field("Author"),
        language,
        source: Some("Project Gutenberg".to_owned()),
        ..Metadata::default()
    };
    warnings.push(Warning::LeftOut(
        "the licence of Project Gutenberg before and after the text",
    ));
    Article {
        text: body.get(..end).unwrap_or(body),
        metadata,
    }
}

/// Start and end of the line that begins with `mark` and mentions Project Gutenberg.
fn marker_line(text: &str, mark: &str) -> Option<(usize, usize)> {
    text.match_indices(mark).find_map(|(at, _)| {
        let end = text.get(at..)?.find('\n').map_or(text.len(), |i| at + i + 1);
        let line = text.get(at..end)?.to_ascii_uppercase();
        line.contains("GUTENBERG").then_some((at, end))
    })
}

/// ISO 639-1 code of a language's name or tag.
pub(super) fn language_code(name: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("english", "en"),
        ("german", "de"),
        ("deutsch", "de"),
        ("french", "fr"),
        ("français", "fr"),
        ("spanish", "es"),
        ("español", "es"),
        ("italian", "it"),
        ("portuguese", "pt"),
        ("dutch", "nl"),
        ("russian", "ru"),
        ("chinese", "zh"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("arabic", "ar"),
        ("polish", "pl"),
        ("swedish", "sv"),
        ("danish", "da"),
        ("norwegian", "no"),
        ("finnish", "fi"),
        ("turkish", "tr"),
        ("ukrainian", "uk"),
        ("greek", "el"),
        ("latin", "la"),
        ("hebrew", "he"),
        ("hindi", "hi"),
        ("czech", "cs"),
        ("hungarian", "hu"),
        ("romanian", "ro"),
        ("vietnamese", "vi"),
    ];
    let name = name.trim().to_lowercase();
    let tag = name.split(['-', '_']).next().unwrap_or_default();
    NAMES
        .iter()
        .find(|(n, code)| *n == name || *code == tag)
        .map(|(_, code)| *code)
}
