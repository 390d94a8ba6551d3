//! Several articles on the command line.

use std::sync::Arc;

use postil::app::{Effect, Loaded, Message, Overlay};

use crate::article::{Article, tram as tram_article};
use crate::script::{Reader, tram};

fn started_with(names: &[&str]) -> Reader {
    let mut r = Reader::open(&tram_article());
    r.model.set_files(names.iter().map(|n| (*n).to_owned()).collect());
    r
}

fn opened(r: &Reader) -> Option<&str> {
    r.effects.iter().rev().find_map(|e| match e {
        Effect::Open(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The article of that name is loaded.
fn show(r: &mut Reader, name: &str) {
    let generation = r.article().generation() + 1;
    let document = Arc::new((*Article::new("Another.").document).clone());
    r.send(Message::Loaded(Box::new(Loaded {
        path: Some(name.into()),
        ..Loaded::new(generation, document)
    })));
}

#[test]
fn one_goes_from_one_to_the_next_and_back() {
    let mut r = started_with(&["tram.txt", "b.txt", "c.txt"]);
    r.press("[f");
    assert_eq!((r.says(), opened(&r)), ("this is the first of the files", None));
    r.press("]f");
    assert_eq!(opened(&r), Some("b.txt"));
    show(&mut r, "b.txt");
    r.press(": ‘next’ enter");
    assert_eq!(opened(&r), Some("c.txt"));
    show(&mut r, "c.txt");
    r.press("]f");
    assert_eq!(r.says(), "this is the last of the files");
    r.press(": ‘prev’ enter");
    assert_eq!(opened(&r), Some("b.txt"));
    show(&mut r, "b.txt");
    r.press("2]f");
    assert_eq!(r.says(), "this is the last of the files");
    r.press("[f");
    assert_eq!(opened(&r), Some("tram.txt"));
}

#[test]
fn the_list_of_them_opens_one() {
    let mut r = started_with(&["tram.txt", "b.txt", "c.txt"]);
    r.press("gF");
    match r.overlay() {
        Some(Overlay::Page(page)) => assert_eq!((page.lines.len(), page.chosen), (3, Some(0))),
        other => panic!("{other:?}"),
    }
    r.press("down down enter");
    assert_eq!(opened(&r), Some("c.txt"));
    tram("gF", |r| {
        assert!(r.says().contains("postil FOLDER"), "{}", r.says())
    });
    tram("]f", |r| {
        assert!(r.says().contains("postil FOLDER"), "{}", r.says())
    });
}

#[test]
fn an_annotation_is_found_by_its_id() {
    let mut r = Reader::open(&tram_article());
    r.press("a");
    let annotation = r.article().notebook().annotations().next().unwrap().clone();
    let id = annotation.id.to_string();
    r.press("G");
    for name in [
        id.clone(),
        format!("^postil-{id}"),
        id[id.len() - 12..].to_owned(),
    ] {
        r.press(&format!(": ‘at {name}’ enter"));
        assert!(r.says().starts_with("at: "), "{}", r.says());
        let focused = r.article().focused().unwrap();
        assert_eq!(focused.id(), Some(annotation.id));
    }
    r.press(": ‘at 00000000’ enter");
    assert!(
        r.says().contains("no annotation of this article has the id"),
        "{}",
        r.says()
    );
}
