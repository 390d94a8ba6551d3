//! Fetched pages, compressed, each stored once under the fingerprint of its bytes; and for each address the list of its states over time.
//! So a page can be read again without a network, and compared with later states.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PagesError, Paths, WriteError, disk};
use crate::files;
use crate::text::address::without_secrets;

/// Longer pages are not read back (1 GB), because a damaged file could claim any length.
const LONGEST: u64 = 1 << 30;
/// The size limit of a list of states that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// A fetched page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The bytes sent by the server, decompressed.
    pub bytes: Vec<u8>,
    /// Facts about them.
    pub visit: Visit,
}

/// One state of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The address as given by the user.
    pub named: String,
    /// The address that answered.
    pub url: String,
    /// When this state was first seen.
    pub seen: Timestamp,
    /// The media type given by the server: `text/html`.
    pub media: Option<String>,
    /// The encoding declared by the server.
    pub charset: Option<String>,
    /// BLAKE3 of the bytes, in hexadecimal digits.
    pub hash: String,
}

fn folder(paths: &Paths) -> PathBuf {
    paths.data.join("pages")
}

fn place(paths: &Paths, hash: &str) -> PathBuf {
    let start = hash.get(..2).unwrap_or_default();
    folder(paths).join(start).join(format!("{hash}.z"))
}

/// The file with the states of one address, the oldest first, one JSON object per line.
fn list(paths: &Paths, named: &str) -> PathBuf {
    let name = blake3::hash(named.as_bytes()).to_hex();
    let name = name.as_str().get(..32).unwrap_or_default().to_owned();
    folder(paths).join("addresses").join(format!("{name}.jsonl"))
}

/// Stores a page, unless its last state is the same.
///
/// # Errors
/// When the data folder cannot be written.
pub fn keep(paths: &Paths, bytes: &[u8], visit: Visit) -> Result<(), PagesError> {
    let visit = Visit {
        hash: blake3::hash(bytes).to_hex().to_string(),
        ..visit
    };
    take_secrets_out(paths);
    let known = visits(paths, &visit.named);
    let path = place(paths, &visit.hash);
    if known.last().is_some_and(|last| last.hash == visit.hash) && path.exists() {
        return Ok(());
    }
    if !path.exists() {
        let failed = |source| {
            PagesError(WriteError {
                path: path.clone(),
                source,
            })
        };
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
        let packed = written.map_err(failed)?;
        disk::replace_private(&paths.data, &path, &packed).map_err(PagesError)?;
    }
    write(paths, known.iter().chain([&visit])).map_err(PagesError)
}

/// Writes the list of the states of one address.
fn write<'a>(paths: &Paths, visits: impl Iterator<Item = &'a Visit>) -> Result<(), WriteError> {
    let mut lines = String::new();
    let mut named = "";
    for visit in visits {
        named = &visit.named;
        lines.push_str(&serde_json::to_string(visit).unwrap_or_default());
        lines.push('\n');
    }
    disk::replace_private(&paths.data, &list(paths, named), lines.as_bytes())
}

/// Earlier versions of Postil stored addresses with user name and password. Their lists are merged, once, into those of the addresses
/// without them.
fn take_secrets_out(paths: &Paths) {
    let addresses = folder(paths).join("addresses");
    let done = addresses.join("without-passwords");
    if done.exists() {
        return;
    }
    let mut all_written = true;
    let entries = std::fs::read_dir(&addresses).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let text = files::read_text(&path, LARGEST).unwrap_or_default();
        let visits = text.lines().filter_map(|line| serde_json::from_str(line).ok());
        let visits: Vec<Visit> = visits.collect();
        let plain = |visit: &Visit| Visit {
            named: without_secrets(&visit.named).into_owned(),
            url: without_secrets(&visit.url).into_owned(),
            ..visit.clone()
        };
        let cleaned: Vec<Visit> = visits.iter().map(plain).collect();
        let Some(first) = cleaned.first().filter(|_| cleaned != visits) else {
            continue;
        };
        let mut merged = self::visits(paths, &first.named);
        merged.extend(cleaned.iter().filter(|v| v.named == first.named).cloned());
        merged.sort_by_key(|v| v.seen);
        merged.dedup_by(|a, b| a.hash == b.hash);
        match write(paths, merged.iter()) {
            Ok(()) if path != list(paths, &first.named) => drop(std::fs::remove_file(path)),
            Ok(()) => {}
            Err(_) => all_written = false,
        }
    }
    if all_written {
        let _ = disk::replace_private(&paths.data, &done, b"");
    }
}

