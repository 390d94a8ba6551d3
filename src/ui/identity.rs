//! Draws the question whether an article is a known one, above the status line.

use super::paint::Pen;
use crate::app::keys::Action;
use crate::app::panes::Area;
use crate::app::{Model, Question};
use crate::config::theme::{Role, Style};
use crate::notes::Lookalike;
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};
use crate::text::wrap::wrap;

/// What each answer means, in the order in which they are shown.
const ANSWERS: [(Action, &str); 3] = [
    (Action::SameArticle, "the same article: one set of notes for both"),
    (
        Action::NewVersion,
        "a new version: its notes begin as a marked copy, the other notes do not change",
    ),
    (Action::SeparateArticle, "a separate article: not asked again"),
];

/// Draws the question.
pub(super) fn question(model: &Model, question: &Question, pen: &mut Pen<'_>) {
    let Some(known) = question.known(model.article()) else {
        return;
    };
    let status = model.panes().status;
    let margin = if status.width >= 60 { 4 } else { 1 };
    let wide = status.width.saturating_sub(2 * margin);
    let rows = whole(model, known);
    let left = rows.iter().map(|row| width(&row.left)).max().unwrap_or(0) as u16 + 2;
    let room = wide.saturating_sub(left);
    let mut rows: Vec<Row> = rows.into_iter().flat_map(|row| row.folded(room)).collect();
    // A head, and a blank row above and below.
    let mut height = rows.len() as u16 + 3;
    let is_whole = height <= status.y;
    if !is_whole {
        rows = short(model, known);
        height = (rows.len() as u16 + 1).min(status.y);
    }
    let area = Area {
        x: status.x,
        y: status.y - height,
        width: status.width,
        height,
    };
    pen.fill(area, Role::Popup);
    let base = pen.over(Role::Popup, pen.role(Role::Page));
    let x = area.x + margin;
    let head = Style {
        bold: true,
        ..pen.over(Role::Heading, base)
    };
    let count = model.article().lookalikes().len();
    let others = match count {
        0 | 1 => String::new(),
        _ => format!(" · {} of {count}, j and k show the others", question.at() + 1),
    };
    if height > 0 {
        let title = format!("Do you know this article already?{others}");
        pen.text(x, area.y, &truncate(&title, usize::from(wide)), head, wide);
    }
    let (from, left) = if is_whole { (2, left) } else { (1, 0) };
    for (row, y) in rows.iter().zip(area.y + from..area.y + height) {
        let key = Style {
            bold: true,
            ..pen.over(Role::Key, base)
        };
        let look = if row.is_answer {
            key
        } else {
            pen.over(Role::Dim, base)
        };
        pen.text(x, y, &row.left, look, left);
        let words = truncate(&row.words, usize::from(wide - left));
        pen.text(x + left, y, &words, pen.over(row.role, base), wide - left);
    }
}

/// A row of the question: its left and its right column.
struct Row {
    left: String,
    words: String,
    role: Role,
    /// Whether the left column is a key.
    is_answer: bool,
}

impl Row {
    fn new(left: &str, words: impl Into<String>, role: Role) -> Self {
        Self {
            left: left.to_owned(),
            words: words.into(),
            role,
            is_answer: false,
        }
    }

    /// Wrapped into as many rows as it needs.
    fn folded(self, room: u16) -> Vec<Self> {
        let mut lines = wrap(&self.words, usize::from(room).max(1), 3).into_iter();
        let first = Self {
            words: lines.next().unwrap_or_default(),
            ..self
        };
        let role = first.role;
        std::iter::once(first)
            .chain(lines.map(|line| Self::new("", line, role)))
            .collect()
    }
}

fn key(model: &Model, action: Action) -> String {
    let keys = model.keys().map().keys_for(model.modes(), action);
    keys.unwrap_or_else(|| format!(":{}", action.spec().name))
}

/// The full question, with the meaning of each answer.
fn whole(model: &Model, known: &Lookalike) -> Vec<Row> {
    let mut rows = told(model, known);
    rows.push(Row::new("", "", Role::Text));
    let answers = ANSWERS
        .into_iter()
        .chain([(Action::Cancel, "later: read-only until then")]);
    rows.extend(answers.map(|(action, words)| Row {
        is_answer: true,
        ..Row::new(&key(model, action), words, Role::Text)
    }));
    rows
}

/// The short form for a small window, the most important lines first.
fn short(model: &Model, known: &Lookalike) -> Vec<Row> {
    let answers = ANSWERS.map(|(action, _)| format!("{} {}", key(model, action), action.spec().short));
    let file = known.place.rsplit('/').next().unwrap_or_default();
    vec![
        Row::new("", answers.join(" · "), Role::Key),
        Row::new("", format!("known: {}", one_line(file)), Role::Text),
        Row::new("", title(&known.title), Role::Text),
        Row::new("", known.similarity(), Role::Accent),
        Row::new("", known.work(), Role::Dim),
    ]
}

fn title(title: &str) -> String {
    format!("‘{}’", one_line(title))
}

/// What is known about the two articles.
fn told(model: &Model, known: &Lookalike) -> Vec<Row> {
    let opened = known.opened.map(|at| at.strftime("opened %Y-%m-%d").to_string());
    let about: Vec<String> = opened.into_iter().chain([known.work()]).collect();
    let place = model.article().path().map(|path| path.display().to_string());
    let place = place.unwrap_or_else(|| model.article().label().to_owned());
    vec![
        Row::new(
            "this",
            title(&model.article().document().metadata().title),
            Role::Text,
        ),
        Row::new("", one_line(&place), Role::Dim),
        Row::new("known", title(&known.title), Role::Text),
        Row::new("", one_line(&known.place), Role::Dim),
        Row::new("", about.join(" · "), Role::Dim),
        Row::new("", known.similarity(), Role::Accent),
    ]
}
