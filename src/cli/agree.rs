//! `postil agree A.ron B.ron`: how far two people's claims and verdicts on one article agree.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::extractor::ExtractorArgs;
use super::library::read_notes;
use super::output::{Output, warn};
use super::{Failure, Options, Outcome, read};
use crate::app::Action;
use crate::export::json::pretty;
use crate::notes::{Agreement, Annotation, speaker};
use crate::store::format::Article;
use crate::text::clean::{harmless, one_line};

/// Compare the claims and verdicts in two notes files of one article; exit code 1 if they differ
///
/// Two claims count as the same if most of their words are the same. Cohen's kappa says how far the verdicts agree beyond chance: 1 is full
/// agreement, 0 is no more than chance. It is computed over the claims to which both people gave a verdict.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The notes of one person
    #[arg(value_name = "A.ron")]
    first: PathBuf,

    /// The notes of the other person
    #[arg(value_name = "B.ron")]
    second: PathBuf,

    /// Print a JSON object
    #[arg(long)]
    json: bool,

    /// Open the article with the first notes and go through the differences. A key settles each one (mine, theirs, both). The first notes
    /// are changed, the second are not
    #[arg(long, conflicts_with = "json")]
    walk: bool,
}

#[derive(Serialize)]
struct Report {
    schema: &'static str,
    first: String,
    second: String,
    claims: Counts,
    verdicts: Verdicts,
    speakers: Same,
    table: Vec<Cell>,
    differences: Vec<Difference>,
}

#[derive(Serialize)]
struct Counts {
    both: usize,
    only_first: usize,
    only_second: usize,
}

#[derive(Serialize)]
struct Verdicts {
    /// Claims to which both people gave a verdict.
    compared: usize,
    same: usize,
    agreement: Option<f64>,
    kappa: Option<f64>,
}

#[derive(Serialize)]
struct Same {
    compared: usize,
    same: usize,
}

/// How often the two people gave these verdicts to the same claim; `null` means no verdict.
#[derive(Serialize)]
struct Cell {
    first: Option<String>,
    second: Option<String>,
    count: usize,
}

#[derive(Serialize)]
struct Difference {
    /// `only_first`, `only_second`, `verdict` or `speaker`.
    #[serde(rename = "difference")]
    what: &'static str,
    quote: String,
    first: Option<Side>,
    second: Option<Side>,
}

#[derive(Serialize)]
struct Side {
    id: String,
    verdict: Option<String>,
    speaker: Option<String>,
    note: Option<String>,
}

impl Side {
    fn of(claim: &Annotation) -> Self {
        Self {
            id: claim.id.to_string(),
            verdict: claim.verdict.as_deref().map(one_line),
            speaker: speaker(claim),
            note: claim.note.as_deref().map(|n| harmless(n).into_owned()),
        }
    }

    fn in_words(&self) -> String {
        let verdict = self.verdict.as_deref().unwrap_or("no verdict");
        let speaker = self.speaker.as_deref().unwrap_or("by the author");
        format!("{verdict}, {speaker}")
    }
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let (first, second) = (read_notes(&args.first)?, read_notes(&args.second)?);
    let same_text =
        first.article.fingerprint.is_some() && first.article.fingerprint == second.article.fingerprint;
    if !same_text {
        warn("the two were not made on the same text: claims are compared by their words alone");
    }
    if args.walk {
        return walk(args, &first.article, options);
    }
    let found = Agreement::of(&first.annotations, &second.annotations, same_text);
    let report = report(args, &found);
    let mut out = Output::new();
    if args.json {
        out.text(&pretty(&report))?;
    } else {
        print(&report, &mut out)?;
    }
    out.finish()?;
    Ok(if report.differences.is_empty() {
        Outcome::Done
    } else {
        Outcome::No
    })
}

