//! Word documents (DOCX), as ECMA-376 describes them, by the local names of elements.
//!
//! The text is the one that Word shows with all changes accepted: insertions and the new place of what was moved are in it,
//! deletions are not. Comments and hidden text are left out and told.

use std::collections::HashMap;
use std::rc::Rc;

use super::flow::{Flow, Look};
use super::math::Equation;
use super::nesting::Nesting;
use super::numbering::{Numbering, Sign};
use super::xml::{Start, Walk, read};
use crate::document::BlockKind;
use crate::import::archive::Archive;
use crate::import::draft::Draft;
use crate::import::omitted::{self, Omitted};
use crate::import::symbols::{SymbolFont, raised};
use crate::import::{Warning, epub, html, mime, styles};

/// Fields within fields.
const FIELDS: usize = 64;

/// The part of the package that is the document, and those beside it.
pub(super) struct Package<'a> {
    archive: &'a Archive<'a>,
    main: String,
    /// Target of each relation of the main part, by its id.
    targets: HashMap<String, Relation>,
    pub(super) properties: Option<String>,
}

#[derive(Debug, Default)]
struct Relation {
    /// The last part of its type's address: `styles`, `hyperlink`.
    kind: String,
    target: String,
}

impl<'a> Package<'a> {
    /// The package in `archive`; `None` when there is no main part that is a text document.
    pub(super) fn open(archive: &'a Archive<'a>) -> Option<Self> {
        let outer = relations(archive, "_rels/.rels", "");
        let of = |kind: &str| outer.values().find(|r| r.kind == kind).map(|r| r.target.clone());
        let main = of("officeDocument")
            .filter(|main| archive.has(main))
            .or_else(|| {
                archive
                    .has("word/document.xml")
                    .then(|| "word/document.xml".to_owned())
            })?;
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let targets = relations(archive, &format!("{folder}/_rels/{name}.rels"), &main);
        let properties = of("core-properties").unwrap_or_else(|| "docProps/core.xml".to_owned());
        Some(Self {
            properties: archive.text(&properties),
            archive,
            targets,
            main,
        })
    }

    /// The XML of the related part of that kind, or of the one at the usual place.
    fn part(&self, kind: &str) -> Option<String> {
        let related = self.targets.values().find(|r| r.kind == kind);
        let path = related.map_or_else(|| format!("word/{kind}.xml"), |r| r.target.clone());
        self.archive.text(&path)
    }

    /// The blocks of the document; `None` when the main part is no text document.
    pub(super) fn read(&self, warnings: &mut Vec<Warning>) -> Option<Vec<Draft>> {
        let text = self.archive.text(&self.main)?;
        let mut sheet = Styles::default();
        if let Some(part) = self.part("styles") {
            read(&part, &mut sheet);
        }
        let mut numbering = Numbering::default();
        if let Some(part) = self.part("numbering") {
            read(&part, &mut numbering);
        }
        let mut word = Word {
            package: self,
            styles: sheet.styles,
            numbering,
            flow: Flow::default(),
            nesting: Nesting::default(),
            properties: Properties::default(),
            paragraphs: Vec::new(),
            runs: Vec::new(),
            fields: Vec::new(),
            alternatives: Vec::new(),
            links: Vec::new(),
            equation: None,
            in_text: false,
            is_document: false,
            cap: String::new(),
            continues: false,
            row_is_deleted: false,
            notes: HashMap::new(),
            in_notes: None,
            omitted: Omitted::default(),
        };
        let mut whole = read(&text, &mut word);
        if !word.is_document {
            return None;
        }
        for kind in [NoteKind::Footnote, NoteKind::Endnote] {
            word.between_parts();
            word.in_notes = Some(kind);
            whole &= self.part(kind.part()).is_none_or(|notes| read(&notes, &mut word));
        }
        word.between_parts();
        word.loose_cap();
        if !whole {
            warnings.push(Warning::Incomplete("the document is damaged".to_owned()));
        }
        word.omitted.tell(warnings);
        Some(word.flow.finish())
    }
}

fn relations(archive: &Archive<'_>, path: &str, of: &str) -> HashMap<String, Relation> {
    let Some(text) = archive.text(path.trim_start_matches('/')) else {
        return HashMap::new();
    };
    let relation = |e: epub::Element| {
        let (id, target) = (e.get("Id")?, e.get("Target")?);
        let kind = e.get("Type")?.rsplit('/').next().unwrap_or_default().to_owned();
        let outside = e.get("TargetMode").is_some_and(|mode| mode == "External");
        let target = match target.strip_prefix('/') {
            _ if outside => target,
            Some(absolute) => absolute.to_owned(),
            None => epub::resolved(of, &target),
        };
        Some((id, Relation { kind, target }))
    };
    let elements = epub::elements(&text).into_iter();
    elements
        .filter(|e| e.name == "Relationship")
        .filter_map(relation)
        .collect()
}

