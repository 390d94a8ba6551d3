//! The mouse: wheel, click to place, drag to select, click in the sidebar.

use super::keys::{Action, Command, Mode};
use super::message::{Mouse, MouseKind};
use super::model::Model;
use super::overlay::Overlay;
use crate::document::TextRange;
use crate::layout::{LineKind, offset_at};

/// Rows a turn of the wheel moves.
const WHEEL: usize = 3;

impl Model {
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        let wheel = match mouse.kind {
            MouseKind::WheelDown => Some(WHEEL as isize),
            MouseKind::WheelUp => Some(-(WHEEL as isize)),
            MouseKind::Press | MouseKind::Drag | MouseKind::Release => None,
        };
        if let Some(Overlay::Page(_)) = &self.overlay {
            let action = match wheel {
                Some(1..) => Action::ItemDown,
                Some(_) => Action::ItemUp,
                None => return,
            };
            let outcome = self.run(&Command {
                count: Some(WHEEL),
                ..Command::new(action)
            });
            return self.status.show(outcome);
        }
        if self.overlay.is_some() || self.article.is_begun() && wheel.is_none() {
            return;
        }
        if mouse.kind != MouseKind::Release {
            self.hand = None;
            self.peek = None;
        }
        let in_list = self.panes.sidebar.is_some_and(|s| s.contains(mouse.x, mouse.y));
        let in_card = self.mode == Mode::Card
            && self
                .panes
                .card
                .or(self.panes.sidebar)
                .is_some_and(|s| s.contains(mouse.x, mouse.y));
        match (mouse.kind, wheel) {
            (_, Some(rows)) if in_card => {
                let _ = self.move_in_card(rows.signum());
            }
            (MouseKind::Press, _) if in_card => {}
            (_, Some(rows)) if in_list => self.sidebar.scroll_by(rows.signum()),
            (_, Some(rows)) => {
                let cursor = self.reading.cursor();
                if !self.reading.scroll(rows) {
                    self.reading.place_cursor(cursor);
                }
                self.follow();
            }
            (MouseKind::Press, _) if in_list => self.click_list(mouse.x, mouse.y),
            (MouseKind::Press, _) => self.click_text(mouse.x, mouse.y),
            (MouseKind::Drag, _) => {
                if let Some(offset) = self.offset_under(mouse.x, mouse.y) {
                    self.reading.select_to(offset);
                }
            }
            (MouseKind::Release | MouseKind::WheelUp | MouseKind::WheelDown, _) => {}
        }
    }

    /// Puts the reading position where the click was, and the focus on the claim there.
    fn click_text(&mut self, x: u16, y: u16) {
        if let Some(hidden) = self.folded_under(y) {
            return self.reading.open_at(hidden);
        }
        let Some(offset) = self.offset_under(x, y) else {
            return;
        };
        self.status.clear();
        self.reading.clear_selection();
        self.reading.place_cursor(offset);
        if matches!(self.mode, Mode::List | Mode::Card) {
            self.enter(Mode::Read);
        }
        let claims = self.article.claims();
        if let Some(index) = claims.iter().position(|c| c.range.contains(offset)) {
            self.article.focus_on(index);
            self.sidebar.follow();
        }
    }

    /// What is folded away at a row of the screen.
    fn folded_under(&self, y: u16) -> Option<TextRange> {
        let y = y.checked_sub(self.panes.text.y)?;
        let line = self.reading.lines().iter().find(|l| l.y == y)?;
        match line.kind {
            LineKind::Fold { hidden, .. } => Some(hidden),
            LineKind::Blank | LineKind::Text { .. } => None,
        }
    }

    /// The byte offset of the grapheme under a cell of the article: beside the text, the nearest one of the row.
    fn offset_under(&self, x: u16, y: u16) -> Option<usize> {
        if !self.panes.article.contains(x, y) {
            return None;
        }
        let text = self.panes.text;
        let lines = self.reading.lines();
        let row = lines.iter().find(|l| l.y == y - text.y)?.row()?;
        let column = x.saturating_sub(text.x);
        Some(offset_at(self.article.document(), row, column))
    }
}
