//! Leaving with unsaved notes: waiting, asking, and each of the answers.

use std::path::PathBuf;

use postil::app::keys::ModeSet;
use postil::app::{Effect, Message, Overlay, Prompt, PromptKind, Saving};

use crate::article::tram as tram_article;
use crate::script::Reader;

impl Reader {
    /// The disk has confirmed everything.
    pub fn saved(&mut self) -> &mut Self {
        let serial = self.article().serial();
        self.send(Message::Saved {
            generation: 1,
            serial,
            incoming: None,
            warnings: Vec::new(),
        })
    }

    /// The disk fails.
    pub fn not_saved(&mut self) -> &mut Self {
        self.send(Message::NotSaved {
            generation: 1,
            why: "notes are NOT saved: the disk is full".into(),
        })
    }

    fn quits(&self) -> bool {
        self.effects.iter().any(|e| matches!(e, Effect::Quit))
    }

    fn opens(&self) -> Option<&str> {
        self.effects.iter().find_map(|e| match e {
            Effect::Open(name) => Some(name.as_str()),
            _ => None,
        })
    }

    fn asked(&self) -> Option<&str> {
        match self.overlay() {
            Some(Overlay::Leaving(leaving)) => leaving.why.as_deref(),
            _ => None,
        }
    }
}

/// A reader whose disk fails and who wants to leave.
fn asked(keys: &str) -> Reader {
    let mut r = Reader::open(&tram_article());
    r.press("a").not_saved();
    assert_eq!(r.article().unsaved(), 1);
    r.press(keys);
    assert!(!r.quits() && r.opens().is_none());
    assert_eq!((r.saves(), r.asked()), (2, None), "it is tried once more first");
    r.not_saved();
    assert_eq!(r.asked(), Some("notes are NOT saved: the disk is full"));
    assert!(!r.quits());
    r
}

#[test]
fn with_all_on_disk_nothing_is_asked() {
    for way in ["q", "C-c", ": ‘q’ enter"] {
        let mut r = Reader::open(&tram_article());
        r.press("a").saved().press(way);
        assert!(r.quits(), "{way}");
    }
}

#[test]
fn a_save_under_way_is_waited_for_and_the_reader_can_stay() {
    let mut r = Reader::open(&tram_article());
    r.press("a q");
    assert!(
        !r.quits() && r.says().starts_with("saving before leaving"),
        "{}",
        r.says()
    );
    // No other key leaves or decides anything.
    r.press("x a 2 space");
    assert!(!r.quits() && r.notes().len() == 1 && r.saves() == 1);
    r.send(Message::Resized(60, 10));
    r.press("esc");
    assert!(r.overlay().is_none());
    r.saved();
    assert!(!r.quits(), "who stays is not thrown out");
    r.press("x q").saved();
    assert!(r.quits());
}

#[test]
fn a_second_ctrl_c_asks_instead_of_waiting() {
    let mut r = Reader::open(&tram_article());
    r.press("a C-c C-c");
    assert_eq!(r.asked(), Some("the disk has not answered yet"));
    r.press("C-c q");
    assert!(!r.quits(), "no accident leaves");
    // The disk answers after all.
    r.saved();
    assert!(r.quits());
}

#[test]
fn a_save_that_fails_while_it_is_waited_for_asks() {
    let mut r = Reader::open(&tram_article());
    r.press("a q").not_saved();
    assert_eq!(r.asked(), Some("notes are NOT saved: the disk is full"));
    assert_eq!(
        r.unsaved_words(),
        "1 change of “Council weighs a tram line that nobody has costed twice”"
    );
}

#[test]
fn it_is_tried_again_as_often_as_the_reader_likes() {
    for way in ["q", "C-c", ": ‘q’ enter"] {
        let mut r = asked(way);
        r.press("r").not_saved();
        assert_eq!(
            (r.saves(), r.article().unsaved()),
            (3, 1),
            "trying again is not another change"
        );
        assert!(r.asked().is_some());
        r.press("r").saved();
        assert!(r.quits());
        assert_eq!(*r.article().saving(), Saving::Saved);
    }
}

