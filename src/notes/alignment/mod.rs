//! Aligns an earlier text with a later one: the place of each old word in the new text, moved or not.
//!
//! Lines, and runs of words within a line, that occur once in the unmatched rest of either text are matched, wherever they are; from there,
//! equal words are matched in both directions (after Heckel 1978). Between neighbours that stayed neighbours, words that occur once on both
//! sides, and finally the longest common subsequence, are matched in order (patience sorting, as by Bram Cohen). `words` splits a text,
//! `pairing` does the matching with the in-order matches of `sequence`, and this module answers questions about the result.

mod pairing;
mod sequence;
mod words;

use std::ops::Range;

use pairing::{NONE, Partners};
use words::{Numbers, Words};

use super::search::Search;

/// At least one in this many words of the shorter text must have a partner, otherwise the two are not versions of one text.
const RELATED: usize = 8;
/// The minimum length in characters of a passage that is recognized by most of its words, whatever happened to its surroundings.
const LONG: usize = 20;

/// The places of the words of an earlier text in a later one. Places are indices of characters of the folded texts.
#[derive(Debug)]
pub(super) struct Alignment {
    old: Words,
    new: Words,
    partners: Partners,
    /// The old words that have a partner.
    settled: Vec<u32>,
    /// Whether the two are versions of one text.
    pub(super) related: bool,
}

/// What happened to a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// All its words are there, side by side.
    Whole {
        /// The start of the first.
        start: usize,
        /// The end of the last.
        end: usize,
    },
    /// Most of its words are close together, or some are there in order, or only its neighbours are: the text between them, which is not
    /// empty.
    Part {
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
        /// Whether at least half of its letters are in words that are there.
        mostly: bool,
    },
    /// Its neighbours are side by side: it was cut.
    Cut,
    /// Unknown.
    Unknown,
}

/// A stretch of the new text that contains words of a passage.
#[derive(Clone, Default)]
struct Core {
    words: Range<usize>,
    /// The end of its last word.
    end: usize,
    /// Characters of the passage's words in it.
    own: usize,
    /// Twice these, minus the characters between them.
    sum: usize,
}

impl Alignment {
    /// Aligns two texts.
    pub(super) fn of(old: &Search, new: &Search) -> Self {
        let mut numbers = Numbers::default();
        let (old, new) = (Words::of(old, &mut numbers), Words::of(new, &mut numbers));
        let partners = Partners::of(&old, &new);
        // In texts that are not versions of one, the few words in the same order mean nothing.
        let paired = partners.image.iter().filter(|j| **j != NONE).count();
        let related = RELATED * paired >= old.len().min(new.len());
        let partners = if related {
            partners
        } else {
            Partners::none(&old, &new)
        };
        let settled = (0u32..).zip(&partners.image).filter(|(_, j)| **j != NONE);
        Self {
            settled: settled.map(|(i, _)| i).collect(),
            old,
            new,
            partners,
            related,
        }
    }

    /// What happened to the passage of the old text's characters `places`.
    pub(super) fn fate(&self, places: Range<usize>) -> Fate {
        let words = self.old.touching(places.clone());
        let (Some(first), Some(last)) = (words.clone().next(), words.clone().next_back()) else {
            return Fate::Unknown;
        };
        let images: Vec<usize> = words.clone().filter_map(|w| self.image_of(w)).collect();
        let in_row = |pair: &[usize]| pair.first().map(|a| a + 1) == pair.last().copied();
        if images.len() == words.len() && images.windows(2).all(in_row) {
            // The passage may begin or end inside a word.
            let inside = |word: usize, place: usize| {
                let (image, own) = (self.image_of(word).unwrap_or(0), self.old.span(word));
                let (start, end) = self.new.span(image);
                (start + place.saturating_sub(own.0)).min(end)
            };
            return Fate::Whole {
                start: inside(first, places.start),
                end: inside(last, places.end),
            };
        }
        // A word or two may be mistaken for those of a neighbour: 'The' for the next sentence's 'The'.
        if 4 * images.len() <= words.len() && self.between(first, last).is_some_and(|n| 4 * n <= words.len())
        {
            return Fate::Cut;
        }
        // The adjacent words, if they or the passage's own words are still in order, leave room for it between them.
        let before = first
            .checked_sub(1)
            .map_or(Some(0), |w| self.image_of(w).map(|j| j + 1));
        let behind = if last + 1 < self.old.len() {
            self.image_of(last + 1)
        } else {
            Some(self.new.len())
        };
        let (low, high) = (images.iter().min().copied(), images.iter().max().copied());
        let ordered = images.is_sorted();
        let start = self
            .image_of(first)
            .or_else(|| before.filter(|b| low.is_none_or(|l| *b <= l)));
        let end = self.image_of(last).map(|j| j + 1);
        let end = end.or_else(|| behind.filter(|b| high.is_none_or(|h| *b > h)));
        if let (Some(start), Some(end)) = (start.or(low), end.or(high.map(|h| h + 1)))
            && ordered
            && start < end
            && end - start <= 2 * words.len() + 12
        {
            let own = |w: &usize| self.image_of(*w).is_some();
            let kept = self.letters(words.clone().filter(own));
            return self.part(start..end, 2 * kept >= self.letters(words));
        }
        match self.core(words.clone()) {
            Some(core) if places.len() >= LONG => self.part(self.with_what_came(words, core), true),
            _ => Fate::Unknown,
        }
    }

