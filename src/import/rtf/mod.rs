//! Rich text (RTF, version 1.9.1): paragraphs, headings by their style, items, tables, footnotes and links' words, in any
//! code page and Unicode. What only says how text looks is passed over.
//!
//! One pass over the bytes with a stack of groups; it takes time in proportion to the file and never fails: a file that
//! ends too early gives its text so far.

mod words;

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use self::words::{character_set, code_page, destination};
use super::draft::{self, Drafts};
use super::{ImportError, Warning};

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
    /// The bullet or number of an item.
    Sign,
    Title,
    Author,
    Created,
    /// The list of fonts, of which the character sets matter.
    Fonts,
    /// The list of styles, of which the names matter.
    Styles,
}

/// What a group inherits and loses at its end.
#[derive(Clone, Copy, Debug)]
struct Group {
    goal: Goal,
    /// Fallback characters behind each `\u`.
    fallback: usize,
    encoding: &'static Encoding,
    hidden: bool,
    /// Whether the group began with `\*`: nobody who does not know it need read it.
    optional: bool,
    /// Whether nothing has stood in the group yet but that.
    fresh: bool,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            goal: Goal::Text,
            fallback: 1,
            encoding: WINDOWS_1252,
            hidden: false,
            optional: false,
            fresh: true,
        }
    }
}

/// What the paragraph is that is being read.
#[derive(Clone, Copy, Debug, Default)]
struct Paragraph {
    style: Option<i32>,
    outline: Option<u8>,
    item: bool,
    ordinal: Option<u32>,
    level: u8,
    in_table: bool,
}

#[derive(Default)]
struct Reader {
    out: Drafts,
    group: Group,
    stack: Vec<Group>,
    /// Groups that were opened beyond [`DEEPEST`].
    deeper: usize,
    paragraph: Paragraph,
    /// Bytes of the code page that are not characters yet.
    pending: Vec<u8>,
    /// Fallback characters still to be passed over.
    skip: usize,
    /// The first half of a pair of UTF-16.
    high: Option<u16>,
    default: Option<&'static Encoding>,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    styles: HashMap<i32, String>,
    style: i32,
    sign: String,
    notes: Vec<String>,
    title: String,
    author: String,
    created: [i32; 3],
    in_row: bool,
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
                    if self.group.goal == Goal::Sign {
                        self.item();
                    }
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

    fn symbol(&mut self, symbol: u8, bytes: &[u8], at: usize) -> usize {
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
            if let Some(goal) = destination(word) {
                self.group.goal = match self.group.goal {
                    Goal::Nowhere => Goal::Nowhere,
                    _ => goal,
                };
                if goal == Goal::Note && self.group.goal == Goal::Note {
                    self.notes.push(String::new());
                    let number = self.notes.len();
                    self.begin();
                    self.out.text(&format!("[{number}]"));
                }
                self.group.optional = false;
                return;
            }
            // A text box is a group of this kind, and holds text.
            if self.group.optional && word != "shpinst" {
                self.group.goal = Goal::Nowhere;
                self.group.optional = false;
                return;
            }
        }
        let number = value.unwrap_or(1);
        match word {
            "u" => self.unicode(value.unwrap_or(0)),
            "uc" => self.group.fallback = usize::try_from(number).unwrap_or(1).min(16),
            "ansicpg" => {
                self.default = code_page(number);
                self.group.encoding = self.default.unwrap_or(WINDOWS_1252);
            }
            "mac" => self.group.encoding = encoding_rs::MACINTOSH,
            "f" => match self.group.goal {
                Goal::Fonts => self.font = value.unwrap_or(0),
                _ => {
                    let font = self.fonts.get(&value.unwrap_or(0)).copied();
                    self.group.encoding = font.or(self.default).unwrap_or(WINDOWS_1252);
                }
            },
            "fcharset" if self.group.goal == Goal::Fonts => {
                if let Some(encoding) = character_set(value.unwrap_or(0)) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            "s" if self.group.goal == Goal::Styles => self.style = value.unwrap_or(0),
            "v" | "deleted" => self.group.hidden = value != Some(0),
            "plain" => self.group.hidden = false,
            "yr" if self.group.goal == Goal::Created => self.created[0] = number,
            "mo" if self.group.goal == Goal::Created => self.created[1] = number,
            "dy" if self.group.goal == Goal::Created => self.created[2] = number,
            "pard" => {
                self.paragraph = Paragraph {
                    item: self.paragraph.item && self.out.is_open(),
                    ..Paragraph::default()
                };
            }
            "s" => self.paragraph.style = value,
            "outlinelevel" => {
                self.paragraph.outline = value.and_then(|v| u8::try_from(v).ok()).filter(|v| *v < 9);
            }
            "ilvl" => self.paragraph.level = value.and_then(|v| u8::try_from(v).ok()).unwrap_or(0).min(6),
            "ls" => self.paragraph.item |= value.is_some_and(|v| v > 0),
            "intbl" => self.paragraph.in_table = true,
            _ => self.structure(word),
        }
    }

