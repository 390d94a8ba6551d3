//! Fast searches in long text for rare bytes.
//!
//! Invariant: the fast search finds exactly what a byte-by-byte search would.

/// Bytes examined together; the compiler turns them into a few vector instructions.
const TOGETHER: usize = 64;

/// The first byte from `from` on for which `suspect` is true, given that byte and the two after it (0 past the end). Fast if matches are
/// rare and `suspect` consists of comparisons without branches, joined by `|` and `&`.
pub fn find(bytes: &[u8], from: usize, suspect: impl Fn(u8, u8, u8) -> bool) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..)?;
        if let Some(window) = rest.first_chunk::<{ TOGETHER + 2 }>() {
            let any = (0..TOGETHER).fold(false, |any, i| {
                any | suspect(window[i], window[i + 1], window[i + 2])
            });
            if !any {
                at += TOGETHER;
                continue;
            }
        } else if rest.is_empty() {
            return None;
        }
        let byte = |i| rest.get(i).copied().unwrap_or(0);
        let near = rest.len().min(TOGETHER);
        if let Some(found) = (0..near).find(|&i| suspect(byte(i), byte(i + 1), byte(i + 2))) {
            return Some(at + found);
        }
        at += near;
    }
}

/// The number of scalar values.
pub fn scalars(text: &str) -> usize {
    // Continuation bytes are 0x80 to 0xbf.
    text.bytes().map(|b| usize::from((b as i8) >= -0x40)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_is_found_wherever_it_stands(
            bytes in proptest::collection::vec(0u8..4, 0..300),
            from in 0usize..310,
        ) {
            let suspect = |a: u8, b: u8, c: u8| a == 3 && b == 3 && c != 0;
            let byte = |i: usize| bytes.get(i).copied().unwrap_or(0);
            let slow = (from..bytes.len()).find(|&i| suspect(byte(i), byte(i + 1), byte(i + 2)));
            prop_assert_eq!(find(&bytes, from, suspect), slow);
        }

        #[test]
        fn scalars_are_counted(text in "\\PC{0,40}") {
            prop_assert_eq!(scalars(&text), text.chars().count());
        }
    }
}
