//! Converts lines to blocks: removes repeated headers, joins lines into paragraphs (across columns and pages too), and recognizes headings,
//! items, captions, footnotes and tables by size, position and shape.

use std::collections::{HashMap, HashSet};

use super::heads::without_heads;
use super::order::{Column, Line};
use super::shape::{ends_sentence, is_capitals, is_caption, is_note, is_numbered_heading, item};
use crate::document::BlockKind;
use crate::import::draft::{Draft, Drafts};
use crate::import::plain::{Hyphens, needs_space};

/// A page with its columns.
pub(super) struct Sheet {
    pub(super) number: u32,
    pub(super) columns: Vec<Column>,
    /// Text in other directions, along the margin or across the page.
    pub(super) turned: Vec<Column>,
}

/// The blocks of all pages.
pub(super) fn drafts(mut sheets: Vec<Sheet>) -> Vec<Draft> {
    without_heads(&mut sheets);
    let style = Style::of(&sheets);
    let all: Vec<&str> = sheets.iter().flat_map(lines).map(|l| l.text.trim()).collect();
    let hyphens = Hyphens::of(&all.join("\n"));
    let mut writer = Writer {
        style,
        hyphens,
        out: Drafts::default(),
        open: None,
        waiting: Vec::new(),
    };
    let mut stamps = HashSet::new();
    for sheet in &sheets {
        writer.sheet(sheet);
        writer.turned(sheet, &mut stamps);
    }
    writer.close();
    writer.out.finish()
}

pub(super) fn lines(sheet: &Sheet) -> impl Iterator<Item = &Line> {
    sheet.columns.iter().flat_map(|c| &c.lines)
}

/// The common style of the lines of a document.
struct Style {
    /// The size of running text.
    body: f32,
    /// The distance between baselines for each font size, in units of the font size.
    leading: HashMap<i32, f32>,
    /// Sizes larger than running text, the largest first.
    larger: Vec<i32>,
}

/// Sizes with a smaller difference count as equal.
fn size_class(size: f32) -> i32 {
    (size * 2.0).round() as i32
}

impl Style {
    fn of(sheets: &[Sheet]) -> Self {
        let mut letters: HashMap<i32, usize> = HashMap::new();
        let mut steps: HashMap<i32, Vec<f32>> = HashMap::new();
        for column in sheets.iter().flat_map(|s| &s.columns) {
            for pair in column.lines.windows(2) {
                if let [a, b] = pair {
                    let step = (b.base - a.base) / b.size;
                    if (0.8..2.2).contains(&step) && size_class(a.size) == size_class(b.size) {
                        steps.entry(size_class(b.size)).or_default().push(step);
                    }
                }
            }
            for line in &column.lines {
                *letters.entry(size_class(line.size)).or_default() += line.text.len();
            }
        }
        let body = letters.iter().max_by_key(|(class, n)| (**n, **class));
        let body = body.map_or(10.0, |(class, _)| *class as f32 / 2.0);
        let mut larger: Vec<i32> = letters.into_keys().filter(|c| is_larger(*c, body)).collect();
        larger.sort_unstable_by_key(|c| std::cmp::Reverse(*c));
        Self {
            body,
            leading: steps
                .into_iter()
                .map(|(class, mut steps)| {
                    steps.sort_by(f32::total_cmp);
                    (class, steps.get(steps.len() / 2).copied().unwrap_or(1.2))
                })
                .collect(),
            larger,
        }
    }

    fn heading_level(&self, line: &Line) -> Option<u8> {
        let class = size_class(line.size);
        let rank = self.larger.iter().position(|c| *c == class)?;
        Some((rank + 1).min(6) as u8)
    }
}

fn is_larger(class: i32, body: f32) -> bool {
    class as f32 / 2.0 > body * 1.1
}

/// The block being assembled.
struct Open {
    kind: BlockKind,
    level: u8,
    ordinal: Option<u32>,
    /// Text and page of each line.
    lines: Vec<(String, u32)>,
    last: Line,
    /// The right edge of the column of the last line.
    edge: f32,
}

/// The kind of block that a line begins.
struct Begins {
    kind: BlockKind,
    level: u8,
    ordinal: Option<u32>,
    /// Its text without the label of an item.
    text: String,
}

struct Writer {
    style: Style,
    hyphens: Hyphens,
    out: Drafts,
    open: Option<Open>,
    /// Footnotes and captions, around which a paragraph continues.
    waiting: Vec<Open>,
}

