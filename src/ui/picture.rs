//! Draws the view of a picture: an empty page with text at the bottom; the terminal draws the picture above it.

use super::paint::Pen;
use crate::app::Model;
use crate::app::overlay::{PictureState, PictureView};
use crate::app::panes::Area;
use crate::config::theme::Role;
use crate::text::wrap::wrap;

pub(super) fn draw(model: &Model, view: &PictureView, pen: &mut Pen<'_>) {
    let panes = model.panes();
    let bottom = panes.status.y;
    pen.fill(
        Area {
            height: bottom,
            ..panes.screen
        },
        Role::Page,
    );
    let area = panes.picture();
    let (words, role) = match &view.state {
        PictureState::Awaited => ("The picture is being read…", Role::Dim),
        PictureState::Failed(why) => (why.as_str(), Role::Warning),
        PictureState::Drawn => ("", Role::Text),
    };
    let middle = area.y + area.height / 2;
    lines(words, area, middle, pen, role);
    // In a low window the message about the picture replaces its description.
    if words.is_empty() || area.height >= 6 {
        lines(&view.words, area, bottom.saturating_sub(3), pen, Role::Text);
    }
}

/// Draws centred text on at most three rows from row `y` on.
fn lines(words: &str, area: Area, y: u16, pen: &mut Pen<'_>, role: Role) {
    let style = pen.role(role);
    for (row, line) in (y..).zip(wrap(words, usize::from(area.width.max(1)), 3)) {
        let x = area.x
            + area
                .width
                .saturating_sub(crate::text::grapheme::width(&line) as u16)
                / 2;
        pen.text(x, row, &line, style, area.width);
    }
}
