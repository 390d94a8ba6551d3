//! The available themes: the built-in ones, and the user's own.

use std::path::Path;
use std::sync::OnceLock;

use super::fields::{Fault, Problem};
use super::settings::{Settings, ThemeChoice};
use super::theme::{Depth, Theme};
use super::theme_file::{ThemeError, parse};
use crate::files;
use crate::text::clean::one_line;
use crate::text::nearest::did_you_mean;

/// The built-in themes; the defaults for a dark and a light background come first.
const BUILT_IN: [(&str, &str); 7] = [
    ("ink", include_str!("../../themes/ink.ron")),
    ("paper", include_str!("../../themes/paper.ron")),
    ("dusk", include_str!("../../themes/dusk.ron")),
    ("linen", include_str!("../../themes/linen.ron")),
    ("high-contrast", include_str!("../../themes/high-contrast.ron")),
    (
        "high-contrast-light",
        include_str!("../../themes/high-contrast-light.ron"),
    ),
    ("terminal", include_str!("../../themes/terminal.ron")),
];

/// The index of the theme made for the terminal's sixteen colours.
const TERMINAL: usize = 6;

/// Each is parsed on first use, because the first frame needs only one.
static READ: [OnceLock<Option<Theme>>; BUILT_IN.len()] = [const { OnceLock::new() }; BUILT_IN.len()];

/// The text of a built-in theme.
pub(super) fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(n, _)| *n == name).map(|(_, text)| *text)
}

/// The names of the built-in themes.
pub(super) fn built_in_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// The size limit of a theme file in bytes.
const LARGEST: u64 = 1 << 20;

/// The available themes, in the order of lists.
#[derive(Clone, Debug)]
pub struct Themes {
    themes: Vec<Entry>,
}

#[derive(Clone, Debug)]
enum Entry {
    /// Index of a built-in theme.
    BuiltIn(usize),
    User(Theme),
}

impl Entry {
    fn name(&self) -> &str {
        match self {
            Self::BuiltIn(index) => BUILT_IN[*index].0,
            Self::User(theme) => &theme.name,
        }
    }

    /// The theme. A test checks that all built-in themes can be parsed.
    fn theme(&self) -> Option<&Theme> {
        match self {
            Self::BuiltIn(index) => {
                let (name, text) = BUILT_IN[*index];
                READ[*index].get_or_init(|| parse(name, text).ok()).as_ref()
            }
            Self::User(theme) => Some(theme),
        }
    }
}

impl Default for Themes {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Themes {
    /// The name of the folder with the user's themes, in the configuration folder.
    pub const FOLDER: &'static str = "themes";

    /// The built-in themes.
    pub fn built_in() -> Self {
        Self {
            themes: (0..BUILT_IN.len()).map(Entry::BuiltIn).collect(),
        }
    }

    /// The built-in themes, and those in the files `*.ron` of the folder `dir`; a theme replaces the built-in one of the same name. A
    /// missing folder is empty. Invalid files are reported, and the rest is used.
    pub fn load_user(dir: &Path) -> (Self, Vec<ThemeError>) {
        let mut out = Self::built_in();
        let mut errors = Vec::new();
        let entries = std::fs::read_dir(dir)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path());
        let mut files: Vec<_> = entries
            .filter(|p| p.extension().is_some_and(|e| e == "ron"))
            .collect();
        files.sort();
        for file in files {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            match read(&file) {
                Err(problem) => errors.push(ThemeError {
                    name: crate::text::clean::one_line(&name),
                    problem,
                }),
                Ok(text) => match parse(&name, &text) {
                    Ok(theme) => out.insert(theme),
                    Err(error) => errors.push(error),
                },
            }
        }
        (out, errors)
    }

    fn insert(&mut self, theme: Theme) {
        match self.themes.iter_mut().find(|t| t.name() == theme.name) {
            Some(same) => *same = Entry::User(theme),
            None => self.themes.push(Entry::User(theme)),
        }
    }

    /// The theme of that name.
    pub fn get(&self, name: &str) -> Option<&Theme> {
        self.themes.iter().find(|t| t.name() == name)?.theme()
    }

    /// The theme of that name as shown with this number of colours.
    pub fn shown(&self, name: &str, depth: Depth) -> Option<Theme> {
        let theme = self.get(name)?;
        let sixteen = Entry::BuiltIn(TERMINAL);
        Some(theme.shown_in(depth, sixteen.theme().unwrap_or(theme)))
    }

    /// The error message for an unknown theme name.
    pub fn unknown(&self, name: &str) -> String {
        let meant = did_you_mean(name, self.names());
        let names: Vec<&str> = self.names().collect();
        format!(
            "no theme is called '{}'{meant} (there are {})",
            one_line(name),
            names.join(", ")
        )
    }

    /// The themes named by the settings that do not exist.
    pub fn faults(&self, settings: &Settings) -> Vec<Fault> {
        let named: Vec<&String> = match &settings.theme {
            ThemeChoice::Auto => Vec::new(),
            ThemeChoice::Named(name) => vec![name],
            ThemeChoice::Pair { light, dark } => vec![light, dark],
        };
        let missing = named.into_iter().filter(|name| self.get(name).is_none());
        missing
            .map(|name| Fault::new(["theme"], self.unknown(name)))
            .collect()
    }

    /// All names, in the order of lists.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.themes.iter().map(Entry::name)
    }

    /// All themes, in the same order.
    pub fn iter(&self) -> impl Iterator<Item = &Theme> {
        self.themes.iter().filter_map(Entry::theme)
    }

    /// The default theme for a terminal with a light or a dark background: `paper` or `ink`.
    pub fn default_for(&self, light: bool) -> Theme {
        let name = if light { "paper" } else { "ink" };
        let found = self.get(name).or_else(|| self.iter().next()).cloned();
        found.unwrap_or_else(|| Theme::new(name.to_owned(), light, |_| super::Style::PLAIN))
    }
}

