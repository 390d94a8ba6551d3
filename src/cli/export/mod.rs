//! `postil export FILE`: writes the notes of one article or of all articles in another format.

mod all;
mod templates;

pub(super) use templates::own as own_templates;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::article::{Annotated, Purpose};
use super::extractor::{Engines, ExtractorArgs};
use super::filters::Filters;
use super::output::{Output, tell, warn};
use super::{Failure, Options, Outcome};
use crate::analysis::Analysis;
use crate::config::Settings;
use crate::document::Document;
use crate::export::{Format, Input, Rendered, Suggested, Template, export};
use crate::notes::{Annotation, Located, NamedEntity, Notebook, named};
use crate::runtime::{Exporting, evidence_titles, path_in};
use crate::store::Paths;

/// Print or save the notes of an article for use in other programs
#[derive(Debug, clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(super) struct Args {
    /// The article; - is standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["all", "list"])]
    file: Option<OsString>,

    /// Export the notes of all articles: to standard output or one file if the format can hold several articles, or into a folder with a
    /// file for each; files that are up to date are not touched
    #[arg(long, conflicts_with = "file")]
    all: bool,

    /// The format; without it, the extension of OUT decides, and without OUT it is markdown
    #[arg(long, value_name = "FORMAT", value_parser = format_parser())]
    format: Option<String>,

    /// The file to write, or the folder to write into; without it, or if it is -, standard output. An existing export is replaced. If it
    /// was edited, the edits are kept and the rest is updated, or the new export is written beside it
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Replace OUT even if it is not an export or was edited; the article and the notes are never replaced
    #[arg(long, requires = "output")]
    force: bool,

    /// Fill this template instead of using a format: a file, the name of a file in the folder templates of the settings, or one of the
    /// built-in article.md, cards.html, sources.txt
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "format", add = super::completions::templates())]
    template: Option<PathBuf>,

    /// List the formats, what each cannot hold, and the templates
    #[arg(long, conflicts_with_all = ["file", "all", "format", "template", "output"])]
    list: bool,

    /// Print the list as JSON
    #[arg(long, requires = "list")]
    json: bool,

    /// Begin a table with a byte order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    bom: bool,

    /// Also export undecided suggestions, under their own heading
    #[arg(long)]
    suggested: bool,

    #[command(flatten)]
    extractor: ExtractorArgs,

    #[command(flatten)]
    filters: Filters,
}

impl Args {
    /// The engines that find the suggestions.
    fn engines(&self) -> Result<Engines, Failure> {
        Ok(Engines::new(self.extractor.command()?.filter(|_| self.suggested)))
    }
}

fn format_parser() -> clap::builder::PossibleValuesParser {
    Format::ALL.map(Format::name).into()
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    if args.list {
        return templates::list(&paths, args.json);
    }
    let Some(file) = &args.file else {
        return all::run(args, options, &paths);
    };
    let target = args.target();
    let folder = target.filter(|path| path.is_dir());
    let form = args.form(target.filter(|_| folder.is_none()), &paths)?;
    let settings = options.settings(&paths);
    let article = Annotated::read(file, options, &paths, Purpose::Look)?;
    let annotations = article.located();
    args.filters
        .check(&settings, annotations.iter().map(|(a, _)| a))?;
    let place = file.to_string_lossy();
    let engines = args.engines()?;
    let analysis = engines.of_article(&article.article.name, &article.article.document)?;
    let document = &article.article.document;
    let subject = Subject {
        document,
        entities: &named(
            &analysis.entities,
            annotations.iter().map(|(a, at)| (a, at.range)),
        ),
        annotations,
        notebook: &article.notebook,
        analysis: args.suggested.then_some(&analysis),
        place: (place != "-").then_some(&place),
    };
    let rendered = render(subject, args, &form, &settings, &paths)?;
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
    // An earlier export must not be replaced by an empty one.
    if !article.is_settled() {
        return Ok(Outcome::No);
    }
    let rendered = if args.bom { rendered.with_mark() } else { rendered };
    let own = article.article.origin.path();
    let exporting = Exporting {
        paths: &paths,
        article: own,
        notes: article.session.path(),
        named: folder.is_none(),
        force: args.force,
    };
    let path = match folder {
        None => path.to_owned(),
        Some(folder) => path_in(
            folder,
            own,
            &document.metadata().title,
            form.name(),
            form.ending(),
        ),
    };
    let written = exporting.write(&rendered, &path)?;
    if written.is_notable() {
        warn(&written.to_string());
    } else if folder.is_some() {
        tell(&written.to_string());
    }
    Ok(Outcome::Done)
}

