//! The sidebar: four lists that follow the text, and that the text follows.

use postil::analysis::EntityKind;
use postil::app::Mode;
use postil::app::sidebar::{Row, Tab};
use postil::notes::AnnotationKind;

use crate::article::tram as tram_article;
use crate::script::{Reader, script, tram};

fn chosen_claim(reader: &Reader) -> &str {
    match reader.sidebar().chosen_row() {
        Some(Row::Claim(i)) => reader
            .article()
            .document()
            .slice(reader.article().claims()[*i].range),
        other => panic!("{other:?}"),
    }
}

#[test]
fn claims_stand_in_document_order_with_their_speakers() {
    let r = Reader::open(&tram_article());
    assert_eq!(r.sidebar().tab(), Tab::Claims);
    assert_eq!(r.sidebar().rows().len(), 11);
    assert!(r.article().claims().is_sorted_by_key(|c| c.range.start));
    assert_eq!(
        r.article().speaker_of(&r.article().claims()[6]),
        Some("finance office")
    );
}

#[test]
fn the_list_follows_the_text_and_the_text_the_list() {
    tram("]c ]c", |r| {
        assert_eq!(chosen_claim(r), "puts the figure at 11,000")
    });
    tram("tab j j", |r| {
        assert_eq!(r.mode(), Mode::List);
        assert_eq!(r.focus_words(), "puts the figure at 11,000");
    });
    let mut r = Reader::sized(&tram_article(), 100, 12);
    r.press("tab G");
    assert_eq!(r.focus_words(), "both numbers will turn out to be too high");
    assert!(
        r.reading()
            .visible()
            .overlaps(r.article().focused().unwrap().range),
        "the text follows"
    );
    r.press("gg");
    assert!(
        r.reading()
            .visible()
            .overlaps(r.article().focused().unwrap().range)
    );
    r.press("k");
    assert_eq!(r.says(), "the first one");
}

#[test]
fn decisions_are_made_in_the_list_too() {
    tram("tab j a", |r| {
        assert_eq!(r.notes().len(), 1);
        assert_eq!(chosen_claim(r), "puts the figure at 11,000");
        assert_eq!(r.mode(), Mode::List);
    });
    tram("tab 2", |r| {
        assert_eq!(r.notes()[0].verdict.as_deref(), Some("disputed"))
    });
    tram("tab x", |r| assert_eq!(r.count(AnnotationKind::Rejection), 1));
    tram("tab a k d", |r| {
        assert_eq!(r.notes().len(), 0, "d removes: {}", r.says());
    });
    tram("tab d", |r| assert!(!r.says().is_empty()));
}

#[test]
fn enter_goes_to_the_text_and_esc_leaves() {
    tram("tab j j j j enter", |r| {
        assert_eq!(r.mode(), Mode::Read);
        assert_eq!(r.at(), "the institute had left out the new hospi");
    });
    tram("] c tab j j j j enter C-o", |r| {
        assert_eq!(
            r.at(),
            "the line will carry 24,000 passengers a ",
            "back to where the list was entered"
        );
    });
    tram("] c tab j j esc C-o", |r| {
        assert_eq!(r.at(), "the line will carry 24,000 passengers a ");
    });
    tram("tab esc", |r| assert_eq!(r.mode(), Mode::Read));
}

#[test]
fn leaving_a_list_leaves_the_text_where_it_followed_to() {
    let mut r = Reader::sized(&tram_article(), 100, 12);
    r.press("ge tab G");
    let page = r.reading().visible();
    assert!(page.start > 0);
    r.press("esc");
    assert_eq!(r.reading().visible(), page);
}

#[test]
fn after_a_list_the_focus_is_on_the_page() {
    let mut r = Reader::sized(&tram_article(), 100, 12);
    r.press("go tab G enter");
    assert!(
        r.reading()
            .visible()
            .overlaps(r.article().focused().unwrap().range),
        "what `a` accepts is what is being read: {}",
        r.focus_words()
    );
}

#[test]
fn lists_are_turned() {
    tram("tab tab", |r| assert_eq!(r.sidebar().tab(), Tab::Entities));
    tram("tab tab tab tab", |r| assert_eq!(r.sidebar().tab(), Tab::Outline));
    tram("tab l l l l", |r| assert_eq!(r.sidebar().tab(), Tab::Claims));
    tram("tab S-tab", |r| assert_eq!(r.sidebar().tab(), Tab::Outline));
    tram("ge", |r| {
        assert_eq!(r.sidebar().tab(), Tab::Entities);
        assert_eq!(r.mode(), Mode::Read);
    });
    tram("gn gc", |r| assert_eq!(r.sidebar().tab(), Tab::Claims));
}

#[test]
fn entities_are_grouped_by_kind_with_their_count() {
    let mut r = Reader::open(&tram_article());
    r.press("ge");
    let kinds: Vec<(EntityKind, usize)> = r
        .sidebar()
        .rows()
        .iter()
        .filter_map(|row| match row {
            Row::Kind(kind, count) => Some((*kind, *count)),
            _ => None,
        })
        .collect();
    assert_eq!(kinds[0], (EntityKind::Person, 4));
    assert_eq!(kinds[1], (EntityKind::Organization, 3));
    assert!(kinds.is_sorted());
    assert_eq!(
        r.article().entities()[0].name,
        "Edda Lorne",
        "the one named most stands first"
    );
    assert_eq!(r.article().entities()[0].mentions.len(), 3);
}

