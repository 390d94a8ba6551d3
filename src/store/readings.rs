//! The list of readings, with or without notes: for each address or path the texts that were read there. So Postil can report when a text
//! was silently edited.
//!
//! Invariants: losing any of it loses no notes, because the texts that notes refer to are kept separately, by [`texts`]; the total size is
//! limited, and the texts read longest ago are removed first; standard input and built-in articles are not recorded.

use std::fs::{self, OpenOptions};
use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Origin, Paths, ReadingsError, WriteError, disk, identity, likeness, texts};
use crate::document::{Document, Fingerprint};
use crate::files;
use crate::text::address::without_secrets;

/// The size limit of a kept text in bytes (4 MB); for longer ones only the fingerprint is kept.
const LONGEST: usize = 4 << 20;
/// The size limit of a list of readings that is read, in bytes.
const LARGEST: u64 = 1 << 20;
/// The maximum number of recorded readings of different texts at one place.
const MOST: usize = 16;

/// A text that was read at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The fingerprint of the text.
    pub text: Fingerprint,
    /// When it was last read there.
    pub read: Timestamp,
    /// The fingerprint of the bytes it was made from, if known.
    pub source: Option<Fingerprint>,
}

/// A text that is being read.
#[derive(Clone, Copy, Debug)]
pub struct TextRead<'a> {
    /// Its fingerprint.
    pub print: Fingerprint,
    /// The text.
    pub words: &'a str,
    /// The fingerprint of the bytes it was made from, if known.
    pub source: Option<Fingerprint>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    place: String,
    text: String,
    read: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// The place of an article: its address, otherwise the resolved path of its file; `None` if it has neither.
pub(super) fn place(document: &Document, origin: &Origin) -> Option<String> {
    match origin {
        Origin::Stdin | Origin::BuiltIn(_) => None,
        Origin::Url(_) | Origin::File(_) => identity::url(document, origin)
            .or_else(|| Some(disk::resolve(origin.path()?).to_str()?.to_owned())),
    }
}

/// The path of the text with that fingerprint in this module's folder; it need not exist.
pub(super) fn text(paths: &Paths, print: Fingerprint) -> PathBuf {
    paths.readings().join(format!("{print}.z"))
}

fn list(paths: &Paths, place: &str) -> PathBuf {
    let name = Fingerprint::of(place).short();
    paths.readings().join(format!("{name}.jsonl"))
}

/// The readings at a place, the last one first; a line that cannot be parsed is skipped.
pub fn of(paths: &Paths, place: &str) -> Vec<Reading> {
    let text = files::read_text(&list(paths, place), LARGEST).unwrap_or_default();
    let reading = |line: &str| {
        let line: Line = serde_json::from_str(line).ok()?;
        let text = Fingerprint::parse(&line.text).filter(|_| line.place == place)?;
        Some(Reading {
            text,
            read: line.read,
            source: line.source.as_deref().and_then(Fingerprint::parse),
        })
    };
    text.lines().filter_map(reading).collect()
}

/// The known texts of an article, each once: those read at `place`, the last reading first, then the `earlier` ones with which its notes
/// were saved.
pub fn known(paths: &Paths, place: Option<&str>, earlier: &[Fingerprint]) -> Vec<Fingerprint> {
    let read = place.map(|place| of(paths, place)).unwrap_or_default();
    let mut all: Vec<Fingerprint> = Vec::new();
    for print in read
        .iter()
        .map(|reading| reading.text)
        .chain(earlier.iter().copied())
    {
        if !all.contains(&print) {
            all.push(print);
        }
    }
    all
}

