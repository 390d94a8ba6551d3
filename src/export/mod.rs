//! Exports the reader's decisions about an article in formats of other programs: one file per format.
//!
//! A format is a `Form` in its file and a row in the table below. The content of all formats for people is prepared once, in [`report`];
//! data formats are based on [`json`]. Writing a [`Rendered`] to a file, and handling an existing file, is the same for all of them.
//!
//! Invariants: exported offsets count Unicode scalar values; no output contains a character that
//! [`has_unsafe`](crate::text::clean::has_unsafe) finds; removed annotations and rejected suggestions are never exported, and other
//! suggestions only on request, under their own heading; the same input gives the same bytes.

mod anki;
mod brat;
mod citation;
mod claim_review;
mod conll;
mod csv;
pub mod extract;
mod html;
mod hypothesis;
mod iri;
pub mod json;
mod jsonl;
mod logseq;
mod markdown;
mod org;
mod readwise;
mod rendered;
pub mod report;
mod request;
mod selection;
mod spans;
mod suggested;
mod template;
mod w3c;

use std::collections::BTreeMap;

pub use csv::cell as csv_cell;
pub use rendered::{Companion, CompanionName, Rendered, Section, checksum, is_intact, is_marked, updated};
pub use request::{ExportRequest, NoFormat};
pub use selection::Selection;
pub use suggested::Suggested;
pub use template::{EXAMPLES, Example, Template, TemplateError};

use serde_json::Value;

use crate::config::ClaimReviewSettings;
use crate::document::Document;
use crate::notes::{Annotation, Id, Located, NamedEntity, Notebook};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;

/// The data to export.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The article.
    pub document: &'a Document,
    /// The annotations, in any order, each with its place in the document.
    pub annotations: &'a [(Annotation, Located)],
    /// The notes with their history, from which the annotations were taken.
    pub notebook: &'a Notebook,
    /// The entities of the article as the reader left them. Those without an annotation are suggestions.
    pub entities: &'a [NamedEntity],
    /// Undecided suggestions of the analysis, if requested.
    pub suggested: Option<&'a Suggested>,
    /// The names of the verdicts, in the order of the summary. Other verdicts come after them.
    pub verdicts: &'a [&'a str],
    /// The name of the checker, if the annotations have no author.
    pub checker: Option<&'a str>,
    /// The article's argument for the command `postil`; without it exports contain no command to open it.
    pub place: Option<&'a str>,
    /// Additional data for publishing.
    pub review: &'a ClaimReviewSettings,
    /// Titles of known pages, by address, used for evidence.
    pub titles: &'a BTreeMap<String, String>,
}

impl Input<'_> {
    /// The command that opens the article. A password in its address is removed.
    pub fn way_to_article(&self) -> Option<String> {
        let place = one_line(&without_secrets(self.place?));
        Some(format!("postil {}", shell_words::quote(&place)))
    }

    /// The command that opens the article at an annotation.
    pub fn way_back(&self, id: Id) -> Option<String> {
        Some(format!("{} --at {id}", self.way_to_article()?))
    }
}

/// How the exports of several articles are joined into one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    /// Not at all: each is a separate file.
    Apart,
    /// They are concatenated; except for the first, this many header lines are dropped.
    Lines { header: usize },
    /// Each is a JSON array; the result is one array with the elements of all.
    Array,
    /// Each is a JSON object; the result is an array of all.
    Objects,
}

/// The definition of a format.
#[derive(Debug)]
struct Form {
    /// Its name on the command line.
    name: &'static str,
    /// The usual extension of its files, without the dot.
    ending: &'static str,
    /// A short description.
    about: &'static str,
    /// What it cannot represent; empty if it can represent everything.
    lacks: &'static str,
    /// Whether its files are marked as exports, and contain a checksum.
    marked: bool,
    /// How the exports of several articles are joined.
    join: Join,
    render: fn(&Input<'_>) -> Result<Rendered, NotExported>,
}

macro_rules! formats {
    ($($(#[$about:meta])* $format:ident: $form:path,)*) => {
        /// An export format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[$about])* $format,)*
        }

        impl Format {
            /// All formats. Of those with the same extension, the first is the default.
            pub const ALL: [Self; [$(Self::$format),*].len()] = [$(Self::$format),*];

            fn form(self) -> &'static Form {
                match self {
                    $(Self::$format => &$form,)*
                }
            }
        }
    };
}

formats! {
    /// Markdown with front matter.
    Markdown: markdown::COMMON,
    /// Markdown for Obsidian: with links between notes, tags and callouts.
    Obsidian: markdown::OBSIDIAN,
    /// The outline of Logseq.
    Logseq: logseq::FORM,
    /// Org, for Emacs.
    Org: org::FORM,
    /// A web page that needs nothing else.
    Html: html::FORM,
    /// A table for spreadsheets.
    Csv: csv::FORM,
    /// The same table with tabs.
    Tsv: csv::TSV,
    /// One JSON object.
    Json: json::FORM,
    /// One annotation a line.
    Jsonl: jsonl::FORM,
    /// Web Annotations of the W3C, as JSON-LD.
    W3c: w3c::FORM,
    /// What Hypothesis imports.
    Hypothesis: hypothesis::FORM,
    /// What Readwise imports.
    Readwise: readwise::FORM,
    /// The standoff format of brat.
    Brat: brat::FORM,
    /// Text and labels for doccano.
    Doccano: spans::DOCCANO,
    /// Text and spans for Prodigy.
    Prodigy: spans::PRODIGY,
    /// Text, entities and spans for spaCy.
    Spacy: spans::SPACY,
    /// A task of Label Studio.
    LabelStudio: spans::LABEL_STUDIO,
    /// Tokens by IOB2.
    Conll: conll::FORM,
    /// Cards of Anki.
    Anki: anki::FORM,
    /// Reviews of claims for publishing.
    ClaimReview: claim_review::FORM,
    /// The article as CSL-JSON.
    Csl: citation::CSL,
    /// The article as BibTeX.
    Bibtex: citation::BIBTEX,
}

impl Format {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        self.form().name
    }

