//! What an action works on, and the step it takes.

use super::super::article::Target;
use super::super::keys::Mode;
use super::super::model::Model;
use super::super::sidebar::Row;
use super::super::status::{Declined, Outcome, declined, done};
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// How much of a passage the status line repeats, in cells.
const ECHO: usize = 40;

/// The beginning of a passage, for the status line.
pub(super) fn echo(text: &str) -> String {
    truncate(&one_line(text), ECHO)
}

impl Model {
    /// What an action works on: the selection, the annotation or claim chosen in the sidebar, the claim in focus.
    pub fn target(&self) -> Option<Target> {
        if let Some(range) = self.reading.selected() {
            return Some(Target::Selection(range));
        }
        if self.mode == Mode::List {
            match self.sidebar.chosen_row() {
                Some(Row::Note(id)) => {
                    let claim = self.article.claims().iter().find(|c| c.id() == Some(*id));
                    return Some(claim.map_or(Target::Annotation(*id), |c| Target::Claim(c.source)));
                }
                Some(Row::Claim(_)) => {}
                Some(Row::Kind(..) | Row::Entity(_) | Row::Block(_)) | None => return None,
            }
        }
        self.article.focused().map(|c| Target::Claim(c.source))
    }

    /// The same, or why there is nothing to work on.
    pub(super) fn expect_target(&self) -> Result<Target, Declined> {
        self.target().ok_or_else(|| {
            declined(match (self.article.analysis(), self.mode) {
                (None, _) => "the article is still being analysed: nothing to decide yet",
                (_, Mode::List) => "nothing to decide on this line",
                (_, Mode::Read | Mode::Queue) => "no claim here: V selects a sentence, c makes it one",
            })
        })
    }

    /// The annotation to change for `target`: a copy of the one there is, or a new one of that kind.
    pub(super) fn draft(&mut self, target: Target, kind: AnnotationKind) -> Result<Annotation, Declined> {
        let (article, mut author) = self.article_and_author();
        article.draft(target, kind, &mut author)
    }

    /// A new annotation of that kind on a passage.
    pub(super) fn new_annotation(&mut self, kind: AnnotationKind, range: TextRange) -> Annotation {
        let (article, mut author) = self.article_and_author();
        article.new_annotation(kind, range, &mut author)
    }

    /// Takes a step over annotations as they are to be, saves, and says `words`.
    pub(super) fn take_step(&mut self, label: &str, after: Vec<Annotation>, words: String) -> Outcome {
        self.article.take_step(label, after, &mut *self.stamps)?;
        self.refresh_lists();
        self.save();
        done(words)
    }
}
