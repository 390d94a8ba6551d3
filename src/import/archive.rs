//! Reads ZIP archives from memory, only as far as books and documents need: no file is written, no entry is inflated beyond a limit,
//! however small it is compressed, and entries are opened only by exact name.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use flate2::read::DeflateDecoder;

use super::Warning;
use crate::text::clean::one_line;
use crate::text::percent::percent_decoded;

/// The maximum unpacked size of one entry in bytes.
pub(super) const ENTRY_LIMIT: usize = 32 * 1024 * 1024;
/// The maximum unpacked size of all read entries in bytes, whatever the size of the archive.
const TOTAL_LIMIT: usize = 256 * 1024 * 1024;
/// The allowance of unpacked bytes in a small archive, and for each byte of it. Text compresses to a third or a quarter, repetitive markup
/// to a tenth, a zip bomb to a thousandth.
const FREE: usize = 8 * 1024 * 1024;
const GROWTH: usize = 12;
/// The maximum number of entries listed.
const MOST: usize = 100_000;

#[derive(Clone, Copy, Debug)]
struct Entry {
    offset: usize,
    packed: usize,
    method: u16,
    encrypted: bool,
}

/// The entries of an archive, by name.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    entries: HashMap<String, Entry>,
    /// The names of the entries by [`folded`] name.
    aliases: HashMap<String, String>,
    unpacked: Cell<usize>,
    /// The names of requested entries that could not be read.
    unread: RefCell<BTreeSet<String>>,
}

impl<'a> Archive<'a> {
    /// The archive in `bytes`; `None` if they are not an archive, or damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        // The directory is at the end, followed by a comment of at most 64 KB.
        let tail = bytes.len().saturating_sub(66_000);
        let end = tail + memchr::memmem::rfind(bytes.get(tail..)?, b"PK\x05\x06")?;
        let count = usize::from(u16_at(bytes, end + 10)?);
        let mut at = u32_at(bytes, end + 16)?;
        let (mut entries, mut aliases) = (HashMap::new(), HashMap::new());
        for _ in 0..count.min(MOST) {
            if bytes.get(at..at + 4)? != b"PK\x01\x02" {
                return None;
            }
            let (name, extra, comment) = (
                u16_at(bytes, at + 28)?,
                u16_at(bytes, at + 30)?,
                u16_at(bytes, at + 32)?,
            );
            let entry = Entry {
                offset: u32_at(bytes, at + 42)?,
                packed: u32_at(bytes, at + 20)?,
                method: u16_at(bytes, at + 10)?,
                encrypted: u16_at(bytes, at + 8)? & 1 == 1,
            };
            let start = at + 46;
            let label = label(bytes.get(start..start + usize::from(name))?);
            aliases.entry(folded(&label)).or_insert_with(|| label.clone());
            entries.insert(label, entry);
            at = start + usize::from(name) + usize::from(extra) + usize::from(comment);
        }
        Some(Self {
            bytes,
            entries,
            aliases,
            unpacked: Cell::new(0),
            unread: RefCell::default(),
        })
    }

    /// Whether an entry of that name exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The entry meant by `name`: the one of that name, or one that differs only in letter case, in the composition of accents, or in
    /// percent-encoding.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        if let Some((name, _)) = self.entries.get_key_value(name) {
            return Some(name);
        }
        self.aliases.get(&folded(name)).map(String::as_str)
    }

    /// The names of all entries, unordered.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The content of the entry `name`; `None` if it does not exist, is damaged or encrypted, uses an unusual compression, or exceeds the
    /// limits.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let name = self.find(name)?;
        let content = self.content(name);
        if content.is_none() {
            self.unread.borrow_mut().insert(name.to_owned());
        }
        content
    }

    /// Warns about requested entries that could not be read.
    pub(super) fn tell(&self, warnings: &mut Vec<Warning>) {
        let unread = self.unread.borrow();
        let Some(first) = unread.first().map(|name| one_line(name)) else {
            return;
        };
        warnings.push(Warning::Incomplete(match unread.len() {
            1 => format!("its part {first} cannot be read"),
            n => format!("{n} of its parts cannot be read, {first} among them"),
        }));
    }

    fn content(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.get(name).filter(|e| !e.encrypted)?;
        let header = entry.offset;
        if self.bytes.get(header..header + 4)? != b"PK\x03\x04" {
            return None;
        }
        let (name, extra) = (u16_at(self.bytes, header + 26)?, u16_at(self.bytes, header + 28)?);
        let start = header + 30 + usize::from(name) + usize::from(extra);
        let packed = self.bytes.get(start..start.checked_add(entry.packed)?)?;
        let total = TOTAL_LIMIT.min(FREE.saturating_add(GROWTH.saturating_mul(self.bytes.len())));
        let limit = ENTRY_LIMIT.min(total.saturating_sub(self.unpacked.get()));
        let content = match entry.method {
            0 => packed.to_vec(),
            8 => {
                let mut content = Vec::new();
                DeflateDecoder::new(packed)
                    .take(limit as u64 + 1)
                    .read_to_end(&mut content)
                    .ok()?;
                content
            }
            _ => return None,
        };
        self.unpacked.set(self.unpacked.get() + content.len());
        (content.len() <= limit).then_some(content)
    }

    /// The content of the XML entry `name` as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        Some(super::charset::decode_xml(&self.read(name)?))
    }
}

