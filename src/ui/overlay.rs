//! Draws what lies over the screen: proposals of a prompt, the note editor, pages.

use ratatui::widgets::Widget;
use similar::{ChangeTag, TextDiff};

use super::paint::Pen;
use crate::app::overlay::{NoteEditor, Overlay, Page};
use crate::app::panes::Area;
use crate::app::{Model, Prompt, Review};
use crate::config::theme::{Role, Style};
use crate::notes::Annotation;
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};
use crate::text::wrap::{cut, wrap};

/// The most rows of one line of a page.
const PAGE_LINE_ROWS: usize = 40;

/// The most rows of proposals.
const PROPOSALS: usize = 8;

/// Draws the proposals of a prompt above it, the best one next to it.
pub(super) fn proposals(model: &Model, prompt: &Prompt, pen: &mut Pen<'_>) {
    let status = model.panes().status;
    let rows = prompt.proposals.len().min(PROPOSALS).min(usize::from(status.y));
    if rows == 0 {
        return;
    }
    let from = prompt.picked.map_or(0, |p| (p + 1).saturating_sub(rows));
    let area = Area {
        x: 0,
        y: status.y - rows as u16,
        width: status.width,
        height: rows as u16,
    };
    pen.fill(area, Role::Popup);
    let base = pen.over(Role::Popup, pen.role(Role::Page));
    let shown: Vec<_> = prompt
        .proposals
        .iter()
        .enumerate()
        .skip(from)
        .take(rows)
        .collect();
    let names = shown
        .iter()
        .map(|(_, p)| width(&p.text))
        .max()
        .unwrap_or(0)
        .min(usize::from(area.width) / 2);
    // The number of proposals is at the end of the first row.
    let count = format!("{} of {}", from + rows, prompt.proposals.len());
    let counted = prompt.proposals.len() > rows;
    for (row, (index, proposal)) in shown.into_iter().enumerate() {
        let y = area.y + row as u16;
        let right = match row {
            0 if counted => area.width.saturating_sub(width(&count) as u16 + 1),
            _ => area.width,
        };
        let picked = prompt.marked() == Some(index);
        let mark = if picked { "▸" } else { " " };
        pen.text(0, y, mark, pen.over(Role::Accent, base), 1);
        if index < prompt.numbered() {
            pen.text(1, y, &(index + 1).to_string(), pen.over(Role::Key, base), 1);
        }
        let name = Style {
            bold: picked,
            ..pen.over(Role::Text, base)
        };
        pen.text(
            3,
            y,
            &truncate(&one_line(&proposal.text), names),
            name,
            names as u16,
        );
        let x = 3 + names as u16 + 2;
        let room = right.saturating_sub(x + 1);
        pen.text(
            x,
            y,
            &truncate(&one_line(&proposal.about), usize::from(room)),
            pen.over(Role::Dim, base),
            room,
        );
    }
    if counted {
        pen.text_right(area.x + area.width - 1, area.y, &count, pen.over(Role::Dim, base));
    }
}

/// Draws the note editor above the status line; returns its cursor position.
pub(super) fn editor(model: &Model, editor: &NoteEditor, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let status = model.panes().status;
    let page = model.panes().article;
    let height = (status.y / 2).clamp(3, 12).min(status.y);
    if height < 2 {
        return None;
    }
    let area = Area {
        x: page.x,
        y: status.y - height,
        width: page.width,
        height,
    };
    pen.fill(area, Role::Popup);
    let base = pen.over(Role::Popup, pen.role(Role::Page));
    let x = model.panes().text.x.max(area.x + 1);
    let width = model
        .panes()
        .text
        .width
        .min(area.width.saturating_sub(x - area.x + 1));
    let passage = one_line(editor.editing().passage());
    let head = format!("Note on “{}”", passage.trim_matches(['“', '”', '"']));
    pen.text(
        x,
        area.y,
        &truncate(&head, usize::from(width)),
        Style {
            bold: true,
            ..pen.over(Role::Heading, base)
        },
        width,
    );
    let mut text = editor.field().area().clone();
    let look = pen.cell(pen.over(Role::Text, base));
    text.set_style(look);
    text.set_cursor_line_style(look);
    text.set_cursor_style(pen.cell(pen.over(Role::Cursor, base)));
    let body = super::rect(Area {
        x,
        y: area.y + 1,
        width,
        height: height - 1,
    })
    .intersection(pen.buffer.area);
    (&text).render(body, pen.buffer);
    None
}

