//! Changes that an earlier run could not save: offered, restored, postponed, discarded.

use std::path::PathBuf;

use postil::app::{Effect, KeptCopy, Message, Overlay};
use postil::notes::{Annotation, Id, Locator, Recovered, Timestamp};

use crate::article::tram as tram_article;
use crate::script::{Opening, Reader};

const SECOND: i64 = 1_780_000_500;

/// A note on the focused claim, as an earlier run had it.
fn annotation(text: &str) -> Annotation {
    let mut r = Reader::open(&tram_article());
    r.press(&format!("n ‘{text}’ C-s"));
    let mut note = r.notes()[0].clone();
    note.id = Id(uuid::Uuid::from_u128(7));
    note
}

fn copy(draft: bool, changed: Vec<Annotation>) -> KeptCopy {
    let document = tram_article().document;
    let locator = Locator::new(&document);
    KeptCopy {
        path: "/data/rescue/postil-unsaved-tram.ron".into(),
        located: changed
            .iter()
            .map(|a| (a.id, locator.locate(&a.anchor)))
            .collect(),
        recovered: Recovered {
            at: Timestamp::from_second(SECOND).unwrap(),
            draft,
            changed,
            base: Vec::new(),
        },
    }
}

fn removed(r: &Reader) -> Vec<PathBuf> {
    let paths = r.effects.iter().filter_map(|e| match e {
        Effect::RemoveCopies(paths) => Some(paths.clone()),
        _ => None,
    });
    paths.flatten().collect()
}

fn offered(copy: KeptCopy) -> Reader {
    let mut r = Reader::open(&tram_article());
    r.send(Message::Kept(1, vec![copy]));
    assert!(matches!(r.overlay(), Some(Overlay::Kept(_))));
    assert!(removed(&r).is_empty());
    r
}

#[test]
fn what_was_not_saved_is_taken_in_as_one_step() {
    let mut other = annotation("second");
    other.id = Id(uuid::Uuid::from_u128(8));
    let document = tram_article().document;
    let at = document.text().find("tram").unwrap();
    let range = postil::document::TextRange::new(at, at + 4);
    other.anchor = postil::notes::anchor(&document, range);
    let mut r = offered(copy(false, vec![annotation("first"), other]));
    r.press("r");
    assert_eq!(r.notes().len(), 2);
    assert!(r.says().starts_with("restored: 2 annotations"), "{}", r.says());
    assert!(removed(&r).is_empty(), "it is not on disk yet");
    r.not_saved();
    assert!(removed(&r).is_empty());
    r.press("u").saved();
    assert_eq!(r.notes().len(), 0);
    assert_eq!(r.article().notebook().history().len(), 0);
    let mut r = offered(copy(false, vec![annotation("first")]));
    r.press("r").saved();
    assert_eq!(
        removed(&r),
        [PathBuf::from("/data/rescue/postil-unsaved-tram.ron")]
    );
    assert!(r.banner().is_none());
}

#[test]
fn a_half_typed_note_is_named_by_its_passage() {
    let r = offered(copy(true, vec![annotation("half a")]));
    let words = r.copies()[0].words();
    assert!(
        words.starts_with("a note you were typing on ““the largest"),
        "{words}"
    );
}

#[test]
fn it_can_be_looked_at_later_and_is_discarded_only_when_asked_twice() {
    for later in ["esc", "q", "C-c"] {
        let mut r = offered(copy(false, vec![annotation("first")]));
        r.press(later);
        assert!(r.overlay().is_none() && removed(&r).is_empty());
        assert!(r.banner().unwrap().contains(":restore"));
        r.press(": ‘restore’ enter");
        assert!(matches!(r.overlay(), Some(Overlay::Kept(_))));
        r.press("d d x r");
        assert!(removed(&r).is_empty());
    }
    let mut r = offered(copy(false, vec![annotation("first")]));
    r.press("D");
    assert!(removed(&r).is_empty(), "not before it was asked");
    r.press("d esc D d D");
    assert_eq!(removed(&r).len(), 1);
    assert!(r.notes().is_empty() && r.banner().is_none());
}

#[test]
fn a_reader_at_work_is_told_and_not_interrupted() {
    let mut r = Reader::open(&tram_article());
    r.press("j")
        .send(Message::Kept(1, vec![copy(false, vec![annotation("first")])]));
    assert!(r.overlay().is_none());
    assert!(r.banner().unwrap().contains("1 change"));
    // For another article, or if nothing can be saved, there is nothing to answer.
    let mut r = Reader::open(&tram_article());
    r.send(Message::Kept(9, vec![copy(false, vec![annotation("first")])]));
    assert!(r.overlay().is_none() && r.banner().is_none());
    let opening = Opening {
        read_only: Some("somebody else has them".into()),
        ..Opening::default()
    };
    let mut r = Reader::with(&tram_article(), opening);
    r.send(Message::Kept(1, vec![copy(false, vec![annotation("first")])]));
    assert!(r.overlay().is_none());
    r.press(": ‘restore’ enter");
    assert!(r.says().contains("read-only") && r.notes().is_empty());
}

#[test]
fn what_is_in_the_notes_already_is_removed_without_a_word() {
    let known = annotation("first");
    let opening = Opening {
        notebook: postil::notes::Notebook::new([known.clone()]),
        ..Opening::default()
    };
    let mut r = Reader::with(&tram_article(), opening);
    r.send(Message::Kept(1, vec![copy(false, vec![known])]));
    assert!(r.overlay().is_none() && r.banner().is_none());
    assert_eq!(removed(&r).len(), 1);
}

#[test]
fn what_is_typed_is_known_as_the_annotation_that_it_would_become() {
    let now = Timestamp::from_second(SECOND).unwrap();
    let id = Id(uuid::Uuid::from_u128(9));
    let typed = |keys: &str| {
        let mut r = Reader::open(&tram_article());
        r.press(keys);
        r.as_typed(id, now).pop()
    };
    let note = typed("n ‘half a’").unwrap();
    assert_eq!((note.id, note.note.as_deref()), (id, Some("half a")));
    assert!(note.anchor.quote.starts_with("“the largest") && note.speech.is_some());
    let evidence = typed("e ‘+https://e.example/x’").unwrap();
    assert_eq!(evidence.evidence[0].source, "https://e.example/x");
    assert_eq!(
        typed("r C-u ‘in short’").unwrap().restatement.as_deref(),
        Some("in short")
    );
    for nothing in [
        "n",
        "n ‘ ’",
        "e",
        "r",
        "/ ‘x’",
        "n ‘a’ backspace",
        "n ‘a’ esc",
        "e ‘a’ esc",
    ] {
        assert_eq!(typed(nothing), None, "{nothing}");
    }
    let mut r = Reader::open(&tram_article());
    r.press("n ‘first’ C-s [c n ‘ and second’");
    let note = r.as_typed(id, now).pop().unwrap();
    assert_ne!(note.id, id, "a note that there is");
    assert_eq!(note.note.as_deref(), Some("first and second"));
}
