//! Decides which notes belong to an article.
//!
//! An article is identified by its text, its address and the path of its file; the last two count only if the texts are also alike, so that
//! two articles never mix. If a text merely resembles that of an article known under another path, the reader is asked, and the answer is
//! stored.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::answers::{Answers, Side};
use super::format::Article;
use super::library::{self, Entry, Others};
use super::likeness::{ALIKE, LONGER, Sketch, compare, likeness};
use super::{Origin, Paths, disk, texts};
use crate::document::{Document, Fingerprint};
use crate::index::Related;
use crate::notes::{Lookalike, Relation, Timestamp};
use crate::text::address::without_secrets;
use crate::text::file_name;
use crate::text::page::plain;

/// The reader's answer about which notes an article has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The relation of the article to the other one.
    pub relation: Relation,
    /// The notes file of the other one; `None` for the known article with the most similar text.
    pub of: Option<PathBuf>,
    /// When the answer was given.
    pub said: Timestamp,
}

/// The user's choice of notes for an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The notes file.
    pub notes: Option<PathBuf>,
    /// The relation of the article to a known one.
    pub answer: Option<Answer>,
}

/// Why these notes belong to an article; its `Display` is a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchReason {
    /// The user named the notes file.
    Named,
    /// The notes are beside the article.
    Beside,
    /// They were last saved with exactly this text, at this path or without a path.
    SameText,
    /// They were saved with exactly this text, from another path.
    SameTextElsewhere,
    /// They were saved with a similar text at the same path.
    SamePath,
    /// They were saved with a similar text from the same address.
    SameAddress,
    /// The user said that it is the same article.
    SaidSame,
    /// The user said that it is a new version: its notes start as a copy of the earlier version's.
    SaidVersion,
    /// There are no notes yet.
    New,
    /// There are none, but the text resembles that of an article with notes, and the reader has not said whether it is the same.
    Undecided,
}

impl fmt::Display for MatchReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Named => "named on the command line",
            Self::Beside => "beside the article",
            Self::SameText => "of this very text",
            Self::SameTextElsewhere => "of this very text, whose file lay elsewhere",
            Self::SamePath => "of an earlier text at this path",
            Self::SameAddress => "of an earlier text from this address",
            Self::SaidSame => "of an article that you said is the same",
            Self::SaidVersion => "a copy of those of the earlier version, each marked as carried over",
            Self::New => "there are none yet",
            Self::Undecided => "not decided yet",
        })
    }
}

/// The notes found for an article.
pub(super) struct Found {
    /// The notes file; it need not exist.
    pub(super) path: PathBuf,
    /// Whether it is beside the article or was named, so that paths in it are relative.
    pub(super) beside: bool,
    pub(super) why: MatchReason,
    /// Known articles that may be this one or another version of it, the likeliest first. Only if there are no notes.
    pub(super) lookalikes: Vec<Lookalike>,
    /// An answer to store.
    pub(super) said: Option<Said>,
    /// The notes to start with, and the text of the version that they belong to.
    pub(super) begins_with: Option<(PathBuf, Fingerprint)>,
}

/// An answer to store.
pub(super) struct Said {
    pub(super) article: Side,
    pub(super) others: Vec<Side>,
    pub(super) relation: Relation,
    pub(super) at: Timestamp,
}

impl Found {
    fn at(path: PathBuf, beside: bool, why: MatchReason) -> Self {
        Self {
            path,
            beside,
            why,
            lookalikes: Vec::new(),
            said: None,
            begins_with: None,
        }
    }

    fn of(paths: &Paths, entry: &Entry, why: MatchReason) -> Self {
        let path = entry.notes.clone().unwrap_or_default();
        let beside = !path.starts_with(paths.notes());
        Self::at(path, beside, why)
    }
}

/// The maximum number of texts with similar sketches whose exact similarity is computed.
const COMPARED: usize = 12;
/// The reader is asked about articles with the same title or address even if the texts are less similar.
const FAINTLY_ALIKE: f32 = ALIKE / 3.0;

