//! The articles opened before, as shown in the library: versions of one article are listed together, and articles without a file are
//! marked.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::kept::KEPT;
use super::open::{Article, TOUR_NAME};
use crate::app::LibraryEntry;
use crate::document::Fingerprint;
use crate::index::Index;
use crate::notes::Timestamp;
use crate::store::library::{Entry, Reach, ask, unwatched, versions};
use crate::store::{Paths, texts};

/// The library entries for the articles of the index, latest first. Standard input cannot be opened again and is left out; the tour is
/// always listed.
pub(super) fn shelf(entries: Vec<Entry>, paths: &Paths, now: Timestamp) -> Vec<LibraryEntry> {
    let tour = Article::tour().ok().map(|tour| {
        let fingerprint = Fingerprint::of(tour.document.text());
        (fingerprint, tour.document.metadata().title.clone())
    });
    let mut shelf = Shelf {
        paths,
        now,
        tour: tour.as_ref().map(|(print, _)| *print),
        lines: Vec::new(),
        opened: HashSet::new(),
    };
    for group in grouped(entries) {
        let several = group.len() > 1;
        let mut first = true;
        for entry in group {
            first &= !shelf.put(&entry, several, first);
        }
    }
    let mut lines = shelf.lines;
    if let Some((_, title)) = tour
        && !lines.iter().any(|s| s.opens == TOUR_NAME)
    {
        lines.push(LibraryEntry {
            title,
            remark: "how Postil is used".to_owned(),
            opens: TOUR_NAME.to_owned(),
            ..LibraryEntry::default()
        });
    }
    lines
}

