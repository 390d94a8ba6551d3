//! The settings file, `config.ron` in the configuration folder. `docs/configuration.md` describes it for users.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::claim_review::ClaimReviewSettings;
use super::fields::{self, Fault, Problem};
use super::table::SETTINGS;
use super::theme::{Depth, Role};
use crate::files;
use crate::text::clean::{is_unsafe, one_line};
use crate::text::grapheme;

/// The user's settings, with defaults for the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The theme.
    pub theme: ThemeChoice,
    /// How many colours to show.
    pub colours: Colours,
    /// How the terminal draws pictures.
    pub pictures: PictureDrawing,
    /// Widest line of running text, in cells.
    pub measure: u16,
    /// Width of the sidebar, in cells; 0 is a third of the screen, limited to what lists need.
    pub sidebar: u16,
    /// The verdicts for claims, in the order of lists. Never empty.
    pub verdicts: Vec<Label>,
    /// The kinds of highlights, in the order of lists.
    pub highlights: Vec<Label>,
    /// The author's name, written into annotations.
    pub author: Option<String>,
    /// Whether long words are hyphenated.
    pub hyphenate: bool,
    /// Whether the mouse is used (the terminal's own selection then needs Shift).
    pub mouse: bool,
    /// Suggested claims with a lower check-worthiness (0 to 1) do not enter the queue.
    pub queue_floor: f32,
    /// Megabytes for the kept texts of articles that were read, used to detect edits; 0 keeps none.
    pub kept_texts: u16,
    /// Which sources of evidence are kept as text when the reader adds them.
    pub keep_evidence: KeepEvidence,
    /// The meaning of digits while reading.
    pub digits: Digits,
    /// Whether running text is justified.
    pub justify: bool,
    /// The editor for long notes; without it `$VISUAL` or `$EDITOR`.
    pub editor: Option<String>,
    /// The program that opens links that Postil cannot open.
    pub opener: Option<String>,
    /// A program that finds entities and claims in addition to Postil, as a command line.
    pub extractor: Option<String>,
    /// Seconds that the program may take for one article.
    pub extractor_timeout: u16,
    /// Who publishes fact-checks, and how verdicts are rated there.
    pub claim_review: ClaimReviewSettings,
    /// Keys that override those of the table of actions: name of a mode → keys in the notation of
    /// [`Key::parse_sequence`](super::Key::parse_sequence) → a command, or `none` to free the key. The application checks the names of
    /// modes and commands.
    pub keys: BTreeMap<String, BTreeMap<String, String>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            colours: Colours::default(),
            pictures: PictureDrawing::Auto,
            measure: 68,
            sidebar: 0,
            verdicts: Label::verdicts(),
            highlights: Label::highlights(),
            author: None,
            hyphenate: false,
            mouse: true,
            queue_floor: 0.0,
            kept_texts: 64,
            keep_evidence: KeepEvidence::Everything,
            digits: Digits::Counts,
            justify: false,
            editor: None,
            opener: None,
            extractor: None,
            extractor_timeout: 60,
            claim_review: ClaimReviewSettings::default(),
            keys: BTreeMap::new(),
        }
    }
}

/// The size limit of a settings file in bytes.
const LARGEST: u64 = 1 << 20;

