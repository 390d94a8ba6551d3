//! Draws the margin: a bar beside each claim and a glyph for its state, so that colour is never the only sign.

use super::paint::Pen;
use super::sidebar::kind_role;
use crate::app::{ClaimItem, ElsewhereRelation, Mode, Model};
use crate::config::theme::Role;
use crate::document::TextRange;
use crate::notes::{Annotation, AnnotationKind};

/// The glyph and the role of a claim: its verdict, or how far the checking is.
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
        // A verdict that is not in the settings is kept and shown as a verdict.
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
    let shown = model.shown_index();
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
        // First the claim in focus, then one that begins here, then one that continues.
        let focus = touching().find(|(i, _)| shown == Some(*i));
        let begins = touching().find(|(_, c)| row.range.contains(c.range.start));
        let mut taken = vec![bar_x];
        let Some((index, claim)) = focus.or(begins).or_else(|| touching().next()) else {
            marks(model, row.range, glyph_x, &taken, y, pen);
            continue;
        };
        let focused = shown == Some(*index);
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
            taken.push(glyph_x);
            // The focus is marked beside a verdict too.
            if focused && claim.verdict.is_some() && glyph_x + 1 < bar_x {
                pen.text(glyph_x + 1, y, "▸", pen.over(Role::Accent, page), 1);
                taken.push(glyph_x + 1);
            }
        }
        marks(model, row.range, glyph_x, &taken, y, pen);
    }
}

/// The sign of a claim with a match, or with a figure that disagrees.
pub(super) fn elsewhere(model: &Model, claim: &ClaimItem) -> Option<(&'static str, Role)> {
    let known = model.article().elsewhere_of(claim);
    let first = known.first()?;
    let role = match first.relation {
        ElsewhereRelation::Figures { .. } => Role::Warning,
        ElsewhereRelation::Same => Role::Accent,
    };
    Some((first.sign(), role))
}

/// The glyph and role of an annotation in the margin and the list of notes: a highlight by its kind, anything else by its type.
pub(super) fn sign(model: &Model, annotation: &Annotation) -> (String, Role) {
    let label = annotation
        .colour
        .as_deref()
        .and_then(|c| model.settings().highlight(c));
    match annotation.kind {
        AnnotationKind::Highlight => {
            label.map_or(("▮".into(), Role::Accent), |l| (l.glyph.clone(), l.role))
        }
        AnnotationKind::Entity => {
            let role = annotation.entity_kind.map_or(Role::Accent, kind_role);
            ("@".into(), role)
        }
        AnnotationKind::Claim => ("•".into(), Role::Accent),
        AnnotationKind::Note | AnnotationKind::Rejection => ("✎".into(), Role::Note),
    }
}

/// The glyphs for a highlight, a note and evidence, beside the row where the annotation begins.
fn marks(model: &Model, row: TextRange, glyph_x: u16, taken: &[u16], y: u16, pen: &mut Pen<'_>) {
    if model.mode() == Mode::Queue {
        return;
    }
    let begins = |claim: &&ClaimItem| !claim.range.is_empty() && row.contains(claim.range.start);
    let claims = model.article().claims();
    let from = claims.partition_point(|claim| !claim.range.is_empty() && claim.range.start < row.start);
    let here = claims[from..].iter().take_while(begins);
    // Unseen matches come before the reader's own annotations.
    let mut signs: Vec<(String, Role)> = here
        .filter_map(|claim| elsewhere(model, claim))
        .map(|(sign, role)| (sign.to_owned(), role))
        .collect();
    let here = model.article().annotated_in(row);
    for (_, annotation) in here.filter(|(range, _)| row.contains(range.start)) {
        if annotation.kind == AnnotationKind::Highlight {
            signs.push(sign(model, annotation));
        }
        if annotation.note.is_some() {
            signs.push(("✎".into(), Role::Note));
        }
        if !annotation.evidence.is_empty() {
            signs.push(("⚑".into(), Role::Accent));
        }
    }
    signs.dedup();
    // Next to the text first; what finds no free cell is still on the card.
    let right = glyph_x + 1;
    let free = (0..=right).rev().filter(|x| !taken.contains(x));
    let page = pen.role(Role::Page);
    for (x, (glyph, role)) in free.zip(signs) {
        pen.text(x, y, &glyph, pen.over(role, page), 1);
    }
}

/// Whether a claim began above the page.
fn first_shown(claim: TextRange, visible: TextRange) -> bool {
    claim.start < visible.start
}
