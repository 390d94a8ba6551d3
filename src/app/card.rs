//! The card of a claim, a note, a highlight or an entity: what it is about, and what each of its lines is about.
//!
//! Always true here: each line belongs to one [`Part`], so that a key on it changes or removes just that. The card of a claim
//! is that of the claim in focus.

use super::article::{Article, Target};
use super::keys::Mode;
use crate::analysis::EntityKind;
use crate::config::theme::Role;
use crate::document::TextRange;
use crate::notes::Id;

/// What a card is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// The claim in focus.
    #[default]
    Claim,
    /// An annotation that is no claim.
    Annotation(Id),
    /// An entity, by its kind and name.
    Entity(EntityKind, String),
}

/// What a line of a card is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The passage, or the name of an entity.
    Head,
    /// How it stands in this text, where that is in doubt.
    Place,
    /// Who says it.
    Speaker,
    /// The verdict.
    Verdict,
    /// How far its checking is.
    Status,
    /// A piece of evidence, by its index.
    Evidence(usize),
    /// Evidence to come.
    NewEvidence,
    /// The note.
    Note,
    /// The tags.
    Tags,
    /// The claim in the reader's words.
    Restatement,
    /// What kind of highlight it is.
    Colour,
    /// What is known from elsewhere, by its index.
    Elsewhere(usize),
    /// Why it is suggested.
    Reasons,
    /// Which engines found it.
    Engines,
    /// Other names of an entity.
    Names,
    /// Where an entity is named.
    Mention(TextRange),
    /// What was done to it.
    Step,
}

/// One line of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLine {
    /// What it is about.
    pub part: Part,
    /// Its title; empty on a line that continues the one above.
    pub title: &'static str,
    /// What is known or written; lines are separated by `\n`.
    pub text: String,
    /// How it looks.
    pub role: Role,
    /// Whether somebody wrote it, so that it can be removed.
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

/// The card that the keys work on.
#[derive(Clone, Debug, Default)]
pub struct Card {
    pub(super) subject: Subject,
    /// The chosen line, as an index.
    pub(super) line: usize,
    /// The mode to go back to.
    pub(super) from: Mode,
}

impl Card {
    /// What it is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The chosen line, as an index.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl Subject {
    /// The entity it is, in the list of the article.
    pub(super) fn entity(&self, article: &Article) -> Option<usize> {
        let Self::Entity(kind, name) = self else {
            return None;
        };
        let entities = article.entities();
        entities.iter().position(|e| e.kind == *kind && e.name == *name)
    }

    /// What a command works on.
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
