//! One decision of the reader about a passage.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::analysis::EntityKind;
use crate::document::{Fingerprint, TextRange};
use crate::text::clean::one_line;

/// What names an annotation for good: a UUID of version 7, so that ids sort by time of making.
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

/// A moment in UTC, to the second in files.
pub type Timestamp = jiff::Timestamp;

/// One decision of the reader about a passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Its name for good.
    pub id: Id,
    /// What was decided.
    pub kind: AnnotationKind,
    /// How the passage is found again.
    pub anchor: Anchor,
    /// For a claim: who said it and how, as the reader left it. `None` is the author's own voice.
    pub speech: Option<Speech>,
    /// For an entity: what it is.
    pub entity_kind: Option<EntityKind>,
    /// For an entity or a merge: its canonical name. For the rejection of a match: the claim known from elsewhere.
    pub name: Option<String>,
    /// For a claim: the verdict, one of the configured set (others are kept).
    pub verdict: Option<String>,
    /// For a claim: how far its checking has come.
    pub status: Status,
    /// What speaks for or against it.
    pub evidence: Vec<Evidence>,
    /// Free words, each on one line, no order implied, no doubles.
    pub tags: Vec<String>,
    /// Free text.
    pub note: Option<String>,
    /// The claim in self-contained words.
    pub restatement: Option<String>,
    /// The name of a highlight's colour, where it is not the default.
    pub colour: Option<String>,
    /// Who made it, where known.
    pub author: Option<String>,
    /// Of the text on which it was decided, where that is an earlier version of the article and nothing about it was decided
    /// on this one.
    pub carried: Option<Fingerprint>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Whether it was taken back: kept as a tombstone, so that a merge does not bring it back.
    pub deleted: bool,
    /// Of a tombstone: the annotation that it became one with, made by another instance on the same passage. Always the
    /// smaller id.
    pub into: Option<Id>,
    /// Fields that this version does not know, as they stood: name and RON text. Written back.
    pub unknown: Vec<(String, String)>,
}

impl Annotation {
    /// An annotation of `kind` on the passage of `anchor` with nothing else decided.
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

    /// How far its checking has come, in words; an earlier version's checking is told as such.
    pub fn standing(&self) -> &'static str {
        match (self.carried.is_some(), self.status) {
            (false, status) => status.name(),
            (true, Status::ToCheck) => "to check (carried over from an earlier version)",
            (true, Status::Checking) => "checking (carried over from an earlier version)",
            (true, Status::Checked) => "checked on an earlier version, not on this one",
        }
    }

    /// Whether it says that the passage makes no claim that is wanted. Other rejections are of entities and of
    /// [matches](Annotation::rejected_match).
    pub fn rejects_claim(&self) -> bool {
        self.kind == AnnotationKind::Rejection && self.entity_kind.is_none() && self.name.is_none()
    }

    /// Of a rejection that the passage says the same as a claim known from elsewhere: the name of that claim.
    pub fn rejected_match(&self) -> Option<&str> {
        let of_match = self.kind == AnnotationKind::Rejection && self.entity_kind.is_none();
        self.name.as_deref().filter(|_| of_match)
    }

    /// What is left of it once it is taken back: its name, kind and place, and when that was. The words go, so that a
    /// deleted note does not live on in a file that others read.
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

/// What was decided.
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
    /// A suggested claim, entity or match that the reader does not want, and that never comes back.
    Rejection,
}

impl AnnotationKind {
    /// The name that JSON uses.
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

/// Who said a claim, and how, as the reader left it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Speech {
    /// The speaker's name.
    pub speaker: String,
    /// The words that attribute the claim: 'said'.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<String>,
}

/// How far the checking of a claim has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Nobody has looked yet.
    #[default]
    ToCheck,
    /// Somebody is at it.
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

/// Something that speaks for or against a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// A URL, a path or a reference in words.
    pub source: String,
    /// The words that matter there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// What it does to the claim.
    pub stance: Stance,
    /// The day it was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<crate::document::Date>,
}

impl Evidence {
    /// Evidence from a typed line, seen at `now`: `+` or `-` first for its stance, then the source, then a quote in quotation
    /// marks.
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

    /// The line that [`Evidence::parse`] makes it of.
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

/// What a piece of evidence does to a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stance {
    /// Speaks for it.
    Supports,
    /// Speaks against it.
    Refutes,
    /// Neither, but belongs to it.
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

/// How an annotation finds its passage again. All strings are of the canonical text as it was when the passage was
/// last confirmed. One without a quote is on the article as a whole: it needs no finding again, and so is never lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Where it stood, in bytes of the canonical text.
    pub range: TextRange,
    /// The passage itself.
    pub quote: String,
    /// Up to 32 characters before it.
    pub prefix: String,
    /// Up to 32 characters behind it.
    pub suffix: String,
    /// [`block_hash`](crate::document::block_hash) of the block it begins in.
    pub block_hash: u64,
    /// Whether the reader said that the passage is gone: it is not looked for any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub detached: bool,
}

impl Anchor {
    /// Whether it is on the article as a whole, without a passage to look for.
    pub fn is_whole(&self) -> bool {
        self.quote.trim().is_empty()
    }

    /// The passage on one line, for lists; for one on the article as a whole, words that say so.
    pub fn label(&self) -> String {
        if self.is_whole() {
            WHOLE.to_owned()
        } else {
            one_line(&self.quote)
        }
    }
}

/// What lists show in place of a passage.
const WHOLE: &str = "on the article as a whole";

/// What looking for an annotation's passage came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnchorState {
    /// Where it was.
    #[default]
    Ok,
    /// The same words elsewhere.
    Moved,
    /// Other words that may be it: the reader is asked.
    Changed,
    /// More than one place could be it: the reader is asked.
    Ambiguous,
    /// Nowhere.
    Orphan,
}

impl AnchorState {
    /// The name that JSON uses.
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

/// Where an annotation's passage stands in the text at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// What looking for it came to.
    pub state: AnchorState,
    /// Where it stands now; `None` for an orphan. For `Changed` and `Ambiguous` the best candidate.
    pub range: Option<TextRange>,
}
