//! What became of each word of an earlier text in a later one: where it stands now, moved or not.
//!
//! Lines, and runs of words within a line, that stand once in what is left of either text are the same, wherever they
//! stand; from there equal words are followed both ways (after Heckel 1978). Between neighbours that stayed
//! neighbours, the words that stand once on both sides, and at last the longest common subsequence, are matched in order
//! (patience sorting, as by Bram Cohen). Always true here: a word has one image at most, and no two have the same.

use std::collections::HashMap;
use std::ops::Range;

use super::search::{Search, in_word};

/// Lengths, in words, of the runs that are looked for, in turn: the longer ones first, so that what they settle leaves
/// the shorter ones alone in what is left.
const RUNS: [usize; 3] = [12, 6, 3];
/// Gaps of up to so many pairs of words are compared pair by pair.
const TABLE: usize = 1 << 16;
/// So many words side by side in both texts speak for what stands next to them.
const FIRM: usize = 6;
/// No image.
const NONE: u32 = u32::MAX;

/// Where the words of an earlier text stand in a later one. Places are indices of characters of the folded texts.
#[derive(Debug)]
pub(super) struct Alignment {
    old: Words,
    new: Words,
    /// For each old word the new one, and the other way round.
    image: Vec<u32>,
    source: Vec<u32>,
    /// The old words that have one.
    settled: Vec<u32>,
}

/// What became of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// All its words stand side by side.
    Whole {
        /// Where the first begins.
        start: usize,
        /// Where the last ends.
        end: usize,
    },
    /// Some of its words, or only its neighbours, stand in order: what is between them, which is not nothing.
    Part {
        /// Where it begins.
        start: usize,
        /// Where it ends.
        end: usize,
    },
    /// Its neighbours stand side by side: it was cut.
    Cut,
    /// It cannot be told.
    Unknown,
}

/// The words of a text, each character that is of no word by itself.
#[derive(Debug)]
struct Words {
    /// Equal words have one number.
    ids: Vec<u32>,
    /// Where each begins and ends.
    spans: Vec<(u32, u32)>,
    /// Where lines begin, and one past the last word.
    lines: Vec<usize>,
    /// How well a cut before each word would stand: 0 inside a clause to 3 at the start of a line.
    seams: Vec<u8>,
}

impl Words {
    fn of<'t>(text: &'t Search, numbers: &mut HashMap<&'t [char], u32>) -> Self {
        let starts = text.lines();
        let text = text.all();
        let mut words = Self {
            ids: Vec::with_capacity(text.len() / 5),
            spans: Vec::with_capacity(text.len() / 5),
            lines: vec![0],
            seams: Vec::with_capacity(text.len() / 5),
        };
        let mut at = 0;
        while let Some(&first) = text.get(at) {
            let rest = text.get(at..).unwrap_or_default();
            let len = rest.iter().take_while(|c| in_word(**c)).count().max(1);
            if first != ' ' {
                let next = numbers.len() as u32;
                let word = rest.get(..len).unwrap_or_default();
                words.ids.push(*numbers.entry(word).or_insert(next));
                words.spans.push((at as u32, (at + len) as u32));
            }
            at += len;
        }
        let first_in = |place: &usize| words.spans.partition_point(|s| (s.0 as usize) < *place);
        words.lines.extend(starts.iter().map(first_in));
        words.lines.push(words.ids.len());
        words.lines.dedup();
        let mut seam = 3;
        for (start, end) in &words.spans {
            words.seams.push(seam);
            seam = match text.get(*start as usize..*end as usize) {
                Some(['.' | '!' | '?']) => 2,
                // What closes a sentence besides.
                Some(['"' | ')' | '\'']) if seam == 2 => 2,
                Some([',' | ';' | ':' | '-']) => 1,
                _ => 0,
            };
        }
        for line in &words.lines {
            if let Some(seam) = words.seams.get_mut(*line) {
                *seam = 3;
            }
        }
        words
    }

    /// The words that touch the characters of `places`.
    fn touching(&self, places: Range<usize>) -> Range<usize> {
        let from = self.spans.partition_point(|s| s.1 as usize <= places.start);
        let to = self.spans.partition_point(|s| (s.0 as usize) < places.end);
        from..to.max(from)
    }

    fn span(&self, word: usize) -> (usize, usize) {
        self.spans
            .get(word)
            .map_or((0, 0), |s| (s.0 as usize, s.1 as usize))
    }
}

