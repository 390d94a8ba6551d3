//! Rich text (RTF, version 1.9.1): paragraphs, headings by their style, items, tables, footnotes and the text of links, in any code page
//! and Unicode. Formatting is ignored; comments, and page headers and footers, are left out and reported.
//!
//! It makes one pass over the bytes with a stack of groups, in linear time, and never fails: a truncated file gives its text so far.

mod reader;
mod scan;
mod styles;
mod words;

use self::reader::Reader;
use super::{ImportError, Warning, draft};
use crate::document::{BlockKind, Document};

/// The document of the file in `bytes`.
///
/// # Errors
/// [`ImportError::Empty`] if it has no text.
pub(super) fn document(bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<Document, ImportError> {
    let mut reader = Reader::default();
    let whole = reader.read(bytes);
    if !whole {
        warnings.push(Warning::Incomplete("the file ends too early".to_owned()));
    }
    let (mut drafts, mut metadata) = reader.finish(warnings);
    if drafts.is_empty() {
        return Err(ImportError::Empty);
    }
    if let Some(title) = drafts.iter().find(|d| d.kind == BlockKind::Title) {
        metadata.title = title.plain();
    }
    draft::recognise(&mut drafts, &mut metadata);
    Ok(draft::write(drafts, metadata))
}

/// The destination of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Goal {
    #[default]
    Text,
    Nowhere,
    Note,
    /// A text box: its blocks come before the paragraph that it is anchored to.
    Box,
    /// A comment, which is left out and reported.
    Comment,
    /// A page header or footer, which is left out and reported.
    Margin,
    /// The instruction of a field, as opposed to its result.
    Instruction,
    /// The bullet or number of an item.
    Sign,
    Title,
    Author,
    Created,
    /// The font table, from which names and character sets are read.
    Fonts,
    /// The style sheet, from which names are read.
    Styles,
}

#[cfg(test)]
mod tests;
