//! The index of known articles.

use std::fs;

use postil::document::{Fingerprint, TextRange};
use postil::notes::{Annotation, AnnotationKind, Change, Step};
use postil::store::library::{self, Entry, Progress, entries};

use super::{Desk, anchor, at, begun, claim, document, id};

#[test]
fn the_library_knows_what_was_opened() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let known = entries(&desk.paths);
    assert_eq!(known.len(), 1);
    assert_eq!(
        (known[0].title.as_str(), known[0].counts.claims),
        ("Harbour to close", 1)
    );
    assert_eq!(known[0].notes.as_deref(), Some(notes.as_path()));
    // Without the log, from the notes alone; and a damaged log counts as missing.
    desk.lose_index();
    fs::write(desk.paths.state.join("library.log"), "garbage").unwrap();
    let known = entries(&desk.paths);
    assert_eq!((known.len(), known[0].opened), (1, None));
    // Articles opened now are recorded anyway.
    let opened = desk.open(&document(), &article);
    opened.session.record(&opened.notebook, at(9)).unwrap();
    assert_eq!(entries(&desk.paths)[0].opened, Some(at(9)));
}

#[test]
fn what_was_known_before_there_were_notes_belongs_to_the_notes() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let mut opened = desk.open(&document(), &article);
    let read = Entry {
        title: "Harbour to close".into(),
        source: Some("Courier".into()),
        date: Some("2026-03-14".into()),
        paths: vec![article.clone()],
        fingerprint: Some(Fingerprint::of(document().text())),
        progress: Some(Progress {
            decided: 0,
            claims: 3,
        }),
        opened: Some(at(1)),
        ..Entry::default()
    };
    library::record(&desk.paths, &read).unwrap();
    claim(&mut opened.notebook, &document(), 1, "closed for two years");
    opened.session.save(&opened.notebook).unwrap();
    let known = entries(&desk.paths);
    assert_eq!(known.len(), 1, "{known:?}");
    assert_eq!(known[0].source.as_deref(), Some("Courier"));
    assert_eq!((known[0].counts.claims, known[0].opened), (1, Some(at(1))));
    assert_eq!(known[0].progress, None, "it was of other notes");
    // The state when the reader leaves stays until the notes change.
    let left = Entry {
        progress: Some(Progress {
            decided: 1,
            claims: 3,
        }),
        opened: Some(at(2)),
        ..known[0].clone()
    };
    library::record(&desk.paths, &left).unwrap();
    opened.session.record(&opened.notebook, at(3)).unwrap();
    assert_eq!(entries(&desk.paths)[0].progress, left.progress);
    assert_eq!(entries(&desk.paths)[0].date.as_deref(), Some("2026-03-14"));
    // A highlight decides nothing.
    let words = document();
    let range = TextRange::new(0, 3);
    let highlight = Annotation::new(id(2), AnnotationKind::Highlight, anchor(&words, range), at(4));
    opened.notebook.apply(Step {
        label: "highlight".into(),
        at: at(4),
        changes: vec![Change {
            id: id(2),
            before: None,
            after: Some(highlight),
        }],
    });
    opened.session.save(&opened.notebook).unwrap();
    let known = &entries(&desk.paths)[0];
    assert_eq!((known.counts.annotations, known.progress), (2, left.progress));
}

#[test]
fn an_article_is_forgotten_and_its_notes_are_kept() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let [known] = &entries(&desk.paths)[..] else {
        panic!()
    };
    let kept = library::forget(&desk.paths, known).unwrap().unwrap();
    assert!(entries(&desk.paths).is_empty());
    assert!(!notes.exists() && kept.exists());
    assert_eq!(
        kept.file_name().unwrap().to_str().unwrap(),
        format!("{}.forgotten", notes.file_name().unwrap().to_str().unwrap())
    );
    // One without notes; opened again it is known again, also in a rebuilt index.
    let opened = Entry {
        title: "Only read".into(),
        paths: vec![desk.article("b.txt")],
        opened: Some(at(1)),
        ..Entry::default()
    };
    library::record(&desk.paths, &opened).unwrap();
    assert_eq!(entries(&desk.paths).len(), 1);
    library::forget(&desk.paths, &opened).unwrap();
    assert!(entries(&desk.paths).is_empty());
    std::fs::remove_file(library::index_file(&desk.paths)).unwrap();
    assert!(entries(&desk.paths).is_empty());
    library::record(&desk.paths, &opened).unwrap();
    assert_eq!(entries(&desk.paths).len(), 1);
}
