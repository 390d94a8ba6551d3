//! What the terminal shows, in eight bytes a cell.
//!
//! A ratatui cell takes 48 bytes, and on a fresh page every one of them is a page fault before the first frame. So a cell is kept as two
//! numbers: its symbol and its style.
//!
//! Invariants: equal cells have equal numbers; a place holds what was written there last, or nothing known (the second half of a wide
//! character cannot be written by itself, and terminals differ in what is left of it when the first half is overwritten).

use std::collections::BTreeMap;

use ratatui::buffer::Cell;
use ratatui::layout::Size;

use super::style::CellStyle;
use crate::text::grapheme::cells;

/// The number of a style in its grid.
pub(super) type StyleId = u32;

/// A cell as the terminal shows it. Only its grid knows what the numbers mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShownCell {
    /// A scalar value, or [`CLUSTERS`] and more for a symbol of several scalar values or none.
    symbol: u32,
    style: StyleId,
}

impl ShownCell {
    /// A cell of which nothing is known. It equals no known cell.
    pub(super) const UNKNOWN: Self = Self {
        symbol: u32::MAX,
        style: u32::MAX,
    };
    /// The cells of a cleared terminal. [`CellStyle::PLAIN`] is the first style of every grid.
    const BLANK: Self = Self {
        symbol: ' ' as u32,
        style: 0,
    };
}

/// The first number of symbols that are not one scalar value: above all of them.
const CLUSTERS: u32 = 0x11_0000;

/// With more styles or clusters than this, those that are on the screen no more are dropped before the next frame.
const MANY: usize = 512;

/// A style, and the background that a blank in it shows.
#[derive(Clone, Copy, Debug)]
struct NumberedStyle {
    style: CellStyle,
    /// The first style on the same background, if a blank shows nothing but that.
    ground: Option<StyleId>,
}

/// The cells of a terminal, row by row.
#[derive(Debug)]
pub(super) struct Grid {
    size: Size,
    cells: Vec<ShownCell>,
    styles: Vec<NumberedStyle>,
    clusters: Vec<Box<str>>,
    /// The number of each cluster.
    numbers: BTreeMap<Box<str>, u32>,
    /// The style of the last numbered cell: most often the next one has it too.
    last: StyleId,
}

