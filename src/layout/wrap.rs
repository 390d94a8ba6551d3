//! Wraps a segment of a block in rows.
//!
//! Prose is cut into pieces at the break opportunities of UAX #14 that lie between graphemes; a piece too long for a row is cut between any
//! two graphemes. Rows are then filled greedily or evenly. Preformatted lines keep every cell and, if too long, continue in a marked row
//! below.

use std::sync::Arc;

use super::cache::Wrapping;
use super::frame::{Frame, Setting};
use super::row::{Pen, Row, Spacing, gaps, opening_space, without_space};
use super::table::Columns;
use crate::document::TextRange;
use crate::text::{grapheme, linebreak};

/// An unbreakable piece of text, and the white space after it. Offsets are bytes in the segment.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    /// The end of the drawn text.
    end: usize,
    /// The end of the white space after it.
    next: usize,
    /// Cells of the drawn text.
    width: usize,
    /// Cells of the white space, if the row continues after it.
    space: usize,
    /// Additional cells if a row ends after it: 1 for a hyphen.
    hyphen: usize,
    /// Whether a row that ends after it splits a word.
    tears: bool,
    /// Whether the row must end after it.
    ends: bool,
}

impl Piece {
    /// Adds the white space up to byte `next`, which is `cells` wide by itself.
    fn take(&mut self, next: usize, cells: usize, frame: &Frame) {
        self.next = next;
        if self.space == 0 || frame.spacing != Spacing::Collapsed {
            self.space += cells;
        }
    }
}

/// Wraps `text`, which starts at byte `base` of the canonical text. Never empty; the spans tile the text. `first` and `last` are set as if
/// the segment were the whole block.
pub(super) fn wrap(
    text: &str,
    base: usize,
    frame: &Frame,
    measure: u16,
    wrapping: Wrapping,
    columns: Option<&Columns>,
) -> Vec<Row> {
    let mut rows = match frame.setting {
        Setting::Prose => prose(text, frame, measure, wrapping),
        Setting::Preformatted => preformatted(text, frame, measure),
        Setting::Table => table(text, frame, measure, wrapping, columns),
    };
    if rows.is_empty() {
        rows.push(blank_row(frame, 0, text.len()));
    }
    for row in &mut rows {
        row.range = row.range.shifted(base);
        row.span = row.span.shifted(base);
    }
    if let Some(row) = rows.first_mut() {
        row.first = true;
        row.marker = frame.first;
    }
    if let Some(row) = rows.last_mut() {
        row.last = true;
        row.span.end = base + text.len();
    }
    rows
}

fn blank_row(frame: &Frame, start: usize, next: usize) -> Row {
    Row {
        range: TextRange::new(start, start),
        span: TextRange::new(start, next),
        indent: frame.indent,
        marker: frame.rest,
        width: frame.indent,
        first: false,
        last: false,
        hyphen: false,
        spacing: frame.spacing.clone(),
    }
}

fn room(frame: &Frame, measure: u16) -> usize {
    usize::from(measure.saturating_sub(frame.indent)).max(1)
}

fn prose(text: &str, frame: &Frame, measure: u16, wrapping: Wrapping) -> Vec<Row> {
    let room = room(frame, measure);
    let pieces = pieces(text, frame, room);
    let mut rows = Vec::new();
    let mut at = 0;
    for run in pieces.split_inclusive(|p| p.ends) {
        let ends = match wrapping {
            Wrapping::Greedy => greedy(run, room),
            Wrapping::Even => even(run, room, frame.balanced),
        };
        let mut from = 0;
        for end in ends {
            let line = &run[from..end];
            from = end;
            let (Some(first), Some(last)) = (line.first(), line.last()) else {
                continue;
            };
            let width: usize =
                line.iter().map(|p| p.width + p.space).sum::<usize>() - last.space + last.hyphen;
            let mut row = blank_row(frame, at, last.next);
            row.range = TextRange::new(first.start, last.end);
            row.width = (usize::from(frame.indent) + width) as u16;
            row.hyphen = last.hyphen > 0 && !last.ends;
            if frame.prose.justify && !last.ends {
                spread(&mut row, text, usize::from(frame.indent) + room);
            }
            at = last.next;
            rows.push(row);
        }
    }
    rows
}

/// Justifies a row to `full` cells, if its gaps stay narrow enough to read.
fn spread(row: &mut Row, text: &str, full: usize) {
    let gaps = gaps(row.range.slice(text));
    let extra = full.saturating_sub(usize::from(row.width));
    if extra == 0 || extra > 2 * gaps {
        return;
    }
    row.spacing = Spacing::Spread {
        gaps: gaps as u16,
        extra: extra as u16,
    };
    row.width = full as u16;
}

