//! The lines of a plain text and their common properties: the wrap column and the indent.

use std::ops::Range;

use super::shape::ends_sentence;
use crate::text::scan;

/// One line without the white space around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Byte offset of its first non-space character.
    pub(super) start: usize,
    /// One past its last such character; equal to `start` for a blank line.
    pub(super) end: usize,
    /// Columns of white space before it; a tab advances to the next multiple of eight.
    pub(super) indent: usize,
    /// Columns from `start` to `end`; wide characters take two.
    pub(super) width: usize,
}

impl Line {
    pub(super) fn is_blank(self) -> bool {
        self.start == self.end
    }

    pub(super) fn text(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or_default()
    }

    pub(super) fn right(self) -> usize {
        self.indent + self.width
    }
}

/// The lines of `text` in order; line ends are `\n`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let end = memchr::memchr(b'\n', text.as_bytes().get(start..)?).map_or(text.len(), |i| start + i);
        at = end + 1;
        Some(line(text, start..end))
    })
}

fn line(text: &str, range: Range<usize>) -> Line {
    let whole = text.get(range.clone()).unwrap_or_default();
    let body = whole.trim_start();
    let lead = whole.len() - body.len();
    let mut indent = 0;
    for c in whole.get(..lead).unwrap_or_default().chars() {
        indent += match c {
            '\t' => 8 - indent % 8,
            '\u{3000}' => 2,
            '\u{c}' | '\u{b}' | '\u{feff}' => 0,
            _ => 1,
        };
    }
    let start = range.start + lead;
    let body = body.trim_end();
    let width = cells(body);
    Line {
        start,
        end: start + body.len(),
        indent,
        width,
    }
}

/// The width of `text` in columns: scalar values, wide ones counted twice.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are compared at once"
)]
fn cells(text: &str) -> usize {
    // First bytes of characters from U+2E80 on.
    let wide = |a: u8, b: u8, _| (a >= 0xe3) | (a == 0xe2) & (b >= 0xba);
    if scan::find(text.as_bytes(), 0, wide).is_none() {
        return scan::scalars(text);
    }
    text.chars().map(|c| if is_ideographic(c) { 2 } else { 1 }).sum()
}

/// Characters of scripts without spaces between words; each takes two columns.
pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// How a text is set, as far as its lines show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// The column at which lines were wrapped, if they were.
    pub(super) wrap: Option<usize>,
    /// The indent of most lines.
    pub(super) base: usize,
    /// Whether indented blocks are the exception, so that the indent is meaningful.
    pub(super) indent_tells: bool,
}

/// The maximum number of lines examined; a text does not change its setting later.
const SAMPLE: usize = 20_000;
/// Wider lines are not wrapped for reading.
const WIDEST: usize = 132;

impl Setting {
    pub(super) fn of(text: &str) -> Self {
        let sample: Vec<Line> = lines(text).take(SAMPLE).collect();
        let inner = |i: usize| {
            let (line, next) = (sample.get(i)?, sample.get(i + 1)?);
            (!line.is_blank() && !next.is_blank()).then_some((*line, *next))
        };
        let pairs: Vec<(Line, Line)> = (0..sample.len()).filter_map(inner).collect();
        let mut rights: Vec<usize> = pairs.iter().map(|(l, _)| l.right()).collect();
        rights.sort_unstable();
        // All except the odd overlong line (a web address).
        let widest = rights
            .get((rights.len() * 97 / 100).min(rights.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0);
        let candidate = Self {
            wrap: Some(widest),
            base: 0,
            indent_tells: true,
        };
        let full = pairs
            .iter()
            .filter(|(l, n)| candidate.is_full(text, *l, *n))
            .count();
        // A short line that ends a sentence may end a paragraph; other short lines are not wrapped.
        let ragged = |l: Line, n: Line| !candidate.is_full(text, l, n) && !ends_sentence(l.text(text));
        let ragged = pairs.iter().filter(|(l, n)| ragged(*l, *n)).count();
        let wrapped = (30..=WIDEST).contains(&widest) && full > 0 && full >= ragged;

        let mut indents: Vec<usize> = sample
            .iter()
            .filter(|l| !l.is_blank())
            .map(|l| l.indent)
            .collect();
        indents.sort_unstable();
        // The lower quartile: first-line indents and quotations lie above it.
        let base = indents.get(indents.len() / 4).copied().unwrap_or(0);
        let first = |i: usize| i == 0 || sample.get(i - 1).is_some_and(|l| l.is_blank());
        let starts: Vec<usize> = sample
            .iter()
            .enumerate()
            .filter(|(i, l)| !l.is_blank() && first(*i))
            .map(|(_, l)| l.indent)
            .collect();
        let deep = starts.iter().filter(|i| **i >= base + 3).count();
        Self {
            wrap: wrapped.then_some(widest),
            base,
            indent_tells: deep * 5 <= starts.len() * 2,
        }
    }

    /// Whether `line` was broken because the first word of `next` did not fit in it.
    pub(super) fn is_full(self, text: &str, line: Line, next: Line) -> bool {
        let Some(wrap) = self.wrap else { return false };
        let word = next.text(text).split([' ', '\t']).next().unwrap_or_default();
        // Without spaces between words, a line may be broken after any character.
        let word = match word.chars().next() {
            Some(c) if is_ideographic(c) => 1,
            _ => word.chars().take(40).count(),
        };
        line.right() + 1 + word + wrap / 14 > wrap
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_their_place() {
        let text = "a b \n\n\tç\r";
        let found: Vec<Line> = lines(text).collect();
        assert_eq!(
            found[0],
            Line {
                start: 0,
                end: 3,
                indent: 0,
                width: 3
            }
        );
        assert!(found[1].is_blank());
        assert_eq!(
            (found[2].text(text), found[2].indent, found[2].width),
            ("ç", 8, 1)
        );
    }

    #[test]
    fn a_wrapped_text_is_told_from_verse_and_from_long_lines() {
        let wrapped = "The council met on Tuesday evening to\nconsider the plan, which had been put\noff twice before in the\nspring.\n";
        assert_eq!(Setting::of(wrapped).wrap, Some(37));
        let verse = "So long as men can breathe\nAnd see\nor hear a word\nof this\nlives\nthis and this gives life to thee\nso\n";
        assert_eq!(Setting::of(verse).wrap, None);
        assert_eq!(Setting::of(&"word ".repeat(60)).wrap, None);
    }
}
