//! Annotations whose passage is no longer as it was: one at a time, old words against new, and the reader decides.

use super::action::Action;
use super::decide::ECHO;
use super::model::{Model, Over};
use crate::document::TextRange;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Id, anchor};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// A round through annotations in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Those in doubt when the round began, in document order.
    pub ids: Vec<Id>,
    /// Which one is looked at.
    pub at: usize,
}

impl Model {
    /// The annotations whose passage changed, is ambiguous or is gone; one that the reader let go is not in doubt.
    pub(super) fn in_doubt(&self) -> Vec<Id> {
        let doubtful = |a: &&Annotation| {
            let state = self.located(a).state;
            a.kind != AnnotationKind::Rejection
                && !a.anchor.detached
                && matches!(
                    state,
                    AnchorState::Changed | AnchorState::Ambiguous | AnchorState::Orphan
                )
        };
        self.notebook
            .annotations()
            .filter(doubtful)
            .map(|a| a.id)
            .collect()
    }

    pub(super) fn open_review(&mut self) {
        let ids = self.in_doubt();
        if ids.is_empty() {
            return self.why("every annotation stands where it was made, or was let go");
        }
        self.over = Some(Over::Review(Review { ids, at: 0 }));
        self.show_reviewed();
    }

    /// The annotation being looked at.
    pub fn reviewed(&self) -> Option<&Annotation> {
        match &self.over {
            Some(Over::Review(review)) => review.ids.get(review.at).and_then(|id| self.notebook.get(*id)),
            _ => None,
        }
    }

    pub(super) fn step_review(&mut self, by: isize) {
        let Some(Over::Review(review)) = &mut self.over else {
            return;
        };
        let next = review
            .at
            .saturating_add_signed(by)
            .min(review.ids.len().saturating_sub(1));
        if next == review.at {
            return self.why(if by > 0 {
                "the last one in doubt"
            } else {
                "the first one in doubt"
            });
        }
        review.at = next;
        self.show_reviewed();
    }

    /// Brings the passage that may be the one into view.
    fn show_reviewed(&mut self) {
        if let Some(range) = self
            .reviewed()
            .and_then(|a| self.located(a).range)
            .filter(|r| !r.is_empty())
        {
            self.reveal(range);
            self.cursor = range.start;
        }
    }

    pub(super) fn settle_review(&mut self, action: Action) {
        let Some(annotation) = self.reviewed().cloned() else {
            return;
        };
        let candidate = self.located(&annotation).range.filter(|r| !r.is_empty());
        match (action, candidate) {
            (Action::TakeIt, None) => self.why("no passage is shown: n lets it go, r selects one"),
            (Action::TakeIt, Some(range)) => {
                self.attach(annotation, range);
                self.after_review();
            }
            (Action::Reattach, _) => {
                self.reattaching = Some(annotation.id);
                self.over = None;
                self.done("select the passage (v, V or f), then Enter attaches it; Esc leaves it as it was");
            }
            _ => {
                let mut gone = annotation;
                gone.anchor.detached = true;
                let echo = truncate(&one_line(&gone.anchor.quote), ECHO);
                self.take_step(
                    "let passage go",
                    vec![gone],
                    format!("kept without a passage: {echo}"),
                );
                self.after_review();
            }
        }
    }

    fn attach(&mut self, annotation: Annotation, range: TextRange) {
        let new = Annotation {
            anchor: anchor(&self.document, range),
            ..annotation
        };
        let echo = truncate(&one_line(self.document.slice(range)), ECHO);
        self.take_step("attach", vec![new], format!("attached: {echo}"));
    }

    /// The next one in doubt, or the end of the round.
    fn after_review(&mut self) {
        let left = self.in_doubt();
        let Some(Over::Review(review)) = &mut self.over else {
            return;
        };
        review.ids.retain(|id| left.contains(id));
        review.at = review.at.min(review.ids.len().saturating_sub(1));
        if review.ids.is_empty() {
            self.over = None;
            let said = self.notice.take().map(|n| n.text).unwrap_or_default();
            self.done(format!("{said} · nothing is in doubt any more"));
        } else {
            self.show_reviewed();
        }
    }

    /// Enter in a selection: where an annotation waits for its passage, this is it.
    pub(super) fn attach_here(&mut self) {
        let range = self
            .selected()
            .map(|r| r.trimmed(self.text()))
            .filter(|r| !r.is_empty());
        match (
            self.reattaching
                .take()
                .and_then(|id| self.notebook.get(id))
                .cloned(),
            range,
        ) {
            (Some(annotation), Some(range)) => {
                self.selection = None;
                self.attach(annotation, range);
                if !self.in_doubt().is_empty() {
                    let said = self.notice.take().map(|n| n.text).unwrap_or_default();
                    self.open_review();
                    self.done(said);
                }
            }
            (None, _) => {
                self.why("Enter attaches a passage in a review (:review); c makes a claim, m a mark");
            }
            (Some(_), None) => self.why("nothing is selected"),
        }
    }
}
