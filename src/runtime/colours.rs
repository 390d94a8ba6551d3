//! Chooses the theme and the number of colours, from the user's settings, the environment and the terminal, in this order.

use std::io::IsTerminal as _;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::config::settings::{Colours, Settings, ThemeChoice};
use crate::config::{Depth, Theme, Themes};

/// How long to wait for the terminal to report its background.
const BACKGROUND: Duration = Duration::from_millis(300);

/// The terminal's background, queried while the article is read. The terminal is in raw mode until this is dropped or has its answer.
#[derive(Debug)]
pub struct Background(Option<JoinHandle<bool>>);

impl Background {
    /// Starts the query, unless the theme does not depend on it: `wanted` is a theme for this run only.
    pub fn ask(settings: &Settings, wanted: Option<&str>) -> Self {
        let open = fixed(settings, wanted).is_none() && std::io::stdout().is_terminal();
        let asking = open.then(|| thread::Builder::new().name("background".into()).spawn(is_light));
        Self(asking.and_then(Result::ok))
    }

    /// Whether it is light; dark if unknown. Waits for the answer.
    pub(super) fn light(mut self) -> bool {
        self.0.take().is_some_and(|asking| asking.join().unwrap_or(false))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(asking) = self.0.take() {
            let _ = asking.join();
        }
    }
}

/// The theme requested by name.
fn fixed<'a>(settings: &'a Settings, wanted: Option<&'a str>) -> Option<&'a str> {
    wanted.or(match &settings.theme {
        ThemeChoice::Named(name) => Some(name.as_str()),
        ThemeChoice::Auto | ThemeChoice::Pair { .. } => None,
    })
}

/// The requested theme, or the one for the terminal's background.
pub(super) fn pick_theme(
    settings: &Settings,
    wanted: Option<&str>,
    background: Background,
    themes: &Themes,
    warnings: &mut Vec<String>,
) -> Theme {
    let fixed = fixed(settings, wanted);
    // The likelier theme is read while the terminal answers.
    let _ = themes.get(fixed.unwrap_or_else(|| settings.theme.name(false)));
    let light = background.light();
    let name = fixed.unwrap_or_else(|| settings.theme.name(light));
    themes.get(name).cloned().unwrap_or_else(|| {
        // Names in the settings were checked when they were read.
        if wanted.is_some() {
            warnings.push(themes.unknown(name));
        }
        themes.default_for(light)
    })
}

/// Whether the terminal's background is light; dark if the terminal does not answer.
fn is_light() -> bool {
    // rxvt and others set an environment variable, which costs nothing to read: 'foreground;background' of the sixteen colours.
    if let Ok(colours) = std::env::var("COLORFGBG")
        && let Some(Ok(background)) = colours.rsplit(';').next().map(str::parse::<u8>)
    {
        return matches!(background, 7 | 9..=15);
    }
    if std::env::var("TERM").is_ok_and(|t| t == "dumb" || t == "linux") {
        return false;
    }
    let mut options = terminal_colorsaurus::QueryOptions::default();
    options.timeout = BACKGROUND;
    matches!(
        terminal_colorsaurus::theme_mode(options),
        Ok(terminal_colorsaurus::ThemeMode::Light)
    )
}

/// The number of colours to show: the configured one, otherwise what the terminal reports.
pub(super) fn depth(colours: Colours) -> Depth {
    match colours {
        Colours::Fixed(depth) => depth,
        Colours::Auto => depth_by(|name| std::env::var(name).ok()),
    }
}

/// A description of the number of colours and the reason for it.
pub fn colour_words(settings: &Settings) -> String {
    let shown = match depth(settings.colours) {
        Depth::True => "16 million",
        Depth::Indexed => "256",
        Depth::Sixteen => "the terminal's own sixteen",
        Depth::None => "none",
    };
    let by = match settings.colours {
        Colours::Auto => "as the terminal says",
        Colours::Fixed(_) => "as the settings say",
    };
    format!("{shown}, {by}")
}

/// The number of colours of a terminal with these environment variables.
fn depth_by(variable: impl Fn(&str) -> Option<String>) -> Depth {
    let value = |name: &str| variable(name).unwrap_or_default();
    let term = value("TERM");
    let says = |text: &str, words: &[&str]| words.iter().any(|w| text.contains(w));
    let vt = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let is_vt = term.strip_prefix("vt").is_some_and(vt);
    if !value("NO_COLOR").is_empty() {
        Depth::None
    } else if says(&value("COLORTERM"), &["truecolor", "24bit"])
        || says(
            &term,
            &["direct", "kitty", "alacritty", "ghostty", "foot", "wezterm"],
        )
        || variable("WT_SESSION").is_some()
    {
        Depth::True
    } else if term.contains("256") {
        Depth::Indexed
    } else if term == "dumb" || term.ends_with("-m") || term.ends_with("-mono") || is_vt {
        // Successors of the VT100 that name no colours have none.
        Depth::None
    } else {
        Depth::Sixteen
    }
}

/// Whether the terminal is known to give erased cells the current background colour (terminfo's `bce`, which is wrong in many entries). GNU
/// screen does not.
pub(super) fn erased_too() -> bool {
    const KNOWN: [&str; 16] = [
        "xterm",
        "tmux",
        "alacritty",
        "foot",
        "wezterm",
        "ghostty",
        "kitty",
        "rxvt",
        "konsole",
        "vte",
        "gnome",
        "st-",
        "linux",
        "putty",
        "mintty",
        "contour",
    ];
    std::env::var("TERM").is_ok_and(|term| KNOWN.iter().any(|known| term.starts_with(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_gets_the_colours_it_says_it_has() {
        let depth = |variables: &[(&str, &str)]| {
            depth_by(|name| {
                let found = variables.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        for (term, expected) in [
            ("xterm-256color", Depth::Indexed),
            ("tmux-256color", Depth::Indexed),
            ("xterm-direct", Depth::True),
            ("xterm-kitty", Depth::True),
            ("xterm", Depth::Sixteen),
            ("linux", Depth::Sixteen),
            ("screen", Depth::Sixteen),
            ("xterm-16color", Depth::Sixteen),
            ("", Depth::Sixteen),
            ("vt100", Depth::None),
            ("vt220", Depth::None),
            ("dumb", Depth::None),
            ("linux-m", Depth::None),
        ] {
            assert_eq!(depth(&[("TERM", term)]), expected, "{term}");
        }
        let modern = [("TERM", "xterm"), ("COLORTERM", "truecolor")];
        assert_eq!(depth(&modern), Depth::True);
        assert_eq!(depth(&[modern[0], modern[1], ("NO_COLOR", "1")]), Depth::None);
        assert_eq!(depth(&[modern[0], modern[1], ("NO_COLOR", "")]), Depth::True);
    }
}
