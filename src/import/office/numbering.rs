//! The numbers of Word's lists. The label before an item is not stored in its text, but must be counted.

use std::collections::{HashMap, HashSet};

use super::xml::{Start, Walk};

/// The number of levels of a list.
const LEVELS: usize = 9;

/// The content of `numbering.xml`, and the current counts of the lists.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    shapes: HashMap<String, [Level; LEVELS]>,
    lists: HashMap<String, List>,
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    begun: HashSet<String>,
    /// The list or numbering definition being read, and its level.
    shape: Option<String>,
    list: Option<String>,
    level: usize,
}

#[derive(Clone, Debug, Default)]
struct Level {
    /// `decimal`, `bullet`, `lowerLetter` and the like.
    format: String,
    /// `%1.%2)`.
    text: String,
    start: Option<u32>,
}

#[derive(Debug, Default)]
struct List {
    shape: String,
    starts: HashMap<usize, u32>,
}

/// The label of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A bullet.
    Bullet,
    /// A plain number.
    Number(u32),
    /// A label that the text may refer to: `b)`, `iv.`, `2.1`.
    Label(String),
    /// No label: the list only indents.
    Nothing,
}

impl Numbering {
    /// The label of the next item of `list` at `level`; a bullet if the list is unknown.
    pub(super) fn next(&mut self, list: &str, level: usize) -> Sign {
        let level = level.min(LEVELS - 1);
        let Some(List { shape, starts }) = self.lists.get(list) else {
            return Sign::Bullet;
        };
        let Some(levels) = self.shapes.get(shape) else {
            return Sign::Bullet;
        };
        let counters = self.counters.entry(shape.clone()).or_default();
        if self.begun.insert(list.to_owned()) {
            for (level, _) in starts.iter().filter(|(level, _)| **level < LEVELS) {
                counters[*level] = None;
            }
        }
        let start = |at: usize| starts.get(&at).copied().or(levels[at].start).unwrap_or(1);
        counters[level] = Some(counters[level].map_or(start(level), |n| n.saturating_add(1)));
        for deeper in &mut counters[level + 1..] {
            *deeper = None;
        }
        let Level { format, text, .. } = &levels[level];
        match format.as_str() {
            "bullet" | "" => return Sign::Bullet,
            "none" => return Sign::Nothing,
            "decimal" | "decimalZero" if text.matches('%').count() <= 1 => {
                return counters[level].map_or(Sign::Bullet, Sign::Number);
            }
            _ => {}
        }
        let mut label = text.clone();
        for (at, shape) in levels.iter().enumerate() {
            let number = counters[at].unwrap_or_else(|| start(at));
            label = label.replace(&format!("%{}", at + 1), &written(number, &shape.format));
        }
        if label.trim().is_empty() {
            Sign::Nothing
        } else {
            Sign::Label(label)
        }
    }
}

impl Walk for Numbering {
    fn start(&mut self, start: &Start<'_>) {
        match start.name {
            "abstractNum" => {
                self.shape = start.get("abstractNumId");
                self.list = None;
            }
            "num" => {
                self.list = start.get("numId");
                self.shape = None;
            }
            "abstractNumId" => {
                if let (Some(list), Some(shape)) = (&self.list, start.get("val")) {
                    self.lists.entry(list.clone()).or_default().shape = shape;
                }
            }
            "lvl" | "lvlOverride" => self.level = start.number("ilvl").unwrap_or(0),
            "startOverride" => {
                if let (Some(list), Some(value)) = (&self.list, start.number("val")) {
                    self.lists
                        .entry(list.clone())
                        .or_default()
                        .starts
                        .insert(self.level, value);
                }
            }
            "numFmt" | "lvlText" | "start" => {
                let Some(shape) = &self.shape else { return };
                let levels = self.shapes.entry(shape.clone()).or_default();
                let Some(level) = levels.get_mut(self.level) else {
                    return;
                };
                match start.name {
                    "numFmt" => level.format = start.get("val").unwrap_or_default(),
                    "start" => level.start = start.number("val"),
                    // `%1.%2.%3.` with nine levels has 27 characters.
                    _ => level.text = start.get("val").unwrap_or_default().chars().take(60).collect(),
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "abstractNum" => self.shape = None,
            "num" => self.list = None,
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}

/// `number` in letters, Roman numerals or figures.
pub(super) fn written(number: u32, format: &str) -> String {
    match format {
        "lowerLetter" | "a" => letters(number).to_lowercase(),
        "upperLetter" | "A" => letters(number),
        "lowerRoman" | "i" => roman(number).to_lowercase(),
        "upperRoman" | "I" => roman(number),
        _ => number.to_string(),
    }
}

/// A, B, … Z, AA, BB, …, as word processors count.
fn letters(number: u32) -> String {
    let Some(at) = number.checked_sub(1) else {
        return number.to_string();
    };
    let letter = char::from(b'A' + (at % 26) as u8);
    std::iter::repeat_n(letter, (at / 26) as usize % 20 + 1).collect()
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 4999 {
        return number.to_string();
    }
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}