fn read(path: &Path) -> Result<String, Problem> {
    files::read_text(path, LARGEST)
        .map_err(|error| Problem::new(format!("cannot be read: {}", std::io::Error::from(error))))
}

#[cfg(test)]
mod tests {
    use super::super::theme::{Colour, Role};
    use super::*;

    #[test]
    fn every_built_in_theme_can_be_read() {
        for (name, text) in BUILT_IN {
            if let Err(error) = parse(name, text) {
                panic!("{error}");
            }
        }
        let themes = Themes::built_in();
        assert!(themes.iter().filter(|t| t.light).count() >= 2);
        assert!(themes.iter().filter(|t| !t.light).count() >= 2);
        assert_eq!(themes.default_for(true).name, "paper");
        assert_eq!(themes.default_for(false).name, "ink");
    }

    /// Lines, bars and ticks, whose information is also given in words.
    const ORNAMENTS: [Role; 2] = [Role::Faint, Role::Rule];

    /// Kinds of entities, whose colour is kept when a background is drawn under them.
    const ENTITIES: [Role; 11] = [
        Role::Person,
        Role::Organization,
        Role::Place,
        Role::Group,
        Role::Product,
        Role::Work,
        Role::Event,
        Role::Law,
        Role::Date,
        Role::Money,
        Role::Quantity,
    ];

    #[test]
    fn every_role_can_be_read_on_every_ground() {
        for theme in Themes::built_in().iter().filter(|t| t.name != "terminal") {
            let least = if theme.name.starts_with("high-contrast") {
                7.0
            } else {
                4.5
            };
            let page = theme.style(Role::Page);
            let check = |role: Role, under: Role| {
                let style = theme.style(role).over(theme.style(under)).over(page);
                let contrast = style.fg.zip(style.bg).and_then(|(fg, bg)| fg.contrast(bg));
                assert!(
                    contrast.is_some_and(|c| c >= least),
                    "{}: {} on {}: {contrast:.2?}",
                    theme.name,
                    role.name(),
                    under.name()
                );
            };
            for role in Role::ALL.iter().filter(|r| !ORNAMENTS.contains(r)) {
                for ground in [Role::Page, Role::Sidebar, Role::Lifted, Role::Popup, Role::Footer] {
                    check(*role, ground);
                }
            }
            for role in ENTITIES {
                for ground in [Role::Highlight, Role::Chosen] {
                    check(role, ground);
                }
            }
        }
    }

    #[test]
    fn the_terminal_theme_uses_the_sixteen_colours_only() {
        let themes = Themes::built_in();
        let theme = themes.get("terminal").unwrap();
        for role in Role::ALL {
            let style = theme.style(*role);
            for colour in [style.fg, style.bg].into_iter().flatten() {
                assert!(!matches!(colour, Colour::Rgb(..)), "{}", role.name());
            }
        }
    }

    #[test]
    fn in_sixteen_colours_every_theme_uses_those_of_the_terminal() {
        let themes = Themes::built_in();
        for theme in themes.iter() {
            let shown = themes.shown(&theme.name, Depth::Sixteen).unwrap();
            for role in Role::ALL {
                let style = shown.style(*role);
                let own = [style.fg, style.bg].into_iter().flatten();
                let mut mixed = own.filter(|c| matches!(c, Colour::Rgb(..)));
                assert_eq!(mixed.next(), None, "{}: {}", theme.name, role.name());
            }
            assert_eq!(shown.name, theme.name);
        }
    }

    #[test]
    fn without_colour_what_is_said_of_a_text_still_differs() {
        let themes = Themes::built_in();
        for theme in themes.iter() {
            let mono = themes.shown(&theme.name, Depth::None).unwrap();
            for role in Role::ALL {
                let style = mono.style(*role);
                assert!(style.fg.is_none() && style.bg.is_none());
            }
            let groups: &[&[Role]] = &[
                &[
                    Role::Text,
                    Role::Person,
                    Role::ClaimText,
                    Role::Highlight,
                    Role::Note,
                    Role::Selection,
                    Role::Match,
                    Role::CurrentMatch,
                ],
                &[Role::Supported, Role::Disputed, Role::Refuted, Role::Misleading],
            ];
            for group in groups {
                for (i, a) in group.iter().enumerate() {
                    for b in &group[i + 1..] {
                        assert_ne!(mono.style(*a), mono.style(*b), "{}: {a:?} {b:?}", theme.name);
                    }
                }
            }
        }
    }

    #[test]
    fn the_users_themes_come_on_top_and_broken_ones_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write(
            "mine.ron",
            r##"(inherits: "paper", styles: {"title": "#000000"})"##,
        );
        write("ink.ron", r#"(inherits: "ink", light: true)"#);
        write("broken.ron", "(\n  light: 3,\n)");
        write("notes.txt", "no theme");
        let (themes, errors) = Themes::load_user(dir.path());
        assert_eq!(
            themes.get("mine").unwrap().style(Role::Title).fg,
            Some(Colour::Rgb(0, 0, 0))
        );
        assert!(themes.get("ink").unwrap().light);
        assert_eq!(themes.names().filter(|n| *n == "ink").count(), 1);
        assert_eq!(errors.len(), 1);
        assert!(
            errors[0].to_string().starts_with("theme broken: line 2"),
            "{}",
            errors[0]
        );
        let (none, errors) = Themes::load_user(&dir.path().join("nowhere"));
        assert_eq!((none.names().count(), errors.len()), (BUILT_IN.len(), 0));
    }
}
