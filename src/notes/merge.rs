//! Bringing together what two instances did to the annotations of one article.
//!
//! Always true here: nothing is lost. An annotation goes only by its tombstone, never because a side lacks it; where
//! both sides changed one field differently, both versions are kept and the conflict is reported; and which side is
//! called 'ours' makes no difference to what is kept.

use std::collections::{BTreeMap, BTreeSet};

use super::{Annotation, Id};

/// Two sides together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// In document order, tombstones included.
    pub annotations: Vec<Annotation>,
    /// Where both sides changed one thing differently.
    pub conflicts: Vec<Conflict>,
}

/// Two versions of one annotation that contradict each other. Both are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The annotation.
    pub id: Id,
    /// The annotation that keeps the other version; `None` where one side had only taken it back.
    pub copy: Option<Id>,
    /// What contradicts, in words: 'verdict, note'.
    pub what: String,
}

/// Merges by id: what one side made, changed or took back since `base` counts; where both changed different fields of
/// an annotation both count.
pub fn merge(base: &[Annotation], ours: &[Annotation], theirs: &[Annotation]) -> Merged {
    let base = by_id(base);
    let (ours, theirs) = (by_id(ours), by_id(theirs));
    let ids: BTreeSet<Id> = base
        .keys()
        .chain(ours.keys())
        .chain(theirs.keys())
        .copied()
        .collect();
    let mut out = Merged::default();
    let mut copies = Vec::new();
    for id in &ids {
        let base = base.get(id).copied();
        match (ours.get(id).copied(), theirs.get(id).copied()) {
            (Some(a), Some(b)) => copies.extend(meet(base, a, b, &mut out)),
            (Some(a), None) | (None, Some(a)) => out.annotations.push(a.clone()),
            (None, None) => out.annotations.extend(base.cloned()),
        }
    }
    // One that a side already holds, from an earlier merge of the same two versions, may have been changed since.
    copies.retain(|copy| !ids.contains(&copy.id));
    out.annotations.extend(copies);
    out.annotations.sort_by_key(|a| (a.anchor.range, a.id));
    out
}

fn by_id(annotations: &[Annotation]) -> BTreeMap<Id, &Annotation> {
    annotations.iter().map(|a| (a.id, a)).collect()
}

/// Brings two versions of one annotation together. What comes back is a version that contradicts the other.
fn meet(base: Option<&Annotation>, a: &Annotation, b: &Annotation, out: &mut Merged) -> Option<Annotation> {
    let same = |x: &Annotation, y: &Annotation| x.deleted == y.deleted && differing(x, y).is_empty();
    let either = || Annotation {
        created: a.created.min(b.created),
        updated: a.updated.max(b.updated),
        ..a.clone()
    };
    match (a.deleted, b.deleted) {
        _ if same(a, b) => out.annotations.push(either()),
        (true, true) => out.annotations.push(in_turn(a, b).0.clone()),
        (true, false) | (false, true) => {
            let (live, dead) = if a.deleted { (b, a) } else { (a, b) };
            let untouched = match base {
                // The one that came back from a tombstone is the change.
                Some(base) if base.deleted => {
                    out.annotations.push(live.clone());
                    return None;
                }
                Some(base) => same(base, live),
                None => dead.updated >= live.updated,
            };
            if untouched {
                out.annotations.push(dead.clone());
            } else {
                out.conflicts.push(Conflict {
                    id: live.id,
                    copy: None,
                    what: "deleted on one side, changed on the other".into(),
                });
                out.annotations.push(live.clone());
            }
        }
        (false, false) => return both_live(base.filter(|b| !b.deleted), a, b, out),
    }
    None
}

/// The two, the one changed later first; equal times are decided by content, so that both sides decide alike.
fn in_turn<'a>(a: &'a Annotation, b: &'a Annotation) -> (&'a Annotation, &'a Annotation) {
    let key = |x: &Annotation| (x.updated, format!("{x:?}"));
    if key(a) >= key(b) { (a, b) } else { (b, a) }
}

