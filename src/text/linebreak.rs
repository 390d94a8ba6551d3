//! Where a line may break, after UAX #14.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// A place where a line may or must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// Byte offset: the next line would start here.
    pub offset: usize,
    /// Whether the line ends here whatever its width (a line feed, the end of the text).
    pub mandatory: bool,
}

/// The break opportunities of `text` in order; the last one is the end of the text. Empty for an empty text.
pub fn breaks(text: &str) -> impl Iterator<Item = Break> + '_ {
    linebreaks(text).map(|(offset, kind)| Break {
        offset,
        mandatory: kind == BreakOpportunity::Mandatory,
    })
}
