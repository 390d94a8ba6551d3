//! The mouse: wheel, click to place, drag to select (past the edge it scrolls), two clicks for a word, three for a sentence, four for a
//! paragraph; clicks in the sidebar, and dragging its border.

use super::keys::{Action, Command, Mode};
use super::message::{Mouse, MouseKind};
use super::model::{Drag, Model};
use super::overlay::Overlay;
use super::reading::SelectionKind;
use super::status::done;
use crate::document::TextRange;
use crate::layout::{Line, LineKind, Row, motion, offset_at};

/// Rows per turn of the wheel.
const WHEEL: usize = 3;

impl Model {
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        let wheel = match mouse.kind {
            MouseKind::WheelDown => Some(WHEEL as isize),
            MouseKind::WheelUp => Some(-(WHEEL as isize)),
            MouseKind::Press | MouseKind::Drag | MouseKind::Release => None,
        };
        if let Some(Overlay::Page(_) | Overlay::Library(_) | Overlay::Ledger(_)) = &self.overlay {
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
        match (mouse.kind, self.drag) {
            (MouseKind::Press, _) if self.panes.on_divider(mouse.x, mouse.y) => {
                self.drag = Some(Drag::Divider);
                return;
            }
            (MouseKind::Drag, Some(Drag::Divider)) => return self.move_divider(mouse.x),
            (MouseKind::Release, Some(Drag::Divider)) => {
                self.drag = None;
                let words = format!(
                    "sidebar: {} columns (`sidebar` in the configuration keeps it)",
                    self.settings.sidebar
                );
                return self.status.show(done(words));
            }
            (MouseKind::Press | MouseKind::Release, _) => self.drag = None,
            (MouseKind::Drag | MouseKind::WheelUp | MouseKind::WheelDown, _) => {}
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
            (MouseKind::Press, _) => {
                let on_text = self.offset_under(mouse.x, mouse.y).is_some();
                self.click_text(mouse.x, mouse.y);
                if on_text {
                    self.select_clicked(mouse.clicks);
                }
            }
            (MouseKind::Drag, _) => {
                self.drag = Some(Drag::Text(mouse.x, mouse.y));
                self.drag_goes_on();
            }
            (MouseKind::Release | MouseKind::WheelUp | MouseKind::WheelDown, _) => {}
        }
    }

    /// Whether the mouse is held where the page scrolls, if [`Message::DragGoesOn`](super::Message::DragGoesOn) is sent repeatedly.
    pub fn drag_scrolls(&self) -> bool {
        matches!(self.drag, Some(Drag::Text(_, y)) if self.past_edge(y) != 0)
    }

    /// -1 above the text, 1 below it, 0 in it.
    fn past_edge(&self, y: u16) -> isize {
        let text = self.panes.text;
        if y < text.y {
            -1
        } else {
            isize::from(y >= text.y + text.height)
        }
    }

    /// Moves the end of the selection to the mouse; past the edge the page scrolls by a row.
    pub(super) fn drag_goes_on(&mut self) {
        let Some(Drag::Text(x, y)) = self.drag else { return };
        let past = self.past_edge(y);
        if past != 0 {
            let cursor = self.reading.cursor();
            if !self.reading.scroll(past) {
                self.reading.place_cursor(cursor);
            }
        }
        let text = self.panes.text;
        let row = match past {
            0 => y,
            1.. => text.y + self.reading.lines().last().map_or(0, |l| l.y),
            _ => text.y,
        };
        let x = x.min(self.panes.article.x + self.panes.article.width.saturating_sub(1));
        if let Some(offset) = self.offset_near(x, row) {
            self.reading.select_to(offset);
        }
    }

    /// Moves the border between text and sidebar to column `x`.
    fn move_divider(&mut self, x: u16) {
        let width = self.panes.screen.width.saturating_sub(x);
        self.settings.sidebar = width.clamp(16, 200);
        self.repane();
    }

    /// Two clicks select the word, three the sentence, four the paragraph.
    fn select_clicked(&mut self, clicks: u8) {
        let (document, at) = (self.article.document(), self.reading.cursor());
        let (kind, range) = match clicks {
            0 | 1 => return,
            2 => (SelectionKind::Characters, motion::word_at(document, at)),
            3 => match motion::sentence_at(document, at) {
                Some(sentence) => (SelectionKind::Sentences, sentence),
                None => return,
            },
            _ => (SelectionKind::Characters, motion::block_range(document, at)),
        };
        if !range.is_empty() {
            self.reading.select_range(kind, range);
        }
    }

    /// Moves the reading position to the click, and the focus to the claim there.
    fn click_text(&mut self, x: u16, y: u16) {
        if let Some(hidden) = self.folded_under(y) {
            return self.reading.open_at(hidden);
        }
        if let Some(picture) = self.picture_under(y) {
            let outcome = self.show_picture(picture);
            return self.status.show(outcome);
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

    /// The content of a row of the screen.
    fn line_under(&self, y: u16) -> Option<&Line> {
        let y = y.checked_sub(self.panes.text.y)?;
        self.reading.lines().iter().find(|l| l.y == y)
    }

    /// The text folded away at a row of the screen.
    fn folded_under(&self, y: u16) -> Option<TextRange> {
        match self.line_under(y)?.kind {
            LineKind::Fold { hidden, .. } => Some(hidden),
            LineKind::Blank | LineKind::Picture(_) | LineKind::Text { .. } => None,
        }
    }

    /// The picture at a row of the screen.
    fn picture_under(&self, y: u16) -> Option<usize> {
        match self.line_under(y)?.kind {
            LineKind::Picture(picture) => Some(picture),
            LineKind::Blank | LineKind::Fold { .. } | LineKind::Text { .. } => None,
        }
    }

    /// The byte offset of the grapheme in a cell of the article: beside the text, the nearest one of the row.
    fn offset_under(&self, x: u16, y: u16) -> Option<usize> {
        if !self.panes.article.contains(x, y) {
            return None;
        }
        Some(self.offset_in(self.line_under(y)?.row()?, x))
    }

    /// The same for the row of text nearest to row `y` of the screen.
    fn offset_near(&self, x: u16, y: u16) -> Option<usize> {
        let at = y.saturating_sub(self.panes.text.y);
        let rows = self.reading.lines().iter().filter_map(|l| Some((l.y, l.row()?)));
        let (_, row) = rows.min_by_key(|(y, _)| y.abs_diff(at))?;
        Some(self.offset_in(row, x))
    }

    fn offset_in(&self, row: &Row, x: u16) -> usize {
        let text = self.panes.text;
        let column = x.saturating_sub(text.x);
        offset_at(self.article.document(), row, column)
    }
}
