//! The articles opened before, as the library shows them: versions of one article below each other, and what has no file
//! any more marked.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::kept::KEPT;
use super::open::{Article, TOUR_NAME};
use crate::app::Shelved;
use crate::document::Fingerprint;
use crate::store::library::{Entry, versions};
use crate::store::{Paths, texts};

/// Before the title of a version, and of another file of the same article.
const BELOW: &str = "  └ ";

/// The lines of the library for what the index knows, latest first. What came from standard input cannot be opened
/// again and is left out; the tour is always there.
pub(super) fn shelf(entries: Vec<Entry>, paths: &Paths) -> Vec<Shelved> {
    let tour = Article::tour().ok().map(|tour| {
        let fingerprint = Fingerprint::of(tour.document.text());
        (fingerprint, tour.document.metadata().title.clone())
    });
    let mut shelf = Shelf {
        paths,
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
        lines.push(Shelved {
            title,
            about: "how Postil is used".to_owned(),
            opens: TOUR_NAME.to_owned(),
        });
    }
    lines
}

/// The entries in their order, those that are versions of one article together.
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
pub(super) fn unfinished(entries: Vec<Entry>, open: Option<&Path>) -> Option<Shelved> {
    let others: Vec<(Entry, PathBuf)> = entries
        .into_iter()
        .filter(|entry| open.is_none_or(|open| entry.paths.iter().all(|path| path != open)))
        .filter_map(|entry| {
            let path = entry.paths.iter().find(|path| path.exists())?.clone();
            Some((entry, path))
        })
        .collect();
    let begun = |entry: &Entry| entry.counts.annotations > 0 && entry.counts.checked < entry.counts.claims;
    let fresh = |entry: &Entry| entry.counts.annotations == 0;
    let mut all = others.iter();
    let next = all
        .find(|(entry, _)| begun(entry))
        .or_else(|| others.iter().find(|(entry, _)| fresh(entry)));
    next.map(|(entry, path)| Shelved {
        title: entry.title.clone(),
        about: match entry.counts.annotations {
            0 => "no notes yet".to_owned(),
            _ => format!("{} of {} checked", entry.counts.checked, entry.counts.claims),
        },
        opens: shown(path),
    })
}

struct Shelf<'a> {
    paths: &'a Paths,
    tour: Option<Fingerprint>,
    lines: Vec<Shelved>,
    /// What the lines open.
    opened: HashSet<String>,
}

impl Shelf<'_> {
    /// Adds the lines of an article; whether there are any.
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
            // Opened later, the file held another article; or this is the same one, before there were notes on it.
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
        let mut about = Vec::new();
        about.extend(state.map(str::to_owned));
        if several && let Some(path) = entry.paths.first() {
            about.push(name(path));
        }
        about.push(work(entry));
        self.line(
            format!("{}{}", if first { "" } else { BELOW }, entry.title),
            about.join(" · "),
            opens,
        );
        for path in there.into_iter().skip(1) {
            if !self.opened.contains(&shown(path)) {
                let title = format!("{BELOW}{}", entry.title);
                self.line(title, format!("{} · the same article", name(path)), shown(path));
            }
        }
        true
    }

    fn line(&mut self, title: String, about: String, opens: String) {
        self.opened.insert(opens.clone());
        self.lines.push(Shelved { title, about, opens });
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

/// How far the work on an article is, and when it was opened.
fn work(entry: &Entry) -> String {
    let counts = &entry.counts;
    let mut about = match (counts.claims, counts.annotations) {
        (_, 0) => "no notes yet".to_owned(),
        (claims, 1) => format!("{}/{claims} claims checked · 1 annotation", counts.checked),
        (claims, notes) => format!("{}/{claims} claims checked · {notes} annotations", counts.checked),
    };
    if let Some(opened) = entry.opened {
        about.push_str(&opened.strftime(" · %Y-%m-%d").to_string());
    }
    about
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::library::Counts;

    fn lines(entries: Vec<Entry>) -> Vec<(String, String)> {
        let paths = Paths::under(Path::new("/nowhere"));
        let shelf = shelf(entries, &paths);
        let without_tour = shelf.into_iter().filter(|s| s.opens != TOUR_NAME);
        without_tour.map(|s| (s.title, s.opens)).collect()
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
        let shelf = shelf(entries, &paths);
        let opens: Vec<&str> = shelf.iter().map(|s| s.opens.as_str()).collect();
        assert_eq!(opens, ["/a/b.txt", TOUR_NAME]);
        assert_eq!(shelf[0].title, "From a file");
        assert!(shelf[0].about.starts_with("file and text missing"));
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
                ("  └ one".to_owned(), shown(&a)),
                ("  └ one".to_owned(), shown(&b)),
                ("other".to_owned(), shown(&d)),
            ]
        );
        // The file holds another article now: the text is opened instead.
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
