//! `postil export FILE`: the notes of an article, to take them elsewhere.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::article::Annotated;
use super::filters::Filters;
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
    let selection = args.filters.selection();
    let annotations: Vec<_> = article
        .located()
        .into_iter()
        .filter(|(a, _)| selection.takes(a))
        .collect();
    let verdicts: Vec<&str> = settings.verdicts.iter().map(|v| v.name.as_str()).collect();
    let input = Input {
        document: &article.article.document,
        annotations: &annotations,
        entities: &article.entities(),
        verdicts: &verdicts,
    };
    let bytes = export(args.format(), &input);
    match &args.output {
        None => {
            let mut out = Output::new();
            out.text(&String::from_utf8_lossy(&bytes))?;
            out.finish()?;
        }
        Some(path) => write(path, &bytes)
            .map_err(|e| Failure::Output(format!("{}: cannot be written: {e}", path.display())))?,
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

/// Writes the whole file or leaves what was there: to a temporary file beside it, which then takes its place.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A device or a pipe is written to, not replaced.
    if path.exists() && !path.is_file() {
        return std::fs::File::create(path)?.write_all(bytes);
    }
    // A link stays a link, and the file keeps who may read it.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    match std::fs::metadata(&path) {
        Ok(meta) => builder.permissions(meta.permissions()),
        Err(_) => &mut builder,
    };
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
