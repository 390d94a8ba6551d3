//! Draws the article: its header, and the visible rows with the styles of annotations and entities.

use super::overlay::reviewed;
use super::paint::Pen;
use super::sidebar::kind_role;
use crate::app::panes::Area;
use crate::app::{Awaited, Mode, Model, Overlay};
use crate::config::theme::{Colour, Role, Style};
use crate::document::{BlockKind, MarkKind, TextRange};
use crate::layout::motion::sentence_at;
use crate::layout::{LineKind, MarkerKind, Row, glyphs};
use crate::notes::{Annotation, AnnotationKind};
use crate::text::grapheme::{truncate, width};

/// Title on the left (unless the headline itself is in view), source, date and length on the right.
pub(super) fn header(model: &Model, pen: &mut Pen<'_>) {
    let area = model.panes().header;
    if area.height == 0 {
        return;
    }
    let dim = pen.over(Role::Dim, pen.role(Role::Page));
    let mut right = area.x + area.width;
    if model.mode() == Mode::Queue {
        right = super::queue::progress(model, pen, right);
    } else {
        let m = model.article().document().metadata();
        // While only the beginning is loaded, neither is known.
        let whole = model.article().awaited() != Some(Awaited::Article);
        let minutes = whole.then(|| format!("{} min", model.article().minutes()));
        let percent = whole.then(|| format!("{:.0}%", 100.0 * model.reading().fraction()));
        let mut parts: Vec<String> = [m.source.clone(), m.date.map(|d| d.to_string()), minutes, percent]
            .into_iter()
            .flatten()
            .collect();
        if model.reading().fold().is_some() {
            // The state of folding and the way back need the room.
            parts.drain(..parts.len().saturating_sub(1));
        }
        while parts.len() > 1 && width(&parts.join(" · ")) + 12 > usize::from(area.width) {
            parts.remove(0);
        }
        right = pen.text_right(right, area.y, &parts.join(" · "), dim);
    }
    let top = model
        .article()
        .document()
        .blocks()
        .first()
        .filter(|b| b.kind == BlockKind::Title);
    let headline_shown =
        top.is_some_and(|b| model.reading().visible().overlaps(b.range)) && model.mode() != Mode::Queue;
    if let Some(kept) = model.kept().filter(|_| model.reading().fold().is_some()) {
        let room = right.saturating_sub(area.x + 2);
        let words = format!(
            "folded to {} · {} shows all",
            kept.words(),
            model.key_of("unfold")
        );
        let accent = pen.over(Role::Accent, pen.role(Role::Page));
        pen.text(area.x, area.y, &truncate(&words, usize::from(room)), accent, room);
    } else if !headline_shown {
        let room = right.saturating_sub(area.x + 2);
        pen.text(
            area.x,
            area.y,
            &truncate(&model.article().document().metadata().title, usize::from(room)),
            dim,
            room,
        );
    }
}

/// A style for a range, laid over the styles below it.
struct Layer {
    range: TextRange,
    style: Style,
}

/// Draws the visible rows.
pub(super) fn rows(model: &Model, pen: &mut Pen<'_>) {
    let text = model.panes().text;
    if model.article().document().blocks().is_empty() {
        let word = if model.article().generation() == 0 {
            ""
        } else {
            "there is no text here"
        };
        pen.text(
            text.x,
            text.y,
            word,
            pen.over(Role::Dim, pen.role(Role::Page)),
            text.width,
        );
        return;
    }
    let focus = model.lifted();
    let near = focus
        .filter(|_| model.mode() == Mode::Queue)
        .and_then(|r| model.article().document().block_at(r.start));
    for line in model.reading().lines() {
        let y = text.y + line.y;
        let (block, row) = match &line.kind {
            LineKind::Text { block, row } => (block, row),
            LineKind::Fold { blocks, .. } => {
                fold_line(*blocks, text.x, y, text.width, pen);
                continue;
            }
            LineKind::Picture(picture) => {
                picture_line(model, *picture, text.x, y, text.width, pen);
                continue;
            }
            LineKind::Blank => continue,
        };
        let mut ground = pen.role(Role::Page);
        let lifted = focus.is_some_and(|f| f.overlaps(row.range)) && model.reading().selection().is_none();
        if lifted {
            let area = Area {
                x: text.x.saturating_sub(1),
                y,
                width: text.width + 2,
                height: 1,
            };
            pen.fill(area, Role::Lifted);
            ground = pen.over(Role::Lifted, ground);
        }
        let mut base = block_style(model, *block, ground, pen);
        if near.is_some_and(|n| n != *block) {
            base = pen.over(Role::Dim, ground);
        }
        marker(row, text.x, y, text.width, base, pen);
        let layers = if near.is_some_and(|n| n != *block) {
            Vec::new()
        } else {
            layers(model, row.range, focus, pen)
        };
        draw(model, row, y, base, &layers, pen);
    }
    hints(model, pen);
    unit(model, pen);
    cursor(model, pen);
}

