//! Choosing a theme, with live preview.

use super::model::{Model, Tone};
use super::prompt::PromptKind;
use crate::config::Themes;
use crate::config::theme::Theme;

impl Model {
    /// The theme to draw with.
    fn dressed(&self, theme: &Theme) -> Theme {
        if self.monochrome {
            theme.monochrome()
        } else {
            theme.clone()
        }
    }

    /// `:theme NAME`, or a prompt that shows each theme as it is named.
    pub(super) fn set_theme(&mut self, name: Option<&str>) {
        let Some(name) = name else {
            return self.open_prompt(PromptKind::Theme(self.theme.name.clone()), "");
        };
        if self.show_theme(name) {
            name.clone_into(&mut self.settled_theme);
            self.done(format!("theme {name} (`theme` in the configuration keeps it)"));
        } else {
            let names = self.themes.names().collect::<Vec<_>>().join(", ");
            self.why(format!("no theme is called ‘{name}’: {names}"));
        }
    }

    /// Shows a theme; whether there is one of that name.
    pub(super) fn show_theme(&mut self, name: &str) -> bool {
        match self.themes.get(name).cloned() {
            Some(theme) => {
                self.theme = self.dressed(&theme);
                true
            }
            None => false,
        }
    }

    /// Theme files changed on disk: the one in use is shown anew, a broken one is told.
    pub(super) fn take_themes(&mut self, themes: Themes, problems: &[String]) {
        self.themes = themes;
        let name = self.theme.name.clone();
        let there = self.show_theme(&name);
        match problems.first() {
            Some(problem) => self.tell(Tone::Failure, problem.clone()),
            None if there => self.done(format!("theme {name} read anew")),
            None => {}
        }
    }
}

impl Model {
    /// Whether to do without colours (`NO_COLOR`).
    pub fn set_monochrome(&mut self, monochrome: bool) {
        self.monochrome = monochrome;
        let name = self.theme.name.clone();
        self.show_theme(&name);
    }
}
