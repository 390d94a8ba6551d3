//! Prepares pictures for the terminal: reads, scales and encodes them in the terminal's protocol.
//!
//! Invariants: the bytes sent to the terminal are this module's own sequences and numbers, never bytes of the file; the cost of a file is
//! bounded. Without the feature `pictures` nothing is drawn.

#[cfg(feature = "pictures")]
mod drawn;

use super::colours;
use crate::app::PictureFile;
use crate::app::panes::Area;
use crate::config::{Depth, PictureDrawing, Settings};
use crate::{files, import};

/// The size limit of a picture file in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The protocols by which terminals draw pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// The graphics protocol of kitty.
    Kitty,
    /// The inline images of iTerm2.
    Iterm2,
    /// Sixels, as introduced by the VT340.
    Sixel,
    /// Half blocks with two colours each: a picture made of text.
    Blocks,
}

/// The bytes that show a picture.
#[derive(Debug)]
pub(super) struct Drawable {
    /// Shows it, and restores the cursor and the colours.
    pub(super) show: Vec<u8>,
    /// Removes it, if overwriting it with text is not enough.
    pub(super) remove: &'static [u8],
}

/// The protocol for pictures; `None` if they are not drawn.
pub(super) fn protocol(wanted: PictureDrawing, depth: Depth) -> Option<Protocol> {
    if cfg!(not(feature = "pictures")) {
        return None;
    }
    match wanted {
        PictureDrawing::Auto => protocol_by(depth, |name| std::env::var(name).ok()),
        PictureDrawing::Kitty => Some(Protocol::Kitty),
        PictureDrawing::Iterm2 => Some(Protocol::Iterm2),
        PictureDrawing::Sixel => Some(Protocol::Sixel),
        PictureDrawing::Blocks => Some(Protocol::Blocks),
        PictureDrawing::None => None,
    }
}

/// A description of how pictures are drawn.
pub fn picture_words(settings: &Settings) -> &'static str {
    match protocol(settings.pictures, colours::depth(settings.colours)) {
        Some(Protocol::Kitty) => "drawn by the graphics protocol of kitty",
        Some(Protocol::Iterm2) => "drawn as inline images of iTerm2",
        Some(Protocol::Sixel) => "drawn as sixels",
        Some(Protocol::Blocks) => "drawn as coloured half blocks",
        None if cfg!(feature = "pictures") => "not drawn",
        None => "not drawn: this program was built without it",
    }
}

/// The picture protocol of a terminal with these environment variables.
fn protocol_by(depth: Depth, variable: impl Fn(&str) -> Option<String>) -> Option<Protocol> {
    let value = |name: &str| variable(name).unwrap_or_default();
    let is_set = |name: &str| !value(name).is_empty();
    let (term, program) = (value("TERM"), value("TERM_PROGRAM"));
    let term_is = |names: &[&str]| names.iter().any(|name| term.contains(name));
    let blocks = (depth == Depth::True).then_some(Protocol::Blocks);
    if depth == Depth::None {
        None
    } else if is_set("TMUX") || term.starts_with("screen") || term.starts_with("tmux") {
        // These do not pass unknown sequences on to the outer terminal.
        blocks
    } else if term_is(&["kitty", "ghostty"]) || is_set("KITTY_WINDOW_ID") || is_set("KONSOLE_VERSION") {
        Some(Protocol::Kitty)
    } else if ["iTerm.app", "WezTerm", "mintty", "rio"].contains(&program.as_str())
        || value("LC_TERMINAL") == "iTerm2"
    {
        Some(Protocol::Iterm2)
    } else if term_is(&["foot", "mlterm", "contour", "yaft", "sixel"]) || is_set("WT_SESSION") {
        Some(Protocol::Sixel)
    } else {
        blocks
    }
}

/// Prepares the picture in `file` to be drawn in the middle of `area`.
pub(super) fn prepare(file: &PictureFile, area: Area, protocol: Protocol) -> Result<Drawable, String> {
    let bytes = read(file)?;
    #[cfg(feature = "pictures")]
    return drawn::drawable(&bytes, area, cell_size(), protocol);
    #[cfg(not(feature = "pictures"))]
    {
        let _ = (bytes, area, protocol);
        Err("this program was built without the drawing of pictures".to_owned())
    }
}

fn read(file: &PictureFile) -> Result<Vec<u8>, String> {
    match file {
        PictureFile::Whole(path) => files::read_up_to(path, LARGEST).map_err(|why| why.to_string()),
        PictureFile::Entry { article, name } => {
            let archive = files::read(article).map_err(|why| why.to_string())?;
            import::picture(&archive, name)
                .ok_or_else(|| format!("the article's file has no picture {name} that can be read"))
        }
    }
}

/// Pixels of a cell, width and height; a common size if the terminal does not report it.
#[cfg(feature = "pictures")]
fn cell_size() -> (u32, u32) {
    let usual = (8, 16);
    let Ok(size) = crossterm::terminal::window_size() else {
        return usual;
    };
    match (
        size.width.checked_div(size.columns),
        size.height.checked_div(size.rows),
    ) {
        (Some(width @ 2..), Some(height @ 2..)) => (width.into(), height.into()),
        _ => usual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_gets_pictures_in_its_own_way() {
        let protocol = |depth, variables: &[(&str, &str)]| {
            protocol_by(depth, |name| {
                let found = variables.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        for (variables, expected) in [
            (&[("TERM", "xterm-kitty")][..], Some(Protocol::Kitty)),
            (&[("TERM", "xterm-ghostty")], Some(Protocol::Kitty)),
            (
                &[("TERM", "xterm-256color"), ("KONSOLE_VERSION", "250400")],
                Some(Protocol::Kitty),
            ),
            (&[("TERM_PROGRAM", "iTerm.app")], Some(Protocol::Iterm2)),
            (&[("LC_TERMINAL", "iTerm2")], Some(Protocol::Iterm2)),
            (&[("TERM", "foot")], Some(Protocol::Sixel)),
            (&[("TERM", "xterm-256color")], Some(Protocol::Blocks)),
            // A multiplexer does not pass pictures on to the outer terminal.
            (
                &[("TERM", "tmux-256color"), ("KITTY_WINDOW_ID", "1")],
                Some(Protocol::Blocks),
            ),
            (
                &[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux-1/default")],
                Some(Protocol::Blocks),
            ),
        ] {
            assert_eq!(protocol(Depth::True, variables), expected, "{variables:?}");
        }
        assert_eq!(protocol(Depth::Sixteen, &[("TERM", "xterm")]), None);
        assert_eq!(protocol(Depth::None, &[("TERM", "xterm-kitty")]), None);
    }
}
