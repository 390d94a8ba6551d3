//! Collects the letters of a page as `hayro` draws them, and joins adjacent ones.

use std::collections::BTreeMap;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, String as Text};
use hayro_interpret::hayro_syntax::page::Page as Source;
use hayro_interpret::kurbo::{Affine, BezPath, Rect};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::glyphs::Meanings;
use super::logical::is_right_to_left;
use super::marks::{Marks, Seen};
use super::pages::{Page, Piece, text_string};

/// The maximum number of pieces kept from one page; real pages stay below 5,000.
const MOST: usize = 50_000;
/// The number of letters of one page that are kept one by one.
const MOST_SEEN: usize = 200_000;
/// The gap between two letters that counts as a space, in units of the font size. The narrowest space of a justified line is about 0.2, and
/// kerning stays below 0.1.
const SPACE: f64 = 0.15;
/// If the text contains space characters, a gap must be this wide to count as a space, because some programs get the widths of letters
/// wrong.
const WIDE_SPACE: f64 = 0.9;
/// Stands for a gap until it is known whether it is a space.
const PERHAPS: char = '\u{1}';
/// The gap that separates two pieces, in units of the font size.
const APART: f64 = 1.0;
/// The maximum number of text directions on a page.
const DIRECTIONS: usize = 16;

/// The direction of text: degrees counter-clockwise from rightwards. Upright lines that are read from top to bottom have [`UPRIGHT`].
type Direction = i32;

const UPRIGHT: Direction = 1000;

/// Collects the letters of a page.
pub(super) struct Letters {
    done: Vec<(Direction, Piece)>,
    open: Option<(Direction, Piece)>,
    /// The page area; text outside is never printed.
    shown: Rect,
    pictures: bool,
    meanings: Meanings,
    /// Open marked-content sequences; for one with replacement text, that text until it is used.
    marked: Vec<Option<String>>,
    /// The start and length of the last filled run, because its outlines are often drawn over it.
    filled: Option<(Affine, usize)>,
    /// What other programs marked; where there is nothing of that, the letters are not kept one by one.
    marks: Marks,
    seen: Vec<Seen>,
    /// Whether what is drawn is no longer the page itself.
    in_annotations: bool,
}

impl Letters {
    pub(super) fn of(page: &Source<'_>, marks: Marks) -> Self {
        let shown = page.media_box();
        Self {
            done: Vec::new(),
            open: None,
            shown: Rect::new(shown.x0, shown.y0, shown.x1, shown.y1),
            pictures: false,
            meanings: Meanings::default(),
            marked: Vec::new(),
            filled: None,
            marks,
            seen: Vec::new(),
            in_annotations: false,
        }
    }

    /// What follows is drawn by the annotations of the page.
    pub(super) fn begin_annotations(&mut self) {
        self.in_annotations = true;
    }

    /// The page: its main text, and text in other directions.
    pub(super) fn page(mut self, number: u32) -> Page {
        self.done.extend(self.open.take());
        let (mut letters, mut spaces) = (0usize, 0usize);
        for c in self.done.iter().flat_map(|(_, p)| p.text.chars()) {
            letters += 1;
            spaces += usize::from(c == ' ');
        }
        // Words have five or six letters on average, so a program that writes spaces writes them that often.
        let gap = if spaces * 14 > letters { "" } else { " " };
        let mut directions: BTreeMap<Direction, Vec<Piece>> = BTreeMap::new();
        for (direction, mut piece) in self.done {
            if piece.text.contains(PERHAPS) {
                piece.text = piece.text.replace(PERHAPS, gap);
            }
            let known = directions.contains_key(&direction) || directions.len() < DIRECTIONS;
            directions
                .entry(if known { direction } else { 0 })
                .or_default()
                .push(piece);
        }
        let letters = |pieces: &[Piece]| pieces.iter().map(|p| p.text.len()).sum::<usize>();
        let main = directions.iter().rev().max_by_key(|(_, pieces)| letters(pieces));
        let main = main.map(|(direction, _)| *direction).unwrap_or_default();
        Page {
            number,
            pieces: directions.remove(&main).unwrap_or_default(),
            turned: directions.into_values().collect(),
            pictures: self.pictures,
            marks: self.marks.with_words(&self.seen),
        }
    }

    /// A letter drawn at `place`, with its width in thousandths of its size.
    fn letter(&mut self, place: Affine, width: f64, upright: bool, text: &str) {
        let [a, b, c, d, x, y] = place.as_coeffs();
        let (along, size) = (a.hypot(b), 1000.0 * c.hypot(d));
        let (direction, x, y) = if upright {
            (UPRIGHT, -y, -x)
        } else {
            let degrees = nearest(b.atan2(a).to_degrees());
            let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
            (degrees, x * cos + y * sin, x * sin - y * cos)
        };
        let right = x + if upright { size } else { (width * along).max(0.0) };
        let finite = [x, y, right, size].iter().all(|v| v.is_finite() && v.abs() < 1e6);
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        if !finite || size < 0.5 {
            return;
        }
        if !self.marks.is_empty() {
            let middle = middle(direction, (x, right), y, size);
            if self.in_annotations && self.marks.cover(middle) {
                return;
            }
            if self.seen.len() < MOST_SEEN {
                self.seen.push(Seen {
                    direction,
                    left: x,
                    right,
                    base: y,
                    size,
                    middle,
                    text: text.clone(),
                });
            }
        }
        self.put(
            direction,
            Piece {
                left: rounded(x),
                right: rounded(right),
                base: rounded(y),
                size: rounded(size),
                text,
            },
        );
    }

