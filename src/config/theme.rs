//! The style of each part of the screen, independent of how it is drawn.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// A terminal colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// The terminal's own foreground or background.
    Default,
    /// Red, green, blue.
    Rgb(u8, u8, u8),
    /// One of the terminal's sixteen colours: 0 to 7, and 8 to 15 for the bright ones.
    Ansi(u8),
}

/// Names of the sixteen colours, in order.
const ANSI: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

impl Colour {
    /// Parses `#16181d`, the name of one of the sixteen colours (`red`, `bright-red`), or `default`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Self::Default);
        }
        if let Some(hex) = text.strip_prefix('#') {
            let all_hex = hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit());
            let rgb = u32::from_str_radix(hex, 16).ok().filter(|_| all_hex)?;
            return Some(Self::Rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8));
        }
        ANSI.iter()
            .position(|name| *name == text)
            .map(|i| Self::Ansi(i as u8))
    }

    /// This colour mixed with a share (0 to 1) of another one; unchanged if the terminal decides one of the two.
    #[must_use]
    pub fn mixed(self, other: Self, share: f32) -> Self {
        let (Self::Rgb(r, g, b), Self::Rgb(r2, g2, b2)) = (self, other) else {
            return self;
        };
        let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
        Self::Rgb(mix(r, r2), mix(g, g2), mix(b, b2))
    }

    /// Relative luminance by WCAG 2.2, 0 to 1; `None` if the terminal decides it.
    pub fn luminance(self) -> Option<f64> {
        let Self::Rgb(r, g, b) = self else { return None };
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        Some(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b))
    }

    /// Contrast ratio by WCAG 2.2, 1 to 21; `None` if the terminal decides one of the two.
    pub fn contrast(self, other: Self) -> Option<f64> {
        let (a, b) = (self.luminance()?, other.luminance()?);
        Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Default => f.write_str("default"),
            Self::Rgb(r, g, b) => write!(f, "#{r:02x}{g:02x}{b:02x}"),
            Self::Ansi(n) => f.write_str(ANSI.get(usize::from(n)).copied().unwrap_or("default")),
        }
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(not_a_colour(&text)))
    }
}

/// The error message for text that is not a colour.
pub(super) fn not_a_colour(text: &str) -> String {
    let text = crate::text::clean::one_line(text);
    format!(
        "'{text}' is not a colour: write \"#rrggbb\", a name of the sixteen (\"red\", \"bright-blue\") or \"default\""
    )
}

/// The style of an underline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Underline {
    /// No line.
    #[default]
    None,
    /// A single line, which every terminal supports.
    Single,
    /// A wave.
    Curly,
    /// Dots.
    Dotted,
    /// Dashes.
    Dashed,
}

/// How many colours are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// 16 million.
    #[default]
    True,
    /// xterm's 256; other colours are replaced by the nearest.
    Indexed,
    /// The terminal's own sixteen, whatever they look like.
    Sixteen,
    /// None: bold, italic, underlines and reversed text distinguish things.
    None,
}

/// The style of a role. A colour that is `None` is that of the layer below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "a terminal has that many attributes, each on or off"
)]
pub struct Style {
    /// Colour of the text.
    pub fg: Option<Colour>,
    /// Colour behind it.
    pub bg: Option<Colour>,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Dim.
    pub dim: bool,
    /// The line under it.
    pub underline: Underline,
    /// Text and background swapped.
    pub reverse: bool,
    /// Struck out.
    pub strike: bool,
}

impl Style {
    /// A style that changes nothing.
    pub const PLAIN: Self = Self {
        fg: None,
        bg: None,
        bold: false,
        italic: false,
        dim: false,
        underline: Underline::None,
        reverse: false,
        strike: false,
    };

    /// This style over `below`: its colours if set, and the attributes of both.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            fg: self.fg.or(below.fg),
            bg: self.bg.or(below.bg),
            bold: self.bold || below.bold,
            italic: self.italic || below.italic,
            dim: self.dim || below.dim,
            underline: if self.underline == Underline::None {
                below.underline
            } else {
                self.underline
            },
            reverse: self.reverse || below.reverse,
            strike: self.strike || below.strike,
        }
    }
}

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $name:literal < $fallback:ident,)*) => {
        /// A part of the screen with its own style.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role {
            $($(#[$doc])* $role,)*
        }

        impl Role {
            /// All roles. Each except [`Role::Text`] comes after its fallback.
            pub const ALL: &'static [Self] = &[$(Self::$role,)*];

            /// Its name in theme files.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$role => $name,)*
                }
            }

            /// The role whose style it takes in a theme that does not set it.
            #[must_use]
            pub fn fallback(self) -> Self {
                match self {
                    $(Self::$role => Self::$fallback,)*
                }
            }
        }
    };
}

