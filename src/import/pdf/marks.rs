//! Reads the marks and notes on a page: highlights, underlines, sticky notes, text typed over the page
//! (ISO 32000-2, 12.5.6), with the words under each mark, or the lines nearest to a note.
//!
//! Like all code that reads a PDF, this runs in a separate process. Links, form fields and pop-up windows are not marks.

use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, ObjRef, Rect, String as Text};
use hayro_interpret::hayro_syntax::page::Page as Source;
use serde::{Deserialize, Serialize};

use super::pages::text_string;
use crate::document::RemarkKind;

/// The most marks read from one page.
const MOST: usize = 2000;
/// The most quadrilaterals of one mark, which has one for each line.
const MOST_QUADS: usize = 500;
/// The most bytes in a note.
const LONGEST: usize = 1 << 20;
/// The most lines kept for a note. Some may be running heads that are not in the text.
const NEAREST: usize = 5;

/// A mark or a note on a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Mark {
    pub(super) kind: RemarkKind,
    /// The number and generation of its object, by which other marks refer to it.
    pub(super) object: Option<(u32, i32)>,
    /// The object of the mark that it replies to.
    pub(super) answers: Option<(u32, i32)>,
    /// The name given by the program that made it (`NM`), which stays the same when the file is saved again.
    pub(super) name: Option<String>,
    pub(super) author: Option<String>,
    pub(super) text: String,
    /// Its dates of creation and modification, as written in the file.
    pub(super) created: Option<String>,
    pub(super) changed: Option<String>,
    /// Red, green and blue from 0 to 1.
    pub(super) colour: Option<[f32; 3]>,
    /// The words under it, line by line.
    pub(super) words: Vec<Words>,
    /// If there are no such words, the lines nearest to it, the nearest first.
    pub(super) near: Vec<Words>,
}

/// Words of one line, and their position in the coordinates of [`Piece`](super::pages::Piece).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
}

/// The marks of a page, with their positions.
#[derive(Default)]
pub(super) struct Marks {
    all: Vec<Placed>,
}

struct Placed {
    mark: Mark,
    quads: Vec<Quad>,
    /// The point that a note refers to.
    at: Option<(f64, f64)>,
    /// The area covered by text typed over the page.
    over: Option<Rect>,
}

/// One letter, or the letters of one glyph, with the position on the page and on the line.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The direction of its line.
    pub(super) direction: i32,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) base: f64,
    pub(super) size: f64,
    /// Its centre, on the page.
    pub(super) middle: (f64, f64),
    pub(super) text: String,
}

