//! The articles of the library as they are shown: what a line says of one, what becomes of it, the next unfinished one.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::tz::TimeZone;

use super::kept::KEPT;
use super::open::{Article, TOUR_NAME};
use super::stamps::Clock;
use crate::app::{LibraryEntry, Message, Stamps as _, Tone};
use crate::document::Fingerprint;
use crate::index::{ArticleNumber, Entry, Index, IndexError, Related};
use crate::notes::{Anchor, Annotation, AnnotationKind, Change, Step, Timestamp};
use crate::store::library::{self, IndexExtent, ask, unwatched};
use crate::store::{Access, Origin, Paths, Session, texts};
use crate::text::clean::one_line;

/// The next article to work on after the `open` one: the most recently opened one with unchecked claims, else one that was opened and has
/// no notes yet. Its file must exist.
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
    let entry = ask(paths, IndexExtent::Notes, &mut unwatched, next).ok()?.pop()?;
    let path = entry.paths.iter().find(|path| path.exists())?;
    Some(LibraryEntry {
        title: entry.title.clone(),
        decided: decided(&entry),
        opens: shown(path),
        ..LibraryEntry::default()
    })
}

/// The fingerprint and the title of the tour.
static TOUR: LazyLock<Option<(Fingerprint, String)>> = LazyLock::new(|| {
    let tour = Article::tour().ok()?;
    let print = Fingerprint::of(tour.document.text());
    Some((print, tour.document.metadata().title.clone()))
});

/// What lines of the library say.
pub(super) struct Lines<'a> {
    paths: &'a Paths,
    now: Timestamp,
}

impl<'a> Lines<'a> {
    pub(super) fn new(paths: &'a Paths, now: Timestamp) -> Self {
        Self { paths, now }
    }

    /// Whether there is anything by which it could be opened: what came from standard input has nothing.
    pub(super) fn can_be_opened(entry: &Entry) -> bool {
        !entry.paths.is_empty() || entry.url.is_some() || is_tour(entry)
    }

    /// The line of the tour, for a library that does not know it.
    pub(super) fn tour() -> Option<LibraryEntry> {
        let (_, title) = TOUR.as_ref()?;
        Some(LibraryEntry {
            title: title.clone(),
            remark: "how Postil is used".to_owned(),
            opens: TOUR_NAME.to_owned(),
            ..LibraryEntry::default()
        })
    }

    /// The line of an article; `below` says that it is a version of the one in the line above.
    pub(super) fn line(
        &self,
        number: ArticleNumber,
        entry: &Entry,
        below: bool,
        index: &Index,
    ) -> Result<LibraryEntry, IndexError> {
        let there: Vec<&PathBuf> = entry.paths.iter().filter(|path| path.exists()).collect();
        let (opens, state) = match (there.first(), entry.paths.first(), &entry.url) {
            (Some(path), ..) => Self::of_file(entry, path, index)?,
            (None, Some(path), _) => (shown(path), Some(self.missing(entry).to_owned())),
            (None, None, _) if is_tour(entry) => (TOUR_NAME.to_owned(), None),
            (None, None, url) => (url.clone().unwrap_or_default(), None),
        };
        let beside = entry.paths.first().filter(|_| below).map(|path| name(path));
        let others = match there.len() {
            0 | 1 => None,
            count => Some(format!("in {count} files")),
        };
        let remark: Vec<String> = state.into_iter().chain(beside).chain(others).collect();
        Ok(LibraryEntry {
            title: entry.title.clone(),
            below,
            source: entry.source.clone().unwrap_or_default(),
            date: entry.date.clone().unwrap_or_default(),
            decided: decided(entry),
            opened: entry.opened.map(|at| day(at, self.now)).unwrap_or_default(),
            remark: remark.join(" · "),
            opens,
            number,
            has_notes: entry.notes.is_some(),
            tags: entry.tags.clone(),
        })
    }

    /// By what an article is opened whose file is there, and what is to be known of the file.
    fn of_file(entry: &Entry, path: &PathBuf, index: &Index) -> Result<(String, Option<String>), IndexError> {
        let at_path = index.related(&Related {
            paths: std::slice::from_ref(path),
            ..Related::default()
        })?;
        let is_later = |other: &Entry| {
            other.opened > entry.opened
                && other.fingerprint != entry.fingerprint
                && other.paths.first() == Some(path)
        };
        if let Some(print) = entry.fingerprint.filter(|_| entry.counts.annotations > 0)
            && at_path.iter().any(is_later)
        {
            let state = "its file holds another article now";
            return Ok((format!("{KEPT}{print}"), Some(state.to_owned())));
        }
        let changed = std::fs::metadata(path).and_then(|m| m.modified()).ok();
        let changed = changed.and_then(|at| Timestamp::try_from(at).ok());
        let since = changed
            .zip(entry.opened)
            .is_some_and(|(changed, opened)| changed > opened);
        Ok((shown(path), since.then(|| "changed since".to_owned())))
    }

    fn missing(&self, entry: &Entry) -> &'static str {
        match entry.fingerprint {
            Some(print) if texts::is_kept(self.paths, print) => "file missing",
            _ => "file and text missing",
        }
    }
}

/// Whether it is the tour that is part of the program.
pub(super) fn is_tour(entry: &Entry) -> bool {
    let tour = TOUR.as_ref().map(|(print, _)| *print);
    tour.is_some() && entry.fingerprint == tour
}

