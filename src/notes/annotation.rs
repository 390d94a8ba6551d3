//! An annotation: one decision of the reader about a passage.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::analysis::EntityKind;
use crate::document::{Fingerprint, TextRange};
use crate::text::clean::one_line;

/// The permanent id of an annotation: a UUID of version 7, so that ids sort by creation time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub uuid::Uuid);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = uuid::Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        uuid::Uuid::parse_str(s).map(Self)
    }
}

/// A time in UTC, to the second in files.
pub type Timestamp = jiff::Timestamp;

/// One decision of the reader about a passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Its permanent id.
    pub id: Id,
    /// The kind of decision.
    pub kind: AnnotationKind,
    /// How to find the passage again.
    pub anchor: Anchor,
    /// For a claim: its speaker and cue, as confirmed by the reader. `None` is the author's own voice.
    pub speech: Option<Speech>,
    /// For an entity: its kind.
    pub entity_kind: Option<EntityKind>,
    /// For an entity or a merge: its canonical name. For the rejection of a match: the name of the match.
    pub name: Option<String>,
    /// For a claim: the verdict, one of the configured set (others are kept).
    pub verdict: Option<String>,
    /// For a claim: the progress of checking.
    pub status: Status,
    /// The evidence for or against it.
    pub evidence: Vec<Evidence>,
    /// Words, each on one line, unordered, without duplicates.
    pub tags: Vec<String>,
    /// Free text.
    pub note: Option<String>,
    /// The claim in self-contained words.
    pub restatement: Option<String>,
    /// The name of a highlight's kind, if it is not the default.
    pub colour: Option<String>,
    /// The author, if known.
    pub author: Option<String>,
    /// The text on which it was decided, if that is an earlier version of the article and nothing was decided on the current one.
    pub carried: Option<Fingerprint>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Whether it was removed: it is kept as a tombstone, so that a merge does not bring it back.
    pub deleted: bool,
    /// For a tombstone: the annotation that it was merged into, which another instance made on the same passage. Always the smaller id.
    pub into: Option<Id>,
    /// Fields that this version does not know, unchanged: name and RON text. They are written back.
    pub unknown: Vec<(String, String)>,
}

impl Annotation {
    /// An annotation of `kind` on the passage of `anchor` with no other fields set.
    pub fn new(id: Id, kind: AnnotationKind, anchor: Anchor, created: Timestamp) -> Self {
        Self {
            id,
            kind,
            anchor,
            speech: None,
            entity_kind: None,
            name: None,
            verdict: None,
            status: Status::default(),
            evidence: Vec::new(),
            tags: Vec::new(),
            note: None,
            restatement: None,
            colour: None,
            author: None,
            carried: None,
            created,
            updated: created,
            deleted: false,
            into: None,
            unknown: Vec::new(),
        }
    }

    /// The progress of checking, in words; checking on an earlier version is described as such.
    pub fn standing(&self) -> &'static str {
        match (self.carried.is_some(), self.status) {
            (false, status) => status.name(),
            (true, Status::ToCheck) => "to check (carried over from an earlier version)",
            (true, Status::Checking) => "checking (carried over from an earlier version)",
            (true, Status::Checked) => "checked on an earlier version, not on this one",
        }
    }

    /// Whether it rejects the passage as a claim. Other rejections are of entities and of [matches](Annotation::rejected_match).
    pub fn rejects_claim(&self) -> bool {
        self.kind == AnnotationKind::Rejection && self.entity_kind.is_none() && self.name.is_none()
    }

    /// For the rejection of a match: the name of the match.
    pub fn rejected_match(&self) -> Option<&str> {
        let of_match = self.kind == AnnotationKind::Rejection && self.entity_kind.is_none();
        self.name.as_deref().filter(|_| of_match)
    }

    /// The rest of a deleted annotation: its id, kind and position, and the time. The text is removed, so that a deleted note does not live
    /// on in a file that others read.
    #[must_use]
    pub fn tombstone(&self, at: Timestamp) -> Self {
        let anchor = Anchor {
            range: self.anchor.range,
            ..Anchor::default()
        };
        let author = self.author.clone();
        Self {
            author,
            deleted: true,
            updated: at,
            ..Self::new(self.id, self.kind, anchor, self.created)
        }
    }
}

/// A note on the article as a whole, for tests.
#[cfg(test)]
pub(crate) fn sample_note(n: u128, text: &str) -> Annotation {
    let id = Id(uuid::Uuid::from_u128(n));
    Annotation {
        note: Some(text.to_owned()),
        ..Annotation::new(id, AnnotationKind::Note, Anchor::default(), Timestamp::UNIX_EPOCH)
    }
}

