//! The vectors of claims that a sentence encoder computed: a file that only grows, and the search for the nearest ones.
//!
//! The bytes, all numbers little-endian: [`MAGIC`] and the length of a vector as `u64`; then blocks of at most [`BLOCK`] vectors. A block is
//! [`BLOCK_MAGIC`] and the number of its vectors, as `u32`; the key of each, as `u64`; the signs of each, one bit per value, in `u64`s; the
//! scale of each, as `f32`; and each vector with one signed byte per value. The keys and signs are held in memory (56 bytes per claim for a
//! vector of 384), the rest is read on demand.
//!
//! Invariants: the vector of a key never changes; an incomplete block at the end is ignored, so a killed process leaves a valid file; no
//! bytes cause a panic.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use foldhash::fast::RandomState;

use super::index::{Storage, little_u64};

const MAGIC: &[u8; 16] = b"postil vectors 1";
const START: usize = 24;
const BLOCK_MAGIC: u32 = 0x4b4c_4256;
/// The maximum number of vectors of a block.
pub const BLOCK: usize = 1024;
/// The maximum length of a vector.
const LONGEST: u64 = 4096;
/// The number of vectors chosen by their signs, whose similarity is then computed.
const BY_SIGNS: usize = 512;

/// Identifies the claim to which a vector belongs: a hash of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimKey(pub(super) u64);

impl ClaimKey {
    /// The key of a claim.
    pub fn of(claim: &str) -> Self {
        let hash = blake3::hash(claim.trim().as_bytes());
        Self(little_u64(hash.as_bytes(), 0).unwrap_or_default())
    }
}

/// The place of a vector in its file.
pub(super) type Row = u32;

struct Block {
    first: Row,
    /// The start of the scales and of the vectors, in bytes.
    scales: u64,
    vectors: u64,
}

/// The vectors of claims.
pub struct Vectors {
    storage: Box<dyn Storage>,
    size: usize,
    blocks: Vec<Block>,
    rows: HashMap<ClaimKey, Row, RandomState>,
    /// The signs of all vectors, [`Self::words`] for each.
    signs: Vec<u64>,
    end: u64,
}

