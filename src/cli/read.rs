//! `postil [FILE|URL|-]`: reads an article on the screen; without one, the library, or the tour on the first run.

use std::ffi::OsStr;

use super::article::{self, failure};
use super::{Failure, Options, Outcome};
use crate::config::Settings;
use crate::runtime::{Article, Background, First, Reading, RunError, run as read};
use crate::store::library;

pub(super) fn run(file: Option<&OsStr>, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let (settings, problems) = Settings::load(&paths.config.join(Settings::FILE));
    let problems = problems
        .iter()
        .map(|p| format!("{}: {p}", Settings::FILE))
        .collect();
    let ask = || Background::ask(&settings, options.theme.as_deref());
    let (first, background) = match file {
        // What is said on the terminal while standard input is read needs it as it is.
        Some(name) if name == "-" => {
            let article = Box::new(article::read(name, options)?);
            (First::Article(article), ask())
        }
        Some(name) => {
            let background = ask();
            let first = match Article::beginning(name, &options.how()) {
                Some(beginning) => First::Beginning(Box::new(beginning), name.to_owned()),
                None => First::Named(name.to_owned()),
            };
            (first, background)
        }
        None if library::entries(&paths).is_empty() => {
            let tour = Article::tour().map_err(failure)?;
            (First::Article(Box::new(tour)), ask())
        }
        None => (First::Library, ask()),
    };
    read(Reading {
        first,
        how: options.how(),
        choice: options.choice(),
        problems,
        paths,
        settings,
        theme: options.theme.clone(),
        background,
    })
    .map_err(|error| match error {
        RunError::NoTerminal => Failure::Usage(error.to_string()),
        RunError::Terminal(_) => Failure::Input(error.to_string()),
        RunError::Open(error) => failure(error),
        RunError::Store(error) => Failure::Notes(error),
        RunError::NotSaved(_) => Failure::Output(error.to_string()),
    })?;
    Ok(Outcome::Done)
}
