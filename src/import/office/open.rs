//! Text documents of the open format (ODT, and FODT in one file), as version 1.3 of its standard describes them, by the local names of
//! elements.
//!
//! The text is the one with all changes accepted. Comments and hidden text are left out and told.

use std::collections::HashMap;
use std::rc::Rc;

use super::flow::{Flow, Look};
use super::math::Equation;
use super::nesting::Nesting;
use super::numbering::written;
use super::xml::{Start, Walk, read};
use crate::document::BlockKind;
use crate::import::archive::Archive;
use crate::import::draft::Draft;
use crate::import::omitted::{self, Omitted};
use crate::import::symbols::{SymbolFont, raised};
use crate::import::{Warning, styles};

/// Cells that one element may stand for.
const REPEATED: usize = 16;

/// The blocks of the document in `archive`; `None` if it is not one.
pub(super) fn packed(archive: &Archive<'_>, warnings: &mut Vec<Warning>) -> Option<Vec<Draft>> {
    let text = archive.text("content.xml")?;
    let styles = archive.text("styles.xml");
    Some(blocks(styles.as_deref(), &text, Some(archive), warnings))
}

/// The blocks of the document whose XML `text` is, with the common `styles` if they stand elsewhere.
pub(super) fn blocks(
    styles: Option<&str>,
    text: &str,
    archive: Option<&Archive<'_>>,
    warnings: &mut Vec<Warning>,
) -> Vec<Draft> {
    let mut open = Open {
        archive,
        styles: HashMap::new(),
        lists: HashMap::new(),
        flow: Flow::default(),
        style: None,
        list_style: None,
        in_automatic: false,
        nesting: Nesting::default(),
        inside: Vec::new(),
        paragraphs: 0,
        equations: 0,
        looks: vec![Shape::default()],
        note: None,
        notes: 0,
        in_head: false,
        is_heading: false,
        omitted: Omitted::default(),
    };
    if let Some(styles) = styles {
        read(styles, &mut Sheet(&mut open));
    }
    let whole = read(text, &mut open);
    if !whole {
        warnings.push(Warning::Incomplete("the document is damaged".to_owned()));
    }
    open.omitted.tell(warnings);
    open.flow.finish()
}

/// What a style says.
#[derive(Clone, Debug, Default)]
struct Style {
    /// The name that people see.
    name: String,
    parent: Option<String>,
    outline: Option<u8>,
    /// Whether the document made it for one look.
    automatic: bool,
    shape: Shape,
}

#[derive(Clone, Copy, Debug)]
enum Typeface {
    Letters,
    Symbols(SymbolFont),
}

/// How text looks, where it is said.
#[derive(Clone, Debug, Default)]
struct Shape {
    strong: Option<bool>,
    emphasis: Option<bool>,
    struck: Option<bool>,
    raised: Option<bool>,
    hidden: Option<bool>,
    font: Option<Typeface>,
    link: Option<Rc<str>>,
}

impl Shape {
    /// What is said here, and else what is said around it.
    fn within(&self, outer: &Self) -> Self {
        Self {
            strong: self.strong.or(outer.strong),
            emphasis: self.emphasis.or(outer.emphasis),
            struck: self.struck.or(outer.struck),
            raised: self.raised.or(outer.raised),
            hidden: self.hidden.or(outer.hidden),
            font: self.font.or(outer.font),
            link: self.link.clone().or_else(|| outer.link.clone()),
        }
    }
}

#[derive(Clone, Debug, Default)]
struct ListLevel {
    /// `1`, `a`, `I` and the like; empty for a bullet.
    format: String,
    suffix: String,
    prefix: String,
    start: u32,
}

/// An element that the text stands in and that changes what becomes of it.
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
    styles: HashMap<String, Style>,
    lists: HashMap<String, Vec<ListLevel>>,
    flow: Flow,
    /// The style, and the list style, that is being read.
    style: Option<String>,
    list_style: Option<String>,
    in_automatic: bool,
    nesting: Nesting,
    inside: Vec<Inside>,
    /// Paragraphs that are open: notes and boxes stand in paragraphs and hold paragraphs.
    paragraphs: usize,
    /// Embedded equations that were read.
    equations: usize,
    looks: Vec<Shape>,
    /// The label of the note that is open, while it is read.
    note: Option<(String, bool)>,
    notes: usize,
    in_head: bool,
    is_heading: bool,
    omitted: Omitted,
}

