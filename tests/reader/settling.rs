//! Two people's notes on one article: one difference at a time, each settled with a key, and everything can be undone.

use postil::app::overlay::Settling;
use postil::app::{Effect, Message, OtherNotes, Overlay};
use postil::document::TextRange;
use postil::notes::{
    AnchorState, Annotation, AnnotationKind, Evidence, Id, Located, Settlement, Speech, Timestamp, anchor,
};

use crate::article::tram as tram_article;
use crate::script::Reader;

fn other(r: &Reader, n: u128, words: &str, verdict: &str) -> (Annotation, Located) {
    let document = r.article().document().clone();
    let start = document.text().find(words).unwrap();
    let range = TextRange::new(start, start + words.len());
    let id = Id(uuid::Uuid::from_u128(900 + n));
    let claim = Annotation {
        verdict: Some(verdict.to_owned()),
        note: Some(format!("their note {n}")),
        author: Some("Ben".to_owned()),
        evidence: vec![Evidence::parse("+https://ben.example", Timestamp::UNIX_EPOCH)],
        speech: r
            .article()
            .claims()
            .iter()
            .find(|c| c.range == range)
            .and_then(|c| {
                Some(Speech {
                    speaker: r.article().speaker_of(c)?.to_owned(),
                    cue: r.article().cue_of(c),
                })
            }),
        ..Annotation::new(
            id,
            AnnotationKind::Claim,
            anchor(&document, range),
            Timestamp::UNIX_EPOCH,
        )
    };
    let at = Located {
        state: AnchorState::Ok,
        range: Some(range),
    };
    (claim, at)
}

fn words(r: &Reader, claim: usize) -> String {
    let range = r.article().claims()[claim].range;
    r.article().text()[range.start..range.end].to_owned()
}

/// The reader refuted the first claim and supported the second; Ben disputes the first, agrees on the second, and has a third.
fn differing() -> Reader {
    let mut r = Reader::open(&tram_article());
    r.press(", 3 , 1");
    let others = vec![
        other(&r, 1, &words(&r, 0), "disputed"),
        other(&r, 2, &words(&r, 1), "supported"),
        other(&r, 3, &words(&r, 2), "misleading"),
    ];
    r.press(": ‘agree ben.postil.ron’ enter");
    let asked = r
        .effects
        .iter()
        .any(|e| matches!(e, Effect::ReadOtherNotes { generation: 1, file } if file == "ben.postil.ron"));
    assert!(asked);
    let notes = OtherNotes {
        name: "ben.postil.ron".to_owned(),
        annotations: others,
    };
    r.send(Message::OtherNotes(1, Ok(notes)));
    r
}

fn place(r: &Reader) -> (usize, usize, usize) {
    match r.overlay() {
        Some(Overlay::Settle(settling)) => settling.place(),
        other => panic!("{other:?}"),
    }
}

fn claims(r: &Reader) -> Vec<&Annotation> {
    let mut all: Vec<_> = r.article().notebook().annotations().collect();
    all.sort_by_key(|a| a.anchor.range);
    all
}

