//! Matches the marks that other programs made in a PDF to passages of its document.
//!
//! A mark knows the words under it and their position on the page. The position gives the line of the page, and the letters and
//! digits give the place in the text of the document: paragraphs have other spaces, and no hyphens at the ends of lines. If the
//! letters occur several times, the order or the neighbouring letters decide. A mark whose passage is not found keeps the words of the
//! page, so that it can be placed by hand like any other imported annotation.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use super::logical::logical;
use super::marks::{Mark, Words};
use super::order::Line;
use crate::document::{Document, Remark, RemarkKind, TextRange};
use crate::text::clean::one_line;

/// Bytes before and after a passage that distinguish it from equal ones.
const AROUND: usize = 64;
/// The most bytes in a passage.
const LONGEST: usize = 20_000;
/// The most places with the same letters on a page that are compared.
const PLACES: usize = 1000;
/// Letters before and after a passage that are compared.
const CONTEXT: usize = 200;

/// A page with marks.
pub(super) struct MarkedPage {
    pub(super) number: u32,
    pub(super) marks: Vec<Mark>,
    /// Its lines in reading order.
    pub(super) lines: Vec<Line>,
}

/// Converts the marks of the pages to remarks on `document`.
pub(super) fn remarks(document: &Document, pages: Vec<MarkedPage>) -> Vec<Remark> {
    let answers: HashMap<(u32, i32), (u32, i32)> = pages
        .iter()
        .flat_map(|page| &page.marks)
        .filter_map(|mark| mark.object.zip(mark.answers))
        .collect();
    let numbers = pages.iter().map(|page| page.number);
    let mut texts: HashMap<u32, PageLetters> = numbers.map(|n| (n, PageLetters::default())).collect();
    PageLetters::fill(document, &mut texts);
    let mut out = Vec::new();
    for MarkedPage { number, marks, lines } in pages {
        let desk = Desk {
            document,
            number,
            lines: PageLines::of(lines),
            text: texts.remove(&number).unwrap_or_default(),
        };
        out.extend(marks.into_iter().map(|mark| desk.remark(mark, &answers)));
    }
    out
}

/// A page as printed, and the same page in the document.
struct Desk<'d> {
    document: &'d Document,
    number: u32,
    lines: PageLines,
    text: PageLetters,
}

impl Desk<'_> {
    fn remark(&self, mark: Mark, answers: &HashMap<(u32, i32), (u32, i32)>) -> Remark {
        let words: Vec<String> = mark.words.iter().map(|line| logical(&line.text)).collect();
        let spoken = words.join(" ");
        // Some programs write the words under a mark into its note.
        let is_echo = !mark.text.is_empty() && bare(&mark.text) == bare(&spoken);
        let text = if is_echo { String::new() } else { mark.text };
        let range = match mark.words.as_slice() {
            [] => mark.near.iter().find_map(|line| {
                let at = self.place(std::slice::from_ref(line))?;
                let block = self.document.blocks().get(self.document.block_at(at.start)?)?;
                Some(block.range)
            }),
            words => self.place(words),
        };
        let text_of = |range: TextRange| self.document.slice(range).to_owned();
        let range = range.map(|r| TextRange::new(r.start, r.end.min(r.start + LONGEST)));
        let (before, after) = range.map_or_else(Default::default, |range| {
            (
                text_of(TextRange::new(range.start.saturating_sub(AROUND), range.start)),
                text_of(TextRange::new(range.end, range.end + AROUND)),
            )
        });
        let seen = one_line(&spoken);
        Remark {
            // A note on a mark under which there is no text is on its place.
            kind: match mark.kind {
                _ if words.is_empty() && !text.is_empty() => RemarkKind::Comment,
                kind => kind,
            },
            at: range.map(|range| (range.start, range.end)),
            quote: range.map(text_of).or(Some(seen).filter(|s| !s.is_empty())),
            before,
            after,
            text: text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned(),
            author: mark.author,
            date: mark.created.or(mark.changed.clone()).map(|d| iso(&d)),
            changed: mark.changed.map(|d| iso(&d)),
            colour: mark.colour.map(|c| colour_name(c).to_owned()),
            name: mark.name,
            handle: mark.object.map(handle).unwrap_or_default(),
            answers: chain(mark.answers, answers),
            page: Some(self.number),
        }
    }

    /// The range in the document of the words of a mark, from the first to the last.
    fn place(&self, words: &[Words]) -> Option<TextRange> {
        let (first, last) = (words.first()?, words.last()?);
        let (start, first_end) = self.lines.find(first)?;
        let (last_start, end) = self.lines.find(last)?;
        let whole = words.iter().map(|w| bare(&logical(&w.text)).len()).sum::<usize>();
        if end < start || end - start > 2 * whole + CONTEXT {
            return None;
        }
        let found = self.text.find(&self.lines.text, start, end);
        // A caption or the number of a note may stand between the lines of one and not between those of the other.
        found.or_else(|| {
            let first = self.text.find(&self.lines.text, start, first_end)?;
            let last = self.text.find(&self.lines.text, last_start, end)?;
            let length = last.end.checked_sub(first.start)?;
            (first.start < last.end && length < 3 * whole + 2 * CONTEXT)
                .then(|| TextRange::new(first.start, last.end))
        })
    }
}

