//! `postil extract FILE…`: prints entities and claims without a screen.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use rayon::prelude::*;
use serde::Deserialize;

use super::article;
use super::extractor::{self, Engines, ExtractorArgs};
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::analysis::constructions::{Construction, Constructions, Explained, Family, construction, explain};
use crate::analysis::outside::LeftOut;
use crate::analysis::{Analysis, EntityKind, FoundBy};
use crate::document::{Document, Metadata, TextRange};
use crate::export::extract::{Extract, Unread};
use crate::runtime::Article;
use crate::text::clean::one_line;

/// Print the entities and claims of articles
///
/// Offsets count Unicode scalar values into the "text" of the same object. A file that cannot be read is reported on standard error, the
/// others are still processed, and the exit code is 3.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The articles; - is standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["input", "constructions"])]
    files: Vec<OsString>,

    /// The files (or standard input) hold one JSON object a line with an "id" and a "text"; each text is an article. The id is returned as
    /// "source", and "title", "date", "url" and "language" are used as metadata. A line without an article is answered with an "error"
    #[arg(long, value_enum, value_name = "FORMAT")]
    input: Option<Input>,

    #[command(flatten)]
    extractor: ExtractorArgs,

    /// json is one indented object a file, jsonl one line a file, text is for people
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Json)]
    format: Form,

    /// Print which construction found each statement, speaker and name, and how many each found
    #[arg(long, conflicts_with_all = ["format", "input", "extractor"])]
    explain: bool,

    /// With --explain: switch off this construction (can be given several times)
    #[arg(long, value_name = "NAME", requires = "explain")]
    without: Vec<String>,

    /// List the constructions, with what each finds and an example
    #[arg(long, conflicts_with_all = ["files", "explain"])]
    constructions: bool,

    /// How many files are processed in parallel; 0 is one for each core
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

