//! Word documents (DOCX), by ECMA-376 and the local names of elements.
//!
//! The text is what Word shows with all changes accepted: it contains insertions and moved text at its new place, but not deletions. Charts
//! and diagrams follow their paragraph, as text. Comments, hidden text, and page headers and footers are left out and reported.

mod chart;
mod package;
mod styles;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

pub(super) use self::package::Package;

use self::package::Relation;
use self::styles::Styles;
use super::OBJECTS;
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
use crate::import::{Warning, html, mime};

/// The maximum nesting of fields.
const FIELDS: usize = 64;

/// The blocks of the document in `archive`, and the XML with its metadata; `None` if there is no text document.
pub(super) fn packed(
    archive: &Archive<'_>,
    warnings: &mut Vec<Warning>,
) -> Option<(Vec<Draft>, Option<String>)> {
    let package = Package::open(archive)?;
    let text = archive.text(&package.main)?;
    let mut styles = Styles::default();
    if let Some(part) = package.part("styles") {
        read(&part, &mut styles);
    }
    let mut numbering = Numbering::default();
    if let Some(part) = package.part("numbering") {
        read(&part, &mut numbering);
    }
    let mut word = Word {
        package: &package,
        styles,
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
        in_deleted_text: false,
        is_document: false,
        cap: String::new(),
        continues: false,
        row_is_deleted: false,
        notes: HashMap::new(),
        in_notes: None,
        margins: BTreeSet::new(),
        objects: 0,
        description: String::new(),
        omitted: Omitted::default(),
    };
    let mut whole = read(&text, &mut word);
    if !word.is_document {
        return None;
    }
    for kind in [NoteKind::Footnote, NoteKind::Endnote] {
        word.between_parts();
        word.in_notes = Some(kind);
        whole &= package
            .part(kind.part())
            .is_none_or(|notes| read(&notes, &mut word));
    }
    word.between_parts();
    word.loose_cap();
    word.count_parts_left_out();
    if !whole {
        warnings.push(Warning::Incomplete("the document is damaged".to_owned()));
    }
    word.omitted.tell(warnings);
    let drafts = word.flow.finish();
    Some((drafts, package.properties))
}

/// The kinds of properties that the reader is inside of.
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
    /// Its end was deleted, so the next paragraph continues it.
    end_is_deleted: bool,
    has_begun: bool,
    /// Whether it is a heading or the title, whose formatting carries no further meaning.
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
    /// The number of characters written before it.
    before: usize,
    /// Whether a choice has been read, or reported as left out.
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
    styles: Styles,
    numbering: Numbering,
    flow: Flow,
    nesting: Nesting,
    properties: Properties,
    /// Open paragraphs: text boxes are inside paragraphs and contain paragraphs.
    paragraphs: Vec<Paragraph>,
    runs: Vec<Run>,
    /// Open fields, and whether their result has begun.
    fields: Vec<bool>,
    alternatives: Vec<Alternative>,
    /// The target of each open link.
    links: Vec<Option<Rc<str>>>,
    equation: Option<Equation>,
    in_text: bool,
    /// Whether the skipped element contains text.
    in_deleted_text: bool,
    is_document: bool,
    /// A drop cap, which belongs to the next paragraph.
    cap: String,
    /// Whether the next paragraph continues the open block.
    continues: bool,
    row_is_deleted: bool,
    /// The numbers of the notes, by kind and id, in the order of their references.
    notes: HashMap<(NoteKind, String), usize>,
    in_notes: Option<NoteKind>,
    /// The parts with page headers and footers that the document refers to.
    margins: BTreeSet<String>,
    /// The number of charts, diagrams and embedded pieces so far.
    objects: usize,
    /// The description of the open drawing.
    description: String,
    omitted: Omitted,
}

