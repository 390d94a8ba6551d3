//! `postil extract FILE…`: entities and claims without a screen.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::ValueEnum;
use rayon::prelude::*;

use super::article;
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::analysis::{Analysis, EntityKind};
use crate::document::Document;
use crate::export::extract::Extract;
use crate::text::clean::one_line;

/// Print the entities and claims of articles
///
/// Offsets count Unicode scalar values into the "text" of the same object. A file that cannot be read is named on
/// standard error, the rest is done, and the exit code is 3.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The articles; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<OsString>,

    /// json is one object a file over several lines, jsonl one line a file, text is for reading
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Json)]
    format: Form,

    /// How many files are worked on at a time; 0 is one for each core
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    jobs: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    Jsonl,
    Text,
}

/// Files that are in memory at a time, for each worker.
const AHEAD: usize = 16;

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let workers = rayon::ThreadPoolBuilder::new().num_threads(args.jobs).build();
    let workers =
        workers.map_err(|e| Failure::Usage(format!("{} jobs cannot be started: {e}", args.jobs)))?;
    let mut out = Output::new();
    let mut outcome = Outcome::Done;
    for files in args.files.chunks(workers.current_num_threads() * AHEAD) {
        let done: Vec<Extracted> = workers.install(|| {
            files
                .par_iter()
                .map(|file| extract(file, args.format, options))
                .collect()
        });
        for file in done {
            file.warnings.iter().for_each(|w| output::warn(w));
            match file.text {
                Ok(text) => out.text(&text)?,
                // Wrong for one is wrong for all.
                Err(failure @ Failure::Usage(_)) => return Err(failure),
                Err(failure) => {
                    output::complain(&failure.to_string());
                    outcome = Outcome::SomeUnread;
                }
            }
        }
    }
    out.finish()?;
    Ok(outcome)
}

struct Extracted {
    text: Result<String, Failure>,
    warnings: Vec<String>,
}

fn extract(file: &OsStr, form: Form, options: &Options) -> Extracted {
    let work = || {
        let article = article::read(file, options)?;
        let analysis = article.analysis();
        let extract = || Extract::new(&article.name, &article.document, &analysis);
        let text = match form {
            Form::Json => extract().to_json(),
            Form::Jsonl => extract().to_json_line(),
            Form::Text => readable(&article.document, &analysis),
        };
        Ok((text, article.warnings))
    };
    // One article that brings a fault to light must not cost the others.
    let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let name = one_line(&file.to_string_lossy());
        Err(Failure::Input(format!(
            "{name}: an error in Postil itself; please report it, with the file if you can"
        )))
    });
    match done {
        Ok((text, warnings)) => Extracted {
            text: Ok(text),
            warnings,
        },
        Err(failure) => Extracted {
            text: Err(failure),
            warnings: Vec::new(),
        },
    }
}

fn readable(document: &Document, analysis: &Analysis) -> String {
    let meta = document.metadata();
    let mut out = format!("{}\n", meta.title);
    let date = meta.date.map(|d| d.to_string());
    let about: Vec<&str> = [meta.source.as_deref(), date.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if !about.is_empty() {
        let _ = writeln!(out, "{}", about.join(" · "));
    }
    for kind in EntityKind::ALL {
        let mut of_kind = analysis.entities.iter().filter(|e| e.kind == kind).peekable();
        if of_kind.peek().is_some() {
            let _ = writeln!(out, "\n{}", kind.name());
        }
        for entity in of_kind {
            let times = match entity.mentions.len() {
                0 | 1 => String::new(),
                n => format!(" ×{n}"),
            };
            let _ = writeln!(out, "  {}{times}", entity.name);
        }
    }
    if !analysis.claims.is_empty() {
        out.push_str("\nclaims\n");
    }
    for (number, claim) in analysis.claims.iter().enumerate() {
        let _ = writeln!(
            out,
            "{:>4}  {}",
            number + 1,
            one_line(document.slice(claim.range))
        );
        let speaker = claim.speaker.as_ref().map(|s| s.name.as_str());
        let cue = claim.cue.map(|range| one_line(document.slice(range)));
        let worth = format!("{:.2}", claim.check_worthiness);
        let about = [
            speaker,
            cue.as_deref(),
            Some(claim.form.name()),
            Some(worth.as_str()),
        ];
        let _ = writeln!(
            out,
            "      {}",
            about.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        );
    }
    out.push('\n');
    out
}