fn handle((number, generation): (u32, i32)) -> String {
    format!("{number} {generation}")
}

/// The chain of marks that a mark replies to, the nearest first.
fn chain(first: Option<(u32, i32)>, answers: &HashMap<(u32, i32), (u32, i32)>) -> Vec<String> {
    const DEEPEST: usize = 100;
    std::iter::successors(first, |object| answers.get(object).copied())
        .take(DEEPEST)
        .map(handle)
        .collect()
}

/// The letters and digits of one page, with their positions in the text.
#[derive(Default)]
struct PageLetters {
    /// Parts of the page that do not follow each other in the text are separated by a line feed.
    text: String,
    /// For each byte of `text`, the range in the document of the character that it comes from.
    from: Vec<(usize, usize)>,
}

impl PageLetters {
    /// Collects the letters of the requested pages.
    fn fill(document: &Document, pages: &mut HashMap<u32, Self>) {
        let all = document.pages();
        let ends = all.iter().skip(1).map(|(start, _)| *start);
        let ends = ends.chain([document.text().len()]);
        for ((start, number), end) in all.iter().zip(ends) {
            if let Some(page) = pages.get_mut(number) {
                page.add(document.slice(TextRange::new(*start, end)), *start);
            }
        }
    }

    fn add(&mut self, text: &str, base: usize) {
        if self.from.last().is_some_and(|(_, end)| *end < base) {
            self.text.push('\n');
            self.from.push((base, base));
        }
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let start = self.text.len();
            self.text.extend(c.nfkc().filter(|c| c.is_alphanumeric()));
            let place = (base + at, base + at + c.len_utf8());
            self.from
                .extend(std::iter::repeat_n(place, self.text.len() - start));
        }
    }

    /// The range in the document of the letters from `start` to `end` of `printed`, the letters of the page as printed.
    fn find(&self, printed: &str, start: usize, end: usize) -> Option<TextRange> {
        let letters = printed.get(start..end).filter(|l| !l.is_empty())?;
        let places = |text: &str| -> Vec<usize> {
            text.match_indices(letters)
                .take(PLACES)
                .map(|(at, _)| at)
                .collect()
        };
        let (here, there) = (places(&self.text), places(printed));
        let turn = there.iter().position(|at| *at == start);
        let at = match turn.filter(|_| here.len() == there.len()) {
            Some(turn) => *here.get(turn)?,
            None => self.between(&here, letters.len(), printed, (start, end))?,
        };
        let (start, _) = self.from.get(at)?;
        let (_, end) = self.from.get(at + letters.len() - 1)?;
        Some(TextRange::new(*start, *end))
    }

    /// Of several places the one with the same neighbouring letters as in `printed`; `None` if several have them.
    fn between(
        &self,
        places: &[usize],
        length: usize,
        printed: &str,
        (start, end): (usize, usize),
    ) -> Option<usize> {
        let around = |text: &str, start: usize, end: usize| -> (String, String) {
            let before = text.get(..start).unwrap_or_default().chars().rev();
            let behind = text.get(end..).unwrap_or_default().chars();
            (before.take(CONTEXT).collect(), behind.take(CONTEXT).collect())
        };
        let alike = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
        let wanted = around(printed, start, end);
        let agreement = |at: usize| {
            let here = around(&self.text, at, at + length);
            alike(&here.0, &wanted.0) + alike(&here.1, &wanted.1)
        };
        let all: Vec<(usize, usize)> = places.iter().map(|at| (agreement(*at), *at)).collect();
        let most = all.iter().map(|(agreeing, _)| *agreeing).max()?;
        let mut best = all.iter().filter(|(agreeing, _)| *agreeing == most);
        match (best.next(), best.next()) {
            (Some((_, at)), None) => Some(*at),
            _ => None,
        }
    }
}

