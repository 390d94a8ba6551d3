//! Approximate search with the bit-parallel algorithm of Myers (1999), in blocks of 64 characters as by Hyyrö (2003). Distances are
//! Levenshtein distances: characters inserted, deleted or replaced.

/// A pattern to search for.
#[derive(Debug)]
pub(super) struct Pattern {
    /// For each row, a bit for each character of the pattern that equals the row's character, in blocks: one row for each ASCII character,
    /// then one for each of `others`, and a last one without bits.
    equal: Vec<u64>,
    /// Non-ASCII characters of the pattern, sorted.
    others: Vec<char>,
    blocks: usize,
    len: usize,
}

/// A place where a text is similar to a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// Index of the first character.
    pub(super) start: usize,
    /// One past the last character.
    pub(super) end: usize,
    /// Characters inserted, deleted or replaced.
    pub(super) distance: usize,
}

/// The state of one block: vertical differences +1 and -1.
#[derive(Clone, Copy)]
struct Column {
    plus: u64,
    minus: u64,
}

impl Pattern {
    /// A pattern of these characters.
    pub(super) fn new(symbols: impl ExactSizeIterator<Item = char> + Clone) -> Self {
        let len = symbols.len();
        let blocks = len.div_ceil(64).max(1);
        let mut others: Vec<char> = symbols.clone().filter(|c| !c.is_ascii()).collect();
        others.sort_unstable();
        others.dedup();
        let mut pattern = Self {
            equal: vec![0; (129 + others.len()) * blocks],
            others,
            blocks,
            len,
        };
        for (i, symbol) in symbols.enumerate() {
            let at = pattern.row(symbol) + i / 64;
            pattern.equal[at] |= 1 << (i % 64);
        }
        pattern
    }

    /// The start of a character's row.
    fn row(&self, symbol: char) -> usize {
        let row = if symbol.is_ascii() {
            symbol as usize
        } else {
            128 + self.others.binary_search(&symbol).unwrap_or(self.others.len())
        };
        row * self.blocks
    }

    /// For each character of the text, the distance between the pattern and the text that ends there and begins anywhere or, if `anchored`,
    /// at the text's start.
    fn distances(&self, text: impl Iterator<Item = char>, anchored: bool) -> impl Iterator<Item = usize> {
        let mut columns = vec![
            Column {
                plus: u64::MAX,
                minus: 0
            };
            self.blocks
        ];
        let mut distance = self.len;
        let last = 1u64 << ((self.len.max(1) - 1) % 64);
        text.map(move |symbol| {
            let from = self.row(symbol);
            let words = &self.equal[from..from + self.blocks];
            let mut carry = i32::from(anchored);
            for (block, column) in columns.iter_mut().enumerate() {
                let high = if block + 1 == self.blocks { last } else { 1 << 63 };
                carry = advance(column, words[block], carry, high);
            }
            distance = distance.wrapping_add_signed(carry as isize);
            distance
        })
    }

    /// The smallest distance between the pattern and any prefix of `text`, including the empty one.
    pub(super) fn to_beginning(&self, text: impl Iterator<Item = char>) -> usize {
        self.distances(text, true).min().unwrap_or(self.len).min(self.len)
    }

    /// The places where `text` is within a distance of `limit` from the pattern, best first, at most `most`; of places that overlap by more
    /// than half, only the best.
    pub(super) fn search(&self, reversed: &Self, text: &[char], limit: usize, most: usize) -> Vec<Match> {
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for (i, distance) in self.distances(text.iter().copied(), false).enumerate() {
            if distance > limit {
                continue;
            }
            match ends.last_mut() {
                Some(last) if i + 1 - last.1 <= self.len / 2 => {
                    if distance < last.0 {
                        *last = (distance, i + 1);
                    }
                }
                _ => ends.push((distance, i + 1)),
            }
        }
        ends.sort_unstable();
        ends.truncate(most);
        let begin = |(distance, end): (usize, usize)| {
            let window = &text[end.saturating_sub(self.len + distance)..end];
            let lengths = reversed.distances(window.iter().rev().copied(), true);
            // The longest of equals, so that a changed first word is included.
            let best = lengths.enumerate().filter(|&(_, d)| d <= distance).last();
            Match {
                start: best.map_or(end, |(i, _)| end - i - 1),
                end,
                distance,
            }
        };
        ends.into_iter().map(begin).collect()
    }
}

/// One block and one character of the text. `carry` is the horizontal difference from the block above; the result is the difference below
/// the row of `high`.
fn advance(column: &mut Column, equal: u64, carry: i32, high: u64) -> i32 {
    let Column { plus, minus } = *column;
    let vertical = equal | minus;
    let equal = equal | u64::from(carry < 0);
    let horizontal = ((equal & plus).wrapping_add(plus) ^ plus) | equal;
    let (right, wrong) = (plus & horizontal, minus | !(horizontal | plus));
    let out = i32::from(wrong & high != 0) - i32::from(right & high != 0);
    let (right, wrong) = (
        right << 1 | u64::from(carry < 0),
        wrong << 1 | u64::from(carry > 0),
    );
    *column = Column {
        plus: right | !(vertical | wrong),
        minus: wrong & vertical,
    };
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn symbols(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn pattern(text: &[char]) -> (Pattern, Pattern) {
        (
            Pattern::new(text.iter().copied()),
            Pattern::new(text.iter().rev().copied()),
        )
    }

    /// Sellers' table, row by row.
    fn by_table(pattern: &[char], text: &[char], anchored: bool) -> Vec<usize> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut out = Vec::new();
        for (j, c) in text.iter().enumerate() {
            let mut diagonal = column[0];
            column[0] = if anchored { j + 1 } else { 0 };
            for i in 1..=pattern.len() {
                let changed = diagonal + usize::from(pattern[i - 1] != *c);
                diagonal = column[i];
                column[i] = changed.min(column[i] + 1).min(column[i - 1] + 1);
            }
            out.push(column[pattern.len()]);
        }
        out
    }

    #[test]
    fn finds_a_changed_passage_with_its_ends() {
        let text = symbols("the quick brown fox jumps over the lazy dog");
        let (forth, back) = pattern(&symbols("brawn fox jumped"));
        let found = forth.search(&back, &text, 5, 3);
        assert_eq!(found[0].distance, 3);
        assert_eq!((found[0].start, found[0].end), (10, 24));
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_table(needle in "[ab騰]{1,150}", text in "[ab騰訊]{0,200}", anchored: bool) {
            let (needle, text) = (symbols(&needle), symbols(&text));
            let (forth, _) = pattern(&needle);
            let got: Vec<usize> = forth.distances(text.iter().copied(), anchored).collect();
            prop_assert_eq!(got, by_table(&needle, &text, anchored));
        }

        #[test]
        fn matches_are_as_far_as_they_say(needle in "[abc]{1,80}", text in "[abc]{0,200}") {
            let (needle, text) = (symbols(&needle), symbols(&text));
            let (forth, back) = pattern(&needle);
            for m in forth.search(&back, &text, needle.len() / 2, 9) {
                let whole = by_table(&needle, &text[m.start..m.end], true).last().copied().unwrap_or(needle.len());
                prop_assert_eq!(whole, m.distance);
            }
        }
    }
}
