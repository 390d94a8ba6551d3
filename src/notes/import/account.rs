//! Decides what happens to each item of an imported file.
//!
//! Invariants: each item has exactly one class, so the counts add up to the number of items; annotations removed here stay removed; known
//! annotations change only as [`revision`](super::revision) says.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::belonging::{ArticleNames, Belonging};
use super::item::{Content, Draft, IntakeItem, Reason, Reply, Spot, beginning};
use super::placing::Placing;
use super::revision::{Revision, revise};
use crate::notes::{AnchorState, Annotation, Change, Id, Notebook, Timestamp};

/// The outcome for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IntakeClass {
    /// Imported at its passage.
    BroughtIn,
    /// Imported, with a question about its passage.
    InDoubt,
    /// Imported as a note on the article as a whole.
    OnArticle,
    /// Became part of another annotation: a reply, an attribute.
    PartOfAnother,
    /// Already known: the file has nothing new.
    Known,
    /// Already known, and changed to match the file.
    Changed,
    /// Changed both here and in the file: both versions are kept.
    Conflict,
    /// Removed here earlier: it stays removed.
    TakenBack,
    /// Its words are not in the article.
    NotFound,
    /// It is on another article.
    OfAnother,
    /// It has no passage that can be located.
    WithoutPassage,
    /// It cannot be parsed.
    NotUnderstood,
}

impl IntakeClass {
    /// All classes, in the order of the report.
    pub const ALL: [Self; 12] = [
        Self::BroughtIn,
        Self::InDoubt,
        Self::OnArticle,
        Self::PartOfAnother,
        Self::Known,
        Self::Changed,
        Self::Conflict,
        Self::TakenBack,
        Self::NotFound,
        Self::OfAnother,
        Self::WithoutPassage,
        Self::NotUnderstood,
    ];

    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::BroughtIn => "brought_in",
            Self::InDoubt => "in_doubt",
            Self::OnArticle => "on_article",
            Self::PartOfAnother => "part_of_another",
            Self::Known => "known",
            Self::Changed => "changed",
            Self::Conflict => "conflict",
            Self::TakenBack => "taken_back",
            Self::NotFound => "not_found",
            Self::OfAnother => "of_another",
            Self::WithoutPassage => "without_passage",
            Self::NotUnderstood => "not_understood",
        }
    }

    /// In words, after a number: '3 brought in'.
    pub fn words(self) -> &'static str {
        match self {
            Self::BroughtIn => "brought in",
            Self::InDoubt => "brought in, to be reviewed",
            Self::OnArticle => "on the article as a whole",
            Self::PartOfAnother => "part of another",
            Self::Known => "known already",
            Self::Changed => "changed",
            Self::Conflict => "changed on both sides",
            Self::TakenBack => "removed here",
            Self::NotFound => "not in the article",
            Self::OfAnother => "of another article",
            Self::WithoutPassage => "without a passage",
            Self::NotUnderstood => "not understood",
        }
    }

    /// Whether the item was left out.
    pub fn is_left_out(self) -> bool {
        match self {
            Self::BroughtIn
            | Self::InDoubt
            | Self::OnArticle
            | Self::PartOfAnother
            | Self::Known
            | Self::Changed
            | Self::Conflict
            | Self::TakenBack => false,
            Self::NotFound | Self::OfAnother | Self::WithoutPassage | Self::NotUnderstood => true,
        }
    }

    /// Whether such items are listed one by one: all that are not simply imported or known.
    pub fn is_named(self) -> bool {
        match self {
            Self::BroughtIn | Self::OnArticle | Self::PartOfAnother | Self::Known => false,
            Self::InDoubt
            | Self::Changed
            | Self::Conflict
            | Self::TakenBack
            | Self::NotFound
            | Self::OfAnother
            | Self::WithoutPassage
            | Self::NotUnderstood => true,
        }
    }
}

/// An item and its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounted {
    /// Its place in the file.
    pub spot: Spot,
    /// Its first words.
    pub words: String,
    /// The outcome.
    pub class: IntakeClass,
    /// Details in words; empty if there are none.
    pub why: String,
    /// The id of the annotation here.
    pub id: Option<Id>,
}

impl Accounted {
    /// The place, the outcome, the reason, and the first words.
    pub fn line(&self) -> String {
        format!(
            "{}: {}{}: {}",
            self.spot,
            self.class.words(),
            self.reason(),
            self.words
        )
    }

    /// The reason in parentheses after a space; empty if there is none.
    pub fn reason(&self) -> String {
        if self.why.is_empty() {
            return String::new();
        }
        format!(" ({})", self.why)
    }
}

/// Options of an import of annotations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntakeChoice {
    /// Keep annotations whose words are not in the article, as orphans.
    pub keep_lost: bool,
    /// Import annotations regardless of the document that they name.
    pub all_sources: bool,
}