/// How many articles are in memory at once, for each worker.
const AHEAD: usize = 32;
/// How many bytes of text are read at once.
const BATCH: usize = 8 << 20;
/// How often the progress is shown on standard error, if that is a terminal.
const BEAT: Duration = Duration::from_millis(100);

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    if args.constructions {
        let mut out = Output::new();
        out.text(&all_constructions())?;
        out.finish()?;
        return Ok(Outcome::Done);
    }
    if args.explain {
        return explained(args, options);
    }
    let workers = rayon::ThreadPoolBuilder::new().num_threads(args.jobs).build();
    let workers =
        workers.map_err(|e| Failure::Usage(format!("{} jobs cannot be started: {e}", args.jobs)))?;
    let engines = Engines::new(args.extractor.command()?);
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
            if let Job::Line(line) = &job {
                size += line.text.len();
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
                .map(|job| extract(job, args.format, options, &engines))
                .collect()
        });
        for file in done {
            file.warnings.iter().for_each(|w| output::warn(w));
            match file.text {
                Ok(text) => out.text(&text)?,
                // An error of usage applies to all files.
                Err(failure @ Failure::Usage(_)) => return Err(failure),
                Err(failure) => {
                    output::complain(&failure.to_string());
                    if let Some(line) = file.answer {
                        out.text(&line)?;
                    }
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

/// The constructions with their examples, one paragraph each.
fn all_constructions() -> String {
    let mut out = String::new();
    for c in Construction::ALL {
        let example = c.example().replace('¶', "\n    ");
        let _ = write!(
            out,
            "{} ({}): {}\n    {example}\n    → {}\n\n",
            c.name(),
            c.family().name(),
            c.about(),
            c.finds()
        );
    }
    out
}

/// `--explain`: what each construction finds in the files.
fn explained(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let mut off = Vec::new();
    for name in &args.without {
        off.push(construction(name).ok_or_else(|| {
            Failure::Usage(format!(
                "no construction is called '{}'; 'postil extract --constructions' lists them",
                one_line(name)
            ))
        })?);
    }
    let mut out = Output::new();
    let mut outcome = Outcome::Done;
    let mut counts = vec![0_usize; Construction::ALL.len()];
    for file in &args.files {
        let article = match article::read(file, options) {
            Ok(article) => article,
            Err(failure) => {
                output::complain(&failure.to_string());
                outcome = Outcome::SomeUnread;
                continue;
            }
        };
        article.warnings.iter().for_each(|w| output::warn(w));
        let constructions = off
            .iter()
            .fold(Constructions::recorded(), |all, c| all.without(*c));
        let Explained { analysis, uses } = explain(&article.document, constructions);
        let speakers: HashMap<TextRange, &str> = analysis
            .claims
            .iter()
            .filter_map(|claim| Some((claim.range, claim.speaker.as_ref()?.name.as_str())))
            .collect();
        out.text(&format!("{}\n", article.name))?;
        for used in uses {
            counts[used.construction as usize] += 1;
            let family = used.construction.family();
            let words = one_line(article.document.slice(used.range));
            let words = match family {
                Family::Speaker => speakers.get(&used.range).copied().unwrap_or_default(),
                Family::Statement | Family::Name => &words,
            };
            out.text(&format!(
                "{:<9}  {:<20}  {words}\n",
                family.name(),
                used.construction.name()
            ))?;
        }
        out.text("\n")?;
    }
    for (construction, count) in Construction::ALL
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
    {
        out.text(&format!("{count:>7}  {construction}\n"))?;
    }
    out.finish()?;
    Ok(outcome)
}

/// A bar of forty cells if the total is known, else a count.
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

/// One article to analyse.
enum Job {
    File(OsString),
    /// An article from a line of JSON.
    Line(Box<Line>),
    /// A line without an article.
    Broken {
        /// Its name: its id, as far as it has one.
        source: String,
        /// File and line.
        place: String,
        why: String,
    },
}

/// A line of `--input jsonl`.
struct Line {
    id: String,
    text: String,
    metadata: Metadata,
}

/// The fields of a line that are used.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    id: serde_json::Value,
    text: Option<String>,
    title: Option<String>,
    date: Option<String>,
    url: Option<String>,
    #[serde(alias = "lang")]
    language: Option<String>,
}

/// Parses a line. The error is its name and the reason if it holds no article.
fn line(bytes: &[u8], number: u64) -> Result<Line, (String, String)> {
    let unnamed = || format!("line {number}");
    let fields: Fields = serde_json::from_slice(bytes).map_err(|e| {
        (
            unnamed(),
            format!("{e}; a line is {{\"id\": …, \"text\": \"…\"}}"),
        )
    })?;
    let id = match fields.id {
        serde_json::Value::Null => return Err((unnamed(), "missing field `id`".to_owned())),
        serde_json::Value::String(id) => id,
        other => other.to_string(),
    };
    let Some(text) = fields.text else {
        return Err((id, "missing field `text`".to_owned()));
    };
    // Only the day of a timestamp is used.
    let date = match fields.date.as_deref().map(str::trim).filter(|d| !d.is_empty()) {
        None => None,
        Some(date) => match date.get(..10).unwrap_or(date).parse() {
            Ok(date) => Some(date),
            Err(_) => return Err((id, format!("the date is '{date}'; write it as 2026-03-14"))),
        },
    };
    Ok(Line {
        id,
        text,
        metadata: Metadata {
            title: fields.title.unwrap_or_default(),
            date,
            url: fields.url,
            language: fields.language,
            ..Metadata::default()
        },
    })
}

/// The articles on the lines of a file, read lazily; `-` is standard input.
fn lines(name: &OsStr) -> Box<dyn Iterator<Item = Job>> {
    let shown = one_line(&name.to_string_lossy());
    let input: Box<dyn BufRead> = if name == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        match std::fs::File::open(name) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(e) => {
                return Box::new(std::iter::once(Job::Broken {
                    source: shown.clone(),
                    place: shown,
                    why: e.to_string(),
                }));
            }
        }
    };
    let numbered = input.split(b'\n').zip(1..);
    Box::new(numbered.filter_map(move |(bytes, number)| {
        let broken = |(source, why): (String, String)| Job::Broken {
            source,
            place: format!("{shown}: line {number}"),
            why,
        };
        match bytes {
            Ok(bytes) if bytes.trim_ascii().is_empty() => None,
            Ok(bytes) => Some(line(&bytes, number).map_or_else(broken, |line| Job::Line(Box::new(line)))),
            Err(e) => Some(broken((format!("line {number}"), e.to_string()))),
        }
    }))
}