/// Draws an empty sheet over everything except the status line; returns its area, its style, and the margin on either side.
pub(super) fn sheet(model: &Model, pen: &mut Pen<'_>) -> (Area, Style, u16) {
    let (area, margin) = model.panes().sheet();
    pen.fill(area, Role::Popup);
    (area, pen.over(Role::Popup, pen.role(Role::Page)), margin)
}

/// Draws the head of a page, with the text of its search, and a message if the search finds nothing (`is_empty`); returns the cursor's
/// column.
pub(super) fn page_head(
    page: &Page,
    is_empty: bool,
    (x, y): (u16, u16),
    wide: u16,
    base: Style,
    pen: &mut Pen<'_>,
) -> u16 {
    let title = Style {
        bold: true,
        ..pen.over(Role::Title, base)
    };
    let behind = pen.text(x, y, &truncate(&page.title, usize::from(wide)), title, wide);
    let typed = page.filter.text();
    let room = (x + wide).saturating_sub(behind + 2);
    let at = pen.text(behind + 2, y, &typed, pen.over(Role::Accent, base), room);
    if is_empty {
        let words = format!("nothing here contains ‘{}’", one_line(&typed));
        pen.text(x, y + 2, &words, pen.over(Role::Dim, base), wide);
    }
    at
}

/// Draws which lines of how many are shown, ending before column `right`.
pub(super) fn part_shown(
    (from, behind): (usize, usize),
    all: usize,
    (right, y): (u16, u16),
    base: Style,
    pen: &mut Pen<'_>,
) {
    let words = format!("{}–{behind} of {all}", from + 1);
    pen.text_right(right, y, &words, pen.over(Role::Dim, base));
}

/// Draws a page over everything except the status line; returns the cursor position of its search.
pub(super) fn page(model: &Model, page: &Page, pen: &mut Pen<'_>) -> (u16, u16) {
    let (area, base, margin) = sheet(model, pen);
    let (x, wide) = (area.x + margin, area.width.saturating_sub(2 * margin));
    let shown = page.shown();
    let left = shown
        .iter()
        .filter(|l| !l.heading)
        .map(|l| width(&l.left))
        .max()
        .unwrap_or(0)
        .min(usize::from(wide) * if page.chosen.is_some() { 2 } else { 1 } / 3);
    let at = page_head(page, shown.is_empty(), (x, area.y), wide, base, pen);
    let rows = usize::from(area.height.saturating_sub(2));
    let from_line = page.first_in_view(rows);
    let (mut y, bottom) = (area.y + 2, area.y + area.height);
    let mut last = from_line;
    for (i, line) in shown.iter().enumerate().skip(from_line) {
        if y >= bottom {
            break;
        }
        last = i + 1;
        let base = if page.chosen == Some(i) {
            pen.text(x, y, "▸", pen.over(Role::Accent, base), 1);
            Style { bold: true, ..base }
        } else {
            base
        };
        if line.heading {
            let x = if page.chosen.is_some() { x + 2 } else { x };
            pen.text(
                x,
                y,
                &truncate(&line.left, usize::from(wide.saturating_sub(2))),
                Style {
                    bold: true,
                    ..pen.over(Role::Heading, base)
                },
                wide,
            );
            y += 1;
            continue;
        }
        pen.text(
            x + 2,
            y,
            &truncate(&line.left, left),
            pen.over(Role::Key, base),
            left as u16,
        );
        let from = x + 2 + left as u16 + 2;
        let room = (x + wide).saturating_sub(from);
        // A line that can be selected takes one row.
        let most = if page.chosen.is_some() { 1 } else { PAGE_LINE_ROWS };
        let style = pen.over(Role::Text, base);
        let words = if line.verbatim {
            cut(&line.right, usize::from(room), most)
        } else {
            wrap(&one_line(&line.right), usize::from(room), most)
        };
        for (number, part) in words.iter().take(usize::from(bottom - y).max(1)).enumerate() {
            pen.text(from, y, part, style, room);
            let marks = if number == 0 { line.marks.as_slice() } else { &[] };
            for mark in marks
                .iter()
                .filter(|mark| part.get(..mark.end) == line.right.get(..mark.end))
            {
                let at = from + width(&part[..mark.start]) as u16;
                pen.text(at, y, &part[mark.clone()], pen.over(Role::Match, base), room);
            }
            y += 1;
        }
        y += u16::from(words.is_empty());
    }
    if from_line > 0 || last < shown.len() {
        part_shown((from_line, last), shown.len(), (x + wide, area.y), base, pen);
    }
    (at, area.y)
}

