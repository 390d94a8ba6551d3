//! The comments of an office document with their passages.
//!
//! The text is read again without its structure: the passage of a comment is found in the article by its words.

use std::collections::HashMap;

use super::nesting::Nesting;
use super::word::Package;
use super::xml::{Start, Walk, read};
use crate::document::Remark;
use crate::import::archive::Archive;
use crate::import::charset;
use crate::import::remark::RemarkText;

/// The maximum number of comments read from one document.
const MOST: usize = 10_000;

/// The comments in the file in `bytes`, in text order.
pub(in crate::import) fn remarks(bytes: &[u8]) -> Vec<Remark> {
    let Some(archive) = Archive::open(bytes) else {
        return of_open(&charset::decode_xml(bytes));
    };
    match Package::open(&archive) {
        Some(package) => of_word(&package),
        None => archive
            .text("content.xml")
            .map(|text| of_open(&text))
            .unwrap_or_default(),
    }
}

/// Text with the places of comments in it, as byte offsets.
#[derive(Default)]
struct Places {
    text: RemarkText,
    paragraph: usize,
    /// Comments that have begun and not ended.
    open: HashMap<String, usize>,
    spans: HashMap<String, (usize, usize)>,
    /// Comments without a passage, which refer to the open paragraph.
    points: Vec<String>,
    /// All comments, in text order.
    order: Vec<String>,
}

impl Places {
    fn begin(&mut self, id: String) {
        if self.open.len() < MOST {
            self.open.insert(id, self.text.len());
        }
    }

    fn end(&mut self, id: &str) {
        if let Some(start) = self.open.remove(id) {
            self.spans.insert(id.to_owned(), (start, self.text.len()));
        }
    }

    fn point(&mut self, id: String) {
        if self.order.len() < MOST && !self.order.contains(&id) {
            self.order.push(id.clone());
            self.points.push(id);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = (self.paragraph, self.text.len());
        for id in self.points.drain(..) {
            // A comment with an empty passage also refers to the paragraph.
            let span = self.spans.entry(id).or_insert(paragraph);
            if span.0 == span.1 {
                *span = paragraph;
            }
        }
        self.text.push("\n");
        self.paragraph = self.text.len();
    }
}

/// The text, author and date of a comment.
#[derive(Default)]
struct Comment {
    author: Option<String>,
    date: Option<String>,
    text: String,
}

fn gathered(places: Places, mut comments: HashMap<String, Comment>) -> Vec<Remark> {
    let Places {
        text, spans, order, ..
    } = places;
    let mut out = Vec::new();
    for id in order {
        let Some(comment) = comments.remove(&id) else {
            continue;
        };
        let span = spans.get(&id).copied();
        out.push(text.remark(span, &comment.text, comment.author, comment.date));
    }
    // A comment that the text does not refer to is still a comment.
    let mut left: Vec<(String, Comment)> = comments.into_iter().collect();
    left.sort_by(|(a, _), (b, _)| a.cmp(b));
    let whole = |(_, c): (String, Comment)| text.remark(None, &c.text, c.author, c.date);
    out.extend(left.into_iter().map(whole));
    out
}

fn of_word(package: &Package<'_>) -> Vec<Remark> {
    let Some(said) = package.part("comments") else {
        return Vec::new();
    };
    let mut comments = WordComments::default();
    read(&said, &mut comments);
    let mut text = WordText::default();
    if let Some(main) = package.archive.text(&package.main) {
        read(&main, &mut text);
    }
    text.places.end_paragraph();
    gathered(text.places, comments.all)
}

/// The text of a Word document.
#[derive(Default)]
struct WordText {
    places: Places,
    nesting: Nesting,
    in_text: bool,
}

impl Walk for WordText {
    fn start(&mut self, start: &Start<'_>) {
        if !self.nesting.enter() {
            return;
        }
        match start.name {
            "del" | "moveFrom" | "Fallback" => self.nesting.pass_over(),
            "t" => self.in_text = true,
            "tab" | "br" | "cr" => self.places.text.push(" "),
            "commentRangeStart" => start.get("id").into_iter().for_each(|id| self.places.begin(id)),
            "commentRangeEnd" => start.get("id").into_iter().for_each(|id| self.places.end(&id)),
            "commentReference" => start.get("id").into_iter().for_each(|id| self.places.point(id)),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if !self.nesting.leave() {
            return;
        }
        match name {
            "t" => self.in_text = false,
            "p" => self.places.end_paragraph(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.nesting.passed_over().is_none() {
            self.places.text.push(text);
        }
    }
}

/// The part of a Word document with its comments.
#[derive(Default)]
struct WordComments {
    all: HashMap<String, Comment>,
    open: Option<(String, Comment)>,
    in_text: bool,
}

impl Walk for WordComments {
    fn start(&mut self, start: &Start<'_>) {
        match start.name {
            "comment" if self.all.len() < MOST => {
                let comment = Comment {
                    author: start.get("author"),
                    date: start.get("date"),
                    text: String::new(),
                };
                self.open = Some((start.get("id").unwrap_or_default(), comment));
            }
            "t" => self.in_text = true,
            "tab" | "br" | "cr" => self.text(" "),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => {
                if let Some((_, comment)) = &mut self.open {
                    comment.text.push('\n');
                }
            }
            "comment" => self.all.extend(self.open.take()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, comment)) = self.open.as_mut().filter(|_| self.in_text) {
            comment.text.push_str(text);
        }
    }
}

fn of_open(text: &str) -> Vec<Remark> {
    let mut walk = OpenText::default();
    read(text, &mut walk);
    walk.places.end_paragraph();
    gathered(walk.places, walk.comments)
}

/// The text of an `OpenDocument` text, with its comments.
#[derive(Default)]
struct OpenText {
    places: Places,
    nesting: Nesting,
    in_body: bool,
    comments: HashMap<String, Comment>,
    /// The open comment, with its name.
    open: Option<(String, Comment)>,
    /// The open element of the comment, which determines its field.
    field: &'static str,
}

impl Walk for OpenText {
    fn start(&mut self, start: &Start<'_>) {
        if !self.nesting.enter() {
            return;
        }
        match start.name {
            "text" => self.in_body = true,
            "tracked-changes" => self.nesting.pass_over(),
            "annotation" => {
                // One without a name has no end either.
                let id = start
                    .get("name")
                    .unwrap_or_else(|| format!("#{}", self.comments.len()));
                self.places.begin(id.clone());
                self.places.point(id.clone());
                self.open = Some((id, Comment::default()));
            }
            "annotation-end" => start.get("name").into_iter().for_each(|id| self.places.end(&id)),
            "creator" => self.field = "creator",
            "date" => self.field = "date",
            "p" | "h" => self.field = "text",
            "s" | "tab" | "line-break" => self.text(" "),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if !self.nesting.leave() {
            return;
        }
        match (name, &mut self.open) {
            ("annotation", _) => {
                if self.comments.len() < MOST {
                    self.comments.extend(self.open.take());
                }
                self.open = None;
                self.field = "text";
            }
            ("creator" | "date", _) => self.field = "",
            ("p" | "h", Some((_, comment))) => {
                comment.text.push('\n');
                self.field = "";
            }
            ("p" | "h", None) => self.places.end_paragraph(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.nesting.passed_over().is_some() || !self.in_body {
            return;
        }
        let Some((_, comment)) = &mut self.open else {
            return self.places.text.push(text);
        };
        match self.field {
            "creator" => comment.author.get_or_insert_default().push_str(text),
            "date" => comment.date.get_or_insert_default().push_str(text),
            "text" => comment.text.push_str(text),
            _ => {}
        }
    }
}
