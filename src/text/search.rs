//! Text search that ignores case, accents, quotation marks, dashes and white space where the typed text does not use them, and finds hits
//! across wrapped lines.
//!
//! The text is not folded in advance. A hit made only of plain characters (ASCII and most ideographs) is found by a regular expression on
//! the raw bytes. A hit with any other character is searched for only around those characters of the text that could be part of it. Every
//! candidate is verified character by character against the folded needle. So the hits are those of a search in the [folded](super::fold)
//! text, except those that begin or end inside the folding of one character. Hits do not overlap; the leftmost wins.

use std::fmt::Write as _;
use std::ops::Range;

use memchr::memchr;
use regex::{Regex, RegexBuilder, bytes};
use thiserror::Error;

use super::fold::{ANCHOR, Folding, SEARCH, each_folded, folded, is_dropped};
use super::grapheme::floor_char;

/// Why a search pattern is invalid.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SearchError {
    /// The pattern is empty.
    #[error("nothing to search for")]
    Empty,
    /// The regular expression is invalid: the reason, on one line.
    #[error("the pattern does not work: {0}")]
    Pattern(String),
}

/// A compiled search pattern.
#[derive(Clone, Debug)]
pub struct Search {
    pattern: Pattern,
    whole_word: bool,
}

#[derive(Clone, Debug)]
enum Pattern {
    Words(Box<Words>),
    Regex(Regex),
}

/// A needle, folded.
#[derive(Clone, Debug)]
struct Words {
    needle: Vec<char>,
    folding: Folding,
    /// The needle as a pattern on [plain](is_plain) text; `None` if plain text cannot contain it.
    plain: Option<bytes::Regex>,
}

/// Bytes that [`Search::seek`] searches before it asks again whether it is still wanted.
const STEP: usize = 4 << 20;
/// Bytes that [`Search::next_from`] and [`Search::find_all`] search at a time.
const CHUNK: usize = 256 * 1024;

impl Search {
    /// Compiles the typed text. In lower case it ignores case, with a capital it does not; without accents it ignores accents, with one it
    /// does not. After `\v` it is a regular expression over the raw text, with the same rule for capitals, in which `^` and `$` match at
    /// line ends.
    ///
    /// # Errors
    /// If the pattern is empty, or the expression is invalid.
    pub fn new(typed: &str) -> Result<Self, SearchError> {
        match typed.strip_prefix("\\v") {
            Some(pattern) => Self::regex(pattern),
            None => Self::literal(typed),
        }
    }

    fn literal(typed: &str) -> Result<Self, SearchError> {
        let folding = smart(typed);
        let needle: Vec<char> = folded(typed, folding).chars().collect();
        if needle.is_empty() {
            return Err(SearchError::Empty);
        }
        let words = Words {
            plain: plain_pattern(&needle, folding),
            needle,
            folding,
        };
        Ok(Self {
            pattern: Pattern::Words(Box::new(words)),
            whole_word: false,
        })
    }

    /// The whole word, for `*`: see [`Search::new`].
    ///
    /// # Errors
    /// If the word is empty.
    pub fn word(word: &str) -> Result<Self, SearchError> {
        // A word taken from the text is not a pattern, and its capitals do not count.
        Ok(Self::literal(&word.to_lowercase())?.whole_words())
    }

    /// Only hits that are whole words.
    #[must_use]
    pub fn whole_words(mut self) -> Self {
        self.whole_word = true;
        self
    }

    fn regex(pattern: &str) -> Result<Self, SearchError> {
        if pattern.is_empty() {
            return Err(SearchError::Empty);
        }
        let regex = RegexBuilder::new(pattern)
            .case_insensitive(!has_capital(pattern))
            .multi_line(true)
            .build();
        let regex = regex.map_err(|e| {
            let text = e.to_string();
            let last = text
                .lines()
                .rev()
                .find(|l| !l.trim().is_empty())
                .unwrap_or("unknown reason");
            SearchError::Pattern(last.trim().trim_start_matches("error: ").to_owned())
        })?;
        Ok(Self {
            pattern: Pattern::Regex(regex),
            whole_word: false,
        })
    }

