//! Measures how far two people's claims and verdicts on one article agree.
//!
//! Invariants: each claim is compared with at most one of the other person's, and every claim is accounted for: in a pair, or as one that
//! the other person does not have.

use std::collections::BTreeMap;

use super::{Annotation, AnnotationKind};
use crate::text::clean::one_line;

/// Two passages are the same claim if at least this share of their union is common to both.
const COMMON: f64 = 0.5;

/// The decisions of two people, side by side.
#[derive(Clone, Debug, Default)]
pub struct Agreement<'a> {
    /// Claims that both have, in text order.
    pub both: Vec<(&'a Annotation, &'a Annotation)>,
    /// Claims that only the first has.
    pub only_first: Vec<&'a Annotation>,
    /// Claims that only the second has.
    pub only_second: Vec<&'a Annotation>,
}

impl<'a> Agreement<'a> {
    /// Compares the claims of two people. If both worked on the `same_text`, positions count, otherwise only the words.
    pub fn of(first: &'a [Annotation], second: &'a [Annotation], same_text: bool) -> Self {
        let (first, second) = (claims(first), claims(second));
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        if same_text {
            let longest = second
                .iter()
                .map(|c| c.anchor.range.end - c.anchor.range.start)
                .max()
                .unwrap_or(0);
            for (i, one) in first.iter().enumerate() {
                let range = one.anchor.range;
                let from = second.partition_point(|c| c.anchor.range.start + longest <= range.start);
                let near = second.iter().enumerate().skip(from);
                for (j, other) in near.take_while(|(_, c)| c.anchor.range.start < range.end) {
                    let alike = common(one, other);
                    if alike >= COMMON {
                        pairs.push((alike, i, j));
                    }
                }
            }
        } else {
            let mut by_words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (j, other) in second.iter().enumerate() {
                by_words.entry(one_line(&other.anchor.quote)).or_default().push(j);
            }
            for (i, one) in first.iter().enumerate() {
                let same = by_words
                    .get_mut(&one_line(&one.anchor.quote))
                    .filter(|same| !same.is_empty());
                pairs.extend(same.map(|same| (1.0, i, same.remove(0))));
            }
        }
        // The most similar first; of equals, the earliest.
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut of_first, mut of_second) = (vec![None; first.len()], vec![None; second.len()]);
        for (_, i, j) in pairs {
            if of_first[i].is_none() && of_second[j].is_none() {
                (of_first[i], of_second[j]) = (Some(j), Some(i));
            }
        }
        let mut out = Self::default();
        for (one, other) in first.iter().zip(&of_first) {
            match other {
                Some(j) => out.both.push((one, second[*j])),
                None => out.only_first.push(one),
            }
        }
        let alone = second.iter().zip(&of_second).filter(|(_, of)| of.is_none());
        out.only_second = alone.map(|(one, _)| *one).collect();
        out
    }

    /// The claims on which the two differ, in text order: those that only one has, and those of both with different verdicts or speakers.
    pub fn differences(&self) -> Vec<(Option<&'a Annotation>, Option<&'a Annotation>)> {
        let differ =
            |(a, b): &&(&Annotation, &Annotation)| a.verdict != b.verdict || speaker(a) != speaker(b);
        let both = self.both.iter().filter(differ).map(|(a, b)| (Some(*a), Some(*b)));
        let first = self.only_first.iter().map(|a| (Some(*a), None));
        let second = self.only_second.iter().map(|b| (None, Some(*b)));
        let mut out: Vec<_> = both.chain(first).chain(second).collect();
        out.sort_by_key(|(a, b)| a.or(*b).map(|claim| claim.anchor.range));
        out
    }

    /// How often each pair of verdicts was given to one claim.
    pub fn table(&self) -> BTreeMap<(Option<&'a str>, Option<&'a str>), usize> {
        let mut out = BTreeMap::new();
        for (one, other) in &self.both {
            *out.entry((one.verdict.as_deref(), other.verdict.as_deref()))
                .or_default() += 1;
        }
        out
    }

    /// Of the claims to which both gave a verdict: the number, and how many got the same.
    pub fn verdicts(&self) -> (usize, usize) {
        let given = self
            .both
            .iter()
            .filter_map(|(a, b)| a.verdict.as_ref().zip(b.verdict.as_ref()));
        given.fold((0, 0), |(all, same), (a, b)| {
            (all + 1, same + usize::from(a == b))
        })
    }

    /// Of the claims that both have: the number with the same speaker.
    pub fn same_speakers(&self) -> usize {
        self.both.iter().filter(|(a, b)| speaker(a) == speaker(b)).count()
    }

    /// The agreement of the verdicts beyond chance: 1 is complete, 0 is chance level (Cohen 1960, A Coefficient of Agreement for Nominal
    /// Scales). `None` if there is nothing to compare, or chance alone would give full agreement.
    pub fn kappa(&self) -> Option<f64> {
        let (all, same) = self.verdicts();
        let mut shares: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (one, other) in self
            .both
            .iter()
            .filter_map(|(a, b)| a.verdict.as_deref().zip(b.verdict.as_deref()))
        {
            shares.entry(one).or_default().0 += 1;
            shares.entry(other).or_default().1 += 1;
        }
        let all = all as f64;
        let chance: f64 = shares
            .values()
            .map(|(a, b)| *a as f64 / all * (*b as f64 / all))
            .sum();
        (all > 0.0 && chance < 1.0).then(|| (same as f64 / all - chance) / (1.0 - chance))
    }
}

