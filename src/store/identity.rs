//! Which notes are an article's.
//!
//! An article is known by its text, then by its address, then by where its file lay, then by its title; the last three
//! only where the texts are alike as well, so that two articles never mix. In doubt the reader is asked.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::path::{Path, PathBuf};

use super::format::Article;
use super::library::{self, Entry};
use super::{Doubt, Origin, Paths, disk, texts};
use crate::document::{Document, Fingerprint};
use crate::text::address::without_secrets;
use crate::text::file_name;
use crate::text::fold::{ANCHOR, folded};

/// What looking for an article's notes came to.
pub(super) struct Found {
    /// The notes file; it need not exist.
    pub(super) path: PathBuf,
    /// Whether it lies beside the article or was named, so that paths in it are relative.
    pub(super) beside: bool,
    /// Another one that may be meant.
    pub(super) doubt: Option<Doubt>,
}

/// Texts of which at least so many of the smaller one's word triples are shared are versions of one article. Two
/// versions of one of our test articles share over 80%, two articles on one subject under 5%.
const ALIKE: f32 = 0.3;

/// Finds the notes of `document`.
/// `print` is of its text.
pub(super) fn find(
    paths: &Paths,
    document: &Document,
    print: Fingerprint,
    origin: &Origin,
    notes: Option<&Path>,
) -> Found {
    if let Some(notes) = notes {
        return Found {
            path: disk::resolve(notes),
            beside: true,
            doubt: None,
        };
    }
    if let Some(path) = beside(origin) {
        return Found {
            path: disk::resolve(&path),
            beside: true,
            doubt: None,
        };
    }
    let url = url(document, origin);
    let here = origin.path().map(disk::resolve);
    let entries: Vec<Entry> = library::entries(paths)
        .into_iter()
        .filter(|e| is_own(paths, e))
        .collect();
    let at = |entry: &Entry| {
        let path = entry.notes.clone().unwrap_or_default();
        let beside = !path.starts_with(paths.notes());
        Found {
            path,
            beside,
            doubt: None,
        }
    };
    let near = |entry: &&Entry| here.as_ref().is_some_and(|h| entry.paths.contains(h));
    let same_text: Vec<&Entry> = entries
        .iter()
        .filter(|e| e.fingerprint == Some(print) || e.earlier.contains(&print))
        .collect();
    if let Some(entry) = same_text.iter().find(|e| near(e)).or(same_text.first()) {
        return at(entry);
    }
    let mut doubt = None;
    let title = &document.metadata().title;
    for (why, matches) in [
        (
            "the same address",
            &(|e: &Entry| url.is_some() && e.url.as_deref().map(plain_url) == url) as &dyn Fn(&Entry) -> bool,
        ),
        ("a file at the same place", &|e: &Entry| near(&e)),
        ("the same title", &|e: &Entry| {
            !title.is_empty() && e.title == *title
        }),
    ] {
        for entry in entries.iter().filter(|e| matches(e)) {
            let old = entry.fingerprint.and_then(|f| texts::read(paths, f));
            match old.map(|old| likeness(&old, document.text())) {
                Some(alike) if alike >= ALIKE => return at(entry),
                // Without the old text the title decides, together with address or place.
                None if entry.title == *title && why != "the same title" => return at(entry),
                // One name, two articles: not even worth a question.
                Some(alike) if alike < ALIKE / 10.0 && entry.title != *title => {}
                _ => {
                    doubt = doubt.or(Some(Doubt {
                        path: entry.notes.clone().unwrap_or_default(),
                        title: entry.title.clone(),
                        why: why.to_owned(),
                    }));
                }
            }
        }
    }
    Found {
        path: fresh(paths, title, print),
        beside: false,
        doubt,
    }
}

/// Whether a notes file of the index is one that is found by itself: in the data folder, or beside its article.
fn is_own(paths: &Paths, entry: &Entry) -> bool {
    entry.notes.as_ref().is_some_and(|notes| {
        notes.starts_with(paths.notes()) || notes.to_str().is_some_and(|n| n.ends_with(".postil.ron"))
    })
}