#[test]
fn only_its_own_key_loses_what_is_not_saved() {
    let mut r = asked("q");
    r.press("d x q C-c y enter n esc");
    assert!(!r.quits());
    let mut r = asked("q");
    r.press("D");
    assert!(r.quits());
    let lost = r.effects.iter().find_map(|e| match e {
        Effect::LoseNotes(what) => Some(what.as_str()),
        _ => None,
    });
    assert_eq!(
        lost,
        Some("1 change of “Council weighs a tram line that nobody has costed twice”")
    );
    // While waiting for the disk it does nothing.
    let mut r = Reader::open(&tram_article());
    r.press("a q D");
    assert!(!r.quits());
    let mut r = Reader::open(&tram_article());
    r.press("a").not_saved().press(": ‘lose-notes’ enter");
    assert!(!r.quits() && r.article().unsaved() == 1, "nothing was asked");
}

fn prompt(r: &Reader) -> &Prompt {
    match r.overlay() {
        Some(Overlay::Prompt(prompt)) if matches!(prompt.kind, PromptKind::Elsewhere(_)) => prompt,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_notes_are_saved_elsewhere() {
    let mut r = asked("q");
    r.press("s");
    assert_eq!(prompt(&r).label(), "save as ");
    r.press("esc");
    assert!(r.asked().is_some(), "the question comes back");
    r.press("s enter");
    assert!(r.asked().is_some() && r.says().contains("no name"));
    r.press("s ‘/other/notes.ron’ enter");
    let (path, notes) = r
        .effects
        .iter()
        .find_map(|e| match e {
            Effect::SaveElsewhere { path, notebook } => Some((path.clone(), notebook.annotations().count())),
            _ => None,
        })
        .unwrap();
    assert_eq!((path, notes), (PathBuf::from("/other/notes.ron"), 1));
    assert!(!r.quits());
    r.send(Message::SavedElsewhere(Err("there is a file already".into())));
    assert!(!r.quits() && r.asked().is_some() && r.says() == "there is a file already");
    r.send(Message::SavedElsewhere(Ok("/other/notes.ron".into())));
    assert!(r.quits());
}

#[test]
fn another_article_comes_only_when_this_ones_notes_are_on_disk() {
    let mut r = asked(": ‘open b.txt’ enter");
    r.press("esc");
    assert_eq!((r.opens(), r.modes()), (None, ModeSet::READ));
    let mut r = asked(": ‘open b.txt’ enter");
    r.press("r").saved();
    assert_eq!(r.opens(), Some("b.txt"));
    assert!(!r.quits());
    let mut r = asked(": ‘open b.txt’ enter");
    r.press("D");
    assert_eq!(r.opens(), Some("b.txt"));
    // From the library too.
    let mut r = Reader::open(&tram_article());
    r.press("a").not_saved();
    r.press("gl");
    r.send(Message::Library(Ok(postil::app::LibraryPage {
        number: 1,
        rows: vec![postil::app::LibraryEntry {
            title: "B".into(),
            opens: "b.txt".into(),
            ..Default::default()
        }],
        total: 1,
        ..Default::default()
    })));
    r.press("enter").not_saved();
    assert!(r.asked().is_some() && r.opens().is_none());
}

#[test]
fn a_signal_asks_nothing() {
    let mut r = Reader::open(&tram_article());
    r.press("a").not_saved().send(Message::Terminate);
    assert!(r.quits());
    let mut r = asked("q");
    r.send(Message::Terminate);
    assert!(r.quits());
}

#[test]
fn nothing_is_typed_that_could_not_be_kept() {
    use crate::script::Opening;
    let opening = Opening {
        read_only: Some("somebody else has them".into()),
        ..Opening::default()
    };
    let mut r = Reader::with(&tram_article(), opening);
    for key in ["n", "e", "s", "t", "r"] {
        r.press(key);
        assert!(r.overlay().is_none(), "{key}");
        assert!(r.says().contains("read-only"), "{key}: {}", r.says());
    }
}
