//! Text documents of Word (DOCX) and `OpenDocument` (ODT, FODT): paragraphs, headings, items, tables, text boxes, footnotes and endnotes, and
//! equations on one line.
//!
//! [`word`] and [`open`] read the two formats; [`flow`] collects the text; both report what they leave out.

mod flow;
mod math;
mod nesting;
mod numbering;
mod open;
mod remarks;
mod word;
mod xml;

pub(super) use remarks::remarks;

use super::archive::Archive;
use super::draft::{self, Draft};
use super::omitted::COMMENTS;
use super::{ImportError, Warning, charset, date, epub};
use crate::document::{BlockKind, Document, Metadata};
use crate::text::clean::one_line;

/// The maximum number of embedded equations, charts and objects read, because a document can refer to the same one any number of times.
const OBJECTS: usize = 1000;

const UNREADABLE: ImportError = ImportError::Unsupported {
    what: "an office document of this kind",
    hint: "pipe it through: pandoc -t markdown FILE | postil -",
};

/// The document of the file in `bytes`.
///
/// # Errors
/// [`ImportError::Unsupported`] if it is neither DOCX nor ODT, or damaged; [`ImportError::Empty`] without text.
pub(super) fn document(bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<Document, ImportError> {
    let (mut drafts, properties) = blocks(bytes, warnings)?;
    for warning in warnings.iter_mut() {
        let (Warning::LeftOut(COMMENTS) | Warning::LeftOutWords { what: COMMENTS, .. }) = warning else {
            continue;
        };
        let count = remarks(bytes).len();
        if count > 0 {
            *warning = Warning::Remarks {
                what: ["comment", "comments"],
                count,
            };
        }
    }
    if drafts.is_empty() {
        return Err(ImportError::Empty);
    }
    let mut metadata = Metadata::default();
    for element in properties.map(|p| epub::elements(&p)).unwrap_or_default() {
        let value = one_line(&element.text);
        match element.name.as_str() {
            "title" if metadata.title.is_empty() => metadata.title = value,
            "creator" if !value.is_empty() => metadata.byline = Some(value),
            "created" | "creation-date" => metadata.date = date::machine(&value),
            // In a single-file document the text follows the metadata.
            "body" => break,
            _ => {}
        }
    }
    only_one_title(&mut drafts);
    if let Some(title) = drafts.iter().find(|d| d.kind == BlockKind::Title) {
        metadata.title = title.plain();
    }
    draft::recognise(&mut drafts, &mut metadata);
    Ok(draft::write(drafts, metadata))
}

/// The blocks of a document, and the XML with its metadata.
fn blocks(bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<(Vec<Draft>, Option<String>), ImportError> {
    let Some(archive) = Archive::open(bytes) else {
        // Everything in one uncompressed file.
        let text = charset::decode_xml(bytes);
        return if text.contains("<office:document") {
            Ok((open::blocks(None, &text, None, warnings), Some(text)))
        } else {
            Err(UNREADABLE)
        };
    };
    if let Some(read) = word::packed(&archive, warnings) {
        archive.tell(warnings);
        return Ok(read);
    }
    let locked = archive
        .text("META-INF/manifest.xml")
        .is_some_and(|manifest| manifest.contains("encryption-data"));
    if locked {
        return Err(ImportError::Unsupported {
            what: "this document is locked with a password and",
            hint: "open it in an office program and save it without one",
        });
    }
    let drafts = open::packed(&archive, warnings).ok_or(UNREADABLE)?;
    let properties = archive.text("meta.xml");
    archive.tell(warnings);
    Ok((drafts, properties))
}

/// The first title is the article's; others become headings.
fn only_one_title(drafts: &mut [Draft]) {
    let titles = drafts.iter_mut().filter(|d| d.kind == BlockKind::Title);
    for draft in titles.skip(1) {
        draft.kind = BlockKind::Heading;
        draft.level = 1;
    }
}

#[cfg(test)]
mod tests;
