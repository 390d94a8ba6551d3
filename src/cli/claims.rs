//! `postil claims`: lists who said what, over all articles.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::filters::{ClaimFilters, check_verdict};
use super::library::{ArticleName, ask, name_of, outcome};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::export::json;
use crate::index::{Passage, PassageKind, Query};
use crate::notes::Timestamp;
use crate::store::library::IndexExtent;
use crate::text::clean::{harmless, one_line};

/// List the claims in the notes of all articles, by speaker
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    filters: ClaimFilters,

    /// Also the claims that Postil suggests and that are still undecided
    #[arg(long)]
    all: bool,

    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

/// A claim in the list.
#[derive(Debug, Serialize)]
struct Entry {
    /// `null` for a suggestion.
    id: Option<String>,
    /// `null` for the author.
    speaker: Option<String>,
    cue: Option<String>,
    quote: String,
    verdict: Option<String>,
    status: String,
    /// Whether it was decided on an earlier version of the article, and not yet confirmed on this version.
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
    let (speaker, verdict, tag) = args.filters.parts();
    // A suggestion has neither verdict nor tags.
    let suggested = args.all && verdict.is_none() && tag.is_none();
    let reach = if suggested {
        IndexExtent::Suggestions
    } else {
        IndexExtent::Notes
    };
    let query = Query::about(speaker, verdict, tag);
    let settings = options.settings(&paths);
    let is_set = verdict.is_none_or(|name| settings.verdict(name).is_some());
    let (articles, given, problems) = ask(&paths, reach, |index| {
        let given = if is_set { Vec::new() } else { index.verdicts()? };
        Ok((index.claims(query.as_ref(), suggested)?, given, index.problems()?))
    })?;
    check_verdict(verdict, &settings, given.iter().map(String::as_str))?;
    let wanted = speaker.unwrap_or_default().to_lowercase();
    let is_wanted = |claim: &Passage| {
        (verdict.is_none() || claim.verdict.as_deref() == verdict)
            && tag.is_none_or(|tag| claim.tags.iter().any(|t| t == tag))
            && claim
                .speaker
                .as_deref()
                .unwrap_or_default()
                .to_lowercase()
                .contains(&wanted)
    };
    let mut entries = Vec::new();
    for (article, claims) in &articles {
        let claims = claims.iter().filter(|claim| is_wanted(claim));
        entries.extend(claims.map(|claim| entry(claim, name_of(article))));
    }
    let mut out = Output::new();
    out.text(&if args.json {
        json::pretty(&entries)
    } else {
        by_speaker(&entries)
    })?;
    out.finish()?;
    Ok(outcome(&problems, true))
}

fn entry(claim: &Passage, article: ArticleName) -> Entry {
    let line = |text: &Option<String>| text.as_deref().map(one_line).filter(|t| !t.is_empty());
    let day = |at: Timestamp| json::seconds(at);
    Entry {
        id: claim.id.clone(),
        speaker: line(&claim.speaker),
        cue: line(&claim.cue),
        quote: harmless(&claim.quote).into_owned(),
        verdict: line(&claim.verdict),
        status: match claim.kind {
            PassageKind::Suggestion => "suggested".to_owned(),
            PassageKind::Annotation(_) | PassageKind::Text => claim.status.clone(),
        },
        carried: claim.carried,
        restatement: line(&claim.restatement),
        note: claim.note.as_deref().map(|n| harmless(n).into_owned()),
        tags: claim.tags.iter().map(|t| one_line(t)).collect(),
        article,
        created: claim.written.map(|(created, _)| day(created)),
        updated: claim.written.map(|(_, updated)| day(updated)),
    }
}

/// As text: each speaker with their claims, and last the claims of the authors.
fn by_speaker(entries: &[Entry]) -> String {
    let mut speakers: BTreeMap<(bool, String), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let name = entry
            .speaker
            .clone()
            .unwrap_or_else(|| "by the author".to_owned());
        speakers
            .entry((entry.speaker.is_none(), name))
            .or_default()
            .push(entry);
    }
    let mut parts = Vec::new();
    for ((_, name), claims) in speakers {
        let mut part = format!("{name}\n");
        for claim in claims {
            let verdict = claim.verdict.as_deref().unwrap_or(&claim.status);
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
