//! The library: a table of which only the rows around those in view are at hand.

use postil::app::{
    Effect, LibraryColumn, LibraryEntry, LibraryPage, LibraryQuery, LibraryScreen, Message, Overlay,
};

use crate::article::tram;
use crate::script::Reader;

/// A library of a thousand articles.
struct Library(Reader);

impl Library {
    fn open() -> Self {
        let mut library = Self(Reader::open(&tram()));
        library.0.press("gl");
        library.answered()
    }

    fn shelf(&self) -> &LibraryScreen {
        match self.0.overlay() {
            Some(Overlay::Library(shelf)) => shelf,
            other => panic!("{other:?}"),
        }
    }

    /// What was asked last.
    fn asked(&self) -> LibraryQuery {
        let asked = |e: &Effect| match e {
            Effect::ListLibrary(query) | Effect::TagArticle { then: query, .. } => Some(query.clone()),
            Effect::ForgetArticle { then, .. } => Some(then.clone()),
            _ => None,
        };
        self.0.effects.iter().rev().find_map(asked).unwrap()
    }

    /// Answers what was asked last.
    fn answered(mut self) -> Self {
        let query = self.asked();
        let row = |n: usize| LibraryEntry {
            title: format!("Article {n}"),
            opens: format!("{n}.txt"),
            number: n as i64,
            has_notes: n.is_multiple_of(2),
            tags: vec!["old".into()],
            ..LibraryEntry::default()
        };
        let page = LibraryPage {
            number: query.number,
            from: query.from,
            rows: (query.from..(query.from + query.rows).min(1000))
                .map(row)
                .collect(),
            total: 1000,
            chosen: query.unfinished_after.map_or(query.chosen, |after| after + 7),
            preview: format!("about {}", query.chosen),
            whole: true,
        };
        self.0.send(Message::Library(Ok(page)));
        self
    }

    fn press(mut self, keys: &str) -> Self {
        self.0.press(keys);
        self
    }
}

#[test]
fn it_is_shown_at_once_and_an_article_is_opened_when_it_has_come() {
    let mut r = Reader::open(&tram());
    r.press("gl");
    let Some(Overlay::Library(shelf)) = r.overlay() else {
        panic!()
    };
    assert!(!shelf.has_come() && shelf.total() == 0);
    r.press("enter");
    assert!(!r.effects.iter().any(|e| matches!(e, Effect::Open(_))));
    // It waits for the article, as long as nothing else is pressed.
    let opens = |r: &Reader| {
        r.effects
            .iter()
            .any(|e| matches!(e, Effect::Open(name) if name == "0.txt"))
    };
    assert!(opens(&Library(r).answered().0));
    let mut r = Reader::open(&tram());
    r.press("gl enter down");
    assert!(!opens(&Library(r).answered().0));
}

#[test]
fn only_the_rows_around_those_in_view_are_asked_for() {
    let library = Library::open();
    let first = library.asked();
    assert!(first.from == 0 && first.rows < 100, "{first:?}");
    let library = library.press("down").answered();
    assert_eq!(library.shelf().chosen(), 1);
    assert_eq!(library.shelf().preview(), "about 1");
    let library = library.press("end").answered();
    let asked = library.asked();
    assert!(asked.from > 900 && asked.chosen == 999, "{asked:?}");
    assert_eq!(library.shelf().row(999).unwrap().title, "Article 999");
    assert_eq!(library.shelf().row(3), None);
    let library = library.press("enter");
    assert!(
        library
            .0
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Open(name) if name == "999.txt"))
    );
}

#[test]
fn what_is_typed_filters_and_an_answer_to_an_earlier_question_is_dropped() {
    let mut library = Library::open()
        .press("down down")
        .answered()
        .press("‘ferry tag:law’");
    let asked = library.asked();
    assert_eq!((asked.filter.as_str(), asked.chosen), ("ferry tag:law", 0));
    let late = LibraryPage {
        number: asked.number - 1,
        total: 5,
        ..LibraryPage::default()
    };
    library.0.send(Message::Library(Ok(late)));
    assert_eq!(library.shelf().total(), 1000);
    assert_eq!(library.answered().shelf().chosen(), 0);
}

#[test]
fn it_is_sorted_by_each_column_in_either_direction() {
    let mut library = Library::open();
    for (column, ascending) in [
        (LibraryColumn::Title, true),
        (LibraryColumn::Source, true),
        (LibraryColumn::Date, false),
        (LibraryColumn::Decided, true),
        (LibraryColumn::Opened, false),
    ] {
        library = library.press("tab").answered();
        let sort = library.asked().sort;
        assert_eq!((sort.column, sort.ascending), (column, ascending));
    }
    let sort = library.press("S-tab").asked().sort;
    assert!(sort.ascending && sort.column == LibraryColumn::Opened);
}

#[test]
fn the_next_unfinished_article_is_chosen() {
    let library = Library::open().press("C-n").answered();
    assert_eq!(library.shelf().chosen(), 7);
}

#[test]
fn tags_are_typed_on_the_chosen_article() {
    let library = Library::open().press("C-t ‘ #new’ enter");
    let tagged =
        |e: &Effect| matches!(e, Effect::TagArticle { article: 0, tags, .. } if tags == &["old", "new"]);
    assert!(library.0.effects.iter().any(tagged));
    let library = library.answered().press("C-t ‘x’ esc");
    assert!(library.shelf().tags.is_none() && library.shelf().filter.is_empty());
    let library = library.press("down C-t");
    assert!(library.0.says().contains("no notes yet"), "{}", library.0.says());
}

#[test]
fn nothing_is_forgotten_without_being_asked_about_first() {
    let forgets = |library: &Library| {
        library
            .0
            .effects
            .iter()
            .any(|e| matches!(e, Effect::ForgetArticle { .. }))
    };
    let library = Library::open().press("C-x");
    assert!(
        library.0.says().contains("Its notes are kept"),
        "{}",
        library.0.says()
    );
    // Another row is another question.
    let library = library.press("down").answered().press("C-x");
    assert!(library.0.says().contains("no notes on it") && !forgets(&library));
    assert!(forgets(&library.press("C-x")));
}
