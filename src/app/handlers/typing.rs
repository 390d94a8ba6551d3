//! The text being typed, as the annotation that it would become, so that it can be kept safe.

use super::super::article::{Author, Target};
use super::super::clock::Stamps;
use super::super::model::Model;
use super::super::overlay::{Overlay, PromptKind};
use super::decide::parse_evidence;
use crate::notes::{Annotation, AnnotationKind, Id, Timestamp};

/// A text being typed, and its revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typing {
    /// Its subject.
    pub target: Target,
    /// The number of its changes.
    pub revision: u64,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Note,
    Evidence,
    Restatement,
}

impl Typing {
    /// Whether it is the same text, in any revision.
    pub fn is_same_text(&self, other: &Self) -> bool {
        self.target == other.target && self.what == other.what
    }
}

/// A time and an id given by the caller.
#[derive(Debug)]
struct Given(Timestamp, Id);

impl Stamps for Given {
    fn now(&mut self) -> Timestamp {
        self.0
    }

    fn id(&mut self) -> Id {
        self.1
    }
}

impl Model {
    /// The text being typed that would be lost with the program: a note, evidence, a restatement.
    pub fn typing(&self) -> Option<Typing> {
        let (target, field, what) = match &self.overlay {
            Some(Overlay::Editor(editor)) => (editor.editing().target(), editor.field(), What::Note),
            Some(Overlay::Prompt(prompt)) => match &prompt.kind {
                PromptKind::Evidence(target) | PromptKind::ChangeEvidence(target, _) => {
                    (*target, &prompt.field, What::Evidence)
                }
                PromptKind::Restate(target) => (*target, &prompt.field, What::Restatement),
                _ => return None,
            },
            _ => return None,
        };
        (field.revision() > 0).then(|| Typing {
            target,
            revision: field.revision(),
            what,
        })
    }

    /// What the notes lack of the text being typed: the annotation that it would become, with the id `id` if it is new, and the other
    /// version of it if it was changed elsewhere meanwhile. Empty if nothing would be lost.
    pub fn as_typed(&self, id: Id, now: Timestamp) -> Vec<Annotation> {
        self.typed(id, now).unwrap_or_default()
    }

    fn typed(&self, id: Id, now: Timestamp) -> Option<Vec<Annotation>> {
        let Typing { target, what, .. } = self.typing()?;
        let editing = self.overlay.as_ref()?.editing()?;
        let text = match &self.overlay {
            Some(Overlay::Editor(editor)) => editor.field().text(),
            Some(Overlay::Prompt(prompt)) => prompt.field.text(),
            _ => return None,
        };
        let text = crate::text::clean::harmless(text.trim()).into_owned();
        if text.is_empty() {
            return None;
        }
        let kind = match target {
            Target::Claim(_) => AnnotationKind::Claim,
            Target::Selection(_) | Target::Annotation(_) | Target::Entity(_) => AnnotationKind::Note,
        };
        let mut author = Author {
            name: &self.settings.author,
            stamps: &mut Given(now, id),
        };
        let draft = self.article.draft_of(editing, kind, &mut author).ok()?;
        let mut new = draft.clone();
        new.updated = now.max(new.created);
        match what {
            What::Note => new.note = Some(text),
            What::Evidence => new.evidence.push(parse_evidence(&text, now)),
            What::Restatement => new.restatement = Some(text),
        }
        Some(self.article.meet(editing, &draft, new).annotations)
    }
}
