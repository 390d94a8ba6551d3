//! Accepting, rejecting, verdicts, and moving on; how many keys each takes.

use postil::app::keys::Action;
use postil::app::{Mode, Saving};
use postil::config::settings::{Digits, Settings};
use postil::notes::{AnnotationKind, Status};

use crate::article::tram as tram_article;
use crate::script::{Opening, Reader, script, steps, tram};

#[test]
fn the_very_first_key_accepts() {
    tram("a", |r| {
        let note = r.note_on("“the largest decision");
        assert_eq!(note.kind, AnnotationKind::Claim);
        assert_eq!(note.speech.as_ref().unwrap().speaker, "Edda Lorne");
        assert_eq!(note.speech.as_ref().unwrap().cue.as_deref(), Some("calls"));
        assert_eq!(note.verdict, None);
        assert_eq!(note.status, Status::ToCheck);
        assert!(r.says().starts_with("accepted: "), "{}", r.says());
        assert_eq!(r.focus_words(), "the line will carry 24,000 passengers a day");
        assert_eq!(r.saves(), 1);
        assert_eq!(*r.article().saving(), Saving::Saving);
    });
}

#[test]
fn each_suggested_claim_costs_one_key() {
    let article = tram_article();
    let all = article.analysis.claims.len();
    let mut r = Reader::open(&article);
    r.press(&"a ".repeat(all));
    assert_eq!(r.count(AnnotationKind::Claim), all);
    assert!(
        r.article()
            .claims()
            .iter()
            .all(postil::app::ClaimItem::is_decided)
    );
    assert!(r.says().contains("every claim is decided"), "{}", r.says());
    assert_eq!(r.saves(), all, "every action is saved when it is done");
}

#[test]
fn a_claim_that_was_not_suggested_costs_at_most_five_keys() {
    // With a verdict and without looking at the keys: select the sentence, make it a claim.
    let words = "The vote needs 21 of 41 seats";
    let mut r = Reader::sized(&tram_article(), 100, 60);
    r.press("c");
    let letter = match r.overlay() {
        Some(postil::app::Overlay::Hints(hints)) => {
            let at = r.find_words(words).start;
            hints
                .labels()
                .iter()
                .find(|l| l.range.contains(at))
                .unwrap()
                .letters
                .clone()
        }
        _ => panic!("c shows letters"),
    };
    let keys = format!("c ‘{letter}’ ,2");
    assert!(steps(&keys).len() <= 5, "{keys}");
    let mut r = Reader::sized(&tram_article(), 100, 60);
    r.press(&keys);
    let note = r.note_on(words);
    assert_eq!(note.verdict.as_deref(), Some("disputed"));

    // At the reading position two keys are enough, three with a verdict.
    script("The tower is 90 metres high. It leans.", "V c ,3", |r| {
        let note = r.note_on("The tower");
        assert_eq!(note.anchor.quote, "The tower is 90 metres high.");
        assert_eq!(note.verdict.as_deref(), Some("refuted"));
    });
}

#[test]
fn mending_a_boundary_costs_at_most_two_keys() {
    // Into the queue, and one key a word.
    tram("enter ]", |r| {
        assert_eq!(
            r.notes()[0].anchor.quote,
            "the largest decision of a generation.”"
        );
    });
    tram("enter {", |r| {
        assert_eq!(r.notes()[0].anchor.quote, "“the largest decision of a generation")
    });
}

#[test]
fn a_rejected_suggestion_never_comes_back() {
    let article = tram_article();
    let mut r = Reader::open(&article);
    r.press("x");
    assert!(r.says().starts_with("rejected: "), "{}", r.says());
    assert_eq!(r.article().claims().len(), 10);
    assert_eq!(r.count(AnnotationKind::Rejection), 1);
    assert_eq!(r.focus_words(), "the line will carry 24,000 passengers a day");
    let mut again = Reader::with(
        &article,
        Opening {
            notebook: r.article().notebook().clone(),
            ..Opening::default()
        },
    );
    assert_eq!(again.article().claims().len(), 10);
    again.analysed(&article.analysis);
    assert_eq!(again.article().claims().len(), 10);
}

#[test]
fn rejecting_an_accepted_claim_takes_it_back_for_good() {
    tram("a [c x", |r| {
        assert_eq!(r.count(AnnotationKind::Claim), 0);
        assert_eq!(r.count(AnnotationKind::Rejection), 1);
        assert_eq!(r.article().claims().len(), 10);
    });
}

