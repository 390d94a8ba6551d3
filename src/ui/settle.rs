//! Draws a difference between two people's notes: the claim, and what each person decided about it.

use super::overlay::sheet;
use super::paint::Pen;
use crate::app::Model;
use crate::app::overlay::Settling;
use crate::config::theme::{Role, Style};
use crate::notes::{Annotation, speaker};
use crate::text::clean::{harmless, one_line};
use crate::text::grapheme::truncate;
use crate::text::wrap::wrap;

/// The most rows of the claim, and of each of its fields.
const ROWS: (usize, usize) = (5, 6);

/// Columns of the titles of lines.
const TITLES: u16 = 10;

/// Draws it over everything except the status line.
pub(super) fn draw(model: &Model, settling: &Settling, pen: &mut Pen<'_>) {
    let (area, base, margin) = sheet(model, pen);
    let Some(difference) = settling.difference() else {
        return;
    };
    let x = area.x + margin;
    let wide = area
        .width
        .saturating_sub(2 * margin)
        .min(model.settings().measure.max(40) + 8);
    let mine = difference.mine.and_then(|id| model.article().notebook().live(id));
    let theirs = difference.theirs.as_ref().map(|(theirs, _)| theirs);
    let bold = |role| Style {
        bold: true,
        ..pen.over(role, base)
    };
    let (at, of, settled) = settling.place();
    let mut lines: Vec<(u16, String, Style)> = Vec::new();
    let head = format!("{}: difference {at} of {of} · {settled} settled", settling.name());
    lines.push((0, head, bold(Role::Title)));
    lines.push((0, String::new(), base));
    let quote = mine.or(theirs).map(|a| a.anchor.label()).unwrap_or_default();
    for line in wrap(&quote, usize::from(wide), ROWS.0) {
        lines.push((0, line, pen.over(Role::ClaimText, base)));
    }
    if difference.range.is_none() {
        let words = "its passage is not in this text".to_owned();
        lines.push((0, words, pen.over(Role::Warning, base)));
    }
    let other = one_line(settling.name());
    for (whose, claim) in [("mine", mine), ("theirs", theirs)] {
        let title = if whose == "mine" {
            "You".to_owned()
        } else {
            theirs
                .and_then(|t| t.author.as_deref())
                .map_or(other.clone(), one_line)
        };
        let took = difference.answer.is_some_and(|answer| answer.name() == whose);
        lines.push((0, String::new(), base));
        let mark = if took { " ✓" } else { "" };
        lines.push((0, format!("{title}{mark}"), bold(Role::Heading)));
        let Some(claim) = claim else {
            lines.push((2, "has no such claim".to_owned(), pen.over(Role::Dim, base)));
            continue;
        };
        for (name, words, role) in said(model, claim) {
            let room = usize::from(wide.saturating_sub(TITLES + 2));
            let mut name = name;
            for line in words.lines().flat_map(|line| wrap(&one_line(line), room, ROWS.1)) {
                lines.push((2, format!("{name:<10}{line}"), pen.over(role, base)));
                name = "";
            }
        }
    }
    if let Some(answer) = difference.answer {
        lines.push((0, String::new(), base));
        let words = format!("settled: {} · u undoes the last answer", answer.name());
        lines.push((0, words, pen.over(Role::Accent, base)));
    }
    for ((indent, line, style), y) in lines.iter().zip(area.y..area.y + area.height) {
        let room = wide.saturating_sub(*indent);
        pen.text(x + indent, y, &truncate(line, usize::from(room)), *style, room);
    }
}

/// What a person decided about a claim, line by line.
fn said(model: &Model, claim: &Annotation) -> Vec<(&'static str, String, Role)> {
    let verdict = claim.verdict.as_deref();
    let role = verdict
        .and_then(|v| model.settings().verdict(v))
        .map_or(Role::Unchecked, |v| v.role);
    let by = speaker(claim).unwrap_or_else(|| "the author".to_owned());
    let mut out = vec![
        ("Verdict", verdict.map_or("none".to_owned(), one_line), role),
        ("Speaker", by, Role::Text),
    ];
    for (i, evidence) in claim.evidence.iter().enumerate() {
        let title = if i == 0 { "Evidence" } else { "" };
        let quote = evidence
            .quote
            .as_deref()
            .map_or(String::new(), |q| format!(" “{}”", one_line(q)));
        let words = format!(
            "{} · {}{quote}",
            one_line(&evidence.source),
            evidence.stance.name()
        );
        out.push((title, words, Role::Text));
    }
    if let Some(note) = &claim.note {
        out.push(("Note", harmless(note).into_owned(), Role::Note));
    }
    if !claim.tags.is_empty() {
        out.push(("Tags", one_line(&claim.tags.join(" ")), Role::Tag));
    }
    if let Some(words) = &claim.restatement {
        out.push(("In short", one_line(words), Role::Text));
    }
    out
}
