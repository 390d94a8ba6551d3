//! Draws the pictures of the documentation: the reader on the tour, cell by cell, as SVG.
//!
//! ```sh
//! cargo run --example picture              # writes docs/ink.svg, docs/paper.svg, docs/queue.svg
//! cargo run --example picture -- FOLDER    # writes them there
//! ```
//!
//! The same build draws the same bytes: times and ids are fixed. A test checks that the pictures in the repository are up to date.

#![allow(missing_docs, clippy::print_stdout)]

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use postil::analysis::analyse;
use postil::app::{Loaded, Message, Model, Stamps, update};
use postil::config::Themes;
use postil::config::key::Key;
use postil::config::settings::Settings;
use postil::import;
use postil::notes::{Id, Timestamp};
use postil::text::grapheme::width;
use postil::ui::{Terminal, view};
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Columns and rows.
const SIZE: (u16, u16) = (120, 36);
/// One cell, in units of the picture.
const CELL: (f32, f32) = (8.4, 19.0);
/// The font size, and how far below the top of a cell the baseline is.
const FONT: (f32, f32) = (14.0, 14.0);
/// Space around the screen.
const PAD: f32 = 14.0;

/// Each picture: its file, its theme, the keys that lead to it, and its description.
const PICTURES: [(&str, &str, &str, &str); 3] = [
    (
        "ink.svg",
        "ink",
        ",1 a ]c ,2 gg",
        "Postil on its tour: the article on the left with a bar beside each claim, the claims with their speakers on the right",
    ),
    (
        "paper.svg",
        "paper",
        ",1 a ,3 ,2 ge tab j j enter",
        "Postil in its light theme, with the people and organisations of the article in the sidebar",
    ),
    (
        "queue.svg",
        "ink",
        ",1 a ,3 ,2 13]c enter e =+https://ellery.example/accounts_“870,000_passengers” enter t =figures enter n =Ask_for_the_monthly_counts_too. C-s",
        "Postil's queue: one claim at a time with its speaker, verdicts, evidence and note",
    ),
];

#[derive(Debug, Default)]
struct Fixed(u32);

impl Stamps for Fixed {
    fn now(&mut self) -> Timestamp {
        Timestamp::from_second(1_773_500_000).unwrap_or_default()
    }

    fn id(&mut self) -> Id {
        self.0 += 1;
        Id(uuid::Uuid::from_u128(u128::from(self.0)))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs"),
        PathBuf::from,
    );
    for (name, svg) in pictures()? {
        let path = folder.join(name);
        std::fs::write(&path, svg)?;
        println!("{}", path.display());
    }
    Ok(())
}

/// All pictures: file name and SVG.
///
/// # Errors
/// If the tour cannot be read or a key or a theme is unknown; a test draws the pictures, so this does not happen.
pub fn pictures() -> Result<Vec<(&'static str, String)>, Box<dyn std::error::Error>> {
    PICTURES
        .iter()
        .map(|(name, theme, keys, about)| Ok((*name, svg(&screen(theme, keys)?, about))))
        .collect()
}

/// The screen after `keys` on the tour; `=some_words` types words.
fn screen(theme: &str, keys: &str) -> Result<Buffer, Box<dyn std::error::Error>> {
    let themes = Themes::built_in();
    let theme = themes.get(theme).ok_or("no such theme")?.clone();
    let mut model = Model::new(
        SIZE,
        Settings::default(),
        themes,
        theme,
        Box::new(Fixed::default()),
    );
    let options = import::Options {
        name: Some("tour.md".into()),
        ..import::Options::default()
    };
    let document = Arc::new(import::import(include_bytes!("../assets/tour.md"), &options)?.document);
    let analysis = Arc::new(analyse(&document));
    let loaded = Loaded {
        label: "tour".to_owned(),
        ..Loaded::new(1, document)
    };
    update(&mut model, Message::Loaded(Box::new(loaded)));
    update(&mut model, Message::Analysed(1, analysis));
    for word in keys.split(' ') {
        if let Some(typed) = word.strip_prefix('=') {
            for c in typed.chars() {
                update(
                    &mut model,
                    Message::Key(Key::char(if c == '_' { ' ' } else { c })),
                );
            }
            continue;
        }
        for key in Key::parse_sequence(word).ok_or("no such key")? {
            update(&mut model, Message::Key(key));
        }
    }
    // The changes are on disk, and the message was read.
    let serial = model.article().serial();
    let saved = Message::Saved {
        generation: 1,
        serial,
        incoming: None,
        warnings: Vec::new(),
    };
    update(&mut model, saved);
    for key in Key::parse_sequence("C-l").ok_or("no such key")? {
        update(&mut model, Message::Key(key));
    }
    let mut terminal = ratatui::Terminal::new(TestBackend::new(SIZE.0, SIZE.1))?;
    terminal.draw(|frame| {
        view(&model, Terminal::default(), frame);
    })?;
    Ok(terminal.backend().buffer().clone())
}

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

fn hex(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => otherwise.to_owned(),
    }
}

/// A buffer as SVG. Backgrounds, bars and rules are rectangles, so that they join; the rest is text, each run fixed to its columns whatever
/// the viewer's font is.
fn svg(buffer: &Buffer, about: &str) -> String {
    let area = buffer.area;
    let page = hex(buffer[(0, 0)].bg, "#000000");
    let (w, h) = (
        f32::from(area.width) * CELL.0 + 2.0 * PAD,
        f32::from(area.height) * CELL.1 + 2.0 * PAD,
    );
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w:.0}" height="{h:.0}" viewBox="0 0 {w:.0} {h:.0}" role="img">"#
    );
    let _ = writeln!(out, "<title>{}</title>", escape(about));
    let _ = writeln!(
        out,
        r#"<rect width="{w:.0}" height="{h:.0}" rx="10" fill="{page}"/>"#
    );
    let _ = writeln!(
        out,
        r#"<clipPath id="screen"><rect width="{w:.0}" height="{h:.0}" rx="10"/></clipPath>
<g clip-path="url(#screen)">"#
    );
    let footer = hex(buffer[(area.right() - 1, area.bottom() - 1)].bg, &page);
    let _ = writeln!(
        out,
        r#"<rect y="{:.1}" width="{w:.0}" height="{PAD:.1}" fill="{footer}"/>"#,
        h - PAD
    );
    let mut words = String::new();
    for y in area.top()..area.bottom() {
        let top = PAD + f32::from(y) * CELL.1;
        for (x, cells, look) in runs(buffer, y, |cell| look(cell).ground) {
            let ground = hex(look, &page);
            if ground != page {
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
                    out,
                    r#"<rect x="{from:.1}" y="{above:.1}" width="{:.1}" height="{:.1}" fill="{ground}"/>"#,
                    to - from,
                    below - above,
                );
            }
        }
        for (x, cells, look) in runs(buffer, y, look) {
            text(buffer, (x, y), cells, look, &mut out, &mut words);
        }
    }
    out.push_str("</g>\n");
    let _ = writeln!(
        out,
        r#"<g font-family="'DejaVu Sans Mono','SF Mono',Menlo,Consolas,'Liberation Mono',monospace" font-size="{}" xml:space="preserve">"#,
        FONT.0
    );
    out.push_str(&words);
    out.push_str("</g>\n</svg>\n");
    out
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
    let colour = hex(look.colour, "#888888");
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

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
