//! Finds what is known about a claim, best first.

use std::io;

use super::entry::Checked;
use super::features::{Features, Letters, Rarity as _, Scores, Side, features};
use super::index::Index;
use super::model::MatchModel;
use super::reasons::reasons;
use super::search::Archives;
use super::words::Words;

/// The number of candidates that are compared in detail.
const CANDIDATES: usize = 60;
/// The maximum number of bytes of a text that are used.
const LONGEST: usize = 8 << 10;
/// The minimum similarity of entries that say the same.
const ALIKE: f64 = 0.6;

/// A claim to look up.
#[derive(Clone, Copy, Debug, Default)]
pub struct MatchQuery<'a> {
    /// The claim, as plain words or a social network post.
    pub text: &'a str,
    /// Who makes the claim.
    pub speaker: Option<&'a str>,
    /// Full names of those mentioned in the text by a pronoun or a short name.
    pub names: &'a [&'a str],
    /// The date of the claim, as `2026-11-30`.
    pub date: Option<&'a str>,
}

/// A known claim that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Its archive: an index into those that the matcher was made from.
    pub archive: usize,
    /// The known claim.
    pub entry: Checked,
    /// The probability that it says the same as the claim, as measured in `docs/matching.md`.
    pub confidence: f64,
    /// What the two have in common, in words.
    pub reasons: Vec<String>,
}

impl Match {
    /// Whether it is certain enough to be shown by default.
    pub fn is_shown(&self) -> bool {
        self.confidence >= MatchModel::built_in().shown
    }

    /// Whether the two are the same claim in the same words.
    pub fn repeats(&self, other: &Self) -> bool {
        let words = |of: &Self| {
            let mut terms: Vec<_> = Words::of(&of.entry.claim).words.iter().map(|w| w.term).collect();
            terms.sort_unstable();
            terms.dedup();
            terms
        };
        words(self) == words(other)
    }
}

/// A candidate before ranking: for training and measuring.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The entry.
    pub entry: Checked,
    /// What it has in common with the claim.
    pub features: Features,
    /// The candidates, by their place in the list, that say the same as this one.
    pub alike: Vec<usize>,
}

/// A candidate with its comparison data.
struct Compared {
    archive: usize,
    entry: Checked,
    claim: Side,
    features: Features,
}

/// Looks up claims in one or several archives.
pub struct Matcher {
    archives: Archives,
}

impl Matcher {
    /// Searches these archives as one.
    pub fn new(indexes: Vec<Index>) -> Self {
        Self {
            archives: Archives::new(indexes),
        }
    }

    /// The number of entries searched.
    pub fn len(&self) -> usize {
        self.archives.indexes.iter().map(Index::len).sum()
    }

    /// Whether there is nothing to search.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// At most `count` entries accepted by `takes`, best first, with decreasing confidence.
    ///
    /// # Errors
    /// When an archive cannot be read.
    pub fn find(
        &self,
        query: MatchQuery<'_>,
        count: usize,
        takes: impl Fn(usize, &Checked) -> bool,
    ) -> io::Result<Vec<Match>> {
        let model = MatchModel::built_in();
        let side = self.side(query);
        let mut ranked: Vec<(f64, Compared)> = self
            .compared(&side, takes)?
            .into_iter()
            .map(|c| {
                (
                    model.rank(&c.features) + nearness(query.date, c.entry.date.as_deref()),
                    c,
                )
            })
            .collect();
        ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let mut bound = 1.0_f64;
        let found = ranked.iter().take(count).map(|(rank, candidate)| {
            let others = ranked
                .iter()
                .filter(|(_, other)| other.claim.likeness(&candidate.claim) < ALIKE);
            let next = others.map(|(rank, _)| *rank).next();
            let margin = next.map_or(0.0, |next| rank - next);
            bound = bound.min(model.confidence(&candidate.features, margin));
            Match {
                archive: candidate.archive,
                entry: candidate.entry.clone(),
                confidence: bound,
                reasons: reasons(query, &side, &candidate.entry, &candidate.claim, &self.archives),
            }
        });
        Ok(found.collect())
    }

