//! Known matches of the article's claims: the same claim in another article or an archive, or a figure for the same thing that disagrees.
//!
//! Invariants: each claim is asked about once, but answers may come again when more is known; a match that the reader rejected is not shown.

use std::collections::HashSet;

use super::super::known::{ClaimsToLookUp, Elsewhere, ElsewhereRelation};
use super::Article;
use super::claims::ClaimItem;
use crate::document::TextRange;

/// The maximum number of claims that are looked up in one article.
const MOST: usize = 3000;

/// The lookups and their results.
#[derive(Debug, Default)]
pub(super) struct KnownElsewhere {
    asked: HashSet<TextRange>,
    /// By the start of the passage.
    found: Vec<(TextRange, Vec<Elsewhere>)>,
    /// Bytes of the longest passage in `found`.
    longest: usize,
    /// The matches that the reader rejected, by passage.
    rejected: Vec<(TextRange, String)>,
}

impl Article {
    /// Returns the claims that have not been looked up yet, and marks them as looked up.
    pub(in crate::app) fn claims_to_look_up(&mut self, reader_at: usize) -> Option<ClaimsToLookUp> {
        let analysis = self.analysis.clone()?;
        let mut new: Vec<(TextRange, Option<String>)> = self
            .claims
            .iter()
            .filter(|claim| !claim.range.is_empty() && !self.elsewhere.asked.contains(&claim.range))
            .map(|claim| (claim.range, self.speaker_of(claim).map(str::to_owned)))
            .collect();
        new.sort_by_key(|(range, _)| range.start.abs_diff(reader_at));
        new.truncate(MOST.saturating_sub(self.elsewhere.asked.len()));
        self.elsewhere.asked.extend(new.iter().map(|(range, _)| *range));
        (!new.is_empty()).then(|| ClaimsToLookUp {
            claims: new,
            analysis,
            own: self.notebook.annotations().map(|a| a.id).collect(),
        })
    }

    /// Stores the results for some passages. A passage that was looked up again keeps what was known about it.
    pub(in crate::app) fn take_elsewhere(&mut self, found: Vec<(TextRange, Vec<Elsewhere>)>) {
        let known = &mut self.elsewhere;
        for (range, found) in found {
            match known.found.iter_mut().find(|(known, _)| *known == range) {
                Some((_, before)) => {
                    let new = found
                        .into_iter()
                        .filter(|new| before.iter().all(|old| old.name != new.name));
                    let new: Vec<Elsewhere> = new.collect();
                    before.extend(new);
                }
                None => known.found.push((range, found)),
            }
        }
        known.found.sort_by_key(|(range, _)| (range.start, range.end));
        known.longest = known.found.iter().map(|(r, _)| r.len()).max().unwrap_or(0);
    }

    /// Reads the rejected matches from the notes.
    pub(super) fn refresh_elsewhere(&mut self) {
        let rejected = self.placed().filter_map(|a| {
            let name = a.rejected_match()?.to_owned();
            Some((self.located(a).range?, name))
        });
        self.elsewhere.rejected = rejected.collect();
    }

    /// The matches of a claim: disagreeing figures first, then the most probable ones.
    pub fn elsewhere_of(&self, claim: &ClaimItem) -> Vec<&Elsewhere> {
        let KnownElsewhere {
            asked: _,
            found,
            longest,
            rejected,
        } = &self.elsewhere;
        if found.is_empty() || claim.range.is_empty() {
            return Vec::new();
        }
        let from = found.partition_point(|(range, _)| range.start + longest < claim.range.start);
        let near = found[from..]
            .iter()
            .take_while(|(range, _)| range.start < claim.range.end);
        // A claim whose bounds were moved is still the one that was looked up.
        let alike = |range: TextRange| range.likeness(claim.range);
        let best = near.max_by(|(a, _), (b, _)| alike(*a).total_cmp(&alike(*b)));
        let Some((_, known)) = best.filter(|(range, _)| alike(*range) >= 0.5) else {
            return Vec::new();
        };
        let is_rejected = |name: &str| {
            rejected
                .iter()
                .any(|(range, other)| other == name && range.overlaps(claim.range))
        };
        let mut shown: Vec<&Elsewhere> = known.iter().filter(|e| !is_rejected(&e.name)).collect();
        shown.sort_by_key(|e| e.relation == ElsewhereRelation::Same);
        shown
    }
}