impl Alignment {
    /// Of two texts.
    pub(super) fn of(old: &Search, new: &Search) -> Self {
        let mut numbers = HashMap::new();
        let (old, new) = (Words::of(old, &mut numbers), Words::of(new, &mut numbers));
        let mut out = Self {
            image: vec![NONE; old.ids.len()],
            source: vec![NONE; new.ids.len()],
            settled: Vec::new(),
            old,
            new,
        };
        out.pair_ends();
        out.pair_lines();
        for length in RUNS {
            let cores = out.unique_runs(length);
            for (i, j) in &cores {
                (0..length).for_each(|k| out.pair(i + k, j + k));
            }
            for (i, j) in cores {
                out.follow(i + length, j + length);
                if let (Some(i), Some(j)) = (i.checked_sub(1), j.checked_sub(1)) {
                    out.follow_back(i, j);
                }
            }
        }
        out.fill_gaps();
        out.slide_cuts();
        let settled = (0..out.image.len()).filter(|i| out.image_of(*i).is_some());
        out.settled = settled.map(|i| i as u32).collect();
        out
    }

    /// What became of the passage of the old text's characters `places`.
    pub(super) fn fate(&self, places: Range<usize>) -> Fate {
        let words = self.old.touching(places.clone());
        let (Some(first), Some(last)) = (words.clone().next(), words.clone().next_back()) else {
            return Fate::Unknown;
        };
        let images: Vec<usize> = words.clone().filter_map(|w| self.image_of(w)).collect();
        let in_row = |pair: &[usize]| pair.first().map(|a| a + 1) == pair.last().copied();
        if images.len() == words.len() && images.windows(2).all(in_row) {
            // The passage may begin or end inside a word.
            let inside = |word: usize, place: usize| {
                let (image, own) = (self.image_of(word).unwrap_or(0), self.old.span(word));
                let (start, end) = self.new.span(image);
                (start + place.saturating_sub(own.0)).min(end)
            };
            return Fate::Whole {
                start: inside(first, places.start),
                end: inside(last, places.end),
            };
        }
        // A word or two may have been taken for those of a neighbour: 'The' for the next sentence's 'The'.
        if 4 * images.len() <= words.len() && self.between(first, last).is_some_and(|n| 4 * n <= words.len())
        {
            return Fate::Cut;
        }
        // The words that stood next to it, where they or its own still stand in order, leave room for it between them.
        let before = first
            .checked_sub(1)
            .map_or(Some(0), |w| self.image_of(w).map(|j| j + 1));
        let behind = if last + 1 < self.old.ids.len() {
            self.image_of(last + 1)
        } else {
            Some(self.new.ids.len())
        };
        let (low, high) = (images.iter().min().copied(), images.iter().max().copied());
        let ordered = images.is_sorted();
        let start = self
            .image_of(first)
            .or_else(|| before.filter(|b| low.is_none_or(|l| *b <= l)));
        let end = self.image_of(last).map(|j| j + 1);
        let end = end.or_else(|| behind.filter(|b| high.is_none_or(|h| *b > h)));
        match (start.or(low), end.or(high.map(|h| h + 1))) {
            (Some(start), Some(end)) if ordered && start < end && end - start <= 2 * words.len() + 12 => {
                Fate::Part {
                    start: self.new.span(start).0,
                    end: self.new.span(end - 1).1,
                }
            }
            _ => Fate::Unknown,
        }
    }

    /// Whether most of the new text's characters `places` are of words that stood elsewhere in the old text than in
    /// `passage`.
    pub(super) fn is_of_another(&self, places: Range<usize>, passage: Range<usize>) -> bool {
        let own = self.old.touching(passage);
        let (mut others, mut all) = (0, 0);
        for word in self.new.touching(places) {
            let (start, end) = self.new.span(word);
            all += end - start;
            let source = self.source.get(word).filter(|s| **s != NONE);
            if source.is_some_and(|s| !own.contains(&(*s as usize))) {
                others += end - start;
            }
        }
        2 * others > all
    }

