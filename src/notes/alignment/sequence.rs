//! Finds the words that two stretches have in the same order. Places are indices into the whole texts.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

/// A stretch of a text: the numbers of all words of the text, and a range of them.
pub(super) type Stretch<'w> = (&'w [u32], Range<usize>);

/// The longest common subsequence of two short stretches, by dynamic programming; of equals, the one that keeps words together.
pub(super) fn common(old: &Stretch<'_>, new: &Stretch<'_>) -> Vec<(usize, usize)> {
    let ids = |s: &Stretch<'_>| s.0.get(s.1.clone()).map(<[u32]>::to_vec).unwrap_or_default();
    let (olds, news) = (ids(old), ids(new));
    let columns = news.len() + 1;
    // The value of everything after each pair: two for a pair, one more if the next pair follows immediately.
    let mut table = vec![0u32; (olds.len() + 1) * columns];
    let equal = |i: usize, j: usize| olds.get(i).is_some_and(|o| news.get(j) == Some(o));
    let at = |table: &[u32], i: usize, j: usize| table.get(i * columns + j).copied().unwrap_or(0);
    let worth = |table: &[u32], i, j| at(table, i + 1, j + 1) + 2 + u32::from(equal(i + 1, j + 1));
    for i in (0..olds.len()).rev() {
        for j in (0..news.len()).rev() {
            let mut best = at(&table, i + 1, j).max(at(&table, i, j + 1));
            if equal(i, j) {
                best = best.max(worth(&table, i, j));
            }
            if let Some(cell) = table.get_mut(i * columns + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < olds.len() && j < news.len() {
        let here = at(&table, i, j);
        if equal(i, j) && here == worth(&table, i, j) {
            out.push((old.1.start + i, new.1.start + j));
            (i, j) = (i + 1, j + 1);
        } else if at(&table, i + 1, j) == here {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// Words that occur once in each stretch and, among these, the longest sequence in the same order (patience sorting).
pub(super) fn patient(old: &Stretch<'_>, new: &Stretch<'_>) -> Vec<(usize, usize)> {
    let places = |(ids, range): &Stretch<'_>| {
        let mut places: HashMap<u32, Option<usize>, RandomState> = HashMap::default();
        let words = ids.get(range.clone()).unwrap_or_default();
        for (at, id) in range.clone().zip(words) {
            places.entry(*id).and_modify(|p| *p = None).or_insert(Some(at));
        }
        places
    };
    let (olds, news) = (places(old), places(new));
    let once = |(id, i): (&u32, &Option<usize>)| Some(((*i)?, (*news.get(id)?)?));
    let mut pairs: Vec<(usize, usize)> = olds.iter().filter_map(once).collect();
    pairs.sort_unstable();
    rising(&pairs)
}

/// The longest subsequence of `pairs`, sorted by the first, in which the second also increase.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best sequence of each length, and for each pair its predecessor.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: &usize| pairs.get(*at).map_or(0, |p| p.1);
    for (at, (_, j)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|e| second(e) < *j);
        before.push(length.checked_sub(1).and_then(|l| ends.get(l).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut out = Vec::new();
    let mut at = ends.last().copied();
    while let Some(i) = at {
        out.extend(pairs.get(i).copied());
        at = before.get(i).copied().flatten();
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether pairs consist of equal words, and increase in both.
    fn is_common(pairs: &[(usize, usize)], old: &[u32], new: &[u32]) -> bool {
        let equal = pairs.iter().all(|(i, j)| old[*i] == new[*j]);
        equal && pairs.windows(2).all(|p| p[0].0 < p[1].0 && p[0].1 < p[1].1)
    }

    #[test]
    fn of_equals_the_words_stay_together() {
        let (old, new) = ([1, 2, 3], [1, 9, 1, 2, 3]);
        assert_eq!(common(&(&old, 0..3), &(&new, 0..5)), [(0, 2), (1, 3), (2, 4)]);
        assert_eq!(common(&(&old, 1..3), &(&new, 0..4)), [(1, 3)]);
        assert_eq!(patient(&(&old, 0..3), &(&new, 0..5)), [(1, 3), (2, 4)]);
    }

    proptest! {
        #[test]
        fn what_is_found_stands_in_both_in_order(
            old in proptest::collection::vec(0u32..6, 0..20),
            new in proptest::collection::vec(0u32..6, 0..20),
        ) {
            let (a, b) = ((old.as_slice(), 0..old.len()), (new.as_slice(), 0..new.len()));
            let all = common(&a, &b);
            prop_assert!(is_common(&all, &old, &new));
            let some = patient(&a, &b);
            prop_assert!(is_common(&some, &old, &new));
            // The value of a sequence of pairs, as in `common`.
            let worth = |pairs: &[(usize, usize)]| {
                let together = pairs.windows(2).filter(|p| p[0].0 + 1 == p[1].0 && p[0].1 + 1 == p[1].1);
                2 * pairs.len() + together.count()
            };
            prop_assert!(worth(&all) >= worth(&some));
        }
    }
}