impl Marks {
    pub(super) fn of(page: &Source<'_>) -> Self {
        let annotations = page.raw().get::<Array<'_>>(b"Annots");
        let annotations = annotations.iter().flat_map(Array::iter::<Dict<'_>>);
        Self {
            all: annotations.filter_map(|a| placed(&a)).take(MOST).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a point is inside text typed over the page, which is a note and not part of the article.
    pub(super) fn cover(&self, (x, y): (f64, f64)) -> bool {
        let covers = |r: &Rect| (r.x0..=r.x1).contains(&x) && (r.y0..=r.y1).contains(&y);
        self.all.iter().filter_map(|p| p.over.as_ref()).any(covers)
    }

    /// The marks, with the words under them taken from `seen`, the letters of the page.
    pub(super) fn with_words(self, seen: &[Seen]) -> Vec<Mark> {
        let lines = lines(seen);
        let marks = self.all.into_iter().map(|placed| {
            let Placed {
                mut mark, quads, at, ..
            } = placed;
            for quad in &quads {
                under(quad, &lines, &mut mark);
            }
            if let Some(at) = at.filter(|_| mark.words.is_empty() && !mark.text.is_empty()) {
                mark.near = nearest(at, &lines);
            }
            mark
        });
        marks.collect()
    }
}

/// A line of letters, from left to right, in one direction.
struct Row<'s> {
    letters: Vec<&'s Seen>,
    /// The smallest box on the page around the centres of its letters.
    low: (f64, f64),
    high: (f64, f64),
}

impl<'s> Row<'s> {
    fn of(mut letters: Vec<&'s Seen>) -> Self {
        letters.sort_by(|a, b| a.left.total_cmp(&b.left));
        // Bold by printing twice.
        letters.dedup_by(|b, a| a.text == b.text && b.left - a.left < 0.1 * a.size);
        let (low, high) = bounds(letters.iter().map(|l| l.middle));
        Self { letters, low, high }
    }

    /// The parts between wide gaps: adjacent columns.
    fn parts(&self) -> impl Iterator<Item = &[&'s Seen]> {
        self.letters
            .chunk_by(|a, b| b.left - a.right <= 1.2 * a.size.max(b.size))
    }
}

/// Arranges the letters in lines. Adjacent columns may share a line.
fn lines(seen: &[Seen]) -> Vec<Row<'_>> {
    let mut all: Vec<&Seen> = seen.iter().collect();
    all.sort_by(|a, b| a.direction.cmp(&b.direction).then(a.base.total_cmp(&b.base)));
    let mut rows: Vec<Vec<&Seen>> = Vec::new();
    for letter in all {
        match rows.last_mut() {
            Some(row)
                if row.first().is_some_and(|first| {
                    first.direction == letter.direction
                        && (letter.base - first.base).abs() < 0.4 * first.size.max(letter.size)
                }) =>
            {
                row.push(letter);
            }
            _ => rows.push(vec![letter]),
        }
    }
    rows.into_iter().map(Row::of).collect()
}

/// Joins the letters of one line to words; a gap is a space.
fn words(letters: &[&Seen]) -> Words {
    let mut text = String::new();
    let mut before: Option<&Seen> = None;
    for letter in letters {
        let gap = before.is_some_and(|b| letter.left - b.right > 0.15 * letter.size.max(b.size));
        if gap && !text.ends_with(' ') && !letter.text.starts_with(' ') {
            text.push(' ');
        }
        text.push_str(&letter.text);
        before = Some(letter);
    }
    let (first, last) = (letters.first(), letters.last());
    Words {
        text,
        left: first.map_or(0.0, |l| l.left as f32),
        right: last.map_or(0.0, |l| l.right as f32),
        base: first.map_or(0.0, |l| l.base as f32),
    }
}

/// The smallest box around points: its lower left and upper right corners.
fn bounds(points: impl Iterator<Item = (f64, f64)>) -> ((f64, f64), (f64, f64)) {
    let nothing = (
        (f64::INFINITY, f64::INFINITY),
        (f64::NEG_INFINITY, f64::NEG_INFINITY),
    );
    points.fold(nothing, |(low, high), (x, y)| {
        ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)))
    })
}

/// Adds the words under a quadrilateral to its mark.
fn under(quad: &Quad, rows: &[Row<'_>], mark: &mut Mark) {
    let (low, high) = quad.bounds();
    let near = |row: &&Row<'_>| {
        row.low.0 <= high.0 && row.high.0 >= low.0 && row.low.1 <= high.1 && row.high.1 >= low.1
    };
    for row in rows.iter().filter(near) {
        let letters: Vec<&Seen> = row
            .letters
            .iter()
            .copied()
            .filter(|l| quad.holds(l.middle))
            .collect();
        let words = words(&letters);
        if !words.text.trim().is_empty() {
            mark.words.push(words);
        }
    }
}

