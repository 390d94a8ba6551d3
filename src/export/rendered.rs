//! An export in memory: sections, and a checksum of the whole.
//!
//! Invariants: the text is the concatenation of the sections; each section has a unique key and consists of whole lines; if the format can
//! contain the checksum, it is that of the text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The placeholder of the checksum in a new export. Before it there must be no text from another source.
pub(super) const NO_CHECKSUM: &str = "blake3-00000000000000000000000000000000";

/// The prefix of a checksum.
const KIND: &str = "blake3-";

/// A part of an export that is replaced as a unit when the file is updated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Identifies the content of the section; the same in every export of the same article.
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

/// The rendered notes of an article in some format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    sections: Vec<Section>,
    text: String,
    companions: Vec<Companion>,
}

/// A file that other programs need beside an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// Its name.
    pub name: CompanionName,
    /// Its content.
    pub text: String,
}

/// The name of a companion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompanionName {
    /// The name of the export with this extension.
    Ending(&'static str),
    /// This name, shared by all exports of a folder; users edit it, so an existing one is kept.
    Shared(&'static str),
}

impl Rendered {
    /// An export that can be updated section by section.
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

    /// An export that can only be replaced as a whole.
    pub(super) fn whole(text: String) -> Self {
        Self::new(vec![Section {
            key: "whole".to_owned(),
            text,
        }])
    }

    /// Exports of several articles concatenated as one file.
    pub fn one_behind_the_other(exports: &[Self]) -> Self {
        Self::whole(exports.iter().map(|export| export.text.as_str()).collect())
    }

    /// The same after a byte order mark, by which Excel recognizes UTF-8.
    #[must_use]
    pub fn with_mark(self) -> Self {
        Self::whole(format!("\u{feff}{}", self.text))
    }

    /// The same with companion files.
    #[must_use]
    pub(super) fn with_companions(mut self, companions: Vec<Companion>) -> Self {
        self.companions = companions;
        self
    }

    /// Its companion files.
    pub fn companions(&self) -> &[Companion] {
        &self.companions
    }

    /// The file's content, ending in a line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its sections, if there are several.
    pub fn sections(&self) -> &[Section] {
        if self.sections.len() > 1 {
            &self.sections
        } else {
            &[]
        }
    }
}

/// The checksum of `bytes`, as written into exports.
pub fn checksum(bytes: &[u8]) -> String {
    format!("{KIND}{}", &blake3::hash(bytes).to_hex()[..32])
}

/// Whether the file contains the checksum of the rest of it: then it is an unedited export, wherever it is.
pub fn is_intact(file: &[u8]) -> bool {
    // The checksum precedes any text of the article, so the first one counts.
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

/// Whether the file is marked as an export, in the place where exports have the mark. Tables (CSV, brat) and pages of Web Annotations have
/// no place for it. A file that only quotes the mark does not count.
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

/// Updates `edited`, a file that was written as `old` and then edited, with the changes in `new`. `None` if a section that is different in
/// `new` was edited too, because then it is unclear what to keep.
///
/// Everything in the file that is not a section of `old` stays unchanged and in place. New sections are inserted before the one that
/// follows them in `new`, so that text after a section stays with it.
pub fn updated(old: &[Section], edited: &str, new: &[Section]) -> Option<String> {
    let mut text = edited.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let places = places(old, &text);
    let in_old: HashMap<&str, usize> = old.iter().enumerate().map(|(i, s)| (s.key.as_str(), i)).collect();
    // The replacements of byte ranges of the file, in file order.
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

/// The places of unchanged sections in `text`, in order and on whole lines.
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
