//! The trained tagger: a linear-chain conditional random field over the features of [`Page`], decoded by Viterbi's algorithm within the
//! stretches that may contain names.

use std::ops::Range;
use std::sync::LazyLock;

use super::Tagger;
use super::consistency::{Scored, make_consistent};
use super::features::Page;
use super::gazetteer::Gazetteer;
use super::kinds;
use super::label::{Class, LABELS, OUTSIDE, Part, label, may_follow, parts};
use super::weights::Weights;
use crate::analysis::EntityKind;
use crate::analysis::constructions::{Construction, Constructions, bytes};
use crate::analysis::token::Token;

/// Bytes aligned to a cache line.
#[repr(align(64))]
struct Aligned<T: ?Sized>(T);

static WEIGHTS: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../assets/names.weights"));
static GAZETTEER: &[u8] = include_bytes!("../../../assets/names.gazetteer");

/// The built-in tagger; `None` only if the files that Postil was built with are broken.
pub(super) static BUILT_IN: LazyLock<Option<TrainedTagger<'static>>> =
    LazyLock::new(|| TrainedTagger::new(&WEIGHTS.0, GAZETTEER));

/// The built-in gazetteer.
pub fn built_in_gazetteer() -> Option<Gazetteer<'static>> {
    Gazetteer::new(GAZETTEER)
}

/// A tagger with trained weights.
#[derive(Clone, Debug)]
pub struct TrainedTagger<'a> {
    weights: Weights<'a>,
    gazetteer: Gazetteer<'a>,
    /// For each label, those that may precede it.
    before: [Vec<usize>; LABELS],
}

impl<'a> TrainedTagger<'a> {
    /// A tagger over weights and gazetteer that are used in place; `None` if the bytes are invalid.
    pub fn new(weights: &'a [u8], gazetteer: &'a [u8]) -> Option<Self> {
        let before = std::array::from_fn(|to| (0..LABELS).filter(|from| may_follow(*from, to)).collect());
        Some(Self {
            weights: Weights::new(weights)?,
            gazetteer: Gazetteer::new(gazetteer)?,
            before,
        })
    }

    /// The best labels for the tokens with these label scores.
    fn decode(&self, scores: &[[i32; LABELS]]) -> Vec<usize> {
        const NEVER: i32 = i32::MIN / 4;
        let mut from = Vec::with_capacity(scores.len());
        let mut best = [NEVER; LABELS];
        best[OUTSIDE] = 0;
        for score in scores {
            let mut next = [NEVER; LABELS];
            let mut back = [OUTSIDE as u8; LABELS];
            for (to, before) in self.before.iter().enumerate() {
                for &f in before {
                    let total = best[f] + self.weights.transitions[f][to];
                    if total > next[to] {
                        next[to] = total;
                        back[to] = f as u8;
                    }
                }
                next[to] = next[to].saturating_add(score[to]).max(NEVER);
            }
            best = next;
            from.push(back);
        }
        // The next token is outside, so a name must be closed.
        let mut label = (0..LABELS)
            .filter(|l| may_follow(*l, OUTSIDE))
            .max_by_key(|l| best[*l] + self.weights.transitions[*l][OUTSIDE])
            .unwrap_or(OUTSIDE);
        let mut labels = vec![OUTSIDE; scores.len()];
        for (slot, back) in labels.iter_mut().zip(from).rev() {
            *slot = label;
            label = usize::from(back[label]);
        }
        labels
    }

    /// The names of a whole text with their classes.
    pub fn names(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Range<usize>],
        constructions: &Constructions,
    ) -> Vec<(Range<usize>, Class)> {
        let page = Page::new(text, tokens, sentences, self.gazetteer);
        let mut out: Vec<Scored> = Vec::new();
        let mut features = Vec::with_capacity(128);
        let mut scores: Vec<[i32; LABELS]> = Vec::new();
        for (stretch, sentence) in page.stretches() {
            scores.clear();
            for i in stretch.clone() {
                features.clear();
                page.features(i, sentence, &mut features);
                let mut score = [0; LABELS];
                for feature in &features {
                    self.weights.add(*feature, &mut score);
                }
                scores.push(score);
            }
            let labels = self.decode(&scores);
            let mut start = 0;
            for (i, label) in labels.iter().enumerate() {
                let Some((class, part)) = parts(*label) else {
                    continue;
                };
                if matches!(part, Part::Begin | Part::Unit) {
                    start = i;
                }
                if matches!(part, Part::Last | Part::Unit) {
                    let span = stretch.start + start..stretch.start + i + 1;
                    out.push(Scored {
                        span,
                        class,
                        scores: by_class(&scores[start..=i]),
                        told: false,
                        sentence,
                    });
                }
            }
        }
        for name in &out {
            constructions.note(Construction::NameTagger, bytes(tokens, &name.span));
        }
        make_consistent(&page, &mut out, constructions);
        out.into_iter().map(|s| (s.span, s.class)).collect()
    }
}

/// The score of each class for a name with these label scores.
fn by_class(scores: &[[i32; LABELS]]) -> [i32; 4] {
    let last = scores.len() - 1;
    Class::ALL.map(|class| {
        let part = |i: usize| match (i == 0, i == last) {
            (true, true) => Part::Unit,
            (true, false) => Part::Begin,
            (false, false) => Part::Inside,
            (false, true) => Part::Last,
        };
        scores
            .iter()
            .enumerate()
            .map(|(i, s)| s[label(class, part(i))])
            .sum()
    })
}

impl Tagger for TrainedTagger<'_> {
    fn tag(&self, text: &str, sentence: &[Token]) -> Vec<(Range<usize>, EntityKind)> {
        let whole = 0..sentence.len();
        self.tag_all(
            text,
            sentence,
            std::slice::from_ref(&whole),
            &Constructions::all(),
        )
    }

    fn tag_all(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Range<usize>],
        constructions: &Constructions,
    ) -> Vec<(Range<usize>, EntityKind)> {
        let names = self.names(text, tokens, sentences, constructions);
        kinds::kinds(text, tokens, names)
    }
}
