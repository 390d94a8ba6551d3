//! Folding the article, filtering lists, and showing only the text.

use super::super::filter::Filter;
use super::super::fold::Kept;
use super::super::keys::{Action, Command, Mode};
use super::super::model::Model;
use super::super::overlay::PromptKind;
use super::super::sidebar::Row;
use super::super::status::{Outcome, decline, done, quiet};
use crate::layout::Fold;

pub(super) fn marked(model: &mut Model, _: &Command) -> Outcome {
    model.fold_to(Kept::Marked)
}

pub(super) fn unchecked(model: &mut Model, _: &Command) -> Outcome {
    model.fold_to(Kept::Unchecked)
}

/// `zf`: folds by the typed filter; the list's filter is proposed.
pub(super) fn matching(model: &mut Model, command: &Command) -> Outcome {
    match command.argument.as_deref() {
        Some(typed) => model.fold_by(typed),
        None => {
            let proposed = model.sidebar.filter().typed().to_owned();
            model.open_prompt(PromptKind::Fold, &proposed)
        }
    }
}

pub(super) fn open_here(model: &mut Model, command: &Command) -> Outcome {
    if model.reading.fold().is_none() {
        return decline("nothing is folded");
    }
    model.reading.open_around(command.times());
    model.follow();
    quiet()
}

pub(super) fn unfold(model: &mut Model, _: &Command) -> Outcome {
    if model.kept.take().is_none() {
        return decline("nothing is folded");
    }
    model.reading.set_fold(None);
    model.follow();
    done("the whole article is shown")
}

/// `/` in a list.
pub(super) fn filter(model: &mut Model, command: &Command) -> Outcome {
    match command.argument.as_deref() {
        Some(typed) => model.filter_list(typed),
        None => {
            let before = model.sidebar.filter().typed().to_owned();
            let kind = PromptKind::Filter {
                before: before.clone(),
            };
            model.open_prompt(kind, &before)
        }
    }
}

pub(super) fn minimal(model: &mut Model, _: &Command) -> Outcome {
    let minimal = !model.is_minimal();
    model.show_text_alone(minimal);
    if minimal {
        let key = model.key_of(Action::Minimal.spec().name);
        return done(format!("only the text · {key} brings the rest back"));
    }
    quiet()
}

impl Model {
    /// Folds the article by a filter.
    pub(super) fn fold_by(&mut self, typed: &str) -> Outcome {
        match Filter::parse(typed) {
            Ok(filter) if filter.is_empty() => decline("no filter was typed"),
            Ok(filter) => self.fold_to(Kept::Matching(filter)),
            Err(why) => decline(why.to_string()),
        }
    }

    fn fold_to(&mut self, kept: Kept) -> Outcome {
        let passages = kept.passages(&self.article);
        let words = kept.words();
        if passages.is_empty() {
            return decline(match (kept, self.article.analysis()) {
                (Kept::Unchecked | Kept::Matching(_), None) => {
                    "the article is still being analysed".to_owned()
                }
                (Kept::Marked, _) => "nothing is marked here yet: the article stays as it is".to_owned(),
                (Kept::Unchecked, _) => "nothing is unchecked here: the article stays as it is".to_owned(),
                (Kept::Matching(_), _) => {
                    format!("nothing here matches ‘{words}’: the article stays as it is")
                }
            });
        }
        let count = match passages.len() {
            1 => "1 passage".to_owned(),
            count => format!("{count} passages"),
        };
        self.kept = Some(kept);
        if self.mode == Mode::List {
            self.leave_sidebar();
        }
        self.reading.set_fold(Some(Fold::new(passages)));
        self.follow();
        let unfold = self.key_of(Action::Unfold.spec().name);
        done(format!("folded to {words}: {count} · {unfold} shows all"))
    }

    /// Adds new claims or notes to the fold. Visible text stays visible, so that nothing vanishes while the reader looks at it.
    pub(in crate::app) fn refold(&mut self) {
        let Some(kept) = &self.kept else { return };
        let mut passages = kept.passages(&self.article);
        let Some(fold) = self.reading.whole_fold() else {
            return;
        };
        passages.extend(fold.passages());
        let new = Fold::new(passages);
        if new != *fold {
            self.reading.replace_fold(new);
        }
    }

    /// Filters the visible list.
    pub(super) fn filter_list(&mut self, typed: &str) -> Outcome {
        match Filter::parse(typed) {
            Ok(filter) => {
                let cleared = filter.is_empty();
                self.sidebar.set_filter(filter, &self.article);
                self.sidebar.pass_heading();
                // The claim in focus is the chosen one of the list.
                if let Some(Row::Claim(index)) = self.sidebar.chosen_row().copied()
                    && self.article.focus() != Some(index)
                {
                    self.set_focus(index);
                }
                let (shown, all) = self.sidebar.counts();
                done(if cleared {
                    format!("all {all} are listed")
                } else {
                    format!("{shown} of {all} listed")
                })
            }
            Err(why) => decline(why.to_string()),
        }
    }
}
