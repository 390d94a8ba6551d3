//! `OpenDocument` text (ODT, and FODT in one file), version 1.3 of the standard, by the local names of elements.
//!
//! The text is that with all changes accepted. Charts follow their paragraph, as a table. Comments, hidden text, and page headers and
//! footers are left out and reported.

mod styles;

use std::rc::Rc;

use self::styles::{Shape, Styles, Typeface};
use super::OBJECTS;
use super::flow::{Flow, Look};
use super::math::Equation;
use super::nesting::Nesting;
use super::numbering::written;
use super::xml::{Start, Walk, read};
use crate::document::BlockKind;
use crate::import::Warning;
use crate::import::archive::Archive;
use crate::import::draft::Draft;
use crate::import::omitted::{self, Omitted};
use crate::import::symbols::raised;

/// The maximum number of cells that one element may stand for.
const REPEATED: usize = 16;
/// The kind reported for skipped descriptions of pictures.
const DESCRIPTION: &str = "descriptions of pictures";
/// The maximum nesting of lists and items; deeper ones count as the deepest.
const DEEPEST: usize = 40;

/// The blocks of the document in `archive`; `None` if it is not one.
pub(super) fn packed(archive: &Archive<'_>, warnings: &mut Vec<Warning>) -> Option<Vec<Draft>> {
    let text = archive.text("content.xml")?;
    let styles = archive.text("styles.xml");
    Some(blocks(styles.as_deref(), &text, Some(archive), warnings))
}

/// The blocks of the document with the XML `text`, with the common `styles` if they are in another file.
pub(super) fn blocks(
    styles: Option<&str>,
    text: &str,
    archive: Option<&Archive<'_>>,
    warnings: &mut Vec<Warning>,
) -> Vec<Draft> {
    let mut open = Open {
        archive,
        styles: Styles::default(),
        flow: Flow::default(),
        nesting: Nesting::default(),
        inside: Vec::new(),
        deeper: 0,
        paragraphs: 0,
        objects: 0,
        charts: 0,
        in_caption: false,
        passed_paragraphs: 0,
        looks: vec![Shape::default()],
        note: None,
        notes: 0,
        in_head: false,
        is_heading: false,
        picture: None,
        description: String::new(),
        omitted: Omitted::default(),
    };
    if let Some(styles) = styles {
        let mut sheet = Sheet {
            styles: &mut open.styles,
            omitted: &mut open.omitted,
            in_master: false,
        };
        read(styles, &mut sheet);
    }
    let whole = read(text, &mut open);
    if !whole {
        warnings.push(Warning::Incomplete("the document is damaged".to_owned()));
    }
    open.omitted.tell(warnings);
    open.flow.finish()
}

/// An enclosing element that affects its text.
#[derive(Debug)]
enum Inside {
    List {
        style: Option<String>,
        next: u32,
    },
    /// An item, and whether its first paragraph has begun.
    Item {
        begun: bool,
        is_header: bool,
    },
}

struct Open<'a> {
    archive: Option<&'a Archive<'a>>,
    styles: Styles,
    flow: Flow,
    nesting: Nesting,
    inside: Vec<Inside>,
    /// The number of lists and items opened beyond [`DEEPEST`].
    deeper: usize,
    /// The number of open paragraphs: notes and boxes are inside paragraphs and contain paragraphs.
    paragraphs: usize,
    /// The number of embedded objects read.
    objects: usize,
    /// The number of open charts, and whether the title of one is open.
    charts: usize,
    in_caption: bool,
    /// The number of open paragraphs in a skipped element.
    passed_paragraphs: usize,
    looks: Vec<Shape>,
    /// The label of the open note, while it is read.
    note: Option<(String, bool)>,
    notes: usize,
    in_head: bool,
    is_heading: bool,
    /// The entry of the picture in the open frame, and its description.
    picture: Option<String>,
    description: String,
    omitted: Omitted,
}

/// Reads the common styles, and counts the words of page headers and footers, which are among them.
struct Sheet<'a> {
    styles: &'a mut Styles,
    omitted: &'a mut Omitted,
    in_master: bool,
}

