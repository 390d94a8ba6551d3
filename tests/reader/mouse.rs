//! The mouse: wheel, click to place, drag to select, click in the sidebar.

use postil::app::keys::Action;
use postil::app::sidebar::{Tab, TabHead};
use postil::app::{Message, Mode, MouseKind, Overlay};
use postil::ui::{Terminal, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::article::{long, tram as tram_article};
use crate::script::Reader;

#[test]
fn the_wheel_scrolls_three_rows() {
    let mut r = Reader::open(&long(30));
    let third = r.reading().lines()[3].row().unwrap().range.start;
    r.mouse(MouseKind::WheelDown, 20, 10);
    assert_eq!(r.reading().visible().start, third);
    r.mouse(MouseKind::WheelUp, 20, 10);
    assert_eq!(r.reading().visible().start, 0);
}

#[test]
fn a_click_places_and_focuses() {
    let mut r = Reader::open(&tram_article());
    let (x, y) = r.cell("carry 24,000");
    r.mouse(MouseKind::Press, x, y);
    assert!(r.at().starts_with("carry 24,000"), "{}", r.at());
    assert_eq!(r.focus_words(), "the line will carry 24,000 passengers a day");
    r.mouse(MouseKind::Release, x, y);
    assert!(r.reading().selection().is_none());
}

#[test]
fn a_drag_selects_and_a_click_ends_it() {
    let mut r = Reader::open(&tram_article());
    let (x, y) = r.cell("council of Halden");
    r.mouse(MouseKind::Press, x, y);
    r.mouse(MouseKind::Drag, x + 3, y);
    r.mouse(MouseKind::Drag, x + 6, y);
    r.mouse(MouseKind::Release, x + 6, y);
    assert_eq!(r.selected_words(), "council");
    r.press("m");
    assert_eq!(r.notes()[0].anchor.quote, "council");
    r.mouse(MouseKind::Press, x, y);
    r.mouse(MouseKind::Drag, x + 6, y);
    r.mouse(MouseKind::Press, x, y);
    assert!(r.reading().selection().is_none());
}

#[test]
fn a_drag_backwards_selects_too() {
    let mut r = Reader::open(&tram_article());
    let (x, y) = r.cell("council of Halden");
    r.mouse(MouseKind::Press, x + 6, y);
    r.mouse(MouseKind::Drag, x, y);
    assert_eq!(r.selected_words(), "council");
}

#[test]
fn two_clicks_take_the_word_three_the_sentence_four_the_paragraph() {
    let mut r = Reader::open(&tram_article());
    let (x, y) = r.cell("carry 24,000");
    r.clicks(2, x + 1, y);
    assert_eq!(r.selected_words(), "carry");
    r.clicks(3, x + 1, y);
    assert!(
        r.selected_words()
            .starts_with("The city’s own study, finished in May"),
        "{}",
        r.selected_words()
    );
    let sentence = r.selected_words().len();
    r.clicks(4, x + 1, y);
    assert!(r.selected_words().len() > sentence);
    r.clicks(1, x + 1, y);
    assert_eq!(r.selected_words(), "");
}

#[test]
fn a_drag_past_the_edge_goes_on_by_itself() {
    let mut r = Reader::open(&long(60));
    let text = r.panes().text;
    r.mouse(MouseKind::Press, text.x + 2, text.y + 1);
    r.mouse(MouseKind::Drag, text.x + 5, text.y + 3);
    assert!(!r.drag_scrolls());
    let below = text.y + text.height;
    r.mouse(MouseKind::Drag, text.x + 5, below);
    assert!(r.drag_scrolls());
    let first = r.selected_words().len();
    for _ in 0..10 {
        r.send(postil::app::Message::DragGoesOn);
    }
    assert!(r.selected_words().len() > first, "the selection grows");
    assert!(r.reading().visible().start > 0, "and the page goes on");
    for _ in 0..30 {
        r.mouse(MouseKind::Drag, text.x + 5, 0);
    }
    assert_eq!(r.reading().visible().start, 0, "and back");
    r.mouse(MouseKind::Release, text.x + 5, 0);
    assert!(!r.drag_scrolls());
}

#[test]
fn the_border_of_the_sidebar_is_dragged() {
    let mut r = Reader::sized(&tram_article(), 120, 40);
    let side = r.panes().sidebar.unwrap();
    r.mouse(MouseKind::Press, side.x, 10);
    r.mouse(MouseKind::Drag, side.x - 4, 12);
    assert_eq!(r.panes().sidebar.unwrap().x, side.x - 4);
    assert_eq!(r.selected_words(), "", "no text is selected by it");
    r.mouse(MouseKind::Drag, side.x + 8, 12);
    r.mouse(MouseKind::Release, side.x + 8, 12);
    assert_eq!(r.panes().sidebar.unwrap().x, side.x + 8);
    assert!(r.says().starts_with("sidebar: "), "{}", r.says());
    r.mouse(MouseKind::Drag, 10, 12);
    assert_eq!(r.panes().sidebar.unwrap().x, side.x + 8, "it was let go");
}

#[test]
fn the_sidebar_is_clicked() {
    let mut r = Reader::sized(&tram_article(), 120, 40);
    let list = r.panes().list().unwrap();
    let entry = r.sidebar().window(r.article(), r.panes())[2];
    r.mouse(MouseKind::Press, list.x + 4, list.y + entry.y);
    assert_eq!(r.sidebar().chosen(), entry.index);
    assert_eq!(r.focus_words(), "puts the figure at 11,000");
    let TabHead { tab, x, .. } = r.sidebar().tab_heads(r.article(), r.panes())[1].clone();
    assert_eq!(tab, Tab::Entities);
    r.mouse(MouseKind::Press, x + 1, r.panes().sidebar.unwrap().y);
    assert_eq!(r.sidebar().tab(), Tab::Entities);
    assert_eq!(
        r.mode(),
        Mode::Read,
        "a click does not take the keys away from reading"
    );
}

#[test]
fn the_wheel_over_the_sidebar_scrolls_the_list_alone() {
    let mut r = Reader::sized(&tram_article(), 100, 14);
    let side = r.panes().sidebar.unwrap();
    let page = r.reading().visible();
    r.mouse(MouseKind::WheelDown, side.x + 2, 5);
    assert_eq!(r.reading().visible(), page);
    assert_eq!(r.sidebar().scroll(), 1);
}

#[test]
fn while_something_lies_over_the_text_a_click_changes_nothing() {
    let mut r = Reader::open(&tram_article());
    let cell = r.cell("carry 24,000");
    r.press("n ‘abc’");
    let cursor = r.reading().cursor();
    r.mouse(MouseKind::Press, cell.0, cell.1);
    assert_eq!(r.reading().cursor(), cursor);
    assert!(matches!(r.overlay(), Some(Overlay::Editor(..))));
    r.press("esc ?");
    r.mouse(MouseKind::WheelDown, 10, 10);
    assert!(matches!(r.overlay(), Some(Overlay::Page(p)) if p.scroll == 3));
}

#[test]
fn clicks_beside_everything_are_harmless() {
    for (x, y) in [(0, 0), (99, 23), (0, 23), (99, 0), (500, 500), (3, 10)] {
        for kind in [
            MouseKind::Press,
            MouseKind::Drag,
            MouseKind::Release,
            MouseKind::WheelDown,
        ] {
            let mut r = Reader::open(&tram_article());
            r.mouse(kind, x, y);
        }
    }
}

#[test]
fn keys_in_the_bottom_line_can_be_clicked() {
    let mut r = Reader::open(&tram_article());
    let buttons = |r: &Reader| {
        let screen = r.panes().screen;
        let mut frame = Buffer::empty(Rect::new(0, 0, screen.width, screen.height));
        let buttons = view(&r.model, Terminal::default(), &mut frame).buttons;
        let bottom = r.panes().status;
        assert!(buttons.iter().all(|b| b.area.y == bottom.y && b.area.width > 0));
        assert!(buttons.iter().is_sorted_by_key(|b| b.area.x));
        buttons.iter().map(|b| b.action).collect::<Vec<_>>()
    };
    let shown = buttons(&r);
    assert!(
        shown.contains(&Action::Accept) && shown.contains(&Action::Help),
        "{shown:?}"
    );
    // Keys pressed before are not combined with a click.
    r.press("3 ,");
    r.send(Message::Clicked(Action::Accept));
    assert_eq!(r.article().tally().accepted, 1);
    r.send(Message::Clicked(Action::Help));
    assert!(matches!(r.overlay(), Some(Overlay::Page(_))));
    assert!(buttons(&r).contains(&Action::Cancel));
    r.send(Message::Clicked(Action::Cancel));
    assert!(r.overlay().is_none());
}
