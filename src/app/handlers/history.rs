//! Undo, redo and the history.

use super::super::article::Taken;
use super::super::keys::Command;
use super::super::model::Model;
use super::super::overlay::{Overlay, Page, PageLine};
use super::super::status::{Declined, Outcome, decline, declined, done, quiet};
use crate::notes::Step;
use crate::text::grapheme::truncate;

pub(super) fn undo(model: &mut Model, command: &Command) -> Outcome {
    let here = model.article.steps_of_this_session();
    if here == 0 {
        model.ask_about_earlier_step()?;
    }
    let gap = model.article.notebook().has_gap();
    let times = command.times().min(here.max(1));
    match model.article.undo(times, &mut *model.stamps)? {
        Some(taken) => {
            let told = model.after_history(&taken, "undone")?;
            if !gap {
                return Ok(told);
            }
            done(format!(
                "undone: {}; what was changed after it by hand or by another program stays",
                taken.label
            ))
        }
        None => decline("nothing to undo (half a page up is Ctrl-u)"),
    }
}

pub(super) fn redo(model: &mut Model, command: &Command) -> Outcome {
    match model.article.redo(command.times(), &mut *model.stamps)? {
        Some(taken) => model.after_history(&taken, "redone"),
        None => decline("nothing to redo"),
    }
}

/// Shows the history of this article, newest first.
pub(super) fn history(model: &mut Model, _: &Command) -> Outcome {
    let notebook = model.article.notebook();
    let undone = notebook.undone().iter().rev().map(|s| line(s, true));
    let done = notebook.history().iter().rev().map(|s| line(s, false));
    let lines: Vec<PageLine> = undone.chain(done).collect();
    if lines.is_empty() {
        return decline("nothing was done on this article yet");
    }
    let page = Page::new("History · newest first · u undoes the last action", lines);
    model.overlay = Some(Overlay::Page(page));
    quiet()
}

fn line(step: &Step, undone: bool) -> PageLine {
    let mut annotations = step.changes.iter();
    let annotation = annotations.find_map(|c| c.after.as_ref().or(c.before.as_ref()));
    let passage = annotation.map(|a| a.anchor.label()).unwrap_or_default();
    let undone = if undone { " (undone)" } else { "" };
    PageLine::new(
        step.at.strftime("%Y-%m-%d %H:%M").to_string(),
        format!("{}{undone} · {}", step.label, truncate(&passage, 60)),
    )
}

impl Model {
    /// Asks before a step of an earlier session is undone.
    fn ask_about_earlier_step(&mut self) -> Result<(), Declined> {
        self.article.can_change()?;
        let history = self.article.notebook().history();
        let Some(step) = history.last() else { return Ok(()) };
        if self.asked.replace(history.len()) == Some(history.len()) {
            return Ok(());
        }
        Err(declined(format!(
            "undo ‘{}’ of {}? u again undoes it",
            step.label,
            step.at.strftime("%-d %b %Y")
        )))
    }

    /// After undo or redo: updates lists, saves, and brings the changed passage into view.
    fn after_history(&mut self, taken: &Taken, what: &str) -> Outcome {
        self.refresh_lists();
        self.save();
        if let Some(range) = taken.range {
            let claims = self.article.claims();
            match claims.iter().position(|c| c.range.overlaps(range)) {
                Some(index) => self.set_focus(index),
                None => self.reading.reveal(range),
            }
        }
        done(format!("{what}: {}", taken.label))
    }
}
