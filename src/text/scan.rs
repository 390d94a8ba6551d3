//! Looking through long text for what is rarely there, many bytes at a time.
//!
//! Always true here: what a fast way finds is what the slow one would.

/// Bytes looked at together; the compiler makes a few instructions of them.
const TOGETHER: usize = 64;

/// The first byte from `from` on at which `suspect` is true of it and of the two bytes behind it (0 behind the end).
/// Quick where that is seldom, if `suspect` is made of comparisons without branches: `|` and `&` of them.
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

/// How many scalar values there are.
pub fn scalars(text: &str) -> usize {
    // Bytes that go on with a character are those from 0x80 to 0xbf.
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
