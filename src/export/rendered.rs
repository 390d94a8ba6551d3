//! An export before it is a file: sections, and a checksum of the whole.
//!
//! Always true here: the text is that of the sections one after the other; each section has a key of its own and is
//! whole lines; where the format has room for the checksum, it is that of the text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Stands in a new export where its checksum goes. Before it there must be nothing that somebody else wrote.
pub(super) const NO_CHECKSUM: &str = "blake3-00000000000000000000000000000000";

/// What stands before the digits of a checksum.
const KIND: &str = "blake3-";

/// A piece of an export that is replaced as a whole when the file is brought up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Names what the section shows; the same in every export of the same article.
    pub key: String,
    /// Whole lines.
    pub text: String,
}

impl Section {
    pub(super) fn new(key: &str, text: String) -> Self {
        Self {
            key: key.to_owned(),
            text,
        }
    }
}

/// The notes of an article in some format, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    sections: Vec<Section>,
    text: String,
    companions: Vec<Companion>,
}

/// A file that has to lie beside an export for other programs to understand it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// What it is called.
    pub name: CompanionName,
    /// What is in it.
    pub text: String,
}

/// What a companion is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompanionName {
    /// As the export, with this ending.
    Ending(&'static str),
    /// This, for all exports of a folder; people change it, so one that is there stays.
    Shared(&'static str),
}

impl Rendered {
    /// An export that can be brought up to date section by section.
    pub(super) fn new(mut sections: Vec<Section>) -> Self {
        let mut seen = HashMap::new();
        for section in &mut sections {
            let count = seen.entry(section.key.clone()).or_insert(0_usize);
            *count += 1;
            if *count > 1 {
                section.key = format!("{} ({count})", section.key);
            }
        }
        let whole = |sections: &[Section]| sections.iter().map(|s| s.text.as_str()).collect::<String>();
        let sum = checksum(whole(&sections).as_bytes());
        if let Some(section) = sections.iter_mut().find(|s| s.text.contains(NO_CHECKSUM)) {
            section.text = section.text.replacen(NO_CHECKSUM, &sum, 1);
        }
        let text = whole(&sections);
        Self {
            sections,
            text,
            companions: Vec::new(),
        }
    }

    /// An export that is only ever replaced whole.
    pub(super) fn whole(text: String) -> Self {
        Self::new(vec![Section {
            key: "whole".to_owned(),
            text,
        }])
    }

    /// Exports of several articles as one file, one behind the other.
    pub fn one_behind_the_other(exports: &[Self]) -> Self {
        Self::whole(exports.iter().map(|export| export.text.as_str()).collect())
    }

    /// The same behind the mark by which Excel knows UTF-8.
    #[must_use]
    pub fn with_mark(self) -> Self {
        Self::whole(format!("\u{feff}{}", self.text))
    }

    /// The same with files that have to lie beside it.
    #[must_use]
    pub(super) fn with_companions(mut self, companions: Vec<Companion>) -> Self {
        self.companions = companions;
        self
    }

    /// The files that have to lie beside it.
    pub fn companions(&self) -> &[Companion] {
        &self.companions
    }

    /// The file's content, ending in a line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its sections, where there is more than one.
    pub fn sections(&self) -> &[Section] {
        if self.sections.len() > 1 {
            &self.sections
        } else {
            &[]
        }
    }
}

/// The checksum of `bytes`, as it is written into exports.
pub fn checksum(bytes: &[u8]) -> String {
    format!("{KIND}{}", &blake3::hash(bytes).to_hex()[..32])
}

/// Whether the file holds the checksum of all the rest of it: then it is an export as it was written, wherever it lies.
pub fn is_intact(file: &[u8]) -> bool {
    // The checksum comes before anything from the article, so the first one counts.
    let Some(at) = memchr::memmem::find(file, KIND.as_bytes()) else {
        return false;
    };
    let end = at + NO_CHECKSUM.len();
    let Some(found) = file.get(at..end) else {
        return false;
    };
    let blank = [&file[..at], NO_CHECKSUM.as_bytes(), &file[end..]].concat();
    checksum(&blank).as_bytes() == found
}

/// Whether the file says of itself, where an export says it, that an export made it. Tables (CSV, brat) and pages of
/// Web Annotations have no place to say so. A file that only quotes what an export says does not count.
pub fn is_marked(file: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&file[..file.len().min(4096)]);
    let start = start.trim_start_matches('\u{feff}').trim_start();
    if let Some(front) = start.strip_prefix("---") {
        let mut lines = front.lines().map(str::trim_end).take_while(|line| *line != "---");
        return lines.any(|line| line == super::markdown::GENERATOR);
    }
    if let Some(first) = start.lines().find(|line| !line.starts_with("#+"))
        && first.starts_with(super::org::GENERATOR)
    {
        return true;
    }
    if start.starts_with(super::logseq::GENERATOR) {
        return true;
    }
    if start.starts_with("<!doctype html>") {
        return start
            .split("<title>")
            .next()
            .is_some_and(|head| head.contains(super::html::GENERATOR));
    }
    let json = start.strip_prefix('{').map(str::trim_start);
    let schema = json.and_then(|rest| rest.strip_prefix("\"schema\":"));
    schema.is_some_and(|value| {
        value
            .trim_start()
            .starts_with(&format!("\"{}\"", super::json::SCHEMA))
    })
}