/// The line that replaces folded blocks.
fn fold_line(blocks: usize, x: u16, y: u16, width: u16, pen: &mut Pen<'_>) {
    let words = match blocks {
        0 => "⋯".to_owned(),
        1 => "⋯ 1 paragraph".to_owned(),
        blocks => format!("⋯ {blocks} paragraphs"),
    };
    pen.text(x, y, &words, pen.over(Role::Dim, pen.role(Role::Page)), width);
}

/// The line that replaces a picture: its description.
fn picture_line(model: &Model, picture: usize, x: u16, y: u16, width: u16, pen: &mut Pen<'_>) {
    let Some(picture) = model.article().document().pictures().get(picture) else {
        return;
    };
    let words = format!("▣ {}", picture.description);
    let style = pen.over(Role::Caption, pen.role(Role::Page));
    pen.text(x, y, &truncate(&words, usize::from(width)), style, width);
}

fn block_style(model: &Model, block: usize, ground: Style, pen: &Pen<'_>) -> Style {
    let kind = model
        .article()
        .document()
        .blocks()
        .get(block)
        .map_or(BlockKind::Paragraph, |b| b.kind);
    let role = match kind {
        BlockKind::Title => Role::Title,
        BlockKind::Standfirst => Role::Standfirst,
        BlockKind::Byline | BlockKind::Dateline => Role::Byline,
        BlockKind::Heading => Role::Heading,
        BlockKind::Quote => Role::Quote,
        BlockKind::Caption => Role::Caption,
        BlockKind::Preformatted => Role::Code,
        BlockKind::Footnote => Role::Dim,
        BlockKind::Rule => Role::Rule,
        BlockKind::Paragraph | BlockKind::Item | BlockKind::Table => Role::Text,
    };
    pen.over(role, ground)
}

fn marker(row: &Row, x: u16, y: u16, measure: u16, base: Style, pen: &mut Pen<'_>) {
    let Some(marker) = row.marker else { return };
    let style = pen.over(Role::Dim, base);
    match marker.kind {
        MarkerKind::Rule => {
            // A rule between parts is short and centred, as in print.
            let wide = measure.min(12);
            let style = pen.over(Role::Rule, base);
            pen.text(
                x + (measure - wide) / 2,
                y,
                &marker.text().repeat(usize::from(wide)),
                style,
                wide,
            );
        }
        MarkerKind::Bar => {
            pen.text(
                x + marker.column,
                y,
                &marker.text(),
                pen.over(Role::Faint, base),
                measure,
            );
        }
        _ => {
            pen.text(x + marker.column, y, &marker.text(), style, measure);
        }
    }
}

/// The styles of a row, the lowest layer first.
fn layers(model: &Model, row: TextRange, focus: Option<TextRange>, pen: &Pen<'_>) -> Vec<Layer> {
    let mut out = Vec::new();
    for mark in model.article().document().marks_in(row) {
        let role = match mark.kind {
            MarkKind::Emphasis => Role::Emphasis,
            MarkKind::Strong => Role::Strong,
            MarkKind::Code => Role::Code,
            MarkKind::Struck => Role::Struck,
            MarkKind::Link(_) => Role::Link,
        };
        out.push(Layer {
            range: mark.range,
            style: pen.role(role),
        });
    }
    let text_alone = model.is_minimal();
    // Entities named in a marked passage keep their colours.
    for (range, annotation) in model.article().annotated_in(row).filter(|_| !text_alone) {
        let style = match annotation.kind {
            AnnotationKind::Highlight => highlight(model, annotation, pen),
            AnnotationKind::Note => pen.role(Role::Note),
            AnnotationKind::Claim | AnnotationKind::Entity | AnnotationKind::Rejection => continue,
        };
        out.push(Layer { range, style });
    }
    for (range, entity) in model.article().mentions_in(row).filter(|_| !text_alone) {
        let Some(item) = model.article().entities().get(entity) else {
            continue;
        };
        let mut style = pen.role(kind_role(item.kind));
        if model.article().chosen_entity() == Some(entity) {
            style = pen.over(Role::Chosen, style);
        }
        out.push(Layer { range, style });
    }
    if let Some(range) = focus.filter(|_| model.reading().selection().is_none()) {
        // The words of the claim keep the colours of entities, so only attributes and background are applied.
        out.push(Layer {
            range,
            style: Style {
                fg: None,
                ..pen.role(Role::ClaimText)
            },
        });
    }
    if let Some(range) = reviewed(model).and_then(|a| model.article().located(a).range) {
        out.push(Layer {
            range,
            style: pen.role(Role::Selection),
        });
    }
    if let Some(finding) = model.reading().finding() {
        for (range, current) in finding.matches_in(row) {
            out.push(Layer {
                range,
                style: pen.role(if current { Role::CurrentMatch } else { Role::Match }),
            });
        }
    }
    if let Some(range) = model.reading().selected() {
        out.push(Layer {
            range,
            style: pen.role(Role::Selection),
        });
    }
    out.retain(|l| l.range.overlaps(row));
    out
}

