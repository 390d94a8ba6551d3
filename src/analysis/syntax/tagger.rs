//! Tags parts of speech word by word from the left; each is scored with the two tags before it (a linear model after Collins,
//! 'Discriminative training methods for hidden Markov models', 2002, decoded greedily).

use super::WIDTH;
use super::lexeme::Lexeme;
use super::tag::Tag;
use super::weights::{Weights, mix};

/// The number of features of a word.
pub(crate) const FEATURES: usize = 30;

/// The features of word `i`, given the tags before it.
pub(crate) fn features(words: &[Lexeme], i: usize, before: [Tag; 2]) -> [u64; FEATURES] {
    let edge = Lexeme::default();
    let at = |k: isize| {
        i.checked_add_signed(k)
            .and_then(|j| words.get(j))
            .unwrap_or(&edge)
    };
    let w = at(0);
    let [far, near] = before.map(|t| t as u64);
    let first = u64::from(i == 0);
    let f = |n: u64, values: &[u64]| values.iter().fold(n.wrapping_add(11), |h, &v| mix(h, v));
    [
        f(0, &[w.form]),
        f(1, &[w.form, near]),
        f(2, &[near]),
        f(3, &[near, far]),
        f(4, &[at(-1).form]),
        f(5, &[at(1).form]),
        f(6, &[at(-2).form]),
        f(7, &[at(2).form]),
        f(8, &[w.suffixes[0], w.shape]),
        f(9, &[w.suffixes[1]]),
        f(10, &[w.suffixes[2]]),
        f(11, &[w.suffixes[3]]),
        f(12, &[w.suffixes[2], near]),
        f(13, &[w.prefix]),
        f(14, &[w.shape, first]),
        f(15, &[w.shape, near]),
        f(16, &[w.shape, w.suffixes[1]]),
        f(17, &[at(1).suffixes[2]]),
        f(18, &[at(1).shape, w.shape]),
        f(19, &[w.form, at(1).form]),
        f(20, &[at(-1).form, w.form]),
        f(21, &[w.form, far, near]),
        f(22, &[w.form, at(1).suffixes[1]]),
        f(23, &[at(-1).suffixes[2], w.suffixes[2]]),
        f(24, &[w.marks, near]),
        f(25, &[w.marks, at(1).marks, w.shape, first]),
        f(26, &[w.marks, w.suffixes[1], near]),
        f(27, &[at(1).form, at(2).form]),
        f(28, &[near, at(1).form]),
        f(29, &[w.shape, at(-1).shape, w.suffixes[2]]),
    ]
}

/// The tags of one sentence.
pub(crate) fn tag(weights: &Weights<'_, WIDTH>, words: &[Lexeme]) -> Vec<Tag> {
    let mut before = [Tag::Other, Tag::Other];
    (0..words.len())
        .map(|i| {
            let mut scores = [0; WIDTH];
            for feature in features(words, i, before) {
                weights.add(feature, &mut scores);
            }
            let scores = &mut scores[..Tag::ALL.len()];
            if let Some(form) = words[i].verb {
                let others = scores.iter_mut().enumerate();
                others
                    .filter(|(tag, _)| !form.allows(Tag::from_index(*tag)))
                    .for_each(|(_, score)| *score = i16::MIN);
            }
            let tag = Tag::from_index(best(scores));
            before = [before[1], tag];
            tag
        })
        .collect()
}

/// The index of the first highest score.
pub(crate) fn best(scores: &[i16]) -> usize {
    let mut at = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[at] {
            at = i;
        }
    }
    at
}
