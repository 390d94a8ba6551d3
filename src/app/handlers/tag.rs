//! Tags the selection: claims, highlights, entities; merges and splits entities; removes annotations.

use super::super::article::ClaimItem;
use super::super::keys::{Command, Mode};
use super::super::model::{InHand, Model};
use super::super::overlay::PromptKind;
use super::super::sidebar::Row;
use super::super::status::{Declined, Outcome, decline, declined, quiet};
use super::decide::{labelled, names};
use super::select::pick;
use super::target::echo;
use crate::analysis::EntityKind;
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind, Id, Speech};
use crate::text::clean::one_line;

/// Makes the selection a claim; without one, a sentence is picked by its letter.
pub(super) fn claim(model: &mut Model, command: &Command) -> Outcome {
    let Ok(range) = model.selected_words() else {
        return pick(model, Some(command.clone()));
    };
    let mut new = model.new_annotation(AnnotationKind::Claim, range);
    new.speech = model.speech_near(range);
    let id = new.id;
    let words = format!("claim: {} · 1-9 give it a verdict", model.echo(range));
    model.reading.clear_selection();
    let said = model.take_step("make claim", vec![new], words)?;
    if let Some(index) = model.article.claim_of(id) {
        model.article.focus_on(index);
        model.sidebar.follow();
    }
    Ok(said)
}

pub(super) fn mark(model: &mut Model, _: &Command) -> Outcome {
    highlight(model, None)
}

/// `M` and a digit: a highlight of that kind.
pub(super) fn mark_as(model: &mut Model, command: &Command) -> Outcome {
    let labels = &model.settings.highlights;
    let argument = command.argument.as_deref().unwrap_or_default();
    let Some(name) = labelled(labels, argument).map(|label| label.name.clone()) else {
        return decline(format!("no kind of highlight {argument}: {}", names(labels)));
    };
    highlight(model, Some(name))
}

fn highlight(model: &mut Model, colour: Option<String>) -> Outcome {
    let range = model.selected_words()?;
    let mut new = model.new_annotation(AnnotationKind::Highlight, range);
    let word = colour.as_deref().unwrap_or("marked");
    let words = format!("{word}: {}", model.echo(range));
    new.colour = colour;
    let id = new.id;
    model.reading.clear_selection();
    let said = model.take_step("highlight", vec![new], words.clone())?;
    model.hand = Some(InHand { id, words });
    Ok(said)
}

pub(super) fn identify(model: &mut Model, command: &Command) -> Outcome {
    let range = model.selected_words()?;
    let Some(kind) = command.argument.as_deref().and_then(kind_by_letter) else {
        return decline("no such kind of entity");
    };
    let mut new = model.new_annotation(AnnotationKind::Entity, range);
    new.entity_kind = Some(kind);
    new.name = Some(one_line(model.article.document().slice(range)));
    let words = format!("{}: {}", kind.name(), model.echo(range));
    model.reading.clear_selection();
    model.take_step("tag entity", vec![new], words)
}

/// Removes the annotation chosen in the sidebar, or the smallest one at the reading position.
pub(super) fn remove(model: &mut Model, _: &Command) -> Outcome {
    if model.mode == Mode::Card {
        return model.remove_part();
    }
    let article = &model.article;
    let id = match (model.mode, model.sidebar.chosen_row()) {
        (Mode::List, Some(Row::Note(id))) => Some(*id),
        (Mode::List, Some(Row::Claim(_))) => article.focused().and_then(ClaimItem::id),
        (Mode::List, Some(Row::Entity(index))) => return model.reject_entity(*index),
        (Mode::List, Some(Row::Kind(..) | Row::Block(_) | Row::Part(..)) | None)
        | (Mode::Read | Mode::Queue | Mode::Card, _) => {
            let cursor = model.reading.cursor();
            let holds = |a: &&Annotation| {
                a.kind != AnnotationKind::Rejection
                    && article.located(a).range.is_some_and(|r| r.contains(cursor))
            };
            let here = article.notebook().annotations().filter(holds);
            here.min_by_key(|a| a.anchor.range.len()).map(|a| a.id)
        }
    };
    model.remove_annotation(id)
}

pub(super) fn merge(model: &mut Model, command: &Command) -> Outcome {
    let (entity, _) = model.entity_at_hand()?;
    match &command.argument {
        Some(name) => model.rename(entity, None, name),
        None => match model.article.entities().get(entity) {
            Some(e) => model.open_prompt(PromptKind::Merge(e.kind, e.name.clone()), ""),
            None => quiet(),
        },
    }
}

