//! Interprets control words: the destination of text, the beginning and end of paragraphs, and the decoding of bytes.

use std::collections::HashMap;

use super::Goal;
use super::scan::{Token, Tokens};
use super::styles::Styles;
use super::words::{character_set, code_page, destination};
use crate::document::{BlockKind, Date, Metadata};
use crate::import::Warning;
use crate::import::charset::{Charset, IBM437, IBM850};
use crate::import::draft::{Draft, Drafts};
use crate::import::omitted::{self, Omitted};
use crate::import::symbols::{SymbolFont, raised};
use crate::text::clean::one_line;

/// The maximum nesting of groups; deeper ones are treated as their parent.
const DEEPEST: usize = 500;

/// State that a group inherits and restores at its end.
#[derive(Clone, Copy, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own in the format"
)]
struct Group {
    goal: Goal,
    /// The number of fallback characters after each `\u`.
    fallback: usize,
    font: Option<i32>,
    hidden: bool,
    deleted: bool,
    raised: bool,
    /// Whether the group began with `\*`: a reader that does not know it may skip it.
    optional: bool,
    /// Whether the group contains nothing else yet.
    fresh: bool,
    /// The destination of a group of which this one is a version without Unicode.
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

/// The state of the current paragraph that is not part of a group.
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

/// Reads tokens; never fails, whatever their order.
#[derive(Default)]
pub(super) struct Reader {
    out: Drafts,
    group: Group,
    stack: Vec<Group>,
    /// The number of groups opened beyond [`DEEPEST`].
    deeper: usize,
    paragraph: Paragraph,
    /// Paragraphs around text boxes, until these end.
    suspended: Vec<(Option<Draft>, Paragraph, bool)>,
    /// Undecoded bytes of the code page.
    pending: Vec<u8>,
    /// The number of fallback characters still to be skipped.
    skip: usize,
    /// The first half of a UTF-16 surrogate pair.
    high: Option<u16>,
    default: Option<Charset>,
    default_font: Option<i32>,
    fonts: HashMap<i32, Font>,
    /// The font being read, and its name.
    font: i32,
    font_name: String,
    styles: Styles,
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
    /// Reads everything; returns `false` if a group is left open.
    pub(super) fn read(&mut self, bytes: &[u8]) -> bool {
        for token in Tokens::new(bytes) {
            match token {
                Token::Begin => {
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
                Token::End => {
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
                Token::Word(word, value) => {
                    // The fallback of `\u` may consist of bytes that do not form a character yet.
                    if word != "u" {
                        self.flush();
                    }
                    self.word(word, value);
                    self.group.fresh = false;
                }
                Token::Symbol(b'*') => {
                    self.flush();
                    self.group.optional = self.group.fresh;
                }
                Token::Symbol(symbol) => {
                    self.flush();
                    self.symbol(symbol);
                    self.group.fresh = false;
                }
                Token::Byte(byte) => {
                    self.group.fresh = false;
                    self.byte(byte);
                }
            }
        }
        self.stack.is_empty()
    }

    /// The blocks of the text followed by its notes, and the metadata of the file.
    pub(super) fn finish(mut self, warnings: &mut Vec<Warning>) -> (Vec<Draft>, Metadata) {
        self.flush();
        self.out.end();
        let said = |text: &str| Some(one_line(text)).filter(|t| !t.is_empty());
        let metadata = Metadata {
            title: one_line(&self.title),
            byline: said(&self.author),
            date: self.date(),
            ..Metadata::default()
        };
        for (number, note) in (1..).zip(&self.notes) {
            self.out
                .block(BlockKind::Footnote, &format!("[{number}] {}", one_line(note)));
        }
        self.omitted.tell(warnings);
        (self.out.finish(), metadata)
    }

    /// Processes the content of the group that ends.
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

    /// Begins a text box: the paragraph around it is suspended.
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

    /// `SYMBOL 176 \f "Symbol"`: the character is only in the instruction.
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

    /// A control symbol.
    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'~' => self.characters("\u{a0}"),
            b'_' => self.characters("\u{2011}"),
            b'-' => self.characters("\u{ad}"),
            b'\t' => self.characters(" "),
            b'\r' | b'\n' => self.word("par", None),
            _ => {}
        }
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
            // Drawings are groups of this kind, and contain text boxes.
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
            "s" if self.group.goal == Goal::Styles => self.styles.begin(value.unwrap_or(0)),
            "sbasedon" if self.group.goal == Goal::Styles => self.styles.open().parent = value,
            "outlinelevel" if self.group.goal == Goal::Styles => {
                self.styles.open().outline = value.and_then(|v| u8::try_from(v).ok());
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

    /// Sends the text of the group that begins to `goal`, unless the surrounding text is skipped.
    fn begin_destination(&mut self, goal: Goal) {
        if self.group.goal == Goal::Nowhere {
            return;
        }
        if matches!(self.group.goal, Goal::Comment | Goal::Margin) {
            // In skipped text, only the words of text boxes are counted too.
            if goal != Goal::Box {
                self.group.goal = Goal::Nowhere;
            }
            return;
        }
        match goal {
            Goal::Box => self.begin_box(),
            Goal::Comment => {
                self.omitted.note(omitted::COMMENTS);
                self.group.goal = goal;
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

    /// Control words that end or divide paragraphs, and named characters.
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
                // Some programs do not mark every paragraph as part of a table.
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
            // A paragraph inside a cell continues it.
            self.out.text(" ");
        } else if self.paragraph.is_drop_cap && self.out.is_open() {
            // A drop cap belongs to the following paragraph.
            self.paragraph.is_drop_cap = false;
        } else {
            self.out.end();
            self.paragraph.item = false;
            self.paragraph.ordinal = None;
        }
    }

    /// A byte of text in the code page.
    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.pending.push(byte);
        // Not in the middle of a two-byte character.
        if self.pending.len() >= 4096 && byte.is_ascii() {
            self.flush();
        }
    }

    /// Decodes the pending bytes.
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
            // Half of a surrogate pair without the other.
            self.characters("\u{fffd}");
        }
        let written = matches!(self.group.goal, Goal::Text | Goal::Note);
        if written && self.group.deleted {
            self.omitted.words(omitted::DELETED, text);
            return;
        }
        if written && self.group.hidden {
            self.omitted.words(omitted::HIDDEN, text);
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
                let name = &mut self.styles.open().name;
                if name.len() < 200 {
                    name.push_str(text);
                }
            }
            Goal::Fonts if self.font_name.len() < 200 => self.font_name.push_str(text),
            Goal::Instruction if self.instruction.len() < 2000 => self.instruction.push_str(text),
            Goal::Comment => self.omitted.words(omitted::COMMENTS, text),
            Goal::Margin => self.omitted.margin(text),
            Goal::Nowhere | Goal::Created | Goal::Fonts | Goal::Instruction | Goal::Box => {}
        }
    }

    /// Begins the block of the paragraph, if it has not begun.
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
        let (kind, level) = match self.styles.role(self.group.style, self.group.outline) {
            Some(role) => role,
            None if paragraph.item => (BlockKind::Item, paragraph.level),
            None => (BlockKind::Paragraph, 0),
        };
        let ordinal = paragraph.ordinal.filter(|_| kind == BlockKind::Item);
        self.out.begin(kind, level, ordinal, kind != BlockKind::Item);
    }

    /// The label of an item is complete.
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
