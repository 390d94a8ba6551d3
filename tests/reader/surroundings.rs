//! Events from outside: another instance, a read-only file, the last reading position, the end of the program.

use postil::app::{AnalysisProgress, Effect, Message, RemoteChanges, Saving, Tone};
use postil::notes::{Incoming, Notebook};

use crate::article::{Article, long, tram as tram_article};
use crate::script::{Opening, Reader};

#[test]
fn read_only_refuses_aloud_and_changes_nothing() {
    let all = [
        "a", "x", ",2", "s", "e", "t", "n", "r", "K", "enter ]", "V c", "V m", "v e ip", "u", "C-r", "f a m",
        "c a",
    ];
    for keys in all {
        let mut r = Reader::with(
            &tram_article(),
            Opening {
                read_only: Some("another Postil has them open".into()),
                ..Opening::default()
            },
        );
        assert!(r.article().banner().as_ref().unwrap().contains("another Postil"));
        let claims = r.article().claims().to_vec();
        r.press(keys);
        assert!(r.article().notebook().is_empty(), "{keys}");
        assert_eq!(r.article().claims(), claims, "{keys}");
        assert_eq!(r.saves(), 0, "{keys}");
        assert!(r.says().contains("read-only"), "{keys}: {}", r.says());
        assert_ne!(r.status().notice().as_ref().unwrap().tone, Tone::Done, "{keys}");
    }
}

#[test]
fn read_only_still_reads() {
    let mut r = Reader::with(
        &tram_article(),
        Opening {
            read_only: Some("it is from a newer version".into()),
            ..Opening::default()
        },
    );
    r.press("/ ‘tram’ enter esc ]c tab j enter y E");
    assert!(r.copied().is_some());
    assert!(matches!(r.article().saving(), Saving::ReadOnly(_)));
}

/// The changes of an instance that pressed `keys`, as they reach one that began with `base`.
fn brought(article: &Article, base: &Notebook, keys: &str) -> RemoteChanges {
    let mut other = Reader::with(
        article,
        Opening {
            notebook: base.clone(),
            ids: Some(77_000),
            ..Opening::default()
        },
    );
    other.press(keys);
    let located = other
        .notes()
        .iter()
        .map(|a| (a.id, other.article().located(a)))
        .collect();
    RemoteChanges {
        incoming: Box::new(Incoming {
            number: base.taken() + 1,
            from: base.all().cloned().collect(),
            to: other.article().notebook().all().cloned().collect(),
            conflicts: Vec::new(),
        }),
        located,
    }
}

#[test]
fn what_another_instance_wrote_is_taken_in() {
    let article = tram_article();
    let mut r = Reader::open(&article);
    let theirs = brought(&article, &Notebook::default(), ",2");
    r.press("]c a");
    r.send(Message::Followed {
        generation: 1,
        incoming: theirs,
    });
    assert_eq!(r.notes().len(), 2);
    assert_eq!(r.note_on("“the largest").verdict.as_deref(), Some("disputed"));
    assert!(r.says().contains("updated here"), "{}", r.says());
    assert_eq!(r.article().claims().len(), 11);
    r.press("u");
    assert_eq!(r.notes().len(), 1, "undo takes back what was done here");
    assert_eq!(r.note_on("“the largest").verdict.as_deref(), Some("disputed"));
}

#[test]
fn a_save_that_met_another_instances_work_brings_it_in() {
    let article = tram_article();
    let mut r = Reader::open(&article);
    r.press("]c a");
    let theirs = brought(&article, &Notebook::default(), "x");
    r.send(Message::Saved {
        generation: 1,
        serial: 1,
        incoming: Some(theirs),
        warnings: Vec::new(),
    });
    assert_eq!(r.article().claims().len(), 10);
    assert_eq!(*r.article().saving(), Saving::Saved);
}

#[test]
fn the_focus_stays_when_others_work_comes_in() {
    let article = tram_article();
    let mut r = Reader::open(&article);
    r.press("5]c");
    let before = r.focus_words().to_owned();
    r.send(Message::Followed {
        generation: 1,
        incoming: brought(&article, &Notebook::default(), "x x"),
    });
    assert_eq!(r.focus_words(), before);
}

#[test]
fn reading_goes_on_where_it_was_left() {
    let article = long(30);
    let mut first = Reader::open(&article);
    first.press("7} q");
    let place = first.reading().top().at.absolute(first.article().document());
    let r = Reader::with(
        &article,
        Opening {
            place: Some(place),
            ..Opening::default()
        },
    );
    assert_eq!(r.reading().visible().start, first.reading().visible().start);
    let past = Reader::with(
        &article,
        Opening {
            place: Some(usize::MAX / 2),
            ..Opening::default()
        },
    );
    assert!(past.reading().visible().end <= past.article().text().len());
}

#[test]
fn the_end_asked_for_from_outside_keeps_everything() {
    let mut r = Reader::open(&tram_article());
    r.press("a 2").send(Message::Terminate);
    assert_eq!(r.notes().len(), 1, "a digit is no decision");
    assert!(matches!(r.effects.last(), Some(Effect::Quit)));
    assert_eq!(r.saves(), 1);
}

#[test]
fn suspend_and_redraw_are_asked_for() {
    let mut r = Reader::open(&tram_article());
    r.effects.clear();
    r.press("C-z C-l");
    assert!(matches!(r.effects[..], [Effect::Suspend, Effect::Redraw]));
}

#[test]
fn what_was_written_in_the_editor_comes_back() {
    let mut r = Reader::open(&tram_article());
    r.press("n C-o").send(Message::Edited("from outside\n".into()));
    r.press("C-s");
    assert_eq!(r.note_on("“the largest").note.as_deref(), Some("from outside"));
}

#[test]
fn another_article_is_opened_without_a_trace_of_the_one_before() {
    let mut r = Reader::open(&long(30));
    r.press("G gg 20j ge tab esc / ‘sentence’ enter ]");
    let other = Article::new("騰訊 。 騰訊騰訊騰訊騰訊騰訊");
    r.send(Message::Loaded(Box::new(postil::app::Loaded::new(
        2,
        other.document.clone(),
    ))));
    assert!(r.keys().pending().is_empty() && r.reading().finding().is_none() && r.reading().cursor() == 0);
    r.press("C-o");
    assert_eq!(r.says(), "no earlier place in the list of jumps");
    r.press("' '");
    assert_eq!(r.says(), "no jump yet");
    r.send(Message::Analysed(1, std::sync::Arc::new(tram_article().analysis)));
    assert!(
        r.article().claims().is_empty(),
        "what comes late for the other article is dropped"
    );
}

#[test]
fn the_analysis_can_be_stopped() {
    let mut r = Reader::open(&crate::article::long(3));
    r.send(Message::Reached(
        1,
        AnalysisProgress {
            percent: 40,
            ended: false,
            asks: false,
        },
    ));
    r.effects.clear();
    r.press(": s t o p - a n a l y s i s enter");
    assert!(matches!(
        r.effects[..],
        [Effect::Remember(..), Effect::StopAnalysis]
    ));
    assert_eq!(r.says(), "stopped: 40% are analysed; opened again, it goes on");
    // The part that was already being analysed.
    r.send(Message::Reached(
        1,
        AnalysisProgress {
            percent: 50,
            ended: false,
            asks: false,
        },
    ));
    assert_eq!(
        r.article().reach(),
        Some(AnalysisProgress {
            percent: 50,
            ended: true,
            asks: false,
        })
    );
    r.press(": s t o p - a n a l y s i s enter");
    assert_eq!(r.says(), "no analysis is running");
}
