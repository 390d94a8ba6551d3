//! Merges the changes of two instances to the annotations of one article.
//!
//! Invariants: nothing is lost. An annotation is removed only by its tombstone, never because a side lacks it; if both sides changed one
//! field differently, both versions are kept and the conflict is reported; and the result does not depend on which side is called 'ours'.
//! Two annotations that two instances independently made on one passage become one, unless they contradict each other; then both stay and
//! that is reported too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Annotation, Id};

/// The merge of two sides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// In document order, including tombstones.
    pub annotations: Vec<Annotation>,
    /// Fields that both sides changed differently.
    pub conflicts: Vec<Conflict>,
}

/// Two contradicting versions of one annotation. Both are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The annotation.
    pub id: Id,
    /// The annotation that keeps the other version, or that another instance made on the same passage; `None` if one side had only removed
    /// it.
    pub copy: Option<Id>,
    /// The conflicting fields, in words: 'verdict, note'.
    pub what: String,
}

/// Merges by id: everything that one side added, changed or removed since `base` is kept; if both changed different fields of an
/// annotation, both changes are. Annotations that both sides made on one passage become one.
pub fn merge(base: &[Annotation], ours: &[Annotation], theirs: &[Annotation]) -> Merged {
    let base = by_id(base);
    let (ours, theirs) = (by_id(ours), by_id(theirs));
    let ids: BTreeSet<Id> = base
        .keys()
        .chain(ours.keys())
        .chain(theirs.keys())
        .copied()
        .collect();
    let joined_by_us = joined(&ours, &[&base, &theirs]);
    let joined_by_them = joined(&theirs, &[&base, &ours]);
    let mut out = Merged::default();
    let mut copies = Vec::new();
    let mut moved = Vec::new();
    for id in &ids {
        let base = base.get(id).copied();
        match (ours.get(id).copied(), theirs.get(id).copied()) {
            (Some(a), Some(b)) => match moved_on(base, a, b) {
                Some((live, gone)) => {
                    moved.push((base, live));
                    out.annotations.push(gone.clone());
                }
                None => {
                    let live_side = if a.deleted { &joined_by_them } else { &joined_by_us };
                    copies.extend(meet(base, a, b, live_side.contains(id), &mut out));
                }
            },
            (Some(a), None) | (None, Some(a)) => out.annotations.push(a.clone()),
            (None, None) => out.annotations.extend(base.cloned()),
        }
    }
    for (base, live) in moved {
        copies.extend(follow(base, live, &mut out));
    }
    let only = |side: &BTreeMap<Id, &Annotation>, other: &BTreeMap<Id, &Annotation>| -> Vec<Id> {
        let new = side
            .keys()
            .filter(|id| !base.contains_key(*id) && !other.contains_key(*id));
        new.copied().collect()
    };
    unite(&only(&ours, &theirs), &only(&theirs, &ours), &mut out);
    // If a side already has it from an earlier merge of the same two versions, it may have changed since.
    copies.retain(|copy| !ids.contains(&copy.id));
    out.annotations.extend(copies);
    out.annotations.sort_by_key(|a| (a.anchor.range, a.id));
    out
}

/// The annotations that others were merged into, as known only to `side`.
fn joined(side: &BTreeMap<Id, &Annotation>, others: &[&BTreeMap<Id, &Annotation>]) -> BTreeSet<Id> {
    let known = |a: &Annotation| {
        let mut same = others.iter().filter_map(|other| other.get(&a.id));
        same.any(|b| b.into == a.into)
    };
    let new = side.values().filter(|a| a.deleted && !known(a));
    new.filter_map(|a| a.into).collect()
}

/// The two versions of an annotation that one side merged into another annotation, and that the other side changed meanwhile: the changed
/// one, and the tombstone.
fn moved_on<'a>(
    base: Option<&Annotation>,
    a: &'a Annotation,
    b: &'a Annotation,
) -> Option<(&'a Annotation, &'a Annotation)> {
    let (live, gone) = match (a.deleted, b.deleted) {
        (true, false) => (b, a),
        (false, true) => (a, b),
        _ => return None,
    };
    gone.into?;
    let came_back = base.is_some_and(|base| base.deleted);
    let changed = base.is_none_or(|base| !differing(base, live).is_empty());
    (changed && !came_back).then_some((live, gone))
}

