//! Searching all articles: the hits, going to one, and returning.

use std::sync::Arc;

use postil::app::{Arrival, Effect, FoundArticle, FoundPassage, Loaded, Message, Overlay};
use postil::document::TextRange;

use crate::article::{Article, tram as tram_article};
use crate::script::Reader;

fn passage(what: &str, words: &str, arrival: Arrival) -> FoundPassage {
    FoundPassage {
        what: what.into(),
        words: words.into(),
        marks: words
            .match_indices("ferry")
            .map(|(at, w)| at..at + w.len())
            .collect(),
        arrival,
    }
}

fn found() -> Vec<FoundArticle> {
    vec![
        FoundArticle {
            title: "Nine boats lost".into(),
            about: "Courier, 2026-01-09".into(),
            opens: "/elsewhere/boats.txt".into(),
            hits: vec![
                passage(
                    "claim",
                    "the ferry company knew",
                    Arrival::Annotation("0190aa".into()),
                ),
                passage(
                    "text",
                    "…a ferry and nine boats",
                    Arrival::Passage(TextRange::new(3, 8)),
                ),
            ],
        },
        FoundArticle {
            title: "Ferry cuts evening boats".into(),
            opens: "/elsewhere/ferry.txt".into(),
            hits: vec![passage(
                "note",
                "ask the ferry",
                Arrival::Passage(TextRange::new(0, 0)),
            )],
            ..FoundArticle::default()
        },
    ]
}

#[test]
fn what_is_typed_is_looked_for_in_all_articles() {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘search \"nine boats\" tag:law’ enter");
    let asked = |e: &Effect| matches!(e, Effect::SearchLibrary(typed) if typed == "\"nine boats\" tag:law");
    assert!(r.effects.iter().any(asked), "{:?}", r.effects);
    let before = r.effects.len();
    r.press("g/ ‘ferry’ enter");
    let asked = |e: &Effect| matches!(e, Effect::SearchLibrary(typed) if typed == "ferry");
    assert!(r.effects[before..].iter().any(asked), "{}", r.says());
}

#[test]
fn enter_goes_to_the_passage() {
    let mut r = Reader::open(&tram_article());
    r.send(Message::FoundInLibrary("ferry".into(), Ok(found())));
    let Some(Overlay::Page(page)) = r.model.overlay() else {
        panic!("no page")
    };
    let headings: Vec<&str> = page
        .lines
        .iter()
        .filter(|l| l.heading)
        .map(|l| l.left.as_str())
        .collect();
    assert_eq!(
        headings,
        [
            "Nine boats lost  · Courier, 2026-01-09",
            "Ferry cuts evening boats"
        ]
    );
    r.press("down enter");
    let opened = |e: &Effect| matches!(e, Effect::Open(name) if name == "/elsewhere/boats.txt");
    assert!(r.effects.iter().any(opened), "{:?}", r.effects);
    assert!(r.model.overlay().is_none());
    // The article is opened, and the passage is in view; the jump list leads back to the previous article.
    let document = Arc::new((*Article::new("A ferry was late. Nine boats were lost.").document).clone());
    r.send(Message::Loaded(Box::new(Loaded {
        path: Some("/elsewhere/boats.txt".into()),
        ..Loaded::new(r.article().generation() + 1, document)
    })));
    let before = r.effects.len();
    r.press("C-o");
    let opens: Vec<&Effect> = r.effects[before..]
        .iter()
        .filter(|e| matches!(e, Effect::Open(_)))
        .collect();
    assert_eq!(opens.len(), 1, "{:?}", r.effects);
}

#[test]
fn what_is_found_late_covers_nothing_that_is_being_typed() {
    let mut r = Reader::open(&tram_article());
    r.press("n ‘half a note’");
    r.send(Message::FoundInLibrary("ferry".into(), Ok(found())));
    assert!(r.says().contains("meanwhile"), "{}", r.says());
    assert!(matches!(r.overlay(), Some(Overlay::Editor(editor)) if editor.field().text() == "half a note"));
}

#[test]
fn nothing_found_and_what_is_no_query_are_said() {
    let mut r = Reader::open(&tram_article());
    r.send(Message::FoundInLibrary("whale".into(), Ok(Vec::new())));
    assert!(r.says().contains("no article contains whale"), "{}", r.says());
    r.send(Message::FoundInLibrary(
        "a:b".into(),
        Err("there is no field ‘a’".into()),
    ));
    assert!(r.says().contains("there is no field"), "{}", r.says());
    assert!(r.model.overlay().is_none());
}
