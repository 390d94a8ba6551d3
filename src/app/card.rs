//! The card of a claim, a note, a highlight or an entity: its subject, and the part that each line shows.
//!
//! Invariants: each line belongs to one [`Part`], so that a key on it changes or removes just that. The card of a claim is that of the
//! claim in focus.

use super::article::{Article, Target};
use super::keys::Mode;
use crate::analysis::EntityKind;
use crate::config::theme::Role;
use crate::document::TextRange;
use crate::notes::Id;

/// The subject of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// The claim in focus.
    #[default]
    Claim,
    /// An annotation other than a claim.
    Annotation(Id),
    /// An entity, by its kind and name.
    Entity(EntityKind, String),
}

/// The part of the subject that a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The passage, or the name of an entity.
    Head,
    /// The state of its passage in this text, if uncertain.
    Place,
    /// The speaker.
    Speaker,
    /// The verdict.
    Verdict,
    /// The progress of checking.
    Status,
    /// A piece of evidence, by its index.
    Evidence(usize),
    /// A line for adding evidence.
    NewEvidence,
    /// The note.
    Note,
    /// The tags.
    Tags,
    /// The restated claim.
    Restatement,
    /// The kind of a highlight.
    Colour,
    /// What is known from elsewhere, by its index.
    Elsewhere(usize),
    /// Why it is suggested.
    Reasons,
    /// The engines that found it.
    Engines,
    /// Other names of an entity.
    Names,
    /// A mention of an entity.
    Mention(TextRange),
    /// A change in its history.
    Step,
}

/// A line of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLine {
    /// The part it shows.
    pub part: Part,
    /// Its title; empty on a continuation line.
    pub title: &'static str,
    /// Its text; lines are separated by `\n`.
    pub text: String,
    /// Its style.
    pub role: Role,
    /// Whether it was written by a person, so that it can be removed.
    pub written: bool,
}

impl CardLine {
    pub(super) fn known(part: Part, title: &'static str, text: impl Into<String>, role: Role) -> Self {
        Self {
            part,
            title,
            text: text.into(),
            role,
            written: false,
        }
    }

    pub(super) fn written(part: Part, title: &'static str, text: impl Into<String>) -> Self {
        Self {
            written: true,
            ..Self::known(part, title, text, Role::Text)
        }
    }

    pub(super) fn missing(part: Part, title: &'static str, text: impl Into<String>) -> Self {
        Self::known(part, title, text, Role::Dim)
    }
}

/// The active card.
#[derive(Clone, Debug, Default)]
pub struct Card {
    pub(super) subject: Subject,
    /// The chosen line, as an index.
    pub(super) line: usize,
    /// The mode to return to.
    pub(super) from: Mode,
}

impl Card {
    /// Its subject.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The chosen line, as an index.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl Subject {
    /// The entity of the card, in the list of the article.
    pub(super) fn entity(&self, article: &Article) -> Option<usize> {
        let Self::Entity(kind, name) = self else {
            return None;
        };
        let entities = article.entities();
        entities.iter().position(|e| e.kind == *kind && e.name == *name)
    }

    /// The target of a command.
    pub(super) fn target(&self, article: &Article) -> Option<Target> {
        match self {
            Self::Claim => article.focused().map(|c| Target::Claim(c.source)),
            Self::Annotation(id) => {
                let there = article.notebook().get(*id).filter(|a| !a.deleted)?;
                Some(Target::Annotation(there.id))
            }
            Self::Entity(..) => {
                let entity = article.entities().get(self.entity(article)?)?;
                entity.mentions.first().map(|m| Target::Entity(*m))
            }
        }
    }
}
