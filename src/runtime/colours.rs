//! Which theme, and how many colours: asked of the user, the environment and the terminal, in this order.

use std::time::Duration;

use crate::config::settings::{Settings, ThemeChoice};
use crate::config::{Theme, Themes};
use crate::ui;

/// How long the terminal may take to tell its background.
const BACKGROUND: Duration = Duration::from_millis(300);

/// The theme that was asked for, or the one for the terminal's background.
pub(super) fn pick_theme(
    settings: &Settings,
    wanted: Option<&str>,
    themes: &Themes,
    warnings: &mut Vec<String>,
) -> Theme {
    let fixed = wanted.or(match &settings.theme {
        ThemeChoice::Named(name) => Some(name.as_str()),
        ThemeChoice::Auto | ThemeChoice::Pair { .. } => None,
    });
    let light = fixed.is_none() && is_light();
    let name = fixed.unwrap_or_else(|| settings.theme.name(light));
    themes.get(name).cloned().unwrap_or_else(|| {
        let names: Vec<&str> = themes.names().collect();
        warnings.push(format!("no theme is called ‘{name}’: {}", names.join(", ")));
        themes.default_for(light)
    })
}

/// Whether the terminal's background is light; dark where it does not tell.
fn is_light() -> bool {
    // rxvt and others tell by the environment, which costs nothing: 'foreground;background' of the sixteen colours.
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

/// How many colours the terminal says it shows.
pub(super) fn depth() -> ui::Depth {
    let says =
        |name: &str, words: &[&str]| std::env::var(name).is_ok_and(|v| words.iter().any(|w| v.contains(w)));
    let true_colour = says("COLORTERM", &["truecolor", "24bit"])
        || says(
            "TERM",
            &["direct", "kitty", "alacritty", "ghostty", "foot", "wezterm"],
        )
        || std::env::var_os("WT_SESSION").is_some();
    if true_colour {
        ui::Depth::True
    } else {
        ui::Depth::Indexed
    }
}
