//! The sidebar: entering it, moving through its lists, going from an entry to the text.

use super::super::keys::{Command, Mode};
use super::super::model::Model;
use super::super::sidebar::{Row, Tab};
use super::super::status::{Outcome, decline, done, quiet};

pub(super) fn sidebar(model: &mut Model, _: &Command) -> Outcome {
    model.enter_sidebar()
}

pub(super) fn next_tab(model: &mut Model, _: &Command) -> Outcome {
    model.turn_tab(1)
}

pub(super) fn previous_tab(model: &mut Model, _: &Command) -> Outcome {
    model.turn_tab(-1)
}

pub(super) fn show_claims(model: &mut Model, _: &Command) -> Outcome {
    model.show_list(Tab::Claims)
}

pub(super) fn show_entities(model: &mut Model, _: &Command) -> Outcome {
    model.show_list(Tab::Entities)
}

pub(super) fn show_notes(model: &mut Model, _: &Command) -> Outcome {
    model.show_list(Tab::Notes)
}

pub(super) fn show_outline(model: &mut Model, _: &Command) -> Outcome {
    model.show_list(Tab::Outline)
}

pub(super) fn toggle_sidebar(model: &mut Model, _: &Command) -> Outcome {
    let shown = !model.sidebar.shown();
    model.sidebar.show(shown);
    if !shown && model.mode == Mode::List {
        model.mode = Mode::Read;
    }
    model.repane();
    if model.panes.overlay && shown {
        return model.enter_sidebar();
    }
    quiet()
}

pub(super) fn item_down(model: &mut Model, command: &Command) -> Outcome {
    model.move_line(command.times() as isize)
}

pub(super) fn item_up(model: &mut Model, command: &Command) -> Outcome {
    model.move_line(-(command.times() as isize))
}

pub(super) fn first_item(model: &mut Model, _: &Command) -> Outcome {
    model.move_line(isize::MIN / 2)
}

pub(super) fn last_item(model: &mut Model, _: &Command) -> Outcome {
    model.move_line(isize::MAX / 2)
}

/// Enter: returns to the text, at the chosen entry.
pub(super) fn choose(model: &mut Model, _: &Command) -> Outcome {
    match model.sidebar.chosen_row() {
        None => return decline(model.sidebar.empty_list(&model.article)),
        Some(Row::Kind(..)) => return decline("choose an entry under it"),
        Some(Row::Claim(_) | Row::Entity(_) | Row::Note(_) | Row::Block(_) | Row::Part(..)) => {}
    }
    model.choose_row(model.sidebar.chosen());
    model.leave_sidebar();
    let chosen = model.article.chosen_entity();
    let entity = chosen.and_then(|e| model.article.entities().get(e));
    match entity.filter(|_| model.sidebar.tab() == Tab::Entities) {
        Some(e) => done(format!(
            "{} · {} mentions · ]e [e go through them",
            e.name,
            e.mentions.len()
        )),
        None => quiet(),
    }
}

impl Model {
    /// Moves the chosen line in the card or the list.
    fn move_line(&mut self, by: isize) -> Outcome {
        if self.mode == Mode::Card {
            self.move_in_card(by)
        } else {
            self.move_item(by)
        }
    }

    fn enter_sidebar(&mut self) -> Outcome {
        self.sidebar.enter(self.reading.cursor());
        self.enter(Mode::List);
        if self.panes.sidebar.is_none() {
            self.enter(Mode::Read);
            return decline("the window is too small for the sidebar");
        }
        self.sidebar.refresh(&self.article);
        self.list_follows();
        self.sidebar.pass_heading();
        self.sidebar.follow();
        if self.sidebar.rows().is_empty() {
            return decline(self.sidebar.empty_list(&self.article));
        }
        quiet()
    }

    fn open_tab(&mut self, tab: Tab) {
        self.sidebar.turn_to(tab, &self.article);
        self.list_follows();
        self.sidebar.follow();
    }

    fn turn_tab(&mut self, by: isize) -> Outcome {
        let at = Tab::ALL
            .iter()
            .position(|t| *t == self.sidebar.tab())
            .unwrap_or(0) as isize;
        self.open_tab(Tab::ALL[(at + by).rem_euclid(Tab::ALL.len() as isize) as usize]);
        quiet()
    }

    fn show_list(&mut self, tab: Tab) -> Outcome {
        self.open_tab(tab);
        if self.panes.sidebar.is_none() {
            return self.enter_sidebar();
        }
        quiet()
    }

    /// Moves the chosen entry.
    pub(super) fn move_item(&mut self, by: isize) -> Outcome {
        if self.sidebar.rows().is_empty() {
            return decline(self.sidebar.empty_list(&self.article));
        }
        let to = self.sidebar.entry_from_here(by);
        if to == self.sidebar.chosen() {
            return decline(if by > 0 { "the last one" } else { "the first one" });
        }
        self.choose_row(to);
        quiet()
    }

    /// Chooses an entry and shows its place in the text.
    fn choose_row(&mut self, index: usize) {
        self.sidebar.choose(index);
        match self.sidebar.rows().get(index).copied() {
            Some(Row::Claim(claim)) => self.set_focus(claim),
            Some(Row::Entity(entity)) => {
                self.article.choose_entity(Some(entity));
                let seen = self.reading.seen();
                let mentions = self.article.entities().get(entity).map(|e| e.mentions.as_slice());
                let mentions = mentions.unwrap_or_default();
                // The nearest mention on the page, otherwise the first one.
                let here = mentions.iter().find(|m| seen.overlaps(**m));
                if let Some(range) = here.or(mentions.first()).copied() {
                    self.reading.go_to(range);
                }
            }
            Some(Row::Note(id)) => {
                let annotation = self.article.notebook().get(id);
                if let Some(range) = annotation.and_then(|a| self.article.located(a).range) {
                    self.reading.go_to(range);
                    if let Some(claim) = self.article.claim_of(id) {
                        self.article.focus_on(claim);
                    }
                }
            }
            Some(Row::Block(block) | Row::Part(block, _)) => {
                let blocks = self.article.document().blocks();
                if let Some(start) = blocks.get(block).map(|b| b.range.start) {
                    self.reading.put_at_top(start);
                }
            }
            Some(Row::Kind(..)) | None => {}
        }
    }

    /// Returns to the text. The former reading position is added to the jump list, because the text followed the list.
    pub(super) fn leave_sidebar(&mut self) {
        let entered = self.sidebar.entered_at();
        if entered != self.reading.cursor() {
            self.reading.remember_place(entered);
        }
        self.enter(Mode::Read);
        self.lay_out();
        self.focus_follows();
    }

    /// Handles a click in the sidebar, on a cell of the screen: selects another list, or an entry.
    pub(in crate::app) fn click_list(&mut self, x: u16, y: u16) {
        let (Some(side), Some(list)) = (self.panes.sidebar, self.panes.list()) else {
            return;
        };
        if y < side.y + self.panes.head_rows() {
            let heads = self.sidebar.tab_heads(&self.article, &self.panes);
            if let Some(head) = heads.into_iter().rev().find(|h| h.y == y && x >= h.x) {
                self.open_tab(head.tab);
            }
            return;
        }
        let row = y.saturating_sub(list.y);
        let entries = self.sidebar.window(&self.article, &self.panes);
        let hit = entries.into_iter().find(|e| (e.y..e.y + e.height).contains(&row));
        let is_heading = |i: usize| matches!(self.sidebar.rows().get(i), Some(Row::Kind(..)));
        if let Some(entry) = hit.filter(|entry| !is_heading(entry.index)) {
            self.choose_row(entry.index);
        }
    }
}
