//! Handles a known annotation that is imported again: whether the file changed it, and what to do.
//!
//! Invariant: a change made here is never replaced silently. If both sides changed the same field, both versions are kept.

use super::item::{Draft, Field};
use crate::notes::{Annotation, Evidence, Id, Notebook, Speech, Status, merge};
use crate::text::clean::one_line;

/// The effect of an imported annotation on a known one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Revision {
    /// None: the file has the current version, or an earlier one.
    Same,
    /// It changes the annotation.
    Changes {
        /// The changed annotation.
        after: Box<Annotation>,
        /// The change, in words.
        what: String,
    },
    /// Both sides changed something differently: both versions are kept.
    Conflict {
        /// The two versions, one of which keeps the id.
        kept: Vec<Annotation>,
        /// The conflict, in words.
        what: String,
    },
}

/// Compares an imported annotation with the known one. `placed` is the annotation of `draft` with its anchor in the article, if its passage
/// was located with certainty.
pub(super) fn revise(
    notebook: &Notebook,
    ours: &Annotation,
    draft: &Draft,
    placed: Option<&Annotation>,
) -> Revision {
    let theirs = |like: &Annotation| as_told(draft, placed, like);
    if same(&theirs(ours), ours) {
        return Revision::Same;
    }
    let versions = versions(notebook, ours, draft.annotation.id);
    let stale = |v: &Version| same(&theirs(&v.annotation), &v.annotation);
    if draft.annotation.updated <= ours.updated && versions.iter().any(stale) {
        return Revision::Same;
    }
    // An annotation merged with another shares only the passage, unless the history says more.
    let united = draft.annotation.id != ours.id;
    let blank = Annotation::new(ours.id, ours.kind, ours.anchor.clone(), ours.created);
    let base = base(draft, &versions).or(united.then_some(&blank));
    let theirs = theirs(base.unwrap_or(ours));
    let ours_only = [ours.clone()];
    let bases: Vec<Annotation> = base.cloned().into_iter().collect();
    let merged = merge(&bases, &ours_only, std::slice::from_ref(&theirs));
    let kept: Vec<Annotation> = merged.annotations;
    if let Some(conflict) = merged.conflicts.first() {
        // An earlier conflict left its copy here.
        let known = conflict.copy.is_some_and(|copy| notebook.get(copy).is_some());
        return if known {
            Revision::Same
        } else {
            Revision::Conflict {
                kept,
                what: conflict.what.clone(),
            }
        };
    }
    match kept.into_iter().next() {
        Some(after) if !same(&after, ours) => Revision::Changes {
            what: changed(ours, &after),
            after: Box::new(after),
        },
        _ => Revision::Same,
    }
}

/// A former version of an annotation, and whether it was imported.
struct Version {
    annotation: Annotation,
    brought_in: bool,
}

/// All versions in the history under `id`, the oldest first, as versions of `ours`; finally the current one, if it has the same id and not
/// that of another annotation that it was merged with.
fn versions(notebook: &Notebook, ours: &Annotation, id: Id) -> Vec<Version> {
    let mut out: Vec<Version> = Vec::new();
    for step in notebook.history() {
        for change in step.changes.iter().filter(|c| c.id == id) {
            let before = change.before.iter().map(|a| (a, false));
            // A decision made here has the time of its step, an imported one that of its file.
            let after = change.after.iter().map(|a| (a, a.updated != step.at));
            for (annotation, brought_in) in before.chain(after).filter(|(a, _)| !a.deleted) {
                let annotation = Annotation {
                    id: ours.id,
                    ..annotation.clone()
                };
                if !out.iter().any(|v| v.annotation == annotation) {
                    out.push(Version {
                        annotation,
                        brought_in,
                    });
                }
            }
        }
    }
    if id != ours.id {
        return out;
    }
    let brought_in = out.iter().any(|v| v.annotation == *ours && v.brought_in);
    out.retain(|v| v.annotation != *ours);
    out.push(Version {
        annotation: ours.clone(),
        brought_in,
    });
    out
}

