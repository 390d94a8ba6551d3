//! Draws the page at the end of the queue.

use super::overlay::sheet;
use super::paint::Pen;
use crate::app::{Finished, Model};
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};
use crate::text::wrap::wrap;

/// Draws what was decided and what can be done next.
pub(super) fn draw(model: &Model, finished: &Finished, pen: &mut Pen<'_>) {
    let (area, base, margin) = sheet(model, pen);
    let (x, wide) = (area.x + margin, area.width.saturating_sub(2 * margin));
    let bottom = area.y + area.height;
    let air = u16::from(area.height >= 16);
    let summary = model.summary();
    let mut y = area.y + air * (area.height / 6);
    let text = pen.over(Role::Text, base);
    let dim = pen.over(Role::Dim, base);
    let head = Style {
        bold: true,
        ..pen.over(Role::Title, base)
    };
    let title = one_line(&model.article().document().metadata().title);
    let all = match summary.claims {
        1 => "its claim is decided".to_owned(),
        n => format!("all {n} claims are decided"),
    };
    for line in wrap(&format!("{title}: {all}"), usize::from(wide), 3) {
        if y < bottom {
            pen.text(x, y, &line, head, wide);
        }
        y += 1;
    }
    y += air;
    // Each count in the style of its verdict.
    let mut counts: Vec<(String, Role)> = summary
        .verdicts
        .iter()
        .map(|(name, n)| {
            let role = model.settings().verdict(name).map_or(Role::Accent, |v| v.role);
            (format!("{} {n}", one_line(name)), role)
        })
        .collect();
    for (n, words) in [
        (summary.accepted, "accepted without a verdict"),
        (summary.rejected, "rejected"),
    ] {
        if n > 0 {
            counts.push((format!("{words} {n}"), Role::Dim));
        }
    }
    let mut at = x;
    for (words, role) in counts {
        let long = width(&words) as u16;
        if at > x && at + long > x + wide {
            at = x;
            y += 1;
        }
        if y < bottom {
            at = pen.text(at, y, &words, pen.over(role, base), (x + wide).saturating_sub(at)) + 3;
        }
    }
    y += 1 + air;
    let mut offers: Vec<(String, String)> = Vec::new();
    let key = |name| model.key_of(name);
    if summary.lacking > 0 {
        let words = format!("without evidence: {}, one after the other", summary.lacking);
        offers.push((key("next-lacking"), words));
    }
    offers.push((key("export"), "write the notes to a file".to_owned()));
    match finished.next() {
        Some(next) => offers.push((
            key("open-next"),
            format!(
                "next unfinished article: {} ({})",
                one_line(&next.title),
                next.work()
            ),
        )),
        None if finished.was_asked() => offers.push((String::new(), "no other article is unfinished".into())),
        None => {}
    }
    offers.push((key("cancel"), "read on".to_owned()));
    let keys = offers.iter().map(|(key, _)| width(key)).max().unwrap_or(0) as u16;
    for (key, words) in offers {
        if y >= bottom {
            return;
        }
        let bold = Style {
            bold: true,
            ..pen.over(Role::Key, base)
        };
        pen.text(x, y, &key, bold, keys);
        let room = wide.saturating_sub(keys + 2);
        let look = if key.is_empty() { dim } else { text };
        pen.text(x + keys + 2, y, &truncate(&words, usize::from(room)), look, room);
        y += 1;
    }
}