#[test]
fn choosing_an_entity_marks_it_and_its_mentions_are_walked() {
    let mut r = Reader::open(&tram_article());
    r.press("ge tab");
    assert!(
        matches!(r.sidebar().chosen_row(), Some(Row::Entity(_))),
        "a head is never chosen"
    );
    r.press("j k enter");
    assert_eq!(r.mode(), Mode::Read);
    let chosen = r.article().chosen_entity().unwrap();
    assert_eq!(r.article().entities()[chosen].name, "Edda Lorne");
    assert!(r.says().contains("3 mentions"), "{}", r.says());
    assert!(r.at().starts_with("Edda Lorne"), "{}", r.at());
    r.press("]e ]e");
    assert!(r.at().starts_with("Lorne’s"), "{}", r.at());
}

#[test]
fn heads_are_passed_over_in_both_directions() {
    let mut r = Reader::open(&tram_article());
    r.press("ge tab");
    let all = r.sidebar().rows().len();
    for _ in 0..all {
        r.press("j");
        assert!(!matches!(r.sidebar().chosen_row(), Some(Row::Kind(..))));
    }
    assert_eq!(r.sidebar().chosen(), all - 1);
    for _ in 0..all {
        r.press("k");
        assert!(!matches!(r.sidebar().chosen_row(), Some(Row::Kind(..))));
    }
    assert_eq!(r.sidebar().chosen(), 1);
}

#[test]
fn an_entity_that_is_wrong_is_not_listed_again() {
    let article = tram_article();
    let mut r = Reader::open(&article);
    r.press("ge tab d");
    assert!(!r.article().entities().iter().any(|e| e.name == "Edda Lorne"));
    r.analysed(&article.analysis);
    assert!(!r.article().entities().iter().any(|e| e.name == "Edda Lorne"));
    assert_eq!(r.article().claims().len(), 11, "claims are another matter");
    r.press("u");
    assert!(r.article().entities().iter().any(|e| e.name == "Edda Lorne"));
}

#[test]
fn notes_are_listed_in_document_order_and_removed() {
    let mut r = Reader::open(&tram_article());
    r.press("]c a [c [c n ‘odd’ esc gn tab");
    assert_eq!(r.sidebar().rows().len(), 2);
    r.press("gg");
    match r.sidebar().chosen_row() {
        Some(Row::Note(id)) => assert!(
            r.article()
                .notebook()
                .get(*id)
                .unwrap()
                .anchor
                .quote
                .starts_with("“the largest")
        ),
        other => panic!("{other:?}"),
    }
    r.press("d");
    assert_eq!(r.sidebar().rows().len(), 1);
    r.press("d");
    assert_eq!(r.sidebar().rows().len(), 0);
    r.press("d");
    assert!(!r.says().is_empty());
    r.press("u u");
    assert_eq!(r.sidebar().rows().len(), 2);
}

#[test]
fn the_outline_stands_on_what_is_read() {
    let mut r = Reader::sized(&tram_article(), 100, 12);
    r.press("go");
    assert_eq!(r.sidebar().rows().len(), 3, "title and two headings");
    r.press("G");
    assert_eq!(r.sidebar().chosen(), 2);
    r.press("gg");
    assert_eq!(r.sidebar().chosen(), 0);
    r.press("tab j enter");
    assert!(
        r.top_words().starts_with("What the studies count"),
        "{}",
        r.top_words()
    );
}

#[test]
fn the_sidebar_is_hidden_and_shown() {
    tram("\\", |r| assert!(r.panes().sidebar.is_none()));
    tram("\\ \\", |r| assert!(r.panes().sidebar.is_some()));
    tram("\\ tab", |r| {
        assert!(r.panes().sidebar.is_some(), "who enters it sees it")
    });
    let narrow = |keys: &str| {
        let mut r = Reader::sized(&tram_article(), 60, 20);
        r.press(keys);
        r
    };
    assert!(
        narrow("").panes().sidebar.is_none(),
        "below 80 columns it is an overlay"
    );
    let r = narrow("tab");
    assert!(r.panes().sidebar.is_some() && r.panes().overlay);
    assert!(narrow("tab esc").panes().sidebar.is_none());
    assert!(narrow("tab enter").panes().sidebar.is_none());
    assert!(narrow("ge").panes().sidebar.is_some());
    let mut tiny = Reader::sized(&tram_article(), 8, 3);
    tiny.press("tab");
    assert_eq!(tiny.mode(), Mode::Read);
    assert!(!tiny.says().is_empty());
}

#[test]
fn an_empty_list_says_why() {
    script("Nothing here.", "tab j", |r| {
        assert!(r.says().contains("no claims found"), "{}", r.says())
    });
    script("Nothing here.", "ge tab j", |r| assert!(!r.says().is_empty()));
    script("Nothing here.", "gn tab enter", |r| {
        assert!(r.says().starts_with("no notes yet"), "{}", r.says())
    });
}