    /// The hits that begin inside `range` (bytes of `text`), in order; a hit may extend past its end. To continue from here, start at the
    /// end of the range or of the last hit, whichever is later.
    pub fn find_in(&self, text: &str, range: Range<usize>) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        self.each_in(text, range, |hit| {
            out.push(hit);
            true
        });
        out
    }

    /// All hits in order, found lazily.
    pub fn find_all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        Chunks {
            search: self,
            text,
            at: 0,
        }
        .flatten()
    }

    /// The hits of `text` in chunks of 256 KB, for a thread that counts them and may be cancelled in between. Each item holds the hits of
    /// one chunk, possibly none.
    pub fn chunks<'a>(&'a self, text: &'a str) -> Chunks<'a> {
        Chunks {
            search: self,
            text,
            at: 0,
        }
    }

    /// The next hit that begins after byte `offset` (`forward`), or the last one that begins before it. With `wrap` the search continues at
    /// the other end of the text. To include a hit at the offset itself, pass `offset - 1` or `offset + 1`.
    pub fn next_from(&self, text: &str, offset: usize, forward: bool, wrap: bool) -> Option<Range<usize>> {
        let offset = offset.min(text.len());
        let from = if forward && offset < text.len() {
            offset + 1
        } else {
            offset
        };
        match (wrap, forward) {
            (true, _) => self.seek(text, from, forward, || true),
            (false, true) => self.first_in(text, from..text.len()),
            (false, false) => self.last_in(text, 0..from),
        }
    }

    /// The first hit that begins at or after byte `from`, or the last one that begins before it; the search wraps around at the end of the
    /// text. In a long text a forward search calls `wanted` every few megabytes, and stops without a result when it returns false.
    pub fn seek(
        &self,
        text: &str,
        from: usize,
        forward: bool,
        wanted: impl Fn() -> bool,
    ) -> Option<Range<usize>> {
        let from = from.min(text.len());
        if forward {
            let steps = |range: Range<usize>| {
                let end = range.end;
                range.step_by(STEP).map(move |at| at..(at + STEP).min(end))
            };
            steps(from..text.len())
                .chain(steps(0..from))
                .take_while(|_| wanted())
                .find_map(|step| self.first_in(text, step))
        } else {
            let found = self.last_in(text, 0..from);
            found.or_else(|| self.last_in(text, from..text.len()))
        }
    }

    /// The first hit that begins in `range`.
    pub fn first_in(&self, text: &str, range: Range<usize>) -> Option<Range<usize>> {
        let mut found = None;
        let mut start = range.start;
        // In chunks that stay in the processor's cache for both passes.
        while start < range.end.min(text.len()) && found.is_none() {
            let end = (start + CHUNK).min(range.end);
            self.each_in(text, start..end, |hit| {
                found = Some(hit);
                false
            });
            start = end;
        }
        found
    }

    /// The last hit that begins in `range`.
    pub fn last_in(&self, text: &str, range: Range<usize>) -> Option<Range<usize>> {
        let mut end = range.end;
        // Chunk sizes grow, so that a near hit is found at once and a far one quickly.
        let mut size = 4 * 1024;
        while end > range.start {
            let start = end.saturating_sub(size).max(range.start);
            if let Some(hit) = self.find_in(text, start..end).pop() {
                return Some(hit);
            }
            end = start;
            size = (size * 2).min(CHUNK);
        }
        None
    }

    /// Calls `take` with each hit that begins in `range`, until it returns false.
    fn each_in(&self, text: &str, range: Range<usize>, mut take: impl FnMut(Range<usize>) -> bool) {
        let start = ceil_char(text, range.start);
        let end = range.end.min(text.len());
        if start > end {
            return;
        }
        let mut take = |hit: Range<usize>| (self.whole_word && !is_whole_word(text, &hit)) || take(hit);
        match &self.pattern {
            Pattern::Words(words) => words.each_in(text, start..end, &mut take),
            Pattern::Regex(regex) => {
                // The line is read to its end, so that `$` and the extent of a hit do not depend on the range; but not all of an extremely
                // long line.
                let far = floor_char(text, end + CHUNK / 4);
                let limit = memchr(b'\n', &text.as_bytes()[end..far]).map_or(far, |i| end + i);
                let mut at = start;
                while at <= limit {
                    let Some(hit) = regex.find_at(&text[..limit], at) else {
                        return;
                    };
                    if hit.start() >= end {
                        return;
                    }
                    at = if hit.is_empty() {
                        ceil_char(text, hit.end() + 1)
                    } else {
                        hit.end()
                    };
                    if !hit.is_empty() && !take(hit.range()) {
                        return;
                    }
                }
            }
        }
    }
}

