//! Annotations from a rescue copy that are not in the notes file, and what they add to a notebook.
//!
//! Invariants: restoring overwrites nothing; if they and the notebook contradict each other, both versions are kept; what the notebook
//! already contains is not added again.

use super::merge::{Conflict, merge};
use super::{Annotation, Notebook, Timestamp};

/// Annotations that were not in the notes file when the program ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovered {
    /// When the copy was written.
    pub at: Timestamp,
    /// Whether it is a note that was being typed, instead of notes that could not be saved.
    pub draft: bool,
    /// Their intended state, including tombstones.
    pub changed: Vec<Annotation>,
    /// Their state in the notes file, for those that were in it.
    pub base: Vec<Annotation>,
}

impl Recovered {
    /// What `notebook` lacks: the resulting annotations, and the conflicts. Both are empty if the notebook already contains everything.
    pub fn missing_in(&self, notebook: &Notebook) -> (Vec<Annotation>, Vec<Conflict>) {
        let theirs: Vec<Annotation> = self.changed.iter().map(|a| self.met(a, notebook)).collect();
        let ours: Vec<Annotation> = theirs
            .iter()
            .filter_map(|a| notebook.get(a.id))
            .cloned()
            .collect();
        let mut base = self.base.clone();
        base.retain(|b| theirs.iter().any(|a| a.id == b.id));
        // An annotation joined with one of the notebook descends from that one.
        let joined = self
            .changed
            .iter()
            .zip(&theirs)
            .filter(|(was, is)| was.id != is.id);
        base.extend(joined.filter_map(|(_, is)| notebook.get(is.id)).cloned());
        let merged = merge(&base, &ours, &theirs);
        let lacks = |a: &Annotation| match notebook.get(a.id) {
            Some(known) => !says_the_same(known, a),
            None => !a.deleted,
        };
        let missing: Vec<Annotation> = merged.annotations.into_iter().filter(lacks).collect();
        let conflicts = if missing.is_empty() {
            Vec::new()
        } else {
            merged.conflicts
        };
        (missing, conflicts)
    }

    /// `annotation` with the id that it has in the notebook, because the reader may have made the same decision again. A note that was
    /// being typed on a passage that now has its own claim or note is appended to the text there.
    fn met(&self, annotation: &Annotation, notebook: &Notebook) -> Annotation {
        if annotation.deleted || notebook.get(annotation.id).is_some() {
            return annotation.clone();
        }
        let at_its_place = |a: &&Annotation| {
            a.kind == annotation.kind
                && a.rejected_match() == annotation.rejected_match()
                && a.anchor.range == annotation.anchor.range
                && !a.anchor.detached
        };
        let mut twins = notebook.annotations().filter(at_its_place);
        let renamed = |twin: &Annotation| Annotation {
            id: twin.id,
            ..annotation.clone()
        };
        match twins.next() {
            Some(twin) if says_the_same(twin, &renamed(twin)) => twin.clone(),
            Some(twin) if self.draft => {
                let typed = annotation.note.as_deref().unwrap_or_default();
                let mut joined = twin.clone();
                joined.note = match twin.note.as_deref() {
                    Some(note) if note.contains(typed) => Some(note.to_owned()),
                    Some(note) => Some(format!("{note}\n\n{typed}")),
                    None => annotation.note.clone(),
                };
                joined.restatement = joined.restatement.or_else(|| annotation.restatement.clone());
                for evidence in &annotation.evidence {
                    if !joined.evidence.contains(evidence) {
                        joined.evidence.push(evidence.clone());
                    }
                }
                joined.updated = joined.updated.max(annotation.updated);
                joined
            }
            _ => annotation.clone(),
        }
    }
}

/// Whether two versions of an annotation differ only in their times.
fn says_the_same(a: &Annotation, b: &Annotation) -> bool {
    let timeless = Annotation {
        created: a.created,
        updated: a.updated,
        ..b.clone()
    };
    *a == timeless
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::TextRange;
    use crate::notes::{Anchor, AnnotationKind, Id};

    fn at(n: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + n).unwrap()
    }

    fn note(id: u128, text: &str, when: i64) -> Annotation {
        let place = Anchor {
            range: TextRange::new(10 * id as usize, 10 * id as usize + 5),
            ..Anchor::default()
        };
        let mut new = Annotation::new(
            Id(uuid::Uuid::from_u128(id)),
            AnnotationKind::Claim,
            place,
            at(when),
        );
        new.note = Some(text.into()).filter(|t: &String| !t.is_empty());
        new
    }

    fn recovered(base: &[Annotation], changed: &[Annotation], draft: bool) -> Recovered {
        Recovered {
            at: at(100),
            draft,
            changed: changed.to_vec(),
            base: base.to_vec(),
        }
    }

    fn notes_of(missing: &[Annotation]) -> Vec<&str> {
        missing
            .iter()
            .map(|a| a.note.as_deref().unwrap_or_default())
            .collect()
    }

    #[test]
    fn what_is_new_or_changed_comes_in_and_what_is_known_does_not() {
        let disk = Notebook::new([note(1, "old", 1), note(2, "same", 1)]);
        let kept = recovered(
            &[note(1, "old", 1)],
            &[note(1, "new", 2), note(3, "more", 2)],
            false,
        );
        let (missing, conflicts) = kept.missing_in(&disk);
        assert_eq!(notes_of(&missing), ["new", "more"]);
        assert!(conflicts.is_empty());
        let whole = Notebook::new([note(1, "new", 3), note(2, "same", 1), note(3, "more", 9)]);
        assert_eq!(kept.missing_in(&whole), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_another_changed_meanwhile_is_not_overwritten() {
        let disk = Notebook::new([note(1, "theirs", 5)]);
        let kept = recovered(&[note(1, "old", 1)], &[note(1, "ours", 2)], false);
        let (missing, conflicts) = kept.missing_in(&disk);
        // The later one keeps its id and is in the notebook already; the other is added.
        assert_eq!(notes_of(&missing), ["ours"]);
        assert_ne!(missing[0].id, disk.annotations().next().unwrap().id);
        assert_eq!(conflicts.len(), 1);
    }

    #[test]
    fn what_was_taken_back_and_not_saved_is_taken_back() {
        let disk = Notebook::new([note(1, "old", 1)]);
        let gone = note(1, "old", 1).tombstone(at(2));
        let (missing, _) =
            recovered(&[note(1, "old", 1)], std::slice::from_ref(&gone), false).missing_in(&disk);
        assert!(missing.len() == 1 && missing[0].deleted);
        let (missing, _) = recovered(&[], &[gone], false).missing_in(&Notebook::default());
        assert!(missing.is_empty());
    }

    #[test]
    fn a_half_typed_note_joins_the_claim_that_was_made_meanwhile() {
        let mut claim = note(1, "", 1);
        claim.id = Id(uuid::Uuid::from_u128(77));
        let kept = recovered(&[], &[note(1, "half a thought", 2)], true);
        let (missing, _) = kept.missing_in(&Notebook::new([claim.clone()]));
        assert_eq!((missing.len(), missing[0].id), (1, claim.id));
        assert_eq!(notes_of(&missing), ["half a thought"]);
        claim.note = Some("first".into());
        let (missing, conflicts) = kept.missing_in(&Notebook::new([claim.clone()]));
        assert_eq!(notes_of(&missing), ["first\n\nhalf a thought"]);
        assert!(conflicts.is_empty());
        // It was saved after all: nothing is left to restore.
        claim.note = Some("half a thought".into());
        assert!(kept.missing_in(&Notebook::new([claim])).0.is_empty());
    }
}
