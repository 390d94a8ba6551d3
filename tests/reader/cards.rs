//! The card: everything about a claim, an annotation or an entity is on it, and can be changed and removed there.

use postil::app::{Mode, Part};

use crate::article::tram;
use crate::script::Reader;

/// The lines of the card, as `title: words`.
fn card(reader: &Reader) -> Vec<String> {
    let lines = reader.card_lines(&reader.subject());
    lines.iter().map(|l| format!("{}: {}", l.title, l.text)).collect()
}

fn line_of(reader: &Reader, part: Part) -> usize {
    let lines = reader.card_lines(&reader.subject());
    lines.iter().position(|l| l.part == part).unwrap()
}

/// Moves the selection to the line of that part.
fn choose(reader: &mut Reader, part: Part) {
    reader.press("gg");
    for _ in 0..line_of(reader, part) {
        reader.press("j");
    }
}

#[test]
fn evidence_is_changed_and_removed_and_nothing_else() {
    let mut reader = Reader::open(&tram());
    reader.press(",3 e ‘https://one.example “first”’ enter e ‘-two.pdf’ enter o");
    assert_eq!(reader.mode(), Mode::Card);
    choose(&mut reader, Part::Evidence(0));
    reader.press("enter");
    let prompt = match reader.overlay() {
        Some(postil::app::Overlay::Prompt(prompt)) => prompt.field.text(),
        other => panic!("{other:?}"),
    };
    assert_eq!(prompt, "https://one.example “first”");
    reader.press("C-u ‘+https://one.example/page “second”’ enter");
    assert_eq!(reader.mode(), Mode::Card, "back on the card");
    let claim = reader.article().focused().unwrap().id().unwrap();
    let evidence = |reader: &Reader| {
        let annotation = reader.article().notebook().get(claim).unwrap().clone();
        annotation
            .evidence
            .iter()
            .map(|e| e.source.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(evidence(&reader), ["https://one.example/page", "two.pdf"]);
    choose(&mut reader, Part::Evidence(1));
    reader.press("d");
    assert_eq!(evidence(&reader), ["https://one.example/page"]);
    assert_eq!(reader.says(), "removed: evidence two.pdf · u brings it back");
    reader.press("u");
    assert_eq!(evidence(&reader), ["https://one.example/page", "two.pdf"]);
    assert_eq!(
        reader.article().focused().unwrap().verdict.as_deref(),
        Some("refuted")
    );
}

#[test]
fn everything_written_of_a_claim_can_be_taken_off_its_card() {
    let mut reader = Reader::open(&tram());
    reader.press("enter 2 k t ‘money law’ enter r C-u ‘In short.’ enter n ‘A note.’ C-s o");
    for part in [Part::Note, Part::Tags, Part::Restatement, Part::Verdict] {
        choose(&mut reader, part);
        reader.press("d");
        let lines = reader.card_lines(&reader.subject());
        let left = lines.iter().find(|l| l.part == part);
        assert!(left.is_none_or(|l| !l.written), "{part:?}: {:?}", reader.says());
    }
    choose(&mut reader, Part::Head);
    reader.press("d");
    assert!(reader.says().starts_with("claim removed"), "{}", reader.says());
    reader.press("u u u u u");
    assert!(
        card(&reader).contains(&"Note: A note.".to_owned()),
        "{:?}",
        card(&reader)
    );
}

#[test]
fn a_decision_on_the_card_stays_on_it_and_a_rejection_closes_it() {
    let mut reader = Reader::open(&tram());
    let first = reader.focus_words().to_owned();
    reader.press("o 1");
    assert_eq!(reader.mode(), Mode::Card);
    assert_eq!(reader.focus_words(), first);
    reader.press("e ‘a.txt’ enter");
    assert!(card(&reader).iter().any(|l| l.starts_with("Evidence: a.txt")));
    reader.press("]c");
    assert_ne!(reader.focus_words(), first);
    reader.press("x");
    assert_eq!(reader.mode(), Mode::Read);
}

#[test]
fn the_history_tells_each_verdict_that_was_replaced() {
    let mut reader = Reader::open(&tram());
    reader.press("o 1 3");
    let lines = card(&reader);
    assert!(
        lines
            .iter()
            .any(|l| l.ends_with("verdict refuted (was supported)")),
        "{lines:?}"
    );
}

#[test]
fn an_entity_lists_its_mentions_and_enter_goes_to_one() {
    let mut reader = Reader::open(&tram());
    reader.press("ge tab o");
    assert_eq!(reader.mode(), Mode::Card);
    let lines = reader.card_lines(&reader.subject());
    let mentions: Vec<_> = lines
        .iter()
        .filter_map(|l| match l.part {
            Part::Mention(range) => Some(range),
            _ => None,
        })
        .collect();
    assert!(!mentions.is_empty());
    let last = *mentions.last().unwrap();
    choose(&mut reader, Part::Mention(last));
    reader.press("enter");
    assert_eq!(reader.mode(), Mode::Read);
    assert_eq!(reader.reading().cursor(), last.start);
    // A note on an entity belongs to the entity.
    reader.press("ge tab o n ‘Who is this?’ C-s");
    assert!(
        card(&reader).contains(&"Note: Who is this?".to_owned()),
        "{:?}",
        card(&reader)
    );
    let note = reader.article().notebook().annotations().next().unwrap();
    assert_eq!(note.kind, postil::notes::AnnotationKind::Entity);
}

#[test]
fn a_card_whose_subject_is_gone_closes() {
    let mut reader = Reader::open(&tram());
    reader.press("f a m gn tab o");
    assert_eq!(reader.mode(), Mode::Card);
    reader.press("d");
    assert_ne!(reader.mode(), Mode::Card);
    assert!(reader.says().contains("removed"), "{}", reader.says());
}

#[test]
fn esc_goes_back_to_where_the_card_was_opened() {
    for (keys, mode) in [("o", Mode::Read), ("enter o", Mode::Queue), ("tab o", Mode::List)] {
        let mut reader = Reader::open(&tram());
        reader.press(keys);
        assert_eq!(reader.mode(), Mode::Card, "{keys}");
        reader.press("esc");
        assert_eq!(reader.mode(), mode, "{keys}");
    }
}

#[test]
fn wide_screens_show_the_card_beside_the_list() {
    let reader = Reader::sized(&tram(), 200, 60);
    assert!(reader.panes().card.is_some() && reader.panes().sidebar.is_some());
    assert!(Reader::sized(&tram(), 160, 60).panes().card.is_none());
    // The smallest window still says why there is no card.
    let mut small = Reader::sized(&tram(), 9, 2);
    small.press("o");
    assert_ne!(small.mode(), Mode::Card);
}

#[test]
fn while_something_is_typed_the_queue_shows_what_it_is_about() {
    let mut reader = Reader::open(&tram());
    reader.press("enter");
    let first = reader.focus_words().to_owned();
    reader.press("2");
    let second = reader.focus_words().to_owned();
    let shown = |reader: &Reader| {
        let range = reader.shown_claim().unwrap().range;
        let words = reader.article().document().slice(range).to_owned();
        assert!(reader.reading().visible().overlaps(range));
        let lines = reader.card_lines(&postil::app::Subject::Claim);
        assert!(words.starts_with(lines[0].text.split(' ').next().unwrap()));
        words
    };
    reader.press("e");
    assert_eq!(shown(&reader), first);
    reader.press("‘a.txt’ enter");
    assert_eq!(shown(&reader), second);
}