    /// The number of characters of some old words.
    fn letters(&self, words: impl Iterator<Item = usize>) -> usize {
        words
            .map(|w| self.old.span(w))
            .map(|(start, end)| end - start)
            .sum()
    }

    fn part(&self, words: Range<usize>, mostly: bool) -> Fate {
        let last = words.end.saturating_sub(1);
        Fate::Part {
            start: self.new.span(words.start).0,
            end: self.new.span(last).1,
            mostly,
        }
    }

    /// The densest stretch of new words that come from a passage (each of their letters counts two, each character between them minus one),
    /// if it contains at least half of the passage's letters.
    fn core(&self, passage: Range<usize>) -> Option<Range<usize>> {
        let all = self.letters(passage.clone());
        let mut images: Vec<usize> = passage.filter_map(|w| self.image_of(w)).collect();
        images.sort_unstable();
        // The best stretch so far, and the one that ends with the previous word.
        let (mut best, mut here) = (Core::default(), Core::default());
        for image in images {
            let (start, end) = self.new.span(image);
            let between = start.saturating_sub(here.end);
            if here.sum <= between {
                here = Core {
                    words: image..image,
                    ..Core::default()
                };
            } else {
                here.sum -= between;
            }
            here.words.end = image + 1;
            here.end = end;
            here.own += end - start;
            here.sum += 2 * (end - start);
            if here.sum > best.sum {
                best = here.clone();
            }
        }
        (best.sum > 0 && 2 * best.own >= all).then_some(best.words)
    }

    /// `core` extended by as many adjacent new words as `passage` lost at its ends.
    fn with_what_came(&self, passage: Range<usize>, core: Range<usize>) -> Range<usize> {
        let lost = |w: &usize| self.image_of(*w).is_none_or(|j| !core.contains(&j));
        let came = |j: &usize| self.partners.source.get(*j) == Some(&NONE);
        let (front, back) = (
            passage.clone().take_while(lost).count(),
            passage.clone().rev().take_while(lost).count(),
        );
        let before = (0..core.start).rev().take(front).take_while(came).count();
        let behind = (core.end..self.new.len()).take(back).take_while(came).count();
        core.start - before..core.end + behind
    }

    /// Whether most of the new text's characters `places` belong to words that were outside `passage` in the old text.
    pub(super) fn is_of_another(&self, places: Range<usize>, passage: Range<usize>) -> bool {
        let own = self.old.touching(passage);
        let (mut others, mut all) = (0, 0);
        for word in self.new.touching(places) {
            let (start, end) = self.new.span(word);
            all += end - start;
            let source = self.partners.source.get(word).filter(|s| **s != NONE);
            if source.is_some_and(|s| !own.contains(&(*s as usize))) {
                others += end - start;
            }
        }
        2 * others > all
    }

    /// The number of words between the nearest surviving words around `first` to `last`, if these kept their order.
    fn between(&self, first: usize, last: usize) -> Option<usize> {
        let next = self.settled.partition_point(|i| (*i as usize) <= last);
        let previous = self.settled.partition_point(|i| (*i as usize) < first);
        let image = |at: usize| self.settled.get(at).and_then(|i| self.image_of(*i as usize));
        let from = previous.checked_sub(1).map_or(Some(0), |p| Some(image(p)? + 1))?;
        image(next).unwrap_or(self.new.len()).checked_sub(from)
    }

