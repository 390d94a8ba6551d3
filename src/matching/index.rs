//! The inverted index of an archive: which entries contain a word, and the entries themselves.
//!
//! An index is one sequence of bytes in memory or in a file. Of a file only the table of words and the lengths of the entries are held in
//! memory (24 bytes per word, one byte per entry); the rest is read on demand.
//!
//! The bytes, all numbers little-endian: [`MAGIC`]; eight `u64` ([`Header`]); the description of the archive; one byte per entry, its
//! number of words; the key of each entry ([`ClaimKey`]), as `u64`; for each word, sorted, `term: u64, entries: u32, bytes: u32, at: u64`; the postings, for each entry that contains the
//! word the distance from the previous one and the frequency, as variable-length numbers; the start of each entry, and the end of the last,
//! as `u64`; the entries, encoded with postcard.
//!
//! Invariants: no bytes cause a panic; a damaged index gives errors or nothing, and is never read beyond its end.

use std::collections::HashMap;
use std::io;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::entry::Checked;
use super::vectors::ClaimKey;
use super::words::{Term, Words};

const MAGIC: &[u8; 16] = b"postil archive 2";
/// Indexes without keys of entries, which are still read.
const OLDER_MAGIC: &[u8; 16] = b"postil archive 1";
const HEADER: usize = 16 + 8 * 8;
const ROW: usize = 24;
/// The length of a key in bytes.
const KEY: usize = 8;
/// The number of entries split into words at a time.
const BATCH: usize = 4096;
/// The maximum number of entries of an index.
const MOST: u64 = u32::MAX as u64;

/// Bytes with random access: in memory, or in a file.
pub trait Storage: Send + Sync {
    /// Fills `into` with the bytes from `at` on.
    ///
    /// # Errors
    /// When there are not enough bytes, or they cannot be read.
    fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()>;
}

impl Storage for Vec<u8> {
    fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        let end = start.saturating_add(into.len());
        let bytes = self.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(bytes);
        Ok(())
    }
}

/// The numbers at the start, except the last, which is the length of the description. Offsets of parts are in bytes from the start.
struct Header {
    entries: u64,
    terms: u64,
    /// The number of words of all entries.
    words: u64,
    lengths: u64,
    table: u64,
    postings: u64,
    places: u64,
}

/// Collects entries and builds the bytes of an index.
#[derive(Default)]
pub struct IndexBuilder {
    /// Added entries that are not among the postings yet.
    waiting: Vec<Checked>,
    lengths: Vec<u8>,
    keys: Vec<ClaimKey>,
    words: u64,
    postings: HashMap<Term, Postings, RandomState>,
    places: Vec<u64>,
    entries: Vec<u8>,
}

#[derive(Default)]
struct Postings {
    last: u32,
    count: u32,
    bytes: Vec<u8>,
}

impl IndexBuilder {
    /// A builder without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.lengths.len() + self.waiting.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an entry.
    pub fn add(&mut self, entry: Checked) {
        self.waiting.push(entry);
        if self.waiting.len() >= BATCH {
            self.take_waiting();
        }
    }