    /// What ends or divides paragraphs, and characters with names.
    fn structure(&mut self, word: &str) {
        if self.group.goal == Goal::Nowhere || self.group.hidden {
            return;
        }
        let text = match word {
            "par" | "sect" | "page" => {
                if self.group.goal == Goal::Text {
                    self.end_paragraph();
                    return;
                }
                " "
            }
            "line" | "softline" if self.group.goal == Goal::Text => {
                self.out.line_break();
                return;
            }
            "cell" | "nestcell" if self.group.goal == Goal::Text => {
                self.begin();
                self.out.cell();
                return;
            }
            "row" | "nestrow" if self.group.goal == Goal::Text => {
                self.out.end();
                self.in_row = false;
                return;
            }
            "tab" | "line" | "emspace" | "enspace" | "qmspace" => " ",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            _ => return,
        };
        self.characters(text);
    }

    fn end_paragraph(&mut self) {
        if self.in_row {
            // A paragraph inside a cell goes on in it.
            self.out.text(" ");
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
        let (text, _) = self.group.encoding.decode_without_bom_handling(&bytes);
        self.characters(&text);
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
        if text.is_empty() || self.group.hidden {
            return;
        }
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
                let name = self.styles.entry(self.style).or_default();
                if name.len() < 200 {
                    name.push_str(text);
                }
            }
            Goal::Nowhere | Goal::Created | Goal::Fonts => {}
        }
    }

    /// Begins the block that the paragraph is, if it has not begun.
    fn begin(&mut self) {
        let paragraph = self.paragraph;
        if self.out.is_open() {
            return;
        }
        if paragraph.in_table {
            self.in_row = true;
            self.out.begin(BlockKind::Table, 0, None, false);
            return;
        }
        let name = paragraph.style.and_then(|s| self.styles.get(&s));
        let name = name
            .map(|n| n.trim_matches([' ', ';']).to_lowercase())
            .unwrap_or_default();
        let heading = name
            .strip_prefix("heading ")
            .or_else(|| name.strip_prefix("überschrift "))
            .or_else(|| name.strip_prefix("titre "))
            .and_then(|n| n.trim().parse::<u8>().ok());
        let (kind, level) = match (name.as_str(), heading.or(paragraph.outline.map(|o| o + 1))) {
            (_, Some(level)) => (BlockKind::Heading, level.clamp(1, 6)),
            ("title", _) => (BlockKind::Title, 0),
            ("subtitle", _) => (BlockKind::Standfirst, 0),
            ("quote" | "intense quote", _) => (BlockKind::Quote, 0),
            ("caption", _) => (BlockKind::Caption, 0),
            _ if paragraph.item => (BlockKind::Item, paragraph.level),
            _ => (BlockKind::Paragraph, 0),
        };
        let ordinal = paragraph.ordinal.filter(|_| kind == BlockKind::Item);
        self.out.begin(kind, level, ordinal, kind != BlockKind::Item);
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