/// The result of importing a file.
#[derive(Clone, Debug, Default)]
pub struct NotesImport {
    /// Each item, in file order.
    pub items: Vec<Accounted>,
    /// The changes to make to the notes.
    pub changes: Vec<Change>,
    /// The number of items matched by title only, because they have no address to compare.
    pub by_title: usize,
    /// The number of items that name nothing comparable.
    pub untold: usize,
}

impl NotesImport {
    /// The number of items of a class.
    pub fn count(&self, class: IntakeClass) -> usize {
        self.items.iter().filter(|i| i.class == class).count()
    }

    /// The counts that are not zero, in words; they add up to the number of annotations in the file.
    pub fn counts_in_words(&self) -> String {
        let counts: Vec<String> = IntakeClass::ALL
            .into_iter()
            .map(|class| (class, self.count(class)))
            .filter(|(_, count)| *count > 0)
            .map(|(class, count)| format!("{count} {}", class.words()))
            .collect();
        if counts.is_empty() {
            return "nothing in it".to_owned();
        }
        counts.join(", ")
    }

    /// The name of the step that makes the changes.
    pub fn label(&self) -> String {
        match self.changes.len() {
            1 => "bring in 1 annotation".to_owned(),
            count => format!("bring in {count} annotations"),
        }
    }

    /// Whether anything was left out.
    pub fn leaves_out(&self) -> bool {
        self.items.iter().any(|i| i.class.is_left_out())
    }
}

/// Decides on each item of a file for one article.
pub fn account(
    mut items: Vec<IntakeItem>,
    names: &ArticleNames,
    placing: &Placing<'_>,
    notebook: &Notebook,
    choice: IntakeChoice,
) -> NotesImport {
    let threads = hang_replies(&mut items);
    let mut desk = Desk {
        names,
        placing,
        notebook,
        choice,
        out: NotesImport::default(),
        seen: HashMap::new(),
    };
    // Items that are part of another one share its outcome.
    let mut parts: Vec<(usize, Spot)> = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        let IntakeItem {
            spot,
            words,
            source,
            content,
        } = item;
        let (class, why, id) = match content {
            Err(Reason::WithoutPassage(why)) => (IntakeClass::WithoutPassage, why.to_owned(), None),
            Err(Reason::NotUnderstood(why)) => (IntakeClass::NotUnderstood, why, None),
            Ok(Content::PartOf(of)) => {
                parts.push((index, of));
                (IntakeClass::PartOfAnother, String::new(), None)
            }
            Ok(Content::Reply(_)) => match threads.get(&index) {
                Some(of) => {
                    parts.push((index, *of));
                    (IntakeClass::PartOfAnother, String::new(), None)
                }
                None => (
                    IntakeClass::WithoutPassage,
                    "a reply to what is not in this file".to_owned(),
                    None,
                ),
            },
            Ok(Content::Page(draft)) => desk.take(&source, draft, true),
            Ok(Content::Passage(draft)) => desk.take(&source, draft, false),
        };
        desk.out.items.push(Accounted {
            spot,
            words,
            class,
            why,
            id,
        });
    }
    let mut out = desk.out;
    let by_spot: BTreeMap<Spot, usize> = out
        .items
        .iter()
        .enumerate()
        .map(|(i, item)| (item.spot, i))
        .collect();
    for (index, of) in parts {
        let Some(whole) = by_spot.get(&of).and_then(|at| out.items.get(*at)).cloned() else {
            continue;
        };
        let part = &mut out.items[index];
        part.id = whole.id;
        part.why = format!("part of {of}");
        part.class = match whole.class {
            class if class.is_left_out() => class,
            class @ (IntakeClass::Known | IntakeClass::TakenBack) => class,
            _ => IntakeClass::PartOfAnother,
        };
    }
    out
}

/// Adds each reply to the annotation that it answers, the oldest first. Returns where each was added, by index.
fn hang_replies(items: &mut [IntakeItem]) -> HashMap<usize, Spot> {
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let mut replies: Vec<(usize, Reply)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match &item.content {
            Ok(Content::Passage(draft) | Content::Page(draft)) if !draft.name.is_empty() => {
                by_name.entry(draft.name.clone()).or_insert(index);
            }
            Ok(Content::Reply(reply)) => replies.push((index, reply.clone())),
            Ok(Content::Passage(_) | Content::Page(_) | Content::PartOf(_)) | Err(_) => {}
        }
    }
    replies.sort_by_key(|(index, reply)| (reply.at, *index));
    let mut hung = HashMap::new();
    for (index, reply) in replies {
        let Some(of) = reply.to.iter().find_map(|name| by_name.get(name)).copied() else {
            continue;
        };
        if let Ok(Content::Passage(draft) | Content::Page(draft)) = &mut items[of].content {
            draft.add_to_note(&reply.text);
            hung.insert(index, items[of].spot);
        }
    }
    hung
}

