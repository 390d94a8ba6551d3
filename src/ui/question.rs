//! Draws questions above the status line: unsaved notes, rescue copies, links.

use super::paint::Pen;
use crate::app::keys::{Action, ModeSet};
use crate::app::overlay::{Leads, Link};
use crate::app::panes::Area;
use crate::app::{Exit, Keeping, Leaving, Model};
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};
use crate::text::wrap::wrap;

/// The most rows of a reason or a path.
const ROWS: usize = 4;

/// The user is leaving and notes are not on disk. While they are being written, the status line says so.
pub(super) fn leaving(model: &Model, leaving: &Leaving, pen: &mut Pen<'_>) {
    let Some(why) = &leaving.why else { return };
    let lose = match leaving.exit {
        Exit::Quit => "leave and lose them",
        Exit::Whole => "read the page again and lose them",
        Exit::Open(_) | Exit::Show => "open the other article and lose them",
    };
    let answers = [
        (Action::TryAgain, "try again"),
        (
            Action::SaveElsewhere,
            "save elsewhere: all notes of this article, in a new file",
        ),
        (Action::LoseNotes, lose),
        (Action::Cancel, "stay"),
    ];
    let head = format!("Not saved: {}", model.unsaved_words());
    draw(
        model,
        ModeSet::LEAVE,
        &head,
        std::slice::from_ref(why),
        &answers,
        pen,
    );
}

/// Notes that an earlier run left behind.
pub(super) fn kept(model: &Model, keeping: Keeping, pen: &mut Pen<'_>) {
    let mut lines = Vec::new();
    for copy in model.copies() {
        lines.push(copy.words());
        lines.push(format!("in {}", copy.path.display()));
    }
    let (head, answers) = if keeping.discarding {
        (
            "Discard it? This cannot be undone",
            vec![
                (Action::DiscardForGood, "discard it for good"),
                (Action::Cancel, "keep it"),
            ],
        )
    } else {
        (
            "Not in the notes yet",
            vec![
                (
                    Action::Restore,
                    "restore it: nothing is overwritten, and u undoes it",
                ),
                (Action::Cancel, "later: it is kept"),
                (Action::Discard, "discard it"),
            ],
        )
    };
    draw(model, ModeSet::KEPT, head, &lines, &answers, pen);
}

/// The full target of a link, or the text of a footnote.
pub(super) fn link(model: &Model, link: &Link, pen: &mut Pen<'_>) {
    let head = match link.leads {
        Leads::Footnote(..) => format!("Footnote {}", link.words),
        Leads::Picture { .. } => "Picture".to_owned(),
        Leads::Article(_) | Leads::Program(_) => format!("“{}” leads to", link.words),
    };
    let words = matches!(link.leads, Leads::Picture { .. }).then(|| link.words.clone());
    let lines: Vec<String> = words.into_iter().chain([link.shown().to_owned()]).collect();
    draw(model, ModeSet::LINK, &head, &lines, &link.answers(), pen);
}

fn draw(
    model: &Model,
    mode: ModeSet,
    head: &str,
    lines: &[String],
    answers: &[(Action, &str)],
    pen: &mut Pen<'_>,
) {
    let bottom = model.panes().status.y;
    let x = model.panes().text.x.clamp(1, 4);
    let wide = model.panes().screen.width.saturating_sub(2 * x).max(1);
    let lines = lines
        .iter()
        .flat_map(|line| wrap(&one_line(line), usize::from(wide), ROWS));
    // If there is not enough room, lines are left out in the middle: the head and the answers stay.
    let room = usize::from(bottom).saturating_sub(answers.len() + 3);
    let lines: Vec<String> = lines.take(room).collect();
    let height = (lines.len() + answers.len() + 3).min(usize::from(bottom)) as u16;
    let area = Area {
        x: 0,
        y: bottom - height,
        width: model.panes().screen.width,
        height,
    };
    pen.fill(area, Role::Popup);
    let base = pen.over(Role::Popup, pen.role(Role::Page));
    let mut y = area.y;
    let mut put = |pen: &mut Pen<'_>, x: u16, text: &str, style: Style, next: u16| {
        if y < bottom {
            let room = area.width.saturating_sub(x + 1);
            pen.text(x, y, &truncate(text, usize::from(room.min(wide))), style, room);
        }
        y += next;
    };
    let bold = |role, pen: &Pen<'_>| Style {
        bold: true,
        ..pen.over(role, base)
    };
    let style = bold(Role::Warning, pen);
    put(pen, x, head, style, 1);
    for line in &lines {
        let style = pen.over(Role::Text, base);
        put(pen, x, line, style, 1);
    }
    put(pen, x, "", base, 1);
    let keys: Vec<String> = answers
        .iter()
        .map(|(action, _)| model.keys().map().keys_for(mode, *action).unwrap_or_default())
        .collect();
    let column = keys.iter().map(|key| width(key)).max().unwrap_or(0).max(3) as u16 + 2;
    for ((_, words), key) in answers.iter().zip(keys) {
        let style = bold(Role::Key, pen);
        put(pen, x, &key, style, 0);
        let style = pen.over(Role::Text, base);
        put(pen, x + column, words, style, 1);
    }
}
