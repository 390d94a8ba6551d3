//! How alike two texts are: the part of the shorter one's word triples that the other has too.
//!
//! So that an article can be held against thousands of known ones without reading their texts, a [`Sketch`] of each known
//! text is kept in the cache: the smallest hashes of its triples. It can be lost, and is made again from the text.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::Write as _;
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Paths, disk, texts};
use crate::document::Fingerprint;
use crate::text::fold::{ANCHOR, folded};
use crate::text::grapheme;

/// Texts that are at least so much alike are versions of one article. Two versions of one of our test articles share over
/// 80%, two articles on one subject under 5%.
pub(super) const ALIKE: f32 = 0.3;
/// A text so many times as long as another is no version of it, even if it holds all of it.
pub(super) const LONGER: usize = 8;
/// Below this, what two sketches say is not worth looking at the texts. Three standard errors below [`ALIKE`].
const WORTH_A_LOOK: f32 = 0.15;
/// Of fewer hashes, each that is shared is worth a look.
const FEW: usize = 24;

/// Bytes of a text whose triples are all held, and of which a sketch is made.
const SAMPLED: usize = 1 << 18;
/// Hashes in a sketch.
const HASHES: usize = 96;
/// A sketch of this text begins the file of sketches: where it is another one, triples are hashed in another way now.
const PROBE: &str = "The quick brown fox jumps over the lazy dog, and “nobody” asks why.";

/// Which part of the smaller text's triples of words the other has too, 0 to 1. Only the smaller one's are held, and of
/// a long text a sample.
pub(super) fn likeness(a: &str, b: &str) -> f32 {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let every = (small.len() / SAMPLED).max(1) as u64;
    let mut found: HashMap<u64, bool> = HashMap::new();
    triples(small, |triple| {
        if triple.is_multiple_of(every) {
            found.insert(triple, false);
        }
    });
    triples(large, |triple| {
        if let Some(found) = found.get_mut(&triple) {
            *found = true;
        }
    });
    found.values().filter(|found| **found).count() as f32 / found.len().max(1) as f32
}

/// Whether two texts are of one article.
pub(super) fn are_versions(a: &str, b: &str) -> bool {
    likeness(a, b) >= ALIKE
}

/// Gives the hash of each triple of words that stand on one line; a line of one or two words is one.
fn triples(text: &str, mut give: impl FnMut(u64)) {
    let build = BuildHasherDefault::<DefaultHasher>::default();
    for line in text.lines() {
        let folded = folded(line, ANCHOR);
        let words: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        for triple in words.windows(words.len().clamp(1, 3)) {
            give(build.hash_one(triple));
        }
    }
}

/// The smallest hashes of a text's word triples (bottom-k sketch, Broder 1997), ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sketch(Vec<u32>);

impl Sketch {
    /// Of a text; of a long one, of its beginning.
    pub(super) fn of(text: &str) -> Self {
        let mut hashes = Vec::new();
        triples(&text[..grapheme::floor_char(text, SAMPLED)], |triple| {
            hashes.push((triple >> 32) as u32);
        });
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(HASHES);
        Self(hashes)
    }

    /// An estimate of [`likeness`], where the texts may be so alike that it is worth comparing them: of the hashes so small
    /// that both sketches must hold them, the part that the text with fewer of them shares.
    pub(super) fn near(&self, other: &Self) -> Option<f32> {
        let limit = self.complete_to().min(other.complete_to());
        let within = |sketch: &Self| sketch.0.partition_point(|hash| *hash <= limit);
        let (a, b) = (&self.0[..within(self)], &other.0[..within(other)]);
        let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let shared = few.iter().filter(|hash| many.binary_search(hash).is_ok()).count();
        let estimate = shared as f32 / few.len().max(1) as f32;
        (shared > 0 && (few.len() < FEW || estimate >= WORTH_A_LOOK)).then_some(estimate)
    }

    /// The largest hash up to which none is left out.
    fn complete_to(&self) -> u32 {
        let full = self.0.get(HASHES - 1);
        full.copied().unwrap_or(u32::MAX)
    }
}

/// Bytes of a fingerprint that name a text in the file of sketches.
const NAME: usize = 16;
/// Bytes of a sketch with its name: the name, how many hashes there are, the hashes.
const RECORD: usize = NAME + 4 + 4 * HASHES;
/// Records of texts that nobody asks for are dropped once there are so many of them, and more than of the others.
const UNUSED: usize = 1000;

type Name = [u8; NAME];

fn name(print: Fingerprint) -> Name {
    let mut name = [0; NAME];
    name.copy_from_slice(&print.bytes()[..NAME]);
    name
}

fn file(paths: &Paths) -> PathBuf {
    paths.cache.join("likeness")
}

fn record(name: Name, sketch: &Sketch) -> Vec<u8> {
    let mut out = Vec::with_capacity(RECORD);
    out.extend(name);
    out.extend((sketch.0.len() as u32).to_le_bytes());
    sketch.0.iter().for_each(|hash| out.extend(hash.to_le_bytes()));
    out.resize(RECORD, 0);
    out
}

fn parse(record: &[u8]) -> Option<(Name, Sketch)> {
    let (name, rest) = record.split_first_chunk::<NAME>()?;
    let mut numbers = rest
        .chunks_exact(4)
        .map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]]));
    let count = numbers.next()?;
    Some((*name, Sketch(numbers.take(count as usize).collect())))
}

