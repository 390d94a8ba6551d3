//! Finds the entries of several archives that share the most telling words with a text, by BM25 (Robertson and Zaragoza, "The
//! Probabilistic Relevance Framework", 2009).
//!
//! Always true here: archives that are searched together share one count of how rare words are, so that their scores can be
//! compared; the work grows with the entries that hold the words, not with the archives.

use std::io;

use super::features::Rarity;
use super::index::Index;
use super::words::{Term, is_common};

/// How soon a word that comes again counts no more.
pub(super) const K1: f64 = 1.2;
/// How much a long entry pays for its length.
const B: f64 = 0.75;
/// A word that more than a third of the entries hold finds nothing, where there are as many entries as this.
const MANY: u64 = 3000;

/// Few entries tell little of how rare a word is: up to this number they are taken for part of as many, of which the others hold
/// common words only.
const BACKGROUND: u64 = 10_000;
/// Words of an entry of those.
const BACKGROUND_WORDS: u64 = 24;
/// One of so many of them holds a common word.
const COMMON_IN: f64 = 30.0;

/// All archives that are searched together.
pub(super) struct Archives {
    pub(super) indexes: Vec<Index>,
    entries: u64,
    /// Entries that are thought of besides.
    background: u64,
    /// Words of an entry, on average.
    average: f64,
}

/// A candidate: the number of the archive, that of the entry in it, and the score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hit {
    pub(super) archive: usize,
    pub(super) entry: usize,
    pub(super) score: f64,
}

impl Archives {
    pub(super) fn new(indexes: Vec<Index>) -> Self {
        let entries: u64 = indexes.iter().map(|i| i.totals().entries).sum();
        let words: u64 = indexes.iter().map(|i| i.totals().words).sum();
        let background = BACKGROUND.saturating_sub(entries);
        let words = words + background * BACKGROUND_WORDS;
        Self {
            indexes,
            entries,
            background,
            average: (words as f64 / (entries + background) as f64).max(1.0),
        }
    }

    fn count(&self, term: Term) -> u64 {
        self.indexes.iter().map(|index| index.count(term)).sum()
    }

    /// What `times` occurrences of a word of that rarity in a text of `length` words score.
    pub(super) fn score(&self, rarity: f64, times: f64, length: f64) -> f64 {
        rarity * times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length / self.average))
    }

    /// The `most` entries with the best scores, best first.
    ///
    /// # Errors
    /// When an archive cannot be read.
    pub(super) fn search(&self, terms: impl Iterator<Item = Term>, most: usize) -> io::Result<Vec<Hit>> {
        let mut terms: Vec<Term> = terms
            .filter(|term| self.entries < MANY || self.count(*term) * 3 < self.entries)
            .collect();
        // Sums of numbers depend on their order.
        terms.sort_unstable();
        let mut hits = Vec::new();
        for (archive, index) in self.indexes.iter().enumerate() {
            let mut scores = vec![0.0_f32; index.len()];
            let mut touched: Vec<u32> = Vec::new();
            for term in &terms {
                let rarity = self.of(*term);
                index.each(*term, |entry, times, length| {
                    if let Some(score) = scores.get_mut(entry) {
                        if *score == 0.0 {
                            touched.push(entry as u32);
                        }
                        *score += self.score(rarity, times as f64, f64::from(length)) as f32;
                    }
                })?;
            }
            hits.extend(touched.into_iter().map(|entry| Hit {
                archive,
                entry: entry as usize,
                score: f64::from(scores.get(entry as usize).copied().unwrap_or(0.0)),
            }));
        }
        let order = |a: &Hit, b: &Hit| {
            let place = |hit: &Hit| (hit.archive, hit.entry);
            b.score.total_cmp(&a.score).then_with(|| place(a).cmp(&place(b)))
        };
        if hits.len() > most {
            hits.select_nth_unstable_by(most, order);
            hits.truncate(most);
        }
        hits.sort_by(order);
        Ok(hits)
    }
}

impl Rarity for Archives {
    fn of(&self, term: Term) -> f64 {
        let all = (self.entries + self.background) as f64;
        let mut with = self.count(term) as f64;
        if self.background > 0 && is_common(term) {
            with += self.background as f64 / COMMON_IN;
        }
        ((all - with + 0.5) / (with + 0.5)).ln_1p()
    }

    fn most(&self) -> f64 {
        (((self.entries + self.background) as f64 + 0.5) / 0.5).ln_1p()
    }
}
