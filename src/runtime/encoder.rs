//! From changed cells to the few bytes that show them.
//!
//! A page of an article is three kilobytes of text; said cell after cell, each run with both its colours, it is ten. So
//! cells of one look are written together wherever they stand, a colour that stays is not said again, a short way to
//! the next cell is written over instead of jumped, and a row's empty rest is erased.
//!
//! Always true here: after a frame the terminal shows what was drawn; a frame is one update (DEC mode 2026); where nothing
//! changed nothing is written.

use std::fmt::Write as _;
use std::io::{self, Write};

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

/// A backend of ratatui that writes little.
#[derive(Debug)]
pub struct Encoder<W: Write> {
    out: W,
    /// Asks the terminal for its size.
    measure: fn() -> io::Result<Size>,
    /// Whether the terminal gives erased cells the background that is set.
    erases: bool,
    /// The size that was told last.
    size: std::cell::Cell<Size>,
    /// What the terminal shows, row by row, as far as it is known.
    shown: Vec<Option<Cell>>,
    /// Columns of what is shown.
    width: u16,
    /// Whether the terminal's cursor is to be seen, if that is known.
    visible: Option<bool>,
    /// Where it is, if that is known.
    cursor: Option<Position>,
    /// Whether the terminal waits for the end of an update.
    begun: bool,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    foreground: Color,
    background: Color,
    underline: Color,
    modifier: Modifier,
}

impl Look {
    const PLAIN: Self = Self {
        foreground: Color::Reset,
        background: Color::Reset,
        underline: Color::Reset,
        modifier: Modifier::empty(),
    };

    /// What a blank shows nothing of.
    const OF_LETTERS: Modifier = Modifier::UNDERLINED
        .union(Modifier::REVERSED)
        .union(Modifier::CROSSED_OUT)
        .complement();

    fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            underline: cell.underline_color,
            modifier: cell.modifier,
        }
    }

    /// Whether a blank in this look is its background and nothing else.
    fn is_ground(self) -> bool {
        Self::OF_LETTERS.contains(self.modifier)
    }
}

/// Whether a cell shows its background and nothing else.
fn is_empty(cell: &Cell) -> bool {
    cell.symbol() == " " && Look::of(cell).is_ground()
}

/// A place that is to be written, and how.
#[derive(Clone, Copy, Debug)]
struct Change {
    place: usize,
    look: Look,
    /// Whether nothing but the background is to be seen there.
    empty: bool,
}

impl Change {
    fn to(cell: &Cell, place: usize) -> Self {
        let (look, empty) = (Look::of(cell), is_empty(cell));
        Self { place, look, empty }
    }

    /// Whether it may be written in `look` too.
    fn takes(&self, look: Look) -> bool {
        self.look == look || self.empty && look.is_ground() && self.look.background == look.background
    }
}

