//! The hash by which words are looked up. The build script uses the same one, so that the table can be laid out then.

/// FNV-1a, 64 bits (<https://datatracker.ietf.org/doc/html/rfc9923>).
#[inline]
pub(crate) fn bytes(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |h, b| {
        (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01B3)
    })
}
