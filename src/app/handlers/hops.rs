//! Jumps between claims, mentions and annotations.

use super::super::article::ClaimItem;
use super::super::keys::{Command, Mode};
use super::super::model::Model;
use super::super::status::{Outcome, decline, done, quiet};
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind};

pub(super) fn next_claim(model: &mut Model, command: &Command) -> Outcome {
    model.hop_claim(command.times(), true, |_| true)
}

pub(super) fn previous_claim(model: &mut Model, command: &Command) -> Outcome {
    model.hop_claim(command.times(), false, |_| true)
}

pub(super) fn next_unchecked(model: &mut Model, command: &Command) -> Outcome {
    model.hop_claim(command.times(), true, ClaimItem::is_unchecked)
}

pub(super) fn previous_unchecked(model: &mut Model, command: &Command) -> Outcome {
    model.hop_claim(command.times(), false, ClaimItem::is_unchecked)
}

pub(super) fn next_lacking(model: &mut Model, _: &Command) -> Outcome {
    let lacking: Vec<usize> = model.article.lacking_evidence().collect();
    let focus = model.article.focus();
    let ahead = lacking.iter().position(|i| focus.is_some_and(|focus| *i > focus));
    let number = ahead.unwrap_or(0);
    let Some(index) = lacking.get(number).copied() else {
        return decline("every verdict has evidence");
    };
    if model.mode == Mode::Read {
        model.reading.remember();
    }
    model.set_focus(index);
    done(format!("without evidence: {} of {}", number + 1, lacking.len()))
}

pub(super) fn next_mention(model: &mut Model, command: &Command) -> Outcome {
    model.hop_mention(command.times(), true)
}

pub(super) fn previous_mention(model: &mut Model, command: &Command) -> Outcome {
    model.hop_mention(command.times(), false)
}

/// `:at ID`: goes to the annotation with that id, as given by exports; either end of the id may be cut off if it is still unambiguous.
pub(super) fn at(model: &mut Model, command: &Command) -> Outcome {
    /// The minimum length of a partial id; anything shorter was probably meant as something else.
    const SHORTEST: usize = 4;
    let typed = command.argument.as_deref().unwrap_or_default().trim();
    let wanted = typed.trim_start_matches('^');
    let wanted = wanted.strip_prefix("postil-").unwrap_or(wanted).to_lowercase();
    if wanted.len() < SHORTEST {
        return decline("`:at` needs the id of an annotation, as exports show it");
    }
    let is_named = |a: &&Annotation| {
        let id = a.id.to_string();
        id.starts_with(&wanted) || id.ends_with(&wanted)
    };
    let named: Vec<&Annotation> = model.article.notebook().annotations().filter(is_named).collect();
    let annotation = match named.as_slice() {
        [one] => *one,
        [] => return decline(format!("no annotation of this article has the id {typed}")),
        _ => {
            return decline(format!(
                "more than one annotation has the id {typed}: give more of it"
            ));
        }
    };
    let (id, label) = (annotation.id, annotation.anchor.label());
    let whole = annotation.anchor.is_whole();
    let located = model.article.located(annotation);
    let Some(range) = located.range.filter(|_| !whole) else {
        return done(if whole {
            "this note is on the article as a whole".to_owned()
        } else {
            format!("its passage is not in the article any more: {label}")
        });
    };
    model.jump(range);
    if let Some(index) = model.article.claims().iter().position(|c| c.id() == Some(id)) {
        model.set_focus(index);
    }
    done(format!("at: {label}"))
}

pub(super) fn next_note(model: &mut Model, command: &Command) -> Outcome {
    model.hop_note(command.times(), true)
}

pub(super) fn previous_note(model: &mut Model, command: &Command) -> Outcome {
    model.hop_note(command.times(), false)
}

impl Model {
    /// Moves the focus to a claim and brings it into view.
    pub(in crate::app) fn set_focus(&mut self, index: usize) {
        let Some(range) = self.article.claims().get(index).map(|c| c.range) else {
            return;
        };
        self.article.focus_on(index);
        if !range.is_empty() {
            if self.mode == Mode::Queue {
                // The paragraph before the claim is above it.
                self.reading.put_block_at_top(range.start);
            }
            self.reading.go_to(range);
        }
        self.sidebar.follow();
    }

