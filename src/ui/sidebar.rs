//! Draws the sidebar's lists.

use super::gutter::{badge, elsewhere, sign};
use super::paint::Pen;
use crate::analysis::EntityKind;
use crate::app::panes::Area;
use crate::app::sidebar::{NoteLines, Row, Tab, TabHead, claim_lines, is_roomy};
use crate::app::{ClaimItem, Mode, Model};
use crate::config::theme::{Role, Style, Underline};
use crate::document::BlockKind;
use crate::notes::{AnchorState, Id, Status};
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};

/// The role of an entity's kind.
pub(super) fn kind_role(kind: EntityKind) -> Role {
    match kind {
        EntityKind::Person => Role::Person,
        EntityKind::Organization => Role::Organization,
        EntityKind::Place => Role::Place,
        EntityKind::Group => Role::Group,
        EntityKind::Product => Role::Product,
        EntityKind::Work => Role::Work,
        EntityKind::Event => Role::Event,
        EntityKind::Law => Role::Law,
        EntityKind::Date => Role::Date,
        EntityKind::Money => Role::Money,
        EntityKind::Quantity => Role::Quantity,
    }
}

/// Draws the sidebar, if it is visible.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>) {
    let Some(side) = model.panes().sidebar else { return };
    pen.fill(side, Role::Sidebar);
    heads(model, pen);
    rule(model, pen, side);
    let Some(list) = model.panes().list() else { return };
    remark(model, list, pen);
    if model.sidebar().rows().is_empty() {
        let lines = crate::text::wrap::wrap(
            model.sidebar().empty_list(model.article()),
            usize::from(list.width),
            4,
        );
        for (i, line) in lines.iter().enumerate().take(usize::from(list.height)) {
            pen.text(list.x, list.y + i as u16, line, on(pen, Role::Dim), list.width);
        }
        return;
    }
    for entry in model.sidebar().window(model.article(), model.panes()) {
        let area = Area {
            x: list.x,
            y: list.y + entry.y,
            width: list.width,
            height: entry.height,
        };
        row(model, entry.index, area, pen);
    }
    density(model, pen);
}

/// The line above the list: its filter, or what it lists instead of what its name says.
fn remark(model: &Model, list: Area, pen: &mut Pen<'_>) {
    let Some(words) = model.sidebar().remark() else {
        return;
    };
    let filtered = !model.sidebar().filter().is_empty();
    let role = if filtered { Role::Accent } else { Role::Dim };
    let y = list.y.saturating_sub(1);
    let words = truncate(&words, usize::from(list.width));
    // A short sidebar has no blank row in between.
    let blank = " ".repeat(usize::from(list.width).saturating_sub(width(&words)));
    pen.text(list.x, y, &(words + &blank), on(pen, role), list.width);
}

/// A rule at the sidebar's left edge, unless its background sets it off.
pub(super) fn rule(model: &Model, pen: &mut Pen<'_>, side: Area) {
    if !pen.grounds_differ() || model.panes().overlay {
        for y in side.y..side.y + side.height {
            pen.text(side.x, y, "│", on(pen, Role::Faint), 1);
        }
    }
}

fn on(pen: &Pen<'_>, role: Role) -> Style {
    pen.over(role, pen.over(Role::Sidebar, pen.role(Role::Page)))
}

fn heads(model: &Model, pen: &mut Pen<'_>) {
    let Some(side) = model.panes().sidebar else { return };
    let right = side.x + side.width;
    for TabHead { tab, x, y, words } in model.sidebar().tab_heads(model.article(), model.panes()) {
        let current = tab == model.sidebar().tab();
        let mut style = on(pen, if current { Role::Heading } else { Role::Dim });
        style.bold = current;
        if current && model.mode() == Mode::List {
            style = pen.over(Role::Accent, style);
            if !pen.lifts_rows() {
                style.underline = Underline::Single;
            }
        }
        let (word, count) = words
            .split_once(' ')
            .map_or((words.as_str(), None), |(w, c)| (w, Some(c)));
        let behind = pen.text(x, y, word, style, right.saturating_sub(x));
        if let Some(count) = count {
            pen.text(
                behind + 1,
                y,
                count,
                on(pen, Role::Accent),
                right.saturating_sub(behind + 1),
            );
        }
    }
}

