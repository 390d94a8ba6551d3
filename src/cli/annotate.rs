//! `postil annotate FILE`: annotates a passage, for scripts.

use std::ffi::OsString;

use clap::ArgGroup;

use super::article::{Annotated, Purpose};
use super::filters::check_verdict;
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::analysis::EntityKind;
use crate::config::Settings;
use crate::document::{Document, TextRange};
use crate::notes::{Annotation, AnnotationKind, Change, Id, Speech, Status, Step, Timestamp, anchor};
use crate::text::clean::{harmless, one_line};
use crate::text::grapheme::{floor, is_border, next};
use crate::text::scalar::ScalarIndex;

/// Annotate a passage of an article, and print the id of the annotation
#[derive(Debug, clap::Args)]
#[command(
    group = ArgGroup::new("where").required(true).args(["quote", "range"]),
    group = ArgGroup::new("what").required(true).args(["claim", "highlight", "entity"]),
)]
pub(super) struct Args {
    /// The article
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The passage in its own words, which must occur once in the article
    #[arg(long, value_name = "TEXT")]
    quote: Option<String>,

    /// The passage by its place in Unicode scalar values, half-open, as postil extract counts
    #[arg(long, value_name = "START:END", value_parser = parse_range)]
    range: Option<(usize, usize)>,

    /// The passage is a claim
    #[arg(long)]
    claim: bool,

    /// The passage is marked
    #[arg(long)]
    highlight: bool,

    /// The passage names a person, organization, place, group, product, work, event, law, date, money or quantity
    #[arg(long, value_name = "KIND", value_parser = kind_parser())]
    entity: Option<String>,

    /// The verdict on the claim
    #[arg(long, value_name = "NAME", requires = "claim")]
    verdict: Option<String>,

    /// Who says so
    #[arg(long, value_name = "NAME", requires = "claim")]
    speaker: Option<String>,

    /// A note
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// A tag; may be given more than once
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
}

fn kind_parser() -> clap::builder::PossibleValuesParser {
    EntityKind::ALL.map(EntityKind::name).into()
}

fn parse_range(text: &str) -> Result<(usize, usize), String> {
    let parsed = text
        .split_once(':')
        .and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
    match parsed {
        Some((start, end)) if start < end => Ok((start, end)),
        Some(_) => Err("the end must lie behind the start".to_owned()),
        None => Err("write two numbers with a colon between them".to_owned()),
    }
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let settings = options.settings(&paths);
    let mut article = Annotated::read(&args.file, options, &paths, Purpose::Change)?;
    let annotation = args.annotation(&article.article.document, settings)?;
    let (id, created) = (annotation.id, annotation.created);
    let step = Step {
        label: format!("add {}", annotation.kind.name()),
        at: created,
        changes: vec![Change {
            id,
            before: None,
            after: Some(annotation),
        }],
    };
    article.notebook.apply(step);
    let saved = article.session.save(&article.notebook)?;
    saved.warnings.iter().for_each(|w| output::warn(w));
    if let Err(error) = article.session.record(&article.notebook, created) {
        output::warn(&error.to_string());
    }
    let mut out = Output::new();
    out.line(&id.to_string())?;
    out.finish()?;
    Ok(Outcome::Done)
}

impl Args {
    fn annotation(&self, document: &Document, settings: Settings) -> Result<Annotation, Failure> {
        // clap lets an option that is required go missing where it excludes one that is there.
        if !self.claim && (self.verdict.is_some() || self.speaker.is_some()) {
            let kind = self.kind().name();
            return Err(Failure::Usage(format!(
                "--verdict and --speaker are for claims, and this is no claim but: {kind}"
            )));
        }
        let range = passage(self, document)?;
        let line = |text: &String| Some(one_line(text)).filter(|t| !t.is_empty());
        let mut out = Annotation::new(
            Id(uuid::Uuid::now_v7()),
            self.kind(),
            anchor(document, range),
            now(),
        );
        out.verdict = self.verdict(&settings)?;
        out.status = if out.verdict.is_some() {
            Status::Checked
        } else {
            Status::default()
        };
        out.speech = self
            .speaker
            .as_ref()
            .and_then(line)
            .map(|speaker| Speech { speaker, cue: None });
        out.entity_kind = self.entity.as_deref().and_then(EntityKind::parse);
        out.name = out.entity_kind.map(|_| one_line(document.slice(range)));
        out.note = self
            .note
            .as_ref()
            .map(|n| harmless(n).trim().to_owned())
            .filter(|n| !n.is_empty());
        out.author = settings.author;
        for tag in self.tags.iter().filter_map(line) {
            if !out.tags.contains(&tag) {
                out.tags.push(tag);
            }
        }
        Ok(out)
    }