    /// Whether the passage of the old text's characters `places` is in a line that survived completely, so that it is identified by its
    /// position in the line too.
    pub(super) fn is_in_whole_line(&self, places: Range<usize>) -> bool {
        let words = self.old.touching(places);
        let old = self.old.line_of(words.start);
        let Some(image) = self.image_of(words.start) else {
            return false;
        };
        let new = self.new.line_of(image);
        words.end <= old.end
            && old.len() == new.len()
            && old.clone().zip(new).all(|(i, j)| self.image_of(i) == Some(j))
    }

    fn image_of(&self, word: usize) -> Option<usize> {
        self.partners.image_of(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn align(old: &str, new: &str) -> Alignment {
        Alignment::of(&Search::of(old), &Search::of(new))
    }

    /// What happened to `words` of `old`, in words of `new`.
    fn fate(old: &str, new: &str, words: &str) -> (Fate, String) {
        let at = old.find(words).unwrap();
        let fate = align(old, new).fate(at..at + words.len());
        let text = match fate {
            Fate::Whole { start, end } | Fate::Part { start, end, .. } => new[start..end].to_owned(),
            Fate::Cut | Fate::Unknown => String::new(),
        };
        (fate, text)
    }

    const ONE: &str =
        "the ferry to the island was late again on monday, and nobody told the people who waited";
    const TWO: &str = "in the town hall the mayor read a letter by the owner of the ferry to a small crowd";

    #[test]
    fn a_word_goes_where_its_paragraph_went() {
        let (old, new) = (
            format!("{ONE}. {TWO}. the end."),
            format!("{TWO}. the end. {ONE}."),
        );
        assert!(matches!(fate(&old, &new, "the people").0, Fate::Whole { .. }));
        let at = |words: &str| old.find(words).unwrap();
        let alignment = align(&old, &new);
        for (start, words) in [
            (at("the ferry"), "the"),
            (at("the owner"), "the"),
            (at("the ferry to a"), "the"),
        ] {
            let Fate::Whole { start: image, .. } = alignment.fate(start..start + words.len()) else {
                panic!("{start}");
            };
            assert_eq!(old[start..start + 12], new[image..image + 12]);
            assert!(!alignment.is_of_another(image..image + 3, start..start + 3));
            assert!(alignment.is_of_another(image..image + 3, 0..1) || start == 0);
        }
    }

    #[test]
    fn what_was_cut_changed_and_added_is_told_apart() {
        let old = format!("{ONE} {TWO}");
        let told = |new: &str, words: &str| fate(&old, new, words);
        assert_eq!(told(&old.replace("late again ", ""), "late again").0, Fate::Cut);
        let (fate, text) = told(&old.replace("late again", "very early"), "late again");
        assert!(matches!(fate, Fate::Part { .. }));
        assert_eq!(text, "very early");
        assert_eq!(
            told(&old.replace("letter by", "letter sent by"), "letter by the owner").1,
            "letter sent by the owner"
        );
        assert_eq!(told(TWO, ONE).0, Fate::Cut);
        assert_eq!(told("", ONE).0, Fate::Cut);
        let other = "quite other words that say something else";
        assert_eq!(told(&format!("{other} {TWO}"), ONE).1, other);
    }

    #[test]
    fn of_two_equal_sentences_the_one_that_went_is_the_one_that_went() {
        let again = "he said no.";
        let old = format!("{ONE}. {again} {TWO}. {again} so it was.");
        let new = format!("{ONE}. {TWO}. {again} so it was.");
        assert_eq!(fate(&old, &new, again).0, Fate::Cut);
    }

    proptest! {
        #[test]
        fn partners_are_equal_and_each_is_one(old in "[abc]( [abcd,]){0,60}", new in "[abc]( [abcd,]){0,60}") {
            let a = align(&old, &new);
            for (i, j) in a.partners.image.iter().enumerate().filter(|(_, j)| **j != NONE) {
                prop_assert_eq!(a.old.ids[i], a.new.ids[*j as usize]);
                prop_assert_eq!(a.partners.source[*j as usize] as usize, i);
            }
            let partners = |all: &[u32]| all.iter().filter(|p| **p != NONE).count();
            prop_assert_eq!(partners(&a.partners.image), partners(&a.partners.source));
        }

        #[test]
        fn an_equal_text_is_equal(text in "[abc]( [abcd,é騰]){0,60}") {
            let a = align(&text, &text);
            prop_assert!(a.partners.image.iter().enumerate().all(|(i, j)| *j as usize == i));
        }
    }
}
