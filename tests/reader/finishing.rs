//! The end of the queue: a summary of the decisions, and the next steps.

use postil::app::{Effect, LibraryEntry, Message, Mode, Overlay};

use crate::article::tram;
use crate::identity::{answers, asked, known};
use crate::script::Reader;

fn finished() -> Reader {
    let mut reader = Reader::open(&tram());
    let claims = reader.article().claims().len();
    reader.press("gg enter");
    // The queue begins at the claim in focus.
    while reader.article().focus() != Some(0) {
        reader.press("k");
    }
    reader.press("x 3 e ‘a.txt’ enter");
    for _ in 2..claims {
        reader.press("1");
    }
    reader
}

#[test]
fn the_last_decision_opens_the_page() {
    let mut reader = finished();
    assert!(
        matches!(reader.overlay(), Some(Overlay::Finished(_))),
        "{}",
        reader.says()
    );
    let summary = reader.summary();
    let claims = reader.article().claims().len();
    assert_eq!(
        (summary.claims, summary.rejected, summary.accepted),
        (claims, 1, 0)
    );
    assert_eq!(
        summary.verdicts,
        [("supported".to_owned(), claims - 1), ("refuted".to_owned(), 1)]
    );
    assert_eq!(summary.lacking, claims - 1);
    // The last decided claim can still be changed.
    let last = reader.in_hand().unwrap().id;
    reader.press("e ‘last.txt’ enter");
    let annotation = reader.article().notebook().live(last).unwrap();
    assert_eq!(annotation.evidence[0].source, "last.txt");
}

#[test]
fn it_leads_to_what_lacks_evidence_to_the_next_article_and_back() {
    let mut reader = finished();
    assert!(reader.effects.iter().any(|e| matches!(e, Effect::FindUnfinished)));
    reader.send(Message::Unfinished(Some(LibraryEntry {
        title: "Another".into(),
        decided: Some((2, 9)),
        opens: "/tmp/another.txt".into(),
        ..Default::default()
    })));
    let mut other = finished();
    other.press("]");
    assert_eq!(other.mode(), Mode::Queue);
    assert!(
        other.says().starts_with("without evidence: 1 of"),
        "{}",
        other.says()
    );
    let mut undone = finished();
    undone.press("u");
    assert!(undone.overlay().is_none());
    assert_eq!(undone.summary().lacking, undone.article().claims().len() - 2);
    let mut read = finished();
    read.press("esc");
    assert_eq!(read.mode(), Mode::Read);
    reader.saved();
    reader.press("enter");
    let opened = reader.effects.iter().rev().find_map(|e| match e {
        Effect::Open(name) => Some(name.as_str()),
        _ => None,
    });
    assert_eq!(opened, Some("/tmp/another.txt"));
}

#[test]
fn a_line_can_be_typed_there_and_what_is_typed_for_one_never_decides() {
    let mut reader = finished();
    reader.press(": ‘export csv’ enter");
    assert!(
        reader.effects.iter().any(|e| matches!(e, Effect::Export(_))),
        "{}",
        reader.says()
    );

    // While a question is open no line can be typed; letters are not answers.
    let mut reader = asked((100, 30), &[known("a.txt", Some(0.9))]);
    for line in [": ‘notes vs’", "/ ‘sunk’"] {
        reader.press(line);
        assert!(
            reader.says().starts_with("no line can be typed here"),
            "{}",
            reader.says()
        );
        assert!(answers(&reader).is_empty());
        reader.press("enter");
        assert!(
            matches!(reader.overlay(), Some(Overlay::Identity(_))),
            "enter only ends the line"
        );
    }
    reader.press("s");
    assert_eq!(answers(&reader).len(), 1);
}
