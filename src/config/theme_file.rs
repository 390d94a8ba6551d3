//! Reads a theme file.
//!
//! ```ron
//! (
//!     light: false,
//!     inherits: "ink",                       // a theme that comes with Postil; may be left out
//!     palette: { "rose": "#dfa8bd" },        // names for colours, over those of the inherited theme
//!     styles: {
//!         "person": "rose",                  // a colour, or:
//!         "title": (fg: "#ffffff", bold: true, underline: single),
//!     },
//! )
//! ```

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fields::{self, Problem};
use super::theme::{Colour, Role, Style, Theme, Underline, not_a_colour};
use super::themes;

/// A theme file that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("theme {name}: {problem}")]
pub struct ThemeError {
    /// The theme's name.
    pub name: String,
    /// What is wrong, with line and column.
    pub problem: Problem,
}

/// Parses the theme `name` from `text`. What it does not set is taken from the theme it inherits, or else from the role's
/// [fallback](Role::fallback).
///
/// # Errors
/// When the text is not a theme: with line and column, and what was expected there.
pub fn parse(name: &str, text: &str) -> Result<Theme, ThemeError> {
    let name = crate::text::clean::one_line(name);
    match read(text, 0) {
        Ok(file) => Ok(file.theme(name)),
        Err(problem) => Err(ThemeError { name, problem }),
    }
}

type Palette = BTreeMap<String, Colour>;

/// A theme file, including the file of the theme it inherits.
#[derive(Default)]
struct ThemeFile {
    light: bool,
    palette: Palette,
    styles: BTreeMap<Role, Spec>,
}

/// A style as written in the file: colours may be names from the palette.
#[derive(Clone, Default)]
struct Spec {
    fg: Option<Paint>,
    bg: Option<Paint>,
    attributes: Style,
}

#[derive(Clone)]
enum Paint {
    Colour(Colour),
    Named(String),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Header {
    light: Option<bool>,
    inherits: Option<String>,
    palette: Palette,
}

/// The maximum depth of inheritance, which also stops cycles.
const DEPTH: usize = 4;

fn read(text: &str, depth: usize) -> Result<ThemeFile, Problem> {
    let header: Header = fields::options().from_str(text)?;
    let mut file = match header.inherits.as_deref().map(themes::built_in) {
        None => ThemeFile::default(),
        Some(Some(parent)) if depth < DEPTH => read(parent, depth + 1)?,
        Some(_) => {
            let names: Vec<&str> = themes::built_in_names().collect();
            let inherits = |_: &String| {
                Err(format!(
                    "there is no such theme to inherit; the themes are {}",
                    names.join(", ")
                ))
            };
            fields::field::<String>(text, "inherits", inherits)?;
            ThemeFile::default()
        }
    };
    file.light = header.light.unwrap_or(file.light);
    file.palette.extend(header.palette);
    let styles = fields::options().from_str_seed(
        text,
        Body {
            palette: &file.palette,
        },
    )?;
    file.styles.extend(styles);
    Ok(file)
}

impl ThemeFile {
    fn theme(&self, name: String) -> Theme {
        Theme::new(name, self.light, |role| self.style(role))
    }

    fn style(&self, role: Role) -> Style {
        let Some(spec) = self.styles.get(&role) else {
            // Every role except the first falls back on an earlier one.
            return if role == Role::Text {
                Style::PLAIN
            } else {
                self.style(role.fallback())
            };
        };
        let colour = |paint: &Option<Paint>| match paint.as_ref()? {
            Paint::Colour(colour) => Some(*colour),
            Paint::Named(name) => self.palette.get(name).copied(),
        };
        Style {
            fg: colour(&spec.fg),
            bg: colour(&spec.bg),
            ..spec.attributes
        }
    }
}

/// The file parsed again when all names of colours are known, so that an unknown one is reported at its position.
struct Body<'p> {
    palette: &'p Palette,
}

impl<'de> DeserializeSeed<'de> for Body<'_> {
    type Value = BTreeMap<Role, Spec>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Body<'_> {
    type Value = BTreeMap<Role, Spec>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a theme: (light: …, palette: {…}, styles: {…})")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(BTreeMap::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        fields::nothing(seq).map(|()| BTreeMap::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut styles = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "styles" => {
                    styles = map.next_value_seed(Styles {
                        palette: self.palette,
                    })?;
                }
                "light" | "inherits" | "palette" => {
                    map.next_value::<IgnoredAny>()?;
                }
                other => {
                    let expected = "a theme has light, inherits, palette and styles";
                    return Err(de::Error::custom(format!(
                        "'{other}' is not allowed here: {expected}"
                    )));
                }
            }
        }
        Ok(styles)
    }
}

struct Styles<'p> {
    palette: &'p Palette,
}

impl<'de> DeserializeSeed<'de> for Styles<'_> {
    type Value = BTreeMap<Role, Spec>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Styles<'_> {
    type Value = BTreeMap<Role, Spec>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("styles by role: {\"title\": (bold: true), …}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut styles = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            let role = Role::parse(&key).ok_or_else(|| {
                de::Error::custom(format!(
                    "there is no role '{key}': docs/configuration.md lists them"
                ))
            })?;
            styles.insert(
                role,
                map.next_value_seed(OneStyle {
                    palette: self.palette,
                })?,
            );
        }
        Ok(styles)
    }
}

