//! Features that compare a claim with a candidate.
//!
//! Invariants: each feature is between 0 and 1 (the length of a text may be slightly more), whatever the archive; the same texts give the
//! same features on every machine; the work is linear in the words of both, except for sorting.

use super::search::K1;
use super::words::{Term, WordKind, Words, year};

/// Groups of features, for measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureGroup {
    /// The scores and the rank of the search.
    Search,
    /// Single words, weighted by rarity.
    Words,
    /// Pairs of adjacent words.
    Pairs,
    /// Parts of words.
    Letters,
    /// Figures.
    Figures,
    /// The speaker.
    Speaker,
    /// Years.
    Time,
    /// The vectors of a sentence encoder.
    Meaning,
}

impl FeatureGroup {
    /// All groups.
    pub const ALL: [Self; 8] = [
        Self::Search,
        Self::Words,
        Self::Pairs,
        Self::Letters,
        Self::Figures,
        Self::Speaker,
        Self::Time,
        Self::Meaning,
    ];
}

/// The names of the features, in the order of [`Features`], with the group of each.
pub const FEATURES: [(&str, FeatureGroup); 21] = [
    ("score_of_most", FeatureGroup::Search),
    ("claim_score_of_best", FeatureGroup::Search),
    ("title_score_of_best", FeatureGroup::Search),
    ("rank", FeatureGroup::Search),
    ("claim_covered", FeatureGroup::Words),
    ("claim_cosine", FeatureGroup::Words),
    ("title_cosine", FeatureGroup::Words),
    ("rarest_shared", FeatureGroup::Words),
    ("shared", FeatureGroup::Words),
    ("length", FeatureGroup::Words),
    ("pairs_of_query", FeatureGroup::Pairs),
    ("pairs_of_entry", FeatureGroup::Pairs),
    ("letters", FeatureGroup::Letters),
    ("letters_of_best", FeatureGroup::Letters),
    ("figures_shared", FeatureGroup::Figures),
    ("figures_missing", FeatureGroup::Figures),
    ("speaker_named", FeatureGroup::Speaker),
    ("year_missing", FeatureGroup::Time),
    ("meaning", FeatureGroup::Meaning),
    ("meaning_of_best", FeatureGroup::Meaning),
    ("meaning_rank", FeatureGroup::Meaning),
];

/// The features of one claim and one candidate.
pub type Features = [f64; FEATURES.len()];

/// The rarity of words in all archives together.
pub(super) trait Rarity {
    /// The inverse document frequency of `term`.
    fn of(&self, term: Term) -> f64;
    /// The inverse document frequency of a word that no entry contains.
    fn most(&self) -> f64;
}

/// Keys with weights, sorted and unique.
#[derive(Clone, Debug)]
pub(super) struct Bag<K>(Vec<(K, f64)>);

impl<K: Ord + Copy> Bag<K> {
    fn of(mut items: Vec<(K, f64)>) -> Self {
        items.sort_by_key(|(key, _)| *key);
        items.dedup_by_key(|(key, _)| *key);
        Self(items)
    }

    pub(super) fn get(&self, key: K) -> Option<f64> {
        let at = self.0.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        self.0.get(at).map(|(_, weight)| *weight)
    }

    pub(super) fn has(&self, key: K) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = K> + '_ {
        self.0.iter().map(|(key, _)| *key)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn total(&self) -> f64 {
        self.0.iter().map(|(_, weight)| weight).sum()
    }

    /// The common items, with the weights of each.
    fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (f64, f64)> + 'a {
        let mut rest = other.0.as_slice();
        self.0.iter().filter_map(move |(key, weight)| {
            let behind = rest.iter().position(|(k, _)| k >= key).unwrap_or(rest.len());
            rest = rest.get(behind..).unwrap_or_default();
            let (same, other) = rest.first()?;
            (same == key).then_some((*weight, *other))
        })
    }

    /// The scalar product of the two as vectors.
    fn product(&self, other: &Self) -> f64 {
        self.shared(other).map(|(a, b)| a * b).sum()
    }

    fn cosine(&self, other: &Self) -> f64 {
        share(
            self.product(other),
            (self.product(self) * other.product(other)).sqrt(),
        )
    }

    fn union(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied().collect())
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// A text prepared for comparison.
pub(super) struct Side {
    pub(super) words: Words,
    /// Its words, weighted by rarity.
    pub(super) terms: Bag<Term>,
    /// Pairs of adjacent words.
    pairs: Bag<(Term, Term)>,
    /// The values of its figures.
    pub(super) figures: Vec<f64>,
    years: Vec<Term>,
    /// The speaker.
    speaker: Bag<Term>,
}

/// The maximum number of words of a text that are compared.
const MOST_WORDS: usize = 400;