impl Settings {
    /// Parses the settings in `text`. An invalid setting keeps its default and is reported, and so is every unknown name.
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let mut out = Self::default();
        let mut problems = Vec::new();
        if text.trim().is_empty() {
            return (out, problems);
        }
        if !text.contains('(') {
            problems.push(Problem::new(
                "contains no settings: write them as (name: value, …)",
            ));
            return (out, problems);
        }
        let mut reader = Reader {
            text,
            problems: &mut problems,
        };
        reader.set("theme", &mut out.theme, |_| Ok(()));
        reader.set("colours", &mut out.colours, |_| Ok(()));
        reader.set("pictures", &mut out.pictures, |_| Ok(()));
        reader.set("measure", &mut out.measure, |n| within(*n, 20, 400));
        reader.set("sidebar", &mut out.sidebar, |n| {
            if *n == 0 { Ok(()) } else { within(*n, 16, 200) }
        });
        reader.set("verdicts", &mut out.verdicts, |v| {
            if v.is_empty() {
                return Err("at least one is needed".to_owned());
            }
            check_labels(v)
        });
        reader.set("highlights", &mut out.highlights, |h| check_labels(h));
        reader.set("author", &mut out.author, |a| {
            a.as_deref().map_or(Ok(()), check_line)
        });
        reader.set("hyphenate", &mut out.hyphenate, |_| Ok(()));
        reader.set("mouse", &mut out.mouse, |_| Ok(()));
        reader.set("digits", &mut out.digits, |_| Ok(()));
        reader.set("queue_floor", &mut out.queue_floor, |n| {
            if (0.0..=1.0).contains(n) {
                Ok(())
            } else {
                Err("must be between 0 and 1".to_owned())
            }
        });
        reader.set("kept_texts", &mut out.kept_texts, |n| within(*n, 0, 10_000));
        reader.set("keep_evidence", &mut out.keep_evidence, |_| Ok(()));
        reader.set("editor", &mut out.editor, |e| {
            e.as_deref().map_or(Ok(()), check_line)
        });
        reader.set("justify", &mut out.justify, |_| Ok(()));
        reader.set("opener", &mut out.opener, |o| {
            o.as_deref().map_or(Ok(()), check_line)
        });
        reader.set("extractor", &mut out.extractor, |e| {
            e.as_deref().map_or(Ok(()), check_words)
        });
        reader.set("extractor_timeout", &mut out.extractor_timeout, |n| {
            within(*n, 1, 3600)
        });
        reader.set("claim_review", &mut out.claim_review, ClaimReviewSettings::check);
        reader.set("keys", &mut out.keys, check_keys);
        if let Err(broken) = fields::whole(text) {
            // It was reported for every setting, and affects them all.
            let message = format!(
                "{}; until this is fixed no setting of the file is used",
                broken.message
            );
            return (Self::default(), vec![Problem { message, ..broken }]);
        }
        let known: Vec<&str> = SETTINGS.iter().map(|s| s.name).collect();
        problems.extend(fields::unknown(text, &known));
        problems.sort_by_key(|p| p.at);
        problems.dedup();
        (out, problems)
    }

    /// The name of the settings file in the configuration folder.
    pub const FILE: &'static str = "config.ron";

    /// Reads the settings file at `path`; without a file these are the defaults. Never fails: errors are reported, including those that
    /// `check` finds in references to other things (themes, actions).
    pub fn load(path: &Path, check: impl Fn(&Self) -> Vec<Fault>) -> (Self, Vec<Problem>) {
        /// The maximum number of faults whose positions are searched for; each search parses the file.
        const LOCATED: usize = 100;
        let refused = |why: String| (Self::default(), vec![Problem::new(why)]);
        match files::read_text(path, LARGEST) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                let (settings, mut problems) = Self::parse(text);
                for (number, fault) in check(&settings).into_iter().enumerate() {
                    let at = (number < LOCATED)
                        .then(|| fields::place(text, &fault.path))
                        .flatten();
                    problems.push(Problem {
                        at,
                        message: fault.to_string(),
                    });
                }
                problems.sort_by_key(|p| p.at);
                (settings, problems)
            }
            Err(error) if error.is_missing() => (Self::default(), Vec::new()),
            Err(error) => refused(format!("cannot be read: {}", std::io::Error::from(error))),
        }
    }

    /// The maximum size of the kept texts in bytes.
    pub fn kept_bytes(&self) -> u64 {
        u64::from(self.kept_texts) * 1_000_000
    }

    /// The verdict with that name, if it is in the set.
    pub fn verdict(&self, name: &str) -> Option<&Label> {
        self.verdicts.iter().find(|v| v.name == name)
    }

    /// The kind of highlight with that name, if it is in the set.
    pub fn highlight(&self, name: &str) -> Option<&Label> {
        self.highlights.iter().find(|h| h.name == name)
    }
}

struct Reader<'a> {
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn set<T: de::DeserializeOwned>(
        &mut self,
        name: &'static str,
        into: &mut T,
        check: impl Fn(&T) -> Result<(), String>,
    ) {
        match fields::field(self.text, name, check) {
            Ok(Some(value)) => *into = value,
            Ok(None) => {}
            Err(problem) => self.problems.push(problem),
        }
    }
}

/// The choice of theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// The default theme for the background of the terminal.
    #[default]
    Auto,
    /// This theme.
    Named(String),
    /// One theme for each background of the terminal.
    Pair {
        /// For a light background.
        light: String,
        /// For a dark background.
        dark: String,
    },
}

