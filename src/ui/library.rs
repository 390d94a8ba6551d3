//! Draws the library as a table: the article, the progress of the work, when it was opened, and remarks.
//!
//! Invariants: an article takes one row; a narrow table leaves out columns, and the title and the progress last; a remark is shown even
//! where other columns are not.

use super::overlay::{page_head, part_shown, sheet};
use super::paint::Pen;
use crate::app::overlay::Page;
use crate::app::{LibraryEntry, Model};
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};

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

    fn heads(&self, x: u16, y: u16, base: Style, pen: &mut Pen<'_>) {
        let dim = pen.over(Role::Dim, base);
        let decided = self.bar.unwrap_or(self.count);
        let heads = [
            (Some(x + 2), "Title"),
            (self.source, "Source"),
            (self.date, "Date"),
            (Some(decided), "Decided"),
            (self.opened, "Opened"),
        ];
        for (at, words) in heads {
            if let Some(at) = at {
                pen.text(at, y, words, dim, self.right.saturating_sub(at));
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

/// Draws the library over everything except the status line; returns the cursor position of its search.
pub(super) fn draw(model: &Model, page: &Page, pen: &mut Pen<'_>) -> (u16, u16) {
    let (area, base, margin) = sheet(model, pen);
    let (x, wide) = (area.x + margin, area.width.saturating_sub(2 * margin));
    let shown = page.shown();
    let at = page_head(page, shown.is_empty(), (x, area.y), wide, base, pen);
    let entries = || shown.iter().filter_map(|line| line.entry.as_deref());
    let table = Table::new(x, wide, Needs::of(entries()));
    // A low window has no room for column heads and the path of the selected article.
    let airy = area.height >= 10 && !shown.is_empty();
    let top = area.y + if airy { 3 } else { 1 };
    if airy {
        table.heads(x, area.y + 2, base, pen);
    }
    let bottom = (area.y + area.height).saturating_sub(if airy { 2 } else { 0 });
    let rows = usize::from(bottom.saturating_sub(top));
    let from = page.first_in_view(rows);
    for ((i, entry), y) in entries().enumerate().skip(from).zip(top..bottom) {
        table.row(entry, page.chosen == Some(i), (x, y), base, pen);
    }
    let last = (from + rows).min(shown.len());
    if from > 0 || last < shown.len() {
        part_shown((from, last), shown.len(), (x + wide, area.y), base, pen);
    }
    let chosen = page.chosen.and_then(|at| shown.get(at)?.entry.as_deref());
    if let Some(entry) = chosen.filter(|_| airy) {
        let dim = pen.over(Role::Dim, base);
        let words = truncate(&one_line(&entry.opens), usize::from(wide.saturating_sub(2)));
        pen.text(x + 2, bottom + 1, &words, dim, wide);
    }
    (at, area.y)
}
