//! The examples in docs/configuration.md must work, and it must document everything.

use postil::app::keys::keymap::Keymap;
use postil::config::{Role, Settings, Themes, parse_theme};

const DOCS: &str = include_str!("../docs/configuration.md");

fn examples() -> impl Iterator<Item = &'static str> {
    DOCS.split("```ron\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
}

#[test]
fn every_example_can_be_read() {
    let mut defaults = 0;
    for text in examples() {
        if text.contains("inherits") {
            parse_theme("example", text).unwrap();
        } else {
            let (settings, problems) = Settings::parse(text);
            assert_eq!(problems, [], "{text}");
            let (_, problems) = Keymap::with(&settings.keys);
            assert!(problems.is_empty(), "{problems:?}");
            defaults += usize::from(settings == Settings::default());
        }
    }
    assert_eq!(defaults, 1, "one example sets everything to its default");
    assert_eq!(examples().count(), 6);
}

#[test]
fn every_role_and_theme_is_listed() {
    let roles = DOCS.split_once("\nThe roles").unwrap().1;
    for role in Role::ALL {
        let fallback = if *role == Role::Text {
            String::new()
        } else {
            format!("`{}`", role.fallback().name())
        };
        let line = roles
            .lines()
            .find(|l| l.starts_with(&format!("| `{}` |", role.name())));
        assert!(line.is_some_and(|l| l.contains(&fallback)), "{}", role.name());
    }
    for theme in Themes::built_in().iter() {
        let ground = if theme.light { "light" } else { "dark" };
        let line = DOCS
            .lines()
            .find(|l| l.starts_with(&format!("| `{}` |", theme.name)))
            .unwrap();
        assert!(theme.name == "terminal" || line.contains(ground), "{line}");
    }
}
