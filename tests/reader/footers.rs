//! The bottom line: the keys of the current mode, counters, messages.

use postil::app::keys::action::{ModeSet, footer};
use postil::app::{Message, Overlay, Tone};
use postil::config::theme::Depth;
use postil::ui::{Terminal, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::article::tram as tram_article;
use crate::script::{Opening, Reader, tram};

/// The rows of the screen.
pub fn rows(reader: &Reader) -> Vec<String> {
    let screen = reader.panes().screen;
    let mut buffer = Buffer::empty(Rect::new(0, 0, screen.width, screen.height));
    view(&reader.model, Terminal::default(), &mut buffer);
    (0..screen.height)
        .map(|y| {
            let row: String = (0..screen.width).map(|x| buffer[(x, y)].symbol()).collect();
            row.trim_end().to_owned()
        })
        .collect()
}

pub fn bottom(reader: &Reader) -> String {
    rows(reader).pop().unwrap_or_default()
}

#[test]
fn every_mode_offers_its_own_keys() {
    let places = [
        ("", ModeSet::READ),
        ("enter", ModeSet::QUEUE),
        ("V", ModeSet::SELECT),
        ("tab", ModeSet::LIST),
        ("f", ModeSet::PICK),
        ("c", ModeSet::PICK),
        ("n", ModeSet::EDITOR),
        ("n ‘abc’", ModeSet::EDITOR),
        ("?", ModeSet::PAGE),
        (":", ModeSet::PROMPT),
        ("s", ModeSet::PROMPT),
        ("e", ModeSet::PROMPT),
        ("enter e", ModeSet::PROMPT),
    ];
    for (keys, mode) in places {
        let mut r = Reader::sized(&tram_article(), 220, 24);
        r.press(keys);
        assert_eq!(r.modes(), mode, "{keys}");
        let line = bottom(&r);
        let offered: Vec<_> = footer(mode)
            .iter()
            .filter_map(|action| {
                let key = r.keys().map().keys_for(mode, *action)?;
                let hint = format!("{key} {}", action.spec().short);
                line.contains(&hint).then_some(*action)
            })
            .collect();
        assert!(!offered.is_empty(), "{keys}: {line}");
        // And none of those of another mode that are not its own too.
        for other in [ModeSet::READ, ModeSet::QUEUE, ModeSet::LIST, ModeSet::SELECT] {
            if other == mode {
                continue;
            }
            for action in footer(other).iter().filter(|a| !footer(mode).contains(a)) {
                let Some(key) = r.keys().map().keys_for(other, *action) else {
                    continue;
                };
                let hint = format!("  {key} {}  ", action.spec().short);
                assert!(!line.contains(&hint), "{keys}: ‘{hint}’ in {line}");
            }
        }
    }
}

#[test]
fn picking_says_what_to_do_and_how_to_leave() {
    let mut r = Reader::sized(&tram_article(), 120, 24);
    r.press("c");
    assert!(
        bottom(&r).contains("type the letter of a sentence: claim"),
        "{}",
        bottom(&r)
    );
    assert!(bottom(&r).contains("esc close"), "{}", bottom(&r));
}

#[test]
fn the_hints_of_the_queue_are_the_same_under_a_prompt() {
    let mut r = Reader::sized(&tram_article(), 120, 40);
    r.press("enter");
    let hints = |r: &Reader| -> Vec<String> {
        rows(r)
            .into_iter()
            .filter(|row| row.contains("none yet"))
            .collect()
    };
    let before = hints(&r);
    assert!(!before.is_empty());
    for keys in ["e", "esc t", "esc s", "esc :"] {
        r.press(keys);
        let now = hints(&r);
        assert!(now.iter().all(|row| before.contains(row)), "{keys}: {now:?}");
    }
}

#[test]
fn the_counters_say_what_they_count() {
    let mut r = Reader::sized(&tram_article(), 160, 40);
    let all = r.article().claims().len();
    r.press("a ,3 enter");
    assert_eq!(r.article().progress(), (2, all));
    r.press("j");
    let line = bottom(&r);
    let words = format!("1 accepted, 1 checked, {} to go", all - 2);
    assert!(line.contains(&words), "{line}");
    r.press("esc x");
    assert_eq!(
        r.article().progress(),
        (2, all - 1),
        "a rejected claim is not counted"
    );
    r.press("enter").press(&"a ".repeat(all));
    let tally = r.article().tally();
    assert_eq!((tally.to_go, r.article().progress()), (0, (all - 1, all - 1)));
}

#[test]
fn a_message_leaves_the_keys_where_they_are() {
    for (width, height) in [(200, 40), (120, 40), (80, 24), (40, 12)] {
        let mut r = Reader::sized(&tram_article(), width, height);
        let long = "the text is another one than that on which the notes were saved last ".repeat(2);
        for words in ["place remembered", &long] {
            r.send(Message::Told(Tone::Failure, words.trim().into()));
            let all = rows(&r);
            let line = all.last().unwrap();
            assert!(line.contains("? help"), "{width}x{height}: {line}");
            let shown: String = all.join(" ");
            let shown: Vec<&str> = shown.split_whitespace().collect();
            assert!(
                shown.join(" ").contains(words.trim()),
                "{width}x{height}: all of it is shown"
            );
        }
    }
    // Without room above, the part that fits is shown in the line.
    let mut r = Reader::sized(&tram_article(), 30, 2);
    r.send(Message::Told(Tone::Done, "place remembered: x comes back".into()));
    assert!(bottom(&r).contains("place"), "{}", bottom(&r));
}

#[test]
fn what_was_said_can_be_read_again() {
    let mut r = Reader::open(&tram_article());
    r.send(Message::Told(Tone::Failure, "first".into()));
    r.send(Message::Told(Tone::Done, "second".into()));
    r.press("gm");
    match r.overlay() {
        Some(Overlay::Page(page)) => {
            let lines: Vec<_> = page
                .lines
                .iter()
                .map(|l| (l.left.as_str(), l.right.as_str()))
                .collect();
            assert_eq!(lines[..2], [("done", "second"), ("failed", "first")]);
        }
        other => panic!("{other:?}"),
    }
    tram(": ‘messages’ enter", |r| {
        assert_eq!(r.says(), "there are no messages yet")
    });
}

#[test]
fn all_that_is_wrong_at_the_start_can_be_read() {
    let mut r = Reader::open(&tram_article());
    let wrong = ["one is wrong", "two is wrong", "three is wrong"];
    r.send(Message::Loaded(Box::new(postil::app::Loaded {
        warnings: wrong.map(String::from).into(),
        ..postil::app::Loaded::new(2, tram_article().document)
    })));
    assert_eq!(r.says(), "one is wrong (and 2 more: :messages)");
    let said: Vec<_> = r.status().earlier().map(|n| n.text.as_str()).collect();
    assert_eq!(said[..3], wrong);
}

/// The words that are underlined in the colour of the reading position.
fn underlined(reader: &Reader) -> String {
    let panes = *reader.panes();
    let mut buffer = Buffer::empty(Rect::new(0, 0, panes.screen.width, panes.screen.height));
    view(&reader.model, Terminal::default(), &mut buffer);
    let mut out = String::new();
    for y in panes.text.y..panes.text.y + panes.text.height {
        for x in panes.text.x..panes.text.x + panes.text.width {
            let cell = &buffer[(x, y)];
            if cell.modifier.contains(Modifier::UNDERLINED) {
                out.push_str(cell.symbol());
            } else if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_sentence_that_v_would_take_is_underlined() {
    for monochrome in [false, true] {
        let article = crate::article::Article::new("One here. Two is here.\n\nThree stands alone.");
        let mut r = Reader::with(
            &article,
            Opening {
                size: (60, 24),
                ..Opening::default()
            },
        );
        if monochrome {
            r.set_depth(Depth::None);
        }
        let mut seen = Vec::new();
        for _ in 0..4 {
            let shown = underlined(&r);
            r.press("V");
            assert_eq!(shown, r.selected_words());
            seen.push(shown);
            r.press("esc )");
        }
        seen.dedup();
        assert_eq!(seen, ["One here.", "Two is here.", "Three stands alone."]);
        assert_eq!(
            rows(&r).iter().any(|row| row.contains('›')),
            monochrome,
            "without colours a sign tells it from a name"
        );
    }
}

#[test]
fn the_cursor_goes_row_by_row_where_all_fits_on_the_screen() {
    let article = crate::article::Article::new("One here.\n\nTwo is here.\n\nThree stands alone.");
    let mut r = Reader::sized(&article, 60, 24);
    r.press("j V m");
    assert_eq!(r.notes()[0].anchor.quote, "Two is here.");
}
