//! `--extractor CMD`: a program of the user's that finds entities and claims too.

use std::sync::Mutex;
use std::time::Duration;

use super::{Failure, output};
use crate::analysis::outside::{LeftOut, joined};
use crate::analysis::{Analysis, analyse};
use crate::config::Settings;
use crate::document::Document;
use crate::runtime::{Extractor, ExtractorCommand, ExtractorError};

/// The program, and how long it may take.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct ExtractorArgs {
    /// Ask this program for entities and claims too: it reads articles as lines of JSON and answers with lines
    /// (docs/extractors.md). It is split into words as a shell does; '' asks none
    #[arg(long, value_name = "CMD")]
    extractor: Option<String>,

    /// How long it may take for an article
    #[arg(long, value_name = "SECONDS", requires = "extractor", value_parser = clap::value_parser!(u16).range(1..=3600))]
    extractor_timeout: Option<u16>,
}

impl ExtractorArgs {
    /// The program that is named, if one is.
    ///
    /// # Errors
    /// When it cannot be split into words.
    pub(super) fn command(&self) -> Result<Option<ExtractorCommand>, Failure> {
        self.command_or(&Settings {
            extractor: None,
            ..Settings::default()
        })
    }

    /// The program that is named, or that of the settings.
    ///
    /// # Errors
    /// When it cannot be split into words.
    pub(super) fn command_or(&self, settings: &Settings) -> Result<Option<ExtractorCommand>, Failure> {
        let named = self.extractor.as_ref().or(settings.extractor.as_ref());
        let seconds = self.extractor_timeout.unwrap_or(settings.extractor_timeout);
        named
            .filter(|line| !line.trim().is_empty())
            .map(|line| ExtractorCommand::parse(line, Duration::from_secs(seconds.into())))
            .transpose()
            .map_err(Failure::Usage)
    }
}

/// What analyses articles: Postil alone, or with a program. Each job that works at the same time has a process of its own,
/// which goes on with the next article.
pub(super) struct Engines {
    command: Option<ExtractorCommand>,
    idle: Mutex<Vec<Extractor>>,
}

impl Engines {
    pub(super) fn new(command: Option<ExtractorCommand>) -> Self {
        Self {
            command,
            idle: Mutex::default(),
        }
    }

    /// What is found in `document`, and what of the program's answer could not be taken; `None` without a program.
    ///
    /// # Errors
    /// When the program gives no answer.
    pub(super) fn analyse(&self, document: &Document) -> Result<(Analysis, Option<LeftOut>), ExtractorError> {
        let Some(command) = &self.command else {
            return Ok((analyse(document), None));
        };
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut extractor = idle.unwrap_or_else(|| Extractor::new(command.clone()));
        let said = extractor.ask(document, &|| true);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(extractor);
        }
        let said = said?;
        Ok((joined(analyse(document), &said, document), Some(said.left_out)))
    }

    /// [`Engines::analyse`] for the article `name`; what could not be taken is said on standard error.
    ///
    /// # Errors
    /// When the program gives no answer.
    pub(super) fn of_article(&self, name: &str, document: &Document) -> Result<Analysis, Failure> {
        let (analysis, left_out) = self.analyse(document).map_err(|error| failure(name, &error))?;
        if let Some(words) = left_out.and_then(|left_out| left_out.in_words()) {
            output::warn(&format!("{name}: {words}"));
        }
        Ok(analysis)
    }
}

/// A program that gave no answer about the article `name`, as a failure of the command: wrong usage where there is no such
/// program.
pub(super) fn failure(name: &str, error: &ExtractorError) -> Failure {
    match error {
        ExtractorError::NotStarted { .. } => Failure::Usage(error.to_string()),
        _ => Failure::Input(format!("{name}: {error}")),
    }
}
