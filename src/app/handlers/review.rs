//! Reviews annotations whose passage has changed.

use super::super::keys::Command;
use super::super::model::Model;
use super::super::overlay::{Overlay, Review};
use super::super::status::{Done, Outcome, decline, done, quiet};
use super::target::echo;
use crate::document::TextRange;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Id, anchor};

pub(super) fn review(model: &mut Model, _: &Command) -> Outcome {
    if model.open_review() {
        quiet()
    } else {
        decline("every annotation has its passage, or was detached")
    }
}

pub(super) fn take_it(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being reviewed (:review)")
}

pub(super) fn detach(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being reviewed (:review)")
}

pub(super) fn reattach(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being reviewed (:review)")
}

/// Enter in a selection: makes it the passage of the annotation that waits for one.
pub(super) fn attach_here(model: &mut Model, _: &Command) -> Outcome {
    let Some(id) = model.reattaching else {
        return decline("Enter attaches a passage in a review (:review); c makes a claim, m a mark");
    };
    let range = model.selected_words()?;
    model.reattaching = None;
    model.reading.clear_selection();
    let said = model.attach(id, range)?;
    model.open_review();
    Ok(said)
}

impl Model {
    /// The annotations whose passage changed, is ambiguous or is gone, except those that the reader detached.
    fn in_doubt(&self) -> Vec<Id> {
        let doubtful = |a: &&Annotation| {
            a.kind != AnnotationKind::Rejection
                && !a.anchor.detached
                && match self.article.located(a).state {
                    AnchorState::Changed | AnchorState::Ambiguous | AnchorState::Orphan => true,
                    AnchorState::Ok | AnchorState::Moved => false,
                }
        };
        let all = self.article.notebook().annotations();
        all.filter(doubtful).map(|a| a.id).collect()
    }

    /// Opens a review of the uncertain annotations; returns whether there are any.
    fn open_review(&mut self) -> bool {
        let Some(review) = Review::of(self.in_doubt()) else {
            return false;
        };
        self.show_candidate(&review);
        self.overlay = Some(Overlay::Review(review));
        true
    }

    /// Brings the candidate passage into view.
    fn show_candidate(&mut self, review: &Review) {
        if let Some(range) = review.candidate(&self.article) {
            let annotation = review.annotation(self.article.notebook()).map(|a| a.id);
            self.show_above_review(range, annotation);
        }
    }

    /// Brings a passage into view above the rows of the review; the lists follow.
    pub(super) fn show_above_review(&mut self, range: TextRange, annotation: Option<Id>) {
        self.reading.go_to(range);
        let text = self.panes.text;
        let free = self
            .panes
            .status
            .y
            .saturating_sub(text.y + self.panes.review_rows());
        let covered = |(y, _): (u16, u16)| y >= free;
        if self.reading.cell_of(range.start).is_some_and(covered) {
            self.reading.put_at_top(range.start);
        }
        if let Some(claim) = annotation.and_then(|id| self.article.claim_of(id)) {
            self.article.focus_on(claim);
            self.sidebar.follow();
        }
    }

    /// Attaches the annotation to this passage.
    fn attach(&mut self, id: Id, range: TextRange) -> Outcome {
        let Some(annotation) = self.article.notebook().live(id).cloned() else {
            return decline("the annotation was removed elsewhere meanwhile");
        };
        let new = Annotation {
            anchor: anchor(self.article.document(), range),
            ..annotation
        };
        let words = format!("attached: {}", self.echo(range));
        self.take_step("attach", vec![new], words)
    }

    /// The same in a review, which then continues.
    pub(super) fn attach_reviewed(&mut self, id: Id, range: TextRange) -> Outcome {
        let said = self.attach(id, range)?;
        Ok(self.after_review(said))
    }

    /// Keeps the annotation without a passage, in a review.
    pub(super) fn detach_reviewed(&mut self, id: Id) -> Outcome {
        let Some(mut gone) = self.article.notebook().live(id).cloned() else {
            return decline("the annotation was removed elsewhere meanwhile");
        };
        gone.anchor.detached = true;
        let words = format!("kept without a passage: {}", echo(&gone.anchor.label()));
        let said = self.take_step("detach", vec![gone], words)?;
        Ok(self.after_review(said))
    }

    /// Lets the reader select the passage of an annotation.
    pub(super) fn select_for(&mut self, id: Id) -> Outcome {
        self.reattaching = Some(id);
        done("select the passage (v, V or f), then Enter attaches it; Esc cancels")
    }

    /// Continues with the next uncertain annotation, or ends the review.
    fn after_review(&mut self, said: Done) -> Done {
        let left = self.in_doubt();
        match self.overlay.take() {
            Some(Overlay::Review(mut review)) => {
                if !review.go_on(&left) {
                    return said.and("nothing is in doubt any more");
                }
                self.show_candidate(&review);
                self.overlay = Some(Overlay::Review(review));
            }
            other => self.overlay = other,
        }
        said
    }
}
