//! `postil export FILE`: the notes of an article, to take them elsewhere.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::article::{Annotated, Purpose};
use super::filters::Filters;
use super::output::{Output, warn};
use super::{Failure, Options, Outcome};
use crate::export::{Format, Input, export};
use crate::runtime::Exporting;

/// Print or save the notes of an article, to take them elsewhere
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article; - is standard input
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The format; without it the ending of OUT decides, and without both it is markdown
    #[arg(long, value_name = "FORMAT", value_parser = format_parser())]
    format: Option<String>,

    /// The file to write; without it, or where it is -, standard output. An export that is there is replaced; one
    /// that was edited is updated around the edits, or kept and the new one written beside it
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Replace OUT also if it is something else, or was edited; the article and notes never
    #[arg(long, requires = "output")]
    force: bool,

    #[command(flatten)]
    filters: Filters,
}

fn format_parser() -> clap::builder::PossibleValuesParser {
    Format::ALL.map(Format::name).into()
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let target = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let format = args.format(target)?;
    let paths = options.paths()?;
    let settings = options.settings(&paths);
    let article = Annotated::read(&args.file, options, &paths, Purpose::Look)?;
    let mut annotations = article.located();
    let entities = article.entities(&annotations);
    args.filters
        .check(&settings, annotations.iter().map(|(a, _)| a))?;
    args.filters.keep(&mut annotations);
    let verdicts: Vec<&str> = settings.verdicts.iter().map(|v| v.name.as_str()).collect();
    let input = Input {
        document: &article.article.document,
        annotations: &annotations,
        notebook: &article.notebook,
        entities: &entities,
        verdicts: &verdicts,
    };
    let rendered = export(format, &input);
    let Some(path) = target else {
        let mut out = Output::new();
        out.text(rendered.text())?;
        out.finish()?;
        return Ok(if article.is_settled() {
            Outcome::Done
        } else {
            Outcome::No
        });
    };
    // What was exported before is not replaced by nothing.
    if !article.is_settled() {
        return Ok(Outcome::No);
    }
    let exporting = Exporting {
        paths: &paths,
        article: article.article.origin.path(),
        notes: article.session.path(),
        named: true,
        force: args.force,
    };
    let written = exporting.write(&rendered, path)?;
    if written.is_notable() {
        warn(&written.to_string());
    }
    Ok(Outcome::Done)
}

impl Args {
    /// The format that is named, or that of the ending of `target`.
    fn format(&self, target: Option<&Path>) -> Result<Format, Failure> {
        let named = self.format.as_deref().and_then(Format::named);
        match (named, target) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Markdown),
            (None, Some(path)) => Format::of_path(path).map_err(|why| Failure::Usage(why.to_string())),
        }
    }
}
