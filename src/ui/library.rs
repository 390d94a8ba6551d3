//! Draws the library as a table: the article, the progress of the work, when it was opened, and remarks.
//!
//! Invariants: an article takes one row; a narrow table leaves out columns, and the title and the progress last; a remark is shown even
//! where other columns are not.

use super::overlay::{part_shown, sheet};
use super::paint::Pen;
use crate::app::{LibraryColumn, LibraryEntry, LibraryScreen, Model};
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};
use crate::text::wrap::wrap;

/// The most cells of the columns, each with the two blanks before it.
const SOURCE: u16 = 16;
const DATE: u16 = 12;
const BAR: u16 = 12;
const COUNT: u16 = 8;
const OPENED: u16 = 13;
/// Cells of the shortest column head, with the blanks.
const HEAD: u16 = 8;
/// The most cells of the remark, with the blanks before it.
const REMARK: u16 = 30;
/// Cells of the bar.
const STEPS: u16 = 10;
/// Cells that the title keeps while there is another column to leave out.
const TITLE: u16 = 28;

/// The columns of a table: where each begins and how wide it is; `None` without room.
struct Table {
    title: u16,
    source: Option<u16>,
    date: Option<u16>,
    bar: Option<u16>,
    count: u16,
    opened: Option<u16>,
    needs: Needs,
    /// Column and cells.
    remark: (u16, u16),
    right: u16,
}

/// The most cells that the content of each column takes, with the blanks before it.
#[derive(Clone, Copy)]
struct Needs {
    source: u16,
    opened: u16,
    /// Without the blanks; 0 if no article has a remark.
    remark: u16,
}

impl Needs {
    fn of<'a>(entries: impl Iterator<Item = &'a LibraryEntry>) -> Self {
        let cells = |text: &str, most: u16| width(&one_line(text)).min(usize::from(most)) as u16;
        let mut needs = Self {
            source: HEAD,
            opened: HEAD,
            remark: 0,
        };
        for entry in entries {
            needs.source = needs.source.max(2 + cells(&entry.source, SOURCE - 2));
            needs.opened = needs.opened.max(2 + cells(&entry.opened, OPENED - 2));
            needs.remark = needs.remark.max(cells(&entry.remark, REMARK));
        }
        needs
    }
}

impl Table {
    /// Lays out `wide` cells from column `x`. Cells that a column does not need go to the titles.
    fn new(x: u16, wide: u16, needs: Needs) -> Self {
        let remark = match needs.remark {
            0 => 0,
            cells => (cells + 2).min(REMARK).min(wide * 2 / 5),
        };
        // The sign of the selected row, and the indent of a version.
        let mut left = wide.saturating_sub(2 + COUNT + remark + TITLE);
        let mut room_for = |cells: u16| {
            let fits = left >= cells;
            left -= if fits { cells } else { 0 };
            fits
        };
        // The most useful first.
        let [opened, bar, source, date] = [needs.opened, BAR, needs.source, DATE].map(&mut room_for);
        let title = left + TITLE.min(wide.saturating_sub(2 + COUNT + remark));
        let mut at = x + 2 + title;
        let mut column = |shown: bool, cells: u16| {
            let from = at + 2;
            at += if shown { cells } else { 0 };
            shown.then_some(from)
        };
        let (source, date) = (column(source, needs.source), column(date, DATE));
        let (bar, count) = (column(bar, BAR), column(true, COUNT));
        let opened = column(opened, needs.opened);
        Self {
            title,
            source,
            date,
            bar,
            count: count.unwrap_or(x),
            opened,
            needs,
            remark: (at + 2, remark.saturating_sub(2)),
            right: x + wide,
        }
    }

    fn heads(&self, shelf: &LibraryScreen, (x, y): (u16, u16), base: Style, pen: &mut Pen<'_>) {
        let dim = pen.over(Role::Dim, base);
        let sort = shelf.sort();
        let decided = self.bar.unwrap_or(self.count);
        let heads = [
            (Some(x + 2), "Title", LibraryColumn::Title),
            (self.source, "Source", LibraryColumn::Source),
            (self.date, "Date", LibraryColumn::Date),
            (Some(decided), "Decided", LibraryColumn::Decided),
            (self.opened, "Opened", LibraryColumn::Opened),
        ];
        for (at, words, column) in heads {
            let Some(at) = at else { continue };
            let behind = pen.text(at, y, words, dim, self.right.saturating_sub(at));
            if sort.column == column {
                let sign = if sort.ascending { "▴" } else { "▾" };
                pen.text(behind, y, sign, pen.over(Role::Accent, base), 1);
            }
        }
    }

    fn row(&self, entry: &LibraryEntry, chosen: bool, (x, y): (u16, u16), base: Style, pen: &mut Pen<'_>) {
        if chosen {
            pen.text(x, y, "▸", pen.over(Role::Accent, base), 1);
        }
        // Articles with work left stand out; finished and untouched ones do not.
        let begun = entry.decided.is_some_and(|(decided, claims)| decided < claims);
        let title = Style {
            bold: chosen,
            ..pen.over(Role::Text, base)
        };
        let dim = pen.over(Role::Dim, base);
        let indent = if entry.below { "└ " } else { "" };
        let words = truncate(
            &format!("{indent}{}", one_line(&entry.title)),
            usize::from(self.title),
        );
        pen.text(x + 2, y, &words, title, self.title);
        let cells = [
            (self.source, &entry.source, self.needs.source),
            (self.date, &entry.date, DATE),
            (self.opened, &entry.opened, self.needs.opened),
        ];
        for (at, words, wide) in cells {
            if let Some(at) = at {
                let words = truncate(&one_line(words), usize::from(wide - 2));
                pen.text(at, y, &words, dim, wide - 2);
            }
        }
        if let Some((decided, claims)) = entry.decided.filter(|(_, claims)| *claims > 0) {
            let count = if begun { pen.over(Role::Text, base) } else { dim };
            pen.text(self.count, y, &format!("{decided}/{claims}"), count, COUNT - 2);
            if let Some(at) = self.bar {
                bar((decided, claims), (at, y), base, pen);
            }
        }
        let (at, wide) = self.remark;
        let words = truncate(&one_line(&entry.remark), usize::from(wide));
        pen.text(at, y, &words, pen.over(Role::Warning, base), wide);
    }
}

