//! Draws the reader on the tour and writes the screen as SVG: `cargo run --example picture` makes the pictures of the
//! README, `docs/ink.svg` and `docs/paper.svg`.

#![allow(clippy::unwrap_used, reason = "a tool for the project's own folder")]

use std::fmt::Write;
use std::sync::Arc;

use postil::app::{Loaded, Message, Model, Stamps, update};
use postil::config::{Settings, Themes, key::Key};
use postil::notes::{Id, Notebook, Timestamp};
use postil::runtime::Article;
use postil::ui::{Terminal, view};
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Units of the picture a cell is wide and high.
const CELL: (usize, usize) = (9, 19);

/// Fixed moments and names, so that the picture is the same each time.
#[derive(Debug)]
struct Fixed(u128);

impl Stamps for Fixed {
    fn now(&mut self) -> Timestamp {
        Timestamp::from_second(1_780_000_000).unwrap()
    }

    fn id(&mut self) -> Id {
        self.0 += 1;
        Id(uuid::Uuid::from_u128(self.0))
    }
}

fn main() {
    for theme in ["ink", "paper"] {
        std::fs::write(format!("docs/{theme}.svg"), svg(&screen(theme))).unwrap();
    }
}

/// The tour with some claims decided, at 120x36.
fn screen(theme: &str) -> Buffer {
    let article = Article::tour().unwrap();
    let document = Arc::new(article.document);
    let themes = Themes::built_in();
    let theme = themes.get(theme).unwrap().clone();
    let mut model = Model::new((120, 36), Settings::default(), themes, theme, Box::new(Fixed(0)));
    let loaded = Loaded {
        generation: 1,
        document: document.clone(),
        notebook: Notebook::default(),
        located: Vec::new(),
        place: None,
        marks: std::collections::BTreeMap::new(),
        read_only: None,
        warnings: Vec::new(),
        path: None,
        label: String::new(),
    };
    update(&mut model, Message::Loaded(Box::new(loaded)));
    let analysis = Arc::new(postil::analysis::analyse(&document));
    update(&mut model, Message::Analysed(1, analysis));
    for key in ["1", "a", "2", "a", "3", "gg"]
        .iter()
        .flat_map(|k| Key::parse_sequence(k).unwrap())
    {
        update(&mut model, Message::Key(key));
        update(&mut model, Message::Pause);
    }
    let serial = model.serial;
    update(
        &mut model,
        Message::Saved {
            generation: 1,
            serial,
            incoming: None,
            warnings: Vec::new(),
        },
    );
    model.notice = None;
    let mut terminal = ratatui::Terminal::new(TestBackend::new(120, 36)).unwrap();
    terminal
        .draw(|frame| view(&model, Terminal::default(), frame))
        .unwrap();
    terminal.backend().buffer().clone()
}

fn svg(buffer: &Buffer) -> String {
    let (w, h) = CELL;
    let area = buffer.area;
    let (width, height) = (usize::from(area.width) * w, usize::from(area.height) * h);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\">\n"
    );
    for y in 0..area.height {
        for x in 0..area.width {
            let cell = &buffer[(x, y)];
            let (x, y) = (usize::from(x) * w, usize::from(y) * h);
            let (fg, bg) = colours(cell);
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{bg}\"/>",
                w + 1,
                h + 1
            );
            draw(&mut out, cell, (x, y), &fg);
        }
    }
    out + "</svg>\n"
}

/// One cell's glyph; bars and blocks as rectangles, so that they join.
fn draw(out: &mut String, cell: &Cell, (x, y): (usize, usize), fg: &str) {
    let (w, h) = CELL;
    let symbol = cell.symbol();
    let eighths = "▁▂▃▄▅▆▇█".chars().position(|c| symbol.starts_with(c));
    if symbol == "▎" {
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"2\" height=\"{h}\" fill=\"{fg}\"/>"
        );
    } else if let Some(eighths) = eighths {
        let tall = h * (eighths + 1) / 8;
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{}\" width=\"{w}\" height=\"{tall}\" fill=\"{fg}\"/>",
            y + h - tall
        );
    } else if !symbol.trim().is_empty() {
        let mut look = String::new();
        for (modifier, words) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::ITALIC, " font-style=\"italic\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        ] {
            if cell.modifier.contains(modifier) {
                look.push_str(words);
            }
        }
        let text = symbol.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{}\" fill=\"{fg}\"{look}>{text}</text>",
            y + 14
        );
    }
}

fn colours(cell: &Cell) -> (String, String) {
    let hex = |colour: Color, or: &str| match colour {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => or.to_owned(),
    };
    let (fg, bg) = (hex(cell.fg, "#d9d5cc"), hex(cell.bg, "#16181d"));
    if cell.modifier.contains(Modifier::REVERSED) {
        (bg, fg)
    } else {
        (fg, bg)
    }
}
