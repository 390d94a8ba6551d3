//! The hashes of features, words and phrases. They are part of the format of the files in `assets/`: after a change here both must be built
//! again.

pub(super) use crate::lexicon::hash::bytes;

const K: u64 = 0x9E37_79B9_7F4A_7C15;

/// Combines two hashes.
#[inline]
pub(super) fn join(a: u64, b: u64) -> u64 {
    let x = (a.rotate_left(23) ^ b).wrapping_mul(K);
    x ^ (x >> 29)
}

/// The hash of `word` in lower case, with curly apostrophes replaced by straight ones.
#[inline]
pub(super) fn lower(word: &str) -> u64 {
    if word.is_ascii() {
        return word.bytes().fold(0xCBF2_9CE4_8422_2325, |h, b| {
            (h ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01B3)
        });
    }
    let folded: String = word
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c == '’' { '\'' } else { c })
        .collect();
    bytes(folded.as_bytes())
}

/// Passes such a hash through unchanged, for maps with these keys.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hashed(u64);

impl std::hash::Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = join(self.0, u64::from(*byte));
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
