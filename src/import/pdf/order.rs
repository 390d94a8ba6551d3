//! From pieces with places to lines in reading order: pieces on one base line are put together, and where a white gutter
//! divides a part of the page into columns, the left one is read before the right one, as often as that nests.

use super::pages::{Page, Piece};

/// A line of text, and where it stands (in points, y downwards).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) text: String,
    /// The parts of the line that wide gaps divide, if there are any: cells of a table.
    pub(super) cells: Vec<String>,
}

/// Lines that stand under one another, between the same two edges.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Column {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) lines: Vec<Line>,
}

/// Columns within columns.
const DEEPEST: usize = 6;
/// Lines on either side of a gutter, at least.
const FEWEST: usize = 4;
/// Gutters that are tried in one part of a page.
const TRIES: usize = 40;

/// The columns of `page` in reading order.
pub(super) fn columns(page: &Page) -> Vec<Column> {
    let mut out = Vec::new();
    order(fragments(&page.pieces), 0, &mut out);
    out
}

/// Pieces put together as far as no wide gap divides them.
fn fragments(pieces: &[Piece]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for piece in pieces {
        let text = readable(&piece.text);
        if text.trim().is_empty() {
            // A space of its own is a gap.
            continue;
        }
        if let Some(last) = out.last_mut() {
            let size = last.size.max(piece.size);
            let gap = (piece.left - last.right) / size;
            let up = (last.base - piece.base) / size;
            // Bold by printing twice.
            let again = (piece.left - last.left).abs() < 0.1 * size && up.abs() < 0.1 && text == last.text;
            if again {
                continue;
            }
            if (-0.6..1.2).contains(&gap) && up.abs() < 0.15 {
                append(last, piece, &text, gap);
                continue;
            }
            // Raised or lowered, and smaller: the number of a note, a formula.
            let small = piece.size < 0.85 * last.size && (-0.3..0.35).contains(&gap);
            if small && (-0.4..0.7).contains(&up) {
                let raised = up > 0.15 && text.trim().chars().all(|c| c.is_ascii_digit() || c == ',');
                last.text
                    .push_str(&if raised { superscript(text.trim()) } else { text });
                last.right = last.right.max(piece.right);
                continue;
            }
            // Back on the line after a raised number.
            if (-0.3..1.2).contains(&gap) && up.abs() < 0.7 && piece.size > 1.15 * last.size {
                let base = piece.base;
                append(last, piece, &text, gap);
                last.base = base;
                last.size = piece.size;
                continue;
            }
        }
        out.push(Line {
            left: piece.left,
            right: piece.right,
            base: piece.base,
            size: piece.size,
            text: text.trim_start().to_owned(),
            cells: Vec::new(),
        });
    }
    out
}

fn append(line: &mut Line, piece: &Piece, text: &str, gap: f32) {
    if text.len() > line.text.len() {
        line.size = piece.size;
    }
    if gap > 0.12 && !line.text.ends_with(' ') && !text.starts_with(' ') {
        line.text.push(' ');
    }
    line.text.push_str(text);
    line.right = line.right.max(piece.right);
}

/// Ligatures as letters, and nothing of the fonts' private letters.
fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            '\u{a0}' => out.push(' '),
            '\u{f0b7}' | '\u{f0a7}' => out.push('•'),
            '\u{e000}'..='\u{f8ff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn superscript(digits: &str) -> String {
    digits
        .chars()
        .map(|c| match c {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            c => c,
        })
        .collect()
}

fn order(mut lines: Vec<Line>, depth: usize, out: &mut Vec<Column>) {
    lines.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.left.total_cmp(&b.left)));
    let Some(gutter) = (depth < DEEPEST).then(|| gutter(&lines)).flatten() else {
        out.extend(column(lines));
        return;
    };
    // What reaches over the gutter divides what stands beside it into an upper and a lower part.
    let (mut left, mut right, mut over) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        if gutter.has_left(&line) || gutter.has_right(&line) {
            out.extend(column(std::mem::take(&mut over)));
            if gutter.has_left(&line) {
                left.push(line);
            } else {
                right.push(line);
            }
        } else {
            order(std::mem::take(&mut left), depth + 1, out);
            order(std::mem::take(&mut right), depth + 1, out);
            over.push(line);
        }
    }
    out.extend(column(over));
    order(left, depth + 1, out);
    order(right, depth + 1, out);
}

/// A white strip between two columns, from its left to its right edge.
#[derive(Clone, Copy)]
struct Gutter {
    from: f32,
    to: f32,
}

impl Gutter {
    fn has_left(self, line: &Line) -> bool {
        line.right <= self.from
    }

    fn has_right(self, line: &Line) -> bool {
        line.left >= self.to
    }
}

/// The strip between two columns of running text with the most lines on the side that has fewer, crossed by few (a page
/// number may stand in it, a headline reach over it); the lines on either side fill their columns (in a table they do not).
fn gutter(lines: &[Line]) -> Option<Gutter> {
    /// Lines that may begin inside the strip.
    const STRAY: usize = 3;
    if lines.len() < 2 * FEWEST {
        return None;
    }
    let mut ends: Vec<f32> = lines.iter().map(|l| l.right).collect();
    let mut starts: Vec<f32> = lines.iter().map(|l| l.left).collect();
    ends.sort_by(f32::total_cmp);
    starts.sort_by(f32::total_cmp);
    let mut found: Vec<(usize, Gutter)> = Vec::new();
    for (i, from) in ends.iter().enumerate() {
        let next = starts.partition_point(|s| s < from);
        for (stray, to) in starts.iter().enumerate().skip(next).take(STRAY) {
            let (before, behind) = (i + 1, starts.len() - stray);
            let crossing = lines.len().saturating_sub(before + behind);
            let score = before.min(behind) * 4;
            if to - from >= 4.0 && before.min(behind) >= FEWEST && score > crossing {
                found.push((score - crossing, Gutter { from: *from, to: *to }));
            }
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.from.total_cmp(&b.1.from)));
    let found = found.into_iter().take(TRIES).map(|(_, gutter)| gutter);
    found
        .into_iter()
        .find(|gutter| is_between_columns(lines, *gutter))
}

