//! The contents of a pane, and scrolling.
//!
//! The last screen has the last row of the text at its bottom: a full page of text is more useful than empty space after the end, and the
//! status line shows the end. A text shorter than the pane does not scroll.

use std::ops::Range;

use super::cache::Layout;
use super::frame::{space_above, space_below_pictures};
use super::place::{Line, LineKind, Place, Position, Top};
use crate::document::{Document, TextRange};

/// Rows that are walked one by one; a longer distance is first shortened by an estimate.
const WALKED: usize = 20_000;

/// Rows taken by the line below the last visible row that stands for folded text.
const TAIL: u16 = 2;

/// A top as the row it shows, in the same order as tops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    place: Place,
    /// Blank rows above the row that are *not* visible.
    hidden: u16,
}

impl Layout {
    /// The top after scrolling a pane of `height` rows by `rows` rows (up, if negative). Blank rows count. The result stays between the
    /// first and the [last](Layout::bottom) screen. Exact up to 20,000 rows; longer distances are estimated by bytes.
    pub fn scroll(&mut self, document: &Document, top: Top, rows: isize, height: u16) -> Top {
        let mut head = self.head(document, top);
        let mut left = rows.unsigned_abs();
        if left > WALKED {
            // A row of prose fills about 4/5 of the measure on average.
            let skipped = (left - WALKED).saturating_mul(usize::from(self.measure().max(1)) * 4 / 5 + 1);
            let from = self.start_of(document, head.place).absolute(document);
            let to = if rows > 0 {
                from.saturating_add(skipped)
            } else {
                from.saturating_sub(skipped)
            };
            let to = Position::of(document, to.min(document.text().len()));
            head = Head {
                place: self.shown_place(document, to),
                hidden: 0,
            };
            left = WALKED;
        }
        let floor = self.bottom_head(document, height);
        for _ in 0..left {
            let step = if rows > 0 {
                if head >= floor {
                    None
                } else {
                    self.step_down(document, head)
                }
            } else {
                self.step_up(document, head)
            };
            match step {
                Some(next) => head = next,
                None => break,
            }
        }
        self.top(document, head.min(floor))
    }

    /// The rows of a pane of `height` rows, from the top; fewer if the text ends.
    pub fn window(&mut self, document: &Document, top: Top, height: u16) -> Vec<Line> {
        let mut lines = Vec::with_capacity(usize::from(height));
        let mut head = self.head(document, top);
        let mut blank = self.blank_shown(document, head);
        let mut y = 0;
        while y < height {
            if blank > 0 {
                let kind = self.space_kind(document, head.place, blank);
                lines.push(Line { y, kind });
                blank -= 1;
                y += 1;
                continue;
            }
            let Some(row) = self.row(document, head.place) else {
                break;
            };
            let block = head.place.block;
            let kind = LineKind::Text { block, row };
            lines.push(Line { y, kind });
            y += 1;
            let Some(next) = self.after(document, head.place) else {
                self.fold_below(document, head.place, y..height, &mut lines);
                break;
            };
            head = Head {
                place: next,
                hidden: 0,
            };
            blank = self.space_before(document, next);
        }
        lines
    }

    /// The row `blank` rows above the row at `place`.
    fn space_kind(&mut self, document: &Document, place: Place, blank: u16) -> LineKind {
        if !self.hides_above(document, place) {
            let pictures = document.pictures_above(place.block);
            let below = 1 + space_below_pictures(document, place.block);
            let picture = blank
                .checked_sub(below)
                .and_then(|below| pictures.end.checked_sub(1 + usize::from(below)));
            return match picture.filter(|picture| pictures.contains(picture)) {
                Some(picture) => LineKind::Picture(picture),
                None => LineKind::Blank,
            };
        }
        let middle = self.space_before(document, place).div_ceil(2);
        if blank != middle {
            return LineKind::Blank;
        }
        let before = self.before(document, place);
        let from = before.and_then(|before| self.row(document, before));
        let to = self.row(document, place).map_or(0, |row| row.span.start);
        fold_line(
            document,
            TextRange::new(from.map_or(0, |row| row.span.end).min(to), to),
        )
    }

    /// The line for folded text at the end of the article, below the last visible row.
    fn fold_below(&mut self, document: &Document, last: Place, rows: Range<u16>, lines: &mut Vec<Line>) {
        if self.row_after(document, last).is_none() || rows.len() < usize::from(TAIL) {
            return;
        }
        let from = self.row(document, last).map_or(0, |row| row.span.end);
        let hidden = TextRange::new(from, document.text().len());
        for (y, kind) in rows.zip([LineKind::Blank, fold_line(document, hidden)]) {
            lines.push(Line { y, kind });
        }
    }

    /// Whether rows directly above the row at `place` are folded away.
    fn hides_above(&mut self, document: &Document, place: Place) -> bool {
        if self.fold().is_none() {
            return false;
        }
        let above = self.row_before(document, place);
        above.is_some_and(|above| !self.is_shown(document, above))
    }

    /// Rows above the row at `place` that do not belong to its text: blank ones, and a line for folded text.
    fn space_before(&mut self, document: &Document, place: Place) -> u16 {
        let begins = place.segment == 0 && place.row == 0;
        if self.hides_above(document, place) {
            return if begins && place.block > 0 { 3 } else { 1 };
        }
        if begins {
            space_above(document, place.block)
        } else {
            0
        }
    }