/// The kind of decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AnnotationKind {
    /// The passage is a claim.
    Claim,
    /// The passage is marked.
    Highlight,
    /// The passage names an entity.
    Entity,
    /// The passage carries a note.
    Note,
    /// A suggested claim, entity or match that the reader rejected, so that it is not suggested again.
    Rejection,
}

impl AnnotationKind {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Highlight => "highlight",
            Self::Entity => "entity",
            Self::Note => "note",
            Self::Rejection => "rejection",
        }
    }
}

/// The speaker and cue of a claim, as confirmed by the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Speech {
    /// The speaker's name.
    pub speaker: String,
    /// The attributing words: 'said'.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<String>,
}

/// The progress of checking a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Not begun.
    #[default]
    ToCheck,
    /// In progress.
    Checking,
    /// Done; a verdict sets this.
    Checked,
}

impl Status {
    /// In words: 'to check'.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToCheck => "to check",
            Self::Checking => "checking",
            Self::Checked => "checked",
        }
    }
}

/// Evidence for or against a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// A URL, a path or a reference in words.
    pub source: String,
    /// The relevant words of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Whether it supports or refutes the claim.
    pub stance: Stance,
    /// The day it was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<crate::document::Date>,
}

impl Evidence {
    /// Parses a typed line, seen at `now`: an optional `+` or `-` for the stance, then the source, then a quote in quotation marks.
    pub fn parse(text: &str, now: Timestamp) -> Self {
        let text = text.trim();
        let (stance, rest) = match text.as_bytes() {
            [b'+', ..] => (Stance::Supports, &text[1..]),
            [b'-', ..] => (Stance::Refutes, &text[1..]),
            _ => (Stance::Context, text),
        };
        let (source, quote) = match rest.split_once(['"', '“']) {
            Some((source, quote)) if !source.trim().is_empty() => {
                (source, Some(quote.trim_end_matches(['"', '”', ' ']).to_owned()))
            }
            _ => (rest, None),
        };
        let seen = jiff::tz::Offset::UTC.to_datetime(now).date();
        Self {
            source: one_line(source),
            quote,
            stance,
            seen: Some(seen),
        }
    }

    /// The line from which [`Evidence::parse`] makes it.
    pub fn typed(&self) -> String {
        let stance = match self.stance {
            Stance::Supports => "+",
            Stance::Refutes => "-",
            Stance::Context => "",
        };
        let quote = self.quote.as_ref().map(|q| format!(" “{}”", one_line(q)));
        format!("{stance}{}{}", one_line(&self.source), quote.unwrap_or_default())
    }
}

/// The relation of a piece of evidence to a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stance {
    /// Supports the claim.
    Supports,
    /// Refutes the claim.
    Refutes,
    /// Neither, but relevant.
    #[default]
    Context,
}

impl Stance {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Refutes => "refutes",
            Self::Context => "context",
        }
    }
}

/// How an annotation finds its passage again. All strings are from the canonical text in which the passage was last confirmed. An anchor
/// without a quote is on the article as a whole, is not searched for, and so never lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Its place, in bytes of the canonical text.
    pub range: TextRange,
    /// The text of the passage.
    pub quote: String,
    /// Up to 32 characters before it.
    pub prefix: String,
    /// Up to 32 characters after it.
    pub suffix: String,
    /// [`block_hash`](crate::document::block_hash) of the block that it begins in.
    pub block_hash: u64,
    /// Whether the reader said that the passage is gone: then it is not searched for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub detached: bool,
}

impl Anchor {
    /// Whether it is on the article as a whole, without a passage.
    pub fn is_whole(&self) -> bool {
        self.quote.trim().is_empty()
    }

    /// The passage on one line, for lists; for one on the article as a whole, a description.
    pub fn label(&self) -> String {
        if self.is_whole() {
            WHOLE.to_owned()
        } else {
            one_line(&self.quote)
        }
    }
}

/// The label of an annotation without a passage.
const WHOLE: &str = "on the article as a whole";

/// The result of locating an annotation's passage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnchorState {
    /// Unchanged at its old place.
    #[default]
    Ok,
    /// The same words at another place.
    Moved,
    /// Different words that may be it: the reader is asked.
    Changed,
    /// Several possible places: the reader is asked.
    Ambiguous,
    /// Not found.
    Orphan,
}

impl AnchorState {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Ambiguous => "ambiguous",
            Self::Orphan => "orphan",
        }
    }
}

/// The place of an annotation's passage in the current text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// The result of locating it.
    pub state: AnchorState,
    /// The current place; `None` for an orphan. For `Changed` and `Ambiguous`, the best candidate.
    pub range: Option<TextRange>,
}