/// Reads only the styles of a file.
struct Sheet<'a, 'b>(&'a mut Open<'b>);

impl Walk for Sheet<'_, '_> {
    fn start(&mut self, start: &Start<'_>) {
        self.0.style_element(start);
    }

    fn end(&mut self, name: &str) {
        self.0.style_end(name);
    }

    fn text(&mut self, _: &str) {}
}

impl Open<'_> {
    /// Reads an element of styles; `false` if it is not one.
    fn style_element(&mut self, start: &Start<'_>) -> bool {
        match start.name {
            "automatic-styles" => {
                self.in_automatic = true;
                true
            }
            "style" | "default-style" => {
                self.style = start.get("name");
                if let Some(id) = &self.style {
                    let style = self.styles.entry(id.clone()).or_default();
                    style.name = start
                        .get("display-name")
                        .unwrap_or_else(|| id.replace("_20_", " "));
                    style.automatic = self.in_automatic;
                    style.parent = start.get("parent-style-name");
                    style.outline = start.number("default-outline-level");
                }
                true
            }
            "text-properties" => {
                let Some(style) = self.style.as_ref().and_then(|id| self.styles.get_mut(id)) else {
                    return true;
                };
                let is = |name: &str, of: &[&str]| start.get(name).map(|v| of.contains(&v.as_str()));
                let shape = &mut style.shape;
                shape.strong = is("font-weight", &["bold", "700", "800", "900"]);
                shape.emphasis = is("font-style", &["italic", "oblique"]);
                shape.struck = start.get("text-line-through-style").map(|v| v != "none");
                shape.raised = start.get("text-position").map(|v| {
                    let place = v.split(' ').next().unwrap_or_default();
                    place == "super"
                        || place
                            .strip_suffix('%')
                            .is_some_and(|n| n.parse::<i32>().is_ok_and(|n| n > 0))
                });
                shape.hidden = start.get("display").map(|v| v == "none");
                shape.font = start
                    .get("font-name")
                    .or_else(|| start.get("font-family"))
                    .map(|font| {
                        SymbolFont::named(font.trim_matches('\''))
                            .map_or(Typeface::Letters, Typeface::Symbols)
                    });
                true
            }
            "list-style" => {
                self.list_style = start.get("name");
                true
            }
            "list-level-style-number" | "list-level-style-bullet" | "list-level-style-image" => {
                if let (Some(name), Some(level)) = (&self.list_style, start.number::<usize>("level")) {
                    let levels = self.lists.entry(name.clone()).or_default();
                    let level = level.clamp(1, 10);
                    if levels.len() < level {
                        levels.resize_with(level, ListLevel::default);
                    }
                    levels[level - 1] = ListLevel {
                        format: start.get("num-format").unwrap_or_default(),
                        suffix: start.get("num-suffix").unwrap_or_default(),
                        prefix: start.get("num-prefix").unwrap_or_default(),
                        start: start.number("start-value").unwrap_or(1),
                    };
                }
                true
            }
            _ => false,
        }
    }

    fn style_end(&mut self, name: &str) {
        match name {
            "style" | "default-style" => self.style = None,
            "list-style" => self.list_style = None,
            "automatic-styles" => self.in_automatic = false,
            _ => {}
        }
    }

    fn pass_over(&mut self) {
        self.nesting.pass_over();
    }

    /// What a style and those it is made from say of the look.
    fn shape(&self, id: Option<&str>) -> Shape {
        let mut shape = Shape::default();
        let mut id = id;
        for _ in 0..20 {
            let Some(style) = id.and_then(|id| self.styles.get(id)) else {
                break;
            };
            shape = shape.within(&style.shape);
            id = style.parent.as_deref();
        }
        shape
    }

    fn role(&self, id: &str) -> Option<(BlockKind, u8)> {
        let mut id = id;
        // Whether only automatic styles lie between the paragraph and the style: each is its parent with another look.
        let mut direct = true;
        for _ in 0..20 {
            let Some(style) = self.styles.get(id) else {
                return styles::role(id).filter(|_| direct);
            };
            let role = styles::role(&style.name).or_else(|| styles::role(id));
            // What is made from the style of titles is an author's line or a date as often as a title.
            let inherits = |kind: BlockKind| !matches!(kind, BlockKind::Title | BlockKind::Standfirst);
            if let Some(role) = role.filter(|(kind, _)| direct || inherits(*kind)) {
                return Some(role);
            }
            if let Some(level) = style.outline.filter(|level| *level > 0) {
                return Some((BlockKind::Heading, level.min(6)));
            }
            direct &= style.automatic;
            id = style.parent.as_deref()?;
        }
        None
    }

    fn lists(&self) -> usize {
        self.inside
            .iter()
            .filter(|i| matches!(i, Inside::List { .. }))
            .count()
    }

    /// A paragraph or heading begins.
    fn paragraph(&mut self, start: &Start<'_>) {
        self.paragraphs += 1;
        let style = start.get("style-name");
        let shape = self.shape(style.as_deref());
        let outer = Shape::default();
        self.looks.push(shape.within(&outer));
        if self.note.is_some() {
            self.flow.begin(BlockKind::Paragraph, 0, None);
            return;
        }
        let role = style.as_deref().and_then(|id| self.role(id));
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
        let shape = style.and_then(|name| self.lists.get(&name)?.get(level).cloned());
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
            if !text.trim().is_empty() {
                self.omitted.note(omitted::HIDDEN);
            }
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

    /// An embedded object, if it is an equation.
    fn object(&mut self, start: &Start<'_>) {
        let target = start.get("href").unwrap_or_default();
        let folder = target.trim_start_matches("./").trim_end_matches('/');
        let text = self
            .archive
            .filter(|_| !folder.is_empty() && self.equations < 1000)
            .and_then(|archive| archive.text(&format!("{folder}/content.xml")));
        let Some(text) = text.filter(|t| t.contains("math")) else {
            return;
        };
        self.equations += 1;
        let mut formula = Formula::default();
        read(&text, &mut formula);
        if formula.line.trim().is_empty() {
            self.omitted.note(omitted::EQUATIONS);
        }
        let line = std::mem::take(&mut formula.line);
        self.characters(line.trim());
    }
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
        if !self.nesting.enter() || self.style_element(start) {
            return;
        }
        match start.name {
            "tracked-changes" => {
                self.omitted.note(omitted::DELETED);
                self.pass_over();
            }
            "annotation" => {
                self.omitted.note(omitted::COMMENTS);
                self.pass_over();
            }
            "ruby-text" => {
                self.omitted.note(omitted::READINGS);
                self.pass_over();
            }
            "section" | "hidden-paragraph" | "hidden-text"
                if start.get("display").is_some_and(|d| d == "none")
                    || start.get("is-hidden").is_some_and(|h| h == "true") =>
            {
                self.omitted.note(omitted::HIDDEN);
                self.pass_over();
            }
            // Descriptions, forms, and the parts of indexes that say how they are made.
            "title"
            | "desc"
            | "forms"
            | "event-listeners"
            | "meta"
            | "settings"
            | "font-face-decls"
            | "table-of-content-source"
            | "index-source"
            | "alphabetical-index-source"
            | "master-styles"
            | "binary-data"
            | "variable-decls"
            | "sequence-decls"
            | "user-field-decls"
            | "dde-source"
            | "tracked-change" => self.pass_over(),
            "p" | "h" => self.paragraph(start),
            "span" => {
                let outer = self.looks.last().cloned().unwrap_or_default();
                let shape = self.shape(start.get("style-name").as_deref());
                self.looks.push(shape.within(&outer));
            }
            "a" => {
                let mut shape = self.looks.last().cloned().unwrap_or_default();
                shape.link = start.get("href").map(Rc::from);
                self.looks.push(shape);
            }
            // However many: in running text each run of spaces is one.
            "s" | "tab" => self.characters(" "),
            "line-break" if self.paragraphs > 0 => self.flow.line_break(),
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
            "text-box" => self.flow.begin_box(),
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
            return;
        }
        self.style_end(name);
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
            "list" | "list-item" | "list-header" => {
                self.inside.pop();
            }
            "table" => self.flow.end_table(),
            "table-header-rows" => self.in_head = false,
            "table-cell" | "covered-table-cell" => self.flow.end_cell(),
            "text-box" => self.flow.end_box(),
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
        if self.nesting.is_read() {
            self.characters(text);
        }
    }
}