/// The stored states of the page at the address `named`, the oldest first.
pub fn visits(paths: &Paths, named: &str) -> Vec<Visit> {
    let text = files::read_text(&list(paths, named), LARGEST).unwrap_or_default();
    let visits = text.lines().filter_map(|line| serde_json::from_str(line).ok());
    visits.filter(|v: &Visit| v.named == named).collect()
}

/// The bytes of a state, if they exist and are undamaged.
pub fn read(paths: &Paths, visit: &Visit) -> Option<Vec<u8>> {
    let hex = visit.hash.len() == 64 && visit.hash.bytes().all(|b| b.is_ascii_hexdigit());
    let packed = files::read(&hex.then(|| place(paths, &visit.hash))?).ok()?;
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed.as_slice())
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .ok()?;
    (blake3::hash(&bytes).to_hex().as_str() == visit.hash).then_some(bytes)
}

/// The last readable state of the page at the address `named`.
pub fn last(paths: &Paths, named: &str) -> Option<Page> {
    let visits = visits(paths, named);
    visits.into_iter().rev().find_map(|visit| {
        let bytes = read(paths, &visit)?;
        Some(Page { bytes, visit })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_earlier_versions_wrote_down_with_a_password_lose_it() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let visit = |named: &str, seen, words: &str| Visit {
            named: named.into(),
            url: named.into(),
            seen: Timestamp::from_second(seen).unwrap(),
            media: None,
            charset: None,
            hash: blake3::hash(words.as_bytes()).to_hex().to_string(),
        };
        let (secret, plain) = ("http://ann:pa55@e.example/a", "http://e.example/a");
        write(
            &paths,
            [visit(secret, 1, "one"), visit(secret, 3, "three")].iter(),
        )
        .unwrap();
        write(&paths, [visit(plain, 2, "two")].iter()).unwrap();
        keep(&paths, b"other", visit("http://e.example/other", 5, "")).unwrap();
        let seen: Vec<i64> = visits(&paths, plain).iter().map(|v| v.seen.as_second()).collect();
        assert_eq!(seen, [1, 2, 3]);
        for entry in std::fs::read_dir(folder(&paths).join("addresses")).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            assert!(!text.contains("pa55"), "{text}");
        }
    }

    #[test]
    fn each_state_is_kept_once_and_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let visit = |seen| Visit {
            named: "https://e.example/a".into(),
            url: "https://e.example/a?x".into(),
            seen: Timestamp::from_second(seen).unwrap(),
            media: Some("text/html".into()),
            charset: None,
            hash: String::new(),
        };
        assert_eq!(last(&paths, "https://e.example/a"), None);
        keep(&paths, b"one", visit(1)).unwrap();
        keep(&paths, b"one", visit(2)).unwrap();
        keep(&paths, b"two", visit(3)).unwrap();
        keep(&paths, b"one", visit(4)).unwrap();
        let kept = visits(&paths, "https://e.example/a");
        assert_eq!(
            kept.iter().map(|v| v.seen.as_second()).collect::<Vec<_>>(),
            [1, 3, 4]
        );
        assert_eq!(read(&paths, &kept[1]).as_deref(), Some(&b"two"[..]));
        assert_eq!(last(&paths, "https://e.example/a").unwrap().bytes, b"one");
        assert_eq!(visits(&paths, "https://e.example/b"), []);
        assert!(
            std::fs::read_dir(folder(&paths).join("addresses"))
                .unwrap()
                .count()
                == 2,
            "one list, and that no passwords are in it"
        );
        // A damaged page counts as missing, and the one before is used.
        std::fs::write(place(&paths, &kept[2].hash), "garbage").unwrap();
        assert_eq!(last(&paths, "https://e.example/a").unwrap().bytes, b"two");
    }
}
