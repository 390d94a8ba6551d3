//! Compares the claims of two versions of an article.
//!
//! Claims are paired by their words: first those that are equal except for case, quotation marks and spaces, then the most similar, until
//! none is similar enough. Similarity is Dice's coefficient over words, 2·shared / (words of both) (1945), which is sufficient if most
//! words stay the same.

use std::collections::{BTreeSet, HashMap};

use super::{Analysis, Claim};
use crate::document::Document;
use crate::text::fold::{ANCHOR, folded};

/// What happened to a claim. Indices are into [`Analysis::claims`] of the old and the new version.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// It has the same words and speaker.
    Kept {
        /// Index in the old version.
        old: usize,
        /// Index in the new version.
        new: usize,
    },
    /// It has other words, or another speaker.
    Changed {
        /// Index in the old version.
        old: usize,
        /// Index in the new version.
        new: usize,
        /// Similarity of the words, 0 to 1.
        alike: f32,
    },
    /// It is gone.
    Removed {
        /// Index in the old version.
        old: usize,
    },
    /// It is new.
    Added {
        /// Index in the new version.
        new: usize,
    },
}

/// Claims with a lower similarity are different claims.
const ALIKE: f32 = 0.5;
/// The minimum similarity with different speakers.
const ALIKE_BY_ANOTHER: f32 = 0.75;
/// Words in more claims than this do not help to identify a claim, and would make every pair a candidate.
const COMMON: usize = 64;

/// What happened to every claim, in the order of the new version; a removed claim is placed where it was.
pub fn compare(old: (&Document, &Analysis), new: (&Document, &Analysis)) -> Vec<Fate> {
    let olds = read(old.0, old.1);
    let news = read(new.0, new.1);
    let mut partner_of_new: Vec<Option<(usize, f32)>> = vec![None; news.len()];
    let mut taken = vec![false; olds.len()];
    let mut pair = |o: usize, n: usize, alike: f32| {
        if !taken[o] && partner_of_new[n].is_none() {
            taken[o] = true;
            partner_of_new[n] = Some((o, alike));
        }
    };
    // First equal words and speaker, then equal words; among several, in text order.
    for by_speaker in [true, false] {
        let key = |r: &Reading| (r.text.clone(), by_speaker.then(|| r.speaker.clone()));
        let mut waiting: HashMap<_, Vec<usize>> = HashMap::new();
        for (o, reading) in olds.iter().enumerate().rev() {
            waiting.entry(key(reading)).or_default().push(o);
        }
        for (n, reading) in news.iter().enumerate() {
            if let Some(o) = waiting.get_mut(&key(reading)).and_then(Vec::pop) {
                pair(o, n, 1.0);
            }
        }
    }
    let mut candidates = candidates(&olds, &news);
    // The most similar first; of equals, those nearest to each other.
    candidates.sort_by(|a, b| {
        b.2.total_cmp(&a.2)
            .then_with(|| a.0.abs_diff(a.1).cmp(&b.0.abs_diff(b.1)))
    });
    for (o, n, alike) in candidates {
        pair(o, n, alike);
    }
    in_order(&olds, &news, &partner_of_new)
}

fn in_order(olds: &[Reading], news: &[Reading], partners: &[Option<(usize, f32)>]) -> Vec<Fate> {
    let paired: BTreeSet<usize> = partners.iter().flatten().map(|(o, _)| *o).collect();
    let mut removed = (0..olds.len()).filter(|o| !paired.contains(o)).peekable();
    let mut out = Vec::with_capacity(olds.len().max(news.len()));
    for (new, partner) in partners.iter().enumerate() {
        let Some((old, alike)) = *partner else {
            out.push(Fate::Added { new });
            continue;
        };
        while let Some(gone) = removed.next_if(|o| *o < old) {
            out.push(Fate::Removed { old: gone });
        }
        let same = olds[old].text == news[new].text && olds[old].speaker == news[new].speaker;
        out.push(if same {
            Fate::Kept { old, new }
        } else {
            Fate::Changed { old, new, alike }
        });
    }
    out.extend(removed.map(|old| Fate::Removed { old }));
    out
}

/// A claim prepared for comparison.
struct Reading {
    text: String,
    speaker: String,
    /// Sorted, with duplicates.
    words: Vec<String>,
}

fn read(document: &Document, analysis: &Analysis) -> Vec<Reading> {
    let speaker = |c: &Claim| {
        c.speaker
            .as_ref()
            .map_or(String::new(), |s| folded(&s.name, ANCHOR).trim().to_owned())
    };
    let reading = |claim: &Claim| {
        // Quotation marks and the comma before 'said' change with the cue.
        let text = folded(document.slice(claim.range), ANCHOR);
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '.'));
        let words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty());
        let mut words: Vec<String> = words.map(str::to_owned).collect();
        words.sort_unstable();
        Reading {
            text: text.to_owned(),
            speaker: speaker(claim),
            words,
        }
    };
    analysis.claims.iter().map(reading).collect()
}

