//! Rich text (RTF, version 1.9.1): paragraphs, headings by their style, items, tables, footnotes and links' words, in any
//! code page and Unicode. What only says how text looks is passed over; comments, and page headers and footers, are left out and
//! told.
//!
//! One pass over the bytes with a stack of groups; it takes time in proportion to the file and never fails: a file that
//! ends too early gives its text so far.

mod reader;
mod scan;
mod styles;
mod words;

use self::reader::Reader;
use super::{ImportError, Warning, draft};
use crate::document::{BlockKind, Document};

/// The document that the file in `bytes` is.
///
/// # Errors
/// [`ImportError::Empty`] when it has no text.
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

/// Where characters go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Goal {
    #[default]
    Text,
    Nowhere,
    Note,
    /// A text box: its blocks come before the paragraph that it hangs on.
    Box,
    /// A comment, which is left out and told.
    Comment,
    /// A page header or footer, which is left out and told.
    Margin,
    /// What a field does, beside what it shows.
    Instruction,
    /// The bullet or number of an item.
    Sign,
    Title,
    Author,
    Created,
    /// The list of fonts, of which the names and the character sets matter.
    Fonts,
    /// The list of styles, of which the names matter.
    Styles,
}

#[cfg(test)]
mod tests;
