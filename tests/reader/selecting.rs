//! Selecting with the keyboard, and the commands for a selection.

use postil::analysis::EntityKind;
use postil::app::{Overlay, SelectionKind};
use postil::notes::AnnotationKind;

use crate::article::tram as tram_article;
use crate::script::{Reader, script, tram};

const TEXT: &str = "One two three. Four five; six seven.\n\nEight nine ten.";

fn selects(keys: &str) -> String {
    let mut words = String::new();
    script(TEXT, keys, |r| words = r.selected_words().to_owned());
    words
}

#[test]
fn characters_words_and_rows() {
    assert_eq!(selects("v"), "O");
    assert_eq!(selects("v l l"), "One");
    assert_eq!(selects("v 2l"), "One");
    assert_eq!(selects("v e"), "One");
    assert_eq!(selects("v w"), "One t");
    assert_eq!(selects("v w w b"), "One t");
    assert_eq!(selects("v 3e"), "One two three");
    assert_eq!(selects("v $"), "One two three. Four five; six seven.");
    assert_eq!(selects("v $ 0"), "O");
    assert_eq!(selects("v )"), "One two three.");
    assert_eq!(selects("v ) )"), "One two three. Four five; six seven.");
    assert_eq!(selects("v }"), "One two three. Four five; six seven.");
    assert_eq!(selects("v G"), TEXT);
}

#[test]
fn sentences() {
    assert_eq!(selects("V"), "One two three.");
    assert_eq!(selects("V )"), "One two three. Four five; six seven.");
    assert_eq!(selects("V j"), "One two three. Four five; six seven.");
    assert_eq!(selects("V ) ("), "One two three.");
    assert_eq!(selects("v w V"), "One two three.");
}

#[test]
fn ends_are_swapped() {
    assert_eq!(selects(") v w o h"), " Four f", "the other end moves after o");
    script(TEXT, ") v e o", |r| {
        let s = r.reading().selection().unwrap();
        assert!(s.head < s.anchor);
        assert_eq!(r.selected_words(), "Four");
    });
}

#[test]
fn words_sentences_and_paragraphs_are_taken() {
    assert_eq!(selects(") v l aw"), "Four");
    assert_eq!(selects("v w as"), "One two three.");
    assert_eq!(selects("v w ap"), "One two three. Four five; six seven.");
    assert_eq!(selects("v aw l l"), "One t", "and may be grown from there");
    script(TEXT, "V ap", |r| {
        assert_eq!(r.reading().selection().unwrap().kind, SelectionKind::Characters)
    });
}

#[test]
fn a_selection_ends_without_a_trace() {
    for keys in ["v esc", "V C-c", "v e esc"] {
        script(TEXT, keys, |r| {
            assert!(r.reading().selection().is_none(), "{keys}");
            assert!(r.article().notebook().is_empty());
        });
    }
    script(TEXT, "v h", |r| assert_eq!(r.says(), "no further"));
}

