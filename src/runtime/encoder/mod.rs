//! Encodes changed cells in as few bytes as possible.
//!
//! A page of an article is three kilobytes of text; written cell by cell, with both colours for each run, it takes ten. So cells of one
//! style are written together wherever they are, a colour that stays the same is not repeated, a short gap is overwritten instead of
//! jumped, and the empty rest of a row is erased.
//!
//! Invariants: after a frame the terminal shows what was drawn; a frame is one synchronized update (DEC mode 2026); if nothing changed,
//! nothing is written.

mod look;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use crate::text::grapheme::cells;
use look::{CellStyle, by_look, is_empty, sgr};

/// A ratatui backend that minimizes output.
#[derive(Debug)]
pub struct Encoder<W: Write> {
    out: W,
    /// Queries the terminal's size.
    measure: fn() -> io::Result<Size>,
    /// Whether the terminal gives erased cells the current background.
    erases: bool,
    /// The last reported size.
    size: std::cell::Cell<Size>,
    /// What the terminal shows, row by row, as far as known.
    shown: Vec<Option<Cell>>,
    /// Columns of `shown`.
    width: u16,
    /// Whether the terminal's cursor is visible, if known.
    visible: Option<bool>,
    /// The cursor's position, if known.
    cursor: Option<Position>,
    /// Whether a synchronized update is open.
    begun: bool,
}

/// The terminal's write position during a frame.
#[derive(Clone, Copy, Debug)]
struct Pen {
    at: Option<Position>,
    /// The number of cells by which the real cursor may differ since the last jump, because terminals disagree on the width of some
    /// characters. The next jump in the row then gives its column and corrects this.
    doubt: u16,
}

/// A way to move the terminal's cursor to a cell.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// Along the row from its position.
    Onward(On),
    /// To the start of a row further down, and along that row.
    FromStart { down: u16, on: On },
    /// To a column of the row.
    Column(u16),
    /// To a cell.
    Jump(Position),
}

/// A movement along a row.
#[derive(Clone, Copy, Debug)]
enum On {
    /// By rewriting the cells in between.
    Again(usize),
    /// By a number of columns.
    Columns(usize),
}

impl Way {
    /// Bytes it takes.
    fn cost(self) -> usize {
        match self {
            Self::Onward(on) => on.cost(),
            Self::FromStart { down, on } => 1 + usize::from(down) + on.cost(),
            Self::Column(x) => 3 + digits(usize::from(x) + 1),
            Self::Jump(Position { x: 0, y }) => 3 + digits(usize::from(y) + 1),
            Self::Jump(Position { x, y }) => 4 + digits(usize::from(y) + 1) + digits(usize::from(x) + 1),
        }
    }
}

impl On {
    /// Bytes it takes.
    fn cost(self) -> usize {
        match self {
            Self::Again(gap) => gap,
            Self::Columns(1) => 3,
            Self::Columns(gap) => 3 + digits(gap),
        }
    }
}

/// Decimal digits of a number.
fn digits(n: usize) -> usize {
    n.checked_ilog10().unwrap_or(0) as usize + 1
}

impl<W: Write> Encoder<W> {
    /// An encoder for a terminal whose state is unknown. `erases`: whether erased cells take the current background.
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

    /// Adapts `shown` to the size of the terminal, as it was measured last.
    pub fn fit(&mut self) {
        let Size { width, height } = self.size.get();
        let cells = usize::from(width) * usize::from(height);
        if self.width != width || self.shown.len() != cells {
            self.width = width;
            self.shown.clear();
            self.shown.resize(cells, None);
        }
    }

