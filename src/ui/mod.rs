//! Draws the reader: from a model to cells.
//!
//! Invariants: drawing only reads; the same model on the same area gives the same cells; all text in a cell is from the canonical text,
//! which is sanitized, or was passed through [`harmless`](crate::text::clean::harmless).

mod article;
mod card;
mod diff;
mod finished;
mod gutter;
mod identity;
mod ledger;
mod library;
mod overlay;
mod paint;
mod peek;
mod picture;
mod question;
mod queue;
mod settle;
mod sidebar;
mod status;
mod style;
mod tour;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::keys::Action;
use crate::app::panes::Area;
use crate::app::{Mode, Model, Overlay};
use crate::config::theme::{Depth, Role};

/// What drawing needs besides the model.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// How many colours the terminal shows. The theme of the model is made for that depth.
    pub depth: Depth,
}

/// A key in the bottom line that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Button {
    /// Its position.
    pub area: Area,
    /// The action of its key.
    pub action: Action,
}

/// A drawn frame, besides its cells.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// What can be clicked besides the text and the lists.
    pub buttons: Vec<Button>,
    /// The column and the row of the cursor, if it is visible.
    pub cursor: Option<(u16, u16)>,
}

/// Draws the model on the whole of an empty frame.
pub fn view(model: &Model, terminal: Terminal, frame: &mut Buffer) -> Drawn {
    let screen = frame.area;
    let mut pen = paint::Pen::new(model.theme(), terminal.depth, frame);
    pen.fill(model.panes().screen, Role::Page);
    if model.panes().is_too_small() {
        let word = crate::text::grapheme::truncate("too small", usize::from(screen.width));
        pen.text(0, 0, &word, pen.role(Role::Text), screen.width);
        return Drawn::default();
    }
    article::header(model, &mut pen);
    article::rows(model, &mut pen);
    gutter::bars(model, &mut pen);
    if model.mode() == Mode::Queue {
        queue::details(model, &mut pen);
        queue::card(model, &mut pen);
    } else if model.mode() != Mode::Card || model.panes().card.is_some() {
        sidebar::draw(model, &mut pen);
    }
    peek::draw(model, &mut pen);
    card::column(model, &mut pen);
    tour::draw(model, &mut pen);
    let mut cursor = status::draw(model, &mut pen);
    match model.overlay() {
        Some(Overlay::Ledger(ledger)) => cursor = ledger::draw(model, ledger, &mut pen),
        Some(Overlay::Library(shelf)) => cursor = Some(library::draw(model, shelf, &mut pen)),
        Some(Overlay::Page(page)) => cursor = Some(overlay::page(model, page, &mut pen)),
        Some(Overlay::Prompt(prompt)) => overlay::proposals(model, prompt, &mut pen),
        Some(Overlay::Editor(editor)) => cursor = overlay::editor(model, editor, &mut pen),
        Some(Overlay::Review(review)) => overlay::review(model, review, &mut pen),
        Some(Overlay::Diff(diff)) => diff::draw(model, diff, &mut pen),
        Some(Overlay::Identity(question)) => identity::question(model, question, &mut pen),
        Some(Overlay::Leaving(leaving)) => question::leaving(model, leaving, &mut pen),
        Some(Overlay::Kept(keeping)) => question::kept(model, *keeping, &mut pen),
        Some(Overlay::Finished(page)) => finished::draw(model, page, &mut pen),
        Some(Overlay::Link(link)) => question::link(model, link, &mut pen),
        Some(Overlay::Picture(view)) => picture::draw(model, view, &mut pen),
        Some(Overlay::Settle(settling)) => settle::draw(model, settling, &mut pen),
        Some(Overlay::Hints(_)) | None => {}
    }
    Drawn {
        buttons: pen.buttons,
        cursor: cursor.filter(|(x, y)| *x < screen.width && *y < screen.height),
    }
}

fn rect(area: Area) -> Rect {
    Rect {
        x: area.x,
        y: area.y,
        width: area.width,
        height: area.height,
    }
}
