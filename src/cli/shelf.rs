//! `postil library`: lists the known articles.

use serde::Serialize;

use super::library::{ask, name_of, outcome};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::export::json;
use crate::index::Entry;
use crate::store::library::IndexExtent;
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};

/// List the known articles, the most recently opened one first
///
/// Each with its title, publisher and date, how many of its claims are decided, and when it was last opened.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The maximum number of articles to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: usize,

    /// Only articles with undecided claims
    #[arg(long)]
    unfinished: bool,

    /// Bring the index up to date, including the claims that the analysis suggests, and list nothing; an interrupted run keeps its progress
    #[arg(long, conflicts_with_all = ["json", "unfinished"])]
    index: bool,

    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Listed {
    title: String,
    /// The last known path of its file.
    file: Option<String>,
    url: Option<String>,
    source: Option<String>,
    date: Option<String>,
    /// The number of decided claims, and of all claims that were not rejected.
    decided: Option<usize>,
    claims: Option<usize>,
    annotations: usize,
    opened: Option<String>,
    notes: Option<String>,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let mut out = Output::new();
    if args.index {
        let (articles, problems) = ask(&paths, IndexExtent::Suggestions, |index| {
            Ok((index.count()?, index.problems()?))
        })?;
        out.line(&format!("{articles} articles are indexed"))?;
        out.finish()?;
        return Ok(outcome(&problems, true));
    }
    let (entries, problems) = ask(&paths, IndexExtent::Notes, |index| {
        let entries = if args.unfinished {
            index.latest_where(Entry::is_unfinished, args.most)?
        } else {
            index.latest(args.most)?
        };
        Ok((entries, index.problems()?))
    })?;
    if args.json {
        let listed: Vec<Listed> = entries.iter().map(listed).collect();
        out.text(&json::pretty(&listed))?;
    } else {
        entries.iter().try_for_each(|entry| out.line(&line(entry)))?;
    }
    out.finish()?;
    Ok(outcome(&problems, !entries.is_empty()))
}

fn listed(entry: &Entry) -> Listed {
    let name = name_of(entry);
    let decided = entry.decided();
    Listed {
        title: name.title,
        file: name.file,
        url: name.url,
        source: entry.source.as_deref().map(one_line),
        date: entry.date.as_deref().map(one_line),
        decided: decided.map(|p| p.decided),
        claims: decided.map(|p| p.claims),
        annotations: entry.counts.annotations,
        opened: entry.opened.map(json::seconds),
        notes: entry.notes.as_ref().map(|n| one_line(&n.display().to_string())),
    }
}

/// Cells of the columns.
const TITLE: usize = 44;
const SOURCE: usize = 16;

fn line(entry: &Entry) -> String {
    let cell = |text: &str, wide: usize| {
        let text = truncate(&one_line(text), wide);
        format!("{text}{}", " ".repeat(wide.saturating_sub(width(&text))))
    };
    let decided = entry.decided().filter(|p| p.claims > 0);
    let decided = decided.map_or(String::new(), |p| format!("{}/{}", p.decided, p.claims));
    let opened = entry
        .opened
        .map_or(String::new(), |at| at.strftime("%Y-%m-%d").to_string());
    format!(
        "{}  {}  {:10}  {decided:>7}  {opened}",
        cell(&entry.title, TITLE),
        cell(entry.source.as_deref().unwrap_or_default(), SOURCE),
        entry.date.as_deref().map(one_line).unwrap_or_default(),
    )
    .trim_end()
    .to_owned()
}
