//! Draws a difference between two people's notes.

use super::overlay::{part_shown, sheet};
use super::paint::Pen;
use crate::app::Model;
use crate::app::overlay::Settling;
use crate::config::theme::{Role, Style};
use crate::text::grapheme::truncate;

/// Draws it over everything except the status line.
pub(super) fn draw(model: &Model, settling: &Settling, pen: &mut Pen<'_>) {
    let (area, base, margin) = sheet(model, pen);
    let x = area.x + margin;
    let (wide, rows) = Settling::room(model.panes(), model.settings());
    let lines = settling.lines(model.article(), model.settings(), (wide, rows));
    let rows = usize::from(rows);
    let (at, of, settled) = settling.place();
    let head = format!(
        "difference {at} of {of} · {settled} settled · {}",
        settling.name()
    );
    let from = settling.scroll().min(lines.len().saturating_sub(rows));
    let mut head_room = wide;
    if lines.len() > rows {
        part_shown((from, from + rows), lines.len(), (x + wide, area.y), base, pen);
        head_room = wide.saturating_sub(12);
    }
    let bold = |style| Style { bold: true, ..style };
    let head = truncate(&head, usize::from(head_room));
    pen.text(x, area.y, &head, bold(pen.over(Role::Title, base)), head_room);
    for (line, y) in lines.iter().skip(from).take(rows).zip(area.y + 1..) {
        let room = wide.saturating_sub(line.indent);
        let style = pen.over(line.role, base);
        let style = if line.bold { bold(style) } else { style };
        pen.text(
            x + line.indent,
            y,
            &truncate(&line.text, usize::from(room)),
            style,
            room,
        );
    }
}
