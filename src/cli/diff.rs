//! `postil diff OLD NEW`: what happened to the claims between two versions of an article. `postil diff ADDRESS` compares two stored states
//! of a page.

use std::ffi::OsString;
use std::fmt::Write as _;

use serde::Serialize;

use super::article::{failure, read};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::analysis::revision::{self, Change, revision};
use crate::document::Document;
use crate::export::json::{pretty, seconds};
use crate::fetch::is_url;
use crate::runtime::Article;
use crate::store::pages::{self, Visit};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;
use crate::text::scalar::ScalarIndex;

/// Say which claims were kept, changed, removed and added between two versions; exit code 1 if any was not kept
///
/// The claims are those that the analysis finds in both versions. For changed claims, the figures and names that differ are listed.
///
/// With an address alone, the last two stored states of the page are compared; nothing is fetched.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The old version, or the address of a page with stored states
    #[arg(value_name = "OLD")]
    old: OsString,

    /// The new version
    #[arg(value_name = "NEW", conflicts_with_all = ["states", "between"])]
    new: Option<OsString>,

    /// List the stored states of the page, with their numbers and days
    #[arg(long)]
    states: bool,

    /// Compare these two states of the page
    #[arg(long, num_args = 2, value_names = ["NUMBER", "NUMBER"], conflicts_with = "states")]
    between: Option<Vec<usize>>,

    /// Print one JSON object, or an array with --states; offsets count Unicode scalar values in the old or new version
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
    /// How similar the words are, 0 to 1; `null` for removed and added claims.
    alike: Option<f64>,
    old: Option<Side>,
    new: Option<Side>,
    /// Figures and names that are only in the old claim, and in `come` those that are only in the new one.
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
    if args.states {
        return states(args, options);
    }
    let (old, new) = match &args.new {
        Some(new) if args.old == "-" && new == "-" => {
            return Err(Failure::Usage(
                "only one of the two versions can be standard input".to_owned(),
            ));
        }
        Some(new) => (read(&args.old, options)?, read(new, options)?),
        None => kept(args, options)?,
    };
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

/// The stored states of a page, the oldest first.
fn visits(args: &Args, options: &Options) -> Result<Vec<Visit>, Failure> {
    let name = one_line(&without_secrets(&args.old.to_string_lossy()));
    if !is_url(&name) {
        return Err(Failure::Usage(format!(
            "{name}: name the new version too; only of the address of a page several states are kept"
        )));
    }
    let visits = pages::visits(&options.paths()?, &name);
    if visits.is_empty() {
        return Err(Failure::Input(format!(
            "{name}: no state of this page is kept; each time it is read with Postil it is, if it has changed"
        )));
    }
    Ok(visits)
}

fn states(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let mut out = Output::new();
    let visits = visits(args, options)?;
    if args.json {
        let state = |(number, visit): (usize, &Visit)| serde_json::json!({"number": number, "seen": seconds(visit.seen), "url": one_line(&without_secrets(&visit.url))});
        out.text(&pretty(&(1..).zip(&visits).map(state).collect::<Vec<_>>()))?;
        out.finish()?;
        return Ok(Outcome::Done);
    }
    for (number, visit) in (1..).zip(&visits) {
        let seen = visit.seen.strftime("%Y-%m-%d %H:%M UTC");
        out.line(&format!(
            "{number:>3}  {seen}  {}",
            one_line(&without_secrets(&visit.url))
        ))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// Two states of one page: the last two, or those with the given numbers.
fn kept(args: &Args, options: &Options) -> Result<(Article, Article), Failure> {
    let visits = visits(args, options)?;
    let name = one_line(&without_secrets(&args.old.to_string_lossy()));
    let count = visits.len();
    let numbers = match args.between.as_deref() {
        Some([old, new]) => (*old, *new),
        _ if count < 2 => {
            return Err(Failure::Input(format!(
                "{name}: only one state of this page is kept; read it again to see whether it has changed"
            )));
        }
        _ => (count - 1, count),
    };
    let state = |number: usize| -> Result<Article, Failure> {
        let visit = number.checked_sub(1).and_then(|at| visits.get(at));
        let visit = visit.ok_or_else(|| {
            Failure::Usage(format!(
                "{name}: there is no state {number}; --states lists the {count} that are kept"
            ))
        })?;
        let article = Article::kept(visit, &options.how())
            .ok_or_else(|| Failure::Input(format!("{name}: state {number} cannot be read any more")))?;
        let mut article = article.map_err(failure)?;
        article.name = format!("{name} ({})", visit.seen.strftime("%Y-%m-%d %H:%M UTC"));
        Ok(article)
    };
    Ok((state(numbers.0)?, state(numbers.1)?))
}

/// The claims of both versions with their positions in scalar values.
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