    /// How many words stand between those nearest to the words from `first` to `last` that still stand, where these
    /// kept their order.
    fn between(&self, first: usize, last: usize) -> Option<usize> {
        let next = self.settled.partition_point(|i| (*i as usize) <= last);
        let previous = self.settled.partition_point(|i| (*i as usize) < first);
        let image = |at: usize| self.settled.get(at).and_then(|i| self.image_of(*i as usize));
        let from = previous.checked_sub(1).map_or(Some(0), |p| Some(image(p)? + 1))?;
        image(next).unwrap_or(self.new.ids.len()).checked_sub(from)
    }

    fn image_of(&self, word: usize) -> Option<usize> {
        self.image.get(word).filter(|j| **j != NONE).map(|j| *j as usize)
    }

    /// Whether two words are equal and neither has a partner.
    fn free_pair(&self, i: usize, j: usize) -> bool {
        self.image.get(i) == Some(&NONE)
            && self.source.get(j) == Some(&NONE)
            && self.old.ids.get(i) == self.new.ids.get(j)
    }

    fn pair(&mut self, i: usize, j: usize) {
        if self.free_pair(i, j)
            && let (Some(image), Some(source)) = (self.image.get_mut(i), self.source.get_mut(j))
        {
            (*image, *source) = (j as u32, i as u32);
        }
    }

    fn follow(&mut self, mut i: usize, mut j: usize) {
        while self.free_pair(i, j) {
            self.pair(i, j);
            (i, j) = (i + 1, j + 1);
        }
    }

    fn follow_back(&mut self, mut i: usize, mut j: usize) {
        while self.free_pair(i, j) {
            self.pair(i, j);
            match (i.checked_sub(1), j.checked_sub(1)) {
                (Some(before), Some(other)) => (i, j) = (before, other),
                _ => return,
            }
        }
    }

    /// Pairs what did not change at the two ends, which is most of a text, but for its last words: these may belong to
    /// what comes next.
    fn pair_ends(&mut self) {
        let equal = |pair: &(&u32, &u32)| pair.0 == pair.1;
        let (old, new) = (&self.old.ids, &self.new.ids);
        let front = old.iter().zip(new).take_while(equal).count();
        let most = old.len().min(new.len()) - front;
        let back = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take(most)
            .take_while(equal)
            .count();
        let (ends, [longest, ..]) = ((old.len(), new.len()), RUNS);
        let sure = |length: usize| {
            if front == ends.0.max(ends.1) {
                length
            } else {
                length.saturating_sub(longest)
            }
        };
        (0..sure(front)).for_each(|k| self.pair(k, k));
        (1..=sure(back)).for_each(|k| self.pair(ends.0 - k, ends.1 - k));
    }

    /// Pairs lines that stand once in what is left of either text.
    fn pair_lines(&mut self) {
        let once = |words: &Words, partners: &[u32]| {
            let mut out: HashMap<u64, Option<Range<usize>>> = HashMap::new();
            for line in words.lines.windows(2) {
                let line = line.first().copied().unwrap_or(0)..line.last().copied().unwrap_or(0);
                if partners.get(line.clone()).is_some_and(|p| p.contains(&NONE)) {
                    let hash = hash(words.ids.get(line.clone()).unwrap_or_default());
                    out.entry(hash).and_modify(|p| *p = None).or_insert(Some(line));
                }
            }
            out
        };
        let olds = once(&self.old, &self.image);
        let news = once(&self.new, &self.source);
        for (hash, old) in olds {
            if let (Some(old), Some(Some(new))) = (old, news.get(&hash))
                && self.old.ids.get(old.clone()) == self.new.ids.get(new.clone())
            {
                old.zip(new.clone()).for_each(|(i, j)| self.pair(i, j));
            }
        }
    }

    /// Whether the passage of the old text's characters `places` stands in a line that is there whole: not only by
    /// what it is, but by being all there is between two line ends.
    pub(super) fn is_in_whole_line(&self, places: Range<usize>) -> bool {
        let words = self.old.touching(places);
        let line = |words: &Words, at: usize| {
            let next = words.lines.partition_point(|l| *l <= at);
            let end = words.lines.get(next).copied().unwrap_or(words.ids.len());
            words.lines.get(next.wrapping_sub(1)).copied().unwrap_or(0)..end
        };
        let old = line(&self.old, words.start);
        let Some(image) = self.image_of(words.start) else {
            return false;
        };
        let new = line(&self.new, image);
        words.end <= old.end
            && old.len() == new.len()
            && old.clone().zip(new).all(|(i, j)| self.image_of(i) == Some(j))
    }