#[test]
fn a_verdict_is_a_prefix_and_its_digit_or_letter() {
    for keys in [
        "2", "12", "3 G", "5 g g", "1 2 G", "3 z z", "4 /", "3 :", "2 v", "2 f", "3 enter", "1 q", "0",
    ] {
        tram(keys, |r| {
            assert!(
                r.article().notebook().is_empty(),
                "{keys}: a digit while reading is a count"
            );
        });
    }
    tram(",", |r| assert_eq!(r.keys().waiting(), Some(Action::Verdict)));
    tram(", esc a", |r| assert_eq!(r.note_on("“the largest").verdict, None));
    for keys in [",2", ",d", ",D"] {
        tram(keys, |r| {
            assert_eq!(r.note_on("“the largest").verdict.as_deref(), Some("disputed"))
        });
    }
    tram(",2", |r| {
        let note = r.note_on("“the largest");
        assert_eq!(note.verdict.as_deref(), Some("disputed"));
        assert_eq!(note.status, Status::Checked);
        assert_eq!(r.focus_words(), "the line will carry 24,000 passengers a day");
    });
    tram(",1 ,2 ,3", |r| {
        let verdicts: Vec<_> = r.notes().iter().map(|a| a.verdict.clone().unwrap()).collect();
        assert_eq!(
            verdicts,
            ["supported", "disputed", "refuted"],
            "each on the next claim"
        );
    });
    tram(",9", |r| {
        assert!(r.says().starts_with("no verdict 9"), "{}", r.says());
        assert!(r.article().notebook().is_empty());
    });
    let opening = Opening {
        settings: Settings {
            digits: Digits::Verdicts,
            ..Settings::default()
        },
        ..Opening::default()
    };
    let mut r = Reader::with(&tram_article(), opening);
    r.press("2");
    assert_eq!(r.note_on("“the largest").verdict.as_deref(), Some("disputed"));
}

#[test]
fn in_the_queue_a_digit_is_a_verdict_at_once() {
    tram("enter 1 3", |r| {
        assert_eq!(r.mode(), Mode::Queue);
        let verdicts: Vec<_> = r.notes().iter().map(|a| a.verdict.clone().unwrap()).collect();
        assert_eq!(verdicts, ["supported", "refuted"]);
        assert_eq!(r.focus_words(), "puts the figure at 11,000");
        assert_eq!(r.article().progress(), (2, 11));
    });
}

#[test]
fn a_verdict_replaces_a_verdict() {
    tram(",1 [c ,3", |r| {
        assert_eq!(r.notes().len(), 1);
        assert_eq!(r.notes()[0].verdict.as_deref(), Some("refuted"));
    });
}

#[test]
fn the_queue_begins_at_what_nobody_decided_and_ends_where_reading_goes_on() {
    tram("a a enter", |r| {
        assert_eq!(r.mode(), Mode::Queue);
        assert_eq!(r.focus_words(), "puts the figure at 11,000");
    });
    tram("enter j j esc", |r| {
        assert_eq!(r.mode(), Mode::Read);
        assert_eq!(r.focus_words(), "puts the figure at 11,000");
        assert!(
            r.reading()
                .visible()
                .overlaps(r.article().focused().unwrap().range)
        );
    });
    script("No claim here.", "enter", |r| {
        assert_eq!(r.mode(), Mode::Read);
        assert!(!r.says().is_empty());
    });
}

#[test]
fn after_a_decision_the_first_open_claim_further_on_is_next() {
    // The second claim is already decided: accepting the first moves on to the third.
    tram("]c a [c [c a", |r| {
        assert_eq!(r.focus_words(), "puts the figure at 11,000")
    });
    // After the last one it starts again with the skipped ones.
    tram("]c a a a a a a a a a a", |r| {
        assert!(r.focus_words().starts_with("“the largest"), "{}", r.focus_words());
    });
}

#[test]
fn repeating_does_the_last_decision_on_the_claim_in_focus() {
    tram(",2 .", |r| {
        let verdicts: Vec<_> = r.notes().iter().map(|a| a.verdict.clone().unwrap()).collect();
        assert_eq!(verdicts, ["disputed", "disputed"]);
    });
    tram("x . .", |r| assert_eq!(r.count(AnnotationKind::Rejection), 3));
    tram("s ‘Nobody’ enter ]c .", |r| {
        assert_eq!(
            r.note_on("the line will").speech.as_ref().unwrap().speaker,
            "Nobody"
        );
    });
    tram(".", |r| assert_eq!(r.says(), "nothing to repeat yet"));
}

#[test]
fn before_the_analysis_ends_nothing_is_decided_and_why_is_told() {
    let article = tram_article();
    let opening = Opening {
        analysed: false,
        ..Opening::default()
    };
    let mut r = Reader::with(&article, opening);
    for keys in ["a", "x", ",", "s", "e", "enter", "n", "t"] {
        r.press(keys);
        assert!(r.says().contains("analysed"), "{keys}: {}", r.says());
        assert!(r.article().notebook().is_empty());
    }
    r.press("V c");
    assert_eq!(
        r.count(AnnotationKind::Claim),
        1,
        "what the reader selects needs no analysis"
    );
    r.analysed(&article.analysis);
    assert!(r.article().focus().is_some());
}

