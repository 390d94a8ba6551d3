//! Draws the pictures of the documentation: the reader on the tour, cell by cell, as SVG.
//!
//! ```sh
//! cargo run --example picture              # writes the pictures into docs/
//! cargo run --example picture -- FOLDER    # writes them there
//! ```
//!
//! The same build draws the same bytes: times and ids are fixed. A test checks that the pictures in the repository are up to date.

#![allow(missing_docs, clippy::print_stdout)]

mod film;
mod svg;

use std::path::PathBuf;
use std::sync::Arc;

use postil::analysis::analyse;
use postil::app::{Loaded, Message, Model, Stamps, update};
use postil::config::Themes;
use postil::config::key::Key;
use postil::config::settings::Settings;
use postil::import;
use postil::notes::{Id, Timestamp};
use postil::ui::{Terminal, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns and rows.
const SIZE: (u16, u16) = (120, 36);
/// Columns and rows of the picture of a theme.
const SMALL: (u16, u16) = (100, 22);
/// The keys that lead to the picture of a theme.
const THEME_KEYS: &str = ",1 ,2 ,3 a 9]c";

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
pub fn pictures() -> Result<Vec<(String, String)>, Box<dyn std::error::Error>> {
    let mut all = Vec::new();
    for (name, theme, keys, about) in PICTURES {
        all.push((name.to_owned(), svg::still(&screen(theme, SIZE, keys)?, about)));
    }
    for theme in Themes::built_in().iter() {
        let about = format!("Postil in the theme {}", theme.name);
        let screen = screen(&theme.name, SMALL, THEME_KEYS)?;
        all.push((format!("theme-{}.svg", theme.name), svg::still(&screen, &about)));
    }
    all.push(("film.svg".to_owned(), film::film()?));
    Ok(all)
}

/// The screen after `keys` on the tour.
fn screen(theme: &str, size: (u16, u16), keys: &str) -> Result<Buffer, Box<dyn std::error::Error>> {
    let mut reader = Reader::on_the_tour(theme, size)?;
    for word in keys.split(' ') {
        reader.press(word)?;
    }
    reader.save();
    // The last message was read.
    reader.press("C-l")?;
    Ok(reader.screen())
}

/// The reader, without a terminal.
struct Reader {
    model: Model,
    size: (u16, u16),
}

impl Reader {
    /// Opens the tour in a theme.
    fn on_the_tour(theme: &str, size: (u16, u16)) -> Result<Self, Box<dyn std::error::Error>> {
        let themes = Themes::built_in();
        let theme = themes.get(theme).ok_or("no such theme")?.clone();
        let mut model = Model::new(
            size,
            Settings::default(),
            themes,
            theme,
            Box::new(Fixed::default()),
        );
        let options = import::Options {
            name: Some("tour.md".into()),
            ..import::Options::default()
        };
        let document = Arc::new(import::import(include_bytes!("../../assets/tour.md"), &options)?.document);
        let analysis = Arc::new(analyse(&document));
        let loaded = Loaded {
            label: "tour".to_owned(),
            ..Loaded::new(1, document)
        };
        update(&mut model, Message::Loaded(Box::new(loaded)));
        update(&mut model, Message::Analysed(1, analysis));
        Ok(Self { model, size })
    }

    /// Presses the keys of `word`; `=some_words` types words.
    fn press(&mut self, word: &str) -> Result<(), Box<dyn std::error::Error>> {
        if let Some(typed) = word.strip_prefix('=') {
            for c in typed.chars() {
                let key = Key::char(if c == '_' { ' ' } else { c });
                update(&mut self.model, Message::Key(key));
            }
            return Ok(());
        }
        for key in Key::parse_sequence(word).ok_or("no such key")? {
            update(&mut self.model, Message::Key(key));
        }
        Ok(())
    }

    /// The changes are on disk.
    fn save(&mut self) {
        let saved = Message::Saved {
            generation: 1,
            serial: self.model.article().serial(),
            incoming: None,
            warnings: Vec::new(),
        };
        update(&mut self.model, saved);
    }

    fn screen(&self) -> Buffer {
        let mut frame = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        view(&self.model, Terminal::default(), &mut frame);
        frame
    }
}