/// Paragraph and character styles, by id.
#[derive(Debug, Default)]
struct Styles {
    styles: HashMap<String, Style>,
    open: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    parent: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    list_level: usize,
    hidden: bool,
}

impl Walk for Styles {
    fn start(&mut self, start: &Start<'_>) {
        if start.name == "style" {
            self.open = start.get("styleId");
        }
        let Some(id) = &self.open else { return };
        let style = self.styles.entry(id.clone()).or_default();
        let value = || start.get("val").unwrap_or_default();
        match start.name {
            "name" => style.name = value(),
            "basedOn" => style.parent = Some(value()),
            "outlineLvl" => style.outline = start.number("val"),
            "numId" => style.list = Some(value()),
            "ilvl" => style.list_level = start.number("val").unwrap_or(0),
            "vanish" => style.hidden = start.is_on(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if name == "style" {
            self.open = None;
        }
    }

    fn text(&mut self, _: &str) {}
}

/// In which kind of properties the walk is.
#[derive(Clone, Copy, Debug, Default)]
struct Properties {
    paragraph: bool,
    run: bool,
    row: bool,
}

#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says something else of a paragraph"
)]
struct Paragraph {
    style: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    list_level: Option<usize>,
    is_drop_cap: bool,
    /// Its end was deleted: the next paragraph goes on in it.
    end_is_deleted: bool,
    has_begun: bool,
    /// Whether it is a heading or the title, of which the look says nothing more.
    is_heading: bool,
}

#[derive(Clone, Debug, Default)]
struct Run {
    look: Look,
    hidden: bool,
    raised: bool,
    font: Option<SymbolFont>,
}

#[derive(Clone, Copy, Debug)]
struct Alternative {
    /// What was written before it.
    before: usize,
    /// Whether a choice has been read.
    done: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum NoteKind {
    Footnote,
    Endnote,
}

impl NoteKind {
    fn part(self) -> &'static str {
        match self {
            Self::Footnote => "footnotes",
            Self::Endnote => "endnotes",
        }
    }
}

#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a state of another part of the walk"
)]
struct Word<'a> {
    package: &'a Package<'a>,
    styles: HashMap<String, Style>,
    numbering: Numbering,
    flow: Flow,
    nesting: Nesting,
    properties: Properties,
    /// Paragraphs that are open: text boxes stand in paragraphs and hold paragraphs.
    paragraphs: Vec<Paragraph>,
    runs: Vec<Run>,
    /// Fields that are open, and whether their result has begun.
    fields: Vec<bool>,
    alternatives: Vec<Alternative>,
    /// Where the text leads, for each link that is open.
    links: Vec<Option<Rc<str>>>,
    equation: Option<Equation>,
    in_text: bool,
    is_document: bool,
    /// A drop cap, which belongs to the paragraph that comes next.
    cap: String,
    /// Whether the next paragraph goes on in the block that is open.
    continues: bool,
    row_is_deleted: bool,
    /// The numbers of the notes, by kind and id, in the order of their references.
    notes: HashMap<(NoteKind, String), usize>,
    in_notes: Option<NoteKind>,
    omitted: Omitted,
}

