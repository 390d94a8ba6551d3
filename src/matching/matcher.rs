//! Finds what is known about a claim, best first.

use std::collections::HashSet;
use std::io;

use super::entry::Checked;
use super::features::{Features, Letters, Meaning, Rarity as _, Scores, Side, features};
use super::index::Index;
use super::model::MatchModel;
use super::reasons::reasons;
use super::search::Archives;
use super::vectors::{ClaimKey, Row, Vectors};
use super::words::Words;

/// The number of candidates that are found by their words, and compared in detail.
const CANDIDATES: usize = 60;
/// The number of candidates that are found by their vectors.
const NEAREST: usize = 40;
/// The maximum number of bytes of a text that are used.
const LONGEST: usize = 8 << 10;
/// The minimum similarity of entries that say the same.
const ALIKE: f64 = 0.6;
/// The minimum similarity of vectors that is given as a reason.
const SIMILAR: f64 = 0.6;

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
    /// The vector of the text, from the encoder whose vectors the matcher has.
    pub vector: Option<&'a [f32]>,
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
    /// Whether it is certain enough to be shown by default.
    pub is_shown: bool,
}

impl Match {
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
    meaning: Option<Meaning>,
    features: Features,
}

/// The vectors of all entries.
struct Meanings {
    vectors: Vectors,
    /// For each archive, the place of the vector of each entry.
    rows: Vec<Vec<Row>>,
}

/// Looks up claims in one or several archives.
pub struct Matcher {
    archives: Archives,
    meanings: Option<Meanings>,
}

impl Matcher {
    /// Searches these archives as one.
    pub fn new(indexes: Vec<Index>) -> Self {
        Self {
            archives: Archives::new(indexes),
            meanings: None,
        }
    }

    /// The claims of entries that have no vector in `vectors`, each once, with their keys, in the order of the entries.
    ///
    /// # Errors
    /// When an archive cannot be read.
    pub fn without_vector(&self, vectors: &Vectors) -> io::Result<Vec<MissingVector>> {
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        for (archive, index) in self.archives.indexes.iter().enumerate() {
            let keys = index.keys()?.into_iter().enumerate();
            let missing = keys.filter(|(_, key)| !vectors.has(*key) && seen.insert(*key));
            out.extend(missing.map(|(entry, key)| MissingVector { key, archive, entry }));
        }
        Ok(out)
    }

    /// The claim whose vector is missing.
    ///
    /// # Errors
    /// When its archive cannot be read.
    pub fn claim(&self, of: &MissingVector) -> io::Result<String> {
        let index = self.archives.indexes.get(of.archive);
        let claim = index.ok_or(io::ErrorKind::InvalidData)?.claim(of.entry)?;
        Ok(beginning(&claim).to_owned())
    }

    /// Compares by `vectors` too, if every entry has one; says whether it does. A query then needs a vector.
    ///
    /// # Errors
    /// When an archive cannot be read.
    pub fn use_vectors(&mut self, vectors: Vectors) -> io::Result<bool> {
        let mut rows = Vec::new();
        for index in &self.archives.indexes {
            let of_index: Option<Vec<Row>> = index.keys()?.into_iter().map(|key| vectors.row(key)).collect();
            let Some(of_index) = of_index else {
                self.meanings = None;
                return Ok(false);
            };
            rows.push(of_index);
        }
        self.meanings = Some(Meanings { vectors, rows });
        Ok(true)
    }