fn is_between_columns(lines: &[Line], gutter: Gutter) -> bool {
    let left: Vec<&Line> = lines.iter().filter(|l| gutter.has_left(l)).collect();
    let right: Vec<&Line> = lines.iter().filter(|l| gutter.has_right(l)).collect();
    let fills = |side: &[&Line]| {
        let from = side.iter().map(|l| l.left).fold(f32::INFINITY, f32::min);
        let to = side.iter().map(|l| l.right).fold(f32::NEG_INFINITY, f32::max);
        let full = |l: &&&Line| l.right - l.left > 0.6 * (to - from) && l.text.chars().count() >= 14;
        side.iter().filter(full).count() * 2 >= side.len()
    };
    // Both go down the same part of the page.
    let span = |side: &[&Line]| {
        let top = side.iter().map(|l| l.base).fold(f32::INFINITY, f32::min);
        let bottom = side.iter().map(|l| l.base).fold(f32::NEG_INFINITY, f32::max);
        (top, bottom)
    };
    let ((t1, b1), (t2, b2)) = (span(&left), span(&right));
    let shared = b1.min(b2) - t1.max(t2);
    fills(&left) && fills(&right) && shared > 0.3 * (b1 - t1).min(b2 - t2)
}

/// Lines of one column: what stands on one base line is one line.
fn column(fragments: Vec<Line>) -> Option<Column> {
    let mut lines: Vec<Line> = Vec::new();
    for fragment in fragments {
        let beside = lines.last_mut().filter(|l| {
            let size = l.size.max(fragment.size);
            (l.base - fragment.base).abs() < 0.35 * size && fragment.left > l.right - 0.6 * size
        });
        match beside {
            Some(line) => {
                if fragment.left - line.right > 1.2 * line.size {
                    if line.cells.is_empty() {
                        line.cells.push(line.text.clone());
                    }
                    line.cells.push(fragment.text.clone());
                } else if let Some(cell) = line.cells.last_mut() {
                    cell.push(' ');
                    cell.push_str(&fragment.text);
                }
                if !line.text.ends_with(' ') {
                    line.text.push(' ');
                }
                line.text.push_str(&fragment.text);
                line.right = line.right.max(fragment.right);
                line.size = line.size.max(fragment.size);
            }
            None => lines.push(fragment),
        }
    }
    let edge = |of: fn(&Line) -> f32| lines.iter().map(of);
    let left = edge(|l| l.left).fold(f32::INFINITY, f32::min);
    let right = edge(|l| l.right).fold(f32::NEG_INFINITY, f32::max);
    (!lines.is_empty()).then_some(Column { left, right, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(left: f32, right: f32, base: f32, text: &str) -> Piece {
        Piece {
            left,
            right,
            base,
            size: 10.0,
            text: text.to_owned(),
        }
    }

    fn texts(pieces: Vec<Piece>) -> Vec<String> {
        let page = Page { number: 1, pieces };
        let lines = columns(&page).into_iter().flat_map(|c| c.lines);
        lines.map(|l| l.text).collect()
    }

    #[test]
    fn two_columns_under_a_headline() {
        let mut pieces = vec![piece(50.0, 550.0, 40.0, "a headline over both of the columns")];
        let mut expected = vec![pieces[0].text.clone()];
        // Line by line across the page, as some programs write.
        for row in 0..6u8 {
            let base = 80.0 + 12.0 * f32::from(row);
            pieces.push(piece(50.0, 290.0, base, &format!("left side, line {row}")));
            pieces.push(piece(310.0, 550.0, base, &format!("right side, line {row}")));
        }
        expected.extend((0..6).map(|row| format!("left side, line {row}")));
        expected.extend((0..6).map(|row| format!("right side, line {row}")));
        assert_eq!(texts(pieces), expected);
    }

    #[test]
    fn tables_are_read_by_rows() {
        let rows = ["Ferry", "Bridge", "Road", "Rail", "Air", "Foot"];
        let pieces = rows.iter().zip(0u8..).flat_map(|(name, row)| {
            let base = 80.0 + 12.0 * f32::from(row);
            [piece(50.0, 90.0, base, name), piece(300.0, 320.0, base, "12")]
        });
        let page = Page {
            number: 1,
            pieces: pieces.collect(),
        };
        let found = columns(&page);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].lines[1].cells, ["Bridge", "12"]);
    }

    #[test]
    fn raised_numbers_and_ligatures() {
        let mut note = piece(120.0, 124.0, 76.0, "12");
        note.size = 6.0;
        let pieces = vec![
            piece(50.0, 120.0, 80.0, "the ﬁrst oﬃce"),
            note,
            piece(125.0, 200.0, 80.0, " and"),
        ];
        assert_eq!(texts(pieces), ["the first office¹² and"]);
    }
}
