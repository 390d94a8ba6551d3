//! What a terminal shows of the encoded output.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier, Style};
use unicode_segmentation::UnicodeSegmentation as _;

const SIZE: Size = Size { width: 20, height: 4 };

/// Text at a position in a style.
type Run = (u16, u16, String, u8);

fn style(n: u8) -> Style {
    let plain = Style::new().bg(Color::Rgb(1, 2, 3));
    match n {
        0 => plain.fg(Color::Rgb(200, 201, 202)),
        1 => plain.fg(Color::Indexed(130)),
        2 => plain.fg(Color::Rgb(9, 9, 9)).add_modifier(Modifier::BOLD),
        3 => Style::new()
            .fg(Color::Red)
            .add_modifier(Modifier::UNDERLINED | Modifier::ITALIC),
        _ => Style::reset(),
    }
}

/// Draws a frame, and returns it with what was written for it.
fn frame(encoder: &mut Encoder<Vec<u8>>, runs: &[Run]) -> (Buffer, String) {
    let mut frame = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    for (x, y, text, n) in runs {
        frame.set_string(*x, *y, text, style(*n));
    }
    encoder.show(&frame, None).unwrap();
    (
        frame,
        String::from_utf8(std::mem::take(&mut encoder.out)).unwrap(),
    )
}

fn encoder() -> Encoder<Vec<u8>> {
    Encoder::new(Vec::new(), true)
}

fn is(shown: vt100::Color, wanted: Color) -> bool {
    match wanted {
        Color::Reset => shown == vt100::Color::Default,
        Color::Red => shown == vt100::Color::Idx(1),
        Color::Indexed(n) => shown == vt100::Color::Idx(n),
        Color::Rgb(r, g, b) => shown == vt100::Color::Rgb(r, g, b),
        _ => false,
    }
}

proptest! {
    #[test]
    fn the_terminal_shows_what_was_drawn(
        frames in vec(vec(("[a-c é界“ ]{0,9}", 0u8..5, "[a-c é界“ ]{0,9}", 0u8..5), 4), 1..6),
    ) {
        let mut encoder = encoder();
        let rows = std::num::NonZeroU16::new(SIZE.height).unwrap();
        let columns = std::num::NonZeroU16::new(SIZE.width).unwrap();
        let mut screen = vt100::Parser::new(rows, columns, 0);
        for runs in &frames {
            let runs: Vec<Run> = runs
                .iter()
                .zip(0..)
                .flat_map(|((left, look, right, other), y)| {
                    let column = crate::text::grapheme::width(left) as u16;
                    [(0, y, left.clone(), *look), (column, y, right.clone(), *other)]
                })
                .collect();
            let (buffer, written) = frame(&mut encoder, &runs);
            screen.process(written.as_bytes());
            for y in 0..SIZE.height {
                let mut x = 0;
                while x < SIZE.width {
                    let wanted = &buffer[(x, y)];
                    let shown = screen.screen().cell(y, x).unwrap();
                    let text = Some(shown.contents()).filter(|t| !t.is_empty()).unwrap_or(" ");
                    prop_assert_eq!(text, wanted.symbol(), "{},{} of {:?}", x, y, frames);
                    prop_assert!(is(shown.bgcolor(), wanted.bg), "{},{} {:?} {:?}", x, y, shown, wanted);
                    let has = |modifier| wanted.modifier.contains(modifier);
                    prop_assert_eq!(shown.underline(), has(Modifier::UNDERLINED));
                    if text != " " || shown.underline() {
                        prop_assert!(is(shown.fgcolor(), wanted.fg), "{},{} {:?} {:?}", x, y, shown, wanted);
                        prop_assert_eq!(shown.bold(), has(Modifier::BOLD));
                        prop_assert_eq!(shown.italic(), has(Modifier::ITALIC));
                    }
                    x += (cells(wanted.symbol()) as u16).max(1);
                }
            }
        }
    }
}

