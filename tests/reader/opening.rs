//! Another article is being opened: cancelled, shown immediately, or announced if the reader continued working.

use postil::app::{Effect, Message, MouseKind};

use crate::article::tram as tram_article;
use crate::script::Reader;

fn opening() -> Reader {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘open b.txt’ enter");
    assert!(matches!(r.effects.last(), Some(Effect::Open(name)) if name == "b.txt"));
    r.send(Message::Opening("b.txt".into()));
    r
}

#[test]
fn it_is_shown_at_once_to_a_reader_who_waits() {
    let mut r = opening();
    r.send(Message::OpeningAt("64 KB".into()));
    r.send(Message::Resized(80, 20));
    assert!(r.may_show());
    assert!(r.banner().unwrap().contains("opening b.txt: 64 KB"));
}

#[test]
fn it_does_not_come_under_the_fingers_of_a_reader_at_work() {
    let touches: [fn(&mut Reader); 5] = [
        |r| {
            r.press("a").saved();
        },
        |r| {
            r.press("j");
        },
        |r| {
            r.press("/");
        },
        |r| {
            r.send(Message::Paste("x".into()));
        },
        |r| {
            r.mouse(MouseKind::WheelDown, 5, 5);
        },
    ];
    for touch in touches {
        let mut r = opening();
        touch(&mut r);
        assert!(!r.may_show());
        r.send(Message::OpeningReady);
        assert!(r.banner().unwrap().starts_with("b.txt is ready"));
        r.press("esc esc gf");
        assert!(matches!(r.effects.last(), Some(Effect::ShowReady)));
    }
    // Unsaved notes are not lost by showing it either.
    let mut r = opening();
    r.press("a").not_saved().send(Message::OpeningReady);
    r.press(": ‘open’ enter");
    assert!(!r.effects.iter().any(|e| matches!(e, Effect::ShowReady)));
    r.saved();
    assert!(matches!(r.effects.last(), Some(Effect::ShowReady)));
}

#[test]
fn esc_calls_it_off() {
    let mut r = opening();
    r.press("j esc");
    assert!(matches!(r.effects.last(), Some(Effect::StopOpening)));
    assert_eq!(r.says(), "stopped: b.txt is not opened");
    assert!(r.banner().is_none());
    r.press("esc");
    let stops = |r: &Reader| {
        r.effects
            .iter()
            .filter(|e| matches!(e, Effect::StopOpening))
            .count()
    };
    assert_eq!(stops(&r), 1);
    // If something else handles Esc, that comes first.
    let mut r = opening();
    r.press("/ ‘tram’ esc");
    assert_eq!(stops(&r), 0);
    r.press("esc");
    assert_eq!(stops(&r), 1);
}

#[test]
fn why_it_could_not_be_opened_is_told() {
    let mut r = opening();
    r.send(Message::OpeningAt("64 KB".into()));
    r.send(Message::NotOpened("b.txt: no such file".into()));
    assert_eq!(r.says(), "b.txt: no such file");
    assert!(r.banner().is_none());
    r.press("gf");
    assert_eq!(r.says(), "which file? :open NAME");
}
