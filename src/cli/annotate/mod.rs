//! `postil annotate FILE`, `edit` and `remove`: changes to the notes from scripts.
//!
//! Invariant: a run saves all the changes that were requested, as one step that the reader can undo, or none.

mod edit;
mod fields;
mod lines;
mod passage;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgGroup;

use super::article::{Annotated, Purpose};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::analysis::EntityKind;
use crate::document::Document;
use crate::export::json;
use crate::notes::{Anchor, Annotation, AnnotationKind, Change, Id, Step, Timestamp, anchor};
use crate::text::clean::one_line;
use fields::Fields;
use passage::Named;

pub(super) use edit::{EditArgs, RemoveArgs, edit, remove};

/// Annotate a passage of an article, and print the id of the annotation
///
/// Without a passage, --note is a note on the whole article; with a passage and no kind, it is a note on the passage. --from reads many
/// annotations from lines of JSON, with the field names of the exports: kind, quote (with prefix and suffix if the words occur more than
/// once) or start and end, verdict, status, speaker, cue, restatement, evidence, colour, `entity_kind`, name, note, tags, id. If one line
/// is wrong, nothing is saved.
#[derive(Debug, clap::Args)]
#[command(
    group = ArgGroup::new("where").args(["quote", "range"]),
    group = ArgGroup::new("what").args(["claim", "highlight", "entity"]).requires("where"),
    group = ArgGroup::new("all").required(true).multiple(true).args(["claim", "highlight", "entity", "note", "from"]),
)]
pub(super) struct Args {
    /// The article
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The passage as a quotation, which must occur exactly once in the article
    #[arg(long, value_name = "TEXT")]
    quote: Option<String>,

    /// The passage as a half-open range of Unicode scalar values, as postil extract counts them
    #[arg(long, value_name = "START:END", value_parser = parse_range)]
    range: Option<(usize, usize)>,

    /// The passage is a claim
    #[arg(long)]
    claim: bool,

    /// The passage is a highlight
    #[arg(long)]
    highlight: bool,

    /// The passage is the name of a person, organization, place, group, product, work, event, law, date, money or quantity
    #[arg(long, value_name = "KIND", value_parser = kind_parser())]
    entity: Option<String>,

    /// Read annotations from lines of JSON; - is standard input
    #[arg(long, value_name = "LINES", conflicts_with_all = ["quote", "range", "claim", "highlight", "entity", "note"])]
    from: Option<PathBuf>,

    /// Print the annotations as an array of JSON objects, as postil notes --json does
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    fields: Fields,
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
        Some(_) => Err("the end must be after the start".to_owned()),
        None => Err("write two numbers with a colon between them".to_owned()),
    }
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let settings = options.settings(&paths);
    if args.from.is_some() && !args.fields.is_empty() {
        return Err(Failure::Usage(
            "with --from the lines contain everything; --verdict, --tag and the like are for one annotation"
                .into(),
        ));
    }
    if args.from.as_deref() == Some("-".as_ref()) && args.file == "-" {
        return Err(Failure::Usage(
            "standard input cannot be both the article and the annotations; name a file for one of them"
                .into(),
        ));
    }
    let mut article = Annotated::read(&args.file, options, &paths, Purpose::Change)?;
    let document = &article.article.document;
    let now = now();
    let annotations = if let Some(from) = &args.from {
        lines::read(from, document, &article.notebook, &settings, now)?
    } else {
        let mut one = made(&args.made(), document, now).map_err(Failure::Usage)?;
        one.author.clone_from(&settings.author);
        args.fields
            .apply(&mut one, &settings, now)
            .map_err(Failure::Usage)?;
        vec![one]
    };
    let label = match annotations.as_slice() {
        [one] => format!("add {}", one.kind.name()),
        many => format!("add {} annotations", many.len()),
    };
    let changes = annotations.into_iter().map(|annotation| Change {
        id: annotation.id,
        before: None,
        after: Some(annotation),
    });
    let changes = changes.collect();
    save(&mut article, label, changes, now, args.json)
}

/// The passage and the kind of a new annotation.
struct Made {
    kind: AnnotationKind,
    entity_kind: Option<EntityKind>,
    /// `None` is the article as a whole.
    named: Option<Named>,
}

impl Args {
    fn made(&self) -> Made {
        let kind = match (self.claim, self.highlight, &self.entity) {
            (true, _, _) => AnnotationKind::Claim,
            (_, true, _) => AnnotationKind::Highlight,
            (_, _, Some(_)) => AnnotationKind::Entity,
            (false, false, None) => AnnotationKind::Note,
        };
        let quote = self.quote.as_ref().map(|quote| Named::Quote {
            quote: quote.clone(),
            prefix: String::new(),
            suffix: String::new(),
        });
        Made {
            kind,
            entity_kind: self.entity.as_deref().and_then(EntityKind::parse),
            named: self.range.map(|(start, end)| Named::Place(start, end)).or(quote),
        }
    }
}

/// Creates an annotation without any other fields.
///
/// # Errors
/// A message that says why the passage cannot be found.
fn made(of: &Made, document: &Document, now: Timestamp) -> Result<Annotation, String> {
    let range = of
        .named
        .as_ref()
        .map(|named| named.find(document.text()))
        .transpose()?;
    let on = match range {
        Some(range) => anchor(document, range),
        None if of.kind == AnnotationKind::Note => Anchor::default(),
        None => {
            return Err(format!(
                "which passage is the {}? Give its words or its place",
                of.kind.name()
            ));
        }
    };
    let mut out = Annotation::new(Id(uuid::Uuid::now_v7()), of.kind, on, now);
    out.entity_kind = of.entity_kind;
    out.name = of
        .entity_kind
        .and(range)
        .map(|range| one_line(document.slice(range)));
    Ok(out)
}

/// Applies a step, saves it, and prints the ids of the changed annotations, or the annotations as JSON.
fn save(
    article: &mut Annotated,
    label: String,
    changes: Vec<Change>,
    now: Timestamp,
    as_json: bool,
) -> Result<Outcome, Failure> {
    let ids: Vec<Id> = changes.iter().map(|change| change.id).collect();
    if !changes.is_empty() {
        article.notebook.apply(Step {
            label,
            at: now,
            changes,
        });
        article.save(now)?;
    }
    let mut out = Output::new();
    if as_json {
        let mut changed = article.located();
        changed.retain(|(a, _)| ids.contains(&a.id));
        out.text(&json::notes(&article.article.document, &changed))?;
    } else {
        for id in ids {
            out.line(&id.to_string())?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// The current time, to the second as in notes files.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_half_open_and_not_empty() {
        assert_eq!(parse_range("3:7"), Ok((3, 7)));
        for bad in ["7:3", "3:3", "3", ":", "a:b", "-1:2", "3-7"] {
            assert!(parse_range(bad).is_err(), "{bad}");
        }
    }
}