/// The sketches of the texts with these fingerprints; of a text that was not kept there is none. Those that the cache lacks
/// are made, and kept there if it can be written.
pub(super) fn sketches(paths: &Paths, wanted: &HashSet<Fingerprint>) -> HashMap<Fingerprint, Sketch> {
    let bytes = fs::read(file(paths)).unwrap_or_default();
    let probe = record([0; NAME], &Sketch::of(PROBE));
    let sound = bytes.len().is_multiple_of(RECORD) && bytes.starts_with(&probe);
    let kept: HashMap<Name, Sketch> = match bytes.get(RECORD..) {
        Some(records) if sound => records.chunks_exact(RECORD).filter_map(parse).collect(),
        _ => HashMap::new(),
    };
    let mut out = HashMap::with_capacity(wanted.len());
    let mut missing = Vec::new();
    for print in wanted {
        match kept.get(&name(*print)) {
            Some(sketch) => drop(out.insert(*print, sketch.clone())),
            None => missing.push(*print),
        }
    }
    let made: Vec<(Fingerprint, Sketch)> = missing
        .into_par_iter()
        .filter_map(|print| Some((print, Sketch::of(&texts::read(paths, print)?))))
        .collect();
    let unused = kept.len() - out.len();
    let clear = !sound || unused > UNUSED && unused > out.len();
    if clear {
        let all = out
            .iter()
            .chain(made.iter().map(|(print, sketch)| (print, sketch)));
        let records = all.flat_map(|(print, sketch)| record(name(*print), sketch));
        write(
            paths,
            true,
            &probe.into_iter().chain(records).collect::<Vec<u8>>(),
        );
    } else if !made.is_empty() {
        let records = made
            .iter()
            .flat_map(|(print, sketch)| record(name(*print), sketch));
        write(paths, false, &records.collect::<Vec<u8>>());
    }
    out.extend(made);
    out
}

/// Writes the file of sketches, or adds to it. A failure costs the time to make them again.
fn write(paths: &Paths, replaces: bool, bytes: &[u8]) {
    let path = file(paths);
    let _ = disk::private_folder(&paths.cache, &paths.cache);
    let opened = if replaces {
        File::create(path)
    } else {
        File::options().append(true).open(path)
    };
    let _ = opened.and_then(|mut file| file.write_all(bytes));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn versions_are_alike_and_articles_are_not() {
        let one = "The mayor said on Monday that the bridge will open in May, after years of work on it.";
        let two = "The mayor said on Tuesday that the bridge will open in June, after years of work on it.";
        let other = "Three ships left the harbour on Monday, the coast guard of the island said.";
        assert!(likeness(one, two) > ALIKE && likeness(one, other) < ALIKE / 3.0);
        // Of long texts a sample tells.
        let long = |from: usize| -> String {
            let lines: Vec<String> = (from..from + 60_000).map(|n| format!("line {n} of it")).collect();
            lines.join("\n")
        };
        let half = likeness(&long(0), &long(30_000));
        assert!((0.4..0.6).contains(&half), "{half}");
    }

    /// Words that follow from a seed; two seeds share next to none.
    fn words(seed: u32, count: usize) -> Vec<String> {
        let mut state = u64::from(seed) + 1;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state >> 40
        };
        (0..count).map(|_| format!("w{}", next())).collect()
    }

    proptest! {
        /// Of texts that are versions by their words, the sketches say so too, whatever their lengths; of texts that share
        /// nothing they do not.
        #[test]
        fn sketches_miss_no_version(
            seed in 0u32..1000,
            length in 30usize..2000,
            kept in 0.5f64..1.0,
            added in 0usize..LONGER - 1,
        ) {
            let old = words(seed, length);
            let mut new = old[..(length as f64 * kept) as usize].to_vec();
            new.extend(words(seed + 5000, added * length));
            let (old, new) = (old.join(" "), new.join(" "));
            let other = words(seed + 9000, length).join(" ");
            let sketch = Sketch::of(&old);
            prop_assert!(likeness(&old, &new) < ALIKE || sketch.near(&Sketch::of(&new)).is_some());
            prop_assert!(sketch.near(&Sketch::of(&other)).is_none());
            prop_assert_eq!(parse(&record([7; NAME], &sketch)), Some(([7; NAME], sketch)));
        }
    }

    #[test]
    fn sketches_are_kept_made_again_and_never_believed_when_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let texts: Vec<String> = (0..5).map(|n| words(n, 300).join(" ")).collect();
        let prints: HashSet<Fingerprint> = texts.iter().map(|t| Fingerprint::of(t)).collect();
        for text in &texts[..4] {
            texts::keep(&paths, Fingerprint::of(text), text).unwrap();
        }
        let expected: HashMap<Fingerprint, Sketch> = texts[..4]
            .iter()
            .map(|t| (Fingerprint::of(t), Sketch::of(t)))
            .collect();
        assert_eq!(sketches(&paths, &prints), expected);
        let size = fs::metadata(file(&paths)).unwrap().len() as usize;
        assert_eq!(size, 5 * RECORD);
        // One text more is added, and nothing is asked of the texts that are known.
        texts::keep(&paths, Fingerprint::of(&texts[4]), &texts[4]).unwrap();
        fs::remove_dir_all(paths.texts().join(&Fingerprint::of(&texts[0]).to_string()[..2])).unwrap();
        assert_eq!(sketches(&paths, &prints).len(), 5);
        assert_eq!(fs::metadata(file(&paths)).unwrap().len() as usize, 6 * RECORD);
        for damage in [&b"garbage"[..], &[0; 3 * RECORD], b""] {
            fs::write(file(&paths), damage).unwrap();
            let found = sketches(&paths, &prints);
            assert_eq!(
                found.get(&Fingerprint::of(&texts[1])),
                expected.get(&Fingerprint::of(&texts[1]))
            );
        }
        let full = fs::read(file(&paths)).unwrap();
        fs::write(file(&paths), &full[..full.len() - 9]).unwrap();
        assert!(sketches(&paths, &prints).len() >= 4, "cut off, it is made again");
    }
}
