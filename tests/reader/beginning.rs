//! A long article of which only the beginning is loaded: reading works, and commands that need the rest wait.

use std::sync::Arc;

use postil::app::{Awaited, Loaded, Message, Tone};
use postil::document::{BlockKind, Builder, Document};

use crate::article::long;
use crate::script::{Opening, Reader};

fn paragraphs(count: usize) -> Arc<Document> {
    let mut b = Builder::new();
    b.block(BlockKind::Title, "A long report");
    for n in 0..count {
        b.block(
            BlockKind::Paragraph,
            &format!("Paragraph {n} of the report says little."),
        );
    }
    Arc::new(b.finish())
}

/// A reader with the first hundred of a thousand paragraphs, and the whole article for later.
fn begun() -> (Reader, Box<Loaded>) {
    let mut r = Reader::with(
        &long(3),
        Opening {
            analysed: false,
            ..Opening::default()
        },
    );
    r.send(Message::Loaded(Box::new(Loaded {
        awaited: Some(Awaited::Article),
        ..Loaded::new(2, paragraphs(100))
    })));
    (r, Box::new(Loaded::new(3, paragraphs(1000))))
}

#[test]
fn what_the_beginning_can_show_is_shown_at_once() {
    let (mut r, whole) = begun();
    r.press("space");
    let page = r.reading().top();
    assert!(page.at.block > 0 && r.status().notice().is_none());
    r.press("b");
    assert_eq!(r.reading().top().at.block, 0);
    r.press("space");
    r.send(Message::Loaded(whole));
    assert_eq!(r.reading().top(), page, "the page stays when the whole is there");
    assert_eq!(r.article().document().blocks().len(), 1001);
}

#[test]
fn what_needs_the_rest_waits_for_it_with_all_keys_after_it() {
    let (mut r, whole) = begun();
    r.press("G");
    assert!(r.says().contains("waits until the whole article is read"));
    r.press("k / p a r a g r a p h");
    assert_eq!(r.reading().top().at.block, 0);
    r.send(Message::Loaded(whole));
    assert!(
        r.reading().visible().end > r.article().text().len() / 2,
        "the end is shown"
    );
    assert!(r.overlay().is_some(), "the search is being typed");
}

#[test]
fn who_does_not_want_to_wait_goes_on_reading() {
    let (mut r, whole) = begun();
    r.press("G j esc");
    assert_eq!(r.says(), "no longer waiting");
    r.press("j");
    let row = r.reading().top();
    r.send(Message::Loaded(whole));
    assert_eq!(r.reading().top(), row);
}

#[test]
fn paging_past_the_beginning_waits_and_nothing_is_decided_on_it() {
    let (mut r, whole) = begun();
    for keys in ["V c", "a", "v", "m a", "50 %", ": h i s t o r y enter", "n"] {
        r.press(keys);
        assert!(
            r.reading().selection().is_none()
                && r.overlay().is_none()
                && r.article().notebook().all().next().is_none(),
            "{keys}"
        );
        r.press("esc");
    }
    for _ in 0..40 {
        r.press("space");
    }
    let notice = r.status().notice().as_ref().map(|n| n.tone);
    assert_eq!(notice, Some(Tone::Done), "it says that it waits");
    r.send(Message::Loaded(whole));
    let at = r.reading().top().at.block;
    assert!(at > 100, "every page that was asked for was turned: {at}");
}

#[test]
fn a_longer_beginning_takes_the_place_of_the_first_and_what_waits_goes_on_waiting() {
    let (mut r, whole) = begun();
    r.press("j");
    let row = r.reading().top();
    let mut longer = Loaded::new(2, whole.document.clone());
    longer.awaited = Some(Awaited::Article);
    r.send(Message::Loaded(Box::new(longer)));
    assert_eq!(r.reading().top(), row, "the reader stays where he is");
    for _ in 0..40 {
        r.press("space");
    }
    assert!(
        r.reading().top().at.block > 100,
        "there is more to page through: {:?}",
        r.reading().top()
    );
    r.press("G j");
    assert_eq!(
        r.status().notice().as_ref().map(|n| n.tone),
        Some(Tone::Done),
        "it waits"
    );
    r.send(Message::Loaded(whole));
    assert!(
        r.reading().visible().end > r.article().text().len() / 2,
        "the end is shown"
    );
}

#[test]
fn keys_that_were_begun_go_on_when_the_whole_comes() {
    let (mut r, whole) = begun();
    for _ in 0..3 {
        r.press("space");
    }
    r.press("g");
    r.send(Message::Loaded(whole));
    assert!(r.reading().top().at.block > 0);
    r.press("g");
    assert_eq!(r.reading().top().at.block, 0, "gg is one command: {}", r.says());
}

#[test]
fn an_article_is_read_while_its_notes_are_looked_for_and_nothing_is_decided() {
    let document = paragraphs(1000);
    let mut r = Reader::with(
        &long(3),
        Opening {
            analysed: false,
            ..Opening::default()
        },
    );
    r.send(Message::Loaded(Box::new(Loaded {
        awaited: Some(Awaited::Notes),
        ..Loaded::new(2, document.clone())
    })));
    r.press("5 0 %");
    let place = r.reading().top();
    assert!(place.at.block > 100, "all of it can be read: {place:?}");
    r.press("V c k");
    assert!(r.says().contains("which notes are the article's"), "{}", r.says());
    assert!(r.saves() == 0 && r.reading().selection().is_none());
    r.send(Message::Loaded(Box::new(Loaded::new(2, document))));
    assert_eq!(r.reading().top().at.block, place.at.block, "the page stays");
    assert_eq!(r.saves(), 1, "what waited is done");
}