/// `FILE.postil.ron` beside the article, by the name given or the name of what it links to.
fn beside(origin: &Origin) -> Option<PathBuf> {
    let given = origin.path()?;
    let real = std::fs::canonicalize(given).unwrap_or_else(|_| given.to_owned());
    [given, &real]
        .into_iter()
        .map(|path| disk::with_ending(path, ".postil.ron"))
        .find(|path| path.exists())
}

/// The address of the article without what differs from one visit to the next.
pub(super) fn url(document: &Document, origin: &Origin) -> Option<String> {
    let given = match origin {
        Origin::Url(url) => Some(url.as_str()),
        _ => document.metadata().url.as_deref(),
    };
    given.map(plain_url)
}

fn plain_url(url: &str) -> String {
    let url = without_secrets(url);
    let url = url.split('#').next().unwrap_or(&url);
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let base = base.split_once("://").map_or(base, |(_, rest)| rest);
    let kept: Vec<&str> = query
        .split('&')
        .filter(|q| !q.is_empty() && !q.starts_with("utm_"))
        .collect();
    let base = base.strip_prefix("www.").unwrap_or(base).trim_end_matches('/');
    if kept.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", kept.join("&"))
    }
}

/// Where notes of a new article go: its title as the name of a file, and its fingerprint.
fn fresh(paths: &Paths, title: &str, print: Fingerprint) -> PathBuf {
    let name = file_name::of_title(&title.to_lowercase(), 48);
    let joint = if name.is_empty() { "" } else { "-" };
    paths.notes().join(format!("{name}{joint}{}.ron", print.short()))
}

/// The identity to be written: what was known, with what is known now in front.
pub(super) fn updated(
    known: &Article,
    (document, print): (&Document, Fingerprint),
    origin: &Origin,
    notes: &Path,
    beside: bool,
) -> Article {
    let mut article = known.clone();
    if !document.metadata().title.is_empty() {
        article.title.clone_from(&document.metadata().title);
    }
    if let Origin::Url(url) = origin {
        article.url = Some(without_secrets(url).into_owned());
    } else if document.metadata().url.is_some() {
        article.url.clone_from(&document.metadata().url);
    }
    if let Some(path) = origin.path() {
        let real = disk::resolve(path);
        let folder = notes.parent().unwrap_or(Path::new(""));
        // What is committed with an article names no folder of one machine.
        let hint = if beside {
            real.strip_prefix(folder).unwrap_or(&real).to_owned()
        } else {
            real
        };
        if let Some(hint) = hint.to_str() {
            article.paths.retain(|p| p != hint);
            article.paths.insert(0, hint.to_owned());
            article.paths.truncate(8);
        }
    }
    if let Some(old) = article.fingerprint.filter(|old| *old != print) {
        article.earlier.retain(|e| *e != old && *e != print);
        article.earlier.insert(0, old);
        article.earlier.truncate(16);
    }
    article.fingerprint = Some(print);
    article
}

/// Whether two texts are of one article.
pub(super) fn are_versions(a: &str, b: &str) -> bool {
    likeness(a, b) >= ALIKE
}

/// Which part of the smaller text's triples of words the other has too, 0 to 1. Only the smaller one's are held, and of
/// a long text a sample.
fn likeness(a: &str, b: &str) -> f32 {
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

/// Bytes of a text whose triples are all held.
const SAMPLED: usize = 1 << 18;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_differ_only_by_visit_are_one() {
        assert_eq!(
            plain_url("https://www.example.com/a/?utm_source=x#top"),
            plain_url("http://example.com/a")
        );
        assert_eq!(
            plain_url("https://ann:pa55@example.com/a?token=1"),
            "example.com/a"
        );
        assert_ne!(
            plain_url("https://example.com/a?id=1"),
            plain_url("https://example.com/a?id=2")
        );
    }

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

    #[test]
    fn names_of_new_files_are_harmless() {
        let paths = Paths::under(Path::new("/r"));
        let print = Fingerprint::of("x");
        let name = fresh(&paths, "../../A  \u{1b}[1mtitle: \"x\"/y", print);
        assert_eq!(
            name,
            paths.notes().join(format!("a-title-x-y-{}.ron", print.short()))
        );
        assert_eq!(
            fresh(&paths, "", print),
            paths.notes().join(format!("{}.ron", print.short()))
        );
    }
}
