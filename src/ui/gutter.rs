//! The margin: a bar beside each claim and a glyph that says how it stands, so that colour alone never tells.

use super::paint::Pen;
use crate::app::{ClaimItem, Mode, Model};
use crate::config::theme::Role;
use crate::document::TextRange;

/// The glyph and the role of a claim: its verdict, or how far it has come.
pub(super) fn badge(model: &Model, claim: &ClaimItem, focused: bool) -> (String, Role) {
    let verdict = claim
        .verdict
        .as_deref()
        .map(|name| model.settings().verdict(name).map(|v| (v.glyph.clone(), v.role)));
    match verdict {
        _ if claim.carried => (
            "↺".into(),
            verdict.flatten().map_or(Role::Unchecked, |(_, role)| role),
        ),
        Some(Some(known)) => known,
        // A verdict of another set is kept and shown as one.
        Some(None) => ("◆".into(), Role::Accent),
        None if focused => ("▸".into(), Role::Accent),
        None if claim.is_decided() => ("•".into(), Role::Accent),
        None => ("·".into(), Role::Unchecked),
    }
}

/// Draws the bars and glyphs of the visible rows.
pub(super) fn bars(model: &Model, pen: &mut Pen<'_>) {
    let (glyph_x, bar_x) = model.panes().gutter;
    if model.is_minimal() || bar_x == glyph_x || bar_x >= model.panes().text.x {
        return;
    }
    let visible = model.reading().visible();
    let near: Vec<(usize, &ClaimItem)> = model
        .article()
        .claims()
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.range.is_empty() && c.range.overlaps(visible))
        .collect();
    for line in model.reading().lines() {
        let Some(row) = line.row() else { continue };
        let y = model.panes().text.y + line.y;
        let touching = || near.iter().filter(|(_, c)| c.range.overlaps(row.range));
        // The claim in focus first, then one that begins here, then one that goes on.
        let focus = touching().find(|(i, _)| model.article().focus() == Some(*i));
        let begins = touching().find(|(_, c)| row.range.contains(c.range.start));
        let Some((index, claim)) = focus.or(begins).or_else(|| touching().next()) else {
            continue;
        };
        let focused = model.article().focus() == Some(*index);
        if model.mode() == Mode::Queue && !focused {
            continue;
        }
        let (glyph, role) = badge(model, claim, focused);
        let bar_role = if focused && claim.verdict.is_none() {
            Role::Accent
        } else {
            role
        };
        let page = pen.role(Role::Page);
        pen.text(bar_x, y, "▎", pen.over(bar_role, page), 1);
        if row.range.contains(claim.range.start)
            || y == model.panes().text.y && first_shown(claim.range, visible)
        {
            pen.text(glyph_x, y, &glyph, pen.over(role, page), 1);
            // The focus is told beside a verdict too.
            if focused && claim.verdict.is_some() && glyph_x + 1 < bar_x {
                pen.text(glyph_x + 1, y, "▸", pen.over(Role::Accent, page), 1);
            }
        }
    }
}

/// Whether a claim began above the page.
fn first_shown(claim: TextRange, visible: TextRange) -> bool {
    claim.start < visible.start
}