impl Grid {
    /// The grid of a cleared terminal of no size.
    pub(super) fn new() -> Self {
        Self {
            size: Size::default(),
            cells: Vec::new(),
            styles: vec![NumberedStyle {
                style: CellStyle::PLAIN,
                ground: Some(0),
            }],
            clusters: Vec::new(),
            numbers: BTreeMap::new(),
            last: 0,
        }
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// The terminal was cleared, and has this size.
    pub(super) fn clear(&mut self, size: Size) {
        self.size = size;
        self.cells.clear();
        let count = usize::from(size.width) * usize::from(size.height);
        self.cells.resize(count, ShownCell::BLANK);
    }

    /// The cell at a place, counted row by row.
    pub(super) fn get(&self, place: usize) -> ShownCell {
        self.cells.get(place).copied().unwrap_or(ShownCell::UNKNOWN)
    }

    /// The cells from `place` to the end of its row.
    pub(super) fn row_from(&self, place: usize) -> &[ShownCell] {
        let width = usize::from(self.size.width.max(1));
        let rest = width - place % width;
        self.cells.get(place..place + rest).unwrap_or_default()
    }

    /// The `count` cells before `place`.
    pub(super) fn before(&self, place: usize, count: usize) -> &[ShownCell] {
        self.cells.get(place - count..place).unwrap_or_default()
    }

    pub(super) fn set(&mut self, place: usize, cell: ShownCell) {
        if let Some(shown) = self.cells.get_mut(place) {
            *shown = cell;
        }
    }

    /// The numbers of a cell.
    pub(super) fn number(&mut self, cell: &Cell) -> ShownCell {
        let symbol = cell.symbol();
        let mut chars = symbol.chars();
        let symbol = match (chars.next(), chars.next()) {
            (Some(only), None) => u32::from(only),
            _ => self.cluster(symbol),
        };
        ShownCell {
            symbol,
            style: self.style_id(CellStyle::of(cell)),
        }
    }

    fn cluster(&mut self, symbol: &str) -> u32 {
        if let Some(&known) = self.numbers.get(symbol) {
            return known;
        }
        let number = CLUSTERS + self.clusters.len() as u32;
        self.clusters.push(symbol.into());
        self.numbers.insert(symbol.into(), number);
        number
    }

    fn style_id(&mut self, style: CellStyle) -> StyleId {
        if self
            .styles
            .get(self.last as usize)
            .is_none_or(|known| known.style != style)
        {
            let known = self.styles.iter().position(|known| known.style == style);
            let id = known.unwrap_or(self.styles.len());
            self.last = id as StyleId;
            if known.is_none() {
                let background = style.background();
                let same = self
                    .styles
                    .iter()
                    .position(|known| known.style.background() == background);
                let ground = same.unwrap_or(id) as StyleId;
                self.styles.push(NumberedStyle {
                    style,
                    ground: style.is_ground().then_some(ground),
                });
            }
        }
        self.last
    }

    /// The symbol of a cell; `room` is for its bytes. Empty if nothing is known.
    pub(super) fn symbol<'a>(&'a self, cell: ShownCell, room: &'a mut [u8; 4]) -> &'a str {
        match char::from_u32(cell.symbol) {
            Some(c) => c.encode_utf8(room),
            None => cell
                .symbol
                .checked_sub(CLUSTERS)
                .and_then(|number| self.clusters.get(number as usize))
                .map_or("", |cluster| cluster),
        }
    }

    /// The columns of a cell: at least one.
    pub(super) fn columns(&self, cell: ShownCell) -> usize {
        match cell.symbol {
            0x20..0x7f => 1,
            _ => cells(self.symbol(cell, &mut [0; 4])).max(1),
        }
    }

    /// Whether the symbol of a cell is a printable ASCII character.
    pub(super) fn is_plain(cell: ShownCell) -> bool {
        (0x20..0x7f).contains(&cell.symbol)
    }

    /// The style with this number.
    pub(super) fn style(&self, id: StyleId) -> CellStyle {
        self.styles
            .get(id as usize)
            .map_or(CellStyle::PLAIN, |known| known.style)
    }

    /// The number of a cell's style.
    pub(super) fn style_of(cell: ShownCell) -> StyleId {
        cell.style
    }

    fn ground(&self, id: StyleId) -> Option<StyleId> {
        self.styles.get(id as usize)?.ground
    }

    /// The background of a cell that shows nothing else.
    fn bare_ground(&self, cell: ShownCell) -> Option<StyleId> {
        (cell.symbol == u32::from(' '))
            .then(|| self.ground(cell.style))
            .flatten()
    }

    /// Whether a cell shows only its background.
    pub(super) fn is_empty(&self, cell: ShownCell) -> bool {
        self.bare_ground(cell).is_some()
    }

    /// Whether both cells show only the same background.
    pub(super) fn are_equally_empty(&self, one: ShownCell, other: ShownCell) -> bool {
        let ground = self.bare_ground(one);
        ground.is_some() && ground == self.bare_ground(other)
    }

    /// Whether `cell` may be written in the style with this number: it is the cell's own, or the cell is empty and has the same
    /// background.
    pub(super) fn serves(&self, id: StyleId, cell: ShownCell) -> bool {
        let ground = || self.bare_ground(cell);
        cell.style == id || ground().is_some() && ground() == self.ground(id)
    }

    /// Drops styles and clusters that no cell shows, if there are many. All numbers outside the grid become invalid.
    pub(super) fn condense(&mut self) {
        if self.styles.len() <= MANY && self.clusters.len() <= MANY {
            return;
        }
        let mut fresh = Self {
            size: self.size,
            cells: Vec::with_capacity(self.cells.len()),
            ..Self::new()
        };
        for &cell in &self.cells {
            let kept = if cell == ShownCell::UNKNOWN {
                cell
            } else {
                let symbol = if cell.symbol < CLUSTERS {
                    cell.symbol
                } else {
                    fresh.cluster(self.symbol(cell, &mut [0; 4]))
                };
                let style = fresh.style_id(self.style(cell.style));
                ShownCell { symbol, style }
            };
            fresh.cells.push(kept);
        }
        *self = fresh;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Color;

    #[test]
    fn what_the_screen_shows_no_more_is_dropped_and_the_rest_keeps_its_meaning() {
        let mut grid = Grid::new();
        grid.clear(Size::new(4, 1));
        let mut cell = Cell::new("e\u{301}");
        for n in 0..2000 {
            cell.set_fg(Color::Rgb(0, (n / 256) as u8, (n % 256) as u8));
            let number = grid.number(&cell);
            grid.set(1, number);
            grid.set(3, ShownCell::UNKNOWN);
            grid.condense();
            assert!(grid.styles.len() <= MANY + 1 && grid.clusters.len() <= 1);
            let shown = grid.get(1);
            assert_eq!(grid.symbol(shown, &mut [0; 4]), "e\u{301}");
            assert_eq!(grid.style(Grid::style_of(shown)), CellStyle::of(&cell));
            assert_eq!((grid.get(0), grid.get(3)), (ShownCell::BLANK, ShownCell::UNKNOWN));
        }
    }
}