/// An article with its notes, before the filters.
struct Subject<'a> {
    document: &'a Document,
    /// All annotations.
    annotations: Vec<(Annotation, Located)>,
    notebook: &'a Notebook,
    entities: &'a [NamedEntity],
    /// Set if suggestions are exported.
    analysis: Option<&'a Analysis>,
    /// The argument that names the article on the command line of `postil`.
    place: Option<&'a str>,
}

/// Renders the filtered notes in the chosen form.
fn render(
    subject: Subject<'_>,
    args: &Args,
    form: &ExportForm,
    settings: &Settings,
    paths: &Paths,
) -> Result<Rendered, Failure> {
    let Subject {
        document,
        mut annotations,
        notebook,
        entities,
        analysis,
        place,
    } = subject;
    let selection = args.filters.selection();
    let suggested =
        analysis.map(|analysis| Suggested::of(document, analysis, &annotations, entities, &selection));
    args.filters.keep(&mut annotations);
    let verdicts: Vec<&str> = settings.verdicts.iter().map(|v| v.name.as_str()).collect();
    let titles = evidence_titles(paths, annotations.iter().map(|(a, _)| a));
    let input = Input {
        document,
        annotations: &annotations,
        notebook,
        entities,
        suggested: suggested.as_ref(),
        verdicts: &verdicts,
        checker: settings.author.as_deref(),
        place,
        review: &settings.claim_review,
        titles: &titles,
    };
    match form {
        ExportForm::Format(format) => export(*format, &input).map_err(|e| Failure::Usage(e.to_string())),
        ExportForm::Template(template, _) => {
            template.render(&input).map_err(|e| Failure::Input(e.to_string()))
        }
    }
}

/// What the notes are rendered with.
enum ExportForm {
    Format(Format),
    /// With the extension of the file that the template makes.
    Template(Box<Template>, String),
}

impl ExportForm {
    /// The middle part of the name of a file beside the article.
    fn name(&self) -> &str {
        match self {
            Self::Format(format) if format.is_first_of_ending() => "notes",
            Self::Format(format) => format.name(),
            Self::Template(..) => "notes",
        }
    }

    fn ending(&self) -> &str {
        match self {
            Self::Format(format) => format.extension(),
            Self::Template(_, ending) => ending,
        }
    }
}

impl Args {
    /// The target of `-o`; `None` is standard output.
    fn target(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// The template or format that was named, or the format that the extension of `target` implies.
    fn form(&self, target: Option<&Path>, paths: &Paths) -> Result<ExportForm, Failure> {
        if let Some(name) = &self.template {
            let template = Box::new(templates::template(name, paths)?);
            return Ok(ExportForm::Template(template, templates::ending(name).to_owned()));
        }
        let named = self.format.as_deref().and_then(Format::named);
        let format = match (named, target) {
            (Some(format), _) => format,
            (None, None) => Format::Markdown,
            (None, Some(path)) => Format::of_path(path).map_err(|why| Failure::Usage(why.to_string()))?,
        };
        if self.bom && !matches!(format, Format::Csv | Format::Tsv | Format::Readwise) {
            return Err(Failure::Usage("--bom is for tables: csv, tsv, readwise".into()));
        }
        Ok(ExportForm::Format(format))
    }
}
