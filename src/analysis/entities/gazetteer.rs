//! Knowledge about words and phrases by themselves: 'Nairobi' is a city, 'Laurel' a first name, 'firm' an organization, 'told' a verb of
//! communication. It is a table used in place, built by `examples/train_names.rs`; `docs/analysis-names.md` lists its sources.
//!
//! Format: eight bytes of magic, the number of rows (u32), then rows of eight bytes: check (u32, never 0 in use), classes (u16), noun sense
//! (u8), verb sense (u8), all little-endian. A key is at the first free row at or after `key · (rows - 64) / 2⁶⁴`.

use super::hash;
use crate::analysis::token::tokenise;

/// The entry of a word or phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Bits, see [`class`].
    pub classes: u16,
    /// The most frequent sense as a noun, 0 for none; [`WOMAN`] is added for a first name of women.
    pub noun: u8,
    /// The most frequent sense as a verb, 0 for none; [`MAN`] is added for a first name of men.
    pub verb: u8,
}

impl Entry {
    /// Whether a dictionary has the word as a noun or a verb.
    pub fn is_common(self) -> bool {
        self.noun & !WOMAN != 0 || self.verb & !MAN != 0
    }

    /// Who has this first name; `None` if both do, or it is not a first name.
    pub fn bearer(self) -> Option<Bearer> {
        match (self.verb & MAN != 0, self.noun & WOMAN != 0) {
            (true, false) => Some(Bearer::Man),
            (false, true) => Some(Bearer::Woman),
            _ => None,
        }
    }
}

/// Who has a first name that is given only to women or only to men.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// Women.
    Woman,
    /// Men.
    Man,
}

/// Bit of [`Entry::noun`] for a first name of women.
pub const WOMAN: u8 = 0x80;
/// Bit of [`Entry::verb`] for a first name of men.
pub const MAN: u8 = 0x80;

/// The bits of [`Entry::classes`].
pub mod class {
    /// A country or a name of one.
    pub const COUNTRY: u16 = 1;
    /// A state, province, continent, river or the like.
    pub const REGION: u16 = 1 << 1;
    /// A city of 200,000 people or more.
    pub const CITY: u16 = 1 << 2;
    /// A smaller town.
    pub const TOWN: u16 = 1 << 3;
    /// A first name.
    pub const FIRST: u16 = 1 << 4;
    /// A frequent surname.
    pub const SURNAME: u16 = 1 << 5;
    /// A rarer surname.
    pub const RARE_SURNAME: u16 = 1 << 6;
    /// A people, faith, or adjective of a nation.
    pub const GROUP: u16 = 1 << 7;
    /// A person of note.
    pub const PERSON: u16 = 1 << 8;
    /// An organisation.
    pub const ORGANIZATION: u16 = 1 << 9;
    /// Something else that has a name: a work, an event, a vessel.
    pub const OTHER: u16 = 1 << 10;
    /// A title before persons.
    pub const TITLE: u16 = 1 << 11;
    /// The ending of a company's name.
    pub const COMPANY_ENDING: u16 = 1 << 12;
    /// The head of an organisation's name.
    pub const ORGANIZATION_HEAD: u16 = 1 << 13;
    /// The head of a place's name.
    pub const PLACE_HEAD: u16 = 1 << 14;
    /// The beginning of longer phrases.
    pub const PREFIX: u16 = 1 << 15;
}

const MAGIC: &[u8; 8] = b"PSTLgaz1";
const HEADER: usize = 12;
/// The maximum number of words in a phrase.
const LONGEST: usize = 7;
/// Rows at the end where no search begins, so that the last rows may overflow.
const SPARE: u64 = 64;

/// The table.
#[derive(Clone, Copy, Debug)]
pub struct Gazetteer<'a> {
    rows: &'a [u8],
    count: u64,
}

