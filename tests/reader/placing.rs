//! Opening an article with many notes: those near the reading position are located first and shown immediately, commands that need the
//! others wait, and the message about a changed text counts all.

use postil::app::{Awaited, Loaded, Message, Overlay};
use postil::notes::{Annotation, AnnotationKind, Id, Located, Locator, Notebook, anchor};

use crate::article::Article;
use crate::script::{Opening, Reader, steps};
use postil::document::TextRange;

/// An article of 200 paragraphs with a highlight on a word of each, and the same after an edit.
fn edited() -> (Article, Notebook) {
    let text = |first: &str| -> String {
        let lines: Vec<String> = (0..200)
            .map(|n| format!("Paragraph {n} tells of harbour number {n} and no other."))
            .collect();
        format!("# A long report\n\n{first}{}", lines.join("\n\n"))
    };
    let (old, new) = (
        Article::new(&text("")),
        Article::new(&text("A paragraph that is new.\n\n")),
    );
    let now = postil::notes::Timestamp::from_second(1_790_000_000).unwrap();
    let notes = (0..200).map(|n| {
        let words = format!("harbour number {n} ");
        let start = old.document.text().find(&words).unwrap();
        let range = TextRange::new(start, start + words.len() - 1);
        let id = Id(uuid::Uuid::from_u128(n + 1));
        Annotation::new(id, AnnotationKind::Highlight, anchor(&old.document, range), now)
    });
    let notebook = Notebook::new(notes.collect::<Vec<_>>());
    (new, notebook)
}

/// A reader with the first ten notes, and the positions of the others.
fn begun() -> (Reader, Vec<(Id, Located)>) {
    let (article, notebook) = edited();
    let mut r = Reader::with(&Article::new("# Nothing"), Opening::default());
    let locator = Locator::new(&article.document);
    let mut near: Vec<(Id, Located)> = notebook
        .annotations()
        .map(|a| (a.id, locator.locate(&a.anchor)))
        .collect();
    let far = near.split_off(10);
    r.send(Message::Loaded(Box::new(Loaded {
        notebook,
        located: near,
        awaited: Some(Awaited::Places),
        changed: true,
        ..Loaded::new(2, article.document)
    })));
    (r, far)
}

fn marked(reader: &Reader) -> Vec<&str> {
    let all = reader
        .article()
        .annotated_in(TextRange::new(0, reader.article().text().len()));
    all.map(|(range, _)| reader.article().document().slice(range))
        .collect()
}

#[test]
fn the_passages_in_view_are_shown_before_the_others_are_found() {
    let (mut r, far) = begun();
    let first: Vec<String> = (0..10).map(|n| format!("harbour number {n}")).collect();
    assert_eq!(
        marked(&r),
        first,
        "where they stand now, and nothing of the others"
    );
    r.press("gn");
    assert!(
        r.says().starts_with("waits until all notes are found"),
        "{}",
        r.says()
    );
    r.press("esc j");
    assert!(r.status().notice().is_none(), "moving does not wait");
    r.send(Message::Located(1, far.clone()));
    assert_eq!(marked(&r).len(), 10, "of another article");
    r.send(Message::Located(2, far));
    assert_eq!(marked(&r).len(), 200);
    assert_eq!(marked(&r)[199], "harbour number 199");
    let says = r.says().to_owned();
    assert!(
        says.contains("of the passages with notes 199 moved, 1 ambiguous (:review)"),
        "{says}"
    );
}

#[test]
fn what_needs_all_places_waits_with_every_key_after_it() {
    let (mut r, far) = begun();
    r.press("V m u ]n");
    assert_eq!(r.article().notebook().len(), 200, "nothing is decided meanwhile");
    r.send(Message::Located(2, far));
    assert_eq!(r.article().notebook().annotations().count(), 200);
    assert_eq!(r.article().notebook().undone().len(), 1, "marked, and taken back");
    assert!(r.at().starts_with("harbour number"), "{}", r.at());
}

#[test]
fn what_came_in_meanwhile_is_not_put_back() {
    let (mut r, far) = begun();
    let id = far[5].0;
    let elsewhere = Located {
        range: Some(r.find_words("Paragraph 3")),
        ..far[5].1
    };
    let all: Vec<Annotation> = r.article().notebook().all().cloned().collect();
    let incoming = postil::notes::Incoming {
        number: 1,
        from: all.clone(),
        to: all,
        conflicts: Vec::new(),
    };
    r.send(Message::Followed {
        generation: 2,
        incoming: postil::app::RemoteChanges {
            incoming: Box::new(incoming),
            located: vec![(id, elsewhere)],
        },
    });
    r.send(Message::Located(2, far));
    let annotation = r.article().notebook().get(id).unwrap();
    assert_eq!(r.article().located(annotation), elsewhere);
}

#[test]
fn another_article_does_not_get_the_keys_that_waited() {
    let (mut r, _) = begun();
    r.press("V m");
    r.send(Message::Loaded(Box::new(Loaded::new(
        3,
        Article::new("# Another\n\nIts words.").document,
    ))));
    assert!(r.article().notebook().is_empty() && r.reading().selection().is_none());
    for key in steps("V m") {
        r.send(Message::Key(key));
    }
    assert_eq!(r.article().notebook().len(), 1, "and its own are its own");
    assert!(!matches!(r.overlay(), Some(Overlay::Review(_))));
}
