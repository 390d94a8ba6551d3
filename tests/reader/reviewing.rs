//! Annotations of a changed article: those in doubt, and the reader's answers.

use std::sync::Arc;

use postil::analysis::Analysis;
use postil::app::{Message, Overlay, RemoteChanges};
use postil::import::{Options, import};
use postil::notes::{AnchorState, Annotation, Incoming, Notebook};

use crate::article::Article;
use crate::script::{Opening, Reader};

const OLD: &str = "The harbour wall\n\nThe wall was built in 1907 by the town council, and has stood since.\n\nThe council says that the wall will last for another forty years without repair.\n\nNobody asked the fishermen who moor their boats behind it every night.\n";
pub const NEW: &str = "The harbour wall\n\nThe wall was built in 1907 by the town council, and has stood since.\n\nThe council says that the wall will last for another fourteen years with some repair.\n\nA ferry has been promised for the spring.\n";

pub fn article(text: &str) -> Article {
    let document = Arc::new(import(text.as_bytes(), &Options::default()).unwrap().document);
    Article {
        document,
        analysis: Analysis::default(),
    }
}

/// The annotation under review.
fn reviewed(r: &Reader) -> &Annotation {
    match r.overlay() {
        Some(Overlay::Review(review)) => review.annotation(r.article().notebook()).unwrap(),
        other => panic!("no review: {other:?}"),
    }
}

/// Three sentences tagged in the old text, then the new text opened with those notes.
pub fn changed() -> Reader {
    let mut old = Reader::open(&article(OLD));
    old.press("} V m } V c } V m");
    assert_eq!(old.notes().len(), 3);
    let notes: Vec<Annotation> = old.article().notebook().all().cloned().collect();
    Reader::with(
        &article(NEW),
        Opening {
            notebook: Notebook::new(notes),
            ..Opening::default()
        },
    )
}

fn states(reader: &Reader) -> Vec<AnchorState> {
    reader
        .article()
        .notebook()
        .annotations()
        .map(|a| reader.article().located(a).state)
        .collect()
}

#[test]
fn each_annotation_in_doubt_is_looked_at_once() {
    let mut r = changed();
    assert_eq!(
        states(&r),
        [AnchorState::Ok, AnchorState::Changed, AnchorState::Orphan]
    );
    r.press("gr");
    assert!(reviewed(&r).anchor.quote.contains("forty years"));
    r.press("y");
    let taken = r
        .article()
        .notebook()
        .annotations()
        .find(|a| a.anchor.quote.contains("fourteen"))
        .unwrap();
    assert_eq!(r.article().located(taken).state, AnchorState::Ok);
    assert!(reviewed(&r).anchor.quote.contains("fishermen"));
    r.press("y");
    assert!(r.says().starts_with("no passage is shown"), "{}", r.says());
    r.press("n");
    assert!(r.overlay().is_none(), "the round is over");
    assert!(r.says().contains("nothing is in doubt any more"), "{}", r.says());
    r.press("gr");
    assert!(r.says().starts_with("every annotation has"));
    r.press("u u gr");
    assert!(
        matches!(r.overlay(), Some(Overlay::Review(round)) if round.place().1 == 2),
        "taken back, they are in doubt again"
    );
}

#[test]
fn a_passage_can_be_attached_by_hand_and_what_was_let_go_stays_gone() {
    let mut r = changed();
    r.press("gr j r G V enter");
    let moved = r
        .article()
        .notebook()
        .annotations()
        .find(|a| a.anchor.quote.contains("ferry"))
        .unwrap();
    assert_eq!(r.article().located(moved).state, AnchorState::Ok);
    assert!(
        matches!(r.overlay(), Some(Overlay::Review(round)) if round.place().1 == 1),
        "the round goes on"
    );
    r.press("n");
    let gone: Vec<Annotation> = r.article().notebook().all().cloned().collect();
    let again = Reader::with(
        &article(NEW),
        Opening {
            notebook: Notebook::new(gone),
            ..Opening::default()
        },
    );
    let orphan = again
        .article()
        .notebook()
        .annotations()
        .find(|a| a.anchor.quote.contains("forty"))
        .unwrap();
    assert_eq!(
        again.article().located(orphan).state,
        AnchorState::Orphan,
        "kept with its words, and no longer looked for"
    );
}

#[test]
fn each_answer_of_a_review_is_taken_back_with_its_place() {
    for keys in ["gr y", "gr n", "gr j n", "gr r } } V enter", "gr j r G V enter"] {
        let mut r = changed();
        let places = |r: &Reader| -> Vec<_> {
            let notes = r.article().notebook().annotations();
            notes
                .map(|a| (a.id, a.anchor.clone(), r.article().located(a)))
                .collect()
        };
        let before = places(&r);
        r.press(keys);
        if r.overlay().is_some() {
            r.press("esc");
        }
        let after = places(&r);
        assert_ne!(before, after, "{keys}");
        assert_eq!(r.article().notebook().history().len(), 1, "{keys}: {}", r.says());
        r.press("u");
        assert_eq!(places(&r), before, "{keys} u");
        r.press("C-r");
        assert_eq!(places(&r), after, "{keys} u C-r");
    }
}

#[test]
fn taking_back_a_note_does_not_look_for_the_passage_again() {
    let mut r = changed();
    // Found with the stored earlier text, which is not available when a step is undone.
    let id = r.notes()[2].id;
    let place = postil::notes::Located {
        state: AnchorState::Moved,
        range: Some(r.find_words("A ferry has been promised")),
    };
    let notes: Vec<Annotation> = r.article().notebook().all().cloned().collect();
    r.send(Message::Followed {
        generation: 1,
        incoming: RemoteChanges {
            incoming: Box::new(Incoming {
                number: 1,
                from: notes.clone(),
                to: notes,
                conflicts: Vec::new(),
            }),
            located: vec![(id, place)],
        },
    });
    let annotation = r.article().notebook().get(id).unwrap().clone();
    r.press("gn tab G n ‘odd’ C-s");
    assert_eq!(
        r.article().notebook().get(id).unwrap().note.as_deref(),
        Some("odd"),
        "{}",
        r.says()
    );
    r.press("u");
    assert_eq!(r.article().located(&annotation), place);
}

#[test]
fn the_passage_is_never_behind_the_review() {
    let filler =
        |n: usize| format!("Paragraph {n} tells of the harbour at some length, so that a page is full.\n\n");
    let text = |end: &str| {
        let body: String = (0..12).map(filler).collect();
        article(&format!("A title\n\n{body}{end}\n\n{body}"))
    };
    let mut old = Reader::open(&text(
        "The council says that the wall will last for another forty years without repair.",
    ));
    old.press("/ ‘the council says’ enter esc V m");
    let notes: Vec<Annotation> = old.article().notebook().all().cloned().collect();
    let changed =
        text("The council says that the wall will last for another fourteen years with some repair.");
    for size in [(100, 24), (80, 12), (60, 40)] {
        let mut r = Reader::with(
            &changed,
            Opening {
                size,
                notebook: Notebook::new(notes.clone()),
                ..Opening::default()
            },
        );
        r.press("gr");
        let range = r.article().located(reviewed(&r)).range.unwrap();
        let (y, _) = r.reading().cell_of(range.start).unwrap();
        let panes = r.panes();
        let first_covered = panes.status.y - panes.review_rows();
        assert!(panes.text.y + y < first_covered, "{size:?}: row {y}");
    }
}
