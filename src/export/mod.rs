//! What the reader decided about an article, in the forms that other programs read: one file a format.
//!
//! Always true here: offsets that leave the program count Unicode scalar values; no output holds a character that
//! [`is_unsafe`](crate::text::clean::is_unsafe) names; annotations that were taken back and suggestions that were
//! rejected are never exported; the same input gives the same bytes.

pub mod extract;
pub mod json;
mod markdown;
mod selection;

pub use selection::Selection;

use crate::analysis::Entity;
use crate::document::Document;
use crate::notes::{Annotation, Located};

/// What there is to export.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The article.
    pub document: &'a Document,
    /// The annotations, in any order, each with where its passage stands in the document.
    pub annotations: &'a [(Annotation, Located)],
    /// The entities of the article.
    pub entities: &'a [Entity],
    /// The names of the verdicts, in the order in which they are counted. Others that occur come after them.
    pub verdicts: &'a [&'a str],
}

/// A form that notes can be taken away in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Markdown with front matter.
    Markdown,
    /// One JSON object.
    Json,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] = &[Self::Markdown, Self::Json];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }

    /// The usual ending of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
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
        Format::Markdown => markdown::render(input),
        Format::Json => json::export(input),
    };
    text.into_bytes()
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
            assert_eq!(Format::parse(format.extension()), Some(*format));
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
        }
    }
}
