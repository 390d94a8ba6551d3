//! Boundaries of a claim in the queue: `[` and `]` move its start, `{` and `}` its end, `=` extends it to whole sentences.

use postil::notes::AnchorState;

use crate::script::{script, tram};

fn bounds(keys: &str) -> String {
    let mut words = String::new();
    tram(keys, |r| words = r.focus_words().to_owned());
    words
}

#[test]
fn the_start_moves_by_words() {
    assert_eq!(
        bounds("enter tab ["),
        "that the line will carry 24,000 passengers a day"
    );
    assert_eq!(bounds("enter tab ]"), "line will carry 24,000 passengers a day");
    assert_eq!(
        bounds("enter tab ] ["),
        "the line will carry 24,000 passengers a day"
    );
    assert_eq!(
        bounds("enter tab ] ] ["),
        "line will carry 24,000 passengers a day"
    );
}

#[test]
fn the_end_moves_by_words() {
    assert_eq!(bounds("enter tab {"), "the line will carry 24,000 passengers a");
    assert_eq!(
        bounds("enter tab }"),
        "the line will carry 24,000 passengers a day."
    );
    assert_eq!(
        bounds("enter tab { }"),
        "the line will carry 24,000 passengers a day"
    );
}

#[test]
fn a_sentence_is_taken_whole() {
    assert_eq!(
        bounds("enter tab ="),
        "The city’s own study, finished in May, says that the line will carry 24,000 passengers a day."
    );
}

#[test]
fn what_was_mended_stays_in_focus_is_anchored_and_undone_as_one_step() {
    tram("enter tab ] ]", |r| {
        let note = r.note_on("will carry");
        assert_eq!(r.article().focused().unwrap().id(), Some(note.id));
        assert_eq!(r.article().document().slice(note.anchor.range), note.anchor.quote);
        assert_eq!(r.article().located(note).state, AnchorState::Ok);
        assert_eq!(note.speech.as_ref().unwrap().speaker, "the city’s own study");
        assert_eq!(r.notes().len(), 1);
        assert!(r.says().starts_with("claim: will …"), "{}", r.says());
    });
    assert_eq!(
        bounds("enter tab ] ] u"),
        "line will carry 24,000 passengers a day"
    );
    assert_eq!(
        bounds("enter tab ] ] u u"),
        "the line will carry 24,000 passengers a day"
    );
}

#[test]
fn a_mended_claim_is_accepted_and_its_suggestion_is_gone() {
    tram("enter tab ] a", |r| {
        assert_eq!(r.article().claims().len(), 11);
        assert_eq!(r.focus_words(), "puts the figure at 11,000");
    });
}

#[test]
fn a_boundary_stops_at_the_ends_of_the_text() {
    script("One two.", "V c enter [ [ [", |r| {
        assert!(!r.says().is_empty());
        assert_eq!(r.focus_words(), "One two.");
    });
    script("One two.", "V c enter ] ] ] ] ]", |r| {
        assert!(!r.focus_words().is_empty(), "a claim never shrinks to nothing");
        assert!(!r.says().is_empty());
    });
}