/// The pieces of `text`, none wider than `room` unless it is a single grapheme.
fn pieces(text: &str, frame: &Frame, room: usize) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(text.len() / 5 + 1);
    let mut start = 0;
    for b in linebreak::breaks(text) {
        if !grapheme::is_border(text, b.offset) {
            continue;
        }
        let mut whole = &text[start..b.offset];
        let mut drawn = without_space(whole);
        // UAX #14 lets some white space open a piece (an en space before a colon), but its width depends on the preceding text, so it is
        // moved to the piece before.
        let opening = opening_space(drawn);
        if opening > 0 {
            (whole, drawn) = (&whole[opening..], &drawn[opening..]);
            start += opening;
            if let Some(last) = out.last_mut().filter(|last| !last.ends) {
                last.take(start, cells(&text[start - opening..start], frame), frame);
            }
        }
        let ends = b.mandatory && (frame.hard_breaks || b.offset == text.len());
        let mut piece = Piece {
            start,
            end: start + drawn.len(),
            next: b.offset,
            width: cells(drawn, frame),
            space: cells(&whole[drawn.len()..], frame),
            hyphen: usize::from(drawn.ends_with('\u{ad}')),
            tears: false,
            ends,
        };
        start = b.offset;
        match out.last_mut() {
            // Pure white space belongs to the preceding piece; at the start of a row it is invisible.
            Some(last) if drawn.is_empty() && !last.ends => {
                last.take(piece.next, piece.space, frame);
                last.ends = ends;
            }
            _ if drawn.is_empty() && !ends => {}
            _ => {
                if drawn.is_empty() {
                    piece.space = 0;
                }
                let parts = if frame.prose.hyphenate {
                    syllables(text, piece, frame)
                } else {
                    vec![piece]
                };
                for part in parts {
                    if part.width + part.hyphen > room {
                        shatter(text, part, frame, &mut out);
                    } else {
                        out.push(part);
                    }
                }
            }
        }
    }
    out
}

/// Splits a piece where its word may be hyphenated. Words with capitals or signs inside are not split: names, abbreviations, addresses.
fn syllables(text: &str, piece: Piece, frame: &Frame) -> Vec<Piece> {
    /// Hyphenating shorter words is not worthwhile, and `hypher` accepts no longer ones.
    const LETTERS: std::ops::RangeInclusive<usize> = 6..=40;
    let drawn = &text[piece.start..piece.end];
    let core = drawn.trim_matches(|c: char| !c.is_alphabetic());
    let start = piece.start + (drawn.len() - drawn.trim_start_matches(|c: char| !c.is_alphabetic()).len());
    if !LETTERS.contains(&core.len()) || !core.bytes().all(|b| b.is_ascii_lowercase()) {
        return vec![piece];
    }
    let mut out = Vec::new();
    let mut rest = piece;
    let mut at = start;
    for syllable in hypher::hyphenate(core, hypher::Lang::English) {
        at += syllable.len();
        if at < start + core.len() {
            let width = cells(&text[rest.start..at], frame);
            out.push(Piece {
                end: at,
                next: at,
                width,
                space: 0,
                hyphen: 1,
                ends: false,
                ..rest
            });
            rest = Piece {
                start: at,
                width: rest.width - width,
                ..rest
            };
        }
    }
    out.push(rest);
    out
}

/// Cuts a piece between all its graphemes.
fn shatter(text: &str, piece: Piece, frame: &Frame, out: &mut Vec<Piece>) {
    let mut pen = Pen::new(0);
    for g in grapheme::graphemes(&text[piece.start..piece.end]) {
        let start = piece.start + g.offset;
        let end = start + g.text.len();
        let width = pen.advance(g.text, &frame.spacing);
        out.push(Piece {
            start,
            end,
            next: end,
            width,
            space: 0,
            hyphen: 0,
            tears: true,
            ends: false,
        });
    }
    if let Some(last) = out.last_mut() {
        *last = Piece {
            next: piece.next,
            space: piece.space,
            hyphen: piece.hyphen,
            tears: false,
            ends: piece.ends,
            ..*last
        };
    }
}

fn cells(text: &str, frame: &Frame) -> usize {
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        return text.len();
    }
    let mut pen = Pen::new(0);
    grapheme::graphemes(text)
        .map(|g| pen.advance(g.text, &frame.spacing))
        .sum()
}

/// The ends (indices into `run`) of rows that each take as much as fits.
fn greedy(run: &[Piece], room: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut used = 0;
    let mut from = 0;
    for (i, piece) in run.iter().enumerate() {
        if i > from && used + piece.width + piece.hyphen > room {
            ends.push(i);
            from = i;
            used = 0;
        }
        used += piece.width + piece.space;
    }
    if from < run.len() {
        ends.push(run.len());
    }
    ends
}

