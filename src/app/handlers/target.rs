//! The target of an action, and the resulting step.

use super::super::article::{ClaimSource, Target};
use super::super::keys::Mode;
use super::super::model::Model;
use super::super::sidebar::Row;
use super::super::status::{Declined, Outcome, declined, done};
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// The maximum number of cells of a passage quoted in the status line.
const ECHO: usize = 40;

/// The beginning of a passage, for the status line.
pub(super) fn echo(text: &str) -> String {
    truncate(&one_line(text), ECHO)
}

impl Model {
    /// The target of an action: the selection, the annotation or claim chosen in the sidebar, or the claim in focus.
    pub fn target(&self) -> Option<Target> {
        if let Some(range) = self.reading.selected() {
            return Some(Target::Selection(range));
        }
        if self.mode == Mode::Card {
            return self.card.subject.target(&self.article);
        }
        if self.mode == Mode::List {
            match self.sidebar.chosen_row() {
                Some(Row::Note(id)) => {
                    let claim = self.article.claims().iter().find(|c| c.id() == Some(*id));
                    return Some(claim.map_or(Target::Annotation(*id), |c| Target::Claim(c.source)));
                }
                Some(Row::Claim(index)) => {
                    return self.article.claims().get(*index).map(|c| Target::Claim(c.source));
                }
                Some(Row::Entity(_)) => {
                    let subject = self.subject_of_row()?;
                    return subject.target(&self.article);
                }
                Some(Row::Kind(..) | Row::Block(_) | Row::Part(..)) | None => return None,
            }
        }
        self.article.focused().map(|c| Target::Claim(c.source))
    }

    /// The same, or why there is none. While reading, an invisible claim in focus is brought into view instead, because a key acts only on
    /// what is visible.
    pub(in crate::app) fn expect_target(&mut self) -> Result<Target, Declined> {
        if let Some(acting) = &self.acting {
            return Ok(acting.editing.target());
        }
        let Some(target) = self.target() else {
            return Err(declined(match (self.article.analysis(), self.mode) {
                (None, _) => "the article is still being analysed: nothing to decide yet",
                (_, Mode::List) => "nothing to decide on this line",
                (_, Mode::Card) => "what this card is about is no longer there",
                (_, Mode::Read | Mode::Queue) => "no claim here: V selects a sentence, c makes it one",
            }));
        };
        let (Target::Claim(_), Mode::Read, Some(focus)) = (target, self.mode, self.article.focus()) else {
            return Ok(target);
        };
        let range = self.article.range_of(target).unwrap_or_default();
        if range.is_empty() {
            return Err(declined(
                "the claim in focus has no passage in this text: the list shows it (tab)",
            ));
        }
        if self.is_minimal() {
            self.show_text_alone(false);
            self.set_focus(focus);
            return Err(declined(
                "this is the claim in focus, which was not shown as such: press again to act on it",
            ));
        }
        if self.reading.seen().overlaps(range) {
            return Ok(target);
        }
        self.reading.remember();
        self.set_focus(focus);
        Err(declined(
            "this is the claim in focus, which was out of sight: press again to act on it",
        ))
    }

    /// The subject of an addition: the selection, the claim in hand, or the target of an action.
    pub(super) fn expect_subject(&mut self) -> Result<Target, Declined> {
        let hand = self.hand.as_ref().filter(|_| self.reading.selection().is_none());
        let (None, Some(id)) = (&self.acting, hand.map(|hand| hand.id)) else {
            return self.expect_target();
        };
        match self.article.notebook().live(id) {
            // Another instance may have made it too: then it has another id.
            Some(annotation) if annotation.kind == AnnotationKind::Claim => {
                Ok(Target::Claim(ClaimSource::Decided(annotation.id)))
            }
            Some(annotation) => Ok(Target::Annotation(annotation.id)),
            None => {
                self.hand = None;
                Err(declined(
                    "what was in hand was removed elsewhere: press again for the claim in focus",
                ))
            }
        }
    }

    /// The place of `target`, in bytes; for the subject of a prompt, its place when the prompt was opened.
    pub(super) fn place_of(&self, target: Target) -> Option<TextRange> {
        match &self.acting {
            Some(acting) => acting.editing.range(),
            None => self.article.range_of(target),
        }
    }

    /// The annotation to change for `target`: a copy of the existing one, or a new one of that kind.
    pub(super) fn draft(&mut self, target: Target, kind: AnnotationKind) -> Result<Annotation, Declined> {
        let Some(mut acting) = self.acting.take() else {
            let (article, mut author) = self.article_and_author();
            return article.draft(target, kind, &mut author);
        };
        let (article, mut author) = self.article_and_author();
        let draft = article.draft_of(&acting.editing, kind, &mut author);
        acting.draft = draft.as_ref().ok().cloned();
        self.acting = Some(acting);
        draft
    }

    /// A new annotation of that kind on a passage.
    pub(super) fn new_annotation(&mut self, kind: AnnotationKind, range: TextRange) -> Annotation {
        let (article, mut author) = self.article_and_author();
        article.new_annotation(kind, range, &mut author)
    }

    /// Makes a step with the new states of annotations, saves, and reports `words`.
    pub(super) fn take_step(&mut self, label: &str, after: Vec<Annotation>, words: String) -> Outcome {
        let (mut steps, mut places, mut meanwhile) = (Vec::new(), Vec::new(), None);
        for new in after {
            let edited = self.acting.as_ref().and_then(|acting| {
                let draft = acting.draft.as_ref().filter(|draft| draft.id == new.id)?;
                Some((&acting.editing, draft))
            });
            let Some((editing, draft)) = edited else {
                steps.push(new);
                continue;
            };
            let met = self.article.meet(editing, draft, new);
            steps.extend(met.annotations);
            places.extend(met.places);
            meanwhile = meanwhile.or(met.word);
        }
        self.article.take_step(label, steps, &mut *self.stamps)?;
        self.article.put_at(places);
        self.refresh_lists();
        self.save();
        match meanwhile {
            Some(word) => done(words).map(|said| said.and(&word)),
            None => done(words),
        }
    }
}
