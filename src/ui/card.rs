//! Draws the card of a claim, a note, a highlight or an entity: in its own column, in the sidebar, or under the text of the queue.

use super::paint::Pen;
use super::sidebar::rule;
use crate::app::panes::Area;
use crate::app::{CardLine, Mode, Model, Part, Subject};
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::width;
use crate::text::wrap::wrap;

/// Columns of the titles.
const TITLES: u16 = 10;
/// Below this many columns a title is on a row above its text.
const NARROW: u16 = 28;
/// The most rows of one line of the card.
const ROWS: usize = 60;

/// Draws the card in its column, if it has the focus or there is room beside the sidebar.
pub(super) fn column(model: &Model, pen: &mut Pen<'_>) {
    let open = model.mode() == Mode::Card;
    let Some(side) = model.panes().card.or(model.panes().sidebar.filter(|_| open)) else {
        return;
    };
    pen.fill(side, Role::Sidebar);
    rule(model, pen, side);
    let base = pen.over(Role::Sidebar, pen.role(Role::Page));
    let subject = model.subject();
    let lines = model.card_lines(&subject);
    let title = Style {
        bold: true,
        ..pen.over(if open { Role::Accent } else { Role::Heading }, base)
    };
    let head = match subject {
        Subject::Claim => "Claim",
        Subject::Annotation(_) => "Annotation",
        Subject::Entity(..) => "Entity",
    };
    let area = Area {
        x: side.x + 2,
        y: side.y + 2,
        width: side.width.saturating_sub(4),
        height: side.height.saturating_sub(2),
    };
    pen.text(area.x, side.y, head, title, area.width);
    if lines.is_empty() {
        let words = "nothing is selected";
        pen.text(area.x, area.y, words, pen.over(Role::Dim, base), area.width);
        return;
    }
    let chosen = model.card().map(|card| card.line().min(lines.len() - 1));
    draw(model, &lines, area, base, chosen, pen);
}

/// Draws lines of a card with the selected one in view; returns the row after the last one.
pub(super) fn draw(
    model: &Model,
    lines: &[CardLine],
    area: Area,
    base: Style,
    chosen: Option<usize>,
    pen: &mut Pen<'_>,
) -> u16 {
    let narrow = area.width < NARROW;
    let indent = if narrow { 0 } else { TITLES };
    let room = usize::from(area.width.saturating_sub(indent)).max(1);
    let bodies: Vec<Body> = lines
        .iter()
        .map(|line| {
            Body::of(
                model,
                line,
                if line.title.is_empty() && line.part == Part::Head {
                    usize::from(area.width)
                } else {
                    room
                },
            )
        })
        .collect();
    let titled = |line: &CardLine| usize::from(narrow && !line.title.is_empty());
    let heights: Vec<usize> = lines
        .iter()
        .zip(&bodies)
        .map(|(line, body)| titled(line) + body.rows().max(1))
        .collect();
    // Blank rows between different titles, if everything fits with them.
    let gaps = lines.iter().skip(1).filter(|l| !l.title.is_empty()).count();
    let total: usize = heights.iter().sum();
    let height = usize::from(area.height);
    let air = total + gaps <= height;
    let mut starts = Vec::with_capacity(lines.len());
    let mut at = 0;
    for (i, (line, height)) in lines.iter().zip(&heights).enumerate() {
        at += usize::from(air && i > 0 && !line.title.is_empty());
        starts.push(at);
        at += height;
    }
    let from = match chosen {
        Some(chosen) if at > height => (starts[chosen] + heights[chosen])
            .saturating_sub(height)
            .min(starts[chosen]),
        _ => 0,
    };
    let mut cell = Cells { area, from, pen };
    for (i, ((line, body), start)) in lines.iter().zip(&bodies).zip(starts).enumerate() {
        if chosen == Some(i) {
            cell.lift(start, heights[i]);
        }
        let base = if chosen == Some(i) {
            cell.pen.over(Role::Lifted, base)
        } else {
            base
        };
        let title = Style {
            bold: true,
            ..cell.pen.over(Role::Heading, base)
        };
        cell.text(0, start, line.title, title);
        let top = start + titled(line);
        let indent = if line.part == Part::Head { 0 } else { indent };
        body.draw(line, indent, top, base, &mut cell);
    }
    area.y + (at.saturating_sub(from)).min(height) as u16
}

/// Rows that the lines need at `width` columns, without blank rows.
pub(super) fn rows(model: &Model, lines: &[CardLine], width: u16) -> usize {
    let narrow = width < NARROW;
    let room = usize::from(width.saturating_sub(if narrow { 0 } else { TITLES })).max(1);
    let rows = lines.iter().map(|line| {
        usize::from(narrow && !line.title.is_empty()) + Body::of(model, line, room).rows().max(1)
    });
    rows.sum()
}