impl Writer {
    fn sheet(&mut self, sheet: &Sheet) {
        let bottom = lines(sheet).map(|l| l.base).fold(0.0, f32::max);
        let top = lines(sheet).map(|l| l.base).fold(f32::INFINITY, f32::min);
        let low = top + 0.6 * (bottom - top);
        for column in &sheet.columns {
            let mut at = 0;
            let mut before: Option<&Line> = None;
            // A block around which others continue stays open only while its own lines follow.
            let mut aside: Option<Open> = None;
            while let Some(line) = column.lines.get(at) {
                let rows = table(column.lines.get(at..).unwrap_or_default());
                if rows > 0 {
                    self.waiting.extend(aside.take());
                    self.close();
                    self.table(column.lines.get(at..at + rows).unwrap_or_default(), sheet.number);
                    at += rows;
                    before = None;
                    continue;
                }
                at += 1;
                // A large initial belongs to the line beside it.
                let mut line = line.clone();
                if line.text.trim().chars().count() == 1
                    && line.size > 1.6 * self.style.body
                    && line.text.trim().chars().all(char::is_alphabetic)
                    && let Some(next) = column.lines.get(at)
                {
                    line = Line {
                        text: format!("{}{}", line.text.trim(), next.text),
                        right: next.right,
                        ..next.clone()
                    };
                    at += 1;
                }
                if let Some(open) = aside.as_mut() {
                    if self.style.goes_on(open, &line, column, column.lines.get(at)) {
                        open.lines.push((line.text.clone(), sheet.number));
                        open.last = line;
                        continue;
                    }
                    self.waiting.extend(aside.take());
                    // The next line is not below the last line of the paragraph.
                    before = None;
                }
                let begins = self.begins(&line, low);
                if matches!(begins.kind, BlockKind::Footnote | BlockKind::Caption) {
                    aside = Some(Open::new(begins, line, sheet.number, column.right));
                    continue;
                }
                let follows = match (&self.open, before) {
                    (Some(open), Some(_)) => {
                        begins.kind == BlockKind::Paragraph
                            && self.style.goes_on(open, &line, column, column.lines.get(at))
                            || begins.kind == BlockKind::Heading
                                && open.kind == BlockKind::Heading
                                && self.style.goes_on(open, &line, column, None)
                    }
                    (Some(open), None) => {
                        begins.kind == BlockKind::Paragraph && flows_on(open, &line, column)
                    }
                    (None, _) => false,
                };
                if let Some(open) = self.open.as_mut().filter(|_| follows) {
                    open.lines.push((line.text.clone(), sheet.number));
                    open.last = line;
                    open.edge = column.right;
                } else {
                    self.close();
                    self.open = Some(Open::new(begins, line, sheet.number, column.right));
                }
                before = column.lines.get(at - 1);
            }
            self.waiting.extend(aside);
        }
    }

    /// Adds text in other directions after the text around it; a stamp repeated on every page is added once.
    fn turned(&mut self, sheet: &Sheet, stamps: &mut HashSet<String>) {
        for column in &sheet.turned {
            let mut open: Option<Open> = None;
            for line in &column.lines {
                if !stamps.insert(line.text.clone()) {
                    continue;
                }
                match open
                    .as_mut()
                    .filter(|open| self.style.goes_on(open, line, column, None))
                {
                    Some(open) => {
                        open.lines.push((line.text.clone(), sheet.number));
                        open.last = line.clone();
                    }
                    None => {
                        let begins = Begins {
                            kind: BlockKind::Paragraph,
                            level: 0,
                            ordinal: None,
                            text: line.text.trim().to_owned(),
                        };
                        let new = Open::new(begins, line.clone(), sheet.number, column.right);
                        self.waiting.extend(open.replace(new));
                    }
                }
            }
            self.waiting.extend(open);
        }
    }

    /// The kind of `line` if it begins a block; `low` is the start of the foot of the page.
    fn begins(&self, line: &Line, low: f32) -> Begins {
        let text = line.text.trim();
        let plain = |kind, level| Begins {
            kind,
            level,
            ordinal: None,
            text: text.to_owned(),
        };
        let words = text.split_whitespace().count();
        if let Some(level) = self.style.heading_level(line)
            && text.chars().any(char::is_alphabetic)
            && words <= 40
        {
            return plain(BlockKind::Heading, level);
        }
        let small = line.size < 0.93 * self.style.body;
        if small && line.base > low && is_note(text) {
            return plain(BlockKind::Footnote, 0);
        }
        if is_caption(text) {
            return plain(BlockKind::Caption, 0);
        }
        if let Some((ordinal, rest)) = item(text) {
            return Begins {
                kind: BlockKind::Item,
                level: 0,
                ordinal,
                text: rest.to_owned(),
            };
        }
        if is_numbered_heading(text) || words <= 8 && is_capitals(text) {
            return plain(BlockKind::Heading, (self.style.larger.len() + 1).min(6) as u8);
        }
        plain(BlockKind::Paragraph, 0)
    }

