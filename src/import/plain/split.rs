//! From lines to pieces: paragraphs, items, quotations, tables, rules, each with its place in the source.

use std::ops::Range;

use super::lines::{Line, Setting, lines};
use super::shape;
use crate::document::BlockKind;

/// How the text of a piece is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Its lines are one line.
    Joined,
    /// The same, and each line begins with `>` marks that are dropped.
    Quoted,
    /// Line breaks are kept (an address, verse).
    Lines,
    /// Spaces are kept too.
    Exact,
    /// Tabs part cells.
    Cells,
    /// It says something about the article but is not part of it.
    Hidden,
}

/// A future block and its place in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    pub(super) level: u8,
    pub(super) ordinal: Option<u32>,
    /// Bytes of the source, without white space at the ends.
    pub(super) range: Range<usize>,
    /// Where its text begins, behind a list marker.
    pub(super) body: usize,
    pub(super) flow: Flow,
    /// Whether it was one line, alone between blank lines (or among lines that are one paragraph each).
    pub(super) alone: bool,
}

impl Piece {
    pub(super) fn new(kind: BlockKind, range: Range<usize>, flow: Flow) -> Self {
        Self {
            kind,
            level: 0,
            ordinal: None,
            body: range.start,
            range,
            flow,
            alone: false,
        }
    }

    /// Its source without the list marker.
    pub(super) fn source<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.body..self.range.end).unwrap_or_default()
    }
}

/// All pieces of `text` in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut splitter = Splitter {
        text,
        setting: Setting::of(text),
        out: Vec::new(),
        last_ordinal: None,
    };
    let mut group: Vec<Line> = Vec::new();
    for line in lines(text) {
        if line.is_blank() {
            splitter.group(&group);
            group.clear();
        } else {
            group.push(line);
        }
    }
    splitter.group(&group);
    splitter.out
}

struct Splitter<'a> {
    text: &'a str,
    setting: Setting,
    out: Vec<Piece>,
    /// The number of the last numbered item, to tell the next from a year or a sum.
    last_ordinal: Option<u32>,
}