/// The entries in order, with versions of one article grouped.
fn grouped(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let firsts = versions(&entries);
    let mut groups: Vec<Vec<Entry>> = entries.iter().map(|_| Vec::new()).collect();
    for (entry, first) in entries.into_iter().zip(firsts) {
        groups[first].push(entry);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The article to go on with after the one that is `open`: the one opened last whose claims are not all checked, else one
/// that was opened and has no notes yet. Its file must be there.
pub(super) fn unfinished(paths: &Paths, open: Option<&Path>) -> Option<LibraryEntry> {
    let is_another = |entry: &Entry| {
        open.is_none_or(|open| entry.paths.iter().all(|path| path != open))
            && entry.paths.iter().any(|path| path.exists())
    };
    let next = |index: &Index| {
        let begun = index.latest_where(|entry| entry.is_unfinished() && is_another(entry), 1)?;
        if !begun.is_empty() {
            return Ok(begun);
        }
        let fresh = |entry: &Entry| entry.counts.annotations == 0;
        index.latest_where(|entry| fresh(entry) && is_another(entry), 1)
    };
    let entry = ask(paths, Reach::Notes, &mut unwatched, next).ok()?.pop()?;
    let path = entry.paths.iter().find(|path| path.exists())?;
    Some(LibraryEntry {
        title: entry.title.clone(),
        decided: decided(&entry),
        opens: shown(path),
        ..LibraryEntry::default()
    })
}

struct Shelf<'a> {
    paths: &'a Paths,
    now: Timestamp,
    tour: Option<Fingerprint>,
    lines: Vec<LibraryEntry>,
    /// The names under which the entries open.
    opened: HashSet<String>,
}

impl Shelf<'_> {
    /// Adds the entries of an article; returns whether there are any.
    fn put(&mut self, entry: &Entry, several: bool, first: bool) -> bool {
        let there: Vec<&PathBuf> = entry.paths.iter().filter(|path| path.exists()).collect();
        let (opens, state) = match (there.first(), entry.paths.first(), &entry.url) {
            (Some(path), ..) => (shown(path), None),
            (None, Some(path), _) => (shown(path), Some(self.missing(entry))),
            (None, None, _) if entry.fingerprint.is_some() && entry.fingerprint == self.tour => {
                (TOUR_NAME.to_owned(), None)
            }
            (None, None, Some(url)) => (url.clone(), None),
            (None, None, None) => return false,
        };
        let (opens, state) = if self.opened.contains(&opens) {
            // If it was opened later, the file contained another article; or this is the same one, before it had notes.
            match entry.fingerprint {
                Some(print) if entry.counts.annotations > 0 => (
                    format!("{KEPT}{print}"),
                    Some("its file holds another article now"),
                ),
                _ => return false,
            }
        } else {
            (opens, state)
        };
        let beside = entry.paths.first().filter(|_| several).map(|path| name(path));
        let remark: Vec<String> = state.map(str::to_owned).into_iter().chain(beside).collect();
        let line = LibraryEntry {
            title: entry.title.clone(),
            below: !first,
            source: entry.source.clone().unwrap_or_default(),
            date: entry.date.clone().unwrap_or_default(),
            decided: decided(entry),
            opened: entry.opened.map(|at| day(at, self.now)).unwrap_or_default(),
            remark: remark.join(" · "),
            opens,
        };
        self.line(line.clone());
        for path in there.into_iter().skip(1) {
            if !self.opened.contains(&shown(path)) {
                self.line(LibraryEntry {
                    below: true,
                    decided: None,
                    remark: format!("{} · the same article", name(path)),
                    opens: shown(path),
                    ..line.clone()
                });
            }
        }
        true
    }

    fn line(&mut self, line: LibraryEntry) {
        self.opened.insert(line.opens.clone());
        self.lines.push(line);
    }

    fn missing(&self, entry: &Entry) -> &'static str {
        match entry.fingerprint {
            Some(print) if texts::is_kept(self.paths, print) => "file missing",
            _ => "file and text missing",
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A date relative to the day of `now`, in words.
fn day(at: Timestamp, now: Timestamp) -> String {
    let day = |at: Timestamp| TimeZone::UTC.to_datetime(at).date();
    let (at, now) = (day(at), day(now));
    if at == now {
        "today".to_owned()
    } else if at.tomorrow().is_ok_and(|next| next == now) {
        "yesterday".to_owned()
    } else if at.year() == now.year() {
        at.strftime("%-d %b").to_string()
    } else {
        at.strftime("%-d %b %Y").to_string()
    }
}

fn decided(entry: &Entry) -> Option<(usize, usize)> {
    entry.decided().map(|p| (p.decided, p.claims))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::library::Counts;

    fn lines(entries: Vec<Entry>) -> Vec<(String, String)> {
        let paths = Paths::under(Path::new("/nowhere"));
        let shelf = shelf(entries, &paths, Timestamp::default());
        let without_tour = shelf.into_iter().filter(|s| s.opens != TOUR_NAME);
        let mark = |s: &LibraryEntry| if s.below { "└ " } else { "" };
        without_tour
            .map(|s| (format!("{}{}", mark(&s), s.title), s.opens))
            .collect()
    }

    fn entry(title: &str, paths: &[&Path]) -> Entry {
        Entry {
            title: title.to_owned(),
            paths: paths.iter().map(|p| p.to_path_buf()).collect(),
            fingerprint: Some(Fingerprint::of(title)),
            ..Entry::default()
        }
    }

    #[test]
    fn a_line_opens_what_it_names_and_nothing_is_listed_twice() {
        let entries = vec![
            entry("From a file", &[Path::new("/a/b.txt")]),
            entry("From a pipe", &[]),
            entry("Its older name", &[Path::new("/a/b.txt")]),
        ];
        let paths = Paths::under(Path::new("/nowhere"));
        let shelf = shelf(entries, &paths, Timestamp::default());
        let opens: Vec<&str> = shelf.iter().map(|s| s.opens.as_str()).collect();
        assert_eq!(opens, ["/a/b.txt", TOUR_NAME]);
        assert_eq!(shelf[0].title, "From a file");
        assert!(shelf[0].remark.starts_with("file and text missing"));
    }

    #[test]
    fn a_day_is_told_as_it_is_spoken_of() {
        let told = |at: &str| day(at.parse().unwrap(), "2026-03-01T10:00:00Z".parse().unwrap());
        assert_eq!(told("2026-03-01T00:00:00Z"), "today");
        assert_eq!(told("2026-02-28T23:59:59Z"), "yesterday");
        assert_eq!(told("2026-01-03T12:00:00Z"), "3 Jan");
        assert_eq!(told("2025-12-31T12:00:00Z"), "31 Dec 2025");
    }

    #[test]
    fn versions_and_other_files_of_an_article_stand_below_it() {
        let dir = tempfile::tempdir().unwrap();
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| {
            let path = dir.path().join(name);
            std::fs::write(&path, "").unwrap();
            path
        });
        let first = Entry {
            counts: Counts {
                annotations: 2,
                ..Counts::default()
            },
            ..entry("one", &[&a, &b])
        };
        let version = Entry {
            version_of: first.fingerprint,
            ..entry("two", &[&c])
        };
        let shown = |path: &Path| path.display().to_string();
        assert_eq!(
            lines(vec![version, entry("other", &[&d]), first.clone()]),
            [
                ("two".to_owned(), shown(&c)),
                ("└ one".to_owned(), shown(&a)),
                ("└ one".to_owned(), shown(&b)),
                ("other".to_owned(), shown(&d)),
            ]
        );
        // The file now contains another article, so the kept text is opened instead.
        let later = entry("later", &[&a]);
        let first = Entry {
            paths: vec![a.clone()],
            ..first
        };
        let print = Fingerprint::of("one");
        assert_eq!(
            lines(vec![later, first]),
            [
                ("later".to_owned(), shown(&a)),
                ("one".to_owned(), format!("kept:{print}"))
            ]
        );
    }
}