    /// The usual extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        self.form().ending
    }

    /// A short description.
    pub fn about(self) -> &'static str {
        self.form().about
    }

    /// What it cannot represent, as a clause; empty if it can represent everything.
    pub fn lacks(self) -> &'static str {
        self.form().lacks
    }

    /// Whether its files are marked as exports, so that an unedited one is recognized anywhere.
    pub fn is_marked(self) -> bool {
        self.form().marked
    }

    /// Whether the exports of several articles can be one file.
    pub fn can_be_joined(self) -> bool {
        self.form().join != Join::Apart
    }

    /// Whether its extension alone selects it.
    pub fn is_first_of_ending(self) -> bool {
        Self::parse(self.extension()) == Some(self)
    }

    /// The format with that name or extension, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        let is = |other: &str| other.eq_ignore_ascii_case(name);
        Self::named(name).or_else(|| Self::ALL.into_iter().find(|f| is(f.extension())))
    }

    /// The format with that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|f| f.name().eq_ignore_ascii_case(name))
    }
}

/// The exports of several articles as one file.
///
/// # Errors
/// When the format cannot hold several articles in one file.
pub fn joined(format: Format, exports: &[Rendered]) -> Result<Rendered, NotExported> {
    let texts = exports.iter().map(Rendered::text);
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    let text = match format.form().join {
        Join::Apart => {
            return Err(NotExported(format!(
                "{} holds one article a file; name a folder with -o",
                format.name()
            )));
        }
        Join::Lines { header } => {
            let mut out = String::new();
            for (number, text) in texts.filter(|text| !text.trim().is_empty()).enumerate() {
                let skipped = if number == 0 { 0 } else { header };
                text.split_inclusive('\n')
                    .skip(skipped)
                    .for_each(|line| out.push_str(line));
            }
            if out.is_empty() {
                out.push('\n');
            }
            out
        }
        Join::Array => {
            let elements = texts.filter_map(parsed).filter_map(|v| v.as_array().cloned());
            json::pretty(&elements.flatten().collect::<Vec<_>>())
        }
        Join::Objects => json::pretty(&texts.filter_map(parsed).collect::<Vec<_>>()),
    };
    Ok(Rendered::whole(text))
}

/// Why notes cannot be exported in a format, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotExported(String);

/// The article's notes in `format`.
///
/// # Errors
/// When the format needs missing data.
pub fn export(format: Format, input: &Input<'_>) -> Result<Rendered, NotExported> {
    (format.form().render)(input)
}

#[cfg(test)]
mod round_trip;

/// The sample that the tests of all formats export.
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
    fn the_document_names_every_format_and_what_it_lacks() {
        let page = include_str!("../../docs/formats.md");
        for format in Format::ALL {
            assert!(page.contains(&format!("| `{}` |", format.name())), "{format:?}");
            assert!(page.contains(format.lacks()), "{format:?}: {}", format.lacks());
        }
    }

    #[test]
    fn no_format_lets_an_unsafe_character_out() {
        let sample = sample::hostile();
        let suggested = sample.suggested();
        let input = Input {
            suggested: Some(&suggested),
            ..sample.input()
        };
        for format in Format::ALL {
            let rendered = export(format, &input).unwrap();
            let text = rendered.text();
            assert!(!crate::text::clean::has_unsafe(text), "{}", format.name());
            assert!(text.ends_with('\n'));
            let marked = format.is_marked();
            assert_eq!(is_marked(text.as_bytes()), marked, "{}", format.name());
            assert_eq!(is_intact(text.as_bytes()), marked, "{}", format.name());
            let changed = text.replacen("postil", "postiI", 2);
            assert!(!is_intact(changed.as_bytes()), "{}", format.name());
        }
    }

    #[test]
    fn no_format_shows_what_nobody_decided_unless_asked() {
        let mut sample = sample::usual();
        sample.suggest("Ole Berg", "Nobody swims there");
        let suggested = sample.suggested();
        for format in Format::ALL {
            let without = export(format, &sample.input()).unwrap();
            assert!(!without.text().contains("Ole Berg"), "{}", format.name());
            let input = Input {
                suggested: Some(&suggested),
                ..sample.input()
            };
            let with = export(format, &input).unwrap();
            let text = with.text();
            if let Some(at) = text.find("Ole Berg") {
                assert!(text[..at].contains("uggested"), "{}: {text}", format.name());
            }
        }
    }
}