/// The lines nearest to a point. A line beside the point counts as nearer than a line above it.
fn nearest((x, y): (f64, f64), rows: &[Row<'_>]) -> Vec<Words> {
    let beyond = |low: f64, high: f64, v: f64| (low - v).max(v - high).max(0.0);
    let distance = |part: &[&Seen]| {
        let (low, high) = bounds(part.iter().map(|l| l.middle));
        beyond(low.0, high.0, x).hypot(2.0 * beyond(low.1, high.1, y))
    };
    let parts = rows.iter().flat_map(Row::parts);
    let mut all: Vec<(f64, &[&Seen])> = parts.map(|part| (distance(part), part)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.into_iter()
        .map(|(_, part)| words(part))
        .filter(|w| w.text.chars().any(char::is_alphanumeric))
        .take(NEAREST)
        .collect()
}

/// Four corners. Programs write them in two different orders.
struct Quad([(f64, f64); 4]);

impl Quad {
    /// The corners in the order of a walk around it.
    fn new(mut corners: [(f64, f64); 4]) -> Self {
        let middle = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).sum::<f64>() / 4.0;
        let (x, y) = (middle(|c| c.0), middle(|c| c.1));
        let angle = |c: &(f64, f64)| (c.1 - y).atan2(c.0 - x);
        corners.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
        Self(corners)
    }

    fn of_rect(rect: Rect) -> Self {
        Self::new([
            (rect.x0, rect.y0),
            (rect.x1, rect.y0),
            (rect.x1, rect.y1),
            (rect.x0, rect.y1),
        ])
    }

    fn bounds(&self) -> ((f64, f64), (f64, f64)) {
        bounds(self.0.iter().copied())
    }

    /// Whether a point is on the same side of all four edges.
    fn holds(&self, (x, y): (f64, f64)) -> bool {
        let ends = self.0.iter().zip(self.0.iter().cycle().skip(1));
        ends.into_iter()
            .all(|(a, b)| (b.0 - a.0) * (y - a.1) - (b.1 - a.1) * (x - a.0) >= 0.0)
    }
}

/// Converts an annotation of the file to a mark; `None` if it is not one.
fn placed(annotation: &Dict<'_>) -> Option<Placed> {
    let subtype = annotation.get::<Name<'_>>(b"Subtype")?;
    let kind = match &*subtype {
        b"Highlight" => RemarkKind::Highlight,
        b"Underline" => RemarkKind::Underline,
        b"StrikeOut" => RemarkKind::StrikeOut,
        b"Squiggly" => RemarkKind::Squiggly,
        b"Text" | b"FreeText" | b"Caret" => RemarkKind::Comment,
        b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" | b"Ink" | b"Stamp"
        | b"FileAttachment" | b"Sound" | b"Redact" => RemarkKind::Drawing,
        _ => return None,
    };
    let string = |key: &[u8]| {
        let string = annotation.get::<Text<'_>>(key)?;
        let bytes = string.as_bytes();
        Some(text_string(bytes.get(..LONGEST).unwrap_or(bytes))).filter(|t| !t.trim().is_empty())
    };
    let object = |reference: ObjRef| (reference.obj_number, reference.gen_number);
    // Two marks that make one (a word struck out, and what is to stand there instead) are a group, and no replies.
    let grouped = annotation
        .get::<Name<'_>>(b"RT")
        .is_some_and(|kind| &*kind == b"Group");
    let rect = annotation.get::<Rect>(b"Rect");
    let middle = |r: &Rect| (f64::midpoint(r.x0, r.x1), f64::midpoint(r.y0, r.y1));
    // Only a callout points anywhere, whatever some programs write.
    let callout = annotation
        .get::<Name<'_>>(b"IT")
        .is_some_and(|intent| &*intent == b"FreeTextCallout");
    let line = numbers(annotation, b"CL").filter(|_| callout);
    let points_at = line.and_then(|line| match line.as_slice() {
        [x, y, ..] => Some((*x, *y)),
        _ => None,
    });
    let text = string(b"Contents").unwrap_or_default();
    Some(Placed {
        quads: match kind {
            RemarkKind::Comment | RemarkKind::Drawing => Vec::new(),
            RemarkKind::Highlight | RemarkKind::Underline | RemarkKind::StrikeOut | RemarkKind::Squiggly => {
                quads(annotation, rect)
            }
        },
        at: points_at.or(rect.as_ref().map(middle)),
        over: rect.filter(|_| &*subtype == b"FreeText" && !text.is_empty()),
        mark: Mark {
            kind,
            object: annotation.obj_id().map(|id| (id.obj_number, id.gen_number)),
            answers: annotation.get_ref(b"IRT").map(object).filter(|_| !grouped),
            name: string(b"NM"),
            author: string(b"T"),
            text,
            created: string(b"CreationDate"),
            changed: string(b"M"),
            colour: numbers(annotation, b"C").and_then(|c| colour(&c)),
            ..Mark::default()
        },
    })
}

fn numbers(annotation: &Dict<'_>, key: &[u8]) -> Option<Vec<f64>> {
    let array = annotation.get::<Array<'_>>(key)?;
    let numbers = array.iter::<f64>().take(8 * MOST_QUADS);
    Some(numbers.filter(|n| n.is_finite()).collect())
}

/// The area that a mark covers: its rectangle, unless it says otherwise.
fn quads(annotation: &Dict<'_>, rect: Option<Rect>) -> Vec<Quad> {
    let numbers = numbers(annotation, b"QuadPoints").unwrap_or_default();
    let quads: Vec<Quad> = numbers
        .chunks_exact(8)
        .filter_map(|eight| match eight {
            [a, b, c, d, e, f, g, h] => Some(Quad::new([(*a, *b), (*c, *d), (*e, *f), (*g, *h)])),
            _ => None,
        })
        .collect();
    if quads.is_empty() {
        return rect.map(Quad::of_rect).into_iter().collect();
    }
    quads
}

/// A colour in grey, RGB or CMYK, depending on the number of its components.
fn colour(parts: &[f64]) -> Option<[f32; 3]> {
    let part = |v: f64| v.clamp(0.0, 1.0) as f32;
    match parts {
        [grey] => Some([part(*grey); 3]),
        [r, g, b] => Some([part(*r), part(*g), part(*b)]),
        [c, m, y, k] => Some([c, m, y].map(|v| part((1.0 - v) * (1.0 - k)))),
        _ => None,
    }
}