    /// Splits the waiting entries into words, on all cores, and adds them to the postings.
    fn take_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let words: Vec<Vec<Term>> = waiting.par_iter().map(terms).collect();
        for (entry, terms) in waiting.iter().zip(words) {
            self.post(entry, terms);
        }
    }

    fn post(&mut self, entry: &Checked, mut terms: Vec<Term>) {
        let number = self.lengths.len() as u32;
        // Writing to memory cannot fail.
        let Ok(bytes) = postcard::to_stdvec(entry) else {
            return;
        };
        self.places.push(self.entries.len() as u64);
        self.entries.extend(bytes);
        self.lengths.push(terms.len().min(255) as u8);
        self.keys.push(ClaimKey::of(&entry.claim));
        self.words += terms.len() as u64;
        terms.sort_unstable();
        for same in terms.chunk_by(|a, b| a == b) {
            let Some(term) = same.first() else { continue };
            let postings = self.postings.entry(*term).or_default();
            put_number(&mut postings.bytes, u64::from(number - postings.last));
            put_number(&mut postings.bytes, same.len() as u64);
            postings.last = number;
            postings.count += 1;
        }
    }

    /// The bytes of the index; `about` is its description.
    pub fn finish(mut self, about: &str) -> Vec<u8> {
        self.take_waiting();
        let mut rows: Vec<(Term, Postings)> = self.postings.into_iter().collect();
        rows.sort_unstable_by_key(|(term, _)| *term);
        let lengths = (HEADER + about.len()) as u64;
        let table = lengths + (self.lengths.len() * (1 + KEY)) as u64;
        let postings = table + (rows.len() * ROW) as u64;
        let places = postings + rows.iter().map(|(_, p)| p.bytes.len() as u64).sum::<u64>();
        let numbers = [
            self.lengths.len() as u64,
            rows.len() as u64,
            self.words,
            lengths,
            table,
            postings,
            places,
            about.len() as u64,
        ];
        let mut out = MAGIC.to_vec();
        out.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        out.extend(about.as_bytes());
        out.extend(&self.lengths);
        out.extend(self.keys.iter().flat_map(|key| key.0.to_le_bytes()));
        let mut at = 0_u64;
        for (term, postings) in &rows {
            out.extend(term.0.to_le_bytes());
            out.extend(postings.count.to_le_bytes());
            out.extend((postings.bytes.len() as u32).to_le_bytes());
            out.extend(at.to_le_bytes());
            at += postings.bytes.len() as u64;
        }
        for (_, postings) in &rows {
            out.extend(&postings.bytes);
        }
        let ends = [self.entries.len() as u64];
        let start = places + 8 * (self.places.len() as u64 + 1);
        out.extend(
            self.places
                .iter()
                .chain(&ends)
                .flat_map(|at| (start + at).to_le_bytes()),
        );
        out.extend(self.entries);
        out
    }
}

/// The words by which `entry` is found.
fn terms(entry: &Checked) -> Vec<Term> {
    let texts = [Some(&entry.claim), entry.title.as_ref(), entry.speaker.as_ref()];
    let words = texts.into_iter().flatten().flat_map(|text| Words::of(text).words);
    words.map(|word| word.term).collect()
}

/// A searchable index.
pub struct Index {
    storage: Box<dyn Storage>,
    header: Header,
    about: String,
    lengths: Vec<u8>,
    table: Vec<u8>,
    has_keys: bool,
}

/// The totals used to weigh the words of all indexes that are searched together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) entries: u64,
    pub(super) words: u64,
}