/// Counts the hits of a text chunk by chunk without storing them; it keeps a few bytes for each 256 KB.
///
/// The owner calls [`Tally::advance`] when there is time, on any thread, always with the same search and text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// For each chunk read: the byte where it began, and the number of hits before it.
    chunks: Vec<(usize, usize)>,
    /// The byte where the next chunk begins.
    at: usize,
    hits: usize,
}

impl Tally {
    /// Reads one more chunk. Returns whether there is more to read.
    pub fn advance(&mut self, search: &Search, text: &str) -> bool {
        if self.at >= text.len() {
            return false;
        }
        let end = chunk_end(self.at).min(text.len());
        let (mut hits, mut last) = (0, end);
        search.each_in(text, self.at..end, |hit| {
            hits += 1;
            last = hit.end.max(end);
            true
        });
        self.chunks.push((self.at, self.hits));
        self.hits += hits;
        self.at = last;
        self.at < text.len()
    }

    /// The number of hits that begin before byte [`Tally::read`].
    pub fn hits(&self) -> usize {
        self.hits
    }

    /// How many bytes of the text have been read.
    pub fn read(&self) -> usize {
        self.at
    }

    /// The number of hits that begin before byte `offset`; `None` if that part has not been read yet.
    pub fn rank(&self, search: &Search, text: &str, offset: usize) -> Option<usize> {
        if offset > self.at {
            return None;
        }
        let after = self.chunks.partition_point(|(start, _)| *start <= offset);
        let Some((start, before)) = after.checked_sub(1).and_then(|i| self.chunks.get(i)) else {
            return Some(0);
        };
        Some(before + search.find_in(text, *start..offset).len())
    }

    /// Hit number `n`, from 0; `None` if that many have not been found yet.
    pub fn hit(&self, search: &Search, text: &str, n: usize) -> Option<Range<usize>> {
        if n >= self.hits {
            return None;
        }
        let after = self.chunks.partition_point(|(_, before)| *before <= n);
        let (start, before) = *self.chunks.get(after.checked_sub(1)?)?;
        search
            .find_in(text, start..chunk_end(start))
            .into_iter()
            .nth(n - before)
    }
}

/// The end of the chunk that starts at byte `at`: chunks end at fixed positions, so that all readers use the same chunks.
fn chunk_end(at: usize) -> usize {
    (at / CHUNK + 1) * CHUNK
}

/// The hits of a text chunk by chunk: see [`Search::chunks`].
#[derive(Clone, Debug)]
pub struct Chunks<'a> {
    search: &'a Search,
    text: &'a str,
    at: usize,
}

impl Iterator for Chunks<'_> {
    type Item = Vec<Range<usize>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let end = chunk_end(self.at).min(self.text.len());
        let hits = self.search.find_in(self.text, self.at..end);
        self.at = hits.last().map_or(end, |hit| hit.end.max(end));
        Some(hits)
    }
}

/// Bytes past the end of a range that are searched for the rest of a hit that begins inside it.
const REACH: usize = 4096;

impl Words {
    fn each_in(&self, text: &str, range: Range<usize>, take: &mut impl FnMut(Range<usize>) -> bool) {
        let Range { start: mut at, end } = range;
        let mut plain = None;
        let mut more = self.plain.is_some();
        while at < end {
            if more && plain.as_ref().is_none_or(|hit: &Range<usize>| hit.start < at) {
                plain = self.plain_from(text, at, end);
                more = plain.is_some();
            }
            let limit = plain.as_ref().map_or(end, |hit| hit.start + 1);
            let Some(hit) = self.other_from(text, at, limit).or(plain.take()) else {
                return;
            };
            at = hit.end;
            if !take(hit) {
                return;
            }
        }
    }

    /// The first hit that begins in `at..end` and is found in the raw bytes.
    fn plain_from(&self, text: &str, at: usize, end: usize) -> Option<Range<usize>> {
        let regex = self.plain.as_ref()?;
        let limit = (end + REACH).min(text.len());
        let mut at = at;
        loop {
            let start = regex.find_at(&text.as_bytes()[..limit], at)?.start();
            if start >= end {
                return None;
            }
            if let Some(hit_end) = self.match_at(text, start) {
                return Some(start..hit_end);
            }
            at = start + 1;
        }
    }

