//! The similarity of two texts: the share of the shorter text's word triples that the other also has.
//!
//! To compare an article with thousands of known ones without reading their texts, the cache keeps a [`Sketch`] of each known text: the
//! smallest hashes of its triples. A lost sketch is made again from the text.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::Write as _;
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Paths, disk, texts};
use crate::document::Fingerprint;
use crate::text::fold::{ANCHOR, folded};
use crate::text::grapheme;

/// Texts at least this similar are versions of one article. Two versions of one of our test articles share over 80%, two articles on one
/// subject under 5%.
pub(super) const ALIKE: f32 = 0.3;
/// A text this many times as long as another is not a version of it, even if it contains all of it.
pub(super) const LONGER: usize = 8;
/// If the sketches are less similar than this, the texts are not compared. Three standard errors below [`ALIKE`].
const WORTH_A_LOOK: f32 = 0.15;
/// With fewer hashes, a single shared one is enough to compare the texts.
const FEW: usize = 24;

/// The number of bytes of a text whose triples are all used, and from which a sketch is made.
const SAMPLED: usize = 1 << 18;
/// Hashes in a sketch.
const HASHES: usize = 96;
/// The sketch of this text is stored at the start of the file of sketches; if it differs, the hash function has changed.
const PROBE: &str = "The quick brown fox jumps over the lazy dog, and “nobody” asks why.";

/// The share of the smaller text's word triples that the other also has, 0 to 1. Only the triples of the smaller one are held in memory; a
/// long text is sampled.
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

/// Whether two texts are versions of one article.
pub(super) fn are_versions(a: &str, b: &str) -> bool {
    likeness(a, b) >= ALIKE
}

/// Calls `give` with the hash of each triple of words on one line; a line of one or two words counts as one.
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
    /// The sketch of a text; of a long one, of its beginning.
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

    /// An estimate of [`likeness`], if the texts may be similar enough to be compared.
    pub(super) fn near(&self, other: &Self) -> Option<f32> {
        nearness(&self.0, &other.0)
    }
}

/// [`Sketch::near`] of the hashes of two sketches: among the hashes so small that both sketches must contain them, the share in common,
/// relative to the text with fewer of them.
fn nearness(one: &[u32], other: &[u32]) -> Option<f32> {
    let limit = complete_to(one).min(complete_to(other));
    let within = |hashes: &[u32]| hashes.partition_point(|hash| *hash <= limit);
    let (a, b) = (&one[..within(one)], &other[..within(other)]);
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared = few.iter().filter(|hash| many.binary_search(hash).is_ok()).count();
    let estimate = shared as f32 / few.len().max(1) as f32;
    (shared > 0 && (few.len() < FEW || estimate >= WORTH_A_LOOK)).then_some(estimate)
}

/// The largest hash up to which none is left out.
fn complete_to(hashes: &[u32]) -> u32 {
    let full = hashes.get(HASHES - 1);
    full.copied().unwrap_or(u32::MAX)
}

/// Bytes of a fingerprint that identify a text in the file of sketches.
const NAME: usize = 16;
/// Bytes of a record: the fingerprint, the number of hashes, the hashes.
const RECORD: usize = NAME + 4 + 4 * HASHES;
/// Records of texts that are no longer requested are dropped when there are this many of them, and more than of the others.
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

/// The name of a record; its hashes are put into `hashes`.
fn parse(record: &[u8], hashes: &mut Vec<u32>) -> Option<Name> {
    let (name, rest) = record.split_first_chunk::<NAME>()?;
    let mut numbers = rest
        .chunks_exact(4)
        .map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]]));
    let count = numbers.next()?;
    hashes.clear();
    hashes.extend(numbers.take(count as usize));
    Some(*name)
}

/// The file of sketches.
struct Kept {
    bytes: Vec<u8>,
    /// Whether it is valid.
    sound: bool,
}

impl Kept {
    fn read(paths: &Paths) -> Self {
        let bytes = fs::read(file(paths)).unwrap_or_default();
        let sound = bytes.len().is_multiple_of(RECORD) && bytes.starts_with(&probe());
        Self { bytes, sound }
    }

    fn records(&self) -> impl Iterator<Item = &[u8]> {
        let records = self.bytes.get(RECORD..).filter(|_| self.sound);
        records.unwrap_or_default().chunks_exact(RECORD)
    }
}

fn probe() -> Vec<u8> {
    record([0; NAME], &Sketch::of(PROBE))
}

/// Texts compared with one text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Compared {
    /// Possible versions of it, with an estimate of the similarity.
    pub(super) near: Vec<(Fingerprint, f32)>,
    /// Texts without information: they were not stored, or there was no time to read them.
    pub(super) unknown: HashSet<Fingerprint>,
}

/// The maximum number of texts without a sketch that are read for a comparison.
const READ: usize = 2000;