/// Applies a side's change of a merged annotation to the one that it was merged into.
fn follow(base: Option<&Annotation>, live: &Annotation, out: &mut Merged) -> Option<Annotation> {
    let place = target(&out.annotations, live.id).and_then(|id| {
        let found = out.annotations.iter().position(|a| a.id == id);
        found.filter(|i| !out.annotations[*i].deleted)
    });
    let Some(place) = place else {
        // That one was removed meanwhile: the change takes precedence.
        out.conflicts.push(Conflict {
            id: live.id,
            copy: None,
            what: "deleted on one side, changed on the other".into(),
        });
        out.annotations.retain(|a| a.id != live.id);
        out.annotations.push(live.clone());
        return None;
    };
    let other = out.annotations.swap_remove(place);
    let named = |a: &Annotation| Annotation {
        id: other.id,
        ..a.clone()
    };
    let base = base.map_or_else(|| blank(&other), named);
    let (live, other) = (named(live), other.clone());
    both_live(Some(&base), &live, &other, out)
}

/// The annotation that the one with that id was merged into; itself, if none. Every step leads to a smaller id.
fn target(annotations: &[Annotation], id: Id) -> Option<Id> {
    let mut id = id;
    loop {
        let found = annotations.iter().find(|a| a.id == id)?;
        match found.into.filter(|into| found.deleted && *into < id) {
            Some(into) => id = into,
            None => return Some(id),
        }
    }
}

/// An annotation of the same kind and passage with no other fields set.
fn blank(of: &Annotation) -> Annotation {
    Annotation::new(of.id, of.kind, of.anchor.clone(), of.created)
}

/// Whether two instances independently made the same annotation on the same passage.
fn are_one(a: &Annotation, b: &Annotation) -> bool {
    a.kind == b.kind
        && a.rejected_match() == b.rejected_match()
        && !a.anchor.detached
        && a.anchor == b.anchor
        && !a.anchor.quote.is_empty()
}

/// Merges annotations that both sides independently made on one passage. The smaller id is kept; duplicates on one side stay separate.
fn unite(ours: &[Id], theirs: &[Id], out: &mut Merged) {
    if ours.is_empty() || theirs.is_empty() {
        return;
    }
    let place: HashMap<Id, usize> = out.annotations.iter().zip(0..).map(|(a, i)| (a.id, i)).collect();
    let mut free: Vec<Id> = theirs.to_vec();
    let mut pairs = Vec::new();
    for id in ours {
        let Some(a) = place.get(id).map(|i| &out.annotations[*i]).filter(|a| !a.deleted) else {
            continue;
        };
        let twin = free.iter().position(|other| {
            let b = place.get(other).map(|i| &out.annotations[*i]);
            b.is_some_and(|b| !b.deleted && are_one(a, b))
        });
        if let Some(twin) = twin {
            let other = free.remove(twin);
            pairs.push((*id.min(&other), *id.max(&other)));
        }
    }
    for (kept, gone) in pairs {
        let (Some(&kept), Some(&gone)) = (place.get(&kept), place.get(&gone)) else {
            continue;
        };
        let (a, b) = (out.annotations[kept].clone(), out.annotations[gone].clone());
        let named = Annotation {
            id: a.id,
            ..b.clone()
        };
        let mut one = Merged::default();
        if both_live(Some(&blank(&a)), &a, &named, &mut one).is_some() {
            let what = one
                .conflicts
                .pop()
                .map_or_else(String::new, |conflict| conflict.what);
            out.conflicts.push(Conflict {
                id: a.id,
                copy: Some(b.id),
                what,
            });
        } else if let Some(united) = one.annotations.pop() {
            out.annotations[gone] = Annotation {
                into: Some(a.id),
                ..b.tombstone(a.updated.max(b.updated))
            };
            out.annotations[kept] = united;
        }
    }
}

fn by_id(annotations: &[Annotation]) -> BTreeMap<Id, &Annotation> {
    annotations.iter().map(|a| (a.id, a)).collect()
}

