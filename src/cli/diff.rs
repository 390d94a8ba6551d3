//! `postil diff OLD NEW`: what became of the claims from one version of an article to the next.

use std::ffi::OsString;
use std::fmt::Write as _;

use serde::Serialize;

use super::article::read;
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::analysis::revision::{self, Change, revision};
use crate::document::Document;
use crate::export::json::pretty;
use crate::text::scalar::ScalarIndex;

/// Say which claims were kept, changed, removed and added between two versions; exit code 1 if any is not kept
///
/// The claims are those that the analysis finds in both versions. Of those that changed, the figures and names that are
/// no longer the same are named.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The old version
    #[arg(value_name = "OLD")]
    old: OsString,

    /// The new version
    #[arg(value_name = "NEW")]
    new: OsString,

    /// Print one JSON object; offsets count Unicode scalar values of either version
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Diff {
    schema: &'static str,
    old: String,
    new: String,
    claims: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    change: &'static str,
    /// How alike the words are, 0 to 1; `null` for what was removed or added.
    alike: Option<f64>,
    old: Option<Side>,
    new: Option<Side>,
    /// Figures and names of the old claim that the new one lacks, and the other way round.
    gone: Vec<String>,
    come: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Side {
    start: usize,
    end: usize,
    text: String,
    speaker: Option<String>,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    if args.old == "-" && args.new == "-" {
        return Err(Failure::Usage(
            "only one of the two versions can be standard input".to_owned(),
        ));
    }
    let old = read(&args.old, options)?;
    let new = read(&args.new, options)?;
    old.warn();
    new.warn();
    let (before, after) = (old.analysis(), new.analysis());
    let changes = revision((&old.document, &before), (&new.document, &after));
    let kept = changes.iter().filter(|c| c.name() == "kept").count();
    let mut out = Output::new();
    if args.json {
        let sides = (Sides::of(&old.document), Sides::of(&new.document));
        let claims = changes.iter().map(|c| row(c, &sides.0, &sides.1)).collect();
        out.text(&pretty(&Diff {
            schema: "postil.diff/1",
            old: old.name,
            new: new.name,
            claims,
        }))?;
    } else {
        changes
            .iter()
            .filter(|c| c.name() != "kept")
            .try_for_each(|c| out.text(&in_words(c)))?;
        out.line(&format!("{kept} of {} kept", changes.len()))?;
    }
    out.finish()?;
    Ok(if kept == changes.len() {
        Outcome::Done
    } else {
        Outcome::No
    })
}

/// Claims of one version with their places counted as JSON has them.
struct Sides<'a> {
    document: &'a Document,
    index: ScalarIndex,
}

impl<'a> Sides<'a> {
    fn of(document: &'a Document) -> Self {
        Self {
            document,
            index: ScalarIndex::new(document.text()),
        }
    }

    fn side(&self, side: &revision::Side) -> Side {
        let scalar = |offset| self.index.scalar(self.document.text(), offset);
        Side {
            start: scalar(side.range.start),
            end: scalar(side.range.end),
            text: self.document.slice(side.range).to_owned(),
            speaker: side.speaker.clone(),
        }
    }
}

fn row(change: &Change, olds: &Sides<'_>, news: &Sides<'_>) -> Row {
    Row {
        change: change.name(),
        alike: change.alike().map(|a| (f64::from(a) * 1000.0).round() / 1000.0),
        old: change.old.as_ref().map(|s| olds.side(s)),
        new: change.new.as_ref().map(|s| news.side(s)),
        gone: change.gone.clone(),
        come: change.come.clone(),
    }
}

fn in_words(change: &Change) -> String {
    let mut out = format!("{}\n", change.name());
    for (sign, side) in [("-", &change.old), ("+", &change.new)] {
        if let Some(side) = side {
            let _ = writeln!(out, "  {sign} {}: {}", side.speaker(), side.text);
        }
    }
    for (about, facts) in [("no longer", &change.gone), ("now", &change.come)] {
        if !facts.is_empty() {
            let _ = writeln!(out, "  {about}: {}", facts.join(" · "));
        }
    }
    out.push('\n');
    out
}