/// The text of a line, or the verdicts to choose from.
enum Body {
    Words(Vec<String>),
    Verdicts(Vec<Vec<Choice>>),
}

/// A verdict that can be chosen.
struct Choice {
    key: String,
    name: String,
    role: Role,
    given: bool,
}

impl Choice {
    fn width(&self) -> usize {
        width(&self.key) + 1 + width(&self.name) + 2
    }
}

impl Body {
    fn of(model: &Model, line: &CardLine, room: usize) -> Self {
        match line.part {
            Part::Verdict => Self::Verdicts(choices(model, line, room)),
            _ => Self::Words(words(&line.text, room)),
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::Words(words) => words.len(),
            Self::Verdicts(rows) => rows.len(),
        }
    }

    fn draw(&self, line: &CardLine, indent: u16, top: usize, base: Style, cell: &mut Cells<'_, '_>) {
        match self {
            Self::Words(words) => {
                let style = cell.pen.over(line.role, base);
                for (i, words) in words.iter().enumerate() {
                    cell.text(indent, top + i, words, style);
                }
            }
            Self::Verdicts(rows) => {
                let key = Style {
                    bold: true,
                    ..cell.pen.over(Role::Key, base)
                };
                for (i, row) in rows.iter().enumerate() {
                    let mut x = indent;
                    for choice in row {
                        cell.text(x, top + i, &choice.key, key);
                        let look = Style {
                            bold: choice.given,
                            reverse: choice.given,
                            ..cell.pen.over(choice.role, base)
                        };
                        let behind = x + if choice.key.is_empty() { 0 } else { 2 };
                        cell.text(behind, top + i, &choice.name, look);
                        x += choice.width() as u16;
                    }
                }
            }
        }
    }
}

/// Text wrapped into rows; line breaks are kept.
fn words(text: &str, room: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in text.lines() {
        let left = ROWS.saturating_sub(out.len());
        if left == 0 {
            break;
        }
        let rows = wrap(&one_line(line), room, left);
        if rows.is_empty() {
            out.push(String::new());
        }
        out.extend(rows);
    }
    out
}

/// The verdicts of the settings wrapped into rows, with the current one marked.
fn choices(model: &Model, line: &CardLine, room: usize) -> Vec<Vec<Choice>> {
    let known = model.settings().verdict(&line.text).is_some();
    let other = (line.written && !known).then(|| Choice {
        key: String::new(),
        name: line.text.clone(),
        role: Role::Accent,
        given: true,
    });
    let verdicts = model.settings().verdicts.iter().map(|v| Choice {
        key: v.key.to_string(),
        name: v.name.clone(),
        role: v.role,
        given: line.written && v.name == line.text,
    });
    let mut rows: Vec<Vec<Choice>> = vec![Vec::new()];
    let mut used = 0;
    for choice in other.into_iter().chain(verdicts) {
        let wide = choice.width();
        if used > 0 && used + wide > room + 2 {
            rows.push(Vec::new());
            used = 0;
        }
        used += wide;
        if let Some(row) = rows.last_mut() {
            row.push(choice);
        }
    }
    rows
}

/// The rows of a card in an area; those before `from` are scrolled out of view.
struct Cells<'p, 'b> {
    area: Area,
    from: usize,
    pen: &'p mut Pen<'b>,
}

impl Cells<'_, '_> {
    /// The screen row of row `row` of the card, if it is in view.
    fn y(&self, row: usize) -> Option<u16> {
        let row = row.checked_sub(self.from)?;
        (row < usize::from(self.area.height)).then(|| self.area.y + row as u16)
    }

    fn text(&mut self, indent: u16, row: usize, text: &str, style: Style) {
        if let Some(y) = self.y(row) {
            let room = self.area.width.saturating_sub(indent);
            self.pen.text(self.area.x + indent, y, text, style, room);
        }
    }

    /// Draws the background of the selected line, with a sign that needs no colour.
    fn lift(&mut self, start: usize, rows: usize) {
        for row in start..start + rows {
            let Some(y) = self.y(row) else { continue };
            let lifted = Area {
                x: self.area.x.saturating_sub(1),
                y,
                width: self.area.width + 2,
                height: 1,
            };
            self.pen.fill(lifted, Role::Lifted);
            if row == start {
                let look = self.pen.over(
                    Role::Accent,
                    self.pen.over(Role::Lifted, self.pen.role(Role::Page)),
                );
                self.pen.text(lifted.x, y, "▸", look, 1);
            }
        }
    }
}
