//! What other programs marked and noted on a page: highlights, underlines, sticky notes, text that somebody typed over the page
//! (ISO 32000-2, 12.5.6), with the words under each mark, or the lines nearest to a note.
//!
//! Like all that reads the file, this runs in the process of its own. Links, fields of forms and pop-up windows are no marks.

use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, ObjRef, Rect, String as Text};
use hayro_interpret::hayro_syntax::page::Page as Source;
use serde::{Deserialize, Serialize};

use super::pages::text_string;
use crate::document::RemarkKind;

/// Marks of one page that are read.
const MOST: usize = 2000;
/// Quadrilaterals of one mark, at most one a line.
const MOST_QUADS: usize = 500;
/// Bytes of the longest note.
const LONGEST: usize = 1 << 20;
/// Lines that are kept for a note, so that one of them is in the text when others are running heads.
const NEAREST: usize = 5;

/// A mark or a note on a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Mark {
    pub(super) kind: RemarkKind,
    /// Number and generation of its object, by which other marks refer to it.
    pub(super) object: Option<(u32, i32)>,
    /// The object that it is a reply to.
    pub(super) answers: Option<(u32, i32)>,
    /// The name that a program gave it (`NM`), which lasts when the file is saved again.
    pub(super) name: Option<String>,
    pub(super) author: Option<String>,
    pub(super) text: String,
    /// When it was made and last changed, as the file writes it.
    pub(super) created: Option<String>,
    pub(super) changed: Option<String>,
    /// Red, green and blue from 0 to 1.
    pub(super) colour: Option<[f32; 3]>,
    /// The words under it, line by line.
    pub(super) words: Vec<Words>,
    /// Without such words, the lines nearest to it, the nearest first.
    pub(super) near: Vec<Words>,
}

/// Words of one line as they are seen, and where: in the coordinates of [`Piece`](super::pages::Piece).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
}

/// The marks of a page, with where they are.
#[derive(Default)]
pub(super) struct Marks {
    all: Vec<Placed>,
}

struct Placed {
    mark: Mark,
    quads: Vec<Quad>,
    /// Where a note points.
    at: Option<(f64, f64)>,
    /// What a text that is typed over the page covers.
    over: Option<Rect>,
}

/// A letter, or several that one glyph stands for, in the coordinates of the page and of its line.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Which way its line runs.
    pub(super) direction: i32,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) base: f64,
    pub(super) size: f64,
    /// Its middle, on the page.
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

    /// Whether a point is inside a text that somebody typed over the page: that is a note, and no part of the article.
    pub(super) fn cover(&self, (x, y): (f64, f64)) -> bool {
        let covers = |r: &Rect| (r.x0..=r.x1).contains(&x) && (r.y0..=r.y1).contains(&y);
        self.all.iter().filter_map(|p| p.over.as_ref()).any(covers)
    }

    /// The marks, with the words that `seen`, the letters of the page, give them.
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
    /// The smallest box on the page around the middles of its letters.
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

    /// What wide gaps divide: columns that stand beside each other.
    fn parts(&self) -> impl Iterator<Item = &[&'s Seen]> {
        self.letters
            .chunk_by(|a, b| b.left - a.right <= 1.2 * a.size.max(b.size))
    }
}

/// The letters as lines. Columns that stand beside each other may share one.
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

/// Letters that stand on one line as words; a gap is a space.
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

/// The smallest box around points: its lower left and its upper right corner.
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

/// The lines that are nearest to a point. A line beside the point is nearer than a line above it.
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

/// Four corners, in any order: programs write them in two.
struct Quad([(f64, f64); 4]);

impl Quad {
    /// With its corners in the order of a walk around it.
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

/// The annotation as a mark; `None` if it is not a mark.
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

/// What a mark covers; one that does not say so covers its rectangle.
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

/// Grey, RGB or CMYK by the number of its parts.
fn colour(parts: &[f64]) -> Option<[f32; 3]> {
    let part = |v: f64| v.clamp(0.0, 1.0) as f32;
    match parts {
        [grey] => Some([part(*grey); 3]),
        [r, g, b] => Some([part(*r), part(*g), part(*b)]),
        [c, m, y, k] => Some([c, m, y].map(|v| part((1.0 - v) * (1.0 - k)))),
        _ => None,
    }
}
