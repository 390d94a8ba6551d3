//! `postil extract FILE…`: entities and claims without a screen.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use rayon::prelude::*;
use serde::Deserialize;

use super::article;
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::analysis::{Analysis, EntityKind};
use crate::document::Document;
use crate::export::extract::Extract;
use crate::runtime::Article;
use crate::text::clean::one_line;

/// Print the entities and claims of articles
///
/// Offsets count Unicode scalar values into the "text" of the same object. A file that cannot be read is named on
/// standard error, the rest is done, and the exit code is 3.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The articles; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "input")]
    files: Vec<OsString>,

    /// The files (or standard input) hold one JSON object a line with an "id" and a "text", and each text is an article;
    /// the id comes back as "source"
    #[arg(long, value_enum, value_name = "FORMAT")]
    input: Option<Input>,

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Input {
    Jsonl,
}

/// Articles that are in memory at a time, for each worker.
const AHEAD: usize = 32;
/// Bytes of texts that are read at a time.
const BATCH: usize = 8 << 20;
/// How often standard error hears how far it is, where it is a terminal.
const BEAT: Duration = Duration::from_millis(100);

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let workers = rayon::ThreadPoolBuilder::new().num_threads(args.jobs).build();
    let workers =
        workers.map_err(|e| Failure::Usage(format!("{} jobs cannot be started: {e}", args.jobs)))?;
    let mut out = Output::new();
    let mut outcome = Outcome::Done;
    let files = args.files.iter().cloned();
    let (known, mut jobs): (Option<usize>, Box<dyn Iterator<Item = Job>>) = match args.input {
        None => (Some(args.files.len()), Box::new(files.map(Job::File))),
        Some(Input::Jsonl) if args.files.is_empty() => (None, Box::new(lines("-".as_ref()))),
        Some(Input::Jsonl) => (None, Box::new(files.flat_map(|file| lines(&file)))),
    };
    let (mut finished, mut told) = (0, Instant::now());
    loop {
        let (mut batch, mut size) = (Vec::new(), 0);
        while batch.len() < workers.current_num_threads() * AHEAD && size < BATCH {
            let Some(job) = jobs.next() else { break };
            if let Job::Text { text, .. } = &job {
                size += text.len();
            }
            batch.push(job);
        }
        if batch.is_empty() {
            break;
        }
        finished += batch.len();
        let done: Vec<Extracted> = workers.install(|| {
            batch
                .into_par_iter()
                .map(|job| extract(job, args.format, options))
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
        if told.elapsed() > BEAT {
            told = Instant::now();
            output::passing(&progress(finished, known));
        }
    }
    output::passing("");
    out.finish()?;
    Ok(outcome)
}

/// A bar of forty cells where the end is known, else a count.
fn progress(finished: usize, known: Option<usize>) -> String {
    match known {
        None => format!("{finished} articles"),
        Some(all) => {
            let filled = finished * 40 / all.max(1);
            let bar = format!("{}{}", "█".repeat(filled), "░".repeat(40 - filled.min(40)));
            format!("{bar} {finished} of {all}")
        }
    }
}

/// One article to be worked on.
enum Job {
    File(OsString),
    /// An article that came on a line, under its id.
    Text {
        id: String,
        text: String,
    },
    /// A line that holds none, and why.
    Broken(String),
}

/// A line of `--input jsonl`.
#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
}

/// The articles on the lines of a file, `-` being standard input, as they are read.
fn lines(name: &OsStr) -> Box<dyn Iterator<Item = Job>> {
    let shown = one_line(&name.to_string_lossy());
    let input: Box<dyn BufRead> = if name == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        match std::fs::File::open(name) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(e) => return Box::new(std::iter::once(Job::Broken(format!("{shown}: {e}")))),
        }
    };
    let numbered = input.split(b'\n').zip(1..);
    Box::new(numbered.filter_map(move |(line, number)| {
        let broken = |why: &str| Some(Job::Broken(format!("{shown}: line {number}: {why}")));
        let line = match line {
            Ok(line) if line.trim_ascii().is_empty() => return None,
            Ok(line) => line,
            Err(e) => return broken(&e.to_string()),
        };
        match serde_json::from_slice::<Line>(&line) {
            Ok(Line { id, text }) => Some(Job::Text {
                id: id.as_str().map_or_else(|| id.to_string(), str::to_owned),
                text,
            }),
            Err(e) => broken(&format!("{e}; a line is {{\"id\": …, \"text\": \"…\"}}")),
        }
    }))
}

struct Extracted {
    text: Result<String, Failure>,
    warnings: Vec<String>,
}

fn extract(job: Job, form: Form, options: &Options) -> Extracted {
    let name = match &job {
        Job::File(file) => one_line(&file.to_string_lossy()),
        Job::Text { id, .. } => one_line(id),
        Job::Broken(_) => String::new(),
    };
    let work = || {
        let article = match job {
            Job::File(file) => article::read(&file, options)?,
            Job::Text { id, text } => {
                Article::of_text(&text, one_line(&id), &options.how()).map_err(article::failure)?
            }
            Job::Broken(why) => return Err(Failure::Input(why)),
        };
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
