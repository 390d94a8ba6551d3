//! `postil notes FILE`: lists the annotations of an article.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;

use serde::Serialize;

use super::article::{Annotated, Purpose};
use super::filters::Filters;
use super::library::{ArticleName, known};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::export::json;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Located};
use crate::store::Paths;
use crate::text::clean::one_line;

/// List the annotations of an article, in the order of the text
///
/// The exit code is 1 if the article has no known notes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "all")]
    file: Option<OsString>,

    /// List those of all articles
    #[arg(long, conflicts_with = "file")]
    all: bool,

    /// Print an array of JSON objects; offsets count Unicode scalar values
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let mut out = Output::new();
    let outcome = match &args.file {
        Some(file) => of_article(file, args, options, &paths, &mut out)?,
        None => of_all(args, options, &paths, &mut out)?,
    };
    out.finish()?;
    Ok(outcome)
}

fn of_article(
    file: &OsStr,
    args: &Args,
    options: &Options,
    paths: &Paths,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let article = Annotated::read(file, options, paths, Purpose::Look)?;
    let mut annotations = article.located();
    let settings = options.settings(paths);
    args.filters
        .check(&settings, annotations.iter().map(|(a, _)| a))?;
    args.filters.keep(&mut annotations);
    if args.json {
        out.text(&json::notes(&article.article.document, &annotations))?;
    } else {
        for (annotation, at) in &annotations {
            out.text(&listed(annotation, at))?;
        }
    }
    Ok(if article.has_notes() {
        Outcome::Done
    } else {
        Outcome::No
    })
}

/// The notes of one of several articles.
#[derive(Serialize)]
struct OfArticle {
    article: ArticleName,
    annotations: Vec<json::Record>,
}

fn of_all(args: &Args, options: &Options, paths: &Paths, out: &mut Output) -> Result<Outcome, Failure> {
    let library = known(paths);
    let all = library.articles.iter().flat_map(|k| &k.notes.annotations);
    args.filters.check(&options.settings(paths), all)?;
    let mut articles = Vec::new();
    for article in &library.articles {
        let document = article.document(paths);
        let mut annotations = article.located(document.as_ref());
        args.filters.keep(&mut annotations);
        if annotations.is_empty() {
            continue;
        }
        let name = article.name();
        if args.json {
            let annotations = json::array(&document.unwrap_or_default(), &annotations);
            articles.push(OfArticle {
                article: name,
                annotations,
            });
        } else {
            out.line(&format!(
                "{}  {}",
                name.title,
                name.file.or(name.url).unwrap_or_default()
            ))?;
            for (annotation, at) in &annotations {
                for line in listed(annotation, at).lines() {
                    out.line(&format!("  {line}"))?;
                }
            }
        }
    }
    if args.json {
        out.text(&json::pretty(&articles))?;
    }
    Ok(library.outcome(true))
}

/// An annotation as text: the passage on the first line, its fields below.
pub(super) fn listed(annotation: &Annotation, at: &Located) -> String {
    let head = match (annotation.kind, &annotation.verdict) {
        (AnnotationKind::Claim, Some(verdict)) => one_line(verdict),
        (kind, _) => kind.name().to_owned(),
    };
    let mut out = format!("{head}: {}\n", annotation.anchor.label());
    let mut about = Vec::new();
    if at.state != AnchorState::Ok {
        about.push(at.state.name().to_owned());
    }
    if let Some(speech) = &annotation.speech {
        about.push(one_line(&speech.speaker));
        about.extend(speech.cue.as_deref().map(one_line));
    }
    about.extend(annotation.carried.map(|_| "carried over".to_owned()));
    about.extend(annotation.entity_kind.map(|k| k.name().to_owned()));
    about.extend(annotation.name.as_deref().map(one_line));
    about.extend(annotation.tags.iter().map(|tag| format!("#{}", one_line(tag))));
    about.retain(|part| !part.is_empty());
    if !about.is_empty() {
        let _ = writeln!(out, "    {}", about.join(" · "));
    }
    for line in annotation.note.as_deref().unwrap_or_default().lines() {
        let _ = writeln!(out, "    {}", one_line(line));
    }
    out
}
