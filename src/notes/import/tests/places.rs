//! The passages of drafts in an article.

use super::*;

fn hypothesis(quote: &str, prefix: &str, suffix: &str, at: Option<(usize, usize)>) -> String {
    let mut selectors = vec![serde_json::json!({
        "type": "TextQuoteSelector", "exact": quote, "prefix": prefix, "suffix": suffix
    })];
    if let Some((start, end)) = at {
        selectors.push(serde_json::json!({"type": "TextPositionSelector", "start": start, "end": end}));
    }
    serde_json::json!({"rows": [{"id": "a", "target": [{"source": "x", "selector": selectors}]}]}).to_string()
}

fn document(text: &str) -> Document {
    let mut b = Builder::new();
    b.block(BlockKind::Title, "Buch 🌊🌊🌊");
    b.block(BlockKind::Paragraph, text);
    b.finish()
}

/// The place of an imported annotation, and its state when the article is opened.
fn placed(document: &Document, text: &str) -> (IntakeClass, AnchorState, Option<usize>) {
    let imported = super::imported(text, document, &Notebook::default());
    let class = imported.items[0].class;
    let Some(annotation) = made(&imported).first().copied().cloned() else {
        return (class, AnchorState::Orphan, None);
    };
    let at = Locator::new(document).locate(&annotation.anchor);
    (class, at.state, at.range.map(|r| r.start))
}

#[test]
fn equal_words_are_told_apart_by_a_position_in_any_unit() {
    let document = document("É true. 🌊 It rained. Then é it stopped. It rained. Again: It rained.");
    let text = document.text();
    let all: Vec<usize> = text.match_indices("It rained.").map(|(at, _)| at).collect();
    for at in all {
        let scalars = text[..at].chars().count();
        let units = text[..at].encode_utf16().count();
        for start in [scalars, units, at] {
            let file = hypothesis("It rained.", "", "", Some((start, start + 10)));
            assert_eq!(
                placed(&document, &file),
                (BroughtIn, AnchorState::Ok, Some(at)),
                "{start} of {at}"
            );
        }
    }
    let wrong = hypothesis("It rained.", "", "", Some((3, 13)));
    let (class, state, _) = placed(&document, &wrong);
    assert_eq!((class, state), (InDoubt, AnchorState::Ambiguous));
}

#[test]
fn blanks_are_no_context() {
    let document =
        document("It rained. The pump failed at noon. It rained. The pump failed at noon. It rained.");
    for suffix in ["\n", " ", "\n\n\t ", ""] {
        for prefix in ["pump failed at noon. ", "  ", ""] {
            let file = hypothesis("It rained.", prefix, suffix, None);
            let (class, state, _) = placed(&document, &file);
            let asked = matches!(state, AnchorState::Ambiguous | AnchorState::Changed);
            assert!(class == InDoubt && asked, "{prefix:?} {suffix:?}: {state:?}");
        }
    }
    // Long context with a space at its end, which only the wrong place has.
    let anchor = crate::notes::Anchor {
        quote: "It rained.".into(),
        prefix: "rained. The pump failed at noon. ".into(),
        suffix: "\n".into(),
        ..Default::default()
    };
    let at = Locator::new(&document).locate(&anchor);
    assert_ne!(at.state, AnchorState::Ok);
    assert_ne!(at.state, AnchorState::Moved);
}

#[test]
fn what_occurs_is_never_lost_at_once() {
    let document = document("The strain WB-21 came from Oslo, and the strain WB-21 from Turin was kept.");
    for (prefix, suffix) in [
        ("", ""),
        ("quite ", " other"),
        ("strain ", " from Bergen, where they"),
    ] {
        let file = hypothesis("WB-21", prefix, suffix, None);
        let (class, state, start) = placed(&document, &file);
        assert!(
            class == InDoubt && state != AnchorState::Orphan && start.is_some(),
            "{prefix}"
        );
    }
    let once = hypothesis("from Turin", "something else ", " entirely", None);
    assert_eq!(placed(&document, &once).1, AnchorState::Changed);
    let near = hypothesis("the strain WB-21 from Turino was kept", "", "", None);
    assert_eq!(placed(&document, &near).1, AnchorState::Changed);
    assert_eq!(
        placed(&document, &hypothesis("nothing of the kind", "", "", None)).0,
        NotFound
    );
}

#[test]
fn context_counts_by_its_letters() {
    // A program that joins blocks without a space, and puts a menu between them.
    let document = document("Menu. The dam held. It rained. Nobody knew. It rained. The end.");
    let file = hypothesis("It rained.", "Nobodyknew.", "Theend.© 2026", None);
    let second = document.text().rfind("It rained.").unwrap();
    assert_eq!(
        placed(&document, &file),
        (BroughtIn, AnchorState::Ok, Some(second))
    );
}
