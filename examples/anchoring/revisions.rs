//! Real revisions.
//!
//! PAIRS is a file of lines `OLD<TAB>NEW`, each with the paths of two revisions of one text (Markdown or plain text). Chooses a few random
//! passages per pair, locates each in the new revision, and judges with a comparison of the two by words (Myers 1986, in the crate
//! `similar`), which shares nothing with the code under test. A passage is
//!
//! - kept, if the comparison keeps all its words consecutive: attaching it there is right;
//! - moved, if not kept, but it has 20 characters and occurs unchanged once in either text: attaching it there is right;
//! - edited, if at least half of its letters are in words that are kept close together: offering that text is
//!   right, with as many of the neighbouring words as it lost at its ends;
//! - replaced, if less is kept, but both its neighbours are and there is text between them: offering that is right;
//! - gone otherwise. One whose exact words still occur in the new text may have moved, and is counted separately.
//!
//! Options: `--each N` passages of each length per pair (20), `--seed N` (1), `--without-text`; `--wrong` prints each passage that was
//! attached elsewhere than the comparison says, `--missed` each edited one that was not offered there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use postil::document::{Document, TextRange};
use postil::import::{Options, import};
use postil::notes::{AnchorState, Locator, anchor};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::passage::{self, Length, Random, alike};

pub(crate) fn run(mut arguments: impl Iterator<Item = String>) {
    let (mut each, mut seed, mut with_text) = (20, 1, true);
    let (mut show_wrong, mut show_missed) = (false, false);
    let mut pairs = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        match argument.as_str() {
            "--each" => each = number(),
            "--seed" => seed = number(),
            "--without-text" => with_text = false,
            "--wrong" => show_wrong = true,
            "--missed" => show_missed = true,
            path => match std::fs::read_to_string(path) {
                Ok(text) => pairs.extend(text.lines().filter_map(Pair::read)),
                Err(error) => eprintln!("{path}: {error}"),
            },
        }
    }
    let mut random = Random::new(seed);
    let mut tally: BTreeMap<(Length, Truth, Outcome), usize> = BTreeMap::new();
    for pair in &pairs {
        let judge = Judge::of(pair.old.text(), pair.new.text());
        let locator = Locator::with_earlier(&pair.new, with_text.then_some(pair.old.text()));
        for length in Length::ALL {
            for _ in 0..each {
                let Some(range) = choose(&pair.old, length, &mut random) else {
                    continue;
                };
                let (truth, place) = judge.truth(range);
                let found = locator.locate(&anchor(&pair.old, range));
                let right = found.range.zip(place).is_some_and(|(a, b)| alike(a, b));
                let outcome = match (found.state, right) {
                    (AnchorState::Orphan, _) => Outcome::Orphan,
                    (AnchorState::Ok | AnchorState::Moved, true) => Outcome::Attached,
                    (AnchorState::Ok | AnchorState::Moved, false) => Outcome::Elsewhere,
                    (_, true) => Outcome::Offered,
                    (_, false) => Outcome::OfferedElsewhere,
                };
                let missed = truth == Truth::Edited && !right;
                if show_wrong && outcome == Outcome::Elsewhere || show_missed && missed {
                    let wide = |d: &Document, r: TextRange| {
                        let words = d.slice(TextRange::new(r.start.saturating_sub(60), r.end + 60));
                        format!("{:?} in {words:?}", d.slice(r))
                    };
                    eprintln!("{}", pair.name);
                    eprintln!("was    {}", wide(&pair.old, range));
                    let taken = found.range.map(|r| wide(&pair.new, r));
                    eprintln!("taken  {} {}", found.state.name(), taken.unwrap_or_default());
                    eprintln!(
                        "judged {truth:?} {}\n",
                        place.map_or(String::new(), |p| wide(&pair.new, p))
                    );
                }
                *tally.entry((length, truth, outcome)).or_default() += 1;
            }
        }
    }
    println!("{} pairs of revisions\n", pairs.len());
    println!(
        "| the passage was | length | passages | attached there | asked about, there | attached elsewhere | asked about, elsewhere | orphan |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for truth in Truth::ALL {
        for length in Length::ALL {
            let count = |o: Outcome| tally.get(&(length, truth, o)).copied().unwrap_or(0);
            let all: usize = Outcome::ALL.into_iter().map(count).sum();
            if all == 0 {
                continue;
            }
            print!("| {} | {} | {all} |", truth.name(), length.name());
            for outcome in Outcome::ALL {
                print!(" {:.1}% |", count(outcome) as f64 * 100.0 / all as f64);
            }
            println!();
        }
    }
}

/// What happened to a passage according to the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    Kept,
    Moved,
    Edited,
    Replaced,
    Elsewhere,
    Gone,
}

/// The fewest characters of a passage that can be recognized by its words alone.
const TELLING: usize = 20;

