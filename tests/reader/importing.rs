//! `:import`: annotations of other programs come in as one step, and what is left out is listed.

use postil::app::{Effect, ImportRequest, Message, Overlay, ReadyImport};
use postil::document::TextRange;
use postil::notes::import::{Accounted, IntakeChoice, IntakeClass, NotesImport, Spot};
use postil::notes::{Annotation, AnnotationKind, Change, Id, Timestamp, anchor};

use crate::article::tram as tram_article;
use crate::script::{Opening, Reader};

/// The request in the effects.
fn asked(r: &Reader) -> Option<&ImportRequest> {
    r.effects.iter().rev().find_map(|e| match e {
        Effect::ImportNotes { request, .. } => Some(request),
        _ => None,
    })
}

fn request(file: &str) -> ImportRequest {
    ImportRequest {
        file: Some(file.to_owned()),
        choice: IntakeChoice::default(),
    }
}

/// A highlight of the first claim, made elsewhere.
fn highlight(r: &Reader, n: u128) -> Annotation {
    let document = r.article().document().clone();
    let range: TextRange = r.article().claims()[0].range;
    Annotation {
        note: Some("from elsewhere".to_owned()),
        ..Annotation::new(
            Id(uuid::Uuid::from_u128(700 + n)),
            AnnotationKind::Highlight,
            anchor(&document, range),
            Timestamp::UNIX_EPOCH,
        )
    }
}

fn item(n: u64, class: IntakeClass, why: &str, id: Option<Id>) -> Accounted {
    Accounted {
        spot: Spot::Line(n),
        words: format!("words {n}"),
        class,
        why: why.to_owned(),
        id,
    }
}

fn ready(file: &str, items: Vec<Accounted>, changes: Vec<Change>) -> ReadyImport {
    ReadyImport {
        request: request(file),
        name: file.to_owned(),
        imported: NotesImport {
            items,
            changes,
            ..NotesImport::default()
        },
    }
}

/// Two highlights come in.
fn two(r: &Reader) -> ReadyImport {
    let new: Vec<Annotation> = (1..=2).map(|n| highlight(r, n)).collect();
    let items = new
        .iter()
        .map(|a| item(1, IntakeClass::BroughtIn, "", Some(a.id)));
    let changes = new.iter().map(|a| Change {
        id: a.id,
        before: None,
        after: Some(a.clone()),
    });
    ready("b.json", items.collect(), changes.collect())
}

#[test]
fn what_comes_in_is_one_step_that_keeps_its_times() {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘import b.json’ enter");
    assert_eq!(asked(&r), Some(&request("b.json")));
    let two = two(&r);
    r.send(Message::ImportReady(1, Ok(two)));
    assert_eq!(r.says(), "b.json: 2 in all: 2 brought in");
    assert_eq!(r.notes().len(), 2);
    assert_eq!(r.notes()[0].updated, Timestamp::UNIX_EPOCH);
    assert!(r.overlay().is_none() && r.saves() == 1);
    r.press("u");
    assert!(r.notes().is_empty(), "one step");
    r.press("C-r");
    assert_eq!(r.notes().len(), 2);
}

#[test]
fn what_is_left_out_is_listed_with_its_reason() {
    let mut r = Reader::open(&tram_article());
    let items = vec![
        item(1, IntakeClass::Known, "", None),
        item(2, IntakeClass::OfAnother, "“Another Book”", None),
        item(3, IntakeClass::NotFound, "", None),
    ];
    r.send(Message::ImportReady(1, Ok(ready("k.txt", items, Vec::new()))));
    let Some(Overlay::Page(page)) = r.overlay() else {
        panic!("{:?}", r.overlay())
    };
    let lines: Vec<String> = page
        .lines
        .iter()
        .map(|l| format!("{}|{}", l.left, l.right))
        .collect();
    let expected = [
        "1 not in the article|",
        "line 3|words 3",
        "1 of another article|",
        "line 2|words 2 (“Another Book”)",
    ];
    assert_eq!(lines, expected);
    assert!(r.says().contains("1 known already"), "{}", r.says());
    assert_eq!(r.saves(), 0, "nothing changed");
}

#[test]
fn an_import_prepared_before_a_change_is_prepared_again() {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘import b.json’ enter");
    let first = two(&r);
    let second = two(&r);
    r.send(Message::ImportReady(1, Ok(first)));
    r.effects.clear();
    // The same file, read before the first import was done.
    r.send(Message::ImportReady(1, Ok(second)));
    assert_eq!(asked(&r), Some(&request("b.json")));
    assert_eq!(r.notes().len(), 2);
}

#[test]
fn flags_files_and_refusals() {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘import-notes --all-sources --keep-lost my notes.csv’ enter");
    let all = ImportRequest {
        file: Some("my notes.csv".to_owned()),
        choice: IntakeChoice {
            keep_lost: true,
            all_sources: true,
        },
    };
    assert_eq!(asked(&r), Some(&all));
    r.press(": ‘import’ enter");
    assert_eq!(asked(&r).unwrap().file, None, "what is inside the article's file");
    r.send(Message::ImportReady(1, Err("no.json: no such file".to_owned())));
    assert_eq!(r.says(), "no.json: no such file");
    let opening = Opening {
        read_only: Some("another Postil writes them".to_owned()),
        ..Opening::default()
    };
    let mut r = Reader::with(&tram_article(), opening);
    r.press(": ‘import b.json’ enter");
    assert!(
        r.says().contains("read-only") && asked(&r).is_none(),
        "{}",
        r.says()
    );
}