/// Merges two versions of one annotation, and returns a contradicting version if there is one. `joined`: whether the side on which it is
/// live merged another instance's annotation into it, unknown to the side that removed it.
fn meet(
    base: Option<&Annotation>,
    a: &Annotation,
    b: &Annotation,
    joined: bool,
    out: &mut Merged,
) -> Option<Annotation> {
    let same = |x: &Annotation, y: &Annotation| {
        x.deleted == y.deleted && x.into == y.into && differing(x, y).is_empty()
    };
    let either = || Annotation {
        created: a.created.min(b.created),
        updated: a.updated.max(b.updated),
        ..a.clone()
    };
    match (a.deleted, b.deleted) {
        // If one side did not change it, it is exactly as on the other side.
        (ours, theirs) if ours == theirs && base == Some(a) => out.annotations.push(b.clone()),
        (ours, theirs) if ours == theirs && base == Some(b) => out.annotations.push(a.clone()),
        _ if same(a, b) => out.annotations.push(either()),
        (true, true) => out.annotations.push(Annotation {
            into: match (a.into, b.into) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (one, other) => one.or(other),
            },
            ..in_turn(a, b).0.clone()
        }),
        (true, false) | (false, true) => {
            let (live, dead) = if a.deleted { (b, a) } else { (a, b) };
            let untouched = !joined
                && match base {
                    // The one that was restored from a tombstone is the change.
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

/// The two, the one changed later first; equal times are ordered by content, so that both sides decide alike.
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
    // The version changed later keeps the id.
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
    /// The same under another id, derived from its content, so that every instance with the same conflict makes the same id.
    #[must_use]
    pub fn copied(&self) -> Self {
        Self {
            id: self.id.derived(format!("{self:?}").as_bytes()),
            ..self.clone()
        }
    }
}

/// The fields that differ between two versions.
fn differing(a: &Annotation, b: &Annotation) -> Vec<&'static str> {
    FIELDS
        .iter()
        .filter(|f| !(f.same)(a, b))
        .map(|f| f.name)
        .collect()
}

/// `current` with the changes from `from` to `to` applied; fields that were changed otherwise since also get the values of `to`.
pub(super) fn reverted(from: Option<&Annotation>, current: &Annotation, to: &Annotation) -> Annotation {
    let Some(from) = from else { return to.clone() };
    let mut out = current.clone();
    for field in FIELDS.iter().filter(|f| !(f.same)(from, to)) {
        (field.copy)(&mut out, to);
    }
    out
}

/// A field for the merge.
struct Field {
    name: &'static str,
    same: fn(&Annotation, &Annotation) -> bool,
    copy: fn(&mut Annotation, &Annotation),
    /// Merges the changes of the other side since the base, for fields where both sides' changes are compatible.
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
            join(&mut to.evidence, base, &other.evidence);
        })
    ),
    field!(
        tags,
        "tags",
        Some(|to, base, other| {
            let base = base.map_or(&[][..], |b| &b.tags);
            join(&mut to.tags, base, &other.tags);
        })
    ),
    field!(note, "note"),
    field!(restatement, "restatement"),
    field!(colour, "colour"),
    field!(author, "author"),
    field!(carried, "earlier version"),
    field!(unknown, "fields of a newer version"),
];

