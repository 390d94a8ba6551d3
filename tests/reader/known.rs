//! Known claims: shown when they are found, visited, adopted, marked as not the same.

use postil::app::{Effect, Elsewhere, ElsewherePlace, ElsewhereRelation, Message, Mode, Overlay, Part};
use postil::notes::{AnnotationKind, Evidence, Status};

use crate::article::tram;
use crate::script::Reader;

fn evidence(source: &str) -> Evidence {
    Evidence {
        source: source.into(),
        ..Evidence::default()
    }
}

/// Known as a claim of another article, refuted there.
pub fn same() -> Elsewhere {
    Elsewhere {
        name: "0190-there".into(),
        relation: ElsewhereRelation::Same,
        claim: "The tram will cost nothing".into(),
        title: "The Daily".into(),
        day: "21 Sep 2025".into(),
        verdict: Some("refuted".into()),
        evidence: vec![evidence("https://a.example/costs"), evidence("budget.pdf")],
        place: ElsewherePlace::Article("daily.txt".into(), "0190-there".into()),
    }
}

/// Another figure for the same thing, on a web page.
pub fn figure() -> Elsewhere {
    Elsewhere {
        name: "checks:17".into(),
        relation: ElsewhereRelation::Figures {
            here: "19 million".into(),
            there: "3 million".into(),
        },
        claim: "It has 3 million passengers".into(),
        title: "Checkers".into(),
        day: "2024-02-01".into(),
        verdict: None,
        evidence: Vec::new(),
        place: ElsewherePlace::Page("https://checks.example/17".into()),
    }
}

/// A reader with these known claims for the claim in focus.
fn told(known: Vec<Elsewhere>) -> Reader {
    let mut r = Reader::open(&tram());
    let range = r.article().focused().unwrap().range;
    r.send(Message::Elsewhere(1, vec![(range, known)]));
    r
}

fn known_lines(r: &Reader) -> Vec<String> {
    let lines = r.card_lines(&r.subject());
    lines
        .into_iter()
        .filter(|l| matches!(l.part, Part::Elsewhere(_)))
        .map(|l| l.text)
        .collect()
}

#[test]
fn claims_are_looked_up_once_and_what_is_found_moves_nothing() {
    let mut r = Reader::open(&tram());
    let asked = |r: &Reader| -> Vec<usize> {
        let of = |e: &Effect| match e {
            Effect::LookElsewhere { claims, .. } => Some(claims.claims.len()),
            _ => None,
        };
        r.effects.iter().filter_map(of).collect()
    };
    assert_eq!(asked(&r), [r.article().claims().len()]);
    r.press("a x");
    assert_eq!(asked(&r).len(), 1, "a decision asks nothing");
    let (top, focus) = (r.reading().top(), r.article().focus());
    let range = r.article().focused().unwrap().range;
    r.send(Message::Elsewhere(1, vec![(range, vec![same()])]));
    assert_eq!((r.reading().top(), r.article().focus()), (top, focus));
    r.send(Message::Elsewhere(7, vec![(range, vec![figure()])]));
    assert_eq!(known_lines(&r).len(), 1, "of another article");
}

#[test]
fn figures_that_disagree_come_first_and_the_card_says_what_is_known() {
    let r = told(vec![same(), figure()]);
    assert_eq!(
        known_lines(&r),
        [
            "≠ 19 million here, 3 million there: Checkers, 2024-02-01\n“It has 3 million passengers”",
            "≈ checked: The Daily, 21 Sep 2025: refuted, 2 sources\n“The tram will cost nothing”",
        ]
    );
}

#[test]
fn the_other_passage_is_shown_and_the_way_back_leads_here() {
    let mut r = told(vec![same()]);
    r.press("gk");
    assert!(
        r.effects
            .iter()
            .any(|e| matches!(e, Effect::Open(name) if name == "daily.txt"))
    );
    // A web page is shown before it is opened.
    let mut r = told(vec![figure()]);
    r.press("gk");
    assert!(matches!(r.overlay(), Some(Overlay::Link(link)) if link.shown() == "https://checks.example/17"));
    // In the same article.
    let mut r = Reader::open(&tram());
    let there = r.article().claims().last().unwrap().range;
    let range = r.article().focused().unwrap().range;
    let here = Elsewhere {
        place: ElsewherePlace::Here(there),
        ..figure()
    };
    r.send(Message::Elsewhere(1, vec![(range, vec![here])]));
    let from = r.reading().top();
    r.press("o");
    while !matches!(
        r.card_lines(&r.subject())[r.card().unwrap().line()].part,
        Part::Elsewhere(_)
    ) {
        r.press("j");
    }
    r.press("enter");
    assert_eq!(r.mode(), Mode::Read);
    assert!(r.reading().seen().overlaps(there));
    r.press("C-o");
    assert_eq!(r.reading().top(), from);
}

#[test]
fn a_verdict_is_adopted_with_its_evidence_and_taken_back() {
    let mut r = told(vec![same()]);
    r.press("gy");
    assert_eq!(r.says(), "adopted: refuted, from The Daily");
    let claim = r.notes()[0].clone();
    assert_eq!(
        (claim.kind, claim.status),
        (AnnotationKind::Claim, Status::Checked)
    );
    assert_eq!(claim.verdict.as_deref(), Some("refuted"));
    let sources: Vec<&str> = claim.evidence.iter().map(|e| e.source.as_str()).collect();
    assert_eq!(
        sources,
        [
            "https://a.example/costs",
            "budget.pdf",
            "daily.txt (annotation 0190-there)"
        ]
    );
    assert_eq!(
        claim.evidence[2].quote.as_deref(),
        Some("The tram will cost nothing")
    );
    r.press("gy");
    assert_eq!(r.says(), "this was adopted already");
    r.press("u");
    assert!(r.notes().is_empty());
    // A figure that disagrees is not a verdict on this one; another person's verdict name is not in our set.
    let mut r = told(vec![figure()]);
    r.press("gy");
    assert!(r.notes().is_empty() && r.says().starts_with("the figures disagree"));
    let mut r = told(vec![Elsewhere {
        verdict: Some("Four Pinocchios".into()),
        ..same()
    }]);
    r.press("gy");
    assert!(r.says().contains("not one of yours"), "{}", r.says());
    assert_eq!(r.notes()[0].verdict, None);
}

#[test]
fn what_is_not_the_same_is_remembered_in_the_notes_and_can_be_taken_back() {
    let mut r = told(vec![same(), figure()]);
    let claims = r.article().claims().len();
    r.press("2g-");
    assert_eq!(r.says(), "not the same: The tram will cost nothing");
    assert_eq!(r.article().claims().len(), claims, "the claim itself stays");
    assert_eq!(known_lines(&r).len(), 1);
    assert_eq!(r.notes()[0].rejected_match(), Some("0190-there"));
    assert!(r.saves() == 1 && r.summary().rejected == 0);
    r.press("g-");
    assert!(known_lines(&r).is_empty());
    r.press("gk");
    assert!(r.says().starts_with("nothing is known"), "{}", r.says());
    r.press("u u");
    assert_eq!(known_lines(&r).len(), 2);
    // On the card, with the key that removes.
    r.press("o");
    while !matches!(
        r.card_lines(&r.subject())[r.card().unwrap().line()].part,
        Part::Elsewhere(_)
    ) {
        r.press("j");
    }
    r.press("d");
    assert_eq!(known_lines(&r).len(), 1);
}