fn both_live(
    base: Option<&Annotation>,
    a: &Annotation,
    b: &Annotation,
    out: &mut Merged,
) -> Option<Annotation> {
    // The version changed later keeps the name.
    let (winner, loser) = in_turn(a, b);
    let mut merged = winner.clone();
    let mut conflicts = Vec::new();
    for field in FIELDS {
        let from_base = |x: &Annotation| base.is_some_and(|base| (field.same)(base, x));
        if (field.same)(winner, loser) || from_base(loser) {
            continue;
        }
        if from_base(winner) {
            (field.copy)(&mut merged, loser);
        } else if let Some(unite) = field.unite {
            unite(&mut merged, base, loser);
        } else {
            conflicts.push(field.name);
        }
    }
    merged.created = a.created.min(b.created);
    merged.updated = a.updated.max(b.updated);
    out.annotations.push(merged);
    if conflicts.is_empty() {
        return None;
    }
    let copy = loser.copied();
    out.conflicts.push(Conflict {
        id: winner.id,
        copy: Some(copy.id),
        what: conflicts.join(", "),
    });
    Some(copy)
}

impl Annotation {
    /// The same under another id, made from its content: every instance that meets the same conflict gives the same id.
    #[must_use]
    pub fn copied(&self) -> Self {
        Self {
            id: self.id.derived(format!("{self:?}").as_bytes()),
            ..self.clone()
        }
    }
}

/// The fields in which two versions differ.
fn differing(a: &Annotation, b: &Annotation) -> Vec<&'static str> {
    FIELDS
        .iter()
        .filter(|f| !(f.same)(a, b))
        .map(|f| f.name)
        .collect()
}

/// `current` with what changed between `from` and `to`: fields that changed otherwise since are `to`'s all the same.
pub(super) fn reverted(from: Option<&Annotation>, current: &Annotation, to: &Annotation) -> Annotation {
    let Some(from) = from else { return to.clone() };
    let mut out = current.clone();
    for field in FIELDS.iter().filter(|f| !(f.same)(from, to)) {
        (field.copy)(&mut out, to);
    }
    out
}

/// A field as the merge sees it.
struct Field {
    name: &'static str,
    same: fn(&Annotation, &Annotation) -> bool,
    copy: fn(&mut Annotation, &Annotation),
    /// Brings the other's changes since the base in, where both sides' can stand together.
    unite: Option<fn(&mut Annotation, Option<&Annotation>, &Annotation)>,
}

macro_rules! field {
    ($field:ident, $name:literal) => {
        field!($field, $name, None)
    };
    ($field:ident, $name:literal, $unite:expr) => {
        Field {
            name: $name,
            same: |a, b| a.$field == b.$field,
            copy: |to, from| to.$field.clone_from(&from.$field),
            unite: $unite,
        }
    };
}

static FIELDS: &[Field] = &[
    field!(kind, "kind"),
    field!(anchor, "passage"),
    field!(speech, "speaker"),
    field!(entity_kind, "kind of entity"),
    field!(name, "name"),
    field!(verdict, "verdict"),
    field!(status, "status"),
    field!(
        evidence,
        "evidence",
        Some(|to, base, other| {
            let base = base.map_or(&[][..], |b| &b.evidence);
            unite(&mut to.evidence, base, &other.evidence);
        })
    ),
    field!(
        tags,
        "tags",
        Some(|to, base, other| {
            let base = base.map_or(&[][..], |b| &b.tags);
            unite(&mut to.tags, base, &other.tags);
        })
    ),
    field!(note, "note"),
    field!(restatement, "restatement"),
    field!(colour, "colour"),
    field!(author, "author"),
    field!(carried, "earlier version"),
    field!(unknown, "fields of a newer version"),
];

/// Takes from `to` what `other` took away from `base`, and adds what it added.
fn unite<T: PartialEq + Clone>(to: &mut Vec<T>, base: &[T], other: &[T]) {
    to.retain(|x| other.contains(x) || !base.contains(x));
    for x in other {
        if !to.contains(x) && !base.contains(x) {
            to.push(x.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::{Anchor, AnnotationKind, Timestamp};

    #[test]
    fn of_two_that_were_deleted_at_once_either_side_keeps_the_same() {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let base = Annotation::new(
            Id(uuid::Uuid::from_u128(1)),
            AnnotationKind::Claim,
            Anchor::default(),
            now,
        );
        let bare = base.tombstone(now);
        let mut full = bare.clone();
        full.verdict = Some("false".into());
        let merged = |ours: &Annotation, theirs: &Annotation| {
            let (ours, theirs) = ([ours.clone()], [theirs.clone()]);
            merge(std::slice::from_ref(&base), &ours, &theirs).annotations
        };
        assert_eq!(merged(&bare, &full), merged(&full, &bare));
    }
}