    fn hop_claim(&mut self, times: usize, forward: bool, wanted: impl Fn(&ClaimItem) -> bool) -> Outcome {
        let claims = self.article.claims();
        let focus = self.article.focus();
        let mut at = focus;
        for _ in 0..times {
            let next = match (at, forward) {
                (Some(i), true) => (i + 1..claims.len()).find(|&i| wanted(&claims[i])),
                (Some(i), false) => (0..i.min(claims.len())).rev().find(|&i| wanted(&claims[i])),
                (None, _) => claims.iter().position(&wanted),
            };
            match next {
                Some(next) => at = Some(next),
                None => break,
            }
        }
        match at {
            Some(index) if at != focus => {
                if self.mode == Mode::Read {
                    self.reading.remember();
                }
                self.set_focus(index);
                self.list_follows();
                quiet()
            }
            _ if claims.is_empty() && self.article.analysis().is_none() => {
                decline("the article is still being analysed")
            }
            _ if claims.is_empty() => decline("no claims here"),
            _ => decline(if forward {
                "no further claim"
            } else {
                "no earlier claim"
            }),
        }
    }

    fn hop_mention(&mut self, times: usize, forward: bool) -> Outcome {
        let cursor = self.reading.cursor();
        let here = self.article.entity_at(cursor).map(|(entity, _)| entity);
        let Some(entity) = here.or(self.article.chosen_entity()) else {
            // Without an entity, the next mention of any entity selects one.
            return match self.article.mention_after(cursor) {
                Some((range, entity)) if forward => self.go_to_mention(entity, range),
                _ => decline("no entity under the cursor, and none chosen in the sidebar"),
            };
        };
        self.article.choose_entity(Some(entity));
        let Some(item) = self.article.entities().get(entity) else {
            return quiet();
        };
        let mentions = item.mentions.iter();
        let target = if forward {
            let mut after = mentions.filter(|m| m.start > cursor);
            after.nth(times - 1).or(item.mentions.last())
        } else {
            let mut before = mentions.rev().filter(|m| m.end <= cursor);
            before.nth(times - 1).or(item.mentions.first())
        };
        match target.copied() {
            Some(range) if !range.contains(cursor) => self.go_to_mention(entity, range),
            _ => decline(format!(
                "no {} mention of {}",
                if forward { "further" } else { "earlier" },
                item.name
            )),
        }
    }

    fn go_to_mention(&mut self, entity: usize, range: TextRange) -> Outcome {
        self.article.choose_entity(Some(entity));
        self.jump(range);
        let Some(item) = self.article.entities().get(entity) else {
            return quiet();
        };
        let number = item.mentions.iter().position(|m| *m == range);
        done(format!(
            "{} · {} · mention {} of {}",
            item.name,
            item.kind.name(),
            number.map_or(0, |i| i + 1),
            item.mentions.len()
        ))
    }

    fn hop_note(&mut self, times: usize, forward: bool) -> Outcome {
        let cursor = self.reading.cursor();
        let mut places: Vec<TextRange> = self
            .article
            .notebook()
            .annotations()
            .filter(|a| a.kind != AnnotationKind::Rejection)
            .filter_map(|a| self.article.located(a).range)
            .collect();
        places.sort();
        let target = if forward {
            places.iter().filter(|r| r.start > cursor).nth(times - 1)
        } else {
            places.iter().rev().filter(|r| r.start < cursor).nth(times - 1)
        };
        match target.copied() {
            Some(range) => {
                self.jump(range);
                let decided = |c: &ClaimItem| c.id().is_some() && c.range == range;
                if let Some(index) = self.article.claims().iter().position(decided) {
                    self.set_focus(index);
                }
                quiet()
            }
            None if places.is_empty() => decline("no annotations yet: a accepts a claim, V selects"),
            None => decline(if forward {
                "no further annotation"
            } else {
                "no earlier annotation"
            }),
        }
    }
}