/// Opens the article of the first notes in the reader, with the list of differences.
fn walk(args: &Args, article: &Article, options: &Options) -> Result<Outcome, Failure> {
    let folder = args.first.parent().unwrap_or(Path::new(""));
    let mut files = article.paths.iter().map(|path| folder.join(path));
    let file = files
        .find(|path| path.is_file())
        .map(PathBuf::into_os_string)
        .or_else(|| article.url.as_ref().map(OsString::from))
        .ok_or_else(|| {
            Failure::Input(format!(
                "{}: its article is not where it was; open it yourself: postil FILE --notes {}, then :agree {}",
                one_line(&args.first.display().to_string()),
                one_line(&args.first.display().to_string()),
                one_line(&args.second.display().to_string()),
            ))
        })?;
    let mut options = options.clone();
    options.notes = Some(args.first.clone());
    let other = std::path::absolute(&args.second).unwrap_or_else(|_| args.second.clone());
    let arrival = (Action::Agree, other.to_string_lossy().into_owned());
    read::run(&[file], Some(arrival), &ExtractorArgs::default(), &options)
}

fn report(args: &Args, found: &Agreement<'_>) -> Report {
    let (compared, same) = found.verdicts();
    // Three digits: more would suggest a precision that a few claims do not give.
    let rounded = |x: f64| (x * 1000.0).round() / 1000.0;
    let mut differences = Vec::new();
    let mut differs = |what, a: Option<&Annotation>, b: Option<&Annotation>| {
        let range = a.or(b).map(|claim| claim.anchor.range);
        let quote = a.or(b).map(|claim| claim.anchor.label()).unwrap_or_default();
        let (first, second) = (a.map(Side::of), b.map(Side::of));
        differences.push((
            range,
            Difference {
                what,
                quote,
                first,
                second,
            },
        ));
    };
    for (a, b) in &found.both {
        if a.verdict != b.verdict {
            differs("verdict", Some(a), Some(b));
        }
        if speaker(a) != speaker(b) {
            differs("speaker", Some(a), Some(b));
        }
    }
    found
        .only_first
        .iter()
        .for_each(|a| differs("only_first", Some(a), None));
    found
        .only_second
        .iter()
        .for_each(|b| differs("only_second", None, Some(b)));
    differences.sort_by_key(|(range, _)| *range);
    let cell = |((first, second), count): ((Option<&str>, Option<&str>), usize)| Cell {
        first: first.map(one_line),
        second: second.map(one_line),
        count,
    };
    Report {
        schema: "postil.agree/1",
        first: one_line(&args.first.display().to_string()),
        second: one_line(&args.second.display().to_string()),
        claims: Counts {
            both: found.both.len(),
            only_first: found.only_first.len(),
            only_second: found.only_second.len(),
        },
        verdicts: Verdicts {
            compared,
            same,
            agreement: (compared > 0).then(|| rounded(same as f64 / compared as f64)),
            kappa: found.kappa().map(rounded),
        },
        speakers: Same {
            compared: found.both.len(),
            same: found.same_speakers(),
        },
        table: found.table().into_iter().map(cell).collect(),
        differences: differences
            .into_iter()
            .map(|(_, difference)| difference)
            .collect(),
    }
}

fn print(report: &Report, out: &mut Output) -> Result<(), Failure> {
    let (first, second) = (&report.first, &report.second);
    let claims = &report.claims;
    out.line(&format!(
        "claims    {} in both, {} only in {first}, {} only in {second}",
        claims.both, claims.only_first, claims.only_second
    ))?;
    let verdicts = &report.verdicts;
    let kappa = match verdicts.kappa {
        Some(kappa) => format!("Cohen's kappa {kappa:.2}"),
        None => "no kappa, as there is too little to compare".to_owned(),
    };
    out.line(&format!(
        "verdicts  {} of {} the same, {kappa}",
        verdicts.same, verdicts.compared
    ))?;
    let speakers = &report.speakers;
    out.line(&format!(
        "speakers  {} of {} the same",
        speakers.same, speakers.compared
    ))?;
    for difference in &report.differences {
        let what = match difference.what {
            "only_first" => format!("only in {first}"),
            "only_second" => format!("only in {second}"),
            other => other.to_owned(),
        };
        out.line(&format!("\n{what}: {}", difference.quote))?;
        for (name, side) in [(first, &difference.first), (second, &difference.second)] {
            if let Some(side) = side {
                out.line(&format!("  {name}: {}  {}", side.in_words(), side.id))?;
            }
        }
    }
    Ok(())
}