fn row(model: &Model, index: usize, area: Area, pen: &mut Pen<'_>) {
    let Some(entry) = model.sidebar().rows().get(index) else {
        return;
    };
    let chosen = model.sidebar().chosen() == index
        && (model.mode() == Mode::List
            || matches!(entry, Row::Claim(claim) if model.article().focus() == Some(*claim))
            || matches!(entry, Row::Entity(e) if model.article().chosen_entity() == Some(*e)));
    let mut base = pen.over(Role::Sidebar, pen.role(Role::Page));
    if chosen {
        let air = u16::from(is_roomy(model.panes()) && matches!(entry, Row::Claim(_) | Row::Note(_)));
        let lifted = Area {
            x: area.x.saturating_sub(1),
            y: area.y,
            width: area.width + 2,
            height: area.height.saturating_sub(air).max(1),
        };
        base = pen.over(Role::Lifted, base);
        if pen.lifts_rows() {
            pen.fill(lifted, Role::Lifted);
        } else {
            for y in lifted.y..lifted.y + lifted.height {
                pen.text(lifted.x, y, "▌", pen.over(Role::Accent, base), 1);
            }
            base.bold = true;
        }
    }
    match *entry {
        Row::Claim(claim) => claim_row(model, claim, area, base, pen),
        Row::Kind(kind, count) => {
            let y = area.y + area.height.saturating_sub(1);
            let behind = pen.text(
                area.x,
                y,
                kind.heading(),
                Style {
                    bold: true,
                    ..pen.over(Role::Heading, base)
                },
                area.width,
            );
            pen.text(behind + 1, y, &count.to_string(), pen.over(Role::Dim, base), 6);
        }
        Row::Entity(entity) => entity_row(model, entity, area, base, pen),
        Row::Note(id) => note_row(model, id, area, base, pen),
        Row::Block(block) => block_row(model, block, None, area, base, pen),
        Row::Part(block, percent) => block_row(model, block, Some(percent), area, base, pen),
    }
}

fn claim_row(model: &Model, index: usize, area: Area, base: Style, pen: &mut Pen<'_>) {
    let Some(claim) = model.article().claims().get(index) else {
        return;
    };
    let focused = model.article().focus() == Some(index);
    let (glyph, role) = badge(model, claim, focused);
    pen.text(area.x, area.y, &glyph, pen.over(role, base), 1);
    if let Some((sign, role)) = elsewhere(model, claim)
        && area.height > 1
    {
        pen.text(area.x, area.y + 1, sign, pen.over(role, base), 1);
    }
    let x = area.x + 2;
    let wide = area.width.saturating_sub(2);
    let look = Style {
        bold: focused,
        ..pen.over(Role::Text, base)
    };
    let mut y = area.y;
    let bottom = area.y + area.height;
    let lines = if claim.range.is_empty() {
        orphan_lines(model, claim.id(), wide)
    } else {
        claim_lines(model.article(), claim.range, area.width, is_roomy(model.panes()))
    };
    for line in &lines {
        if y < bottom {
            pen.text(x, y, line, look, wide);
        }
        y += 1;
    }
    if y < bottom {
        let speaker = model.article().speaker_of(claim);
        let name = speaker.unwrap_or("the author");
        let name = truncate(&one_line(name), usize::from(wide));
        let room = usize::from(wide).saturating_sub(width(&name));
        let engines = model.article().engines_of(claim);
        let tail = tail(model.article().cue_of(claim).as_deref(), claim, &engines, room);
        let kind = model
            .article()
            .entities()
            .iter()
            .find(|e| speaker == Some(e.name.as_str()))
            .map(|e| e.kind);
        let role = kind.map_or(Role::Dim, kind_role);
        let behind = pen.text(x, y, &name, pen.over(role, base), wide);
        pen.text(
            behind,
            y,
            &tail,
            pen.over(Role::Dim, base),
            (x + wide).saturating_sub(behind),
        );
        y += 1;
    }
    if focused && is_roomy(model.panes()) && y < bottom {
        let why = model.article().reasons_of(claim);
        pen.text(
            x,
            y,
            &truncate(&one_line(&why), usize::from(wide)),
            pen.over(Role::Reason, base),
            wide,
        );
    }
}

/// The text after the name of a speaker, as much as fits into `room` cells.
fn tail(cue: Option<&str>, claim: &ClaimItem, engines: &str, room: usize) -> String {
    let mut out = String::new();
    for part in [
        cue.map(one_line),
        (claim.anchor != AnchorState::Ok).then(|| claim.anchor.name().to_owned()),
        (claim.status == Status::Checking).then(|| "checking".to_owned()),
        claim.carried.then(|| "carried over".to_owned()),
        (!engines.is_empty()).then(|| engines.to_owned()),
    ]
    .into_iter()
    .flatten()
    {
        if width(&out) + 3 + width(&part) <= room {
            out.push_str(" · ");
            out.push_str(&part);
        }
    }
    out
}

fn orphan_lines(model: &Model, id: Option<Id>, wide: u16) -> Vec<String> {
    let quote = id
        .and_then(|id| model.article().notebook().get(id))
        .map(|a| one_line(&a.anchor.quote))
        .unwrap_or_default();
    vec![truncate(&format!("‘{quote}’"), usize::from(wide))]
}

