//! The weight table of a linear model, used in place: rows of small integers found by the hash of a feature.
//!
//! A feature owns at most one row, one of four given by its hash; a 16-bit check shows whether the row belongs to it, so features not seen
//! in training have no weight. Loading a model copies and builds nothing.

use crate::analysis::steps::step;

/// One table in a model file, with `C` classes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights<'a, const C: usize> {
    /// The binary logarithm of the number of rows.
    bits: u32,
    /// Two bytes per row, little-endian; 0 is a free row.
    checks: &'a [[u8; 2]],
    /// One signed byte per class.
    rows: &'a [[u8; C]],
}

/// The number of rows a feature may own one of; their checks are adjacent.
pub(crate) const BUCKET: usize = 4;

/// The check of a feature; never 0.
pub(crate) fn check(hash: u64) -> u16 {
    (hash >> 16) as u16 | 1
}

/// The first of the [`BUCKET`] rows that a feature may own in a table of 2^`bits` rows.
pub(crate) fn bucket(hash: u64, bits: u32) -> usize {
    (hash >> (66 - bits)) as usize * BUCKET
}

/// Adds `value` to the hash of a feature.
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(23) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95)
}

impl<'a, const C: usize> Weights<'a, C> {
    /// The table at the start of `bytes` and the rest; `None` if they do not contain one.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (head, rest) = bytes.split_at_checked(2)?;
        let bits = u32::from(head[0]);
        if !(4..=24).contains(&bits) || usize::from(head[1]) != C {
            return None;
        }
        let (checks, rest) = rest.split_at_checked(2 << bits)?;
        let (rows, rest) = rest.split_at_checked(C << bits)?;
        Some((
            Self {
                bits,
                checks: checks.as_chunks().0,
                rows: rows.as_chunks().0,
            },
            rest,
        ))
    }

    /// Adds the weights of the feature `hash` to `scores`.
    pub(crate) fn add(&self, hash: u64, scores: &mut [i16; C]) {
        step();
        let check = check(hash).to_le_bytes();
        let first = bucket(hash, self.bits);
        let Some(checks) = self.checks.get(first..first + BUCKET) else {
            return;
        };
        if let Some(row) = checks
            .iter()
            .position(|c| *c == check)
            .and_then(|i| self.rows.get(first + i))
        {
            for (score, &weight) in scores.iter_mut().zip(row) {
                *score = score.wrapping_add(i16::from(weight.cast_signed()));
            }
        }
    }
}