#[test]
fn a_letter_picks_a_sentence() {
    script(TEXT, "f", |r| match r.overlay() {
        Some(Overlay::Hints(hints)) => {
            let letters: Vec<_> = hints.labels().iter().map(|l| l.letters.as_str()).collect();
            assert_eq!(letters, ["a", "s", "d"]);
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(selects("f s"), "Four five; six seven.");
    assert_eq!(selects("f d"), "Eight nine ten.");
    script(TEXT, "f z", |r| {
        assert!(r.says().contains('z'), "{}", r.says());
        assert!(r.overlay().is_none() && r.reading().selection().is_none());
    });
    script(TEXT, "f esc", |r| {
        assert!(r.overlay().is_none() && !r.says().is_empty())
    });
    script(TEXT, "c s", |r| {
        assert_eq!(r.notes()[0].anchor.quote, "Four five; six seven.")
    });
}

#[test]
fn more_sentences_than_letters_take_two() {
    let text = (1..=40)
        .map(|i| format!("Number {i} is here. "))
        .collect::<Vec<_>>()
        .concat();
    script(&text, "f a s", |r| {
        assert_eq!(r.selected_words(), "Number 2 is here.")
    });
    script(&text, "f s a", |r| {
        assert_eq!(r.selected_words(), "Number 27 is here.")
    });
    script(&text, "f s", |r| {
        assert!(matches!(r.overlay(), Some(Overlay::Hints(..))))
    });
}

#[test]
fn a_claim_takes_the_speaker_of_the_suggestion_it_covers() {
    // The sentence of the second suggestion.
    let mut r = Reader::sized(&tram_article(), 100, 50);
    r.press("/ ‘The city’ enter esc").press("V c");
    let note = r.note_on("The city’s own study, finished");
    assert_eq!(note.kind, AnnotationKind::Claim);
    assert_eq!(note.speech.as_ref().unwrap().speaker, "the city’s own study");
    assert_eq!(
        r.article().claims().len(),
        11,
        "the suggestion it covers is not listed beside it"
    );
    assert!(
        r.focus_words().starts_with("The city’s own"),
        "a digit then gives it a verdict"
    );
    assert!(r.reading().selection().is_none());
}

#[test]
fn a_name_is_identified_by_its_kinds_letter() {
    script("Ada Wells spoke.", "v e e io", |r| {
        let note = r.note_on("Ada Wells");
        assert_eq!(note.kind, AnnotationKind::Entity);
        assert_eq!(note.entity_kind, Some(EntityKind::Organization));
        assert_eq!(note.name.as_deref(), Some("Ada Wells"));
        assert_eq!(r.article().entities().len(), 1);
        assert!(r.says().contains("organization"), "{}", r.says());
    });
    script("Ada Wells spoke.", "v e e i", |r| {
        assert_eq!(r.keys().pending().len(), 1, "a letter is to follow")
    });
    script("Ada Wells spoke.", "v e e i z", |r| {
        assert!(!r.says().is_empty());
        assert!(r.article().notebook().is_empty());
    });
}

#[test]
fn every_kind_has_a_letter_of_its_own() {
    for (letter, kind) in postil::app::KIND_LETTERS {
        script("Ada Wells spoke.", &format!("v e i{letter}"), |r| {
            assert_eq!(r.notes()[0].entity_kind, Some(kind), "{letter}");
        });
    }
}

#[test]
fn the_readers_word_on_an_entity_counts() {
    // ‘Halden Bay’ in the first paragraph, tagged as an organization.
    let mut r = Reader::sized(&tram_article(), 100, 50);
    r.press("/ ‘Halden Bay will’ enter esc v 2e io");
    let place = r
        .article()
        .entities()
        .iter()
        .find(|e| e.kind == EntityKind::Place && e.name == "Halden Bay");
    let said = r.find_words("Halden Bay will").start;
    assert!(place.is_none_or(|e| e.mentions.iter().all(|m| m.start != said)));
    let organization = r
        .article()
        .entities()
        .iter()
        .find(|e| e.kind == EntityKind::Organization && e.name == "Halden Bay");
    assert_eq!(organization.unwrap().mentions[0].start, said);
}

#[test]
fn highlights_notes_and_tags() {
    script(TEXT, "v e m", |r| {
        assert_eq!(r.note_on("One").kind, AnnotationKind::Highlight);
        assert!(r.says().starts_with("marked"), "{}", r.says());
    });
    script(TEXT, "v e n ‘odd’ C-s", |r| {
        let note = r.note_on("One");
        assert_eq!(note.kind, AnnotationKind::Note);
        assert_eq!(note.note.as_deref(), Some("odd"));
        assert!(r.overlay().is_none() && r.reading().selection().is_none());
    });
    script(TEXT, "v e t ‘law #money law’ enter", |r| {
        let note = r.note_on("One");
        assert_eq!(note.kind, AnnotationKind::Highlight);
        assert_eq!(note.tags, ["law", "money"]);
    });
}

#[test]
fn a_selection_is_copied_with_its_citation() {
    let mut r = Reader::open(&tram_article());
    r.press("/ ‘The council of’ enter esc v 2e y");
    let copied = r.copied().unwrap();
    assert!(copied.starts_with("“The council” ("), "{copied}");
    for part in ["Council weighs a tram line", "Bay Post", "2026-05-21", "tram.txt"] {
        assert!(copied.contains(part), "{part} in {copied}");
    }
    assert!(r.reading().selection().is_none());
    tram("y", |r| {
        let copied = r.copied().unwrap();
        assert!(
            copied.starts_with("“the largest decision of a generation.” ("),
            "{copied}"
        );
    });
    script("Nothing.", "y", |r| {
        assert!(r.copied().is_none());
        assert!(r.says().starts_with("nothing to copy"));
    });
}

#[test]
fn a_selection_of_blanks_makes_no_claim() {
    script("a   b", "v l h", |r| assert_eq!(r.selected_words(), "a"));
    script("One two.", "v 3l o 3l c", |r| {
        // Only the blank is selected.
        assert_eq!(r.count(AnnotationKind::Claim), 0, "{:?}", r.notes());
    });
}

#[test]
fn wide_and_joined_characters_are_selected_whole() {
    script("騰訊 👩‍👩‍👧 é", "v", |r| {
        assert_eq!(r.selected_words(), "騰")
    });
    script("騰訊 👩‍👩‍👧 e\u{301}x", "v 3l", |r| {
        assert_eq!(r.selected_words(), "騰訊 👩‍👩‍👧")
    });
    script("騰訊 👩‍👩‍👧 e\u{301}x", "v 5l", |r| {
        assert_eq!(r.selected_words(), "騰訊 👩‍👩‍👧 é")
    });
}

#[test]
fn nothing_is_selected_where_no_row_is_in_view() {
    let mut r = Reader::sized(&crate::article::tram(), 20, 0);
    r.press("v c");
    assert!(r.reading().selection().is_none() && r.notes().is_empty());
}