/// Records that `text` is read at `place`, and keeps the text while all kept texts take up to `most` bytes; with 0 nothing is recorded, and
/// earlier records are removed. Returns the time of the last reading there, if it was of another text of the same article that was not just
/// made differently from the same bytes.
///
/// # Errors
/// When the state folder cannot be written.
pub fn record(
    paths: &Paths,
    place: &str,
    TextRead { print, words, source }: TextRead<'_>,
    now: Timestamp,
    most: u64,
) -> Result<Option<Reading>, ReadingsError> {
    if most == 0 {
        return forget(paths).map(|()| None);
    }
    let mut known = of(paths, place);
    forget_secrets(paths);
    let same_source = |last: &Reading| source.is_some() && last.source == source;
    let last = known.first().copied();
    let last = last.filter(|last| last.text != print && !same_source(last));
    // Another article at the same place is not an edit; if the old text is lost, this cannot be decided.
    let of_another = |old: String| !likeness::are_versions(&old, words);
    let differs = last.filter(|last| !texts::read(paths, last.text).is_some_and(of_another));
    if words.len() <= LONGEST && !texts::is_kept_for_notes(paths, print) {
        let path = text(paths, print);
        // A text that is read again is not among the first to be removed.
        let again = files::open(&path, OpenOptions::new().append(true));
        if !again.is_ok_and(|(file, _)| file.set_modified(SystemTime::now()).is_ok()) {
            texts::write(&paths.state, &path, words).map_err(ReadingsError)?;
        }
    }
    known.retain(|reading| reading.text != print);
    known.insert(
        0,
        Reading {
            text: print,
            read: now,
            source,
        },
    );
    known.truncate(MOST);
    let lines: Vec<String> = known
        .iter()
        .filter_map(|reading| {
            let line = Line {
                place: place.to_owned(),
                text: reading.text.to_string(),
                read: reading.read,
                source: reading.source.map(|s| s.to_string()),
            };
            serde_json::to_string(&line).ok()
        })
        .collect();
    let lines = lines.join("\n") + "\n";
    disk::replace_private(&paths.state, &list(paths, place), lines.as_bytes()).map_err(ReadingsError)?;
    prune(paths, most);
    Ok(differs)
}

fn forget(paths: &Paths) -> Result<(), ReadingsError> {
    match fs::remove_dir_all(paths.readings()) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(ReadingsError(WriteError {
            path: paths.readings(),
            source,
        })),
        _ => Ok(()),
    }
}

/// Earlier versions of Postil stored addresses with user name and password. Their records of such places are removed, once.
fn forget_secrets(paths: &Paths) {
    let done = paths.readings().join("without-passwords");
    if done.exists() {
        return;
    }
    let is_secret = |line: &str| {
        serde_json::from_str(line).is_ok_and(|line: Line| {
            let address = format!("http://{}", line.place);
            !line.place.contains('\\') && !line.place.starts_with('/') && without_secrets(&address) != address
        })
    };
    let entries = fs::read_dir(paths.readings()).into_iter().flatten().flatten();
    let lists = entries.map(|entry| entry.path());
    for list in lists.filter(|path| path.extension().is_some_and(|e| e == "jsonl")) {
        if files::read_text(&list, LARGEST).is_ok_and(|text| text.lines().any(is_secret)) {
            let _ = fs::remove_file(list);
        }
    }
    let _ = disk::replace_private(&paths.state, &done, b"");
}

