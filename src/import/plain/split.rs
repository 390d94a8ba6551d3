//! Splits lines into pieces: paragraphs, items, quotations, tables, rules, each with its range in the source.

use std::ops::Range;

use super::lines::{Line, Setting, lines};
use super::shape;
use crate::document::BlockKind;

/// How the text of a piece is converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Its lines are joined.
    Joined,
    /// The same, after removing the `>` marks of each line.
    Quoted,
    /// Line breaks are kept (an address, verse).
    Lines,
    /// Spaces are kept too.
    Exact,
    /// Tabs separate cells.
    Cells,
    /// It describes the article but is not part of it.
    Hidden,
}

/// A future block and its range in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    pub(super) level: u8,
    pub(super) ordinal: Option<u32>,
    /// Bytes of the source, without white space at the ends.
    pub(super) range: Range<usize>,
    /// The start of its text, after a list marker.
    pub(super) body: usize,
    pub(super) flow: Flow,
    /// Whether it was a single line between blank lines (or among lines that are one paragraph each).
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
    /// The number of the last numbered item, to distinguish the next one from a year or a sum.
    last_ordinal: Option<u32>,
}

impl Splitter<'_> {
    /// Handles lines without a blank line between them.
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

    /// Takes the construct at the start of `rest` if it is not prose; returns its number of lines.
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
            .position(|l| l.text(self.text).starts_with('>'))
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

    /// The number of lines of `rest` that are prose before something else begins.
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

    /// The start of `line` including its white space.
    fn line_start(&self, line: Line) -> usize {
        self.text
            .get(..line.start)
            .and_then(|t| t.rfind('\n'))
            .map_or(0, |i| i + 1)
    }

    /// Whether the break after line `i` is only due to wrapping.
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
            // A line that consists only of marks separates two quotations.
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

    /// The number of lines that are rows of tab-separated cells: at least two with the same number of cells.
    fn tabbed(&self, block: &[Line]) -> Option<usize> {
        let tabs = |line: &Line| line.text(self.text).matches('\t').count();
        let first = block.first().map(tabs).filter(|n| *n > 0)?;
        let len = block.iter().take_while(|l| tabs(l) == first).count();
        (len >= 2 && (first >= 2 || len >= 3)).then_some(len)
    }

    /// Columns separated by spaces or bars, drawings, and code.
    fn is_table(&self, block: &[Line]) -> bool {
        if block.len() < 2 || block.len() > 2000 {
            return false;
        }
        let mut telling = 0;
        let mut code = 0;
        for line in block {
            let text = line.text(self.text);
            telling += usize::from(
                has_gaps(text) || shape::is_rule(text) || text.matches('|').count() >= 2 || is_drawing(text),
            );
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

    /// Whether `rest` begins with a list item: a bullet, or a number that starts or continues a list.
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

    /// Takes lines of running text, or short lines that belong together.
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
        let kind = if self.setting.indent_tells && inset >= 3 {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        };
        if self.is_head()
            && lines
                .iter()
                .all(|l| l.indent > first.indent || shape::is_field(l.text(self.text)))
        {
            self.fields(lines);
            return;
        }
        if let Some(setting) = self.setting_of(lines) {
            self.wrapped(lines, kind, setting);
            return;
        }
        let widest = lines.iter().map(|l| l.width).max().unwrap_or(0);
        let sentences = lines
            .iter()
            .filter(|l| shape::ends_sentence(l.text(self.text)))
            .count();
        if widest > 100 || sentences * 3 >= lines.len() * 2 || self.is_head() && lines.len() < 12 {
            self.one_a_line(lines, widest <= 100);
        } else if lines.len() == 2 && widest > 50 {
            // Two ragged lines of one paragraph.
            self.out
                .push(Piece::new(kind, first.start..last.end, Flow::Joined));
        } else {
            self.out
                .push(Piece::new(kind, first.start..last.end, Flow::Lines));
        }
    }

    /// 'From: …' and the like; a more indented line continues the field above it.
    fn fields(&mut self, lines: &[Line]) {
        let outer = lines.first().map_or(0, |l| l.indent);
        for line in lines {
            match self.out.last_mut().filter(|_| line.indent > outer) {
                Some(field) => field.range.end = line.end,
                None => {
                    let mut piece = Piece::new(BlockKind::Paragraph, line.start..line.end, Flow::Joined);
                    piece.alone = true;
                    self.out.push(piece);
                }
            }
        }
    }

    /// How `lines` were wrapped, if they were: like the whole text, or by themselves among unwrapped lines.
    fn setting_of(&self, lines: &[Line]) -> Option<Setting> {
        let breaks = |setting: Setting| {
            let (mut soft, mut ragged) = (0, 0);
            for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
                if setting.is_full(self.text, *line, *next) {
                    soft += 1;
                } else if !shape::ends_sentence(line.text(self.text)) {
                    ragged += 1;
                }
            }
            (soft, ragged)
        };
        if self.setting.wrap.is_some() {
            let (soft, ragged) = breaks(self.setting);
            if soft > 0 && soft >= ragged {
                return Some(self.setting);
            }
        }
        let widest = lines.iter().map(|l| l.right()).max().unwrap_or(0);
        let own = Setting {
            wrap: Some(widest),
            ..self.setting
        };
        let sentences = lines
            .iter()
            .rev()
            .skip(1)
            .filter(|l| shape::ends_sentence(l.text(self.text)))
            .count();
        let clear = (50..=100).contains(&widest) && sentences * 3 <= lines.len() && !self.is_head();
        (clear && breaks(own) == (lines.len() - 1, 0)).then_some(own)
    }

    /// Whether no sentence has ended yet.
    fn is_head(&self) -> bool {
        let ended = |p: &Piece| p.kind != BlockKind::Rule && shape::ends_sentence(p.source(self.text));
        self.out.len() < 12 && !self.out.iter().any(ended)
    }

    /// One line is one paragraph, except for a headline over two lines.
    fn one_a_line(&mut self, lines: &[Line], may_go_on: bool) {
        let mut start = 0;
        for i in 1..=lines.len() {
            if let (Some(before), Some(line)) = (lines.get(i - 1), lines.get(i)) {
                let small = line.text(self.text).starts_with(char::is_lowercase);
                let open = !shape::ends_sentence(before.text(self.text));
                if may_go_on && small && open && line.indent <= before.indent + 2 {
                    continue;
                }
            }
            if let Some(part @ [a, ..]) = lines.get(start..i) {
                let end = part.last().map_or(a.end, |l| l.end);
                let mut piece = Piece::new(BlockKind::Paragraph, a.start..end, Flow::Joined);
                piece.alone = true;
                self.out.push(piece);
            }
            start = i;
        }
    }

    /// Wrapped lines: a new paragraph begins at a more indented first line, after a short line that ends a sentence, and at the name of a
    /// speaker.
    fn wrapped(&mut self, lines: &[Line], kind: BlockKind, setting: Setting) {
        let body = lines.iter().map(|l| l.indent).min().unwrap_or(0);
        let mut start = 0;
        for i in 1..=lines.len() {
            if let (Some(before), Some(line)) = (lines.get(i - 1), lines.get(i))
                && !self.begins_paragraph(*before, *line, body, i == 1, setting)
            {
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

    /// Whether `line` begins a paragraph; `before` is the line above it, and `first` whether that is the first line of its paragraph.
    fn begins_paragraph(&self, before: Line, line: Line, body: usize, first: bool, setting: Setting) -> bool {
        let soft = setting.is_full(self.text, before, line);
        let (above, text) = (before.text(self.text), line.text(self.text));
        let ended = shape::ends_sentence(above);
        let capital = shape::first_letter(text).is_none_or(|c| !c.is_lowercase());
        if line.indent >= body + 2 && (ended || before.indent == body && !soft) {
            return true;
        }
        if soft {
            return false;
        }
        let heading = first
            && before.width * 5 < setting.wrap.unwrap_or(0) * 3
            && shape::may_be_heading(above)
            && (shape::is_title_case(above) || shape::is_all_capitals(above));
        capital && (ended || heading) || is_speech(text)
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

/// Three or more spaces (or a tab) between two words, but not after a sentence.
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
