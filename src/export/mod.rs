//! What the reader decided about an article, in the forms that other programs read: one file a format.
//!
//! A new format is a variant of [`Format`] with its name and ending, and a function that gives a [`Rendered`]. How it
//! is written to a file, and what becomes of a file that is there already, is the same for all of them.
//!
//! Always true here: offsets that leave the program count Unicode scalar values; no output holds a character that
//! [`has_unsafe`](crate::text::clean::has_unsafe) finds; annotations that were taken back and suggestions that were
//! rejected are never exported; the same input gives the same bytes.

mod brat;
mod csv;
pub mod extract;
mod html;
pub mod json;
mod markdown;
mod rendered;
mod request;
mod selection;
mod w3c;

pub use rendered::{Rendered, Section, checksum, is_intact, is_marked, updated};
pub use request::{ExportRequest, NoFormat};
pub use selection::Selection;

use crate::document::Document;
use crate::notes::{Annotation, Located, NamedEntity, Notebook};
use markdown::Flavour;

/// What there is to export.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The article.
    pub document: &'a Document,
    /// The annotations, in any order, each with where its passage stands in the document.
    pub annotations: &'a [(Annotation, Located)],
    /// The notes with their history, from which the annotations were taken.
    pub notebook: &'a Notebook,
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
    pub const ALL: [Self; 7] = [
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

    /// What it is, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown that every program reads",
            Self::Obsidian => "Markdown with the links, tags and callouts of Obsidian",
            Self::Html => "one web page",
            Self::Csv => "a table for spreadsheets",
            Self::Json => "all that is known, for programs",
            Self::W3c => "Web Annotations as JSON-LD",
            Self::Brat => "standoff for brat",
        }
    }

    /// The format with that name or ending, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        let is = |other: &str| other.eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(|f| is(f.name()) || is(f.extension()))
    }

    /// The format with that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|f| f.name().eq_ignore_ascii_case(name))
    }
}

/// The article's notes in `format`.
pub fn export(format: Format, input: &Input<'_>) -> Rendered {
    match format {
        Format::Markdown => markdown::render(input, Flavour::Common),
        Format::Obsidian => markdown::render(input, Flavour::Obsidian),
        Format::Html => Rendered::whole(html::render(input)),
        Format::Csv => Rendered::whole(csv::render(input)),
        Format::Json => Rendered::whole(json::export(input)),
        Format::W3c => Rendered::whole(w3c::render(input)),
        Format::Brat => Rendered::whole(brat::render(input)),
    }
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
            assert_eq!(Format::parse(format.name()), Some(format));
            let by_ending = Format::parse(format.extension()).unwrap();
            assert_eq!(by_ending.extension(), format.extension());
        }
        assert_eq!(Format::parse("docx"), None);
    }

    #[test]
    fn no_format_lets_an_unsafe_character_out() {
        let sample = sample::hostile();
        for format in Format::ALL {
            let rendered = export(format, &sample.input());
            let text = rendered.text();
            assert!(!crate::text::clean::has_unsafe(text), "{}", format.name());
            assert!(text.ends_with('\n'));
            let silent = matches!(format, Format::Csv | Format::Brat | Format::W3c);
            assert_eq!(is_marked(text.as_bytes()), !silent, "{}", format.name());
            assert_eq!(is_intact(text.as_bytes()), !silent, "{}", format.name());
            let changed = text.replacen("postil", "postiI", 2);
            assert!(!is_intact(changed.as_bytes()), "{}", format.name());
        }
    }
}