impl Splitter<'_> {
    /// Lines without a blank one between them.
    fn group(&mut self, group: &[Line]) {
        let mut rest = group;
        while !rest.is_empty() {
            let taken = self.special(rest);
            let (done, after) = if taken > 0 {
                rest.split_at(taken)
            } else {
                rest.split_at(self.prose_len(rest))
            };
            if taken == 0 {
                self.prose(done, done.len() == group.len());
            }
            rest = after;
        }
    }

    /// Takes what begins `rest` if it is no prose; how many lines that were.
    fn special(&mut self, rest: &[Line]) -> usize {
        let Some(first) = rest.first() else { return 0 };
        let line = first.text(self.text);
        if shape::is_rule(line) {
            self.out
                .push(Piece::new(BlockKind::Rule, first.start..first.end, Flow::Exact));
            return 1;
        }
        if line.starts_with('>') {
            return self.quoted(rest);
        }
        if let Some(under) = rest.get(1) {
            let mark = under.text(self.text);
            let underlined = mark.len() >= 3
                && (mark.bytes().all(|b| b == b'=') || mark.bytes().all(|b| b == b'-'))
                && (first.width / 2..=first.width * 2).contains(&under.width)
                && first.width < 100;
            if underlined && !line.contains('|') && shape::marker(line).is_none() && !self.is_table(rest) {
                let mut heading = Piece::new(BlockKind::Heading, first.start..first.end, Flow::Joined);
                heading.level = if mark.starts_with('=') { 1 } else { 2 };
                heading.alone = true;
                self.out.push(heading);
                self.out
                    .push(Piece::new(BlockKind::Rule, under.start..under.end, Flow::Hidden));
                return 2;
            }
        }
        let block = rest
            .iter()
            .position(|l| self.ends_block(*l))
            .unwrap_or(rest.len());
        let block = rest.get(..block.max(1)).unwrap_or(rest);
        if let Some(cells) = self.tabbed(block) {
            for line in block.iter().take(cells) {
                self.out
                    .push(Piece::new(BlockKind::Table, line.start..line.end, Flow::Cells));
            }
            return cells;
        }
        if self.is_table(block) {
            let start = block.first().map_or(0, |l| self.line_start(*l));
            let end = block.last().map_or(start, |l| l.end);
            self.out
                .push(Piece::new(BlockKind::Preformatted, start..end, Flow::Exact));
            return block.len();
        }
        if self.begins_item(rest) {
            self.items(rest)
        } else {
            0
        }
    }

    /// How many lines of `rest` are prose before something else begins.
    fn prose_len(&self, rest: &[Line]) -> usize {
        let inner = |i: usize| {
            let tail = rest.get(i..).unwrap_or_default();
            let Some(line) = tail.first() else { return true };
            self.ends_block(*line) || self.begins_item(tail) && !self.is_soft(rest, i - 1)
        };
        (1..rest.len()).find(|i| inner(*i)).unwrap_or(rest.len())
    }

    fn ends_block(&self, line: Line) -> bool {
        let text = line.text(self.text);
        shape::is_rule(text) && !text.contains('+') || text.starts_with('>')
    }

    /// The start of `line` with its white space.
    fn line_start(&self, line: Line) -> usize {
        self.text
            .get(..line.start)
            .and_then(|t| t.rfind('\n'))
            .map_or(0, |i| i + 1)
    }

    /// Whether the break behind line `i` was only for want of room.
    fn is_soft(&self, lines: &[Line], i: usize) -> bool {
        match (lines.get(i), lines.get(i + 1)) {
            (Some(line), Some(next)) => self.setting.is_full(self.text, *line, *next),
            _ => false,
        }
    }

    fn quoted(&mut self, rest: &[Line]) -> usize {
        let depth = |line: Line| {
            line.text(self.text)
                .bytes()
                .take_while(|b| matches!(b, b'>' | b' '))
                .filter(|b| *b == b'>')
                .count()
        };
        let bare = |line: Line| line.text(self.text).bytes().all(|b| matches!(b, b'>' | b' '));
        let first = rest.first().map_or(0, |l| depth(*l));
        let len = rest
            .iter()
            .take_while(|l| depth(**l) == first && !bare(**l))
            .count();
        let Some(block) = rest.get(..len).filter(|b| !b.is_empty()) else {
            // A line of nothing but marks parts two quotations.
            let line = rest.first().copied();
            self.out
                .extend(line.map(|l| Piece::new(BlockKind::Rule, l.start..l.end, Flow::Hidden)));
            return 1;
        };
        let (start, end) = (
            block.first().map_or(0, |l| l.start),
            block.last().map_or(0, |l| l.end),
        );
        let mut piece = Piece::new(BlockKind::Quote, start..end, Flow::Quoted);
        piece.level = (first.saturating_sub(1)).min(6) as u8;
        self.out.push(piece);
        len
    }

    /// How many lines are rows of cells between tabs: two or more with the same number of them.
    fn tabbed(&self, block: &[Line]) -> Option<usize> {
        let tabs = |line: &Line| line.text(self.text).matches('\t').count();
        let first = block.first().map(tabs).filter(|n| *n > 0)?;
        let len = block.iter().take_while(|l| tabs(l) == first).count();
        (len >= 2 && (first >= 2 || len >= 3)).then_some(len)
    }

    /// Columns kept apart by spaces or bars, drawings, and code.
    fn is_table(&self, block: &[Line]) -> bool {
        if block.len() < 2 || block.len() > 2000 {
            return false;
        }
        let mut telling = 0;
        let mut code = 0;
        for line in block {
            let text = line.text(self.text);
            telling += usize::from(has_gaps(text) || text.matches('|').count() >= 2 || is_drawing(text));
            code += usize::from(
                text.ends_with(['{', '}', ';']) || text.starts_with("//") || text.starts_with('#'),
            );
        }
        telling * 10 >= block.len() * 6 && telling >= 2
            || code * 2 > block.len()
                && block
                    .iter()
                    .all(|l| l.indent >= self.setting.base + 2 || l.width < 4)
    }

    /// Whether `rest` begins with a list item: a bullet, or a number that begins or goes on.
    fn begins_item(&self, rest: &[Line]) -> bool {
        let Some(first) = rest.first() else { return false };
        let Some(marker) = shape::marker(first.text(self.text)) else {
            return false;
        };
        let next = || rest.iter().skip(1).find_map(|l| shape::marker(l.text(self.text)));
        if marker.doubtful {
            return next().is_some_and(|m| m.doubtful);
        }
        match marker.ordinal {
            None | Some(1) => true,
            Some(n) => {
                self.last_ordinal
                    .is_some_and(|last| last.checked_add(1) == Some(n))
                    || next().is_some_and(|m| m.ordinal == n.checked_add(1))
            }
        }
    }

    /// Takes list items up to the end of the lines or of the list.
    fn items(&mut self, rest: &[Line]) -> usize {
        let outer = rest.first().map_or(0, |l| l.indent);
        let mut taken = 0;
        while let Some(first) = rest.get(taken) {
            let tail = rest.get(taken..).unwrap_or_default();
            let Some(marker) = shape::marker(first.text(self.text)).filter(|_| self.begins_item(tail)) else {
                break;
            };
            let hang = first.indent + marker.len.min(4);
            let mut len = 1;
            while let Some(line) = tail.get(len) {
                let more = tail.get(len..).unwrap_or_default();
                let hanging = line.indent > first.indent && line.indent + 2 >= hang;
                if self.begins_item(more)
                    || self.ends_block(*line)
                    || !(hanging || self.is_soft(tail, len - 1))
                {
                    break;
                }
                len += 1;
            }
            let end = tail.get(len - 1).map_or(first.end, |l| l.end);
            let mut piece = Piece::new(BlockKind::Item, first.start..end, Flow::Joined);
            piece.body = first.start + marker.len;
            piece.ordinal = marker.ordinal;
            piece.level = (first.indent.saturating_sub(outer) / 2).min(6) as u8;
            piece.alone = len == 1;
            if piece.level == 0 {
                self.last_ordinal = marker.ordinal;
            }
            self.out.push(piece);
            taken += len;
        }
        taken
    }

    /// Lines of running text, or short lines that belong together.
    fn prose(&mut self, lines: &[Line], alone: bool) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return;
        };
        let base = self.setting.base;
        let inset = lines
            .iter()
            .map(|l| l.indent)
            .min()
            .unwrap_or(0)
            .saturating_sub(base);
        if lines.len() == 1 {
            let mut piece = Piece::new(BlockKind::Paragraph, first.start..first.end, Flow::Joined);
            piece.alone = alone;
            let long = first.width > 60 || shape::ends_sentence(first.text(self.text)) && first.width > 30;
            if self.setting.indent_tells && inset >= 3 && long {
                piece.kind = BlockKind::Quote;
            }
            self.out.push(piece);
            return;
        }
        let soft = (0..lines.len() - 1).filter(|i| self.is_soft(lines, *i)).count();
        let widest = lines.iter().map(|l| l.width).max().unwrap_or(0);
        let all_breaks = lines.len() - 1;
        if self.setting.wrap.is_some() && soft * 2 >= all_breaks {
            let kind = if self.setting.indent_tells && inset >= 3 {
                BlockKind::Quote
            } else {
                BlockKind::Paragraph
            };
            self.wrapped(lines, kind);
            return;
        }
        let sentences = lines
            .iter()
            .filter(|l| shape::ends_sentence(l.text(self.text)))
            .count();
        let head = self
            .out
            .iter()
            .all(|p| p.kind != BlockKind::Paragraph || p.alone && p.range.len() < 200);
        if widest > 100
            || sentences * 3 >= lines.len() * 2
            || (head && self.out.len() < 12 && lines.len() < 12)
        {
            // One line is one paragraph, but for a headline over two lines.
            let mut start = 0;
            for i in 1..=lines.len() {
                let goes_on = lines.get(i).is_some_and(|l| {
                    widest <= 100
                        && l.text(self.text).starts_with(char::is_lowercase)
                        && !lines
                            .get(i - 1)
                            .is_some_and(|p| shape::ends_sentence(p.text(self.text)))
                });
                if goes_on {
                    continue;
                }
                if let Some(part @ [a, ..]) = lines.get(start..i) {
                    let end = part.last().map_or(a.end, |l| l.end);
                    let mut piece = Piece::new(BlockKind::Paragraph, a.start..end, Flow::Joined);
                    piece.alone = true;
                    self.out.push(piece);
                }
                start = i;
            }
            return;
        }
        let kind = if self.setting.indent_tells && inset >= 3 {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        };
        if all_breaks == 1 && soft == 0 && widest > 50 {
            // Two ragged lines of one paragraph.
            self.out
                .push(Piece::new(kind, first.start..last.end, Flow::Joined));
        } else {
            self.out
                .push(Piece::new(kind, first.start..last.end, Flow::Lines));
        }
    }

    /// Wrapped lines: a new paragraph begins at a deeper first line, behind a short line that ends a sentence, and at
    /// the name of a speaker.
    fn wrapped(&mut self, lines: &[Line], kind: BlockKind) {
        let body = lines.iter().map(|l| l.indent).min().unwrap_or(0);
        let mut start = 0;
        for i in 1..=lines.len() {
            let begins = match (lines.get(i - 1), lines.get(i)) {
                (_, None) => true,
                (None, _) => false,
                (Some(before), Some(line)) => {
                    let soft = self.setting.is_full(self.text, *before, *line);
                    let ended = shape::ends_sentence(before.text(self.text));
                    let text = line.text(self.text);
                    let deeper = line.indent >= body + 2 && (ended || before.indent == body);
                    let heading = i == 1
                        && !soft
                        && before.width * 5 < self.setting.wrap.unwrap_or(0) * 3
                        && shape::may_be_heading(before.text(self.text))
                        && (shape::is_title_case(before.text(self.text))
                            || shape::is_all_capitals(before.text(self.text)))
                        && shape::first_letter(text).is_some_and(|c| !c.is_lowercase());
                    deeper && (ended || !soft)
                        || !soft && ended && shape::first_letter(text).is_none_or(|c| !c.is_lowercase())
                        || heading
                        || !soft && is_speech(text)
                }
            };
            if !begins {
                continue;
            }
            if let Some(part @ [a, ..]) = lines.get(start..i) {
                let end = part.last().map_or(a.end, |l| l.end);
                let mut piece = Piece::new(kind, a.start..end, Flow::Joined);
                piece.alone = part.len() == 1 && (i < lines.len() || start == 0);
                self.out.push(piece);
            }
            start = i;
        }
    }
}

/// 'Q:', 'THE CHAIRMAN:' at the start of a line.
fn is_speech(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, rest)| {
        name.len() <= 40
            && rest.starts_with([' ', '\t'])
            && (shape::is_all_capitals(name) || matches!(name, "Q" | "A"))
    })
}

/// Three or more spaces (or a tab) between two words, but not where a sentence ends.
fn has_gaps(text: &str) -> bool {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| t.find("   ")).map(|i| from + i) {
        if !text
            .get(..at)
            .is_some_and(|t| t.ends_with(['.', '!', '?', '"', '”']))
        {
            return true;
        }
        from = at
            + text
                .get(at..)
                .map_or(1, |t| t.len() - t.trim_start_matches(' ').len());
    }
    text.contains('\t')
}

/// More marks than letters: '+----+', '[====>   ]', box drawing.
fn is_drawing(text: &str) -> bool {
    let (mut marks, mut letters) = (0, 0);
    for c in text.chars().filter(|c| !c.is_whitespace()).take(200) {
        if c.is_alphanumeric() {
            letters += 1;
        } else {
            marks += 1;
        }
    }
    marks > letters && marks >= 4
}