/// The ends of rows that minimize the sum of the squares of the empty cells. The last row does not count, unless one short word would be
/// alone in it, or it should be as wide as the others (`balanced`). Hyphens and split words cost more. Of equal sums, the one with fuller
/// first rows wins.
fn even(run: &[Piece], room: usize, balanced: bool) -> Vec<usize> {
    // A word of fewer cells should not be alone in the last row.
    let short = (room / 4).max(10).min(room / 2);
    // best[j]: the least cost of rows that end before piece j, and the start of the last of them.
    let mut best: Vec<(usize, usize)> = Vec::with_capacity(run.len() + 1);
    best.push((0, 0));
    for end in 1..=run.len() {
        let last = run[end - 1];
        let mut width = last.width + last.hyphen;
        let mut cheapest = (usize::MAX, end - 1);
        for from in (0..end).rev() {
            if from < end - 1 {
                width += run[from].width + run[from].space;
                if width > room {
                    break;
                }
            }
            let empty = room.saturating_sub(width);
            let cost = if end < run.len() {
                empty * empty + last.hyphen * room + if last.tears { room * room / 8 } else { 0 }
            } else if balanced {
                empty * empty
            } else if from == end - 1 && from > 0 && width < short {
                room * room / 4
            } else {
                0
            };
            let cost = cost + best[from].0;
            if cost < cheapest.0 {
                cheapest = (cost, from);
            }
        }
        best.push(cheapest);
    }
    let mut ends = Vec::new();
    let mut end = run.len();
    while end > 0 {
        ends.push(end);
        end = best[end].1;
    }
    ends.reverse();
    ends
}

/// Lays out a row of a table: its cells in their columns if they fit, with the last one wrapped if necessary, otherwise running text with a
/// hanging indent.
fn table(text: &str, frame: &Frame, measure: u16, wrapping: Wrapping, columns: Option<&Columns>) -> Vec<Row> {
    if let Some(columns) = columns.filter(|_| !text.contains('\n')) {
        let spacing = Spacing::Stops(columns.stops(text));
        let mut pen = Pen::new(0);
        let drawn = without_space(text);
        for g in grapheme::graphemes(drawn) {
            pen.advance(g.text, &spacing);
        }
        let mut row = Row {
            spacing,
            ..blank_row(frame, 0, text.len())
        };
        if pen.column <= usize::from(measure) {
            row.range.end = drawn.len();
            row.width = pen.column as u16;
            return vec![row];
        }
        if let Some(hang) = columns.hang
            && text.matches('\t').count() + 1 == columns.len()
        {
            let last = text.rfind('\t').map_or(0, |i| i + 1);
            let hanging = Frame {
                indent: hang,
                spacing: Spacing::Collapsed,
                ..frame.clone()
            };
            let mut rows = prose(&text[last..], &hanging, measure, wrapping);
            for row in &mut rows {
                row.range = row.range.shifted(last);
                row.span = row.span.shifted(last);
            }
            if let Some(first) = rows.first_mut() {
                row.range.end = first.range.end;
                row.span.end = first.span.end;
                row.width = first.width;
                *first = row;
            }
            return rows;
        }
    }
    let indent = if measure < 20 { 0 } else { 2 };
    let hanging = Frame {
        indent,
        spacing: Spacing::Stops(Arc::new([])),
        ..frame.clone()
    };
    let mut rows = prose(text, &hanging, measure, wrapping);
    if let Some(first) = rows.first_mut() {
        first.indent = 0;
        first.width -= indent;
    }
    rows
}

fn preformatted(text: &str, frame: &Frame, measure: u16) -> Vec<Row> {
    let room = room(frame, measure);
    let mut rows = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let drawn = without_space(line);
        let mut row = blank_row(frame, at, at);
        row.marker = None;
        let mut pen = Pen::new(frame.indent);
        for g in grapheme::graphemes(drawn) {
            let start = at + g.offset;
            let before = pen.column;
            pen.advance(g.text, &frame.spacing);
            if pen.column - usize::from(frame.indent) > room && start > row.range.start {
                row.range.end = start;
                row.span.end = start;
                row.width = before as u16;
                rows.push(row);
                row = blank_row(frame, start, start);
                pen = Pen::new(frame.indent);
                pen.advance(g.text, &frame.spacing);
            }
        }
        row.range.end = at + drawn.len();
        row.span.end = at + line.len();
        row.width = pen.column as u16;
        rows.push(row);
        at += line.len();
    }
    rows
}