/// How much of its own colour the background of a highlight has.
const TINT: f32 = 0.25;

/// The style of a highlight: the style of its kind, if it has one.
fn highlight(model: &Model, annotation: &Annotation, pen: &Pen<'_>) -> Style {
    let plain = pen.role(Role::Highlight);
    let label = annotation
        .colour
        .as_deref()
        .and_then(|c| model.settings().highlight(c));
    let Some(colour) = label.and_then(|label| pen.role(label.role).fg) else {
        return plain;
    };
    match (pen.role(Role::Page).bg, colour) {
        (Some(page @ Colour::Rgb(..)), Colour::Rgb(..)) => Style {
            bg: Some(page.mixed(colour, TINT)),
            ..plain
        },
        // If the terminal sets the background, the text gets the colour.
        _ => Style {
            fg: Some(colour),
            ..plain
        },
    }
}

fn draw(model: &Model, row: &Row, y: u16, base: Style, layers: &[Layer], pen: &mut Pen<'_>) {
    let text = model.panes().text;
    let document = model.article().document();
    let mut end = text.x;
    for glyph in glyphs(document, row) {
        if glyph.width == 0 {
            continue;
        }
        let style = layers
            .iter()
            .filter(|l| l.range.contains(glyph.offset))
            .fold(base, |below, l| l.style.over(below));
        let x = text.x + glyph.column;
        if glyph.is_blank() {
            for i in 0..glyph.width {
                pen.grapheme(x + i, y, " ", 1, style);
            }
        } else {
            pen.grapheme(x, y, glyph.text, glyph.width, style);
        }
        end = x + glyph.width;
    }
    if row.hyphen {
        pen.text(end, y, "-", base, 1);
    }
}

/// The letters that select a sentence, each at the start of its sentence.
fn hints(model: &Model, pen: &mut Pen<'_>) {
    let Some(Overlay::Hints(hints)) = model.overlay() else {
        return;
    };
    let text = model.panes().text;
    pen.tint(
        model.panes().article,
        Style {
            fg: pen.role(Role::Dim).fg,
            ..Style::PLAIN
        },
    );
    for label in hints.labels() {
        let at = model.reading().seen().first_of(label.range);
        let Some((y, column)) = at.and_then(|at| model.reading().cell_of(at)) else {
            continue;
        };
        let rest: String = label.letters.chars().skip(label.typed).collect();
        // The letter is in the cell before its sentence, so that the first word stays readable.
        let x = (text.x + column).saturating_sub(1);
        pen.text(
            x,
            text.y + y,
            &rest,
            pen.over(Role::Hint, pen.role(Role::Page)),
            2,
        );
    }
}

/// Underlines thinly the sentence that `V` would select, so that the reading position is always visible. Without colours, where entities
/// are underlined too, a sign in the margin marks it instead.
fn unit(model: &Model, pen: &mut Pen<'_>) {
    if model.is_minimal() {
        return;
    }
    let idle = model.overlay().is_none() && model.reading().selection().is_none();
    if model.mode() != Mode::Read || !idle {
        return;
    }
    let document = model.article().document();
    let Some(range) = sentence_at(document, model.reading().cursor()) else {
        return;
    };
    let text = model.panes().text;
    let mut first = true;
    for line in model.reading().lines() {
        let Some(row) = line.row().filter(|r| r.range.overlaps(range)) else {
            continue;
        };
        let y = text.y + line.y;
        for glyph in glyphs(document, row).filter(|g| range.contains(g.offset)) {
            pen.underline(text.x + glyph.column, y, glyph.width);
        }
        if std::mem::take(&mut first) && model.is_monochrome() && text.x >= 2 {
            pen.text(text.x - 2, y, "›", pen.role(Role::Page), 1);
        }
    }
}

/// The reading position, if it was moved away from the top of the page.
fn cursor(model: &Model, pen: &mut Pen<'_>) {
    let selecting = model.reading().selection().is_some();
    let placed = model.reading().cursor() != model.reading().visible().start
        && model
            .article()
            .focused()
            .is_none_or(|c| c.range.start != model.reading().cursor());
    if !(selecting || placed && model.mode() == Mode::Read && model.overlay().is_none()) {
        return;
    }
    if let Some((y, column)) = model.reading().cell_of(model.reading().cursor()) {
        let area = Area {
            x: model.panes().text.x + column,
            y: model.panes().text.y + y,
            width: 1,
            height: 1,
        };
        pen.tint(area, pen.role(Role::Cursor));
    }
}