impl Walk for Sheet<'_> {
    fn start(&mut self, start: &Start<'_>) {
        self.styles.start(start);
        match start.name {
            "master-styles" => self.in_master = true,
            "p" | "h" => self.omitted.end_word(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        self.styles.end(name);
        if name == "master-styles" {
            self.in_master = false;
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_master {
            self.omitted.margin(text);
        }
    }
}

impl Open<'_> {
    fn pass_over(&mut self) {
        self.nesting.pass_over();
    }

    /// Skips the element that begins, and reports it as that kind.
    fn leave_out(&mut self, kind: &'static str) {
        self.omitted.note(kind);
        self.nesting.pass_over_as(kind);
    }

    fn lists(&self) -> usize {
        self.inside
            .iter()
            .filter(|i| matches!(i, Inside::List { .. }))
            .count()
    }

    /// Begins a paragraph or heading.
    fn paragraph(&mut self, start: &Start<'_>) {
        self.paragraphs += 1;
        let style = start.get("style-name");
        let shape = self.styles.shape(style.as_deref());
        self.looks.push(shape);
        if self.in_caption {
            self.flow.begin(BlockKind::Caption, 0, None);
            return;
        }
        if self.note.is_some() {
            self.flow.begin(BlockKind::Paragraph, 0, None);
            return;
        }
        let role = style.as_deref().and_then(|id| self.styles.role(id));
        if start.name == "h" {
            let level = start.number::<u8>("outline-level").unwrap_or(1).clamp(1, 6);
            self.is_heading = true;
            match role {
                Some((BlockKind::Title, _)) => self.flow.begin(BlockKind::Title, 0, None),
                _ => self.flow.begin(BlockKind::Heading, level, None),
            }
            return;
        }
        if let Some((kind, level)) = role {
            self.is_heading = matches!(kind, BlockKind::Heading | BlockKind::Title);
            self.flow.begin(kind, level, None);
            return;
        }
        let depth = self.lists();
        match self.inside.last_mut() {
            Some(Inside::Item { begun, is_header }) if !*begun && !*is_header => {
                *begun = true;
                let level = depth.saturating_sub(1).min(6) as u8;
                let (ordinal, label) = self.sign();
                self.flow.begin(BlockKind::Item, level, ordinal);
                if let Some(label) = label {
                    self.flow.text(&format!("{label} "), &Look::default());
                }
            }
            _ => self.flow.begin(BlockKind::Paragraph, 0, None),
        }
    }

    /// The number or label of the item that begins.
    fn sign(&mut self) -> (Option<u32>, Option<String>) {
        let level = self.lists().saturating_sub(1);
        let style = self.inside.iter().find_map(|i| match i {
            Inside::List { style, .. } => style.clone(),
            Inside::Item { .. } => None,
        });
        let shape = style.and_then(|name| self.styles.list_level(&name, level).cloned());
        let next = self.inside.iter_mut().rev().find_map(|i| match i {
            Inside::List { next, .. } => Some(next),
            Inside::Item { .. } => None,
        });
        let Some(next) = next else { return (None, None) };
        let number = *next;
        *next = next.saturating_add(1);
        match shape {
            Some(shape) if shape.format == "1" => {
                (Some(number.saturating_add(shape.start).saturating_sub(1)), None)
            }
            Some(shape) if !shape.format.is_empty() => {
                let number = number.saturating_add(shape.start).saturating_sub(1);
                let label = written(number, &shape.format);
                (None, Some(format!("{}{label}{}", shape.prefix, shape.suffix)))
            }
            _ => (None, None),
        }
    }

    fn characters(&mut self, text: &str) {
        if let Some((label, true)) = &mut self.note {
            label.push_str(text);
            return;
        }
        if self.paragraphs == 0 {
            return;
        }
        let shape = self.looks.last().cloned().unwrap_or_default();
        if shape.hidden == Some(true) {
            self.omitted.words(omitted::HIDDEN, text);
            return;
        }
        let mut look = Look {
            strong: shape.strong == Some(true),
            emphasis: shape.emphasis == Some(true),
            struck: shape.struck == Some(true),
            link: None,
        };
        if self.is_heading {
            look = Look::default();
        }
        look.link.clone_from(&shape.link);
        let drawn = match shape.font {
            Some(Typeface::Symbols(font)) => {
                let (text, unknown) = font.text(text);
                self.omitted.unknown(unknown);
                Some(text)
            }
            _ if shape.raised == Some(true) => raised(text),
            Some(Typeface::Letters) | None => None,
        };
        self.flow.text(drawn.as_deref().unwrap_or(text), &look);
    }

    /// An embedded object, if it is an equation or a chart.
    fn object(&mut self, start: &Start<'_>) {
        let target = start.get("href").unwrap_or_default();
        let folder = target.trim_start_matches("./").trim_end_matches('/');
        let Some(archive) = self.archive.filter(|_| !folder.is_empty()) else {
            return;
        };
        let text = archive.text(&format!("{folder}/content.xml"));
        let text = text.filter(|_| self.objects < OBJECTS).unwrap_or_default();
        self.objects += 1;
        if text.contains("<chart:chart") {
            self.flow
                .append_behind(blocks(None, &text, None, &mut Vec::new()));
        } else if text.contains("math") {
            let mut formula = Formula::default();
            read(&text, &mut formula);
            if formula.line.trim().is_empty() {
                self.omitted.note(omitted::EQUATIONS);
            }
            let line = std::mem::take(&mut formula.line);
            self.characters(line.trim());
        } else {
            self.omitted.note(omitted::OBJECTS);
        }
    }
}

/// Whether an element of that name contains text separate from its paragraph.
fn is_box(name: &str) -> bool {
    matches!(
        name,
        "text-box"
            | "custom-shape"
            | "rect"
            | "circle"
            | "ellipse"
            | "line"
            | "polyline"
            | "polygon"
            | "regular-polygon"
            | "path"
            | "connector"
            | "caption"
            | "measure"
    )
}

/// Reads one equation in `MathML`.
#[derive(Default)]
struct Formula {
    equation: Equation,
    line: String,
}

impl Walk for Formula {
    fn start(&mut self, start: &Start<'_>) {
        self.equation.start(start.name, None);
    }

    fn end(&mut self, _: &str) {
        if let Some(line) = self.equation.end() {
            self.line.push_str(&line);
        }
    }

    fn text(&mut self, text: &str) {
        self.equation.text(text);
    }
}

impl Walk for Open<'_> {
    fn start(&mut self, start: &Start<'_>) {
        if !self.nesting.enter() {
            if matches!(start.name, "p" | "h") {
                self.passed_paragraphs += 1;
                self.omitted.end_word();
            }
            return;
        }
        if self.styles.start(start) {
            return;
        }
        match start.name {
            "tracked-changes" => self.leave_out(omitted::DELETED),
            "annotation" => self.leave_out(omitted::COMMENTS),
            "ruby-text" => {
                self.omitted.note(omitted::READINGS);
                self.pass_over();
            }
            "section" | "hidden-paragraph" | "hidden-text"
                if start.get("display").is_some_and(|d| d == "none")
                    || start.get("is-hidden").is_some_and(|h| h == "true") =>
            {
                self.leave_out(omitted::HIDDEN);
            }
            "master-styles" => self.nesting.pass_over_as(omitted::HEADERS),
            "chart" => {
                self.charts += 1;
                self.flow.begin_box();
            }
            "title" | "subtitle" | "footer" if self.charts > 0 => self.in_caption = true,
            "title" | "desc" => self.nesting.pass_over_as(DESCRIPTION),
            // The preview of an object, which is itself read or reported.
            "image"
                if start
                    .get("href")
                    .is_some_and(|h| h.contains("ObjectReplacements/")) => {}
            "image" => self.picture = Some(start.get("href").unwrap_or_default()),
            // Forms, and the templates of indexes.
            "forms"
            | "event-listeners"
            | "meta"
            | "settings"
            | "font-face-decls"
            | "table-of-content-source"
            | "index-source"
            | "alphabetical-index-source"
            | "binary-data"
            | "variable-decls"
            | "sequence-decls"
            | "user-field-decls"
            | "dde-source"
            | "tracked-change" => self.pass_over(),
            "p" | "h" => self.paragraph(start),
            "span" => {
                let outer = self.looks.last().cloned().unwrap_or_default();
                let shape = self.styles.shape(start.get("style-name").as_deref());
                self.looks.push(shape.within(&outer));
            }
            "a" => {
                let mut shape = self.looks.last().cloned().unwrap_or_default();
                shape.link = start.get("href").map(Rc::from);
                self.looks.push(shape);
            }
            // Whatever their number: in running text a run of spaces becomes one.
            "s" | "tab" => self.characters(" "),
            "line-break" if self.paragraphs > 0 => self.flow.line_break(),
            "list" | "list-item" | "list-header" if self.inside.len() >= DEEPEST => self.deeper += 1,
            "list" => {
                let outer = self.inside.iter().rev().find_map(|i| match i {
                    Inside::List { style, .. } => style.clone(),
                    Inside::Item { .. } => None,
                });
                self.inside.push(Inside::List {
                    style: start.get("style-name").or(outer),
                    next: 1,
                });
            }
            "list-item" | "list-header" => {
                if let (Some(value), Some(Inside::List { next, .. })) =
                    (start.number("start-value"), self.inside.last_mut())
                {
                    *next = value;
                }
                self.inside.push(Inside::Item {
                    begun: false,
                    is_header: start.name == "list-header",
                });
            }
            "table" => self.flow.begin_table(),
            "table-header-rows" => self.in_head = true,
            "table-row" => self.flow.begin_row(self.in_head),
            "table-cell" | "covered-table-cell" => {
                let count = start.number::<usize>("number-columns-repeated").unwrap_or(1);
                for _ in 1..count.min(REPEATED) {
                    self.flow.begin_cell();
                    self.flow.end_cell();
                }
                self.flow.begin_cell();
            }
            name if is_box(name) => self.flow.begin_box(),
            "object" => self.object(start),
            "note" => {
                self.notes += 1;
                self.note = Some((String::new(), false));
            }
            "note-citation" => {
                if let Some((_, in_label)) = &mut self.note {
                    *in_label = true;
                }
            }
            "note-body" => {
                let label = self
                    .note
                    .as_ref()
                    .map(|(label, _)| label.trim().to_owned())
                    .filter(|l| !l.is_empty())
                    .unwrap_or_else(|| self.notes.to_string());
                self.flow.begin_note(self.notes, label);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if !self.nesting.leave() {
            if matches!(name, "p" | "h") {
                self.passed_paragraphs = self.passed_paragraphs.saturating_sub(1);
            }
            return;
        }
        self.styles.end(name);
        match name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.is_heading = false;
                if self.looks.len() > 1 {
                    self.looks.pop();
                }
                self.flow.end();
            }
            "span" | "a" if self.looks.len() > 1 => {
                self.looks.pop();
            }
            "frame" => {
                let description = std::mem::take(&mut self.description);
                if let Some(entry) = self.picture.take() {
                    let entry = Some(entry).filter(|entry| !entry.is_empty());
                    self.flow.picture(&description, entry);
                }
            }
            "list" | "list-item" | "list-header" if self.deeper > 0 => self.deeper -= 1,
            "list" | "list-item" | "list-header" => {
                self.inside.pop();
            }
            "table" => self.flow.end_table(),
            "table-header-rows" => self.in_head = false,
            "table-cell" | "covered-table-cell" => self.flow.end_cell(),
            "chart" => {
                self.charts = self.charts.saturating_sub(1);
                self.flow.end_box();
            }
            "title" | "subtitle" | "footer" => self.in_caption = false,
            name if is_box(name) => self.flow.end_box(),
            "note-citation" => {
                let label = self.note.as_mut().map(|(label, in_label)| {
                    *in_label = false;
                    label.trim().to_owned()
                });
                let label = label
                    .filter(|l| !l.is_empty())
                    .unwrap_or_else(|| self.notes.to_string());
                self.flow.text(&format!("[{label}]"), &Look::default());
            }
            "note-body" => self.flow.end_note(),
            "note" => self.note = None,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.nesting.passed_over() {
            None => self.characters(text),
            Some(DESCRIPTION) => {
                self.description.push(' ');
                self.description.push_str(text);
            }
            Some(omitted::HEADERS) => self.omitted.margin(text),
            // Names and dates of changes and comments are outside paragraphs.
            Some(kind) if !kind.is_empty() && self.passed_paragraphs > 0 => self.omitted.words(kind, text),
            Some(_) => {}
        }
    }
}
