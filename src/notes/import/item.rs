//! The items of an imported file: one for each annotation, usable or not.
//!
//! Invariant: the reader of a format returns one item for everything that the file counts as an annotation. None can be left out: an
//! unusable item holds the reason.

use std::fmt;

use crate::notes::{Anchor, Annotation, AnnotationKind, Id, Status, Timestamp};
use crate::text::clean::{harmless, one_line};
use crate::text::grapheme::truncate;

/// One annotation of a file.
#[derive(Clone, Debug)]
pub struct IntakeItem {
    /// Its place in the file.
    pub spot: Spot,
    /// Its first words, sanitized and on one line: those of the passage, otherwise of the note.
    pub words: String,
    /// The document that it claims to be on.
    pub source: ItemSource,
    /// Its content, or why it is unusable.
    pub content: Result<Content, Reason>,
}

/// The place of an item in a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Spot {
    /// A line number.
    Line(u64),
    /// The position in a list.
    Index(u64),
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(n) => write!(f, "line {n}"),
            Self::Index(n) => write!(f, "annotation {n}"),
        }
    }
}

/// The document that an annotation was made on, as far as its file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemSource {
    /// An address, a path, or another unique name.
    pub address: Option<String>,
    /// The title.
    pub title: Option<String>,
}

/// The content of an item.
#[derive(Clone, Debug)]
pub enum Content {
    /// An annotation on a passage.
    Passage(Draft),
    /// A note on the article as a whole.
    Page(Draft),
    /// A reply: it becomes part of the annotation that it answers.
    Reply(Reply),
    /// It belongs to another item, at that place, and has already been added to it.
    PartOf(Spot),
}

/// Why an item is unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has no passage that can be located.
    WithoutPassage(&'static str),
    /// It cannot be parsed.
    NotUnderstood(String),
}

/// A reply to an annotation.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The names of the annotations that it may belong to, the most likely first.
    pub to: Vec<String>,
    /// The text to add to the note.
    pub text: String,
    /// When it was written, if known.
    pub at: Option<Timestamp>,
}

/// An annotation as given in a file. Fields missing in the file have the values of a new annotation.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Everything except the place; the range of the anchor is not set.
    pub(super) annotation: Annotation,
    /// Its name in the file.
    pub(super) name: String,
    /// The position of the passage in the file, in a unit that is determined by comparing the quote.
    pub(super) at: Option<(usize, usize)>,
    /// The fields given in the file. The other fields of a known annotation stay unchanged.
    pub(super) told: Vec<Field>,
    /// Times of earlier versions that it descends from, as far as the file says.
    pub(super) revisions: Vec<Timestamp>,
}

/// A field of an annotation that a format may contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Kind,
    Speech,
    EntityKind,
    Name,
    Verdict,
    Status,
    Evidence,
    Tags,
    Note,
    Restatement,
    Colour,
    Author,
}

impl Field {
    pub(super) const ALL: [Self; 12] = [
        Self::Kind,
        Self::Speech,
        Self::EntityKind,
        Self::Name,
        Self::Verdict,
        Self::Status,
        Self::Evidence,
        Self::Tags,
        Self::Note,
        Self::Restatement,
        Self::Colour,
        Self::Author,
    ];

    /// In words.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Speech => "speaker",
            Self::EntityKind => "kind of entity",
            Self::Name => "name",
            Self::Verdict => "verdict",
            Self::Status => "status",
            Self::Evidence => "evidence",
            Self::Tags => "tags",
            Self::Note => "note",
            Self::Restatement => "restatement",
            Self::Colour => "colour",
            Self::Author => "author",
        }
    }

    /// Whether the field is equal in two annotations.
    pub(super) fn equal(self, a: &Annotation, b: &Annotation) -> bool {
        let mut copy = a.clone();
        self.copy(&mut copy, b);
        copy == *a
    }

    /// Copies the field.
    pub(super) fn copy(self, to: &mut Annotation, from: &Annotation) {
        match self {
            Self::Kind => to.kind = from.kind,
            Self::Speech => to.speech.clone_from(&from.speech),
            Self::EntityKind => to.entity_kind = from.entity_kind,
            Self::Name => to.name.clone_from(&from.name),
            Self::Verdict => to.verdict.clone_from(&from.verdict),
            Self::Status => to.status = from.status,
            Self::Evidence => to.evidence.clone_from(&from.evidence),
            Self::Tags => to.tags.clone_from(&from.tags),
            Self::Note => to.note.clone_from(&from.note),
            Self::Restatement => to.restatement.clone_from(&from.restatement),
            Self::Colour => to.colour.clone_from(&from.colour),
            Self::Author => to.author.clone_from(&from.author),
        }
    }
}

impl Draft {
    /// An annotation of `kind` with the `name` that its file gives it, which is kept as the id if it is one of ours. Without a creation
    /// time it gets `now`.
    pub(super) fn new(
        kind: AnnotationKind,
        name: &str,
        quote: &str,
        created: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let anchor = Anchor {
            quote: harmless(quote).into_owned(),
            ..Anchor::default()
        };
        Self {
            annotation: Annotation::new(id_of(name, quote, created), kind, anchor, created.unwrap_or(now)),
            name: name.to_owned(),
            at: None,
            told: Vec::new(),
            revisions: Vec::new(),
        }
    }