impl ThemeChoice {
    /// The name of the theme for a light or a dark background.
    pub fn name(&self, light: bool) -> &str {
        match self {
            Self::Auto if light => "paper",
            Self::Auto => "ink",
            Self::Pair { light: name, .. } if light => name,
            Self::Named(name) | Self::Pair { dark: name, .. } => name,
        }
    }
}

impl<'de> Deserialize<'de> for ThemeChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Choice;
        impl<'de> Visitor<'de> for Choice {
            type Value = ThemeChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"auto\", the name of a theme, or (light: \"paper\", dark: \"ink\")")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<ThemeChoice, E> {
                Ok(match name {
                    "auto" => ThemeChoice::Auto,
                    name => ThemeChoice::Named(one_line(name)),
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ThemeChoice, A::Error> {
                let (mut light, mut dark) = ("paper".to_owned(), "ink".to_owned());
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "light" => light = one_line(&map.next_value::<String>()?),
                        "dark" => dark = one_line(&map.next_value::<String>()?),
                        other => return Err(de::Error::unknown_field(other, &["light", "dark"])),
                    }
                }
                Ok(ThemeChoice::Pair { light, dark })
            }
        }
        deserializer.deserialize_any(Choice)
    }
}

/// How many colours to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colours {
    /// As many as the terminal reports; none if `NO_COLOR` is set.
    #[default]
    Auto,
    /// This many.
    Fixed(Depth),
}

impl<'de> Deserialize<'de> for Colours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "auto" => Ok(Self::Auto),
            "true" => Ok(Self::Fixed(Depth::True)),
            "256" => Ok(Self::Fixed(Depth::Indexed)),
            "16" => Ok(Self::Fixed(Depth::Sixteen)),
            "none" => Ok(Self::Fixed(Depth::None)),
            other => Err(de::Error::custom(format!(
                "'{}' is not a number of colours: write \"auto\", \"true\", \"256\", \"16\" or \"none\"",
                one_line(other)
            ))),
        }
    }
}

/// How the terminal draws pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureDrawing {
    /// The protocol of a known terminal, recognized by its name; otherwise blocks if it shows 16 million colours.
    #[default]
    Auto,
    /// The graphics protocol of kitty.
    Kitty,
    /// The inline images of iTerm2.
    Iterm2,
    /// Sixels.
    Sixel,
    /// Coloured half blocks.
    Blocks,
    /// Pictures are not drawn.
    None,
}

/// The meaning of digits while reading. In the queue and the lists they are always verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Digits {
    /// Counts, as in `5j`; a verdict is `,` and its digit.
    #[default]
    Counts,
    /// Verdicts, immediately; then there are no counts.
    Verdicts,
}

/// Which sources of evidence are kept as text when the reader adds them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeepEvidence {
    /// Web pages, which are requested, and files.
    #[default]
    Everything,
    /// Files only: no request is sent.
    Files,
    /// Nothing.
    Nothing,
}

/// A label that the reader assigns with a key: a verdict on a claim, or a kind of highlight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name, in the notes file, in exports and on the screen.
    pub name: String,
    /// Its digit, 1 to 9.
    pub key: char,
    /// The role whose style it has.
    pub role: Role,
    /// Its symbol in the margin and the sidebar: one character of one cell.
    pub glyph: String,
}

impl Label {
    /// The default verdicts.
    pub fn verdicts() -> Vec<Self> {
        Self::set([
            ("supported", '1', Role::Supported, "✓"),
            ("disputed", '2', Role::Disputed, "?"),
            ("refuted", '3', Role::Refuted, "✗"),
            ("unverifiable", '4', Role::Unverifiable, "–"),
            ("misleading", '5', Role::Misleading, "~"),
        ])
    }

    /// The default kinds of highlights.
    pub fn highlights() -> Vec<Self> {
        Self::set([
            ("key point", '1', Role::Accent, "!"),
            ("question", '2', Role::Disputed, "¿"),
            ("term", '3', Role::Organization, "="),
            ("to quote", '4', Role::Supported, "»"),
        ])
    }