/// The places of each look that is to be written, in order. Empty ones go with what stands before or behind them, or
/// with what is written most on their ground.
fn by_look(mut changes: Vec<Change>) -> Vec<(Look, Vec<usize>)> {
    changes.sort_unstable_by_key(|change| change.place);
    let mut looks: Vec<(Look, Vec<usize>)> = Vec::new();
    let mut counts: Vec<(Look, usize)> = Vec::new();
    for change in changes.iter().filter(|change| !change.empty) {
        match counts.iter_mut().find(|(look, _)| *look == change.look) {
            Some((_, count)) => *count += 1,
            None => counts.push((change.look, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut before: Option<Change> = None;
    for (i, change) in changes.iter().enumerate() {
        let look = if change.empty {
            let behind = || {
                let next = changes[i + 1..].iter().zip(change.place + 1..);
                next.take_while(|(next, place)| next.place == *place)
                    .map(|(next, _)| next)
                    .find(|next| !next.empty)
                    .map(|next| next.look)
            };
            let most = || {
                counts
                    .iter()
                    .map(|(look, _)| *look)
                    .find(|look| change.takes(*look))
            };
            before
                .filter(|before| before.place + 1 == change.place)
                .map(|before| before.look)
                .filter(|look| change.takes(*look))
                .or_else(|| behind().filter(|look| change.takes(*look)))
                .or_else(most)
                .unwrap_or(change.look)
        } else {
            change.look
        };
        before = Some(Change { look, ..*change });
        match looks.iter_mut().find(|(known, _)| *known == look) {
            Some((_, places)) => places.push(change.place),
            None => looks.push((look, vec![change.place])),
        }
    }
    looks
}

/// Where the terminal writes next while a frame is written.
#[derive(Clone, Copy, Debug)]
struct Pen {
    at: Option<Position>,
    /// Cells by which the terminal may have gone otherwise since the last jump, as terminals differ in what some signs
    /// take: the next jump in the row then names its column, and sets right what went wrong.
    doubt: u16,
}

impl<W: Write> Encoder<W> {
    /// An encoder for a terminal of which nothing is known but whether it gives cells that are erased the background
    /// that is set (`erases`).
    pub fn new(out: W, measure: fn() -> io::Result<Size>, erases: bool) -> Self {
        Self {
            out,
            measure,
            erases,
            size: std::cell::Cell::default(),
            shown: Vec::new(),
            width: 0,
            visible: None,
            cursor: None,
            begun: false,
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            queue!(self.out, BeginSynchronizedUpdate)?;
        }
        Ok(())
    }

    /// Fits what is known to the size of the terminal.
    fn fit(&mut self) {
        let Size { width, height } = self.size.get();
        let cells = usize::from(width) * usize::from(height);
        if self.width != width || self.shown.len() != cells {
            self.width = width;
            self.shown.clear();
            self.shown.resize(cells, None);
        }
    }

    /// Takes note of a cell that is going to be shown.
    fn note(&mut self, place: usize, cell: &Cell) {
        // The other half of a wide character is no cell that could be written.
        for covered in 1..cell.symbol().width() {
            if let Some(covered) = self.shown.get_mut(place + covered) {
                *covered = None;
            }
        }
        if let Some(shown) = self.shown.get_mut(place) {
            *shown = Some(cell.clone());
        }
    }

    fn position(&self, place: usize) -> Position {
        let width = usize::from(self.width.max(1));
        Position::new((place % width) as u16, (place / width) as u16)
    }

    /// Moves the pen to `place` by the shortest way: not at all, by writing again what is there already, by columns, from
    /// the start of a row that is near, or by a jump.
    fn go(&mut self, pen: &mut Pen, place: usize, look: Look) -> io::Result<()> {
        let to = self.position(place);
        let jump = match to.x {
            0 => format!("\x1b[{}H", to.y + 1),
            x => format!("\x1b[{};{}H", to.y + 1, x + 1),
        };
        let width = self.width;
        let (way, doubt) = match pen.at {
            Some(at) if at == to => return Ok(()),
            Some(at) if at.y == to.y => {
                let within = (format!("\x1b[{}G", to.x + 1), 0);
                let back = self.along(0, place, look, 0).map(|way| (format!("\r{way}"), 0));
                let on = self
                    .along(at.x, place, look, pen.doubt)
                    .map(|way| (way, pen.doubt));
                let ways = [on, Some(within), back].into_iter().flatten();
                ways.min_by_key(|(way, _)| way.len()).unwrap_or((jump, 0))
            }
            // Not far, and surely still in that row. A line feed in the last row would scroll, but none is written there.
            Some(at) if at.y < to.y && to.y - at.y < 4 && at.x + pen.doubt < width => {
                let down = "\n".repeat(usize::from(to.y - at.y));
                let on = self.along(0, place, look, 0);
                let ways = [on.map(|way| format!("\r{down}{way}")), Some(jump)]
                    .into_iter()
                    .flatten();
                (ways.min_by_key(String::len).unwrap_or_default(), 0)
            }
            _ => (jump, 0),
        };
        self.out.write_all(way.as_bytes())?;
        *pen = Pen { at: Some(to), doubt };
        Ok(())
    }

    /// From column `from` on to `place` in the same row, if it lies there: by writing again what is there, or by columns
    /// if there is no `doubt` where the pen is.
    fn along(&self, from: u16, place: usize, look: Look, doubt: u16) -> Option<String> {
        let gap = usize::from(self.position(place).x.checked_sub(from)?);
        let between = self.shown.get(place - gap..place)?;
        let again: Option<String> = between
            .iter()
            .map(|cell| match cell.as_ref().map(|c| (c, c.symbol().as_bytes())) {
                Some((cell, [byte @ b' '..=b'~'])) if Change::to(cell, 0).takes(look) => {
                    Some(char::from(*byte))
                }
                _ => None,
            })
            .collect();
        let columns = (doubt == 0).then(|| match gap {
            1 => "\x1b[C".to_owned(),
            _ => format!("\x1b[{gap}C"),
        });
        [again, columns].into_iter().flatten().min_by_key(String::len)
    }

    /// Erases the empty cells from `place` on, where that is shorter than writing the blanks among `changed` (places in
    /// order, all of them of the look that is set). Returns the place behind what it erased.
    fn erase(&mut self, place: usize, look: Look, changed: &[usize]) -> io::Result<Option<usize>> {
        if !self.erases || !look.is_ground() {
            return Ok(None);
        }
        let rest = usize::from(self.width) - place % usize::from(self.width.max(1));
        let row = self.shown.get(place..place + rest).unwrap_or_default();
        let blank = |cell: &Cell| is_empty(cell) && Change::to(cell, place).takes(look);
        let empty = row.iter().take_while(|c| c.as_ref().is_some_and(blank)).count();
        if empty == 0 {
            return Ok(None);
        }
        let behind = changed.partition_point(|changed| *changed < place + empty);
        let Some(last) = changed[..behind].last() else {
            return Ok(None);
        };
        let order = if empty == rest {
            "\x1b[K".to_owned()
        } else {
            format!("\x1b[{empty}X")
        };
        // What goes on right behind it must then be gone to.
        let follows = changed.get(behind) == Some(&(place + empty));
        let worth = order.len() + if follows { 5 } else { 0 } < last + 1 - place;
        if worth {
            self.out.write_all(order.as_bytes())?;
        }
        Ok(worth.then_some(place + empty))
    }

    fn print(&mut self, pen: &mut Pen, place: usize) -> io::Result<()> {
        let Some(cell) = self.shown.get(place).and_then(Option::as_ref) else {
            return Ok(());
        };
        let symbol = cell.symbol();
        self.out.write_all(symbol.as_bytes())?;
        pen.doubt += u16::from(!symbol.is_ascii());
        // After emoji, and in the last column, terminals differ in where they are.
        let taken = match symbol.width() {
            1 => Some(1),
            2 if is_ideograph(symbol) => Some(2),
            _ => None,
        };
        let on = pen
            .at
            .zip(taken)
            .map(|(at, taken)| Position::new(at.x + taken, at.y));
        pen.at = on.filter(|at| at.x < self.width);
        Ok(())
    }
}

/// Whether a sign is one of the letters of East Asia that take two cells everywhere.
fn is_ideograph(symbol: &str) -> bool {
    let mut signs = symbol.chars();
    let wide = matches!(
        signs.next(),
        Some(
            '\u{3001}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff01}'..='\u{ff60}',
        )
    );
    wide && signs.next().is_none()
}

/// The parameters of SGR that make `to` of `from`, or of any look.
fn sgr(from: Option<Look>, to: Look) -> String {
    let mut out = String::new();
    let from = from
        .filter(|from| from.modifier == to.modifier)
        .unwrap_or_else(|| {
            out.push('0');
            for (modifier, code) in [
                (Modifier::BOLD, 1),
                (Modifier::DIM, 2),
                (Modifier::ITALIC, 3),
                (Modifier::UNDERLINED, 4),
                (Modifier::SLOW_BLINK, 5),
                (Modifier::RAPID_BLINK, 6),
                (Modifier::REVERSED, 7),
                (Modifier::HIDDEN, 8),
                (Modifier::CROSSED_OUT, 9),
            ] {
                if to.modifier.contains(modifier) {
                    let _ = write!(out, ";{code}");
                }
            }
            Look::PLAIN
        });
    for (was, is, base) in [
        (from.foreground, to.foreground, 30),
        (from.background, to.background, 40),
        (from.underline, to.underline, 50),
    ] {
        if was != is {
            if !out.is_empty() {
                out.push(';');
            }
            colour(&mut out, is, base);
        }
    }
    out
}

/// The parameters for a colour; `base` is 30 for the foreground, 40 for the background, 50 for underlines.
fn colour(out: &mut String, colour: Color, base: u8) {
    let index = match colour {
        Color::Reset => {
            let _ = write!(out, "{}", base + 9);
            return;
        }
        Color::Rgb(r, g, b) => {
            let _ = write!(out, "{};2;{r};{g};{b}", base + 8);
            return;
        }
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    let _ = write!(out, "{};5;{index}", base + 8);
}

impl<W: Write> Backend for Encoder<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.fit();
        let mut changes = Vec::new();
        // Where a wide character goes, terminals make what they like of its other half.
        let mut halves = Vec::new();
        for (x, y, cell) in content {
            let place = usize::from(y) * usize::from(self.width) + usize::from(x);
            let end = place + cell.symbol().width().max(1);
            let was = |place: usize| {
                self.shown
                    .get(place)
                    .and_then(Option::as_ref)
                    .map_or(1, |was| was.symbol().width())
            };
            halves.extend((place..end).flat_map(|place| end..place + was(place)));
            let shown = self.shown.get(place).and_then(Option::as_ref);
            let same = shown.is_some_and(|shown| is_empty(shown) && is_empty(cell) && shown.bg == cell.bg);
            self.note(place, cell);
            if !same {
                changes.push(Change::to(cell, place));
            }
        }
        for half in halves {
            if self.shown.get(half).is_some_and(Option::is_none) {
                self.note(half, &Cell::EMPTY);
                changes.push(Change::to(&Cell::EMPTY, half));
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        self.begin()?;
        self.cursor = None;
        let mut pen = Pen { at: None, doubt: 0 };
        let mut last = None;
        for (look, places) in by_look(changes) {
            write!(self.out, "\x1b[{}m", sgr(last, look))?;
            last = Some(look);
            let mut erased = 0;
            for (i, &place) in places.iter().enumerate() {
                if place < erased {
                    continue;
                }
                self.go(&mut pen, place, look)?;
                match self.erase(place, look, &places[i..])? {
                    Some(behind) => erased = behind,
                    None => self.print(&mut pen, place)?,
                }
            }
        }
        self.out.write_all(b"\x1b[0m")
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.visible != Some(false) {
            self.visible = Some(false);
            queue!(self.out, crossterm::cursor::Hide)?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.visible != Some(true) {
            self.visible = Some(true);
            queue!(self.out, crossterm::cursor::Show)?;
        }
        Ok(())
    }

    /// Where it was put last: the terminal is not asked, as the answer would go to the thread that reads keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor != Some(position) {
            self.cursor = Some(position);
            queue!(self.out, crossterm::cursor::MoveTo(position.x, position.y))?;
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        use crossterm::terminal::ClearType as Part;
        self.shown.clear();
        let part = match clear_type {
            ClearType::All => Part::All,
            ClearType::AfterCursor => Part::FromCursorDown,
            ClearType::BeforeCursor => Part::FromCursorUp,
            ClearType::CurrentLine => Part::CurrentLine,
            ClearType::UntilNewLine => Part::UntilNewLine,
        };
        self.begin()?;
        queue!(self.out, Clear(part))
    }

    fn size(&self) -> io::Result<Size> {
        let size = (self.measure)()?;
        self.size.set(size);
        Ok(size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.begun) {
            queue!(self.out, EndSynchronizedUpdate)?;
        }
        self.out.flush()
    }
}

/// What draws nothing: settings of the terminal, its clipboard.
impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use ratatui::Terminal;
    use ratatui::style::Style;
    use unicode_segmentation::UnicodeSegmentation as _;

    const SIZE: Size = Size { width: 20, height: 4 };

    /// What stands somewhere in a look.
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

    fn frame(terminal: &mut Terminal<Encoder<Vec<u8>>>, runs: &[Run]) -> ratatui::buffer::Buffer {
        let drawn = terminal.draw(|frame| {
            for (x, y, text, look) in runs {
                frame.buffer_mut().set_string(*x, *y, text, style(*look));
            }
        });
        drawn.unwrap().buffer.clone()
    }

    fn terminal() -> Terminal<Encoder<Vec<u8>>> {
        Terminal::new(Encoder::new(Vec::new(), || Ok(SIZE), true)).unwrap()
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
            let mut terminal = terminal();
            let rows = std::num::NonZeroU16::new(SIZE.height).unwrap();
            let columns = std::num::NonZeroU16::new(SIZE.width).unwrap();
            let mut screen = vt100::Parser::new(rows, columns, 0);
            for runs in &frames {
                let runs: Vec<Run> = runs
                    .iter()
                    .zip(0..)
                    .flat_map(|((left, look, right, other), y)| {
                        let column = left.width() as u16;
                        [(0, y, left.clone(), *look), (column, y, right.clone(), *other)]
                    })
                    .collect();
                let buffer = frame(&mut terminal, &runs);
                screen.process(&std::mem::take(&mut terminal.backend_mut().out));
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
                        x += (wanted.symbol().width() as u16).max(1);
                    }
                }
            }
        }
    }

    #[test]
    fn what_did_not_change_is_not_written() {
        let mut terminal = terminal();
        let runs = [(2, 1, "a line of text".to_owned(), 0)];
        frame(&mut terminal, &runs);
        terminal.backend_mut().out.clear();
        frame(&mut terminal, &runs);
        assert_eq!(terminal.backend().out, b"");
        frame(&mut terminal, &[(2, 1, "a lime of text".to_owned(), 0)]);
        let written = String::from_utf8(terminal.backend().out.clone()).unwrap();
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
            let mut terminal = Terminal::new(Encoder::new(Vec::new(), || Ok(SIZE), erases)).unwrap();
            frame(&mut terminal, &runs("a line of text"));
            terminal.backend_mut().out.clear();
            frame(&mut terminal, &runs("a line"));
            let written = String::from_utf8(terminal.backend().out.clone()).unwrap();
            assert!(written.contains(wanted), "{written:?}");
        }
    }

    #[test]
    fn looks_are_said_once_and_short_ways_written_over() {
        let mut terminal = terminal();
        frame(&mut terminal, &[(0, 0, "one two one two one".to_owned(), 0)]);
        terminal.backend_mut().out.clear();
        let words = "ond twp ond twp ond";
        let runs: Vec<Run> = words
            .split_word_bound_indices()
            .map(|(at, word)| (at as u16, 0, word.to_owned(), u8::from(word == "twp")))
            .collect();
        frame(&mut terminal, &runs);
        let written = String::from_utf8(terminal.backend().out.clone()).unwrap();
        assert_eq!(written.matches('m').count(), 3, "{written:?}");
        // From the end of the first word over 'twp' to the next, of which two letters stand there already.
        assert!(written.contains("d\x1b[7Cd\x1b[7Cd"), "{written:?}");
    }
}