fn entity_row(model: &Model, index: usize, area: Area, base: Style, pen: &mut Pen<'_>) {
    let Some(entity) = model.article().entities().get(index) else {
        return;
    };
    let count = entity.mentions.len().to_string();
    let room = area.width.saturating_sub(width(&count) as u16 + 4);
    let name = one_line(&entity.name);
    // The engines that found it are shown before the count, if there is room after the name.
    let engines = model.article().engines_of_entity(entity);
    let free = usize::from(room).saturating_sub(width(&name) + 2);
    let tail = if !engines.is_empty() && width(&engines) < free {
        format!("{engines}  {count}")
    } else {
        count
    };
    let mark = if model.article().chosen_entity() == Some(index) {
        "▸"
    } else if entity.tagged.is_empty() {
        " "
    } else {
        "•"
    };
    pen.text(area.x, area.y, mark, pen.over(Role::Accent, base), 1);
    pen.text(
        area.x + 2,
        area.y,
        &truncate(&name, usize::from(room)),
        pen.over(kind_role(entity.kind), base),
        room,
    );
    pen.text_right(area.x + area.width, area.y, &tail, pen.over(Role::Dim, base));
}

fn note_row(model: &Model, id: Id, area: Area, base: Style, pen: &mut Pen<'_>) {
    let roomy = is_roomy(model.panes());
    let (Some(annotation), Some(lines)) = (
        model.article().notebook().get(id),
        NoteLines::of(model.article(), id, area.width, roomy),
    ) else {
        return;
    };
    let verdict = annotation
        .verdict
        .as_deref()
        .and_then(|v| model.settings().verdict(v));
    let (glyph, role) = match verdict {
        _ if annotation.carried.is_some() => ("↺".to_owned(), verdict.map_or(Role::Unchecked, |v| v.role)),
        Some(v) => (v.glyph.clone(), v.role),
        None => sign(model, annotation),
    };
    pen.text(area.x, area.y, &glyph, pen.over(role, base), 1);
    let wide = area.width.saturating_sub(2);
    let (text, dim, note) = (Role::Text, Role::Dim, Role::Note);
    let about = Some(&lines.about).filter(|about| !about.is_empty());
    let rows = lines.passage.iter().map(|line| (line, text));
    let rows = rows
        .chain(about.map(|line| (line, dim)))
        .chain(lines.note.iter().map(|line| (line, note)));
    for ((line, role), y) in rows.zip(area.y..area.y + area.height) {
        let line = truncate(line, usize::from(wide));
        pen.text(area.x + 2, y, &line, pen.over(role, base), wide);
    }
}

/// The beginning of a block; for a part of the text, after how far through the text it is.
fn block_row(model: &Model, index: usize, percent: Option<u8>, area: Area, base: Style, pen: &mut Pen<'_>) {
    let Some(block) = model.article().document().blocks().get(index) else {
        return;
    };
    let head = matches!(block.kind, BlockKind::Title | BlockKind::Heading);
    if let Some(percent) = percent {
        pen.text_right(
            area.x + 3,
            area.y,
            &format!("{percent}%"),
            pen.over(Role::Dim, base),
        );
    }
    let indent = match block.kind {
        _ if percent.is_some() => 5,
        BlockKind::Title => 0,
        BlockKind::Heading => u16::from(block.level.saturating_sub(1)).min(4) * 2,
        _ => 2,
    };
    let start: String = model
        .article()
        .document()
        .block_text(block)
        .chars()
        .take(200)
        .collect();
    let wide = area.width.saturating_sub(indent);
    let style = Style {
        bold: head && block.level <= 1,
        ..pen.over(Role::Text, base)
    };
    pen.text(
        area.x + indent,
        area.y,
        &truncate(&one_line(&start), usize::from(wide)),
        style,
        wide,
    );
}

/// How many claims are where in the article, and where the page is: one column per part.
fn density(model: &Model, pen: &mut Pen<'_>) {
    const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
    let Some(area) = model
        .panes()
        .density
        .filter(|_| model.sidebar().tab() == Tab::Claims)
    else {
        return;
    };
    let length = model.article().text().len();
    let columns = usize::from(area.width);
    if length == 0 || columns == 0 || model.article().claims().is_empty() {
        return;
    }
    let column = |offset: usize| (offset.min(length - 1) * columns / length).min(columns - 1);
    let mut counts = vec![0usize; columns];
    for claim in model.article().claims().iter().filter(|c| !c.range.is_empty()) {
        counts[column(claim.range.start)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let here = model
        .article()
        .focused()
        .filter(|c| !c.range.is_empty())
        .map(|c| column(c.range.start));
    for (i, count) in counts.iter().enumerate() {
        let bar = BARS[if *count == 0 {
            0
        } else {
            (count * 4 / most).clamp(1, 7)
        }];
        let role = if here == Some(i) {
            Role::Accent
        } else {
            Role::Faint
        };
        pen.text(area.x + i as u16, area.y, bar, on(pen, role), 1);
    }
}