/// Applies to `to` the removals and additions of `other` relative to `base`.
fn join<T: PartialEq + Clone>(to: &mut Vec<T>, base: &[T], other: &[T]) {
    to.retain(|x| other.contains(x) || !base.contains(x));
    for x in other {
        if !to.contains(x) && !base.contains(x) {
            to.push(x.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;
    use crate::notes::{Anchor, AnnotationKind, Timestamp};

    #[test]
    fn every_field_is_merged() {
        let a = Annotation::new(
            Id(uuid::Uuid::nil()),
            AnnotationKind::Claim,
            Anchor::default(),
            Timestamp::UNIX_EPOCH,
        );
        let Annotation {
            // The merge handles these by itself.
            id: _,
            created: _,
            updated: _,
            deleted: _,
            into: _,
            // These need a row in `FIELDS`.
            kind: _,
            anchor: _,
            speech: _,
            entity_kind: _,
            name: _,
            verdict: _,
            status: _,
            evidence: _,
            tags: _,
            note: _,
            restatement: _,
            colour: _,
            author: _,
            carried: _,
            unknown: _,
        } = a;
        assert_eq!(FIELDS.len(), 15, "a new field needs a row in FIELDS");
    }

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
            merge(from_ref(&base), &ours, &theirs).annotations
        };
        assert_eq!(merged(&bare, &full), merged(&full, &bare));
    }

    fn claim(n: u128, with: impl FnOnce(&mut Annotation)) -> Annotation {
        let anchor = Anchor {
            range: crate::document::TextRange::new(4, 11),
            quote: "harbour".into(),
            ..Anchor::default()
        };
        let at = Timestamp::from_second(1_790_000_000 + n as i64).unwrap();
        let mut claim = Annotation::new(Id(uuid::Uuid::from_u128(n)), AnnotationKind::Claim, anchor, at);
        with(&mut claim);
        claim
    }

    fn both_ways(base: &[Annotation], ours: &[Annotation], theirs: &[Annotation]) -> Merged {
        let merged = merge(base, ours, theirs);
        assert_eq!(merged, merge(base, theirs, ours));
        merged
    }

    #[test]
    fn what_two_instances_made_on_one_passage_is_one() {
        let ours = claim(1, |a| a.tags = vec!["port".into()]);
        let theirs = claim(2, |a| a.verdict = Some("disputed".into()));
        let merged = both_ways(&[], from_ref(&ours), from_ref(&theirs));
        let [one, gone] = merged.annotations.as_slice() else {
            panic!("{merged:?}")
        };
        assert_eq!((one.verdict.as_deref(), one.tags.len()), (Some("disputed"), 1));
        assert!(gone.deleted && gone.into == Some(one.id) && merged.conflicts.is_empty());
        // Changes of the merged annotation are applied to the remaining one.
        let later = Annotation {
            note: Some("ask Ann".into()),
            updated: Timestamp::from_second(1_790_000_009).unwrap(),
            ..theirs.clone()
        };
        let again = both_ways(from_ref(&theirs), from_ref(&later), &merged.annotations);
        assert_eq!(again.annotations.iter().filter(|a| !a.deleted).count(), 1);
        assert_eq!(again.annotations[0].note.as_deref(), Some("ask Ann"));
        assert_eq!(again.annotations[0].tags.len(), 1);
    }

    #[test]
    fn what_one_side_did_not_touch_is_as_the_other_has_it_to_the_moment() {
        let base = claim(5, |_| {});
        let earlier = Annotation {
            updated: Timestamp::from_second(1_790_000_001).unwrap(),
            ..base.clone()
        };
        let merged = both_ways(from_ref(&base), from_ref(&base), from_ref(&earlier));
        assert_eq!(merged.annotations, [earlier]);
        let gone = base.tombstone(base.updated);
        let joined = Annotation {
            into: Some(claim(1, |_| {}).id),
            ..gone.clone()
        };
        let merged = both_ways(from_ref(&joined), from_ref(&joined), from_ref(&gone));
        assert_eq!(merged.annotations, [gone]);
    }

    #[test]
    fn taking_one_back_leaves_the_one_that_another_made_and_was_not_seen() {
        let (ours, theirs) = (claim(1, |_| {}), claim(2, |_| {}));
        let united = both_ways(&[], from_ref(&ours), from_ref(&theirs)).annotations;
        let back = ours.tombstone(Timestamp::from_second(1_790_000_009).unwrap());
        let merged = both_ways(from_ref(&ours), from_ref(&back), &united);
        assert_eq!(merged.annotations.iter().filter(|a| !a.deleted).count(), 1);
        assert_eq!(merged.conflicts.len(), 1);
        // An instance that knew that they were one removes both.
        let gone = [back, united[1].clone()];
        for base in [&united[..], from_ref(&ours)] {
            let merged = both_ways(base, &gone, &united);
            assert!(merged.annotations.iter().all(|a| a.deleted), "{merged:?}");
        }
    }

    #[test]
    fn two_verdicts_on_one_passage_stay_and_are_told() {
        let ours = claim(1, |a| a.verdict = Some("refuted".into()));
        let theirs = claim(2, |a| a.verdict = Some("disputed".into()));
        let merged = both_ways(&[], from_ref(&ours), from_ref(&theirs));
        assert_eq!(merged.annotations, [ours.clone(), theirs.clone()]);
        let told = Conflict {
            id: ours.id,
            copy: Some(theirs.id),
            what: "verdict".into(),
        };
        assert_eq!(merged.conflicts, [told]);
    }

    #[test]
    fn what_one_instance_made_twice_stays_two() {
        let (one, two) = (claim(1, |_| {}), claim(2, |_| {}));
        let both = [one.clone(), two.clone()];
        assert_eq!(both_ways(from_ref(&one), &both, from_ref(&one)).annotations, both);
        // Of two here and one there, one is the same as that one.
        let merged = both_ways(&[], &both, &[claim(3, |_| {})]);
        assert_eq!(merged.annotations.iter().filter(|a| !a.deleted).count(), 2);
    }
}
