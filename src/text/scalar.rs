//! Unicode scalar offsets: everything that leaves the program counts scalar values, everything inside counts bytes.

/// Converts byte offsets of one text to scalar offsets and back, in O(log n) after one pass.
#[derive(Clone, Debug, Default)]
pub struct ScalarIndex {
    /// The byte offset of every `STEP`th scalar value.
    steps: Vec<usize>,
    scalars: usize,
    ascii: bool,
}

const STEP: usize = 64;

impl ScalarIndex {
    /// Reads `text` once. Nothing is stored for a pure ASCII text.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self {
                steps: Vec::new(),
                scalars: text.len(),
                ascii: true,
            };
        }
        let mut steps = Vec::with_capacity(text.len() / STEP + 1);
        let mut scalars = 0;
        for (offset, _) in text.char_indices() {
            if scalars % STEP == 0 {
                steps.push(offset);
            }
            scalars += 1;
        }
        Self {
            steps,
            scalars,
            ascii: false,
        }
    }

    /// Scalar values in the whole text.
    pub fn len(&self) -> usize {
        self.scalars
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.scalars == 0
    }

    /// The scalar offset of byte `offset` of `text`, which must be the text that this index was made from. An offset inside a character
    /// counts as its start, one past the end as the end.
    pub fn scalar(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        if self.ascii {
            return offset;
        }
        let step = self.steps.partition_point(|&s| s <= offset).saturating_sub(1);
        let start = self.steps.get(step).copied().unwrap_or(0);
        let tail = text.as_bytes().get(start..offset).unwrap_or_default();
        let mut count = step * STEP + tail.iter().filter(|b| (**b as i8) >= -0x40).count();
        if !text.is_char_boundary(offset) {
            count -= 1;
        }
        count
    }

    /// The byte offset of scalar `scalar` of `text`; the text's length if it is past the end.
    pub fn byte(&self, text: &str, scalar: usize) -> usize {
        if scalar >= self.scalars {
            return text.len();
        }
        if self.ascii {
            return scalar;
        }
        let start = self.steps.get(scalar / STEP).copied().unwrap_or(0);
        text[start..]
            .char_indices()
            .nth(scalar % STEP)
            .map_or(text.len(), |(i, _)| start + i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_ways_agree_with_counting(text in "\\PC{0,300}") {
            let index = ScalarIndex::new(&text);
            for (scalar, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.scalar(&text, byte), scalar);
                prop_assert_eq!(index.byte(&text, scalar), byte);
            }
            prop_assert_eq!(index.scalar(&text, text.len()), text.chars().count());
            prop_assert_eq!(index.byte(&text, index.len()), text.len());
        }
    }
}
