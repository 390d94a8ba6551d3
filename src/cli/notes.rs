//! `postil notes FILE`: lists the annotations of an article.

use std::ffi::OsString;
use std::fmt::Write as _;

use super::article::Annotated;
use super::filters::Filters;
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::export::json;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Located};
use crate::text::clean::one_line;

/// List the annotations of an article, in the order in which they stand in it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article; - is standard input
    #[arg(value_name = "FILE")]
    file: OsString,

    /// Print an array of JSON objects; offsets count Unicode scalar values
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let article = Annotated::read(&args.file, options, &options.paths()?)?;
    let selection = args.filters.selection();
    let annotations: Vec<_> = article
        .located()
        .into_iter()
        .filter(|(a, _)| selection.takes(a))
        .collect();
    let mut out = Output::new();
    if args.json {
        out.text(&json::notes(&article.article.document, &annotations))?;
    } else {
        for (annotation, at) in &annotations {
            out.text(&listed(annotation, at))?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// An annotation in words: its first line is the passage, what is known of it stands below.
pub(super) fn listed(annotation: &Annotation, at: &Located) -> String {
    let head = match (annotation.kind, &annotation.verdict) {
        (AnnotationKind::Claim, Some(verdict)) => one_line(verdict),
        (kind, _) => kind.name().to_owned(),
    };
    let mut out = format!("{head}: {}\n", one_line(&annotation.anchor.quote));
    let mut about = Vec::new();
    if at.state != AnchorState::Ok {
        about.push(at.state.name().to_owned());
    }
    if let Some(speech) = &annotation.speech {
        about.push(one_line(&speech.speaker));
        about.extend(speech.cue.as_deref().map(one_line));
    }
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
