//! Pairs each word of an earlier text with the same word of a later one.
//!
//! Invariants: partners are equal words; a word has at most one partner, and no two have the same.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::sequence::{common, patient};
use super::words::Words;

/// Lengths in words of the runs that are matched, in this order: after the longer ones are matched, shorter ones become unique in the rest.
const RUNS: [usize; 3] = [12, 6, 3];
/// Gaps of up to this many pairs of words are compared pair by pair.
const TABLE: usize = 1 << 16;
/// This many words side by side in both texts are evidence for the words next to them.
const FIRM: usize = 6;
/// No partner.
pub(super) const NONE: u32 = u32::MAX;
/// More than one place.
const MANY: u32 = u32::MAX - 1;

/// The partner of each old word among the new ones, and vice versa; [`NONE`] if there is none.
#[derive(Debug)]
pub(super) struct Partners {
    pub(super) image: Vec<u32>,
    pub(super) source: Vec<u32>,
}

impl Partners {
    /// Pairs the words of two texts with the same numbering.
    pub(super) fn of(old: &Words, new: &Words) -> Self {
        let Self { image, source } = Self::none(old, new);
        let mut pairing = Pairing {
            old,
            new,
            image,
            source,
        };
        pairing.ends();
        pairing.lines();
        for length in RUNS {
            pairing.runs(length);
        }
        pairing.gaps();
        pairing.slide_cuts();
        Self {
            image: pairing.image,
            source: pairing.source,
        }
    }

    /// No word has a partner.
    pub(super) fn none(old: &Words, new: &Words) -> Self {
        Self {
            image: vec![NONE; old.len()],
            source: vec![NONE; new.len()],
        }
    }

    /// The partner of an old word.
    pub(super) fn image_of(&self, word: usize) -> Option<usize> {
        partner(&self.image, word)
    }
}

fn partner(all: &[u32], word: usize) -> Option<usize> {
    all.get(word).filter(|j| **j != NONE).map(|j| *j as usize)
}

/// The pairs made so far.
struct Pairing<'w> {
    old: &'w Words,
    new: &'w Words,
    image: Vec<u32>,
    source: Vec<u32>,
}

/// The place of a run of words in either text: nowhere, once, or more often.
#[derive(Clone, Copy)]
struct Places {
    old: u32,
    new: u32,
}

impl Places {
    fn add(place: &mut u32, at: usize) {
        *place = if *place == NONE { at as u32 } else { MANY };
    }

    /// Its places, if it occurs once in each text.
    fn once(self) -> Option<(usize, usize)> {
        let one = |place: u32| (place < MANY).then_some(place as usize);
        Some((one(self.old)?, one(self.new)?))
    }
}

