//! The table of settings: their names in the settings file, their defaults, and what each does. `postil config` generates a file from it.

use std::fmt::Write as _;

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in the file.
    pub name: &'static str,
    /// Its default in the syntax of the file; for a setting without a default, an example.
    pub value: &'static str,
    /// Whether `value` is the default.
    pub is_default: bool,
    /// What it does, in a sentence without a full stop, with line breaks where needed.
    pub about: &'static str,
}

const fn setting(name: &'static str, value: &'static str, about: &'static str) -> Setting {
    Setting {
        name,
        value,
        is_default: true,
        about,
    }
}

const fn example(name: &'static str, value: &'static str, about: &'static str) -> Setting {
    Setting {
        is_default: false,
        ..setting(name, value, about)
    }
}

/// All settings, in the order of the generated file.
pub static SETTINGS: &[Setting] = &[
    setting(
        "theme",
        "\"auto\"",
        "The theme: \"auto\", a name (postil themes lists them), or (light: \"paper\", dark: \"ink\")",
    ),
    setting(
        "colours",
        "\"auto\"",
        "How many colours are shown: \"auto\", \"true\", \"256\", \"16\" or \"none\"",
    ),
    setting(
        "pictures",
        "auto",
        "How the terminal draws pictures: auto, kitty, iterm2, sixel, blocks or none",
    ),
    setting(
        "measure",
        "68",
        "The widest line of running text, 20 to 400 cells",
    ),
    setting(
        "sidebar",
        "0",
        "The width of the sidebar, 16 to 200 cells, or 0 for a third of the screen",
    ),
    setting(
        "verdicts",
        "[
        (name: \"supported\", key: 1, role: \"supported\", glyph: \"✓\"),
        (name: \"disputed\", key: 2, role: \"disputed\", glyph: \"?\"),
        (name: \"refuted\", key: 3, role: \"refuted\", glyph: \"✗\"),
        (name: \"unverifiable\", key: 4, role: \"unverifiable\", glyph: \"–\"),
        (name: \"misleading\", key: 5, role: \"misleading\", glyph: \"~\"),
    ]",
        "The verdicts for claims: name, digit, the role of the theme, a glyph of one cell",
    ),
    setting(
        "highlights",
        "[
        (name: \"key point\", key: 1, role: \"accent\", glyph: \"!\"),
        (name: \"question\", key: 2, role: \"disputed\", glyph: \"¿\"),
        (name: \"term\", key: 3, role: \"organization\", glyph: \"=\"),
        (name: \"to quote\", key: 4, role: \"supported\", glyph: \"»\"),
    ]",
        "The kinds of highlights: name, digit, the role of the theme, a glyph of one cell",
    ),
    example("author", "\"A. Reader\"", "Your name, stored in your annotations"),
    setting(
        "hyphenate",
        "false",
        "Hyphenate long words of English text at the end of a line",
    ),
    setting("justify", "false", "Set running text flush on both sides"),
    setting(
        "mouse",
        "true",
        "Use the mouse; with false the terminal handles selection itself",
    ),
    setting(
        "digits",
        "counts",
        "The meaning of digits while reading: counts (5j) or verdicts",
    ),
    setting(
        "queue_floor",
        "0.0",
        "Suggested claims that are less worth checking than this, 0 to 1, are not listed",
    ),
    setting(
        "kept_texts",
        "64",
        "The maximum size of the stored texts in megabytes, used to notice edits; 0 stores none",
    ),
    setting(
        "keep_evidence",
        "everything",
        "What evidence names is kept as text when you add it: everything (requests web pages), files or nothing",
    ),
    example(
        "editor",
        "\"vim -f\"",
        "The editor for long notes, as a shell command; by default $VISUAL or $EDITOR",
    ),
    example(
        "opener",
        "\"xdg-open\"",
        "The program for links that Postil does not open itself, as a shell command",
    ),
    example(
        "extractor",
        "\"python3 ~/bin/spacy_names.py\"",
        "A program that finds entities and claims too (docs/extractors.md), as words that are not passed to a shell",
    ),
    setting(
        "extractor_timeout",
        "60",
        "The time limit of this program for an article in seconds, 1 to 3600",
    ),
    example(
        "claim_review",
        "(
        publisher: \"The Harbour Post\",
        publisher_url: \"https://post.example\",
        address: \"https://post.example/checks/{article}#{id}\",
        ratings: { \"supported\": 5, \"misleading\": 3, \"disputed\": 2, \"refuted\": 1 },
        unrated: [\"unverifiable\"],
        scale: (1, 5),
    )",
        "The publisher, address and rating scale of fact-checks, for export --format claim-review",
    ),
    setting(
        "keys",
        "{}",
        "Keys by mode, in addition to the defaults: {\"read\": {\"Z\": \"quit\"}}; postil keys lists them",
    ),
];

/// A settings file that contains every setting as a comment.
pub fn commented() -> String {
    let mut out = String::from(
        "// The settings of Postil, with their defaults or an example; remove the // before a setting to change it.\n(\n",
    );
    for setting in SETTINGS {
        let what = if setting.is_default {
            ""
        } else {
            " (an example; there is no default)"
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n    // {}{what}.", setting.about);
        let entry = format!("    {}: {},", setting.name, setting.value);
        for line in entry.lines() {
            let rest = line.strip_prefix("    ").unwrap_or(line);
            let _ = writeln!(out, "    //{rest}");
        }
    }
    out.push_str(")\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    /// The file with the selected settings uncommented.
    fn uncommented(which: impl Fn(&Setting) -> bool) -> String {
        let entries = SETTINGS.iter().filter(|s| which(s));
        let entries: Vec<String> = entries.map(|s| format!("{}: {}", s.name, s.value)).collect();
        format!("({})", entries.join(",\n"))
    }

    #[test]
    fn the_file_can_be_read_as_it_is_and_with_everything_set() {
        assert_eq!(Settings::parse(&commented()), (Settings::default(), Vec::new()));
        let (settings, problems) = Settings::parse(&uncommented(|s| s.is_default));
        assert_eq!((settings, problems), (Settings::default(), Vec::new()));
        let (settings, problems) = Settings::parse(&uncommented(|_| true));
        assert_eq!(problems, []);
        assert!(settings.author.is_some() && settings.editor.is_some() && settings.opener.is_some());
        assert!(settings.extractor.is_some());
        assert!(settings.claim_review.publisher.is_some());
    }

    #[test]
    fn every_setting_stands_in_the_table() {
        let Settings {
            theme: _,
            colours: _,
            pictures: _,
            measure: _,
            sidebar: _,
            verdicts: _,
            highlights: _,
            author: _,
            hyphenate: _,
            mouse: _,
            queue_floor: _,
            kept_texts: _,
            keep_evidence: _,
            digits: _,
            justify: _,
            editor: _,
            opener: _,
            extractor: _,
            extractor_timeout: _,
            claim_review: _,
            keys: _,
        } = Settings::default();
        assert_eq!(SETTINGS.len(), 21, "a new field of the settings wants a row");
    }
}
