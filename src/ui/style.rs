//! Converts the styles of a theme to those of ratatui.

use ratatui::style::{Color, Modifier, Style as Cell};

use crate::config::theme::{Colour, Depth, Style, Underline};

/// A theme's style as ratatui's. All kinds of underline are the same there.
pub(super) fn cell(style: Style, depth: Depth) -> Cell {
    let mut out = Cell::default();
    if let Some(fg) = style.fg {
        out = out.fg(colour(fg, depth));
    }
    if let Some(bg) = style.bg {
        out = out.bg(colour(bg, depth));
    }
    for (on, modifier) in [
        (style.bold, Modifier::BOLD),
        (style.italic, Modifier::ITALIC),
        (style.dim, Modifier::DIM),
        (style.underline != Underline::None, Modifier::UNDERLINED),
        (style.reverse, Modifier::REVERSED),
        (style.strike, Modifier::CROSSED_OUT),
    ] {
        if on {
            out = out.add_modifier(modifier);
        }
    }
    out
}

fn colour(colour: Colour, depth: Depth) -> Color {
    match colour {
        Colour::Default => Color::Reset,
        Colour::Ansi(n) => Color::Indexed(n),
        Colour::Rgb(r, g, b) if depth == Depth::True => Color::Rgb(r, g, b),
        Colour::Rgb(r, g, b) => Color::Indexed(nearest(r, g, b)),
    }
}

/// The nearest of xterm's 240 fixed colours: its cube of 6x6x6 and its 24 greys.
fn nearest(r: u8, g: u8, b: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |v: u8| {
        (0..6u8)
            .min_by_key(|&i| STEPS[usize::from(i)].abs_diff(v))
            .unwrap_or(0)
    };
    let distance = |a: [u8; 3]| {
        let d = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
        d(a[0], r) + d(a[1], g) + d(a[2], b)
    };
    let (i, j, k) = (step(r), step(g), step(b));
    let cube = [
        STEPS[usize::from(i)],
        STEPS[usize::from(j)],
        STEPS[usize::from(k)],
    ];
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let grey = (mean.saturating_sub(3) / 10).min(23) as u8;
    let shade = 8 + 10 * grey;
    if distance([shade; 3]) < distance(cube) {
        232 + grey
    } else {
        16 + 36 * i + 6 * j + k
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_find_their_nearest() {
        assert_eq!(nearest(0, 0, 0), 16);
        assert_eq!(nearest(255, 255, 255), 231);
        assert_eq!(nearest(0x16, 0x18, 0x1d), 234);
        assert_eq!(nearest(255, 0, 0), 196);
    }
}