/// Finds the notes of `document`, whose text has the fingerprint `print`.
pub(super) fn find(
    paths: &Paths,
    (document, print): (&Document, Fingerprint),
    origin: &Origin,
    choice: &Choice,
) -> Found {
    let answer = choice.answer.as_ref();
    if let Some(notes) = &choice.notes {
        return Found::at(disk::resolve(notes), true, MatchReason::Named);
    }
    if let Some(path) = beside(origin) {
        return Found::at(disk::resolve(&path), true, MatchReason::Beside);
    }
    let known = Known::read(paths, (document, print), origin);
    if let Some((entry, why)) = known.taken(answer) {
        return Found::of(paths, entry, why);
    }
    let candidates = known.candidates();
    let chosen = answer.and_then(|answer| {
        let meant = |entry: &Entry| answer.of.is_none() || entry.notes == answer.of;
        let mut entries = candidates.iter().map(|(entry, _)| entry);
        entries.find(|entry| meant(entry))
    });
    let said_same = candidates
        .iter()
        .find(|(entry, _)| known.said(entry) == Some(Relation::Same));
    let new = fresh(paths, &document.metadata().title, print);
    let said = |others: &[&Entry], answer: &Answer| {
        Some(Said {
            article: known.article.clone(),
            others: others
                .iter()
                .filter(|entry| known.said(entry) != Some(answer.relation))
                .map(|entry| side(entry))
                .collect(),
            relation: answer.relation,
            at: answer.said,
        })
        .filter(|said: &Said| !said.others.is_empty())
    };
    match (answer, chosen, said_same) {
        (None, _, Some((entry, _))) => Found::of(paths, entry, MatchReason::SaidSame),
        (Some(answer), Some(entry), _) if answer.relation == Relation::Same => Found {
            said: said(&[entry], answer),
            ..Found::of(paths, entry, MatchReason::SaidSame)
        },
        (Some(answer), Some(entry), _) if answer.relation == Relation::Version => Found {
            begins_with: entry.notes.clone().zip(entry.fingerprint),
            ..Found::at(known.unused(new), false, MatchReason::SaidVersion)
        },
        (Some(answer), ..) if answer.relation == Relation::Separate => {
            let others: Vec<&Entry> = candidates.iter().map(|(entry, _)| entry).collect();
            Found {
                said: said(&others, answer),
                ..Found::at(known.unused(new), false, MatchReason::New)
            }
        }
        _ => {
            let undecided = candidates
                .iter()
                .filter(|(entry, _)| known.said(entry) != Some(Relation::Separate))
                .map(|(entry, alike)| lookalike(entry, *alike));
            let lookalikes: Vec<Lookalike> = undecided.collect();
            let why = if lookalikes.is_empty() {
                MatchReason::New
            } else {
                MatchReason::Undecided
            };
            Found {
                lookalikes,
                ..Found::at(new, false, why)
            }
        }
    }
}

/// The article, and the known articles that have notes.
struct Known<'a> {
    paths: &'a Paths,
    text: &'a str,
    title: &'a str,
    print: Fingerprint,
    url: Option<String>,
    /// The path of its file.
    here: Option<PathBuf>,
    /// Its identity, as used in answers.
    article: Side,
    /// Articles with its text, path or address: those at the same path first, then by time of opening, latest first.
    entries: Vec<Entry>,
    /// Information on the other articles, if none is related.
    others: OnceCell<Others>,
    answers: Answers,
}

