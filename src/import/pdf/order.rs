//! Arranges positioned pieces into lines in reading order. Pieces on one baseline are joined. If a white gutter divides a part of the page,
//! one column is read before the other, recursively (the XY cut of Nagy and Seth, 1984), but only if at least one side is running text: a
//! table is read by rows, and a box beside the text after it.

use super::logical::logical;
use super::pages::Piece;

/// A line of text and its position (in points, y downwards).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) text: String,
    /// The parts of the line separated by wide gaps, if any: cells of a table.
    pub(super) cells: Vec<String>,
}

/// Lines below one another, between the same two edges.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Column {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) lines: Vec<Line>,
}

/// The maximum nesting of columns.
const DEEPEST: usize = 6;
/// The minimum number of lines on each side of a gutter.
const FEWEST: usize = 5;
/// The maximum number of gutters tried in one part of a page.
const TRIES: usize = 40;

/// The columns of `pieces` in reading order.
pub(super) fn columns(pieces: &[Piece]) -> Vec<Column> {
    let mut out = Vec::new();
    order(fragments(pieces), 0, &mut out);
    for line in out.iter_mut().flat_map(|c| &mut c.lines) {
        line.text = logical(&line.text);
        line.cells.iter_mut().for_each(|cell| *cell = logical(cell));
    }
    out
}

