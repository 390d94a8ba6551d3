//! Draws the review queue: the fields of one claim under the text, its speaker beside it.

use super::gutter::badge;
use super::paint::Pen;
use super::sidebar::{kind_role, rule};
use crate::app::panes::Area;
use crate::app::{CardLine, Model, Part, Subject};
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;
use crate::text::wrap::wrap;

/// Draws a dash for each claim in the colour of its verdict, and the number of decided ones; returns the column before it.
pub(super) fn progress(model: &Model, pen: &mut Pen<'_>, right: u16) -> u16 {
    let y = model.panes().header.y;
    let page = pen.role(Role::Page);
    let (decided, all) = model.article().progress();
    let mut x = pen.text_right(
        right,
        y,
        &format!("{decided}/{all}"),
        Style {
            bold: true,
            ..pen.over(Role::Text, page)
        },
    );
    let room = usize::from(x.saturating_sub(model.panes().header.x)) / 2;
    let (dash, step) = if all * 4 <= room {
        ("━━━", 4)
    } else {
        ("━", 2)
    };
    if all * usize::from(step) > room + 2 {
        return x;
    }
    x = x.saturating_sub(all as u16 * step + 1);
    let shown = model.shown_index();
    for (i, claim) in model.article().claims().iter().enumerate() {
        let (_, role) = badge(model, claim, shown == Some(i));
        let role = if claim.is_decided() || shown == Some(i) {
            role
        } else {
            Role::Faint
        };
        pen.text(x + i as u16 * step, y, dash, pen.over(role, page), 3);
    }
    x
}

/// Draws the card of the claim in focus under the text, and the next claim dimmed below it.
pub(super) fn details(model: &Model, pen: &mut Pen<'_>) {
    let Some(area) = model.details() else { return };
    let page = pen.role(Role::Page);
    let lines: Vec<CardLine> = model
        .card_lines(&Subject::Claim)
        .into_iter()
        // The words are above the card, and the speaker is beside it.
        .filter(|line| !matches!(line.part, Part::Head | Part::Speaker))
        .collect();
    if lines.is_empty() {
        return;
    }
    let below = super::card::draw(model, &lines, area, page, None, pen);
    next(model, area, below + 1, pen);
}

/// Draws the next claim, if there is room for it.
fn next(model: &Model, area: Area, y: u16, pen: &mut Pen<'_>) {
    if y + 1 >= area.y + area.height {
        return;
    }
    let article = model.article();
    let Some(claim) = model
        .shown_claim()
        .and_then(|c| article.claim_after(c.range.start))
    else {
        return;
    };
    let dim = pen.over(Role::Dim, pen.role(Role::Page));
    let behind = pen.text(area.x, y, "Next      ", dim, area.width);
    let words = one_line(article.document().slice(claim.range));
    let room = (area.x + area.width).saturating_sub(behind);
    pen.text(behind, y, &truncate(&words, usize::from(room)), dim, room);
}

/// Draws the speaker of the claim in focus, and the speaker's other claims.
pub(super) fn card(model: &Model, pen: &mut Pen<'_>) {
    let Some(side) = model.panes().sidebar else { return };
    pen.fill(side, Role::Sidebar);
    rule(model, pen, side);
    let Some(claim) = model.shown_claim() else {
        return;
    };
    let base = pen.over(Role::Sidebar, pen.role(Role::Page));
    let (x, wide) = (side.x + 2, side.width.saturating_sub(4));
    let bottom = side.y + side.height;
    let mut y = side.y + 1;
    let name = model.article().speaker_of(claim).map(str::to_owned);
    let entity = model
        .article()
        .entities()
        .iter()
        .find(|e| name.as_deref() == Some(e.name.as_str()));
    let dim = pen.over(Role::Dim, base);
    let role = entity.map_or(Role::Text, |e| kind_role(e.kind));
    let title = name.clone().unwrap_or_else(|| "the author".into());
    for line in wrap(&one_line(&title), usize::from(wide), 2) {
        pen.text(
            x,
            y,
            &line,
            Style {
                bold: true,
                ..pen.over(role, base)
            },
            wide,
        );
        y += 1;
    }
    let said: Vec<usize> = (0..model.article().claims().len())
        .filter(|i| model.article().speaker_of(&model.article().claims()[*i]) == name.as_deref())
        .collect();
    let kind = entity.map_or("", |e| e.kind.name());
    let times = match said.len() {
        1 => "speaks once here".to_owned(),
        n => format!("speaks {n} times here"),
    };
    let about = if kind.is_empty() {
        times
    } else {
        format!("{kind} · {times}")
    };
    pen.text(x, y, &truncate(&about, usize::from(wide)), dim, wide);
    y += 2;
    if let Some(entity) = entity {
        let mut names: Vec<String> = entity
            .mentions
            .iter()
            .map(|m| one_line(model.article().document().slice(*m)))
            .collect();
        names.sort();
        names.dedup();
        names.retain(|n| *n != entity.name);
        if !names.is_empty() {
            let words = format!("also “{}”", names.join("”, “"));
            for line in wrap(&words, usize::from(wide), 3) {
                if y < bottom {
                    pen.text(x, y, &line, dim, wide);
                }
                y += 1;
            }
            y += 1;
        }
    }
    if y + 1 < bottom {
        pen.text(
            x,
            y,
            "In this article",
            Style {
                bold: true,
                ..pen.over(Role::Heading, base)
            },
            wide,
        );
        y += 1;
    }
    // The selected claim and those around it.
    let shown = model.shown_index();
    let here = said.iter().position(|i| Some(*i) == shown).unwrap_or(0);
    let room = usize::from(bottom.saturating_sub(y));
    let from = if said.len() <= room {
        0
    } else {
        here.saturating_sub(room / 2).min(said.len() - room)
    };
    for index in said.into_iter().skip(from) {
        if y >= bottom {
            break;
        }
        let claim = &model.article().claims()[index];
        let focused = shown == Some(index);
        let (glyph, role) = badge(model, claim, focused);
        pen.text(x, y, &glyph, pen.over(role, base), 1);
        let head: String = model
            .article()
            .document()
            .slice(claim.range)
            .chars()
            .take(120)
            .collect();
        let text = Style {
            bold: focused,
            ..pen.over(Role::Text, base)
        };
        pen.text(
            x + 2,
            y,
            &truncate(&one_line(&head), usize::from(wide.saturating_sub(2))),
            text,
            wide.saturating_sub(2),
        );
        y += 1;
    }
}