impl Side {
    pub(super) fn of(mut words: Words, rarity: &impl Rarity) -> Self {
        words.words.truncate(MOST_WORDS);
        let all: Vec<(Term, f64)> = words.words.iter().map(|w| (w.term, rarity.of(w.term))).collect();
        let of = |takes: &dyn Fn(usize) -> bool| {
            let taken = all.iter().enumerate().filter(|(i, _)| takes(*i));
            taken.map(|(_, item)| *item).collect::<Vec<_>>()
        };
        let is = |i: usize, what: fn(&super::words::Word) -> bool| words.words.get(i).is_some_and(what);
        let row = of(&|i| is(i, |w| !w.is_reading));
        let pairs = row.iter().zip(row.iter().skip(1));
        let speaker = of(&|i| is(i, |w| w.is_signature && w.kind == WordKind::Name));
        let number = |word: &super::words::Word| match word.kind {
            WordKind::Number(number) => Some(number),
            WordKind::Name | WordKind::Plain => None,
        };
        let numbers = || words.words.iter().filter(|w| number(w).is_some());
        let is_year = |word: &super::words::Word| year(words.letters(word)).is_some();
        Self {
            pairs: Bag::of(pairs.map(|(a, b)| ((a.0, b.0), a.1 + b.1)).collect()),
            figures: numbers().filter(|w| !w.is_signature).filter_map(number).collect(),
            years: numbers().filter(|w| is_year(w)).map(|w| w.term).collect(),
            speaker: Bag::of(speaker),
            terms: Bag::of(all),
            words,
        }
    }

    /// The share of all their words that the two have in common.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let shared = self.terms.shared(&other.terms).count() as f64;
        share(shared, (self.terms.len() + other.terms.len()) as f64 - shared)
    }

    pub(super) fn cosine(&self, other: &Self) -> f64 {
        self.terms.cosine(&other.terms)
    }
}

/// Groups of four letters in the words of some texts, each weighted by the rarity of its word; as a vector of length 1.
pub(super) struct Letters(Bag<u32>);

impl Letters {
    pub(super) fn of<'a>(sides: impl IntoIterator<Item = &'a Side>) -> Self {
        let mut parts: Vec<(u32, f64)> = Vec::new();
        for side in sides {
            for word in &side.words.words {
                let weight = side.terms.get(word.term).unwrap_or(0.0);
                let letters = side.words.letters(word).bytes();
                let spaced: Vec<u8> = [b' '].into_iter().chain(letters).chain([b' ']).collect();
                let grams = spaced.windows(spaced.len().min(4));
                let hash = |gram: &[u8]| gram.iter().fold(0, |n: u32, b| n << 8 | u32::from(*b));
                parts.extend(grams.map(|gram| (hash(gram), weight)));
            }
        }
        parts.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let same = parts.chunk_by(|a, b| a.0 == b.0);
        // A repeated one counts slightly more.
        let merged = same.filter_map(|same| {
            let (gram, weight) = same.first()?;
            Some((*gram, weight * (1.0 + (same.len() as f64).ln())))
        });
        let mut bag = Bag(merged.collect());
        let length = bag.product(&bag).sqrt();
        bag.0
            .iter_mut()
            .for_each(|(_, weight)| *weight = share(*weight, length));
        Self(bag)
    }

    pub(super) fn cosine(&self, other: &Self) -> f64 {
        self.0.product(&other.0)
    }
}

/// The search results for a candidate.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scores {
    pub(super) rank: usize,
    pub(super) all: f64,
    pub(super) claim: f64,
    pub(super) title: f64,
    pub(super) letters: f64,
    pub(super) meaning: Option<Meaning>,
}

/// How near the vector of a candidate is to that of the claim.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Meaning {
    /// The cosine, 0 if negative.
    pub(super) similarity: f64,
    /// The number of candidates that are nearer.
    pub(super) rank: usize,
}

/// The features of `query` and a candidate with the given claim and title. `best` holds the best of each score among the candidates, `most`
/// is the rarity of the rarest word.
pub(super) fn features(
    query: &Side,
    claim: &Side,
    title: &Side,
    scores: Scores,
    best: Scores,
    most: f64,
) -> Features {
    let entry = claim.terms.union(&title.terms);
    let shared: Vec<f64> = query.terms.shared(&entry).map(|(weight, _)| weight).collect();
    let pairs = claim.pairs.union(&title.pairs);
    let shared_pairs: f64 = query.pairs.shared(&pairs).map(|(weight, _)| weight).sum();
    let figures = || claim.figures.iter().chain(&title.figures);
    let same_figures = query
        .figures
        .iter()
        .filter(|f| figures().any(|g| g.total_cmp(f).is_eq()))
        .count();
    let in_claim: f64 = claim.terms.shared(&query.terms).map(|(weight, _)| weight).sum();
    let of_speaker: f64 = query.speaker.shared(&entry).map(|(weight, _)| weight).sum();
    let mut years = claim.years.iter().chain(&title.years);
    let yes = |yes: bool| f64::from(u8::from(yes));
    [
        share(scores.all, query.terms.total() * (K1 + 1.0)),
        share(scores.claim, best.claim),
        share(scores.title, best.title),
        1.0 / (scores.rank as f64 + 1.0),
        share(in_claim, claim.terms.total()),
        query.cosine(claim),
        query.cosine(title),
        share(shared.iter().copied().fold(0.0, f64::max), most),
        shared.len().min(10) as f64 / 10.0,
        (1.0 + entry.len() as f64).ln() / 4.0,
        share(shared_pairs, query.pairs.total()),
        share(shared_pairs, pairs.total()),
        scores.letters,
        share(scores.letters, best.letters),
        same_figures.min(2) as f64 / 2.0,
        yes(figures().any(|f| !query.figures.contains(f))),
        share(of_speaker, query.speaker.total()),
        yes(years.any(|year| !query.years.contains(year))),
        scores.meaning.map_or(0.0, |m| m.similarity),
        share(
            scores.meaning.map_or(0.0, |m| m.similarity),
            best.meaning.map_or(0.0, |m| m.similarity),
        ),
        scores.meaning.map_or(0.0, |m| 1.0 / (m.rank as f64 + 1.0)),
    ]
}