    /// The entries compared with a claim, with their features.
    ///
    /// # Errors
    /// When an archive cannot be read.
    pub fn candidates(
        &self,
        query: MatchQuery<'_>,
        takes: impl Fn(usize, &Checked) -> bool,
    ) -> io::Result<Vec<Candidate>> {
        let compared = self.compared(&self.side(query), takes)?;
        let alike = |a: &Compared| {
            let same = compared
                .iter()
                .enumerate()
                .filter(|(_, b)| a.claim.likeness(&b.claim) >= ALIKE);
            same.map(|(i, _)| i).collect()
        };
        let candidates = compared.iter().map(|candidate| Candidate {
            entry: candidate.entry.clone(),
            features: candidate.features,
            alike: alike(candidate),
        });
        Ok(candidates.collect())
    }

    fn side(&self, query: MatchQuery<'_>) -> Side {
        let mut words = Words::of(beginning(query.text));
        for name in query.names {
            words.extend(beginning(name), false);
        }
        if let Some(speaker) = query.speaker {
            words.extend(beginning(speaker), true);
        }
        Side::of(words, &self.archives)
    }

    /// The candidates of a claim, in the order of the search.
    fn compared(&self, query: &Side, takes: impl Fn(usize, &Checked) -> bool) -> io::Result<Vec<Compared>> {
        let archives = &self.archives;
        let letters = Letters::of([query]);
        let mut sides = Vec::new();
        for hit in archives.search(query.terms.keys(), CANDIDATES)? {
            let Some(index) = archives.indexes.get(hit.archive) else {
                continue;
            };
            let entry = index.entry(hit.entry)?;
            if !takes(hit.archive, &entry) {
                continue;
            }
            let side = |text: &str| Side::of(Words::of(beginning(text)), archives);
            let (claim, title) = (
                side(&entry.claim),
                side(entry.title.as_deref().unwrap_or_default()),
            );
            let score = |of: &Side| -> f64 {
                let shared = query.terms.keys().filter(|term| of.terms.has(*term));
                let length = of.words.words.len() as f64;
                shared
                    .map(|term| archives.score(archives.of(term), 1.0, length))
                    .sum()
            };
            let scores = Scores {
                rank: sides.len(),
                all: hit.score,
                claim: score(&claim),
                title: score(&title),
                letters: letters.cosine(&Letters::of([&claim, &title])),
            };
            sides.push((hit.archive, entry, claim, title, scores));
        }
        let best = |of: fn(&Scores) -> f64| sides.iter().map(|(.., scores)| of(scores)).fold(0.0, f64::max);
        let best = Scores {
            rank: 0,
            all: best(|s| s.all),
            claim: best(|s| s.claim),
            title: best(|s| s.title),
            letters: best(|s| s.letters),
        };
        let most = archives.most();
        let compared = sides
            .into_iter()
            .map(|(archive, entry, claim, title, scores)| Compared {
                archive,
                features: features(query, &claim, &title, scores, best, most),
                entry,
                claim,
            });
        Ok(compared.collect())
    }
}

/// The beginning of a text that is longer than any claim.
fn beginning(text: &str) -> &str {
    text.get(..crate::text::grapheme::floor_char(text, LONGEST))
        .unwrap_or(text)
}

/// The bonus of two dates for the rank: largest on the same day, a third of it half a year apart. It is set by hand, because the training
/// data has no dates; it decides between otherwise similar entries.
fn nearness(query: Option<&str>, entry: Option<&str>) -> f64 {
    match days_apart(query, entry) {
        Some(days) => 0.2 * (-f64::from(days) / 165.0).exp(),
        None => 0.0,
    }
}

/// The days between two dates, if both are known.
pub(super) fn days_apart(a: Option<&str>, b: Option<&str>) -> Option<u32> {
    let day = |text: &str| text.get(..10)?.parse::<jiff::civil::Date>().ok();
    let span = day(a?)?.since(day(b?)?).ok()?;
    Some(span.get_days().unsigned_abs())
}