/// Draws the progress as a bar: empty only if nothing is decided, full only if everything is.
fn bar((decided, claims): (usize, usize), (x, y): (u16, u16), base: Style, pen: &mut Pen<'_>) {
    let steps = match decided.min(claims) {
        0 => 0,
        decided => (decided * usize::from(STEPS) / claims).max(1) as u16,
    };
    for step in 0..STEPS {
        let (sign, role) = if step < steps {
            ("█", Role::Accent)
        } else {
            ("░", Role::Faint)
        };
        pen.text(x + step, y, sign, pen.over(role, base), 1);
    }
}

/// Rows of the preview, with the blank one above it.
const PREVIEW: u16 = 5;
/// Rows from which on there is room for it.
const TALL: u16 = 20;

/// Draws the library over everything but the status line; where the cursor of what is typed stands.
pub(super) fn draw(model: &Model, shelf: &LibraryScreen, pen: &mut Pen<'_>) -> (u16, u16) {
    let (area, base, margin) = sheet(model, pen);
    let (x, wide) = (area.x + margin, area.width.saturating_sub(2 * margin));
    let cursor = head(shelf, (x, area.y), wide, base, pen);
    let table = Table::new(x, wide, Needs::of(shelf.rows().iter()));
    // A low window has no room for heads and for where the chosen article lies.
    let airy = area.height >= 10 && shelf.total() > 0;
    let preview = if area.height >= TALL { PREVIEW } else { 0 };
    let top = area.y + if airy { 3 } else { 1 };
    if airy {
        table.heads(shelf, (x, area.y + 2), base, pen);
    }
    let bottom = (area.y + area.height).saturating_sub(if airy { 2 + preview } else { 0 });
    let rows = usize::from(bottom.saturating_sub(top));
    let from = shelf.first_in_view(rows);
    for (i, y) in (from..shelf.total()).zip(top..bottom) {
        if let Some(entry) = shelf.row(i) {
            table.row(entry, shelf.chosen() == i, (x, y), base, pen);
        }
    }
    let last = (from + rows).min(shelf.total());
    if from > 0 || last < shelf.total() {
        part_shown((from, last), shelf.total(), (x + wide, area.y), base, pen);
    }
    if let Some(entry) = shelf.row(shelf.chosen()).filter(|_| airy) {
        let dim = pen.over(Role::Dim, base);
        let words = truncate(&one_line(&entry.opens), usize::from(wide.saturating_sub(2)));
        pen.text(x + 2, bottom + 1, &words, dim, wide);
        let mut lines = shelf.preview().lines();
        let mut y = bottom + 2;
        if preview > 0 {
            let work = one_line(lines.next().unwrap_or_default());
            let text = pen.over(Role::Text, base);
            pen.text(x + 2, y, &truncate(&work, usize::from(wide)), text, wide);
            y += 1;
            let rest: String = lines.collect::<Vec<_>>().join(" ");
            let room = usize::from(preview.saturating_sub(2));
            for line in wrap(&one_line(&rest), usize::from(wide.saturating_sub(4)), room) {
                pen.text(x + 2, y, &line, dim, wide);
                y += 1;
            }
        }
    }
    cursor
}

/// The head, with what is typed, and a word where nothing is listed; where the cursor stands.
fn head(shelf: &LibraryScreen, (x, y): (u16, u16), wide: u16, base: Style, pen: &mut Pen<'_>) -> (u16, u16) {
    let title = Style {
        bold: true,
        ..pen.over(Role::Title, base)
    };
    let dim = pen.over(Role::Dim, base);
    let behind = pen.text(x, y, "Library", title, wide);
    let (words, typed) = match &shelf.tags {
        Some(tags) => ("tags".to_owned(), tags.text()),
        None => {
            let many = if shelf.is_partial() { "…" } else { "" };
            let words = match shelf.total() {
                _ if !shelf.has_come() => "listing the articles…".to_owned(),
                1 => "1 article".to_owned(),
                count => format!("{count}{many} articles · type to search"),
            };
            (words, shelf.filter.text())
        }
    };
    let room = (x + wide).saturating_sub(behind + 2);
    let words = truncate(&words, usize::from(room));
    let behind = pen.text(behind + 2, y, &words, dim, room);
    let room = (x + wide).saturating_sub(behind + 2);
    let at = pen.text(behind + 2, y, &typed, pen.over(Role::Accent, base), room);
    if shelf.has_come() && shelf.total() == 0 {
        let words = if typed.is_empty() {
            "the library is empty: open an article first".to_owned()
        } else {
            format!("no article matches ‘{}’", one_line(&typed))
        };
        pen.text(x, y + 2, &words, dim, wide);
    }
    (at, y)
}