    fn table(&mut self, rows: &[Line], page: u32) {
        for row in rows {
            self.out.begin(BlockKind::Table, 0, None, false);
            self.out.page(page);
            let whole = [row.text.clone()];
            let cells: &[String] = if row.cells.is_empty() { &whole } else { &row.cells };
            for cell in cells {
                self.out.cell();
                self.out.text(cell.trim());
            }
            self.out.end();
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.write(&open);
        }
        for waiting in std::mem::take(&mut self.waiting) {
            self.write(&waiting);
        }
    }

    fn write(&mut self, open: &Open) {
        self.out.begin(open.kind, open.level, open.ordinal, true);
        let mut page = 0;
        let mut lines = open.lines.iter().peekable();
        while let Some((line, number)) = lines.next() {
            if *number != page {
                page = *number;
                self.out.page(page);
            }
            let line = line.trim();
            let Some((next, _)) = lines.peek() else {
                self.out.text(line);
                break;
            };
            let next = next.trim();
            if let Some(cut) = line.strip_suffix('\u{ad}') {
                self.out.text(cut);
            } else if let Some(cut) = line.strip_suffix('-').filter(|_| self.hyphens.undone(line, next)) {
                self.out.text(cut);
            } else {
                self.out.text(line);
                if needs_space(line, next) {
                    self.out.text(" ");
                }
            }
        }
        self.out.end();
    }
}

impl Open {
    fn new(begins: Begins, line: Line, page: u32, edge: f32) -> Self {
        Self {
            kind: begins.kind,
            level: begins.level,
            ordinal: begins.ordinal,
            lines: vec![(begins.text, page)],
            last: line,
            edge,
        }
    }
}

impl Style {
    /// Whether `line` continues the open block, whose last line is above it in the same column; `next` is the line below.
    fn goes_on(&self, open: &Open, line: &Line, column: &Column, next: Option<&Line>) -> bool {
        let above = &open.last;
        let size = line.size.max(above.size);
        let step = (line.base - above.base) / size;
        if (line.size - above.size).abs() > 0.12 * size || step < 0.3 {
            return false;
        }
        if open.kind == BlockKind::Heading {
            return step < 1.8;
        }
        let leading = self.leading.get(&size_class(line.size));
        if step > leading.copied().unwrap_or(1.25) * 1.3 {
            return false;
        }
        let full = column.right - above.right < 1.5 * size;
        let ended = ends_sentence(&above.text);
        // The first line of an item starts further left than the others.
        let hanging = matches!(open.kind, BlockKind::Item | BlockKind::Footnote) && open.lines.len() == 1;
        if line.left > above.left + 0.7 * size && !hanging {
            let block = next.is_some_and(|n| (n.left - line.left).abs() < 0.3 * size);
            return block && full && !ended;
        }
        // Would the first word have fitted in the line above?
        let word = line.text.trim().split(' ').next().unwrap_or_default();
        let room = column.right - above.right - (word.chars().count() as f32 + 1.0) * 0.5 * size;
        let broken = room > 0.0 && ended || room > 0.3 * (column.right - column.left);
        !broken
    }
}

/// Whether `line`, the first of a column, continues the open block at the end of another column.
fn flows_on(open: &Open, line: &Line, column: &Column) -> bool {
    if !matches!(
        open.kind,
        BlockKind::Paragraph | BlockKind::Item | BlockKind::Quote
    ) || (line.size - open.last.size).abs() > 0.12 * line.size
    {
        return false;
    }
    let text = line.text.trim();
    let before = open.last.text.trim();
    let small = text.chars().next().is_some_and(char::is_lowercase);
    // One or two lines do not show the width of their column: on a slide they may be titles.
    let full =
        open.lines.len() > 1 && column.lines.len() > 2 && open.edge - open.last.right < 2.0 * line.size;
    let indented = line.left > column.left + 0.7 * line.size;
    if ends_sentence(before) {
        return false;
    }
    small || before.ends_with(['-', '\u{ad}', ',']) || full && !indented
}

/// The number of first lines that are rows of one table: at least three with cells, and cells below each other.
fn table(lines: &[Line]) -> usize {
    let rows = lines
        .iter()
        .take_while(|l| l.cells.len() >= 2 && l.cells.iter().all(|c| c.chars().count() < 80))
        .count();
    if rows >= 3 { rows } else { 0 }
}
