//! Draws the tour's lines above the status line: the finished tasks, and what to do next.

use super::paint::Pen;
use crate::app::Model;
use crate::app::panes::Area;
use crate::config::theme::{Role, Style};
use crate::text::grapheme::{truncate, width as width_of};
use crate::text::wrap::wrap;

/// Draws them, if the tour is running and there is room.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>) {
    let (Some(tour), Some(area)) = (model.tour(), model.panes().tour) else {
        return;
    };
    pen.fill(area, Role::Popup);
    let base = pen.over(Role::Popup, pen.role(Role::Page));
    let bold = Style {
        bold: true,
        ..pen.over(Role::Accent, base)
    };
    let Area { x, y, width, height } = area;
    let wide = width.saturating_sub(2);
    let done = tour.done().iter().filter(|done| **done).count();
    let mut at = pen.text(
        x + 1,
        y,
        &format!("Tour {done}/{}", tour.done().len()),
        bold,
        wide,
    ) + 1;
    for done in tour.done() {
        let (sign, role) = if *done {
            ("✓", Role::Supported)
        } else {
            ("·", Role::Dim)
        };
        at = pen.text(at, y, sign, pen.over(role, base), (x + width).saturating_sub(at));
    }
    let words = tour.words(model.modes(), model.keys().map(), model.settings());
    // On one line after the ticks, or below them.
    let beside = usize::from((x + width).saturating_sub(at + 3));
    let text = pen.over(Role::Text, base);
    if height == 1 || width_of(&words) <= beside {
        pen.text(at + 2, y, &truncate(&words, beside), text, beside as u16);
        return;
    }
    let lines = wrap(&words, usize::from(wide), usize::from(height.saturating_sub(1)));
    for (line, y) in lines.iter().zip(y + 1..y + height) {
        pen.text(x + 1, y, line, text, wide);
    }
}
