//! The weights of the trained tagger, used in place: for each feature one small integer per label.
//!
//! Format: eight bytes of magic, the number of buckets (u32), the fingerprint of the word lists that are features (u32), 289 transition weights (i16, from · 17 + to, in the unit of the other weights),
//! padding to a multiple of 64, then buckets of 64 bytes: three checks (u16, 0 for free), three rows of 17 weights (i8), seven bytes of padding; all
//! little-endian. A feature lies in one of the two buckets that its hash names, so that a search reads at most two lines of the cache.

use super::label::LABELS;
use crate::analysis::steps::step;
use crate::lexicon::TRAINED;

const MAGIC: &[u8; 8] = b"PSTLcrf1";
const HEADER: usize = 640;
const BUCKET: usize = 64;
const ROWS: usize = 3;

/// The weights.
#[derive(Clone, Debug)]
pub struct Weights<'a> {
    buckets: &'a [u8],
    count: u64,
    /// Weights of transitions between labels.
    pub transitions: [[i32; LABELS]; LABELS],
}

impl<'a> Weights<'a> {
    /// Reads weights in place; `None` if `bytes` hold no weights, or weights that were trained with other word lists.
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let count = u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?);
        let trained = u32::from_le_bytes(bytes.get(12..16)?.try_into().ok()?);
        let buckets = bytes.get(HEADER..)?;
        if !bytes.starts_with(MAGIC)
            || trained != TRAINED
            || count == 0
            || buckets.len() != count as usize * BUCKET
        {
            return None;
        }
        let mut transitions = [[0; LABELS]; LABELS];
        for (i, pair) in bytes[16..16 + LABELS * LABELS * 2].chunks_exact(2).enumerate() {
            transitions[i / LABELS][i % LABELS] = i32::from(i16::from_le_bytes([pair[0], pair[1]]));
        }
        Some(Self {
            buckets,
            count: u64::from(count),
            transitions,
        })
    }

    /// Adds the weights of `feature` to `scores`.
    #[inline]
    pub fn add(&self, feature: u64, scores: &mut [i32; LABELS]) {
        step();
        let check = check(feature);
        for bucket in places(feature, self.count) {
            let Some(bucket) = self.buckets.get(bucket * BUCKET..(bucket + 1) * BUCKET) else {
                return;
            };
            for row in 0..ROWS {
                let found = u16::from_le_bytes([bucket[row * 2], bucket[row * 2 + 1]]);
                if found == check {
                    let start = ROWS * 2 + row * LABELS;
                    for (score, weight) in scores.iter_mut().zip(&bucket[start..start + LABELS]) {
                        *score += i32::from(weight.cast_signed());
                    }
                    return;
                }
                if found == 0 {
                    return;
                }
            }
        }
    }

    /// Writes weights, the most important features first; those that do not fit are dropped. Returns the bytes and the number of features
    /// included.
    pub fn write(
        transitions: &[[i32; LABELS]; LABELS],
        features: &[(u64, [i8; LABELS])],
        buckets: usize,
    ) -> (Vec<u8>, usize) {
        let mut out = MAGIC.to_vec();
        out.extend((buckets as u32).to_le_bytes());
        out.extend(TRAINED.to_le_bytes());
        for row in transitions {
            for weight in row {
                out.extend((*weight as i16).to_le_bytes());
            }
        }
        out.resize(HEADER, 0);
        out.resize(HEADER + buckets * BUCKET, 0);
        let mut kept = 0;
        for (feature, weights) in features {
            let check = check(*feature);
            let spot = places(*feature, buckets as u64).into_iter().find_map(|bucket| {
                let start = HEADER + bucket * BUCKET;
                (0..ROWS)
                    .find(|r| out[start + r * 2..start + r * 2 + 2] == [0, 0])
                    .map(|r| (start, r))
            });
            if let Some((start, row)) = spot {
                out[start + row * 2..start + row * 2 + 2].copy_from_slice(&check.to_le_bytes());
                for (i, weight) in weights.iter().enumerate() {
                    out[start + ROWS * 2 + row * LABELS + i] = weight.cast_unsigned();
                }
                kept += 1;
            }
        }
        (out, kept)
    }
}

#[inline]
fn check(feature: u64) -> u16 {
    (feature as u16).max(1)
}

#[inline]
fn places(feature: u64, count: u64) -> [usize; 2] {
    let (a, b) = (feature >> 32, (feature >> 16).rotate_left(7) & 0xffff_ffff);
    [((a * count) >> 32) as usize, ((b * count) >> 32) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::entities::hash;

    #[test]
    fn what_is_written_is_added() {
        let features: Vec<(u64, [i8; LABELS])> = (0..600u64)
            .map(|i| {
                (
                    hash::join(i, 7),
                    std::array::from_fn(|l| (i as i8).wrapping_add(l as i8)),
                )
            })
            .collect();
        let mut transitions = [[0; LABELS]; LABELS];
        transitions[3][5] = -300;
        let (bytes, kept) = Weights::write(&transitions, &features, 256);
        assert!(kept > 590, "{kept}");
        let weights = Weights::new(&bytes).unwrap();
        assert_eq!(weights.transitions[3][5], -300);
        let mut right = 0;
        for (feature, row) in &features {
            let mut scores = [0; LABELS];
            weights.add(*feature, &mut scores);
            right += usize::from(scores.iter().zip(row).all(|(a, b)| *a == i32::from(*b)));
        }
        assert!(right > 590, "{right}");
        assert!(Weights::new(&bytes[..bytes.len() - 1]).is_none());
        let mut other = bytes;
        other[12] ^= 1;
        assert!(Weights::new(&other).is_none(), "trained with other word lists");
    }
}
