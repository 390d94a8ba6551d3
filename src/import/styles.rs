//! The meaning of the names of paragraph styles, in word processor files.

use crate::document::BlockKind;

/// The maximum number of parents followed from a style.
pub(super) const GENERATIONS: usize = 20;

/// The heading of that outline level, from 0; `None` for running text.
pub(super) fn heading(outline: u8) -> Option<(BlockKind, u8)> {
    (outline < 9).then(|| (BlockKind::Heading, outline.min(5) + 1))
}

/// Whether a style based on one of that kind has the same kind. A style based on that of titles is for an author or a date as often as for
/// a title.
pub(super) fn is_inherited(kind: BlockKind) -> bool {
    !matches!(kind, BlockKind::Title | BlockKind::Standfirst)
}

/// The kind of block of paragraphs in the style `name`, and the level of a heading. Word stores the names of its built-in styles in English
/// in every language; other programs translate them.
pub(super) fn role(name: &str) -> Option<(BlockKind, u8)> {
    let name = name
        .trim()
        .trim_end_matches(';')
        .to_lowercase()
        .replace("_20_", " ");
    let name = name.trim();
    if let Some(level) = heading_level(name) {
        return Some((BlockKind::Heading, level));
    }
    let kind = match name {
        "title" | "titel" | "titre" | "título" | "titolo" | "titre principal" | "haupttitel" | "название"
        | "tytuł" | "rubrik" | "otsikko" => BlockKind::Title,
        "subtitle"
        | "untertitel"
        | "sous-titre"
        | "subtítulo"
        | "sottotitolo"
        | "подзаголовок"
        | "podtytuł"
        | "ondertitel"
        | "underrubrik"
        | "undertitel" => BlockKind::Standfirst,
        "quote" | "intense quote" | "quotations" | "quotation" | "block text" | "block quote"
        | "blockquote" | "zitat" | "intensives zitat" | "citation" | "citation intense" | "cita"
        | "cita destacada" | "citazione" | "citaat" | "citat" | "цитата" | "cytat" => BlockKind::Quote,
        "caption" | "figure caption" | "table caption" | "image caption" | "captioned figure"
        | "illustration" | "figure" | "drawing" | "beschriftung" | "légende" | "legende" | "leyenda"
        | "didascalia" | "bijschrift" | "epígrafe" | "descripción" => BlockKind::Caption,
        _ => return None,
    };
    Some((kind, 0))
}

/// 'heading 2', 'Überschrift 2', '見出し 2'.
fn heading_level(name: &str) -> Option<u8> {
    const NAMES: &[&str] = &[
        "heading",
        "head",
        "header",
        "überschrift",
        "titre",
        "título",
        "titolo",
        "kop",
        "rubrik",
        "overskrift",
        "otsikko",
        "nagłówek",
        "nadpis",
        "заголовок",
        "címsor",
        "titlu",
        "başlık",
        "επικεφαλίδα",
        "naslov",
        "見出し",
        "标题",
        "標題",
        "제목",
        "encabezado",
        "cabeçalho",
        "intestazione",
    ];
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let level = name.get(word.len()..)?.parse::<u8>().ok()?;
    let word = word.trim_end();
    let known = NAMES.contains(&word);
    (known && (1..=9).contains(&level)).then(|| level.min(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_known_by_name() {
        for (name, expected) in [
            ("heading 1", Some((BlockKind::Heading, 1))),
            ("Heading3", Some((BlockKind::Heading, 3))),
            ("Heading_20_2", Some((BlockKind::Heading, 2))),
            ("Überschrift 9;", Some((BlockKind::Heading, 6))),
            ("見出し 2", Some((BlockKind::Heading, 2))),
            ("Title", Some((BlockKind::Title, 0))),
            ("Intense Quote", Some((BlockKind::Quote, 0))),
            ("Caption", Some((BlockKind::Caption, 0))),
            ("Normal", None),
            ("1", None),
            ("Header", None),
            ("heading", None),
            ("List 2", None),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
    }
}
