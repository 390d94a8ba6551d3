//! `postil ledger`: who said what, over all articles.

use super::filters::{ClaimFilters, check_verdict};
use super::library::{ask, outcome};
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::app::{LedgerSort, LedgerView};
use crate::index::Query;
use crate::runtime::{
    LedgerFilter, LedgerFormat, LedgerTable, TableGroup, VerdictSides, merge, separate, write_groups,
};
use crate::store::library::IndexExtent;
use crate::store::speakers;
use crate::text::clean::one_line;

/// Show who said what over all articles: the claims by speaker, entity, verdict or month
///
/// The claims of one speaker that contradict each other are marked: figures for the same thing that disagree, and opposite verdicts on claims
/// that say the same. Names are one speaker's if they differ only in case, titles and the like; --merge and --split correct that for the
/// library, in speakers.ron in the data folder.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only claims with these words, and fields as in `postil search`
    #[arg(value_name = "QUERY")]
    query: Vec<String>,

    /// Group the claims by this
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = By::Speaker)]
    by: By,

    /// Only groups whose name contains this text
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,

    #[command(flatten)]
    filters: ClaimFilters,

    /// Only speakers with claims that contradict each other
    #[arg(long)]
    contradicting: bool,

    /// Also the claims that Postil suggests and that are still undecided
    #[arg(long)]
    all: bool,

    /// Sort the groups by this
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Sort::Claims)]
    sort: Sort,

    /// The maximum number of groups to show
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: usize,

    /// The maximum number of claims to show of each group, the latest ones; as text 20, otherwise all if this is not given
    #[arg(long, value_name = "N")]
    claims: Option<usize>,

    /// Write this format: one row for each claim in csv, an array of groups in json
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Print an array of JSON objects
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Keep for the library that this speaker is the one given with --into
    #[arg(long, value_name = "NAME", requires = "into", conflicts_with = "split", add = super::completions::speakers())]
    merge: Option<String>,

    /// The speaker into which --merge merges
    #[arg(long, value_name = "NAME", requires = "merge", add = super::completions::speakers())]
    into: Option<String>,

    /// Keep for the library that the names merged in this speaker are different speakers
    #[arg(long, value_name = "NAME", add = super::completions::speakers())]
    split: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum By {
    Speaker,
    Entity,
    Verdict,
    Month,
}

impl By {
    fn view(self) -> LedgerView {
        match self {
            Self::Speaker => LedgerView::Speakers,
            Self::Entity => LedgerView::Entities,
            Self::Verdict => LedgerView::Verdicts,
            Self::Month => LedgerView::Months,
        }
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Sort {
    Claims,
    Name,
    Latest,
}

impl Sort {
    fn sort(self) -> LedgerSort {
        match self {
            Self::Claims => LedgerSort::Claims,
            Self::Name => LedgerSort::Name,
            Self::Latest => LedgerSort::Latest,
        }
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Text,
    Csv,
    Json,
}

impl Format {
    fn format(self) -> LedgerFormat {
        match self {
            Self::Text => LedgerFormat::Text,
            Self::Csv => LedgerFormat::Csv,
            Self::Json => LedgerFormat::Json,
        }
    }
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    if let (Some(name), Some(into)) = (&args.merge, &args.into) {
        merge(&paths, name, into).map_err(Failure::Output)?;
        return Ok(Outcome::Done);
    }
    let corrections = speakers::read(&paths).map_err(|why| Failure::Input(why.to_string()))?;
    if let Some(name) = &args.split {
        let (table, problems) = ask(&paths, IndexExtent::Notes, |index| {
            Ok((
                LedgerTable::load(index, &corrections, None, true)?,
                index.problems()?,
            ))
        })?;
        let unknown = || Failure::Usage(format!("no claim has a speaker called ‘{}’", one_line(name)));
        let key = table.speaker_key(name).ok_or_else(unknown)?;
        let names = separate(&paths, &table, &key).map_err(Failure::Output)?;
        output::tell(&format!("different speakers now: {}", names.join(", ")));
        return Ok(outcome(&problems, true));
    }
    let view = args.by.view();
    if args.contradicting && view != LedgerView::Speakers {
        return Err(Failure::Usage("--contradicting needs --by speaker".to_owned()));
    }
    let filter = LedgerFilter::of_query(&args.query.join(" ")).map_err(Failure::Usage)?;
    let (speaker, verdict, tag) = args.filters.parts();
    let about = Query::about(speaker, verdict, tag);
    let query = match (filter.query, about) {
        (Some(query), Some(about)) => Some(query.and(about)),
        (query, about) => query.or(about),
    };
    let settings = options.settings(&paths);
    let is_set = verdict.is_none_or(|name| settings.verdict(name).is_some());
    let sides = VerdictSides::of(&settings.verdicts);
    let contradicting = args.contradicting || filter.contradicting;
    let format = if args.json {
        LedgerFormat::Json
    } else {
        args.format.format()
    };
    let claims = args.claims.unwrap_or(match format {
        LedgerFormat::Text => 20,
        LedgerFormat::Csv | LedgerFormat::Json => usize::MAX,
    });
    // Only the analysis knows names.
    let reach = match view {
        LedgerView::Entities => IndexExtent::Suggestions,
        _ if args.all => IndexExtent::Suggestions,
        LedgerView::Speakers | LedgerView::Verdicts | LedgerView::Months => IndexExtent::Notes,
    };
    let name = args.name.as_deref().unwrap_or_default();
    let (written, found, given, problems) = ask(&paths, reach, |index| {
        let given = if is_set { Vec::new() } else { index.verdicts()? };
        let table = LedgerTable::load(index, &corrections, query.as_ref(), args.all)?;
        let groups = table.groups(index, view, name, args.sort.sort())?;
        let mut shown: Vec<TableGroup> = Vec::new();
        for group in groups {
            if shown.len() >= args.most {
                break;
            }
            if !contradicting || !table.contradictions(index, &group, &sides)?.is_empty() {
                shown.push(group);
            }
        }
        let written = write_groups(&table, index, view, &shown, &sides, (format, claims))?;
        Ok((written, !shown.is_empty(), given, index.problems()?))
    })?;
    check_verdict(verdict, &settings, given.iter().map(String::as_str))?;
    let mut out = Output::new();
    out.text(&written)?;
    out.finish()?;
    Ok(outcome(&problems, found))
}
