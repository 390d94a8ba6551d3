//! The options that all commands share.

use std::path::PathBuf;

use super::{Failure, output};
use crate::app::keys::keymap::Keymap;
use crate::config::{Settings, Themes};
use crate::notes::{Relation, Timestamp};
use crate::runtime::{KeptCopyUse, ReadOptions, Requests};
use crate::store::{Answer, Choice, Paths};
use crate::text::clean::one_line;

/// The options that all commands share.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Options of all commands")]
pub struct Options {
    /// The notes file, instead of the article's own one
    #[arg(long, global = true, value_name = "FILE")]
    pub notes: Option<PathBuf>,

    /// How the article relates to a known article with a similar text: the same article (both share the notes), a new version (its notes
    /// begin as a marked copy), or a separate article; the answer is remembered
    #[arg(long = "as", global = true, value_name = "RELATION", value_parser = relations())]
    relation: Option<String>,

    /// The theme, instead of the one in the settings
    #[arg(long, global = true, value_name = "NAME", add = super::completions::themes())]
    pub theme: Option<String>,

    /// The encoding of the article (utf-8, windows-1252, gb18030, …), instead of the detected one
    #[arg(long, global = true, value_name = "LABEL")]
    pub encoding: Option<String>,

    /// Read the article as plain text and change nothing except NFC and line ends
    #[arg(long, global = true)]
    pub plain: bool,

    /// Read the whole web page, not only its article
    #[arg(long, global = true)]
    pub whole_page: bool,

    /// Send no request: web pages are read from their kept copies, and the pages of evidence are not kept
    #[arg(long, global = true)]
    pub offline: bool,

    /// The folder of settings and themes
    #[arg(long, global = true, value_name = "DIR")]
    pub config: Option<PathBuf>,
}

/// The user's settings and themes, and everything that is wrong with them.
#[derive(Debug)]
pub(super) struct Configuration {
    pub(super) settings: Settings,
    pub(super) themes: Themes,
    /// One line each, with the file, and line and column if they are known.
    pub(super) problems: Vec<String>,
}

impl Configuration {
    /// Reads the settings and the themes, and checks the modes, actions and themes that the settings name.
    pub(super) fn load(paths: &Paths) -> Self {
        let file = paths.config.join(Settings::FILE);
        let (themes, errors) = Themes::load_user(&paths.config.join(Themes::FOLDER));
        let (settings, wrong) = Settings::load(&file, |settings| {
            let mut faults = themes.faults(settings);
            faults.extend(Keymap::with(&settings.keys).1);
            faults
        });
        let place = one_line(&file.display().to_string());
        let wrong = wrong.iter().map(|problem| format!("{place}: {problem}"));
        Self {
            problems: wrong.chain(errors.iter().map(ToString::to_string)).collect(),
            settings,
            themes,
        }
    }
}

fn relations() -> clap::builder::PossibleValuesParser {
    Relation::ALL.map(Relation::name).into()
}

impl Options {
    /// The options of a command line with nothing but this notes file.
    pub(super) fn with_notes(notes: Option<PathBuf>) -> Self {
        Self {
            notes,
            ..Self::default()
        }
    }

    /// Which notes to use, as given by `--notes` and `--as`.
    pub fn choice(&self) -> Choice {
        let relation = self.relation.as_deref().and_then(Relation::parse);
        Choice {
            notes: self.notes.clone(),
            answer: relation.map(|relation| Answer {
                relation,
                of: None,
                said: Timestamp::now(),
            }),
        }
    }

    /// The folders to use.
    ///
    /// # Errors
    /// If the system knows no home folder.
    pub fn paths(&self) -> Result<Paths, Failure> {
        let mut paths = Paths::of_user().ok_or_else(|| {
            Failure::Usage(
                "there is no home folder to keep notes in; set HOME, or XDG_DATA_HOME and the like".into(),
            )
        })?;
        if let Some(config) = &self.config {
            paths.config.clone_from(config);
        }
        Ok(paths)
    }

    /// How to read articles.
    pub fn how(&self) -> ReadOptions {
        ReadOptions {
            encoding: self.encoding.clone(),
            plain: self.plain,
            whole_page: self.whole_page,
            copy: KeptCopyUse::Fallback,
            paths: self.paths().ok(),
            requests: if self.offline {
                Requests::Excluded
            } else {
                Requests::Allowed
            },
        }
    }

    /// Reads the settings; problems are reported on standard error.
    pub fn settings(&self, paths: &Paths) -> Settings {
        let Configuration {
            settings, problems, ..
        } = Configuration::load(paths);
        for problem in problems {
            output::warn(&problem);
        }
        settings
    }

    /// Reads the themes; problems with the user's own ones are reported on standard error.
    pub fn themes(&self, paths: &Paths) -> Themes {
        let (themes, errors) = Themes::load_user(&paths.config.join(Themes::FOLDER));
        for error in errors {
            output::warn(&error.to_string());
        }
        themes
    }
}
