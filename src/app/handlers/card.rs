//! The card: opening it, moving through its lines, changing and removing the part that a line shows.

use super::super::article::{ClaimItem, Target};
use super::super::card::{Card, Part, Subject};
use super::super::keys::{Action as A, Command, Mode};
use super::super::model::Model;
use super::super::overlay::{AUTHOR, PromptKind};
use super::super::sources::NamedBy;
use super::super::status::{Outcome, decline, quiet};
use super::decide::{self, evidence_line, parse_evidence};
use super::target::echo;
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind, Evidence, Status};

/// Opens the card of what is chosen in the sidebar, in hand, under the cursor or in focus.
pub(super) fn card(model: &mut Model, _: &Command) -> Outcome {
    let subject = match model.mode {
        Mode::Card => return model.close_card(),
        Mode::List => match model.subject_of_row() {
            Some(subject) => subject,
            None => return decline("nothing is written about this line"),
        },
        Mode::Read | Mode::Queue => model.subject_at_hand()?,
    };
    model.open_card(subject)
}

pub(super) fn close_card(model: &mut Model, _: &Command) -> Outcome {
    model.close_card()
}

/// Enter: changes the part that the chosen line shows, or goes there.
pub(super) fn change(model: &mut Model, _: &Command) -> Outcome {
    let Some((part, target)) = model.chosen_part() else {
        return decline("no card is open: o opens one");
    };
    let plain = |action| Command::new(action);
    match part {
        Part::Head => match model.article.range_of(target).filter(|r| !r.is_empty()) {
            Some(range) => model.go_from_card(range),
            None => decline("its passage is not in this text"),
        },
        Part::Mention(range) => {
            let entity = model.article.entity_at(range.start).map(|(entity, _)| entity);
            model.article.choose_entity(entity);
            model.go_from_card(range)
        }
        Part::Place => super::review::review(model, &plain(A::Review)),
        Part::Speaker => decide::speaker(model, &plain(A::Speaker)),
        Part::Verdict => decide::verdict(model, &plain(A::Verdict)),
        Part::Status => decide::status(model, &plain(A::Status)),
        Part::NewEvidence => decide::evidence(model, &plain(A::Evidence)),
        Part::Evidence(index) => {
            model.article.can_change()?;
            let evidence = model.article.annotation_of(target);
            match evidence.and_then(|a| a.evidence.get(index)).cloned() {
                Some(evidence) => {
                    let text = evidence_line(&evidence);
                    model.open_prompt(PromptKind::ChangeEvidence(target, evidence), &text)
                }
                None => decline("this evidence is no longer there"),
            }
        }
        Part::Note => decide::note(model, &plain(A::Note)),
        Part::Tags => decide::tags(model, &plain(A::Tags)),
        Part::Restatement => decide::restate(model, &plain(A::Restate)),
        Part::Colour => model.open_prompt(PromptKind::Colour(target), ""),
        Part::Elsewhere(_) => super::elsewhere::go_elsewhere(model, &plain(A::GoElsewhere)),
        Part::Names => decline("M gives the entity another name, S splits it"),
        Part::Engines => decline("who found it: there is nothing to change"),
        Part::Reasons => decline("why the analysis suggests it: there is nothing to change"),
        Part::Step => decline("this is the history: u undoes the last step"),
    }
}

impl Model {
    /// The subject of `o` while reading: the claim in hand, an annotation under the cursor, the claim in focus.
    fn subject_at_hand(&mut self) -> Result<Subject, super::super::status::Declined> {
        let hand = self.hand.as_ref().map(|hand| hand.id);
        if let Some(index) = hand.and_then(|id| self.article.claim_of(id)) {
            self.set_focus(index);
            return Ok(Subject::Claim);
        }
        if let Some(id) = hand {
            return Ok(Subject::Annotation(id));
        }
        let cursor = self.reading.cursor();
        if self.mode == Mode::Read && cursor != self.reading.visible().start {
            let here = |a: &&Annotation| {
                matches!(a.kind, AnnotationKind::Highlight | AnnotationKind::Note)
                    && self.article.located(a).range.is_some_and(|r| r.contains(cursor))
            };
            let under = self.article.notebook().annotations().filter(here);
            if let Some(annotation) = under.min_by_key(|a| a.anchor.range.len()) {
                return Ok(Subject::Annotation(annotation.id));
            }
        }
        self.expect_target()?;
        Ok(Subject::Claim)
    }

    fn open_card(&mut self, subject: Subject) -> Outcome {
        let from = self.mode;
        self.hand = None;
        self.card = Card {
            subject,
            line: 0,
            from,
        };
        self.enter(Mode::Card);
        if self.panes.card.or(self.panes.sidebar).is_none() {
            self.enter(from);
            return decline("the window is too small for the card");
        }
        quiet()
    }

    /// Returns to where the card was opened.
    pub(super) fn close_card(&mut self) -> Outcome {
        self.enter(self.card.from);
        if self.mode == Mode::Queue
            && let Some(focus) = self.article.focus()
        {
            self.set_focus(focus);
        }
        quiet()
    }

