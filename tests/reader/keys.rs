//! Every key of every mode responds: it has a visible effect, or the status line says why not.

use postil::app::keys::keymap::{Keymap, Lookup};
use postil::app::{Effect, Message, Overlay, update};
use postil::config::key::{Code, Key};

use crate::article::{Article, tram as tram_article};
use crate::script::{Opening, Reader};

/// Everything visible, and all requests to the outside.
fn seen(reader: &Reader) -> String {
    let m = &reader.model;
    let over = match m.overlay() {
        Some(Overlay::Prompt(p)) => format!(
            "prompt {:?} {:?} {:?} {:?}",
            p.kind,
            p.field.text(),
            p.field.cursor(),
            p.picked
        ),
        Some(Overlay::Editor(e)) => {
            format!(
                "editor {:?} {:?} {:?}",
                e.field().text(),
                e.field().cursor(),
                e.editing().target()
            )
        }
        Some(Overlay::Page(p)) => format!("page {} {:?} {:?}", p.scroll, p.filter.text(), p.filter.cursor()),
        Some(Overlay::Ledger(l)) => format!("ledger {l:?}"),
        Some(Overlay::Library(s)) => format!("shelf {} {:?} {:?}", s.chosen(), s.sort(), s.filter.text()),
        Some(Overlay::Hints(hints)) => format!("hints {hints:?}"),
        Some(Overlay::Review(r)) => format!("review {r:?}"),
        Some(Overlay::Diff(c)) => format!("diff {} {}", c.comparison().number, c.at()),
        Some(Overlay::Identity(q)) => format!("identity {}", q.at()),
        Some(Overlay::Leaving(l)) => format!("leaving {l:?}"),
        Some(Overlay::Kept(k)) => format!("kept {k:?}"),
        Some(Overlay::Finished(f)) => format!("finished {f:?}"),
        Some(Overlay::Link(l)) => format!("link {l:?}"),
        Some(Overlay::Picture(p)) => format!("picture {p:?}"),
        Some(Overlay::Settle(s)) => format!("settle {s:?}"),
        None => String::new(),
    };
    let notes: Vec<_> = m.article().notebook().all().collect();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {over} {:?} {:?} {:?} {:?} {notes:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        m.reading().top(),
        m.reading().cursor(),
        m.mode(),
        m.reading().selection(),
        m.keys().pending(),
        m.keys().digits(),
        m.keys().waiting(),
        m.reading().finding(),
        m.article().focus(),
        m.panes(),
        m.sidebar().tab(),
        m.sidebar().chosen(),
        m.theme().name,
        m.reading().marks(),
        reader.effects.len(),
    )
}

/// Each mode, and the keys that lead to it.
const WAYS: [(&str, &str); 12] = [
    ("reading", ""),
    ("at the end", "G"),
    ("the queue", "enter"),
    ("a selection", "v e"),
    ("sentences", "V"),
    ("the claims", "tab"),
    ("the entities", "ge tab"),
    ("the notes", "gn tab"),
    ("the outline", "go tab"),
    ("matches", "/ ‘the’ enter"),
    ("letters", "f"),
    ("a pending key", "]"),
];

/// Modes with text input: a key at the end of the field may have no effect, as in any field.
const TYPING: [(&str, &str); 5] = [
    ("the command line", ": ‘the’"),
    ("a search", "/ ‘tram’"),
    ("a speaker", "s ‘x’"),
    ("a note", "n ‘x’"),
    ("the help", "?"),
];

fn all_keys() -> Vec<Key> {
    let mut keys: Vec<Key> = (' '..='~').map(Key::char).collect();
    keys.extend("äß騰€".chars().map(Key::char));
    keys.extend(('a'..='z').map(Key::ctrl));
    keys.extend("azQ1".chars().map(|c| Key {
        alt: true,
        ..Key::char(c)
    }));
    let codes = [
        Code::Enter,
        Code::Esc,
        Code::Tab,
        Code::Backspace,
        Code::Delete,
        Code::Insert,
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
        Code::F(1),
        Code::F(5),
    ];
    for code in codes {
        keys.push(Key::plain(code));
        keys.push(Key {
            shift: true,
            ..Key::plain(code)
        });
    }
    keys
}

