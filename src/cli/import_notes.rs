//! `postil import-notes FILE NOTES`: brings annotations in that were made elsewhere.

use std::ffi::OsString;
use std::path::PathBuf;

use super::article::{Annotated, Purpose};
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::files;
use crate::notes::intake::{Format, Placing, read};
use crate::notes::{AnchorState, Change, Step, Timestamp};
use crate::text::clean::one_line;

/// Bring annotations in that were made elsewhere
///
/// Passages are looked for by their words. What is not in the article is left out and named, unless --keep-lost is given.
/// What was brought in before, or taken back since, is not brought in again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The file with the annotations
    #[arg(value_name = "NOTES")]
    from: PathBuf,

    /// postil is our JSON, web is W3C Web Annotations and Hypothesis, readwise is CSV, brat is standoff; without it, what it
    /// looks like
    #[arg(long, value_name = "FORMAT", value_parser = format_parser())]
    format: Option<String>,

    /// Also keep annotations whose passage is not in the article, as orphans
    #[arg(long)]
    keep_lost: bool,
}

fn format_parser() -> clap::builder::PossibleValuesParser {
    Format::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().into()
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let shown = one_line(&args.from.display().to_string());
    let bytes = files::read(&args.from).map_err(|error| Failure::Input(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::Input(format!("{shown}: is no UTF-8")))?;
    let format = args
        .format
        .as_deref()
        .map_or_else(|| Format::detect(&text), Format::parse);
    let format = format.ok_or_else(|| {
        Failure::Input(format!(
            "{shown}: is in none of the forms that are known; --format says which it is"
        ))
    })?;
    let now = Timestamp::now();
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let drafts = read(format, &text, now).map_err(|why| Failure::Input(format!("{shown}: {why}")))?;

    let mut article = Annotated::read(&args.file, options, &options.paths()?, Purpose::Change)?;
    let placing = Placing::new(&article.article.document);
    let (mut changes, mut known, mut lost) = (Vec::new(), 0, 0);
    for draft in drafts {
        let (annotation, at) = placing.place(draft);
        let id = annotation.id;
        if article.notebook.get(id).is_some() || changes.iter().any(|c: &Change| c.id == id) {
            known += 1;
        } else if at.state == AnchorState::Orphan && !args.keep_lost {
            lost += 1;
            output::warn(&format!(
                "not in the article: {}",
                one_line(&annotation.anchor.quote)
            ));
        } else {
            changes.push(Change {
                id,
                before: None,
                after: Some(annotation),
            });
        }
    }
    let count = changes.len();
    if count > 0 {
        article.notebook.apply(Step {
            label: format!("bring in {count} annotations"),
            at: now,
            changes,
        });
        let saved = article.session.save(&article.notebook)?;
        saved.warnings.iter().for_each(|w| output::warn(w));
        if let Err(error) = article.session.record(&article.notebook, now) {
            output::warn(&error.to_string());
        }
    }
    let mut out = Output::new();
    out.line(&format!(
        "{count} brought in, {known} known already, {lost} not in the article"
    ))?;
    out.finish()?;
    Ok(Outcome::Done)
}
