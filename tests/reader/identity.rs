//! The question whether an article is a known one.

use std::sync::Arc;

use postil::app::{Awaited, Effect, Loaded, Message, Overlay, Saving};
use postil::document::Fingerprint;
use postil::notes::{Annotation, AnnotationKind, Lookalike, Notebook, Relation, Timestamp};

use crate::article::{Article, tram};
use crate::script::{Opening, Reader};

pub fn known(place: &str, alike: Option<f32>) -> Lookalike {
    Lookalike {
        notes: format!("/notes/{place}.ron").into(),
        title: "City to close its oldest tram line".to_owned(),
        place: format!("/articles/{place}"),
        opened: Timestamp::from_second(1_779_000_000).ok(),
        annotations: 7,
        claims: 5,
        checked: 3,
        alike,
    }
}

/// The tram article, which is similar to the `known` ones.
pub fn asked(size: (u16, u16), known: &[Lookalike]) -> Reader {
    Reader::with(
        &tram(),
        Opening {
            size,
            lookalikes: known.to_vec(),
            read_only: Some("it is not decided yet whether this is a known article".into()),
            ..Opening::default()
        },
    )
}

fn is_asked(reader: &Reader) -> bool {
    matches!(reader.overlay(), Some(Overlay::Identity(_)))
}

pub fn answers(reader: &Reader) -> Vec<(Relation, String)> {
    let answer = |effect: &Effect| match effect {
        Effect::Identify { relation, notes, .. } => Some((*relation, notes.display().to_string())),
        _ => None,
    };
    reader.effects.iter().filter_map(answer).collect()
}

#[test]
fn each_answer_is_one_key_and_names_the_known_article() {
    let two = [known("a.txt", Some(0.97)), known("b.txt", Some(0.4))];
    for (keys, relation, notes) in [
        ("s", Relation::Same, "/notes/a.txt.ron"),
        ("v", Relation::Version, "/notes/a.txt.ron"),
        ("n", Relation::Separate, "/notes/a.txt.ron"),
        ("j v", Relation::Version, "/notes/b.txt.ron"),
        ("j k s", Relation::Same, "/notes/a.txt.ron"),
        ("j j j s", Relation::Same, "/notes/b.txt.ron"),
    ] {
        let mut reader = asked((100, 24), &two);
        assert!(is_asked(&reader));
        reader.press(keys);
        assert_eq!(answers(&reader), [(relation, notes.to_owned())], "{keys}");
        assert!(reader.overlay().is_none());
    }
}

#[test]
fn nothing_is_decided_before_it_is_answered() {
    let mut reader = asked((100, 24), &[known("a.txt", Some(0.97))]);
    for key in ["a", "x", "1", "enter", "space", "u", "E", ":", "q"] {
        reader.press(key);
        assert!(answers(&reader).is_empty(), "{key}");
        assert_eq!((reader.notes().len(), reader.saves()), (0, 0), "{key}");
        reader.press(": ‘which-article’ enter");
    }
    let mut reader = asked((100, 24), &[known("a.txt", Some(0.97))]);
    reader.press("esc");
    assert!(reader.overlay().is_none());
    assert!(
        reader.says().contains(":which-article asks again"),
        "{}",
        reader.says()
    );
    reader.press("]c a");
    assert!(
        reader.says().starts_with("nothing was changed"),
        "{}",
        reader.says()
    );
    reader.press(",3 n");
    assert_eq!((reader.notes().len(), reader.saves()), (0, 0));
    // Later the question is asked again, and answered.
    let mut reader = asked((100, 24), &[known("a.txt", Some(0.97))]);
    reader.press("esc : ‘which-article’ enter v");
    assert_eq!(answers(&reader).len(), 1);
}

#[test]
fn an_article_that_is_known_is_not_asked_about() {
    let mut reader = Reader::open(&tram());
    reader.press(": ‘which-article’ enter");
    assert!(reader.overlay().is_none());
    assert!(reader.says().contains("already known"), "{}", reader.says());
}

