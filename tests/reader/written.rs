//! Notes are visible while reading: beside their passage, in the margin, in the lists, and for `/`.

use postil::app::sidebar::NoteLines;
use postil::app::{Mode, Part};
use postil::notes::AnnotationKind;

use crate::article::tram;
use crate::script::{Opening, Reader};

fn colours(reader: &Reader) -> Vec<Option<String>> {
    let all = reader.article().notebook().annotations();
    all.filter(|a| a.kind == AnnotationKind::Highlight)
        .map(|a| a.colour.clone())
        .collect()
}

#[test]
fn a_highlight_is_of_a_kind_and_can_become_another() {
    let mut reader = Reader::open(&tram());
    reader.press("f a M 2");
    assert_eq!(colours(&reader), [Some("question".to_owned())]);
    assert!(reader.says().starts_with("question: "), "{}", reader.says());
    // The new highlight is the annotation in hand.
    reader.press("n ‘Who says so?’ C-s t ‘later’ enter");
    let all: Vec<_> = reader.article().notebook().annotations().collect();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].note.as_deref(), Some("Who says so?"));
    assert_eq!(all[0].tags, ["later"]);
    // In the list and on the card digits set its kind, not a verdict.
    reader.press("gn tab 1");
    assert_eq!(colours(&reader), [Some("key point".to_owned())]);
    reader.press("o 3");
    assert_eq!(colours(&reader), [Some("term".to_owned())]);
    reader.press("9");
    assert_eq!(colours(&reader), [Some("term".to_owned())]);
    assert!(
        reader.says().starts_with("no kind of highlight 9"),
        "{}",
        reader.says()
    );
}

#[test]
fn p_shows_what_is_written_beside_its_passage_and_then_the_next() {
    let mut reader = Reader::open(&tram());
    reader.press("p");
    assert!(
        reader.says().starts_with("nothing is written"),
        "{}",
        reader.says()
    );
    reader.press("f a m n ‘First.’ C-s esc f f m n ‘Second.’ C-s esc");
    let shown = |reader: &Reader| {
        let id = reader.peeked()?;
        reader.article().notebook().live(id)?.note.clone()
    };
    reader.press("p");
    assert_eq!(shown(&reader).as_deref(), Some("First."));
    // A key applies to the annotation that is shown.
    reader.press("n ‘ And more.’ C-s");
    assert_eq!(shown(&reader).as_deref(), Some("First. And more."));
    reader.press("p");
    assert_eq!(shown(&reader).as_deref(), Some("Second."));
    reader.press("p");
    assert_eq!(shown(&reader), None);
    reader.press("p j");
    assert_eq!(shown(&reader), None, "a key that moves puts it away");
}

#[test]
fn the_list_of_notes_shows_whole_notes() {
    let mut reader = Reader::sized(&tram(), 120, 40);
    let words =
        "A note that is much longer than a row of the sidebar, and that is to be read where it stands.";
    reader.press(&format!("f a m n ‘{words}’ C-s gn"));
    let id = reader.article().notebook().annotations().next().unwrap().id;
    let lines = NoteLines::of(reader.article(), id, 38, true).unwrap();
    assert_eq!(lines.note.join(" "), words);
}

#[test]
fn a_search_looks_into_notes_too_and_says_so() {
    let mut reader = Reader::open(&tram());
    reader.press("f a m n ‘Ask the archive about 1987.’ C-s esc G");
    let there = reader.article().notebook().annotations().next().unwrap();
    let (id, range) = (there.id, there.anchor.range);
    reader.press("/ ‘archive about’ enter");
    assert_eq!(reader.says(), "‘archive about’: in 1 note, 1 of 1");
    assert_eq!(reader.reading().cursor(), range.start);
    assert_eq!(reader.peeked(), Some(id));
    reader.press("esc / ‘nowhere at all’ enter");
    assert_eq!(
        reader.says(),
        "‘nowhere at all’ is neither in the article nor in a note"
    );
    // Hits in the text and in the notes: each is visited once, forwards and back.
    let word = "tram";
    reader.press(&format!(
        "esc gg p n ‘ And the {word}.’ C-s esc gg / ‘{word}’ enter"
    ));
    assert!(reader.says().ends_with("also in 1 note"), "{}", reader.says());
    let count = reader.reading().finding().unwrap().count() + 1;
    let mut places = std::collections::BTreeSet::new();
    let mut peeked = 0;
    for _ in 0..count {
        reader.press("n");
        places.insert((reader.reading().cursor(), reader.peeked().is_some()));
        peeked += usize::from(reader.peeked().is_some());
    }
    assert_eq!((places.len(), peeked), (count, 1));
    let mut back = std::collections::BTreeSet::new();
    for _ in 0..count {
        reader.press("N");
        back.insert((reader.reading().cursor(), reader.peeked().is_some()));
    }
    assert_eq!(places, back);
}

#[test]
fn the_claim_in_focus_comes_back_with_the_place() {
    let article = tram();
    let mut reader = Reader::open(&article);
    reader.press("]c ]c ]c");
    let focus = reader.article().focused().unwrap().range;
    let place = reader.reading().visible().start;
    let again = Reader::with(
        &article,
        Opening {
            place: Some(place),
            focus: Some(focus.start),
            ..Opening::default()
        },
    );
    assert_eq!(again.article().focused().unwrap().range, focus);
    assert_eq!(again.mode(), Mode::Read);
}

#[test]
fn the_card_of_a_highlight_says_what_it_is() {
    let mut reader = Reader::open(&tram());
    reader.press("f a M 1 o");
    let lines = reader.card_lines(&reader.subject());
    let kind = lines.iter().position(|l| l.part == Part::Colour).unwrap();
    assert_eq!(lines[kind].text, "key point");
    for _ in 0..kind {
        reader.press("j");
    }
    reader.press("d");
    assert_eq!(colours(&reader), [None]);
}