/// The version that the file's version descends from: one that it names, one with the same time, the last imported one, or the only one.
/// `None` if none of this applies.
fn base<'v>(draft: &Draft, versions: &'v [Version]) -> Option<&'v Annotation> {
    let latest = |takes: &dyn Fn(&Version) -> bool| versions.iter().rev().find(|v| takes(v));
    // Files have times to the second.
    let second = |at: crate::notes::Timestamp| at.as_second();
    latest(&|v| {
        draft
            .revisions
            .iter()
            .any(|r| second(*r) == second(v.annotation.updated))
    })
    .or_else(|| latest(&|v| second(v.annotation.updated) == second(draft.annotation.updated)))
    .or_else(|| latest(&|v| v.brought_in))
    .or_else(|| versions.first().filter(|_| versions.len() == 1))
    .map(|v| &v.annotation)
}

/// The file's version, as a version of the annotation `like`: fields that the file does not contain, or cannot represent exactly, are taken
/// from it.
fn as_told(draft: &Draft, placed: Option<&Annotation>, like: &Annotation) -> Annotation {
    let said = &draft.annotation;
    let mut out = said.clone();
    out.id = like.id;
    out.created = like.created;
    out.carried = like.carried;
    out.unknown.clone_from(&like.unknown);
    for field in Field::ALL {
        if !draft.told.contains(&field) || means_the_same(field, said, like) {
            field.copy(&mut out, like);
        }
    }
    if !draft.told.contains(&Field::Status) && out.verdict != like.verdict && out.verdict.is_some() {
        out.status = Status::Checked;
    }
    out.anchor = match placed {
        Some(placed) if squeezed(&said.anchor.quote) != squeezed(&like.anchor.quote) => placed.anchor.clone(),
        _ => like.anchor.clone(),
    };
    out
}

/// Whether a field has the same meaning in the file and in an annotation, at the precision of files: some put a note on one line, omit when
/// evidence was seen, or write a verdict without its spaces.
fn means_the_same(field: Field, said: &Annotation, like: &Annotation) -> bool {
    let words = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => squeezed(a) == squeezed(b),
        (a, b) => a == b,
    };
    match field {
        Field::Kind => said.kind == like.kind,
        Field::Speech => same_speech(said.speech.as_ref(), like.speech.as_ref()),
        Field::EntityKind => said.entity_kind == like.entity_kind,
        Field::Name => words(&said.name, &like.name),
        Field::Verdict => match (&said.verdict, &like.verdict) {
            (Some(a), Some(b)) => lettered(a) == lettered(b),
            (a, b) => a == b,
        },
        Field::Status => said.status == like.status,
        Field::Evidence => {
            said.evidence.len() == like.evidence.len()
                && said
                    .evidence
                    .iter()
                    .zip(&like.evidence)
                    .all(|(a, b)| same_evidence(a, b))
        }
        Field::Tags => said.tags.len() == like.tags.len() && said.tags.iter().all(|t| like.tags.contains(t)),
        Field::Note => words(&said.note, &like.note),
        Field::Restatement => words(&said.restatement, &like.restatement),
        Field::Colour => said.colour == like.colour,
        Field::Author => words(&said.author, &like.author),
    }
}

fn same_speech(said: Option<&Speech>, like: Option<&Speech>) -> bool {
    match (said, like) {
        (Some(a), Some(b)) => {
            squeezed(&a.speaker) == squeezed(&b.speaker) && (a.cue.is_none() || a.cue == b.cue)
        }
        (a, b) => a == b,
    }
}

fn same_evidence(said: &Evidence, like: &Evidence) -> bool {
    let quote = |e: &Evidence| e.quote.as_deref().map(squeezed);
    squeezed(&said.source) == squeezed(&like.source)
        && said.stance == like.stance
        && (said.quote.is_none() || quote(said) == quote(like))
        && (said.seen.is_none() || said.seen == like.seen)
}

/// The text on one line, with single spaces.
fn squeezed(text: &str) -> String {
    one_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with underscores for everything except letters and digits.
fn lettered(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}

/// Whether two versions say the same.
fn same(a: &Annotation, b: &Annotation) -> bool {
    a.anchor.quote == b.anchor.quote && Field::ALL.into_iter().all(|field| field.equal(a, b))
}

/// The fields that differ, in words.
fn changed(before: &Annotation, after: &Annotation) -> String {
    let mut out: Vec<&str> = Field::ALL
        .into_iter()
        .filter(|field| !field.equal(before, after))
        .map(Field::name)
        .collect();
    if before.anchor.quote != after.anchor.quote {
        out.push("passage");
    }
    out.join(", ")
}
