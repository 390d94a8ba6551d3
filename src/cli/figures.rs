//! `postil figures`: finds figures for the same thing that disagree.

use std::ffi::OsString;

use rayon::prelude::*;
use serde::Serialize;

use super::article::read_or_kept;
use super::library::showing_progress;
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::document::TextRange;
use crate::export::json;
use crate::matching::{Checked, FigureRelation, IndexBuilder, MatchQuery, compare_figures, has_figures};
use crate::runtime::{Known, KnownBuilder, KnownFrom};
use crate::text::clean::one_line;
use crate::text::scalar::ScalarIndex;
use crate::text::sentence::sentences;

/// Show figures for the same thing that disagree, in articles and with claims of the library; exit code 1 if there are none
///
/// Sentences are compared within each article, between the given articles, and with the claims of the library. Figures are compared only if
/// their unit, thing, names and time are the same.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The articles; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<OsString>,

    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

/// A sentence of an article that contains a figure.
struct Said {
    file: String,
    title: String,
    speaker: Option<String>,
    text: String,
    /// Offset in Unicode scalar values of the article.
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Disagreement {
    first: FigureSaid,
    second: FigureSaid,
}

/// A figure as the JSON output shows it.
#[derive(Serialize)]
struct FigureSaid {
    figure: String,
    text: String,
    file: Option<String>,
    title: String,
    speaker: Option<String>,
    /// The annotation, if it is a claim of the library.
    id: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
}

impl FigureSaid {
    fn of(said: &Said, at: TextRange) -> Self {
        Self {
            figure: one_line(at.slice(&said.text)),
            text: one_line(&said.text),
            file: Some(said.file.clone()),
            title: said.title.clone(),
            speaker: said.speaker.clone(),
            id: None,
            start: Some(said.start),
            end: Some(said.end),
        }
    }

    fn in_words(&self) -> String {
        let place = self.file.as_deref().unwrap_or(&self.title);
        let by = self
            .speaker
            .as_ref()
            .map(|speaker| format!(" ({speaker})"))
            .unwrap_or_default();
        format!("{}  {place}{by}: {}", self.figure, self.text)
    }
}

/// How many of the most similar sentences each sentence is compared with.
const CANDIDATES: usize = 20;

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let mut all = Vec::new();
    for file in &args.files {
        all.extend(sentences_of(file, options)?);
    }
    let mut index = IndexBuilder::new();
    for (number, said) in all.iter().enumerate() {
        index.add(Checked {
            id: number.to_string(),
            claim: said.text.clone(),
            ..Checked::default()
        });
    }
    let mut known = KnownBuilder::new();
    showing_progress(|watch| known.library(&paths, watch));
    known.add(None, Box::new(index.finish("")));
    let known = known.build();
    known
        .problems
        .iter()
        .for_each(|problem| output::complain(problem));
    let found: Vec<Vec<Disagreement>> = (0..all.len())
        .into_par_iter()
        .map(|number| disagreements(number, &all, &known))
        .collect::<Result<_, _>>()?;
    let found: Vec<Disagreement> = found.into_iter().flatten().collect();
    let mut out = Output::new();
    if args.json {
        out.text(&json::pretty(&found))?;
    } else {
        for pair in &found {
            out.line(&format!(
                "≠ {}\n  {}\n",
                pair.first.in_words(),
                pair.second.in_words()
            ))?;
        }
    }
    out.finish()?;
    Ok(match (known.problems.is_empty(), found.is_empty()) {
        (false, _) => Outcome::SomeUnread,
        (true, false) => Outcome::Done,
        (true, true) => Outcome::No,
    })
}

/// The sentences of an article that contain a figure.
fn sentences_of(file: &OsString, options: &Options) -> Result<Vec<Said>, Failure> {
    let article = read_or_kept(file, options)?;
    article.warn();
    let document = &article.document;
    let claims = article.analysis().claims;
    let index = ScalarIndex::new(document.text());
    let mut out = Vec::new();
    for block in document.blocks() {
        let text = document.block_text(block);
        for sentence in sentences(text) {
            let range = TextRange::from(sentence).shifted(block.range.start);
            let words = document.slice(range);
            if !has_figures(words) {
                continue;
            }
            let claim = claims
                .iter()
                .find(|claim| claim.range.overlaps(range) && claim.speaker.is_some());
            out.push(Said {
                file: article.name.clone(),
                title: one_line(&document.metadata().title),
                speaker: claim
                    .and_then(|claim| claim.speaker.as_ref())
                    .map(|s| one_line(&s.name)),
                text: words.to_owned(),
                start: index.scalar(document.text(), range.start),
                end: index.scalar(document.text(), range.end),
            });
        }
    }
    Ok(out)
}

/// The sentences that disagree with sentence `number`: only later ones, so that each pair is found once, and claims of the library.
fn disagreements(number: usize, all: &[Said], known: &Known) -> Result<Vec<Disagreement>, Failure> {
    let Some(said) = all.get(number) else {
        return Ok(Vec::new());
    };
    let query = MatchQuery {
        text: &said.text,
        ..MatchQuery::default()
    };
    let candidates = known
        .find(query, CANDIDATES, |_| false)
        .map_err(|error| Failure::Input(format!("what is known cannot be read: {error}")))?;
    let mut out = Vec::new();
    for (found, from) in candidates {
        let later = found
            .entry
            .id
            .parse()
            .ok()
            .filter(|other: &usize| *other > number);
        let later = later.and_then(|other| all.get(other));
        let pairs = compare_figures(&said.text, &found.entry.claim);
        for pair in pairs
            .iter()
            .filter(|pair| pair.relation == FigureRelation::Disagree)
        {
            let second = match (&from, later) {
                (KnownFrom::Given | KnownFrom::Archive(_), None) => continue,
                (KnownFrom::Given | KnownFrom::Archive(_), Some(later)) => FigureSaid::of(later, pair.second),
                (KnownFrom::Library(known), _) => FigureSaid {
                    figure: one_line(pair.second.slice(&found.entry.claim)),
                    text: one_line(&found.entry.claim),
                    file: known
                        .article
                        .paths
                        .first()
                        .map(|file| one_line(&file.display().to_string())),
                    title: found.entry.title.as_deref().map(one_line).unwrap_or_default(),
                    speaker: found.entry.speaker.as_deref().map(one_line),
                    id: known.claim.id.clone(),
                    start: None,
                    end: None,
                },
            };
            out.push(Disagreement {
                first: FigureSaid::of(said, pair.first),
                second,
            });
        }
    }
    Ok(out)
}
