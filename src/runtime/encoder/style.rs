//! The styles of cells, which cells can be written together, and the sequences that set a style.
//!
//! Invariant: a cell written in a style other than its own is a blank on the same background.

use std::cell::OnceCell;
use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::grid::{Grid, StyleId};

/// The style of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellStyle {
    foreground: Color,
    background: Color,
    underline: Color,
    modifier: Modifier,
}

impl CellStyle {
    /// The style of a cleared terminal.
    pub(super) const PLAIN: Self = Self {
        foreground: Color::Reset,
        background: Color::Reset,
        underline: Color::Reset,
        modifier: Modifier::empty(),
    };

    /// Attributes that are invisible on a blank.
    const OF_LETTERS: Modifier = Modifier::UNDERLINED
        .union(Modifier::REVERSED)
        .union(Modifier::CROSSED_OUT)
        .complement();

    pub(super) fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            underline: cell.underline_color,
            modifier: cell.modifier,
        }
    }

    /// Whether a blank in this style shows only its background.
    pub(super) fn is_ground(self) -> bool {
        Self::OF_LETTERS.contains(self.modifier)
    }

    /// The colour behind the letter.
    pub(super) fn background(self) -> Color {
        self.background
    }
}

/// The places in `changes` (in order) by the style in which to write them. Empty cells are written with their neighbours, or in the most
/// frequent style on their background.
pub(super) fn by_style(changes: &[u32], grid: &Grid) -> Vec<(StyleId, Vec<u32>)> {
    let cell = |place: u32| grid.get(place as usize);
    let mut styles: Vec<(StyleId, Vec<u32>)> = Vec::new();
    let mut last = 0;
    let counts = OnceCell::new();
    let mut before: Option<(u32, StyleId)> = None;
    for (i, &place) in changes.iter().enumerate() {
        let own = cell(place);
        let style = if grid.is_empty(own) {
            let serves = |id: &StyleId| grid.serves(*id, own);
            let behind = || {
                let next = changes[i + 1..].iter().zip(place + 1..);
                next.take_while(|(next, place)| *next == place)
                    .map(|(next, _)| cell(*next))
                    .find(|next| !grid.is_empty(*next))
                    .map(Grid::style_of)
            };
            let most = || {
                let counts = counts.get_or_init(|| by_count(changes, grid));
                counts.iter().copied().find(serves)
            };
            before
                .filter(|(before, _)| before + 1 == place)
                .map(|(_, style)| style)
                .filter(serves)
                .or_else(|| behind().filter(serves))
                .or_else(most)
                .unwrap_or(Grid::style_of(own))
        } else {
            Grid::style_of(own)
        };
        before = Some((place, style));
        // Most often it is the style of the previous cell.
        if styles.get(last).is_none_or(|(known, _)| *known != style) {
            last = styles
                .iter()
                .position(|(known, _)| *known == style)
                .unwrap_or(styles.len());
        }
        match styles.get_mut(last) {
            Some((_, places)) => places.push(place),
            None => styles.push((style, vec![place])),
        }
    }
    styles
}

/// The styles of cells that are not empty, the most frequent first.
fn by_count(changes: &[u32], grid: &Grid) -> Vec<StyleId> {
    let mut counts: Vec<(StyleId, usize)> = Vec::new();
    let cells = changes.iter().map(|place| grid.get(*place as usize));
    for style in cells.filter(|cell| !grid.is_empty(*cell)).map(Grid::style_of) {
        match counts.iter_mut().find(|(known, _)| *known == style) {
            Some((_, count)) => *count += 1,
            None => counts.push((style, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(style, _)| style).collect()
}

/// The SGR parameters that change the style from `from`, or from any style, to `to`.
pub(super) fn sgr(from: Option<CellStyle>, to: CellStyle) -> String {
    let mut out = String::new();
    let from = from
        .filter(|from| from.modifier == to.modifier)
        .unwrap_or_else(|| {
            out.push('0');
            for (modifier, code) in [
                (Modifier::BOLD, 1),
                (Modifier::DIM, 2),
                (Modifier::ITALIC, 3),
                (Modifier::UNDERLINED, 4),
                (Modifier::SLOW_BLINK, 5),
                (Modifier::RAPID_BLINK, 6),
                (Modifier::REVERSED, 7),
                (Modifier::HIDDEN, 8),
                (Modifier::CROSSED_OUT, 9),
            ] {
                if to.modifier.contains(modifier) {
                    let _ = write!(out, ";{code}");
                }
            }
            CellStyle::PLAIN
        });
    for (was, is, base) in [
        (from.foreground, to.foreground, 30),
        (from.background, to.background, 40),
        (from.underline, to.underline, 50),
    ] {
        if was != is {
            if !out.is_empty() {
                out.push(';');
            }
            colour(&mut out, is, base);
        }
    }
    out
}

/// The parameters for a colour; `base` is 30 for the foreground, 40 for the background, 50 for underlines.
fn colour(out: &mut String, colour: Color, base: u8) {
    let index = match colour {
        Color::Reset => {
            let _ = write!(out, "{}", base + 9);
            return;
        }
        Color::Rgb(r, g, b) => {
            let _ = write!(out, "{};2;{r};{g};{b}", base + 8);
            return;
        }
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    // The sixteen have their own codes, which terminals without other colours understand.
    let _ = match index {
        0..8 if base < 50 => write!(out, "{}", base + index),
        8..16 if base < 50 => write!(out, "{}", base + 52 + index),
        _ => write!(out, "{};5;{index}", base + 8),
    };
}
