//! Settles differences between two people's notes on one claim.
//!
//! Invariant: the result contains all evidence, tags and note text of both.

use super::agreement::speaker;
use super::{Annotation, Evidence};
use crate::text::clean::one_line;

/// Whose decision counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The reader's own.
    Mine,
    /// The other person's.
    Theirs,
    /// The reader's own, and the other's is added to the note.
    Both,
}

impl Settlement {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Theirs => "theirs",
            Self::Both => "both",
        }
    }

    /// `mine` after settling it with `theirs`, by the person called `by`; `None` if it does not change.
    pub fn of(self, mine: &Annotation, theirs: &Annotation, by: &str) -> Option<Annotation> {
        let mut settled = with_what_else(mine, theirs);
        match self {
            Self::Mine => return None,
            Self::Theirs => {
                settled.verdict.clone_from(&theirs.verdict);
                settled.status = theirs.status;
                settled.speech.clone_from(&theirs.speech);
                settled.note = both_notes(mine.note.as_deref(), theirs.note.as_deref(), by);
            }
            Self::Both => {
                let verdict = theirs
                    .verdict
                    .as_deref()
                    .map_or("no verdict".to_owned(), one_line);
                let said = match (speaker(mine), speaker(theirs)) {
                    (mine, theirs) if mine == theirs => String::new(),
                    (_, Some(theirs)) => format!(", said by {theirs}"),
                    (_, None) => ", said by the author".to_owned(),
                };
                let words = match theirs.note.as_deref() {
                    Some(note) => format!("{verdict}{said}. {note}"),
                    None => format!("{verdict}{said}"),
                };
                settled.note = both_notes(mine.note.as_deref(), Some(&words), by);
            }
        }
        (settled != *mine).then_some(settled)
    }
}

/// `mine` with the evidence, the tags and the restatement that only `theirs` has.
fn with_what_else(mine: &Annotation, theirs: &Annotation) -> Annotation {
    let mut out = mine.clone();
    let new = |e: &&Evidence| !mine.evidence.contains(e);
    out.evidence.extend(theirs.evidence.iter().filter(new).cloned());
    let new = |t: &&String| !mine.tags.contains(t);
    out.tags.extend(theirs.tags.iter().filter(new).cloned());
    if out.restatement.is_none() {
        out.restatement.clone_from(&theirs.restatement);
    }
    out
}

/// The reader's note, followed by the other's under the other's name; only one of them if the other adds nothing.
fn both_notes(mine: Option<&str>, theirs: Option<&str>, by: &str) -> Option<String> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) if mine.contains(theirs) => Some(mine.to_owned()),
        (Some(mine), Some(theirs)) => Some(format!("{mine}\n\n{by}: {theirs}")),
        (None, Some(theirs)) => Some(format!("{by}: {theirs}")),
        (mine, None) => mine.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::{Anchor, AnnotationKind, Id, Speech, Timestamp};

    fn claim(verdict: &str, speaker: &str, note: Option<&str>, tag: &str) -> Annotation {
        Annotation {
            verdict: Some(verdict.to_owned()),
            note: note.map(str::to_owned),
            tags: vec![tag.to_owned()],
            evidence: vec![Evidence::parse(
                &format!("+https://{tag}.example"),
                Timestamp::UNIX_EPOCH,
            )],
            speech: Some(Speech {
                speaker: speaker.to_owned(),
                cue: None,
            }),
            ..Annotation::new(
                Id(uuid::Uuid::from_u128(1)),
                AnnotationKind::Claim,
                Anchor::default(),
                Timestamp::UNIX_EPOCH,
            )
        }
    }

    #[test]
    fn nothing_that_either_wrote_is_lost() {
        let mine = claim("refuted", "Lund", Some("the report says no"), "a");
        let theirs = claim("disputed", "Berg", Some("two sources"), "b");
        assert_eq!(Settlement::Mine.of(&mine, &theirs, "Ann"), None);
        let taken = Settlement::Theirs.of(&mine, &theirs, "Ann").unwrap();
        assert_eq!(taken.verdict.as_deref(), Some("disputed"));
        assert_eq!(speaker(&taken).as_deref(), Some("Berg"));
        assert_eq!(
            taken.note.as_deref(),
            Some("the report says no\n\nAnn: two sources")
        );
        let both = Settlement::Both.of(&mine, &theirs, "Ann").unwrap();
        assert_eq!(both.verdict.as_deref(), Some("refuted"));
        assert_eq!(
            both.note.as_deref(),
            Some("the report says no\n\nAnn: disputed, said by Berg. two sources")
        );
        for settled in [taken, both] {
            assert_eq!((settled.evidence.len(), settled.tags.len()), (2, 2));
            let again = Settlement::Both.of(&settled, &theirs, "Ann");
            assert!(again.is_none_or(|a| a.evidence.len() == 2 && a.tags.len() == 2));
        }
    }
}
