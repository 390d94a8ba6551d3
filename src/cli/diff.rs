//! `postil diff OLD NEW`: what became of the claims from one version of an article to the next.

use std::ffi::OsString;
use std::fmt::Write as _;

use serde::Serialize;

use super::article::read;
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::analysis::Claim;
use crate::analysis::compare::{Fate, compare};
use crate::document::Document;
use crate::export::json::pretty;
use crate::text::clean::one_line;
use crate::text::scalar::ScalarIndex;

/// Say which claims were kept, changed, removed and added between two versions; exit code 1 if any is not kept
///
/// The claims are those that the analysis finds in both versions.
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
    let fates = compare((&old.document, &before), (&new.document, &after));
    let olds = Sides::of(&old.document, &before.claims);
    let news = Sides::of(&new.document, &after.claims);
    let claims: Vec<Row> = fates.iter().map(|fate| change(*fate, &olds, &news)).collect();
    let kept = claims.iter().filter(|c| c.change == "kept").count();
    let all_kept = kept == claims.len();
    let mut out = Output::new();
    if args.json {
        out.text(&pretty(&Diff {
            schema: "postil.diff/1",
            old: old.name,
            new: new.name,
            claims,
        }))?;
    } else {
        claims
            .iter()
            .filter(|c| c.change != "kept")
            .try_for_each(|c| out.text(&in_words(c)))?;
        out.line(&format!("{kept} of {} kept", claims.len()))?;
    }
    out.finish()?;
    Ok(if all_kept { Outcome::Done } else { Outcome::No })
}

/// The claims of one version.
struct Sides<'a> {
    document: &'a Document,
    index: ScalarIndex,
    claims: &'a [Claim],
}

impl<'a> Sides<'a> {
    fn of(document: &'a Document, claims: &'a [Claim]) -> Self {
        Self {
            document,
            index: ScalarIndex::new(document.text()),
            claims,
        }
    }

    fn get(&self, number: usize) -> Option<Side> {
        let claim = self.claims.get(number)?;
        let scalar = |offset| self.index.scalar(self.document.text(), offset);
        Some(Side {
            start: scalar(claim.range.start),
            end: scalar(claim.range.end),
            text: self.document.slice(claim.range).to_owned(),
            speaker: claim.speaker.as_ref().map(|s| one_line(&s.name)),
        })
    }
}

fn change(fate: Fate, olds: &Sides<'_>, news: &Sides<'_>) -> Row {
    let (change, old, new, alike) = match fate {
        Fate::Kept { old, new } => ("kept", Some(old), Some(new), Some(1.0)),
        Fate::Changed { old, new, alike } => ("changed", Some(old), Some(new), Some(alike)),
        Fate::Removed { old } => ("removed", Some(old), None, None),
        Fate::Added { new } => ("added", None, Some(new), None),
    };
    Row {
        change,
        alike: alike.map(|a| (f64::from(a) * 1000.0).round() / 1000.0),
        old: old.and_then(|o| olds.get(o)),
        new: new.and_then(|n| news.get(n)),
    }
}

fn in_words(change: &Row) -> String {
    let mut out = format!("{}\n", change.change);
    for (sign, side) in [("-", &change.old), ("+", &change.new)] {
        if let Some(side) = side {
            let speaker = side.speaker.as_deref().unwrap_or("the author");
            let _ = writeln!(out, "  {sign} {speaker}: {}", one_line(&side.text));
        }
    }
    out.push('\n');
    out
}