#[test]
fn each_difference_is_settled_and_nothing_of_either_is_lost() {
    let mut r = differing();
    let before: Vec<Annotation> = claims(&r).into_iter().cloned().collect();
    assert_eq!(place(&r), (1, 2, 0), "what they agree on is no difference");
    r.press("t");
    assert_eq!(place(&r), (2, 2, 1));
    let first = claims(&r)[0].clone();
    assert_eq!(first.verdict.as_deref(), Some("disputed"));
    assert_eq!(first.note.as_deref(), Some("Ben: their note 1"));
    assert_eq!(first.evidence.len(), 1);
    r.press("t");
    assert!(r.says().contains("all differences are settled"), "{}", r.says());
    assert_eq!(claims(&r).len(), 3);
    assert_eq!(claims(&r)[2].verdict.as_deref(), Some("misleading"));
    assert_eq!(claims(&r)[2].author.as_deref(), Some("Ben"));
    r.press("t");
    assert!(r.says().starts_with("this one is settled"), "{}", r.says());
    r.press("u u");
    assert_eq!(place(&r), (1, 2, 0));
    assert_eq!(claims(&r).len(), 2);
    let again: Vec<_> = claims(&r)
        .iter()
        .map(|a| (a.verdict.clone(), a.note.clone()))
        .collect();
    let earlier: Vec<_> = before
        .iter()
        .map(|a| (a.verdict.clone(), a.note.clone()))
        .collect();
    assert_eq!(again, earlier, "all of it can be taken back");
    r.press("u");
    assert_eq!(r.says(), "nothing was settled here yet");
    r.press("b");
    let first = claims(&r)[0].clone();
    assert_eq!(first.verdict.as_deref(), Some("refuted"));
    assert_eq!(first.note.as_deref(), Some("Ben: disputed. their note 1"));
    r.press("m");
    assert_eq!(claims(&r).len(), 2, "mine stays mine");
    match r.overlay() {
        Some(Overlay::Settle(settling)) => {
            assert_eq!(settling.difference().unwrap().answer, Some(Settlement::Mine));
        }
        other => panic!("{other:?}"),
    }
    r.press("k enter");
    assert!(r.overlay().is_none());
}

#[test]
fn what_cannot_be_read_or_does_not_differ_is_said() {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘agree’ enter");
    assert!(
        r.says().contains("notes file") || r.overlay().is_some(),
        "{}",
        r.says()
    );
    r.press("esc");
    r.send(Message::OtherNotes(
        1,
        Err("no.ron: there is no such file".to_owned()),
    ));
    assert_eq!(r.says(), "no.ron: there is no such file");
    let empty = OtherNotes {
        name: "ben.ron".to_owned(),
        annotations: Vec::new(),
    };
    r.send(Message::OtherNotes(1, Ok(empty)));
    assert_eq!(r.says(), "ben.ron holds no claims");
}

#[test]
fn on_a_small_screen_all_of_a_difference_can_be_scrolled_to() {
    let mut r = Reader::sized(&tram_article(), 40, 12);
    r.press(", 3");
    let mut notes = other(&r, 1, &words(&r, 0), "disputed");
    notes.0.note = Some(format!("{}END", "long words ".repeat(30)));
    let notes = OtherNotes {
        name: "ben.postil.ron".to_owned(),
        annotations: vec![notes],
    };
    r.press(": ‘agree ben.postil.ron’ enter");
    r.send(Message::OtherNotes(1, Ok(notes)));
    let shown = |r: &Reader| {
        let Some(Overlay::Settle(settling)) = r.overlay() else {
            panic!("{:?}", r.overlay())
        };
        let room = Settling::room(r.model.panes(), r.model.settings());
        let lines = settling.lines(r.article(), r.model.settings(), room);
        let behind = (settling.scroll() + usize::from(room.1)).min(lines.len());
        let all: Vec<String> = lines.iter().map(|l| l.text.clone()).collect();
        (all[settling.scroll()..behind].join("\n"), behind == lines.len())
    };
    assert!(!shown(&r).1 && !shown(&r).0.contains("END"));
    let mut seen = shown(&r).0;
    for _ in 0..10 {
        r.press("pagedown");
        seen.push_str(&shown(&r).0);
    }
    assert!(
        shown(&r).1 && seen.contains("https://ben.example") && seen.contains("END"),
        "{seen}"
    );
    assert_eq!(r.says(), "the last line of this difference is shown");
    r.press("pageup pageup pageup pageup pageup pageup pageup");
    assert_eq!(r.says(), "the first line of this difference is shown");
    r.press("pagedown t");
    let Some(Overlay::Settle(settling)) = r.overlay() else {
        panic!()
    };
    assert_eq!(
        settling.scroll(),
        0,
        "a settled difference is shown from its beginning"
    );
}
