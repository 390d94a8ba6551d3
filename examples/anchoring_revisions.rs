//! How well passages are found again across real revisions: `cargo run --release --example anchoring_revisions -- PAIRS`
//!
//! PAIRS is a file of lines `OLD<TAB>NEW`, each the paths of two revisions of one text (Markdown, or plain text). Takes
//! passages at random, a few a pair, looks for each on the new revision, and judges by a comparison of the two word by
//! word (Myers 1986, in the crate `similar`), which shares nothing with what looks for them. A passage is
//!
//! - kept, where that comparison keeps all its words side by side: attaching it there is right;
//! - edited, where it keeps at least half of its letters, or its neighbours: offering what stands there is right;
//! - gone otherwise. Comparisons word by word know no moves: a passage whose very words stand elsewhere in the new
//!   revision may have moved, and is counted apart.
//!
//! Options: `--each N` passages of each length a pair (20), `--seed N` (1), `--without-text`, `--wrong` to print each
//! passage that was attached elsewhere than the comparison says.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::Path;

use postil::document::{Document, TextRange};
use postil::import::{Options, import};
use postil::notes::{AnchorState, Locator, anchor};
use postil::text::sentence::sentences;
use similar::{Algorithm, DiffOp, capture_diff_slices};

fn main() {
    let (mut each, mut seed, mut with_text, mut show) = (20, 1, true, false);
    let mut pairs = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        match argument.as_str() {
            "--each" => each = number(),
            "--seed" => seed = number(),
            "--without-text" => with_text = false,
            "--wrong" => show = true,
            path => match std::fs::read_to_string(path) {
                Ok(text) => pairs.extend(text.lines().filter_map(Pair::read)),
                Err(error) => eprintln!("{path}: {error}"),
            },
        }
    }
    let mut random = Random((seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
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
                if show && outcome == Outcome::Elsewhere {
                    let wide = |d: &Document, r: TextRange| {
                        let words = d.slice(TextRange::new(r.start.saturating_sub(60), r.end + 60));
                        format!("{:?} in {words:?}", d.slice(r))
                    };
                    eprintln!("{}", pair.name);
                    eprintln!("was    {}", wide(&pair.old, range));
                    eprintln!("taken  {}", wide(&pair.new, found.range.unwrap_or_default()));
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

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Length {
    Words,
    Sentence,
    Sentences,
}

impl Length {
    const ALL: [Self; 3] = [Self::Words, Self::Sentence, Self::Sentences];

    fn name(self) -> &'static str {
        match self {
            Self::Words => "1-3 words",
            Self::Sentence => "a sentence",
            Self::Sentences => "2-4 sentences",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    Kept,
    Edited,
    Moved,
    Gone,
}

impl Truth {
    const ALL: [Self; 4] = [Self::Kept, Self::Edited, Self::Moved, Self::Gone];

    fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Edited => "edited",
            Self::Moved => "gone, the same words elsewhere",
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

/// What a comparison of two texts word by word says.
struct Judge<'t> {
    old: Vec<TextRange>,
    new: Vec<TextRange>,
    /// For each old word the new one that it is.
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

    fn truth(&self, passage: TextRange) -> (Truth, Option<TextRange>) {
        let touched: Vec<usize> = (0..self.old.len())
            .filter(|i| self.old[*i].overlaps(passage))
            .collect();
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
            return (Truth::Gone, None);
        };
        let images: Vec<usize> = touched.iter().filter_map(|i| self.image[*i]).collect();
        let hull = |from: usize, to: usize| TextRange::new(self.new[from].start, self.new[to].end);
        if images.len() == touched.len() && images.windows(2).all(|p| p[0] + 1 == p[1]) {
            // The passage may begin or end inside a word: the same words have the same letters.
            let image = hull(images[0], images[images.len() - 1]);
            let (before, behind) = (
                passage.start - self.old[*first].start,
                self.old[*last].end - passage.end,
            );
            return (
                Truth::Kept,
                Some(TextRange::new(image.start + before, image.end - behind)),
            );
        }
        let kept: usize = touched
            .iter()
            .filter(|i| self.image[**i].is_some())
            .map(|i| self.old[*i].len())
            .sum();
        let all: usize = touched.iter().map(|i| self.old[*i].len()).sum();
        // Between its neighbours, where these stand.
        let before = first
            .checked_sub(1)
            .map_or(Some(0), |i| self.image[i].map(|j| j + 1));
        let behind = self.image.get(last + 1).map_or(Some(self.new.len()), |j| *j);
        if let (Some(from), Some(to)) = (before, behind)
            && from < to
        {
            return (Truth::Edited, Some(hull(from, to - 1)));
        }
        if 2 * kept >= all && !images.is_empty() {
            return (Truth::Edited, Some(hull(images[0], images[images.len() - 1])));
        }
        if self.texts.1.contains(passage.slice(self.texts.0)) {
            (Truth::Moved, None)
        } else {
            (Truth::Gone, None)
        }
    }
}

/// Words with their punctuation, as white space sets them off.
fn words(text: &str) -> Vec<TextRange> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace()
        .map(|w| TextRange::new(start(w), start(w) + w.len()))
        .collect()
}

fn choose(document: &Document, length: Length, random: &mut Random) -> Option<TextRange> {
    for _ in 0..50 {
        let block = document.blocks().get(random.below(document.blocks().len()))?;
        let text = document.block_text(block);
        let ranges: Vec<std::ops::Range<usize>> = match length {
            Length::Words => words(text).into_iter().map(|w| w.start..w.end).collect(),
            _ => sentences(text),
        };
        if ranges.is_empty() {
            continue;
        }
        let first = random.below(ranges.len());
        let more = match length {
            Length::Words => random.below(3),
            Length::Sentence => 0,
            Length::Sentences => 1 + random.below(3),
        };
        let last = (first + more).min(ranges.len() - 1);
        let range = TextRange::new(
            block.range.start + ranges[first].start,
            block.range.start + ranges[last].end,
        );
        let letters = document
            .slice(range)
            .chars()
            .filter(|c| c.is_alphabetic())
            .count();
        if letters >= 2 && (length != Length::Sentences || last > first) {
            return Some(range);
        }
    }
    None
}

/// Whether two ranges share at least half of what either covers.
fn alike(a: TextRange, b: TextRange) -> bool {
    a.intersection(b)
        .is_some_and(|shared| 2 * shared.len() >= a.union(b).len())
}

/// Numbers that look random (xorshift64*; Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize) % limit.max(1)
    }
}