impl Pairing<'_> {
    fn image_of(&self, word: usize) -> Option<usize> {
        partner(&self.image, word)
    }

    /// Whether two words are equal and have no partners.
    fn free_pair(&self, i: usize, j: usize) -> bool {
        self.image.get(i) == Some(&NONE)
            && self.source.get(j) == Some(&NONE)
            && self.old.ids.get(i) == self.new.ids.get(j)
    }

    /// Pairs two words if they are equal and free; returns whether they were.
    fn pair(&mut self, i: usize, j: usize) -> bool {
        if self.free_pair(i, j)
            && let (Some(image), Some(source)) = (self.image.get_mut(i), self.source.get_mut(j))
        {
            (*image, *source) = (j as u32, i as u32);
            return true;
        }
        false
    }

    /// Pairs the unchanged words at both ends, which is most of a text, except the last ones, which may belong to the changed part.
    fn ends(&mut self) {
        let equal = |pair: &(&u32, &u32)| pair.0 == pair.1;
        let (old, new) = (&self.old.ids, &self.new.ids);
        let front = old.iter().zip(new).take_while(equal).count();
        let most = old.len().min(new.len()) - front;
        let backwards = old.iter().rev().zip(new.iter().rev()).take(most);
        let back = backwards.take_while(equal).count();
        let (lengths, [longest, ..]) = ((old.len(), new.len()), RUNS);
        let whole = front == lengths.0.max(lengths.1);
        let sure = |length: usize| length.saturating_sub(if whole { 0 } else { longest });
        for k in 0..sure(front) {
            self.pair(k, k);
        }
        for k in 1..=sure(back) {
            self.pair(lengths.0 - k, lengths.1 - k);
        }
    }

    /// Pairs lines that occur once in the unmatched rest of each text.
    fn lines(&mut self) {
        let (old, new) = (self.old, self.new);
        let mut all: HashMap<&[u32], (Places, usize), RandomState> = HashMap::default();
        let is_free = |partners: &[u32], line: &Range<usize>| {
            partners.get(line.clone()).is_some_and(|p| p.contains(&NONE))
        };
        for line in old.lines().filter(|l| is_free(&self.image, l)) {
            let words = old.ids.get(line.clone()).unwrap_or_default();
            let none = Places { old: NONE, new: NONE };
            let (places, _) = all.entry(words).or_insert((none, line.len()));
            Places::add(&mut places.old, line.start);
        }
        for line in new.lines().filter(|l| is_free(&self.source, l)) {
            let words = new.ids.get(line.clone()).unwrap_or_default();
            if let Some((places, _)) = all.get_mut(words) {
                Places::add(&mut places.new, line.start);
            }
        }
        for (places, length) in all.into_values() {
            if let Some((i, j)) = places.once() {
                for k in 0..length {
                    self.pair(i + k, j + k);
                }
            }
        }
    }

    /// Pairs runs of `length` unmatched words of one line that occur once in the rest of each text, and from there equal words in both
    /// directions.
    fn runs(&mut self, length: usize) {
        let runs = self.unique_runs(length);
        // All of them first: extending one must not take words of another.
        for (i, j) in &runs {
            for k in 0..length {
                self.pair(i + k, j + k);
            }
        }
        for (i, j) in runs {
            let mut behind = 0;
            while self.pair(i + length + behind, j + length + behind) {
                behind += 1;
            }
            let mut before = 1;
            while before <= i.min(j) && self.pair(i - before, j - before) {
                before += 1;
            }
        }
    }

    /// The starts of such runs, by their place in the old text.
    fn unique_runs(&self, length: usize) -> Vec<(usize, usize)> {
        let free = |partners: &[u32]| partners.iter().filter(|p| **p == NONE).count();
        let mut all: HashMap<u64, Places, RandomState> =
            HashMap::with_capacity_and_hasher(free(&self.image), RandomState::default());
        each_free_run(self.old, &self.image, length, |hash, start| {
            let places = all.entry(hash).or_insert(Places { old: NONE, new: NONE });
            Places::add(&mut places.old, start);
        });
        each_free_run(self.new, &self.source, length, |hash, start| {
            if let Some(places) = all.get_mut(&hash) {
                Places::add(&mut places.new, start);
            }
        });
        let equal =
            |&(i, j): &(usize, usize)| self.old.ids.get(i..i + length) == self.new.ids.get(j..j + length);
        let mut out: Vec<(usize, usize)> = all.into_values().filter_map(Places::once).filter(equal).collect();
        out.sort_unstable();
        out
    }

    /// Pairs the words between two pairs that are in order and have no other pairs between them.
    fn gaps(&mut self) {
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
                && (self.is_firm(i.checked_sub(1), false) || self.is_firm(Some(end), true))
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

    /// Whether a run of words that are side by side in both texts ends with `word` or, if `on`, begins with it.
    fn is_firm(&self, word: Option<usize>, on: bool) -> bool {
        let Some((word, image)) = word.and_then(|w| Some((w, self.image_of(w)?))) else {
            return false;
        };
        let step = |from: usize, k: usize| {
            if on {
                from.checked_add(k)
            } else {
                from.checked_sub(k)
            }
        };
        (1..FIRM).all(|k| {
            let there = step(word, k).and_then(|w| self.image_of(w));
            there.is_some() && there == step(image, k)
        })
    }

    /// Pairs the words of two stretches that are in the same order.
    fn in_order(&mut self, old: Range<usize>, new: Range<usize>) {
        let mut waiting = vec![(old, new)];
        while let Some((mut old, mut new)) = waiting.pop() {
            while !old.is_empty() && !new.is_empty() && self.pair(old.start, new.start) {
                (old.start, new.start) = (old.start + 1, new.start + 1);
            }
            while !old.is_empty() && !new.is_empty() && self.pair(old.end - 1, new.end - 1) {
                (old.end, new.end) = (old.end - 1, new.end - 1);
            }
            if old.is_empty() || new.is_empty() {
                continue;
            }
            let few = old.len() * new.len() <= TABLE;
            let stretches = ((self.old.ids.as_slice(), old), (self.new.ids.as_slice(), new));
            let pairs = if few {
                common(&stretches.0, &stretches.1)
            } else {
                patient(&stretches.0, &stretches.1)
            };
            for (i, j) in &pairs {
                self.pair(*i, *j);
            }
            if !few && !pairs.is_empty() {
                // Each part between two of them is a separate gap.
                let ((_, old), (_, new)) = stretches;
                let (mut i, mut j) = (old.start, new.start);
                for (k, l) in pairs.into_iter().chain([(old.end, new.end)]) {
                    waiting.push((i..k, j..l));
                    (i, j) = (k + 1, l + 1);
                }
            }
        }
    }

    /// After a cut, its last words may equal the words before it ('The'). Which of the two was removed is unknown, but whole sentences and
    /// lines are removed more often than others. So words before a cut are exchanged with its last ones if the cut is then better aligned.
    fn slide_cuts(&mut self) {
        let mut end = 0;
        while let Some(start) = (end..self.image.len()).find(|i| self.image_of(*i).is_none()) {
            end = (start..self.image.len())
                .find(|i| self.image_of(*i).is_some())
                .unwrap_or(self.image.len());
            if self.is_cut(start..end) {
                self.slide(start, end);
            }
        }
    }

    /// Whether these words have no counterpart in the new text: their neighbours are side by side there.
    fn is_cut(&self, words: Range<usize>) -> bool {
        let before = words.start.checked_sub(1).and_then(|w| self.image_of(w));
        let next = before.map(|j| j + 1);
        next.is_some() && (words.end == self.image.len() || next == self.image_of(words.end))
    }

    fn slide(&mut self, start: usize, end: usize) {
        let (mut best, mut most) = (0, self.old.seam(start));
        for by in 1..=(end - start).min(start) {
            let from = start - by;
            let together = by == 1 || self.image_of(from + 1) == self.image_of(from).map(|j| j + 1);
            if self.old.ids.get(from) != self.old.ids.get(end - by)
                || self.image_of(from).is_none()
                || !together
            {
                break;
            }
            if self.old.seam(from) > most {
                (best, most) = (by, self.old.seam(from));
            }
        }
        for k in 1..=best {
            if let Some(image) = self.image_of(start - k)
                && let Some(source) = self.source.get_mut(image)
            {
                *source = (end - k) as u32;
                self.image.swap(start - k, end - k);
            }
        }
    }
}

/// Calls `give` with the hash and start of each run of `length` unmatched words of one line.
fn each_free_run(words: &Words, partners: &[u32], length: usize, mut give: impl FnMut(u64, usize)) {
    for line in words.lines() {
        let mut free = 0;
        for end in line {
            free = if partners.get(end) == Some(&NONE) {
                free + 1
            } else {
                0
            };
            if free >= length {
                let start = end + 1 - length;
                give(hash(words.ids.get(start..=end).unwrap_or_default()), start);
            }
        }
    }
}

/// Fibonacci hashing, word by word; equality is verified before it counts.
fn hash(ids: &[u32]) -> u64 {
    let mix = |hash: u64, id: &u32| {
        (hash ^ u64::from(*id))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(23)
    };
    ids.iter().fold(ids.len() as u64, mix)
}
