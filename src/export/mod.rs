//! What the reader decided about an article, in the forms that other programs read: one file a format.
//!
//! A format is a `Form` in its file and a row in the table below. What all forms that are made of sentences say is
//! put together once, in [`report`]; what programs read comes from [`json`]. How a [`Rendered`] is written to a file, and
//! what becomes of a file that is there already, is the same for all of them.
//!
//! Always true here: offsets that leave the program count Unicode scalar values; no output holds a character that
//! [`has_unsafe`](crate::text::clean::has_unsafe) finds; annotations that were taken back and suggestions that were
//! rejected are never exported, and what the analysis suggests only where it was asked for, under a heading of its own;
//! the same input gives the same bytes.

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

/// What there is to export.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The article.
    pub document: &'a Document,
    /// The annotations, in any order, each with where its passage stands in the document.
    pub annotations: &'a [(Annotation, Located)],
    /// The notes with their history, from which the annotations were taken.
    pub notebook: &'a Notebook,
    /// The entities of the article as the reader left them. Those that no annotation tags are suggestions.
    pub entities: &'a [NamedEntity],
    /// What the analysis suggests and nobody has decided on, where it was asked for.
    pub suggested: Option<&'a Suggested>,
    /// The names of the verdicts, in the order in which they are counted. Others that occur come after them.
    pub verdicts: &'a [&'a str],
    /// Who checks, where the annotations do not say.
    pub checker: Option<&'a str>,
    /// What the article is called behind `postil`; without one there is no way back to it.
    pub place: Option<&'a str>,
    /// What publishing needs beside the notes.
    pub review: &'a ClaimReviewSettings,
    /// Titles of pages that are known, by their address: evidence is named by them.
    pub titles: &'a BTreeMap<String, String>,
}

impl Input<'_> {
    /// What to type to open the article. A password in its address is left out.
    pub fn way_to_article(&self) -> Option<String> {
        let place = one_line(&without_secrets(self.place?));
        Some(format!("postil {}", shell_words::quote(&place)))
    }

    /// What to type to open the article at an annotation.
    pub fn way_back(&self, id: Id) -> Option<String> {
        Some(format!("{} --at {id}", self.way_to_article()?))
    }
}

/// How the exports of several articles become one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    /// They do not: each is a file of its own.
    Apart,
    /// One behind the other; of all but the first this many lines at the beginning are left out.
    Lines { header: usize },
    /// Each is an array of JSON, and one array holds the elements of all.
    Array,
    /// Each is an object of JSON, and an array holds all.
    Objects,
}

/// What is known of a format.
#[derive(Debug)]
struct Form {
    /// Its name on the command line.
    name: &'static str,
    /// The usual ending of its files, without the dot.
    ending: &'static str,
    /// What it is, in a few words.
    about: &'static str,
    /// What of the notes it has no place for; empty if it holds all.
    lacks: &'static str,
    /// Whether its files say that they are exports, and hold a checksum.
    marked: bool,
    /// How the exports of several articles become one file.
    join: Join,
    render: fn(&Input<'_>) -> Result<Rendered, NotExported>,
}

macro_rules! formats {
    ($($(#[$about:meta])* $format:ident: $form:path,)*) => {
        /// A form that notes can be taken away in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[$about])* $format,)*
        }

        impl Format {
            /// All formats. Of those with one ending the first is meant by it.
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

    /// The usual ending of its files, without the dot.
    pub fn extension(self) -> &'static str {
        self.form().ending
    }

    /// What it is, in a few words.
    pub fn about(self) -> &'static str {
        self.form().about
    }

    /// What of the notes it has no place for, as a clause; empty if it holds all.
    pub fn lacks(self) -> &'static str {
        self.form().lacks
    }

    /// Whether its files say that they are exports, so that an unchanged one is known wherever it lies.
    pub fn is_marked(self) -> bool {
        self.form().marked
    }

    /// Whether the exports of several articles can be one file.
    pub fn can_be_joined(self) -> bool {
        self.form().join != Join::Apart
    }

    /// Whether its ending alone names it.
    pub fn is_first_of_ending(self) -> bool {
        Self::parse(self.extension()) == Some(self)
    }

    /// The format with that name or ending, in any case.
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
/// When the format has no way to hold them in one.
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

/// Why notes cannot be given in a format; says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotExported(String);

/// The article's notes in `format`.
///
/// # Errors
/// When the format needs something that is not known.
pub fn export(format: Format, input: &Input<'_>) -> Result<Rendered, NotExported> {
    (format.form().render)(input)
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