#[test]
fn what_did_not_change_is_not_written() {
    let mut encoder = encoder();
    let runs = [(2, 1, "a line of text".to_owned(), 0)];
    frame(&mut encoder, &runs);
    assert_eq!(frame(&mut encoder, &runs).1, "");
    let (_, written) = frame(&mut encoder, &[(2, 1, "a lime of text".to_owned(), 0)]);
    assert_eq!(
        written,
        "\x1b[?2026h\x1b[0;38;2;200;201;202;48;2;1;2;3m\x1b[2;7Hm\x1b[0m\x1b[?2026l"
    );
}

#[test]
fn an_empty_rest_is_erased_and_the_next_row_is_near() {
    let runs = |text: &str| -> Vec<Run> {
        let rest = " ".repeat(16 - text.len());
        (0..2).map(|y| (2, y, format!("{text}{rest}"), 0)).collect()
    };
    for (erases, wanted) in [
        (true, "\x1b[1;10H\x1b[9X\r\n\x1b[9C\x1b[9X"),
        (false, "\x1b[1;10H       \r\n\x1b[9C       "),
    ] {
        let mut encoder = Encoder::new(Vec::new(), erases);
        frame(&mut encoder, &runs("a line of text"));
        let (_, written) = frame(&mut encoder, &runs("a line"));
        assert!(written.contains(wanted), "{written:?}");
    }
}

#[test]
fn styles_are_set_once_and_short_gaps_are_overwritten() {
    let mut encoder = encoder();
    frame(&mut encoder, &[(0, 0, "one two one two one".to_owned(), 0)]);
    let words = "ond twp ond twp ond";
    let runs: Vec<Run> = words
        .split_word_bound_indices()
        .map(|(at, word)| (at as u16, 0, word.to_owned(), u8::from(word == "twp")))
        .collect();
    let (_, written) = frame(&mut encoder, &runs);
    assert_eq!(written.matches('m').count(), 3, "{written:?}");
    // From the end of the first word over 'twp' to the next, of which two letters are already there.
    assert!(written.contains("d\x1b[7Cd\x1b[7Cd"), "{written:?}");
}

#[test]
fn a_symbol_that_a_terminal_draws_in_one_column_leaves_nothing_beside_it() {
    for symbol in ["\u{2764}\u{fe0f}", "\u{ff71}\u{ff9e}", "\u{1f600}"] {
        let mut encoder = encoder();
        frame(&mut encoder, &[(0, 0, "abcd".to_owned(), 0)]);
        let (_, written) = frame(&mut encoder, &[(0, 0, format!("a{symbol}d"), 0)]);
        let blanks = " ".repeat(cells(symbol));
        assert!(
            written.contains(&format!("\x1b[1;2H{blanks}\x1b[2G{symbol}")),
            "{written:?}"
        );
        let (_, written) = frame(&mut encoder, &[(0, 0, "abcd".to_owned(), 0)]);
        assert!(written.contains("bc"), "{written:?}");
    }
}

#[test]
fn a_symbol_of_doubtful_width_is_drawn_at_the_right_edge() {
    let mut encoder = encoder();
    let (_, written) = frame(&mut encoder, &[(18, 1, "\u{2764}\u{fe0f}".to_owned(), 0)]);
    // Behind the last column the cursor stands on it in some terminals and after it in others: a move to the left would differ.
    assert!(
        written.contains("\x1b[2;19H  \x1b[19G\u{2764}\u{fe0f}"),
        "{written:?}"
    );
}

#[test]
fn a_frame_of_another_size_is_drawn_on_a_cleared_terminal() {
    let mut encoder = encoder();
    frame(&mut encoder, &[(0, 0, "abcd".to_owned(), 0)]);
    let mut smaller = Buffer::empty(Rect::new(0, 0, 10, 2));
    smaller.set_string(0, 0, "abcd", style(0));
    encoder.show(&smaller, Some(Position::new(3, 1))).unwrap();
    let written = String::from_utf8(std::mem::take(&mut encoder.out)).unwrap();
    let (clear, text) = (written.find("\x1b[2J"), written.find("abcd"));
    assert!(clear.is_some() && clear < text, "{written:?}");
    assert!(written.contains("\x1b[?25h\x1b[2;4H"), "{written:?}");
}
