//! `postil export FILE`: the notes of an article, to take them elsewhere.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::article::{Annotated, Purpose};
use super::filters::Filters;
use super::output::{Output, warn};
use super::{Failure, Options, Outcome};
use crate::export::{EXAMPLES, Format, Input, Suggested, Template, TemplateError, export};
use crate::files;
use crate::runtime::{Exporting, evidence_titles};
use crate::store::Paths;
use crate::text::clean::one_line;

/// Print or save the notes of an article, to take them elsewhere
#[derive(Debug, clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(super) struct Args {
    /// The article; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "list")]
    file: Option<OsString>,

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

    /// Fill this template instead of a format: a file, the name of one in the folder templates of the settings, or one of
    /// article.md, cards.html, sources.txt, which Postil brings along
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "format")]
    template: Option<PathBuf>,

    /// List the formats, what each lacks, and the templates
    #[arg(long, conflicts_with_all = ["file", "format", "template", "output"])]
    list: bool,

    /// Begin a table with a byte order mark, by which Excel knows that it is UTF-8
    #[arg(long)]
    bom: bool,

    /// Also what Postil suggests and nobody has decided on, under a heading of its own
    #[arg(long)]
    suggested: bool,

    #[command(flatten)]
    filters: Filters,
}

fn format_parser() -> clap::builder::PossibleValuesParser {
    Format::ALL.map(Format::name).into()
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let target = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let paths = options.paths()?;
    let Some(file) = &args.file else {
        return list(&paths);
    };
    let form = args.form(target, &paths)?;
    if args.bom
        && !matches!(
            form,
            ExportForm::Format(Format::Csv | Format::Tsv | Format::Readwise)
        )
    {
        return Err(Failure::Usage("--bom is for tables: csv, tsv, readwise".into()));
    }
    let settings = options.settings(&paths);
    let article = Annotated::read(file, options, &paths, Purpose::Look)?;
    let mut annotations = article.located();
    let entities = article.entities(&annotations);
    args.filters
        .check(&settings, annotations.iter().map(|(a, _)| a))?;
    let document = &article.article.document;
    let suggested = args.suggested.then(|| {
        let selection = args.filters.selection();
        Suggested::of(
            document,
            &article.article.analysis(),
            &annotations,
            &entities,
            &selection,
        )
    });
    args.filters.keep(&mut annotations);
    let verdicts: Vec<&str> = settings.verdicts.iter().map(|v| v.name.as_str()).collect();
    let titles = evidence_titles(&paths, annotations.iter().map(|(a, _)| a));
    let place = file.to_string_lossy();
    let input = Input {
        document,
        annotations: &annotations,
        notebook: &article.notebook,
        entities: &entities,
        suggested: suggested.as_ref(),
        verdicts: &verdicts,
        checker: settings.author.as_deref(),
        place: (place != "-").then_some(&place),
        titles: &titles,
    };
    let rendered = match &form {
        ExportForm::Format(format) => export(*format, &input).map_err(|e| Failure::Usage(e.to_string()))?,
        ExportForm::Template(template) => template
            .render(&input)
            .map_err(|e| Failure::Input(e.to_string()))?,
    };
    let Some(path) = target else {
        let mut out = Output::new();
        if args.bom {
            out.mark()?;
        }
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
    let rendered = if args.bom { rendered.with_mark() } else { rendered };
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

/// What the notes are put into.
enum ExportForm {
    Format(Format),
    Template(Box<Template>),
}

impl Args {
    /// The template or format that is named, or the format of the ending of `target`.
    fn form(&self, target: Option<&Path>, paths: &Paths) -> Result<ExportForm, Failure> {
        if let Some(name) = &self.template {
            return Ok(ExportForm::Template(Box::new(template(name, paths)?)));
        }
        let named = self.format.as_deref().and_then(Format::named);
        Ok(ExportForm::Format(match (named, target) {
            (Some(format), _) => format,
            (None, None) => Format::Markdown,
            (None, Some(path)) => Format::of_path(path).map_err(|why| Failure::Usage(why.to_string()))?,
        }))
    }
}

/// The folder of the user's templates, in that of the settings.
const TEMPLATES: &str = "templates";
/// Bytes of the longest template that is read.
const LARGEST: u64 = 1 << 20;

/// The template in the file `name`, else the user's own of that name, else the one that Postil brings along.
fn template(name: &Path, paths: &Paths) -> Result<Template, Failure> {
    let failed = |error: TemplateError| Failure::Input(error.to_string());
    let own = paths.config.join(TEMPLATES).join(name);
    for path in [name, &own] {
        match files::read_text(path, LARGEST) {
            Ok(source) => return Template::parse(&path.display().to_string(), &source).map_err(failed),
            Err(error) if error.is_missing() => {}
            Err(error) => return Err(Failure::Input(error.to_string())),
        }
    }
    let example = EXAMPLES.iter().find(|e| Path::new(e.name) == name);
    let Some(example) = example else {
        let names: Vec<&str> = EXAMPLES.iter().map(|e| e.name).collect();
        return Err(Failure::Usage(format!(
            "{}: there is no such template, neither here nor in {}; Postil brings along {}",
            one_line(&name.display().to_string()),
            one_line(&paths.config.join(TEMPLATES).display().to_string()),
            names.join(", ")
        )));
    };
    Template::parse(example.name, example.source).map_err(failed)
}

/// Prints what there is to choose from.
fn list(paths: &Paths) -> Result<Outcome, Failure> {
    let mut out = Output::new();
    for format in Format::ALL {
        out.line(&format!(
            "{:<14}.{:<8}{}",
            format.name(),
            format.extension(),
            format.about()
        ))?;
        if !format.lacks().is_empty() {
            out.line(&format!("{:23}has no place for {}", "", format.lacks()))?;
        }
    }
    out.line("")?;
    for example in &EXAMPLES {
        out.line(&format!("--template {:<12}{}", example.name, example.about))?;
    }
    let folder = paths.config.join(TEMPLATES);
    let mut own: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| one_line(&entry.file_name().to_string_lossy()))
        .collect();
    own.sort();
    for name in own {
        out.line(&format!("--template {name:<12}your own"))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}
