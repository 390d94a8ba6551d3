//! Finds the entries of several archives that share the most significant words with a text, by BM25 (Robertson and Zaragoza, "The
//! Probabilistic Relevance Framework", 2009).
//!
//! Invariants: archives that are searched together share one count of word rarity, so that their scores are comparable; the work grows with
//! the number of entries that contain the words, not with the size of the archives.

use std::io;

use super::features::Rarity;
use super::index::Index;
use super::words::{Term, is_common};

/// BM25's k1: how quickly repeated words stop counting.
pub(super) const K1: f64 = 1.2;
/// BM25's b: the penalty for long entries.
const B: f64 = 0.75;
/// With at least this many entries, a word in more than a third of them is ignored.
const MANY: u64 = 3000;

/// Few entries say little about word rarity: up to this number they are treated as part of this many, of which the others contain only
/// common words.
const BACKGROUND: u64 = 10_000;
/// The number of words of an entry of those.
const BACKGROUND_WORDS: u64 = 24;
/// One in this many of them contains a common word.
const COMMON_IN: f64 = 30.0;

/// All archives that are searched together.
pub(super) struct Archives {
    pub(super) indexes: Vec<Index>,
    entries: u64,
    /// The number of additional, virtual entries.
    background: u64,
    /// The average number of words of an entry.
    average: f64,
}

/// A candidate: its archive, its number in it, and the score.
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

    /// The score of `times` occurrences of a word of that rarity in a text of `length` words.
    pub(super) fn score(&self, rarity: f64, times: f64, length: f64) -> f64 {
        rarity * times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length / self.average))
    }

    /// The `most` entries with the best scores, best first; then those of `also`, an archive and an entry each, that are not among them.
    ///
    /// # Errors
    /// When an archive cannot be read.
    pub(super) fn search(
        &self,
        terms: impl Iterator<Item = Term>,
        most: usize,
        also: &[(usize, usize)],
    ) -> io::Result<Vec<Hit>> {
        let mut terms: Vec<Term> = terms
            .filter(|term| self.entries < MANY || self.count(*term) * 3 < self.entries)
            .collect();
        // Floating-point sums depend on their order.
        terms.sort_unstable();
        let (mut hits, mut others) = (Vec::new(), Vec::new());
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
            let here = also.iter().filter(|(of, _)| *of == archive);
            others.extend(here.map(|(_, entry)| Hit {
                archive,
                entry: *entry,
                score: f64::from(scores.get(*entry).copied().unwrap_or(0.0)),
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
        others.retain(|other| {
            !hits
                .iter()
                .any(|hit| (hit.archive, hit.entry) == (other.archive, other.entry))
        });
        others.sort_by(order);
        hits.sort_by(order);
        hits.extend(others);
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
