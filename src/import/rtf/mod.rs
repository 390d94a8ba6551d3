//! Rich text (RTF, version 1.9.1): paragraphs, headings by their style, items, tables, footnotes and links' words, in any
//! code page and Unicode. What only says how text looks is passed over.
//!
//! One pass over the bytes with a stack of groups; it takes time in proportion to the file and never fails: a file that
//! ends too early gives its text so far.

mod words;

use std::collections::HashMap;

use self::words::{character_set, code_page, destination};
use super::charset::{Charset, IBM437, IBM850};
use super::draft::{self, Draft, Drafts};
use super::omitted::{self, Omitted};
use super::symbols::{SymbolFont, raised};
use super::{ImportError, Warning, styles};

use crate::document::{BlockKind, Date, Document, Metadata};
use crate::text::clean::one_line;

/// Groups within groups that are told apart; deeper ones count as their parent.
const DEEPEST: usize = 500;

/// The document that the file in `bytes` is.
///
/// # Errors
/// [`ImportError::Empty`] when it has no text.
pub(super) fn document(bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<Document, ImportError> {
    let mut reader = Reader::default();
    let whole = reader.read(bytes);
    if !whole {
        warnings.push(Warning::Incomplete("the file ends too early".to_owned()));
    }
    reader.flush();
    reader.out.end();
    std::mem::take(&mut reader.omitted).tell(warnings);
    let mut drafts = std::mem::take(&mut reader.out).finish();
    for (number, note) in (1..).zip(&reader.notes) {
        let mut out = Drafts::default();
        out.block(BlockKind::Footnote, &format!("[{number}] {}", one_line(note)));
        drafts.append(&mut out.finish());
    }
    if drafts.is_empty() {
        return Err(ImportError::Empty);
    }
    let said = |text: &str| Some(one_line(text)).filter(|t| !t.is_empty());
    let mut metadata = Metadata {
        title: one_line(&reader.title),
        byline: said(&reader.author),
        date: reader.date(),
        ..Metadata::default()
    };
    if let Some(title) = drafts.iter().find(|d| d.kind == BlockKind::Title) {
        metadata.title = title.plain();
    }
    draft::recognise(&mut drafts, &mut metadata);
    Ok(draft::write(drafts, metadata))
}

/// Where characters go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Goal {
    #[default]
    Text,
    Nowhere,
    Note,
    /// A text box: its blocks come before the paragraph that it hangs on.
    Box,
    /// A comment, which is left out and told.
    Comment,
    /// What a field does, beside what it shows.
    Instruction,
    /// The bullet or number of an item.
    Sign,
    Title,
    Author,
    Created,
    /// The list of fonts, of which the names and the character sets matter.
    Fonts,
    /// The list of styles, of which the names matter.
    Styles,
}

/// What a group inherits and loses at its end.
#[derive(Clone, Copy, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own in the format"
)]
struct Group {
    goal: Goal,
    /// Fallback characters behind each `\u`.
    fallback: usize,
    font: Option<i32>,
    hidden: bool,
    deleted: bool,
    raised: bool,
    /// Whether the group began with `\*`: nobody who does not know it need read it.
    optional: bool,
    /// Whether nothing has stood in the group yet but that.
    fresh: bool,
    /// Where the text of a group goes of which this one holds a version without Unicode.
    version_of: Option<Goal>,
    /// Whether a text box began with this group.
    is_box: bool,
    style: Option<i32>,
    outline: Option<u8>,
    in_table: bool,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            goal: Goal::Text,
            fallback: 1,
            font: None,
            hidden: false,
            deleted: false,
            raised: false,
            optional: false,
            fresh: true,
            version_of: None,
            is_box: false,
            style: None,
            outline: None,
            in_table: false,
        }
    }
}

/// What a group does not say of the paragraph that is being read.
#[derive(Clone, Copy, Debug, Default)]
struct Paragraph {
    item: bool,
    ordinal: Option<u32>,
    level: u8,
    is_drop_cap: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Font {
    charset: Option<Charset>,
    symbols: Option<SymbolFont>,
}

#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    parent: Option<i32>,
    outline: Option<u8>,
}