impl Vectors {
    /// Opens the file in `storage`, of `length` bytes, with vectors of `size` values. An empty or different file has no vectors.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(storage: Box<dyn Storage>, length: u64, size: usize) -> io::Result<Self> {
        let mut vectors = Self {
            storage,
            size,
            blocks: Vec::new(),
            rows: HashMap::default(),
            signs: Vec::new(),
            end: 0,
        };
        let mut start = [0; START];
        if length < START as u64 || size as u64 > LONGEST {
            return Ok(vectors);
        }
        vectors.storage.read(0, &mut start)?;
        if !start.starts_with(MAGIC) || little_u64(&start, 16) != Some(size as u64) {
            return Ok(vectors);
        }
        vectors.end = START as u64;
        while vectors.take_block(length)? {}
        Ok(vectors)
    }

    /// Reads the keys and signs of the block at the end; whether there was a complete one.
    fn take_block(&mut self, length: u64) -> io::Result<bool> {
        let mut head = [0; 8];
        if self.end + 8 > length {
            return Ok(false);
        }
        self.storage.read(self.end, &mut head)?;
        let head = little_u64(&head, 0).unwrap_or_default();
        let count = (head >> 32) as usize;
        if head as u32 != BLOCK_MAGIC || count == 0 || count > BLOCK {
            return Ok(false);
        }
        let words = self.words();
        let scales = self.end + 8 + (count * 8 * (1 + words)) as u64;
        let vectors = scales + count as u64 * 4;
        let end = vectors + (count * self.size) as u64;
        if end > length {
            return Ok(false);
        }
        let mut bytes = vec![0; count * 8 * (1 + words)];
        self.storage.read(self.end + 8, &mut bytes)?;
        let mut numbers = bytes.chunks_exact(8).filter_map(|number| little_u64(number, 0));
        let first = (self.signs.len() / words) as Row;
        for (key, row) in numbers.by_ref().take(count).zip(first..) {
            self.rows.entry(ClaimKey(key)).or_insert(row);
        }
        self.signs.extend(numbers);
        self.blocks.push(Block {
            first,
            scales,
            vectors,
        });
        self.end = end;
        Ok(true)
    }

    /// The number of `u64`s with the signs of a vector.
    fn words(&self) -> usize {
        self.size.div_ceil(64).max(1)
    }

    /// The length of the valid part of the file in bytes. A block is written there; [`Self::start`] if it is 0.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// The number of claims.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether it holds the vector of a claim.
    pub fn has(&self, key: ClaimKey) -> bool {
        self.rows.contains_key(&key)
    }

    pub(super) fn row(&self, key: ClaimKey) -> Option<Row> {
        self.rows.get(&key).copied()
    }

    /// The bytes at the start of a file with vectors of `size` values.
    pub fn start(size: usize) -> Vec<u8> {
        [MAGIC.as_slice(), &(size as u64).to_le_bytes()].concat()
    }

    /// The bytes of a block with these vectors, at most [`BLOCK`] of the same length.
    pub fn block(vectors: &[(ClaimKey, Vec<f32>)]) -> Vec<u8> {
        let mut out = BLOCK_MAGIC.to_le_bytes().to_vec();
        out.extend((vectors.len() as u32).to_le_bytes());
        out.extend(vectors.iter().flat_map(|(key, _)| key.0.to_le_bytes()));
        for (_, vector) in vectors {
            out.extend(signs(vector).into_iter().flat_map(u64::to_le_bytes));
        }
        let small: Vec<(f32, Vec<i8>)> = vectors.iter().map(|(_, vector)| small(vector)).collect();
        out.extend(small.iter().flat_map(|(scale, _)| scale.to_le_bytes()));
        let values = small.iter().flat_map(|(_, values)| values);
        out.extend(values.map(|value| value.cast_unsigned()));
        out
    }

    /// The similarity of the vector in `row` with `query`: the cosine, from -1 to 1.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn similarity(&self, query: &[f32], row: Row) -> io::Result<f64> {
        let wrong = || io::Error::from(io::ErrorKind::InvalidData);
        let block = self.blocks.partition_point(|block| block.first <= row);
        let block = self.blocks.get(block.wrapping_sub(1)).ok_or_else(wrong)?;
        let at = u64::from(row - block.first);
        let (mut scale, mut bytes) = ([0; 4], vec![0; self.size]);
        self.storage.read(block.scales + 4 * at, &mut scale)?;
        self.storage
            .read(block.vectors + at * self.size as u64, &mut bytes)?;
        let values = bytes.iter().map(|byte| f32::from(byte.cast_signed()));
        let sum: f32 = values.zip(query).map(|(a, b)| a * b).sum();
        let cosine = f64::from(sum * f32::from_le_bytes(scale));
        Ok(if cosine.is_finite() {
            cosine.clamp(-1.0, 1.0)
        } else {
            0.0
        })
    }

    /// The `most` of the given rows that are nearest to `query`, with their similarity, nearest first. Each row comes with something that
    /// identifies it. The rows are chosen by their signs (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002).
    ///
    /// # Errors
    /// When a vector cannot be read.
    pub(super) fn nearest<T: Copy + Ord>(
        &self,
        query: &[f32],
        rows: impl Iterator<Item = (T, Row)>,
        most: usize,
    ) -> io::Result<Vec<(T, f64)>> {
        let own = signs(query);
        let words = self.words();
        let mut all: Vec<(u32, T, Row)> = rows
            .filter_map(|(what, row)| {
                let start = row as usize * words;
                let other = self.signs.get(start..start + words)?;
                let apart = own.iter().zip(other).map(|(a, b)| (a ^ b).count_ones()).sum();
                Some((apart, what, row))
            })
            .collect();
        if all.len() > BY_SIGNS {
            all.select_nth_unstable(BY_SIGNS);
            all.truncate(BY_SIGNS);
        }
        let mut found = Vec::with_capacity(all.len());
        for (_, what, row) in all {
            found.push((what, self.similarity(query, row)?));
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(most);
        Ok(found)
    }
}