/// Compares the texts with these fingerprints with the one with the sketch `own`. Computes missing sketches, for at most [`READ`] texts,
/// and caches them if the cache can be written.
pub(super) fn compare(paths: &Paths, wanted: &HashSet<Fingerprint>, own: &Sketch) -> Compared {
    let kept = Kept::read(paths);
    let mut missing: HashMap<Name, Fingerprint> = wanted.iter().map(|print| (name(*print), *print)).collect();
    let mut out = Compared::default();
    let (mut used, mut all, mut hashes) = (Vec::new(), 0, Vec::with_capacity(HASHES));
    for record in kept.records() {
        all += 1;
        let name = parse(record, &mut hashes);
        if let Some(print) = name.and_then(|name| missing.remove(&name)) {
            used.push(record);
            out.near
                .extend(nearness(&hashes, &own.0).map(|near| (print, near)));
        }
    }
    let waiting: Vec<Fingerprint> = missing.into_values().collect();
    let (read, left) = waiting.split_at(waiting.len().min(READ));
    let made = made(paths, read);
    for (print, sketch) in &made {
        match sketch {
            Some(sketch) => out.near.extend(sketch.near(own).map(|near| (*print, near))),
            None => drop(out.unknown.insert(*print)),
        }
    }
    out.unknown.extend(left);
    let unused = all - used.len();
    if !kept.sound || unused > UNUSED && unused > used.len() {
        let records = used.into_iter().flatten().copied();
        let bytes: Vec<u8> = probe()
            .into_iter()
            .chain(records)
            .chain(records_of(&made))
            .collect();
        write(paths, true, &bytes);
    } else {
        write(paths, false, &records_of(&made).collect::<Vec<u8>>());
    }
    out
}

/// Computes the missing sketches of the texts with these fingerprints, as long as `goes_on` returns true after some of them.
pub(super) fn bring_up(paths: &Paths, wanted: &[Fingerprint], mut goes_on: impl FnMut(usize, usize) -> bool) {
    let kept = Kept::read(paths);
    if !kept.sound {
        write(paths, true, &probe());
    }
    let known: HashSet<&[u8]> = kept.records().map(|record| &record[..NAME]).collect();
    let is_missing = |print: &&Fingerprint| !known.contains(&name(**print)[..]);
    let missing: Vec<Fingerprint> = wanted.iter().filter(is_missing).copied().collect();
    for (number, some) in missing.chunks(BATCH).enumerate() {
        if !goes_on(number * BATCH, missing.len()) {
            return;
        }
        let records: Vec<u8> = records_of(&made(paths, some)).collect();
        write(paths, false, &records);
    }
}

/// Texts that are read at once.
const BATCH: usize = 100;

fn made(paths: &Paths, texts: &[Fingerprint]) -> Vec<(Fingerprint, Option<Sketch>)> {
    let sketch = |print: &Fingerprint| (*print, texts::read(paths, *print).map(|text| Sketch::of(&text)));
    texts.par_iter().map(sketch).collect()
}

fn records_of(made: &[(Fingerprint, Option<Sketch>)]) -> impl Iterator<Item = u8> + '_ {
    made.iter()
        .filter_map(|(print, sketch)| Some(record(name(*print), sketch.as_ref()?)))
        .flatten()
}

/// Writes the file of sketches, or appends to it. After a failure they are computed again later.
fn write(paths: &Paths, replaces: bool, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let path = file(paths);
    if replaces {
        let _ = disk::replace_private(&paths.cache, &path, bytes);
    } else {
        let appended = disk::append_private(&paths.cache, &path);
        let _ = appended.and_then(|mut file| file.write_all(bytes));
    }
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
        // Long texts are sampled.
        let long = |from: usize| -> String {
            let lines: Vec<String> = (from..from + 60_000).map(|n| format!("line {n} of it")).collect();
            lines.join("\n")
        };
        let half = likeness(&long(0), &long(30_000));
        assert!((0.4..0.6).contains(&half), "{half}");
    }

    /// Words generated from a seed; two seeds share almost none.
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
        /// For texts that are versions of one article by their words, the sketches say so too, whatever their lengths; for texts that share
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
            let mut hashes = Vec::new();
            prop_assert_eq!(parse(&record([7; NAME], &sketch), &mut hashes), Some([7; NAME]));
            prop_assert_eq!(hashes, sketch.0);
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
        let own = |n: usize| Sketch::of(&texts[n]);
        let near = |n: usize| -> Vec<Fingerprint> {
            let compared = compare(&paths, &prints, &own(n));
            compared.near.into_iter().map(|(print, _)| print).collect()
        };
        let print = |n: usize| Fingerprint::of(&texts[n]);
        let found = compare(&paths, &prints, &own(1));
        assert_eq!(found.near, [(print(1), 1.0)]);
        assert_eq!(found.unknown, HashSet::from([print(4)]));
        let size = fs::metadata(file(&paths)).unwrap().len() as usize;
        assert_eq!(size, 5 * RECORD);
        // One more text is added, and the known texts are not read again.
        texts::keep(&paths, Fingerprint::of(&texts[4]), &texts[4]).unwrap();
        fs::remove_dir_all(paths.texts().join(&Fingerprint::of(&texts[0]).to_string()[..2])).unwrap();
        assert_eq!(near(4), [print(4)]);
        assert_eq!(near(0), [print(0)]);
        assert_eq!(fs::metadata(file(&paths)).unwrap().len() as usize, 6 * RECORD);
        for damage in [&b"garbage"[..], &[0; 3 * RECORD], b""] {
            fs::write(file(&paths), damage).unwrap();
            assert_eq!(near(1), [print(1)]);
        }
        let full = fs::read(file(&paths)).unwrap();
        fs::write(file(&paths), &full[..full.len() - 9]).unwrap();
        assert_eq!(near(2), [print(2)], "cut off, it is made again");
        fs::remove_file(file(&paths)).unwrap();
        let all: Vec<Fingerprint> = prints.iter().copied().collect();
        bring_up(&paths, &all, |_, _| true);
        let size = fs::metadata(file(&paths)).unwrap().len() as usize;
        assert!(size >= 5 * RECORD, "{size}");
        bring_up(&paths, &all, |_, _| true);
        assert_eq!(fs::metadata(file(&paths)).unwrap().len() as usize, size);
    }
}
