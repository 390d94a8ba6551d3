//! `postil claims`: who said what, over all articles.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::filters::check_verdict;
use super::library::{ArticleName, Known, known};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::analysis::analyse;
use crate::export::{Selection, json};
use crate::notes::{Annotation, AnnotationKind};
use crate::store::Paths;
use crate::text::clean::{harmless, one_line};

/// List the claims in the notes of all articles, by speaker
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only claims whose speaker's name holds this
    #[arg(long, value_name = "NAME", add = super::completions::speakers())]
    speaker: Option<String>,

    /// Only claims with this verdict
    #[arg(long, value_name = "NAME", add = super::completions::verdicts())]
    verdict: Option<String>,

    /// Only claims with this tag
    #[arg(long, value_name = "TAG", add = super::completions::tags())]
    tag: Option<String>,

    /// Also the claims that Postil suggests and that nobody has decided on
    #[arg(long)]
    all: bool,

    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

/// A claim in the ledger.
#[derive(Debug, Serialize)]
struct Entry {
    /// `null` for a suggestion.
    id: Option<String>,
    /// `null` for the author's own voice.
    speaker: Option<String>,
    cue: Option<String>,
    quote: String,
    verdict: Option<String>,
    status: &'static str,
    /// Whether it was decided on an earlier version of the article and nothing about it on this one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    carried: bool,
    restatement: Option<String>,
    note: Option<String>,
    tags: Vec<String>,
    article: ArticleName,
    created: Option<String>,
    updated: Option<String>,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let selection = Selection {
        kind: Some(AnnotationKind::Claim),
        verdict: args.verdict.clone(),
        speaker: args.speaker.clone(),
        tag: args.tag.clone(),
        ..Selection::default()
    };
    let library = known(&paths);
    let all = library.articles.iter().flat_map(|k| &k.notes.annotations);
    check_verdict(args.verdict.as_deref(), &options.settings(&paths), all)?;
    let mut entries = Vec::new();
    for article in &library.articles {
        let taken = article.notes.annotations.iter().filter(|a| selection.takes(a));
        entries.extend(taken.map(|a| decided(a, article.name())));
        // A suggestion has neither verdict nor tags.
        if args.all && args.verdict.is_none() && args.tag.is_none() {
            let wanted = args.speaker.as_deref().unwrap_or_default().to_lowercase();
            let found = suggested(article, &paths).into_iter();
            entries.extend(found.filter(|e| {
                e.speaker
                    .as_deref()
                    .unwrap_or_default()
                    .to_lowercase()
                    .contains(&wanted)
            }));
        }
    }
    let mut out = Output::new();
    out.text(&if args.json {
        json::pretty(&entries)
    } else {
        by_speaker(&entries)
    })?;
    out.finish()?;
    Ok(library.outcome(true))
}

fn decided(annotation: &Annotation, article: ArticleName) -> Entry {
    let line = |text: &Option<String>| text.as_deref().map(one_line).filter(|t| !t.is_empty());
    let speech = annotation.speech.as_ref();
    Entry {
        id: Some(annotation.id.to_string()),
        speaker: speech.map(|s| one_line(&s.speaker)).filter(|s| !s.is_empty()),
        cue: speech.and_then(|s| line(&s.cue)),
        quote: harmless(&annotation.anchor.quote).into_owned(),
        verdict: line(&annotation.verdict),
        status: annotation.status.name(),
        carried: annotation.carried.is_some(),
        restatement: line(&annotation.restatement),
        note: annotation.note.as_deref().map(|n| harmless(n).into_owned()),
        tags: annotation.tags.iter().map(|t| one_line(t)).collect(),
        article,
        created: Some(json::seconds(annotation.created)),
        updated: Some(json::seconds(annotation.updated)),
    }
}

/// The claims that the analysis finds in the text as it was read last, and that touch none that was decided.
fn suggested(article: &Known, paths: &Paths) -> Vec<Entry> {
    let Some(document) = article.document(paths) else {
        return Vec::new();
    };
    let decided = |a: &Annotation| matches!(a.kind, AnnotationKind::Claim | AnnotationKind::Rejection);
    let taken: Vec<_> = article
        .located(Some(&document))
        .iter()
        .filter(|(a, _)| decided(a))
        .filter_map(|(_, at)| at.range)
        .collect();
    let analysis = analyse(&document);
    let open = analysis
        .claims
        .iter()
        .filter(|claim| !taken.iter().any(|range| range.overlaps(claim.range)));
    open.map(|claim| Entry {
        id: None,
        speaker: claim.speaker.as_ref().map(|s| one_line(&s.name)),
        cue: claim.cue.map(|range| one_line(document.slice(range))),
        quote: document.slice(claim.range).to_owned(),
        verdict: None,
        status: "suggested",
        carried: false,
        restatement: None,
        note: None,
        tags: Vec::new(),
        article: article.name(),
        created: None,
        updated: None,
    })
    .collect()
}

/// In words: each speaker with what they said, and last the authors' own voices.
fn by_speaker(entries: &[Entry]) -> String {
    let mut speakers: BTreeMap<(bool, String), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let name = entry
            .speaker
            .clone()
            .unwrap_or_else(|| "in the author's own voice".to_owned());
        speakers
            .entry((entry.speaker.is_none(), name))
            .or_default()
            .push(entry);
    }
    let mut parts = Vec::new();
    for ((_, name), claims) in speakers {
        let mut part = format!("{name}\n");
        for claim in claims {
            let verdict = claim.verdict.as_deref().unwrap_or(claim.status);
            let verdict = if claim.carried {
                format!("{verdict} (carried over)")
            } else {
                verdict.to_owned()
            };
            let _ = writeln!(
                part,
                "  {verdict}: {}\n    {}",
                one_line(&claim.quote),
                claim.article.title
            );
        }
        parts.push(part);
    }
    parts.join("\n")
}