#[test]
fn reading_on_while_the_analysis_runs_leaves_the_page_alone() {
    let article = tram_article();
    let mut r = Reader::with(
        &article,
        Opening {
            size: (100, 12),
            analysed: false,
            ..Opening::default()
        },
    );
    r.press("10j");
    let (page, cursor) = (r.reading().visible(), r.reading().cursor());
    r.analysed(&article.analysis);
    assert_eq!((r.reading().visible(), r.reading().cursor()), (page, cursor));
    let focus = r.article().focused().unwrap();
    assert!(
        focus.range.start >= page.start,
        "the first `a` accepts what is in view"
    );
}

#[test]
fn a_status_is_stepped_and_set() {
    tram("K", |r| assert_eq!(r.notes()[0].status, Status::Checking));
    tram("K K", |r| assert_eq!(r.notes()[0].status, Status::Checked));
    tram(": ‘status to check’ enter", |r| {
        assert_eq!(r.notes()[0].status, Status::ToCheck)
    });
    tram(": ‘status done’ enter", |r| {
        assert!(r.says().contains("checking"), "{}", r.says())
    });
}

#[test]
fn an_annotation_is_removed_and_brought_back() {
    tram("a [c gx", |r| {
        assert_eq!(r.notes().len(), 0);
        assert!(r.says().contains("u brings it back"), "{}", r.says());
    });
    tram("a [c gx u", |r| assert_eq!(r.notes().len(), 1));
    tram("gx", |r| assert!(r.says().starts_with("no annotation here")));
}

#[test]
fn decisions_keep_the_page_where_it_is_when_what_is_next_is_on_it() {
    let mut r = Reader::sized(&tram_article(), 100, 40);
    let page = r.reading().visible();
    r.press("a a a");
    assert_eq!(r.reading().visible(), page);
}

#[test]
fn what_is_added_after_a_decision_is_added_to_the_claim_just_decided() {
    let first = "“the largest";
    for (keys, check) in [
        (",2 e ‘https://example.org/a’ enter", "evidence"),
        (",2 n ‘odd’ C-s", "note"),
        (",2 t ‘law’ enter", "tags"),
        (",2 s ‘Runa Falk’ enter", "speaker"),
        (",2 e ‘a’ enter n ‘odd’ C-s t ‘law’ enter", "all"),
        ("enter 2 e ‘a’ enter", "queue"),
        ("tab 2 e ‘a’ enter", "list"),
    ] {
        tram(keys, |r| {
            assert_eq!(r.notes().len(), 1, "{check}: {:#?}", r.notes());
            assert_eq!(r.note_on(first).verdict.as_deref(), Some("disputed"), "{check}");
            assert!(r.in_hand().is_some(), "{check}");
        });
    }
    // Until the reader moves or decides again.
    for keys in [
        ",2 j e ‘a’ enter",
        ",2 ]c [c e ‘a’ enter",
        ",2 esc e ‘a’ enter",
        ",2 a e ‘a’ enter",
    ] {
        tram(keys, |r| {
            assert!(r.note_on(first).evidence.is_empty(), "{keys}: {}", r.says());
        });
    }
}

#[test]
fn a_prompt_names_and_lifts_what_it_is_about() {
    let mut r = Reader::open(&tram_article());
    r.press(",2 e");
    let lifted = r.lifted().unwrap();
    assert!(r.article().document().slice(lifted).starts_with("“the largest"));
    r.press("esc");
    assert_ne!(
        r.lifted(),
        Some(lifted),
        "then the claim in focus is lifted again"
    );
}

#[test]
fn a_claim_out_of_sight_is_shown_before_it_is_decided_on() {
    let article = crate::article::late_claim();
    for keys in ["a", "x", ",", "n", "e", "s", "t", "y"] {
        let mut r = Reader::open(&article);
        let claim = r.article().claims()[0].range;
        assert!(!r.reading().visible().overlaps(claim));
        r.press(keys);
        assert!(
            r.article().notebook().is_empty() && r.overlay().is_none(),
            "{keys}"
        );
        assert_eq!(r.keys().waiting(), None);
        assert!(r.says().contains("out of sight"), "{keys}: {}", r.says());
        assert!(r.reading().visible().overlaps(claim), "{keys}");
        r.press("a");
        assert_eq!(r.notes().len(), 1, "{keys} a");
    }
}

#[test]
fn enter_opens_the_queue_on_the_claim_in_focus() {
    tram("a [c enter", |r| {
        assert_eq!(r.mode(), Mode::Queue);
        assert!(r.focus_words().starts_with("“the largest"), "decided or not");
    });
}