/// How far the work on an article is, in words.
pub(super) fn work_on(entry: &Entry) -> String {
    let counts = entry.counts;
    if counts.annotations == 0 {
        return "no notes yet".to_owned();
    }
    let decided = match entry.decided() {
        Some(progress) => format!("{} of {} claims decided", progress.decided, progress.claims),
        None => format!("{} claims", counts.claims),
    };
    let tags = if entry.tags.is_empty() {
        String::new()
    } else {
        format!(" · tags: {}", one_line(&entry.tags.join(" ")))
    };
    let (checked, annotations) = (counts.checked, counts.annotations);
    format!("{decided}, {checked} checked, {annotations} annotations{tags}")
}

/// Gives an article of the library these tags; what is to be told of it.
pub(super) fn tag(paths: &Paths, article: ArticleNumber, tags: &[String]) -> Message {
    match put_tags(paths, article, tags) {
        Ok(title) if tags.is_empty() => Message::Told(Tone::Done, format!("no tags: {title}")),
        Ok(title) => Message::Told(Tone::Done, format!("tags {}: {title}", tags.join(" "))),
        Err(why) => Message::Told(Tone::Failure, format!("the tags are as they were: {why}")),
    }
}

fn found(paths: &Paths, article: ArticleNumber) -> Result<Entry, String> {
    let entry = library::as_it_is(paths).and_then(|index| index.article(article));
    let entry = entry.map_err(|why| why.to_string())?;
    entry.ok_or_else(|| "the article is not known any more".to_owned())
}

fn put_tags(paths: &Paths, article: ArticleNumber, tags: &[String]) -> Result<String, String> {
    let entry = found(paths, article)?;
    let document = entry.fingerprint.and_then(|print| texts::document(paths, print));
    let document = document.ok_or("its text was not kept; open it once")?;
    let origin = match (entry.paths.first(), &entry.url) {
        (Some(path), _) => Origin::File(path.clone()),
        (None, Some(url)) => Origin::Url(url.clone()),
        (None, None) => Origin::Stdin,
    };
    let mut opened = Session::open_briefly(paths, &document, &origin, entry.notes.as_deref())
        .map_err(|why| why.to_string())?;
    if let Access::ReadOnly(why) = &opened.access {
        return Err(why.to_string());
    }
    let now = Clock.now();
    let is_own = |a: &&Annotation| a.kind == AnnotationKind::Note && a.anchor.is_whole();
    let before = opened.notebook.annotations().find(is_own).cloned();
    let mut after = before
        .clone()
        .unwrap_or_else(|| Annotation::new(Clock.id(), AnnotationKind::Note, Anchor::default(), now));
    after.tags = tags.to_vec();
    after.updated = now.max(after.created);
    let is_empty = after.tags.is_empty() && after.note.is_none() && after.evidence.is_empty();
    opened.notebook.apply(Step {
        label: "tags of the article".to_owned(),
        at: now,
        changes: vec![Change {
            id: after.id,
            before,
            after: (!is_empty).then_some(after),
        }],
    });
    opened
        .session
        .save(&opened.notebook)
        .map_err(|why| why.to_string())?;
    library::saved(paths, opened.session.path());
    Ok(one_line(&entry.title))
}

/// Forgets an article of the library, unless it is the one that is open; what is to be told of it.
pub(super) fn forget(paths: &Paths, article: ArticleNumber, open: Option<Fingerprint>) -> Message {
    let forgotten = found(paths, article).and_then(|entry| {
        if open.is_some() && entry.fingerprint == open {
            return Err("it is open; open another one first".to_owned());
        }
        let kept = library::forget(paths, &entry).map_err(|why| why.to_string())?;
        let title = one_line(&entry.title);
        Ok(match kept {
            Some(notes) => format!(
                "forgotten: {title}; its notes are in {}",
                one_line(&shown(&notes))
            ),
            None => format!("forgotten: {title}"),
        })
    });
    match forgotten {
        Ok(words) => Message::Told(Tone::Done, words),
        Err(why) => Message::Told(Tone::Failure, format!("not forgotten: {why}")),
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

/// A day as it is spoken of on the day of `now`.
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

    fn entry(title: &str, paths: &[&Path]) -> Entry {
        Entry {
            title: title.to_owned(),
            paths: paths.iter().map(|p| p.to_path_buf()).collect(),
            fingerprint: Some(Fingerprint::of(title)),
            ..Entry::default()
        }
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
    fn a_line_says_what_is_wrong_with_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let file = dir.path().join("a.txt");
        std::fs::write(&file, "").unwrap();
        let index = Index::in_memory(None).unwrap();
        let lines = Lines::new(&paths, Timestamp::default());
        let remark = |entry: &Entry| {
            let line = lines.line(1, entry, false, &index).unwrap();
            (line.opens, line.remark)
        };
        let shown = |path: &Path| path.display().to_string();
        let there = entry("one", &[&file]);
        assert_eq!(remark(&there), (shown(&file), String::new()));
        let long_ago = Entry {
            opened: Some(Timestamp::UNIX_EPOCH),
            counts: Counts {
                annotations: 1,
                ..Counts::default()
            },
            ..there.clone()
        };
        assert_eq!(remark(&long_ago).1, "changed since");
        let gone = entry("two", &[&dir.path().join("gone.txt")]);
        assert_eq!(remark(&gone).1, "file and text missing");
        // The file holds another article now: the text is opened instead.
        let later = Entry {
            opened: Some(Timestamp::from_second(9).unwrap()),
            ..entry("three", &[&file])
        };
        index.note(&later).unwrap();
        let print = Fingerprint::of("one");
        assert_eq!(
            remark(&long_ago),
            (
                format!("kept:{print}"),
                "its file holds another article now".to_owned()
            )
        );
        assert!(!Lines::can_be_opened(&entry("From a pipe", &[])));
    }
}
