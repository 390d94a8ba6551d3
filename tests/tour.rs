//! The article that comes with Postil must show what Postil can do.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::BTreeSet;

use postil::analysis::{EntityKind, analyse};
use postil::app::keys::action::Modes;
use postil::app::keys::keymap::{Keymap, Lookup};
use postil::config::{Key, Label};
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
fn every_key_it_names_does_something() {
    let keymap = Keymap::new();
    let keys: Vec<&str> = TOUR
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|k| *k != "postil")
        .collect();
    assert!(keys.len() > 20);
    for key in keys {
        let sequence = Key::parse_sequence(key).unwrap();
        let is_verdict = key
            .parse::<u8>()
            .is_ok_and(|n| Label::verdicts().iter().any(|v| v.key == char::from(b'0' + n)));
        let known = [Modes::READ, Modes::SELECT]
            .iter()
            .any(|mode| keymap.lookup(*mode, &sequence) != Lookup::Nothing);
        assert!(is_verdict || known, "{key}");
    }
}