roles! {
    /// Running text. It has no fallback.
    Text "text" < Text,
    /// The background of the article, and the colour of text on it.
    Page "page" < Text,
    /// The background of the sidebar.
    Sidebar "sidebar" < Page,
    /// The background of what is emphasized: the claim in focus, the chosen row.
    Lifted "lifted" < Sidebar,
    /// The background of a list or prompt over the article.
    Popup "popup" < Lifted,
    /// The background of the line at the bottom.
    Footer "footer" < Sidebar,
    /// Secondary text: cues, counts, the header.
    Dim "dim" < Text,
    /// Rules, empty bars, the ticks of a scale.
    Faint "faint" < Dim,
    /// The accent colour.
    Accent "accent" < Text,
    /// The headline.
    Title "title" < Text,
    /// A heading in the article or the sidebar.
    Heading "heading" < Title,
    /// The lines under the headline.
    Standfirst "standfirst" < Text,
    /// The author, date and place.
    Byline "byline" < Dim,
    /// A block quotation.
    Quote "quote" < Text,
    /// The text under a picture.
    Caption "caption" < Dim,
    /// Code and preformatted text.
    Code "code" < Text,
    /// A link.
    Link "link" < Text,
    /// Emphasised text.
    Emphasis "emphasis" < Text,
    /// Strongly emphasised text.
    Strong "strong" < Text,
    /// Struck text.
    Struck "struck" < Dim,
    /// A rule between parts, and the line between the panes.
    Rule "rule" < Faint,
    /// A person.
    Person "person" < Text,
    /// An organization.
    Organization "organization" < Person,
    /// A place.
    Place "place" < Person,
    /// A group of people.
    Group "group" < Place,
    /// A product.
    Product "product" < Organization,
    /// A work.
    Work "work" < Product,
    /// An event.
    Event "event" < Work,
    /// A law.
    Law "law" < Work,
    /// A date.
    Date "date" < Text,
    /// A sum of money.
    Money "money" < Date,
    /// A quantity.
    Quantity "quantity" < Date,
    /// All mentions of the chosen entity, over its own colour.
    Chosen "chosen" < Lifted,
    /// A claim found to be true.
    Supported "supported" < Accent,
    /// A claim with evidence for and against it.
    Disputed "disputed" < Accent,
    /// A claim found to be false.
    Refuted "refuted" < Accent,
    /// A claim that cannot be checked.
    Unverifiable "unverifiable" < Dim,
    /// A claim that is true but deceptive.
    Misleading "misleading" < Disputed,
    /// A claim without a verdict: its bar and glyph.
    Unchecked "unchecked" < Dim,
    /// The words of the claim in focus.
    ClaimText "claim-text" < Text,
    /// Why a claim was suggested.
    Reason "reason" < Dim,
    /// A passage that the reader marked.
    Highlight "highlight" < Lifted,
    /// A passage with a note.
    Note "note" < Accent,
    /// A tag.
    Tag "tag" < Dim,
    /// The selected text.
    Selection "selection" < Lifted,
    /// The cursor in the text.
    Cursor "cursor" < Selection,
    /// A search match.
    Match "match" < Selection,
    /// The match at the reading position.
    CurrentMatch "current-match" < Match,
    /// The badge that names the mode.
    Mode "mode" < Accent,
    /// A key in the footer or the help.
    Key "key" < Accent,
    /// The word 'saved'.
    Saved "saved" < Supported,
    /// A warning.
    Warning "warning" < Disputed,
    /// An error.
    Error "error" < Refuted,
    /// The letter that picks a sentence.
    Hint "hint" < Mode,
    /// Words added in a later version.
    Added "added" < Supported,
    /// Words removed in a later version.
    Removed "removed" < Refuted,
}