struct OneStyle<'p> {
    palette: &'p Palette,
}

impl OneStyle<'_> {
    fn paint<E: de::Error>(&self, text: &str) -> Result<Paint, E> {
        if self.palette.contains_key(text) {
            return Ok(Paint::Named(text.to_owned()));
        }
        let colour = Colour::parse(text).map(Paint::Colour);
        colour.ok_or_else(|| E::custom(format!("{}, or a name from the palette", not_a_colour(text))))
    }
}

impl<'de> DeserializeSeed<'de> for OneStyle<'_> {
    type Value = Spec;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Spec, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OneStyle<'_> {
    type Value = Spec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a colour, or a style: (fg: \"red\", bold: true)")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Spec, E> {
        Ok(Spec {
            fg: Some(self.paint(text)?),
            ..Spec::default()
        })
    }

    fn visit_unit<E: de::Error>(self) -> Result<Spec, E> {
        Ok(Spec::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Spec, A::Error> {
        let mut spec = Spec::default();
        while let Some(key) = map.next_key::<String>()? {
            let style = &mut spec.attributes;
            match key.as_str() {
                "fg" => spec.fg = Some(self.paint(&map.next_value::<String>()?)?),
                "bg" => spec.bg = Some(self.paint(&map.next_value::<String>()?)?),
                "bold" => style.bold = map.next_value()?,
                "italic" => style.italic = map.next_value()?,
                "dim" => style.dim = map.next_value()?,
                "underline" => style.underline = map.next_value::<Underline>()?,
                "reverse" => style.reverse = map.next_value()?,
                "strike" => style.strike = map.next_value()?,
                other => {
                    let known = "fg, bg, bold, italic, dim, underline, reverse, strike";
                    return Err(de::Error::custom(format!(
                        "'{other}' is not part of a style: {known}"
                    )));
                }
            }
        }
        Ok(spec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_stands_on_the_one_it_inherits() {
        let text = r##"(inherits: "ink", palette: {"accent": "#ff0000"}, styles: {"person": "accent", "title": (underline: curly)})"##;
        let theme = parse("mine", text).unwrap();
        let ink = parse("ink", themes::built_in("ink").unwrap()).unwrap();
        let red = Some(Colour::Rgb(255, 0, 0));
        assert_eq!(theme.style(Role::Person).fg, red);
        assert_eq!(
            theme.style(Role::Accent).fg,
            red,
            "the palette reaches inherited styles"
        );
        assert_eq!(theme.style(Role::Title).underline, Underline::Curly);
        assert_eq!(theme.style(Role::Place), ink.style(Role::Place));
        assert_eq!((theme.light, theme.name.as_str()), (false, "mine"));
    }

    #[test]
    fn what_is_not_set_falls_back_by_role() {
        let theme = parse("bare", r#"(styles: {"text": "white", "person": "cyan"})"#).unwrap();
        assert_eq!(theme.style(Role::Work).fg, Some(Colour::Ansi(6)));
        assert_eq!(theme.style(Role::Error).fg, Some(Colour::Ansi(7)));
        assert_eq!(parse("empty", "()").unwrap().style(Role::Mode), Style::PLAIN);
    }

    #[test]
    fn mistakes_are_reported_where_they_stand() {
        let cases = [
            ("(\n  light: maybe,\n)", 2, "bool"),
            ("(\n  inherits: \"nothing\",\n)", 2, "no such theme"),
            (
                "(\n  palette: {\n    \"a\": \"#12345\",\n  },\n)",
                3,
                "not a colour",
            ),
            (
                "(\n  styles: {\n    \"persn\": \"red\",\n  },\n)",
                3,
                "no role 'persn'",
            ),
            (
                "(\n  styles: {\n    \"person\": \"rod\",\n  },\n)",
                3,
                "'rod' is not a colour",
            ),
            (
                "(\n  styles: {\n    \"person\": (fg: \"red\",\n      bald: true),\n  },\n)",
                4,
                "'bald'",
            ),
            (
                "(\n  styles: {\n    \"person\": (underline: wavy),\n  },\n)",
                3,
                "wavy",
            ),
            ("(\n  colours: {},\n)", 2, "'colours'"),
            ("(\n  light: true\n  styles: {},\n)", 3, ""),
        ];
        for (text, line, needle) in cases {
            let error = parse("t", text).unwrap_err();
            assert_eq!(error.problem.at.unwrap().0, line, "{error}");
            assert!(error.to_string().contains(needle), "{error}");
        }
    }

    #[test]
    fn terminal_codes_in_a_theme_stay_out_of_its_messages() {
        let error = parse("x\u{1b}[31m", "(styles: {\"\\u{1b}[2Jx\": \"red\"})").unwrap_err();
        assert!(!error.to_string().contains(|c: char| c.is_control()), "{error:?}");
    }
}
