//! Grapheme clusters and the cells they take on a terminal.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;

/// A grapheme cluster of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grapheme<'a> {
    /// Byte offset in the text it was taken from.
    pub offset: usize,
    /// The text of the cluster.
    pub text: &'a str,
    /// Cells: see [`cells`]. 0 for a tab or a line feed, whose width depends on the column and is decided by the layout.
    pub width: usize,
}

/// The clusters of `text` in order.
pub fn graphemes(text: &str) -> Graphemes<'_> {
    Graphemes { text, at: 0 }
}

/// The clusters of a text, by [`graphemes`].
#[derive(Clone, Debug)]
pub struct Graphemes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Graphemes<'a> {
    type Item = Grapheme<'a>;

    fn next(&mut self) -> Option<Grapheme<'a>> {
        let offset = self.at;
        let rest = &self.text[offset..];
        let length = match plain(rest.as_bytes()) {
            Some(length) if length == rest.len() || plain(&rest.as_bytes()[length..]).is_some() => length,
            _ => rest.graphemes(true).next()?.len(),
        };
        self.at += length;
        let text = &rest[..length];
        Some(Grapheme {
            offset,
            text,
            width: cells(text),
        })
    }
}

/// The length in bytes of the character at the start of `bytes`, if it joins neither the character before nor the one after it. This covers
/// nearly all characters of most texts: ASCII except the carriage return, U+0080 to U+02FF, dashes and quotation marks of general
/// punctuation (U+2010 to U+2027), ideographs from U+5000 to U+9FFF. All are `Other` or `Control` in the grapheme cluster breaks of UAX
/// #29. This test is much faster than the Unicode tables.
fn plain(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\r', ..] => None,
        [0..=0x7f, ..] => Some(1),
        [0xc2..=0xcb, _, ..] => Some(2),
        [0xe2, 0x80, 0x90..=0xa7, ..] | [0xe5..=0xe9, _, _, ..] => Some(3),
        _ => None,
    }
}

/// Cells of one grapheme cluster, the same figure as ratatui uses: 0 to 2, more only for clusters of several letters (a Devanagari
/// conjunct). Halfwidth katakana sound marks count as they do in ratatui.
#[inline]
pub fn cells(grapheme: &str) -> usize {
    match grapheme.as_bytes() {
        [b] => usize::from((0x20..0x7f).contains(b)),
        [0xe5..=0xe9, _, _] => 2,
        _ => grapheme.width() + grapheme.matches(['\u{ff9e}', '\u{ff9f}']).count(),
    }
}

/// Cells of a text without tabs.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.bytes().filter(|b| (0x20..0x7f).contains(b)).count()
    } else {
        graphemes(text).map(|g| g.width).sum()
    }
}

/// The longest prefix of `text` that fits in `max` cells, with '…' as its last cell if something was cut.
pub fn truncate(text: &str, max: usize) -> String {
    if width(text) <= max {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for g in graphemes(text) {
        if used + g.width > max.saturating_sub(1) {
            break;
        }
        out.push_str(g.text);
        used += g.width;
    }
    let mut out = out.trim_end().to_owned();
    if max > 0 {
        out.push('…');
    }
    out
}

/// The number of bytes before an offset that are examined to find cluster boundaries; a real cluster is far shorter.
const LOOK_BACK: usize = 512;

/// The start of the character that contains byte `offset`; the text's length if `offset` is past its end.
pub fn floor_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The start of the cluster that contains byte `offset` (the text's length at its end). Examines a bounded stretch of text before it.
pub fn floor(text: &str, offset: usize) -> usize {
    let offset = floor_char(text, offset);
    if is_border(text, offset) {
        return offset;
    }
    let back = floor_char(text, offset.saturating_sub(LOOK_BACK));
    let window = &text[back..];
    match GraphemeCursor::new(offset - back, window.len(), true).prev_boundary(window, 0) {
        Ok(Some(before)) => back + before,
        _ => back,
    }
}

/// Whether a cluster starts at byte `offset`, or the text ends there. Examines a bounded stretch of text before it.
pub fn is_border(text: &str, offset: usize) -> bool {
    let bytes = text.as_bytes();
    if offset == 0 || offset >= bytes.len() {
        return true;
    }
    if !text.is_char_boundary(offset) {
        return false;
    }
    let before = &bytes[floor_char(text, offset - 1)..];
    if plain(before).is_some() && plain(&bytes[offset..]).is_some() {
        return true;
    }
    let back = floor_char(text, offset.saturating_sub(LOOK_BACK));
    let window = &text[back..];
    GraphemeCursor::new(offset - back, window.len(), true)
        .is_boundary(window, 0)
        .unwrap_or(true)
}

/// The start of the cluster after the one that contains `offset`; the text's length at its end.
pub fn next(text: &str, offset: usize) -> usize {
    let at = floor(text, offset);
    let next = graphemes(&text[at..]).next();
    next.map_or(text.len(), |g| at + g.text.len())
}

/// The start of the cluster before `offset`; 0 at the start.
pub fn previous(text: &str, offset: usize) -> usize {
    let at = floor(text, offset);
    if at == 0 { 0 } else { floor(text, at - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_a_terminal() {
        assert_eq!(width("騰訊"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("👩‍👩‍👧"), 2);
        assert_eq!(width("plain"), 5);
        assert_eq!(width("\u{ad}\u{200b}"), 0);
    }

    #[test]
    fn plain_characters_are_told_as_the_tables_tell_them() {
        let all = ('\0'..='\u{2ff}')
            .chain('\u{2000}'..='\u{2060}')
            .chain('\u{4ff0}'..='\u{5010}')
            .chain('\u{9ff0}'..='\u{a010}');
        let others = [
            "",
            "a",
            "\r",
            "\n",
            "\u{301}",
            "\u{200d}",
            "\u{600}",
            "😀",
            "—",
            "騰",
            "\u{1f1e9}",
        ];
        for c in all {
            for before in others {
                for behind in others {
                    let text = format!("{before}{c}{behind}");
                    let ours: Vec<_> = graphemes(&text).map(|g| (g.offset, g.text)).collect();
                    let theirs: Vec<_> = text.grapheme_indices(true).collect();
                    assert_eq!(ours, theirs, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn steps_go_by_cluster() {
        let text = "ae\u{301}b👩‍👩‍👧c";
        let starts: Vec<_> = graphemes(text).map(|g| g.offset).collect();
        let mut at = 0;
        for &s in &starts {
            assert_eq!(at, s);
            at = next(text, at);
        }
        assert_eq!(at, text.len());
        for &s in starts.iter().rev() {
            at = previous(text, at);
            assert_eq!(at, s);
        }
    }

    #[test]
    fn borders_are_those_of_segmentation() {
        let text = "e\u{301}\u{301} 騰訊👩‍👩‍👧🇩🇪🇫🇷🇬क्षि\u{600}a한국각\n\u{308}x👍🏽\u{200d}";
        let starts: Vec<usize> = text.grapheme_indices(true).map(|(i, _)| i).collect();
        for offset in 0..text.len() {
            assert_eq!(is_border(text, offset), starts.contains(&offset), "{offset}");
            assert_eq!(
                floor(text, offset),
                *starts.iter().rfind(|s| **s <= offset).unwrap()
            );
        }
        assert_eq!(floor(text, 999), text.len());
    }

    #[test]
    fn truncation_keeps_to_its_cells() {
        assert_eq!(truncate("騰訊控股", 5), "騰訊…");
        assert_eq!(truncate("short", 5), "short");
        assert_eq!(truncate("shorter", 0), "");
    }
}
