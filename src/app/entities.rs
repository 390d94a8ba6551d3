//! The list of entities: what the analysis found and what the reader tagged, as one list by kind.

use super::model::Model;
use crate::analysis::EntityKind;
use crate::document::TextRange;
use crate::notes::{AnnotationKind, Id};

/// One entity of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityItem {
    /// What it is.
    pub kind: EntityKind,
    /// Its fullest name.
    pub name: String,
    /// Where it is named, by start.
    pub mentions: Vec<TextRange>,
    /// The annotations by which the reader tagged it.
    pub tagged: Vec<Id>,
}

impl Model {
    /// Makes the list anew after the analysis or the notebook changed.
    pub(super) fn refresh_entities(&mut self) {
        let chosen = self
            .chosen_entity
            .and_then(|i| self.entities.get(i))
            .map(|e| (e.kind, e.name.clone()));
        let mut items: Vec<EntityItem> = Vec::new();
        if let Some(analysis) = &self.analysis {
            for entity in &analysis.entities {
                items.push(EntityItem {
                    kind: entity.kind,
                    name: entity.name.clone(),
                    mentions: entity.mentions.iter().map(|m| m.range).collect(),
                    tagged: Vec::new(),
                });
            }
        }
        for annotation in self.notebook.annotations() {
            let Some(kind) = annotation.entity_kind else {
                continue;
            };
            let name = annotation
                .name
                .clone()
                .unwrap_or_else(|| super::claims::one_line(&annotation.anchor.quote));
            match (annotation.kind, self.located(annotation).range) {
                (AnnotationKind::Rejection, _) => items.retain(|e| e.name != name || e.kind != kind),
                (AnnotationKind::Entity, Some(range)) => {
                    // The reader's word counts: what the analysis thought of this passage goes.
                    for item in &mut items {
                        item.mentions.retain(|m| !m.overlaps(range));
                    }
                    if let Some(item) = items.iter_mut().find(|e| e.name == name && e.kind == kind) {
                        item.mentions.push(range);
                        item.tagged.push(annotation.id);
                    } else {
                        items.push(EntityItem {
                            kind,
                            name,
                            mentions: vec![range],
                            tagged: vec![annotation.id],
                        });
                    }
                }
                _ => {}
            }
        }
        items.retain(|e| !e.mentions.is_empty());
        for item in &mut items {
            item.mentions.sort();
        }
        items.sort_by_key(|e| {
            (
                e.kind,
                std::cmp::Reverse(e.mentions.len()),
                e.mentions.first().copied(),
            )
        });
        self.chosen_entity =
            chosen.and_then(|(kind, name)| items.iter().position(|e| e.kind == kind && e.name == name));
        self.entities = items;
        self.index_mentions();
    }

    /// The entity that is named at byte `offset`, with the index of the mention.
    pub fn entity_at(&self, offset: usize) -> Option<(usize, usize)> {
        let i = self
            .sidebar
            .mentions
            .partition_point(|(range, _)| range.start <= offset)
            .checked_sub(1)?;
        let (range, entity) = self.sidebar.mentions.get(i).copied()?;
        let mention = self
            .entities
            .get(entity)?
            .mentions
            .iter()
            .position(|m| *m == range)?;
        range.contains(offset).then_some((entity, mention))
    }

    fn index_mentions(&mut self) {
        let mut all: Vec<(TextRange, usize)> = self
            .entities
            .iter()
            .enumerate()
            .flat_map(|(i, e)| e.mentions.iter().map(move |m| (*m, i)))
            .collect();
        all.sort();
        self.sidebar.mentions = all;
    }

    /// The mentions that touch `range`, with their entities, by start.
    pub fn mentions_in(&self, range: TextRange) -> impl Iterator<Item = (TextRange, usize)> + '_ {
        // Mentions are short: a few steps back are enough for one that reaches in.
        let from = self
            .sidebar
            .mentions
            .partition_point(|(m, _)| m.start < range.start)
            .saturating_sub(4);
        let all = self.sidebar.mentions[from..]
            .iter()
            .take_while(move |(m, _)| m.start < range.end);
        all.filter(move |(m, _)| m.overlaps(range)).copied()
    }
}
