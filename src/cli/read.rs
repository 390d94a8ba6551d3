//! `postil [FILE|FOLDER|URL|-]…`: opens articles in the reader; without arguments the library, or the tour on the first run.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::article::{self, failure};
use super::extractor::ExtractorArgs;
use super::options::Configuration;
use super::{Failure, Options, Outcome};
use crate::app::Action;
use crate::runtime::{Article, Background, First, Reading, RunError, run as read};
use crate::store::library;

pub(super) fn run(
    named: &[OsString],
    arrival: Option<(Action, String)>,
    extractor: &ExtractorArgs,
    options: &Options,
) -> Result<Outcome, Failure> {
    let files = expanded(named)?;
    let paths = options.paths()?;
    let Configuration {
        settings,
        themes,
        problems,
    } = Configuration::load(&paths);
    let extractor = extractor.command_or(&settings)?;
    let ask = || Background::ask(&settings, options.theme.as_deref());
    let (first, background) = match files.first().map(OsString::as_os_str) {
        // Standard input is read first: prompts of the other program need the normal screen.
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
        None if library::is_empty(&paths) => {
            let tour = Article::tour().map_err(failure)?;
            (First::Article(Box::new(tour)), ask())
        }
        None => (First::Library, ask()),
    };
    read(Reading {
        first,
        how: options.how(),
        files: if files.len() > 1 {
            files.iter().map(|f| f.to_string_lossy().into_owned()).collect()
        } else {
            Vec::new()
        },
        choice: options.choice(),
        arrival,
        extractor,
        problems,
        paths,
        settings,
        themes,
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

/// The most files of a folder that are opened.
const MOST: usize = 10_000;

/// The articles to open. A folder is replaced by its files with a readable extension, sorted by name.
fn expanded(named: &[OsString]) -> Result<Vec<OsString>, Failure> {
    let mut out = Vec::new();
    for name in named {
        let path = Path::new(name);
        if !path.is_dir() {
            out.push(name.clone());
            continue;
        }
        let failed = |e: std::io::Error| Failure::Input(format!("{}: {e}", path.display()));
        let mut inside: Vec<OsString> = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)?.take(MOST) {
            let file = entry.map_err(failed)?.path();
            if file.is_file() && is_article(&file) {
                inside.push(file.into());
            }
        }
        if inside.is_empty() {
            return Err(Failure::Input(format!(
                "{}: no file in this folder can be read ({})",
                path.display(),
                ENDINGS.join(", ")
            )));
        }
        inside.sort();
        out.append(&mut inside);
    }
    if out.len() > 1 && out.iter().any(|name| name == "-") {
        return Err(Failure::Usage(
            "standard input can only be read alone: postil -".into(),
        ));
    }
    Ok(out)
}

/// The extensions of the files of a folder that are opened.
const ENDINGS: [&str; 15] = [
    "txt", "text", "md", "markdown", "html", "htm", "xhtml", "mht", "mhtml", "eml", "epub", "pdf", "docx",
    "odt", "rtf",
];

fn is_article(file: &Path) -> bool {
    let ending = file
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
        .to_lowercase();
    let hidden = file
        .file_name()
        .is_some_and(|n| n.to_string_lossy().starts_with('.'));
    !hidden && ENDINGS.contains(&ending.as_str())
}
