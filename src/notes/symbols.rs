//! A text as a list of characters, so that approximate search counts characters in every script, and an index of it.

use crate::document::TextRange;

/// A text as a list of characters, with their byte offsets.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    /// The characters.
    pub(super) all: Vec<char>,
    /// The byte offset of each character, unless all are one byte long.
    starts: Option<Vec<usize>>,
    bytes: usize,
}

impl Symbols {
    /// The characters of `text`.
    pub(super) fn of(text: &str) -> Self {
        let all = text.chars().collect();
        let starts = (!text.is_ascii()).then(|| text.char_indices().map(|(i, _)| i).collect());
        Self {
            all,
            starts,
            bytes: text.len(),
        }
    }

    /// The byte range of a range of characters.
    pub(super) fn bytes(&self, start: usize, end: usize) -> TextRange {
        TextRange::new(self.byte(start), self.byte(end))
    }

    fn byte(&self, index: usize) -> usize {
        match &self.starts {
            None => index.min(self.bytes),
            Some(starts) => starts.get(index).copied().unwrap_or(self.bytes),
        }
    }

    /// The index of the character at or after byte `offset`.
    pub(super) fn index(&self, offset: usize) -> usize {
        match &self.starts {
            None => offset.min(self.bytes),
            Some(starts) => starts.partition_point(|&b| b < offset),
        }
    }
}

/// The places of every four characters of a text, to find long needles quickly.
#[derive(Debug)]
pub(super) struct Grams {
    shift: u32,
    /// Where each key's places begin in `places`.
    begins: Vec<u32>,
    places: Vec<u32>,
}

/// Characters of one key.
pub(super) const GRAM: usize = 4;

impl Grams {
    /// The index of a text of fewer than 2³² characters (the rest is not found), built in two passes.
    pub(super) fn of(text: &[char]) -> Self {
        let text = text.get(..u32::MAX as usize).unwrap_or(text);
        let bits = text.len().max(2).ilog2().clamp(8, 18);
        let shift = 32 - bits;
        let mut begins = vec![0u32; (1 << bits) + 1];
        let keys: Vec<u32> = text.windows(GRAM).map(|w| key(w, shift)).collect();
        for &key in &keys {
            begins[key as usize + 1] += 1;
        }
        for i in 1..begins.len() {
            begins[i] += begins[i - 1];
        }
        let mut next = begins.clone();
        let mut places = vec![0u32; keys.len()];
        for (at, &key) in keys.iter().enumerate() {
            let slot = &mut next[key as usize];
            places[*slot as usize] = at as u32;
            *slot += 1;
        }
        Self {
            shift,
            begins,
            places,
        }
    }

    /// The places of the first four characters of `needle`, and of some others with the same key, in order.
    pub(super) fn places(&self, needle: &[char]) -> &[u32] {
        let Some(gram) = needle.get(..GRAM) else {
            return &[];
        };
        let key = key(gram, self.shift) as usize;
        match self.begins.get(key..=key + 1) {
            Some(&[from, to]) => self.places.get(from as usize..to as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

fn key(gram: &[char], shift: u32) -> u32 {
    // Fibonacci hashing, character by character.
    let mix = |hash: u64, c: &char| {
        (hash ^ u64::from(*c))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(23)
    };
    (gram.iter().fold(0, mix) >> 32) as u32 >> shift
}
