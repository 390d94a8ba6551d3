//! The articles opened before, as the library shows them.

use super::open::{Article, TOUR_NAME};
use crate::app::Shelved;
use crate::document::Fingerprint;
use crate::store::library::Entry;

/// The lines of the library for what the index knows, latest first. What came from standard input cannot be opened
/// again and is left out; the tour is always there.
pub(super) fn shelf(entries: Vec<Entry>) -> Vec<Shelved> {
    let tour = Article::tour().ok().map(|tour| {
        let fingerprint = Fingerprint::of(tour.document.text());
        (fingerprint, tour.document.metadata().title.clone())
    });
    let mut shelf: Vec<Shelved> = Vec::new();
    for entry in entries {
        let is_tour = entry.fingerprint.is_some() && entry.fingerprint == tour.as_ref().map(|t| t.0);
        let opens = match (entry.paths.first(), &entry.url) {
            (Some(path), _) => path.display().to_string(),
            (None, _) if is_tour => TOUR_NAME.to_owned(),
            (None, Some(url)) => url.clone(),
            (None, None) => continue,
        };
        // One article may have an entry by its notes and one by its opening: the first, which is the latest, counts.
        if !shelf.iter().any(|s| s.opens == opens) {
            let about = about(&entry);
            shelf.push(Shelved {
                title: entry.title,
                about,
                opens,
            });
        }
    }
    if let Some((_, title)) = tour
        && !shelf.iter().any(|s| s.opens == TOUR_NAME)
    {
        shelf.push(Shelved {
            title,
            about: "how Postil is used".to_owned(),
            opens: TOUR_NAME.to_owned(),
        });
    }
    shelf
}

fn about(entry: &Entry) -> String {
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

    #[test]
    fn a_line_opens_what_it_names_and_nothing_is_listed_twice() {
        let entry = |title: &str, path: Option<&str>| Entry {
            title: title.to_owned(),
            paths: path.map(Into::into).into_iter().collect(),
            ..Entry::default()
        };
        let entries = vec![
            entry("From a file", Some("/a/b.txt")),
            entry("From a pipe", None),
            entry("Its older name", Some("/a/b.txt")),
        ];
        let shelf = shelf(entries);
        let opens: Vec<&str> = shelf.iter().map(|s| s.opens.as_str()).collect();
        assert_eq!(opens, ["/a/b.txt", TOUR_NAME]);
        assert_eq!(shelf[0].title, "From a file");
    }
}
