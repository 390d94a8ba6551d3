//! Moving: rows, pages, blocks, sentences, counts, marks, the jump list, hops, and the focus that follows.

use crate::article::{Article, long, tram as tram_article};
use crate::script::{Reader, script, tram};
use postil::app::Message;

fn row_start(reader: &Reader, y: usize) -> usize {
    reader.reading().lines()[y].row().unwrap().range.start
}

#[test]
fn rows_and_counts() {
    let mut r = Reader::open(&long(30));
    let fifth = row_start(&r, 5);
    r.press("5j");
    assert_eq!(r.reading().visible().start, fifth, "5j scrolls five rows");
    assert!(
        r.article().notebook().is_empty(),
        "a digit before a motion is a count"
    );
    r.press("2 k j k");
    assert_eq!(
        r.reading().visible().start,
        Reader::open(&long(30)).press("3j").reading().visible().start
    );
    r.press("k k k");
    assert_eq!(r.reading().visible().start, 0);
    // The page cannot scroll further: the reading position moves.
    let cursor = r.reading().cursor();
    r.press("k");
    assert!(r.reading().cursor() < cursor, "{}", r.says());
    r.press("9k k");
    assert_eq!((r.says(), r.reading().cursor()), ("the start", 0));
}

#[test]
fn a_count_of_several_digits_and_the_arrows() {
    let mut r = Reader::open(&long(30));
    let a = r.press("12j").reading().visible();
    let b = Reader::open(&long(30))
        .press("j j j j j j j j j j down down")
        .reading()
        .visible();
    assert_eq!(a, b);
}

#[test]
fn pages_overlap_by_a_row_and_come_back() {
    let mut r = Reader::open(&long(30));
    let last = r
        .reading()
        .lines()
        .iter()
        .rev()
        .find_map(|l| l.row())
        .unwrap()
        .range;
    r.press("space");
    assert!(
        r.reading().visible().contains(last.start) || r.reading().lines()[0].row().is_none(),
        "the last row of a page is the first of the next"
    );
    r.press("b");
    assert_eq!(r.reading().visible().start, 0);
    r.press("d d D D");
    assert_eq!(r.reading().visible().start, 0);
    let down = r.press("C-d").reading().visible();
    assert_eq!(r.press("C-u d").reading().visible(), down);
}

#[test]
fn start_end_percent_and_the_way_back() {
    let mut r = Reader::open(&long(30));
    r.press("3}");
    let here = r.reading().cursor();
    r.press("G");
    assert_eq!(r.reading().visible().end, r.article().text().len());
    assert!((r.reading().fraction() - 1.0).abs() < 1e-9);
    r.press("C-o");
    assert_eq!(r.reading().cursor(), here);
    r.press("gi");
    assert_eq!(
        r.reading().cursor(),
        Reader::open(&long(30)).press("G").reading().cursor()
    );
    r.press("gg");
    assert_eq!(r.reading().visible().start, 0);
    r.press("50%");
    let middle = r.reading().visible().start as f64 / r.article().text().len() as f64;
    assert!((0.4..0.6).contains(&middle), "{middle}");
    r.press("gg j %");
    assert!(r.says().ends_with('%'), "% alone tells where one is");
}

#[test]
fn blocks_and_sentences() {
    let mut r = Reader::open(&long(30));
    r.press("}");
    assert!(r.at().starts_with("Sentence 1 of paragraph 2 "), "{}", r.at());
    r.press("))");
    assert!(r.at().starts_with("Sentence 3 of paragraph 2 "), "{}", r.at());
    r.press("( {");
    assert!(r.at().starts_with("Sentence 1 of paragraph 2 "), "{}", r.at());
    r.press("4}");
    assert!(r.at().starts_with("Sentence 1 of paragraph 6 "), "{}", r.at());
    assert!(
        r.reading().cell_of(r.reading().cursor()).is_some(),
        "what was moved to is in view"
    );
}

#[test]
fn marks_are_kept_and_found_again() {
    let mut r = Reader::open(&long(30));
    r.press("3} m a");
    let here = r.reading().cursor();
    assert!(r.says().contains("'a"), "{}", r.says());
    r.press("G ' a");
    assert_eq!(r.reading().cursor(), here);
    let end = Reader::open(&long(30)).press("G").reading().cursor();
    r.press("' '");
    assert_eq!(r.reading().cursor(), end, "'' goes back to where the jump began");
    r.press("' q");
    assert!(r.says().contains('q'), "{}", r.says());
    r.press("m enter");
    assert!(!r.says().is_empty());
}

#[test]
fn the_jump_list_has_ends_that_are_told() {
    let mut r = Reader::open(&long(30));
    r.press("C-o");
    assert!(!r.says().is_empty());
    r.press("G C-o gi gi");
    assert!(!r.says().is_empty());
}

#[test]
fn the_middle_of_the_page() {
    let mut r = Reader::open(&long(30));
    r.press("6} zz");
    let (row, _) = r.reading().cell_of(r.reading().cursor()).unwrap();
    assert!(row.abs_diff(r.panes().text.height / 2) <= 1, "{row}");
}

#[test]
fn the_top_and_the_bottom_of_the_page() {
    let mut r = Reader::open(&long(30));
    r.press("6} zt");
    let row = |r: &Reader| r.reading().cell_of(r.reading().cursor()).unwrap().0;
    let (at, last) = (r.reading().cursor(), r.panes().text.height - 1);
    assert_eq!(row(&r), 0);
    r.press("zb");
    assert_eq!((row(&r), r.reading().cursor()), (last, at));
    // At the ends of the text there is nothing to scroll to.
    r.press("gg zb");
    assert_eq!(row(&r), 0);
}