/// The letters and digits of a page as printed, line by line in reading order.
struct PageLines {
    text: String,
    /// Each line with its start, as a byte offset in `text`.
    lines: Vec<(usize, Line)>,
}

impl PageLines {
    fn of(lines: Vec<Line>) -> Self {
        let mut out = Self {
            text: String::new(),
            lines: Vec::new(),
        };
        for line in lines {
            let start = out.text.len();
            out.text.push_str(&bare(&line.text));
            out.lines.push((start, line));
        }
        out
    }

    /// The range of the words of a line in `text`: in the line at that position, the occurrence nearest to it.
    fn find(&self, words: &Words) -> Option<(usize, usize)> {
        let letters = bare(&logical(&words.text));
        let ends = self.lines.iter().skip(1).map(|(start, _)| *start);
        let ends = ends.chain([self.text.len()]);
        let mut found: Option<(f32, usize)> = None;
        for ((start, line), end) in self.lines.iter().zip(ends) {
            let tall = 0.5 * line.size;
            if (line.base - words.base).abs() > tall
                || line.left > words.right + tall
                || line.right < words.left - tall
            {
                continue;
            }
            let text = self.text.get(*start..end).unwrap_or_default();
            let wide = (line.right - line.left) / text.len().max(1) as f32;
            for (at, _) in text.match_indices(&letters).filter(|(_, m)| !m.is_empty()) {
                let away = (line.left + wide * at as f32 - words.left).abs();
                if found.is_none_or(|(least, _)| away < least) {
                    found = Some((away, start + at));
                }
            }
        }
        found.map(|(_, at)| (at, at + letters.len()))
    }
}

/// The letters and digits of a text, with ligatures and superscripts replaced by plain letters.
fn bare(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

/// A date of a PDF (ISO 32000-2, 7.9.4: `D:20240131235959+01'00'`) in the form of ISO 8601; anything else is returned unchanged.
fn iso(date: &str) -> String {
    let digits = date.trim().trim_start_matches("D:");
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, zone) = digits.split_at(end);
    let part = |from: usize, to: usize, without: &'static str| match digits.get(from..to) {
        Some(part) => part.to_owned(),
        None => without.to_owned(),
    };
    if digits.len() < 4 {
        return date.to_owned();
    }
    let day = format!("{}-{}-{}", part(0, 4, ""), part(4, 6, "01"), part(6, 8, "01"));
    let time = format!(
        "{}:{}:{}",
        part(8, 10, "00"),
        part(10, 12, "00"),
        part(12, 14, "00")
    );
    let numbers: String = zone.chars().filter(char::is_ascii_digit).collect();
    let zone = match (zone.chars().next(), numbers.len()) {
        (Some(sign @ ('+' | '-')), 2..) => {
            format!("{sign}{}:{}", &numbers[..2], numbers.get(2..4).unwrap_or("00"))
        }
        // Without a zone it is not known which: one that is always the same keeps days what they are.
        _ => "Z".to_owned(),
    };
    format!("{day}T{time}{zone}")
}