/// Pairs that are similar enough, with their similarity.
fn candidates(olds: &[Reading], news: &[Reading]) -> Vec<(usize, usize, f32)> {
    let mut by_word: HashMap<&str, Vec<usize>> = HashMap::new();
    for (o, reading) in olds.iter().enumerate() {
        let mut words: Vec<&str> = reading.words.iter().map(String::as_str).collect();
        words.dedup();
        for word in words {
            by_word.entry(word).or_default().push(o);
        }
    }
    let mut out = Vec::new();
    for (n, reading) in news.iter().enumerate() {
        let near = reading
            .words
            .iter()
            .filter_map(|word| by_word.get(word.as_str()))
            .filter(|o| o.len() <= COMMON);
        let near: BTreeSet<usize> = near.flatten().copied().collect();
        for o in near {
            let alike = alike(&olds[o].words, &reading.words);
            let least = if olds[o].speaker == reading.speaker {
                ALIKE
            } else {
                ALIKE_BY_ANOTHER
            };
            if alike >= least {
                out.push((o, n, alike));
            }
        }
    }
    out
}

/// Dice's coefficient of two sorted lists of words.
fn alike(a: &[String], b: &[String]) -> f32 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let all = a.len() + b.len();
    if all == 0 {
        0.0
    } else {
        2.0 * shared as f32 / all as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ClaimKind, Form, FoundBy, Speaker};
    use crate::document::{BlockKind, Builder};
    use proptest::prelude::*;

    /// A version whose paragraphs are claims, each with its speaker ('' is the author).
    fn version(claims: &[(&str, &str)]) -> (Document, Analysis) {
        let mut b = Builder::new();
        for (_, text) in claims {
            b.block(BlockKind::Paragraph, text);
        }
        let document = b.finish();
        let claims = document
            .blocks()
            .iter()
            .zip(claims)
            .map(|(block, (speaker, _))| Claim {
                range: block.range,
                speaker: (!speaker.is_empty()).then(|| Speaker {
                    name: (*speaker).to_owned(),
                    entity: None,
                    range: None,
                }),
                cue: None,
                form: Form::Indirect,
                kind: ClaimKind::Other,
                check_worthiness: 0.5,
                reasons: Vec::new(),
                found_by: FoundBy::OWN,
            });
        let analysis = Analysis {
            claims: claims.collect(),
            ..Analysis::default()
        };
        (document, analysis)
    }

    fn fates(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Fate> {
        let (old, new) = (version(old), version(new));
        compare((&old.0, &old.1), (&new.0, &new.1))
    }

    #[test]
    fn a_figure_that_changed_is_a_change_and_not_a_new_claim() {
        let old = [
            ("Apptopia", "WeChat has an average of 19 million daily users"),
            ("Lund", "the pier will close in March"),
            ("", "Nobody swims there"),
        ];
        let new = [
            ("Lund", "“The pier will close in March,”"),
            ("Apptopia", "WeChat has an average of 3 million daily users"),
            ("Lund", "the town has paid for all of it"),
        ];
        let fates = fates(&old, &new);
        assert_eq!(fates[0], Fate::Kept { old: 1, new: 0 });
        assert!(
            matches!(fates[1], Fate::Changed { old: 0, new: 1, alike } if alike > 0.8),
            "{fates:?}"
        );
        assert_eq!(fates[2..], [Fate::Added { new: 2 }, Fate::Removed { old: 2 }]);
    }

    #[test]
    fn another_speaker_is_a_change() {
        let fates = fates(&[("Lund", "the pier is safe")], &[("Ruiz", "the pier is safe")]);
        assert_eq!(
            fates,
            [Fate::Changed {
                old: 0,
                new: 0,
                alike: 1.0
            }]
        );
    }

    #[test]
    fn common_words_alone_make_no_pair() {
        let fates = fates(
            &[("Lund", "it is in the town")],
            &[("Lund", "the ferry is late and costly in winter")],
        );
        assert_eq!(fates, [Fate::Added { new: 0 }, Fate::Removed { old: 0 }]);
    }

    proptest! {
        #[test]
        fn every_claim_is_accounted_for_once(
            old in prop::collection::vec("[abc]( [abcde]){0,3}", 0..8),
            new in prop::collection::vec("[abc]( [abcde]){0,3}", 0..8),
        ) {
            let side = |texts: &[String]| version(&texts.iter().map(|t| ("x", t.as_str())).collect::<Vec<_>>());
            let (a, b) = (side(&old), side(&new));
            let fates = compare((&a.0, &a.1), (&b.0, &b.1));
            let mut olds: Vec<usize> = Vec::new();
            let mut news: Vec<usize> = Vec::new();
            for fate in fates {
                match fate {
                    Fate::Kept { old, new } | Fate::Changed { old, new, .. } => {
                        olds.push(old);
                        news.push(new);
                    }
                    Fate::Removed { old } => olds.push(old),
                    Fate::Added { new } => news.push(new),
                }
            }
            prop_assert!(news.is_sorted());
            olds.sort_unstable();
            prop_assert_eq!(olds, (0..old.len()).collect::<Vec<_>>());
            prop_assert_eq!(news, (0..new.len()).collect::<Vec<_>>());
            // A version compared with itself keeps everything.
            let same = compare((&a.0, &a.1), (&a.0, &a.1));
            let kept = same.iter().filter(|f| matches!(f, Fate::Kept { .. })).count();
            prop_assert_eq!(kept, old.len());
        }
    }
}