    fn verdict(&self, settings: &Settings) -> Result<Option<String>, Failure> {
        let Some(verdict) = self.verdict.as_deref().map(one_line) else {
            return Ok(None);
        };
        check_verdict(Some(&verdict), settings, [])?;
        Ok(Some(verdict))
    }

    fn kind(&self) -> AnnotationKind {
        if self.claim {
            AnnotationKind::Claim
        } else if self.highlight {
            AnnotationKind::Highlight
        } else {
            AnnotationKind::Entity
        }
    }
}

/// The passage that is meant.
fn passage(args: &Args, document: &Document) -> Result<TextRange, Failure> {
    let text = document.text();
    if let Some(range) = args.range {
        return by_place(text, range);
    }
    let quote = args.quote.as_deref().unwrap_or_default();
    let quote = crate::text::clean::normalise(quote);
    if quote.trim().is_empty() {
        return Err(Failure::Usage(
            "the quote is empty; give the words of the passage".to_owned(),
        ));
    }
    let mut found = occurrences(text, &quote);
    found.retain(|at| is_border(text, *at) && is_border(text, at + quote.len()));
    match found.as_slice() {
        [one] => Ok(TextRange::new(*one, one + quote.len())),
        [] => Err(Failure::Usage(
            "the quote does not occur in the article; give its words exactly as they stand".into(),
        )),
        many => Err(Failure::Usage(format!(
            "the quote occurs {} times; give more of the words around it, or --range",
            many.len()
        ))),
    }
}

/// The passage between two places in scalar values, without white space around it.
fn by_place(text: &str, (start, end): (usize, usize)) -> Result<TextRange, Failure> {
    let index = ScalarIndex::new(text);
    if end > index.len() {
        let length = index.len();
        return Err(Failure::Usage(format!("the text ends at {length}, before {end}")));
    }
    let (from, to) = (index.byte(text, start), index.byte(text, end));
    if !(is_border(text, from) && is_border(text, to)) {
        let to = if is_border(text, to) { to } else { next(text, to) };
        let whole = (index.scalar(text, floor(text, from)), index.scalar(text, to));
        return Err(Failure::Usage(format!(
            "the range {start}:{end} cuts through a character that is made of several; take {}:{}",
            whole.0, whole.1
        )));
    }
    let passage = &text[from..to];
    let from = to - passage.trim_start().len();
    let to = from + text[from..to].trim_end().len();
    if from >= to {
        return Err(Failure::Usage(format!(
            "there is only white space at {start}:{end}"
        )));
    }
    Ok(TextRange::new(from, to))
}

/// Where `needle` begins in `text`, overlapping ones too.
fn occurrences(text: &str, needle: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(needle) {
        out.push(from + at);
        from += at + text[from + at..].chars().next().map_or(1, char::len_utf8);
    }
    out
}

/// The time of day, to the second as in notes files.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_are_counted_with_those_that_overlap() {
        assert_eq!(occurrences("ananas", "ana"), [0, 2]);
        assert_eq!(occurrences("ééé", "éé"), [0, 2]);
        assert!(occurrences("a", "b").is_empty());
    }

    #[test]
    fn ranges_are_half_open_and_not_empty() {
        assert_eq!(parse_range("3:7"), Ok((3, 7)));
        for bad in ["7:3", "3:3", "3", ":", "a:b", "-1:2", "3-7"] {
            assert!(parse_range(bad).is_err(), "{bad}");
        }
    }
}
