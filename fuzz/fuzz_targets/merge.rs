#![no_main]

//! Two sides that change common notes as the fuzzer says: no word that either wrote is lost, whichever side is ours, and merging again
//! changes nothing.

use std::collections::BTreeSet;

use postil::document::TextRange;
use postil::notes::{Anchor, Annotation, AnnotationKind, Id, Timestamp, merge};
use postil::store::format::{NotesFile, read, write};

fn id(n: u8) -> Id {
    Id(uuid::Uuid::from_u128(u128::from(n)))
}

fn at(second: usize) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second as i64).expect("a moment of this century")
}

/// Performs `actions`; each takes two bytes: the annotation and the operation.
fn act(notes: &mut Vec<Annotation>, actions: &[u8], side: &str) {
    for (i, action) in actions.chunks_exact(2).enumerate() {
        let (n, what) = (action[0] % 8, action[1]);
        let now = at(usize::from(what >> 4));
        let word = Some(format!("{side}{i}"));
        let Some(a) = notes.iter_mut().find(|a| a.id == id(n)) else {
            let range = TextRange::new(usize::from(n), usize::from(n) + 1);
            let anchor = Anchor {
                range,
                ..Anchor::default()
            };
            let mut new = Annotation::new(id(n), AnnotationKind::Claim, anchor, now);
            new.note = word;
            notes.push(new);
            continue;
        };
        a.updated = now;
        match what % 8 {
            0 => *a = a.tombstone(now),
            1 => (a.note, a.deleted) = (word, false),
            2 => a.verdict = word,
            3 => a.name = word,
            4 => a.tags.extend(word),
            5 => drop(a.tags.pop()),
            6 => a.anchor.range = TextRange::new(0, usize::from(what >> 4)),
            _ => a.unknown = vec![("later".to_owned(), usize::from(what >> 4).to_string())],
        }
    }
}

/// The words of the annotations that are not deleted.
fn words(notes: &[Annotation]) -> BTreeSet<&String> {
    let live = notes.iter().filter(|a| !a.deleted);
    live.flat_map(|a| a.note.iter().chain(&a.verdict).chain(&a.name).chain(&a.tags)).collect()
}

libfuzzer_sys::fuzz_target!(|input: (&[u8], &[u8], &[u8])| {
    let (first, one, two) = input;
    let mut base = Vec::new();
    act(&mut base, first, "b");
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    act(&mut ours, one, "o");
    act(&mut theirs, two, "t");

    let merged = merge(&base, &ours, &theirs);
    let other = merge(&base, &theirs, &ours);
    assert_eq!(merged.annotations, other.annotations, "it makes no difference who is called ours");
    let ids = |notes: &[Annotation]| notes.iter().map(|a| a.id).collect::<BTreeSet<_>>();
    let all = ids(&merged.annotations);
    assert_eq!(all.len(), merged.annotations.len());
    assert!(ids(&ours).is_subset(&all) && ids(&theirs).is_subset(&all));

    let kept = words(&merged.annotations);
    for (side, other) in [(&ours, &theirs), (&theirs, &ours)] {
        for a in side.iter().filter(|a| !a.deleted) {
            let was = base.iter().find(|b| b.id == a.id);
            let old = was.map(|b| words(std::slice::from_ref(b))).unwrap_or_default();
            // Created on both sides and deleted on the other: the later change wins.
            if was.is_none() && other.iter().any(|o| o.id == a.id && o.deleted) {
                continue;
            }
            for word in words(std::slice::from_ref(a)).difference(&old) {
                assert!(kept.contains(word), "{word} is lost from {merged:#?}");
            }
        }
    }

    // Merging the result again with either side gives the same result.
    let again = merge(&base, &merged.annotations, &theirs);
    let words_again = words(&again.annotations);
    assert!(kept.is_subset(&words_again), "{again:#?}");
    let settled = merge(&merged.annotations, &merged.annotations, &merged.annotations);
    assert_eq!(settled.annotations, merged.annotations);

    let file = |annotations: Vec<Annotation>| NotesFile {
        annotations,
        ..NotesFile::default()
    };
    let (whole, _) = NotesFile::merged(&file(base), &file(ours), &file(theirs));
    assert_eq!(whole.annotations, merged.annotations);
    let (back, problems) = read(&write(&whole)).expect("what was written is read");
    assert!(problems.is_empty());
    assert_eq!(back, whole);
});