impl Truth {
    const ALL: [Self; 6] = [
        Self::Kept,
        Self::Moved,
        Self::Edited,
        Self::Replaced,
        Self::Elsewhere,
        Self::Gone,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Edited => "edited",
            Self::Replaced => "replaced",
            Self::Elsewhere => "gone, the same words elsewhere",
            Self::Gone => "gone",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Attached,
    Offered,
    Elsewhere,
    OfferedElsewhere,
    Orphan,
}

impl Outcome {
    const ALL: [Self; 5] = [
        Self::Attached,
        Self::Offered,
        Self::Elsewhere,
        Self::OfferedElsewhere,
        Self::Orphan,
    ];
}

/// Two revisions of a text.
struct Pair {
    name: String,
    old: Document,
    new: Document,
}

impl Pair {
    fn read(line: &str) -> Option<Self> {
        let (old, new) = line.split_once('\t')?;
        let document = |path: &str| {
            let bytes = std::fs::read(path).ok()?;
            let options = Options {
                name: Path::new(path).file_name().map(Into::into),
                ..Options::default()
            };
            Some(import(&bytes, &options).ok()?.document)
        };
        let (name, old, new) = (line.to_owned(), document(old)?, document(new)?);
        (old.text() != new.text()).then_some(Self { name, old, new })
    }
}

/// The comparison of two texts by words.
struct Judge<'t> {
    old: Vec<TextRange>,
    new: Vec<TextRange>,
    /// For each old word the same word in the new text.
    image: Vec<Option<usize>>,
    texts: (&'t str, &'t str),
}

impl<'t> Judge<'t> {
    fn of(old: &'t str, new: &'t str) -> Self {
        let (olds, news) = (words(old), words(new));
        let slices = |text: &'t str, all: &[TextRange]| all.iter().map(|w| w.slice(text)).collect::<Vec<_>>();
        let mut image = vec![None; olds.len()];
        for op in capture_diff_slices(Algorithm::Myers, &slices(old, &olds), &slices(new, &news)) {
            if let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = op
            {
                (0..len).for_each(|k| image[old_index + k] = Some(new_index + k));
            }
        }
        Self {
            old: olds,
            new: news,
            image,
            texts: (old, new),
        }
    }

    /// What happened to a passage, and its new position or the position of its replacement.
    fn truth(&self, passage: TextRange) -> (Truth, Option<TextRange>) {
        let touched: Vec<usize> = (0..self.old.len())
            .filter(|i| self.old[*i].overlaps(passage))
            .collect();
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
            return (Truth::Gone, None);
        };
        let images: Vec<usize> = touched.iter().filter_map(|i| self.image[*i]).collect();
        let hull =
            |words: Range<usize>| TextRange::new(self.new[words.start].start, self.new[words.end - 1].end);
        if images.len() == touched.len() && images.windows(2).all(|p| p[0] + 1 == p[1]) {
            // The passage may begin or end inside a word: the same words have the same letters.
            let image = hull(images[0]..images[images.len() - 1] + 1);
            let (before, behind) = (
                passage.start - self.old[*first].start,
                self.old[*last].end - passage.end,
            );
            return (
                Truth::Kept,
                Some(TextRange::new(image.start + before, image.end - behind)),
            );
        }
        let quote = passage.slice(self.texts.0);
        let elsewhere: Vec<usize> = self.texts.1.match_indices(quote).map(|(at, _)| at).collect();
        let only = self.texts.0.matches(quote).count() == 1 && elsewhere.len() == 1;
        if only && quote.chars().count() >= TELLING {
            let start = elsewhere[0];
            return (Truth::Moved, Some(TextRange::new(start, start + quote.len())));
        }
        let before = first
            .checked_sub(1)
            .map_or(Some(0), |i| self.image[i].map(|j| j + 1));
        let behind = self.image.get(last + 1).map_or(Some(self.new.len()), |j| *j);
        if let Some(core) = self.core(&touched) {
            // Words lost at its ends may have been replaced, up to its neighbours.
            let lost = |i: &&usize| self.image[**i].is_none_or(|j| !core.contains(&j));
            let (front, back) = (
                touched.iter().take_while(lost).count(),
                touched.iter().rev().take_while(lost).count(),
            );
            let start = core
                .start
                .saturating_sub(front)
                .max(before.unwrap_or(0).min(core.start));
            let end = (core.end + back).min(behind.unwrap_or(self.new.len()).max(core.end));
            return (Truth::Edited, Some(hull(start..end)));
        }
        if let (Some(from), Some(to)) = (before, behind)
            && from < to
        {
            return (Truth::Replaced, Some(hull(from..to)));
        }
        if elsewhere.is_empty() {
            (Truth::Gone, None)
        } else {
            (Truth::Elsewhere, None)
        }
    }

    /// The range where most of a passage's words are close together (each of their letters counts two, each letter of other words between
    /// them subtracts one), if it contains at least half of the passage's letters.
    fn core(&self, touched: &[usize]) -> Option<Range<usize>> {
        let images: BTreeSet<usize> = touched.iter().filter_map(|i| self.image[*i]).collect();
        let letters: usize = touched.iter().map(|i| self.old[*i].len()).sum();
        let (mut best, mut most) = (None, 0);
        let first = *images.first()?;
        let (mut start, mut sum) = (first, 0);
        for j in first..=*images.last()? {
            let len = self.new[j].len() as isize;
            sum += if images.contains(&j) { 2 * len } else { -len };
            if sum > most {
                (best, most) = (Some(start..j + 1), sum);
            } else if sum <= 0 {
                (start, sum) = (j + 1, 0);
            }
        }
        let core = best?;
        let kept: usize = images.range(core.clone()).map(|j| self.new[*j].len()).sum();
        (2 * kept >= letters).then_some(core)
    }
}

/// Words separated by white space, in bytes of the whole text.
fn words(text: &str) -> Vec<TextRange> {
    let all = passage::words(text).into_iter();
    all.map(TextRange::from).collect()
}

fn choose(document: &Document, length: Length, random: &mut Random) -> Option<TextRange> {
    (0..50).find_map(|_| {
        let block = document.blocks().get(random.below(document.blocks().len()))?;
        let at = length.choose(document.block_text(block), random)?;
        Some(TextRange::from(at).shifted(block.range.start))
    })
}
