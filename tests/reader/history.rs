//! Undo and redo, one action at a time, in this run and the next.

use postil::app::Message;
use postil::notes::{AnnotationKind, Notebook};

use crate::article::tram as tram_article;
use crate::script::{Opening, Reader, tram};

#[test]
fn each_action_is_one_step() {
    tram("a a u", |r| {
        assert_eq!(r.notes().len(), 1);
        assert_eq!(r.says(), "undone: accept claim");
        assert_eq!(
            r.focus_words(),
            "the line will carry 24,000 passengers a day",
            "the eye goes to where it was"
        );
        assert_eq!(r.saves(), 3, "taking back is saved too");
    });
    tram("a a : ‘undo 2’ enter", |r| assert_eq!(r.notes().len(), 0));
    tram("a a : ‘undo 5’ enter C-r", |r| {
        assert_eq!(r.notes().len(), 1);
        assert_eq!(r.says(), "redone: accept claim");
    });
    tram("a u a C-r", |r| {
        assert_eq!(r.notes().len(), 1);
        assert_eq!(
            r.says(),
            "nothing to redo",
            "a new action ends what could be redone"
        );
    });
    tram("u", |r| assert!(r.says().starts_with("nothing to undo")));
}

#[test]
fn every_kind_of_decision_is_taken_back_whole() {
    let all = [
        "a",
        "x",
        ",2",
        "s ‘X’ enter",
        "e ‘+http://x.example’ enter",
        "t ‘law’ enter",
        "n ‘odd’ C-s",
        "r C-u ‘So it is’ enter",
        "K",
        "enter ] esc",
        "V c",
        "V m",
        "v e ip",
        ": ‘verdict misleading’ enter",
        ": ‘speaker Y’ enter",
    ];
    for keys in all {
        let mut r = Reader::open(&tram_article());
        let claims = r.article().claims().to_vec();
        r.press(keys);
        assert_eq!(
            r.article().notebook().history().len(),
            1,
            "{keys} is one step, {:?}",
            r.says()
        );
        let after: Vec<_> = r.notes().into_iter().cloned().collect();
        r.press("u");
        assert_eq!(r.notes().len(), 0, "{keys} u");
        assert_eq!(r.article().claims(), claims, "{keys} u");
        r.press("C-r");
        let mut again: Vec<_> = r.notes().into_iter().cloned().collect();
        for (again, after) in again.iter_mut().zip(&after) {
            again.updated = after.updated;
        }
        assert_eq!(again, after, "{keys} u C-r");
    }
}

#[test]
fn what_was_done_in_an_earlier_run_is_taken_back() {
    let article = tram_article();
    let mut first = Reader::open(&article);
    first.press("a x ,2 u q");
    // The next run has the annotations from the file and the steps from the history.
    let steps: Vec<_> = first
        .article()
        .notebook()
        .history()
        .iter()
        .chain(first.article().notebook().undone())
        .cloned()
        .collect();
    let done = first.article().notebook().history().len();
    assert_eq!((steps.len(), done), (3, 2));
    let notebook = Notebook::new(first.article().notebook().all().cloned()).with_history(steps, done);
    let mut r = Reader::with(
        &article,
        Opening {
            notebook,
            ..Opening::default()
        },
    );
    r.press("u");
    assert_eq!(r.says(), "undo ‘reject claim’ of 28 May 2026? u again undoes it");
    r.press("j u");
    assert!(
        r.says().starts_with("undo ‘reject claim’"),
        "another key is no answer"
    );
    assert_eq!(r.article().claims().len(), 10);
    r.press("u");
    assert_eq!(r.says(), "undone: reject claim");
    assert_eq!(r.article().claims().len(), 11);
    r.press("u u");
    assert_eq!(r.notes().len(), 0);
    r.press("C-r C-r C-r");
    assert_eq!(r.count(AnnotationKind::Claim), 2);
    assert_eq!(r.count(AnnotationKind::Rejection), 1);
    assert_eq!(r.note_on("puts the figure").verdict.as_deref(), Some("disputed"));
}

#[test]
fn the_history_can_be_looked_at() {
    tram(": ‘history’ enter", |r| {
        assert!(r.says().starts_with("nothing was done"))
    });
    tram("a x u : ‘history’ enter", |r| match r.overlay() {
        Some(postil::app::Overlay::Page(page)) => {
            assert_eq!(page.lines.len(), 2);
            assert!(
                page.lines[0].right.contains("reject claim (undone)"),
                "{:?}",
                page.lines
            );
            assert!(
                page.lines[1].right.starts_with("accept claim · “the largest"),
                "{:?}",
                page.lines
            );
        }
        other => panic!("{other:?}"),
    });
}

#[test]
fn a_save_that_failed_is_told_and_kept() {
    let mut r = Reader::open(&tram_article());
    r.press("a");
    r.send(Message::NotSaved {
        generation: 1,
        why: "the disk is full".into(),
    });
    assert!(r.says().contains("the disk is full"), "{}", r.says());
    assert_eq!(
        *r.article().saving(),
        postil::app::Saving::Failed("the disk is full".into())
    );
    assert_eq!(r.notes().len(), 1);
    r.press("a");
    assert_eq!(
        *r.article().saving(),
        postil::app::Saving::Saving,
        "the next action tries again"
    );
    r.send(Message::Saved {
        generation: 1,
        serial: 2,
        incoming: None,
        warnings: Vec::new(),
    });
    assert_eq!(*r.article().saving(), postil::app::Saving::Saved);
}

#[test]
fn what_comes_back_late_is_dropped() {
    let mut r = Reader::open(&tram_article());
    r.press("a a");
    r.send(Message::Saved {
        generation: 1,
        serial: 1,
        incoming: None,
        warnings: Vec::new(),
    });
    assert_eq!(
        *r.article().saving(),
        postil::app::Saving::Saving,
        "the second save is still under way"
    );
    r.send(Message::NotSaved {
        generation: 9,
        why: "of another article".into(),
    });
    assert_eq!(*r.article().saving(), postil::app::Saving::Saving);
    r.send(Message::Analysed(9, std::sync::Arc::default()));
    assert_eq!(r.article().claims().len(), 11);
}
