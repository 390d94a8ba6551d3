//! The styles of cells, which cells can be written together, and the sequences that set a style.
//!
//! Invariant: a cell written in a style other than its own is a blank on the same background.

use std::cell::OnceCell;
use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The style of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellStyle {
    foreground: Color,
    background: Color,
    underline: Color,
    modifier: Modifier,
}

impl CellStyle {
    const PLAIN: Self = Self {
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

    fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            underline: cell.underline_color,
            modifier: cell.modifier,
        }
    }

    /// Whether a blank in this style shows only its background.
    fn is_ground(self) -> bool {
        Self::OF_LETTERS.contains(self.modifier)
    }

    /// Whether `cell` may be written in this style: it is the cell's own, or the cell is empty and has the same background.
    pub(super) fn serves(self, cell: &Cell) -> bool {
        let own = Self::of(cell);
        own == self || is_empty(cell) && self.is_ground() && own.background == self.background
    }
}

/// Whether a cell shows only its background.
pub(super) fn is_empty(cell: &Cell) -> bool {
    cell.symbol() == " " && CellStyle::of(cell).is_ground()
}

/// A changed cell and its place.
pub(super) type Change<'a> = (usize, &'a Cell);

/// The places to be written in each style, in order. Empty cells are written with their neighbours, or in the most frequent style on their
/// background.
pub(super) fn by_look(mut changes: Vec<Change<'_>>) -> Vec<(CellStyle, Vec<usize>)> {
    changes.sort_unstable_by_key(|(place, _)| *place);
    let mut looks: Vec<(CellStyle, Vec<usize>)> = Vec::new();
    let mut last = 0;
    let counts = OnceCell::new();
    let mut before: Option<(usize, CellStyle)> = None;
    for (i, &(place, cell)) in changes.iter().enumerate() {
        let look = if is_empty(cell) {
            let serves = |look: &CellStyle| look.serves(cell);
            let behind = || {
                let next = changes[i + 1..].iter().zip(place + 1..);
                next.take_while(|((next, _), place)| next == place)
                    .find(|((_, next), _)| !is_empty(next))
                    .map(|((_, next), _)| CellStyle::of(next))
            };
            let most = || {
                let counts = counts.get_or_init(|| by_count(&changes));
                counts.iter().copied().find(serves)
            };
            before
                .filter(|(before, _)| before + 1 == place)
                .map(|(_, look)| look)
                .filter(serves)
                .or_else(|| behind().filter(serves))
                .or_else(most)
                .unwrap_or(CellStyle::of(cell))
        } else {
            CellStyle::of(cell)
        };
        before = Some((place, look));
        // Most often it is the style of the previous cell.
        if looks.get(last).is_none_or(|(known, _)| *known != look) {
            last = looks
                .iter()
                .position(|(known, _)| *known == look)
                .unwrap_or(looks.len());
        }
        match looks.get_mut(last) {
            Some((_, places)) => places.push(place),
            None => looks.push((look, vec![place])),
        }
    }
    looks
}

/// The styles of cells that are not empty, the most frequent first.
fn by_count(changes: &[Change<'_>]) -> Vec<CellStyle> {
    let mut counts: Vec<(CellStyle, usize)> = Vec::new();
    let looks = changes.iter().filter(|(_, cell)| !is_empty(cell));
    let looks: Vec<CellStyle> = looks.map(|(_, cell)| CellStyle::of(cell)).collect();
    for run in looks.chunk_by(|a, b| a == b) {
        let Some(&look) = run.first() else { continue };
        match counts.iter_mut().find(|(known, _)| *known == look) {
            Some((_, count)) => *count += run.len(),
            None => counts.push((look, run.len())),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(look, _)| look).collect()
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
