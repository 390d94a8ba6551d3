//! The subject of a prompt or the note editor, and how the typed text is merged with changes made meanwhile.
//!
//! Invariants: typed text stays with the passage for which the prompt was opened, whatever another instance, a command, an editor or the
//! analysis did in the meantime. Changes made elsewhere are never overwritten silently, and an annotation removed elsewhere comes back with
//! the typed text.

use super::super::status::{Declined, declined};
use super::claims::{ClaimSource, settles};
use super::{Article, Author, Target};
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind, Conflict, Id, Located, Speech, merge};

/// The subject of the typed text, in its state when typing began.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    target: Target,
    /// Its place, in bytes.
    range: Option<TextRange>,
    /// Its words.
    passage: String,
    /// The annotation, if there was one, and its place.
    was: Option<(Annotation, Located)>,
    /// For a suggested claim: its speaker and cue.
    speech: Option<Speech>,
}

/// The typed text merged with what happened meanwhile.
#[derive(Debug)]
pub(in crate::app) struct Met {
    /// The resulting annotations: several if two versions are kept.
    pub(in crate::app) annotations: Vec<Annotation>,
    /// The places of those that are not where they were made.
    pub(in crate::app) places: Vec<(Id, Located)>,
    /// A message for the reader.
    pub(in crate::app) word: Option<String>,
}

impl Editing {
    /// The edited item.
    pub fn target(&self) -> Target {
        self.target
    }

    /// Its words when typing began.
    pub fn passage(&self) -> &str {
        &self.passage
    }

    /// Its place, in bytes.
    pub fn range(&self) -> Option<TextRange> {
        self.range
    }
}

impl Article {
    /// `target` in its current state, before typing begins.
    pub(in crate::app) fn editing(&self, target: Target) -> Editing {
        let was = self.annotation_of(target).map(|a| (a.clone(), self.located(a)));
        let claim = match target {
            Target::Claim(source) => self.claims.iter().find(|c| c.source == source),
            Target::Selection(_) | Target::Annotation(_) | Target::Entity(_) => None,
        };
        Editing {
            target,
            range: self.range_of(target),
            passage: self.passage_of(target),
            was,
            speech: claim.and_then(|claim| self.speech_of(claim)),
        }
    }

    /// The current annotation, even a tombstone. A suggested claim may have been accepted elsewhere.
    fn counterpart(&self, editing: &Editing) -> Option<&Annotation> {
        match (&editing.was, editing.target, editing.range) {
            (Some((was, _)), ..) => self.notebook.get(was.id),
            (None, Target::Claim(ClaimSource::Suggested(_)), Some(range)) => {
                let claims = self.claims.iter();
                let mut decided = claims.filter_map(|c| Some((c.id()?, c.range)));
                let (id, _) = decided.find(|(_, r)| settles(AnnotationKind::Claim, *r, range))?;
                self.notebook.get(id)
            }
            (None, Target::Entity(_), _) => self.annotation_of(editing.target),
            (None, ..) => None,
        }
    }

    /// The annotation to change: in its state when typing began, under its current id, or a new one of `kind`.
    pub(in crate::app) fn draft_of(
        &self,
        editing: &Editing,
        kind: AnnotationKind,
        author: &mut Author<'_>,
    ) -> Result<Annotation, Declined> {
        let now = self.counterpart(editing);
        match (&editing.was, now) {
            // It was merged with another.
            (Some((was, _)), Some(now)) if now.id != was.id => Ok(Annotation {
                id: now.id,
                anchor: now.anchor.clone(),
                ..was.clone()
            }),
            (Some((was, _)), _) => Ok(was.clone()),
            (None, Some(now)) => Ok(Annotation {
                speech: editing.speech.clone(),
                author: now.author.clone(),
                ..Annotation::new(now.id, now.kind, now.anchor.clone(), now.created)
            }),
            (None, None) => {
                let range = editing.range;
                let range = range.ok_or_else(|| declined("its passage is not in this text"))?;
                let mut new = self.new_annotation(kind, range, author);
                new.speech.clone_from(&editing.speech);
                self.name_entity(editing.target, &mut new);
                Ok(new)
            }
        }
    }

    /// Merges `changed`, made from the [draft](Self::draft_of) `draft`, with the current annotation.
    pub(in crate::app) fn meet(&self, editing: &Editing, draft: &Annotation, changed: Annotation) -> Met {
        let Some(now) = self.counterpart(editing) else {
            let rejected = matches!(editing.target, Target::Claim(_)) && self.is_rejected(editing.range);
            return Met {
                annotations: vec![changed],
                places: Vec::new(),
                word: rejected.then(|| "it was rejected elsewhere meanwhile".to_owned()),
            };
        };
        let one = std::slice::from_ref::<Annotation>;
        let merged = merge(one(draft), one(&changed), one(now));
        let place = |a: &Annotation| match &editing.was {
            _ if a.anchor == now.anchor => Some((a.id, self.located(now))),
            Some((was, at)) if a.anchor == was.anchor => Some((a.id, *at)),
            _ => None,
        };
        Met {
            places: merged.annotations.iter().filter_map(place).collect(),
            word: merged.conflicts.first().map(word),
            annotations: merged.annotations,
        }
    }

    /// Whether the reader, or someone elsewhere, rejected the claim suggested at `range`.
    fn is_rejected(&self, range: Option<TextRange>) -> bool {
        let Some(range) = range else { return false };
        let mut rejections = self.placed().filter(|a| a.rejects_claim());
        rejections.any(|a| {
            let at = self.located(a).range;
            at.is_some_and(|at| settles(AnnotationKind::Rejection, at, range))
        })
    }
}

fn word(conflict: &Conflict) -> String {
    match conflict.copy {
        None => "it was removed elsewhere meanwhile; this restores it".to_owned(),
        Some(_) => format!(
            "the {} was changed elsewhere meanwhile: both versions are kept",
            conflict.what
        ),
    }
}
