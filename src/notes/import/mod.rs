//! Imports annotations made in other programs into an article.
//!
//! A file is parsed into items ([`read`]), and each is decided on for one article ([`account`]).
//!
//! Invariants: no file causes a panic; each item of a file is accounted for, in one class; importing a file twice imports nothing the
//! second time, because items without an id of ours get one derived from their own; and a passage is never mistaken for another without a
//! question.

mod account;
mod belonging;
mod brat;
mod claim_review;
mod document;
mod item;
mod json;
mod kindle;
mod koreader;
mod label_studio;
mod lua;
mod own;
mod placing;
mod revision;
mod spans;
mod table;
mod web;

pub use account::{Accounted, IntakeChoice, IntakeClass, NotesImport, account};
pub use belonging::{ArticleNames, Belonging};
pub use document::of_document;
pub use item::{Content, Draft, IntakeItem, ItemSource, Reason, Reply, Spot};
pub use placing::Placing;

use json::Frame;
use table::Table;

use super::Timestamp;

/// A format from which annotations can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntakeFormat {
    /// The output of `postil notes --json` and `postil export --format json`.
    Json,
    /// The output of `postil export --format jsonl`: one annotation per line.
    Jsonl,
    /// The output of `postil export --format csv` and `tsv`.
    Csv,
    /// Web Annotations of the W3C, as JSON-LD.
    W3c,
    /// The output of Hypothesis: the JSON of its API, and the JSON and the table of its Export button.
    Hypothesis,
    /// The highlights that Readwise exports, as a table.
    Readwise,
    /// The standoff format of brat.
    Brat,
    /// `My Clippings.txt` of a Kindle.
    Kindle,
    /// The JSON exported by `KOReader`, and the Lua file that it keeps beside a book.
    KoReader,
    /// Texts with labels, as doccano has them.
    Doccano,
    /// Texts with spans, as Prodigy has them.
    Prodigy,
    /// Texts with entities and groups of spans, as spaCy has them.
    Spacy,
    /// Tasks of Label Studio.
    LabelStudio,
    /// Fact-checks as schema.org's `ClaimReview`.
    ClaimReview,
}

impl IntakeFormat {
    /// All formats.
    pub const ALL: [Self; 14] = [
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::W3c,
        Self::Hypothesis,
        Self::Readwise,
        Self::Brat,
        Self::Kindle,
        Self::KoReader,
        Self::Doccano,
        Self::Prodigy,
        Self::Spacy,
        Self::LabelStudio,
        Self::ClaimReview,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::W3c => "w3c",
            Self::Hypothesis => "hypothesis",
            Self::Readwise => "readwise",
            Self::Brat => "brat",
            Self::Kindle => "kindle",
            Self::KoReader => "koreader",
            Self::Doccano => "doccano",
            Self::Prodigy => "prodigy",
            Self::Spacy => "spacy",
            Self::LabelStudio => "label-studio",
            Self::ClaimReview => "claim-review",
        }
    }

    /// An alternative name.
    pub fn alias(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("postil"),
            Self::W3c => Some("web"),
            Self::Csv => Some("tsv"),
            Self::Jsonl
            | Self::Hypothesis
            | Self::Readwise
            | Self::Brat
            | Self::Kindle
            | Self::KoReader
            | Self::Doccano
            | Self::Prodigy
            | Self::Spacy
            | Self::LabelStudio
            | Self::ClaimReview => None,
        }
    }

    /// The format with that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|f| f.name() == name || f.alias() == Some(name))
    }

    /// The format that `text` appears to have.
    pub fn detect(text: &str) -> Option<Self> {
        let text = begun(text);
        if own::is_lines(text) {
            return Some(Self::Jsonl);
        }
        if let Some(spelling) = spans::detect(text) {
            return Some(spelling);
        }
        if is_json(text) {
            let frame = Frame::of(text).ok()?;
            return if own::is_own(&frame) {
                Some(Self::Json)
            } else if koreader::is_koreader(&frame) {
                Some(Self::KoReader)
            } else if label_studio::is_tasks(&frame) {
                Some(Self::LabelStudio)
            } else if claim_review::is_reviews(&frame) {
                Some(Self::ClaimReview)
            } else {
                web::is_web(&frame).then_some(Self::W3c)
            };
        }
        if koreader::is_lua(text) {
            return Some(Self::KoReader);
        }
        if kindle::is_clippings(text) {
            return Some(Self::Kindle);
        }
        match Table::detect(text) {
            Some(Table::Own) => Some(Self::Csv),
            Some(Table::Hypothesis) => Some(Self::Hypothesis),
            Some(Table::Readwise) => Some(Self::Readwise),
            None => brat::is_brat(text).then_some(Self::Brat),
        }
    }
}

/// Why a file could not be read as annotations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// The content is invalid: where and why.
    #[error("{0}")]
    Wrong(String),
}

/// The maximum number of annotations read from a file.
const MOST: usize = 1_000_000;

/// # Errors
/// When a file contains more annotations than that.
fn within_limit(items: usize) -> Result<(), IntakeError> {
    if items <= MOST {
        return Ok(());
    }
    Err(IntakeError::Wrong(format!(
        "more than {MOST} annotations; split the file first"
    )))
}

/// The annotations in `text`, each as an item. `now` is the creation time of those without one.
///
/// # Errors
/// When `text` as a whole does not have that format.
pub fn read(format: IntakeFormat, text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let text = begun(text);
    match format {
        IntakeFormat::Json => own::read(text, now),
        IntakeFormat::Jsonl => own::read_lines(text, now),
        IntakeFormat::Csv => table::read(Table::Own, text, now),
        IntakeFormat::W3c => web::read(text, now),
        IntakeFormat::Hypothesis if is_json(text) => web::read(text, now),
        IntakeFormat::Hypothesis => table::read(Table::Hypothesis, text, now),
        IntakeFormat::Readwise => table::read(Table::Readwise, text, now),
        IntakeFormat::Brat => brat::read(text, now),
        IntakeFormat::Kindle => kindle::read(text, now),
        IntakeFormat::KoReader => koreader::read(text, now),
        IntakeFormat::Doccano | IntakeFormat::Prodigy | IntakeFormat::Spacy => spans::read(text, now),
        IntakeFormat::LabelStudio => label_studio::read(text, now),
        IntakeFormat::ClaimReview => claim_review::read(text, now),
    }
}

/// The text without a byte order mark.
fn begun(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

#[cfg(test)]
mod tests;