    /// The first hit that begins in `at..end` and contains a character that is not [plain](is_plain).
    fn other_from(&self, text: &str, at: usize, end: usize) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        let reach = (end + REACH).min(bytes.len());
        // No hit begins before `from`.
        let mut from = at;
        let mut scan = at;
        while let Some(i) = next_other(bytes, scan, reach, self.plain.is_some()) {
            let c = text[i..].chars().next()?;
            scan = i + c.len_utf8();
            if !self.takes(c) {
                from = scan;
                if from >= end {
                    return None;
                }
                continue;
            }
            // Every position from which a hit could reach this character.
            let mut start = self.back(text, i).max(from);
            while start <= i && start < end {
                if let Some(hit_end) = self.match_at(text, start)
                    && hit_end > i
                {
                    return Some(start..hit_end);
                }
                start = ceil_char(text, start + 1);
            }
            from = from.max(start);
            if from >= end {
                return None;
            }
        }
        None
    }

    /// Whether `c` may be part of a hit.
    fn takes(&self, c: char) -> bool {
        if c.is_whitespace() {
            return self.needle.contains(&' ');
        }
        let mut takes = true;
        if !is_dropped(c) {
            each_folded(c, self.folding, |f| takes &= self.needle.contains(&f));
        }
        takes
    }

    /// Whether `c` folds to nothing.
    fn vanishes(&self, c: char) -> bool {
        let mut left = 0;
        if !c.is_ascii() && !is_dropped(c) {
            each_folded(c, self.folding, |_| left += 1);
        }
        left == 0 && !c.is_ascii()
    }

    /// The earliest start of a hit that contains byte `i`: as many characters back as the needle has. A run of white space counts as one,
    /// and characters that fold to nothing do not count.
    fn back(&self, text: &str, i: usize) -> usize {
        let mut at = i;
        let mut left = self.needle.len();
        let mut in_space = false;
        for (j, c) in text[..i].char_indices().rev() {
            if left == 0 || i - j > REACH {
                break;
            }
            let space = c.is_whitespace();
            if !(self.vanishes(c) || space && in_space) {
                left -= 1;
            }
            in_space = space;
            at = j;
        }
        at
    }

    /// The end of the hit that begins at byte `start`, if there is one: whole characters of the text whose folding is the needle. A run of
    /// white space counts as one character.
    fn match_at(&self, text: &str, start: usize) -> Option<usize> {
        let first = text[start..].chars().next()?;
        if self.vanishes(first) || first.is_whitespace() && ends_in_space(&text[..start]) {
            return None;
        }
        let mut rest = self.needle.as_slice();
        let mut end = start;
        let mut in_space = false;
        for (i, c) in text[start..].char_indices() {
            if is_dropped(c) {
                continue;
            }
            let space = c.is_whitespace();
            if !(space && in_space) {
                if rest.is_empty() {
                    return Some(end);
                }
                let mut next = |f: char| match rest.split_first() {
                    Some((n, tail)) if *n == f => {
                        rest = tail;
                        true
                    }
                    _ => false,
                };
                let mut same = true;
                if space {
                    same = next(' ');
                } else {
                    each_folded(c, self.folding, |f| same = same && next(f));
                }
                if !same {
                    return None;
                }
            }
            in_space = space;
            end = start + i + c.len_utf8();
        }
        rest.is_empty().then_some(end)
    }
}

/// Characters that only they themselves (and the other case of an ASCII letter) fold to.
fn is_plain(c: char) -> bool {
    c.is_ascii() || ('\u{4000}'..='\u{9fff}').contains(&c)
}

/// The needle as a pattern on raw bytes; finds only hits of [plain](is_plain) characters.
fn plain_pattern(needle: &[char], folding: Folding) -> Option<bytes::Regex> {
    if !needle.iter().all(|c| is_plain(*c)) {
        return None;
    }
    let mut pattern = String::new();
    for c in needle {
        if *c == ' ' {
            pattern.push_str(r"[ \t\n\x0b\x0c\r]+");
        } else if c.is_ascii() {
            pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(pattern, r"\x{byte:02x}");
            }
        }
    }
    bytes::RegexBuilder::new(&pattern)
        .unicode(false)
        .case_insensitive(folding.case)
        .build()
        .ok()
}

