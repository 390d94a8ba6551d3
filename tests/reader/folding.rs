//! Reading only the relevant parts: the folded article, filters of lists, only the text, and which list is shown first.

use postil::app::sidebar::{Row, Tab};
use postil::app::{Mode, MouseKind, Overlay};
use postil::layout::LineKind;
use postil::notes::AnnotationKind;

use crate::article::{Article, long, tram as tram_article};
use crate::script::{Opening, Reader, script, tram};

fn shows(r: &Reader, words: &str) -> bool {
    r.reading().seen().overlaps(r.find_words(words))
}

fn fold_lines(r: &Reader) -> usize {
    let lines = r.reading().lines().iter();
    lines.filter(|l| matches!(l.kind, LineKind::Fold { .. })).count()
}

fn listed(r: &Reader) -> usize {
    let rows = r.sidebar().rows().iter();
    rows.filter(|row| !matches!(row, Row::Kind(..))).count()
}

#[test]
fn the_article_folds_to_what_is_marked_and_back() {
    tram("zm", |r| {
        assert_eq!(r.says(), "nothing is marked here yet: the article stays as it is");
        assert!(r.reading().fold().is_none());
    });
    tram("a zm", |r| {
        assert!(
            r.says().starts_with("folded to what is marked: 1 passage"),
            "{}",
            r.says()
        );
        assert!(shows(r, "the largest decision of a generation"));
        assert!(!shows(r, "The city’s own study"));
        assert!(fold_lines(r) > 0);
    });
    tram("a zm zn", |r| {
        assert!(r.reading().fold().is_none() && fold_lines(r) == 0);
        assert!(shows(r, "The city’s own study"));
    });
    tram("zn", |r| assert_eq!(r.says(), "nothing is folded"));
}

#[test]
fn a_claim_that_gets_its_verdict_stays_in_the_fold_until_it_is_folded_anew() {
    let mut r = Reader::open(&tram_article());
    r.press("zu");
    assert!(shows(&r, "the largest decision of a generation"));
    r.press(",1");
    assert!(
        shows(&r, "the largest decision of a generation"),
        "nothing vanishes at a decision"
    );
    r.press("zu gg");
    assert!(!shows(&r, "the largest decision of a generation"));
}

#[test]
fn a_jump_into_what_is_folded_away_shows_it() {
    for keys in ["/ ‘university’ enter", "ge tab j j enter", "go tab enter"] {
        let mut r = Reader::open(&tram_article());
        r.press("]c ]c a zm gg").press(keys);
        let (cursor, fold) = (r.reading().cursor(), r.reading().fold());
        assert!(r.reading().seen().contains(cursor) && fold.is_some(), "{keys}");
    }
    // A mark, and the way back.
    let mut r = Reader::sized(&long(30), 100, 20);
    r.press("50% m a gg V m zm ' a");
    let marked = r.reading().marks()[&'a'];
    assert!(r.reading().seen().contains(marked));
    r.press("C-o");
    assert!(r.reading().seen().contains(0));
}

#[test]
fn search_finds_and_counts_in_the_whole_article() {
    let count = |keys: &str| {
        let mut r = Reader::open(&tram_article());
        r.press(keys);
        (r.reading().finding().unwrap().count(), r.says().to_owned())
    };
    assert_eq!(count("/ ‘the’ enter").0, count("a zm / ‘the’ enter").0);
    let mut r = Reader::open(&tram_article());
    r.press("a zm / ‘Somebody is wrong’ enter");
    assert!(shows(&r, "Somebody is wrong"));
}

#[test]
fn sentences_and_paragraphs_pass_over_what_is_folded_away() {
    let mut r = Reader::sized(&long(40), 100, 30);
    r.press("V m 90% V m zm gg");
    let fold = r.reading().fold().unwrap().clone();
    assert_eq!(fold.passages().len(), 2);
    r.press("}");
    assert_eq!(r.reading().cursor(), fold.passages()[1].start);
    assert_eq!(r.reading().fold(), Some(&fold), "nothing was unfolded by it");
    r.press("{");
    assert_eq!(r.reading().cursor(), fold.passages()[0].start);
}

#[test]
fn what_is_selected_is_in_sight() {
    let mut r = Reader::sized(&long(20), 100, 40);
    r.press("V m 50% V m zm gg v G");
    let selected = r.reading().selected().unwrap();
    let seen = r.reading().fold().unwrap();
    assert!(seen.holding(selected.start).unwrap().covers(selected));
}