pub(super) fn split(model: &mut Model, command: &Command) -> Outcome {
    let (entity, mention) = model.entity_at_hand()?;
    if let Some(name) = &command.argument {
        return model.rename(entity, Some(mention), name);
    }
    let text = one_line(model.article.document().slice(mention));
    match model.article.entities().get(entity) {
        Some(e) => model.open_prompt(PromptKind::Split(e.kind, e.name.clone(), mention), &text),
        None => quiet(),
    }
}

impl Model {
    /// Removes an annotation.
    pub(super) fn remove_annotation(&mut self, id: Option<Id>) -> Outcome {
        let there = id.and_then(|id| self.article.notebook().get(id));
        let Some(mut gone) = there.filter(|a| !a.deleted).cloned() else {
            return decline("no annotation here to remove");
        };
        gone.deleted = true;
        let kind = gone.kind.name();
        let words = format!(
            "{kind} removed: {} · u brings it back",
            echo(&gone.anchor.label())
        );
        self.take_step(&format!("remove {kind}"), vec![gone], words)
    }

    /// The selection, without white space around it.
    pub(super) fn selected_words(&self) -> Result<TextRange, Declined> {
        self.reading
            .selected()
            .map(|r| r.trimmed(self.article.text()))
            .filter(|r| !r.is_empty())
            .ok_or_else(|| declined("nothing is selected: v, V or f selects"))
    }

    /// The beginning of a passage, for the status line.
    pub(super) fn echo(&self, range: TextRange) -> String {
        echo(self.article.document().slice(range))
    }

    /// The speaker of a claim that the reader makes: taken from an overlapping one of the analysis.
    fn speech_near(&self, range: TextRange) -> Option<Speech> {
        let near = self
            .article
            .claims()
            .iter()
            .filter(|c| c.range.overlaps(range))
            .max_by_key(|c| c.range.intersection(range).map(TextRange::len))?;
        self.article.speech_of(near)
    }

    /// Removes an entity from the list: its tags are removed, and it is not suggested again.
    pub(super) fn reject_entity(&mut self, index: usize) -> Outcome {
        let Some(entity) = self.article.entities().get(index).cloned() else {
            return quiet();
        };
        let tags = entity.tagged.iter();
        let tags = tags.filter_map(|id| self.article.notebook().get(*id).cloned());
        let mut after: Vec<Annotation> = tags.map(|a| Annotation { deleted: true, ..a }).collect();
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
        )
    }

    /// The entity to merge or split: the one chosen in the sidebar, otherwise the one under the cursor; with one of its mentions.
    fn entity_at_hand(&self) -> Result<(usize, TextRange), Declined> {
        let cursor = self.reading.cursor();
        let chosen = match (self.mode, self.sidebar.chosen_row()) {
            (Mode::List, Some(Row::Entity(index))) => Some(*index),
            (Mode::List, _) => None,
            (Mode::Card, _) => self.card.subject.entity(&self.article),
            (Mode::Read | Mode::Queue, _) => self.article.entity_at(cursor).map(|(entity, _)| entity),
        };
        let found = chosen.and_then(|chosen| {
            let mentions = &self.article.entities().get(chosen)?.mentions;
            let here = mentions.iter().find(|m| m.contains(cursor));
            Some((chosen, *here.or(mentions.first())?))
        });
        found.ok_or_else(|| declined("no entity chosen: ge shows them, or put the cursor on one"))
    }

    /// Renames the mentions of an entity: all of them, or those with the same words as `like`.
    pub(super) fn rename(&mut self, entity: usize, like: Option<TextRange>, name: &str) -> Outcome {
        let name = one_line(name);
        let Some(old) = self.article.entities().get(entity).map(|e| e.name.clone()) else {
            return quiet();
        };
        let (article, mut author) = self.article_and_author();
        let after = article.renamed(entity, like, &name, &mut author);
        let label = match like {
            None => format!("merge {old} into {name}"),
            Some(_) => format!("split {name} off {old}"),
        };
        let words = match after.len() {
            1 => format!("1 mention of {old} is {name} now"),
            count => format!("{count} mentions of {old} are {name} now"),
        };
        let said = self.take_step(&label, after, words)?;
        let entities = self.article.entities();
        let renamed = entities.iter().position(|e| e.name == name);
        self.article.choose_entity(renamed);
        Ok(said)
    }
}

/// The letters after `i`. Selections of text have their own prefix: `aw`, `as` and `ap`.
pub const KIND_LETTERS: [(char, EntityKind); 11] = [
    ('p', EntityKind::Person),
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

/// The kind for a letter after `i`, or a name.
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
    }
}
