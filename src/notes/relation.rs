//! The relation of an article to another one with a similar text, and what the reader is told about the other one.

use std::path::PathBuf;

use super::{Annotation, Id, Timestamp};
use crate::document::Fingerprint;

/// The relation of an article to another one with a similar text: the reader's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same article: both share one set of notes.
    Same,
    /// A new version: it has its own notes, which start as a copy of the other's.
    Version,
    /// A separate article that shares nothing with the other.
    Separate,
}

impl Relation {
    /// All relations.
    pub const ALL: [Self; 3] = [Self::Same, Self::Version, Self::Separate];

    /// The name used on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Version => "version",
            Self::Separate => "separate",
        }
    }

    /// The relation with that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.name() == name)
    }
}

/// A known article with notes whose text is similar to that of the open article.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookalike {
    /// Its notes file.
    pub notes: PathBuf,
    /// Its title.
    pub title: String,
    /// Its last known place: a path or an address; empty if unknown.
    pub place: String,
    /// When it was last opened.
    pub opened: Option<Timestamp>,
    /// The number of annotations, not counting rejections.
    pub annotations: usize,
    /// The number of claims among them.
    pub claims: usize,
    /// The number of checked claims.
    pub checked: usize,
    /// The share of the shorter text's word triples that are also in the other text, 0 to 1; `None` if the other text was not kept, so that
    /// only the titles are known to be equal.
    pub alike: Option<f32>,
}

impl Lookalike {
    /// The similarity of the two texts, as a clause.
    pub fn similarity(&self) -> String {
        let Some(alike) = self.alike else {
            return "the titles are equal; its text was not kept, so the texts cannot be compared".to_owned();
        };
        let words = match alike {
            x if x >= 0.95 => "nearly all of the text is the same",
            x if x >= 0.7 => "most of the text is the same",
            x if x >= 0.45 => "about half of the text is the same",
            x if x >= 0.25 => "about a third of the text is the same",
            _ => "little of the text is the same, but the titles are equal",
        };
        format!("{words} ({}%)", (alike * 100.0).round() as usize)
    }

    /// The progress of work on it, in words.
    pub fn work(&self) -> String {
        let notes = match self.annotations {
            1 => "1 annotation".to_owned(),
            n => format!("{n} annotations"),
        };
        if self.claims == 0 {
            return notes;
        }
        format!("{} of {} claims checked, {notes}", self.checked, self.claims)
    }
}

impl Annotation {
    /// The copy of this annotation for the notes of a new version, whose text is `to`: with its own id, and marked as [carried
    /// over](Annotation::carried) from `from`. The same call gives the same id.
    #[must_use]
    pub fn carried_over(&self, from: Fingerprint, to: Fingerprint) -> Self {
        Self {
            id: self.id.derived(format!("{} {to}", self.id).as_bytes()),
            carried: self.carried.or(Some(from)),
            ..self.clone()
        }
    }
}

impl Id {
    /// Another id, derived from this one and `content`. It keeps the creation time and the form of a UUID of version 7.
    pub(super) fn derived(self, content: &[u8]) -> Self {
        let hash = blake3::hash(content);
        let mut bytes = *self.0.as_bytes();
        bytes[6..].copy_from_slice(&hash.as_bytes()[..10]);
        bytes[6] = 0x70 | bytes[6] & 0x0f;
        bytes[8] = 0x80 | bytes[8] & 0x3f;
        Self(uuid::Uuid::from_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::{Anchor, AnnotationKind};

    #[test]
    fn a_copy_for_a_version_is_marked_and_has_an_id_of_its_own() {
        let id = Id(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0007));
        let old = Annotation::new(
            id,
            AnnotationKind::Claim,
            Anchor::default(),
            Timestamp::UNIX_EPOCH,
        );
        let [one, two, three] = ["1", "2", "3"].map(Fingerprint::of);
        let copy = old.carried_over(one, two);
        assert_eq!(copy, old.carried_over(one, two), "two instances give one id");
        assert_ne!(copy.id, old.id);
        assert_eq!(copy.id.0.get_version_num(), 7);
        assert_eq!(copy.carried, Some(one));
        let again = copy.carried_over(two, three);
        assert_eq!(
            again.carried,
            Some(one),
            "it names the text on which it was decided"
        );
        assert_ne!(again.id, copy.id);
    }

    #[test]
    fn likeness_is_told_in_words() {
        let of = |alike| {
            let known = Lookalike {
                notes: PathBuf::new(),
                title: String::new(),
                place: String::new(),
                opened: None,
                annotations: 3,
                claims: 2,
                checked: 1,
                alike,
            };
            (known.similarity(), known.work())
        };
        assert_eq!(of(Some(0.97)).0, "nearly all of the text is the same (97%)");
        assert_eq!(of(Some(0.5)).0, "about half of the text is the same (50%)");
        assert!(of(None).0.starts_with("the titles are equal"));
        assert_eq!(of(None).1, "1 of 2 claims checked, 3 annotations");
    }
}
