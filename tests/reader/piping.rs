//! Shell commands with a passage on their standard input.

use postil::app::{Effect, Message, Overlay, Printed};

use crate::article::tram as tram_article;
use crate::script::Reader;

fn asked(r: &Reader) -> Option<(u64, &str, &str)> {
    r.effects.iter().rev().find_map(|e| match e {
        Effect::Pipe {
            number,
            command,
            input,
        } => Some((*number, command.as_str(), input.as_str())),
        _ => None,
    })
}

fn printed(number: u64, text: &str, end: &str) -> Message {
    let printed = Printed {
        text: text.into(),
        end: end.into(),
    };
    Message::Printed(number, Ok(printed))
}

#[test]
fn a_command_reads_the_selection_the_claim_or_the_paragraph() {
    let mut r = Reader::open(&tram_article());
    r.press("V : ‘!wc -w’ enter");
    let (_, command, input) = asked(&r).unwrap();
    assert_eq!((command, input), ("wc -w", r.selected_words()));
    let mut r = Reader::open(&tram_article());
    r.press("! ‘wc’ enter");
    assert_eq!(asked(&r).unwrap().2, r.focus_words());
    let mut r = Reader::open(&crate::article::Article::new("# Head\n\nOne. Two.\n\nThree."));
    r.press("} ! ‘wc’ enter");
    assert_eq!(asked(&r).unwrap().2, "One. Two.");
}

#[test]
fn what_it_prints_is_shown_without_escapes_and_blanks_stay() {
    let mut r = Reader::open(&tram_article());
    r.press("! ‘x’ enter");
    assert!(r.banner().unwrap().contains("running x"), "{:?}", r.banner());
    let number = asked(&r).unwrap().0;
    r.send(printed(number, "  a\tb\n\u{1b}[31mred\u{7}\n", "ended with 3"));
    assert!(r.banner().is_none());
    match r.overlay() {
        Some(Overlay::Page(page)) => {
            assert_eq!(page.title, "x · ended with 3");
            let lines: Vec<_> = page.lines.iter().map(|l| l.right.as_str()).collect();
            assert_eq!(lines, ["  a    b", "red"]);
        }
        other => panic!("{other:?}"),
    }
    r.press("esc ! ‘true’ enter");
    let number = asked(&r).unwrap().0;
    r.send(printed(number, "", ""));
    assert_eq!(r.says(), "true: it printed nothing");
    let many = "line\n".repeat(20_000);
    r.press("! ‘many’ enter");
    let number = asked(&r).unwrap().0;
    r.send(printed(number, &many, ""));
    assert!(matches!(r.overlay(), Some(Overlay::Page(page)) if page.lines.len() == 5001));
}

#[test]
fn esc_stops_it_and_what_comes_late_is_dropped() {
    let mut r = Reader::open(&tram_article());
    r.press("! ‘sleep 9’ enter");
    let first = asked(&r).unwrap().0;
    r.press("j esc");
    assert_eq!(r.says(), "stopped: sleep 9");
    assert!(matches!(r.effects.last(), Some(Effect::StopPipe)));
    r.send(printed(first, "late", ""));
    assert!(r.overlay().is_none());
    // The open prompt or editor is not covered.
    r.press("! ‘date’ enter n ‘abc’");
    let number = asked(&r).unwrap().0;
    r.send(printed(number, "today", ""));
    assert!(matches!(r.overlay(), Some(Overlay::Editor(..))));
    assert!(r.says().starts_with("date is done"), "{}", r.says());
    r.send(Message::Printed(number + 1, Err("cancelled".into())));
}
