//! `postil model`: manages the sentence encoder with which claims are compared by their meaning.

use std::path::PathBuf;

use serde::Serialize;

use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::export::json;
use crate::files;
use crate::matching::MatchModel;
use crate::meaning::{LARGEST, SentenceEncoder, SentenceModelInfo};
use crate::store::models;
use crate::text::clean::one_line;

/// Add, list and remove the model that finds claims which say the same in other words
///
/// Postil never fetches a model. A script that comes with the source makes the file; the manual page on matching says how, and what the
/// model brings.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Install a model from a file
    Add {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Replace the installed model
        #[arg(long)]
        replace: bool,
    },
    /// Show the installed model; exit code 1 if there is none
    List {
        /// Print an array of JSON objects
        #[arg(long)]
        json: bool,
    },
    /// Remove the installed model and all that was computed with it
    Remove {
        /// The name of the model
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
}

/// A model as the JSON list shows it.
#[derive(Serialize)]
struct Listed {
    name: String,
    licence: String,
    size: usize,
    longest: usize,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    match &args.what {
        What::Add { file, replace } => {
            let shown = one_line(&file.display().to_string());
            if models::is_installed(&paths) && !replace {
                let why = "there is a model already, postil model list shows it; --replace puts this one in its place";
                return Err(Failure::Usage(why.to_owned()));
            }
            let bytes = files::read_up_to(file, LARGEST).map_err(|why| Failure::Input(why.to_string()))?;
            let encoder = SentenceEncoder::read(&bytes)
                .map_err(|why| Failure::Input(format!("{shown}: not added: {why}")))?;
            let info = encoder.info();
            if info.name != MatchModel::MEANING_OF {
                let why = format!(
                    "{shown}: not added: the weights of postil match were trained for {}, and this is {}",
                    MatchModel::MEANING_OF,
                    one_line(&info.name)
                );
                return Err(Failure::Input(why));
            }
            models::install(&paths, &bytes).map_err(|why| Failure::Output(why.to_string()))?;
            output::tell(&in_words(info));
            Ok(Outcome::Done)
        }
        What::List { json } => {
            let bytes = models::read(&paths, LARGEST).map_err(|why| Failure::Input(why.to_string()))?;
            let encoder = bytes.map(|bytes| SentenceEncoder::read(&bytes)).transpose();
            let encoder = encoder.map_err(|why| {
                Failure::Input(format!(
                    "the installed model cannot be used: {why}; postil model remove removes it"
                ))
            })?;
            let infos: Vec<&SentenceModelInfo> = encoder.iter().map(SentenceEncoder::info).collect();
            let mut out = Output::new();
            if *json {
                let listed = infos.iter().map(|info| Listed {
                    name: one_line(&info.name),
                    licence: one_line(&info.licence),
                    size: info.size,
                    longest: info.longest,
                });
                out.text(&json::pretty(&listed.collect::<Vec<_>>()))?;
            } else {
                for info in &infos {
                    out.line(&in_words(info))?;
                }
            }
            out.finish()?;
            Ok(if infos.is_empty() {
                Outcome::No
            } else {
                Outcome::Done
            })
        }
        What::Remove { name } => {
            let unknown =
                || Failure::Usage("there is no such model; postil model list shows the installed one".into());
            if let Some(name) = name
                && let Ok(Some(bytes)) = models::read(&paths, LARGEST)
                && let Ok(encoder) = SentenceEncoder::read(&bytes)
                && encoder.info().name != *name
            {
                return Err(unknown());
            }
            match models::remove(&paths) {
                Ok(true) => Ok(Outcome::Done),
                Ok(false) => Err(unknown()),
                Err(why) => Err(Failure::Output(why.to_string())),
            }
        }
    }
}

/// On one line: 'all-MiniLM-L6-v2: vectors of 384, texts of up to 128 pieces, Apache-2.0'.
fn in_words(info: &SentenceModelInfo) -> String {
    format!(
        "{}: vectors of {}, texts of up to {} pieces, {}",
        one_line(&info.name),
        info.size,
        info.longest,
        one_line(&info.licence)
    )
}
