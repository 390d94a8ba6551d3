//! The trained tagger: a linear-chain conditional random field over the features of [`Page`], decoded by Viterbi's
//! algorithm within the stretches that may hold names.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::Tagger;
use super::features::Page;
use super::gazetteer::Gazetteer;
use super::kinds;
use super::label::{Class, LABELS, OUTSIDE, Part, label, may_follow, parts};
use super::shorts::Short;
use super::teams;
use super::weights::Weights;
use crate::analysis::EntityKind;
use crate::analysis::token::Token;

/// Bytes at the start of a line of the cache.
#[repr(align(64))]
struct Aligned<T: ?Sized>(T);

static WEIGHTS: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../assets/names.weights"));
static GAZETTEER: &[u8] = include_bytes!("../../../assets/names.gazetteer");

/// The tagger that Postil carries; `None` only if the files it was built with are broken.
pub(super) static BUILT_IN: LazyLock<Option<TrainedTagger<'static>>> =
    LazyLock::new(|| TrainedTagger::new(&WEIGHTS.0, GAZETTEER));

/// What is known of words, as built in.
pub fn built_in_gazetteer() -> Option<Gazetteer<'static>> {
    Gazetteer::new(GAZETTEER)
}

/// A tagger with trained weights.
#[derive(Clone, Debug)]
pub struct TrainedTagger<'a> {
    weights: Weights<'a>,
    gazetteer: Gazetteer<'a>,
    /// For each label those that may come before it.
    before: [Vec<usize>; LABELS],
}

impl<'a> TrainedTagger<'a> {
    /// A tagger over weights and gazetteer that are read in place; `None` if the bytes are neither.
    pub fn new(weights: &'a [u8], gazetteer: &'a [u8]) -> Option<Self> {
        let before = std::array::from_fn(|to| (0..LABELS).filter(|from| may_follow(*from, to)).collect());
        Some(Self {
            weights: Weights::new(weights)?,
            gazetteer: Gazetteer::new(gazetteer)?,
            before,
        })
    }

    /// The best labels for the tokens whose label scores are given.
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
        // What follows is outside, so that a name must be closed.
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
                        sentence,
                    });
                }
            }
        }
        let shorts = page.shorts();
        drop_common(&page, &shorts, &mut out);
        agree(text, tokens, &shorts, &mut out);
        name_teams(&page, &mut out);
        out.into_iter().map(|s| (s.span, s.class)).collect()
    }
}

/// Drops what is short for common words: 'SLR' where the document has 'sea level rise (SLR)'.
fn drop_common(page: &Page<'_>, shorts: &[Short], names: &mut Vec<Scored>) {
    let words = page.words();
    let common: HashSet<&str> = shorts
        .iter()
        .filter(|short| !page.may_be_name(short))
        .map(|short| words.get(short.short))
        .collect();
    names.retain(|n| n.span.len() > 1 || !common.contains(words.get(n.span.start)));
}

/// In a report of a match a country's or town's name is its team's: where it plays, and, if it plays more than once, wherever it is
/// not where something happens or comes from.
fn name_teams(page: &Page<'_>, names: &mut [Scored]) {
    let words = page.words();
    let of_sport = |name: &Scored| name.class == Class::Place && page.sport(name.sentence) >= 1;
    let mut plays: HashMap<&str, (usize, usize)> = HashMap::new();
    for name in names.iter().filter(|n| of_sport(n)) {
        let (playing, all) = plays
            .entry(words.range(&name.span).slice(words.text))
            .or_default();
        *playing += usize::from(teams::plays(words, &name.span));
        *all += 1;
    }
    // A report of many matches names most teams once or twice.
    let many = plays.values().map(|p| p.0).sum::<usize>() >= 6;
    for name in names.iter_mut().filter(|n| of_sport(n)) {
        let (playing, all) = plays
            .get(words.range(&name.span).slice(words.text))
            .copied()
            .unwrap_or_default();
        let known = (playing >= 2 || many && playing > 0)
            && playing * 6 >= all
            && !teams::is_where(words, &name.span);
        if known || page.sport(name.sentence) >= 2 && teams::plays(words, &name.span) {
            name.class = Class::Organization;
        }
    }
}