    fn put(&mut self, direction: Direction, at: Piece) {
        let Some((_, open)) = self.open.as_mut().filter(|(d, p)| {
            *d == direction
                && (p.base - at.base).abs() < 0.02 * p.size
                && (p.size - at.size).abs() < 0.02 * p.size
        }) else {
            self.begin(direction, at);
            return;
        };
        let size = f64::from(open.size);
        // Text of right-to-left scripts arrives letter by letter from the right.
        let before = f64::from(open.left - at.right) / size;
        if is_right_to_left(&at.text) && at.left < open.left && (-0.3..APART).contains(&before) {
            let space = before > SPACE && !open.text.starts_with(' ') && !at.text.ends_with(' ');
            let space = if space {
                if before > WIDE_SPACE { " " } else { "\u{1}" }
            } else {
                ""
            };
            open.text.insert_str(0, &format!("{}{space}", at.text));
            open.left = open.left.min(at.left);
            return;
        }
        let gap = f64::from(at.left - open.right) / size;
        if !(-0.6..APART).contains(&gap) {
            self.begin(direction, at);
            return;
        }
        if gap > SPACE && !open.text.ends_with(' ') && !at.text.starts_with(' ') {
            open.text.push(if gap > WIDE_SPACE { ' ' } else { PERHAPS });
        }
        open.text.push_str(&at.text);
        open.right = open.right.max(at.right);
    }

    fn begin(&mut self, direction: Direction, at: Piece) {
        if !at.text.is_empty() && self.done.len() < MOST {
            self.done.extend(self.open.replace((direction, at)));
        }
    }

    /// The text of a glyph: the replacement text of its marked content, or from its font. `None` for an invisible one.
    fn meaning(&mut self, glyph: &Glyph<'_>) -> Option<String> {
        if let Some(text) = self.marked.iter_mut().flatten().next_back() {
            return Some(std::mem::take(text));
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        if text.chars().any(|c| !c.is_control() && c != '\u{fffd}') {
            return Some(text);
        }
        match glyph {
            Glyph::Outline(outline) => self.meanings.of(outline),
            Glyph::Type3(_) => Some('\u{fffd}'.to_string()),
        }
    }
}

impl<'a> Device<'a> for Letters {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let Some(first) = run.glyphs().first() else { return };
        let begins = (props.transform * first.transform(), run.glyphs().len());
        if matches!(mode, DrawMode::Stroke(_)) && self.filled == Some(begins) {
            return;
        }
        self.filled = Some(begins);
        let upright = run.writing_mode() == WritingMode::Vertical;
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            let at = place.translation();
            let margin = 2.0;
            if !self.shown.is_zero_area() && !self.shown.inflate(margin, margin).contains(at.to_point()) {
                continue;
            }
            let width = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            let Some(mut text) = self.meaning(glyph) else {
                continue;
            };
            if is_right_to_left(&text) {
                // Lines are assembled in visual order, from left to right.
                text = text.chars().rev().collect();
            }
            self.letter(place, f64::from(width.unwrap_or(500.0)), upright, &text);
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|p| p.get::<Text<'_>>(b"ActualText"));
        self.marked.push(text.map(|t| text_string(t.as_bytes())));
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.pictures = true;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Where on the page the middle of a letter is, by its place in the coordinates of its direction.
fn middle(direction: Direction, (left, right): (f64, f64), base: f64, size: f64) -> (f64, f64) {
    let along = f64::midpoint(left, right);
    if direction == UPRIGHT {
        return (-base, -along);
    }
    let (sin, cos) = f64::from(direction).to_radians().sin_cos();
    // The middle of a small letter is a quarter of the size above its base line.
    let up = 0.25 * size - base;
    (along * cos - up * sin, along * sin + up * cos)
}

/// Whole degrees; nearly horizontal or vertical text counts as exactly so.
fn nearest(degrees: f64) -> Direction {
    let right_angle = (degrees / 90.0).round() * 90.0;
    let degrees = if (degrees - right_angle).abs() < 3.0 {
        right_angle
    } else {
        degrees
    };
    let degrees = degrees.round() as Direction;
    if degrees == -180 { 180 } else { degrees }
}

/// Rounds to a hundredth of a point.
fn rounded(value: f64) -> f32 {
    ((value * 100.0).round() / 100.0) as f32
}