/// The speaker of a claim on one line; `None` for the author's own voice.
pub fn speaker(claim: &Annotation) -> Option<String> {
    claim
        .speech
        .as_ref()
        .map(|s| one_line(&s.speaker))
        .filter(|s| !s.is_empty())
}

/// The claims in text order.
fn claims(all: &[Annotation]) -> Vec<&Annotation> {
    let mut out: Vec<&Annotation> = all
        .iter()
        .filter(|a| !a.deleted && a.kind == AnnotationKind::Claim)
        .collect();
    out.sort_by_key(|a| (a.anchor.range, a.id));
    out
}

/// The share of the union of two passages that is common to both, 0 to 1.
fn common(a: &Annotation, b: &Annotation) -> f64 {
    let (a, b) = (a.anchor.range, b.anchor.range);
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let together = a.end.max(b.end) - a.start.min(b.start);
    shared as f64 / together.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::TextRange;
    use crate::notes::{Anchor, Id, Timestamp};

    fn claim(n: u128, (start, end): (usize, usize), verdict: Option<&str>) -> Annotation {
        let anchor = Anchor {
            range: TextRange::new(start, end),
            quote: format!("{start}"),
            ..Anchor::default()
        };
        let id = Id(uuid::Uuid::from_u128(n));
        Annotation {
            verdict: verdict.map(str::to_owned),
            ..Annotation::new(id, AnnotationKind::Claim, anchor, Timestamp::UNIX_EPOCH)
        }
    }

    #[test]
    fn claims_on_nearly_the_same_words_are_one() {
        let first = [
            claim(1, (0, 10), None),
            claim(2, (20, 30), None),
            claim(3, (0, 100), None),
        ];
        let second = [claim(4, (2, 10), None), claim(5, (28, 60), None)];
        let found = Agreement::of(&first, &second, true);
        assert_eq!(found.both.len(), 1);
        assert_eq!(
            (found.both[0].0.id, found.both[0].1.id),
            (first[0].id, second[0].id)
        );
        assert_eq!((found.only_first.len(), found.only_second.len()), (2, 1));
        let by_words = Agreement::of(&first[..1], &first[..1], false);
        assert_eq!(by_words.both.len(), 1);
    }

    #[test]
    fn kappa_is_that_of_the_textbook() {
        // 50 grant proposals: 20 times yes/yes, 5 times yes/no, 10 times no/yes, 15 times no/no. Observed .7, chance .5, kappa .4.
        let mut pairs = vec![("yes", "yes"); 20];
        pairs.extend(vec![("yes", "no"); 5]);
        pairs.extend(vec![("no", "yes"); 10]);
        pairs.extend(vec![("no", "no"); 15]);
        let side = |pick: fn(&(&'static str, &'static str)) -> &'static str| -> Vec<Annotation> {
            let numbered = pairs.iter().enumerate();
            numbered
                .map(|(n, p)| claim(n as u128, (n * 10, n * 10 + 5), Some(pick(p))))
                .collect()
        };
        let (first, second) = (side(|p| p.0), side(|p| p.1));
        let found = Agreement::of(&first, &second, true);
        assert_eq!(found.verdicts(), (50, 35));
        assert!((found.kappa().unwrap() - 0.4).abs() < 1e-9);
        assert_eq!(Agreement::of(&first[..1], &first[..1], true).kappa(), None);
        assert_eq!(Agreement::of(&[], &[], true).kappa(), None);
        let apart = Agreement::of(&first[20..25], &second[20..25], true);
        assert_eq!(apart.kappa(), Some(0.0));
    }
}
