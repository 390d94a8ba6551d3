//! Every decision is undone and redone after leaving and opening the article again: the steps go through the notes file and the history on
//! disk in between.

use postil::app::Overlay;
use postil::notes::{Annotation, AnnotationKind, Located, Notebook, Timestamp};
use postil::store::{Origin, Paths, Session};

use crate::article::{Article, tram as tram_article};
use crate::reviewing;
use crate::script::{Opening, Reader};

/// The notes of an article between two runs.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn session(&self, article: &Article) -> (Session, Notebook) {
        let paths = Paths::under(self.0.path());
        let notes = self.0.path().join("notes.ron");
        let opened = Session::open(&paths, &article.document, &Origin::Stdin, Some(&notes)).unwrap();
        assert!(opened.warnings.is_empty(), "{:?}", opened.warnings);
        (opened.session, opened.notebook)
    }

    /// Saves, leaves, and opens the article again.
    fn restart(&self, reader: &Reader, article: &Article) -> Reader {
        let (mut session, _) = self.session(article);
        session.save(reader.article().notebook()).unwrap();
        drop(session);
        let (_, notebook) = self.session(article);
        assert_eq!(
            notebook.history().len(),
            reader.article().notebook().history().len()
        );
        let opening = Opening {
            notebook,
            ..Opening::default()
        };
        Reader::with(article, opening)
    }
}

/// All annotations without the time of their last change, with their positions.
fn state(reader: &Reader) -> Vec<(Annotation, Located)> {
    let all = reader.notes().into_iter();
    all.map(|a| {
        let unstamped = Annotation {
            updated: Timestamp::UNIX_EPOCH,
            ..a.clone()
        };
        (unstamped, reader.article().located(a))
    })
    .collect()
}

/// What must be equal before and after.
#[derive(Debug, PartialEq)]
struct Seen {
    annotations: Vec<(Annotation, Located)>,
    claims: usize,
    /// By name, with the number of mentions.
    entities: Vec<(String, usize)>,
}

fn seen(reader: &Reader) -> Seen {
    let entities = reader.article().entities().iter();
    Seen {
        annotations: state(reader),
        claims: reader.article().claims().len(),
        entities: entities.map(|e| (e.name.clone(), e.mentions.len())).collect(),
    }
}

/// Presses `before`, then `keys`, which are one step; leaves, undoes it, leaves, redoes it.
fn there_and_back(article: &Article, first: Reader, keys: &str) {
    let home = Home::new();
    let start = seen(&first);
    let mut r = first;
    let steps = r.article().notebook().history().len();
    r.press(keys);
    if r.overlay().is_some() {
        r.press("esc");
    }
    assert_eq!(
        r.article().notebook().history().len(),
        steps + 1,
        "{keys} is one step: {}",
        r.says()
    );
    let after = seen(&r);
    assert_ne!(start, after, "{keys} does something");
    let mut r = home.restart(&r, article);
    assert_eq!(seen(&r), after, "{keys}, and a restart");
    r.press("u");
    assert!(r.says().starts_with("undo ‘"), "{}", r.says());
    assert_eq!(seen(&r), after, "{keys}, a restart: asked first");
    r.press("u");
    assert_eq!(seen(&r), start, "{keys}, a restart, u: {}", r.says());
    assert!(r.says().starts_with("undone: "), "{}", r.says());
    let mut r = home.restart(&r, article);
    assert_eq!(seen(&r), start, "{keys}, u, and a restart");
    r.press("C-r");
    assert!(r.says().starts_with("redone: "), "{}", r.says());
    assert_eq!(seen(&r), after, "{keys}, u, a restart, C-r");
}