/// A name with how well each class fits it.
struct Scored {
    span: Range<usize>,
    class: Class,
    scores: [i32; 4],
    sentence: usize,
}

/// How well each class fits a name with those label scores.
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

/// One name has one class in one document: the one that fits all its mentions best together, unless a mention speaks
/// strongly for another. A longer name speaks for its parts too: 'Helen Okafor' for 'Okafor', 'Norvale Holdings' for
/// 'Norvale'; and a name and its short form have one class.
fn agree(text: &str, tokens: &[Token], shorts: &[Short], names: &mut [Scored]) {
    let words = super::words::Words { text, tokens };
    let slice = |span: &Range<usize>| words.range(span).slice(text);
    let mut by_words: HashMap<&str, Votes> = HashMap::new();
    for name in names.iter() {
        let own = by_words.entry(slice(&name.span)).or_default();
        own.count += 1;
        let best = name.scores.iter().copied().max().unwrap_or(0);
        for (s, score) in own.sum.iter_mut().zip(name.scores) {
            *s += (score - best).max(-LIMIT);
        }
    }
    for name in names.iter().filter(|n| n.span.len() > 1) {
        let part = match name.class {
            Class::Person => name.span.end - 1..name.span.end,
            Class::Organization => name.span.start..name.span.start + 1,
            _ => continue,
        };
        if let Some(votes) = by_words.get_mut(slice(&part)) {
            votes.borne[name.class as usize] = PART;
        }
    }
    for short in shorts {
        let pair = [slice(&short.long), slice(&(short.short..short.short + 1))];
        if let [Some(long), Some(short)] = pair.map(|name| by_words.get(name).copied()) {
            for name in pair {
                by_words.insert(name, long.and(short));
            }
        }
    }
    for name in names {
        let Some(votes) = by_words.get(slice(&name.span)) else {
            continue;
        };
        let borne = if name.span.len() == 1 { votes.borne } else { [0; 4] };
        if votes.count < 2 && borne == [0; 4] {
            continue;
        }
        let sums = votes.sum.iter().zip(borne).map(|(s, b)| s + b);
        let (best, _) =
            Class::ALL.into_iter().zip(sums).fold(
                (name.class, i32::MIN),
                |a, (c, s)| if s > a.1 { (c, s) } else { a },
            );
        let own = name.scores[name.class as usize] - name.scores[best as usize];
        if own < STRONG {
            name.class = best;
        }
    }
}

/// What the mentions of one name say together.
#[derive(Clone, Copy, Debug, Default)]
struct Votes {
    sum: [i32; 4],
    count: usize,
    /// What longer names add that bear it as surname or as first word.
    borne: [i32; 4],
}

impl Votes {
    fn and(self, other: Self) -> Self {
        Self {
            sum: std::array::from_fn(|c| self.sum[c] + other.sum[c]),
            count: self.count + other.count,
            borne: std::array::from_fn(|c| self.borne[c].max(other.borne[c])),
        }
    }
}

/// What a longer name says for its part, in the unit of the weights.
const PART: i32 = 80;
/// One mention's say is bounded, in the unit of the weights.
const LIMIT: i32 = 160;
/// A mention that fits its own class better by this keeps it.
const STRONG: i32 = 200;

impl Tagger for TrainedTagger<'_> {
    fn tag(&self, text: &str, sentence: &[Token]) -> Vec<(Range<usize>, EntityKind)> {
        self.tag_all(text, sentence, std::slice::from_ref(&(0..sentence.len())))
    }

    fn tag_all(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Range<usize>],
    ) -> Vec<(Range<usize>, EntityKind)> {
        let names = self.names(text, tokens, sentences);
        kinds::kinds(text, tokens, names)
    }
}
