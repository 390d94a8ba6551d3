//! The words of English that the program knows something about, by class: titles, abbreviations, verbs of speech, nouns
//! for people. The words are data, in `assets/lang/en/*.lex`; `docs/lexicon.md` describes the files.
//!
//! Invariants: a word is looked up exactly as it is written in those files, so callers bring it into lower case where
//! the class is in lower case; one lookup gives all classes of a word; the table is laid out when the program is built
//! and costs nothing when it starts.

pub(crate) mod hash;

#[allow(
    clippy::unreadable_literal,
    clippy::doc_markdown,
    reason = "made by the build script"
)]
mod table {
    include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));
}

pub(crate) use table::TRAINED;
pub use table::WordClass;
use table::{ENDS, SET_OF, SETS, SLOTS, TEXT, UNITS};

/// The classes that one word belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordClasses([u64; UNITS]);

impl WordClasses {
    /// The classes of `word`, which is compared as it is. No classes if it is in no list.
    pub fn of(word: &str) -> Self {
        let mut slot = hash::bytes(word.as_bytes()) as usize & (SLOTS.len() - 1);
        // At most half of the slots are taken, so that an empty one ends the search.
        while let Some(index) = usize::from(SLOTS[slot]).checked_sub(1) {
            if text_of(index) == word {
                return Self(SETS[usize::from(SET_OF[index])]);
            }
            slot = (slot + 1) & (SLOTS.len() - 1);
        }
        Self::default()
    }

    /// The value of the first class of `table` that is one of them.
    pub fn first<T: Copy>(self, table: &[(WordClass, T)]) -> Option<T> {
        table
            .iter()
            .find(|(class, _)| self.has(*class))
            .map(|(_, value)| *value)
    }

    /// Whether `class` is one of them.
    pub fn has(self, class: WordClass) -> bool {
        let class = class as usize;
        self.0[class / 64] >> (class % 64) & 1 == 1
    }
}

impl WordClass {
    /// Whether `word`, which is compared as it is, belongs to this class.
    pub fn has(self, word: &str) -> bool {
        WordClasses::of(word).has(self)
    }

    /// All words of this class, in the order of their bytes. Looks through the whole table.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let inside = move |index: &usize| WordClasses(SETS[usize::from(SET_OF[*index])]).has(self);
        (0..ENDS.len()).filter(inside).map(text_of)
    }
}

/// The lines of a plain list that are neither empty nor comments.
pub(crate) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The words of a plain list in groups, each with its group: a line in brackets opens one, and words are separated by white space.
pub(crate) fn grouped_words(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut group = "";
    lines(list).flat_map(move |line| {
        let heading = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        group = heading.unwrap_or(group);
        let words = if heading.is_some() { "" } else { line };
        words.split_whitespace().map(move |word| (group, word))
    })
}

/// The word of this number.
fn text_of(index: usize) -> &'static str {
    let start = index.checked_sub(1).map_or(0, |before| ENDS[before]);
    &TEXT[start as usize..ENDS[index] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_with_its_classes() {
        assert!(ENDS.len() > 2000, "{}", ENDS.len());
        for index in 0..ENDS.len() {
            assert_eq!(
                WordClasses::of(text_of(index)).0,
                SETS[usize::from(SET_OF[index])]
            );
        }
        for word in ["", "Zzyzx", "sai", "saidd", "\u{10ffff}"] {
            assert_eq!(WordClasses::of(word), WordClasses::default(), "{word}");
        }
    }
}
