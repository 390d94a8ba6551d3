//! `postil check FILE`: the current state of each annotation's anchor.

use std::ffi::OsString;

use super::article::{Annotated, Purpose};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::export::{Selection, json};
use crate::notes::AnchorState;
use crate::text::scalar::ScalarIndex;

/// Say for each annotation whether its passage is in place, has moved, has changed, or is lost
///
/// The exit code is 1 if an annotation is lost (orphan) or in doubt (changed, ambiguous), if the article has no known notes, or if the file
/// is missing, so that the stored text was used.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article; - is standard input
    #[arg(value_name = "FILE")]
    file: OsString,

    /// Print an array of JSON objects; offsets count Unicode scalar values
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let article = Annotated::read(&args.file, options, &options.paths()?, Purpose::Look)?;
    let document = &article.article.document;
    let shown = Selection::default();
    let annotations: Vec<_> = article
        .located()
        .into_iter()
        .filter(|(a, _)| shown.takes(a))
        .collect();
    let mut out = Output::new();
    if args.json {
        out.text(&json::notes(document, &annotations))?;
    } else {
        let index = ScalarIndex::new(document.text());
        for (annotation, at) in &annotations {
            let place = at.range.map_or_else(
                || "-".to_owned(),
                |r| {
                    format!(
                        "{}:{}",
                        index.scalar(document.text(), r.start),
                        index.scalar(document.text(), r.end)
                    )
                },
            );
            let (state, quote) = (at.state.name(), annotation.anchor.label());
            out.line(&format!(
                "{state:<9}  {place:>11}  {} {}  {quote}",
                annotation.kind.name(),
                annotation.id
            ))?;
        }
    }
    out.finish()?;
    let sure = annotations
        .iter()
        .all(|(_, at)| matches!(at.state, AnchorState::Ok | AnchorState::Moved));
    let there = article.article.gone.is_none() && article.has_notes();
    Ok(if sure && there { Outcome::Done } else { Outcome::No })
}