    /// Where something was cut, the words at its end may be those at the end of what stands before it ('The'): which of
    /// the two went cannot be told, but whole sentences and lines go more often than others.
    fn slide_cuts(&mut self) {
        let mut end = 0;
        while let Some(start) = (end..self.image.len()).find(|i| self.image_of(*i).is_none()) {
            end = (start..self.image.len())
                .find(|i| self.image_of(*i).is_some())
                .unwrap_or(self.image.len());
            let Some(mut from) = start.checked_sub(1) else {
                continue;
            };
            let next = self.image_of(from).map(|j| j + 1);
            if next.is_none() || end < self.image.len() && next != self.image_of(end) {
                continue;
            }
            let seam = |at: usize| self.old.seams.get(at).copied().unwrap_or(3);
            let (mut best, mut most) = (0, seam(start));
            let mut by = 1;
            while by <= end - start
                && self.old.ids.get(from) == self.old.ids.get(end - by)
                && self.image_of(from).is_some()
                && (by == 1 || self.image_of(from + 1) == self.image_of(from).map(|j| j + 1))
            {
                if seam(from) > most {
                    (best, most) = (by, seam(from));
                }
                by += 1;
                match from.checked_sub(1) {
                    Some(before) => from = before,
                    None => break,
                }
            }
            for k in 1..=best {
                if let Some(image) = self.image_of(start - k) {
                    self.image[start - k] = NONE;
                    self.image[end - k] = image as u32;
                    self.source[image] = (end - k) as u32;
                }
            }
        }
    }

    /// Runs of `length` words without partners that stand once among those of either text, where they begin.
    fn unique_runs(&self, length: usize) -> Vec<(usize, usize)> {
        let olds = once(&self.old, &self.image, length);
        let news = once(&self.new, &self.source, length);
        let mut out: Vec<(usize, usize)> = olds
            .iter()
            .filter_map(|(hash, i)| Some(((*i)?, (*news.get(hash)?)?)))
            .filter(|&(i, j)| self.old.ids.get(i..i + length) == self.new.ids.get(j..j + length))
            .collect();
        out.sort_unstable();
        out
    }

    /// Pairs the words between two that stand in order and have nothing else between them.
    fn fill_gaps(&mut self) {
        let mut i = 0;
        while i < self.image.len() {
            if self.image_of(i).is_some() {
                i += 1;
                continue;
            }
            let end = (i..self.image.len()).find(|k| self.image_of(*k).is_some());
            let from = i
                .checked_sub(1)
                .map_or(Some(0), |w| self.image_of(w).map(|j| j + 1));
            let to = end.map_or(Some(self.source.len()), |k| self.image_of(k));
            let end = end.unwrap_or(self.image.len());
            if let (Some(from), Some(to)) = (from, to)
                && from <= to
                && (self.is_firm(i.wrapping_sub(1), false) || self.is_firm(end, true))
                && self
                    .source
                    .get(from..to)
                    .is_some_and(|s| s.iter().all(|s| *s == NONE))
            {
                self.in_order(i..end, from..to);
            }
            i = end;
        }
    }

    /// Whether a word stands at the end of a row of words that are side by side in both texts.
    fn is_firm(&self, word: usize, on: bool) -> bool {
        let step = |k: usize| {
            if on {
                word.checked_add(k)
            } else {
                word.checked_sub(k)
            }
        };
        let image = |k: usize| step(k).and_then(|w| self.image_of(w));
        let Some(first) = image(0) else { return false };
        let next = |k: usize| {
            if on {
                first.checked_add(k)
            } else {
                first.checked_sub(k)
            }
        };
        (1..FIRM).all(|k| image(k).is_some() && image(k) == next(k))
    }

