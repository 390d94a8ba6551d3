//! Facts about claims, annotations, entities and blocks, for filters.

use super::super::filter::Facts;
use super::{Article, ClaimItem};
use crate::analysis::EntityKind;
use crate::document::{Block, TextRange};
use crate::notes::{Annotation, AnnotationKind, NamedEntity};
use crate::text::grapheme;

/// The number of bytes of a passage that are searched for words.
const READ: usize = 4000;

impl Article {
    /// The facts about a claim of the list.
    pub(in crate::app) fn facts_of_claim(&self, claim: &ClaimItem) -> Facts<'_> {
        let annotation = claim.id().and_then(|id| self.notebook.get(id));
        let speaker = self.speaker_of(claim);
        let mut words = self.beginning_of(claim.range);
        if let Some(annotation) = annotation {
            add_words(&mut words, annotation);
        }
        if let Some(speaker) = speaker {
            words.push(' ');
            words.push_str(speaker);
        }
        let status = match annotation {
            None => vec!["suggested", claim.status.name()],
            Some(_) if claim.carried => vec!["carried over"],
            Some(_) => vec![claim.status.name()],
        };
        let tags = annotation.map(|a| a.tags.iter().map(String::as_str).collect());
        Facts {
            words: words.into(),
            speaker,
            kinds: vec!["claim", claim.kind.name()],
            status,
            tags: tags.unwrap_or_default(),
            verdict: annotation.and_then(|a| a.verdict.as_deref()),
        }
    }

    /// The facts about a block.
    pub(in crate::app) fn facts_of_block(&self, block: &Block) -> Facts<'static> {
        Facts {
            words: self.beginning_of(block.range).into(),
            ..Facts::default()
        }
    }

    fn beginning_of(&self, range: TextRange) -> String {
        let text = self.document.slice(range);
        text[..grapheme::floor_char(text, READ)].to_owned()
    }
}

/// The facts about an annotation.
pub(in crate::app) fn facts_of_annotation(annotation: &Annotation) -> Facts<'_> {
    let mut words = annotation.anchor.quote.clone();
    add_words(&mut words, annotation);
    let speaker = annotation.speech.as_ref().map(|s| s.speaker.as_str());
    if let Some(speaker) = speaker {
        words.push(' ');
        words.push_str(speaker);
    }
    let mut kinds = vec![annotation.kind.name()];
    kinds.extend(annotation.entity_kind.map(EntityKind::name));
    if annotation.note.is_some() && annotation.kind != AnnotationKind::Note {
        kinds.push("note");
    }
    let is_claim = annotation.kind == AnnotationKind::Claim;
    let status = is_claim.then(|| match annotation.carried {
        Some(_) => "carried over",
        None => annotation.status.name(),
    });
    Facts {
        words: words.into(),
        speaker,
        kinds,
        status: status.into_iter().collect(),
        tags: annotation.tags.iter().map(String::as_str).collect(),
        verdict: annotation.verdict.as_deref(),
    }
}

/// The facts about an entity.
pub(in crate::app) fn facts_of_entity(entity: &NamedEntity) -> Facts<'_> {
    Facts {
        words: entity.name.as_str().into(),
        kinds: vec![entity.kind.name()],
        ..Facts::default()
    }
}

/// Adds the reader's text about a passage.
fn add_words(words: &mut String, annotation: &Annotation) {
    let written = [annotation.note.as_deref(), annotation.restatement.as_deref()];
    let evidence = annotation.evidence.iter().map(|e| e.source.as_str());
    for text in written.into_iter().flatten().chain(evidence) {
        words.push(' ');
        words.push_str(text);
    }
}
