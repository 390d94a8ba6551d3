//! What other programs noted inside a document: comments and marks with their passage, author and moment.
//!
//! Invariant: a passage is given as words, and located in the article like that of any imported annotation.

use super::{Format, Options, office, pdf};
use crate::document::Remark;
use crate::text::grapheme::floor_char;

/// The remarks in the file in `bytes`, in the order of its text; `None` for formats that are not looked into.
pub fn remarks(bytes: &[u8], options: &Options) -> Option<Vec<Remark>> {
    let format = match options.format {
        _ if options.plain => Format::Plain,
        Some(format) => format,
        None => Format::detect(options.name.as_deref(), bytes),
    };
    match format {
        Format::Office => Some(office::remarks(bytes)),
        Format::Pdf => Some(pdf::remarks(bytes, options.program.as_deref())),
        _ => None,
    }
}

/// The text of a document without its structure, from which passages are cut.
#[derive(Clone, Debug, Default)]
pub(super) struct RemarkText(String);

/// Bytes around a passage that distinguish it from others.
const AROUND: usize = 64;
/// The maximum length of a passage in bytes.
const LONGEST: usize = 20_000;

impl RemarkText {
    pub(super) fn push(&mut self, text: &str) {
        self.0.push_str(text);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// A comment on the passage between two byte offsets.
    pub(super) fn remark(
        &self,
        span: Option<(usize, usize)>,
        text: &str,
        author: Option<String>,
        date: Option<String>,
    ) -> Remark {
        let cut = |from: usize, to: usize| {
            let (from, to) = (floor_char(&self.0, from), floor_char(&self.0, to));
            self.0.get(from..to).unwrap_or_default().to_owned()
        };
        let span = span
            .map(|(start, end)| (start, end.min(start + LONGEST)))
            .filter(|(start, end)| !cut(*start, *end).trim().is_empty());
        let (before, after) = span.map_or_else(Default::default, |(start, end)| {
            let all = self.0.len();
            (
                cut(start.saturating_sub(AROUND), start),
                cut(end, (end + AROUND).min(all)),
            )
        });
        Remark {
            quote: span.map(|(start, end)| cut(start, end)),
            before,
            after,
            text: text.trim().to_owned(),
            author,
            date,
            ..Remark::default()
        }
    }
}