    /// Records a cell that will be shown.
    fn note(&mut self, place: usize, cell: &Cell) {
        // The second half of a wide character is not a cell that can be written.
        for covered in 1..cells(cell.symbol()) {
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

    /// Moves the pen to `place` by the shortest way: not at all, by rewriting cells, by columns, from the start of a nearby row, or by a
    /// jump.
    fn go(&mut self, pen: &mut Pen, place: usize, look: CellStyle) -> io::Result<()> {
        let to = self.position(place);
        if pen.at == Some(to) {
            return Ok(());
        }
        let mut best = Way::Jump(to);
        let mut offer = |way: Way| {
            if way.cost() < best.cost() {
                best = way;
            }
        };
        match pen.at {
            Some(at) if at.y == to.y => {
                offer(Way::Column(to.x));
                if let Some(on) = self.along(0, place, look, 0) {
                    offer(Way::FromStart { down: 0, on });
                }
                if let Some(on) = self.along(at.x, place, look, pen.doubt) {
                    offer(Way::Onward(on));
                }
            }
            // Nearby, and certainly still in that row. A line feed in the last row would scroll, but none is written there.
            Some(at) if at.y < to.y && to.y - at.y < 4 && at.x + pen.doubt < self.width => {
                if let Some(on) = self.along(0, place, look, 0) {
                    offer(Way::FromStart {
                        down: to.y - at.y,
                        on,
                    });
                }
            }
            _ => {}
        }
        self.walk(best, place)?;
        let doubt = match best {
            Way::Onward(_) => pen.doubt,
            Way::Column(_) | Way::FromStart { .. } | Way::Jump(_) => 0,
        };
        *pen = Pen { at: Some(to), doubt };
        Ok(())
    }

    /// Writes the sequence that moves the terminal's cursor to `place`.
    fn walk(&mut self, way: Way, place: usize) -> io::Result<()> {
        let on = match way {
            Way::Onward(on) => on,
            Way::Column(x) => return write!(self.out, "\x1b[{}G", x + 1),
            Way::Jump(Position { x: 0, y }) => return write!(self.out, "\x1b[{}H", y + 1),
            Way::Jump(Position { x, y }) => return write!(self.out, "\x1b[{};{}H", y + 1, x + 1),
            Way::FromStart { down, on } => {
                self.out.write_all(b"\r")?;
                for _ in 0..down {
                    self.out.write_all(b"\n")?;
                }
                on
            }
        };
        match on {
            On::Columns(1) => self.out.write_all(b"\x1b[C"),
            On::Columns(gap) => write!(self.out, "\x1b[{gap}C"),
            On::Again(gap) => {
                for cell in self.shown.get(place - gap..place).into_iter().flatten().flatten() {
                    self.out.write_all(cell.symbol().as_bytes())?;
                }
                Ok(())
            }
        }
    }

    /// The movement from column `from` to `place`, if it is in the same row: by rewriting cells, or by columns if the position is certain
    /// (no `doubt`).
    fn along(&self, from: u16, place: usize, look: CellStyle, doubt: u16) -> Option<On> {
        let gap = usize::from(self.position(place).x.checked_sub(from)?);
        let columns = (doubt == 0).then_some(On::Columns(gap));
        if columns.is_some_and(|columns| columns.cost() <= gap) {
            return columns;
        }
        let plain = |cell: &Cell| matches!(cell.symbol().as_bytes(), [b' '..=b'~']) && look.serves(cell);
        let mut between = self.shown.get(place - gap..place)?.iter();
        let again = between.all(|cell| cell.as_ref().is_some_and(plain));
        again.then_some(On::Again(gap)).or(columns)
    }

    /// Erases the empty cells from `place` on, if that is shorter than writing the blanks among `changed` (places in order, all of the
    /// current style). Returns the place after the erased cells.
    fn erase(&mut self, place: usize, look: CellStyle, changed: &[usize]) -> io::Result<Option<usize>> {
        if !self.erases {
            return Ok(None);
        }
        let rest = usize::from(self.width) - place % usize::from(self.width.max(1));
        let row = self.shown.get(place..place + rest).unwrap_or_default();
        let blank = |cell: &Cell| is_empty(cell) && look.serves(cell);
        let empty = row.iter().take_while(|c| c.as_ref().is_some_and(blank)).count();
        if empty < 4 {
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
        // Writing right after it then needs a cursor movement.
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
        // After emoji, and in the last column, the cursor position differs between terminals.
        let taken = match cells(symbol) {
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

/// Whether it is one of the East Asian characters that take two cells in every terminal.
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

impl<W: Write> Backend for Encoder<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.fit();
        let mut changes = Vec::new();
        // When a wide character is removed, terminals treat its second half differently.
        let mut halves = Vec::new();
        for (x, y, cell) in content {
            let place = usize::from(y) * usize::from(self.width) + usize::from(x);
            let end = place + cells(cell.symbol()).max(1);
            let was = |place: usize| {
                self.shown
                    .get(place)
                    .and_then(Option::as_ref)
                    .map_or(1, |was| cells(was.symbol()))
            };
            halves.extend((place..end).flat_map(|place| end..place + was(place)));
            let shown = self.shown.get(place).and_then(Option::as_ref);
            let same = shown.is_some_and(|shown| is_empty(shown) && is_empty(cell) && shown.bg == cell.bg);
            self.note(place, cell);
            if !same {
                changes.push((place, cell));
            }
        }
        for half in halves {
            if self.shown.get(half).is_some_and(Option::is_none) {
                self.note(half, &Cell::EMPTY);
                changes.push((half, &Cell::EMPTY));
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

    /// The last position set: the terminal is not queried, because the thread that reads keys would receive the answer.
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

/// Output that draws nothing: terminal settings, the clipboard.
impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