impl Role {
    /// The role with that [`Role::name`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| r.name() == name)
    }

    /// The style of the role without colours. A terminal has one kind of underline, so kinds of entities all look the same.
    fn without_colour(self) -> Style {
        let plain = Style::PLAIN;
        let underlined = Style {
            underline: Underline::Single,
            ..plain
        };
        match self {
            Self::Title
            | Self::Heading
            | Self::Code
            | Self::Strong
            | Self::ClaimText
            | Self::Key
            | Self::Refuted
            | Self::Error => Style { bold: true, ..plain },
            Self::Standfirst
            | Self::Quote
            | Self::Caption
            | Self::Emphasis
            | Self::Reason
            | Self::Disputed
            | Self::Warning => Style {
                italic: true,
                ..plain
            },
            Self::Person
            | Self::Organization
            | Self::Place
            | Self::Group
            | Self::Product
            | Self::Work
            | Self::Event
            | Self::Law
            | Self::Link => underlined,
            Self::Misleading | Self::Note => Style {
                italic: true,
                bold: true,
                ..plain
            },
            Self::Highlight => Style {
                italic: true,
                ..underlined
            },
            Self::Added | Self::Chosen => Style {
                bold: true,
                ..underlined
            },
            Self::Removed | Self::Struck => Style {
                strike: true,
                ..plain
            },
            Self::Match => Style {
                reverse: true,
                ..underlined
            },
            Self::Selection | Self::Cursor => Style {
                reverse: true,
                ..plain
            },
            Self::CurrentMatch | Self::Mode | Self::Hint => Style {
                reverse: true,
                bold: true,
                ..plain
            },
            _ => plain,
        }
    }
}

/// A style for every role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name: the file name without the extension.
    pub name: String,
    /// Whether it has dark text on a light background.
    pub light: bool,
    /// In the order of [`Role::ALL`].
    styles: Vec<Style>,
}

impl Theme {
    /// A theme with the styles that `style` returns, role by role.
    pub(super) fn new(name: String, light: bool, style: impl FnMut(Role) -> Style) -> Self {
        Self {
            name,
            light,
            styles: Role::ALL.iter().copied().map(style).collect(),
        }
    }

    /// What `role` looks like.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or(Style::PLAIN)
    }

    /// The theme as shown with this number of colours. With sixteen, a role with a `#rrggbb` colour takes its style from `sixteen`, the
    /// theme made for them; without colours all themes look the same.
    #[must_use]
    pub fn shown_in(&self, depth: Depth, sixteen: &Self) -> Self {
        let look = |role: Role| {
            let style = self.style(role);
            let mixed = [style.fg, style.bg]
                .into_iter()
                .any(|colour| matches!(colour, Some(Colour::Rgb(..))));
            match depth {
                // The 256 colours have only one suitable grey for the background of highlights.
                Depth::Indexed if role == Role::Highlight && mixed => Style {
                    underline: Underline::Single,
                    ..style
                },
                Depth::Sixteen if mixed => sixteen.style(role),
                Depth::True | Depth::Indexed | Depth::Sixteen => style,
                Depth::None => role.without_colour(),
            }
        };
        Self::new(self.name.clone(), self.light, look)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_read_back() {
        for text in ["#16181d", "red", "bright-blue", "default"] {
            assert_eq!(Colour::parse(text).unwrap().to_string(), text);
        }
        for text in ["#16181", "#16181g", "#+6181d", "scarlet", "", "Red", "#16181d "] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let (black, white) = (Colour::Rgb(0, 0, 0), Colour::Rgb(255, 255, 255));
        assert!((black.contrast(white).unwrap() - 21.0).abs() < 1e-9);
        let grey = Colour::Rgb(0x77, 0x77, 0x77);
        assert!((grey.contrast(white).unwrap() - 4.48).abs() < 0.01);
        assert_eq!(Colour::Default.contrast(white), None);
    }

    #[test]
    fn every_role_falls_back_on_one_before_it() {
        for (i, role) in Role::ALL.iter().enumerate() {
            assert_eq!(*role as usize, i);
            assert_eq!(Role::parse(role.name()), Some(*role));
            assert!(role.fallback() < *role || *role == Role::Text, "{}", role.name());
        }
    }
}