    fn blank_shown(&mut self, document: &Document, head: Head) -> u16 {
        self.space_before(document, head.place)
            .saturating_sub(head.hidden)
    }

    /// The top with the last row of the text at the bottom of the pane, for `G`.
    pub fn bottom(&mut self, document: &Document, height: u16) -> Top {
        let head = self.bottom_head(document, height);
        self.top(document, head)
    }

    /// The top whose first row contains `at`, without blank rows, and not limited to the last screen.
    pub fn place_top(&mut self, document: &Document, at: Position) -> Top {
        let place = self.shown_place(document, at);
        Top {
            at: self.start_of(document, place),
            blank: 0,
        }
    }

    /// The top with `above` rows above the row of `at`, as far as the ends of the text allow.
    pub fn put(&mut self, document: &Document, at: Position, above: u16, height: u16) -> Top {
        let place = self.shown_place(document, at);
        let head = self.up_from(document, place, usize::from(above));
        let floor = self.bottom_head(document, height);
        self.top(document, head.min(floor))
    }

    /// The top nearest to `top` that shows all of `range` (bytes of the canonical text), `margin` rows from the edges of the pane; the
    /// start of the range if it is taller than the pane.
    pub fn show(&mut self, document: &Document, top: Top, height: u16, range: TextRange, margin: u16) -> Top {
        let margin = usize::from(margin.min(height.saturating_sub(1) / 2));
        let last_byte = range.end.saturating_sub(1).max(range.start);
        let start = self.shown_place(document, Position::of(document, range.start));
        let end = self
            .shown_place(document, Position::of(document, last_byte))
            .max(start);
        // The lowest top that still has `start` below the margin, and the highest that has `end` above the lower margin.
        let low = self.up_from(document, start, margin);
        let below = usize::from(height.max(1)) - 1 - margin;
        let high = self.up_from(document, end, below).min(low);
        let head = self.head(document, top);
        let floor = self.bottom_head(document, height);
        let to = head.clamp(high, low).min(floor);
        if to == head { top } else { self.top(document, to) }
    }

    fn head(&mut self, document: &Document, top: Top) -> Head {
        let wanted = self.place(document, top.at);
        let place = self.shown_place(document, top.at);
        let space = self.space_before(document, place);
        // The line for folded text takes the place of the hidden rows.
        let blank = if place == wanted { top.blank } else { space };
        Head {
            place,
            hidden: space - blank.min(space),
        }
    }

    fn top(&mut self, document: &Document, head: Head) -> Top {
        Top {
            at: self.start_of(document, head.place),
            blank: self.blank_shown(document, head),
        }
    }

    fn step_down(&mut self, document: &Document, head: Head) -> Option<Head> {
        if self.blank_shown(document, head) > 0 {
            return Some(Head {
                hidden: head.hidden + 1,
                ..head
            });
        }
        self.after(document, head.place)
            .map(|place| Head { place, hidden: 0 })
    }

    fn step_up(&mut self, document: &Document, head: Head) -> Option<Head> {
        if head.hidden > 0 {
            return Some(Head {
                hidden: head.hidden - 1,
                ..head
            });
        }
        let place = self.before(document, head.place)?;
        Some(Head {
            place,
            hidden: self.space_before(document, place),
        })
    }

    /// The top with `place` `rows` rows below its first row, or the start of the text.
    fn up_from(&mut self, document: &Document, place: Place, rows: usize) -> Head {
        let mut head = Head {
            place,
            hidden: self.space_before(document, place),
        };
        for _ in 0..rows {
            let Some(up) = self.step_up(document, head) else {
                break;
            };
            head = up;
        }
        head
    }

    fn bottom_head(&mut self, document: &Document, height: u16) -> Head {
        let end = self.shown_place(document, Position::of(document, document.text().len()));
        let hides_below = self.row_after(document, end).is_some();
        let tail = if hides_below && height > TAIL { TAIL } else { 0 };
        self.up_from(document, end, usize::from(height.max(1) - tail) - 1)
    }
}

/// The line that stands for the `hidden` text.
fn fold_line(document: &Document, hidden: TextRange) -> LineKind {
    let blocks = document.blocks();
    let from = blocks.partition_point(|b| b.range.start < hidden.start);
    let to = blocks.partition_point(|b| b.range.end <= hidden.end);
    LineKind::Fold {
        hidden,
        blocks: to.saturating_sub(from),
    }
}

/// The position at this fraction of the text, by bytes: 0 is the start, 1 the end.
pub fn at_fraction(document: &Document, fraction: f64) -> Position {
    let bytes = document.text().len();
    let offset = (fraction.clamp(0.0, 1.0) * bytes as f64) as usize;
    Position::of(
        document,
        crate::text::grapheme::floor(document.text(), offset.min(bytes)),
    )
}

/// The fraction of the text before a position, by bytes: 0 to 1. 0 for an empty text.
pub fn fraction(document: &Document, at: Position) -> f64 {
    match document.text().len() {
        0 => 0.0,
        bytes => at.absolute(document) as f64 / bytes as f64,
    }
}