/// Presses every key once in every mode on `article` and collects those without any effect or message.
fn mute(article: &Article, opening: impl Fn() -> Opening, ways: &[(&str, &str)]) -> Vec<String> {
    let mut out = Vec::new();
    for (mode, way) in ways {
        let fresh = || {
            let mut r = Reader::with(article, opening());
            r.press(way);
            let before = seen(&r);
            (r, before)
        };
        let (mut r, mut before) = fresh();
        for key in all_keys() {
            r.send(Message::Key(key));
            if seen(&r) != before {
                (r, before) = fresh();
                continue;
            }
            // Esc without anything to leave is the one key that may have no effect.
            let calm = key.code == Code::Esc && *way != "]";
            if r.says().is_empty() && !calm {
                out.push(format!("{key} in {mode}"));
            }
        }
    }
    out
}

#[test]
fn no_key_is_mute() {
    let article = tram_article();
    let found = mute(&article, Opening::default, &WAYS);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_key_is_mute_on_an_article_in_which_nothing_was_found() {
    let found = mute(&Article::new("One. Two."), Opening::default, &WAYS);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_key_is_mute_on_an_article_without_text() {
    let found = mute(&Article::new(""), Opening::default, &WAYS);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_key_is_mute_while_the_notes_are_read_only() {
    let opening = || Opening {
        read_only: Some("somebody else has them".into()),
        ..Opening::default()
    };
    let found = mute(&tram_article(), opening, &WAYS);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_key_is_mute_while_it_is_asked_which_article_this_is() {
    let known = |name, alike| crate::identity::known(name, Some(alike));
    let opening = || Opening {
        lookalikes: vec![known("a.txt", 0.9), known("b.txt", 0.5)],
        ..Opening::default()
    };
    let found = mute(
        &tram_article(),
        opening,
        &[("the question", ""), ("the second one", "j")],
    );
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn letters_typed_into_a_field_arrive_there() {
    for (mode, way) in TYPING {
        for c in "aqxz5/:?'\"é騰 ".chars() {
            let mut r = Reader::open(&tram_article());
            r.press(way);
            r.send(Message::Key(Key::char(c)));
            let typed = match r.overlay() {
                Some(Overlay::Prompt(p)) => p.field.text(),
                Some(Overlay::Editor(e)) => e.field().text(),
                Some(Overlay::Page(p)) => p.filter.text(),
                _ => String::new(),
            };
            assert!(typed.ends_with(c), "{c} in {mode}: {typed}");
        }
    }
}

#[test]
fn no_key_anywhere_leaves_an_effect_unnamed_or_the_screen_unlaid() {
    for (_, way) in WAYS.iter().chain(&TYPING) {
        for key in all_keys() {
            let mut r = Reader::open(&tram_article());
            r.press(way);
            let effects = update(&mut r.model, Message::Key(key));
            assert!(effects.len() <= 3, "{key}: {effects:?}");
            let quits = effects.iter().filter(|e| matches!(e, Effect::Quit)).count();
            assert!(quits <= 1);
            assert!(!r.reading().lines().is_empty(), "{way} {key}");
        }
    }
}

#[test]
fn every_key_of_the_table_can_be_pressed() {
    // A sequence through `update` does what the keymap says: no prefix hides another binding.
    let map = Keymap::new();
    for spec in postil::app::keys::action::TABLE {
        for (modes, sequences) in spec.keys {
            if !modes.meets(postil::app::keys::action::ModeSet::READ) {
                continue;
            }
            for text in *sequences {
                let keys = Key::parse_sequence(text).unwrap();
                assert!(matches!(
                    map.lookup(postil::app::keys::action::ModeSet::READ, &keys),
                    Lookup::Found(command) if command.action == spec.action
                ));
            }
        }
    }
}