impl Index {
    /// Opens an index.
    ///
    /// # Errors
    /// When it cannot be read or is invalid.
    pub fn open(storage: Box<dyn Storage>) -> io::Result<Self> {
        let wrong = || {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "it is not an archive index, or it is damaged",
            )
        };
        let mut head = [0; HEADER];
        storage.read(0, &mut head)?;
        let has_keys = head.starts_with(MAGIC);
        if !has_keys && !head.starts_with(OLDER_MAGIC) {
            return Err(wrong());
        }
        let number = |i: usize| little_u64(&head, 16 + 8 * i).unwrap_or(u64::MAX);
        let header = Header {
            entries: number(0),
            terms: number(1),
            words: number(2),
            lengths: number(3),
            table: number(4),
            postings: number(5),
            places: number(6),
        };
        let fits = header.entries <= MOST
            && number(7) <= LONGEST
            && header.lengths == HEADER as u64 + number(7)
            && header.table == header.lengths + header.entries * (1 + if has_keys { KEY as u64 } else { 0 })
            && header
                .terms
                .checked_mul(ROW as u64)
                .and_then(|l| l.checked_add(header.table))
                == Some(header.postings)
            && header.postings <= header.places;
        if !fits {
            return Err(wrong());
        }
        // Nothing is allocated for a length that the bytes do not have.
        storage.read(header.places, &mut [0; 8])?;
        let mut about = vec![0; number(7) as usize];
        storage.read(HEADER as u64, &mut about)?;
        let mut lengths = vec![0; header.entries as usize];
        storage.read(header.lengths, &mut lengths)?;
        let mut table = vec![0; header.terms as usize * ROW];
        storage.read(header.table, &mut table)?;
        Ok(Self {
            about: String::from_utf8(about).map_err(|_| wrong())?,
            storage,
            header,
            lengths,
            table,
            has_keys,
        })
    }

    /// The keys of all entries, in order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn keys(&self) -> io::Result<Vec<ClaimKey>> {
        if !self.has_keys {
            let key = |number| Ok(ClaimKey::of(&self.entry(number)?.claim));
            return (0..self.len()).map(key).collect();
        }
        let mut bytes = vec![0; self.len() * KEY];
        self.storage
            .read(self.header.lengths + self.header.entries, &mut bytes)?;
        let keys = bytes.chunks_exact(KEY).filter_map(|key| little_u64(key, 0));
        Ok(keys.map(ClaimKey).collect())
    }

    /// The claim of the entry with that number.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn claim(&self, number: usize) -> io::Result<String> {
        Ok(self.entry(number)?.claim)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Its description.
    pub fn about(&self) -> &str {
        &self.about
    }

    pub(super) fn totals(&self) -> Totals {
        Totals {
            entries: self.header.entries,
            words: self.header.words,
        }
    }

    /// For `term`: the number of entries that contain it, the number of bytes of its postings, and their start.
    fn row(&self, term: Term) -> Option<(u32, u32, u64)> {
        let (mut low, mut high) = (0, self.table.len() / ROW);
        while low < high {
            let middle = usize::midpoint(low, high);
            let at = middle * ROW;
            let found = little_u64(&self.table, at)?;
            match found.cmp(&term.0) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let counts = little_u64(&self.table, at + 8)?;
                    return Some((
                        counts as u32,
                        (counts >> 32) as u32,
                        little_u64(&self.table, at + 16)?,
                    ));
                }
            }
        }
        None
    }

    /// The number of entries that contain `term`.
    pub(super) fn count(&self, term: Term) -> u64 {
        self.row(term).map_or(0, |(count, ..)| u64::from(count))
    }

    /// Calls `each` with every entry that contains `term`, the frequency, and the number of words of the entry.
    pub(super) fn each(&self, term: Term, mut each: impl FnMut(usize, u64, u8)) -> io::Result<()> {
        let Some((_, length, at)) = self.row(term) else {
            return Ok(());
        };
        let within = self.header.places - self.header.postings;
        if at.saturating_add(u64::from(length)) > within {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; length as usize];
        self.storage.read(self.header.postings + at, &mut bytes)?;
        let mut rest = bytes.as_slice();
        let mut number = 0_u64;
        while let (Some(distance), Some(times)) = (take_number(&mut rest), take_number(&mut rest)) {
            number = number.saturating_add(distance);
            let entry = usize::try_from(number).unwrap_or(usize::MAX);
            if let Some(length) = self.lengths.get(entry) {
                each(entry, times, *length);
            }
        }
        Ok(())
    }

    /// The entry with that number.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn entry(&self, number: usize) -> io::Result<Checked> {
        let wrong = || io::Error::from(io::ErrorKind::InvalidData);
        if number >= self.len() {
            return Err(wrong());
        }
        let mut place = [0; 16];
        self.storage
            .read(self.header.places + 8 * number as u64, &mut place)?;
        let (start, end) = (little_u64(&place, 0), little_u64(&place, 8));
        let (start, end) = start.zip(end).ok_or_else(wrong)?;
        let length = end
            .checked_sub(start)
            .filter(|length| *length <= LONGEST)
            .ok_or_else(wrong)?;
        let mut bytes = vec![0; length as usize];
        self.storage.read(start, &mut bytes)?;
        postcard::from_bytes(&bytes).map_err(|_| wrong())
    }
}

/// The size limit of an entry in bytes.
const LONGEST: u64 = 16 << 20;

pub(super) fn little_u64(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + 8)?.try_into().ok()?;
    Some(u64::from_le_bytes(bytes))
}

/// LEB128.
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
