//! `postil edit` and `postil remove`: change and delete annotations from scripts.

use std::ffi::OsString;

use super::fields::Fields;
use super::{kind_parser, now, save};
use crate::analysis::EntityKind;
use crate::cli::article::{Annotated, Purpose};
use crate::cli::{Failure, Options, Outcome};
use crate::notes::{AnnotationKind, Change, Id, Notebook};
use crate::text::clean::one_line;

/// Change an annotation of an article, and print its id
///
/// A field without an option keeps its value; an empty text clears it: --note ''. One edit is one step that the reader can undo.
#[derive(Debug, clap::Args)]
pub(crate) struct EditArgs {
    /// The article
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The annotation: its id, or a unique beginning or end of it
    #[arg(value_name = "ID", add = crate::cli::completions::annotations())]
    id: String,

    /// The kind of an entity
    #[arg(long, value_name = "KIND", value_parser = kind_parser())]
    entity: Option<String>,

    /// Remove this tag; may be given more than once
    #[arg(long, value_name = "TAG", add = crate::cli::completions::tags())]
    untag: Vec<String>,

    /// Remove the evidence from this source; may be given more than once
    #[arg(long, value_name = "SOURCE")]
    no_evidence: Vec<String>,

    /// Print the annotation as JSON, in an array
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    fields: Fields,
}

/// Remove annotations from an article
///
/// The reader can undo it. Accepted suggestions become suggestions again.
#[derive(Debug, clap::Args)]
pub(crate) struct RemoveArgs {
    /// The article
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The annotations: their ids, or unique beginnings or ends of them
    #[arg(value_name = "ID", required = true, add = crate::cli::completions::annotations())]
    ids: Vec<String>,
}

pub(crate) fn edit(args: &EditArgs, options: &Options) -> Result<Outcome, Failure> {
    if args.fields.is_empty() && args.entity.is_none() && args.untag.is_empty() && args.no_evidence.is_empty()
    {
        return Err(Failure::Usage(
            "say what to change: --verdict, --note, --tag and the like".to_owned(),
        ));
    }
    let paths = options.paths()?;
    let settings = options.settings(&paths);
    let mut article = Annotated::read(&args.file, options, &paths, Purpose::Change)?;
    let id = find(&article.notebook, &args.id)?;
    let before = article.notebook.live(id).cloned();
    let Some(mut after) = before.clone() else {
        return Err(Failure::Usage(format!("there is no annotation {id}")));
    };
    let now = now();
    for tag in &args.untag {
        let tag = one_line(tag);
        if !after.tags.contains(&tag) {
            return Err(Failure::Usage(format!(
                "it has no tag '{tag}'; it has: {}",
                after.tags.join(", ")
            )));
        }
        after.tags.retain(|t| *t != tag);
    }
    for source in &args.no_evidence {
        let count = after.evidence.len();
        after.evidence.retain(|e| e.source != one_line(source));
        if after.evidence.len() == count {
            return Err(Failure::Usage(format!(
                "it has no evidence '{}'",
                one_line(source)
            )));
        }
    }
    if let Some(kind) = args.entity.as_deref().and_then(EntityKind::parse) {
        if after.kind != AnnotationKind::Entity {
            return Err(Failure::Usage(format!(
                "a kind of entity is for entities, and this is: {}",
                after.kind.name()
            )));
        }
        after.entity_kind = Some(kind);
    }
    args.fields
        .apply(&mut after, &settings, now)
        .map_err(Failure::Usage)?;
    // The claim is now decided on the current text.
    after.carried = None;
    after.updated = now;
    let label = format!("edit {}", after.kind.name());
    let change = Change {
        id,
        before,
        after: Some(after),
    };
    save(&mut article, label, vec![change], now, args.json)
}

pub(crate) fn remove(args: &RemoveArgs, options: &Options) -> Result<Outcome, Failure> {
    let mut article = Annotated::read(&args.file, options, &options.paths()?, Purpose::Change)?;
    let mut ids = Vec::new();
    for typed in &args.ids {
        let id = find(&article.notebook, typed)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let change = |id: &Id| Change {
        id: *id,
        before: article.notebook.live(*id).cloned(),
        after: None,
    };
    let changes: Vec<Change> = ids.iter().map(change).collect();
    let label = match changes.as_slice() {
        [_] => "remove an annotation".to_owned(),
        many => format!("remove {} annotations", many.len()),
    };
    save(&mut article, label, changes, now(), false)
}

/// Finds the annotation whose id is, begins or ends with `typed`.
fn find(notebook: &Notebook, typed: &str) -> Result<Id, Failure> {
    /// The fewest characters of an id that are accepted as an abbreviation.
    const LEAST: usize = 4;
    let wanted = typed.trim().to_lowercase();
    if let Ok(id) = wanted.parse::<Id>()
        && let Some(annotation) = notebook.live(id)
    {
        return Ok(annotation.id);
    }
    let is_meant = |id: &str| wanted.len() >= LEAST && (id.starts_with(&wanted) || id.ends_with(&wanted));
    let found: Vec<Id> = notebook
        .annotations()
        .filter(|a| a.kind != AnnotationKind::Rejection && is_meant(&a.id.to_string()))
        .map(|a| a.id)
        .collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::Usage(format!(
            "there is no annotation '{}'; postil notes FILE --json lists their ids",
            one_line(typed)
        ))),
        many => Err(Failure::Usage(format!(
            "{} annotations have '{}' at the beginning or end of their ids; give more of it",
            many.len(),
            one_line(typed)
        ))),
    }
}