struct Desk<'a> {
    names: &'a ArticleNames,
    placing: &'a Placing<'a>,
    notebook: &'a Notebook,
    choice: IntakeChoice,
    out: NotesImport,
    /// The ids used so far in this file, with hashes of their content.
    seen: HashMap<Id, HashSet<u64>>,
}

type Verdict = (IntakeClass, String, Option<Id>);

impl Desk<'_> {
    fn take(&mut self, source: &super::item::ItemSource, mut draft: Draft, on_article: bool) -> Verdict {
        // A known annotation belongs to this article, whatever the file says.
        if self.notebook.get(draft.annotation.id).is_none() && !self.choice.all_sources {
            match self.names.compare(source) {
                Belonging::Here => {}
                Belonging::ByTitle => self.out.by_title += 1,
                Belonging::Untold => self.out.untold += 1,
                Belonging::Another(which) => return (IntakeClass::OfAnother, which, None),
            }
        }
        if self.is_repeated(&mut draft) {
            return (
                IntakeClass::Known,
                "it occurs earlier in the file".to_owned(),
                Some(draft.annotation.id),
            );
        }
        let id = draft.annotation.id;
        match self.notebook.get(id) {
            Some(ours) if ours.deleted => (IntakeClass::TakenBack, String::new(), Some(id)),
            Some(ours) => self.take_known(ours, &draft, on_article),
            None => self.take_new(draft, on_article),
        }
    }

    /// Whether the file contained the same before. A different item with the same id gets another id, the same one on every import.
    fn is_repeated(&mut self, draft: &mut Draft) -> bool {
        let mut said = draft.annotation.clone();
        (said.created, said.updated) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        let copy = said.copied().id;
        let print = copy.0.as_u64_pair().1;
        let seen = self.seen.entry(draft.annotation.id).or_default();
        if !seen.insert(print) {
            return true;
        }
        if seen.len() > 1 {
            draft.annotation.id = copy;
        }
        false
    }

    fn take_new(&mut self, draft: Draft, on_article: bool) -> Verdict {
        let id = draft.annotation.id;
        if on_article {
            self.make(draft.annotation);
            return (IntakeClass::OnArticle, String::new(), Some(id));
        }
        if draft.annotation.anchor.is_whole() {
            let why = "its passage has no letters that can be shown".to_owned();
            return (IntakeClass::WithoutPassage, why, None);
        }
        let (annotation, located) = self.placing.place(draft);
        let document = self.placing.document();
        let verdict = match (located.state, located.range) {
            (AnchorState::Orphan, _) if !self.choice.keep_lost => {
                return (IntakeClass::NotFound, String::new(), None);
            }
            (AnchorState::Orphan, _) => (
                IntakeClass::InDoubt,
                "its words are not in the article".to_owned(),
            ),
            (AnchorState::Ambiguous, _) => (
                IntakeClass::InDoubt,
                "its words occur in several places".to_owned(),
            ),
            (AnchorState::Changed, Some(range)) => (
                IntakeClass::InDoubt,
                format!("it may be “{}”", beginning(document.slice(range))),
            ),
            (AnchorState::Changed, None) => (IntakeClass::InDoubt, String::new()),
            (AnchorState::Ok | AnchorState::Moved, _) => (IntakeClass::BroughtIn, String::new()),
        };
        self.make(annotation);
        (verdict.0, verdict.1, Some(id))
    }

    fn take_known(&mut self, ours: &Annotation, draft: &Draft, on_article: bool) -> Verdict {
        let id = ours.id;
        // The passage is searched again only if the file has other words.
        let moved = !on_article && draft.annotation.anchor.quote != ours.anchor.quote;
        let placed = moved.then(|| self.placing.place(draft.clone()));
        let certain = placed
            .as_ref()
            .filter(|(_, at)| matches!(at.state, AnchorState::Ok | AnchorState::Moved))
            .map(|(annotation, _)| annotation);
        match revise(self.notebook, ours, draft, certain) {
            Revision::Same => (IntakeClass::Known, String::new(), Some(id)),
            Revision::Changes { after, what } => {
                self.change(ours, *after);
                (IntakeClass::Changed, what, Some(id))
            }
            Revision::Conflict { kept, what } => {
                for annotation in kept {
                    if annotation.id == id {
                        self.change(ours, annotation);
                    } else {
                        self.make(annotation);
                    }
                }
                (
                    IntakeClass::Conflict,
                    format!("{what}; both versions are kept"),
                    Some(id),
                )
            }
        }
    }

    fn make(&mut self, annotation: Annotation) {
        self.out.changes.push(Change {
            id: annotation.id,
            before: None,
            after: Some(annotation),
        });
    }

    fn change(&mut self, before: &Annotation, after: Annotation) {
        if *before != after {
            self.out.changes.push(Change {
                id: before.id,
                before: Some(before.clone()),
                after: Some(after),
            });
        }
    }
}