/// The tram article is opened again after an answer, with these notes.
fn again(reader: &mut Reader, article: &Article, notebook: Notebook) {
    let generation = reader.article().generation() + 1;
    reader.send(Message::Loaded(Box::new(Loaded {
        notebook,
        answered: Some(Relation::Version),
        ..Loaded::new(generation, article.document.clone())
    })));
    reader.send(Message::Analysed(generation, Arc::new(article.analysis.clone())));
}

/// The decisions of a first reader on the tram article, as carried over to a new version.
fn carried() -> Notebook {
    let mut first = Reader::open(&tram());
    first.press("]c a ]c ,2 V m");
    let [from, to] = ["old", "new"].map(Fingerprint::of);
    Notebook::new(
        first
            .article()
            .notebook()
            .all()
            .map(|a| a.carried_over(from, to))
            .collect::<Vec<Annotation>>(),
    )
}

#[test]
fn what_is_carried_over_is_saved_at_once_and_is_open_until_it_is_confirmed() {
    let mut reader = asked((100, 24), &[known("a.txt", Some(0.97))]);
    reader.press("v");
    again(&mut reader, &tram(), carried());
    assert_eq!(reader.saves(), 1);
    assert!(
        reader.says().starts_with("carried over from the earlier version"),
        "{}",
        reader.says()
    );
    assert_eq!(*reader.article().saving(), Saving::Saving);
    let claims = reader.article().claims().len();
    assert_eq!(
        reader.article().progress(),
        (0, claims),
        "nothing is decided on this version yet"
    );
    assert_eq!(reader.article().tally().to_go, claims);
    assert!(reader.article().tally().verdicts.is_empty());
    let of_kind = |reader: &Reader| reader.count(AnnotationKind::Claim);
    let count = of_kind(&reader);

    // Confirmed: the verdict of the earlier version applies to this one too.
    let with_verdict = reader
        .article()
        .claims()
        .iter()
        .position(|c| c.verdict.is_some())
        .unwrap();
    let verdict = reader.article().claims()[with_verdict].verdict.clone();
    while reader.article().focus() != Some(with_verdict) {
        reader.press(if reader.article().focus() < Some(with_verdict) {
            "]c"
        } else {
            "[c"
        });
    }
    reader.press("a");
    assert!(
        reader.says().starts_with("confirmed for this version"),
        "{}",
        reader.says()
    );
    let confirmed = &reader.article().claims()[with_verdict];
    assert!(confirmed.is_decided() && confirmed.verdict == verdict);
    assert_eq!((reader.article().progress().0, of_kind(&reader)), (1, count));
    // And undone: it is marked again.
    reader.press("u");
    assert!(reader.article().claims()[with_verdict].carried);
    assert_eq!(reader.article().progress().0, 0);
}

#[test]
fn keys_that_waited_for_the_rest_of_a_long_article_answer_nothing() {
    let article = tram();
    let mut reader = Reader::open(&article);
    reader.send(Message::Loaded(Box::new(Loaded {
        awaited: Some(Awaited::Article),
        ..Loaded::new(2, article.document.clone())
    })));
    reader.press("n s v");
    reader.send(Message::Loaded(Box::new(Loaded {
        lookalikes: vec![known("a.txt", Some(0.97))],
        read_only: Some("nobody has said".into()),
        ..Loaded::new(3, article.document.clone())
    })));
    assert!(is_asked(&reader));
    assert!(answers(&reader).is_empty());
}

#[test]
fn nothing_is_exported_while_it_is_not_known_whose_notes_belong_to_it() {
    let mut reader = asked((100, 24), &[known("a.txt", Some(0.9))]);
    for keys in ["esc E", "esc : ‘export html’ enter"] {
        reader.press(keys);
        assert!(reader.says().starts_with("not exported"), "{}", reader.says());
    }
    assert!(!reader.effects.iter().any(|e| matches!(e, Effect::Export(_))));
}