/// `edited`, a file that was written as `old` and then changed by somebody, with what is different in `new`. `None`
/// where a section that is different in `new` was changed in the file too: then it cannot be told what to keep.
///
/// Everything in the file that is no section of `old` stays as it is and where it is. Sections that are new stand
/// before the one that follows them in `new`, so that words behind a section stay with it.
pub fn updated(old: &[Section], edited: &str, new: &[Section]) -> Option<String> {
    let mut text = edited.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let places = places(old, &text);
    let in_old: HashMap<&str, usize> = old.iter().enumerate().map(|(i, s)| (s.key.as_str(), i)).collect();
    // What takes the place of which bytes of the file, in the order of the file.
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut fresh = String::new();
    let mut last = None;
    let mut behind = None;
    for section in new {
        let Some(&at) = in_old.get(section.key.as_str()) else {
            fresh.push_str(&section.text);
            continue;
        };
        if last.is_some_and(|last| at < last) {
            return None;
        }
        last = Some(at);
        let Some(place) = places[at].clone() else {
            if old[at].text != section.text {
                return None;
            }
            continue;
        };
        if !fresh.is_empty() {
            changes.push((place.start..place.start, std::mem::take(&mut fresh)));
        }
        if old[at].text != section.text {
            changes.push((place.clone(), section.text.clone()));
        }
        behind = Some(place.end);
    }
    if !fresh.is_empty() {
        let at = behind?;
        changes.push((at..at, fresh));
    }
    let kept: HashSet<&str> = new.iter().map(|s| s.key.as_str()).collect();
    for (_, place) in old
        .iter()
        .zip(&places)
        .filter(|(s, _)| !kept.contains(s.key.as_str()))
    {
        changes.push((place.clone()?, String::new()));
    }
    changes.sort_by_key(|(place, _)| (place.start, place.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (place, with) in changes {
        out.push_str(text.get(at..place.start)?);
        out.push_str(&with);
        at = place.end;
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// Where each section stands in `text` unchanged, in their order and on whole lines.
fn places(sections: &[Section], text: &str) -> Vec<Option<Range<usize>>> {
    let mut from = 0;
    let mut place = |section: &Section| {
        let mut starts =
            memchr::memmem::find_iter(&text.as_bytes()[from..], &section.text).map(|at| from + at);
        let start = starts.find(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n')?;
        from = start + section.text.len();
        Some(start..from)
    };
    sections.iter().map(&mut place).collect()
}
