//! The list of entities: those found by the analysis and those tagged by the reader, merged and grouped by kind.

use super::Article;
use crate::analysis::EntityKind;
use crate::document::TextRange;
use crate::notes::{NamedEntity, named};

impl Article {
    /// Rebuilds the list after the analysis or the notebook changed.
    pub(super) fn refresh_entities(&mut self) {
        let chosen = self
            .chosen_entity
            .and_then(|i| self.entities.get(i))
            .map(|e| (e.kind, e.name.clone()));
        let found = self.analysis.as_ref().map_or(&[][..], |a| &a.entities);
        let annotations = self.placed();
        let mut items = named(found, annotations.map(|a| (a, self.located(a).range)));
        // An entity without mentions cannot be navigated to.
        items.retain(|e| !e.mentions.is_empty());
        self.entities = items;
        self.chosen_entity = chosen.and_then(|(kind, name)| self.entity_named(kind, &name));
        self.index_mentions();
    }

    /// The entity named at byte `offset`, with the index of the mention.
    pub fn entity_at(&self, offset: usize) -> Option<(usize, usize)> {
        let i = self
            .mentions
            .partition_point(|(range, _)| range.start <= offset)
            .checked_sub(1)?;
        let (range, entity) = self.mentions.get(i).copied()?;
        let mention = self
            .entities
            .get(entity)?
            .mentions
            .iter()
            .position(|m| *m == range)?;
        range.contains(offset).then_some((entity, mention))
    }

    /// The entities, found and tagged.
    pub fn entities(&self) -> &[NamedEntity] {
        &self.entities
    }

    /// The engines that found an entity; empty if only Postil's own engine was used, or none found it.
    pub fn engines_of_entity(&self, entity: &NamedEntity) -> String {
        let names = self.analysis.iter().flat_map(|a| a.names_of(entity.found_by));
        names.collect::<Vec<_>>().join(", ")
    }

    /// The entity with that kind and name, as an index.
    pub(in crate::app) fn entity_named(&self, kind: EntityKind, name: &str) -> Option<usize> {
        self.entities
            .iter()
            .position(|e| e.kind == kind && e.name == name)
    }

    /// The entity whose mentions are highlighted, as an index.
    pub fn chosen_entity(&self) -> Option<usize> {
        self.chosen_entity
    }

    /// Highlights the mentions of an entity.
    pub(in crate::app) fn choose_entity(&mut self, index: Option<usize>) {
        self.chosen_entity = index.filter(|i| *i < self.entities.len());
    }

    /// The first mention that begins after byte `offset`, with its entity.
    pub(in crate::app) fn mention_after(&self, offset: usize) -> Option<(TextRange, usize)> {
        self.mentions.iter().find(|(m, _)| m.start > offset).copied()
    }

    /// The reader's name for a speaker that the analysis calls differently.
    pub(super) fn name_by_reader(&self, mention: TextRange) -> Option<&str> {
        let tag = self
            .reader_names
            .iter()
            .find(|(range, _)| range.overlaps(mention));
        tag.map(|(_, name)| name.as_str())
    }

    fn index_mentions(&mut self) {
        let mut all: Vec<(TextRange, usize)> = self
            .entities
            .iter()
            .enumerate()
            .flat_map(|(i, e)| e.mentions.iter().map(move |m| (*m, i)))
            .collect();
        all.sort();
        self.mentions = all;
    }

    /// The mentions that overlap `range`, with their entities, by start.
    pub fn mentions_in(&self, range: TextRange) -> impl Iterator<Item = (TextRange, usize)> + '_ {
        // Mentions are short: a few steps back are enough to find one that overlaps.
        let from = self
            .mentions
            .partition_point(|(m, _)| m.start < range.start)
            .saturating_sub(4);
        let all = self.mentions[from..]
            .iter()
            .take_while(move |(m, _)| m.start < range.end);
        all.filter(move |(m, _)| m.overlaps(range)).copied()
    }
}
