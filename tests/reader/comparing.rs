//! The changes since the article was last read, claim by claim.

use std::sync::Arc;

use postil::analysis::analyse;
use postil::analysis::revision::{earlier, revision};
use postil::app::{Comparison, Effect, Loaded, Message, Overlay};
use postil::import::{Options, import};
use postil::notes::Locator;

use crate::article::Article;
use crate::script::Reader;

const OLD: &str = "The pier\n\n“We found cracks in 14 of the 40 piles,” said Ida Lund of the harbour office.\n\nThe work will cost 3 million crowns, Mayor Per Holm said.\n\nThe ferry will stop in March, the company said.\n";
const NEW: &str = "The pier\n\n“We found cracks in 19 of the 40 piles,” said Ida Lund of the harbour office.\n\nThe work will cost 3 million crowns, Mayor Per Holm said.\n\nAnn Lee, who runs a café there, said that she lost half of her guests.\n";

fn article(text: &str) -> Article {
    let document = Arc::new(import(text.as_bytes(), &Options::default()).unwrap().document);
    let analysis = analyse(&document);
    Article { document, analysis }
}

/// The runtime's answer to the last request for a comparison.
fn answered(reader: &mut Reader, old: &str) {
    let asked = reader.effects.iter().rev().find_map(|e| match e {
        Effect::Compare {
            generation, number, ..
        } => Some((*generation, *number)),
        _ => None,
    });
    let (generation, number) = asked.expect("a comparison was asked for");
    let now = reader.model.article().document().clone();
    let then = earlier(article(old).document.text(), &now);
    let changes = revision((&then, &analyse(&then)), (&now, &analyse(&now)));
    let comparison = Comparison {
        number,
        of: 2,
        changes,
    };
    reader.send(Message::Compared {
        generation,
        result: Ok(comparison),
    });
}

/// The article compared with its last text.
fn compared() -> Reader {
    let mut reader = Reader::open(&article(NEW));
    reader.press(": ‘diff’ enter");
    answered(&mut reader, OLD);
    reader
}

#[test]
fn a_comparison_that_is_late_covers_nothing_that_is_being_typed() {
    let mut reader = Reader::open(&article(NEW));
    reader.press(": ‘diff’ enter n ‘half a note’");
    answered(&mut reader, OLD);
    assert!(reader.says().contains("meanwhile"), "{}", reader.says());
    assert!(
        matches!(reader.overlay(), Some(Overlay::Editor(editor)) if editor.field().text() == "half a note")
    );
}

fn looked_at(reader: &Reader) -> (&'static str, String) {
    match &reader.model.overlay() {
        Some(Overlay::Diff(c)) => {
            let change = &c.comparison().changes[c.at()];
            let side = change.new.as_ref().or(change.old.as_ref()).unwrap();
            (change.name(), side.text.clone())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_goes_from_change_to_change_and_into_the_text() {
    let mut r = compared();
    let (what, text) = looked_at(&r);
    assert_eq!(what, "changed");
    assert!(text.contains("19 of the 40"), "{text}");
    r.press("j");
    let second = looked_at(&r);
    assert_ne!(second.0, "kept", "what was kept is gone past");
    r.press("G");
    let last = looked_at(&r);
    r.press("j");
    assert!(r.says().starts_with("the last claim"), "{}", r.says());
    assert_eq!(looked_at(&r), last);
    r.press("gg enter");
    assert!(r.overlay().is_none());
    assert!(r.at().contains("We found cracks in 19"), "{}", r.at());
    r.press("C-o");
    assert!(!r.says().starts_with("nowhere"), "it was a jump");
}

#[test]
fn which_text_it_is_compared_with_is_chosen() {
    let mut r = compared();
    r.press("]");
    assert_eq!(r.says(), "the last text that was read");
    r.press("[");
    answered(&mut r, NEW);
    match r.overlay() {
        Some(Overlay::Diff(c)) => {
            assert_eq!((c.comparison().number, c.comparison().of), (2, 2));
            assert_eq!(
                c.counts()[0].1,
                c.comparison().changes.len(),
                "nothing changed since that one"
            );
        }
        other => panic!("{other:?}"),
    }
    r.press("[");
    assert_eq!(r.says(), "the oldest text that is kept");
    r.press("q");
    assert!(r.overlay().is_none());
    r.press(": ‘diff nonsense’ enter");
    assert!(r.says().contains("not the number"), "{}", r.says());
}

#[test]
fn what_comes_too_late_or_not_at_all_is_told() {
    let mut r = Reader::open(&article(NEW));
    r.press("gd");
    r.send(Message::Compared {
        generation: 1,
        result: Err("no other text of this article is stored".into()),
    });
    assert!(
        r.says().starts_with("no other text of this article is stored"),
        "{}",
        r.says()
    );
    r.send(Message::Compared {
        generation: 7,
        result: Ok(Comparison::default()),
    });
    assert!(r.overlay().is_none(), "of an article that is no longer open");
    r.send(Message::Compared {
        generation: 1,
        result: Ok(Comparison::default()),
    });
    r.press("j k enter");
    assert!(
        matches!(r.overlay(), Some(Overlay::Diff(_))),
        "no claims in either"
    );
}

#[test]
fn an_edit_that_nobody_announced_is_told_and_shown_without_any_notes() {
    let mut r = Reader::open(&article(NEW));
    let read = postil::notes::Timestamp::from_second(1_790_000_000).unwrap();
    r.send(Message::Differs(7, read));
    assert_eq!(r.says(), "", "of an article that is no longer open");
    r.send(Message::Differs(1, read));
    let says = "the text is not the one read on 2026-09-21 14:13: gd shows what changed";
    assert_eq!(r.says(), says);
    r.press("gd");
    answered(&mut r, OLD);
    assert!(matches!(r.overlay(), Some(Overlay::Diff(_))));
    assert_eq!(r.article().notebook().len(), 0);
}

#[test]
fn of_a_text_with_notes_the_last_reading_and_the_notes_are_told_in_one() {
    let mut r = Reader::open(&article(OLD));
    r.press("} V m } V m");
    let notebook = r.article().notebook().clone();
    let new = article(NEW);
    let place = Locator::new(&new.document);
    let located = notebook.annotations().map(|a| (a.id, place.locate(&a.anchor)));
    r.send(Message::Loaded(Box::new(Loaded {
        located: located.collect(),
        notebook,
        changed: true,
        warnings: vec!["the encoding was guessed".into()],
        ..Loaded::new(2, new.document)
    })));
    let end = ": gd shows what changed; of the passages with notes 1 where it was, 1 changed (:review) · the encoding was guessed";
    assert_eq!(
        r.says(),
        format!("the text is not the one on which the notes were last saved{end}")
    );
    let read = postil::notes::Timestamp::from_second(1_790_000_000).unwrap();
    r.send(Message::Differs(2, read));
    assert!(
        r.says()
            .starts_with("the text is not the one read on 2026-09-21 14:13: gd"),
        "{}",
        r.says()
    );
    assert!(r.says().contains("1 changed (:review)"), "{}", r.says());
}
