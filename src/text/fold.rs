//! Text folded for matching: case, accents (optionally), and the many quotation marks, dashes and spaces; with a map from each folded byte
//! to its source.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is folded, besides quotation marks, dashes and runs of white space, which are always folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folding {
    /// Treat upper and lower case as equal.
    pub case: bool,
    /// Treat 'é' and 'e' as equal.
    pub accents: bool,
}

/// For anchors: accents are kept.
pub const ANCHOR: Folding = Folding {
    case: true,
    accents: false,
};
/// For a search typed in lower case.
pub const SEARCH: Folding = Folding {
    case: true,
    accents: true,
};

/// A folded text, with the map to its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    segments: Vec<Segment>,
    source_len: usize,
}

/// A stretch of folded text and the source it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    folded: usize,
    source: usize,
    /// 0: every character is as long as its folding, so both sides advance together. Otherwise the length in source bytes of the one
    /// character (or run of white space) that the segment is the folding of.
    atom: usize,
}

impl Segment {
    /// Whether one-to-one folding continues at `folded` with source byte `source`.
    fn goes_on(self, folded: usize, source: usize) -> bool {
        self.atom == 0 && folded - self.folded == source - self.source
    }
}

impl Folded {
    /// Characters fold one-to-one from source byte `source` on.
    fn go_on(&mut self, source: usize) {
        let folded = self.text.len();
        if !self.segments.last().is_some_and(|s| s.goes_on(folded, source)) {
            self.segments.push(Segment {
                folded,
                source,
                atom: 0,
            });
        }
    }

    fn segment(&self, offset: usize) -> Segment {
        let i = self.segments.partition_point(|s| s.folded <= offset);
        self.segments.get(i.wrapping_sub(1)).copied().unwrap_or(Segment {
            folded: 0,
            source: 0,
            atom: 0,
        })
    }

    /// The source byte of folded byte `offset`, which must lie on a character boundary; for an offset inside the folding of one character,
    /// the start of that character.
    pub fn source(&self, offset: usize) -> usize {
        if offset >= self.text.len() {
            return self.source_len;
        }
        let segment = self.segment(offset);
        segment.source
            + if segment.atom == 0 {
                offset - segment.folded
            } else {
                0
            }
    }

    /// The source range of a folded range. It ends where the last character that took part ends, so dropped characters after it are
    /// excluded.
    pub fn source_range(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let from = self.source(start);
        let Some((last, c)) = self.text[..end.min(self.text.len())].char_indices().next_back() else {
            return from..from;
        };
        if end <= start {
            return from..from;
        }
        let segment = self.segment(last);
        let to = if segment.atom == 0 {
            segment.source + (last - segment.folded) + c.len_utf8()
        } else {
            segment.source + segment.atom
        };
        from..to.max(from)
    }

    /// The position in the folded text of source byte `offset` (or of the text after it, if it was dropped).
    pub fn folded(&self, offset: usize) -> usize {
        let i = self
            .segments
            .partition_point(|s| s.source <= offset)
            .wrapping_sub(1);
        let Some(segment) = self.segments.get(i) else {
            return 0;
        };
        let limit = self.segments.get(i + 1).map_or(self.text.len(), |s| s.folded);
        let inside = offset - segment.source;
        match segment.atom {
            0 => (segment.folded + inside).min(limit),
            atom if inside >= atom => limit,
            _ => segment.folded,
        }
    }
}

/// Folds `text`. A run of white space becomes one space, quotation marks become `"` or `'`, dashes `-`, '…' three dots; soft hyphens and
/// zero-width characters are dropped.
pub fn fold(text: &str, folding: Folding) -> Folded {
    let mut out = Folded {
        text: String::with_capacity(text.len()),
        segments: Vec::new(),
        source_len: text.len(),
    };
    let mut in_space = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let offset = text.len() - rest.len();
        let plain = plain_len(rest.as_bytes());
        if plain > 0 {
            let (run, behind) = rest.split_at(plain);
            out.go_on(offset);
            out.text.push_str(run);
            if folding.case {
                let folded = out.text.len() - plain;
                out.text[folded..].make_ascii_lowercase();
            }
            (rest, in_space) = (behind, false);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if is_dropped(c) {
            continue;
        }
        let folded = out.text.len();
        if c.is_whitespace() {
            match out.segments.last_mut() {
                Some(space) if in_space => {
                    space.atom = offset + c.len_utf8() - space.source;
                    continue;
                }
                _ => out.text.push(' '),
            }
        } else {
            each_folded(c, folding, |f| out.text.push(f));
        }
        let single_space = c == ' '
            && !text[offset + 1..]
                .trim_start_matches(is_dropped)
                .starts_with(char::is_whitespace);
        in_space = c.is_whitespace() && !single_space;
        // One character of the same length: both sides continue together.
        let linear = !in_space
            && out.text.len() - folded == c.len_utf8()
            && out.text[folded..].chars().nth(1).is_none();
        match out.segments.last() {
            Some(s) if linear && s.goes_on(folded, offset) => {}
            _ if out.text.len() == folded => {}
            _ => {
                let atom = if linear { 0 } else { c.len_utf8() };
                out.segments.push(Segment {
                    folded,
                    source: offset,
                    atom,
                });
            }
        }
    }
    out
}