impl Word<'_> {
    /// Forgets what a part that ends too early left open.
    fn between_parts(&mut self) {
        self.flow.end();
        self.nesting = Nesting::default();
        self.properties = Properties::default();
        self.paragraphs.clear();
        self.runs.clear();
        self.fields.clear();
        self.alternatives.clear();
        self.links.clear();
        self.equation = None;
        self.in_text = false;
        self.continues = false;
    }

    fn pass_over(&mut self) {
        self.nesting.pass_over();
    }

    /// A drop cap that no paragraph follows is a paragraph.
    fn loose_cap(&mut self) {
        let cap = std::mem::take(&mut self.cap);
        if !cap.trim().is_empty() {
            self.flow.begin(BlockKind::Paragraph, 0, None);
            self.flow.text(&cap, &Look::default());
            self.flow.end();
        }
    }

    fn paragraph_property(&mut self, start: &Start<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        match start.name {
            "pStyle" => paragraph.style = start.get("val"),
            // The list itself may be that of the style.
            "numPr" => paragraph.list = Some(String::new()),
            "numId" => paragraph.list = start.get("val"),
            "ilvl" => paragraph.list_level = start.number("val"),
            "outlineLvl" => paragraph.outline = start.number("val"),
            "framePr" => {
                paragraph.is_drop_cap = start
                    .get("dropCap")
                    .is_some_and(|cap| matches!(cap.as_str(), "drop" | "margin"));
            }
            "del" | "moveFrom" if self.properties.run => paragraph.end_is_deleted = true,
            _ => {}
        }
    }

    fn run_property(&mut self, start: &Start<'_>) {
        let styles = &self.styles;
        let Some(run) = self.runs.last_mut() else { return };
        match start.name {
            "vanish" => run.hidden = start.is_on(),
            "b" => run.look.strong = start.is_on(),
            "i" => run.look.emphasis = start.is_on(),
            "strike" | "dstrike" => run.look.struck |= start.is_on(),
            "vertAlign" => run.raised = start.get("val").is_some_and(|v| v == "superscript"),
            "rStyle" => {
                let style = start.get("val").and_then(|id| styles.get(&id));
                run.hidden |= style.is_some_and(|s| s.hidden);
            }
            "rFonts" => {
                run.font = ["ascii", "hAnsi"]
                    .iter()
                    .filter_map(|name| start.get(name))
                    .find_map(|font| SymbolFont::named(&font));
            }
            _ => {}
        }
    }

    /// What a paragraph is by its style and its own properties.
    fn role(&self, paragraph: &Paragraph) -> Option<(BlockKind, u8)> {
        let heading = |outline: u8| (outline < 9).then(|| (BlockKind::Heading, outline.min(5) + 1));
        if let Some(role) = paragraph.outline.and_then(heading) {
            return Some(role);
        }
        let mut id = paragraph.style.as_deref()?;
        let Some(_) = self.styles.get(id) else {
            return styles::role(id);
        };
        for generation in 0..20 {
            let style = self.styles.get(id)?;
            let named = styles::role(&style.name);
            // What is made from the style of titles is an author's line or a date as often as a title.
            let inherits = |kind: BlockKind| !matches!(kind, BlockKind::Title | BlockKind::Standfirst);
            if let Some(role) = named.filter(|(kind, _)| generation == 0 || inherits(*kind)) {
                return Some(role);
            }
            if let Some(outline) = style.outline {
                return heading(outline);
            }
            id = style.parent.as_deref()?;
        }
        None
    }

    /// The list in which a paragraph is an item, and the level.
    fn list(&self, paragraph: &Paragraph) -> Option<(String, usize)> {
        if let Some(list) = paragraph.list.as_ref().filter(|list| !list.is_empty()) {
            let level = paragraph.list_level.unwrap_or(0);
            return (list != "0").then(|| (list.clone(), level));
        }
        let mut style = paragraph.style.as_ref().and_then(|id| self.styles.get(id));
        for _ in 0..20 {
            let Some(current) = style else { break };
            if let Some(list) = &current.list {
                let level = paragraph.list_level.unwrap_or(current.list_level);
                return (list != "0").then(|| (list.clone(), level));
            }
            style = current.parent.as_ref().and_then(|id| self.styles.get(id));
        }
        let said = paragraph.list.as_ref();
        said.map(|list| (list.clone(), paragraph.list_level.unwrap_or(0)))
    }

    /// Begins the block that the open paragraph is, if it has not begun.
    fn begin(&mut self) {
        let Some(paragraph) = self.paragraphs.last_mut() else {
            if !self.flow.is_open() {
                self.flow.begin(BlockKind::Paragraph, 0, None);
            }
            return;
        };
        if std::mem::replace(&mut paragraph.has_begun, true) {
            return;
        }
        if std::mem::take(&mut self.continues) && self.flow.is_open() {
            return;
        }
        let paragraph = paragraph.clone();
        let mut label = None;
        match (self.role(&paragraph), self.list(&paragraph)) {
            (Some((kind, level)), _) => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.is_heading = matches!(kind, BlockKind::Heading | BlockKind::Title);
                }
                self.flow.begin(kind, level, None);
            }
            (None, Some((list, level))) => {
                let sign = self.numbering.next(&list, level);
                let depth = level.min(6) as u8;
                match sign {
                    Sign::Nothing => self.flow.begin(BlockKind::Paragraph, 0, None),
                    Sign::Bullet => self.flow.begin(BlockKind::Item, depth, None),
                    Sign::Number(number) => self.flow.begin(BlockKind::Item, depth, Some(number)),
                    Sign::Label(text) => {
                        self.flow.begin(BlockKind::Item, depth, None);
                        label = Some(text);
                    }
                }
            }
            (None, None) => self.flow.begin(BlockKind::Paragraph, 0, None),
        }
        let cap = std::mem::take(&mut self.cap);
        let before = label.map(|l| format!("{l} ")).unwrap_or_default() + &cap;
        if !before.is_empty() {
            self.flow.text(&before, &Look::default());
        }
    }

    /// Whether what comes is no text but part of the instruction of a field around the innermost.
    fn in_instruction(&self) -> bool {
        let outer = self.fields.len().saturating_sub(1);
        self.fields.iter().take(outer).any(|result| !result)
    }

    fn characters(&mut self, text: &str) {
        if self.in_instruction() {
            return;
        }
        let run = self.runs.last().cloned().unwrap_or_default();
        if run.hidden {
            if !text.trim().is_empty() {
                self.omitted.note(omitted::HIDDEN);
            }
            return;
        }
        if let Some(paragraph) = self.paragraphs.last()
            && paragraph.is_drop_cap
        {
            self.cap.push_str(text.trim());
            return;
        }
        if text.trim().is_empty() && !self.flow.is_open() {
            return;
        }
        self.begin();
        let mut look = run.look;
        if self.paragraphs.last().is_some_and(|p| p.is_heading) {
            look = Look::default();
        }
        look.link = self.links.last().cloned().flatten();
        let drawn = match run.font {
            Some(font) => {
                let (text, unknown) = font.text(text);
                self.omitted.unknown(unknown);
                Some(text)
            }
            None if run.raised => raised(text),
            None => None,
        };
        self.flow.text(drawn.as_deref().unwrap_or(text), &look);
    }

    fn line_break(&mut self) {
        let hidden = self.runs.last().is_some_and(|run| run.hidden);
        if !hidden && !self.in_instruction() && self.flow.is_open() {
            self.flow.line_break();
        }
    }

    fn symbol(&mut self, start: &Start<'_>) {
        let code = start
            .get("char")
            .and_then(|hex| u32::from_str_radix(&hex, 16).ok());
        let Some(c) = code.and_then(char::from_u32) else {
            return;
        };
        let font = start.get("font").and_then(|name| SymbolFont::named(&name));
        let drawn = match font {
            Some(font) => font.drawn(c),
            // A font that is not known, whose characters lie where Unicode has none.
            None => Some(c).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)),
        };
        self.omitted.unknown(usize::from(drawn.is_none()));
        let mut text = String::new();
        text.push(drawn.unwrap_or('\u{fffd}'));
        // It is drawn already, whatever the font of the run.
        let font = self.runs.last_mut().and_then(|run| run.font.take());
        self.characters(&text);
        if let Some(run) = self.runs.last_mut() {
            run.font = font;
        }
    }

    fn reference(&mut self, kind: NoteKind, start: &Start<'_>) {
        let Some(id) = start.get("id") else { return };
        let next = self.notes.len() + 1;
        let number = *self.notes.entry((kind, id)).or_insert(next);
        let hidden = self.runs.last().is_some_and(|run| run.hidden);
        if !hidden && !self.in_instruction() {
            self.begin();
            self.flow.text(&format!("[{number}]"), &Look::default());
        }
    }

    fn note(&mut self, kind: NoteKind, start: &Start<'_>) {
        // Those of a type are the lines between text and notes.
        let is_note = start.get("type").is_none_or(|t| t == "normal");
        let id = start.get("id").unwrap_or_default();
        match self.notes.get(&(kind, id)).copied() {
            Some(number) if is_note && self.in_notes == Some(kind) => {
                self.flow.begin_note(number, number.to_string());
            }
            // Its reference was deleted, or there never was one.
            _ => self.pass_over(),
        }
    }

    /// A piece of another format inside the document.
    fn chunk(&mut self, start: &Start<'_>) {
        let relation = start.get("id").and_then(|id| self.package.targets.get(&id));
        let Some(bytes) = relation.and_then(|r| self.package.archive.read(&r.target)) else {
            return;
        };
        let beginning = String::from_utf8_lossy(bytes.get(..2048).unwrap_or(&bytes)).to_ascii_lowercase();
        let page = if beginning.contains("mime-version:") {
            mime::page(&bytes, &mut Vec::new()).ok().map(|(page, _)| page)
        } else if beginning.contains("<html") || beginning.contains("<body") || beginning.contains("<p") {
            let declared = crate::import::charset::in_page(&bytes);
            crate::import::charset::decode(&bytes, None, declared, &mut Vec::new())
                .ok()
                .map(std::borrow::Cow::into_owned)
        } else {
            None
        };
        if let Some(page) = page {
            self.flow.append(html::fragment(&page));
        }
    }
}