/// The normalised name of an entry: relative to the root, with slashes. A name that is not UTF-8 is in the DOS code page.
fn label(bytes: &[u8]) -> String {
    let name = std::str::from_utf8(bytes).map_or_else(
        |_| super::charset::IBM437.decode(bytes).0.into_owned(),
        str::to_owned,
    );
    name.replace('\\', "/").trim_start_matches('/').to_owned()
}

/// `name` without the differences between programs.
fn folded(name: &str) -> String {
    let name = percent_decoded(name);
    crate::text::clean::normalise(&name).to_lowercase()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at.checked_add(2)?)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let value = bytes
        .get(at..at.checked_add(4)?)?
        .try_into()
        .ok()
        .map(u32::from_le_bytes)?;
    usize::try_from(value).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::*;

    /// A compressed archive of `files`.
    pub(in crate::import) fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(content).unwrap();
            let data = encoder.finish().unwrap();
            let offset = u32::try_from(out.len()).unwrap();
            let mut common = Vec::new();
            common.extend_from_slice(&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            common.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
            common.extend_from_slice(&u32::try_from(content.len()).unwrap().to_le_bytes());
            common.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
            common.extend_from_slice(&[0, 0]);
            out.extend_from_slice(b"PK\x03\x04");
            out.extend_from_slice(&common);
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(&data);
            directory.extend_from_slice(b"PK\x01\x02\x14\x00");
            directory.extend_from_slice(&common);
            directory.extend_from_slice(&[0; 10]);
            directory.extend_from_slice(&offset.to_le_bytes());
            directory.extend_from_slice(name.as_bytes());
        }
        let start = u32::try_from(out.len()).unwrap();
        let count = u16::try_from(files.len()).unwrap().to_le_bytes();
        out.extend_from_slice(&directory);
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        out.extend_from_slice(&count);
        out.extend_from_slice(&count);
        out.extend_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&start.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
        out
    }

    #[test]
    fn entries_are_read_by_name() {
        let bytes = packed(&[("a/b.txt", b"words words words"), ("empty", b"")]);
        let archive = Archive::open(&bytes).unwrap();
        assert_eq!(archive.read("a/b.txt").unwrap(), b"words words words");
        assert_eq!(archive.read("empty").unwrap(), b"");
        assert!(archive.read("../a/b.txt").is_none() && archive.has("empty"));
        for cut in 0..bytes.len() {
            if let Some(archive) = Archive::open(&bytes[..cut]) {
                let _ = archive.read("a/b.txt");
            }
        }
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let bytes = packed(&[
            ("OPS\\caf\u{e9}.xhtml", b"one"),
            ("/Two%20words.xhtml", b"two"),
            ("thre\u{301}e.xhtml", b"three"),
        ]);
        let archive = Archive::open(&bytes).unwrap();
        for (name, content) in [
            ("ops/Caf\u{e9}.xhtml", "one"),
            ("OPS/cafe\u{301}.xhtml", "one"),
            ("OPS/caf%C3%A9.xhtml", "one"),
            ("Two words.xhtml", "two"),
            ("thr\u{e9}e.xhtml", "three"),
        ] {
            assert_eq!(archive.read(name).as_deref(), Some(content.as_bytes()), "{name}");
        }
        assert!(archive.find("four.xhtml").is_none());
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bytes = packed(&[("bomb", &vec![0; ENTRY_LIMIT + 10])]);
        assert!(bytes.len() < 100_000);
        assert!(Archive::open(&bytes).unwrap().read("bomb").is_none());
        // Nor are many small ones read.
        let half = vec![0; FREE / 2 + 500_000];
        let bytes = packed(&[("a", &half), ("b", &half), ("c", b"words")]);
        let archive = Archive::open(&bytes).unwrap();
        assert!(archive.read("a").is_some() && archive.read("b").is_none());
    }
}