    /// Whether it compares by vectors.
    pub fn has_vectors(&self) -> bool {
        self.meanings.is_some()
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
        let model = match (query.vector, &self.meanings) {
            (Some(_), Some(_)) => MatchModel::built_in_with_meaning(),
            _ => MatchModel::built_in(),
        };
        let side = self.side(query);
        let mut ranked: Vec<(f64, Compared)> = self
            .compared(&side, query.vector, takes)?
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
                reasons: reasons(query, &side, &candidate.entry, &candidate.claim, &self.archives)
                    .into_iter()
                    .chain(similar_meaning(candidate.meaning))
                    .collect(),
                is_shown: bound >= model.shown,
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
        let compared = self.compared(&self.side(query), query.vector, takes)?;
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
    fn compared(
        &self,
        query: &Side,
        vector: Option<&[f32]>,
        takes: impl Fn(usize, &Checked) -> bool,
    ) -> io::Result<Vec<Compared>> {
        let archives = &self.archives;
        let letters = Letters::of([query]);
        let meanings = vector.zip(self.meanings.as_ref());
        let near: Vec<(usize, usize)> = match meanings {
            Some((vector, meanings)) => {
                let near = meanings.nearest(vector, NEAREST)?;
                near.into_iter().map(|(place, _)| place).collect()
            }
            None => Vec::new(),
        };
        let mut sides = Vec::new();
        for hit in archives.search(query.terms.keys(), CANDIDATES, &near)? {
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
                meaning: match meanings {
                    Some((vector, meanings)) => Some(meanings.similarity(vector, (hit.archive, hit.entry))?),
                    None => None,
                },
            };
            sides.push((hit.archive, entry, claim, title, scores));
        }
        rank_by_meaning(&mut sides);
        let best = |of: fn(&Scores) -> f64| sides.iter().map(|(.., scores)| of(scores)).fold(0.0, f64::max);
        let best = Scores {
            rank: 0,
            all: best(|s| s.all),
            claim: best(|s| s.claim),
            title: best(|s| s.title),
            letters: best(|s| s.letters),
            meaning: meanings.map(|_| Meaning {
                similarity: best(|s| s.meaning.map_or(0.0, |m| m.similarity)),
                rank: 0,
            }),
        };
        let most = archives.most();
        let compared = sides
            .into_iter()
            .map(|(archive, entry, claim, title, scores)| Compared {
                archive,
                features: features(query, &claim, &title, scores, best, most),
                meaning: scores.meaning,
                entry,
                claim,
            });
        Ok(compared.collect())
    }
}

/// A claim that has no vector yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingVector {
    /// Its key.
    pub key: ClaimKey,
    archive: usize,
    entry: usize,
}

impl Meanings {
    /// The nearest entries, as archive and number, with their similarity.
    fn nearest(&self, vector: &[f32], most: usize) -> io::Result<Vec<((usize, usize), f64)>> {
        let rows = self.rows.iter().enumerate().flat_map(|(archive, rows)| {
            let of_entry = rows.iter().enumerate();
            of_entry.map(move |(entry, row)| ((archive, entry), *row))
        });
        self.vectors.nearest(vector, rows, most)
    }

    /// The similarity of an entry, not yet ranked.
    fn similarity(&self, vector: &[f32], (archive, entry): (usize, usize)) -> io::Result<Meaning> {
        let row = self.rows.get(archive).and_then(|rows| rows.get(entry));
        let similarity = match row {
            Some(row) => self.vectors.similarity(vector, *row)?,
            None => 0.0,
        };
        Ok(Meaning {
            similarity: similarity.max(0.0),
            rank: 0,
        })
    }
}

/// Numbers the candidates by the similarity of their vectors.
fn rank_by_meaning(sides: &mut [(usize, Checked, Side, Side, Scores)]) {
    let mut order: Vec<&mut Meaning> = sides
        .iter_mut()
        .filter_map(|(.., scores)| scores.meaning.as_mut())
        .collect();
    order.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
    for (rank, meaning) in order.into_iter().enumerate() {
        meaning.rank = rank;
    }
}

/// The reason that the vectors of two claims give.
fn similar_meaning(meaning: Option<Meaning>) -> Option<String> {
    meaning
        .filter(|meaning| meaning.similarity >= SIMILAR)
        .map(|_| "similar meaning".to_owned())
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