impl Walk for Word<'_> {
    fn start(&mut self, start: &Start<'_>) {
        if !self.nesting.enter() {
            return;
        }
        if let Some(equation) = &mut self.equation {
            equation.start(start.name, start.get("val"));
            return;
        }
        match start.name {
            "document" => self.is_document = true,
            "p" => self.paragraphs.push(Paragraph::default()),
            "pPr" => self.properties.paragraph = true,
            "rPr" => self.properties.run = true,
            "trPr" => self.properties.row = true,
            "del" | "moveFrom" if self.properties.row => self.row_is_deleted = true,
            "tblHeader" if self.properties.row && start.is_on() => self.flow.mark_head(),
            // What properties were before a change.
            name if name.ends_with("PrChange") => self.pass_over(),
            _ if self.properties.paragraph => self.paragraph_property(start),
            _ if self.properties.run => self.run_property(start),
            "del" | "moveFrom" => {
                self.omitted.note(omitted::DELETED);
                self.pass_over();
            }
            "r" => self.runs.push(Run::default()),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.characters(" "),
            "br" | "cr" => self.line_break(),
            "noBreakHyphen" => self.characters("\u{2011}"),
            "softHyphen" => self.characters("\u{ad}"),
            "sym" => self.symbol(start),
            "fldChar" => match start.get("fldCharType").as_deref() {
                Some("begin") if self.fields.len() < FIELDS => self.fields.push(false),
                Some("separate") => {
                    if let Some(result) = self.fields.last_mut() {
                        *result = true;
                    }
                }
                Some("end") => {
                    self.fields.pop();
                }
                _ => {}
            },
            "hyperlink" => {
                let relation = start.get("id").and_then(|id| self.package.targets.get(&id));
                let target = relation.map(|r| Rc::from(r.target.as_str()));
                let outer = self.links.last().cloned().flatten();
                self.links.push(target.or(outer));
            }
            "footnoteReference" => self.reference(NoteKind::Footnote, start),
            "endnoteReference" => self.reference(NoteKind::Endnote, start),
            "footnote" => self.note(NoteKind::Footnote, start),
            "endnote" => self.note(NoteKind::Endnote, start),
            "commentReference" => self.omitted.note(omitted::COMMENTS),
            "txbxContent" => self.flow.begin_box(),
            "tbl" => self.flow.begin_table(),
            "tr" => self.flow.begin_row(false),
            "tc" => self.flow.begin_cell(),
            "AlternateContent" => self.alternatives.push(Alternative {
                before: self.flow.written,
                done: false,
            }),
            "Choice" | "Fallback" if self.alternatives.last().is_some_and(|a| a.done) => self.pass_over(),
            "oMath" => {
                let mut equation = Equation::default();
                equation.start(start.name, None);
                self.equation = Some(equation);
            }
            "rt" => {
                self.omitted.note(omitted::READINGS);
                self.pass_over();
            }
            "altChunk" => self.chunk(start),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if !self.nesting.leave() {
            return;
        }
        if let Some(equation) = &mut self.equation {
            if let Some(line) = equation.end() {
                self.equation = None;
                self.characters(&line);
            }
            return;
        }
        match name {
            "pPr" => self.properties = Properties::default(),
            "rPr" => self.properties.run = false,
            "trPr" => self.properties.row = false,
            "t" => self.in_text = false,
            "r" => {
                self.runs.pop();
            }
            "p" => {
                let paragraph = self.paragraphs.pop().unwrap_or_default();
                if paragraph.end_is_deleted && self.flow.is_open() {
                    self.continues = true;
                } else if paragraph.has_begun {
                    self.flow.end();
                }
            }
            "hyperlink" => {
                self.links.pop();
            }
            "footnote" | "endnote" if self.in_notes.is_some() => self.flow.end_note(),
            "txbxContent" => self.flow.end_box(),
            "tc" => self.flow.end_cell(),
            "tr" if std::mem::take(&mut self.row_is_deleted) => {
                self.omitted.note(omitted::DELETED);
                self.flow.drop_row();
            }
            "tbl" => self.flow.end_table(),
            "Choice" => {
                let written = self.flow.written;
                if let Some(alternative) = self.alternatives.last_mut() {
                    alternative.done = written > alternative.before;
                }
            }
            "AlternateContent" => {
                self.alternatives.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if !self.nesting.is_read() {
            return;
        }
        if let Some(equation) = &mut self.equation {
            equation.text(text);
        } else if self.in_text {
            self.characters(text);
        }
    }
}
