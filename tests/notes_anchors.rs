//! Locating a passage, case by case. `docs/anchoring.md` has the rule and the measurements.

use postil::document::{BlockKind, Builder, Document, TextRange};
use postil::notes::{AnchorState, Locator, anchor};

const HARBOUR: &str = "The harbour wall was built in 1907 by the town council, and has stood in every storm since. \
    The council says that the wall will last for another forty years without any repair. \
    Nobody asked the fishermen who moor their boats behind it every night.";
const FERRY: &str = "A ferry has been promised to the island for as long as anyone there can remember. \
    It was to come last spring, the ministry said in a letter that the mayor read aloud.";
const MUSEUM: &str = "The museum on the hill shows what the sea gave back: anchors, bottles, a ship's bell and a shoe. \
    Its keeper, who is eighty, opens it when the flag is up.";

fn document(paragraphs: &[&str]) -> Document {
    let mut builder = Builder::new();
    for paragraph in paragraphs {
        builder.block(BlockKind::Paragraph, paragraph);
    }
    builder.finish()
}

/// The result for `words` of the old text: the state, and the words at the new position.
fn found(old: &Document, new: &Document, words: &str, with_text: bool) -> (AnchorState, String) {
    let start = old.text().find(words).unwrap_or_default();
    let place = anchor(old, TextRange::new(start, start + words.len()));
    let located = Locator::with_earlier(new, with_text.then_some(old.text())).locate(&place);
    let words = located.range.map_or("", |range| new.slice(range));
    (located.state, words.to_owned())
}

#[test]
fn a_passage_of_which_most_stands_is_offered_though_all_around_it_is_new() {
    let old = document(&[HARBOUR, FERRY, MUSEUM]);
    let new = document(&[
        "It is the oldest thing in town that nobody has painted over. The council says that the wall will last for \
         another fourteen years without much repair. Cats sleep on it when the sun is out.",
        FERRY,
        MUSEUM,
    ]);
    let words = "The council says that the wall will last for another forty years without any repair.";
    let (state, taken) = found(&old, &new, words, true);
    assert_eq!(state, AnchorState::Changed);
    assert_eq!(
        taken,
        "The council says that the wall will last for another fourteen years without much repair."
    );
}

#[test]
fn a_passage_that_was_torn_apart_is_offered_where_most_of_it_went() {
    let old = document(&[HARBOUR, FERRY]);
    let new = document(&[
        "Nobody asked the fishermen.",
        FERRY,
        "They moor their boats elsewhere. It has stood in every storm since the harbour wall was built in 1907 by the town council.",
    ]);
    let words = "The harbour wall was built in 1907 by the town council, and has stood in every storm since.";
    let (state, taken) = found(&old, &new, words, true);
    assert_eq!(state, AnchorState::Changed);
    assert!(
        taken.contains("harbour wall was built in 1907 by the town council"),
        "{taken}"
    );
}

#[test]
fn a_word_of_another_article_is_not_asked_about() {
    let (old, new) = (document(&[HARBOUR, FERRY]), document(&[MUSEUM]));
    assert!(HARBOUR.contains(" who ") && MUSEUM.contains(" who "));
    for words in ["who", "when", "the"] {
        assert_eq!(found(&old, &new, words, true).0, AnchorState::Orphan, "{words}");
    }
    // In a version of the same article it is.
    let new = document(&["Quite other words. But who knows?", FERRY]);
    assert_eq!(
        found(&old, &new, "who", true),
        (AnchorState::Changed, "who".into())
    );
}

#[test]
fn what_was_cut_is_known_to_be_cut_without_the_old_text() {
    let cut = "The council says that the wall will last for another forty years without any repair. ";
    // Similar text is elsewhere.
    let like = "The council says that the wall will stand for another forty years without any repair.";
    let old = document(&[HARBOUR, FERRY, like]);
    let new = document(&[&HARBOUR.replace(cut, ""), FERRY, like]);
    assert_eq!(found(&old, &new, cut.trim(), false).0, AnchorState::Orphan);
    assert_eq!(found(&old, &new, cut.trim(), true).0, AnchorState::Orphan);
    // If there is other text in its place, the reader is asked about that.
    let new = document(&[
        &HARBOUR.replace(cut, "Others doubt that very much, and say so. "),
        FERRY,
        like,
    ]);
    assert_eq!(found(&old, &new, cut.trim(), true).0, AnchorState::Changed);
}