impl<'a> Gazetteer<'a> {
    /// A table in `bytes`, used in place; `None` if they are not a table.
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let count = u32::from_le_bytes(bytes.get(8..HEADER)?.try_into().ok()?);
        let rows = bytes.get(HEADER..)?;
        (bytes.starts_with(MAGIC) && count > 0 && rows.len() == count as usize * 8).then_some(Self {
            rows,
            count: u64::from(count),
        })
    }

    /// The entry of `key`, which comes from [`key`].
    #[inline]
    pub fn get(self, key: u64) -> Entry {
        let key = spread(key);
        let mut at = slot(key, self.count);
        loop {
            let Some(row) = self.rows.get(at * 8..at * 8 + 8) else {
                return Entry::default();
            };
            let check = u32::from_le_bytes([row[0], row[1], row[2], row[3]]);
            if check == 0 {
                return Entry::default();
            }
            if check == key as u32 | 1 {
                return Entry {
                    classes: u16::from_le_bytes([row[4], row[5]]),
                    noun: row[6],
                    verb: row[7],
                };
            }
            at += 1;
        }
    }

    /// The entries of the phrases that begin with a word, by their number of words, starting with one, as far as longer ones are known.
    /// `first` is the entry of the word itself, `lowers` the hashes of it and of the following words.
    pub(super) fn phrases(
        self,
        first: Entry,
        lowers: impl Iterator<Item = u64>,
    ) -> impl Iterator<Item = (usize, Entry)> {
        let (mut key, mut goes_on) = (0, true);
        lowers.zip(1..=LONGEST).map_while(move |(lower, length)| {
            if !goes_on {
                return None;
            }
            key = extend(key, lower);
            let entry = if length == 1 { first } else { self.get(key) };
            goes_on = entry.classes & class::PREFIX != 0;
            Some((length, entry))
        })
    }

    /// Writes the table of `entries`; phrases are split by the tokeniser, and each prefix of one is marked as such.
    pub fn write(entries: &std::collections::BTreeMap<String, Entry>) -> Vec<u8> {
        let mut all: std::collections::BTreeMap<u64, Entry> = std::collections::BTreeMap::new();
        for (phrase, entry) in entries {
            let tokens = tokenise(phrase);
            for length in 1..=tokens.len() {
                let key = spread(key(tokens[..length].iter().map(|t| t.range.slice(phrase))));
                let slot = all.entry(key).or_default();
                if length < tokens.len() {
                    slot.classes |= class::PREFIX;
                } else {
                    slot.classes |= entry.classes;
                    slot.noun |= entry.noun;
                    slot.verb |= entry.verb;
                }
            }
        }
        // At least one row is always free, so that every search ends.
        let count = all.len() * 4 / 3 + 64;
        let mut rows = vec![0u8; count * 8];
        for (key, entry) in all {
            let mut at = slot(key, count as u64);
            while at < count && rows[at * 8..at * 8 + 4] != [0; 4] {
                at += 1;
            }
            // The last rows may overflow, and such an entry is lost; the spare rows make this very unlikely.
            if at + 1 < count {
                rows[at * 8..at * 8 + 4].copy_from_slice(&(key as u32 | 1).to_le_bytes());
                rows[at * 8 + 4..at * 8 + 6].copy_from_slice(&entry.classes.to_le_bytes());
                rows[at * 8 + 6] = entry.noun;
                rows[at * 8 + 7] = entry.verb;
            }
        }
        let mut out = MAGIC.to_vec();
        out.extend((count as u32).to_le_bytes());
        out.extend(rows);
        out
    }
}

/// The key of a phrase: its words in order, in any case.
pub fn key<'w>(words: impl Iterator<Item = &'w str>) -> u64 {
    words.fold(0, |k, w| extend(k, hash::lower(w)))
}

/// The key of a phrase that extends the phrase with key `before` (0 for none) by a word with the hash `lower`.
#[inline]
fn extend(before: u64, lower: u64) -> u64 {
    if before == 0 {
        lower
    } else {
        hash::join(before, lower)
    }
}

#[inline]
fn spread(key: u64) -> u64 {
    let x = (key ^ (key >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    x ^ (x >> 32)
}

#[inline]
fn slot(key: u64, count: u64) -> usize {
    ((u128::from(key) * u128::from(count.saturating_sub(SPARE).max(1))) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_found() {
        let mut entries = std::collections::BTreeMap::new();
        for i in 0..500u16 {
            entries.insert(
                format!("word{i}"),
                Entry {
                    classes: i & 0x3ff,
                    noun: (i % 60) as u8,
                    verb: 0,
                },
            );
        }
        entries.insert(
            "Ruritania Free State".to_owned(),
            Entry {
                classes: class::COUNTRY,
                noun: 0,
                verb: 0,
            },
        );
        let bytes = Gazetteer::write(&entries);
        let table = Gazetteer::new(&bytes).unwrap();
        for (word, entry) in entries.iter().filter(|(w, _)| !w.contains(' ')) {
            assert_eq!(table.get(key([word.as_str()].into_iter())), *entry, "{word}");
        }
        assert_eq!(
            table.get(key(["ruritania", "free"].into_iter())).classes,
            class::PREFIX
        );
        assert_eq!(
            table.get(key(["RURITANIA", "free", "State"].into_iter())).classes,
            class::COUNTRY
        );
        assert_eq!(table.get(key(["nothing"].into_iter())), Entry::default());
        assert!(Gazetteer::new(b"PSTLgaz1").is_none());
    }
}