#[test]
fn more_is_shown_around_the_reading_position() {
    let mut r = Reader::sized(&long(40), 100, 30);
    r.press("50% V m zm");
    let before = r.reading().visible().len();
    r.press("zo");
    let after = r.reading().visible().len();
    assert!(after > before);
    r.press("3zo");
    assert!(r.reading().visible().len() > after);
    // The line that replaces the hidden blocks can be clicked.
    let mut r = Reader::sized(&long(40), 100, 30);
    r.press("50% V m zm");
    let line = r
        .reading()
        .lines()
        .iter()
        .find(|l| matches!(l.kind, LineKind::Fold { .. }));
    let (x, y) = (r.panes().text.x, r.panes().text.y + line.unwrap().y);
    r.mouse(MouseKind::Press, x, y);
    assert_eq!(r.reading().fold().unwrap().passages()[0].start, 0);
}

#[test]
fn the_queue_shows_its_claims_whether_folded_or_not() {
    let mut r = Reader::open(&tram_article());
    r.press("a zm enter");
    assert_eq!(r.mode(), Mode::Queue);
    assert!(r.reading().fold().is_none());
    assert!(r.reading().seen().overlaps(r.article().focused().unwrap().range));
    r.press("esc");
    assert!(r.reading().fold().is_some());
}

#[test]
fn a_fold_outlives_a_change_of_size() {
    let mut r = Reader::sized(&long(40), 100, 30);
    r.press("50% V m zm");
    for (w, h) in [(40, 12), (20, 5), (200, 60), (1, 1), (100, 30)] {
        r.send(postil::app::Message::Resized(w, h));
        assert!(r.reading().fold().is_some());
    }
    assert!(fold_lines(&r) > 0);
}

#[test]
fn the_article_folds_by_a_filter() {
    tram("zf ‘speaker:lorne’ enter", |r| {
        assert!(r.says().starts_with("folded to speaker:lorne: "), "{}", r.says());
        assert!(shows(r, "the largest decision of a generation"));
        assert!(!shows(r, "The city’s own study"));
    });
    tram("zf ‘speakr:lorne’ enter", |r| {
        assert_eq!(r.says(), "there is no field ‘speakr’: did you mean speaker:?");
        assert!(r.reading().fold().is_none());
    });
    tram("zf ‘speaker:nobody’ enter", |r| {
        assert_eq!(
            r.says(),
            "nothing here matches ‘speaker:nobody’: the article stays as it is"
        );
    });
    tram("zf enter", |r| assert_eq!(r.says(), "the article is unchanged"));
}

#[test]
fn every_list_is_filtered_by_the_same_words() {
    tram("tab / ‘speaker:lorne’ enter", |r| {
        assert!(listed(r) > 0 && listed(r) < r.article().claims().len());
        let remark = r.sidebar().remark().unwrap();
        assert!(remark.ends_with(": speaker:lorne"), "{remark}");
    });
    tram("tab 1 / ‘verdict:none’ enter", |r| {
        assert_eq!(listed(r), r.article().claims().len() - 1)
    });
    tram("tab 1 / ‘verdict:sup’ enter", |r| assert_eq!(listed(r), 1));
    tram("tab 1 j a / ‘status:checked’ enter", |r| {
        assert_eq!(listed(r), 1)
    });
    tram("ge tab / ‘kind:person’ enter", |r| {
        assert!(listed(r) > 0 && listed(r) < r.article().entities().len());
        let first = &r.sidebar().rows()[0];
        assert!(
            matches!(first, Row::Kind(_, count) if *count == listed(r)),
            "{first:?}"
        );
    });
    tram("V t ‘tram law’ enter gn tab / ‘tag:law’ enter", |r| {
        assert_eq!(listed(r), 1)
    });
    tram("V t ‘tram law’ enter gn tab / ‘-tag:law’ enter", |r| {
        assert_eq!(listed(r), 0);
        assert_eq!(
            r.sidebar().empty_list(r.article()),
            "nothing here passes the filter"
        );
    });
    // While typing; Esc restores it.
    tram("tab / ‘hosp’", |r| {
        assert!(listed(r) < r.article().claims().len())
    });
    tram("tab / ‘hosp’ esc", |r| {
        assert_eq!(listed(r), r.article().claims().len())
    });
    tram("tab / ‘speakr:x’", |r| {
        assert_eq!(r.says(), "there is no field ‘speakr’: did you mean speaker:?");
    });
    // A filter applies to one list, and stays while the reader is elsewhere.
    tram("tab / ‘hosp’ enter tab esc", |r| {
        assert!(r.sidebar().filter().is_empty())
    });
    tram("tab / ‘hosp’ enter esc tab", |r| {
        assert_eq!(r.sidebar().filter().typed(), "hosp")
    });
}

#[test]
fn a_key_in_a_filtered_list_acts_on_the_row_it_stands_on() {
    let mut r = Reader::open(&tram_article());
    r.press("tab / ‘hospital’ enter");
    let Some(Row::Claim(index)) = r.sidebar().chosen_row().copied() else {
        panic!("no claim");
    };
    let range = r.article().claims()[index].range;
    r.press("2");
    assert_eq!(r.notes().len(), 1);
    assert_eq!(r.notes()[0].anchor.range, range);
    // A decided claim may leave the list; the next row is then the selected one.
    r.press("/ C-u ‘verdict:none’ enter");
    let Some(Row::Claim(index)) = r.sidebar().chosen_row().copied() else {
        panic!("no claim");
    };
    let range = r.article().claims()[index].range;
    r.press("3");
    assert!(r.notes().iter().any(|a| a.anchor.range == range));
}

