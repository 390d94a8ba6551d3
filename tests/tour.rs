//! The built-in article must show what Postil can do.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::BTreeSet;

use postil::analysis::{EntityKind, analyse};
use postil::document::{BlockKind, Document};
use postil::import::{Options, import};

const TOUR: &str = include_str!("../assets/tour.md");

fn tour() -> Document {
    let options = Options {
        name: Some("tour.md".into()),
        ..Options::default()
    };
    let imported = import(TOUR.as_bytes(), &options).unwrap();
    assert_eq!(imported.warnings, []);
    imported.document
}

#[test]
fn it_has_every_part_of_an_article() {
    let document = tour();
    let kinds: BTreeSet<&str> = document.blocks().iter().map(|b| b.kind.name()).collect();
    for kind in [
        "title",
        "standfirst",
        "byline",
        "heading",
        "paragraph",
        "item",
        "quote",
        "caption",
        "rule",
    ] {
        assert!(kinds.contains(kind), "{kind} is missing in {kinds:?}");
    }
    assert_eq!(document.blocks()[0].kind, BlockKind::Title);
    assert_eq!(document.metadata().date, Some("2026-03-14".parse().unwrap()));
    assert!(
        (700..1100).contains(&document.words()),
        "{} words",
        document.words()
    );
}

#[test]
fn its_speakers_and_figures_are_found() {
    let document = tour();
    let analysis = analyse(&document);
    let speakers: BTreeSet<&str> = analysis
        .claims
        .iter()
        .filter_map(|c| c.speaker.as_ref())
        .map(|s| s.name.as_str())
        .collect();
    for name in [
        "Marta Okafor",
        "Walter Brandt",
        "Ruth Anand",
        "Tomas Lindqvist",
        "Dev Halloran",
    ] {
        assert!(speakers.contains(name), "{name} is missing in {speakers:?}");
    }
    let persons: BTreeSet<&str> = analysis
        .entities
        .iter()
        .filter(|e| e.kind == EntityKind::Person)
        .map(|e| e.name.as_str())
        .collect();
    assert!(
        persons.contains("Marta Okafor") && persons.contains("Ruth Anand"),
        "{persons:?}"
    );
    let figures = analysis
        .entities
        .iter()
        .filter(|e| matches!(e.kind, EntityKind::Money | EntityKind::Quantity));
    assert!(figures.count() >= 5);
    assert!(analysis.claims.len() >= 12);
}

#[test]
fn it_names_no_keys() {
    // Keys can be changed: the tour's tasks name the current ones, which the reader's tests check.
    let marked: Vec<&str> = TOUR.split('`').skip(1).step_by(2).collect();
    assert_eq!(marked, ["postil"]);
}
