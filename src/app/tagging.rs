//! Tagging what the reader selects: claims, highlights, entities; and taking annotations away.

use super::action::Action;
use super::decide::ECHO;
use super::model::{Mode, Model};
use super::sidebar::Row;
use crate::analysis::EntityKind;
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind, Speech};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

impl Model {
    /// Actions on a selection, and those that make one.
    pub(super) fn tag_selection(&mut self, action: Action, argument: Option<&str>) {
        let Some(range) = self
            .selected()
            .map(|r| r.trimmed(self.text()))
            .filter(|r| !r.is_empty())
        else {
            return match action {
                Action::Claim => self.pick_claim(),
                _ => self.why("nothing is selected: v, V or f selects"),
            };
        };
        let echo = truncate(&one_line(self.document.slice(range)), ECHO);
        match action {
            Action::Claim => {
                let mut new = self.new_annotation(AnnotationKind::Claim, range);
                new.speech = self.speech_near(range);
                let id = new.id;
                self.selection = None;
                self.take_step(
                    "make claim",
                    vec![new],
                    format!("claim: {echo} · 1-9 give it a verdict"),
                );
                if let Some(index) = self.claims.iter().position(|c| c.id() == Some(id)) {
                    self.focus = Some(index);
                    self.sidebar.follow();
                }
            }
            Action::Mark => {
                let new = self.new_annotation(AnnotationKind::Highlight, range);
                self.selection = None;
                self.take_step("highlight", vec![new], format!("marked: {echo}"));
            }
            Action::Identify => match argument.and_then(kind_by_letter) {
                Some(kind) => {
                    let mut new = self.new_annotation(AnnotationKind::Entity, range);
                    new.entity_kind = Some(kind);
                    new.name = Some(one_line(self.document.slice(range)));
                    self.selection = None;
                    self.take_step("tag entity", vec![new], format!("{}: {echo}", kind.name()));
                }
                None => self.why("no such kind of entity"),
            },
            _ => {}
        }
    }

    /// Who is speaking where the reader makes a claim: what the analysis knows about an overlapping one.
    pub(super) fn speech_near(&self, range: TextRange) -> Option<Speech> {
        let near = self
            .claims
            .iter()
            .filter(|c| c.range.overlaps(range))
            .max_by_key(|c| c.range.intersection(range).map(TextRange::len))?;
        self.speech_of(near)
    }

    /// Takes away the annotation chosen in the sidebar, or the smallest one at the reading position.
    pub(super) fn remove(&mut self) {
        let at_cursor = || {
            let here = self
                .notebook
                .annotations()
                .filter(|a| a.kind != AnnotationKind::Rejection);
            let holds = |a: &&Annotation| self.located(a).range.is_some_and(|r| r.contains(self.cursor));
            here.filter(holds)
                .min_by_key(|a| a.anchor.range.len())
                .map(|a| a.id)
        };
        let id = match (self.mode, self.sidebar.chosen_row()) {
            (Mode::List, Some(Row::Note(id))) => Some(*id),
            (Mode::List, Some(Row::Claim(_))) => self.focused().and_then(super::claims::ClaimItem::id),
            (Mode::List, Some(Row::Entity(index))) => return self.reject_entity(*index),
            _ => at_cursor(),
        };
        let Some(mut gone) = id.and_then(|id| self.notebook.get(id)).cloned() else {
            return self.why("no annotation here to remove");
        };
        gone.deleted = true;
        let done = format!(
            "{} removed: {} · u brings it back",
            gone.kind.name(),
            truncate(&one_line(&gone.anchor.quote), ECHO)
        );
        self.take_step(&format!("remove {}", gone.kind.name()), vec![gone], done);
    }

    /// An entity that the reader does not want listed: its tags go, and it is not suggested again.
    pub(super) fn reject_entity(&mut self, index: usize) {
        let Some(entity) = self.entities.get(index).cloned() else {
            return;
        };
        let mut after: Vec<Annotation> = Vec::new();
        for id in &entity.tagged {
            after.extend(
                self.notebook
                    .get(*id)
                    .cloned()
                    .map(|a| Annotation { deleted: true, ..a }),
            );
        }
        if let Some(range) = entity.mentions.first() {
            let mut no = self.new_annotation(AnnotationKind::Rejection, *range);
            no.entity_kind = Some(entity.kind);
            no.name = Some(entity.name.clone());
            after.push(no);
        }
        self.take_step(
            &format!("reject entity {}", entity.name),
            after,
            format!("not listed again: {} · u brings it back", entity.name),
        );
    }
}

/// The letters that follow `i`. They leave w, s and p to the text objects `iw`, `is` and `ip`; `n` is a person's name.
pub const KIND_LETTERS: [(char, EntityKind); 11] = [
    ('n', EntityKind::Person),
    ('o', EntityKind::Organization),
    ('l', EntityKind::Place),
    ('g', EntityKind::Group),
    ('d', EntityKind::Product),
    ('k', EntityKind::Work),
    ('e', EntityKind::Event),
    ('a', EntityKind::Law),
    ('t', EntityKind::Date),
    ('m', EntityKind::Money),
    ('q', EntityKind::Quantity),
];

/// The kind that a letter behind `i` means, or that is named.
pub fn kind_by_letter(argument: &str) -> Option<EntityKind> {
    let letter = KIND_LETTERS
        .iter()
        .find(|(c, _)| argument.chars().eq(std::iter::once(*c)));
    letter
        .map(|(_, kind)| *kind)
        .or_else(|| EntityKind::parse(argument))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_go_by_letter_or_name() {
        assert_eq!(kind_by_letter("o"), Some(EntityKind::Organization));
        assert_eq!(kind_by_letter("organization"), Some(EntityKind::Organization));
        let taken = ['w', 's', 'p'];
        assert!(KIND_LETTERS.iter().all(|(c, _)| !taken.contains(c)));
    }
}