    /// Adds a paragraph to the note.
    pub(super) fn add_to_note(&mut self, text: &str) {
        let note = &mut self.annotation.note;
        *note = joined(note.take(), text);
        if !self.told.contains(&Field::Note) {
            self.told.push(Field::Note);
        }
    }
}

/// The first words of a text, for a message.
pub(super) fn beginning(text: &str) -> String {
    const CELLS: usize = 60;
    // A few hundred characters are enough, however long the text is.
    let end = text.char_indices().nth(400).map_or(text.len(), |(at, _)| at);
    truncate(&one_line(&text[..end]), CELLS)
}

/// `name` as an id, or an id derived from it that is always the same for the same annotation. It has the form of a UUID of version 7 with
/// the time `created`, or without a time.
pub(super) fn id_of(name: &str, quote: &str, created: Option<Timestamp>) -> Id {
    let bare = name.strip_prefix("urn:uuid:").unwrap_or(name);
    if let Ok(id) = bare.parse::<uuid::Uuid>()
        && id.get_version_num() == 7
    {
        return Id(id);
    }
    let hash = blake3::hash(format!("{name}\n{quote}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    let millis = created.map_or(0, |at| at.as_millisecond().max(0) as u64);
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6] = 0x70 | bytes[6] & 0x0f;
    bytes[8] = 0x80 | bytes[8] & 0x3f;
    Id(uuid::Uuid::from_bytes(bytes))
}

/// Parses a time as written in files: with or without a time zone (then UTC), to the minute, or only a date.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil = text
        .parse::<jiff::civil::DateTime>()
        .or_else(|_| jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M", text));
    jiff::tz::TimeZone::UTC.to_timestamp(civil.ok()?).ok()
}

/// Text on one line; `None` if nothing remains.
pub(super) fn line(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|t| !t.is_empty())
}

/// Text of several lines; `None` if nothing remains.
pub(super) fn lines(text: &str) -> Option<String> {
    Some(harmless(text).trim().to_owned()).filter(|t| !t.is_empty())
}

/// The status for the words used in our exports; other words are ignored.
pub(super) fn status(words: &str) -> Status {
    let all = [Status::Checked, Status::Checking, Status::ToCheck];
    all.into_iter().find(|s| words == s.name()).unwrap_or_default()
}

/// Two notes joined by a blank line.
pub(super) fn joined(before: Option<String>, more: &str) -> Option<String> {
    match (before, lines(more)) {
        (Some(before), Some(more)) => Some(format!("{before}\n\n{more}")),
        (before, more) => before.or(more),
    }
}

/// A reply as a paragraph of the note that it answers: 'Ann, 2024-01-31: Who says so?'
pub(super) fn reply_text(author: Option<&str>, at: Option<Timestamp>, said: &str) -> String {
    let day = at.map(|at| at.strftime("%Y-%m-%d").to_string());
    let who: Vec<&str> = author.into_iter().chain(day.as_deref()).collect();
    match who.as_slice() {
        [] => format!("reply: {said}"),
        who => format!("{}: {said}", who.join(", ")),
    }
}

/// Tags without duplicates.
pub(super) fn tags<'a>(tags: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut out = Vec::new();
    for tag in tags.into_iter().filter_map(line) {
        if !out.contains(&tag) {
            out.push(tag);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::import::tests::now;

    #[test]
    fn the_same_name_gives_the_same_id() {
        let a = id_of("AbC-123", "quote", Some(now()));
        assert_eq!(a, id_of("AbC-123", "quote", Some(now())));
        assert_ne!(a, id_of("AbC-124", "quote", Some(now())));
        assert_eq!(a.0.get_version_num(), 7);
        assert_eq!(id_of("x", "y", None).0.get_version_num(), 7);
        let ours = "01a210d4-f420-73cf-b1f5-111893843627";
        assert_eq!(id_of(&format!("urn:uuid:{ours}"), "", None).to_string(), ours);
    }

    #[test]
    fn moments_are_read_as_tools_write_them() {
        for text in [
            "2024-01-02T03:04:00Z",
            "2024-01-02T04:04:00+01:00",
            "2024-01-02 03:04:00+00:00",
            "2024-01-02 03:04:00",
            "2024-01-02 03:04",
        ] {
            let at = moment(text).map(|at| at.to_string());
            assert_eq!(at.as_deref(), Some("2024-01-02T03:04:00Z"), "{text}");
        }
        assert_eq!(moment("2024-01-02").unwrap().to_string(), "2024-01-02T00:00:00Z");
        assert_eq!(moment("yesterday"), None);
    }

    #[test]
    fn the_first_words_are_short_and_harmless() {
        let words = beginning(&format!("a\u{1b}[31mb\nc {}", "long ".repeat(100_000)));
        assert!(
            words.starts_with("ab c long") && words.chars().count() <= 60,
            "{words}"
        );
    }
}
