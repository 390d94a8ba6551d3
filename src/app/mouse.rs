//! The mouse: wheel, click to place, drag to select, click in the sidebar.

use super::message::{Mouse, MouseKind};
use super::model::{Mode, Model, Over, Selection, SelectionKind};
use crate::layout::offset_at;

/// Rows a turn of the wheel moves.
const WHEEL: isize = 3;

impl Model {
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        if let Some(Over::Page(page)) = &mut self.over {
            match mouse.kind {
                MouseKind::WheelDown => page.scroll(WHEEL),
                MouseKind::WheelUp => page.scroll(-WHEEL),
                _ => {}
            }
            return;
        }
        let wheel = matches!(mouse.kind, MouseKind::WheelDown | MouseKind::WheelUp);
        if self.over.is_some() || self.is_begun() && !wheel {
            return;
        }
        let in_list = self.panes.sidebar.is_some_and(|s| s.contains(mouse.x, mouse.y));
        match mouse.kind {
            MouseKind::WheelDown if in_list => self.scroll_list(1),
            MouseKind::WheelUp if in_list => self.scroll_list(-1),
            MouseKind::WheelDown => self.wheel(WHEEL),
            MouseKind::WheelUp => self.wheel(-WHEEL),
            MouseKind::Press if in_list => self.click_list(mouse.x, mouse.y),
            MouseKind::Press => {
                if let Some(offset) = self.offset_under(mouse.x, mouse.y) {
                    self.notice = None;
                    self.selection = None;
                    self.cursor = offset;
                    if self.mode == Mode::List {
                        self.mode = Mode::Read;
                        self.repane();
                    }
                    if let Some(index) = self.claims.iter().position(|c| c.range.contains(offset)) {
                        self.focus = Some(index);
                        self.sidebar.follow();
                    }
                }
            }
            MouseKind::Drag => {
                if let Some(offset) = self.offset_under(mouse.x, mouse.y) {
                    let anchor = self.selection.map_or(self.cursor, |s| s.anchor);
                    self.selection = Some(Selection {
                        kind: SelectionKind::Characters,
                        anchor,
                        head: offset,
                        column: None,
                    });
                    self.cursor = offset;
                }
            }
            MouseKind::Release => {}
        }
    }

    fn wheel(&mut self, rows: isize) {
        self.top = self
            .layout
            .scroll(&self.document, self.top, rows, self.panes.text.height);
        self.lay_out();
        self.focus_follows();
        self.outline_follows();
    }

    /// The byte offset of the grapheme under a cell of the article: beside the text, the nearest one of the row.
    fn offset_under(&self, x: u16, y: u16) -> Option<usize> {
        if !self.panes.article.contains(x, y) {
            return None;
        }
        let line = self.lines.iter().find(|l| l.y == y - self.panes.text.y)?;
        let row = line.row()?;
        Some(offset_at(
            &self.document,
            row,
            x.saturating_sub(self.panes.text.x),
        ))
    }
}