    fn set<const N: usize>(set: [(&str, char, Role, &str); N]) -> Vec<Self> {
        let label = |(name, key, role, glyph): (&str, char, Role, &str)| Self {
            name: name.to_owned(),
            key,
            role,
            glyph: glyph.to_owned(),
        };
        set.into_iter().map(label).collect()
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename = "Label", deny_unknown_fields)]
        struct Spec {
            name: String,
            key: Digit,
            #[serde(default)]
            role: Option<String>,
            #[serde(default)]
            glyph: Option<String>,
        }
        let spec = Spec::deserialize(deserializer)?;
        let mut known = Self::verdicts().into_iter().chain(Self::highlights());
        let known = known.find(|label| label.name == spec.name);
        let role = match (&spec.role, &known) {
            (Some(name), _) => Role::parse(name)
                .ok_or_else(|| de::Error::custom(format!("there is no role '{}'", one_line(name))))?,
            (None, Some(known)) => known.role,
            (None, None) => Role::Accent,
        };
        let initial = || spec.name.chars().next().map(String::from).unwrap_or_default();
        let glyph = spec
            .glyph
            .clone()
            .or(known.map(|v| v.glyph))
            .unwrap_or_else(initial);
        Ok(Self {
            name: spec.name,
            key: spec.key.0,
            role,
            glyph,
        })
    }
}

/// A digit, written as a number or a character.
struct Digit(char);

impl<'de> Deserialize<'de> for Digit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl Visitor<'_> for One {
            type Value = Digit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a digit from 1 to 9")
            }

            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Digit, E> {
                let digit = u32::try_from(n).ok().and_then(|n| char::from_digit(n, 10));
                digit
                    .map(Digit)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(n), &self))
            }

            fn visit_char<E: de::Error>(self, c: char) -> Result<Digit, E> {
                Ok(Digit(c))
            }

            fn visit_str<E: de::Error>(self, s: &str) -> Result<Digit, E> {
                let mut chars = s.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => Ok(Digit(c)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(s), &self)),
                }
            }
        }
        deserializer.deserialize_any(One)
    }
}

fn within(n: u16, least: u16, most: u16) -> Result<(), String> {
    if (least..=most).contains(&n) {
        Ok(())
    } else {
        Err(format!("must be between {least} and {most}"))
    }
}

fn check_line(text: &str) -> Result<(), String> {
    if text.contains('\n') || text.chars().any(is_unsafe) {
        return Err("must be one line of plain text".to_owned());
    }
    Ok(())
}

/// Whether a command line can be split into words.
fn check_words(text: &str) -> Result<(), String> {
    check_line(text)?;
    match shell_words::split(text) {
        Ok(words) if words.is_empty() => Err("must name a program".to_owned()),
        Ok(_) => Ok(()),
        Err(_) => Err("has an unclosed quotation mark".to_owned()),
    }
}

fn check_labels(labels: &[Label]) -> Result<(), String> {
    for (i, label) in labels.iter().enumerate() {
        let name = one_line(&label.name);
        if name.is_empty() || name != label.name {
            return Err(format!(
                "'{name}' is not a name: it must be one line of plain text"
            ));
        }
        if !('1'..='9').contains(&label.key) {
            return Err(format!("the key of '{name}' must be a digit from 1 to 9"));
        }
        if label.glyph.chars().any(is_unsafe)
            || grapheme::graphemes(&label.glyph).count() != 1
            || grapheme::width(&label.glyph) != 1
        {
            return Err(format!("the glyph of '{name}' must be one character of one cell"));
        }
        for other in &labels[..i] {
            if other.name == label.name || other.key == label.key {
                return Err(format!("'{}' and '{name}' share a name or a key", other.name));
            }
        }
    }
    Ok(())
}