/// The number of bytes at the start that are visible ASCII characters with single spaces between them. These fold one-to-one, and make up
/// nearly all of most texts.
fn plain_len(bytes: &[u8]) -> usize {
    let visible = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_graphic);
    let mut len = 0;
    while visible(len) || len > 0 && bytes.get(len) == Some(&b' ') && visible(len + 1) {
        len += 1;
    }
    len
}

/// [`fold`] without the map, for needles.
pub fn folded(text: &str, folding: Folding) -> String {
    fold(text, folding).text
}

/// Whether folding drops `c` under every [`Folding`].
pub(super) fn is_dropped(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Calls `put` with each character of the folding of `c`, which must be neither white space nor dropped.
pub(super) fn each_folded(c: char, folding: Folding, mut put: impl FnMut(char)) {
    match c {
        c if c.is_ascii() => put(if folding.case { c.to_ascii_lowercase() } else { c }),
        // Most ideographs have neither case nor accents.
        '\u{4000}'..='\u{9fff}' => put(c),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '「' | '」' | '『' | '』' | '＂' => {
            put('"');
        }
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | 'ʼ' | '＇' => put('\''),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '－' => put('-'),
        '…' => (0..3).for_each(|_| put('.')),
        _ if folding.accents => {
            for d in std::iter::once(c).nfd().filter(|d| !is_combining_mark(*d)) {
                each_cased(d, folding.case, &mut put);
            }
        }
        _ => each_cased(c, folding.case, &mut put),
    }
}

fn each_cased(c: char, fold_case: bool, put: &mut impl FnMut(char)) {
    if fold_case {
        c.to_lowercase().for_each(put);
    } else {
        put(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_a_phrase_through_quotes_dashes_and_wraps() {
        let source = "He said “over-\u{2011}arching\n  interest” — twice";
        let folded = fold(source, ANCHOR);
        assert_eq!(folded.text, "he said \"over--arching interest\" - twice");
        let at = folded.text.find("interest").unwrap();
        assert_eq!(&source[folded.source_range(at, at + 8)], "interest");
    }

    #[test]
    fn accents_fold_for_search_only() {
        assert_eq!(folded("Gérald", SEARCH), "gerald");
        assert_eq!(folded("Gérald", ANCHOR), "gérald");
    }

    /// The definition of folding, character by character.
    fn slowly(text: &str, folding: Folding) -> String {
        let mut out = String::new();
        let mut in_space = false;
        for c in text.chars().filter(|c| !is_dropped(*c)) {
            if !c.is_whitespace() {
                each_folded(c, folding, |f| out.push(f));
            } else if !in_space {
                out.push(' ');
            }
            in_space = c.is_whitespace();
        }
        out
    }

    proptest! {
        #[test]
        fn plain_text_folds_as_all_other(text in "[a-cA-C .~\\x00\\x0b\t\né“…\u{ad}\u{200b}騰\u{a0}]{0,60}", case: bool) {
            let folding = Folding { case, accents: false };
            let folded = fold(&text, folding);
            prop_assert_eq!(&folded.text, &slowly(&text, folding));
            // The position of each source character in the folded text, and back.
            for (at, c) in text.char_indices().filter(|(_, c)| !is_dropped(*c) && !c.is_whitespace()) {
                let landed = folded.folded(at);
                prop_assert_eq!(folded.source(landed), at, "{:?}", c);
            }
        }

        #[test]
        fn every_character_maps_back_to_itself(text in "[a-cA-C é“”—…\\u{ad}騰\\n]{0,60}") {
            let folded = fold(&text, SEARCH);
            let mut last = 0;
            for (i, c) in folded.text.char_indices() {
                let range = folded.source_range(i, i + c.len_utf8());
                prop_assert!(range.start >= last);
                prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
                let source = &text[range.clone()];
                prop_assert!(!source.is_empty());
                prop_assert!(fold(source, SEARCH).text.contains(c), "{:?} -> {:?}", c, source);
                last = range.start;
            }
        }
    }
}