#[test]
fn a_resize_keeps_the_passage_in_view() {
    for (width, height) in [(40, 12), (160, 50), (79, 24), (81, 10)] {
        let mut r = Reader::open(&long(60));
        r.press("20} zz");
        let top = r.reading().visible().start;
        r.send(Message::Resized(width, height));
        assert!(
            r.reading().visible().contains(top),
            "{width}x{height}: the top row is still there"
        );
        assert!(r.reading().visible().contains(r.reading().cursor()));
        r.send(Message::Resized(100, 24));
        assert_eq!(
            r.reading().visible().start,
            top,
            "and back again at {width}x{height}"
        );
    }
}

#[test]
fn a_window_drawn_through_every_width_does_not_creep() {
    let mut r = Reader::open(&long(60));
    r.press("20} zz");
    let top = r.reading().visible().start;
    for width in (30..100).rev().chain(30..=100) {
        r.send(Message::Resized(width, 24));
        assert!(r.reading().visible().contains(top), "{width}");
    }
    assert_eq!(r.reading().visible().start, top);
}

#[test]
fn the_measure_widens_and_narrows() {
    let mut r = Reader::sized(&long(10), 160, 40);
    assert_eq!(r.panes().text.width, 68);
    r.press("+");
    assert_eq!(r.panes().text.width, 70);
    r.press("3-");
    assert_eq!(r.panes().text.width, 64);
    assert!(r.says().contains("64"), "{}", r.says());
    r.press("99+");
    assert!(r.panes().text.width < 160);
    assert!(
        r.says().contains(&r.panes().text.width.to_string()),
        "{}",
        r.says()
    );
}

#[test]
fn hops_from_claim_to_claim() {
    tram("]c", |r| {
        assert_eq!(r.focus_words(), "the line will carry 24,000 passengers a day");
        assert_eq!(
            r.at(),
            "the line will carry 24,000 passengers a day."[..40].to_owned()
        );
    });
    tram("3]c", |r| {
        assert!(r.focus_words().starts_with("“Somebody is wrong"))
    });
    tram("3]c [c", |r| {
        assert_eq!(r.focus_words(), "puts the figure at 11,000")
    });
    tram("[c", |r| assert_eq!(r.says(), "no earlier claim"));
    tram("99]c ]c", |r| {
        assert_eq!(r.focus_words(), "both numbers will turn out to be too high");
        assert_eq!(r.says(), "no further claim");
    });
    tram("]c ]c C-o", |r| {
        assert_eq!(r.at(), "the line will carry 24,000 passengers a ")
    });
}

#[test]
fn hops_to_what_has_no_verdict() {
    tram("a a ,1 ]c [u", |r| {
        assert!(r.focus_words().starts_with("“Somebody"), "{}", r.focus_words());
    });
    tram(",1 ,2 gg ]u", |r| {
        assert!(r.article().focused().unwrap().verdict.is_none());
    });
}

#[test]
fn mentions_are_walked() {
    let mut r = Reader::open(&tram_article());
    r.press("/ ‘Edda Lorne’ enter esc ]e");
    assert!(r.at().starts_with("Lorne said that"), "{}", r.at());
    assert!(
        r.says().contains("Edda Lorne") && r.says().contains("2 of 3"),
        "{}",
        r.says()
    );
    r.press("]e");
    assert!(r.at().starts_with("Lorne’s party"), "{}", r.at());
    r.press("]e");
    assert!(r.says().starts_with("no further mention"), "{}", r.says());
    r.press("2[e");
    assert!(r.at().starts_with("Edda Lorne calls"), "{}", r.at());
    script("Nothing is named here.", "]e", |r| assert!(!r.says().is_empty()));
}

#[test]
fn annotations_are_walked() {
    tram("]n", |r| assert!(r.says().starts_with("no annotations yet")));
    tram("a a gg ]n", |r| {
        assert!(r.at().starts_with("“the largest"), "{}", r.at());
    });
    tram("a a gg 2]n", |r| {
        assert!(r.at().starts_with("the line will carry"), "{}", r.at())
    });
    tram("a a gg 2]n [n", |r| {
        assert!(r.at().starts_with("“the largest"), "{}", r.at())
    });
    tram("a G ]n", |r| assert!(!r.says().is_empty()));
}

#[test]
fn the_focus_follows_the_page_and_stays_while_it_is_on_it() {
    let mut r = Reader::sized(&tram_article(), 100, 14);
    assert!(r.focus_words().starts_with("“the largest"), "{}", r.focus_words());
    r.press("j");
    assert!(
        r.focus_words().starts_with("“the largest"),
        "it is still on the page"
    );
    r.press("G");
    let focus = r.article().focused().unwrap().range;
    assert!(
        r.reading().visible().overlaps(focus),
        "what `a` accepts is what is being read"
    );
    r.press("gg");
    assert!(
        r.reading()
            .visible()
            .overlaps(r.article().focused().unwrap().range)
    );
}

#[test]
fn an_article_without_text_is_harmless() {
    for keys in [
        "j", "G", "gg", "space", "}", ")", "50%", "zz", "]c", "]e", "]n", "]u", "m a", "v", "V", "f", "c",
    ] {
        let mut r = Reader::open(&Article::new(""));
        r.press(keys);
        assert_eq!(r.reading().cursor(), 0, "{keys}");
    }
}