impl<'a> Known<'a> {
    fn read(paths: &'a Paths, (document, print): (&'a Document, Fingerprint), origin: &Origin) -> Self {
        let url = url(document, origin);
        let here = origin.path().map(disk::resolve);
        let title = &document.metadata().title;
        let (entries, others) = library::related_or_others(
            paths,
            &Related {
                print: Some(print),
                paths: here.as_slice(),
                address: url.as_deref(),
            },
            title,
        );
        let path = here.as_ref().and_then(|path| path.to_str().map(str::to_owned));
        let article = Side {
            texts: vec![print],
            places: path.into_iter().chain(url.clone()).collect(),
        };
        Self {
            paths,
            text: document.text(),
            title,
            print,
            answers: Answers::about(paths, &article),
            article,
            entries: in_order(paths, here.as_ref(), entries),
            others: others.map_or_else(OnceCell::new, OnceCell::from),
            url,
            here,
        }
    }

    fn others(&self) -> &Others {
        self.others
            .get_or_init(|| library::others(self.paths, self.title, self.url.as_deref()))
    }

    fn is_here(&self, entry: &Entry) -> bool {
        self.here.as_ref().is_some_and(|here| entry.paths.contains(here))
    }

    fn is_at_address(&self, entry: &Entry) -> bool {
        self.url.is_some() && entry.url.as_deref().map(plain) == self.url
    }

    fn said(&self, entry: &Entry) -> Option<Relation> {
        self.answers.of(|| side(entry))
    }

    /// Whether the user says, or has said, that the article is not the one of this entry, which had another path.
    fn is_told_apart(&self, entry: &Entry, answer: Option<&Answer>) -> bool {
        // An article without a path cannot be distinguished from what was read with the same text before.
        let elsewhere = self.here.is_some() && !entry.paths.is_empty();
        let now = answer.filter(|_| elsewhere).map(|answer| answer.relation);
        !self.is_here(entry)
            && now
                .or_else(|| self.said(entry))
                .is_some_and(|said| said != Relation::Same)
    }

    /// The entry whose notes certainly belong to the article, and why.
    fn taken(&self, answer: Option<&Answer>) -> Option<(&Entry, MatchReason)> {
        let find = |is: &dyn Fn(&Entry) -> bool| {
            let mut open = self.entries.iter();
            open.find(|entry| is(entry) && !self.is_told_apart(entry, answer))
        };
        let same = find(&|entry| entry.fingerprint == Some(self.print));
        if let Some(entry) = same.or_else(|| find(&|entry| entry.earlier.contains(&self.print))) {
            let moved = self.here.is_some() && !entry.paths.is_empty() && !self.is_here(entry);
            let why = if moved {
                MatchReason::SameTextElsewhere
            } else {
                MatchReason::SameText
            };
            return Some((entry, why));
        }
        // If the old text is not available, the title decides.
        let is_it = |entry: &Entry| match self.likeness(entry) {
            Some(alike) => alike >= ALIKE,
            None => entry.title == self.title,
        };
        let at_address =
            find(&|entry| self.is_at_address(entry) && is_it(entry)).map(|e| (e, MatchReason::SameAddress));
        at_address.or_else(|| {
            find(&|entry| self.is_here(entry) && is_it(entry)).map(|e| (e, MatchReason::SamePath))
        })
    }

    /// The similarity of the texts; `None` if the other was not kept.
    fn likeness(&self, entry: &Entry) -> Option<f32> {
        let old = texts::read(self.paths, entry.fingerprint?)?;
        Some(likeness(&old, self.text))
    }

    /// The known articles with annotations that may be this one or another version of it, the most probable first, each with the similarity
    /// of the texts.
    fn candidates(&self) -> Vec<(Entry, Option<f32>)> {
        let Others { texts, named } = self.others();
        if texts.is_empty() && named.is_empty() {
            return Vec::new();
        }
        let compared = compare(self.paths, texts, &Sketch::of(self.text));
        let estimates: HashMap<Fingerprint, f32> = compared.near.into_iter().collect();
        let near = library::with_last_texts(self.paths, estimates.keys().copied());
        let unknown = named.iter().filter(|entry| {
            let print = entry.fingerprint;
            print.is_none_or(|print| compared.unknown.contains(&print))
        });
        let all = in_order(
            self.paths,
            self.here.as_ref(),
            near.into_iter().chain(unknown.cloned()).collect(),
        );
        let mut near: Vec<(Entry, Option<f32>)> = all
            .into_iter()
            .filter(|entry| entry.counts.annotations > 0)
            .map(|entry| {
                let estimate = entry.fingerprint.and_then(|print| estimates.get(&print).copied());
                (entry, estimate)
            })
            .collect();
        let by_likeness = |(_, a): &(Entry, Option<f32>), (_, b): &(Entry, Option<f32>)| {
            b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal)
        };
        near.sort_by(by_likeness);
        near.truncate(COMPARED);
        for (entry, alike) in &mut near {
            *alike = entry.fingerprint.and_then(|print| {
                let old = texts::read(self.paths, print)?;
                let (shorter, longer) = (old.len().min(self.text.len()), old.len().max(self.text.len()));
                let alike = likeness(&old, self.text);
                Some(if longer / LONGER > shorter { 0.0 } else { alike })
            });
        }
        near.retain(|(entry, alike)| {
            let named = entry.title == self.title || self.is_at_address(entry);
            alike.is_none_or(|alike| alike >= ALIKE || named && alike >= FAINTLY_ALIKE)
        });
        near.sort_by(by_likeness);
        near
    }

    /// `path`, or a similar one that is not used for another article's notes.
    fn unused(&self, path: PathBuf) -> PathBuf {
        let taken = |path: &PathBuf| library::is_known(self.paths, path);
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let others = (2..).map(|n| path.with_file_name(format!("{stem}-{n}.ron")));
        let mut all = std::iter::once(path.clone()).chain(others);
        all.find(|path| !taken(path)).unwrap_or(path)
    }
}

