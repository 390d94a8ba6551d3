//! Removes running heads, running feet and page numbers.

use std::collections::HashMap;

use super::order::Line;
use super::text::{Sheet, lines};

/// Removes running heads, running feet and page numbers: lines at the top or bottom of a page that occur at the same height on other pages
/// with the same words (except numbers), and single numbers there.
pub(super) fn without_heads(sheets: &mut [Sheet]) {
    /// The number of lines at each edge that are examined.
    const EDGE: usize = 3;
    let edges = |sheet: &Sheet| -> Vec<Line> {
        let mut all: Vec<Line> = lines(sheet).cloned().collect();
        all.sort_by(|a, b| a.base.total_cmp(&b.base));
        let last = all.len().saturating_sub(EDGE).max(EDGE.min(all.len()));
        let tail = all.split_off(last);
        all.truncate(EDGE);
        all.extend(tail);
        all
    };
    let mut seen: HashMap<(String, i32), usize> = HashMap::new();
    for sheet in sheets.iter() {
        for line in edges(sheet) {
            *seen.entry((key(&line.text), height(&line))).or_default() += 1;
        }
    }
    let pages = sheets.len();
    let body = body_size(sheets);
    for sheet in sheets {
        let count = lines(sheet).count();
        let at_edge = edges(sheet);
        let (top, bottom) = (
            at_edge.first().map_or(0.0, |l| l.base),
            at_edge.last().map_or(0.0, |l| l.base),
        );
        let goes = |line: &Line| {
            let about = height(line);
            let key = key(&line.text);
            let times: usize = (about - 1..=about + 1)
                .filter_map(|h| seen.get(&(key.clone(), h)))
                .sum();
            let outermost = line.base <= top || line.base >= bottom;
            // Titles of slides also have the same height, and may differ only by their number.
            let headline = line.size > 1.15 * body;
            is_page_number(&line.text) && outermost
                || count > 1 && !headline && times >= 2 && (times * 4 >= pages || times >= 4 || outermost)
        };
        let gone: Vec<Line> = at_edge.iter().filter(|l| goes(l)).cloned().collect();
        // A page without other text keeps it, so that the reader can see what is there.
        if gone.iter().filter(|l| !is_page_number(&l.text)).count() >= count {
            continue;
        }
        for column in &mut sheet.columns {
            column.lines.retain(|l| !gone.contains(l));
        }
        sheet.columns.retain(|c| !c.lines.is_empty());
    }
}

/// The size of most letters.
fn body_size(sheets: &[Sheet]) -> f32 {
    let mut letters: HashMap<i32, usize> = HashMap::new();
    for line in sheets.iter().flat_map(lines) {
        *letters.entry((line.size * 2.0).round() as i32).or_default() += line.text.len();
    }
    let most = letters.into_iter().max_by_key(|(class, n)| (*n, *class));
    most.map_or(10.0, |(class, _)| class as f32 / 2.0)
}

/// The coarse height of a line on the page and its size: a headline is not a running head.
fn height(line: &Line) -> i32 {
    // The other process may send any number; no page is this long.
    (line.base / 4.0).round().clamp(-1e6, 1e6) as i32
}

/// The words of a line with all numbers replaced by the same character.
fn key(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c.is_ascii_digit() {
            if !out.ends_with('#') {
                out.push('#');
            }
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

fn is_page_number(text: &str) -> bool {
    let bare = text.trim().trim_matches(|c: char| "-–—·|[](). ".contains(c));
    let lower = bare.to_lowercase();
    let bare = ["page ", "seite ", "p. "]
        .iter()
        .find_map(|w| lower.strip_prefix(w))
        .unwrap_or(&lower);
    let number = |s: &str| {
        (1..=4).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())
            || (1..=7).contains(&s.len()) && s.bytes().all(|b| b"ivxlc".contains(&b))
    };
    let mut parts = bare
        .split(['/', ' '])
        .filter(|p| !p.is_empty() && *p != "of" && *p != "von");
    let first = parts.next().is_some_and(number);
    first && parts.next().is_none_or(number) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_their_like() {
        for text in ["12", "- 3 -", "Page 4 of 10", "xiv", "3/12", "p. 7"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["1984 was", "12345", "Page turner", "", "civil war"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
