//! Draws a screen as SVG, cell by cell.

use std::fmt::Write as _;

use postil::text::grapheme::width;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// One cell, in units of the picture.
const CELL: (f32, f32) = (8.4, 19.0);
/// The font size, and how far below the top of a cell the baseline is.
const FONT: (f32, f32) = (14.0, 14.0);
/// Space around the screen.
pub(crate) const PAD: f32 = 14.0;

/// The style of a cell: background, colour, attributes.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    ground: Color,
    colour: Color,
    modifier: Modifier,
}

fn look(cell: &Cell) -> Look {
    let swapped = cell.modifier.contains(Modifier::REVERSED);
    Look {
        ground: if swapped { cell.fg } else { cell.bg },
        colour: if swapped { cell.bg } else { cell.fg },
        modifier: cell.modifier,
    }
}

/// Sixteen colours of a terminal: the palette Tango.
const SIXTEEN: [&str; 16] = [
    "#000000", "#cc0000", "#4e9a06", "#c4a000", "#3465a4", "#75507b", "#06989a", "#d3d7cf", "#555753",
    "#ef2929", "#8ae234", "#fce94f", "#729fcf", "#ad7fa8", "#34e2e2", "#eeeeec",
];

fn hex(colour: Color, otherwise: &str) -> String {
    let index = match colour {
        Color::Rgb(r, g, b) => return format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Reset => return otherwise.to_owned(),
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
        Color::Indexed(index) => usize::from(index),
    };
    SIXTEEN
        .get(index)
        .map_or_else(|| otherwise.to_owned(), |hex| (*hex).to_owned())
}

/// A buffer as SVG. Backgrounds, bars and rules are rectangles, so that they join; the rest is text, each run fixed to its columns whatever
/// the viewer's font is.
pub(crate) fn still(buffer: &Buffer, about: &str) -> String {
    let screen = Screen::of(buffer);
    let mut out = screen.opening(about, 0.0);
    let rows: Vec<Row> = (0..buffer.area.height).map(|y| screen.row(buffer, y)).collect();
    out.extend(rows.iter().map(|row| &*row.shapes));
    out.push_str("</g>\n");
    out.push_str(&opening_of_words());
    out.extend(rows.iter().map(|row| &*row.words));
    out.push_str("</g>\n</svg>\n");
    out
}

/// What a row of the screen looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// Backgrounds, bars and rules.
    pub(crate) shapes: String,
    /// Text, to be drawn over the shapes of all rows.
    pub(crate) words: String,
}

/// The size and the colours of a picture.
#[derive(Clone, Debug)]
pub(crate) struct Screen {
    /// Width and height in units of the picture.
    pub(crate) size: (f32, f32),
    /// The background of the page.
    pub(crate) page: String,
    /// The background of the last row.
    footer: String,
}

impl Screen {
    pub(crate) fn of(buffer: &Buffer) -> Self {
        let area = buffer.area;
        let page = hex(buffer[(0, 0)].bg, "#000000");
        Self {
            size: (
                f32::from(area.width) * CELL.0 + 2.0 * PAD,
                f32::from(area.height) * CELL.1 + 2.0 * PAD,
            ),
            footer: hex(buffer[(area.right() - 1, area.bottom() - 1)].bg, &page),
            page,
        }
    }

    /// The beginning of a picture with `below` units under the screen, up to the group of the shapes.
    pub(crate) fn opening(&self, about: &str, below: f32) -> String {
        let (w, h) = self.size;
        let (page, footer, whole) = (&self.page, &self.footer, h + below);
        let mut out = String::new();
        // Writing into a string cannot fail.
        let _ = writeln!(
            out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w:.0}" height="{whole:.0}" viewBox="0 0 {w:.0} {whole:.0}" role="img">"#
        );
        let _ = writeln!(out, "<title>{}</title>", escape(about));
        let _ = writeln!(
            out,
            r#"<rect width="{w:.0}" height="{whole:.0}" rx="10" fill="{page}"/>"#
        );
        let _ = writeln!(
            out,
            r#"<clipPath id="screen"><rect width="{w:.0}" height="{whole:.0}" rx="10"/></clipPath>
<g clip-path="url(#screen)">"#
        );
        let _ = writeln!(
            out,
            r#"<rect y="{:.1}" width="{w:.0}" height="{:.1}" fill="{footer}"/>"#,
            h - PAD,
            PAD + below
        );
        out
    }

    /// Row `y` of the buffer.
    pub(crate) fn row(&self, buffer: &Buffer, y: u16) -> Row {
        let (area, w) = (buffer.area, self.size.0);
        let mut row = Row::default();
        let top = PAD + f32::from(y) * CELL.1;
        for (x, cells, look) in runs(buffer, y, |cell| look(cell).ground) {
            let ground = hex(look, &self.page);
            if ground != self.page {
                // A run at an edge of the screen continues through the padding; slightly taller, so that there is no seam between rows.
                let from = if x == area.left() { 0.0 } else { left(x) };
                let to = if x + cells == area.right() {
                    w
                } else {
                    left(x + cells)
                };
                let above = if y == area.top() { 0.0 } else { top };
                let below = top + CELL.1 + 0.2;
                let _ = writeln!(
                    row.shapes,
                    r#"<rect x="{from:.1}" y="{above:.1}" width="{:.1}" height="{:.1}" fill="{ground}"/>"#,
                    to - from,
                    below - above,
                );
            }
        }
        for (x, cells, look) in runs(buffer, y, look) {
            text(buffer, (x, y), cells, look, &mut row.shapes, &mut row.words);
        }
        row
    }
}