fn check_keys(keys: &BTreeMap<String, BTreeMap<String, String>>) -> Result<(), String> {
    for sequence in keys.values().flat_map(BTreeMap::keys) {
        if super::Key::parse_sequence(sequence).is_none() {
            return Err(format!("'{}' is not a sequence of keys", one_line(sequence)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_gives_the_defaults() {
        for text in ["", "  \n", "()", "(\n // nothing set\n)"] {
            assert_eq!(
                Settings::parse(text),
                (Settings::default(), Vec::new()),
                "{text:?}"
            );
        }
        assert!(check_labels(&Label::verdicts()).is_ok() && check_labels(&Label::highlights()).is_ok());
    }

    #[test]
    fn everything_can_be_set() {
        let text = r#"(
            theme: (dark: "dusk"),
            colours: "16",
            pictures: sixel,
            measure: 72,
            sidebar: 36,
            verdicts: [
                (name: "supported", key: 1),
                (name: "not enough evidence", key: "2", role: "unverifiable", glyph: "–"),
                (name: "invented", key: '9'),
            ],
            author: "A. Reader",
            hyphenate: true,
            mouse: false,
            queue_floor: 0.25,
            kept_texts: 0,
            editor: "vim -f",
            keys: {"read": {"C-n": "claim next", "gg": ""}},
        )"#;
        let (settings, problems) = Settings::parse(text);
        assert_eq!(problems, []);
        assert_eq!(
            settings.theme,
            ThemeChoice::Pair {
                light: "paper".into(),
                dark: "dusk".into()
            }
        );
        assert_eq!(
            (settings.theme.name(true), settings.theme.name(false)),
            ("paper", "dusk")
        );
        assert_eq!(settings.colours, Colours::Fixed(Depth::Sixteen));
        assert_eq!(settings.pictures, PictureDrawing::Sixel);
        assert_eq!((settings.measure, settings.sidebar), (72, 36));
        assert_eq!(settings.verdict("supported").unwrap().glyph, "✓");
        assert_eq!(settings.verdicts[1].role, Role::Unverifiable);
        assert_eq!(
            (settings.verdicts[2].key, settings.verdicts[2].glyph.as_str()),
            ('9', "i")
        );
        assert_eq!(settings.author.as_deref(), Some("A. Reader"));
        assert!(settings.hyphenate && !settings.mouse);
        assert_eq!((settings.kept_texts, settings.kept_bytes()), (0, 0));
        assert_eq!(settings.editor.as_deref(), Some("vim -f"));
        assert_eq!(settings.keys["read"]["C-n"], "claim next");
    }

    #[test]
    fn one_bad_setting_costs_only_itself() {
        let text =
            "(\n  measure: 6,\n  theme: \"linen\",\n  colour: \"red\",\n  mouse: perhaps,\n  sidebar: 44,\n)";
        let (settings, problems) = Settings::parse(text);
        assert_eq!(settings.theme, ThemeChoice::Named("linen".into()));
        assert_eq!(
            (settings.measure, settings.sidebar, settings.mouse),
            (68, 44, true)
        );
        let lines: Vec<usize> = problems.iter().map(|p| p.at.unwrap().0).collect();
        assert_eq!(lines, [2, 4, 5], "{problems:?}");
        assert!(problems[0].message.contains("between 20 and 400"));
    }

    #[test]
    fn a_broken_file_is_one_problem() {
        let (settings, problems) = Settings::parse("(\n  measure: 70\n  sidebar: 30,\n)");
        assert_eq!(settings.sidebar, Settings::default().sidebar);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].at.unwrap().0, 3);
        assert!(
            problems[0].message.ends_with("no setting of the file is used"),
            "{problems:?}"
        );
        for text in [
            "(",
            "nonsense",
            "[1, 2]",
            "{",
            "\"text\"",
            "(measure: \u{0}",
            "(((((((((",
        ] {
            assert!(!Settings::parse(text).1.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn verdicts_must_be_usable() {
        for bad in [
            "[]",
            r#"[(name: "", key: 1)]"#,
            r#"[(name: "a\nb", key: 1)]"#,
            r#"[(name: "a", key: 0)]"#,
            r#"[(name: "a", key: "x")]"#,
            r#"[(name: "a", key: 1), (name: "b", key: 1)]"#,
            r#"[(name: "a", key: 1), (name: "a", key: 2)]"#,
            r#"[(name: "a", key: 1, glyph: "騰")]"#,
            r#"[(name: "a", key: 1, role: "nothing")]"#,
        ] {
            let (settings, problems) = Settings::parse(&format!("(verdicts: {bad})"));
            assert_eq!(settings.verdicts, Label::verdicts(), "{bad}");
            assert_eq!(problems.len(), 1, "{bad}");
        }
    }

    #[test]
    fn files_that_are_none_are_told() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(
            Settings::load(&dir.path().join("config.ron"), |_| Vec::new()),
            (Settings::default(), Vec::new())
        );
        assert_eq!(Settings::load(dir.path(), |_| Vec::new()).1.len(), 1);
        let file = dir.path().join("c.ron");
        std::fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
        assert_eq!(Settings::load(&file, |_| Vec::new()).1.len(), 1);
    }
}
