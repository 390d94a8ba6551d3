//! `postil archive`: manages the archives of fact-checks that claims are matched against.

use std::path::PathBuf;

use serde::Serialize;

use super::known::ReadArchive;
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::export::json;
use crate::notes::Timestamp;
use crate::store::archives::{self, ArchiveError, ArchiveInfo};
use crate::text::clean::one_line;

/// Add, list and remove the archives of fact-checks that postil match and the reader search
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Add an archive: JSON lines with "id" and "claim", claim reviews of schema.org as JSON-LD, or CSV with a header line; exit code 1 if
    /// entries are left out
    Add {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The name of the archive, instead of the name of the file
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Replace the archive of that name
        #[arg(long)]
        replace: bool,
    },
    /// List the archives that were added; exit code 1 if there are none
    List {
        /// Print an array of JSON objects
        #[arg(long)]
        json: bool,
    },
    /// Remove an archive
    Remove {
        /// The name of the archive
        #[arg(value_name = "NAME", add = super::completions::archives())]
        name: String,
    },
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    match &args.what {
        What::Add { file, name, replace } => {
            let shown = one_line(&file.display().to_string());
            let name = match name {
                Some(name) => one_line(name),
                None => archives::name_of(file),
            };
            if name.is_empty() {
                return Err(Failure::Usage("an archive must have a name: --name NAME".into()));
            }
            if archives::exists(&paths, &name) && !replace {
                return Err(failure(&ArchiveError::Exists(name)));
            }
            let read = ReadArchive::of(file, &shown)?;
            read.warn(&shown);
            let source = std::path::absolute(file).unwrap_or_else(|_| file.clone());
            let info = ArchiveInfo {
                source: one_line(&source.display().to_string()),
                added: Timestamp::now(),
                entries: read.index.len(),
                left_out: read.left_out,
                name,
            };
            archives::add(&paths, &info, read.index, *replace).map_err(|error| failure(&error))?;
            output::tell(&in_words(&info));
            Ok(if info.left_out == 0 {
                Outcome::Done
            } else {
                Outcome::No
            })
        }
        What::List { json } => list(*json, &paths),
        What::Remove { name } => {
            archives::remove(&paths, name).map_err(|error| failure(&error))?;
            Ok(Outcome::Done)
        }
    }
}

fn failure(error: &ArchiveError) -> Failure {
    match error {
        ArchiveError::Exists(_) | ArchiveError::Unknown(_) | ArchiveError::Busy => {
            Failure::Usage(error.to_string())
        }
        ArchiveError::Read { .. } => Failure::Input(error.to_string()),
        ArchiveError::Add(_) | ArchiveError::Remove(_) => Failure::Output(error.to_string()),
    }
}

/// An archive as the JSON list shows it.
#[derive(Serialize)]
struct Listed {
    name: String,
    source: String,
    added: String,
    entries: usize,
    left_out: usize,
}

fn list(as_json: bool, paths: &crate::store::Paths) -> Result<Outcome, Failure> {
    let mut unread = false;
    let mut infos = Vec::new();
    for archive in archives::open_all(paths) {
        match archive {
            Ok(archive) => infos.push(archive.info),
            Err(error) => {
                output::complain(&error.to_string());
                unread = true;
            }
        }
    }
    let mut out = Output::new();
    if as_json {
        let listed: Vec<Listed> = infos
            .iter()
            .map(|info| Listed {
                name: one_line(&info.name),
                source: one_line(&info.source),
                added: json::seconds(info.added),
                entries: info.entries,
                left_out: info.left_out,
            })
            .collect();
        out.text(&json::pretty(&listed))?;
    } else {
        for info in &infos {
            out.line(&in_words(info))?;
        }
    }
    out.finish()?;
    Ok(match (unread, infos.is_empty()) {
        (true, _) => Outcome::SomeUnread,
        (false, true) => Outcome::No,
        (false, false) => Outcome::Done,
    })
}

/// On one line: 'checks: 10375 entries of checks.jsonl, added 2026-11-30'.
fn in_words(info: &ArchiveInfo) -> String {
    let ArchiveInfo {
        name,
        source,
        added,
        entries,
        left_out,
    } = info;
    let day = added.strftime("%Y-%m-%d");
    let plural = if *entries == 1 { "entry" } else { "entries" };
    let left_out = match left_out {
        0 => String::new(),
        n => format!(", {n} left out"),
    };
    let (name, source) = (one_line(name), one_line(source));
    format!("{name}: {entries} {plural} of {source}, added {day}{left_out}")
}