    /// Pairs the words of two stretches that stand in the same order.
    fn in_order(&mut self, old: Range<usize>, new: Range<usize>) {
        let mut waiting = vec![(old, new)];
        while let Some((mut old, mut new)) = waiting.pop() {
            while !old.is_empty() && !new.is_empty() && self.free_pair(old.start, new.start) {
                self.pair(old.start, new.start);
                (old.start, new.start) = (old.start + 1, new.start + 1);
            }
            while !old.is_empty() && !new.is_empty() && self.free_pair(old.end - 1, new.end - 1) {
                self.pair(old.end - 1, new.end - 1);
                (old.end, new.end) = (old.end - 1, new.end - 1);
            }
            if old.is_empty() || new.is_empty() {
                continue;
            }
            let pairs = if old.len() * new.len() <= TABLE {
                self.common(&old, &new)
            } else {
                let pairs = rising(&self.unique_words(&old, &new));
                // Each part between two of them is a gap of its own.
                let (mut i, mut j) = (old.start, new.start);
                let ends = pairs.iter().copied().chain([(old.end, new.end)]);
                if !pairs.is_empty() {
                    for (k, l) in ends {
                        waiting.push((i..k, j..l));
                        (i, j) = (k + 1, l + 1);
                    }
                }
                pairs
            };
            for (i, j) in pairs {
                self.pair(i, j);
            }
        }
    }

    /// Words that stand once in either stretch, by their place in the old one.
    fn unique_words(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<(usize, usize)> {
        let places = |ids: &[u32], from: usize| {
            let mut places: HashMap<u32, Option<usize>> = HashMap::new();
            for (at, id) in ids.iter().enumerate() {
                places
                    .entry(*id)
                    .and_modify(|p| *p = None)
                    .or_insert(Some(from + at));
            }
            places
        };
        let olds = places(self.old.ids.get(old.clone()).unwrap_or_default(), old.start);
        let news = places(self.new.ids.get(new.clone()).unwrap_or_default(), new.start);
        let mut out: Vec<(usize, usize)> = olds
            .iter()
            .filter_map(|(id, i)| Some(((*i)?, (*news.get(id)?)?)))
            .collect();
        out.sort_unstable();
        out
    }

    /// The longest common subsequence of two short stretches, by the table of it; of equals the one that keeps words
    /// together.
    fn common(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<(usize, usize)> {
        let (rows, columns) = (old.len() + 1, new.len() + 1);
        // Worth of what is behind each pair: two for a pair, one more where the next pair follows at once.
        let mut table = vec![0u32; rows * columns];
        let equal = |i: usize, j: usize| self.old.ids.get(old.start + i) == self.new.ids.get(new.start + j);
        let at = |i: usize, j: usize| i * columns + j;
        let worth = |table: &[u32], i: usize, j: usize| {
            let together = i + 1 < old.len() && j + 1 < new.len() && equal(i + 1, j + 1);
            table.get(at(i + 1, j + 1)).copied().unwrap_or(0) + 2 + u32::from(together)
        };
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                let mut best = table.get(at(i + 1, j)).copied().unwrap_or(0);
                best = best.max(table.get(at(i, j + 1)).copied().unwrap_or(0));
                if equal(i, j) {
                    best = best.max(worth(&table, i, j));
                }
                if let Some(cell) = table.get_mut(at(i, j)) {
                    *cell = best;
                }
            }
        }
        let (mut i, mut j, mut out) = (0, 0, Vec::new());
        while i < old.len() && j < new.len() {
            let here = table.get(at(i, j)).copied().unwrap_or(0);
            if equal(i, j) && here == worth(&table, i, j) {
                out.push((old.start + i, new.start + j));
                (i, j) = (i + 1, j + 1);
            } else if table.get(at(i + 1, j)) == Some(&here) {
                i += 1;
            } else {
                j += 1;
            }
        }
        out
    }
}

/// Every run of `length` words of one line, without partners, by its hash, with where it begins; `None` for one that
/// stands twice.
fn once(words: &Words, partners: &[u32], length: usize) -> HashMap<u64, Option<usize>> {
    let mut out: HashMap<u64, Option<usize>> = HashMap::new();
    let mut free = 0;
    let mut lines = words.lines.iter().copied().peekable();
    for (end, partner) in partners.iter().enumerate() {
        if lines.next_if(|l| *l <= end).is_some() {
            free = 0;
        }
        free = if *partner == NONE { free + 1 } else { 0 };
        if free >= length {
            let start = end + 1 - length;
            let hash = hash(words.ids.get(start..=end).unwrap_or_default());
            out.entry(hash).and_modify(|p| *p = None).or_insert(Some(start));
        }
    }
    out
}

/// Fibonacci hashing, word by word; equality is looked at again before it counts.
fn hash(ids: &[u32]) -> u64 {
    let mix = |hash: u64, id: &u32| {
        (hash ^ u64::from(*id))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(23)
    };
    ids.iter().fold(ids.len() as u64, mix)
}