/// The next byte in `from..to` that begins a character which is not [plain](is_plain). For a needle of plain characters Hangul is skipped
/// as well, because no syllable folds to a plain character.
fn next_other(bytes: &[u8], from: usize, to: usize, plain: bool) -> Option<usize> {
    /// The standard library tests whole stretches for ASCII faster than bytes one by one.
    const STRETCH: usize = 64;
    let begins = |b: &u8| match b {
        0xe4..=0xe9 => false,
        0xeb..=0xed => !plain,
        b => *b >= 0xc2,
    };
    let mut at = from;
    for stretch in bytes.get(from..to)?.chunks(STRETCH) {
        if !stretch.is_ascii()
            && let Some(i) = stretch.iter().position(begins)
        {
            return Some(at + i);
        }
        at += stretch.len();
    }
    None
}

/// Whether the last character that is not dropped is white space.
fn ends_in_space(text: &str) -> bool {
    text.chars()
        .rev()
        .find(|c| !is_dropped(*c))
        .is_some_and(char::is_whitespace)
}

/// The start of the character at or after byte `offset`; the text's length past its end.
fn ceil_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

/// Smart case: case counts if a capital was typed, accents if an accented letter was typed.
fn smart(typed: &str) -> Folding {
    let accents = folded(typed, SEARCH) == folded(typed, ANCHOR);
    Folding {
        case: !typed.chars().any(char::is_uppercase),
        accents,
    }
}

/// Whether a regular expression contains a capital outside escapes (`\W`, `\p{Lu}`).
fn has_capital(pattern: &str) -> bool {
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            if matches!(chars.next(), Some('p' | 'P')) && chars.clone().next() == Some('{') {
                chars.by_ref().take_while(|c| *c != '}').for_each(drop);
            }
        } else if c.is_uppercase() {
            return true;
        }
    }
    false
}

