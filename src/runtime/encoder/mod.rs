//! Encodes changed cells in as few bytes as possible.
//!
//! A page of an article is three kilobytes of text; written cell by cell, with both colours for each run, it takes ten. So cells of one
//! style are written together wherever they are, a colour that stays the same is not repeated, a short gap is overwritten instead of
//! jumped, and the empty rest of a row is erased.
//!
//! Invariants: after a frame the terminal shows what was drawn; a frame is one synchronized update (DEC mode 2026); if nothing changed,
//! nothing is written.

mod grid;
mod style;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::text::grapheme::cells;
use grid::{Grid, ShownCell, StyleId};
use style::{by_style, sgr};

/// Writes frames to a terminal.
#[derive(Debug)]
pub struct Encoder<W: Write> {
    out: W,
    /// Whether the terminal gives erased cells the current background.
    erases: bool,
    /// What the terminal shows.
    grid: Grid,
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
    /// An encoder for a terminal that was just cleared. `erases`: whether erased cells take the current background.
    pub fn new(out: W, erases: bool) -> Self {
        Self {
            out,
            erases,
            grid: Grid::new(),
            visible: None,
            cursor: None,
            begun: false,
        }
    }

    /// Writes what differs between `frame` and what the terminal shows, and places the cursor, or hides it. A frame of another size than
    /// the last one clears the terminal.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn show(&mut self, frame: &Buffer, cursor: Option<Position>) -> io::Result<()> {
        let size = frame.area.as_size();
        if size != self.grid.size() {
            let is_first = self.grid.size().area() == 0;
            self.grid.clear(size);
            if !is_first {
                self.begin()?;
                queue!(self.out, Clear(ClearType::All))?;
            }
        }
        let changes = self.note(frame);
        if !changes.is_empty() {
            self.write(&changes)?;
        }
        if self.visible != Some(cursor.is_some()) {
            self.visible = Some(cursor.is_some());
            match cursor {
                Some(_) => queue!(self.out, crossterm::cursor::Show)?,
                None => queue!(self.out, crossterm::cursor::Hide)?,
            }
        }
        if let Some(at) = cursor.filter(|_| cursor != self.cursor) {
            self.cursor = cursor;
            queue!(self.out, crossterm::cursor::MoveTo(at.x, at.y))?;
        }
        if std::mem::take(&mut self.begun) {
            queue!(self.out, EndSynchronizedUpdate)?;
        }
        self.out.flush()
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            queue!(self.out, BeginSynchronizedUpdate)?;
        }
        Ok(())
    }

    /// Records the cells of a frame, and returns the places that have to be written, in order.
    fn note(&mut self, frame: &Buffer) -> Vec<u32> {
        self.grid.condense();
        let width = usize::from(frame.area.width);
        let mut changes = Vec::with_capacity(frame.content.len());
        let mut end = 0;
        for (place, cell) in frame.content.iter().enumerate() {
            // The second half of a wide character is not a cell that can be written.
            if place < end {
                continue;
            }
            let row_end = (place / width + 1) * width;
            let (was, is) = (self.grid.get(place), self.grid.number(cell));
            end = (place + self.grid.columns(is)).min(row_end);
            if was == is {
                continue;
            }
            self.grid.set(place, is);
            for covered in place + 1..end {
                self.grid.set(covered, ShownCell::UNKNOWN);
            }
            if !self.grid.are_equally_empty(was, is) {
                changes.push(place as u32);
            }
        }
        changes
    }

    /// Writes the cells at these places.
    fn write(&mut self, changes: &[u32]) -> io::Result<()> {
        self.begin()?;
        self.cursor = None;
        let mut pen = Pen { at: None, doubt: 0 };
        let mut last = None;
        for (id, places) in by_style(changes, &self.grid) {
            let style = self.grid.style(id);
            write!(self.out, "\x1b[{}m", sgr(last, style))?;
            last = Some(style);
            let mut erased = 0;
            for (i, &place) in places.iter().enumerate() {
                if place < erased {
                    continue;
                }
                self.go(&mut pen, place as usize, id)?;
                match self.erase(place, id, &places[i..])? {
                    Some(behind) => erased = behind,
                    None => self.print(&mut pen, place as usize)?,
                }
            }
        }
        self.out.write_all(b"\x1b[0m")
    }

    fn position(&self, place: usize) -> Position {
        let width = usize::from(self.grid.size().width.max(1));
        Position::new((place % width) as u16, (place / width) as u16)
    }

    /// Moves the pen to `place` by the shortest way: not at all, by rewriting cells, by columns, from the start of a nearby row, or by a
    /// jump.
    fn go(&mut self, pen: &mut Pen, place: usize, style: StyleId) -> io::Result<()> {
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
                if let Some(on) = self.along(0, place, style, 0) {
                    offer(Way::FromStart { down: 0, on });
                }
                if let Some(on) = self.along(at.x, place, style, pen.doubt) {
                    offer(Way::Onward(on));
                }
            }
            // Nearby, and certainly still in that row. A line feed in the last row would scroll, but none is written there.
            Some(at) if at.y < to.y && to.y - at.y < 4 && at.x + pen.doubt < self.grid.size().width => {
                if let Some(on) = self.along(0, place, style, 0) {
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
                let mut room = [0; 4];
                for &cell in self.grid.before(place, gap) {
                    self.out.write_all(self.grid.symbol(cell, &mut room).as_bytes())?;
                }
                Ok(())
            }
        }
    }

    /// The movement from column `from` to `place`, if it is in the same row: by rewriting cells, or by columns if the position is certain
    /// (no `doubt`).
    fn along(&self, from: u16, place: usize, style: StyleId, doubt: u16) -> Option<On> {
        let gap = usize::from(self.position(place).x.checked_sub(from)?);
        let columns = (doubt == 0).then_some(On::Columns(gap));
        if columns.is_some_and(|columns| columns.cost() <= gap) {
            return columns;
        }
        let between = self.grid.before(place, gap);
        let again = between
            .iter()
            .all(|cell| Grid::is_plain(*cell) && self.grid.serves(style, *cell));
        again.then_some(On::Again(gap)).or(columns)
    }

    /// Erases the empty cells from `place` on, if that is shorter than writing the blanks among `changed` (places in order, all of the
    /// current style). Returns the place after the erased cells.
    fn erase(&mut self, place: u32, style: StyleId, changed: &[u32]) -> io::Result<Option<u32>> {
        if !self.erases {
            return Ok(None);
        }
        let row = self.grid.row_from(place as usize);
        let blank = |cell: &&ShownCell| self.grid.is_empty(**cell) && self.grid.serves(style, **cell);
        let empty = row.iter().take_while(blank).count();
        if empty < 4 {
            return Ok(None);
        }
        let end = place + empty as u32;
        let behind = changed.partition_point(|changed| *changed < end);
        let Some(last) = changed[..behind].last() else {
            return Ok(None);
        };
        let order = if empty == row.len() {
            "\x1b[K".to_owned()
        } else {
            format!("\x1b[{empty}X")
        };
        // Writing right after it then needs a cursor movement.
        let follows = changed.get(behind) == Some(&end);
        let worth = order.len() + if follows { 5 } else { 0 } < (last + 1 - place) as usize;
        if worth {
            self.out.write_all(order.as_bytes())?;
        }
        Ok(worth.then_some(end))
    }

    fn print(&mut self, pen: &mut Pen, place: usize) -> io::Result<()> {
        let mut room = [0; 4];
        let symbol = self.grid.symbol(self.grid.get(place), &mut room);
        let columns = cells(symbol);
        let is_certain = columns < 2 || is_ideograph(symbol);
        if let Some(at) = pen.at.filter(|_| !is_certain) {
            // Some terminals draw it in fewer columns: then the others must be empty. The way back names the column, because terminals
            // differ in where the cursor is behind the last one.
            write!(self.out, "{:columns$}\x1b[{}G", "", at.x + 1)?;
        }
        self.out.write_all(symbol.as_bytes())?;
        pen.doubt += u16::from(!symbol.is_ascii());
        // After emoji, and in the last column, the cursor position differs between terminals.
        let taken = match columns {
            1 => Some(1),
            2 if is_certain => Some(2),
            _ => None,
        };
        let on = pen
            .at
            .zip(taken)
            .map(|(at, taken)| Position::new(at.x + taken, at.y));
        pen.at = on.filter(|at| at.x < self.grid.size().width);
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

/// Output that draws nothing: terminal settings, the clipboard.
impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