/// The identity of an entry, as used in answers.
fn side(entry: &Entry) -> Side {
    let paths = entry
        .paths
        .iter()
        .filter_map(|path| path.to_str().map(str::to_owned));
    Side {
        texts: entry
            .fingerprint
            .into_iter()
            .chain(entry.earlier.iter().copied())
            .collect(),
        places: paths.chain(entry.url.as_deref().map(plain)).collect(),
    }
}

fn lookalike(entry: &Entry, alike: Option<f32>) -> Lookalike {
    let place = match (entry.paths.first(), &entry.url) {
        (Some(path), _) => path.display().to_string(),
        (None, Some(url)) => url.clone(),
        (None, None) => String::new(),
    };
    Lookalike {
        notes: entry.notes.clone().unwrap_or_default(),
        title: entry.title.clone(),
        place,
        opened: entry.opened,
        annotations: entry.counts.annotations,
        claims: entry.counts.claims,
        checked: entry.counts.checked,
        alike,
    }
}

/// The entries with their own notes; those whose file is `here` first.
fn in_order(paths: &Paths, here: Option<&PathBuf>, mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.retain(|entry| is_own(paths, entry));
    entries.sort_by_key(|entry| !here.is_some_and(|here| entry.paths.contains(here)));
    entries
}

/// Whether a notes file of the index is one that is found automatically: in the data folder, or beside its article.
fn is_own(paths: &Paths, entry: &Entry) -> bool {
    entry.notes.as_ref().is_some_and(|notes| {
        notes.starts_with(paths.notes()) || notes.to_str().is_some_and(|n| n.ends_with(".postil.ron"))
    })
}

/// `FILE.postil.ron` beside the article, under its given name or the name of its symlink target.
fn beside(origin: &Origin) -> Option<PathBuf> {
    let given = origin.path()?;
    let real = std::fs::canonicalize(given).unwrap_or_else(|_| given.to_owned());
    [given, &real]
        .into_iter()
        .map(|path| disk::with_ending(path, ".postil.ron"))
        .find(|path| path.exists())
}

/// The address of the article without the parts that differ between visits.
pub(super) fn url(document: &Document, origin: &Origin) -> Option<String> {
    let given = match origin {
        Origin::Url(url) => Some(url.as_str()),
        _ => document.metadata().url.as_deref(),
    };
    given.map(plain)
}

/// The path for notes of a new article: its title as a file name, and its fingerprint.
fn fresh(paths: &Paths, title: &str, print: Fingerprint) -> PathBuf {
    let name = file_name::of_title(&title.to_lowercase(), 48);
    let joint = if name.is_empty() { "" } else { "-" };
    paths.notes().join(format!("{name}{joint}{}.ron", print.short()))
}

/// The maximum number of stored paths of an article.
const PLACES: usize = 32;
/// The maximum number of stored earlier texts of an article.
const TEXTS: usize = 16;

/// The identity to be written: the known one, extended by the current one at the front.
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
        // A file that is committed with an article must not name a folder of one machine.
        let hint = if beside {
            real.strip_prefix(folder).unwrap_or(&real).to_owned()
        } else {
            real
        };
        if let Some(hint) = hint.to_str() {
            article.paths.retain(|p| p != hint);
            article.paths.insert(0, hint.to_owned());
            article.paths.truncate(PLACES);
        }
    }
    if let Some(old) = article.fingerprint.filter(|old| *old != print) {
        article.earlier.retain(|e| *e != old && *e != print);
        article.earlier.insert(0, old);
        // The oldest one is kept: the undo history and later versions identify the article by it.
        if article.earlier.len() > TEXTS {
            article.earlier.remove(TEXTS - 1);
        }
    }
    article.fingerprint = Some(print);
    article
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_differ_only_by_visit_are_one() {
        assert_eq!(
            plain("https://www.example.com/a/?utm_source=x#top"),
            plain("http://example.com/a")
        );
        assert_eq!(plain("https://ann:pa55@example.com/a?token=1"), "example.com/a");
        assert_ne!(
            plain("https://example.com/a?id=1"),
            plain("https://example.com/a?id=2")
        );
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
