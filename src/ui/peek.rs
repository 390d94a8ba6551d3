//! Draws the notes on a passage in a box beside it.

use super::card;
use super::paint::Pen;
use crate::app::panes::Area;
use crate::app::{CardLine, ClaimItem, Model, Part, Subject};
use crate::config::theme::Role;
use crate::document::TextRange;

/// The most rows of the box.
const ROWS: u16 = 12;

/// Draws the box under the passage, or above it if there is more room.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>) {
    let article = model.article();
    let Some(annotation) = model.peeked().and_then(|id| article.notebook().live(id)) else {
        return;
    };
    let focused = article.focused().and_then(ClaimItem::id) == Some(annotation.id);
    let subject = if focused {
        Subject::Claim
    } else {
        Subject::Annotation(annotation.id)
    };
    let lines: Vec<CardLine> = model
        .card_lines(&subject)
        .into_iter()
        .filter(|line| line.written && !matches!(line.part, Part::Head | Part::Speaker))
        .collect();
    let Some(range) = article.located(annotation).range else {
        return;
    };
    let text = model.panes().text;
    let (top, bottom) = rows_of(model, range);
    let width = text.width.saturating_sub(2);
    let wanted = card::rows(model, &lines, width).min(usize::from(ROWS)) as u16;
    let below = text.height.saturating_sub(bottom + 1);
    let (y, height) = if below >= wanted || below >= top {
        (bottom + 1, wanted.min(below))
    } else {
        let height = wanted.min(top);
        (top - height, height)
    };
    let area = Area {
        x: text.x,
        y: text.y + y,
        width: text.width,
        height,
    };
    pen.fill(area, Role::Popup);
    let base = pen.over(Role::Popup, pen.role(Role::Page));
    for y in area.y..area.y + area.height {
        pen.text(area.x, y, "│", pen.over(Role::Note, base), 1);
    }
    let inside = Area {
        x: area.x + 2,
        width,
        ..area
    };
    card::draw(model, &lines, inside, base, None, pen);
}

/// The first and last row of a passage, counted from the top of the visible text.
fn rows_of(model: &Model, range: TextRange) -> (u16, u16) {
    let lines = model.reading().lines();
    let rows = lines
        .iter()
        .filter(|line| line.row().is_some_and(|row| row.range.overlaps(range)));
    let ys: Vec<u16> = rows.map(|line| line.y).collect();
    match (ys.first(), ys.last()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => (0, 0),
    }
}
