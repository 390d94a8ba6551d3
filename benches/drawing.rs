//! The cost of a key from the keyboard to the bytes for the terminal, at 120x40: `cargo bench --bench drawing`.
#![allow(clippy::unwrap_used, reason = "a bench that does not work is to stop")]

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use divan::Bencher;
use postil::analysis::analyse;
use postil::app::{Loaded, Message, Model, Stamps, update};
use postil::config::{Depth, Key, Settings, Themes};
use postil::import::{self, Options};
use postil::notes::{Id, Timestamp};
use postil::runtime::Encoder;
use postil::ui::{Terminal, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn main() {
    divan::main();
}

#[derive(Debug)]
struct Fixed;

impl Stamps for Fixed {
    fn now(&mut self) -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    fn id(&mut self) -> Id {
        Id(uuid::Uuid::nil())
    }
}

/// An article of about `bytes` with names and claims in each paragraph, as the reader shows it after the analysis.
fn reader(bytes: usize) -> Model {
    let mut text = String::from("A long report\n\nBy Ida Lund\n\n");
    let names = [
        "Mayor Ida Lund",
        "Jonas Berg of Norsk Hydro",
        "The Ministry of Transport",
        "Ruth Okafor",
    ];
    for (n, name) in (1..).zip(names.into_iter().cycle()) {
        let _ = write!(
            text,
            "On day {n} {name} said that the bridge in Bergen would cost {n} million euros, “and not a euro more.” The council of the town met again, and nobody was surprised.\n\n"
        );
        if text.len() > bytes {
            break;
        }
    }
    let options = Options {
        name: Some(PathBuf::from("report.txt")),
        ..Options::default()
    };
    let document = Arc::new(import::import(text.as_bytes(), &options).unwrap().document);
    let themes = Themes::built_in();
    let theme = themes.get("ink").unwrap().clone();
    let mut model = Model::new((120, 40), Settings::default(), themes, theme, Box::new(Fixed));
    let analysis = Arc::new(analyse(&document));
    update(&mut model, Message::Loaded(Box::new(Loaded::new(1, document))));
    update(&mut model, Message::Analysed(1, analysis));
    model
}

/// A terminal of 120 by 40 whose output is dropped.
struct Screen {
    frame: Buffer,
    encoder: Encoder<io::Sink>,
}

impl Screen {
    fn new() -> Self {
        Self {
            frame: Buffer::empty(Rect::new(0, 0, 120, 40)),
            encoder: Encoder::new(io::sink(), true),
        }
    }

    fn show(&mut self, model: &Model) {
        self.frame.reset();
        let drawn = view(model, TERMINAL, &mut self.frame);
        self.encoder
            .show(&self.frame, drawn.cursor.map(Into::into))
            .unwrap();
    }
}

const TERMINAL: Terminal = Terminal { depth: Depth::True };

/// Presses the two keys alternately, so that the end is never reached; each key is handled, laid out, drawn and written.
fn press(bencher: Bencher<'_, '_>, bytes: usize, there: &str, back: &str) {
    let mut model = reader(bytes);
    let mut screen = Screen::new();
    let mut keys = [there, back]
        .map(|k| Key::parse_sequence(k).unwrap())
        .into_iter()
        .cycle();
    let mut press = |screen: &mut Screen| {
        for key in keys.next().unwrap() {
            update(&mut model, Message::Key(key));
        }
        screen.show(&model);
    };
    press(&mut screen);
    bencher.bench_local(|| press(&mut screen));
}

const SIZES: [usize; 2] = [4 << 10, 1 << 20];

#[divan::bench(args = SIZES)]
fn a_row(bencher: Bencher<'_, '_>, bytes: usize) {
    press(bencher, bytes, "j", "k");
}

#[divan::bench(args = SIZES)]
fn a_page(bencher: Bencher<'_, '_>, bytes: usize) {
    press(bencher, bytes, "pagedown", "pageup");
}

#[divan::bench(args = SIZES)]
fn the_next_claim(bencher: Bencher<'_, '_>, bytes: usize) {
    press(bencher, bytes, "]c", "[c");
}

/// The first frame, which is written completely.
#[divan::bench]
fn a_whole_frame(bencher: Bencher<'_, '_>) {
    let model = reader(4 << 10);
    let draw = || {
        let mut screen = Screen::new();
        screen.show(&model);
        screen
    };
    drop(draw());
    bencher.bench_local(draw);
}
