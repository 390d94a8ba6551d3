//! Classifies each of the first lines of an article once, by its shape; [`super::head`] then decides which of them is the title and where
//! the body begins.

use super::{byline, caption, shape};
use crate::document::Date;
use crate::import::date;

/// One of the first pieces.
#[derive(Clone, Debug)]
pub(super) struct HeadLine {
    /// Its beginning on one line.
    pub(super) words: String,
    pub(super) shape: HeadShape,
}

/// The shape of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HeadShape {
    /// A date and nothing else.
    Date(date::Found),
    /// It names the author, and perhaps the date.
    Byline { who: String, date: Option<Date> },
    /// The text under a picture.
    Caption,
    /// A web address.
    Address,
    /// Anything else.
    Text,
}

impl HeadLine {
    /// The classified line of `source`, a piece of the text.
    pub(super) fn of(source: &str) -> Self {
        let words = one_line(source);
        Self {
            shape: HeadShape::of(&words),
            words,
        }
    }

    /// Whether a headline may precede it: it gives the author or the date.
    pub(super) fn signs(&self) -> bool {
        matches!(self.shape, HeadShape::Date(_) | HeadShape::Byline { .. })
    }
}

impl HeadShape {
    fn of(line: &str) -> Self {
        if let Some(found) = date::whole(line) {
            return Self::Date(found);
        }
        if let Some((who, date)) = signed(line) {
            return Self::Byline {
                who: who.to_owned(),
                date,
            };
        }
        if caption::is_caption(line) {
            return Self::Caption;
        }
        if (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(' ') {
            return Self::Address;
        }
        Self::Text
    }
}

/// The author, with a date that may follow the names: 'By Jane Doe | March 12, 2024'.
pub(super) fn signed(line: &str) -> Option<(&str, Option<Date>)> {
    if let Some(found) = date::trailing(line).filter(|found| found.start > 0) {
        let before = line
            .get(..found.start)?
            .trim_end_matches([' ', '|', '•', '·', ',', '-', '–', '—', '/', '(']);
        if let Some(who) = byline::byline(before) {
            return Some((who, Some(found.date)));
        }
    }
    Some((byline::byline(line)?, None))
}

/// The beginning of a piece on one line, as much as shapes need.
pub(super) fn one_line(source: &str) -> String {
    let part = source.get(..floor(source, 1200)).unwrap_or(source);
    let mut out = String::with_capacity(part.len());
    for word in part.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A headline and a date on one line, as byte ranges of it.
pub(super) struct DatedTitle {
    pub(super) title: std::ops::Range<usize>,
    pub(super) date: std::ops::Range<usize>,
    pub(super) found: Date,
    /// Whether the date has a label, which is generated and not part of the article.
    pub(super) hidden: bool,
}

/// The headline and the date of `line`, if it contains both.
pub(super) fn dated_title(line: &str) -> Option<DatedTitle> {
    let separators: &[char] = &[':', '-', '–', '—', '|', '•', '·', ',', ' ', '\t', '\n'];
    if let Some(found) = date::leading(line) {
        let rest = line.get(found.end..)?;
        let body = rest.trim_start_matches(separators);
        let set_off = rest.trim_start().starts_with([':', '-', '–', '—', '|', '•', '·']);
        let iso = line.get(found.start..found.end)?.contains('-');
        let clear = found.labelled || set_off || iso;
        if clear && is_title(body, None) {
            let start = found.end + (rest.len() - body.len());
            let (title, date) = (start..line.len(), found.start..found.end);
            return Some(DatedTitle {
                title,
                date,
                found: found.date,
                hidden: found.labelled,
            });
        }
    }
    let found = date::trailing(line)?;
    let before = line.get(..found.start)?;
    let body = before.trim_end_matches(separators).trim_end_matches('(');
    let last = body.split_whitespace().next_back()?.to_lowercase();
    let joined = [
        "on", "of", "from", "until", "till", "since", "by", "in", "before", "after", "to", "and", "for",
        "the", "through",
    ];
    let set_off = before
        .trim_end()
        .ends_with(['-', '–', '—', '|', '•', '·', '(', '\n']);
    let weekday = line
        .get(found.start..)?
        .to_lowercase()
        .split_whitespace()
        .next()
        .is_some_and(|w| w.contains("day"));
    if joined.contains(&last.as_str()) || !(set_off || weekday || found.labelled) || !is_title(body, None) {
        return None;
    }
    let (title, date) = (0..body.len(), found.start..line.len());
    Some(DatedTitle {
        title,
        date,
        found: found.date,
        hidden: false,
    })
}

/// Whether `line` may be the headline, followed by `next`.
pub(super) fn is_title(line: &str, next: Option<&HeadLine>) -> bool {
    let count = shape::words(line, 40);
    if count == 0 || count > 35 || line.len() > 300 {
        return false;
    }
    let Some(first) = line.chars().find(|c| c.is_alphanumeric()) else {
        return false;
    };
    if first.is_lowercase()
        && !line
            .split(' ')
            .next()
            .is_some_and(|w| w.contains(char::is_uppercase))
        || line.contains("://")
    {
        return false;
    }
    if line.ends_with([',', ';', ':', '-', '—']) {
        return false;
    }
    let end = line.trim_end_matches(['"', '”', '’', '\'', ')', ']']);
    if end.ends_with(['.', '。']) && !is_abbreviation(end) {
        // 'It ended.' is a headline if a byline or a date follows.
        return count <= 25 && next.is_some_and(HeadLine::signs);
    }
    true
}

/// Whether the full stop at the end of `text` may belong to its last word: 'Inc.', 'U.S.', 'Jr.'.
fn is_abbreviation(text: &str) -> bool {
    let Some(last) = text.split_whitespace().next_back() else {
        return false;
    };
    let bare = last.trim_end_matches('.');
    bare.contains('.')
        || text.ends_with("..")
        || ["Inc", "Co", "Corp", "Ltd", "Jr", "Sr", "etc", "No", "St"].contains(&bare)
}