/// The annotation under review.
pub(super) fn reviewed(model: &Model) -> Option<&Annotation> {
    match model.overlay() {
        Some(Overlay::Review(review)) => review.annotation(model.article().notebook()),
        _ => None,
    }
}

/// Draws an annotation in doubt above the status line: its original words, and the candidate passages.
pub(super) fn review(model: &Model, review: &Review, pen: &mut Pen<'_>) {
    let Some(annotation) = reviewed(model) else {
        return;
    };
    let status = model.panes().status;
    let height = model.panes().review_rows();
    let area = Area {
        x: 0,
        y: status.y - height,
        width: model.panes().article.width,
        height,
    };
    pen.fill(area, Role::Popup);
    let base = pen.over(Role::Popup, pen.role(Role::Page));
    let x = model.panes().text.x.max(1);
    let wide = model.panes().text.width.min(area.width.saturating_sub(x + 1));
    let located = model.article().located(annotation);
    let about = annotation
        .verdict
        .clone()
        .or_else(|| annotation.note.as_deref().map(one_line))
        .unwrap_or_default();
    let (number, count) = review.place();
    let head = format!(
        "{} of {} · {} · {}{}{about}",
        number,
        count,
        annotation.kind.name(),
        located.state.name(),
        if about.is_empty() { "" } else { " · " }
    );
    let bold = Style {
        bold: true,
        ..pen.over(Role::Heading, base)
    };
    pen.text(x, area.y, &truncate(&head, usize::from(wide)), bold, wide);
    let old = one_line(&annotation.anchor.quote);
    let new = located
        .range
        .map(|r| one_line(model.article().document().slice(r)));
    let mut pieces: Vec<(String, Role)> = Vec::new();
    match &new {
        Some(new) => {
            for change in TextDiff::from_words(old.as_str(), new.as_str()).iter_all_changes() {
                let role = match change.tag() {
                    ChangeTag::Equal => Role::Text,
                    ChangeTag::Delete => Role::Removed,
                    ChangeTag::Insert => Role::Added,
                };
                pieces.push((change.value().to_owned(), role));
            }
        }
        None => pieces.push((format!("{old} — nowhere in this text"), Role::Text)),
    }
    flow(
        &pieces,
        Area {
            x,
            y: area.y + 2,
            width: wide,
            height: height.saturating_sub(2),
        },
        base,
        pen,
    );
}

/// Pieces of text with their styles, wrapped by words; text that does not fit is left out.
fn flow(pieces: &[(String, Role)], area: Area, base: Style, pen: &mut Pen<'_>) {
    let (mut x, mut y) = (area.x, area.y);
    for (text, role) in pieces {
        let style = pen.over(*role, base);
        for word in text.split_inclusive(' ') {
            let bare = width(word.trim_end()) as u16;
            if x > area.x && x + bare > area.x + area.width {
                x = area.x;
                y += 1;
            }
            if y >= area.y + area.height {
                return;
            }
            x = pen.text(x, y, word, style, (area.x + area.width).saturating_sub(x));
        }
    }
}