/// The text of which the vector of a query is computed: a post without the addresses in it, which say nothing.
pub fn without_addresses(text: &str) -> Cow<'_, str> {
    let is_address =
        |word: &str| word.contains("://") || word.starts_with("pic.twitter.com/") || word.starts_with("www.");
    if !text.split_whitespace().any(is_address) {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_address(word)).collect();
    Cow::Owned(words.join(" "))
}

/// One bit for each value: whether it is positive.
fn signs(vector: &[f32]) -> Vec<u64> {
    let word = |values: &[f32]| {
        let bits = values.iter().zip(0..).filter(|(value, _)| **value > 0.0);
        bits.fold(0, |word: u64, (_, at)| word | 1 << at)
    };
    vector.chunks(64).map(word).collect()
}

/// A vector with one signed byte for each value, and the scale of the bytes.
fn small(vector: &[f32]) -> (f32, Vec<i8>) {
    let most = vector.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    if most == 0.0 {
        return (0.0, vec![0; vector.len()]);
    }
    let scale = most / 127.0;
    (
        scale,
        vector.iter().map(|value| (value / scale).round() as i8).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A vector of length 1 near the axis `at`.
    fn near(at: usize, off: f32) -> Vec<f32> {
        let mut vector: Vec<f32> = (0..70).map(|i| off * ((i * 7 % 5) as f32 - 2.0) / 20.0).collect();
        vector[at] = 1.0;
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        vector.iter().map(|x| x / length).collect()
    }

    fn file() -> Vec<u8> {
        let claim = |name: &str, at: usize| (ClaimKey::of(name), near(at, 0.2));
        let mut bytes = Vectors::start(70);
        bytes.extend(Vectors::block(&[claim("boats", 3), claim("trains", 40)]));
        bytes.extend(Vectors::block(&[claim("wind", 69)]));
        bytes
    }

    fn open(bytes: &[u8]) -> Vectors {
        Vectors::open(Box::new(bytes.to_vec()), bytes.len() as u64, 70).unwrap()
    }

    #[test]
    fn the_nearest_is_found_and_similarities_are_cosines() {
        let vectors = open(&file());
        assert_eq!((vectors.len(), vectors.end()), (3, file().len() as u64));
        let rows = ["boats", "trains", "wind"].map(|name| (name, vectors.row(ClaimKey::of(name)).unwrap()));
        let query = near(69, 0.0);
        let found = vectors.nearest(&query, rows.into_iter(), 2).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, "wind");
        let exact: f32 = query.iter().zip(near(69, 0.2)).map(|(a, b)| a * b).sum();
        assert!((found[0].1 - f64::from(exact)).abs() < 0.005);
    }

    #[test]
    fn an_incomplete_or_damaged_file_keeps_its_complete_blocks() {
        let whole = file();
        let first = open(&whole).blocks[1].scales - 8 * 3 - 8;
        for length in 0..whole.len() {
            let vectors = open(&whole[..length]);
            let complete = if length as u64 >= first { 2 } else { 0 };
            assert_eq!(vectors.len(), complete, "{length} bytes");
            assert!(vectors.end() <= length as u64);
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x81;
            let vectors = open(&damaged);
            for row in 0..3 {
                let _ = vectors.similarity(&near(1, 0.0), row);
            }
        }
        assert!(
            Vectors::open(Box::new(whole.clone()), whole.len() as u64, 71)
                .unwrap()
                .is_empty()
        );
    }
}