impl<'a> Word<'a> {
    /// Resets what a truncated part left open.
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
        self.in_deleted_text = false;
        self.continues = false;
    }

    fn pass_over(&mut self) {
        self.nesting.pass_over();
    }

    /// Counts the words of the comments, and of page headers and footers.
    fn count_parts_left_out(&mut self) {
        let has_comments = self.omitted.has(omitted::COMMENTS);
        let comments = self.package.part("comments").filter(|_| has_comments);
        let margins = std::mem::take(&mut self.margins);
        let archive = self.package.archive;
        let margins = margins.iter().filter_map(|path| archive.text(path));
        let parts = comments.map(|text| (omitted::COMMENTS, text)).into_iter();
        for (kind, text) in parts.chain(margins.map(|text| (omitted::HEADERS, text))) {
            read(
                &text,
                &mut Counted {
                    kind,
                    omitted: &mut self.omitted,
                    in_text: false,
                    nesting: Nesting::default(),
                },
            );
        }
    }

    /// The target of a reference with that id, unless there are too many.
    fn object(&mut self, id: Option<String>) -> Option<&'a Relation> {
        let relation = self.package.related(id)?;
        self.objects += 1;
        if self.objects > OBJECTS {
            self.omitted.note(omitted::OBJECTS);
            return None;
        }
        Some(relation)
    }

    /// A chart: its title and figures follow the open block.
    fn chart(&mut self, start: &Start<'_>) {
        let text = self
            .object(start.get("id"))
            .filter(|r| r.kind == "chart")
            .and_then(|r| self.package.archive.text(&r.target));
        let chart = text.map(|text| chart::chart(&text)).unwrap_or_default();
        if chart.is_partial || chart.blocks.is_empty() {
            self.omitted.note(omitted::CHARTS);
        }
        self.aside(chart.blocks);
    }

    /// A diagram ("SmartArt"): its words follow the open block.
    fn diagram(&mut self, start: &Start<'_>) {
        let relation = self.object(start.get("dm"));
        let text = relation.and_then(|r| self.package.archive.text(&r.target));
        self.aside(text.map(|text| chart::diagram(&text)).unwrap_or_default());
    }

    /// Adds blocks after the open one. An alternative to them is not read.
    fn aside(&mut self, blocks: Vec<Draft>) {
        if let Some(alternative) = self.alternatives.last_mut() {
            alternative.done = true;
        }
        self.flow.append_behind(blocks);
    }

    /// Turns a drop cap without a following paragraph into a paragraph.
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
            // The list itself may come from the style.
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
                run.hidden |= start.get("val").is_some_and(|id| styles.is_hidden(&id));
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

    /// Begins the block of the open paragraph, if it has not begun.
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
        match (self.styles.role(&paragraph), self.styles.list(&paragraph)) {
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

    /// Whether the following text belongs to the instruction of a field.
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
            self.omitted.words(omitted::HIDDEN, text);
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
            // An unknown font, whose characters are in Unicode's private use area.
            None => Some(c).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)),
        };
        self.omitted.unknown(usize::from(drawn.is_none()));
        let mut text = String::new();
        text.push(drawn.unwrap_or('\u{fffd}'));
        // It is already a real character, whatever the font of the run.
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
        // Notes with a type are the separators between text and notes.
        let is_note = start.get("type").is_none_or(|t| t == "normal");
        let id = start.get("id").unwrap_or_default();
        match self.notes.get(&(kind, id)).copied() {
            Some(number) if is_note && self.in_notes == Some(kind) => {
                self.flow.begin_note(number, number.to_string());
            }
            // Its reference was deleted, or never existed.
            _ => self.pass_over(),
        }
    }

    /// A piece of another format embedded in the document.
    fn chunk(&mut self, start: &Start<'_>) {
        let relation = self.object(start.get("id"));
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
        match page {
            Some(page) => self.flow.append(html::fragment(&page)),
            None => self.omitted.note(omitted::OBJECTS),
        }
    }
}

impl Walk for Word<'_> {
    fn start(&mut self, start: &Start<'_>) {
        if !self.nesting.enter() {
            self.in_deleted_text = start.name == "delText" || start.name == "t";
            if start.name == "p" {
                self.omitted.end_word();
            }
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
            // The properties before a change.
            name if name.ends_with("PrChange") => self.pass_over(),
            _ if self.properties.paragraph => self.paragraph_property(start),
            _ if self.properties.run => self.run_property(start),
            "del" | "moveFrom" => {
                self.omitted.note(omitted::DELETED);
                self.omitted.end_word();
                self.nesting.pass_over_as(omitted::DELETED);
            }
            "headerReference" | "footerReference" => {
                let relation = self.package.related(start.get("id"));
                self.margins.extend(relation.map(|r| r.target.clone()));
            }
            "chart" => self.chart(start),
            "relIds" => self.diagram(start),
            "docPr" => self.description = start.get("descr").unwrap_or_default(),
            "blip" => {
                let description = std::mem::take(&mut self.description);
                if !self.runs.last().is_some_and(|run| run.hidden) {
                    let part = self.package.related(start.get("embed"));
                    self.flow.picture(&description, part.map(|p| p.target.clone()));
                }
            }
            "OLEObject" => {
                let program = start.get("ProgID").unwrap_or_default();
                let is_equation = program.starts_with("Equation");
                self.omitted.note(if is_equation {
                    omitted::EQUATIONS
                } else {
                    omitted::OBJECTS
                });
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
                let relation = self.package.related(start.get("id"));
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
            self.in_deleted_text = false;
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
                    alternative.done |= written > alternative.before;
                }
            }
            "AlternateContent" => {
                self.alternatives.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(kind) = self.nesting.passed_over() {
            if self.in_deleted_text && kind == omitted::DELETED {
                self.omitted.words(omitted::DELETED, text);
            }
        } else if let Some(equation) = &mut self.equation {
            equation.text(text);
        } else if self.in_text {
            self.characters(text);
        }
    }
}

/// Counts the words of a part that is left out.
struct Counted<'o> {
    kind: &'static str,
    omitted: &'o mut Omitted,
    in_text: bool,
    nesting: Nesting,
}

impl Walk for Counted<'_> {
    fn start(&mut self, start: &Start<'_>) {
        if !self.nesting.enter() {
            return;
        }
        match start.name {
            "p" => self.omitted.end_word(),
            "t" => self.in_text = true,
            // It repeats the preceding choice.
            "Fallback" => self.nesting.pass_over(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.nesting.leave() && name == "t" {
            self.in_text = false;
        }
    }

    fn text(&mut self, text: &str) {
        if !self.in_text || self.nesting.passed_over().is_some() {
            return;
        }
        if self.kind == omitted::HEADERS {
            self.omitted.margin(text);
        } else {
            self.omitted.words(self.kind, text);
        }
    }
}