/// The longest part of `pairs`, sorted by the first, in which the second rise too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The pair that ends the best row of each length, and before each pair the one it follows in its row.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: &usize| pairs.get(*at).map_or(0, |p| p.1);
    for (at, (_, j)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|e| second(e) < *j);
        before.push(length.checked_sub(1).and_then(|l| ends.get(l).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut out = Vec::new();
    let mut at = ends.last().copied();
    while let Some(i) = at {
        out.extend(pairs.get(i).copied());
        at = before.get(i).copied().flatten();
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn align(old: &str, new: &str) -> Alignment {
        Alignment::of(&Search::of(old), &Search::of(new))
    }

    /// What became of `words` of `old`, in words of `new`.
    fn fate(old: &str, new: &str, words: &str) -> (Fate, String) {
        let at = old.find(words).unwrap();
        let fate = align(old, new).fate(at..at + words.len());
        let text = match fate {
            Fate::Whole { start, end } | Fate::Part { start, end } => new[start..end].to_owned(),
            Fate::Cut | Fate::Unknown => String::new(),
        };
        (fate, text)
    }

    const ONE: &str =
        "the ferry to the island was late again on monday, and nobody told the people who waited";
    const TWO: &str = "in the town hall the mayor read a letter by the owner of the ferry to a small crowd";

    #[test]
    fn a_word_goes_where_its_paragraph_went() {
        let (old, new) = (
            format!("{ONE}. {TWO}. the end."),
            format!("{TWO}. the end. {ONE}."),
        );
        assert!(matches!(fate(&old, &new, "the people").0, Fate::Whole { .. }));
        let at = |words: &str| old.find(words).unwrap();
        let alignment = align(&old, &new);
        for (start, words) in [
            (at("the ferry"), "the"),
            (at("the owner"), "the"),
            (at("the ferry to a"), "the"),
        ] {
            let Fate::Whole { start: image, .. } = alignment.fate(start..start + words.len()) else {
                panic!("{start}");
            };
            assert_eq!(old[start..start + 12], new[image..image + 12]);
            assert!(!alignment.is_of_another(image..image + 3, start..start + 3));
            assert!(alignment.is_of_another(image..image + 3, 0..1) || start == 0);
        }
    }

    #[test]
    fn what_was_cut_changed_and_added_is_told_apart() {
        let old = format!("{ONE} {TWO}");
        let told = |new: &str, words: &str| fate(&old, new, words);
        assert_eq!(told(&old.replace("late again ", ""), "late again").0, Fate::Cut);
        let (fate, text) = told(&old.replace("late again", "very early"), "late again");
        assert!(matches!(fate, Fate::Part { .. }));
        assert_eq!(text, "very early");
        assert_eq!(
            told(&old.replace("letter by", "letter sent by"), "letter by the owner").1,
            "letter sent by the owner"
        );
        assert_eq!(told(TWO, ONE).0, Fate::Cut);
        assert_eq!(told("", ONE).0, Fate::Cut);
        let other = "quite other words that say something else";
        assert_eq!(told(&format!("{other} {TWO}"), ONE).1, other);
    }

    #[test]
    fn of_two_equal_sentences_the_one_that_went_is_the_one_that_went() {
        let again = "he said no.";
        let old = format!("{ONE}. {again} {TWO}. {again} so it was.");
        let new = format!("{ONE}. {TWO}. {again} so it was.");
        assert_eq!(fate(&old, &new, again).0, Fate::Cut);
    }

    proptest! {
        #[test]
        fn partners_are_equal_and_each_is_one(old in "[abc]( [abcd,]){0,60}", new in "[abc]( [abcd,]){0,60}") {
            let a = align(&old, &new);
            for (i, j) in a.image.iter().enumerate().filter(|(_, j)| **j != NONE) {
                prop_assert_eq!(a.old.ids[i], a.new.ids[*j as usize]);
                prop_assert_eq!(a.source[*j as usize] as usize, i);
            }
            let partners = |all: &[u32]| all.iter().filter(|p| **p != NONE).count();
            prop_assert_eq!(partners(&a.image), partners(&a.source));
        }

        #[test]
        fn an_equal_text_is_equal(text in "[abc]( [abcd,é騰]){0,60}") {
            let a = align(&text, &text);
            prop_assert!(a.image.iter().enumerate().all(|(i, j)| *j as usize == i));
        }
    }
}