    /// Closes the card if its subject no longer exists.
    pub(in crate::app) fn check_card(&mut self) {
        if self.mode == Mode::Card && self.card_lines(&self.card.subject).is_empty() {
            self.enter(self.card.from);
        }
    }

    /// Moves the chosen line.
    pub(in crate::app) fn move_in_card(&mut self, by: isize) -> Outcome {
        let last = self.card_lines(&self.card.subject).len().saturating_sub(1);
        let line = self.card.line.min(last);
        let to = line.saturating_add_signed(by).min(last);
        if to == line {
            return decline(if by > 0 { "the last line" } else { "the first line" });
        }
        self.card.line = to;
        quiet()
    }

    /// What the chosen line of the open card is about, and of what.
    pub(super) fn chosen_part(&self) -> Option<(Part, Target)> {
        if self.mode != Mode::Card {
            return None;
        }
        let lines = self.card_lines(&self.card.subject);
        let line = lines.get(self.card.line.min(lines.len().checked_sub(1)?))?;
        Some((line.part, self.card.subject.target(&self.article)?))
    }

    /// Goes from the card to a passage of the text.
    fn go_from_card(&mut self, range: TextRange) -> Outcome {
        self.enter(Mode::Read);
        self.lay_out();
        self.jump(range);
        quiet()
    }

    /// `d` on a line of the card: removes just the part that it shows.
    pub(super) fn remove_part(&mut self) -> Outcome {
        let Some((part, target)) = self.chosen_part() else {
            return decline("no card is open: o opens one");
        };
        if part == Part::Head {
            return self.remove_subject();
        }
        if let Part::Elsewhere(_) = part {
            return super::elsewhere::not_the_same(self, &Command::new(A::NotTheSame));
        }
        let Some(mut new) = self.article.annotation_of(target).cloned() else {
            return decline("nobody wrote this: there is nothing to remove");
        };
        let (label, words) = match part {
            Part::Evidence(index) if index < new.evidence.len() => {
                let gone = new.evidence.remove(index);
                ("remove evidence", format!("evidence {}", echo(&gone.source)))
            }
            Part::Note if new.note.is_some() => {
                let gone = new.note.take().unwrap_or_default();
                ("remove note", format!("note “{}”", echo(&gone)))
            }
            Part::Tags if !new.tags.is_empty() => {
                let gone = std::mem::take(&mut new.tags);
                ("remove tags", format!("tags {}", gone.join(" ")))
            }
            Part::Restatement if new.restatement.is_some() => {
                new.restatement = None;
                ("remove restatement", "the claim in your words".to_owned())
            }
            Part::Verdict if new.verdict.is_some() => {
                let gone = new.verdict.take().unwrap_or_default();
                new.status = Status::ToCheck;
                ("remove verdict", format!("verdict {gone}"))
            }
            Part::Speaker if new.speech.is_some() => {
                let gone = new.speech.take().unwrap_or_default();
                let words = format!("speaker {} (now {AUTHOR})", gone.speaker);
                ("remove speaker", words)
            }
            Part::Colour if new.colour.is_some() => {
                let gone = new.colour.take().unwrap_or_default();
                ("remove colour", format!("‘{gone}’"))
            }
            Part::Head
            | Part::Place
            | Part::Speaker
            | Part::Verdict
            | Part::Status
            | Part::Evidence(_)
            | Part::NewEvidence
            | Part::Note
            | Part::Tags
            | Part::Restatement
            | Part::Colour
            | Part::Elsewhere(_)
            | Part::Reasons
            | Part::Engines
            | Part::Names
            | Part::Mention(_)
            | Part::Step => return decline("nothing on this line can be removed"),
        };
        let words = format!("removed: {words} · u brings it back");
        self.take_step(label, vec![new], words)
    }

    /// `d` on the first line: removes the whole annotation.
    fn remove_subject(&mut self) -> Outcome {
        match &self.card.subject {
            Subject::Claim => match self.article.focused().and_then(ClaimItem::id) {
                Some(id) => self.remove_annotation(Some(id)),
                None => decline("nothing is written about this claim: x rejects a suggestion"),
            },
            Subject::Annotation(id) => self.remove_annotation(Some(*id)),
            Subject::Entity(..) => match self.card.subject.entity(&self.article) {
                Some(index) => self.reject_entity(index),
                None => decline("this entity is no longer there"),
            },
        }
    }

    /// Changes a piece of evidence to the typed text; it keeps the date on which it was seen unless its source changes.
    pub(super) fn change_evidence(&mut self, target: Target, old: &Evidence, text: &str) -> Outcome {
        let mut new = self.draft(target, AnnotationKind::Claim)?;
        let mut changed = parse_evidence(text, self.stamps.now());
        if changed.source == old.source {
            changed.seen = old.seen;
        }
        if changed == *old {
            return decline("the evidence is unchanged");
        }
        self.article.name_source(&changed.source, NamedBy::Reader);
        let words = format!("evidence: {} ({})", changed.source, changed.stance.name());
        match new.evidence.iter_mut().find(|e| *e == old) {
            Some(place) => *place = changed,
            // It was changed or removed elsewhere meanwhile: the typed text is kept beside that.
            None => new.evidence.push(changed),
        }
        self.take_step("change evidence", vec![new], words)
    }
}
