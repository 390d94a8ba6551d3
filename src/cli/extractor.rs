//! `--extractor CMD`: the user's own program that finds entities and claims too.

use std::sync::Mutex;
use std::time::Duration;

use super::{Failure, output};
use crate::analysis::outside::{LeftOut, joined};
use crate::analysis::{Analysis, analyse};
use crate::config::Settings;
use crate::document::Document;
use crate::runtime::{Extractor, ExtractorCommand, ExtractorError};

/// The program, and its time limit.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct ExtractorArgs {
    /// Also ask this program for entities and claims: it reads articles as lines of JSON and answers with lines (docs/extractors.md). The
    /// command is split into words as a shell does; '' means no program
    #[arg(long, value_name = "CMD")]
    extractor: Option<String>,

    /// Its time limit for one article
    #[arg(long, value_name = "SECONDS", requires = "extractor", value_parser = clap::value_parser!(u16).range(1..=3600))]
    extractor_timeout: Option<u16>,
}

impl ExtractorArgs {
    /// The program given on the command line.
    ///
    /// # Errors
    /// If the command cannot be split into words.
    pub(super) fn command(&self) -> Result<Option<ExtractorCommand>, Failure> {
        self.command_or(&Settings {
            extractor: None,
            ..Settings::default()
        })
    }

    /// The program given on the command line, or else in the settings.
    ///
    /// # Errors
    /// If the command cannot be split into words.
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

/// The engines that analyse articles: Postil, and optionally a program. Each parallel job has its own process, which handles one article
/// after another.
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

    /// Analyses `document`. Also returns which parts of the program's answer were left out; `None` without a program.
    ///
    /// # Errors
    /// If the program gives no answer.
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

    /// Like [`Engines::analyse`], for the article `name`; reports on standard error which parts of the answer were left out.
    ///
    /// # Errors
    /// If the program gives no answer.
    pub(super) fn of_article(&self, name: &str, document: &Document) -> Result<Analysis, Failure> {
        let (analysis, left_out) = self.analyse(document).map_err(|error| failure(name, &error))?;
        if let Some(words) = left_out.and_then(|left_out| left_out.in_words()) {
            output::warn(&format!("{name}: {words}"));
        }
        Ok(analysis)
    }
}

/// Turns a program's failure on the article `name` into a failure of the command: wrong usage if there is no such program.
pub(super) fn failure(name: &str, error: &ExtractorError) -> Failure {
    match error {
        ExtractorError::NotStarted { .. } => Failure::Usage(error.to_string()),
        _ => Failure::Input(format!("{name}: {error}")),
    }
}
