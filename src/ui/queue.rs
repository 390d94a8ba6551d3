//! One claim at a time: what can be said of it under the text, who says it beside it.

use super::gutter::badge;
use super::paint::Pen;
use super::sidebar::{kind_role, rule};
use crate::app::Model;
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};
use crate::text::wrap::wrap;

/// A dash for each claim in the colour of its verdict, and how many are decided; returns the column before it.
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
    for (i, claim) in model.article().claims().iter().enumerate() {
        let (_, role) = badge(model, claim, model.article().focus() == Some(i));
        let role = if claim.is_decided() || model.article().focus() == Some(i) {
            role
        } else {
            Role::Faint
        };
        pen.text(x + i as u16 * step, y, dash, pen.over(role, page), 3);
    }
    x
}

/// Verdicts, evidence, tags, note and reasons of the claim in focus, under the text.
pub(super) fn details(model: &Model, pen: &mut Pen<'_>) {
    let (Some(area), Some(claim)) = (model.details(), model.article().focused()) else {
        return;
    };
    let page = pen.role(Role::Page);
    let head = Style {
        bold: true,
        ..pen.over(Role::Heading, page)
    };
    let dim = pen.over(Role::Dim, page);
    let text = pen.over(Role::Text, page);
    let annotation = claim.id().and_then(|id| model.article().notebook().get(id));
    let bottom = area.y + area.height;
    let roomy = area.height >= 12;
    let mut y = area.y;
    let right = area.x + area.width;

    pen.text(area.x, y, "Verdict", head, area.width);
    if roomy {
        y += 1;
    }
    let mut x = if roomy { area.x } else { area.x + 10 };
    for verdict in &model.settings().verdicts {
        let given = claim.verdict.as_deref() == Some(verdict.name.as_str());
        let wide = width(&verdict.name) as u16 + 2;
        if x + wide > right {
            y += 1;
            x = area.x + if roomy { 0 } else { 10 };
        }
        if y >= bottom {
            return;
        }
        let key = Style {
            bold: true,
            ..pen.over(Role::Key, page)
        };
        let behind = pen.text(x, y, &verdict.key.to_string(), key, 1);
        let look = Style {
            bold: given,
            reverse: given,
            ..pen.over(verdict.role, page)
        };
        x = pen.text(
            behind + 1,
            y,
            &verdict.name,
            look,
            right.saturating_sub(behind + 1),
        ) + 3;
    }
    y += if roomy { 2 } else { 1 };

    let mut line = |pen: &mut Pen<'_>, title: &str, words: &str, style: Style, most: usize| {
        if y >= bottom {
            return;
        }
        pen.text(area.x, y, title, head, area.width);
        let from = area.x + 10;
        for part in wrap(words, usize::from(right.saturating_sub(from)), most) {
            if y >= bottom {
                return;
            }
            pen.text(from, y, &part, style, right.saturating_sub(from));
            y += 1;
        }
        y += u16::from(roomy);
    };
    let key = |action| model.key_of(action);
    if claim.carried {
        let words = format!(
            "from an earlier version of this article · {} confirms it for this one",
            key("accept")
        );
        line(pen, "Carried", &words, pen.over(Role::Warning, page), 2);
    }
    match annotation.map(|a| a.evidence.as_slice()).unwrap_or_default() {
        [] => line(
            pen,
            "Evidence",
            &format!("none yet · {} adds a link or a file", key("evidence")),
            dim,
            1,
        ),
        all => {
            let words: Vec<String> = all
                .iter()
                .map(|e| format!("{} ({})", one_line(&e.source), e.stance.name()))
                .collect();
            line(pen, "Evidence", &words.join("; "), text, 3);
        }
    }
    if let Some(tags) = annotation.map(|a| a.tags.join(" ")).filter(|t| !t.is_empty()) {
        line(pen, "Tags", &tags, pen.over(Role::Tag, page), 2);
    }
    match annotation.and_then(|a| a.note.as_deref()) {
        Some(note) => line(pen, "Note", &one_line(note), text, 4),
        None => line(
            pen,
            "Note",
            &format!("none yet · {} writes one", key("note")),
            dim,
            1,
        ),
    }
    if let Some(words) = annotation.and_then(|a| a.restatement.as_deref()) {
        line(pen, "In short", &one_line(words), text, 3);
    }
    let reasons = model.article().reasons_of(claim);
    if !reasons.is_empty() {
        line(
            pen,
            "Because",
            &one_line(&reasons),
            pen.over(Role::Reason, page),
            3,
        );
    }
}

/// Who says the claim in focus, and what else they say here.
pub(super) fn card(model: &Model, pen: &mut Pen<'_>) {
    let Some(side) = model.panes().sidebar else { return };
    pen.fill(side, Role::Sidebar);
    rule(model, pen, side);
    let Some(claim) = model.article().focused() else {
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
    let title = name.clone().unwrap_or_else(|| "the author’s own voice".into());
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
    // The claim in focus and those around it.
    let here = said
        .iter()
        .position(|i| Some(*i) == model.article().focus())
        .unwrap_or(0);
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
        let focused = model.article().focus() == Some(index);
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
