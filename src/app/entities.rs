//! The list of entities: what the analysis found and what the reader tagged, as one list by kind.

use super::model::{Mode, Model};
use super::prompt::PromptKind;
use super::sidebar::Row;
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind, named};
use crate::text::clean::one_line;

impl Model {
    /// Makes the list anew after the analysis or the notebook changed.
    pub(super) fn refresh_entities(&mut self) {
        let chosen = self
            .chosen_entity
            .and_then(|i| self.entities.get(i))
            .map(|e| (e.kind, e.name.clone()));
        let found = self.analysis.as_ref().map_or(&[][..], |a| &a.entities);
        let annotations = self.placed();
        let mut items = named(found, annotations.map(|a| (a, self.located(a).range)));
        // What is named nowhere cannot be gone to.
        items.retain(|e| !e.mentions.is_empty());
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

    /// The entity that merging and splitting are about: the one chosen in the sidebar, else the one under the cursor;
    /// with one of its mentions.
    fn entity_at_hand(&self) -> Option<(usize, TextRange)> {
        let chosen = match (self.mode, self.sidebar.chosen_row()) {
            (Mode::List, Some(Row::Entity(index))) => Some(*index),
            (Mode::List, _) => None,
            _ => self.entity_at(self.cursor).map(|(entity, _)| entity),
        }?;
        let mentions = &self.entities.get(chosen)?.mentions;
        let here = mentions
            .iter()
            .find(|m| m.contains(self.cursor))
            .or(mentions.first())?;
        Some((chosen, *here))
    }

    pub(super) fn merge(&mut self, name: Option<&str>) {
        match (self.entity_at_hand(), name) {
            (Some((entity, _)), Some(name)) => self.rename(entity, None, name),
            (Some((entity, _)), None) => self.open_prompt(PromptKind::Merge(entity), ""),
            (None, _) => self.why("no entity chosen: ge shows them, or put the cursor on one"),
        }
    }

    pub(super) fn split(&mut self, name: Option<&str>) {
        match (self.entity_at_hand(), name) {
            (Some((entity, mention)), Some(name)) => self.rename(entity, Some(mention), name),
            (Some((entity, mention)), None) => {
                let text = one_line(self.document.slice(mention));
                self.open_prompt(PromptKind::Split(entity, mention), &text);
            }
            (None, _) => self.why("no entity chosen: ge shows them, or put the cursor on one"),
        }
    }

    /// Gives the mentions of an entity another name: all of them, or those that read as `like` does. The reader's word,
    /// kept as a tag on each mention, so that it holds in a changed text too.
    pub(super) fn rename(&mut self, entity: usize, like: Option<TextRange>, name: &str) {
        let Some(item) = self.entities.get(entity).cloned() else {
            return;
        };
        let name = one_line(name);
        let kind = self
            .entities
            .iter()
            .find(|e| e.name == name)
            .map_or(item.kind, |e| e.kind);
        let text = like.map(|m| one_line(self.document.slice(m)));
        let reads = |m: &TextRange| {
            text.as_ref()
                .is_none_or(|t| one_line(self.document.slice(*m)) == *t)
        };
        let mentions: Vec<TextRange> = item.mentions.iter().filter(|m| reads(m)).copied().collect();
        let tagged: Vec<(TextRange, Annotation)> = item
            .tagged
            .iter()
            .filter_map(|id| self.notebook.get(*id))
            .filter_map(|a| Some((self.located(a).range?, a.clone())))
            .collect();
        let mut after = Vec::new();
        for mention in &mentions {
            let own = tagged
                .iter()
                .find(|(range, _)| range == mention)
                .map(|(_, a)| a.clone());
            let mut new = own.unwrap_or_else(|| self.new_annotation(AnnotationKind::Entity, *mention));
            new.name = Some(name.clone());
            new.entity_kind = Some(kind);
            after.push(new);
        }
        let count = after.len();
        let label = match like {
            None => format!("merge {} into {name}", item.name),
            Some(_) => format!("split {name} off {}", item.name),
        };
        self.take_step(
            &label,
            after,
            match count {
                1 => format!("1 mention of {} is {name} now", item.name),
                _ => format!("{count} mentions of {} are {name} now", item.name),
            },
        );
        self.chosen_entity = self.entities.iter().position(|e| e.name == name);
    }

    /// The name under which the reader put a speaker whom the analysis calls otherwise.
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