/// Removes the texts read longest ago until the rest takes up to `most` bytes. Files that cannot be removed stay.
fn prune(paths: &Paths, most: u64) {
    let entries = fs::read_dir(paths.readings()).into_iter().flatten().flatten();
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .filter_map(|entry| {
            let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((about.modified().ok()?, about.len(), entry.path()))
        })
        .collect();
    let mut all: u64 = files.iter().map(|(_, size, _)| size).sum();
    if all <= most {
        return;
    }
    files.sort();
    for (_, size, path) in files {
        if all <= most {
            return;
        }
        if fs::remove_file(path).is_ok() {
            all -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "The mayor said on Monday that the bridge will open in May, after years of work on it.";
    const TWO: &str =
        "The mayor said on Monday that the bridge will open in June, after years of work on it.";
    const OTHER: &str = "Three ships left the harbour in the morning, the coast guard of the island said.";
    const PLENTY: u64 = 1 << 20;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn read(paths: &Paths, place: &str, text: &str, second: i64, most: u64) -> Option<i64> {
        let print = Fingerprint::of(text);
        let read = TextRead {
            print,
            words: text,
            source: None,
        };
        let differs = record(paths, place, read, at(second), most).unwrap();
        differs.map(|reading| reading.read.as_second() - at(0).as_second())
    }

    #[test]
    fn an_edit_is_told_once_and_another_article_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        assert_eq!(read(&paths, "/a", ONE, 1, PLENTY), None);
        assert_eq!(read(&paths, "/a", ONE, 2, PLENTY), None);
        assert_eq!(read(&paths, "/b", TWO, 3, PLENTY), None, "each place has its own");
        assert_eq!(read(&paths, "/a", TWO, 4, PLENTY), Some(2));
        assert_eq!(read(&paths, "/a", TWO, 5, PLENTY), None);
        assert_eq!(
            read(&paths, "/a", ONE, 6, PLENTY),
            Some(5),
            "back again is a change too"
        );
        assert_eq!(read(&paths, "/a", OTHER, 7, PLENTY), None);
        let texts: Vec<Fingerprint> = of(&paths, "/a").iter().map(|r| r.text).collect();
        assert_eq!(texts, [OTHER, ONE, TWO].map(Fingerprint::of));
        assert!(texts.iter().all(|t| texts::read(&paths, *t).is_some()));
    }

    #[test]
    fn the_same_bytes_read_in_another_way_are_no_edit() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let read = |words: &str, source: &str, second: i64| {
            let read = TextRead {
                print: Fingerprint::of(words),
                words,
                source: Some(Fingerprint::of(source)),
            };
            record(&paths, "/a", read, at(second), PLENTY).unwrap().is_some()
        };
        assert!(!read(ONE, "page", 1));
        assert!(!read(TWO, "page", 2) && !read(ONE, "page", 3));
        assert!(read(TWO, "another page", 4));
        assert!(read(ONE, "page", 5));
    }

    #[test]
    fn what_earlier_versions_wrote_down_with_a_password_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        for place in [
            "ann:pa55@news.example/a",
            "news.example/b",
            "/home/ann@work/a.txt",
        ] {
            read(&paths, place, ONE, 1, PLENTY);
        }
        fs::remove_file(paths.readings().join("without-passwords")).unwrap();
        read(&paths, "/new", TWO, 2, PLENTY);
        assert!(of(&paths, "ann:pa55@news.example/a").is_empty());
        assert!(!of(&paths, "news.example/b").is_empty() && !of(&paths, "/home/ann@work/a.txt").is_empty());
    }

    #[test]
    fn no_more_is_kept_than_may_be_and_the_oldest_goes_first() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let text = |n: u64| -> String {
            let words: Vec<String> = (0..400)
                .map(|i| ((i + 1) * (n + 7) * 2_654_435_761).to_string())
                .collect();
            words.join(" ")
        };
        for n in 0..6 {
            read(&paths, &format!("/{n}"), &text(n), n as i64, PLENTY);
            // The order must not depend on the resolution of the file system's clock.
            let moment = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000 + n);
            for file in [
                list(&paths, &format!("/{n}")),
                super::text(&paths, Fingerprint::of(&text(n))),
            ] {
                OpenOptions::new()
                    .append(true)
                    .open(file)
                    .unwrap()
                    .set_modified(moment)
                    .unwrap();
            }
        }
        let size = || -> u64 {
            let files = fs::read_dir(paths.readings()).unwrap();
            files.map(|f| f.unwrap().metadata().unwrap().len()).sum()
        };
        let most = size() * 2 / 3;
        // A text that is read again is no longer the oldest.
        read(&paths, "/0", &text(0), 10, PLENTY);
        read(&paths, "/6", &text(6), 11, most);
        assert!(size() <= most && size() > most / 2);
        let kept = |n: u64| texts::is_kept(&paths, Fingerprint::of(&text(n)));
        assert!(kept(0) && kept(6) && kept(5) && !kept(1) && !kept(2));
        assert!(of(&paths, "/1").is_empty());
    }

    #[test]
    fn with_nothing_allowed_nothing_is_kept_and_what_was_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        assert_eq!(read(&paths, "/a", ONE, 1, 0), None);
        assert!(!paths.readings().exists());
        read(&paths, "/a", ONE, 1, PLENTY);
        assert_eq!(read(&paths, "/a", TWO, 2, 0), None);
        assert!(!paths.readings().exists());
    }

    #[test]
    fn damage_and_length_cost_the_comparison_and_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        read(&paths, "/a", ONE, 1, PLENTY);
        fs::write(text(&paths, Fingerprint::of(ONE)), "garbage").unwrap();
        assert_eq!(
            read(&paths, "/a", TWO, 2, PLENTY),
            Some(1),
            "that it differs is known"
        );
        fs::write(list(&paths, "/a"), "{\"place\": \"/a\"\n\u{1b}[2J").unwrap();
        assert_eq!(read(&paths, "/a", ONE, 3, PLENTY), None);
        let long = ONE.repeat(LONGEST / ONE.len() + 1);
        read(&paths, "/long", &long, 4, PLENTY);
        assert!(!texts::is_kept(&paths, Fingerprint::of(&long)));
        assert_eq!(of(&paths, "/long").len(), 1);
    }
}