/// The beginning of a group of text.
pub(crate) fn opening_of_words() -> String {
    format!(
        "<g font-family=\"'DejaVu Sans Mono','SF Mono',Menlo,Consolas,'Liberation Mono',monospace\" font-size=\"{}\" xml:space=\"preserve\">\n",
        FONT.0
    )
}

fn left(x: u16) -> f32 {
    PAD + f32::from(x) * CELL.0
}

/// Runs of neighbouring cells of a row with the same result of `of`: start, length, and the result.
fn runs<T: PartialEq + Copy>(buffer: &Buffer, y: u16, of: impl Fn(&Cell) -> T) -> Vec<(u16, u16, T)> {
    let mut out: Vec<(u16, u16, T)> = Vec::new();
    for x in buffer.area.left()..buffer.area.right() {
        let this = of(&buffer[(x, y)]);
        match out.last_mut() {
            Some((_, cells, same)) if *same == this => *cells += 1,
            _ => out.push((x, 1, this)),
        }
    }
    out
}

/// Draws a run: block characters as rectangles into `shapes`, words into `words`.
fn text(
    buffer: &Buffer,
    (from, y): (u16, u16),
    cells: u16,
    look: Look,
    shapes: &mut String,
    words: &mut String,
) {
    let top = PAD + f32::from(y) * CELL.1;
    let colour = hex(look.colour, "#e5e5e5");
    let mut run: Option<(u16, String)> = None;
    let mut x = from;
    while x < from + cells {
        let symbol = buffer[(x, y)].symbol();
        let wide = width(symbol).max(1) as u16;
        let shape = shape(symbol);
        // Two blanks end a run of words: words that are far apart are placed separately.
        let apart = symbol == " " && (x + 1 >= from + cells || buffer[(x + 1, y)].symbol() == " ");
        if let Some((dx, dy, dw, dh)) = shape {
            let _ = writeln!(
                shapes,
                r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="{colour}"/>"#,
                left(x) + dx * CELL.0,
                top + dy * CELL.1,
                dw * CELL.0,
                dh * CELL.1,
            );
        }
        if shape.is_some() || apart {
            flush(run.take(), x, top, &colour, look.modifier, words);
        } else if symbol != " " || run.is_some() {
            run.get_or_insert_with(|| (x, String::new())).1.push_str(symbol);
        }
        x += wide;
    }
    flush(run, from + cells, top, &colour, look.modifier, words);
}

/// The part of its cell that a block character fills: left, top, width and height, as fractions.
fn shape(symbol: &str) -> Option<(f32, f32, f32, f32)> {
    const EIGHTHS: &str = "▁▂▃▄▅▆▇█";
    let c = symbol.chars().next()?;
    match c {
        '▎' => Some((0.0, 0.0, 0.25, 1.01)),
        '▌' => Some((0.0, 0.0, 0.5, 1.01)),
        '│' => Some((0.45, 0.0, 0.1, 1.01)),
        '─' => Some((0.0, 0.48, 1.0, 0.05)),
        '━' => Some((0.0, 0.44, 1.0, 0.12)),
        _ => {
            let eighths = EIGHTHS.chars().position(|e| e == c)? as f32 + 1.0;
            Some((0.08, 1.0 - eighths / 8.0, 0.84, eighths / 8.0))
        }
    }
}

fn flush(
    run: Option<(u16, String)>,
    end: u16,
    top: f32,
    colour: &str,
    modifier: Modifier,
    words: &mut String,
) {
    let Some((x, text)) = run.filter(|(_, text)| !text.trim().is_empty()) else {
        return;
    };
    let columns = width(text.trim_end()).min(usize::from(end - x));
    let mut attributes = String::new();
    for (on, attribute) in [
        (Modifier::BOLD, r#" font-weight="bold""#),
        (Modifier::ITALIC, r#" font-style="italic""#),
        (Modifier::UNDERLINED, r#" text-decoration="underline""#),
        (Modifier::CROSSED_OUT, r#" text-decoration="line-through""#),
        (Modifier::DIM, r#" opacity="0.7""#),
    ] {
        if modifier.contains(on) {
            attributes.push_str(attribute);
        }
    }
    let _ = writeln!(
        words,
        r#"<text x="{:.1}" y="{:.1}" textLength="{:.1}" fill="{colour}"{attributes}>{}</text>"#,
        left(x),
        top + FONT.1,
        columns as f32 * CELL.0,
        escape(text.trim_end()),
    );
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
