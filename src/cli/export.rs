//! `postil export FILE`: the notes of an article, to take them elsewhere.

use std::ffi::OsString;
use std::path::PathBuf;

use super::article::Annotated;
use super::filters::Filters;
use super::library::write_whole;
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::export::{Format, Input, export};

/// Print or save the notes of an article, to take them elsewhere
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article; - is standard input
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The format; without it the ending of OUT decides, or else it is markdown
    #[arg(long, value_name = "FORMAT", value_parser = format_parser())]
    format: Option<String>,

    /// The file to write, instead of standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    #[command(flatten)]
    filters: Filters,
}

fn format_parser() -> clap::builder::PossibleValuesParser {
    Format::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().into()
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let settings = options.settings(&paths);
    let article = Annotated::read(&args.file, options, &paths)?;
    let mut annotations = article.located();
    let entities = article.entities(&annotations);
    args.filters.keep(&mut annotations);
    let verdicts: Vec<&str> = settings.verdicts.iter().map(|v| v.name.as_str()).collect();
    let input = Input {
        document: &article.article.document,
        annotations: &annotations,
        entities: &entities,
        verdicts: &verdicts,
    };
    let bytes = export(args.format(), &input);
    match &args.output {
        None => {
            let mut out = Output::new();
            out.text(&String::from_utf8_lossy(&bytes))?;
            out.finish()?;
        }
        Some(path) => write_whole(path, &bytes)?,
    }
    Ok(Outcome::Done)
}

impl Args {
    fn format(&self) -> Format {
        let ending = || self.output.as_ref()?.extension()?.to_str();
        self.format
            .as_deref()
            .or_else(ending)
            .and_then(Format::parse)
            .unwrap_or(Format::Markdown)
    }
}
