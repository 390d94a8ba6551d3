//! Costs that must not grow unnoticed, counted in allocations instead of seconds: opening a text, one key, one save.
//!
//! The figures are those of one thread and the same on every machine. A bound is about twice the count at the time when it was set, so it
//! detects a change of kind and not of degree.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use allocation_counter::{AllocationInfo, measure};
use postil::app::{Loaded, Message, Model, Stamps, update};
use postil::config::{Key, Settings, Themes};
use postil::document::{Document, TextRange};
use postil::import::{self, Options};
use postil::notes::{Annotation, AnnotationKind, Id, Notebook, Timestamp, anchor};
use postil::store::{Origin, Paths, Session};

fn text(bytes: usize) -> String {
    let mut text = String::from("A long report\n\nBy Ida Lund\n\n");
    let mut n = 0;
    while text.len() < bytes {
        n += 1;
        let _ = write!(
            text,
            "On day {n} the mayor said that the bridge would cost {n} million crowns, “and not a\ncrown more.” The council of the town met again, and nobody was surprised.\n\n"
        );
    }
    text
}

fn imported(text: &str) -> Document {
    let options = Options {
        name: Some(PathBuf::from("report.txt")),
        ..Options::default()
    };
    import::import(text.as_bytes(), &options).unwrap().document
}

#[derive(Debug)]
struct Fixed;

impl Stamps for Fixed {
    fn now(&mut self) -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    fn id(&mut self) -> Id {
        Id(uuid::Uuid::nil())
    }
}

/// The cost of one more press of a key, in a text of `bytes` bytes whose page was turned before.
fn key(bytes: usize, key: &str) -> AllocationInfo {
    let document = Arc::new(imported(&text(bytes)));
    let themes = Themes::built_in();
    let theme = themes.get("ink").unwrap().clone();
    let mut model = Model::new((120, 40), Settings::default(), themes, theme, Box::new(Fixed));
    let loaded = Loaded::new(1, document);
    update(&mut model, Message::Loaded(Box::new(loaded)));
    let press = |model: &mut Model| {
        update(model, Message::Key(Key::parse_sequence(key).unwrap()[0]));
    };
    for _ in 0..3 {
        press(&mut model);
    }
    measure(|| press(&mut model))
}

#[test]
fn importing_a_megabyte_holds_the_text_twice_and_no_more() {
    let text = text(1 << 20);
    let info = measure(|| drop(imported(&text)));
    // The text, the blocks, and the pieces that they are made of.
    assert!(info.bytes_max < 3 * text.len() as u64, "{info:?}");
    let paragraphs = text.matches("\n\n").count() as u64;
    assert!(
        info.count_total < 40 * paragraphs,
        "{info:?} for {paragraphs} paragraphs"
    );
}

#[test]
fn a_key_takes_the_same_whatever_the_length_of_the_article() {
    for name in ["j", "space", "d", ")"] {
        let (small, large) = (key(64 << 10, name), key(4 << 20, name));
        assert!(
            large.bytes_total < small.bytes_total * 3 / 2 + (16 << 10),
            "{name}: {small:?} {large:?}"
        );
        assert!(large.count_total < 4_000, "{name}: {large:?}");
    }
}

#[test]
fn the_beginning_of_a_text_costs_the_same_whatever_follows() {
    let text = text(1 << 20);
    let options = Options {
        name: Some(PathBuf::from("report.txt")),
        ..Options::default()
    };
    let head = &text.as_bytes()[..32 << 10];
    let info = measure(|| drop(import::beginning(head, &options).unwrap()));
    assert!(info.bytes_total < 1 << 20, "{info:?}");
}

/// The cost of one more save of `count` annotations.
fn save(count: u128) -> AllocationInfo {
    let folder = tempfile::tempdir().unwrap();
    let document = imported(&text(4 << 10));
    let open = Session::open(&Paths::under(folder.path()), &document, &Origin::Stdin, None);
    let mut session = open.unwrap().session;
    let mut annotations: Vec<Annotation> = (0..count)
        .map(|n| {
            let anchor = anchor(&document, TextRange::new(n as usize, n as usize + 40));
            let id = Id(uuid::Uuid::from_u128(n + 1));
            Annotation::new(id, AnnotationKind::Claim, anchor, Fixed.now())
        })
        .collect();
    session.save(&Notebook::new(annotations.clone())).unwrap();
    annotations[0].note = Some("ask the mayor".to_owned());
    let notebook = Notebook::new(annotations);
    measure(|| drop(session.save(&notebook).unwrap()))
}

#[test]
fn a_save_takes_no_more_for_each_annotation_where_there_are_more() {
    let (few, many) = (save(100), save(1000));
    assert!(many.count_total < 12 * few.count_total, "{few:?} {many:?}");
    assert!(many.bytes_total < 12 * few.bytes_total, "{few:?} {many:?}");
    assert!(many.bytes_total < 8_000_000, "{many:?}");
}
