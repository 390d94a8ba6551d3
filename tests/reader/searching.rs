//! Searching: over the logical text, at any width.

use std::sync::Arc;

use postil::app::{Effect, Loaded, Message, SearchRequest};
use postil::document::{BlockKind, Builder, TextRange};
use postil::text::search::Tally;

use crate::article::{long, tram as tram_article};
use crate::script::{Reader, script, tram};

fn found(reader: &Reader) -> (usize, Option<usize>) {
    let f = reader.reading().finding().expect("a search is shown");
    (f.count(), reader.reading().match_number().map(|n| n - 1))
}

#[test]
fn it_finds_while_one_types_and_goes_back_when_left() {
    let mut r = Reader::sized(&tram_article(), 100, 12);
    r.press("/ ‘two summ’");
    assert_eq!(found(&r), (2, Some(0)));
    assert!(
        r.reading().visible().contains(r.find_words("two summers").start),
        "the match is in view while typing"
    );
    r.press("esc");
    assert_eq!(
        r.reading().visible().start,
        0,
        "leaving goes back to where one was"
    );
    assert!(r.reading().finding().is_none());
    r.press("/ ‘two summers’ enter");
    assert_eq!(r.says(), "‘two summers’: 1 of 2");
    r.press("C-o");
    assert_eq!(r.reading().visible().start, 0, "a search is a jump");
}

#[test]
fn the_count_does_not_depend_on_the_width_and_a_wrap_hides_nothing() {
    for width in [20, 33, 40, 61, 80, 100, 160] {
        let mut r = Reader::sized(&tram_article(), width, 24);
        r.press("/ ‘works would close Quay Street for two summers’ enter");
        assert_eq!(found(&r), (1, Some(0)), "{width}");
        r.press("/ ‘the’ enter");
        let count = r.article().text().to_lowercase().matches("the").count();
        assert_eq!(found(&r).0, count, "{width}");
    }
}

#[test]
fn it_ignores_case_and_the_shape_of_quotation_marks() {
    tram("/ ‘the city's own’ enter", |r| {
        assert_eq!(found(r).0, 1, "{}", r.says())
    });
    tram("/ ‘council’ enter", |r| assert_eq!(found(r).0, 3));
    tram("/ ‘Council’ enter", |r| {
        assert_eq!(found(r).0, 1, "a capital that is typed counts")
    });
}

#[test]
fn next_and_previous_go_round_and_say_so() {
    let mut r = Reader::open(&long(12));
    r.press("/ ‘sentence 2’ enter");
    assert_eq!(r.says(), "‘sentence 2’: 1 of 12");
    r.press("n");
    assert_eq!(r.says(), "‘sentence 2’: 2 of 12");
    r.press("3n");
    assert_eq!(r.says(), "‘sentence 2’: 5 of 12");
    r.press("N");
    assert_eq!(r.says(), "‘sentence 2’: 4 of 12");
    r.press("4N");
    assert!(
        r.says().contains("12 of 12") && r.says().contains("end again"),
        "{}",
        r.says()
    );
    r.press("n");
    assert!(
        r.says().contains("1 of 12") && r.says().contains("start again"),
        "{}",
        r.says()
    );
}

#[test]
fn the_next_match_is_the_next_one_from_where_one_reads() {
    let mut r = Reader::open(&long(40));
    r.press("/ ‘sentence 2’ enter G N");
    assert!(r.reading().visible().contains(r.reading().cursor()));
    assert!(
        r.at().starts_with("Sentence 2 of paragraph 40"),
        "from the end, not from the first match: {}",
        r.at()
    );
}

#[test]
fn a_regular_expression() {
    tram(r"/ ‘\v\d+,\d+’ enter", |r| assert_eq!(found(r).0, 2));
    tram(r"/ ‘\v(’ enter", |r| {
        assert!(!r.says().is_empty(), "a broken one is told");
    });
}

#[test]
fn what_is_not_there_is_told_and_moves_nothing() {
    tram("/ ‘zeppelin’ enter", |r| {
        assert!(r.says().contains("zeppelin"));
        assert_eq!(r.reading().visible().start, 0);
    });
    tram("n", |r| {
        assert!(
            !r.article().notebook().annotations().any(|_| true) && r.overlay().is_some(),
            "n writes a note while nothing is searched"
        )
    });
    tram("N", |r| {
        assert_eq!(r.says(), "nothing is being searched for: / finds")
    });
}

#[test]
fn the_word_or_the_entity_under_the_cursor() {
    script(
        "A pier is a pier, but piers are many.",
        "/ ‘pier is’ enter esc *",
        |r| {
            assert_eq!(found(r).0, 2, "whole words");
            assert!(r.at().starts_with("pier, but"), "on to the next: {}", r.at());
        },
    );
    tram("/ ‘Piet’ enter esc *", |r| {
        assert_eq!(r.reading().finding().unwrap().needle, "Piet Aalders")
    });
}

#[test]
fn while_matches_are_shown_n_walks_them_and_esc_ends_it() {
    tram("/ ‘the’ enter n", |r| assert!(r.overlay().is_none()));
    tram("/ ‘the’ enter esc", |r| {
        assert!(r.reading().finding().is_none())
    });
    tram("/ ‘the’ enter esc n", |r| {
        assert!(r.overlay().is_some(), "n is the note again")
    });
}

#[test]
fn a_search_in_a_selection_moves_its_end_or_is_refused_aloud() {
    tram("v / ‘tram’ enter", |r| assert!(!r.says().is_empty()));
}

#[test]
fn in_a_long_text_a_worker_looks_and_no_key_waits() {
    let mut b = Builder::new();
    for _ in 0..45 {
        b.block(BlockKind::Paragraph, &"words of no weight ".repeat(5_500));
    }
    b.block(BlockKind::Paragraph, "The needle lies here, the needle.");
    let document = Arc::new(b.finish());
    let mut r = Reader::open(&long(2));
    r.send(Message::Loaded(Box::new(Loaded::new(2, document.clone()))));
    r.press("/ ‘need’");
    let looks: Vec<SearchRequest> = r
        .effects
        .iter()
        .filter_map(|e| match e {
            Effect::Find(look) => Some(look.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(
        (looks.len(), r.reading().match_words()),
        (4, "looking…".to_owned())
    );
    // The result of an earlier search is ignored.
    r.send(Message::Found(looks[0].ticket, None));
    assert_eq!(r.reading().match_words(), "looking…");
    let look = &looks[3];
    let first = look
        .search
        .seek(document.text(), look.from, look.forward, || true);
    let first = first.map(TextRange::from);
    r.send(Message::Found(look.ticket, first));
    assert!(r.reading().visible().contains(first.unwrap().start) && r.reading().match_words().ends_with('…'));
    r.press("enter");
    let mut tally = Tally::default();
    while tally.advance(&look.search, document.text()) {}
    r.send(Message::Counted(look.ticket, tally, true));
    assert_eq!(r.says(), "‘need’: 1 of 2");
    r.press("n");
    assert_eq!(r.says(), "‘need’: 2 of 2");
    assert!(r.reading().cursor() > first.unwrap().start);
}
