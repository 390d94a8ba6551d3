//! What a prompt or the note editor is open on, and how what was typed there meets what became of it meanwhile.
//!
//! Always true here: what is typed stays with the passage for which the prompt was opened, whatever another instance, a
//! command, an editor or the analysis did in the meantime. What was changed elsewhere is never overwritten without a word,
//! and what was removed elsewhere comes back with what was typed.

use super::super::status::{Declined, declined};
use super::claims::{ClaimSource, settles};
use super::{Article, Author, Target};
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind, Conflict, Id, Located, Speech, merge};

/// What something is being typed about, as it was when the typing began.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    target: Target,
    /// Where it was, in bytes.
    range: Option<TextRange>,
    /// Its words.
    passage: String,
    /// The annotation, where there was one, and where it stood.
    was: Option<(Annotation, Located)>,
    /// For a claim that was suggested: who says it.
    speech: Option<Speech>,
}

/// What was typed, brought together with what happened meanwhile.
#[derive(Debug)]
pub(in crate::app) struct Met {
    /// The annotations as they are to be: more than one where two versions are kept.
    pub(in crate::app) annotations: Vec<Annotation>,
    /// Where those of them stand that are not simply where they were made.
    pub(in crate::app) places: Vec<(Id, Located)>,
    /// What the reader must know.
    pub(in crate::app) word: Option<String>,
}

impl Editing {
    /// What is being edited.
    pub fn target(&self) -> Target {
        self.target
    }

    /// Its words when the typing began.
    pub fn passage(&self) -> &str {
        &self.passage
    }

    /// Where it was, in bytes.
    pub fn range(&self) -> Option<TextRange> {
        self.range
    }
}

impl Article {
    /// `target` as it is now, before something is typed about it.
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

    /// The annotation that it is by now, tombstones included. A claim that was suggested may have been accepted elsewhere.
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

    /// The annotation to change: as it was when the typing began, under the id that it has by now, or a new one of `kind`.
    pub(in crate::app) fn draft_of(
        &self,
        editing: &Editing,
        kind: AnnotationKind,
        author: &mut Author<'_>,
    ) -> Result<Annotation, Declined> {
        let now = self.counterpart(editing);
        match (&editing.was, now) {
            // It became one with another.
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

    /// Brings `changed`, made from the [draft](Self::draft_of) `draft`, together with what the annotation is by now.
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

    /// Whether the reader, or somebody elsewhere, rejected the claim suggested at `range`.
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
        None => "it was removed elsewhere meanwhile, and is back with this".to_owned(),
        Some(_) => format!(
            "the {} was changed elsewhere meanwhile: both versions are kept",
            conflict.what
        ),
    }
}