struct Extracted {
    text: Result<String, Failure>,
    /// The output for a line that could not be read.
    answer: Option<String>,
    warnings: Vec<String>,
}

fn extract(job: Job, form: Form, options: &Options, engines: &Engines) -> Extracted {
    let (name, place, of_line) = match &job {
        Job::File(file) => (one_line(&file.to_string_lossy()), None, false),
        Job::Line(line) => (one_line(&line.id), None, true),
        Job::Broken { source, place, .. } => (one_line(source), Some(place.clone()), true),
    };
    let work = || {
        let mut article = match job {
            Job::File(file) => article::read(&file, options)?,
            Job::Line(line) => {
                let mut article = Article::of_text(&line.text, one_line(&line.id), &options.how())
                    .map_err(article::failure)?;
                let document = Arc::unwrap_or_clone(article.document);
                article.document = Arc::new(with_metadata(document, line.metadata));
                article
            }
            Job::Broken { place, why, .. } => return Err(Failure::Input(format!("{place}: {why}"))),
        };
        let (analysis, left_out) = engines
            .analyse(&article.document)
            .map_err(|error| extractor::failure(&article.name, &error))?;
        let left_out_in_words = left_out.as_ref().and_then(LeftOut::in_words);
        let named = |words| format!("{}: {words}", article.name);
        article.warnings.extend(left_out_in_words.map(named));
        let extract = || Extract::new(&article.name, &article.document, &analysis, left_out.as_ref());
        let text = match form {
            Form::Json => extract().to_json(),
            Form::Jsonl => extract().to_json_line(),
            Form::Text => readable(&article.document, &analysis),
        };
        Ok((text, article.warnings))
    };
    // A panic on one article must not lose the others.
    let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Failure::Input(format!(
            "{name}: an error in Postil itself; please report it, with the file if you can"
        )))
    });
    match done {
        Ok((text, warnings)) => Extracted {
            text: Ok(text),
            answer: None,
            warnings,
        },
        Err(failure) => {
            let said = failure.to_string();
            let place = place.as_ref().unwrap_or(&name);
            let why = said.strip_prefix(&format!("{place}: ")).unwrap_or(&said);
            let answered = of_line && form != Form::Text;
            Extracted {
                answer: answered.then(|| Unread::new(&name, why).to_json_line()),
                text: Err(failure),
                warnings: Vec::new(),
            }
        }
    }
}

/// The article with the metadata of its line; other metadata comes from the text.
fn with_metadata(document: Document, said: Metadata) -> Document {
    let found = document.metadata().clone();
    let title = if said.title.trim().is_empty() {
        found.title
    } else {
        said.title
    };
    document.with_metadata(Metadata {
        title,
        byline: found.byline,
        date: said.date.or(found.date),
        source: found.source,
        language: said.language.or(found.language),
        url: said.url.or(found.url),
    })
}

/// The names of the engines that found something, to follow its description; empty if no other program was asked.
fn named(analysis: &Analysis, found_by: FoundBy) -> String {
    analysis
        .names_of(found_by)
        .fold(String::new(), |out, name| out + " · " + name)
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
            let engines = named(analysis, entity.found_by);
            let _ = writeln!(out, "  {}{times}{engines}", entity.name);
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
            "      {}{}",
            about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            named(analysis, claim.found_by)
        );
    }
    out.push('\n');
    out
}
