//! A text as numbers, one a character, so that approximate search counts characters whatever the script.

use std::collections::HashMap;

use crate::document::TextRange;

/// A text as numbers. ASCII stands for itself; every other character gets the next free number.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    /// One a character.
    pub(super) all: Vec<u16>,
    /// Byte offset of each character, where not every one is a byte long.
    starts: Option<Vec<u32>>,
    numbers: HashMap<char, u16>,
    /// For each number from 128, whether it is a letter of a script that sets words off by spaces.
    spaced: Vec<bool>,
    bytes: usize,
}

/// Stands for characters that the text does not hold.
const ABSENT: u16 = u16::MAX;

impl Symbols {
    /// Of `text`, which must be shorter than 4 GB; what lies beyond is left out.
    pub(super) fn of(text: &str) -> Self {
        if text.is_ascii() {
            let all = text.bytes().map(u16::from).collect();
            return Self {
                all,
                bytes: text.len(),
                ..Self::default()
            };
        }
        let mut out = Self {
            bytes: text.len(),
            ..Self::default()
        };
        let mut starts = Vec::with_capacity(text.len() / 2);
        for (i, c) in text.char_indices() {
            let Ok(start) = u32::try_from(i) else { break };
            starts.push(start);
            let next = u16::try_from(128 + out.numbers.len()).unwrap_or(ABSENT);
            let number = if c.is_ascii() {
                u32::from(c) as u16
            } else {
                *out.numbers.entry(c).or_insert(next)
            };
            out.all.push(number);
        }
        out.spaced = vec![false; out.numbers.len()];
        for (c, number) in &out.numbers {
            if let Some(spaced) = out.spaced.get_mut(usize::from(*number) - 128) {
                // Behind it lie the scripts of China and Japan.
                *spaced = c.is_alphanumeric() && *c < '\u{2e80}';
            }
        }
        out.starts = Some(starts);
        out
    }

    /// Another text in the same numbers.
    pub(super) fn encode(&self, text: &str) -> Vec<u16> {
        let number = |c: char| {
            if c.is_ascii() {
                u32::from(c) as u16
            } else {
                self.numbers.get(&c).copied().unwrap_or(ABSENT)
            }
        };
        text.chars().map(number).collect()
    }

    /// How many different numbers there may be.
    pub(super) fn alphabet(&self) -> usize {
        128 + self.numbers.len()
    }

    /// The byte range of a range of characters.
    pub(super) fn bytes(&self, start: usize, end: usize) -> TextRange {
        TextRange::new(self.byte(start), self.byte(end))
    }

    fn byte(&self, index: usize) -> usize {
        match &self.starts {
            None => index.min(self.bytes),
            Some(starts) => starts.get(index).map_or(self.bytes, |&b| b as usize),
        }
    }

    /// Whether a symbol is of a word that spaces set off from the next.
    pub(super) fn in_word(&self, symbol: u16) -> bool {
        match u8::try_from(symbol) {
            Ok(byte) if byte < 128 => byte.is_ascii_alphanumeric(),
            _ => self
                .spaced
                .get(usize::from(symbol).wrapping_sub(128))
                .copied()
                .unwrap_or(false),
        }
    }
}

/// Every place of every four characters of a text, for finding long needles at once.
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
    /// Of a text, in two passes.
    pub(super) fn of(text: &[u16]) -> Self {
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
    pub(super) fn places(&self, needle: &[u16]) -> &[u32] {
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

fn key(gram: &[u16], shift: u32) -> u32 {
    // Fibonacci hashing of the characters packed into 64 bits.
    let packed = gram.iter().fold(0u64, |acc, &s| acc << 16 | u64::from(s));
    ((packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32) >> shift
}