#[test]
fn the_fields_and_their_values_are_proposed() {
    tram("tab /", |r| {
        let Some(Overlay::Prompt(prompt)) = r.overlay() else {
            panic!()
        };
        assert!(prompt.proposals.iter().any(|p| p.text == "speaker:"));
    });
    tram("tab / ‘verdict:’ tab enter", |r| {
        assert_eq!(r.sidebar().filter().typed(), "verdict:supported");
    });
    tram("zf ‘speaker:lor’ tab", |r| {
        let Some(Overlay::Prompt(prompt)) = r.overlay() else {
            panic!()
        };
        assert_eq!(prompt.field.text(), "speaker:\"Edda Lorne\"");
    });
}

#[test]
fn the_text_alone_is_one_key_away_and_so_is_the_rest() {
    let mut r = Reader::sized(&tram_article(), 100, 24);
    r.press("Z");
    assert_eq!(r.says(), "only the text · Z brings the rest back");
    assert!(r.panes().sidebar.is_none() && r.panes().header.height == 0);
    assert_eq!(r.lifted(), None);
    r.press("j");
    assert!(r.says().is_empty() && r.is_minimal());
    r.press("Z");
    assert!(!r.is_minimal() && r.panes().sidebar.is_some());
    // A claim that is not visible as the one in focus is not decided.
    r.press("Z a");
    assert_eq!(r.notes().len(), 0);
    assert!(!r.is_minimal() && r.lifted().is_some());
    r.press("a");
    assert_eq!(r.count(AnnotationKind::Claim), 1);
    r.press("Z enter");
    assert!(!r.is_minimal() && r.mode() == Mode::Queue);
    r.press("esc Z tab");
    assert!(!r.is_minimal() && r.mode() == Mode::List);
}

const INTERVIEW: &str = "# A talk about magic

How did it begin?

With a box that my uncle gave me, and with a book that I still have.

And did it last, after all those years?

It did.

Was it ever hard?

Never for long.";

#[test]
fn an_article_without_claims_opens_on_a_list_that_has_something_in_it() {
    script(INTERVIEW, "", |r| {
        assert_eq!(r.sidebar().tab(), Tab::Outline);
        assert_eq!(
            r.sidebar().remark().as_deref(),
            Some("no headings: the questions")
        );
        assert_eq!(listed(r), 4, "the title and three questions");
    });
    script(
        "# A title\n\n## One\n\nWords.\n\n## Two\n\nMore words.",
        "",
        |r| {
            assert_eq!((r.sidebar().tab(), listed(r)), (Tab::Outline, 3));
            assert_eq!(r.sidebar().remark(), None);
        },
    );
    // All lists are empty, and the list of claims says what can be done.
    script("Words.", "", |r| assert_eq!(r.sidebar().tab(), Tab::Claims));
    tram("", |r| assert_eq!(r.sidebar().tab(), Tab::Claims));
    // The list that the reader chose stays.
    let mut article = Article::new(INTERVIEW);
    article.analysis = postil::analysis::Analysis::default();
    let mut r = Reader::with(
        &article,
        Opening {
            analysed: false,
            ..Opening::default()
        },
    );
    r.press("gn");
    r.analysed(&article.analysis);
    assert_eq!(r.sidebar().tab(), Tab::Notes);
}

#[test]
fn the_outline_of_a_text_without_headings_goes_by_tenths() {
    let text: Vec<String> = (0..60)
        .map(|i| format!("Paragraph {i} says little, and ends."))
        .collect();
    script(&text.join("\n\n"), "go tab", |r| {
        assert_eq!(
            r.sidebar().remark().as_deref(),
            Some("no headings: the text by tenths")
        );
        assert_eq!(listed(r), 10);
        let percents: Vec<u8> = r
            .sidebar()
            .rows()
            .iter()
            .filter_map(|row| match row {
                Row::Part(_, percent) => Some(*percent),
                _ => None,
            })
            .collect();
        assert_eq!(percents, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    });
    script(&text.join("\n\n"), "go tab j j j j enter", |r| {
        let percent = 100 * r.reading().cursor() / r.article().text().len();
        assert!((38..=42).contains(&percent), "{percent}");
    });
    script("One.\n\nTwo.", "go tab", |r| {
        assert_eq!(listed(r), 0);
        assert_eq!(
            r.sidebar().empty_list(r.article()),
            "no headings, and too short for an outline"
        );
    });
}
