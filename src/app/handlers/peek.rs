//! Peeking: shows the notes on a passage of the page beside it.

use super::super::article::ClaimItem;
use super::super::keys::Command;
use super::super::model::{InHand, Model};
use super::super::status::{Outcome, decline, done, quiet};
use super::target::echo;
use crate::notes::{Annotation, AnnotationKind, Id};

/// `p`: shows the next notes on the page, or none after the last ones.
pub(super) fn peek(model: &mut Model, _: &Command) -> Outcome {
    let all = model.written_on_page();
    if all.is_empty() {
        model.peek = None;
        return decline("nothing is written about this page: ]n goes to the next annotation");
    }
    let at = |id: Id| all.iter().position(|other| *other == id);
    let next = match model.peek.and_then(at) {
        Some(shown) => shown + 1,
        None => {
            let hand = model.hand.as_ref().map(|hand| hand.id);
            let focus = model.article.focused().and_then(ClaimItem::id);
            hand.and_then(at).or(focus.and_then(at)).unwrap_or(0)
        }
    };
    let Some(id) = all.get(next).copied() else {
        model.peek = None;
        model.hand = None;
        return done("no more is written about this page");
    };
    model.show_written(id, &format!("{} of {} here", next + 1, all.len()));
    quiet()
}

/// Whether there is text other than the verdict.
fn is_written(annotation: &Annotation) -> bool {
    let noted = annotation.note.is_some() || annotation.restatement.is_some();
    noted || !annotation.evidence.is_empty() || !annotation.tags.is_empty()
}

impl Model {
    /// Annotations with text whose passage is on the page, by position.
    fn written_on_page(&self) -> Vec<Id> {
        let page = self.reading.visible();
        let annotations = self.article.notebook().annotations();
        let mut here: Vec<(usize, Id)> = annotations
            .filter(|a| a.kind != AnnotationKind::Rejection && is_written(a))
            .filter_map(|a| {
                let range = self.article.located(a).range?;
                range.overlaps(page).then_some((range.start, a.id))
            })
            .collect();
        here.sort_unstable();
        here.into_iter().map(|(_, id)| id).collect()
    }

    /// Shows the notes on a passage beside it, and takes it in hand, so that additions go to it.
    pub(super) fn show_written(&mut self, id: Id, number: &str) {
        let Some(annotation) = self.article.notebook().live(id) else {
            return;
        };
        let words = format!("{number}: {}", echo(&annotation.anchor.label()));
        if let Some(claim) = self.article.claim_of(id) {
            self.article.focus_on(claim);
            self.sidebar.follow();
        }
        self.peek = Some(id);
        self.hand = Some(InHand { id, words });
    }
}
