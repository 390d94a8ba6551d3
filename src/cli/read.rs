//! `postil [FILE|-]`: reads an article on the screen.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::article::Article;
use super::{Failure, Options, Outcome};
use crate::import;
use crate::runtime::{Reading, RunError};
use crate::store::Origin;

/// The article that teaches the keys while one reads it.
const TOUR: &str = include_str!("../../assets/tour.md");

pub(super) fn run(file: Option<&OsStr>, options: &Options) -> Result<Outcome, Failure> {
    let article = match file {
        Some(name) => Article::read(name, options)?,
        None => tour()?,
    };
    let paths = options.paths()?;
    let (settings, problems) =
        crate::config::Settings::load(&paths.config.join(crate::config::Settings::FILE));
    let mut warnings = article.warnings;
    warnings.extend(
        problems
            .iter()
            .map(|p| format!("{}: {p}", crate::config::Settings::FILE)),
    );
    crate::runtime::run(Reading {
        document: article.document,
        origin: article.origin,
        notes: options.notes.clone(),
        warnings,
        paths,
        settings,
        theme: options.theme.clone(),
    })
    .map_err(|error| match error {
        RunError::NoTerminal => Failure::Usage(error.to_string()),
        RunError::Terminal(_) => Failure::Input(error.to_string()),
        RunError::Store(error) => Failure::Notes(error),
        RunError::NotSaved(_) => Failure::Output(error.to_string()),
    })?;
    Ok(Outcome::Done)
}

fn tour() -> Result<Article, Failure> {
    let options = import::Options {
        name: Some(PathBuf::from("tour.md")),
        ..import::Options::default()
    };
    let imported =
        import::import(TOUR.as_bytes(), &options).map_err(|e| Failure::Input(format!("the tour: {e}")))?;
    Ok(Article {
        document: imported.document,
        origin: Origin::BuiltIn("tour".into()),
        name: "the tour".into(),
        warnings: Vec::new(),
    })
}
