//! A pen that writes text and fills areas by role, and never writes outside the buffer.

use ratatui::buffer::{Buffer, Cell as Blank};
use ratatui::style::{Modifier, Style as Cell};

use super::Button;
use super::style::cell;
use crate::app::panes::Area;
use crate::config::theme::{Depth, Role, Style, Theme};
use crate::text::grapheme::graphemes;

/// Writes into a buffer with the styles of a theme.
pub(super) struct Pen<'a> {
    theme: &'a Theme,
    depth: Depth,
    pub(super) buffer: &'a mut Buffer,
    /// The last style used, as the theme's style and as the terminal's: most characters have the style of the one before.
    last: (Style, Cell),
    /// The buttons drawn so far.
    pub(super) buttons: Vec<Button>,
}

impl<'a> Pen<'a> {
    pub(super) fn new(theme: &'a Theme, depth: Depth, buffer: &'a mut Buffer) -> Self {
        let last = (Style::PLAIN, cell(Style::PLAIN, depth));
        Self {
            theme,
            depth,
            buffer,
            last,
            buttons: Vec::new(),
        }
    }

    /// The style of a role.
    pub(super) fn role(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// The style of a role laid over another style.
    pub(super) fn over(&self, role: Role, below: Style) -> Style {
        self.theme.style(role).over(below)
    }

    pub(super) fn cell(&self, style: Style) -> Cell {
        cell(style, self.depth)
    }

    /// Whether the sidebar has another background than the page, so that no rule is needed between them.
    pub(super) fn grounds_differ(&self) -> bool {
        let ground = |role| self.theme.style(role).over(self.theme.style(Role::Page)).bg;
        ground(Role::Sidebar) != ground(Role::Page)
    }

    /// Whether the selected row of a list has its own background, so that no sign is needed beside it.
    pub(super) fn lifts_rows(&self) -> bool {
        let ground = |style: Style| style.over(self.theme.style(Role::Page)).bg;
        let sidebar = self.theme.style(Role::Sidebar);
        ground(self.theme.style(Role::Lifted).over(sidebar)) != ground(sidebar)
    }

    /// Fills an area with blanks in the style of a role.
    pub(super) fn fill(&mut self, area: Area, role: Role) {
        let mut blank = Blank::EMPTY;
        blank.set_style(self.cell(self.over(role, self.role(Role::Page))));
        let area = super::rect(area).intersection(self.buffer.area);
        if area.is_empty() {
            return;
        }
        for y in area.top()..area.bottom() {
            let start = self.buffer.index_of(area.left(), y);
            let cells = self
                .buffer
                .content
                .get_mut(start..start + usize::from(area.width));
            cells.unwrap_or_default().fill(blank.clone());
        }
    }

    /// Lays a style over what an area already shows.
    pub(super) fn tint(&mut self, area: Area, style: Style) {
        let style = self.cell(style);
        let area = super::rect(area).intersection(self.buffer.area);
        self.buffer.set_style(area, style);
    }

    /// Draws a thin line under `width` cells: in the faint colour if the terminal can colour underlines, which those with 16 million
    /// colours can. Other terminals may read the numbers of the colour as other attributes.
    pub(super) fn underline(&mut self, x: u16, y: u16, width: u16) {
        let mut look = Cell::default().add_modifier(Modifier::UNDERLINED);
        let faint = self.cell(self.role(Role::Faint)).fg;
        if let Some(line) = faint.filter(|_| self.depth == Depth::True) {
            look = look.underline_color(line);
        }
        let area = super::rect(Area {
            x,
            y,
            width,
            height: 1,
        });
        self.buffer.set_style(area.intersection(self.buffer.area), look);
    }

    /// Writes `text` from a cell on, at most `max` cells; returns the column after it. The text must already be sanitized; control
    /// characters take no cell.
    pub(super) fn text(&mut self, x: u16, y: u16, text: &str, style: Style, max: u16) -> u16 {
        let end = x.saturating_add(max);
        let mut at = x;
        for g in graphemes(text) {
            let width = g.width as u16;
            if width == 0 {
                continue;
            }
            if at + width > end {
                break;
            }
            self.grapheme(at, y, g.text, width, style);
            at += width;
        }
        at
    }

    /// Writes one grapheme; the cell after a wide one is cleared.
    pub(super) fn grapheme(&mut self, x: u16, y: u16, grapheme: &str, width: u16, style: Style) {
        let area = self.buffer.area;
        if y >= area.bottom() || x.saturating_add(width.max(1)) > area.right() {
            return;
        }
        if self.last.0 != style {
            self.last = (style, self.cell(style));
        }
        let look = self.last.1;
        let start = self.buffer.index_of(x, y);
        let cells = self.buffer.content.get_mut(start..start + usize::from(width));
        if let Some([first, covered @ ..]) = cells {
            first.set_symbol(grapheme).set_style(look);
            for cell in covered {
                cell.reset();
                cell.set_style(look);
            }
        }
    }

    /// Writes `text` so that it ends before column `right`; returns the column where it begins.
    pub(super) fn text_right(&mut self, right: u16, y: u16, text: &str, style: Style) -> u16 {
        let width = crate::text::grapheme::width(text) as u16;
        let x = right.saturating_sub(width);
        self.text(x, y, text, style, width);
        x
    }
}