/// Joins pieces that are not separated by a wide gap.
fn fragments(pieces: &[Piece]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for piece in pieces {
        let text = readable(&piece.text);
        if text.trim().is_empty() {
            // A separate space is a gap.
            continue;
        }
        if let Some(last) = out.last_mut() {
            let size = last.size.max(piece.size);
            let gap = (piece.left - last.right) / size;
            let up = (last.base - piece.base) / size;
            // Bold text made by printing twice.
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

/// Replaces ligatures by letters, and drops characters of a font's private area.
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
    let Some(cut) = (depth < DEEPEST).then(|| cut(&lines)).flatten() else {
        out.extend(column(lines));
        return;
    };
    // Text that crosses the gutter divides the columns into an upper and a lower part; a box beside the text does not divide it, and comes
    // after it.
    let (mut left, mut right, mut over) = (Vec::new(), Vec::new(), Vec::new());
    let mut beside = Vec::new();
    for line in lines {
        let side = cut.side(&line);
        match (cut.aside, side) {
            (Some(aside), Some(side)) if aside == side => beside.push(line),
            (Some(_), _) => over.push(line),
            (None, Some(Side::Left)) => {
                out.extend(column(std::mem::take(&mut over)));
                left.push(line);
            }
            (None, Some(Side::Right)) => {
                out.extend(column(std::mem::take(&mut over)));
                right.push(line);
            }
            (None, None) => {
                order(std::mem::take(&mut left), depth + 1, out);
                order(std::mem::take(&mut right), depth + 1, out);
                over.push(line);
            }
        }
    }
    if cut.aside.is_some() {
        order(over, depth + 1, out);
        order(beside, depth + 1, out);
        return;
    }
    out.extend(column(over));
    order(left, depth + 1, out);
    order(right, depth + 1, out);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// A division of a part of a page by a white strip between two columns, given by its left and right edge.
#[derive(Clone, Copy)]
struct Cut {
    from: f32,
    to: f32,
    /// The side that is beside running text without being part of it: a box, a table, labels of a figure.
    aside: Option<Side>,
    /// The vertical extent of the aside: above and below it the text has the full width.
    stretch: (f32, f32),
}

impl Cut {
    fn side(self, line: &Line) -> Option<Side> {
        if self.aside.is_some() && !(self.stretch.0..=self.stretch.1).contains(&line.base) {
            None
        } else if line.right <= self.from {
            Some(Side::Left)
        } else if line.left >= self.to {
            Some(Side::Right)
        } else {
            None
        }
    }
}

/// The strip with the most lines on the side that has fewer, and with running text on at least one side.
fn cut(lines: &[Line]) -> Option<Cut> {
    /// The maximum number of lines that may begin inside the strip.
    const STRAY: usize = 3;
    if lines.len() < FEWEST {
        return None;
    }
    let mut ends: Vec<f32> = lines.iter().map(|l| l.right).collect();
    let mut starts: Vec<f32> = lines.iter().map(|l| l.left).collect();
    ends.sort_by(f32::total_cmp);
    starts.sort_by(f32::total_cmp);
    let mut found: Vec<(isize, f32, f32)> = Vec::new();
    for (i, from) in ends.iter().enumerate() {
        let next = starts.partition_point(|s| s < from);
        for (stray, to) in starts.iter().enumerate().skip(next).take(STRAY) {
            let (before, behind) = (i + 1, starts.len() - stray);
            let fewer = before.min(behind);
            let crossing = lines.len() as isize - (before + behind) as isize;
            if to - from >= 4.0 && fewer >= 2 {
                found.push((fewer as isize - crossing, *from, *to));
            }
        }
    }
    // Of strips between the same lines the widest is the most reliable.
    found.sort_by(|a, b| {
        b.0.cmp(&a.0)
            .then((b.2 - b.1).total_cmp(&(a.2 - a.1)))
            .then(a.1.total_cmp(&b.1))
    });
    found.dedup_by(|a, b| a.0 == b.0 && (a.1 - b.1).abs() < 0.5);
    found
        .into_iter()
        .take(TRIES)
        .find_map(|(_, from, to)| divided(lines, from, to))
}

/// The division of `lines` by a strip, if there is one.
fn divided(lines: &[Line], from: f32, to: f32) -> Option<Cut> {
    let left: Vec<&Line> = lines.iter().filter(|l| l.right <= from).collect();
    let right: Vec<&Line> = lines.iter().filter(|l| l.left >= to).collect();
    let span = |side: &[&Line]| {
        let top = side.iter().map(|l| l.base).fold(f32::INFINITY, f32::min);
        let bottom = side.iter().map(|l| l.base).fold(f32::NEG_INFINITY, f32::max);
        (top, bottom)
    };
    // The vertical extent that both sides share.
    let ((t1, b1), (t2, b2)) = (span(&left), span(&right));
    let size = lines.first().map_or(10.0, |l| l.size);
    let (top, bottom) = (t1.max(t2) - 1.3 * size, b1.min(b2) + 1.3 * size);
    let within = |l: &Line| (top..=bottom).contains(&l.base);
    let side =
        |side: Vec<&'_ Line>| -> Vec<Line> { side.into_iter().filter(|l| within(l)).cloned().collect() };
    let (left, right) = (side(left), side(right));
    let crossing = lines
        .iter()
        .filter(|l| within(l) && l.right > from && l.left < to)
        .count();
    let fewer = left.len().min(right.len());
    if fewer < 2 || left.len() + right.len() < FEWEST || crossing * 3 > fewer {
        return None;
    }
    let whole = Cut {
        from,
        to,
        aside: None,
        stretch: (top, bottom),
    };
    match (is_running(&left), is_running(&right)) {
        (true, true) => Some(whole),
        (true, false) if !are_rows(&left, &right) => Some(Cut {
            aside: Some(Side::Right),
            ..whole
        }),
        (false, true) if !are_rows(&right, &left) => Some(Cut {
            aside: Some(Side::Left),
            ..whole
        }),
        _ => None,
    }
}

/// Whether most long lines are the middle of a sentence: they begin with a lower-case letter, or, in a script without case, fill their
/// column.
fn is_running(lines: &[Line]) -> bool {
    let long: Vec<&Line> = lines
        .iter()
        .filter(|l| l.text.chars().count() >= 16 || is_dense(&l.text))
        .collect();
    if long.len() < 3 {
        return false;
    }
    let first = |l: &&&Line| l.text.trim_start().chars().next().unwrap_or(' ');
    let small = long.iter().filter(|l| first(l).is_lowercase()).count();
    let caseless = long
        .iter()
        .filter(|l| first(l).is_alphabetic() && !first(l).is_lowercase() && !first(l).is_uppercase());
    let caseless = caseless.count();
    let widest = long.iter().map(|l| l.right - l.left).fold(0.0, f32::max);
    let full = long.iter().filter(|l| l.right - l.left > 0.85 * widest).count();
    small * 10 >= long.len() * 3 || caseless * 2 > long.len() && full * 2 > long.len()
}

/// Whether a line is in a script whose characters are words.
fn is_dense(text: &str) -> bool {
    let wide = text
        .chars()
        .filter(|c| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'));
    wide.count() >= 8
}

/// Whether the lines `beside` are cells of `text`: they are on the same lines as the beginnings of its entries.
fn are_rows(text: &[Line], beside: &[Line]) -> bool {
    let level = |a: &Line, b: &Line| (a.base - b.base).abs() < 0.25 * a.size.max(b.size);
    let begins = |l: &Line| !l.text.trim_start().starts_with(char::is_lowercase);
    let mut bases: Vec<&Line> = beside.iter().collect();
    bases.dedup_by(|a, b| level(a, b));
    let rows = bases
        .iter()
        .filter(|b| text.iter().any(|t| level(t, b) && begins(t)))
        .count();
    rows * 10 >= bases.len() * 8
}

/// The lines of one column; pieces on one baseline become one line.
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

    fn texts(pieces: &[Piece]) -> Vec<String> {
        let lines = columns(pieces).into_iter().flat_map(|c| c.lines);
        lines.map(|l| l.text).collect()
    }

    #[test]
    fn two_columns_under_a_headline() {
        let mut pieces = vec![piece(50.0, 550.0, 40.0, "a headline over both of the columns")];
        let mut expected = vec![pieces[0].text.clone()];
        // Line by line across the page, as some programs write it.
        for row in 0..6u8 {
            let base = 80.0 + 12.0 * f32::from(row);
            pieces.push(piece(50.0, 290.0, base, &format!("left side, line {row}")));
            pieces.push(piece(310.0, 550.0, base, &format!("right side, line {row}")));
        }
        expected.extend((0..6).map(|row| format!("left side, line {row}")));
        expected.extend((0..6).map(|row| format!("right side, line {row}")));
        assert_eq!(texts(&pieces), expected);
    }

    #[test]
    fn tables_are_read_by_rows() {
        let rows = ["Ferry", "Bridge", "Road", "Rail", "Air", "Foot"];
        let pieces = rows.iter().zip(0u8..).flat_map(|(name, row)| {
            let base = 80.0 + 12.0 * f32::from(row);
            [piece(50.0, 90.0, base, name), piece(300.0, 320.0, base, "12")]
        });
        let found = columns(&pieces.collect::<Vec<_>>());
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
        assert_eq!(texts(&pieces), ["the first office¹² and"]);
    }
}