/// Whether the characters on both sides of the hit are not letters, digits or underscores. A CJK character at the edge of a hit is a word
/// by itself.
fn is_whole_word(text: &str, hit: &Range<usize>) -> bool {
    let joins = |a: Option<char>, b: Option<char>| {
        let word = |c: Option<char>| {
            c.is_some_and(|c| (c.is_alphanumeric() || c == '_') && !('\u{2e80}'..='\u{9fff}').contains(&c))
        };
        word(a) && word(b)
    };
    let inside = &text[hit.clone()];
    let before = joins(text[..hit.start].chars().next_back(), inside.chars().next());
    let after = joins(inside.chars().next_back(), text[hit.end..].chars().next());
    !before && !after
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;
    use proptest::prelude::*;

    fn hits<'a>(typed: &str, text: &'a str) -> Vec<&'a str> {
        Search::new(typed)
            .unwrap()
            .find_all(text)
            .map(|r| &text[r])
            .collect()
    }

    #[test]
    fn finds_what_was_meant() {
        let text = "Él dijo “over-\u{2011}arching\n  interest” — RÉSUMÉ, resume; wait… Over–‑arching";
        assert_eq!(hits("arching interest\"", text), ["arching\n  interest”"]);
        assert_eq!(hits("resume", text), ["RÉSUMÉ", "resume"]);
        assert_eq!(hits("Resume", text), Vec::<&str>::new());
        assert_eq!(hits("résumé", text), ["RÉSUMÉ"]);
        assert_eq!(hits("wait...", text), ["wait…"]);
        assert_eq!(
            hits("over--arching", text),
            ["over-\u{2011}arching", "Over–‑arching"]
        );
        assert_eq!(hits("騰訊", "在騰訊控股，騰訊"), ["騰訊", "騰訊"]);
        assert_eq!(hits("москва", "МОСКВА Москва"), ["МОСКВА", "Москва"]);
        assert_eq!(hits("hyphen", "soft hy\u{ad}phen"), ["hy\u{ad}phen"]);
    }

    #[test]
    fn expressions_words_and_errors() {
        assert_eq!(hits(r"\vwe\w+t", "Wechat wet WeChat"), ["Wechat", "WeChat"]);
        assert_eq!(hits(r"\vWe\S+t$", "Wechat\nwet WeChat"), ["Wechat", "WeChat"]);
        assert_eq!(hits(r"\va*", "baab"), ["aa"]);
        let text = "He, the other; THE end";
        let whole: Vec<_> = Search::word("The")
            .unwrap()
            .find_all(text)
            .map(|r| r.start)
            .collect();
        assert_eq!(whole, [4, 15]);
        assert_eq!(Search::new("").unwrap_err(), SearchError::Empty);
        let error = Search::new(r"\v(a").unwrap_err().to_string();
        assert!(
            error.contains("unclosed group") && !error.contains('\n'),
            "{error}"
        );
    }

    #[test]
    fn goes_round() {
        let search = Search::new("ab").unwrap();
        let text = "ab cd ab cd";
        assert_eq!(search.next_from(text, 0, true, true), Some(6..8));
        assert_eq!(search.next_from(text, 6, true, true), Some(0..2));
        assert_eq!(search.next_from(text, 6, true, false), None);
        assert_eq!(search.next_from(text, 6, false, true), Some(0..2));
        assert_eq!(search.next_from(text, 0, false, true), Some(6..8));
        assert_eq!(search.next_from(text, 0, false, false), None);
        assert_eq!(search.next_from("", 0, true, true), None);
    }

    #[test]
    fn chunks_hold_every_hit_once() {
        let text = format!(
            "{}wort über{}",
            "filler — ".repeat(30_000),
            " wort\n über".repeat(10_000)
        );
        for typed in ["wort über", "wort", r"\vwort", "uber"] {
            let search = Search::new(typed).unwrap();
            let by_chunk: Vec<_> = search.chunks(&text).flatten().collect();
            assert_eq!(by_chunk.len(), 10_001, "{typed}");
            assert_eq!(search.first_in(&text, 0..text.len()), by_chunk.first().cloned());
            assert_eq!(search.last_in(&text, 0..text.len()), by_chunk.last().cloned());
            let mut tally = Tally::default();
            assert_eq!(tally.rank(&search, &text, 1), None);
            while tally.advance(&search, &text) {}
            assert_eq!((tally.hits(), tally.read()), (by_chunk.len(), text.len()));
            for n in [0, 1, 7_000, 10_000] {
                assert_eq!(tally.hit(&search, &text, n).as_ref(), by_chunk.get(n), "{typed}");
                assert_eq!(tally.rank(&search, &text, by_chunk[n].start), Some(n));
                assert_eq!(tally.rank(&search, &text, by_chunk[n].end), Some(n + 1));
            }
            assert_eq!(tally.hit(&search, &text, 10_001), None);
        }
    }

    /// The hits of a search in the folded text, whole characters only.
    fn naive(typed: &str, text: &str) -> Vec<Range<usize>> {
        let folding = smart(typed);
        let (needle, hay) = (folded(typed, folding), fold(text, folding));
        let mut out: Vec<Range<usize>> = Vec::new();
        for (at, _) in hay.text.char_indices() {
            if !hay.text[at..].starts_with(&needle) {
                continue;
            }
            let range = hay.source_range(at, at + needle.len());
            let whole =
                folded(&text[range.clone()], folding) == needle && (at == 0 || hay.folded(range.start) == at);
            if whole && out.last().is_none_or(|last| range.start >= last.end) {
                out.push(range);
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        #[test]
        fn hits_are_those_of_the_folded_text(needle in "[aAéb “'\\-….騰か]{1,4}", text in "[aAéáb “”’\"'\\-—….騰かが\\u{ad}\\u{301}\\u{a0} \n]{0,40}") {
            let text = super::super::clean::normalise(&text).into_owned();
            let needle = super::super::clean::normalise(&needle).into_owned();
            let found: Vec<_> = Search::new(&needle).unwrap().find_all(&text).collect();
            prop_assert_eq!(found, naive(&needle, &text), "{:?} in {:?}", needle, text);
        }

        #[test]
        fn any_text_is_searched_without_harm(needle in "\\PC{1,3}", text in "\\PC{0,60}", at in 0..80_usize, forward: bool) {
            let search = Search::new(&needle).ok();
            if let Some(hit) = search.and_then(|s| s.next_from(&text, at, forward, true)) {
                prop_assert!(text.get(hit).is_some());
            }
        }
    }
}