/// The common name of a colour, so that similar highlights get the same kind.
fn colour_name([r, g, b]: [f32; 3]) -> &'static str {
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let range = most - least;
    if range < 0.12 {
        return match most {
            dark if dark < 0.25 => "black",
            light if light > 0.9 => "white",
            _ => "grey",
        };
    }
    let sixth = if most <= r {
        ((g - b) / range).rem_euclid(6.0)
    } else if most <= g {
        (b - r) / range + 2.0
    } else {
        (r - g) / range + 4.0
    };
    match (sixth * 60.0) as u32 {
        15..45 => "orange",
        45..75 => "yellow",
        75..165 => "green",
        165..195 => "cyan",
        195..255 => "blue",
        255..290 => "purple",
        290..345 => "pink",
        _ => "red",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Builder};

    #[test]
    fn dates_and_colours() {
        assert_eq!(iso("D:20240131235959+01'00'"), "2024-01-31T23:59:59+01:00");
        assert_eq!(iso("D:20240131235959-0530"), "2024-01-31T23:59:59-05:30");
        assert_eq!(iso("D:202401312359Z"), "2024-01-31T23:59:00Z");
        assert_eq!(iso("D:2024"), "2024-01-01T00:00:00Z");
        assert_eq!(iso("yesterday"), "yesterday");
        assert_eq!(colour_name([1.0, 1.0, 0.0]), "yellow");
        assert_eq!(colour_name([1.0, 0.82, 0.0]), "yellow");
        assert_eq!(colour_name([0.2, 0.9, 0.3]), "green");
        assert_eq!(colour_name([0.4, 0.7, 1.0]), "blue");
        assert_eq!(colour_name([1.0, 0.1, 0.1]), "red");
        assert_eq!(colour_name([0.5, 0.5, 0.5]), "grey");
    }

    fn page(blocks: &[(u32, &str)]) -> Document {
        let mut b = Builder::new();
        for (number, text) in blocks {
            b.begin(BlockKind::Paragraph, 0, None);
            b.page(*number);
            b.push(text);
            b.end();
        }
        b.finish()
    }

    /// Lines under one another, a letter five points wide.
    fn printed(lines: &[&str]) -> Vec<Line> {
        let line = |(n, text): (u8, &&str)| Line {
            left: 50.0,
            right: 50.0 + 5.0 * text.chars().count() as f32,
            base: 12.0 * f32::from(n),
            size: 10.0,
            text: (*text).to_owned(),
            cells: Vec::new(),
        };
        (0..).zip(lines).map(line).collect()
    }

    /// Words that begin at a letter of a line.
    fn at(line: u8, letter: u8, text: &str) -> Words {
        let left = 50.0 + 5.0 * f32::from(letter);
        Words {
            text: text.to_owned(),
            left,
            right: left + 5.0 * text.chars().count() as f32,
            base: 12.0 * f32::from(line),
        }
    }

    fn found(document: &Document, lines: &[&str], mark: Mark) -> Remark {
        let page = MarkedPage {
            number: 1,
            marks: vec![mark],
            lines: printed(lines),
        };
        remarks(document, vec![page]).remove(0)
    }

    #[test]
    fn words_are_found_over_hyphens_ligatures_and_what_stands_between() {
        let document = page(&[
            (1, "The government of the first city pays. It pays and it pays."),
            (1, "Figure 1: a ferry"),
            (1, "Nobody pays thrice."),
            (2, "The government pays."),
        ]);
        let lines = [
            "Gazette pays",
            "The govern-",
            "ment of the first city pays. It pays and it pays.",
            "Nobody pays thrice.",
            "Figure 1: a ferry",
        ];
        let quote = |words: &[Words]| {
            let mark = Mark {
                kind: RemarkKind::Highlight,
                words: words.to_vec(),
                ..Mark::default()
            };
            let remark = found(&document, &lines, mark);
            (remark.quote.unwrap(), remark.before)
        };
        assert_eq!(
            quote(&[at(1, 4, "govern-"), at(2, 0, "ment of")]).0,
            "government of"
        );
        assert_eq!(quote(&[at(2, 12, "\u{fb01}rst city")]).0, "first city");
        let over = quote(&[at(2, 38, "it pays."), at(3, 0, "Nobody pays")]);
        assert_eq!(over.0, "it pays.\n\nFigure 1: a ferry\n\nNobody pays");
        // The running head is not part of the text, so turns say nothing about it.
        assert!(quote(&[at(2, 32, "pays")]).1.ends_with("It "));
        assert!(quote(&[at(2, 44, "pays")]).1.ends_with("and it "));
        assert!(quote(&[at(3, 7, "pays")]).1.ends_with("Nobody "));
        assert_eq!(quote(&[at(3, 7, "not in it")]).0, "not in it");
    }

    #[test]
    fn a_note_is_on_the_paragraph_of_the_nearest_line_in_the_text() {
        let document = page(&[(1, "One line and another line."), (1, "A second paragraph.")]);
        let lines = [
            "The Gazette, page 3",
            "One line and",
            "another line.",
            "A second paragraph.",
        ];
        let note = Mark {
            text: "Ask.\rTwice.".to_owned(),
            near: vec![at(0, 0, "The Gazette, page 3"), at(2, 0, "another line.")],
            ..Mark::default()
        };
        let remark = found(&document, &lines, note);
        assert_eq!(remark.quote.as_deref(), Some("One line and another line."));
        assert_eq!(remark.text, "Ask.\nTwice.");
        let echo = Mark {
            text: "another line".to_owned(),
            words: vec![at(2, 0, "another line.")],
            ..Mark::default()
        };
        let remark = found(&document, &lines, echo);
        assert!(remark.text.is_empty() && remark.quote.is_some());
    }
}