#[test]
fn every_decision_about_claims_and_selections() {
    for (before, keys) in [
        ("", "a"),
        ("", "x"),
        ("a [c", "x"),
        ("", ",2"),
        (",2 [c", ",3"),
        ("", "s ‘X’ enter"),
        ("", "e ‘+http://x.example’ enter"),
        ("", "t ‘law’ enter"),
        ("", "n ‘odd’ C-s"),
        ("n ‘odd’ C-s", "n C-u ‘odder’ C-s"),
        ("", "r C-u ‘So it is’ enter"),
        ("", "K"),
        ("a [c", "K"),
        ("", "enter ] esc"),
        ("a [c", "enter { esc"),
        ("", "V c"),
        ("", "V m"),
        ("V m", "gx"),
        ("V m", "gn tab d"),
        ("", "v e ip"),
        ("", ": ‘verdict misleading’ enter"),
        ("", ": ‘speaker Y’ enter"),
    ] {
        let article = tram_article();
        let mut first = Reader::open(&article);
        first.press(before);
        there_and_back(&article, first, keys);
    }
}

#[test]
fn entities_that_were_merged_split_rejected_and_tagged() {
    for (before, keys) in [
        ("", "ge tab d"),
        ("", "ge tab M ‘Mayor Lorne’ enter"),
        ("", "ge tab M ‘Piet Aalders’ enter"),
        ("", "/ ‘Lorne said’ enter esc gS C-u ‘Another Lorne’ enter"),
        (
            "ge tab M ‘Mayor Lorne’ enter esc",
            "ge tab M ‘Piet Aalders’ enter",
        ),
        ("v e ip", "ge tab d"),
    ] {
        let article = tram_article();
        let mut first = Reader::open(&article);
        first.press(before);
        there_and_back(&article, first, keys);
    }
}

#[test]
fn what_was_answered_in_a_review() {
    for keys in ["gr y", "gr n", "gr j n", "gr r } } V enter", "gr j r G V enter"] {
        there_and_back(&reviewing::article(reviewing::NEW), reviewing::changed(), keys);
    }
}

#[test]
fn a_merge_gives_all_mentions_one_name_and_a_split_those_that_read_alike() {
    let mut r = Reader::open(&tram_article());
    r.press("ge tab M ‘Piet Aalders’ enter");
    assert_eq!(r.says(), "3 mentions of Edda Lorne are Piet Aalders now");
    let aalders = r
        .article()
        .entities()
        .iter()
        .find(|e| e.name == "Piet Aalders")
        .unwrap();
    assert_eq!((aalders.mentions.len(), aalders.tagged.len()), (6, 3));
    assert!(!r.article().entities().iter().any(|e| e.name == "Edda Lorne"));
    r.press("u");
    assert_eq!(r.says(), "undone: merge Edda Lorne into Piet Aalders");
    r.press("esc / ‘Lorne said’ enter esc gS C-u ‘Another Lorne’ enter");
    let other = r
        .article()
        .entities()
        .iter()
        .find(|e| e.name == "Another Lorne")
        .unwrap();
    assert_eq!(other.mentions.len(), 2, "{}", r.says());
    assert_eq!(r.count(AnnotationKind::Entity), 2);
    r.press("u");
    assert_eq!(r.says(), "undone: split Another Lorne off Edda Lorne");
}

#[test]
fn the_history_tells_all_of_it_in_words_after_a_restart() {
    let article = tram_article();
    let home = Home::new();
    let mut r = Reader::open(&article);
    r.press("a x ,2 K [c t ‘law’ enter s ‘X’ enter ge tab M ‘Mayor Lorne’ enter d esc V m gx u");
    let mut r = home.restart(&r, &article);
    r.press(": ‘history’ enter");
    let Some(Overlay::Page(page)) = r.overlay() else {
        panic!("{:?}", r.overlay())
    };
    let told: Vec<&str> = page
        .lines
        .iter()
        .map(|l| l.right.split(" · ").next().unwrap())
        .collect();
    assert_eq!(
        told,
        [
            "remove claim (undone)",
            "highlight",
            "reject entity Mayor Lorne",
            "merge Edda Lorne into Mayor Lorne",
            "speaker X",
            "tags law",
            "status to check",
            "verdict disputed",
            "reject claim",
            "accept claim",
        ]
    );
    assert!(
        page.lines.iter().all(|l| l.left.starts_with("2026-")),
        "{:?}",
        page.lines
    );
}
