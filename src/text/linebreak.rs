//! Line break opportunities, by UAX #14.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// A position where a line may or must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// Byte offset at which the next line would start.
    pub offset: usize,
    /// Whether the line must end here (at a line feed, or the end of the text).
    pub mandatory: bool,
}

/// The break opportunities of `text` in order; the last one is the end of the text. None for an empty text.
pub fn breaks(text: &str) -> impl Iterator<Item = Break> + '_ {
    linebreaks(text).map(|(offset, kind)| Break {
        offset,
        mandatory: kind == BreakOpportunity::Mandatory,
    })
}
