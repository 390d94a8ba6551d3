//! What the reader decided about an article, in the forms that other programs read: one file a format.
//!
//! Always true here: offsets that leave the program count Unicode scalar values; no output holds a character that
//! [`is_unsafe`](crate::text::clean::is_unsafe) names; annotations that were taken back and suggestions that were
//! rejected are never exported; the same input gives the same bytes.

mod brat;
mod csv;
pub mod extract;
mod html;
pub mod json;
mod markdown;
mod selection;
mod w3c;

pub use selection::Selection;

use crate::document::Document;
use crate::notes::{Annotation, Located, NamedEntity};
use markdown::Flavour;

/// What there is to export.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The article.
    pub document: &'a Document,
    /// The annotations, in any order, each with where its passage stands in the document.
    pub annotations: &'a [(Annotation, Located)],
    /// The entities of the article as the reader left them.
    pub entities: &'a [NamedEntity],
    /// The names of the verdicts, in the order in which they are counted. Others that occur come after them.
    pub verdicts: &'a [&'a str],
}

/// A form that notes can be taken away in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Markdown with front matter.
    Markdown,
    /// Markdown for Obsidian: with links between notes, tags and callouts.
    Obsidian,
    /// A web page that needs nothing else.
    Html,
    /// A table for spreadsheets.
    Csv,
    /// One JSON object.
    Json,
    /// Web Annotations of the W3C, as JSON-LD.
    W3c,
    /// The standoff format of brat.
    Brat,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] = &[
        Self::Markdown,
        Self::Obsidian,
        Self::Html,
        Self::Csv,
        Self::Json,
        Self::W3c,
        Self::Brat,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Obsidian => "obsidian",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::W3c => "w3c",
            Self::Brat => "brat",
        }
    }

    /// The usual ending of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown | Self::Obsidian => "md",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::W3c => "jsonld",
            Self::Brat => "ann",
        }
    }

    /// The format with that name or ending.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|f| f.name() == name || f.extension() == name)
    }
}

/// The article's notes in `format`, ending in a line feed.
pub fn export(format: Format, input: &Input<'_>) -> Vec<u8> {
    let text = match format {
        Format::Markdown => markdown::render(input, Flavour::Common),
        Format::Obsidian => markdown::render(input, Flavour::Obsidian),
        Format::Html => html::render(input),
        Format::Csv => csv::render(input),
        Format::Json => json::export(input),
        Format::W3c => w3c::render(input),
        Format::Brat => brat::render(input),
    };
    text.into_bytes()
}

/// Whether a file says of itself that an export made it, and may be written anew. Tables (CSV, brat) and pages of
/// Web Annotations have no place to say so.
pub fn is_own(bytes: &[u8]) -> bool {
    [markdown::GENERATOR, html::GENERATOR, json::SCHEMA]
        .iter()
        .any(|mark| memchr::memmem::find(bytes, mark.as_bytes()).is_some())
}

/// What the tests of all formats export.
#[cfg(test)]
pub(crate) mod sample;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_name_and_ending() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.name()), Some(*format));
            let by_ending = Format::parse(format.extension()).unwrap();
            assert_eq!(by_ending.extension(), format.extension());
        }
        assert_eq!(Format::parse("docx"), None);
    }

    #[test]
    fn no_format_lets_an_unsafe_character_out() {
        let sample = sample::hostile();
        for format in Format::ALL {
            let text = String::from_utf8(export(*format, &sample.input())).unwrap();
            let unsafe_char = text.chars().find(|c| crate::text::clean::is_unsafe(*c));
            assert_eq!(unsafe_char, None, "{}", format.name());
            assert!(text.ends_with('\n'));
            let silent = matches!(format, Format::Csv | Format::Brat | Format::W3c);
            assert_eq!(is_own(text.as_bytes()), !silent, "{}", format.name());
        }
    }
}