#[derive(Default)]
struct Reader {
    out: Drafts,
    group: Group,
    stack: Vec<Group>,
    /// Groups that were opened beyond [`DEEPEST`].
    deeper: usize,
    paragraph: Paragraph,
    /// Paragraphs around text boxes, until these end.
    suspended: Vec<(Option<Draft>, Paragraph, bool)>,
    /// Bytes of the code page that are not characters yet.
    pending: Vec<u8>,
    /// Fallback characters still to be passed over.
    skip: usize,
    /// The first half of a pair of UTF-16.
    high: Option<u16>,
    default: Option<Charset>,
    default_font: Option<i32>,
    fonts: HashMap<i32, Font>,
    /// The font, and the name of it, that is being read.
    font: i32,
    font_name: String,
    styles: HashMap<i32, Style>,
    style: i32,
    instruction: String,
    sign: String,
    notes: Vec<String>,
    title: String,
    author: String,
    created: [i32; 3],
    in_row: bool,
    omitted: Omitted,
}

impl Reader {
    /// Reads it all; `false` when a group is left open.
    fn read(&mut self, bytes: &[u8]) -> bool {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    self.skip = 0;
                    if self.stack.len() < DEEPEST {
                        self.stack.push(self.group);
                        self.group.fresh = true;
                        self.group.optional = false;
                        self.group.is_box = false;
                    } else {
                        self.deeper += 1;
                    }
                }
                b'}' => {
                    self.flush();
                    self.skip = 0;
                    if self.deeper > 0 {
                        self.deeper -= 1;
                        continue;
                    }
                    self.end_group();
                    match self.stack.pop() {
                        Some(group) => self.group = group,
                        None => break,
                    }
                    if self.stack.is_empty() {
                        return true;
                    }
                }
                b'\\' => at = self.control(bytes, at),
                b'\r' | b'\n' => {}
                byte => {
                    self.group.fresh = false;
                    self.byte(byte);
                }
            }
        }
        self.stack.is_empty()
    }

    /// What stands behind a backslash at `at`; gives where it ends.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(&first) = bytes.get(at) else { return at };
        if !first.is_ascii_alphabetic() {
            return self.symbol(first, bytes, at + 1);
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let name = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let minus = usize::from(rest.get(name) == Some(&b'-'));
        let digits = rest
            .iter()
            .skip(name + minus)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let number = if digits == 0 { 0 } else { minus + digits };
        let value = rest
            .get(name..name + number)
            .and_then(|n| std::str::from_utf8(n).ok())
            .and_then(|n| n.parse::<i32>().ok());
        let mut end = at + name + number;
        if bytes.get(end) == Some(&b' ') {
            end += 1;
        }
        let word = rest
            .get(..name)
            .and_then(|n| std::str::from_utf8(n).ok())
            .unwrap_or_default();
        if word == "bin" {
            return end.saturating_add(usize::try_from(value.unwrap_or(0)).unwrap_or(0));
        }
        if word != "u" {
            self.flush();
        }
        self.word(word, value);
        self.group.fresh = false;
        end
    }

    /// What the group that ends leaves behind.
    fn end_group(&mut self) {
        match self.group.goal {
            Goal::Sign => self.item(),
            Goal::Instruction => self.field(),
            Goal::Fonts => self.end_font(),
            _ => {}
        }
        if self.group.is_box {
            self.out.end();
            if let Some((draft, paragraph, in_row)) = self.suspended.pop() {
                self.out.resume(draft);
                self.paragraph = paragraph;
                self.in_row = in_row;
            }
        }
    }

    /// A text box begins: the paragraph around it waits.
    fn begin_box(&mut self) {
        self.group.is_box = true;
        self.group.goal = Goal::Text;
        self.group.in_table = false;
        let waiting = (self.out.suspend(), self.paragraph, self.in_row);
        self.suspended.push(waiting);
        self.paragraph = Paragraph::default();
        self.in_row = false;
    }

    fn end_font(&mut self) {
        let name = std::mem::take(&mut self.font_name);
        let symbols = SymbolFont::named(name.trim_end_matches(';'));
        if symbols.is_some() {
            self.fonts.entry(self.font).or_default().symbols = symbols;
        }
    }

    /// `SYMBOL 176 \f "Symbol"`: the character is in the instruction alone.
    fn field(&mut self) {
        let instruction = std::mem::take(&mut self.instruction);
        let mut words = instruction.split_whitespace();
        if !words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("symbol"))
        {
            return;
        }
        let code = words.next().and_then(|n| n.parse::<u32>().ok());
        let Some(c) = code.and_then(char::from_u32) else {
            return;
        };
        let font = instruction.split('"').nth(1).and_then(SymbolFont::named);
        let drawn = font.map_or(Some(c), |font| font.drawn(c));
        self.omitted.unknown(usize::from(drawn.is_none()));
        // It belongs to the text around the field.
        let goal = std::mem::replace(&mut self.group.goal, Goal::Text);
        let font = self.group.font.take();
        self.characters(&drawn.unwrap_or('\u{fffd}').to_string());
        (self.group.goal, self.group.font) = (goal, font);
    }

    fn symbol(&mut self, symbol: u8, bytes: &[u8], at: usize) -> usize {
        if !matches!(symbol, b'\'' | b'\\' | b'{' | b'}') {
            self.flush();
        }
        match symbol {
            b'\'' => {
                let hex = bytes.get(at..at + 2).and_then(|h| std::str::from_utf8(h).ok());
                if let Some(byte) = hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                    self.byte(byte);
                    return at + 2;
                }
            }
            b'*' => {
                self.group.optional = self.group.fresh;
                return at;
            }
            b'~' => self.characters("\u{a0}"),
            b'_' => self.characters("\u{2011}"),
            b'-' => self.characters("\u{ad}"),
            b'\t' => self.characters(" "),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'\r' | b'\n' => self.word("par", None),
            _ => {}
        }
        self.group.fresh = false;
        at
    }

    /// A control word.
    fn word(&mut self, word: &str, value: Option<i32>) {
        if self.group.fresh || self.group.optional {
            if word == "upr" {
                self.group.version_of = Some(self.group.goal);
                self.group.goal = Goal::Nowhere;
                return;
            }
            if word == "ud"
                && let Some(goal) = self.group.version_of
            {
                self.group.goal = goal;
                self.group.optional = false;
                return;
            }
            if let Some(goal) = destination(word) {
                self.begin_destination(goal);
                self.group.optional = false;
                return;
            }
            // Drawings are groups of this kind, and hold text boxes.
            if self.group.optional && !matches!(word, "shpinst" | "do") {
                self.group.goal = Goal::Nowhere;
                self.group.optional = false;
                return;
            }
        }
        let number = value.unwrap_or(1);
        let is_on = value != Some(0);
        match word {
            "u" => self.unicode(value.unwrap_or(0)),
            "uc" => self.group.fallback = usize::try_from(number).unwrap_or(1).min(16),
            "ansicpg" => self.default = code_page(number).or(self.default),
            "mac" => self.default = code_page(10000),
            "pc" => self.default = Some(IBM437),
            "pca" => self.default = Some(IBM850),
            "deff" => self.default_font = value,
            "f" if self.group.goal == Goal::Fonts => {
                self.end_font();
                self.font = value.unwrap_or(0);
            }
            "f" => self.group.font = value,
            "fcharset" if self.group.goal == Goal::Fonts => {
                self.fonts.entry(self.font).or_default().charset = character_set(value.unwrap_or(0));
            }
            "cpg" if self.group.goal == Goal::Fonts => {
                self.fonts.entry(self.font).or_default().charset = code_page(number);
            }
            "s" if self.group.goal == Goal::Styles => self.style = value.unwrap_or(0),
            "sbasedon" if self.group.goal == Goal::Styles => {
                self.styles.entry(self.style).or_default().parent = value;
            }
            "outlinelevel" if self.group.goal == Goal::Styles => {
                let outline = value.and_then(|v| u8::try_from(v).ok());
                self.styles.entry(self.style).or_default().outline = outline;
            }
            "v" => self.group.hidden = is_on,
            "deleted" | "mvf" => self.group.deleted = is_on,
            "super" => self.group.raised = is_on,
            "nosupersub" | "sub" => self.group.raised = false,
            "up" => self.group.raised = number > 0,
            "plain" => {
                self.group.hidden = false;
                self.group.deleted = false;
                self.group.raised = false;
                self.group.font = None;
            }
            "yr" if self.group.goal == Goal::Created => self.created[0] = number,
            "mo" if self.group.goal == Goal::Created => self.created[1] = number,
            "dy" if self.group.goal == Goal::Created => self.created[2] = number,
            "pard" => {
                self.paragraph = Paragraph {
                    item: self.paragraph.item && self.out.is_open(),
                    ..Paragraph::default()
                };
                self.group.style = None;
                self.group.outline = None;
                self.group.in_table = false;
            }
            "s" => self.group.style = value,
            "outlinelevel" => {
                self.group.outline = value.and_then(|v| u8::try_from(v).ok()).filter(|v| *v < 9);
            }
            "ilvl" => self.paragraph.level = value.and_then(|v| u8::try_from(v).ok()).unwrap_or(0).min(6),
            "ls" => self.paragraph.item |= value.is_some_and(|v| v > 0),
            "dropcapt" | "dropcapli" => self.paragraph.is_drop_cap = true,
            "intbl" => self.group.in_table = true,
            _ => self.structure(word),
        }
    }

    /// The text of the group that begins goes to `goal`, unless that around it goes nowhere.
    fn begin_destination(&mut self, goal: Goal) {
        if self.group.goal == Goal::Nowhere {
            return;
        }
        match goal {
            Goal::Box => self.begin_box(),
            Goal::Comment => {
                self.omitted.note(omitted::COMMENTS);
                self.group.goal = Goal::Nowhere;
            }
            Goal::Note => {
                self.group.goal = goal;
                if self.group.hidden || self.group.deleted {
                    self.group.goal = Goal::Nowhere;
                    return;
                }
                self.notes.push(String::new());
                let number = self.notes.len();
                self.begin();
                self.out.text(&format!("[{number}]"));
            }
            goal => self.group.goal = goal,
        }
    }

    /// What ends or divides paragraphs, and characters with names.
    fn structure(&mut self, word: &str) {
        if self.group.goal == Goal::Nowhere || self.group.hidden || self.group.deleted {
            return;
        }
        let text = match word {
            "par" | "sect" | "page" | "column" => {
                if self.group.goal == Goal::Text {
                    self.end_paragraph();
                    return;
                }
                " "
            }
            "line" | "softline" | "lbr" if self.group.goal == Goal::Text => {
                self.out.line_break();
                return;
            }
            "cell" if self.group.goal == Goal::Text => {
                self.begin();
                // Some programs do not say that a paragraph is part of a table.
                self.out.turn_into(BlockKind::Table);
                self.in_row = true;
                self.out.cell();
                return;
            }
            "row" if self.group.goal == Goal::Text => {
                self.out.end();
                self.in_row = false;
                return;
            }
            "tab" | "line" | "lbr" | "emspace" | "enspace" | "qmspace" | "nestcell" | "nestrow" => " ",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "zwj" => "\u{200d}",
            "zwnj" => "\u{200c}",
            _ => return,
        };
        self.characters(text);
    }

    fn end_paragraph(&mut self) {
        if self.in_row {
            // A paragraph inside a cell goes on in it.
            self.out.text(" ");
        } else if self.paragraph.is_drop_cap && self.out.is_open() {
            // A drop cap belongs to the paragraph behind it.
            self.paragraph.is_drop_cap = false;
        } else {
            self.out.end();
            self.paragraph.item = false;
            self.paragraph.ordinal = None;
        }
    }

    /// A byte of the code page.
    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.pending.push(byte);
        // Not in the middle of a character of two bytes.
        if self.pending.len() >= 4096 && byte.is_ascii() {
            self.flush();
        }
    }

    /// The bytes that have gathered become characters.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let font = self.current_font();
        let text = match font.symbols {
            // Each byte is a character of the font.
            Some(_) => std::borrow::Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect()),
            None => {
                let charset = font.charset.or(self.default).unwrap_or(Charset::WINDOWS_1252);
                charset.decode(&bytes).0
            }
        };
        self.characters(&text);
    }

    fn current_font(&self) -> Font {
        if self.group.goal == Goal::Fonts {
            return Font::default();
        }
        let font = self.group.font.or(self.default_font);
        font.and_then(|f| self.fonts.get(&f)).copied().unwrap_or_default()
    }

    fn unicode(&mut self, value: i32) {
        self.flush();
        let unit = (value & 0xffff) as u16;
        self.skip = self.group.fallback;
        if let Some(high) = self.high.take() {
            self.characters(&String::from_utf16_lossy(&[high, unit]));
        } else if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
        } else {
            self.characters(&String::from_utf16_lossy(&[unit]));
        }
    }

    fn characters(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.high.take().is_some() {
            // Half of a pair without the other.
            self.characters("\u{fffd}");
        }
        let written = matches!(self.group.goal, Goal::Text | Goal::Note);
        if written && (self.group.hidden || self.group.deleted) {
            if !text.trim().is_empty() {
                self.omitted.note(if self.group.deleted {
                    omitted::DELETED
                } else {
                    omitted::HIDDEN
                });
            }
            return;
        }
        let drawn = match self.current_font().symbols {
            _ if !written => None,
            Some(font) => {
                let (text, unknown) = font.text(text);
                self.omitted.unknown(unknown);
                Some(text)
            }
            None if self.group.raised => raised(text),
            None => None,
        };
        let text = drawn.as_deref().unwrap_or(text);
        match self.group.goal {
            Goal::Text => {
                if !text.trim().is_empty() || self.out.is_open() {
                    self.begin();
                    self.out.text(text);
                }
            }
            Goal::Note => {
                if let Some(note) = self.notes.last_mut() {
                    note.push_str(text);
                }
            }
            Goal::Sign => self.sign.push_str(text),
            Goal::Title => self.title.push_str(text),
            Goal::Author => self.author.push_str(text),
            Goal::Styles => {
                let style = self.styles.entry(self.style).or_default();
                if style.name.len() < 200 {
                    style.name.push_str(text);
                }
            }
            Goal::Fonts if self.font_name.len() < 200 => self.font_name.push_str(text),
            Goal::Instruction if self.instruction.len() < 2000 => self.instruction.push_str(text),
            Goal::Nowhere | Goal::Created | Goal::Fonts | Goal::Instruction | Goal::Box | Goal::Comment => {}
        }
    }

    /// Begins the block that the paragraph is, if it has not begun.
    fn begin(&mut self) {
        let paragraph = self.paragraph;
        if self.out.is_open() {
            return;
        }
        if self.group.in_table {
            self.in_row = true;
            self.out.begin(BlockKind::Table, 0, None, false);
            return;
        }
        let (kind, level) = match self.role() {
            Some(role) => role,
            None if paragraph.item => (BlockKind::Item, paragraph.level),
            None => (BlockKind::Paragraph, 0),
        };
        let ordinal = paragraph.ordinal.filter(|_| kind == BlockKind::Item);
        self.out.begin(kind, level, ordinal, kind != BlockKind::Item);
    }

    /// What the paragraph is by its style and its outline level.
    fn role(&self) -> Option<(BlockKind, u8)> {
        let heading = |outline: u8| (outline < 9).then(|| (BlockKind::Heading, outline.min(5) + 1));
        if let Some(role) = self.group.outline.and_then(heading) {
            return Some(role);
        }
        let mut id = self.group.style?;
        for generation in 0..20 {
            let style = self.styles.get(&id)?;
            let inherits = |kind: BlockKind| !matches!(kind, BlockKind::Title | BlockKind::Standfirst);
            if let Some(role) =
                styles::role(&style.name).filter(|(kind, _)| generation == 0 || inherits(*kind))
            {
                return Some(role);
            }
            if let Some(outline) = style.outline {
                return heading(outline);
            }
            id = style.parent.filter(|parent| *parent != id)?;
        }
        None
    }

    /// The sign of an item is complete.
    fn item(&mut self) {
        let sign = std::mem::take(&mut self.sign);
        let sign = sign.trim();
        if !sign.is_empty() {
            self.paragraph.item = true;
            self.paragraph.ordinal = sign.trim_end_matches(['.', ')']).parse().ok();
        }
    }

    fn date(&self) -> Option<Date> {
        let [year, month, day] = self.created;
        let part = |n| i8::try_from(n).ok();
        Date::new(i16::try_from(year).ok()?, part(month)?, part(day)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(rtf: &str) -> Vec<(BlockKind, String)> {
        let document = document(rtf.as_bytes(), &mut Vec::new()).unwrap();
        let blocks = document.blocks().iter();
        blocks
            .map(|b| (b.kind, document.block_text(b).to_owned()))
            .collect()
    }

    const ARTICLE: &str = r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\froman Times;}{\f1\fcharset204 Arial Cyr;}}{\colortbl;\red0;}
{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\*\cs10 Default;}}{\info{\title The Bridge}{\author Ruth Tarrant}{\creatim\yr2026\mo3\dy4}}
{\header Page \chpgn}\pard\s1\b Bridge closes\b0\par
\pard\s0 The caf\'e9 by the pier \u8212? {\i said} the mayor \emdash{} stays open.{\footnote\pard In \'84March\'93.}\par
\pard{\pntext 1.\tab}First {\field{\*\fldinst HYPERLINK x}{\fldrslt link}}\par{\pntext 2.\tab}Second\par
\pard\intbl Day\cell Cars\cell\row\pard\intbl Mon\cell 12\cell\row
\pard\f1 \'cf\'f0\'e8\f0  \u-10179?\u-8704? {\v hidden}{\deleted gone\deleted0 }\{x\}{\*\unknown junk}{\pict 00ff}\line end\par}";

    #[test]
    fn an_article() {
        let kinds = blocks(ARTICLE);
        let expected = [
            (BlockKind::Title, "Bridge closes"),
            (
                BlockKind::Paragraph,
                "The café by the pier — said the mayor — stays open.[1]",
            ),
            (BlockKind::Item, "First link"),
            (BlockKind::Item, "Second"),
            (BlockKind::Table, "Day\tCars"),
            (BlockKind::Table, "Mon\t12"),
            (BlockKind::Paragraph, "При 😀 {x}\nend"),
            (BlockKind::Footnote, "[1] In „March“."),
        ];
        assert_eq!(kinds, expected.map(|(k, t)| (k, t.to_owned())));
        let document = document(ARTICLE.as_bytes(), &mut Vec::new()).unwrap();
        assert_eq!(document.blocks()[3].ordinal, Some(2));
        let metadata = document.metadata();
        assert_eq!(metadata.byline.as_deref(), Some("Ruth Tarrant"));
        assert_eq!(
            metadata.date.map(|d| d.to_string()).as_deref(),
            Some("2026-03-04")
        );
    }

    fn text(body: &str) -> String {
        let rtf = format!(
            "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\fcharset0 Arial;}}{{\\f1\\fcharset2 Symbol;}}{{\\f2\\fcharset238 Arial CE;}}{{\\f3\\fcharset128 MS Mincho;}}}}\n{body}}}"
        );
        document(rtf.as_bytes(), &mut Vec::new())
            .unwrap()
            .text()
            .to_owned()
    }

    #[test]
    fn characters_keep_their_place() {
        for (body, expected) in [
            (
                "Fund audited\\\n\\\nNo fault.\\\r\nWelcome.\\\n",
                "Fund audited\n\nNo fault.\n\nWelcome.",
            ),
            (
                r"Pier 9\~km, 12\_15 co\-operate",
                "Pier 9\u{a0}km, 12\u{2011}15 co\u{ad}operate",
            ),
            (
                r"a\u8211 \'96b {\uc0\u8217 s} \uc2\u8364 \'a4\'a4 5",
                "a–b ’s € 5",
            ),
            (r"5 {\f1 m}g, {\f1\'b3}9, {\f1\u61619 ?}8", "5 μg, ≥9, ≥8"),
            (r"{\f2 Wa\'b3\'easa} said", "Wałęsa said"),
            (r"{\f3\'8d\'60}!", "港!"),
            (r"10{\super 6} m{\super 2}, 1{\super st}", "10⁶ m², 1st"),
            (r"{\upr{caf?}{\*\ud{caf\u233 e}}} x", "café x"),
            (
                r#"{\field{\*\fldinst SYMBOL 176 \\f "Symbol"}{\fldrslt}} C"#,
                "° C",
            ),
            ("one\\\ttwo\\line three", "one two\nthree"),
            (
                r"{\*\annotation A remark.}Kept {\v hidden}{\deleted gone }text",
                "Kept text",
            ),
            (r"half \u-10179? of it", "half \u{fffd} of it"),
        ] {
            assert_eq!(text(body), expected, "{body}");
        }
    }

    #[test]
    fn boxes_tables_and_groups() {
        let shape = r"Report on the pier.{\shp{\*\shpinst{\shptxt \pard The tide table.\par}}{\shprslt{\*\do\dptxbx{\dptxbxtext\pard The tide table.\par}}}} More.\par End.\par";
        assert_eq!(
            text(shape),
            "The tide table.\n\nReport on the pier. More.\n\nEnd."
        );
        // Cells whose paragraphs do not say that they are in a table; and properties that end with their group.
        assert_eq!(
            text(r"\trowd\pard Day\cell Cars\cell\row\pard Behind.\par"),
            "Day\tCars\n\nBehind."
        );
        let grouped = r"{\stylesheet{\s1 heading 1;}{\s2\sbasedon1 Chapter;}}Words first.\par{\pard\s2 Head\par}Body text.\par";
        assert_eq!(
            blocks(&format!("{{\\rtf1 {grouped}}}"))
                .iter()
                .map(|(kind, _)| *kind)
                .collect::<Vec<_>>(),
            [BlockKind::Paragraph, BlockKind::Heading, BlockKind::Paragraph]
        );
        assert_eq!(
            text(r"{\pard\dropcapli3\dropcapt1 T\par}\pard he boat.\par"),
            "The boat."
        );
    }

    #[test]
    fn damaged_and_hostile_files_give_their_text() {
        for cut in (0..ARTICLE.len()).step_by(3) {
            let mut warnings = Vec::new();
            let read = document(&ARTICLE.as_bytes()[..cut], &mut warnings);
            assert!(read.is_err() || !warnings.is_empty(), "{cut}");
        }
        let deep = format!(
            "{{\\rtf1 {}deep{} after}}",
            "{".repeat(100_000),
            "}".repeat(100_000)
        );
        assert_eq!(blocks(&deep), [(BlockKind::Paragraph, "deep after".to_owned())]);
        assert_eq!(
            blocks("{\\rtf1 a\\bin99999999999 b\\bin3 xyz c\\u99999999999 d}"),
            [(BlockKind::Paragraph, "ab c".to_owned())]
        );
    }
}
